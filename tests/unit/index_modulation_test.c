/* Conditioned pain modulation: each formula against numbers that were worked out by hand, bounds, zeros, and what the scorer makes of
 * phases. */
#include "index/modulation.h"
#include "index/score.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void close_to(struct index_value value, double expected)
{
    assert_int_equal(value.status, INDEX_OK);
    assert_int_equal(value.v.kind, BOUND_EXACT);
    assert_true(fabs(value.v.v - expected) < 1e-12);
}

/* 300 kPa before, 360 kPa while it is conditioned. */
static void each_formula_has_its_own_sign(void **state)
{
    (void)state;
    const struct bounded b = bounded_exact(300), c = bounded_exact(360);
    close_to(modulation_cond_minus_base(b, c), 60);
    close_to(modulation_base_minus_cond(b, c), -60);
    close_to(modulation_pct(b, c), 20);
    close_to(modulation_pct_a2cps(b, c), -20);
    close_to(modulation_log10(b, c), 0.07918124604762482);
    close_to(modulation_sham_adjusted(bounded_exact(60), bounded_exact(15)), 45);
}

static void a_threshold_that_was_not_reached_leaves_a_bound(void **state)
{
    (void)state;
    const struct bounded b = bounded_exact(800), c = bounded_make(1000, BOUND_AT_LEAST);
    const struct {
        struct index_value value;
        double v;
        enum bound kind;
    } rows[] = {
        {modulation_cond_minus_base(b, c), 200, BOUND_AT_LEAST},
        {modulation_base_minus_cond(b, c), -200, BOUND_AT_MOST},
        {modulation_pct(b, c), 25, BOUND_AT_LEAST},
        {modulation_pct_a2cps(b, c), -25, BOUND_AT_MOST},
        {modulation_log10(b, c), log10(1.25), BOUND_AT_LEAST},
        {modulation_cond_minus_base(c, b), -200, BOUND_AT_MOST},
        {modulation_pct(c, b), -20, BOUND_AT_MOST},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rows[i].value.status, INDEX_OK);
        assert_int_equal(rows[i].value.v.kind, rows[i].kind);
        assert_true(fabs(rows[i].value.v.v - rows[i].v) < 1e-9);
    }
    const struct bounded both = bounded_make(1000, BOUND_AT_LEAST);
    assert_int_equal(modulation_cond_minus_base(both, c).status, INDEX_CENSORED_BOUND);
    assert_int_equal(modulation_pct(both, c).status, INDEX_CENSORED_BOUND);
}

static void zeros_have_a_difference_and_no_percentage(void **state)
{
    (void)state;
    const struct bounded zero = bounded_exact(0), five = bounded_exact(5),
                         below = bounded_exact(-1);
    close_to(modulation_cond_minus_base(zero, five), 5);
    assert_int_equal(modulation_pct(zero, five).status, INDEX_ZERO_DENOMINATOR);
    assert_int_equal(modulation_pct_a2cps(zero, zero).status, INDEX_ZERO_DENOMINATOR);
    close_to(modulation_pct(five, zero), -100);
    assert_int_equal(modulation_log10(five, zero).status, INDEX_NOT_POSITIVE);
    assert_int_equal(modulation_log10(zero, five).status, INDEX_NOT_POSITIVE);
    assert_int_equal(modulation_pct(below, five).status, INDEX_NOT_POSITIVE);
}

static void a_class_needs_more_than_its_limit(void **state)
{
    (void)state;
    close_to(modulation_class(bounded_exact(42.1), 42), 1);
    close_to(modulation_class(bounded_exact(42), 42), 0);
    close_to(modulation_class(bounded_exact(-42), 42), 0);
    close_to(modulation_class(bounded_exact(-42.1), 42), -1);
    close_to(modulation_class(bounded_make(60, BOUND_AT_LEAST), 42), 1);
    assert_int_equal(modulation_class(bounded_make(30, BOUND_AT_LEAST), 42).status,
                     INDEX_CENSORED_BOUND);
    assert_int_equal(modulation_class(bounded_make(60, BOUND_AT_MOST), 42).status,
                     INDEX_CENSORED_BOUND);
    close_to(modulation_class(bounded_make(-60, BOUND_AT_MOST), 42), -1);
    assert_true(modulation_sem_of_mean(21, 4) == 10.5);
}

