/* Sorts the rows by small integers, then walks them once: session by session, test by test, site by
 * site.
 *
 * Terms: a *span* is a stretch of sorted entries that agree in participant, session and test; a
 * *sample* is what counts at one site and side of it. Memory is taken before the walk and grows
 * only with the sites of a span. */
#include "index/score.h"

#include "base/text.h"
#include "modulated_internal.h"
#include "rank_internal.h"
#include "score_internal.h"
#include "trains_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scorer {
    const struct index_options *options;
    index_row_fn *each;
    void *context;
    const struct test_rule *test;
    struct test_rule rated; /* of a span of ratings whose test has no rule of its own */
    enum aggregator aggregator;
    struct picked picked;
    struct sample *samples;  /* of the span */
    struct bounded *centres; /* room for one per sample */
    size_t n_samples, capacity;
    struct text inputs;
    struct baselines baselines;
};

static const char *name_participant(const void *trials, size_t i)
{
    return ((const struct index_trial *)trials)[i].participant;
}

static const char *name_session(const void *trials, size_t i)
{
    return ((const struct index_trial *)trials)[i].session;
}

static const char *name_test(const void *trials, size_t i)
{
    return ((const struct index_trial *)trials)[i].test;
}

static const char *name_site(const void *trials, size_t i)
{
    return ((const struct index_trial *)trials)[i].site;
}

static const struct {
    const char *(*name_at)(const void *trials, size_t i);
    size_t offset;
} ranked[] = {
    {name_participant, offsetof(struct entry, participant)},
    {name_session, offsetof(struct entry, session)},
    {name_test, offsetof(struct entry, test)},
    {name_site, offsetof(struct entry, site)},
};

#define ORDER_BY(a, b)                                                                             \
    if ((a) != (b))                                                                                \
    return (a) < (b) ? -1 : 1

/* Rows that tie here are two rows for one attempt; if they count, they give no number, so their
 * order is not seen in the output. */
static int by_key(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    ORDER_BY(a->participant, b->participant);
    ORDER_BY(a->session, b->session);
    ORDER_BY(a->test, b->test);
    ORDER_BY(a->site, b->site);
    ORDER_BY(a->side, b->side);
    ORDER_BY(a->number, b->number);
    ORDER_BY(a->phase, b->phase);
    ORDER_BY(a->attempt, b->attempt);
    ORDER_BY(a->pulse, b->pulse);
    ORDER_BY(a->within, b->within);
    return 0;
}

/* The ratings of a train lie together, whichever way its rows are numbered as trials. */
static void entry_number(struct entry *entry, const struct index_trial *trial)
{
    entry->trial = trial;
    entry->side = (trial->side + TRIAL_SIDE_COUNT - 1u) % TRIAL_SIDE_COUNT;
    entry->number = trial->trial;
    entry->attempt = trial->attempt;
    entry->phase = entry->pulse = entry->within = 0;
    if (trains_kind_of(trial->test) == TRAINS_NONE)
        return;
    entry->number = trains_number(trial);
    entry->phase = trial->phase;
    entry->pulse = trial->pulse;
    entry->within = trial->trial;
}

static enum status entries_make(const struct index_trial *trials, size_t n, struct entry *entries)
{
    uint32_t *rank = malloc(n * sizeof *rank);
    if (!rank)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (size_t k = 0; k < sizeof ranked / sizeof ranked[0] && status == STATUS_OK; k++) {
        status = rank_names(ranked[k].name_at, trials, n, rank);
        for (size_t i = 0; i < n && status == STATUS_OK; i++)
            memcpy((char *)&entries[i] + ranked[k].offset, &rank[i], sizeof rank[i]);
    }
    free(rank);
    for (size_t i = 0; i < n; i++)
        entry_number(&entries[i], &trials[i]);
    if (status == STATUS_OK)
        qsort(entries, n, sizeof *entries, by_key);
    return status;
}

static bool same_span(const struct entry *a, const struct entry *b)
{
    return a->participant == b->participant && a->session == b->session && a->test == b->test;
}

bool entry_same_place(const struct entry *a, const struct entry *b)
{
    return a->site == b->site && a->side == b->side;
}

