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

static bool is_end(uint8_t c)
{
    return c == '\r' || c == '\n';
}

/* The printable bytes at the beginning, as far as there is room; returns how many. */
static size_t gather(struct line_reader *reader, const uint8_t *data, size_t n)
{
    const size_t room = LINE_MAX - reader->length, most = n < room ? n : room;
    char *out = reader->text + reader->length;
    size_t i = 0;
    for (; i < most && data[i] >= 0x20 && data[i] <= 0x7e; i++)
        out[i] = (char)data[i];
    reader->length = (uint8_t)(reader->length + i);
    return i;
}

/* The LF behind a CR would be an empty line. */
static size_t end_size(const uint8_t *data, size_t n)
{
    return n > 1 && data[0] == '\r' && data[1] == '\n' ? 2 : 1;
}

size_t line_reader_take(struct line_reader *reader, const uint8_t *data, size_t n,
                        struct line *line)
{
    *line = (struct line){.text = reader->text};
    for (size_t i = gather(reader, data, n); i < n; i += gather(reader, data + i, n - i)) {
        if (is_end(data[i]) && reader->length > 0) {
            line_close(reader, line, true);
            return i + end_size(data + i, n - i);
        }
        if (is_end(data[i])) {
            reader->spoiled = false;
        } else if (reader->length == LINE_MAX) {
            line_close(reader, line, false);
            return i;
        } else {
            reader->spoiled = true;
            reader->text[reader->length++] = (char)data[i];
        }
        i++;
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
