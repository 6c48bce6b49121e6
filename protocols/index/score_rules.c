/* The tests and the indices: two tables and one function for each index. */
#include "score_internal.h"

#include <string.h>

static const struct test_rule tests[] = {
    {"ppt", AGGREGATOR_MEAN_ALL, 2, 0, false, "higher = less sensitive to pressure pain"},
    {"pdt", AGGREGATOR_MEAN_ALL, 1, 0, false, "higher = less sensitive to cuff pressure pain"},
    {"ptt", AGGREGATOR_MEAN_ALL, 1, 0, false, "higher = tolerates more pressure"},
    {"ptl", AGGREGATOR_MEAN_ALL, 1, 0, true,
     "higher = the pressure hurts more where it is stopped"},
    {"cdt", AGGREGATOR_MEAN_ALL, 2, -1, false, "higher = more sensitive to cooling"},
    {"wdt", AGGREGATOR_MEAN_ALL, 2, +1, false, "higher = less sensitive to warming"},
    {"tsl", AGGREGATOR_MEAN_ALL, 1, 0, false, "higher = less sensitive to changes of temperature"},
    {"phs", AGGREGATOR_MEAN_ALL, 1, 0, true, "higher = more cool pulses felt as hot"},
    {"cpt", AGGREGATOR_MEAN_ALL, 2, 0, true, "higher = more sensitive to cold pain"},
    {"hpt", AGGREGATOR_MEAN_ALL, 2, 0, false, "higher = less sensitive to heat pain"},
    {"cold_pressor", AGGREGATOR_MEAN_ALL, 1, 0, false, "higher = bears cold water for longer"},
    {"cold_pain", AGGREGATOR_MEAN_ALL, 1, 0, false, "higher = cold water takes longer to hurt"},
    {"ice", AGGREGATOR_MEAN_ALL, 1, 0, true, "higher = ice hurts more"},
    {"ice_pain", AGGREGATOR_MEAN_ALL, 1, 0, false, "higher = ice takes longer to hurt"},
    {"mdt", AGGREGATOR_GEOMETRIC_MEAN, 2, 0, false, "higher = less sensitive to touch"},
    {"mpt", AGGREGATOR_GEOMETRIC_MEAN, 2, 0, false, "higher = less sensitive to pinprick pain"},
    {"vdt", AGGREGATOR_MEAN_ALL, 2, 0, true, "higher = more sensitive to vibration"},
};

const struct test_rule test_rule_rating = {"",   AGGREGATOR_MEAN_ALL,    1, 0,
                                           true, "higher = rated higher"};

const struct test_rule *test_rule_find(const char *test)
{
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        if (strcmp(tests[i].test, test) == 0)
            return &tests[i];
    return NULL;
}

static struct index_value aggregate(const struct site_input *in, const struct bounded *x)
{
    if (in->sample->status != INDEX_OK)
        return index_value_none(in->sample->status);
    return aggregator_apply(in->aggregator, x, in->sample->n);
}

static struct index_value site_mean(const struct site_input *in)
{
    return aggregate(in, in->x);
}

static struct index_value site_sd(const struct site_input *in)
{
    const enum index_status status = in->sample->status;
    return status != INDEX_OK ? index_value_none(status) : spread_sd(in->x, in->sample->n);
}

static struct index_value site_cv(const struct site_input *in)
{
    if (in->sample->status != INDEX_OK)
        return index_value_none(in->sample->status);
    if (in->interval)
        return index_value_none(INDEX_INTERVAL_SCALE);
    return spread_cv_pct(in->x, in->sample->n);
}

static struct index_value site_n(const struct site_input *in)
{
    if (in->sample->status == INDEX_DUPLICATE_TRIAL)
        return index_value_none(INDEX_DUPLICATE_TRIAL);
    return index_value_from(bounded_exact((double)in->sample->n), true);
}

static struct index_value site_rate_off(const struct site_input *in)
{
    size_t off = 0;
    if (in->sample->status == INDEX_DUPLICATE_TRIAL)
        return index_value_none(INDEX_DUPLICATE_TRIAL);
    for (size_t i = 0; i < in->sample->n; i++)
        off += in->trial[i]->rate_off == TRIAL_COUNTS_YES;
    return index_value_from(bounded_exact((double)off), true);
}

static struct index_value site_delta(const struct site_input *in)
{
    if (in->sample->status == INDEX_OK && in->sample->no_baseline)
        return index_value_none(INDEX_NO_BASELINE);
    return aggregate(in, in->delta);
}

struct index_value site_centre(const struct site_input *in)
{
    return in->test->delta_sign ? site_delta(in) : site_mean(in);
}

