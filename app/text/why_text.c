#include "text/text.h"

#include "base/reason.h"

static const char *const german[REASONS] = {
#define REASON(id, de) [REASON_##id] = de,
#include "reasons.def"
#undef REASON
};

const char *text_why(enum language language, const struct why *why, char *out, size_t size)
{
    static const char *const names[REASON_VALUES_MAX] = {"1", "2", "3", "4", "5"};
    const char *given[REASON_VALUES_MAX];
    struct text_value values[REASON_VALUES_MAX];
    if (language == LANGUAGE_EN || why->reason == REASON_NONE)
        return why->text;
    const size_t n = reason_values(why, given);
    for (size_t i = 0; i < n; i++)
        values[i] = (struct text_value){names[i], given[i]};
    return text_fill(out, size, german[why->reason], values, n);
}
