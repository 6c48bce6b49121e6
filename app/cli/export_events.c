#include "cli/export_events.h"

#include "base/clock.h"
#include "export/event_table.h"
#include "script/message.h"

#include <string.h>

struct events {
    struct study *study;
    FILE *out;
    const char *participant;
    int64_t session;
    export_goes_on_fn *goes_on;
    void *context; /* of it */
    bool is_given_up;
    enum status status;
    struct why *why;
};

/* The conversation with the script, and what it brought. */
static bool is_of_script(const char *kind)
{
    static const char *const kinds[] = {"plan", "request", "return", "started", "trial"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

/* The first of these members that is there; "" none. */
static const char *first_of(const struct message *payload, const char *const *keys, size_t n)
{
    const char *word = NULL;
    for (size_t i = 0; i < n && !word; i++)
        word = message_string(payload, keys[i]);
    return word ? word : "";
}

static enum status write_event(const struct events *events, const struct entry *entry)
{
    static const char *const whats[] = {"what", "reason", "cause", "end"};
    static const char *const texts[] = {"text", "sentence"};
    char onset[40];
    struct text detail;
    struct message payload;
    enum status status = message_parse(&payload, entry->payload, entry->payload_size, events->why);
    if (status != STATUS_OK)
        return status;
    utc_format(entry->utc, onset, sizeof onset);
    const char *put_out = /* of a marker: the line had it before it was written down */
        strcmp(entry->kind, "marker") == 0 ? message_string(&payload, "out") : NULL;
    text_init(&detail);
    text_append(&detail, entry->payload, entry->payload_size);
    const struct event_row row = {
        .participant = events->participant,
        .session = events->session,
        .onset = put_out ? put_out : onset,
        .block = entry->block,
        .kind = entry->kind,
        .what = first_of(&payload, whats, sizeof whats / sizeof whats[0]),
        .text = first_of(&payload, texts, sizeof texts / sizeof texts[0]),
        .detail = text_cstr(&detail),
    };
    if (text_is_whole(&detail))
        event_table_write_row(events->out, &row);
    else
        status = why_set(events->why, STATUS_NO_MEMORY, "no memory for the table of events");
    text_fini(&detail);
    message_fini(&payload);
    return status;
}

static bool each_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct events *events = context;
    (void)seq;
    events->is_given_up = !events->goes_on(events->context);
    if (events->is_given_up)
        return false;
    if (!is_of_script(entry->kind) && entry->payload_size > 0) /* else it was erased */
        events->status = write_event(events, entry);
    return events->status == STATUS_OK && !ferror(events->out);
}

static bool each_session(void *context, const struct study_session *session)
{
    struct events *events = context;
    const struct session_key key = session->key;
    if (session->is_erased)
        return true;
    events->participant = session->participant;
    events->session = key.session;
    const enum status status = study_entries(events->study, &key, each_entry, events, events->why);
    if (events->status == STATUS_OK)
        events->status = status;
    return events->status == STATUS_OK && !events->is_given_up;
}

enum status export_events(struct study *study, FILE *out, export_goes_on_fn *goes_on, void *context,
                          struct why *why)
{
    struct events events = {
        .study = study, .out = out, .goes_on = goes_on, .context = context, .why = why};
    event_table_write_header(out);
    const enum status status = study_sessions(study, NULL, each_session, &events, why);
    return events.status == STATUS_OK ? status : events.status;
}