/* ---- in the scorer */

enum { ROWS_MAX = 64 };

static struct {
    size_t n;
    struct {
        char index[96], unit[16], formula[64], convention[160], inputs[160];
        struct bounded value;
        enum index_status status;
        size_t n;
    } rows[ROWS_MAX];
} result;

static bool collect(void *context, const struct index_row *row)
{
    (void)context;
    assert_true(result.n < ROWS_MAX);
    if (strncmp(row->index, "cpm.", 4) != 0)
        return true;
    snprintf(result.rows[result.n].index, sizeof result.rows[0].index, "%s", row->index);
    snprintf(result.rows[result.n].unit, sizeof result.rows[0].unit, "%s", row->unit);
    snprintf(result.rows[result.n].formula, sizeof result.rows[0].formula, "%s", row->formula);
    snprintf(result.rows[result.n].convention, sizeof result.rows[0].convention, "%s",
             row->convention);
    snprintf(result.rows[result.n].inputs, sizeof result.rows[0].inputs, "%s", row->inputs);
    result.rows[result.n].value = row->value;
    result.rows[result.n].status = row->status;
    result.rows[result.n++].n = row->n;
    return true;
}

static size_t at(const char *index)
{
    for (size_t i = 0; i < result.n; i++)
        if (strcmp(result.rows[i].index, index) == 0)
            return i;
    fail_msg("no %s", index);
    return 0;
}

struct told {
    const char *test, *unit;
    enum trial_phase phase;
    double value;
    double rating; /* of what conditioned; 0: none was given */
    uint32_t delay;
    double area;
    bool is_limit;  /* no response: the value is the limit */
    uint32_t trial; /* 0: as they come */
};

static struct index_options options;

static void score(const struct told *told, size_t n)
{
    static struct index_trial trials[32];
    memset(trials, 0, sizeof trials);
    for (size_t i = 0; i < n; i++) {
        struct index_trial *t = &trials[i];
        strcpy(t->participant, "P1");
        strcpy(t->session, "1");
        strcpy(t->site, "deltoid");
        strcpy(t->test, told[i].test);
        strcpy(t->unit, told[i].unit);
        t->phase = (uint8_t)told[i].phase;
        t->trial = told[i].trial ? told[i].trial : (uint32_t)i + 1;
        t->attempt = 1;
        t->end = told[i].is_limit ? TRIAL_END_LIMIT : TRIAL_END_RESPONSE;
        t->censored = told[i].is_limit ? TRIAL_CENSORED_RIGHT : TRIAL_CENSORED_NONE;
        t->delay = told[i].delay;
        t->probe_area_cm2 = (struct trial_number){told[i].area, told[i].area > 0};
        t->value = (struct trial_number){told[i].value, true};
        t->cond_rating = (struct trial_number){told[i].rating, told[i].rating > 0};
    }
    memset(&result, 0, sizeof result);
    assert_int_equal(index_score(trials, n, &options, collect, NULL), STATUS_OK);
}

static void phases_are_compared_at_their_place(void **state)
{
    (void)state;
    static const struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 290, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 310, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 340, .rating = 0},
    };
    score(told, 5);
    assert_int_equal(result.n, 14);
    const size_t during = at("cpm.during.cond_minus_base.ppt"),
                 after = at("cpm.after.cond_minus_base.ppt"), pct = at("cpm.after.pct_a2cps.ppt");
    assert_true(result.rows[during].value.v == 60 && result.rows[during].n == 3);
    assert_true(result.rows[after].value.v == 35 && result.rows[after].n == 4);
    assert_true(fabs(result.rows[pct].value.v + 35 / 3.0) < 1e-12);
    assert_string_equal(result.rows[after].formula, "CPM_thr_cond_minus_base");
    assert_string_equal(result.rows[after].unit, "kPa");
    assert_string_equal(result.rows[pct].unit, "%");
    assert_string_equal(result.rows[after].inputs, "baseline/1.1,baseline/2.1,after/4.1,after/5.1");
    assert_non_null(strstr(result.rows[after].convention, "positive = less pain"));
    assert_non_null(strstr(result.rows[pct].convention, "negative = less pain"));
}

