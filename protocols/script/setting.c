#include "script/setting.h"

#include "quantity_internal.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* Also "s", as results are written, and "°C", as every screen has it. */
static bool find_unit(const char *name, size_t n, struct quantity *out)
{
    static const char degrees[] = "°C";
    if (n == sizeof degrees - 1 && memcmp(name, degrees, n) == 0)
        return quantity_find_unit("degC", 4, out);
    return n == 1 && *name == 's' ? quantity_find_unit("sec", 3, out)
                                  : quantity_find_unit(name, n, out);
}

/* Units behind a number: `*` or a blank or nothing before the first, `*` or `/` before the others. */
static bool read_units(const char *at, struct quantity *value)
{
    int sign = 1;
    for (bool is_first = true; *at; is_first = false) {
        struct quantity unit;
        const bool has_sign = *at == '*' || *at == '/';
        if (!has_sign && !is_first)
            return false;
        sign = *at == '/' ? -1 : 1;
        at = skip_blanks(at + has_sign);
        const size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ2°");
        if (!find_unit(at, n, &unit) || !quantity_combine(value, &unit, sign))
            return false;
        at = skip_blanks(at + n);
    }
    return isfinite(value->value);
}

static void put(struct message *values, const char *name, const struct quantity *value)
{
    char unit[UNIT_MAX];
    quantity_unit(value, unit);
    if (strcmp(unit, "1") == 0)
        message_set_number(values, name, value->value);
    else
        message_set_quantity(values, name, unit, value->value);
}

/* strtod() would also take hexadecimal numbers, "inf" and "nan". */
static bool is_number(const char *text, const char *end)
{
    return end > text && strspn(text, "+-.0123456789eE") >= (size_t)(end - text);
}

static bool read_value(const char *text, const char *name, struct message *values)
{
    char *end;
    errno = 0;
    const long long whole = strtoll(text, &end, 10);
    if (end > text && !*end && errno == 0) {
        message_set_integer(values, name, whole);
        return true;
    }
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
        message_set_bool(values, name, *text == 't');
        return true;
    }
    struct quantity value = {.value = strtod(text, &end)};
    if (!is_number(text, end) || !isfinite(value.value) || !read_units(skip_blanks(end), &value))
        return false;
    put(values, name, &value);
    return true;
}

static bool is_name(const char *name)
{
    if (!isalpha((unsigned char)*name) && *name != '_')
        return false;
    while (isalnum((unsigned char)*name) || *name == '_')
        name++;
    return *name == '\0';
}

enum status setting_read(const char *text, struct message *values, struct why *why)
{
    char name[WORD_MAX] = "";
    const char *equals = strchr(text, '=');
    if (equals && (size_t)(equals - text) < sizeof name)
        memcpy(name, text, (size_t)(equals - text));
    if (!is_name(name))
        return why_set(why, STATUS_INVALID,
                       "`%s` sets no parameter: write its name, = and the value, such as "
                       "rate=40*kPa/sec",
                       text);
    const struct message before = message_get(values, name);
    if (!message_is_missing(&before))
        return why_set(why, STATUS_INVALID, "the parameter `%s` is set twice: give it once", name);
    if (!read_value(skip_blanks(equals + 1), name, values))
        return why_set(why, STATUS_INVALID,
                       "`%s` is no value for the parameter `%s`: write a number with its unit "
                       "(40*kPa/sec or \"40 kPa/s\"), a plain number, true or false",
                       equals + 1, name);
    return STATUS_OK;
}
