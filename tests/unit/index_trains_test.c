/* From rows of ts and wur to indices: which ratings are a train, which attempt counts, and what a
 * missing one does. */
#include "index/score.h"

#include "base/rng.h"
#include "base/text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

enum { TABLE_MAX = 200, ROWS_MAX = 400, TS_INDICES = 11, WUR_INDICES = 3 };

/* The table that is scored; a test fills it. */
static struct index_trial table[TABLE_MAX];
static size_t n_table;

/* What came out: every row as a line, and the rows. */
static struct result {
    struct text lines;
    size_t n;
    struct row {
        char site[64], index[64], inputs[160], unit[32], formula[64];
        struct bounded value;
        enum index_status status;
        size_t n;
    } rows[ROWS_MAX];
} result;

static void copy(char *to, size_t size, const char *from)
{
    assert_true(trial_text_set(to, size, from, strlen(from)));
}

static bool collect(void *context, const struct index_row *row)
{
    struct result *r = context;
    assert_true(r->n < ROWS_MAX);
    assert_int_equal(row->status == INDEX_OK, row->value.kind != BOUND_UNKNOWN);
    assert_true(row->convention[0] && strchr(row->convention, ' '));
    text_append_format(&r->lines, "%s|%s|%d|%s|%a|%d|%s|%zu|%s|%d|%s\n", row->participant,
                       row->site, row->side, row->index, row->value.v, row->value.kind, row->unit,
                       row->n, row->formula, row->status, row->inputs);
    struct row *to = &r->rows[r->n++];
    copy(to->site, sizeof to->site, row->site);
    copy(to->index, sizeof to->index, row->index);
    copy(to->inputs, sizeof to->inputs, row->inputs);
    copy(to->unit, sizeof to->unit, row->unit);
    copy(to->formula, sizeof to->formula, row->formula);
    to->value = row->value;
    to->status = row->status;
    to->n = row->n;
    return true;
}

static void score(struct index_options options)
{
    text_fini(&result.lines);
    memset(&result, 0, sizeof result);
    assert_int_equal(index_score(table, n_table, &options, collect, &result), STATUS_OK);
}

static const struct row *at(const char *index)
{
    const struct row *found = NULL;
    for (size_t i = 0; i < result.n; i++) {
        if (strcmp(result.rows[i].index, index) != 0)
            continue;
        assert_null(found);
        found = &result.rows[i];
    }
    if (!found)
        fail_msg("no row %s", index);
    return found;
}

static void assert_value(const char *index, double v, size_t n, const char *inputs)
{
    const struct row *row = at(index);
    assert_string_equal(index_status_word(row->status), "ok");
    if (fabs(row->value.v - v) > 1e-12 * (1 + fabs(v)))
        fail_msg("%s is %.17g, not %.17g", index, row->value.v, v);
    assert_int_equal(row->n, n);
    assert_string_equal(row->inputs, inputs);
}

static void assert_none(const char *index, enum index_status why)
{
    assert_string_equal(index_status_word(at(index)->status), index_status_word(why));
    assert_true(at(index)->value.v == 0);
}

static void assert_all_none(enum index_status why)
{
    assert_true(result.n > 0);
    for (size_t i = 0; i < result.n; i++)
        assert_string_equal(index_status_word(result.rows[i].status), index_status_word(why));
}

static struct index_trial *add(const char *test, uint32_t trial, double value)
{
    assert_true(n_table < TABLE_MAX);
    struct index_trial *t = &table[n_table++];
    *t = (struct index_trial){.trial = trial, .attempt = 1, .side = TRIAL_SIDE_LEFT};
    copy(t->participant, sizeof t->participant, "P1");
    copy(t->session, sizeof t->session, "1");
    copy(t->test, sizeof t->test, test);
    copy(t->site, sizeof t->site, "L4");
    copy(t->unit, sizeof t->unit, "0-10");
    t->value = (struct trial_number){value, true};
    return t;
}

