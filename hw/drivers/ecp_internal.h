/* The Embedded Communication Protocol (pressure.md 4.3 and 4.4): frames between FF F1 and FF F2 with every FF in them sent twice,
 * packets of a code, a length and so many bytes. Packets with an extended header (a length byte above 127) are none of ours.
 *
 * There is no checksum: what was damaged shows by its length only, or as a value that does not go on from the last. */
#ifndef LIMEN_DRIVERS_ECP_INTERNAL_H
#define LIMEN_DRIVERS_ECP_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ECP_DATA_MAX = 127,
    ECP_PACKET_MAX = ECP_DATA_MAX + 2,
    ECP_REFUSED = 0, /* code of a not-acknowledge: one byte says why, none says what was refused */
    ECP_MESSAGE = 0x80, /* codes from here on are told without being asked for */
};

struct ecp_packet {
    uint8_t code, n;
    const uint8_t *data; /* in the reader, until the next byte */
};

enum ecp_found {
    ECP_NOTHING, /* more bytes are needed */
    ECP_PACKET,  /* whole: length and frame agree */
    ECP_BROKEN   /* bytes that are no packet have come to an end */
};

struct ecp_reader {
    uint8_t state;
    uint8_t n; /* bytes of the packet */
    uint8_t bytes[ECP_PACKET_MAX];
    bool is_too_long;
    uint16_t
        skipped; /* bytes that belong to no packet, since the last packet or since they were told */
};

/* One byte. `skipped` is to be set to 0 by whoever has counted it. */
enum ecp_found ecp_take(struct ecp_reader *reader, uint8_t byte, struct ecp_packet *packet);

/* The frame of a packet; its size, 0 where `cap` is too small. */
size_t ecp_frame(uint8_t code, const uint8_t *data, size_t n, uint8_t *out, size_t cap);

/* CRC-8: polynomial 0x07, start 0, neither reflected nor inverted; 0xF4 of "123456789". */
uint8_t ecp_crc8(const uint8_t *data, size_t n);

#endif
