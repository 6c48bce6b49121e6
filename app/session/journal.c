/* Entries: what is saved before the session goes on, and what is saved beside it. */
#include "beside_internal.h"
#include "markers_internal.h"
#include "session_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SUBMIT_AGAIN (20 * MONO_MS) /* when the store's queue was full */

struct text *pending_add(struct session *session, const char *kind)
{
    struct pending *pending = &session->pending;
    assert(pending->n < PENDING_MAX);
    pending->kinds[pending->n] = kind;
    text_clear(&pending->payloads[pending->n]);
    return &pending->payloads[pending->n++];
}

bool pending_note(struct session *session, const struct message *payload)
{
    const bool is_whole = message_encode(payload, pending_add(session, "note")) == STATUS_OK;
    if (!is_whole)
        session_no_memory(session);
    return is_whole;
}

bool pending_note_what(struct session *session, const char *what)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "what", what);
    const bool is_whole = pending_note(session, &payload);
    message_fini(&payload);
    return is_whole;
}

static struct entry entry_of(const struct session *session, const char *kind,
                             const struct text *payload)
{
    const struct beside *beside = &session->beside;
    const bool is_beside = session->pending.is_of_beside;
    assert(session->utc > 0);
    return (struct entry){
        .kind = kind,
        .utc = session->utc,
        .mono = session->now,
        .task = is_beside ? beside->task : session->request.task,
        .block = beside_block(session),
        .step = is_beside ? beside->step : session->request.step,
        .payload = text_cstr(payload),
        .payload_size = payload->length,
    };
}

/* A full queue is tried again; anything else ends the session for now. */
void pending_submit(struct session *session)
{
    struct pending *pending = &session->pending;
    struct entry entries[PENDING_MAX];
    for (size_t i = 0; i < pending->n; i++) {
        if (!text_is_whole(&pending->payloads[i])) {
            session_no_memory(session);
            return;
        }
        entries[i] = entry_of(session, pending->kinds[i], &pending->payloads[i]);
    }
    const struct store_append append = {
        .entries = entries,
        .n = pending->n,
        .samples = pending->with_samples ? &pending->samples : NULL,
    };
    struct why why = {0};
    const enum status status =
        store_writer_append(session->parts.writer, &append, &pending->ticket, &why);
    if (status == STATUS_OK)
        return;
    pending->ticket = 0;
    if (status != STATUS_FULL)
        session_fail_why(session, status, &why);
    else
        session->deadline = session->now + SUBMIT_AGAIN;
}

void pending_save(struct session *session, enum session_state next)
{
    if (session->state == STATE_OVER)
        return;
    session->pending.next = next;
    if (session->pending.n == 0) {
        saved_go_on(session);
        return;
    }
    session_go(session, STATE_SAVING);
    session->pending.ticket = 0;
    if (!marker_holds_back(session))
        pending_submit(session);
}

/* ---- beside -------------------------------------------------------------------------------------
 */

bool outbox_init(struct outbox *outbox)
{
    outbox->letters = calloc(OUTBOX_MAX, sizeof *outbox->letters);
    return outbox->letters != NULL;
}

void outbox_fini(struct outbox *outbox)
{
    for (size_t i = 0; outbox->letters && i < OUTBOX_MAX; i++)
        text_fini(&outbox->letters[i].payload);
    free(outbox->letters);
}

/* Whatever keeps an entry from the record stops the session. */
static void send_letter(struct session *session, struct letter *letter)
{
    struct why why = {0};
    const struct entry entry = {
        .kind = letter->kind,
        .utc = letter->utc,
        .mono = letter->mono,
        .task = letter->task,
        .block = letter->block,
        .step = letter->step,
        .payload = text_cstr(&letter->payload),
        .payload_size = letter->payload.length,
    };
    const struct store_append append = {.entries = &entry, .n = 1};
    const enum status status =
        store_writer_append(session->parts.writer, &append, &letter->ticket, &why);
    if (status == STATUS_OK)
        letter->state = LETTER_SENT;
    else if (status != STATUS_FULL)
        session_fail_why(session, status, &why);
}

