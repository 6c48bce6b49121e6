/* Which instrument answers: another one of the same kind is no fault, but nobody should overlook
 * it. It is told apart from the one that answered first in this session, also after the program was
 * started again. */
#include "session_internal.h"

#include "text/text.h"

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
    return fault == FAULT_SILENT && is_new ? text_of(LANGUAGE_EN, TEXT_fault_silent_yet)
                                           : fault_text(LANGUAGE_EN, (uint8_t)fault);
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

void identity_take(struct session *session, const struct report *report)
{
    struct instrument_identity *first = &session->first[report->instrument];
    const struct instrument_identity *now = &report->body.identity;
    session->was_heard[report->instrument] = true;
    if (differs(first->model, now->model) || differs(first->serial, now->serial))
        tell_of_another(session, report);
    else
        introduce(session, report);
    remember(first, now->model, now->serial);
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
