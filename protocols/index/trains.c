/* The tables of formulas, and a row for each of them at each site and side: of ts the mean over the
 * trains, of wur what the formula makes of all repetitions. */
#include "trains_internal.h"

#include "index/summation.h"

#include <stdio.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum rated_in { OF_SCALE, PER_PULSE, NO_UNIT };

struct rated {
    const char *index, *formula, *convention;
    enum rated_in unit;
};

static const struct {
    struct rated rated;
    summation_of *of;
} train_rules[] = {
    {{"ts.last_minus_first", "TS_diff_last_first",
      "positive = the last pulse hurt more than the first", OF_SCALE},
     summation_last_first},
    {{"ts.max_minus_first", "TS_max_first",
      "higher = a pulse hurt more than the first; never below 0", OF_SCALE},
     summation_max_first},
    {{"ts.a2cps_primary", "TS_A2CPS_primary",
      "higher = the last pulse hurt more than the first; 0 also where it hurt less", OF_SCALE},
     summation_a2cps_primary},
    {{"ts.a2cps_secondary", "TS_A2CPS_secondary",
      "above 1 = the last pulse hurt more than the first; 1 also where it hurt less", NO_UNIT},
     summation_a2cps_secondary},
    {{"ts.slope_1_5", "TS_slope(1-5)",
      "positive = pain grew from pulse to pulse, over pulses 1 to 5", PER_PULSE},
     summation_slope_1_5},
    {{"ts.slope_all", "TS_slope(all)", "positive = pain grew from pulse to pulse, over all pulses",
      PER_PULSE},
     summation_slope_all},
    {{"ts.last3_minus_first", "TS_last3_minus_first",
      "positive = the last three pulses hurt more than the first", OF_SCALE},
     summation_last3_first},
    {{"ts.vas_iii_minus_i", "TS_VAS_III_minus_I",
      "positive = pulses 8 to 10 hurt more than pulses 1 to 4", OF_SCALE},
     summation_iii_minus_i},
    {{"ts.vas_i", "VAS_I_normalised", "positive = pulses 1 to 4 hurt more than pulse 1", OF_SCALE},
     summation_vas_i},
    {{"ts.vas_ii", "VAS_II_normalised", "positive = pulses 5 to 7 hurt more than pulse 1",
      OF_SCALE},
     summation_vas_ii},
    {{"ts.vas_iii", "VAS_III_normalised", "positive = pulses 8 to 10 hurt more than pulse 1",
      OF_SCALE},
     summation_vas_iii},
};

static const struct {
    struct rated rated;
    windup_of *of;
} windup_rules[] = {
    {{"wur.ratio", "WUR_DFNS", "above 1 = a train hurt more than a single stimulus", NO_UNIT},
     windup_ratio},
    {{"wur.ratio_log10", "log10(WUR_DFNS)", "positive = a train hurt more than a single stimulus",
      NO_UNIT},
     windup_ratio_log10},
    {{"wur.ratio_plus1", "WUR_plus1",
      "above 1 = a train hurt more than a single stimulus; 1 added to both", NO_UNIT},
     windup_ratio_plus1},
};

static bool is_named_before(const struct index_trial *const *t, size_t begin, size_t i)
{
    return i > begin && t[i]->trial == t[i - 1]->trial && t[i]->attempt == t[i - 1]->attempt;
}

/* "2.1" once for a train, "single/2.1,train/2.1" for a repetition. */
static void inputs_add(struct trains_output *out, const struct trains *trains, size_t begin,
                       size_t end)
{
    const struct index_trial *const *t = out->room->trial;
    const bool windup = trains->kind == TRAINS_WINDUP;
    for (size_t i = begin; i < end; i++) {
        if (!windup && is_named_before(t, begin, i))
            continue;
        if (out->inputs->length)
            text_append(out->inputs, ",", 1);
        if (windup)
            text_append_cstr(out->inputs, trial_phase_words.words[t[i]->phase]);
        if (windup)
            text_append(out->inputs, "/", 1);
        trial_name_append(out->inputs, t[i]);
    }
}

/* Where the train or repetition that begins at `begin` ends. */
static size_t end_of(const struct picked *picked, size_t begin)
{
    size_t end = begin + 1;
    while (end < picked->n &&
           trains_number(picked->trial[end]) == trains_number(picked->trial[begin]))
        end++;
    return end;
}

/* What a formula made of the trains: n values in room->delta, and why others have none. */
struct outcome {
    size_t n;
    bool is_exact;
    enum index_status lacking; /* of a train that lacks a rating: it is left out */
    enum index_status broken;  /* of one whose value is not known: it voids the mean */
};

static void train_score(struct trains_output *out, const struct trains *trains,
                        summation_of *formula, size_t begin, struct outcome *outcome)
{
    struct bounded r[TRAIN_PULSES_MAX];
    const struct picked *picked = out->room;
    const size_t end = end_of(picked, begin);
    for (size_t i = 0; i < trains->pulses; i++)
        r[i] = bounded_make(0, BOUND_UNKNOWN);
    for (size_t i = begin; i < end; i++)
        r[picked->trial[i]->pulse - 1] = picked->x[i];
    const struct index_value value = formula(r, trains->pulses);
    if (value.status == INDEX_MISSING_PULSE || value.status == INDEX_TOO_FEW_PULSES) {
        outcome->lacking = value.status;
        return;
    }
    if (value.status != INDEX_OK)
        outcome->broken = value.status;
    outcome->is_exact = outcome->is_exact && value.v.kind == BOUND_EXACT;
    picked->delta[outcome->n++] = value.v;
    inputs_add(out, trains, begin, end);
}

