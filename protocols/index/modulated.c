/* One place at a time: the mean of each phase, then what each formula makes of the baseline and a conditioned phase. */
#include "modulated_internal.h"

#include "index/modulation.h"

#include <math.h>
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
struct phases {
    uint8_t cond, base, sham_cond, sham_base;
};

static const struct phases blocks[] = {
    {TRIAL_PHASE_DURING, TRIAL_PHASE_BASELINE, TRIAL_PHASE_SHAM_DURING, TRIAL_PHASE_SHAM_BASELINE},
    {TRIAL_PHASE_AFTER, TRIAL_PHASE_BASELINE, TRIAL_PHASE_SHAM_AFTER, TRIAL_PHASE_SHAM_BASELINE},
    {TRIAL_PHASE_SHAM_DURING, TRIAL_PHASE_SHAM_BASELINE, TRIAL_PHASE_NONE, TRIAL_PHASE_NONE},
    {TRIAL_PHASE_SHAM_AFTER, TRIAL_PHASE_SHAM_BASELINE, TRIAL_PHASE_NONE, TRIAL_PHASE_NONE},
};

/* `delay` 0: whenever they were. */
static struct phased pick_phase(struct modulated_output *out, const struct entry *entries, size_t n,
                                enum trial_phase phase, uint32_t delay)
{
    struct phased phased = {.phase = trial_phase_words.words[phase],
                            .mean = index_value_none(INDEX_MISSING_PHASE)};
    const size_t least = out->options->min_valid ? out->options->min_valid : 1;
    out->room->phase = (uint8_t)phase;
    out->room->delay = delay;
    const bool has_trials = sample_pick(entries, n, out->test, out->room, &phased.sample);
    out->room->phase = TRIAL_PHASE_NONE;
    out->room->delay = 0;
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

void modulated_inputs_add(struct modulated_output *out, const struct phased *phased)
{
    for (size_t i = 0; i < phased->sample.n && phased->is_there; i++) {
        text_append_cstr(out->inputs, out->inputs->length ? "," : "");
        text_append_cstr(out->inputs, phased->phase);
        text_append_cstr(out->inputs, "/");
        trial_name_append(out->inputs, out->room->trial[phased->sample.first + i]);
    }
}

enum index_status modulated_gate(const struct phased *base, const struct phased *cond)
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

/* The temperature where cooling is felt: farther from the baseline, which is less sensitive, is lower (METHODS 1.4, 6.1). */
bool modulated_high_is_less(const struct test_rule *test)
{
    return test->high_is_sensitive == (test->delta_sign < 0);
}

/* What is felt, and does not hurt. */
static bool is_of_pain(const struct test_rule *test)
{
    static const char *const felt[] = {"cdt", "wdt", "tsl", "phs", "mdt", "vdt"};
    for (size_t i = 0; i < sizeof felt / sizeof felt[0]; i++)
        if (strcmp(test->test, felt[i]) == 0)
            return false;
    return true;
}

/* Of a small baseline a percentage is large whatever was done (METHODS 5.3). */
#define PERCENT_FLAGGED 100

/* In words, never a bare sign. */
static const char *convention_of(const struct modulated_output *out, bool is_reversed,
                                 bool is_flagged)
{
    static const char *const words[2][2][2] = {
        {{"negative = less sensitive than at baseline",
          "negative = less sensitive than at baseline; over 100 %: go by the difference"},
         {"positive = less sensitive than at baseline",
          "positive = less sensitive than at baseline; over 100 %: go by the difference"}},
        {{"negative = less pain than at baseline, inhibition",
          "negative = less pain than at baseline, inhibition; over 100 %: go by the difference"},
         {"positive = less pain than at baseline, inhibition",
          "positive = less pain than at baseline, inhibition; over 100 %: go by the difference"}},
    };
    const bool is_positive = modulated_high_is_less(out->test) != is_reversed;
    return words[is_of_pain(out->test)][is_positive][is_flagged];
}

/* The identifiers of METHODS are of means. */
const char *modulated_formula(const struct modulated_output *out, const char *formula,
                              char room[64])
{
    if (out->aggregator == AGGREGATOR_MEAN_ALL)
        return formula;
    snprintf(room, 64, "%s(%s)", formula, aggregator_word(out->aggregator));
    return room;
}

enum status modulated_emit(struct modulated_output *out, const struct phased *named,
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

static struct index_value value_of(const struct modulated_block *block,
                                   const struct modulated_rule *rule)
{
    const enum index_status why = modulated_gate(block->base, block->cond);
    if (why != INDEX_OK)
        return index_value_none(why);
    if (rule->is_ratio && strcmp(block->cond->sample.unit, "degC") == 0)
        return index_value_none(INDEX_INTERVAL_SCALE);
    return rule->of(block->base->mean.v, block->cond->mean.v);
}

static enum status emit_rule(struct modulated_output *out, const struct modulated_block *block,
                             const struct modulated_rule *rule)
{
    const struct index_value value = value_of(block, rule);
    const bool is_percent = rule->unit && rule->unit[0] == '%';
    char index[96], formula[64];
    snprintf(index, sizeof index, "cpm.%s.%s.%s", block->word, rule->name, out->test->test);
    text_clear(out->inputs);
    modulated_inputs_add(out, block->base);
    modulated_inputs_add(out, block->cond);
    struct index_row row = {
        .index = index,
        .unit = rule->unit ? rule->unit : block->cond->sample.unit,
        .n = block->base->sample.n + block->cond->sample.n,
        .convention =
            convention_of(out, rule->is_reversed, is_percent && fabs(value.v.v) > PERCENT_FLAGGED),
        .formula =
            modulated_formula(out, out->is_rated ? rule->formula_rated : rule->formula, formula)};
    return modulated_emit(out, block->cond, &row, value);
}

static struct index_value change_of(const struct phased *base, const struct phased *cond)
{
    const enum index_status why = modulated_gate(base, cond);
    return why != INDEX_OK ? index_value_none(why)
                           : modulation_cond_minus_base(base->mean.v, cond->mean.v);
}

/* Changes in different units, or of different probes, have no difference. */
static struct index_value sham_adjusted(const struct modulated_block *block)
{
    const struct index_value active = change_of(block->base, block->cond),
                             neutral = change_of(block->sham_base, block->sham_cond);
    if (active.status != INDEX_OK)
        return active;
    if (neutral.status != INDEX_OK)
        return neutral;
    const struct phased *of[] = {block->base, block->cond};
    const struct phased *sham[] = {block->sham_base, block->sham_cond};
    for (size_t i = 0; i < 4; i++) {
        const enum index_status why = modulated_gate(of[i / 2], sham[i % 2]);
        if (why != INDEX_OK)
            return index_value_none(why);
    }
    return modulation_sham_adjusted(active.v, neutral.v);
}

/* Where there is a sham block at this place. */
static enum status emit_sham(struct modulated_output *out, const struct modulated_block *block)
{
    const struct phased *all[] = {block->base, block->cond, block->sham_base, block->sham_cond};
    if (!block->sham_cond || !block->sham_cond->is_there)
        return STATUS_OK;
    char index[96], formula[64];
    struct index_row row = {.index = index,
                            .unit = block->sham_cond->sample.unit,
                            .convention = convention_of(out, false, false),
                            .formula = modulated_formula(out, "CPM_sham_adj", formula)};
    snprintf(index, sizeof index, "cpm.%s.sham_adjusted.%s", block->word, out->test->test);
    text_clear(out->inputs);
    for (size_t i = 0; i < 4; i++) {
        modulated_inputs_add(out, all[i]);
        row.n += all[i]->sample.n;
    }
    return modulated_emit(out, block->sham_cond, &row, sham_adjusted(block));
}

static enum status emit_block(struct modulated_output *out, const struct modulated_block *block)
{
    enum status status = STATUS_OK;
    for (size_t r = 0; r < sizeof rules / sizeof rules[0] && status == STATUS_OK; r++)
        if (!out->is_rated || rules[r].formula_rated)
            status = emit_rule(out, block, &rules[r]);
    if (status == STATUS_OK)
        status = emit_sham(out, block);
    if (status == STATUS_OK && !block->is_sham)
        status = modulated_emit_classes(out, block);
    return status;
}

/* ---- the delays: each test after the conditioning is an effect of its own, early or late (METHODS 5.3, 5.5) */

struct place {
    const struct entry *entries;
    size_t n;
    struct phased of[TRIAL_PHASE_COUNT];
};

static bool is_after(uint8_t phase)
{
    return phase == TRIAL_PHASE_AFTER || phase == TRIAL_PHASE_SHAM_AFTER;
}

/* Of the blocks after any conditioning, a bit for each delay that has tests. 0: one alone, or a trial does not say which. */
static uint32_t delays_of(const struct place *place)
{
    uint32_t delays = 0;
    for (size_t i = 0; i < place->n; i++) {
        const struct index_trial *trial = place->entries[i].trial;
        if (trial->practice || !is_after(trial->phase))
            continue;
        if (trial->delay == 0 || trial->delay > INDEX_DELAYS_MAX)
            return 0;
        delays |= 1u << trial->delay;
    }
    return (delays & (delays - 1)) != 0 ? delays : 0;
}

static enum status emit_delay(struct modulated_output *out, const struct place *place,
                              const struct phases *phases, uint32_t delay)
{
    const size_t before = out->room->n;
    const struct phased cond =
        pick_phase(out, place->entries, place->n, (enum trial_phase)phases->cond, delay);
    struct phased sham = {0};
    enum status status = STATUS_OK;
    if (phases->sham_cond != TRIAL_PHASE_NONE)
        sham =
            pick_phase(out, place->entries, place->n, (enum trial_phase)phases->sham_cond, delay);
    struct modulated_block block = {.base = &place->of[phases->base],
                                    .cond = &cond,
                                    .sham_base = &place->of[phases->sham_base],
                                    .sham_cond = &sham,
                                    .is_sham = phases->sham_cond == TRIAL_PHASE_NONE};
    snprintf(block.word, sizeof block.word, "%s_%u", trial_phase_words.words[phases->cond],
             (unsigned)delay);
    if (cond.is_there)
        status = emit_block(out, &block);
    out->room->n = before;
    return status;
}

static enum status emit_delays(struct modulated_output *out, const struct place *place,
                               const struct phases *phases, uint32_t delays)
{
    enum status status = STATUS_OK;
    for (uint32_t delay = 1; delay <= INDEX_DELAYS_MAX && status == STATUS_OK; delay++)
        if (delays & (1u << delay))
            status = emit_delay(out, place, phases, delay);
    return status;
}

static enum status emit_phases(struct modulated_output *out, const struct place *place,
                               const struct phases *phases)
{
    const bool is_sham = phases->sham_cond == TRIAL_PHASE_NONE;
    const uint32_t delays = is_after(phases->cond) ? delays_of(place) : 0;
    struct modulated_block block = {
        .base = &place->of[phases->base],
        .cond = &place->of[phases->cond],
        .sham_base = is_sham ? NULL : &place->of[phases->sham_base],
        .sham_cond = is_sham ? NULL : &place->of[phases->sham_cond],
        .is_sham = is_sham,
    };
    if (!block.cond->is_there)
        return STATUS_OK;
    if (delays != 0) /* the mean of an early and a late effect is neither */
        return emit_delays(out, place, phases, delays);
    snprintf(block.word, sizeof block.word, "%s", trial_phase_words.words[phases->cond]);
    return emit_block(out, &block);
}

static enum status score_place(struct modulated_output *out, const struct entry *entries, size_t n)
{
    struct place place = {.entries = entries, .n = n};
    enum status status = STATUS_OK;
    out->room->n = 0;
    for (int phase = TRIAL_PHASE_BASELINE; phase <= TRIAL_PHASE_SHAM_AFTER; phase++)
        place.of[phase] = pick_phase(out, entries, n, (enum trial_phase)phase, 0);
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0] && status == STATUS_OK; b++)
        status = emit_phases(out, &place, &blocks[b]);
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
