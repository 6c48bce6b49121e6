/* What the screen says of things that the program knows by a code. */
#include "terminal_internal.h"

#include <stdio.h>

enum { PLACE_COLUMNS = 28 };

const char *words_again(enum language language, enum again again)
{
    switch (again) {
    case AGAIN_NOT:
        return NULL;
    case AGAIN_REPEATED:
        return text_of(language, TEXT_term_again_repeated);
    case AGAIN_STOPPED:
        return text_of(language, TEXT_term_again_stopped);
    case AGAIN_NO_VALUE:
        return text_of(language, TEXT_term_again_no_value);
    case AGAIN_SLOPE:
        return text_of(language, TEXT_term_again_slope);
    case AGAIN_SPOILED:
        return text_of(language, TEXT_term_again_spoiled);
    case AGAIN_UNREVIEWED:
        return text_of(language, TEXT_term_again_unreviewed);
    case AGAIN_SPREAD:
        return text_of(language, TEXT_term_again_spread);
    }
    return NULL;
}

const char *words_trial(enum language language, char *out, size_t size,
                        const struct trial_plan *plan, int64_t attempt)
{
    char n[48];
    const enum text_id id = plan->practice ? TEXT_term_practice : TEXT_term_trial;
    if (attempt > 0)
        snprintf(n, sizeof n, "%lld.%lld", (long long)plan->trial, (long long)attempt);
    else
        snprintf(n, sizeof n, "%lld", (long long)plan->trial);
    return text_say(out, size, text_of(language, id), "n", n, NULL);
}

/* "CPT: ", or nothing. */
static const char *words_test(enum language language, char *out, size_t size,
                              const struct trial_plan *plan)
{
    const bool is_named = stimulus_is_thermal((enum stimulus)plan->kind);
    snprintf(out, size, "%s%s", is_named ? test_text(language, plan->test, true) : "",
             is_named ? ": " : "");
    return out;
}

const char *words_site(enum language language, char *out, size_t size,
                       const struct trial_plan *plan)
{
    char test[24], name[96];
    site_text_name(language, name, sizeof name, plan->site, plan->side);
    snprintf(out, size, "%s%s", words_test(language, test, sizeof test, plan), name);
    return out;
}

/* Of a name that is too long the end goes, never the side or the numbers. */
const char *words_place(enum language language, char *out, size_t size,
                        const struct trial_plan *plan, int64_t attempt)
{
    char test[24], site[80], name[112], side[64], n[48], whole[256];
    site_text_name(language, site, sizeof site, plan->site, "n/a");
    snprintf(name, sizeof name, "%s%s", words_test(language, test, sizeof test, plan), site);
    site_text_name(language, side, sizeof side, "", plan->side);
    snprintf(n, sizeof n, "%lld.%lld", (long long)plan->trial, (long long)attempt);
    const size_t taken = text_columns(side) + 1 + text_columns(n);
    name[text_bytes(name, taken < PLACE_COLUMNS ? PLACE_COLUMNS - taken : 0)] = '\0';
    snprintf(whole, sizeof whole, "%s%s %s", name, side, n);
    return text_pad(out, size, whole, PLACE_COLUMNS);
}

const char *words_number(enum language language, struct number *out, double value)
{
    return text_number(language, out->text, sizeof out->text, value, 0);
}

const char *words_tenths(enum language language, struct number *out, double value)
{
    return text_number(language, out->text, sizeof out->text, value, 1);
}
