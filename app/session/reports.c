/* What the bench reports, and what the journal and the screen make of it. */
#include "session_internal.h"

#include <stdio.h>

static void take_stop(struct session *session, const struct report *report)
{
    struct message payload;
    session->stop_cause = (enum stop_cause)report->code;
    message_init(&payload);
    message_set_string(&payload, "cause", stop_cause_word(session->stop_cause));
    message_set_number(&payload, "delay_s", report->value);
    if (session->fault != FAULT_NONE)
        message_set_string(&payload, "fault", fault_word((enum fault)session->fault));
    session_journal(session, "stop", &payload);
    message_fini(&payload);
    session->trial.stop_told = true;
    if (session->state == STATE_RUNNING || session->state == STATE_STOPPED || session->is_ending)
        return;
    if (session->state == STATE_SAVING || session->state == STATE_FAILED)
        return; /* asked when that is through */
    session->before_stop = session->state;
    session_enter(session, STATE_STOPPED);
}

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
    if (report->kind == REPORT_NOTICE)
        message_set_number(&payload, "value", report->value);
    if (report->kind == REPORT_IDENTITY) {
        message_set_string(&payload, "model", report->body.identity.model);
        message_set_string(&payload, "serial", report->body.identity.serial);
        message_set_string(&payload, "firmware", report->body.identity.firmware);
    }
    session_journal(session, kind, &payload);
    message_fini(&payload);
}

static void take_fault(struct session *session, const struct report *report)
{
    char sentence[320];
    session->is_ready[report->instrument] = false;
    if (session->fault == FAULT_NONE)
        session->fault = report->code;
    journal_instrument(session, report, "fault", fault_word((enum fault)report->code));
    snprintf(sentence, sizeof sentence, "%s: %s",
             session->parts.spec->instruments[report->instrument].name,
             fault_sentence((enum fault)report->code));
    session_notice(session, sentence);
}

static void take_phase(struct session *session, const struct report *report)
{
    const struct session_view *view = session->parts.view;
    if (view->phase)
        view->phase(view->view, (enum phase)report->code, report->value);
    const struct session_world *world = session->parts.world;
    if (report->code == PHASE_RELEASE && world)
        world->release(world->world, session->now);
}

static const char *notice_word(enum notice notice)
{
    switch (notice) {
    case NOTICE_UNIT_CHANGED:
        return "unit_changed";
    case NOTICE_ERROR_REPLY:
        return "error_reply";
    case NOTICE_GAP:
        return "gap";
    case NOTICE_PROGRAM_DONE:
        return "program_done";
    case NOTICE_BUTTON_STUCK:
        return "button_stuck";
    case NOTICE_REFUSED:
        return "refused";
    case NOTICE_NOISE:
        return "noise";
    }
    return "notice";
}

static void take_refusal(struct session *session, const struct report *report)
{
    if (session->state != STATE_RUNNING || report->handle != session->trial.handle)
        return;
    const enum status status = (enum status) - (int)report->code;
    if (status == STATUS_GONE || status == STATUS_STOPPED) {
        session_go(session, STATE_READY); /* the link went between our look and the order */
        session->trial.armed_at = session->now;
        return;
    }
    session_fail(session, status, "the bench refuses the stimulus");
}

void report_take(struct session *session, const struct report *report)
{
    switch ((enum report_kind)report->kind) {
    case REPORT_IDENTITY:
        journal_instrument(session, report, "ready", "identity");
        return;
    case REPORT_READY:
        session->is_ready[report->instrument] = true;
        journal_instrument(session, report, "ready", NULL);
        return;
    case REPORT_GONE:
        session->is_ready[report->instrument] = false;
        journal_instrument(session, report, "gone", NULL);
        return;
    case REPORT_FAULT:
        take_fault(session, report);
        return;
    case REPORT_NOTICE:
        journal_instrument(session, report, "notice", notice_word((enum notice)report->code));
        return;
    case REPORT_REFUSED:
        take_refusal(session, report);
        return;
    case REPORT_PHASE:
        take_phase(session, report);
        return;
    case REPORT_DONE:
        trial_done(session, report);
        return;
    case REPORT_STOPPED:
        take_stop(session, report);
        return;
    case REPORT_STARTED:
    case REPORT_RESPONSE:
    case REPORT_REARMED:
        return;
    }
}
