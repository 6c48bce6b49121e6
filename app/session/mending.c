/* A stop whose cause goes while it stands: it is mended when no cause is left, and says so in the question that the examiner is
 * being asked. An answer to that question stands, however its words change. */
#include "session_internal.h"

/* A person or a limit has stopped for good reason, whatever the instruments do meanwhile. */
static bool can_be_mended(const struct stop_reason *stop)
{
    return stop->fault != FAULT_NONE || stop->cause == STOP_STORE_FULL;
}

static bool instrument_stands(const struct session *session, uint8_t instrument)
{
    return session->trouble[instrument].fault != FAULT_NONE;
}

static bool cause_stands(const struct session *session)
{
    const struct stop_reason *stop = &session->stop;
    return stop->fault != FAULT_NONE ? instrument_stands(session, stop->instrument)
                                     : session->store_stands;
}

static bool is_cause(const struct session *session, uint8_t instrument)
{
    const struct stop_reason *stop = &session->stop;
    return stop->fault != FAULT_NONE && stop->instrument == instrument;
}

/* What holds the session up now that its first cause has gone; false: nothing. */
static bool find_cause(struct session *session)
{
    struct stop_reason *stop = &session->stop;
    for (uint8_t i = 0; i < session->parts.spec->n_instruments; i++) {
        const bool counts = trial_needs(session, i) || is_cause(session, i);
        if (!counts || !instrument_stands(session, i))
            continue;
        stop->cause = STOP_FAULT;
        stop->instrument = i;
        stop->fault = session->trouble[i].fault;
        return true;
    }
    if (!session->store_stands)
        return false;
    stop->cause = STOP_STORE_FULL;
    stop->fault = FAULT_NONE;
    return true;
}

/* Nothing was stopped: what a trial needs had not come for too long. It may still. */
static void weigh_missing(struct session *session)
{
    if (session->state != STATE_STOPPED)
        return;
    const bool is_there = trial_can_start(session);
    if (is_there == session->stop.is_mended)
        return;
    session->stop.is_mended = is_there;
    stop_reword(session);
}

void stop_weigh(struct session *session)
{
    struct stop_reason *stop = &session->stop;
    if (!session->stop_told && stop->cause == STOP_NONE) {
        weigh_missing(session);
        return;
    }
    if (!session->stop_told || !can_be_mended(stop) || (!stop->is_mended && cause_stands(session)))
        return;
    const bool was_mended = stop->is_mended;
    stop->is_mended = !find_cause(session);
    if (was_mended && stop->is_mended)
        return;
    if (session->state == STATE_STOPPED)
        stop_reword(session);
}
