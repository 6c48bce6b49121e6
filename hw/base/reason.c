#include "base/reason.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t put(struct why *why, size_t at, const char *text, size_t n)
{
    const size_t room = sizeof why->text - 1 - at;
    const size_t fits = n < room ? n : room;
    memcpy(why->text + at, text, fits);
    return at + fits;
}

static void fill(struct why *why, const char *pattern)
{
    const char *values[REASON_VALUES_MAX];
    const size_t n_values = reason_values(why, values);
    size_t at = 0;
    while (*pattern != '\0') {
        const size_t plain = strcspn(pattern, "{");
        at = put(why, at, pattern, plain);
        pattern += plain;
        if (*pattern == '\0')
            break;
        const size_t value = (size_t)(pattern[1] - '1');
        assert(value < n_values && pattern[2] == '}');
        at = put(why, at, values[value], strlen(values[value]));
        pattern += 3;
    }
    why->text[at] = '\0';
}

/* One after the other, each with its end; what has no room is cut. */
static void keep(struct why *why, va_list values)
{
    size_t used = 0;
    why->n_values = 0;
    for (const char *value; (value = va_arg(values, const char *)) != NULL; why->n_values++) {
        assert(why->n_values < REASON_VALUES_MAX);
        const size_t later = REASON_VALUES_MAX - 1 - why->n_values; /* their ends fit always */
        const size_t room = sizeof why->values - used - 1 - later;
        const size_t n = strlen(value) < room ? strlen(value) : room;
        memcpy(why->values + used, value, n);
        why->values[used + n] = '\0';
        used += n + 1;
    }
}

enum status reason_set(struct why *why, const struct reason *reason, ...)
{
    if (!why)
        return reason->status;
    va_list values;
    va_start(values, reason);
    keep(why, values);
    va_end(values);
    why->reason = reason;
    fill(why, reason->english);
    return reason->status;
}

const char *reason_integer(char out[REASON_NUMBER_SIZE], int64_t n)
{
    snprintf(out, REASON_NUMBER_SIZE, "%" PRId64, n);
    return out;
}

const char *reason_number(char out[REASON_NUMBER_SIZE], double value)
{
    snprintf(out, REASON_NUMBER_SIZE, "%g", value);
    return out;
}

size_t reason_values(const struct why *why, const char *values[REASON_VALUES_MAX])
{
    const char *at = why->values;
    for (size_t i = 0; i < why->n_values; i++) {
        values[i] = at;
        at += strlen(at) + 1;
    }
    return why->n_values;
}
