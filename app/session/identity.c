/* Which instrument answers: another one of the same kind is no fault, but nobody should overlook
 * it. It is told apart from the one that answered first in this session, also after the program was
 * started again. */
#include "session_internal.h"

#include <stdio.h>
#include <string.h>

static void tell_of(struct session *session, uint8_t instrument, const char *sentence)
{
    char whole[256];
    snprintf(whole, sizeof whole, "%s: %s", session->parts.spec->instruments[instrument].name,
             sentence);
    session_notice(session, whole);
}

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
    const char *name = session->parts.spec->instruments[report->instrument].name;
    struct message payload;
    char sentence[256];
    snprintf(sentence, sizeof sentence,
             "%s: another gauge answers: %s, serial %s; this session began with %s, serial %s",
             name, now->model, now->serial, first->model, first->serial);
    message_init(&payload);
    message_set_string(&payload, "instrument", name);
    message_set_string(&payload, "what", "another_instrument");
    message_set_string(&payload, "sentence", sentence);
    session_journal(session, "notice", &payload);
    message_fini(&payload);
    session_notice(session, sentence);
}

const char *fault_words(const struct session *session, uint8_t instrument, enum fault fault)
{
    const bool is_new = instrument < INSTRUMENTS_MAX && !session->was_heard[instrument];
    return fault == FAULT_SILENT && is_new ? "the instrument has not answered yet: check that it "
                                             "is on and on its home screen"
                                           : fault_sentence(fault);
}

/* Once in each process, so that whoever begins or goes on sees what answers. */
static void introduce(struct session *session, const struct report *report)
{
    const struct instrument_identity *now = &report->body.identity;
    char sentence[160];
    if (session->is_introduced[report->instrument] || !now->model[0])
        return;
    session->is_introduced[report->instrument] = true;
    snprintf(sentence, sizeof sentence, "%s: %s%s%s answers",
             session->parts.spec->instruments[report->instrument].name, now->model,
             now->serial[0] ? ", serial " : "", now->serial);
    session_notice(session, sentence);
}

static const char *verification_sentence(enum verification_state state)
{
    switch (state) {
    case VERIFICATION_MISSING:
        return "it was never checked with a known weight on this bench: check it before you rely "
               "on its values";
    case VERIFICATION_FAILED:
        return "its last check with a known weight failed: do not measure with it before it is put "
               "right and checked";
    case VERIFICATION_EXPIRED:
        return "its check with a known weight has expired: check it again";
    case VERIFICATION_SOON:
    case VERIFICATION_VALID:
        return NULL;
    }
    return NULL;
}

/* Which check held when this instrument answered, or that there was none: once for each identity, in the chain of the
 * session. */
static void journal_verification(struct session *session, const struct report *report,
                                 bool is_first)
{
    const uint8_t i = report->instrument;
    const struct bench_spec *spec = session->parts.spec;
    struct message payload, check;
    if (!session->parts.verifications || !verification_is_due(spec, i))
        return;
    const struct verified_instrument instrument = {
        bench_driver(session->bench, i)->name, spec->instruments[i].port, &report->body.identity};
    const struct verification *found =
        verifications_find(session->parts.verifications, &instrument);
    const enum verification_state state =
        verification_state(found, spec->check_days, session->utc, NULL);
    message_init(&payload);
    message_set_string(&payload, "instrument", spec->instruments[i].name);
    message_set_string(&payload, "what", "verification");
    message_set_string(&payload, "state", verification_word(state));
    if (found) {
        message_init(&check);
        verification_describe(found, &check);
        message_set(&payload, "check", &check);
        message_fini(&check);
    }
    session_journal(session, "ready", &payload);
    message_fini(&payload);
    const char *sentence = verification_sentence(state);
    if (sentence && is_first)
        tell_of(session, i, sentence);
}

void identity_take(struct session *session, const struct report *report)
{
    struct instrument_identity *first = &session->first[report->instrument];
    const struct instrument_identity *now = &report->body.identity;
    const bool is_first = !session->was_heard[report->instrument];
    session->was_heard[report->instrument] = true;
    if (differs(first->model, now->model) || differs(first->serial, now->serial))
        tell_of_another(session, report);
    else
        introduce(session, report);
    remember(first, now->model, now->serial);
    journal_verification(session, report, is_first);
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