static struct index_trial *add_pulse(uint32_t train, uint32_t pulse, double value)
{
    struct index_trial *t = add("ts", train, value);
    t->train = train;
    t->pulse = pulse;
    return t;
}

/* Ratings of pulses 1 to n; returns its first row. */
static struct index_trial *add_train(uint32_t train, uint32_t attempt, const double *r, size_t n)
{
    struct index_trial *first = &table[n_table];
    for (uint32_t i = 0; i < n; i++)
        add_pulse(train, i + 1, r[i])->attempt = attempt;
    return first;
}

static struct index_trial *add_windup(uint32_t repetition, enum trial_phase phase, double value)
{
    struct index_trial *t = add("wur", repetition, value);
    t->train = repetition;
    t->phase = (uint8_t)phase;
    return t;
}

static const double example[] = {2, 2.5, 3, 3, 3.5, 4, 4.5, 5, 5.5, 6};
static const struct index_options defaults = {0}, all = {.require_all = true};

static void one_train_gives_every_formula(void **state)
{
    (void)state;
    n_table = 0;
    add_train(1, 1, example, 10);
    score(defaults);
    assert_int_equal(result.n, TS_INDICES);
    assert_value("ts.last_minus_first", 4, 1, "1.1");
    assert_value("ts.max_minus_first", 4, 1, "1.1");
    assert_value("ts.a2cps_primary", 4, 1, "1.1");
    assert_value("ts.a2cps_secondary", 7.0 / 3, 1, "1.1");
    assert_value("ts.slope_1_5", 0.35, 1, "1.1");
    assert_value("ts.slope_all", 36 / 82.5, 1, "1.1");
    assert_value("ts.last3_minus_first", 3.5, 1, "1.1");
    assert_value("ts.vas_iii_minus_i", 2.875, 1, "1.1");
    assert_value("ts.vas_i", 0.625, 1, "1.1");
    assert_value("ts.vas_ii", 2, 1, "1.1");
    assert_value("ts.vas_iii", 3.5, 1, "1.1");
    assert_string_equal(at("ts.last_minus_first")->formula, "TS_diff_last_first");
    assert_string_equal(at("ts.last_minus_first")->unit, "0-10");
    assert_string_equal(at("ts.slope_1_5")->formula, "TS_slope(1-5)");
    assert_string_equal(at("ts.slope_1_5")->unit, "0-10/pulse");
    assert_string_equal(at("ts.a2cps_secondary")->unit, "1");
}

static void several_trains_give_the_mean_of_each_formula(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4}, fall[] = {3, 2, 1};
    n_table = 0;
    add_train(1, 1, rise, 3);
    add_train(2, 1, fall, 3);
    score(defaults);
    assert_value("ts.last_minus_first", 0.5, 2, "1.1,2.1"); /* (3 - 2) / 2 */
    assert_value("ts.a2cps_primary", 1.5, 2, "1.1,2.1");    /* (3 + 0) / 2: no wind-down */
    assert_value("ts.a2cps_secondary", 1.75, 2, "1.1,2.1"); /* (5 / 2 + 1) / 2 */
    assert_none("ts.slope_1_5", INDEX_TOO_FEW_PULSES);
    assert_none("ts.vas_iii_minus_i", INDEX_TOO_FEW_PULSES);
    assert_int_equal(at("ts.vas_iii")->n, 0);
}

/* A table may count its rows as trials, or give no train number. */
static void trains_are_found_however_trials_are_numbered(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4}, fall[] = {3, 2, 1};
    n_table = 0;
    add_train(1, 1, rise, 3);
    add_train(2, 1, fall, 3);
    for (uint32_t i = 0; i < n_table; i++)
        table[i].train = 0; /* the trial is the train */
    score(defaults);
    assert_value("ts.last_minus_first", 0.5, 2, "1.1,2.1");
    for (uint32_t i = 0; i < n_table; i++) {
        table[i].train = 1 + i / 3;
        table[i].trial = 1 + i; /* each rating a trial */
    }
    score(defaults);
    assert_value("ts.last_minus_first", 0.5, 2, "1.1,2.1,3.1,4.1,5.1,6.1");
    for (uint32_t i = 0; i < n_table; i++)
        table[i].trial = 1 + i % 3; /* from 1 in each train */
    score(defaults);
    assert_value("ts.last_minus_first", 0.5, 2, "1.1,2.1,3.1,1.1,2.1,3.1");
}

