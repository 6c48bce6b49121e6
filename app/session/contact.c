/* Does the thermode touch the skin? Skin is a load to it, so a thermode in the air may follow its ramp more closely.
 *
 * How much more is no number that anybody has published for the thermodes that are known, and a strong regulator hides it: the
 * simulated ones trail a ramp of 1 degC/s as far in the air as on skin, within what they are read by. So Limen guesses none. The
 * lag of every ramp is recorded, and of both levels of a thermode's check, which is made off the skin; a laboratory that finds
 * them apart says from which lag on it is skin (`contact_lag` in the bench file), and only then there is a verdict. */
#include "session_internal.h"

/* The lab has said how far behind it is on skin, and this ramp could show it. */
static bool is_judged(const struct session *session)
{
    return session->parts.spec->contact_lag_s > 0 && session->trial.verdict.has_lag;
}

static bool is_doubted(const struct session *session)
{
    return is_judged(session) && session->trial.verdict.lag_s < session->parts.spec->contact_lag_s;
}

void contact_tell(struct session *session)
{
    const enum language language = session->config.language;
    char lag[24], least[24];
    if (!is_doubted(session))
        return;
    const struct text_value values[] = {
        {"name", session_name_of(session, session->trial.channels[0].instrument)},
        {"lag", text_number(language, lag, sizeof lag, session->trial.verdict.lag_s, 2)},
        {"least",
         text_number(language, least, sizeof least, session->parts.spec->contact_lag_s, 2)},
    };
    session_tell(session, TEXT_tell_no_contact, values, sizeof values / sizeof values[0]);
}

void contact_put(const struct session *session, struct message *out)
{
    if (session->trial.verdict.has_lag)
        message_set_number(out, "lag_s", session->trial.verdict.lag_s);
    if (!is_judged(session))
        return;
    message_set_number(out, "contact_lag_s", session->parts.spec->contact_lag_s);
    message_set_string(out, "contact", is_doubted(session) ? "doubted" : "seen");
}
