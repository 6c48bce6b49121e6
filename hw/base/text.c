#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_init(struct text *text)
{
    memset(text, 0, sizeof *text);
}

void text_fini(struct text *text)
{
    free(text->data);
    text_init(text);
}

void text_clear(struct text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->data)
        text->data[0] = '\0';
}

static bool reserve(struct text *text, size_t more)
{
    if (text->failed)
        return false;
    const size_t need = text->length + more + 1;
    if (need <= text->capacity)
        return true;
    size_t capacity = text->capacity ? text->capacity : 64;
    while (capacity < need)
        capacity *= 2;
    char *data = realloc(text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void text_append(struct text *text, const char *data, size_t length)
{
    if (!reserve(text, length))
        return;
    memcpy(text->data + text->length, data, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_append_cstr(struct text *text, const char *cstr)
{
    text_append(text, cstr, strlen(cstr));
}

/* Most texts fit in the room that is left; the others are formatted again when it has grown. */
void text_append_format(struct text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const size_t room = text->failed ? 0 : text->capacity - text->length;
    const int n = vsnprintf(room ? text->data + text->length : NULL, room, format, args);
    va_end(args);
    if (n < 0)
        text->failed = true;
    else if ((size_t)n < room)
        text->length += (size_t)n;
    else if (reserve(text, (size_t)n)) {
        vsnprintf(text->data + text->length, (size_t)n + 1, format, again);
        text->length += (size_t)n;
    } else if (room) {
        text->data[text->length] = '\0';
    }
    va_end(again);
}

bool text_is_whole(const struct text *text)
{
    return !text->failed;
}

const char *text_cstr(const struct text *text)
{
    return text->data ? text->data : "";
}

void text_copy(char *to, size_t size, const char *from)
{
    size_t n = strnlen(from, size - 1);
    while (n > 0 && from[n] != '\0' && (from[n] & 0xc0) == 0x80)
        n--;
    memcpy(to, from, n);
    to[n] = '\0';
}
