/* Text into a field of a view, cut at a whole character when it is longer. */
#ifndef LIMEN_SHELL_COPY_INTERNAL_H
#define LIMEN_SHELL_COPY_INTERNAL_H

#include <string.h>

static inline void copy_text(char *to, size_t size, const char *from)
{
    size_t n = strnlen(from, size - 1);
    while (n > 0 && from[n] != '\0' && (from[n] & 0xc0) == 0x80)
        n--;
    memcpy(to, from, n);
    to[n] = '\0';
}
#define COPY(to, from) copy_text((to), sizeof(to), (from))

#endif
