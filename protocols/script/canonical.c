/* The canonical encoding of messages: the only place that turns values into JSON text. */
#include "script/message.h"

#include "base/shortest.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool message_put_number(struct text *out, double value)
{
    char digits[SHORTEST_SIZE];
    if (!isfinite(value))
        return false;
    text_append(out, digits, shortest_write(digits, value));
    return true;
}

/* Bytes of the UTF-8 character at the start, 0 when there is none (overlong forms and surrogates).
 */
static size_t utf8_size(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80)
        return 1;
    const size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

static void put_ascii(struct text *out, char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *special = strchr(from, c);
    if (special)
        text_append_format(out, "\\%c", to[special - from]);
    else if ((unsigned char)c < 0x20)
        text_append_format(out, "\\u%04x", (unsigned)c);
    else
        text_append(out, &c, 1);
}

/* Bytes at the start that stand for themselves. */
static size_t plain_size(const char *text, size_t size)
{
    size_t n = 0;
    while (n < size && text[n] >= 0x20 && text[n] < 0x7f && text[n] != '"' && text[n] != '\\')
        n++;
    return n;
}

bool message_put_string(struct text *out, const char *text, size_t size)
{
    text_append(out, "\"", 1);
    for (size_t at = 0, n; at < size; at += n) {
        n = plain_size(text + at, size - at);
        text_append(out, text + at, n);
        at += n;
        if (at == size)
            break;
        n = utf8_size((const unsigned char *)text + at, size - at);
        if (n == 0 || text[at] == '\0')
            return false;
        if (n == 1)
            put_ascii(out, text[at]);
        else
            text_append(out, text + at, n);
    }
    text_append(out, "\"", 1);
    return true;
}

static bool put_value(struct text *out, json_t *value);

static bool put_array(struct text *out, json_t *array)
{
    text_append(out, "[", 1);
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            text_append(out, ",", 1);
        if (!put_value(out, json_array_get(array, i)))
            return false;
    }
    text_append(out, "]", 1);
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool put_members(struct text *out, json_t *object, const char **keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            text_append(out, ",", 1);
        if (!message_put_string(out, keys[i], strlen(keys[i])))
            return false;
        text_append(out, ":", 1);
        if (!put_value(out, json_object_get(object, keys[i])))
            return false;
    }
    return true;
}

static bool put_object(struct text *out, json_t *object)
{
    const size_t n = json_object_size(object);
    const char **keys = calloc(n + 1, sizeof *keys);
    if (!keys)
        return false;
    size_t i = 0;
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at))
        keys[i++] = json_object_iter_key(at);
    qsort(keys, n, sizeof *keys, compare_keys);
    text_append(out, "{", 1);
    const bool whole = put_members(out, object, keys, n);
    text_append(out, "}", 1);
    free(keys);
    return whole;
}

static bool put_value(struct text *out, json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return put_object(out, value);
    case JSON_ARRAY:
        return put_array(out, value);
    case JSON_STRING:
        return message_put_string(out, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
        text_append_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return true;
    case JSON_REAL:
        return message_put_number(out, json_real_value(value));
    case JSON_TRUE:
        text_append_cstr(out, "true");
        return true;
    case JSON_FALSE:
        text_append_cstr(out, "false");
        return true;
    case JSON_NULL:
        text_append_cstr(out, "null");
        return true;
    }
    return false;
}

enum status message_encode(const struct message *message, struct text *out)
{
    if (message->failed || !message->json || !put_value(out, message->json))
        return STATUS_INVALID;
    return text_is_whole(out) ? STATUS_OK : STATUS_NO_MEMORY;
}