/* OK when both sides have a value; an absent one is called so, a broken one by what broke it. */
static enum index_status pair_gate(const struct pair_input *in)
{
    if (in->void_status != INDEX_OK)
        return in->void_status;
    const enum index_status of[2] = {in->a.status, in->b.status};
    for (int i = 0; i < 2; i++)
        if (of[i] == INDEX_N_TOO_SMALL || of[i] == INDEX_MISSING_TRIAL ||
            of[i] == INDEX_OTHER_PHASE)
            return in->absent;
    return of[0] != INDEX_OK ? of[0] : of[1];
}

static bool both_exact(const struct pair_input *in)
{
    return in->a.v.kind == BOUND_EXACT && in->b.v.kind == BOUND_EXACT;
}

/* As pair_gate, for formulas that divide: zero and negative values have no ratio. */
static enum index_status ratio_gate(const struct pair_input *in, double denominator)
{
    if (in->interval)
        return INDEX_INTERVAL_SCALE;
    const enum index_status status = pair_gate(in);
    if (status != INDEX_OK)
        return status;
    if (in->a.v.v < 0 || in->b.v.v < 0)
        return INDEX_NOT_POSITIVE;
    return denominator == 0 ? INDEX_ZERO_DENOMINATOR : INDEX_OK;
}

static struct index_value pair_asymmetry(const struct pair_input *in)
{
    const enum index_status status = ratio_gate(in, in->a.v.v + in->b.v.v);
    if (status != INDEX_OK)
        return index_value_none(status);
    return index_value_from(bounded_asymmetry_pct(in->a.v, in->b.v), both_exact(in));
}

static struct index_value pair_difference(const struct pair_input *in)
{
    const enum index_status status = pair_gate(in);
    if (status != INDEX_OK)
        return index_value_none(status);
    return index_value_from(bounded_difference(in->a.v, in->b.v), both_exact(in));
}

static struct index_value pair_ratio(const struct pair_input *in)
{
    const enum index_status status = ratio_gate(in, in->b.v.v);
    if (status != INDEX_OK)
        return index_value_none(status);
    return index_value_from(bounded_ratio(in->a.v, in->b.v), both_exact(in));
}

#define EITHER(text)                                                                               \
    {                                                                                              \
        text, text                                                                                 \
    }
#define LEFT_HIGHER(side)                                                                          \
    "positive = left value higher than right value: " side " side more sensitive"
#define LOCAL_HIGHER(role)                                                                         \
    "above 1 = local value higher than remote value: " role " sites more sensitive"

const struct index_rule index_rules[] = {
    {.level = INDEX_OF_SITE, .before = "", .after = NULL, .of_site = site_mean},
    {.level = INDEX_OF_SITE,
     .before = "",
     .after = ".sd",
     .formula = "SD_n_minus_1",
     .convention = EITHER("higher = trials differ more"),
     .of_site = site_sd},
    {.level = INDEX_OF_SITE,
     .before = "",
     .after = ".cv",
     .formula = "CV_pct",
     .unit = "%",
     .convention = EITHER("higher = trials differ more"),
     .of_site = site_cv},
    {.level = INDEX_OF_SITE,
     .before = "",
     .after = ".n",
     .formula = "n",
     .unit = "1",
     .convention = EITHER("number of trials that entered"),
     .of_site = site_n},
    {.level = INDEX_OF_SITE,
     .before = "",
     .after = ".rate_off",
     .formula = "n",
     .unit = "1",
     .convention = EITHER("number of the trials that entered with the slope off: repeat advised"),
     .tests = FOR_RATED,
     .of_site = site_rate_off},
    {.level = INDEX_OF_SITE,
     .before = "",
     .after = ".delta",
     .formula = "delta_from_baseline",
     .names_aggregator = true,
     .convention = EITHER("higher = less sensitive, more change from baseline needed"),
     .tests = FOR_DELTA,
     .of_site = site_delta},
    {.level = INDEX_OF_SIDES,
     .before = "asymmetry.",
     .after = "",
     .formula = "AI_left_right_pct",
     .names_aggregator = true,
     .unit = "%",
     .convention = {LEFT_HIGHER("right"), LEFT_HIGHER("left")},
     .of_pair = pair_asymmetry},
    {.level = INDEX_OF_SIDES,
     .before = "difference.left_right.",
     .after = "",
     .formula = "left_minus_right",
     .names_aggregator = true,
     .convention = {LEFT_HIGHER("right"), LEFT_HIGHER("left")},
     .tests = FOR_INTERVAL,
     .of_pair = pair_difference},
    {.level = INDEX_OF_ROLES,
     .before = "ratio.local_remote.",
     .after = "",
     .formula = "ratio_local_remote",
     .names_aggregator = true,
     .unit = "1",
     .convention = {LOCAL_HIGHER("remote"), LOCAL_HIGHER("local")},
     .of_pair = pair_ratio},
};

const size_t index_rule_count = sizeof index_rules / sizeof index_rules[0];
