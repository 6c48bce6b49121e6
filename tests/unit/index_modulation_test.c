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
        t->trial = (uint32_t)i + 1;
        t->attempt = 1;
        t->end = TRIAL_END_RESPONSE;
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
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 290, 0}, {"ppt", "kPa", TRIAL_PHASE_BASELINE, 310, 0},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, 0},   {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 340, 0},
    };
    score(told, 5);
    assert_int_equal(result.n, 10);
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
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 100, 0}, {"ppt", "kPa", TRIAL_PHASE_BASELINE, 290, 0},
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 310, 0}, {"ppt", "kPa", TRIAL_PHASE_DURING, 900, 0},
        {"ppt", "kPa", TRIAL_PHASE_DURING, 360, 0},   {"ppt", "kPa", TRIAL_PHASE_DURING, 360, 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, 0},
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
    static const struct told told[] = {{"pain_heat", "0-100", TRIAL_PHASE_BASELINE, 60, 0},
                                       {"pain_heat", "0-100", TRIAL_PHASE_DURING, 45, 0}};
    score(told, 2);
    assert_int_equal(result.n, 2);
    const size_t i = at("cpm.during.base_minus_cond.pain_heat");
    assert_true(result.rows[i].value.v == 15);
    assert_string_equal(result.rows[i].formula, "CPM_rating_base_minus_cond");
    assert_non_null(strstr(result.rows[i].convention, "positive = less pain"));
}

/* The rating at the limit of a cuff has rules of its own, and is one all the same: no threshold, nor a percentage of a scale. */
static void a_rating_that_a_test_brings_is_one(void **state)
{
    (void)state;
    static const struct told told[] = {{"ptl", "0-10", TRIAL_PHASE_BASELINE, 6, 0},
                                       {"ptl", "0-10", TRIAL_PHASE_DURING, 4, 0}};
    score(told, 2);
    assert_int_equal(result.n, 2);
    const size_t i = at("cpm.during.base_minus_cond.ptl");
    assert_true(result.rows[i].value.v == 2);
    assert_string_equal(result.rows[i].formula, "CPM_rating_base_minus_cond");
    assert_non_null(strstr(result.rows[i].convention, "positive = less pain"));
}

static void a_sham_block_is_taken_off(void **state)
{
    (void)state;
    static const struct told told[] = {
        {"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, 0},
        {"ppt", "kPa", TRIAL_PHASE_AFTER, 360, 0},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_BASELINE, 320, 0},
        {"ppt", "kPa", TRIAL_PHASE_SHAM_AFTER, 335, 0},
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
    struct told told[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 290, 0},
                          {"ppt", "kPa", TRIAL_PHASE_BASELINE, 310, 0},
                          {"ppt", "kPa", TRIAL_PHASE_AFTER, 330, 5},
                          {"ppt", "kPa", TRIAL_PHASE_AFTER, 340, 5}};
    score(told, 4);
    assert_int_equal(result.n, 5); /* no SEM, no class */
    options.cpm.test = "ppt";
    options.cpm.sem = 21;
    options.cpm.source = "KEN2020";
    score(told, 4);
    const size_t lenient = at("cpm.after.class_2sem.ppt"), strict = at("cpm.after.class_sdc.ppt");
    assert_true(result.rows[lenient].value.v == 1 && result.rows[strict].value.v == 0);
    assert_non_null(strstr(result.rows[strict].inputs, "SEM=21 (KEN2020)"));
    told[2].rating = told[3].rating = 2.5;
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.class_2sem.ppt")].status, INDEX_WEAK_CONDITIONING);
    options.cpm.min_rating = 2;
    score(told, 4);
    assert_true(result.rows[at("cpm.after.class_2sem.ppt")].value.v == 1);
    told[3].rating = 0;
    score(told, 4);
    assert_int_equal(result.rows[at("cpm.after.class_2sem.ppt")].status, INDEX_WEAK_CONDITIONING);
    memset(&options, 0, sizeof options);
}

static void what_is_missing_says_so(void **state)
{
    (void)state;
    static const struct told no_baseline[] = {{"ppt", "kPa", TRIAL_PHASE_AFTER, 360, 0}};
    score(no_baseline, 1);
    assert_int_equal(result.rows[at("cpm.after.cond_minus_base.ppt")].status, INDEX_MISSING_PHASE);
    static const struct told celsius[] = {{"hpt", "degC", TRIAL_PHASE_BASELINE, 44, 0},
                                          {"hpt", "degC", TRIAL_PHASE_AFTER, 45, 0}};
    score(celsius, 2);
    assert_true(result.rows[at("cpm.after.cond_minus_base.hpt")].value.v == 1);
    assert_int_equal(result.rows[at("cpm.after.pct.hpt")].status, INDEX_INTERVAL_SCALE);
    static const struct told units[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, 0},
                                        {"ppt", "N", TRIAL_PHASE_AFTER, 30, 0}};
    score(units, 2);
    assert_int_equal(result.rows[at("cpm.after.pct.ppt")].status, INDEX_MIXED_UNITS);
    static const struct told none[] = {{"ppt", "kPa", TRIAL_PHASE_BASELINE, 300, 0}};
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
        cmocka_unit_test(what_is_missing_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