/* Of three the first does not enter; of one there is nothing that could. */
static void an_aggregator_takes_of_each_phase_what_it_takes(void **state)
{
    (void)state;
    static const struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 100, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 290, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 310, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 900, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, .rating = 0},
    };
    options.aggregator = AGGREGATOR_MEAN_LAST_2_OF_3;
    score(told, 7);
    options.aggregator = AGGREGATOR_OF_TEST;
    const size_t during = at("cpm.during.cond_minus_base.ppt");
    assert_true(result.rows[during].value.v == 60 && result.rows[during].n == 4);
    assert_string_equal(result.rows[during].inputs,
                        "baseline/2.1,baseline/3.1,during/5.1,during/6.1");
    assert_int_equal(result.rows[at("cpm.after.cond_minus_base.ppt")].status, INDEX_N_TOO_SMALL);
}

/* Higher ratings are more pain: the words turn, the formula's name says what was subtracted. */
static void ratings_have_their_own_names(void **state)
{
    (void)state;
    static const struct told told[] = {
        {"pain_heat", "0-100", TRIAL_PHASE_BASELINE, 60, .rating = 0},
        {"pain_heat", "0-100", TRIAL_PHASE_DURING, 45, .rating = 0}};
    score(told, 2);
    assert_int_equal(result.n, 4);
    const size_t i = at("cpm.during.base_minus_cond.pain_heat");
    assert_true(result.rows[i].value.v == 15);
    assert_string_equal(result.rows[i].formula, "CPM_rating_base_minus_cond");
    assert_non_null(strstr(result.rows[i].convention, "positive = less pain"));
}

/* The rating at the limit of a cuff has rules of its own, and is one all the same: no threshold, nor a percentage of a scale. */
static void a_rating_that_a_test_brings_is_one(void **state)
{
    (void)state;
    static const struct told told[] = {{"ptl", "0-10", TRIAL_PHASE_BASELINE, 6, .rating = 0},
                                       {"ptl", "0-10", TRIAL_PHASE_DURING, 4, .rating = 0}};
    score(told, 2);
    assert_int_equal(result.n, 4);
    const size_t i = at("cpm.during.base_minus_cond.ptl");
    assert_true(result.rows[i].value.v == 2);
    assert_string_equal(result.rows[i].formula, "CPM_rating_base_minus_cond");
    assert_non_null(strstr(result.rows[i].convention, "positive = less pain"));
}

static void a_sham_block_is_taken_off(void **state)
{
    (void)state;
    static const struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 360, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_BASELINE, 320, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_AFTER, 335, .rating = 0},
    };
    score(told, 4);
    const size_t i = at("cpm.after.sham_adjusted.ppt");
    assert_true(result.rows[i].value.v == 45 && result.rows[i].n == 4);
    assert_true(result.rows[at("cpm.sham_after.cond_minus_base.ppt")].value.v == 15);
}

/* SEM 21 kPa of one trial; means of two have 14.85, so 29.7 and 41.16 kPa are the limits, and the change is 35. */
static void a_class_follows_from_a_sem_with_a_source(void **state)
{
    (void)state;
    struct told told[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 290, .rating = 0},
                          {"ppt", "kPa", TRIAL_PHASE_BASELINE, 310, .rating = 0},
                          {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, .rating = 5},
                          {"ppt", "kPa", TRIAL_PHASE_AFTER, 340, .rating = 5}};
    score(told, 4);
    assert_int_equal(result.n, 7); /* no SEM, no class, and it says so */
    assert_int_equal(result.rows[at("cpm.after.class_2sem.ppt")].status, INDEX_NO_SEM);
    assert_int_equal(result.rows[at("cpm.after.class_sdc.ppt")].status, INDEX_NO_SEM);
    options.cpm.test = "ppt";
    options.cpm.sem = 21;
    options.cpm.unit = "kPa";
    options.cpm.source = "KEN2020";
    score(told, 4);
    const size_t lenient = at("cpm.after.class_2sem.ppt"), strict = at("cpm.after.class_sdc.ppt");
    assert_true(result.rows[lenient].value.v == 1 && result.rows[strict].value.v == 0);
    assert_non_null(strstr(result.rows[strict].inputs, "SEM=21 kPa (KEN2020)"));
    told[2].rating = told[3].rating = 2.5;
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.class_2sem.ppt")].status, INDEX_WEAK_CONDITIONING);
    options.cpm.min_rating = 2;
    score(told, 4);
    assert_true(result.rows[at("cpm.after.class_2sem.ppt")].value.v == 1);
    told[3].rating = 0;
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.class_2sem.ppt")].status,
                     INDEX_UNRATED_CONDITIONING);
    memset(&options, 0, sizeof options);
}

