/* Hexadecimal fields of a frame, in the one case that the instrument writes. */
#ifndef LIMEN_SIM_HEX_INTERNAL_H
#define LIMEN_SIM_HEX_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* `digits`: its sixteen. False: one of the `n` characters is none of them. */
static inline bool sim_hex_take(const char *digits, const char *text, size_t n, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        const char *digit = text[i] ? strchr(digits, text[i]) : NULL;
        if (!digit)
            return false;
        *value = *value << 4 | (uint32_t)(digit - digits);
    }
    return true;
}

/* `n` digits, unterminated. */
static inline void sim_hex_put(const char *digits, char *out, size_t n, uint32_t value)
{
    while (n-- > 0) {
        out[n] = digits[value & 15];
        value >>= 4;
    }
}

#define SIM_HEX_UPPER "0123456789ABCDEF"
#define SIM_HEX_LOWER "0123456789abcdef"

#endif
