/* Going on with a session: what it asked and was told, read back from its journal. */
#include "session_internal.h"
#include "trial_internal.h"

#include "session/reasons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct recorded *find(struct replay *replay, const struct entry *entry)
{
    for (size_t i = replay->n; i > 0; i--) {
        struct recorded *row = &replay->rows[i - 1];
        if (row->task == entry->task && row->step == entry->step)
            return row;
    }
    return NULL;
}

static struct recorded *add(struct replay *replay, const struct entry *entry)
{
    if (replay->n == replay->capacity) {
        const size_t capacity = replay->capacity ? 2 * replay->capacity : 64;
        struct recorded *rows = realloc(replay->rows, capacity * sizeof *rows);
        if (!rows)
            return NULL;
        replay->rows = rows;
        replay->capacity = capacity;
    }
    struct recorded *row = &replay->rows[replay->n++];
    *row = (struct recorded){.task = entry->task, .step = entry->step, .block = entry->block};
    return row;
}

/* A rest that was begun again counts from then on after a pause, too; which sites waited then is not asked: all of them. */
static void note_rest(struct session *session, const struct entry *entry)
{
    struct dose_ledger *ledger = &session->ledger;
    struct message note;
    if (message_parse(&note, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return; /* its words were erased */
    const char *what = message_string(&note, "what");
    const bool is_again = what && strcmp(what, SESSION_REST_AGAIN) == 0;
    for (size_t i = 0; i < ledger->n && is_again; i++)
        if (ledger->sites[i].last_end < entry->utc)
            ledger->sites[i].last_end = entry->utc;
    message_fini(&note);
}

static void drop_from(struct replay *replay, size_t from)
{
    for (size_t i = from; i < replay->n; i++) {
        free(replay->rows[i].request);
        free(replay->rows[i].answer);
    }
    replay->n = from;
}

/* ---- a conditioning that was cut off ------------------------------------------------------------
 */

/* One that was skipped, withheld, or never on has been answered, and not with that. */
static bool has_begun(const struct recorded *row)
{
    struct message answer;
    if (!row->answer)
        return true; /* nobody knows: it was cut off */
    if (message_parse(&answer, row->answer, strlen(row->answer), NULL) != STATUS_OK)
        return true;
    const struct message value = message_get(&answer, "ok");
    const bool began = message_flag(&value, "began");
    message_fini(&answer);
    return began;
}

/* What the request wants done: of `trial` whether it is a conditioning that begins. */
static void read_verb(const struct recorded *row, bool *begins, bool *ends)
{
    struct message message;
    *begins = *ends = false;
    if (!row->request ||
        message_parse(&message, row->request, strlen(row->request), NULL) != STATUS_OK)
        return; /* comparing it says so */
    const char *verb = message_string(&message, "do");
    const struct message args = message_get(&message, "args");
    *begins = verb && strcmp(verb, "trial") == 0 && message_flag(&args, "beside") && has_begun(row);
    *ends = verb && strcmp(verb, "end_beside") == 0 && row->answer;
    message_fini(&message);
}

/* Where the last one begins that has no end in the record; `n`: there is none. */
static size_t find_cut_off(const struct replay *replay)
{
    size_t at = replay->n;
    for (size_t i = 0; i < replay->n; i++) {
        bool begins, ends;
        read_verb(&replay->rows[i], &begins, &ends);
        if (begins)
            at = i;
        else if (ends)
            at = replay->n;
    }
    return at;
}

/* The session goes on where it began: what was done beside it is asked for anew, as further attempts. */
static void go_back_to_conditioning(struct replay *replay)
{
    const size_t at = find_cut_off(replay);
    if (at == replay->n)
        return;
    struct recorded *last = &replay->rows[replay->n - 1];
    if (replay->n - 1 > at && !last->answer) {
        replay->beside = *last;
        last->request = NULL;
    }
    drop_from(replay, at + 1);
    free(replay->rows[at].answer);
    replay->rows[at].answer = NULL;
}

/* ---- reading it back ----------------------------------------------------------------------------
 */

struct load {
    struct session *session;
    struct replay *replay;
    bool failed;
};

static bool keep(char **slot, const struct entry *entry)
{
    free(*slot);
    *slot = strndup(entry->payload, entry->payload_size);
    return *slot != NULL;
}

static bool keep_start(struct recorded *row, const struct entry *entry)
{
    struct message message;
    if (!row || message_parse(&message, entry->payload, entry->payload_size, NULL) != STATUS_OK)
        return false;
    const bool is_whole = message_integer(&message, "attempt", &row->started_attempt);
    row->started = entry->utc;
    message_fini(&message);
    return is_whole;
}

/* One that was made before is made anew after a conditioning was begun again: what followed it then is not what follows now. */
static struct recorded *take_request(struct replay *replay, const struct entry *entry)
{
    struct recorded *row = find(replay, entry);
    if (!row)
        return add(replay, entry);
    drop_from(replay, (size_t)(row - replay->rows) + 1);
    free(row->answer);
    row->answer = NULL;
    return row;
}

static bool load_entry(void *context, const struct entry *entry, int64_t seq)
{
    (void)seq;
    struct load *load = context;
    struct recorded *row = NULL;
    if (strcmp(entry->kind, "request") == 0) {
        row = take_request(load->replay, entry);
        load->failed = !row || !keep(&row->request, entry);
    } else if (strcmp(entry->kind, "return") == 0) {
        row = find(load->replay, entry);
        load->failed = !row || !keep(&row->answer, entry);
    } else if (strcmp(entry->kind, "note") == 0) {
        note_rest(load->session, entry);
    } else if (strcmp(entry->kind, "started") == 0) {
        load->failed = !keep_start(find(load->replay, entry), entry);
    } else if (strcmp(entry->kind, "trial") == 0) {
        conditioning_recall(load->session, entry);
    } else if (strcmp(entry->kind, "instruct") == 0) {
        instructed_recall(load->session, entry);
    } else if (strcmp(entry->kind, "ready") == 0) {
        load->failed = !identity_recall(load->session, entry);
    }
    return !load->failed;
}

static enum again again_for(const struct study_trial *row)
{
    if (row->spoiled)
        return AGAIN_SPOILED;
    if (strcmp(row->end, "stop") == 0)
        return AGAIN_STOPPED;
    if (isnan(row->value) && strcmp(row->end, end_word(END_COMPLETED)) != 0)
        return AGAIN_NO_VALUE;
    return row->rate_off ? AGAIN_SLOPE : AGAIN_NOT;
}

/* The one whose request nobody has answered; NULL: there is none. */
static const struct recorded *open_row(const struct replay *replay)
{
    const struct recorded *last = replay->n > 0 ? &replay->rows[replay->n - 1] : NULL;
    return last && !last->answer ? last : NULL;
}

/* As it is to be kept, as far as it goes; and it was left before anybody had said so. */
static bool is_unreviewed(const struct replay *replay, const struct study_trial *row)
{
    const struct recorded *open = open_row(replay);
    return open && open->block == row->block && again_for(row) == AGAIN_NOT;
}

static bool note_trial(void *context, const struct study_trial *row)
{
    struct session *session = context;
    struct recorded *beside = &session->replay.beside;
    const bool unreviewed = is_unreviewed(&session->replay, row);
    if (row->block == beside->block && row->attempt >= beside->started_attempt)
        beside->started_attempt = 0; /* it was saved */
    struct trial_plan plan = {.trial = row->trial, .practice = row->practice};
    snprintf(plan.test, sizeof plan.test, "%.15s", row->test);
    snprintf(plan.site, sizeof plan.site, "%.31s", row->site);
    snprintf(plan.side, sizeof plan.side, "%.11s", row->side);
    snprintf(plan.phase, sizeof plan.phase, "%.15s", row->phase);
    if (unreviewed)
        session->replay.unreviewed_attempt = row->attempt;
    return attempts_note(session, &plan, row->attempt,
                         unreviewed ? AGAIN_UNREVIEWED : again_for(row));
}

struct orphan {
    int64_t block, begun, saved; /* highest attempt with samples, highest with a trial */
};

static bool note_block(void *context, const struct study_block *row)
{
    struct orphan *orphan = context;
    if (row->block.block == orphan->block && row->block.attempt > orphan->begun)
        orphan->begun = row->block.attempt;
    return true;
}

static bool note_saved(void *context, const struct study_trial *row)
{
    struct orphan *orphan = context;
    if (row->block == orphan->block && row->attempt > orphan->saved)
        orphan->saved = row->attempt;
    return true;
}

/* An attempt whose samples were begun and that has no row was cut off. */
static enum status find_orphan(struct session *session, struct why *why)
{
    const struct replay *replay = &session->replay;
    const struct session_key *key = &session->config.key;
    if (!open_row(replay))
        return STATUS_OK;
    struct orphan orphan = {.block = open_row(replay)->block};
    enum status status = study_blocks(session->parts.study, key, note_block, &orphan, why);
    if (status == STATUS_OK)
        status = study_trials(session->parts.study, key, note_saved, &orphan, why);
    if (status == STATUS_OK && orphan.begun > orphan.saved)
        session->replay.orphan_attempt = orphan.begun;
    return status;
}

enum status replay_load(struct session *session, struct why *why)
{
    struct load load = {.session = session, .replay = &session->replay};
    const struct session_key *key = &session->config.key;
    enum status status = study_entries(session->parts.study, key, load_entry, &load, why);
    if (status == STATUS_OK && load.failed)
        return reason_set(why, REASON_record_unreadable, NULL);
    go_back_to_conditioning(&session->replay);
    if (status == STATUS_OK)
        status = study_trials(session->parts.study, key, note_trial, session, why);
    return status == STATUS_OK ? find_orphan(session, why) : status;
}

void replay_free(struct replay *replay)
{
    drop_from(replay, 0);
    free(replay->rows);
    free(replay->beside.request);
    memset(replay, 0, sizeof *replay);
}

/* The request without the line it stands at, and without its call: a session of an older version does not say it. */
static enum status essence(const char *request, struct text *out, char *line, size_t line_size)
{
    struct message message;
    enum status status = message_parse(&message, request, strlen(request), NULL);
    if (status != STATUS_OK)
        return status;
    const char *at = message_string(&message, "line");
    snprintf(line, line_size, "%s", at ? at : "?");
    message_remove(&message, "line");
    message_remove(&message, "call");
    status = message_encode(&message, out);
    message_fini(&message);
    return status;
}

static enum status compare(const struct recorded *row, const char *request, struct why *why)
{
    struct text then, now;
    char line_then[128], line_now[128], step[REASON_NUMBER_SIZE];
    text_init(&then);
    text_init(&now);
    enum status status = essence(row->request, &then, line_then, sizeof line_then);
    if (status == STATUS_OK)
        status = essence(request, &now, line_now, sizeof line_now);
    if (status != STATUS_OK)
        status = reason_set(why, REASON_request_unreadable, NULL);
    else if (strcmp(text_cstr(&then), text_cstr(&now)) != 0)
        status = reason_set(why, REASON_protocol_departs, line_now, reason_integer(step, row->step),
                            line_then, NULL);
    text_fini(&then);
    text_fini(&now);
    return status;
}

enum status replay_match(struct session *session, const char *request, const char **answer,
                         struct why *why)
{
    struct replay *replay = &session->replay;
    *answer = NULL;
    if (replay->at == replay->n)
        return STATUS_OK;
    const struct recorded *row = &replay->rows[replay->at];
    const enum status status = compare(row, request, why);
    if (status != STATUS_OK)
        return status;
    replay->at++;
    *answer = row->answer;
    return STATUS_OK;
}

/* ---- are the protocol and its verbs what they were? ---------------------------------------------
 */

struct compared {
    const struct script_source *sources;
    size_t n, seen;
    char departs[192]; /* "" : the same */
};

static size_t first_difference(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t line = 1;
    for (size_t i = 0; i < a_size && i < b_size && a[i] == b[i]; i++)
        line += a[i] == '\n';
    return line;
}

static bool compare_source(void *context, const struct study_source *source)
{
    struct compared *compared = context;
    compared->seen++;
    for (size_t i = 0; i < compared->n; i++) {
        const struct script_source *now = &compared->sources[i];
        if (strcmp(now->name, source->name) != 0)
            continue;
        if (now->size == source->size && memcmp(now->text, source->text, now->size) == 0)
            return true;
        snprintf(compared->departs, sizeof compared->departs, "%s:%zu", now->name,
                 first_difference(now->text, now->size, source->text, source->size));
        return false;
    }
    snprintf(compared->departs, sizeof compared->departs, "%s", source->name);
    return false;
}

enum status sources_check(const struct session *session, struct why *why)
{
    struct compared compared = {0};
    compared.sources = script_sources(session->parts.script, &compared.n);
    const enum status status =
        study_sources(session->parts.study, &session->config.key, compare_source, &compared, why);
    if (status != STATUS_OK)
        return status;
    if (!compared.departs[0] && compared.seen == compared.n)
        return STATUS_OK;
    return compared.departs[0] ? reason_set(why, REASON_protocol_changed, compared.departs, NULL)
                               : reason_set(why, REASON_protocol_grown, NULL);
}
