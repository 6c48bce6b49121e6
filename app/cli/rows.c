#include "cli/rows.h"

#include "store/verify.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct load {
    struct trial_table *table;
    size_t capacity;
    enum status status;
};

static struct trial_number number_of(double value)
{
    return isnan(value) ? (struct trial_number){0}
                        : (struct trial_number){.v = value, .given = true};
}

/* A word that is none of the set's must not be taken for "not given". */
static bool read_word(const struct trial_words *words, const char *word, uint8_t *enumerator)
{
    *enumerator = 0;
    return !word[0] || trial_word_find(words, word, enumerator);
}

static bool set(char *field, size_t size, const char *text)
{
    return trial_text_set(field, size, text, strlen(text));
}

static bool fill_instruction(const struct study_trial *from, struct index_trial *to)
{
    return set(to->instruction, sizeof to->instruction, from->instruction) &&
           set(to->instruction_language, sizeof to->instruction_language,
               from->instruction_language) &&
           set(to->instruction_digest, sizeof to->instruction_digest, from->instruction_digest);
}

static bool fill_words(const struct study_trial *from, struct index_trial *to)
{
    char session[64];
    snprintf(session, sizeof session, "%" PRId64, from->key.session);
    to->counts = from->counts ? TRIAL_COUNTS_YES : TRIAL_COUNTS_NO;
    return read_word(&trial_side_words, from->side, &to->side) &&
           read_word(&trial_role_words, from->role, &to->role) &&
           read_word(&trial_phase_words, from->phase, &to->phase) &&
           read_word(&trial_censored_words, from->censored, &to->censored) &&
           read_word(&trial_end_words, from->end, &to->end) &&
           read_word(&trial_sex_words, from->sex, &to->sex) &&
           set(to->participant, sizeof to->participant, from->participant) &&
           set(to->session, sizeof to->session, session) &&
           set(to->test, sizeof to->test, from->test) &&
           set(to->site, sizeof to->site, from->site) &&
           set(to->conditioning, sizeof to->conditioning, from->conditioning) &&
           set(to->spoil_reason, sizeof to->spoil_reason, from->spoil_reason) &&
           set(to->dose, sizeof to->dose, from->dose) &&
           set(to->response_source, sizeof to->response_source, from->response_source) &&
           fill_instruction(from, to) && set(to->unit, sizeof to->unit, from->unit) &&
           set(to->onset, sizeof to->onset, from->onset);
}

static void fill_given(const struct study_trial *from, struct index_trial *to)
{
    to->cem43_min = number_of(from->cem43_min);
    to->cold_s = number_of(from->cold_s);
    to->hot_s = number_of(from->hot_s);
    to->thermal_ramps = number_of(from->thermal_ramps);
    to->immersed_s = number_of(from->immersed_s);
    to->lag_s = number_of(from->lag_s);
    to->bath_on = number_of(from->bath_on);
    to->bath_off = number_of(from->bath_off);
    to->bath_low = number_of(from->bath_low);
    to->bath_high = number_of(from->bath_high);
    if (from->has_returned)
        to->returned = from->returned ? TRIAL_COUNTS_YES : TRIAL_COUNTS_NO;
}

static bool fill(const struct study_trial *from, struct index_trial *to)
{
    memset(to, 0, sizeof *to);
    to->block = from->block;
    to->train = (uint32_t)from->train;
    to->pulse = (uint32_t)from->pulse;
    to->trial = (uint32_t)from->trial;
    to->attempt = (uint32_t)from->attempt;
    to->practice = from->practice;
    to->spoiled = from->spoiled;
    to->value = number_of(from->value);
    to->baseline = number_of(from->baseline);
    to->level = number_of(from->level);
    to->cond_level = number_of(from->cond_level);
    to->cond_rating = number_of(from->cond_rating);
    to->rate_mean = number_of(from->rate_mean);
    to->rate_target = number_of(from->rate_target);
    to->in_band = number_of(from->in_band);
    to->probe_area_cm2 = number_of(from->probe_area_cm2);
    to->age = number_of(from->age);
    to->contact_s = number_of(from->contact_s);
    to->gap_s = number_of(from->gap_s);
    to->response_s = number_of(from->response_s);
    to->end_s = number_of(from->end_s);
    to->idle_kpa = number_of(from->idle_kpa);
    fill_given(from, to);
    to->visit = (uint32_t)from->visit;
    to->delay = from->delay > 0 && from->delay < 100 ? (uint32_t)from->delay : 0;
    if (from->has_rate_off)
        to->rate_off = from->rate_off ? TRIAL_COUNTS_YES : TRIAL_COUNTS_NO;
    return fill_words(from, to);
}

static bool load_trial(void *context, const struct study_trial *trial)
{
    struct load *load = context;
    struct trial_table *table = load->table;
    if (table->n == load->capacity) {
        const size_t capacity = load->capacity ? 2 * load->capacity : 64;
        struct index_trial *rows = realloc(table->rows, capacity * sizeof *rows);
        if (!rows) {
            load->status = STATUS_NO_MEMORY;
            return false;
        }
        table->rows = rows;
        load->capacity = capacity;
    }
    if (!fill(trial, &table->rows[table->n]))
        load->status = STATUS_RANGE;
    table->n += load->status == STATUS_OK;
    return load->status == STATUS_OK;
}

enum status rows_load(struct study *study, const struct session_key *key, struct trial_table *table,
                      struct why *why)
{
    struct load load = {.table = table};
    memset(table, 0, sizeof *table);
    enum status status = study_check_numbers(study, key, why);
    if (status == STATUS_OK)
        status = study_trials(study, key, load_trial, &load, why);
    if (status == STATUS_OK && load.status != STATUS_OK)
        status = why_set(why, load.status,
                         "a trial of this study does not fit into a row: run `limen verify`");
    if (status != STATUS_OK)
        trial_table_fini(table);
    return status;
}

enum status rows_load_baselines(struct study *study, const struct trial_table *trials,
                                struct trial_table *table, struct why *why)
{
    *table = (struct trial_table){0};
    for (size_t i = 0; i < trials->n; i++)
        if (trials->rows[i].phase == TRIAL_PHASE_DURING ||
            trials->rows[i].phase == TRIAL_PHASE_AFTER)
            return rows_load(study, NULL, table, why);
    return STATUS_OK;
}

/* The numbers of the simulated sessions, after what is there already. */
struct list {
    char *out;
    size_t size;
};

static bool list_session(void *context, const struct study_session *session)
{
    const struct list *list = context;
    const size_t used = strlen(list->out);
    if (session->is_simulated)
        snprintf(list->out + used, list->size - used, " %" PRId64, session->key.session);
    return true;
}

enum status rows_remark(struct study *study, char *out, size_t size, struct why *why)
{
    enum study_kind kind;
    struct list list = {out, size};
    out[0] = '\0';
    const enum status status = study_kind(study, &kind, why);
    if (status != STATUS_OK)
        return status;
    switch (kind) {
    case STUDY_UNDECIDED:
    case STUDY_REAL:
        return STATUS_OK;
    case STUDY_SIMULATED:
        snprintf(out, size,
                 "this study is simulated: none of its numbers was measured on a person");
        return STATUS_OK;
    case STUDY_MIXED:
        snprintf(out, size,
                 "this study holds simulated sessions beside real ones: leave these out "
                 "of every analysis of people, sessions");
        return study_sessions(study, NULL, list_session, &list, why);
    }
    return STATUS_OK;
}
