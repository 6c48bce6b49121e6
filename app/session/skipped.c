#include "session/skipped.h"

#include "script/message.h"
#include "session/session.h"

#include <string.h>

/* A note that was withdrawn, or that is the examiner's own words, skips nothing. */
static bool each_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct skipped *skipped = context;
    struct message note;
    (void)seq;
    if (strcmp(entry->kind, "note") != 0 ||
        message_parse(&note, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return true;
    const char *what = message_string(&note, "what");
    skipped->by_examiner |= what && strcmp(what, SESSION_SKIPPED) == 0;
    skipped->withheld |= what && strcmp(what, SESSION_WITHHELD) == 0;
    message_fini(&note);
    return true;
}

enum status skipped_load(struct study *study, const struct session_key *key,
                         struct skipped *skipped, struct why *why)
{
    *skipped = (struct skipped){0};
    return study_entries(study, key, each_entry, skipped, why);
}
