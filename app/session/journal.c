/* Entries: what is saved before the session goes on, and what is saved beside it. */
#include "session_internal.h"

#include <assert.h>
#include <string.h>

struct text *pending_add(struct session *session, const char *kind)
{
    struct pending *pending = &session->pending;
    assert(pending->n < PENDING_MAX);
    pending->kinds[pending->n] = kind;
    text_clear(&pending->payloads[pending->n]);
    return &pending->payloads[pending->n++];
}

static struct entry entry_of(const struct session *session, const char *kind,
                             const struct text *payload)
{
    return (struct entry){
        .kind = kind,
        .utc = session->utc,
        .mono = session->now,
        .task = session->request.task,
        .block = session->request.block,
        .step = session->request.step,
        .payload = text_cstr(payload),
        .payload_size = payload->length,
    };
}

/* False: refused outright; the session has failed. */
bool pending_submit(struct session *session)
{
    struct pending *pending = &session->pending;
    struct entry entries[PENDING_MAX];
    for (size_t i = 0; i < pending->n; i++) {
        if (!text_is_whole(&pending->payloads[i])) {
            session_fail(session, STATUS_NO_MEMORY, "no memory for an entry of the journal");
            return false;
        }
        entries[i] = entry_of(session, pending->kinds[i], &pending->payloads[i]);
    }
    const struct store_append append = {
        .entries = entries,
        .n = pending->n,
        .samples = pending->with_samples ? &pending->samples : NULL,
    };
    struct why why;
    const enum status status =
        store_writer_append(session->parts.writer, &append, &pending->ticket, &why);
    if (status != STATUS_OK)
        session_fail(session, status, why.text);
    return status == STATUS_OK;
}

void pending_save(struct session *session, enum session_state next)
{
    session->pending.next = next;
    if (pending_submit(session))
        session_go(session, STATE_SAVING);
}

void session_journal(struct session *session, const char *kind, const struct message *payload)
{
    struct text text;
    struct why why;
    uint64_t ticket;
    text_init(&text);
    enum status status = STATUS_OK;
    if (payload)
        status = message_encode(payload, &text);
    else
        text_append_cstr(&text, "{}");
    const struct entry entry = entry_of(session, kind, &text);
    const struct store_append append = {.entries = &entry, .n = 1};
    if (status == STATUS_OK)
        status = store_writer_append(session->parts.writer, &append, &ticket, &why);
    if (status != STATUS_OK)
        stop_raise(session->parts.stop, STOP_STORE_FULL, session->now);
    text_fini(&text);
}

static void answer(struct session *session, const struct message *message)
{
    text_clear(&session->answer);
    if (message_encode(message, &session->answer) != STATUS_OK) {
        session_fail(session, STATUS_NO_MEMORY, "no memory for an answer to the script");
        return;
    }
    session->has_answer = true;
    struct text *payload = pending_add(session, "return");
    text_append(payload, session->answer.data, session->answer.length);
}

void answer_ok(struct session *session, const struct message *value)
{
    struct message message;
    message_init(&message);
    message_set(&message, "ok", value);
    answer(session, &message);
    message_fini(&message);
}

void answer_error(struct session *session, const char *sentence)
{
    struct message message;
    message_init(&message);
    message_set_string(&message, "error", sentence);
    answer(session, &message);
    message_fini(&message);
}
