/* Whether a text is made of whole characters. */
#ifndef LIMEN_TESTS_UTF8_H
#define LIMEN_TESTS_UTF8_H

#include <stdbool.h>

static inline bool is_utf8(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        const int n = *at < 0x80       ? 1
                      : *at >> 5 == 6  ? 2
                      : *at >> 4 == 14 ? 3
                      : *at >> 3 == 30 ? 4
                                       : 0;
        if (n == 0)
            return false;
        at++;
        for (int i = 1; i < n; i++, at++)
            if ((*at & 0xc0) != 0x80)
                return false;
    }
    return true;
}

#endif
