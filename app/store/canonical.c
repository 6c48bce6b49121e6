/* A scanner of one level of JSON. It trusts nothing: text that is no object has no members. */
#include "canonical_internal.h"

#include <string.h>

struct scan {
    const char *at, *end;
};

struct member {
    const char *begin; /* the quote of the name */
    struct span name, value;
};

static size_t string_size(const char *at, const char *end)
{
    for (const char *c = at + 1; c < end; c++) {
        if (*c == '\\')
            c++;
        else if (*c == '"')
            return (size_t)(c + 1 - at);
    }
    return 0;
}

/* Up to the comma or brace that ends the value; 0 when there is none. */
static size_t value_size(const char *at, const char *end)
{
    int depth = 0;
    for (const char *c = at; c < end; c++) {
        if (*c == '"') {
            const size_t n = string_size(c, end);
            if (n == 0)
                return 0;
            c += n - 1;
        } else if (*c == '{' || *c == '[') {
            depth++;
        } else if (depth == 0 && (*c == ',' || *c == '}' || *c == ']')) {
            return (size_t)(c - at);
        } else if (*c == '}' || *c == ']') {
            depth--;
        }
    }
    return 0;
}

static bool next_member(struct scan *scan, struct member *member)
{
    if (scan->at >= scan->end || *scan->at != '"')
        return false;
    member->begin = scan->at;
    const size_t name = string_size(scan->at, scan->end);
    if (name == 0 || scan->at + name >= scan->end || scan->at[name] != ':')
        return false;
    member->name = (struct span){scan->at + 1, name - 2};
    const char *value = scan->at + name + 1;
    member->value = (struct span){value, value_size(value, scan->end)};
    if (member->value.size == 0)
        return false;
    scan->at = value + member->value.size;
    if (*scan->at == ',')
        scan->at++;
    return true;
}

static bool is_object(const char *json, size_t size)
{
    return json && size >= 2 && json[0] == '{' && json[size - 1] == '}';
}

static int compare(struct span a, const char *b)
{
    const size_t n = strlen(b);
    const int order = memcmp(a.at, b, a.size < n ? a.size : n);
    return order ? order : (a.size > n) - (a.size < n);
}

struct span canonical_member(const char *json, size_t size, const char *name)
{
    if (!is_object(json, size))
        return (struct span){NULL, 0};
    struct scan scan = {json + 1, json + size};
    struct member member;
    while (next_member(&scan, &member))
        if (compare(member.name, name) == 0)
            return member.value;
    return (struct span){NULL, 0};
}

void canonical_string(struct text *out, const char *text)
{
    text_append(out, "\"", 1);
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20)
            text_append_format(out, "\\u%04x", (unsigned)*text);
        else if (*text == '"' || *text == '\\')
            text_append_format(out, "\\%c", *text);
        else
            text_append(out, text, 1);
    }
    text_append(out, "\"", 1);
}

bool canonical_put(struct text *out, const char *json, size_t size, const char *name,
                   const char *value)
{
    if (!is_object(json, size))
        return false;
    struct scan scan = {json + 1, json + size};
    struct member member;
    const char *at = json + size - 1, *rest = at;
    while (next_member(&scan, &member)) {
        const int order = compare(member.name, name);
        if (order < 0)
            continue;
        at = member.begin;
        rest = order == 0 ? member.value.at + member.value.size : member.begin;
        break;
    }
    text_append(out, json, (size_t)(at - json));
    if (*at == '}' && at > json + 1)
        text_append(out, ",", 1);
    canonical_string(out, name);
    text_append(out, ":", 1);
    text_append_cstr(out, value);
    if (rest == at && *at != '}')
        text_append(out, ",", 1);
    text_append(out, rest, (size_t)(json + size - rest));
    return text_is_whole(out);
}
