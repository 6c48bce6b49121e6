#include "cli/show.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int show_columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/* Columns of a row behind its indent; SIZE_MAX: it is never broken. */
static size_t room_behind(const char *indent)
{
    const int columns = show_columns();
    return columns > 40 ? (size_t)columns - text_columns(indent) - 1 : SIZE_MAX;
}

/* How much of the text goes into a row: up to the last space that fits. */
static size_t row_length(const char *text, size_t room)
{
    const size_t n = text_bytes(text, room);
    if (text[n] == '\0')
        return n;
    size_t at = n;
    while (at > 0 && text[at] != ' ')
        at--;
    return at > 0 ? at : n;
}

void show_text(const char *indent, const char *text)
{
    const size_t room = room_behind(indent);
    do {
        const size_t n = row_length(text, room);
        fprintf(stderr, "%s%.*s\n", indent, (int)n, text);
        text += n;
        while (*text == ' ')
            text++;
    } while (*text);
}

void show_filled(const char *indent, const char *pattern, ...)
{
    char text[1280];
    va_list rest;
    va_start(rest, pattern);
    text_vfill(text, sizeof text, pattern, rest);
    va_end(rest);
    show_text(indent, text);
}

void show_fields(const char *more, const char *const *fields, size_t n)
{
    const size_t room = room_behind("");
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t width = text_columns(fields[i]);
        const bool is_broken = i > 0 && at + 2 + width > room;
        if (i > 0)
            fprintf(stderr, is_broken ? "\n%s" : "  ", more);
        at = is_broken ? text_columns(more) + width : at + (i > 0 ? 2 : 0) + width;
        fputs(fields[i], stderr);
    }
    fputc('\n', stderr);
}

void show_keys(enum language language, const enum text_id *keys)
{
    const char *fields[8] = {""};
    size_t n = 1; /* the row is indented */
    for (; *keys != TEXTS; keys++)
        fields[n++] = text_of(language, *keys);
    show_fields("  ", fields, n);
}