static void a_rating_that_timed_out_is_missing(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4, 5};
    n_table = 0;
    struct index_trial *t = add_train(1, 1, rise, 4);
    add_train(2, 1, rise, 4)[3].value.v = 9;
    t[3].value = (struct trial_number){0};
    t[3].end = TRIAL_END_TIMEOUT;
    score(defaults);
    assert_value("ts.last_minus_first", 8, 1, "2.1"); /* the first train has no last rating */
    assert_value("ts.max_minus_first", 5.5, 2, "1.1,2.1");
    score(all);
    assert_all_none(INDEX_MISSING_TRIAL);
    n_table = 4;
    score(defaults);
    assert_none("ts.last_minus_first", INDEX_MISSING_PULSE);
    assert_value("ts.max_minus_first", 3, 1, "1.1");
    assert_string_equal(at("ts.last_minus_first")->inputs, "");
}

/* The row of a pulse that never came is not there at all: the others say how long a train is. */
static void a_train_that_is_shorter_than_the_others_lacks_its_last_rating(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4, 9};
    n_table = 0;
    add_train(1, 1, rise, 4);
    add_train(2, 1, rise, 3);
    score(defaults);
    assert_value("ts.last_minus_first", 8, 1, "1.1");
    score(all);
    assert_all_none(INDEX_MISSING_TRIAL);
    score((struct index_options){.min_valid = 2});
    assert_none("ts.last_minus_first", INDEX_N_TOO_SMALL);
    assert_value("ts.max_minus_first", 5.5, 2, "1.1,2.1");
}

/* Ratings that were not asked for are no gap: METHODS 4.1, ratings of 1, 5 and 10. */
static void pulses_that_are_not_rated_are_not_missing(void **state)
{
    (void)state;
    n_table = 0;
    add_pulse(1, 1, 2);
    add_pulse(1, 5, 3);
    add_pulse(1, 10, 6);
    score(all);
    assert_value("ts.last_minus_first", 4, 1, "1.1");
    assert_none("ts.vas_i", INDEX_MISSING_PULSE);
}

static void one_pulse_is_no_train(void **state)
{
    (void)state;
    n_table = 0;
    add_pulse(1, 1, 5);
    score(defaults);
    assert_int_equal(result.n, TS_INDICES);
    assert_all_none(INDEX_TOO_FEW_PULSES);
}

static void a_train_is_one_attempt(void **state)
{
    (void)state;
    static const double first[] = {1, 2, 9}, second[] = {2, 3, 5};
    n_table = 0;
    add_train(1, 1, first, 3);
    struct index_trial *again = add_train(1, 2, second, 3);
    score(defaults);
    assert_value("ts.last_minus_first", 3, 1, "1.2");
    again[1].end =
        TRIAL_END_TIMEOUT; /* its rating is missing; that of attempt 1 does not stand in */
    again[1].value = (struct trial_number){0};
    score(defaults);
    assert_value("ts.max_minus_first", 3, 1, "1.2");
    again[1].spoiled = 1; /* one spoiled pulse spoils the train */
    score(defaults);
    assert_value("ts.last_minus_first", 8, 1, "1.1");
    again[1].spoiled = 0;
    static const enum trial_end cut[] = {TRIAL_END_STOP, TRIAL_END_FAULT, TRIAL_END_INTERRUPTED,
                                         TRIAL_END_WITHDRAWN};
    for (size_t i = 0; i < COUNT(cut); i++) {
        again[1].end = (uint8_t)cut[i];
        score(defaults);
        assert_value("ts.last_minus_first", 8, 1, "1.1");
    }
    table[0].spoiled = 1;
    score(defaults);
    assert_all_none(INDEX_N_TOO_SMALL);
}

