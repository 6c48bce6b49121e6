#include "session/skipped.h"

#include "base/text.h"
#include "script/message.h"

#include <string.h>

static const char *word_of(const struct message *note, const char *name)
{
    const char *word = message_string(note, name);
    return word ? word : "";
}

static void take_withheld(struct skipped *skipped, const struct message *note)
{
    const char *test = word_of(note, "test"), *site = word_of(note, "site"),
               *side = word_of(note, "side");
    size_t i = 0;
    skipped->withheld = true;
    while (i < skipped->n_sites &&
           (strcmp(skipped->sites[i].test, test) != 0 ||
            strcmp(skipped->sites[i].site, site) != 0 || strcmp(skipped->sites[i].side, side) != 0))
        i++;
    if (i == SKIPPED_SITES_MAX)
        return;
    if (i == skipped->n_sites) {
        text_copy(skipped->sites[i].test, sizeof skipped->sites[i].test, test);
        text_copy(skipped->sites[i].site, sizeof skipped->sites[i].site, site);
        text_copy(skipped->sites[i].side, sizeof skipped->sites[i].side, side);
        skipped->n_sites++;
    }
    skipped->sites[i].n++;
}

/* A note that was withdrawn, or that is the examiner's own words, skips nothing. */
static void take_note(struct skipped *skipped, const struct message *note)
{
    const char *what = word_of(note, "what");
    skipped->by_examiner |= strcmp(what, SESSION_SKIPPED) == 0;
    if (strcmp(what, SESSION_WITHHELD) == 0)
        take_withheld(skipped, note);
}

static void take_ready(struct skipped *skipped, const struct message *ready)
{
    const char *reason = word_of(ready, "override");
    if (reason[0] != '\0')
        text_copy(skipped->unchecked_why, sizeof skipped->unchecked_why, reason);
}

static bool each_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct skipped *skipped = context;
    struct message payload;
    const bool is_note = strcmp(entry->kind, "note") == 0;
    (void)seq;
    if ((!is_note && strcmp(entry->kind, "ready") != 0) ||
        message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return true;
    if (is_note)
        take_note(skipped, &payload);
    else
        take_ready(skipped, &payload);
    message_fini(&payload);
    return true;
}

enum status skipped_load(struct study *study, const struct session_key *key,
                         struct skipped *skipped, struct why *why)
{
    *skipped = (struct skipped){0};
    return study_entries(study, key, each_entry, skipped, why);
}
