#include "session/skipped.h"

#include "script/message.h"
#include "session/session.h"

#include <string.h>

/* A note that was withdrawn, or that is the examiner's own words, skips nothing. */
static bool each_entry(void *context, const struct entry *entry, int64_t seq)
{
    bool *is_skipped = context;
    struct message note;
    (void)seq;
    if (strcmp(entry->kind, "note") != 0 ||
        message_parse(&note, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return true;
    const char *what = message_string(&note, "what");
    *is_skipped = *is_skipped || (what && strcmp(what, SESSION_SKIPPED) == 0);
    message_fini(&note);
    return true;
}

enum status skipped_load(struct study *study, const struct session_key *key, bool *is_skipped,
                         struct why *why)
{
    *is_skipped = false;
    return study_entries(study, key, each_entry, is_skipped, why);
}
