#include "text/spoken.h"

#include <ctype.h>

/* Of a letter beyond ASCII the first byte counts. */
static bool begins_letter(unsigned char byte)
{
    return byte < 0x80 ? isalpha(byte) != 0 : byte >= 0xc3;
}

bool spoken_suffices(const char *reason)
{
    int n = 0;
    for (; reason && *reason; reason++)
        n += begins_letter((unsigned char)*reason);
    return n >= SPOKEN_LETTERS_LEAST;
}
