/* A spoiled line stays spoiled up to its terminator, so that the tail of a garbled line, which may
 * look like a good reply, is never read as one. */
#include "line_reader_internal.h"

static void line_close(struct line_reader *reader, struct line *line, bool terminated)
{
    line->ended = true;
    line->whole = terminated && !reader->spoiled;
    line->length = reader->length;
    reader->length = 0;
    reader->spoiled = !terminated;
}

size_t line_reader_take(struct line_reader *reader, const uint8_t *data, size_t n,
                        struct line *line)
{
    *line = (struct line){.text = reader->text};
    for (size_t i = 0; i < n; i++) {
        const uint8_t c = data[i];
        if (c == '\r' || c == '\n') {
            if (reader->length > 0) {
                line_close(reader, line, true);
                return i + 1;
            }
            reader->spoiled = false;
            continue;
        }
        if (reader->length == LINE_MAX) {
            line_close(reader, line, false);
            return i;
        }
        reader->spoiled |= c < 0x20 || c > 0x7e;
        reader->text[reader->length++] = (char)c;
    }
    return n;
}

void stranger_line(struct stranger *stranger, const struct line *line)
{
    stranger->readable |= line->whole;
    stranger->unreadable |= !line->whole;
}

enum fault stranger_fault(const struct stranger *stranger, bool heard)
{
    if (!heard)
        return FAULT_SILENT;
    return stranger->readable && !stranger->unreadable ? FAULT_IDENTITY : FAULT_GARBLED;
}
