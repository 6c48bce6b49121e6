/* One place at a time: the mean of each phase, then what each formula makes of the baseline and a conditioned phase. */
#include "modulated_internal.h"

#include "index/modulation.h"

#include <stdio.h>
#include <string.h>

/* `less`: what stands for less pain is positive, where the test is one whose higher value is less pain. */
struct modulated_rule {
    const char *name, *formula, *formula_rated;
    modulation_of *of;
    const char *unit; /* NULL: that of the test */
    bool is_reversed; /* baseline minus conditioned */
    bool is_ratio;    /* none of degrees Celsius */
};

static const struct modulated_rule rules[] = {
    {"cond_minus_base", "CPM_thr_cond_minus_base", "CPM_rating_cond_minus_base",
     modulation_cond_minus_base, NULL, false, false},
    {"base_minus_cond", "CPM_thr_base_minus_cond", "CPM_rating_base_minus_cond",
     modulation_base_minus_cond, NULL, true, false},
    {"pct", "CPM_thr_pct", NULL, modulation_pct, "%", false, true},
    {"pct_a2cps", "CPM_thr_pct_A2CPS", NULL, modulation_pct_a2cps, "%", true, true},
    {"log10", "CPM_log", NULL, modulation_log10, "1", false, true},
};

/* What conditions in which phase, its baseline, and the sham block that stands for it. */
static const struct {
    const char *word;
    uint8_t cond, base, sham_cond, sham_base;
} blocks[] = {
    {"during", TRIAL_PHASE_DURING, TRIAL_PHASE_BASELINE, TRIAL_PHASE_SHAM_DURING,
     TRIAL_PHASE_SHAM_BASELINE},
    {"after", TRIAL_PHASE_AFTER, TRIAL_PHASE_BASELINE, TRIAL_PHASE_SHAM_AFTER,
     TRIAL_PHASE_SHAM_BASELINE},
    {"sham_during", TRIAL_PHASE_SHAM_DURING, TRIAL_PHASE_SHAM_BASELINE, TRIAL_PHASE_NONE,
     TRIAL_PHASE_NONE},
    {"sham_after", TRIAL_PHASE_SHAM_AFTER, TRIAL_PHASE_SHAM_BASELINE, TRIAL_PHASE_NONE,
     TRIAL_PHASE_NONE},
};

/* Of one phase: its trials, and their mean. */
struct phased {
    bool is_there;
    struct sample sample;
    struct index_value mean;
};

static struct phased pick_phase(struct modulated_output *out, const struct entry *entries, size_t n,
                                enum trial_phase phase)
{
    struct phased phased = {.mean = index_value_none(INDEX_MISSING_PHASE)};
    const size_t least = out->options->min_valid ? out->options->min_valid : 1;
    out->room->phase = (uint8_t)phase;
    const bool has_trials = sample_pick(entries, n, out->test, out->room, &phased.sample);
    out->room->phase = TRIAL_PHASE_NONE;
    struct sample *sample = &phased.sample;
    if (!has_trials || sample->status == INDEX_OTHER_PHASE)
        return phased;
    phased.is_there = true;
    sample_settle(sample, out->options, out->aggregator, least);
    phased.mean = sample->status != INDEX_OK
                      ? index_value_none(sample->status)
                      : aggregator_apply(out->aggregator, out->room->x + sample->first, sample->n);
    return phased;
}

struct place {
    struct phased of[TRIAL_PHASE_COUNT];
};

static void inputs_add(struct modulated_output *out, const struct phased *phased,
                       enum trial_phase phase)
{
    for (size_t i = 0; i < phased->sample.n && phased->is_there; i++) {
        text_append_cstr(out->inputs, out->inputs->length ? "," : "");
        text_append_cstr(out->inputs, trial_phase_words.words[phase]);
        text_append_cstr(out->inputs, "/");
        trial_name_append(out->inputs, out->room->trial[phased->sample.first + i]);
    }
}

/* OK, or what keeps the two from being compared. */
static enum index_status gate(const struct phased *base, const struct phased *cond)
{
    if (base->mean.status != INDEX_OK)
        return base->mean.status;
    if (cond->mean.status != INDEX_OK)
        return cond->mean.status;
    const struct sample *a = &base->sample, *b = &cond->sample;
    if (strcmp(a->unit, b->unit) != 0)
        return INDEX_MIXED_UNITS;
    if (a->area.given && b->area.given && a->area.v != b->area.v)
        return INDEX_MIXED_PROBE_AREAS;
    return INDEX_OK;
}

