/* What works by itself and was not seen at rest, is to be taken off the skin until somebody says that it is: a thermode that nobody has
 * seen come back to its baseline, a cuff that nobody has seen vent. So it is when its instrument is lost while it is armed or runs,
 * when its trial has ended without that, and when the session fails over it. Who has taken off one that is lost waits for nothing:
 * nobody can see it come back. */
#include "beside_internal.h"
#include "session_internal.h"

static bool goes_on(const struct session *session)
{
    return stimulus_goes_on((enum stimulus)session->trial.plan.kind);
}

void taking_off_armed(struct session *session)
{
    session->is_off_said = false;
}

static bool is_driven(const struct trial_state *trial, uint8_t instrument)
{
    return stimulus_goes_on((enum stimulus)trial->plan.kind) &&
           trial->channels[0].instrument == instrument;
}

void taking_off_lost(struct session *session, uint8_t instrument)
{
    const bool is_it = (session->running != 0 && is_driven(&session->trial, instrument)) ||
                       (beside_runs(session) && is_driven(&session->beside.trial, instrument));
    if (is_it && !session->is_off_said)
        session->not_back |= 1u << instrument;
}

/* Of what the trial at hand is given by. */
static uint32_t own_bit(const struct session *session)
{
    return 1u << session->trial.channels[0].instrument;
}

void taking_off_ended(struct session *session)
{
    const uint32_t own = own_bit(session);
    if (!goes_on(session))
        return;
    session->not_back &= ~own;
    if (!session->trial.verdict.is_safe && !session->is_off_said)
        session->not_back |= own;
}

void taking_off_said(struct session *session)
{
    session->is_off_said = true;
    session->not_back = 0;
}

void taking_off_overdue(struct session *session)
{
    if (goes_on(session))
        session->not_back |= own_bit(session);
}

void taking_off_waive(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    if (session->running != 0 && session->is_off_said && !trial->is_waived && goes_on(session) &&
        !session->is_ready[trial->channels[0].instrument])
        trial_waive(session);
}

bool session_not_back(const struct session *session)
{
    return session->not_back != 0;
}
