#include "session/erred.h"

#include "base/text.h"
#include "script/message.h"
#include "session/session.h"

#include <string.h>

struct error {
    char *out;
    size_t size;
};

static void take_note(struct error *error, const struct entry *entry)
{
    struct message note;
    if (message_parse(&note, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return; /* withdrawn, or words of the examiner */
    const char *what = message_string(&note, "what"), *sentence = message_string(&note, "sentence");
    if (what && strcmp(what, SESSION_ERRED) == 0)
        text_copy(error->out, error->size, sentence && sentence[0] ? sentence : "?");
    message_fini(&note);
}

/* A session that was told something after it is past it. */
static bool each_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct error *error = context;
    (void)seq;
    if (strcmp(entry->kind, "note") == 0)
        take_note(error, entry);
    else if (strcmp(entry->kind, "return") == 0 || strcmp(entry->kind, "session_end") == 0)
        error->out[0] = '\0';
    return true;
}

enum status erred_load(struct study *study, const struct session_key *key, char *out, size_t size,
                       struct why *why)
{
    struct error error = {out, size};
    out[0] = '\0';
    return study_entries(study, key, each_entry, &error, why);
}
