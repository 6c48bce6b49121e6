/* A thermode that nobody has seen come back to its baseline is to be taken off the skin, until somebody says that it is: when
 * its instrument is lost while it is armed or runs, when its trial has ended without that, and when the session fails over it. */
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

bool session_not_back(const struct session *session)
{
    const bool is_asked = session->is_prompting && session->prompt.kind == PROMPT_RELEASE;
    return session->is_not_back || (is_asked && trial_kind(session)->course);
}
