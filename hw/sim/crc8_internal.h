/* CRC-8, polynomial 07, from 00: of the CPAR's programs and of the lines of the participant's window. */
#ifndef LIMEN_SIM_CRC8_INTERNAL_H
#define LIMEN_SIM_CRC8_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

static inline uint8_t sim_crc8(const uint8_t *data, size_t n)
{
    unsigned crc = 0;
    for (size_t i = 0; i < n; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x80 ? crc << 1 ^ 0x07 : crc << 1) & 0xff;
    }
    return (uint8_t)crc;
}

#endif
