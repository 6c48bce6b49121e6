/* Which instrument answers: another one of the same kind is no fault, but nobody should overlook
 * it. It is told apart from the one that answered first in this session, also after the program was
 * started again. */
#include "session_internal.h"

#include "session/gate.h"

#include <stdio.h>
#include <string.h>

static bool differs(const char *first, const char *now)
{
    return first[0] && now[0] && strcmp(first, now) != 0;
}

static void fill_in(char *first, size_t size, const char *now)
{
    if (!first[0] && now)
        snprintf(first, size, "%s", now);
}

static void remember(struct instrument_identity *first, const char *model, const char *serial)
{
    fill_in(first->model, sizeof first->model, model);
    fill_in(first->serial, sizeof first->serial, serial);
}

static void tell_of_another(struct session *session, const struct report *report)
{
    const struct instrument_identity *first = &session->first[report->instrument];
    const struct instrument_identity *now = &report->body.identity;
    const struct text_value values[] = {
        {"name", session_name_of(session, report->instrument)},
        {"model", now->model},
        {"serial", now->serial},
        {"first", first->model},
        {"first_serial", first->serial},
    };
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "instrument",
                       session->parts.spec->instruments[report->instrument].name);
    message_set_string(&payload, "what", "another_instrument");
    message_set_string(&payload, "model", now->model);
    message_set_string(&payload, "serial", now->serial);
    message_set_string(&payload, "first_model", first->model);
    message_set_string(&payload, "first_serial", first->serial);
    session_journal(session, "notice", &payload);
    message_fini(&payload);
    session_tell(session, TEXT_tell_another, values, sizeof values / sizeof values[0]);
}

/* It says a word only while somebody touches it, and has no screen that could be another one. */
static bool is_slider_alone(const struct bench_spec *spec, uint8_t instrument)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role != ROLE_RATING && spec->roles[role].bound &&
            spec->roles[role].instrument == instrument)
            return false;
    return spec->roles[ROLE_RATING].bound && spec->roles[ROLE_RATING].instrument == instrument;
}

const char *fault_words(const struct session *session, uint8_t instrument, uint8_t fault)
{
    const bool is_new = instrument < INSTRUMENTS_MAX && !session->was_heard[instrument];
    const struct role_spec *thermode = &session->parts.spec->roles[ROLE_THERMODE];
    if (fault == FAULT_SILENT && is_new)
        return session_words(session, is_slider_alone(session->parts.spec, instrument)
                                          ? TEXT_fault_silent_slider_yet
                                          : TEXT_fault_silent_yet);
    return thermode->bound && thermode->instrument == instrument
               ? fault_text_thermode(session->config.language, fault)
               : fault_text(session->config.language, fault);
}

/* Once in each process, so that whoever begins or goes on sees what answers. */
static void introduce(struct session *session, const struct report *report)
{
    const struct instrument_identity *now = &report->body.identity;
    const struct text_value values[] = {
        {"name", session_name_of(session, report->instrument)},
        {"model", now->model},
        {"serial", now->serial},
    };
    if (session->is_introduced[report->instrument] || !now->model[0])
        return;
    session->is_introduced[report->instrument] = true;
    session_tell(session, now->serial[0] ? TEXT_tell_answers_serial : TEXT_tell_answers, values, 3);
}

/* TEXTS: it holds. */
static enum text_id words_of(enum verification_kind kind, enum verification_state state)
{
    static const enum text_id sentences[][2] = {
        [VERIFICATION_MISSING] = {TEXT_verification_missing, TEXT_verification_levels_missing},
        [VERIFICATION_FAILED] = {TEXT_verification_failed, TEXT_verification_levels_failed},
        [VERIFICATION_EXPIRED] = {TEXT_verification_expired, TEXT_verification_levels_expired}};
    if (state == VERIFICATION_SOON || state == VERIFICATION_VALID)
        return TEXTS;
    return sentences[state][kind == VERIFICATION_LEVELS];
}

