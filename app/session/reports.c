/* What the bench reports, and what the journal and the screen make of it. */
#include "beside_internal.h"
#include "markers_internal.h"
#include "session_internal.h"
#include "trial_internal.h"

#include <stdio.h>
#include <string.h>

static void journal_instrument(struct session *session, const struct report *report,
                               const char *kind, const char *word)
{
    struct message payload;
    const uint8_t i = report->instrument;
    message_init(&payload);
    message_set_string(&payload, "driver", bench_driver(session->bench, i)->name);
    message_set_string(&payload, "instrument", session->parts.spec->instruments[i].name);
    if (word)
        message_set_string(&payload, "what", word);
    if (report->kind == REPORT_IDENTITY) {
        message_set_string(&payload, "model", report->body.identity.model);
        message_set_string(&payload, "serial", report->body.identity.serial);
        message_set_string(&payload, "firmware", report->body.identity.firmware);
    }
    session_journal(session, kind, &payload);
    message_fini(&payload);
}

static const char *fault_sentence(const struct session *session, uint8_t instrument, uint8_t fault,
                                  struct why *out)
{
    const struct text_value values[] = {
        {"name", session_name_of(session, instrument)},
        {"why", fault_words(session, instrument, fault)},
    };
    return session_fill(session, out, TEXT_tell_instrument, values, 2);
}

static void take_fault(struct session *session, const struct report *report)
{
    struct why sentence;
    session->is_ready[report->instrument] = false;
    taking_off_lost(session, report->instrument);
    /* Until it is ready: a stranger that falls silent is still a stranger. */
    if (session->trouble[report->instrument].fault != FAULT_IDENTITY)
        session->trouble[report->instrument].fault = report->code;
    /* what is only told stops nothing: it is not why something has stopped */
    if (session->fault == FAULT_NONE &&
        !bench_driver(session->bench, report->instrument)->is_told_only) {
        session->fault = report->code;
        session->fault_instrument = report->instrument;
    }
    stop_weigh(session);
    journal_instrument(session, report, "fault", fault_word((enum fault)report->code));
    session_notice(session, fault_sentence(session, report->instrument, report->code, &sentence));
}

static void take_phase(struct session *session, const struct report *report)
{
    const struct session_view *view = session->parts.view;
    if (report->code == PHASE_RELEASE && !trial_kind(session)->by_hand)
        return; /* nobody has anything to let go of */
    trial_phase(session, report);
    if (view->phase)
        view->phase(view->view, (enum phase)report->code, report->value);
    const struct session_world *world = session->parts.world;
    if (report->code == PHASE_RELEASE && world)
        world->release(world->world, session->now);
}

static void take_response(struct session *session, const struct report *report)
{
    const struct session_view *view = session->parts.view;
    if (report->instrument == INSTRUMENT_BENCH && report->value > 0)
        session->unproved &= (uint8_t) ~(1u << report->channel);
    if (report->code == RESPONSE_HEARD && report->value > 0)
        trial_pressed(session, report);
    if (report->code == RESPONSE_HEARD && view->response)
        view->response(view->view, report->value > 0);
    stop_weigh(session); /* it may be what was missing */
}

static void take_source(struct session *session, const struct report *report)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "what", report->code ? "response_gone" : "response_back");
    message_set_integer(&payload, "channel", report->channel);
    session_journal(session, "notice", &payload);
    message_fini(&payload);
    session->unproved |= (uint8_t)(1u << report->channel);
}

static void tell_mended(struct session *session, uint8_t instrument)
{
    const struct session_view *view = session->parts.view;
    const uint8_t fault = session->trouble[instrument].fault;
    struct why sentence;
    if (fault != FAULT_NONE && view->mended)
        view->mended(view->view, fault_sentence(session, instrument, fault, &sentence));
}

static void take_ready(struct session *session, const struct report *report)
{
    tell_mended(session, report->instrument);
    session->is_ready[report->instrument] = true;
    session->ready_since[report->instrument] = report->t;
    session->trouble[report->instrument].fault = FAULT_NONE;
    if (session->fault_instrument == report->instrument)
        session->fault = FAULT_NONE;
    stop_weigh(session);
    journal_instrument(session, report, "ready", NULL);
}

static void take(struct session *session, const struct report *report)
{
    switch ((enum report_kind)report->kind) {
    case REPORT_IDENTITY:
        journal_instrument(session, report, "ready", "identity");
        identity_take(session, report);
        return;
    case REPORT_READY:
        take_ready(session, report);
        return;
    case REPORT_GONE:
        session->is_ready[report->instrument] = false;
        taking_off_lost(session, report->instrument);
        journal_instrument(session, report, "gone", NULL);
        return;
    case REPORT_FAULT:
        take_fault(session, report);
        return;
    case REPORT_NOTICE:
        notice_take(session, report);
        return;
    case REPORT_REFUSED:
        running_ended(session, report);
        trial_refused(session, report);
        return;
    case REPORT_PHASE:
        if (!beside_hears(session, report))
            take_phase(session, report);
        return;
    case REPORT_DONE:
        if (beside_hears(session, report))
            return;
        running_ended(session, report);
        trial_done(session, report);
        return;
    case REPORT_STOPPED:
        stop_take(session, report);
        return;
    case REPORT_STARTED:
        trial_note_start(session, report);
        trial_started(session, report);
        return;
    case REPORT_RESPONSE:
        take_response(session, report);
        return;
    case REPORT_SOURCE:
        take_source(session, report);
        return;
    case REPORT_MARKED:
        marker_take(session, report);
        return;
    case REPORT_REARMED:
        return;
    }
}

static void tell_lost(struct session *session)
{
    bool fatal;
    const unsigned lost = desk_lost(session->parts.desk, &fatal);
    if (lost > 0)
        notices_are_lost(session, lost);
    if (fatal)
        session_fail_for(session, STATUS_FULL, TEXT_over_too_slow);
}

void session_hear(struct session *session, const struct report *report)
{
    take(session, report);
}

void reports_take(struct session *session)
{
    struct report report;
    while (session->state != STATE_OVER && desk_take(session->parts.desk, &report))
        take(session, &report);
    if (session->state != STATE_OVER)
        tell_lost(session);
}
