/* Notices of instruments and responses: their entries in the journal and their sentences.
 *
 * What comes again while its entry has not been acknowledged is counted and becomes one entry
 * afterwards: a noisy line on a slow disk takes two places of the outbox, not all. */
#include "markers_internal.h"

#include <stdio.h>
#include <string.h>

enum { BATTERY_LOW_PERCENT = 20 };          /* below this the examiner is told, too */
enum { TOPIC_LOST = NOTICE_KINDS_MAX + 1 }; /* that of a tally is its number, from 1 */

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
    case NOTICE_BATTERY:
        return "battery";
    case NOTICE_AT_REST:
        return "at_rest";
    case NOTICE_UNRATED:
        return "unrated";
    case NOTICE_UNMARKED:
        return "unmarked";
    }
    return "notice";
}

/* ---- entries ------------------------------------------------------------------------------------
 */

static void put_source(struct message *out, const struct session *session,
                       const struct notice_tally *tally)
{
    const uint8_t i = tally->instrument;
    if (i == INSTRUMENT_BENCH) {
        message_set_string(out, "instrument", "response");
        message_set_integer(out, "channel", tally->channel);
        return;
    }
    message_set_string(out, "driver", bench_driver(session->bench, i)->name);
    message_set_string(out, "instrument", session->parts.spec->instruments[i].name);
}

static void journal_notice(struct session *session, uint32_t topic,
                           const struct notice_tally *tally)
{
    struct message payload;
    message_init(&payload);
    put_source(&payload, session, tally);
    message_set_string(&payload, "what", notice_word((enum notice)tally->code));
    if (tally->code == NOTICE_UNMARKED)
        message_set_string(&payload, "marker", marker_word((enum marker)tally->channel));
    message_set_number(&payload, "value", tally->value);
    if (tally->code == NOTICE_REFUSED && tally->value != 0)
        message_set_string(&payload, "why", status_text((enum status) - (int)tally->value));
    if (tally->count > 1)
        message_set_integer(&payload, "count", tally->count);
    session_journal_on(session, topic, "notice", &payload);
    message_fini(&payload);
}

static bool is_amount(uint8_t code)
{
    return code == NOTICE_GAP || code == NOTICE_NOISE;
}

/* NULL: more kinds than are counted. */
static struct notice_tally *tally_of(struct session *session, const struct notice_tally *like)
{
    for (size_t i = 0; i < session->n_notices; i++) {
        struct notice_tally *tally = &session->notices[i];
        if (tally->instrument == like->instrument && tally->channel == like->channel &&
            tally->code == like->code && (is_amount(like->code) || tally->value == like->value))
            return tally;
    }
    if (session->n_notices == NOTICE_KINDS_MAX)
        return NULL;
    struct notice_tally *tally = &session->notices[session->n_notices++];
    *tally = *like;
    tally->count = 0;
    if (is_amount(tally->code))
        tally->value = 0;
    return tally;
}

static void flush_tally(struct session *session, size_t index, bool anyhow)
{
    struct notice_tally *tally = &session->notices[index];
    const struct notice_tally counted = *tally;
    const uint32_t topic = (uint32_t)index + 1;
    if (tally->count == 0 || (!anyhow && outbox_has(session, topic)))
        return;
    tally->count = 0;
    if (is_amount(tally->code))
        tally->value = 0;
    journal_notice(session, topic, &counted);
}

static void flush_lost(struct session *session, bool anyhow)
{
    struct message payload;
    if (session->notices_lost == 0 || (!anyhow && outbox_has(session, TOPIC_LOST)))
        return;
    message_init(&payload);
    message_set_string(&payload, "what", "notices_lost");
    message_set_integer(&payload, "value", session->notices_lost);
    session->notices_lost = 0;
    session_journal_on(session, TOPIC_LOST, "notice", &payload);
    message_fini(&payload);
}

void notices_flush(struct session *session, bool all)
{
    for (size_t i = 0; i < session->n_notices; i++)
        flush_tally(session, i, all);
    flush_lost(session, all);
}

void notices_are_lost(struct session *session, uint32_t n)
{
    session->notices_lost += n;
    flush_lost(session, false);
}

static void count_notice(struct session *session, const struct report *report)
{
    const struct notice_tally one = {.instrument = report->instrument,
                                     .channel = report->channel,
                                     .code = report->code,
                                     .count = 1,
                                     .value = report->value};
    struct notice_tally *tally = tally_of(session, &one);
    if (!tally) {
        journal_notice(session, 0, &one);
        return;
    }
    tally->count++;
    if (is_amount(one.code))
        tally->value += one.value;
    flush_tally(session, (size_t)(tally - session->notices), false);
}

/* ---- sentences ----------------------------------------------------------------------------------
 */

/* What a response source has to tell that is no instrument's button. */
static void tell_response(struct session *session, const struct report *report)
{
    char n[24];
    if (report->code == NOTICE_BUTTON_STUCK)
        session_tell(session, TEXT_tell_response_stuck, NULL, 0);
    if (report->code != NOTICE_GAP)
        return;
    const struct text_value values[] = {
        {"n", text_number(session->config.language, n, sizeof n, report->value, 0)}};
    session_tell(session, TEXT_tell_presses_missing, values, 1);
}

/* The protocol can be put right only where it asks for too much. */
static void tell_refused(struct session *session, const struct report *report)
{
    const enum status status = (enum status) - (int)report->value;
    const bool is_too_much = status == STATUS_RANGE || status == STATUS_UNSUPPORTED;
    const struct text_value values[] = {{"name", session_name_of(session, report->instrument)},
                                        {"why", text_status(session->config.language, status)}};
    session_tell(session, is_too_much ? TEXT_tell_refused : TEXT_tell_not_taken, values, 2);
}

static void tell_instrument(struct session *session, const struct report *report)
{
    char n[24];
    const struct text_value values[] = {
        {"name", session_name_of(session, report->instrument)},
        {"n", text_number(session->config.language, n, sizeof n, report->value, 0)}};
    if (report->code == NOTICE_UNIT_CHANGED)
        session_tell(session, TEXT_tell_unit_changed, values, 1);
    else if (report->code == NOTICE_BUTTON_STUCK)
        session_tell(session, TEXT_tell_button_stuck, values, 1);
    else if (report->code == NOTICE_UNMARKED)
        marker_lost(session, report);
    else if (report->code == NOTICE_REFUSED && report->value != 0)
        tell_refused(session, report);
    else if (report->code == NOTICE_BATTERY && report->value < BATTERY_LOW_PERCENT)
        session_tell(session, TEXT_tell_battery, values, 2);
}

/* Another one is free, or nothing would begin. */
void notice_held(struct session *session)
{
    if (bench_held(session->bench) != 0)
        session_tell(session, TEXT_tell_response_stuck, NULL, 0);
}

void notice_take(struct session *session, const struct report *report)
{
    count_notice(session, report);
    if (report->instrument == INSTRUMENT_BENCH)
        tell_response(session, report);
    else
        tell_instrument(session, report);
}