/* In kPa it says nothing of degrees or of ratings under the same test's name. */
static void a_sem_in_another_unit_judges_nothing(void **state)
{
    (void)state;
    static const struct told celsius[] = {{"ppt", "degC", TRIAL_PHASE_BASELINE, 44, .rating = 0},
                                          {"ppt", "degC", TRIAL_PHASE_AFTER, 49, .rating = 5}};
    options.cpm.test = "ppt";
    options.cpm.sem = 0.21;
    options.cpm.unit = "kPa";
    options.cpm.source = "KEN2020";
    score(celsius, 2);
    assert_int_equal(result.rows[at("cpm.after.class_2sem.ppt")].status, INDEX_SEM_UNIT);
    assert_null(strstr(result.rows[at("cpm.after.class_2sem.ppt")].inputs, "SEM="));
    memset(&options, 0, sizeof options);
}

/* Which sign is less, of a higher value after than before. */
static void each_test_has_its_own_direction(void **state)
{
    (void)state;
    static const struct {
        const char *test, *unit, *words;
        int class;
    } rows[] = {
        {"ppt", "kPa", "positive = less pain", 1},
        {"ptt", "kPa", "positive = less pain", 1},
        {"pdt", "kPa", "positive = less pain", 1},
        {"hpt", "degC", "positive = less pain", 1},
        {"cold_pressor", "s", "positive = less pain", 1},
        {"cold_pain", "s", "positive = less pain", 1},
        {"cpt", "degC", "negative = less pain", -1},
        {"ptl", "0-10", "negative = less pain", -1},
        {"ice", "0-10", "negative = less pain", -1},
        {"rest_pain", "0-100", "negative = less pain", -1},
        {"wdt", "degC", "positive = less sensitive", 1},
        {"tsl", "degC", "positive = less sensitive", 1},
        {"mdt", "mN", "positive = less sensitive", 1},
        {"cdt", "degC", "negative = less sensitive", -1}, /* nearer to 32 °C: cooler is felt */
        {"vdt", "1", "negative = less sensitive", -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct told told[] = {
            {rows[i].test, rows[i].unit, TRIAL_PHASE_BASELINE, 4, .rating = 0},
            {rows[i].test, rows[i].unit, TRIAL_PHASE_DURING, 6, .rating = 5}};
        char index[96];
        options.cpm.test = rows[i].test;
        options.cpm.unit = rows[i].unit;
        options.cpm.sem = 0.1;
        options.cpm.source = "made up";
        score(told, 2);
        snprintf(index, sizeof index, "cpm.during.cond_minus_base.%s", rows[i].test);
        if (!strstr(result.rows[at(index)].convention, rows[i].words))
            fail_msg("%s: %s", rows[i].test, result.rows[at(index)].convention);
        snprintf(index, sizeof index, "cpm.during.class_sdc.%s", rows[i].test);
        assert_true(result.rows[at(index)].value.v == rows[i].class);
    }
    memset(&options, 0, sizeof options);
}

/* The changes of two blocks in different units, or of different probes, have no difference. */
static void a_sham_block_of_other_units_is_not_taken_off(void **state)
{
    (void)state;
    struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0, .area = 1},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 360, .rating = 0, .area = 1},
        {"ppt", "N", TRIAL_PHASE_SHAM_BASELINE, 32, .rating = 0},
        {"ppt", "N", TRIAL_PHASE_SHAM_AFTER, 33, .rating = 0},
    };
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.sham_adjusted.ppt")].status, INDEX_MIXED_UNITS);
    told[2].unit = told[3].unit = "kPa";
    told[2].area = told[3].area = 0.5;
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.sham_adjusted.ppt")].status,
                     INDEX_MIXED_PROBE_AREAS);
    told[2].area = 1;
    score(told, 4); /* of the sham block itself */
    assert_int_equal(result.rows[at("cpm.after.sham_adjusted.ppt")].status,
                     INDEX_MIXED_PROBE_AREAS);
    told[3].area = 1;
    score(told, 4);
    assert_true(result.rows[at("cpm.after.sham_adjusted.ppt")].value.v == 59);
}