/* In order: one that the full queue does not take holds up those behind it. */
void outbox_send(struct session *session)
{
    struct outbox *outbox = &session->outbox;
    for (size_t i = 0; i < outbox->n; i++) {
        struct letter *letter = &outbox->letters[i];
        if (letter->state == LETTER_WAITS)
            send_letter(session, letter);
        if (letter->state == LETTER_WAITS)
            return;
    }
}

void outbox_retry(struct session *session)
{
    struct outbox *outbox = &session->outbox;
    for (size_t i = 0; i < outbox->n; i++)
        if (outbox->letters[i].state == LETTER_FAILED)
            outbox->letters[i].state = LETTER_WAITS;
    outbox_send(session);
}

/* Somebody waits for the sign that it was kept. */
static void tell_noted(const struct session *session, uint32_t topic)
{
    const struct session_view *view = session->parts.view;
    if ((topic == TOPIC_NOTE || topic == TOPIC_MARK) && view && view->noted)
        view->noted(view->view, topic == TOPIC_NOTE);
}

void outbox_ack(struct session *session, const struct store_ack *ack)
{
    struct outbox *outbox = &session->outbox;
    size_t i = 0;
    while (i < outbox->n &&
           (outbox->letters[i].state != LETTER_SENT || outbox->letters[i].ticket != ack->ticket))
        i++;
    if (i == outbox->n)
        return;
    if (ack->status != STATUS_OK) {
        outbox->letters[i].state = LETTER_FAILED;
        return;
    }
    const struct letter done = outbox->letters[i];
    outbox->n--;
    memmove(&outbox->letters[i], &outbox->letters[i + 1],
            (outbox->n - i) * sizeof outbox->letters[0]);
    outbox->letters[outbox->n] = done; /* its memory is used again */
    tell_noted(session, done.topic);
}

bool outbox_has(const struct session *session, uint32_t topic)
{
    const struct outbox *outbox = &session->outbox;
    for (size_t i = 0; i < outbox->n; i++)
        if (outbox->letters[i].topic == topic)
            return true;
    return false;
}

static struct letter *outbox_add(struct session *session, uint32_t topic, const char *kind)
{
    struct outbox *outbox = &session->outbox;
    assert(session->utc > 0);
    if (outbox->n == OUTBOX_MAX)
        return NULL;
    struct letter *letter = &outbox->letters[outbox->n++];
    letter->state = LETTER_WAITS;
    letter->kind = kind;
    letter->topic = topic;
    letter->task = session->request.task;
    letter->block = session->request.block;
    letter->step = session->request.step;
    letter->utc = session->utc;
    letter->mono = session->now;
    text_clear(&letter->payload);
    return letter;
}

void session_journal(struct session *session, const char *kind, const struct message *payload)
{
    session_journal_on(session, 0, kind, payload);
}

void session_journal_on(struct session *session, uint32_t topic, const char *kind,
                        const struct message *payload)
{
    if (session->state == STATE_OVER)
        return;
    struct letter *letter = outbox_add(session, topic, kind);
    if (!letter) {
        session_fail_for(session, STATUS_FULL, TEXT_over_not_taken);
        return;
    }
    enum status status = STATUS_OK;
    if (payload)
        status = message_encode(payload, &letter->payload);
    else
        text_append_cstr(&letter->payload, "{}");
    if (status != STATUS_OK || !text_is_whole(&letter->payload))
        session_no_memory(session);
    else
        outbox_send(session);
}

/* ---- answers ------------------------------------------------------------------------------------
 */

static void answer(struct session *session, const struct message *message)
{
    text_clear(&session->answer);
    if (message_encode(message, &session->answer) != STATUS_OK) {
        session_no_memory(session);
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

void answer_nothing(struct session *session)
{
    struct message empty;
    message_init(&empty);
    answer_ok(session, &empty);
    message_fini(&empty);
    pending_save(session, STATE_SCRIPT);
}

void answer_error(struct session *session, const char *sentence)
{
    struct message message;
    message_init(&message);
    message_set_string(&message, "error", sentence);
    answer(session, &message);
    message_fini(&message);
}
