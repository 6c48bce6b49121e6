#include "session/planned.h"

#include "script/message.h"
#include "session/stimulus.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static bool is_at(const struct planned_site *row, const char *site, const char *side)
{
    return strcmp(row->site, site) == 0 && strcmp(row->side, side) == 0;
}

size_t planned_find(const struct planned *planned, const char *test, const char *site,
                    const char *side, int64_t call)
{
    size_t first = planned->n;
    for (size_t i = planned->n; i-- > 0;) {
        const struct planned_site *row = &planned->sites[i];
        if (strcmp(row->test, test) != 0 || !is_at(row, site, side))
            continue;
        if (call > 0 && row->call == call)
            return i;
        first = i;
    }
    return first;
}

/* The row of a site in a call, made where there is none. Beyond what there is room for it is a row of the same test and site;
 * NULL: there is none. */
static struct planned_site *site_of(struct planned *planned, const struct planned_site *like)
{
    const size_t at = planned_find(planned, like->test, like->site, like->side, like->call);
    const bool is_there = at < planned->n;
    if (is_there && (planned->sites[at].call == like->call || planned->n == PLANNED_MAX))
        return &planned->sites[at];
    if (planned->n == PLANNED_MAX)
        return NULL;
    planned->sites[planned->n] = *like;
    planned->sites[planned->n].trials = 0;
    return &planned->sites[planned->n++];
}

void planned_of(const struct plan *plan, struct planned *out)
{
    *out = (struct planned){0};
    for (size_t i = 0; plan && i < plan->n_calls; i++) {
        const struct plan_call *call = &plan->calls[i];
        const struct plan_step *step = &plan->steps[call->step];
        struct planned_site like = {.call = (int)call->call,
                                    .is_asked = step->is_asked,
                                    .has_stimulus = !step->is_asked,
                                    .stimulus = step->stimulus};
        memcpy(like.test, step->test, sizeof like.test);
        memcpy(like.site, step->site, sizeof like.site);
        memcpy(like.side, step->side, sizeof like.side);
        struct planned_site *row = site_of(out, &like);
        if (row)
            row->trials += call->trials;
    }
}

int planned_lost(int64_t trial, int64_t of, bool is_extra)
{
    return is_extra || trial < 1 || of < 1 ? 1 : (int)(of - (trial - 1) % of);
}

int planned_trials(const struct planned *planned, const char *test, const char *site,
                   const char *side)
{
    int n = 0;
    for (size_t i = 0; i < planned->n; i++) {
        const struct planned_site *row = &planned->sites[i];
        if (strcmp(row->test, test) == 0 && (!site || is_at(row, site, side)))
            n += row->trials;
    }
    return n;
}

bool planned_is_same_call(const struct planned *planned, size_t a, size_t b)
{
    const struct planned_site *sites = planned->sites;
    const size_t from = a < b ? a : b, to = a < b ? b : a;
    if (sites[a].call > 0 && sites[b].call > 0)
        return sites[a].call == sites[b].call;
    for (size_t i = from; i < to; i++)
        if (strcmp(sites[i].test, sites[i + 1].test) != 0)
            return false;
    return true;
}

size_t planned_place(const struct planned *planned, const char *site, const char *side)
{
    size_t n = 0;
    for (size_t i = 0; i < planned->n; i++) {
        const struct planned_site *row = &planned->sites[i];
        size_t first = 0;
        while (!is_at(&planned->sites[first], row->site, row->side))
            first++;
        if (first == i && is_at(row, site, side))
            return n;
        n += first == i;
    }
    return n;
}

/* ---- in the journal -----------------------------------------------------------------------------
 */

/* In the place of a stimulus. */
static const char asked_word[] = "rating";

void planned_describe(const struct planned *planned, struct message *out)
{
    message_set_array(out, "sites");
    for (size_t i = 0; i < planned->n; i++) {
        const struct planned_site *from = &planned->sites[i];
        struct message row;
        message_init(&row);
        if (from->call > 0)
            message_set_integer(&row, "call", from->call);
        message_set_string(&row, "test", from->test);
        message_set_string(&row, "site", from->site);
        message_set_string(&row, "side", from->side);
        if (from->has_stimulus)
            message_set_string(&row, "stimulus", stimulus_word((enum stimulus)from->stimulus));
        else if (from->is_asked)
            message_set_string(&row, "stimulus", asked_word);
        message_set_integer(&row, "trials", from->trials);
        message_push(out, "sites", &row);
        message_fini(&row);
    }
}