static void a_bound_stays_one_through_a_sham_block(void **state)
{
    (void)state;
    struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 800, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 1000, .rating = 5, .is_limit = true},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_BASELINE, 820, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_AFTER, 850, .rating = 0},
    };
    score(told, 4);
    size_t i = at("cpm.after.cond_minus_base.ppt");
    assert_true(result.rows[i].value.kind == BOUND_AT_LEAST && result.rows[i].value.v == 200);
    i = at("cpm.after.sham_adjusted.ppt");
    assert_true(result.rows[i].value.kind == BOUND_AT_LEAST && result.rows[i].value.v == 170);
    told[3].is_limit = true; /* and now it is as far as that or farther, less as far or farther */
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.sham_adjusted.ppt")].status, INDEX_CENSORED_BOUND);
    told[1].is_limit = false;
    score(told, 4);
    i = at("cpm.after.sham_adjusted.ppt");
    assert_true(result.rows[i].value.kind == BOUND_AT_MOST && result.rows[i].value.v == 170);
}

/* A number is used once over all phases; one that is used in none is missing. */
static void a_missing_repetition_voids_its_phase_alone(void **state)
{
    (void)state;
    static const struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0, .trial = 1},
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0, .trial = 2},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, .rating = 0, .trial = 3},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, .rating = 0, .trial = 4},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, .rating = 0, .trial = 5},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, .rating = 0, .trial = 7},
    };
    score(told, 6);
    assert_true(result.rows[at("cpm.after.cond_minus_base.ppt")].value.v == 30);
    options.require_all = true;
    score(told, 6);
    assert_true(result.rows[at("cpm.during.cond_minus_base.ppt")].value.v == 60);
    assert_int_equal(result.rows[at("cpm.after.cond_minus_base.ppt")].status, INDEX_MISSING_TRIAL);
    memset(&options, 0, sizeof options);
}

/* Of a small baseline: the words change at the boundary and not before, the number stands. */
static void a_percentage_over_a_hundred_is_flagged(void **state)
{
    (void)state;
    static const char flag[] = "over 100 %: go by the difference";
    struct told told[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 100, .rating = 0},
                          {"ppt", "kPa", TRIAL_PHASE_AFTER, 200, .rating = 0}};
    score(told, 2);
    assert_null(strstr(result.rows[at("cpm.after.pct.ppt")].convention, flag));
    told[1].value = 201;
    score(told, 2);
    assert_true(fabs(result.rows[at("cpm.after.pct.ppt")].value.v - 101) < 1e-9);
    assert_non_null(strstr(result.rows[at("cpm.after.pct.ppt")].convention, flag));
    assert_non_null(strstr(result.rows[at("cpm.after.pct_a2cps.ppt")].convention, flag));
    assert_null(strstr(result.rows[at("cpm.after.cond_minus_base.ppt")].convention, flag));
}

/* The early effect and the late one: each delay for itself, and the mean over all of them. */
static void each_delay_has_its_rows(void **state)
{
    (void)state;
    struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 360, .rating = 0, .delay = 1},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 380, .rating = 0, .delay = 1},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 310, .rating = 0, .delay = 2},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_BASELINE, 300, .rating = 0},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_AFTER, 320, .rating = 0, .delay = 1},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_AFTER, 304, .rating = 0, .delay = 2},
    };
    score(told, 7);
    assert_true(result.rows[at("cpm.after_1.cond_minus_base.ppt")].value.v == 70);
    assert_string_equal(result.rows[at("cpm.after_1.cond_minus_base.ppt")].inputs,
                        "baseline/1.1,after/2.1,after/3.1");
    assert_true(result.rows[at("cpm.after_2.cond_minus_base.ppt")].value.v == 10);
    assert_true(result.rows[at("cpm.after_1.sham_adjusted.ppt")].value.v == 50);
    assert_true(result.rows[at("cpm.after_2.sham_adjusted.ppt")].value.v == 6);
    assert_true(result.rows[at("cpm.sham_after_2.cond_minus_base.ppt")].value.v == 4);
    assert_int_equal(result.n, 2 * 8 + 2 * 5); /* and no mean of both */
    for (size_t i = 0; i < 7; i++)
        told[i].delay = told[i].delay > 0;
    score(told, 7); /* one delay is the phase, and no more rows */
    assert_int_equal(result.n, 8 + 5);
    told[1].delay = 0;
    told[3].delay = 2; /* and so are all where one does not say which it was */
    score(told, 7);
    assert_int_equal(result.n, 8 + 5);
    assert_true(result.rows[at("cpm.after.cond_minus_base.ppt")].value.v == 50);
}