/* In words, never a bare sign. */
static const char *convention_of(const struct modulated_output *out, bool is_reversed)
{
    const bool is_less_pain = out->test->high_is_sensitive == is_reversed;
    return is_less_pain ? "positive = less pain than at baseline, inhibition"
                        : "negative = less pain than at baseline, inhibition";
}

static enum status emit(struct modulated_output *out, const struct phased *named,
                        struct index_row *row, struct index_value value)
{
    row->participant = named->sample.any->participant;
    row->session = named->sample.any->session;
    row->site = named->sample.any->site;
    row->side = (enum trial_side)named->sample.any->side;
    row->value = value.v;
    row->status = value.status;
    row->inputs = text_cstr(out->inputs);
    if (!text_is_whole(out->inputs))
        return STATUS_NO_MEMORY;
    return out->each(out->context, row) ? STATUS_OK : STATUS_STOPPED;
}

static enum status emit_rule(struct modulated_output *out, const struct place *place, size_t block,
                             const struct modulated_rule *rule)
{
    const struct phased *base = &place->of[blocks[block].base],
                        *cond = &place->of[blocks[block].cond];
    const enum index_status why = gate(base, cond);
    const bool is_celsius = strcmp(cond->sample.unit, "degC") == 0;
    char index[96];
    snprintf(index, sizeof index, "cpm.%s.%s.%s", blocks[block].word, rule->name, out->test->test);
    text_clear(out->inputs);
    inputs_add(out, base, (enum trial_phase)blocks[block].base);
    inputs_add(out, cond, (enum trial_phase)blocks[block].cond);
    struct index_row row = {.index = index,
                            .unit = rule->unit ? rule->unit : cond->sample.unit,
                            .n = base->sample.n + cond->sample.n,
                            .convention = convention_of(out, rule->is_reversed),
                            .formula = out->is_rated ? rule->formula_rated : rule->formula};
    if (why != INDEX_OK)
        return emit(out, cond, &row, index_value_none(why));
    if (rule->is_ratio && is_celsius)
        return emit(out, cond, &row, index_value_none(INDEX_INTERVAL_SCALE));
    return emit(out, cond, &row, rule->of(base->mean.v, cond->mean.v));
}

static struct index_value change_of(const struct phased *base, const struct phased *cond)
{
    const enum index_status why = gate(base, cond);
    return why != INDEX_OK ? index_value_none(why)
                           : modulation_cond_minus_base(base->mean.v, cond->mean.v);
}

/* Where there is a sham block at this place. */
static enum status emit_sham(struct modulated_output *out, const struct place *place, size_t block)
{
    const uint8_t phases[] = {blocks[block].base, blocks[block].cond, blocks[block].sham_base,
                              blocks[block].sham_cond};
    const struct phased *sham = &place->of[blocks[block].sham_cond];
    if (blocks[block].sham_cond == TRIAL_PHASE_NONE || !sham->is_there)
        return STATUS_OK;
    char index[96];
    struct index_row row = {.index = index,
                            .unit = sham->sample.unit,
                            .convention = convention_of(out, false),
                            .formula = "CPM_sham_adj"};
    snprintf(index, sizeof index, "cpm.%s.sham_adjusted.%s", blocks[block].word, out->test->test);
    text_clear(out->inputs);
    for (size_t i = 0; i < 4; i++) {
        inputs_add(out, &place->of[phases[i]], (enum trial_phase)phases[i]);
        row.n += place->of[phases[i]].sample.n;
    }
    const struct index_value active = change_of(&place->of[phases[0]], &place->of[phases[1]]),
                             neutral = change_of(&place->of[phases[2]], sham);
    const enum index_status why = active.status != INDEX_OK ? active.status : neutral.status;
    return emit(out, sham, &row,
                why != INDEX_OK ? index_value_none(why)
                                : modulation_sham_adjusted(active.v, neutral.v));
}

#define SDC_FACTOR (1.96 * 1.4142135623730951) /* sqrt(2) */
#define MIN_RATING 3.0

static const struct {
    const char *name, *formula;
    double factor; /* of the SEM of the mean: the limit */
} classes[] = {{"class_2sem", "CPM_class_2SEM", 2}, {"class_sdc", "CPM_class_SDC", SDC_FACTOR}};

