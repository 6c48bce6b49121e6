#include "session/skipped.h"

#include "base/text.h"
#include "script/message.h"
#include "session/planned.h"

#include <string.h>

static const char *word_of(const struct message *note, const char *name)
{
    const char *word = message_string(note, name);
    return word ? word : "";
}

/* What the last request was for. */
struct asked {
    struct skipped *skipped;
    int lost; /* trials, where it is not given; practice is none */
};

/* The note is of the trial that was asked for, and those behind it are lost with it. */
static void take_request(struct asked *asked, const struct message *request)
{
    const struct message args = message_get(request, "args");
    int64_t trial = 0, of = 0;
    message_integer(&args, "trial", &trial);
    message_integer(&args, "of", &of);
    asked->lost =
        message_flag(&args, "practice") ? 0 : planned_lost(trial, of, message_flag(&args, "extra"));
}

static void take_withheld(const struct asked *asked, const struct message *note)
{
    struct skipped *skipped = asked->skipped;
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
    skipped->sites[i].n += asked->lost;
}

/* A note that was withdrawn, or that is the examiner's own words, skips nothing. */
static void take_note(const struct asked *asked, const struct message *note)
{
    const char *what = word_of(note, "what");
    asked->skipped->by_examiner |= strcmp(what, SESSION_SKIPPED) == 0;
    if (strcmp(what, SESSION_WITHHELD) == 0)
        take_withheld(asked, note);
}

static void take_ready(struct skipped *skipped, const struct message *ready)
{
    const char *reason = word_of(ready, "override");
    if (reason[0] != '\0')
        text_copy(skipped->unchecked_why, sizeof skipped->unchecked_why, reason);
}

static bool each_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct asked *asked = context;
    struct message payload;
    const bool is_note = strcmp(entry->kind, "note") == 0;
    const bool is_request = strcmp(entry->kind, "request") == 0;
    (void)seq;
    if ((!is_note && !is_request && strcmp(entry->kind, "ready") != 0) ||
        message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return true;
    if (is_note)
        take_note(asked, &payload);
    else if (is_request)
        take_request(asked, &payload);
    else
        take_ready(asked->skipped, &payload);
    message_fini(&payload);
    return true;
}

enum status skipped_load(struct study *study, const struct session_key *key,
                         struct skipped *skipped, struct why *why)
{
    struct asked asked = {.skipped = skipped, .lost = 1};
    *skipped = (struct skipped){0};
    return study_entries(study, key, each_entry, &asked, why);
}
