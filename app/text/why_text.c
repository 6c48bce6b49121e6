#include "text/text.h"

#include "base/reason.h"

#include <errno.h>
#include <string.h>

/* By its id: the layers that have the reasons lie above this one. */
static const char *german(const struct reason *reason)
{
    static const struct {
        const char *id, *text;
    } rows[] = {
#define REASON(id, de) {#id, de},
#include "reasons.def"
#undef REASON
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].id, reason->id) == 0)
            return rows[i].text;
    return reason->english; /* no reason is without German words (shell_reasons_test) */
}

/* A number has a comma there. */
static bool is_decimal(const char *value)
{
    const size_t sign = value[0] == '-', whole = strspn(value + sign, "0123456789"),
                 at = sign + whole,
                 part = value[at] == '.' ? strspn(value + at + 1, "0123456789") : 0;
    return whole > 0 && part > 0 && value[at + 1 + part] == '\0';
}

static const char *german_words(const char *value)
{
#define VALUE(en, de)                                                                              \
    if (strcmp(value, en) == 0)                                                                    \
        return de;
#include "values.def"
#undef VALUE
    return value;
}

static const char *german_value(const char *value, char out[REASON_NUMBER_SIZE])
{
    if (!is_decimal(value) || strlen(value) >= REASON_NUMBER_SIZE)
        return german_words(value);
    strcpy(out, value);
    *strchr(out, '.') = ',';
    return out;
}

const char *text_status(enum language language, int status)
{
    const char *english = status_text((enum status)status);
    return language == LANGUAGE_EN ? english : german_words(english);
}

const char *text_why(enum language language, const struct why *why, char *out, size_t size)
{
    static const char *const names[REASON_VALUES_MAX] = {"1", "2", "3", "4", "5"};
    const char *given[REASON_VALUES_MAX];
    char numbers[REASON_VALUES_MAX][REASON_NUMBER_SIZE];
    struct text_value values[REASON_VALUES_MAX];
    if (language == LANGUAGE_EN || !why->reason)
        return why->text;
    const size_t n = reason_values(why, given);
    for (size_t i = 0; i < n; i++)
        values[i] = (struct text_value){names[i], german_value(given[i], numbers[i])};
    return text_fill(out, size, german(why->reason), values, n);
}