/* How painful what conditioned was, as its trials have it; one that does not say it leaves all unknown. */
static bool is_strong(const struct modulated_output *out, const struct phased *cond)
{
    const double given = out->options->cpm.min_rating;
    const double least = given > 0 ? given : MIN_RATING;
    double sum = 0;
    for (size_t i = 0; i < cond->sample.n; i++) {
        const struct trial_number *rating = &out->room->trial[cond->sample.first + i]->cond_rating;
        if (!rating->given)
            return false;
        sum += rating->v;
    }
    return cond->sample.n > 0 && sum / (double)cond->sample.n >= least;
}

static struct index_value class_of(const struct modulated_output *out, const struct phased *base,
                                   const struct phased *cond, double factor)
{
    const enum index_status why = gate(base, cond);
    if (why != INDEX_OK)
        return index_value_none(why);
    if (!is_strong(out, cond))
        return index_value_none(INDEX_WEAK_CONDITIONING);
    const struct index_value change = modulation_cond_minus_base(base->mean.v, cond->mean.v);
    if (change.status != INDEX_OK)
        return change;
    const size_t m = base->sample.n < cond->sample.n ? base->sample.n : cond->sample.n;
    const struct bounded less_pain =
        out->test->high_is_sensitive ? bounded_scale(change.v, -1) : change.v;
    return modulation_class(less_pain, factor * modulation_sem_of_mean(out->options->cpm.sem, m));
}

static bool has_classes(const struct modulated_output *out, size_t block)
{
    return blocks[block].sham_cond != TRIAL_PHASE_NONE && out->options->cpm.sem > 0 &&
           out->options->cpm.source && out->options->cpm.test &&
           strcmp(out->options->cpm.test, out->test->test) == 0;
}

static enum status emit_class(struct modulated_output *out, const struct place *place, size_t block,
                              size_t which)
{
    const struct phased *base = &place->of[blocks[block].base],
                        *cond = &place->of[blocks[block].cond];
    char index[96];
    snprintf(index, sizeof index, "cpm.%s.%s.%s", blocks[block].word, classes[which].name,
             out->test->test);
    text_clear(out->inputs);
    inputs_add(out, base, (enum trial_phase)blocks[block].base);
    inputs_add(out, cond, (enum trial_phase)blocks[block].cond);
    text_append_format(out->inputs, ",SEM=%g (%s)", out->options->cpm.sem,
                       out->options->cpm.source);
    struct index_row row = {.index = index,
                            .unit = "1",
                            .n = base->sample.n + cond->sample.n,
                            .convention =
                                "1 = less pain than at baseline by more than the limit, -1 "
                                "= more pain, 0 = neither",
                            .formula = classes[which].formula};
    return emit(out, cond, &row, class_of(out, base, cond, classes[which].factor));
}

static enum status score_place(struct modulated_output *out, const struct entry *entries, size_t n)
{
    struct place place = {0};
    enum status status = STATUS_OK;
    out->room->n = 0;
    for (int phase = TRIAL_PHASE_BASELINE; phase <= TRIAL_PHASE_SHAM_AFTER; phase++)
        place.of[phase] = pick_phase(out, entries, n, (enum trial_phase)phase);
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        if (!place.of[blocks[b].cond].is_there)
            continue;
        for (size_t r = 0; r < sizeof rules / sizeof rules[0] && status == STATUS_OK; r++)
            if (!out->is_rated || rules[r].formula_rated)
                status = emit_rule(out, &place, b, &rules[r]);
        if (status == STATUS_OK)
            status = emit_sham(out, &place, b);
        for (size_t c = 0;
             c < sizeof classes / sizeof classes[0] && has_classes(out, b) && status == STATUS_OK;
             c++)
            status = emit_class(out, &place, b, c);
    }
    return status;
}

static bool has_phases(const struct entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (entries[i].trial->phase >= TRIAL_PHASE_DURING &&
            entries[i].trial->phase <= TRIAL_PHASE_SHAM_AFTER)
            return true;
    return false;
}

enum status modulated_score(struct modulated_output *out, const struct entry *entries, size_t n)
{
    enum status status = STATUS_OK;
    for (size_t i = 0, end; i < n && status == STATUS_OK; i = end) {
        for (end = i + 1; end < n && entry_same_place(&entries[i], &entries[end]);)
            end++;
        if (has_phases(entries + i, end - i))
            status = score_place(out, entries + i, end - i);
    }
    return status;
}