static void take_word(const struct message *row, const char *key, char *out, size_t size)
{
    const char *word = message_string(row, key);
    snprintf(out, size, "%s", word ? word : "");
}

/* An offer does not say it, and a plan of an older version did not. */
static bool stimulus_of(const struct message *row, uint8_t *stimulus)
{
    const char *word = message_string(row, "stimulus"),
               *seen_by = message_string(row, "instrument");
    if (!word || !stimulus_of_word(word, stimulus))
        return false;
    if (*stimulus == STIMULUS_HAND_TRAIN && seen_by && strcmp(seen_by, "none") == 0)
        *stimulus = STIMULUS_HAND_CUES;
    return true;
}

/* A site of a plan (`how_many` "trials"), of an offer, or of a stimulus that is asked for ("of"). */
static struct planned_site read_site(const struct message *row, const char *how_many)
{
    enum { SENSIBLE = 1000 };
    struct planned_site site = {0};
    int64_t trials = 0, call = 0;
    take_word(row, "test", site.test, sizeof site.test);
    take_word(row, "site", site.site, sizeof site.site);
    take_word(row, "side", site.side, sizeof site.side);
    if (!site.side[0])
        snprintf(site.side, sizeof site.side, "n/a");
    if (message_integer(row, how_many, &trials) && trials > 0 && trials < SENSIBLE)
        site.trials = (int)trials;
    if (message_integer(row, "call", &call) && call > 0 && call <= INT_MAX)
        site.call = (int)call;
    site.has_stimulus = stimulus_of(row, &site.stimulus);
    const char *stimulus = message_string(row, "stimulus");
    site.is_asked = stimulus && strcmp(stimulus, asked_word) == 0;
    return site;
}

/* What the journal says, entry by entry. */
struct reading {
    struct planned *planned;
    bool is_planned; /* the entry `plan` was there: what is asked for says nothing more */
};

static void read_plan(struct reading *reading, const struct message *payload)
{
    const struct message sites = message_get(payload, "sites");
    *reading->planned = (struct planned){0};
    reading->is_planned = true;
    for (size_t i = 0; i < message_count(&sites); i++) {
        const struct message row = message_at(&sites, i);
        const struct planned_site site = read_site(&row, "trials");
        struct planned_site *own = site_of(reading->planned, &site);
        if (own)
            own->trials += site.trials;
    }
}

/* The sites that are offered are due in the test whose stimulus follows. */
static void read_offer(struct reading *reading, const struct message *args)
{
    const struct message list = message_get(args, "candidates");
    for (size_t i = 0; i < message_count(&list); i++) {
        const struct message row = message_at(&list, i);
        const struct planned_site offered = read_site(&row, "of");
        bool is_known = false;
        for (size_t k = 0; k < reading->planned->n && !is_known; k++)
            is_known = is_at(&reading->planned->sites[k], offered.site, offered.side);
        if (!is_known)
            (void)site_of(reading->planned, &offered); /* NULL: more sites than are shown */
    }
}

/* One verb tries all its sites equally often. */
static void read_stimulus(struct reading *reading, const struct message *args)
{
    const struct planned_site asked = read_site(args, "of");
    for (size_t i = 0; i < reading->planned->n && asked.trials > 0; i++) {
        struct planned_site *row = &reading->planned->sites[i];
        if (row->test[0] == '\0') {
            memcpy(row->test, asked.test, sizeof row->test);
            row->trials = asked.trials;
            row->has_stimulus = asked.has_stimulus;
            row->stimulus = asked.stimulus;
        }
    }
}

static void read_request(struct reading *reading, const struct message *request)
{
    const struct message args = message_get(request, "args");
    const char *verb = message_string(request, "do");
    if (verb && strcmp(verb, "site") == 0)
        read_offer(reading, &args);
    else if (verb && strcmp(verb, "trial") == 0)
        read_stimulus(reading, &args);
}

/* An entry that was erased, or that this version cannot read, says nothing. */
static bool read_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct reading *reading = context;
    struct message payload;
    const bool is_plan = strcmp(entry->kind, "plan") == 0;
    const bool is_request = !reading->is_planned && strcmp(entry->kind, "request") == 0;
    (void)seq;
    if (!(is_plan || is_request) ||
        message_parse(&payload, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return true;
    if (is_plan)
        read_plan(reading, &payload);
    else
        read_request(reading, &payload);
    message_fini(&payload);
    return true;
}

enum status planned_load(struct study *study, const struct session_key *key,
                         struct planned *planned, struct why *why)
{
    struct reading reading = {.planned = planned};
    *planned = (struct planned){0};
    return study_entries(study, key, read_entry, &reading, why);
}
