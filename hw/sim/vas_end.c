#include "sim/vas_end.h"

#include "base/decimal.h"
#include "crc8_internal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool vas_end_hear(struct vas_end *end, uint8_t byte)
{
    static const char question[] = "vas?\r";
    if (byte == '\n')
        return false;
    end->at = byte == (uint8_t)question[end->at] ? (uint8_t)(end->at + 1) : byte == 'v';
    if (question[end->at])
        return false;
    end->at = 0;
    return true;
}

static size_t close_line(char out[VAS_END_LINE_MAX], int n)
{
    assert(n > 0 && n < VAS_END_LINE_MAX - 7);
    const unsigned crc = sim_crc8((const uint8_t *)out, (size_t)n);
    return (size_t)(n + snprintf(out + n, (size_t)(VAS_END_LINE_MAX - n), " *%02X\r\n", crc));
}

size_t vas_end_name(const char *version, char out[VAS_END_LINE_MAX])
{
    return close_line(out, snprintf(out, VAS_END_LINE_MAX, "limen-vas 1 %.15s", version));
}

/* By hand, whatever the locale of the program is. */
static void write_mark(double rating, char mark[16])
{
    const double held = fmin(10, fmax(0, rating));
    const size_t n = isnan(rating) ? 0 : decimal_format(mark, 15, held, 3);
    mark[n] = '\0';
}

size_t vas_end_say(struct vas_end *end, double rating, bool is_pressed, char out[VAS_END_LINE_MAX])
{
    char mark[16];
    write_mark(rating, mark);
    return close_line(out, snprintf(out, VAS_END_LINE_MAX, "v %05u %s %d", (unsigned)end->counter++,
                                    mark[0] ? mark : "-", is_pressed));
}
