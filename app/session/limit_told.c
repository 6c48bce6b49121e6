/* A thermode's trial ends where the stricter of protocol, bench and instrument says. Where that is not the protocol's own limit,
 * the examiner hears of it before the first such trial: a bound that looks like a threshold's end is then no surprise. */
#include "session_internal.h"

#include <stdio.h>
#include <string.h>

/* False: it was told before, or there is no room to remember it. */
static bool is_news(struct session *session, const char *test, double limit_c)
{
    for (size_t i = 0; i < session->n_limits_told; i++)
        if (session->limit_told[i].limit_c == limit_c &&
            strcmp(session->limit_told[i].test, test) == 0)
            return false;
    if (session->n_limits_told == LIMITS_TOLD_MAX)
        return false;
    struct limit_told *told = &session->limit_told[session->n_limits_told++];
    snprintf(told->test, sizeof told->test, "%s", test);
    told->limit_c = limit_c;
    return true;
}

static void tell(struct session *session, double asked_c, double limit_c)
{
    const struct trial_state *trial = &session->trial;
    const struct instrument_reach *reach = &session->reach[trial->channels[0].instrument];
    const enum language language = session->config.language;
    const bool is_own = limit_c == (limit_c > asked_c ? reach->low : reach->high);
    char limit[24], asked[24];
    if (limit_c == asked_c || !is_news(session, trial->plan.test, limit_c))
        return;
    const struct text_value values[] = {
        {"test", test_text(language, trial->plan.test, true)},
        {"limit", text_number(language, limit, sizeof limit, limit_c, 1)},
        {"asked", text_number(language, asked, sizeof asked, asked_c, 1)},
    };
    session_tell(session, is_own ? TEXT_tell_limit_instrument : TEXT_tell_limit_bench, values, 3);
}

void limit_tell(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    if (!trial_kind(session)->course)
        return;
    tell(session, trial->plan.limit, trial->limit);
    if (trial->plan.kind == STIMULUS_THERMAL_LIMEN)
        tell(session, trial->plan.thermal.cool_limit_c, trial->cool_limit);
}