/* Why nothing may be computed from what was picked, whatever the formula. */
static enum index_status gate(const struct trains_output *out, const struct trains *trains)
{
    if (trains->sample.status != INDEX_OK)
        return trains->sample.status;
    return out->options->require_all && trains->sample.missing ? INDEX_MISSING_TRIAL : INDEX_OK;
}

static size_t least_valid(const struct trains_output *out)
{
    return out->options->min_valid ? out->options->min_valid : 1;
}

static struct index_value mean_of_trains(struct trains_output *out, const struct trains *trains,
                                         summation_of *formula, size_t *n)
{
    struct outcome outcome = {.is_exact = true};
    for (size_t i = 0; i < out->room->n; i = end_of(out->room, i))
        train_score(out, trains, formula, i, &outcome);
    *n = outcome.n;
    if (outcome.broken != INDEX_OK)
        return index_value_none(outcome.broken);
    if (outcome.n == 0 && outcome.lacking != INDEX_OK)
        return index_value_none(outcome.lacking);
    if (outcome.n < least_valid(out))
        return index_value_none(INDEX_N_TOO_SMALL);
    return index_value_from(bounded_mean(out->room->delta, outcome.n), outcome.is_exact);
}

/* Of the repetitions that have both ratings. */
static struct index_value of_repetitions(struct trains_output *out, const struct trains *trains,
                                         windup_of *formula, size_t *n)
{
    const struct picked *picked = out->room;
    struct bounded *single = picked->delta, *train = picked->delta + picked->n / 2;
    for (size_t i = 0, end; i < picked->n; i = end) {
        end = end_of(picked, i);
        if (end - i < 2)
            continue;
        single[*n] = picked->x[i];
        train[*n] = picked->x[i + 1];
        (*n)++;
        inputs_add(out, trains, i, end);
    }
    return *n < least_valid(out) ? index_value_none(INDEX_N_TOO_SMALL) : formula(single, train, *n);
}

static enum status emit(struct trains_output *out, const struct trains *trains,
                        const struct rated *rated, struct index_value value, size_t n)
{
    static const char *const units[] = {[OF_SCALE] = "", [PER_PULSE] = "/pulse", [NO_UNIT] = "1"};
    const struct sample *sample = &trains->sample;
    const bool of_scale = rated->unit != NO_UNIT;
    char unit[32];
    snprintf(unit, sizeof unit, "%s%s", of_scale ? sample->unit : "",
             of_scale && !sample->unit[0] ? "" : units[rated->unit]);
    const struct index_row row = {.participant = sample->any->participant,
                                  .session = sample->any->session,
                                  .site = sample->any->site,
                                  .side = (enum trial_side)sample->any->side,
                                  .index = rated->index,
                                  .value = value.v,
                                  .unit = unit,
                                  .n = n,
                                  .convention = rated->convention,
                                  .formula = rated->formula,
                                  .status = value.status,
                                  .inputs = text_cstr(out->inputs)};
    if (!text_is_whole(out->inputs))
        return STATUS_NO_MEMORY;
    return out->each(out->context, &row) ? STATUS_OK : STATUS_STOPPED;
}

/* All that was picked, where nothing may be computed from it; returns how many trains that are. */
static size_t name_all(struct trains_output *out, const struct trains *trains)
{
    size_t n = 0;
    for (size_t i = 0, end; i < out->room->n; i = end, n++) {
        end = end_of(out->room, i);
        inputs_add(out, trains, i, end);
    }
    return n;
}

static enum status emit_rule(struct trains_output *out, const struct trains *trains, size_t rule)
{
    const bool windup = trains->kind == TRAINS_WINDUP;
    const struct rated *rated = windup ? &windup_rules[rule].rated : &train_rules[rule].rated;
    const enum index_status why = gate(out, trains);
    struct index_value value;
    size_t n = 0;
    text_clear(out->inputs);
    if (why != INDEX_OK) {
        value = index_value_none(why);
        n = name_all(out, trains);
    } else if (windup) {
        value = of_repetitions(out, trains, windup_rules[rule].of, &n);
    } else {
        value = mean_of_trains(out, trains, train_rules[rule].of, &n);
    }
    return emit(out, trains, rated, value, n);
}

enum status trains_score(struct trains_output *out, const struct entry *entries, size_t n)
{
    const enum trains_kind kind = trains_kind_of(entries[0].trial->test);
    const size_t rules = kind == TRAINS_WINDUP ? COUNT(windup_rules) : COUNT(train_rules);
    enum status status = STATUS_OK;
    for (size_t i = 0, end; i < n && status == STATUS_OK; i = end) {
        struct trains trains;
        for (end = i + 1; end < n && entry_same_place(&entries[i], &entries[end]);)
            end++;
        if (!trains_pick(entries + i, end - i, kind, out->room, &trains))
            continue;
        for (size_t rule = 0; rule < rules && status == STATUS_OK; rule++)
            status = emit_rule(out, &trains, rule);
    }
    return status;
}
