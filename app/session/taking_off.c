/* A thermode that nobody has seen come back to its baseline is to be taken off the skin, until somebody says that it is: when
 * its instrument is lost while it is armed or runs, when its trial has ended without that, and when the session fails over it.
 * Who has taken off one that is lost waits for nothing: nobody can see it come back. */
#include "session_internal.h"

void taking_off_armed(struct session *session)
{
    session->is_off_said = false;
}

void taking_off_lost(struct session *session, uint8_t instrument)
{
    const bool is_thermode = session->running != 0 && trial_kind(session)->course &&
                             session->trial.channels[0].instrument == instrument;
    if (is_thermode && !session->is_off_said)
        session->is_not_back = true;
}

void taking_off_ended(struct session *session)
{
    if (trial_kind(session)->course)
        session->is_not_back = !session->trial.verdict.is_safe && !session->is_off_said;
}

void taking_off_said(struct session *session)
{
    session->is_off_said = true;
    session->is_not_back = false;
}

void taking_off_overdue(struct session *session)
{
    session->is_not_back |= trial_kind(session)->course != NULL;
}

void taking_off_waive(struct session *session)
{
    const struct trial_state *trial = &session->trial;
    if (session->running != 0 && session->is_off_said && !trial->is_waived &&
        trial_kind(session)->course && !session->is_ready[trial->channels[0].instrument])
        trial_waive(session);
}

bool session_not_back(const struct session *session)
{
    return session->is_not_back;
}
