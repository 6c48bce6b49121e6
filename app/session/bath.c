/* What the session makes of a bath on its bench: see bath_internal.h. */
#include "bath_internal.h"

#include <math.h>
#include <string.h>

static const mono_ns fresh = 2 * MONO_SEC;

bool bath_bind(struct session *session)
{
    return session->trial.plan.kind == STIMULUS_IMMERSION &&
           bench_role(session->bench, ROLE_BATH, &session->trial.channels[0]);
}

bool bath_measured(const struct session *session, double *out)
{
    struct channel_ref bath;
    mono_ns t;
    return bench_role(session->bench, ROLE_BATH, &bath) && session->is_ready[bath.instrument] &&
           bench_latest(session->bench, bath, out, &t) && session->now - t <= fresh;
}

static void tell_drift(struct session *session, double from_c, double to_c)
{
    char from[24], to[24];
    const enum language language = session->config.language;
    const struct text_value values[] = {
        {"from", text_number(language, from, sizeof from, from_c, 1)},
        {"to", text_number(language, to, sizeof to, to_c, 1)},
    };
    session_tell(session, TEXT_tell_bath_drifts, values, 2);
}

mono_ns bath_watch(struct session *session)
{
    struct trial_state *trial = &session->trial;
    struct bath_drift *drift = &trial->drift;
    double bath_c;
    if (trial->plan.kind != STIMULUS_IMMERSION || trial->n_channels == 0 || trial->is_done ||
        !drift->is_in || drift->is_told)
        return MONO_NEVER;
    if (!bath_measured(session, &bath_c))
        return session->now + BATH_LOOK_EVERY;
    if (!drift->is_begun)
        drift->from_c = bath_c;
    drift->is_begun = true;
    drift->is_told = fabs(bath_c - drift->from_c) >= BATH_DRIFT_C;
    if (drift->is_told)
        tell_drift(session, drift->from_c, bath_c);
    return session->now + BATH_LOOK_EVERY;
}