static bool is_celsius(const struct sample *sample)
{
    return strcmp(sample->unit, "degC") == 0;
}

static struct site_input site_input_of(const struct scorer *s, const struct sample *sample)
{
    return (struct site_input){
        .test = s->test,
        .sample = sample,
        .x = s->picked.x + sample->first,
        .delta = s->picked.delta + sample->first,
        .trial = s->picked.trial + sample->first,
        .aggregator = s->aggregator,
        .interval = is_celsius(sample),
    };
}

static enum status samples_reserve(struct scorer *s)
{
    if (s->n_samples < s->capacity)
        return STATUS_OK;
    const size_t capacity = s->capacity ? s->capacity * 2 : 64;
    struct sample *samples = realloc(s->samples, capacity * sizeof *samples);
    if (samples)
        s->samples = samples;
    struct bounded *centres = samples ? realloc(s->centres, capacity * sizeof *centres) : NULL;
    if (!centres)
        return STATUS_NO_MEMORY;
    s->centres = centres;
    s->capacity = capacity;
    return STATUS_OK;
}

static enum status samples_collect(struct scorer *s, const struct entry *entries, size_t n)
{
    s->picked.n = 0;
    s->n_samples = 0;
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && entry_same_place(&entries[i], &entries[end]);)
            end++;
        const enum status status = samples_reserve(s);
        if (status != STATUS_OK)
            return status;
        struct sample *sample = &s->samples[s->n_samples];
        if (!sample_pick(entries + i, end - i, s->test, &s->picked, sample))
            continue;
        sample_settle(sample, s->options, s->aggregator,
                      s->options->min_valid ? s->options->min_valid : s->test->min_valid);
        const struct site_input in = site_input_of(s, sample);
        sample->centre = site_centre(&in);
        s->n_samples++;
    }
    return STATUS_OK;
}