static void where_the_table_says_what_counts_it_is_believed(void **state)
{
    (void)state;
    static const double first[] = {1, 2, 9}, second[] = {2, 3, 5};
    n_table = 0;
    struct index_trial *t = add_train(1, 1, first, 3);
    struct index_trial *again = add_train(1, 2, second, 3);
    for (size_t i = 0; i < 3; i++) {
        t[i].counts = TRIAL_COUNTS_YES;
        again[i].counts = TRIAL_COUNTS_NO;
    }
    score(defaults);
    assert_value("ts.last_minus_first", 8, 1, "1.1");
    /* a study counts pulse by pulse: ratings of two attempts are no train */
    t[0].counts = t[2].counts = TRIAL_COUNTS_NO;
    again[0].counts = again[2].counts = TRIAL_COUNTS_YES;
    score(defaults);
    assert_value("ts.max_minus_first", 3, 1, "1.2");
    assert_none("ts.slope_all", INDEX_MISSING_PULSE);
    t[2].counts = TRIAL_COUNTS_YES; /* two ratings of pulse 3 */
    score(defaults);
    assert_all_none(INDEX_DUPLICATE_TRIAL);
}

static void what_contradicts_itself_gives_no_number(void **state)
{
    (void)state;
    n_table = 0;
    add_train(1, 1, example, 10);
    add_pulse(1, 4, 3);
    score(defaults);
    assert_all_none(INDEX_DUPLICATE_TRIAL);
    table[10].pulse = 0;
    score(defaults);
    assert_all_none(INDEX_NO_PULSE_NUMBER);
    table[10].pulse = 1001;
    score(defaults);
    assert_all_none(INDEX_OUT_OF_RANGE);
    table[10].pulse = 1000;
    score(defaults);
    assert_value("ts.last_minus_first", 1, 1, "1.1");
    copy(table[10].unit, sizeof table[10].unit, "0-100");
    score(defaults);
    assert_all_none(INDEX_MIXED_UNITS);
    assert_string_equal(at("ts.slope_all")->unit, "");
    assert_string_equal(at("ts.slope_all")->inputs, "1.1");
    n_table = 10;
    table[1].probe_area_cm2 = (struct trial_number){1, true};
    table[2].probe_area_cm2 = (struct trial_number){0.5, true};
    score(defaults);
    assert_all_none(INDEX_MIXED_PROBE_AREAS);
}

static void practice_and_other_phases_do_not_enter(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4};
    n_table = 0;
    add_train(1, 1, example, 10);
    add_train(2, 1, rise, 3);
    for (size_t i = 0; i < 10; i++)
        table[i].practice = 1;
    score(all); /* number 1 was practice: nothing is missing, and its length does not count */
    assert_value("ts.last_minus_first", 3, 1, "2.1");
    for (size_t i = 0; i < 10; i++) {
        table[i].practice = 0;
        table[i].phase = TRIAL_PHASE_DURING;
    }
    score(all);
    assert_value("ts.last_minus_first", 3, 1, "2.1");
    n_table = 10;
    score(defaults);
    assert_all_none(INDEX_OTHER_PHASE);
    for (size_t i = 0; i < 10; i++)
        table[i].practice = 1;
    score(defaults);
    assert_int_equal(result.n, 0);
    n_table = 0;
    add_train(2, 1, rise, 3);
    score(all); /* number 1 never came */
    assert_all_none(INDEX_MISSING_TRIAL);
}