/* The identifiers are of means. */
static void a_formula_names_an_aggregator_that_is_no_mean(void **state)
{
    (void)state;
    static const struct told told[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0},
                                       {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, .rating = 0},
                                       {"ppt", "kPa", TRIAL_PHASE_SHAM_BASELINE, 300, .rating = 0},
                                       {"ppt", "kPa", TRIAL_PHASE_SHAM_AFTER, 330, .rating = 0}};
    options.aggregator = AGGREGATOR_MEDIAN;
    score(told, 4);
    memset(&options, 0, sizeof options);
    assert_string_equal(result.rows[at("cpm.after.pct.ppt")].formula, "CPM_thr_pct(median)");
    assert_string_equal(result.rows[at("cpm.after.sham_adjusted.ppt")].formula,
                        "CPM_sham_adj(median)");
    assert_string_equal(result.rows[at("cpm.after.class_sdc.ppt")].formula,
                        "CPM_class_SDC(median)");
}

static void what_is_missing_says_so(void **state)
{
    (void)state;
    static const struct told no_baseline[] = {{"ppt", "kPa", TRIAL_PHASE_AFTER, 360, .rating = 0}};
    score(no_baseline, 1);
    assert_int_equal(result.rows[at("cpm.after.cond_minus_base.ppt")].status, INDEX_MISSING_PHASE);
    static const struct told celsius[] = {{"hpt", "degC", TRIAL_PHASE_BASELINE, 44, .rating = 0},
                                          {"hpt", "degC", TRIAL_PHASE_AFTER, 45, .rating = 0}};
    score(celsius, 2);
    assert_true(result.rows[at("cpm.after.cond_minus_base.hpt")].value.v == 1);
    assert_int_equal(result.rows[at("cpm.after.pct.hpt")].status, INDEX_INTERVAL_SCALE);
    static const struct told units[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0},
                                        {"ppt", "N", TRIAL_PHASE_AFTER, 30, .rating = 0}};
    score(units, 2);
    assert_int_equal(result.rows[at("cpm.after.pct.ppt")].status, INDEX_MIXED_UNITS);
    static const struct told none[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, .rating = 0}};
    score(none, 1);
    assert_int_equal(result.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_formula_has_its_own_sign),
        cmocka_unit_test(a_threshold_that_was_not_reached_leaves_a_bound),
        cmocka_unit_test(zeros_have_a_difference_and_no_percentage),
        cmocka_unit_test(a_class_needs_more_than_its_limit),
        cmocka_unit_test(a_class_follows_from_a_sem_with_a_source),
        cmocka_unit_test(phases_are_compared_at_their_place),
        cmocka_unit_test(an_aggregator_takes_of_each_phase_what_it_takes),
        cmocka_unit_test(ratings_have_their_own_names),
        cmocka_unit_test(a_rating_that_a_test_brings_is_one),
        cmocka_unit_test(a_sham_block_is_taken_off),
        cmocka_unit_test(a_sem_in_another_unit_judges_nothing),
        cmocka_unit_test(each_test_has_its_own_direction),
        cmocka_unit_test(a_sham_block_of_other_units_is_not_taken_off),
        cmocka_unit_test(a_bound_stays_one_through_a_sham_block),
        cmocka_unit_test(a_missing_repetition_voids_its_phase_alone),
        cmocka_unit_test(a_percentage_over_a_hundred_is_flagged),
        cmocka_unit_test(each_delay_has_its_rows),
        cmocka_unit_test(a_formula_names_an_aggregator_that_is_no_mean),
        cmocka_unit_test(what_is_missing_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