static void append_number(struct text *text, uint32_t number)
{
    char digits[10];
    size_t n = sizeof digits;
    do {
        digits[--n] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    text_append(text, digits + n, sizeof digits - n);
}

void trial_name_append(struct text *text, const struct index_trial *trial)
{
    append_number(text, trial->trial);
    text_append(text, ".", 1);
    append_number(text, trial->attempt);
}

/* Adds the sample's trials to the inputs; the level says how far a trial must be named. */
static void inputs_add(struct scorer *s, const struct sample *sample, enum index_level level)
{
    for (size_t i = sample->first; i < sample->first + sample->n; i++) {
        const struct index_trial *t = s->picked.trial[i];
        if (s->inputs.length)
            text_append(&s->inputs, ",", 1);
        if (level == INDEX_OF_ROLES) {
            text_append_cstr(&s->inputs, t->site);
            text_append(&s->inputs, "/", 1);
        }
        if (level != INDEX_OF_SITE) {
            text_append_cstr(&s->inputs, trial_side_words.words[t->side]);
            text_append(&s->inputs, "/", 1);
        }
        trial_name_append(&s->inputs, t);
    }
}

static const char *index_suffix(enum aggregator aggregator)
{
    return aggregator == AGGREGATOR_MEAN_ALL ? "mean" : aggregator_word(aggregator);
}

/* Fills in what the rule says and hands the row out. */
static enum status emit(struct scorer *s, const struct index_rule *rule, struct index_row *row,
                        struct index_value value)
{
    const char *word = aggregator_word(s->aggregator);
    char index[96], formula[64];
    snprintf(index, sizeof index, "%s%s%s%s", rule->before, s->test->test,
             rule->after ? rule->after : ".", rule->after ? "" : index_suffix(s->aggregator));
    if (rule->names_aggregator)
        snprintf(formula, sizeof formula, "%s(%s)", rule->formula, word);
    else
        snprintf(formula, sizeof formula, "%s", rule->formula ? rule->formula : word);
    const char *convention = rule->convention[s->test->high_is_sensitive];
    row->index = index;
    row->formula = formula;
    row->convention = convention ? convention : s->test->convention;
    row->unit = rule->unit ? rule->unit : row->unit;
    row->value = value.v;
    row->status = value.status;
    row->inputs = text_cstr(&s->inputs);
    if (!text_is_whole(&s->inputs))
        return STATUS_NO_MEMORY;
    return s->each(s->context, row) ? STATUS_OK : STATUS_STOPPED;
}

static bool rule_applies(const struct scorer *s, const struct index_rule *rule,
                         enum index_level level, bool interval)
{
    if (rule->level != level)
        return false;
    switch (rule->tests) {
    case FOR_ALL:
        return true;
    case FOR_DELTA:
        return s->test->delta_sign != 0;
    case FOR_INTERVAL:
        return interval;
    case FOR_RATED:
        return true;
    }
    return false;
}

/* A table that says nothing of slopes gets no row that says nothing of them. */
static bool is_rated(const struct site_input *in)
{
    for (size_t i = 0; i < in->sample->n; i++)
        if (in->trial[i]->rate_off != TRIAL_COUNTS_NONE)
            return true;
    return false;
}

static enum status emit_site(struct scorer *s, const struct sample *sample)
{
    const struct site_input in = site_input_of(s, sample);
    text_clear(&s->inputs);
    inputs_add(s, sample, INDEX_OF_SITE);
    for (size_t k = 0; k < index_rule_count; k++) {
        if (!rule_applies(s, &index_rules[k], INDEX_OF_SITE, in.interval) ||
            (index_rules[k].tests == FOR_RATED && !is_rated(&in)))
            continue;
        struct index_row row = {.participant = sample->any->participant,
                                .session = sample->any->session,
                                .site = sample->any->site,
                                .side = (enum trial_side)sample->any->side,
                                .unit = sample->unit,
                                .n = sample->n};
        const enum status status = emit(s, &index_rules[k], &row, index_rules[k].of_site(&in));
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* What is known together of the samples that enter a pair. */
struct group {
    struct pair_input in;
    struct trial_number area;
    const char *unit; /* NULL before the first */
    size_t n;
};

static void group_add(struct scorer *s, struct group *group, const struct sample *sample,
                      enum index_level level)
{
    group->in.interval = group->in.interval || (is_celsius(sample) && s->test->delta_sign == 0);
    if (sample->centre.status != INDEX_OK)
        return;
    inputs_add(s, sample, level);
    group->n += sample->n;
    if (group->unit && strcmp(group->unit, sample->unit) != 0)
        group->in.void_status = INDEX_MIXED_UNITS;
    group->unit = sample->unit;
    if (!sample->area.given)
        return;
    if (group->area.given && group->area.v != sample->area.v && group->in.void_status == INDEX_OK)
        group->in.void_status = INDEX_MIXED_PROBE_AREAS;
    group->area = sample->area;
}

static enum status emit_pair(struct scorer *s, const struct group *group, enum index_level level,
                             const struct index_row *names)
{
    const bool mixed_units = group->in.void_status == INDEX_MIXED_UNITS;
    for (size_t k = 0; k < index_rule_count; k++) {
        if (!rule_applies(s, &index_rules[k], level, group->in.interval))
            continue;
        struct index_row row = *names;
        row.unit = group->unit && !mixed_units ? group->unit : "";
        row.n = group->n;
        const enum status status =
            emit(s, &index_rules[k], &row, index_rules[k].of_pair(&group->in));
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status emit_sides(struct scorer *s, const struct sample *left,
                              const struct sample *right)
{
    struct group group = {
        .in = {.a = left->centre, .b = right->centre, .absent = INDEX_MISSING_SIDE}};
    text_clear(&s->inputs);
    group_add(s, &group, left, INDEX_OF_SIDES);
    group_add(s, &group, right, INDEX_OF_SIDES);
    const struct index_row names = {.participant = left->any->participant,
                                    .session = left->any->session,
                                    .site = left->any->site,
                                    .side = TRIAL_SIDE_NONE};
    return emit_pair(s, &group, INDEX_OF_SIDES, &names);
}

enum { KNOWN_ROLES = 1 << TRIAL_ROLE_LOCAL | 1 << TRIAL_ROLE_REMOTE | 1 << TRIAL_ROLE_REFERENCE };

/* A site without a value is left out, unless all are required; one that cannot be trusted voids the
 * mean. */
static bool is_absent(enum index_status status)
{
    return status == INDEX_N_TOO_SMALL || status == INDEX_MISSING_TRIAL ||
           status == INDEX_OTHER_PHASE;
}

/* The mean over the sites of one role. */
static struct index_value role_mean(struct scorer *s, enum trial_role role, struct group *group)
{
    struct index_value result = index_value_none(INDEX_MISSING_ROLE);
    bool exact = true, required = false;
    size_t n = 0;
    for (size_t i = 0; i < s->n_samples; i++) {
        const struct sample *sample = &s->samples[i];
        if ((sample->roles & KNOWN_ROLES) != 1 << role)
            continue;
        group_add(s, group, sample, INDEX_OF_ROLES);
        const enum index_status status = sample->centre.status;
        if (is_absent(status))
            required = required || s->options->require_all;
        else if (status != INDEX_OK)
            return index_value_none(status);
        else
            s->centres[n++] = sample->centre.v;
        exact = exact && (status != INDEX_OK || sample->centre.v.kind == BOUND_EXACT);
    }
    if (n > 0 && !required)
        result = index_value_from(bounded_mean(s->centres, n), exact);
    return result;
}

static enum status emit_roles(struct scorer *s)
{
    const uint8_t local = 1 << TRIAL_ROLE_LOCAL, remote = 1 << TRIAL_ROLE_REMOTE;
    uint8_t seen = 0;
    struct group group = {.in = {.absent = INDEX_MISSING_ROLE}};
    bool mixed = false;
    for (size_t i = 0; i < s->n_samples; i++) {
        const uint8_t known = s->samples[i].roles & KNOWN_ROLES;
        seen |= known;
        mixed = mixed || (known & (known - 1)) != 0;
    }
    if (!(seen & local) || !(seen & remote))
        return STATUS_OK;
    text_clear(&s->inputs);
    group.in.a = role_mean(s, TRIAL_ROLE_LOCAL, &group);
    group.in.b = role_mean(s, TRIAL_ROLE_REMOTE, &group);
    if (mixed)
        group.in.void_status = INDEX_MIXED_ROLES;
    const struct index_row names = {.participant = s->samples[0].any->participant,
                                    .session = s->samples[0].any->session,
                                    .site = "",
                                    .side = TRIAL_SIDE_NONE};
    return emit_pair(s, &group, INDEX_OF_ROLES, &names);
}

/* Left and right of one site follow each other, since no other side sorts between them. */
static const struct sample *left_before(const struct scorer *s, size_t right)
{
    const struct sample *a = right > 0 ? &s->samples[right - 1] : NULL;
    const struct sample *b = &s->samples[right];
    const bool sides = a && a->any->side == TRIAL_SIDE_LEFT && b->any->side == TRIAL_SIDE_RIGHT;
    return sides && strcmp(a->any->site, b->any->site) == 0 ? a : NULL;
}

static bool ends_site(const struct scorer *s, size_t i)
{
    return i + 1 == s->n_samples ||
           strcmp(s->samples[i].any->site, s->samples[i + 1].any->site) != 0;
}

/* In whatever order the rows come: rows in other units beside it are mixed units, and not silence. */
static bool has_rating(const struct entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *unit = entries[i].trial->unit;
        if (strcmp(unit, "0-10") == 0 || strcmp(unit, "0-100") == 0)
            return true;
    }
    return false;
}

static enum status score_modulated(struct scorer *s, const struct entry *entries, size_t n)
{
    struct modulated_output out = {.options = s->options,
                                   .test = s->test,
                                   .aggregator = s->aggregator,
                                   .is_rated = has_rating(entries, n),
                                   .each = s->each,
                                   .context = s->context,
                                   .room = &s->picked,
                                   .inputs = &s->inputs,
                                   .baselines = &s->baselines};
    const enum status status = modulated_score(&out, entries, n);
    return status == STATUS_OK && s->baselines.is_short ? STATUS_NO_MEMORY : status;
}

static enum status score_span(struct scorer *s, const struct entry *entries, size_t n)
{
    enum status status = samples_collect(s, entries, n);
    const struct sample *left = NULL, *right = NULL;
    for (size_t i = 0; i < s->n_samples && status == STATUS_OK; i++) {
        status = emit_site(s, &s->samples[i]);
        if (left_before(s, i)) {
            left = left_before(s, i);
            right = &s->samples[i];
        }
        if (status == STATUS_OK && left && ends_site(s, i)) {
            status = emit_sides(s, left, right);
            left = NULL;
        }
    }
    if (status == STATUS_OK)
        status = emit_roles(s);
    return status == STATUS_OK ? score_modulated(s, entries, n) : status;
}

static enum status score_trains(struct scorer *s, const struct entry *entries, size_t n)
{
    struct trains_output out = {.options = s->options,
                                .each = s->each,
                                .context = s->context,
                                .room = &s->picked,
                                .inputs = &s->inputs};
    return trains_score(&out, entries, n);
}

/* A rating that was only asked for has the name that its protocol gives it. */
static const struct test_rule *rule_of(struct scorer *s, const struct entry *entries, size_t n)
{
    const char *test = entries[0].trial->test;
    const struct test_rule *known = test_rule_find(test);
    if (known || !has_rating(entries, n))
        return known;
    s->rated = test_rule_rating;
    s->rated.test = test;
    return &s->rated;
}

static enum status score_all(struct scorer *s, const struct entry *entries, size_t n)
{
    enum status status = STATUS_OK;
    for (size_t i = 0, end; i < n && status == STATUS_OK; i = end) {
        for (end = i + 1; end < n && same_span(&entries[i], &entries[end]);)
            end++;
        if (trains_kind_of(entries[i].trial->test) != TRAINS_NONE) {
            status = score_trains(s, entries + i, end - i);
            continue;
        }
        s->test = rule_of(s, entries + i, end - i);
        if (!s->test)
            continue;
        s->aggregator = s->options->aggregator ? s->options->aggregator : s->test->aggregator;
        status = score_span(s, entries + i, end - i);
    }
    return status;
}

static enum status entries_of(const struct index_trial *trials, size_t n, struct entry **out)
{
    *out = malloc((n ? n : 1) * sizeof **out);
    return *out ? entries_make(trials, n, *out) : STATUS_NO_MEMORY;
}

/* The baselines are those of the study, where it is more than what is scored. */
static enum status baselines_of_study(struct scorer *s, const struct entry *entries, size_t n,
                                      struct entry **own)
{
    const struct index_options *options = s->options;
    if (!options->cpm.study)
        return baselines_init(&s->baselines, entries, n);
    const enum status status = options->cpm.n_study > UINT32_MAX - 1
                                   ? STATUS_RANGE
                                   : entries_of(options->cpm.study, options->cpm.n_study, own);
    return status == STATUS_OK ? baselines_init(&s->baselines, *own, options->cpm.n_study) : status;
}

/* Twice: of modulation the trials after all delays are picked, and those of each. */
static enum status picked_reserve(struct picked *picked, size_t n)
{
    picked->trial = malloc(2 * n * sizeof *picked->trial);
    picked->x = malloc(2 * n * sizeof *picked->x);
    picked->delta = malloc(2 * n * sizeof *picked->delta);
    return picked->trial && picked->x && picked->delta ? STATUS_OK : STATUS_NO_MEMORY;
}

static void scorer_fini(struct scorer *s)
{
    baselines_fini(&s->baselines);
    text_fini(&s->inputs);
    free(s->centres);
    free(s->samples);
    free(s->picked.delta);
    free(s->picked.x);
    free(s->picked.trial);
}

enum status index_score(const struct index_trial *trials, size_t n,
                        const struct index_options *options, index_row_fn *each, void *context)
{
    if (n == 0)
        return STATUS_OK;
    if (n > UINT32_MAX - 1)
        return STATUS_RANGE;
    struct scorer s = {.options = options, .each = each, .context = context};
    struct entry *entries = NULL, *study = NULL;
    text_init(&s.inputs);
    enum status status = picked_reserve(&s.picked, n);
    if (status == STATUS_OK)
        status = entries_of(trials, n, &entries);
    if (status == STATUS_OK)
        status = baselines_of_study(&s, entries, n, &study);
    if (status == STATUS_OK)
        status = score_all(&s, entries, n);
    scorer_fini(&s);
    free(study);
    free(entries);
    return status;
}
