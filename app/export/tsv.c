/* See the header. Positions in characters are only counted when a sentence needs one. */
#include "export/tsv.h"

#include "base/shortest.h"

#include "export/number.h"
#include "export/reasons.h"

#include <errno.h>
#include <string.h>

/* Bytes of the well-formed UTF-8 sequence at p (RFC 3629: no surrogates, no overlong forms), 0 if
 * there is none. */
static size_t utf8_length(const unsigned char *p, size_t left)
{
    const size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (n == 0 || n > left || p[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    const bool wrong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
                       (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
    return wrong ? 0 : n;
}

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

bool tsv_can_hold(const char *text)
{
    for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
        n = utf8_length((const unsigned char *)text, left);
        if (n == 0 || is_control((unsigned char)*text))
            return false;
    }
    return true;
}

/* The line's end without its CR; also moves to the line. */
static void enter_line(struct tsv *tsv, const char *line)
{
    const char *lf = memchr(line, '\n', (size_t)(tsv->end - line));
    tsv->line = line;
    tsv->stop = lf ? lf : tsv->end;
    tsv->next = lf ? lf + 1 : tsv->end;
    if (tsv->stop > line && tsv->stop[-1] == '\r')
        tsv->stop--;
    tsv->cell = line;
    tsv->number++;
}

static enum status check_line(const struct tsv *tsv, struct why *why)
{
    for (const char *p = tsv->line; p < tsv->stop;) {
        const unsigned char c = (unsigned char)*p;
        if (is_control(c) && c != '\t')
            return tsv_refuse(tsv, p, why, "a control character (byte 0x%02x) is not allowed", c);
        const size_t n = utf8_length((const unsigned char *)p, (size_t)(tsv->stop - p));
        if (n == 0)
            return tsv_refuse(tsv, p, why, "byte 0x%02x is not UTF-8; save the table as UTF-8 text",
                              c);
        p += n;
    }
    return STATUS_OK;
}

static void rewind_to(struct tsv *tsv, const char *data)
{
    tsv->next = data;
    tsv->number = 0;
}

enum status tsv_open(struct tsv *tsv, const char *name, const char *data, size_t size,
                     struct why *why)
{
    const bool marked = size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0;
    *tsv = (struct tsv){.name = name, .data = data + (marked ? 3 : 0), .end = data + size};
    rewind_to(tsv, tsv->data);
    while (tsv->next < tsv->end) {
        enter_line(tsv, tsv->next);
        const enum status status = check_line(tsv, why);
        if (status != STATUS_OK)
            return status;
    }
    rewind_to(tsv, tsv->data);
    while (tsv->end > tsv->data && (tsv->end[-1] == '\n' || tsv->end[-1] == '\r'))
        tsv->end--;
    return STATUS_OK;
}

bool tsv_next_line(struct tsv *tsv)
{
    if (tsv->next >= tsv->end)
        return false;
    enter_line(tsv, tsv->next);
    return true;
}

bool tsv_next_cell(struct tsv *tsv, struct tsv_cell *cell)
{
    if (!tsv->cell)
        return false;
    const char *tab = memchr(tsv->cell, '\t', (size_t)(tsv->stop - tsv->cell));
    cell->text = tsv->cell;
    cell->length = (size_t)((tab ? tab : tsv->stop) - tsv->cell);
    tsv->cell = tab ? tab + 1 : NULL;
    return true;
}

bool tsv_cell_is(const struct tsv_cell *cell, const char *text)
{
    return strlen(text) == cell->length && memcmp(text, cell->text, cell->length) == 0;
}

static size_t column_of(const struct tsv *tsv, const char *at)
{
    size_t column = 1;
    for (const char *p = tsv->line; p < at; p++)
        column += ((unsigned char)*p & 0xc0) != 0x80;
    return column;
}

enum status tsv_refuse(const struct tsv *tsv, const char *at, struct why *why, const char *format,
                       ...)
{
    char sentence[512];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    return why_set(why, STATUS_INVALID, "%.200s:%zu:%zu: %s", tsv->name, tsv->number,
                   column_of(tsv, at), sentence);
}

static bool is_executed(char c)
{
    return c == '=' || c == '+' || c == '-' || c == '@';
}

struct tsv_cell tsv_cell_text(struct tsv_cell cell)
{
    if (cell.length > 1 && cell.text[0] == '\'' &&
        (is_executed(cell.text[1]) || cell.text[1] == '\'')) {
        cell.text++;
        cell.length--;
    }
    return cell;
}

void tsv_write_text(FILE *out, const char *text)
{
    if (!text[0]) {
        tsv_write_missing(out);
        return;
    }
    if (is_executed(text[0]) || text[0] == '\'')
        putc('\'', out);
    for (; *text; text++)
        putc(is_control((unsigned char)*text) ? ' ' : *text, out);
}

void tsv_write_number(FILE *out, double value)
{
    char text[SHORTEST_SIZE];
    fwrite(text, 1, shortest_write(text, value), out);
}

void tsv_write_missing(FILE *out)
{
    fputs("n/a", out);
}

void tsv_write_tab(FILE *out)
{
    putc('\t', out);
}

void tsv_write_line_end(FILE *out)
{
    putc('\n', out);
}

enum status tsv_finish(FILE *out, struct why *why)
{
    errno = 0;
    const int flushed = fflush(out);
    if (flushed == 0 && !ferror(out))
        return STATUS_OK;
    if (errno == ENOSPC || errno == EDQUOT)
        return reason_set(why, REASON_output_disk_full, NULL);
    return reason_set(why, REASON_output_failed,
                      errno ? strerror(errno) : "an earlier write was refused", NULL);
}