static void bounds_stay_bounds_and_are_not_left_out(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4}, top[] = {3, 7, 10};
    n_table = 0;
    add_train(1, 1, rise, 3);
    struct index_trial *t = add_train(2, 1, top, 3);
    t[2].censored = TRIAL_CENSORED_RIGHT;
    score(defaults);
    assert_value("ts.last_minus_first", 5, 2, "1.1,2.1");
    assert_int_equal(at("ts.last_minus_first")->value.kind, BOUND_AT_LEAST);
    t[0].censored = TRIAL_CENSORED_RIGHT; /* both ends of train 2 are open: the mean is not known */
    score(defaults);
    assert_none("ts.last_minus_first", INDEX_CENSORED_BOUND);
    assert_int_equal(at("ts.last_minus_first")->n, 2);
}

/* A scale that goes below 0: the train is not left out of a ratio, it voids it. */
static void a_negative_rating_has_no_ratio_but_differences(void **state)
{
    (void)state;
    static const double rise[] = {1, 2, 4}, below[] = {-3, 0, 2};
    n_table = 0;
    add_train(1, 1, rise, 3);
    add_train(2, 1, below, 3);
    score(defaults);
    assert_none("ts.a2cps_secondary", INDEX_NOT_POSITIVE);
    assert_value("ts.last_minus_first", 4, 2, "1.1,2.1");
}

/* ---- wind-up ------------------------------------------------------------------------------------
 */

static void five_repetitions(const double *single, const double *train)
{
    n_table = 0;
    for (uint32_t i = 0; i < 5; i++) {
        add_windup(i + 1, TRIAL_PHASE_SINGLE, single[i]);
        add_windup(i + 1, TRIAL_PHASE_TRAIN, train[i]);
    }
}

static const double single[] = {10, 0, 20, 10, 10}, train[] = {20, 10, 30, 20, 40};

static void wind_up_is_the_ratio_of_means_over_repetitions(void **state)
{
    (void)state;
    five_repetitions(single, train);
    score(defaults);
    assert_int_equal(result.n, WUR_INDICES);
    static const char inputs[] = "single/1.1,train/1.1,single/2.1,train/2.1,single/3.1,train/3.1,"
                                 "single/4.1,train/4.1,single/5.1,train/5.1";
    assert_value("wur.ratio", 2.4, 5, inputs); /* 24 / 10 */
    assert_value("wur.ratio_log10", log10(2.4), 5, inputs);
    assert_value("wur.ratio_plus1", 25.0 / 11, 5, inputs);
    assert_string_equal(at("wur.ratio")->formula, "WUR_DFNS");
    assert_string_equal(at("wur.ratio_log10")->formula, "log10(WUR_DFNS)");
    assert_string_equal(at("wur.ratio_plus1")->formula, "WUR_plus1");
    assert_string_equal(at("wur.ratio")->unit, "1");
}

static void a_zero_mean_of_single_ratings_is_a_reason_and_not_a_number(void **state)
{
    (void)state;
    static const double none[5] = {0};
    five_repetitions(none, train);
    score(defaults);
    assert_none("wur.ratio", INDEX_SINGLE_MEAN_ZERO);
    assert_none("wur.ratio_log10", INDEX_SINGLE_MEAN_ZERO);
    assert_int_equal(at("wur.ratio_plus1")->status, INDEX_OK);
    five_repetitions(single, none);
    score(defaults);
    assert_int_equal(at("wur.ratio")->status, INDEX_OK);
    assert_true(at("wur.ratio")->value.v == 0);
    assert_none("wur.ratio_log10", INDEX_NOT_POSITIVE);
}

