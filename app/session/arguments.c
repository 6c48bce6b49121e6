/* What a verb was given: an argument is absent, or it is what it should be, or it is refused. It is
 * never taken for absent because it cannot be read: a default in its place would be a number that
 * nobody asked for. */
#include "session_internal.h"

#include <math.h>
#include <string.h>

#define DAY_S (24.0 * 3600)

static bool is_absent(const struct message *args, const char *key)
{
    const struct message value = message_get(args, key);
    return message_is_missing(&value);
}

enum status argument_word(const struct message *args, const char *key, char *out, size_t size,
                          struct why *why)
{
    const char *word = message_string(args, key);
    if (is_absent(args, key))
        return STATUS_OK;
    if (!word)
        return why_set(why, STATUS_INVALID, "`%s` must be a text", key);
    if (strlen(word) >= size)
        return why_set(why, STATUS_INVALID, "`%s` is longer than %zu bytes: `%.64s`", key, size - 1,
                       word);
    memcpy(out, word, strlen(word) + 1);
    return STATUS_OK;
}

enum status argument_flag(const struct message *args, const char *key, bool *out, struct why *why)
{
    if (is_absent(args, key) || message_bool(args, key, out))
        return STATUS_OK;
    return why_set(why, STATUS_INVALID, "`%s` must be true or false", key);
}

enum status argument_number(const struct message *args, const char *key, double *out,
                            struct why *why)
{
    if (is_absent(args, key) || message_number(args, key, out))
        return STATUS_OK;
    return why_set(why, STATUS_INVALID, "`%s` must be a number without a unit", key);
}

enum status argument_quantity(const struct message *args, const char *key, const char *unit,
                              double *out, struct why *why)
{
    if (is_absent(args, key) || message_quantity(args, key, unit, out))
        return STATUS_OK;
    return why_set(why, STATUS_INVALID,
                   "`%s` must be a quantity in %s: no plain number, no other unit, no bound", key,
                   unit);
}

enum status argument_quantities(const struct message *args, const char *key, const char *unit,
                                const struct quantities *list, struct why *why)
{
    const struct message all = message_get(args, key);
    const size_t n = message_count(&all);
    if (n == 0 || n > list->most)
        return why_set(why, STATUS_INVALID, "`%s` must be a list of 1 to %d quantities in %s", key,
                       list->most, unit);
    for (size_t i = 0; i < n; i++) {
        const struct message one = message_at(&all, i);
        const char *its = message_string(&one, "u");
        if (!its || strcmp(its, unit) != 0 || !message_number(&one, "v", &list->out[i]))
            return why_set(why, STATUS_INVALID, "`%s` must be quantities in %s", key, unit);
    }
    *list->n = (uint8_t)n;
    return STATUS_OK;
}

bool argument_is_positive(double value)
{
    return isfinite(value) && value > 0;
}

enum status argument_duration(const struct message *args, const char *key, mono_ns *out,
                              struct why *why)
{
    double duration_s = 0;
    const enum status status = argument_quantity(args, key, "s", &duration_s, why);
    if (status != STATUS_OK || is_absent(args, key))
        return status;
    if (!(duration_s >= 0 && duration_s <= DAY_S))
        return why_set(why, STATUS_INVALID, "`%s` is %g s, but 0 s to %g s are possible", key,
                       duration_s, DAY_S);
    *out = mono_from_sec(duration_s);
    return STATUS_OK;
}