static void tell_verification(struct session *session, uint8_t i, enum verification_state state)
{
    enum verification_kind kind;
    const bool is_known = verification_kind_of(session->parts.spec, i, &kind);
    const enum text_id id = is_known ? words_of(kind, state) : TEXTS;
    if (id == TEXTS)
        return;
    const struct text_value values[] = {{"name", session_name_of(session, i)},
                                        {"why", text_of(session->config.language, id)}};
    session_tell(session, TEXT_tell_instrument, values, 2);
}

static bool has_override(const struct session *session)
{
    return session->config.override_check && session->config.override_check[0];
}

static bool holds(enum verification_state state)
{
    return state == VERIFICATION_VALID || state == VERIFICATION_SOON;
}

/* Which check held when this instrument answered, or that there was none, and why it is used all the same: once for each identity,
 * in the chain of the session. */
static void journal_verification(struct session *session, uint8_t i,
                                 const struct verification *found, enum verification_state state)
{
    struct message payload, check;
    message_init(&payload);
    message_set_string(&payload, "instrument", session->parts.spec->instruments[i].name);
    message_set_string(&payload, "what", "verification");
    message_set_string(&payload, "state", verification_word(state));
    if (!holds(state) && has_override(session))
        message_set_string(&payload, "override", session->config.override_check);
    if (found) {
        message_init(&check);
        verification_describe(found, &check);
        message_set(&payload, "check", &check);
        message_fini(&check);
    }
    session_journal(session, "ready", &payload);
    message_fini(&payload);
}

static void look_for_check(struct session *session, const struct report *report, bool is_first)
{
    const uint8_t i = report->instrument;
    const struct bench_spec *spec = session->parts.spec;
    const struct verifications *book = session->parts.verifications;
    const struct verified_instrument instrument = {
        bench_driver(session->bench, i)->name, spec->instruments[i].port, &report->body.identity};
    if (!verification_is_due(spec, i))
        return;
    const struct verification *found = book ? verifications_find(book, &instrument) : NULL;
    const enum verification_state state = verification_state(found, spec, session->utc, NULL);
    session->checked[i] = (uint8_t)state;
    if (!book)
        return;
    journal_verification(session, i, found, state);
    if (is_first)
        tell_verification(session, i, state);
}

enum status identity_allowed(const struct session *session, uint8_t instrument, struct why *why)
{
    const enum verification_state state = (enum verification_state)session->checked[instrument];
    if (!session->was_heard[instrument] || !verification_is_due(session->parts.spec, instrument) ||
        has_override(session))
        return STATUS_OK;
    return gate_allows(state, why);
}

void identity_take(struct session *session, const struct report *report)
{
    struct instrument_identity *first = &session->first[report->instrument];
    const struct instrument_identity *now = &report->body.identity;
    const bool is_first = !session->was_heard[report->instrument];
    session->was_heard[report->instrument] = true;
    session->reach[report->instrument] =
        (struct instrument_reach){.low = now->reach_low, .high = now->reach_high};
    if (differs(first->model, now->model) || differs(first->serial, now->serial))
        tell_of_another(session, report);
    else
        introduce(session, report);
    remember(first, now->model, now->serial);
    look_for_check(session, report, is_first);
}

bool identity_recall(struct session *session, const struct entry *entry)
{
    const struct bench_spec *spec = session->parts.spec;
    struct message payload;
    if (message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return false;
    const char *what = message_string(&payload, "what");
    const char *name = message_string(&payload, "instrument");
    const bool is_identity = what && name && strcmp(what, "identity") == 0;
    for (uint8_t i = 0; is_identity && i < spec->n_instruments; i++)
        if (strcmp(spec->instruments[i].name, name) == 0)
            remember(&session->first[i], message_string(&payload, "model"),
                     message_string(&payload, "serial"));
    message_fini(&payload);
    return true;
}