static void a_repetition_without_one_of_its_ratings_is_left_out(void **state)
{
    (void)state;
    five_repetitions(single, train);
    table[9].value = (struct trial_number){0}; /* the train of the fifth */
    table[9].end = TRIAL_END_TIMEOUT;
    score(defaults);
    assert_int_equal(at("wur.ratio")->n, 4);
    assert_true(fabs(at("wur.ratio")->value.v - 2) <
                1e-12); /* 20 / 10: the fifth single is out, too */
    score(all);
    assert_all_none(INDEX_MISSING_TRIAL);
    five_repetitions(single, train);
    score(all);
    assert_int_equal(at("wur.ratio")->status, INDEX_OK);
    table[3].attempt = 2; /* the train again: single and train are an attempt each */
    score(all);
    assert_int_equal(at("wur.ratio")->n, 5);
    assert_non_null(strstr(at("wur.ratio")->inputs, "single/2.1,train/2.2,"));
    score((struct index_options){.min_valid = 6});
    assert_all_none(INDEX_N_TOO_SMALL);
}

/* A study has a row for each stimulus beside that of its rating, of the same attempt: none of them is a rating that is missing. */
static void rows_of_stimuli_are_no_missing_ratings(void **state)
{
    (void)state;
    five_repetitions(single, train);
    for (size_t i = 0, n = n_table; i < n; i++) {
        struct index_trial *stimulus = add_windup(table[i].trial, TRIAL_PHASE_SINGLE, 0);
        stimulus->phase = table[i].phase;
        stimulus->value = (struct trial_number){0};
        stimulus->end = TRIAL_END_COMPLETED;
        copy(stimulus->unit, sizeof stimulus->unit, "1");
        table[i].counts = TRIAL_COUNTS_YES;
        stimulus->counts = TRIAL_COUNTS_NO;
    }
    score(all);
    assert_int_equal(at("wur.ratio")->status, INDEX_OK);
    assert_int_equal(at("wur.ratio")->n, 5);
    assert_string_equal(at("wur.ratio")->unit, "1");
    table[4].value = (struct trial_number){0}; /* of the third single nothing was said */
    table[4].end = TRIAL_END_TIMEOUT;
    table[4].counts = TRIAL_COUNTS_NO;
    score(all);
    assert_all_none(INDEX_MISSING_TRIAL);
    score(defaults);
    assert_int_equal(at("wur.ratio")->n, 4);
}

static void wind_up_needs_both_phases(void **state)
{
    (void)state;
    five_repetitions(single, train);
    for (size_t i = 0; i < n_table; i++)
        table[i].phase = TRIAL_PHASE_SINGLE;
    score(defaults);
    assert_all_none(INDEX_DUPLICATE_TRIAL);
    n_table = 0;
    for (uint32_t i = 0; i < 5; i++)
        add_windup(i + 1, TRIAL_PHASE_SINGLE, single[i]);
    score(defaults);
    assert_all_none(INDEX_MISSING_PHASE);
    for (size_t i = 0; i < n_table; i++)
        table[i].phase = TRIAL_PHASE_NONE;
    score(defaults);
    assert_all_none(INDEX_MISSING_PHASE);
}

/* ---- any rows -----------------------------------------------------------------------------------
 */

static void add_random(rng_key key)
{
    static const enum trial_end ends[] = {TRIAL_END_NONE, TRIAL_END_NONE, TRIAL_END_TIMEOUT,
                                          TRIAL_END_STOP};
    const bool windup = rng_bits(key, 0) % 3 == 0;
    struct index_trial *t = add(windup ? "wur" : "ts", 1 + (uint32_t)(rng_bits(key, 1) % 3),
                                (double)(rng_bits(key, 2) % 11));
    t->train = (uint32_t)(rng_bits(key, 3) % 4);
    t->pulse = windup ? 0 : 1 + (uint32_t)(rng_bits(key, 4) % 10);
    t->phase = windup ? (uint8_t)(TRIAL_PHASE_SINGLE + rng_bits(key, 5) % 2) : TRIAL_PHASE_NONE;
    t->attempt = 1 + (uint32_t)(rng_bits(key, 6) % 3);
    t->practice = rng_bits(key, 7) % 12 == 0;
    t->spoiled = rng_bits(key, 8) % 20 == 0;
    t->counts = (uint8_t)(rng_bits(key, 9) % 9 == 0 ? TRIAL_COUNTS_YES : TRIAL_COUNTS_NONE);
    t->end = (uint8_t)ends[rng_bits(key, 10) % 40 < 4 ? rng_bits(key, 10) % 4 : 0];
    t->censored =
        (uint8_t)(rng_bits(key, 11) % 9 == 0 ? TRIAL_CENSORED_RIGHT : TRIAL_CENSORED_NONE);
    copy(t->site, sizeof t->site, rng_bits(key, 12) % 2 ? "L4" : "L10");
    t->side = (uint8_t)(rng_bits(key, 13) % TRIAL_SIDE_COUNT);
}

