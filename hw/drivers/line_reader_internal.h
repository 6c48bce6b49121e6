/* Lines out of a byte stream, for instruments that speak text: CR, LF and CR LF end a line, empty
 * lines are skipped, memory is bounded. */
#ifndef LIMEN_DRIVERS_LINE_READER_INTERNAL_H
#define LIMEN_DRIVERS_LINE_READER_INTERNAL_H

#include "hw/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINE_MAX = 112 }; /* longer than any line of a driver; at most 255 */

struct line_reader {
    char text[LINE_MAX];
    uint8_t length; /* bytes of the unfinished line, those not kept included */
    bool spoiled;   /* the unfinished line is too long or holds bytes that are no text */
};

struct line {
    const char *text; /* not terminated; valid until the next call */
    size_t length;
    bool ended; /* a line came to its end; false: all bytes are used up */
    bool whole; /* printable ASCII from terminator to terminator */
};

/* Takes bytes up to the end of one line; returns how many. What is longer than LINE_MAX is reported
 * in pieces that are not whole, its last piece included. */
size_t line_reader_take(struct line_reader *reader, const uint8_t *data, size_t n,
                        struct line *line);

/* What lines have come instead of the awaited answer, while an instrument is being recognised. */
struct stranger {
    bool readable, unreadable;
};
void stranger_line(struct stranger *stranger, const struct line *line);
/* When the answer has not come; `heard`: bytes have. FAULT_SILENT; FAULT_IDENTITY: whatever answers
 * speaks plainly, so it is another device; FAULT_GARBLED: the cable or the baud rate. */
enum fault stranger_fault(const struct stranger *stranger, bool heard);

#endif