static void shuffle(rng_key key)
{
    for (size_t i = n_table; i > 1; i--) {
        const size_t j = rng_bits(key, i) % i;
        const struct index_trial swap = table[i - 1];
        table[i - 1] = table[j];
        table[j] = swap;
    }
}

static void the_order_of_rows_never_changes_the_output(void **state)
{
    (void)state;
    const uint64_t seed = 4242;
    size_t numbers = 0;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t round = 0; round < 200; round++) {
        const rng_key key = rng_key_number(rng_key_seed(seed), round);
        const struct index_options options = {.require_all = round % 4 == 3};
        n_table = 0;
        for (uint64_t i = 0; i < 5 + round / 2; i++)
            add_random(rng_key_number(key, i));
        score(options);
        for (size_t i = 0; i < result.n; i++)
            numbers += result.rows[i].status == INDEX_OK;
        char *first = strdup(text_cstr(&result.lines));
        for (uint64_t turn = 0; turn < 4; turn++) {
            shuffle(rng_key_number(key, 1000 + turn));
            score(options);
            assert_string_equal(text_cstr(&result.lines), first);
        }
        free(first);
    }
    assert_true(numbers > 100);
}

static bool refuse(void *context, const struct index_row *row)
{
    (void)row;
    return ++*(int *)context < 3;
}

static void a_reader_that_has_enough_ends_the_scoring(void **state)
{
    (void)state;
    int calls = 0;
    n_table = 0;
    add_train(1, 1, example, 10);
    assert_int_equal(index_score(table, n_table, &defaults, refuse, &calls), STATUS_STOPPED);
    assert_int_equal(calls, 3);
}

static int forget(void **state)
{
    (void)state;
    text_fini(&result.lines);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_train_gives_every_formula),
        cmocka_unit_test(several_trains_give_the_mean_of_each_formula),
        cmocka_unit_test(trains_are_found_however_trials_are_numbered),
        cmocka_unit_test(a_rating_that_timed_out_is_missing),
        cmocka_unit_test(a_train_that_is_shorter_than_the_others_lacks_its_last_rating),
        cmocka_unit_test(pulses_that_are_not_rated_are_not_missing),
        cmocka_unit_test(one_pulse_is_no_train),
        cmocka_unit_test(a_train_is_one_attempt),
        cmocka_unit_test(where_the_table_says_what_counts_it_is_believed),
        cmocka_unit_test(what_contradicts_itself_gives_no_number),
        cmocka_unit_test(practice_and_other_phases_do_not_enter),
        cmocka_unit_test(bounds_stay_bounds_and_are_not_left_out),
        cmocka_unit_test(a_negative_rating_has_no_ratio_but_differences),
        cmocka_unit_test(wind_up_is_the_ratio_of_means_over_repetitions),
        cmocka_unit_test(a_zero_mean_of_single_ratings_is_a_reason_and_not_a_number),
        cmocka_unit_test(a_repetition_without_one_of_its_ratings_is_left_out),
        cmocka_unit_test(rows_of_stimuli_are_no_missing_ratings),
        cmocka_unit_test(wind_up_needs_both_phases),
        cmocka_unit_test(the_order_of_rows_never_changes_the_output),
        cmocka_unit_test(a_reader_that_has_enough_ends_the_scoring),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
