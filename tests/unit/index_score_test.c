/* The scorer: which attempts count, what comes out of them, and that the order of rows never
 * matters. */
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

enum { ROWS_MAX = 400 };

/* What came out: every row as a line, and the rows by name. */
struct result {
    struct text lines;
    size_t n;
    struct {
        char key[160]; /* site/side/index */
        struct bounded value;
        enum index_status status;
        size_t n;
        char inputs[160], unit[16], formula[64], convention[128];
    } rows[ROWS_MAX];
};

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
    text_append_format(&r->lines, "%s|%s|%s|%d|%s|%a|%d|%s|%zu|%s|%s|%d|%s\n", row->participant,
                       row->session, row->site, row->side, row->index, row->value.v,
                       row->value.kind, row->unit, row->n, row->convention, row->formula,
                       row->status, row->inputs);
    snprintf(r->rows[r->n].key, sizeof r->rows[0].key, "%s/%s/%s", row->site,
             trial_side_words.words[row->side], row->index);
    r->rows[r->n].value = row->value;
    r->rows[r->n].status = row->status;
    r->rows[r->n].n = row->n;
    copy(r->rows[r->n].inputs, sizeof r->rows[0].inputs, row->inputs);
    copy(r->rows[r->n].unit, sizeof r->rows[0].unit, row->unit);
    copy(r->rows[r->n].formula, sizeof r->rows[0].formula, row->formula);
    copy(r->rows[r->n].convention, sizeof r->rows[0].convention, row->convention);
    r->n++;
    return true;
}

static struct result result; /* too large for the stack; cleared by score() */

static void score(const struct index_trial *trials, size_t n, struct index_options options)
{
    text_fini(&result.lines);
    memset(&result, 0, sizeof result);
    assert_int_equal(index_score(trials, n, &options, collect, &result), STATUS_OK);
}

/* The row of that name; fails when there is none or more than one. */
static size_t at(const char *key)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < result.n; i++) {
        if (strcmp(result.rows[i].key, key) == 0) {
            assert_true(found == SIZE_MAX);
            found = i;
        }
    }
    if (found == SIZE_MAX)
        fail_msg("no row %s", key);
    return found;
}

static bool is_there(const char *key)
{
    for (size_t i = 0; i < result.n; i++)
        if (strcmp(result.rows[i].key, key) == 0)
            return true;
    return false;
}

static void assert_value(const char *key, double v, enum bound kind)
{
    const size_t i = at(key);
    assert_int_equal(result.rows[i].status, INDEX_OK);
    assert_int_equal(result.rows[i].value.kind, kind);
    if (fabs(result.rows[i].value.v - v) > 1e-12 * (1 + fabs(v)))
        fail_msg("%s is %.17g, not %.17g", key, result.rows[i].value.v, v);
}

static void assert_none(const char *key, enum index_status why)
{
    assert_string_equal(index_status_word(result.rows[at(key)].status), index_status_word(why));
    assert_true(result.rows[at(key)].value.v == 0);
}

/* "L4" left, first attempt: the rest is set by the test. */
static struct index_trial ppt(uint32_t trial, double value)
{
    struct index_trial t = {.trial = trial, .attempt = 1, .side = TRIAL_SIDE_LEFT};
    copy(t.participant, sizeof t.participant, "P1");
    copy(t.session, sizeof t.session, "1");
    copy(t.test, sizeof t.test, "ppt");
    copy(t.site, sizeof t.site, "L4");
    copy(t.unit, sizeof t.unit, "kPa");
    t.value = (struct trial_number){value, true};
    return t;
}

static struct index_trial elsewhere(struct index_trial t, const char *site, enum trial_side side,
                                    enum trial_role role)
{
    copy(t.site, sizeof t.site, site);
    t.side = (uint8_t)side;
    t.role = (uint8_t)role;
    return t;
}

static struct index_trial thermal(const char *test, uint32_t trial, double value)
{
    struct index_trial t = ppt(trial, value);
    copy(t.test, sizeof t.test, test);
    copy(t.unit, sizeof t.unit, "degC");
    return t;
}

static struct index_trial limit(struct index_trial t, enum trial_censored censored)
{
    t.censored = (uint8_t)censored;
    t.end = TRIAL_END_LIMIT;
    return t;
}

static const struct index_options defaults = {0};

static void three_trials_give_mean_sd_cv_and_n(void **state)
{
    (void)state;
    const struct index_trial t[] = {ppt(1, 300), ppt(2, 330), ppt(3, 360)};
    score(t, 3, defaults);
    assert_value("L4/left/ppt.mean", 330, BOUND_EXACT);
    assert_value("L4/left/ppt.sd", 30, BOUND_EXACT);
    assert_value("L4/left/ppt.cv", 100.0 / 11, BOUND_EXACT);
    assert_value("L4/left/ppt.n", 3, BOUND_EXACT);
    assert_int_equal(result.n, 4);
    const size_t i = at("L4/left/ppt.mean");
    assert_string_equal(result.rows[i].inputs, "1.1,2.1,3.1");
    assert_string_equal(result.rows[i].unit, "kPa");
    assert_string_equal(result.rows[i].formula, "mean_all");
    assert_string_equal(result.rows[i].convention, "higher = less sensitive to pressure pain");
    assert_string_equal(result.rows[at("L4/left/ppt.cv")].unit, "%");
}

static void a_mean_is_followed_by_how_many_of_its_slopes_were_off(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 300), ppt(1, 310), ppt(2, 330), ppt(3, 360)};
    static const uint8_t off[] = {TRIAL_COUNTS_YES, TRIAL_COUNTS_YES, TRIAL_COUNTS_NO,
                                  TRIAL_COUNTS_YES};
    score(t, COUNT(t), defaults);
    assert_false(is_there("L4/left/ppt.rate_off")); /* a table that does not tell */
    t[1].attempt = 2;                               /* the first attempt does not enter */
    for (size_t i = 0; i < COUNT(t); i++)
        t[i].rate_off = off[i];
    score(t, COUNT(t), defaults);
    assert_value("L4/left/ppt.mean", 1000.0 / 3, BOUND_EXACT);
    assert_value("L4/left/ppt.rate_off", 2, BOUND_EXACT);
    assert_string_equal(result.rows[at("L4/left/ppt.rate_off")].inputs, "1.2,2.1,3.1");
    score(t + 2, 1, (struct index_options){.min_valid = 1});
    assert_value("L4/left/ppt.rate_off", 0, BOUND_EXACT);
}

static void each_aggregator_names_itself(void **state)
{
    (void)state;
    const struct index_trial t[] = {ppt(1, 100), ppt(2, 400), ppt(3, 200)};
    score(t, 3, (struct index_options){.aggregator = AGGREGATOR_MEDIAN});
    assert_value("L4/left/ppt.median", 200, BOUND_EXACT);
    score(t, 3, (struct index_options){.aggregator = AGGREGATOR_GEOMETRIC_MEAN});
    assert_value("L4/left/ppt.geometric_mean", 200, BOUND_EXACT);
    score(t, 3, (struct index_options){.aggregator = AGGREGATOR_MEAN_LAST_2_OF_3});
    assert_value("L4/left/ppt.mean_last_2_of_3", 300, BOUND_EXACT);
    assert_string_equal(result.rows[at("L4/left/ppt.mean_last_2_of_3")].inputs, "2.1,3.1");
    assert_value("L4/left/ppt.n", 2, BOUND_EXACT);
    score(t, 2, (struct index_options){.aggregator = AGGREGATOR_MEAN_LAST_2_OF_3});
    assert_none("L4/left/ppt.mean_last_2_of_3", INDEX_N_TOO_SMALL);
}

static void of_each_trial_the_last_complete_unspoiled_attempt_counts(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 300), ppt(1, 310), ppt(1, 320), ppt(1, 0),
                              ppt(2, 340), ppt(2, 999), ppt(3, 777)};
    for (size_t i = 0; i < 4; i++)
        t[i].attempt = (uint32_t)i + 1;
    t[2].spoiled = 1;
    t[3].end = TRIAL_END_STOP;
    t[3].value.given = false;
    t[5].attempt = 2;
    t[5].end = TRIAL_END_INTERRUPTED;
    t[6].practice = 1;
    score(t, COUNT(t), defaults);
    assert_value("L4/left/ppt.mean", 325, BOUND_EXACT);
    assert_string_equal(result.rows[at("L4/left/ppt.mean")].inputs, "1.2,2.1");
}

static void where_the_table_says_what_counts_it_is_believed(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 300), ppt(1, 500), ppt(2, 340), ppt(2, 600)};
    static const uint8_t counts[] = {TRIAL_COUNTS_YES, TRIAL_COUNTS_NO, TRIAL_COUNTS_YES,
                                     TRIAL_COUNTS_NO};
    for (size_t i = 0; i < COUNT(t); i++) {
        t[i].counts = counts[i];
        t[i].attempt = 1 + (uint32_t)i % 2;
    }
    score(t, COUNT(t), defaults);
    assert_value("L4/left/ppt.mean", 320, BOUND_EXACT);
    t[1].counts = TRIAL_COUNTS_YES;
    score(t, COUNT(t), defaults);
    assert_none("L4/left/ppt.mean", INDEX_DUPLICATE_TRIAL);
    assert_none("L4/left/ppt.n", INDEX_DUPLICATE_TRIAL);
}

static void a_limit_makes_the_mean_a_bound_and_leaves_no_spread(void **state)
{
    (void)state;
    const struct index_trial t[] = {ppt(1, 800), limit(ppt(2, 1000), TRIAL_CENSORED_RIGHT)};
    score(t, 2, defaults);
    assert_value("L4/left/ppt.mean", 900, BOUND_AT_LEAST);
    assert_none("L4/left/ppt.sd", INDEX_CENSORED_BOUND);
    assert_none("L4/left/ppt.cv", INDEX_CENSORED_BOUND);
    assert_value("L4/left/ppt.n", 2, BOUND_EXACT);
}

static void a_cut_off_that_nobody_marked_is_no_value(void **state)
{
    (void)state;
    const struct index_trial t[] = {ppt(1, 800), ppt(2, 820),
                                    limit(ppt(3, 1000), TRIAL_CENSORED_NONE)};
    score(t, 3, defaults);
    assert_value("L4/left/ppt.mean", 810, BOUND_EXACT);
}

static void two_sides_of_a_site_give_an_asymmetry(void **state)
{
    (void)state;
    struct index_trial t[] = {
        ppt(1, 400),
        ppt(2, 500),
        elsewhere(ppt(1, 300), "L4", TRIAL_SIDE_RIGHT, TRIAL_ROLE_NONE),
        elsewhere(ppt(2, 400), "L4", TRIAL_SIDE_RIGHT, TRIAL_ROLE_NONE),
        elsewhere(ppt(1, 400), "L5", TRIAL_SIDE_LEFT, TRIAL_ROLE_NONE),
        elsewhere(ppt(2, 400), "L5", TRIAL_SIDE_LEFT, TRIAL_ROLE_NONE),
    };
    score(t, COUNT(t), defaults);
    /* 450 and 350: 100 / 400 */
    assert_value("L4/n/a/asymmetry.ppt", 25, BOUND_EXACT);
    const size_t i = at("L4/n/a/asymmetry.ppt");
    assert_string_equal(result.rows[i].inputs, "left/1.1,left/2.1,right/1.1,right/2.1");
    assert_int_equal(result.rows[i].n, 4);
    assert_string_equal(result.rows[i].formula, "AI_left_right_pct(mean_all)");
    assert_string_equal(result.rows[i].convention,
                        "positive = left value higher than right value: right side more sensitive");
    assert_false(is_there("L5/n/a/asymmetry.ppt"));
    t[0] = limit(t[0], TRIAL_CENSORED_RIGHT);
    score(t, COUNT(t), defaults);
    assert_value("L4/n/a/asymmetry.ppt", 25, BOUND_AT_LEAST);
    t[2] = limit(t[2], TRIAL_CENSORED_RIGHT);
    score(t, COUNT(t), defaults);
    assert_none("L4/n/a/asymmetry.ppt", INDEX_CENSORED_BOUND);
    t[2].spoiled = 1;
    score(t, COUNT(t), defaults);
    assert_none("L4/n/a/asymmetry.ppt", INDEX_MISSING_SIDE);
}

/* Local sites mean 300 and 400, remote sites 600 and 800: 350 / 700. */
static size_t four_sites(struct index_trial *t)
{
    static const struct {
        const char *site;
        enum trial_side side;
        enum trial_role role;
        double value;
    } rows[] = {{"L4", TRIAL_SIDE_LEFT, TRIAL_ROLE_LOCAL, 300},
                {"L4", TRIAL_SIDE_RIGHT, TRIAL_ROLE_LOCAL, 400},
                {"hand", TRIAL_SIDE_LEFT, TRIAL_ROLE_REMOTE, 600},
                {"shin", TRIAL_SIDE_RIGHT, TRIAL_ROLE_REMOTE, 800},
                {"toe", TRIAL_SIDE_RIGHT, TRIAL_ROLE_REFERENCE, 5000}};
    size_t n = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        t[n++] = elsewhere(ppt(1, rows[i].value - 10), rows[i].site, rows[i].side, rows[i].role);
        t[n++] = elsewhere(ppt(2, rows[i].value + 10), rows[i].site, rows[i].side, rows[i].role);
    }
    return n;
}

static void local_and_remote_sites_give_a_ratio(void **state)
{
    (void)state;
    struct index_trial t[16];
    const size_t n = four_sites(t);
    score(t, n, defaults);
    assert_value("/n/a/ratio.local_remote.ppt", 0.5, BOUND_EXACT);
    const size_t i = at("/n/a/ratio.local_remote.ppt");
    assert_string_equal(result.rows[i].inputs,
                        "L4/left/1.1,L4/left/2.1,L4/right/1.1,L4/right/2.1,hand/left/1.1,hand/"
                        "left/2.1,shin/right/1.1,shin/right/2.1");
    assert_int_equal(i, result.n - 1);
    t[7] =
        limit(t[7], TRIAL_CENSORED_RIGHT); /* a remote site is only a bound: the ratio is at most */
    score(t, n, defaults);
    assert_value("/n/a/ratio.local_remote.ppt", 0.5, BOUND_AT_MOST);
}

static void a_site_without_value_is_left_out_of_the_ratio_unless_all_are_required(void **state)
{
    (void)state;
    struct index_trial t[16];
    const size_t n = four_sites(t);
    t[0].spoiled = 1;
    score(t, n, defaults);
    assert_value("/n/a/ratio.local_remote.ppt", 400.0 / 700, BOUND_EXACT);
    score(t, n, (struct index_options){.require_all = true});
    assert_none("/n/a/ratio.local_remote.ppt", INDEX_MISSING_ROLE);
    t[2].spoiled = 1;
    score(t, n, defaults);
    assert_none("/n/a/ratio.local_remote.ppt", INDEX_MISSING_ROLE);
}

static void detection_thresholds_give_the_change_from_baseline(void **state)
{
    (void)state;
    struct index_trial t[] = {
        thermal("cdt", 1, 30), thermal("cdt", 2, 31), thermal("wdt", 1, 34),
        thermal("wdt", 2, 35), thermal("cdt", 1, 29), thermal("cdt", 2, 29),
    };
    for (size_t i = 0; i < COUNT(t); i++)
        t[i].baseline = (struct trial_number){32, true};
    t[4].side = t[5].side = TRIAL_SIDE_RIGHT;
    score(t, COUNT(t), defaults);
    assert_value("L4/left/cdt.mean", 30.5, BOUND_EXACT);
    assert_value("L4/left/cdt.delta", 1.5, BOUND_EXACT);
    assert_value("L4/left/wdt.delta", 2.5, BOUND_EXACT);
    /* 1.5 and 3: -1.5 / 2.25 */
    assert_value("L4/n/a/asymmetry.cdt", -200.0 / 3, BOUND_EXACT);
    assert_none("L4/left/cdt.cv", INDEX_INTERVAL_SCALE);
    t[0] = limit(t[0], TRIAL_CENSORED_LEFT);
    score(t, COUNT(t), defaults);
    assert_value("L4/left/cdt.mean", 30.5, BOUND_AT_MOST);
    assert_value("L4/left/cdt.delta", 1.5, BOUND_AT_LEAST);
    t[1].baseline.given = false;
    score(t, COUNT(t), defaults);
    assert_none("L4/left/cdt.delta", INDEX_NO_BASELINE);
    assert_none("L4/n/a/asymmetry.cdt", INDEX_NO_BASELINE);
}

static void degrees_celsius_have_differences_but_no_percentages(void **state)
{
    (void)state;
    struct index_trial t[] = {thermal("cpt", 1, 10), thermal("cpt", 2, 12), thermal("cpt", 1, 6),
                              thermal("cpt", 2, 6)};
    t[2].side = t[3].side = TRIAL_SIDE_RIGHT;
    t[0].role = t[1].role = TRIAL_ROLE_LOCAL;
    t[2].role = t[3].role = TRIAL_ROLE_REMOTE;
    score(t, 4, defaults);
    assert_value("L4/left/cpt.mean", 11, BOUND_EXACT);
    assert_none("L4/left/cpt.cv", INDEX_INTERVAL_SCALE);
    assert_none("L4/n/a/asymmetry.cpt", INDEX_INTERVAL_SCALE);
    assert_value("L4/n/a/difference.left_right.cpt", 5, BOUND_EXACT);
    assert_none("/n/a/ratio.local_remote.cpt", INDEX_INTERVAL_SCALE);
}

static void missing_repetitions_void_the_mean_only_when_all_are_required(void **state)
{
    (void)state;
    const struct index_options all = {.require_all = true};
    struct index_trial t[] = {ppt(1, 300), ppt(2, 320), ppt(4, 340), ppt(3, 1)};
    score(t, 3, defaults);
    assert_value("L4/left/ppt.mean", 320, BOUND_EXACT);
    score(t, 3, all); /* the number 3 never came */
    assert_none("L4/left/ppt.mean", INDEX_MISSING_TRIAL);
    t[3].spoiled = 1;
    score(t, 4, all); /* it came and was spoiled */
    assert_none("L4/left/ppt.mean", INDEX_MISSING_TRIAL);
    t[3].spoiled = 0;
    t[3].practice = 1;
    score(t, 4, all); /* it was practice: nothing is missing */
    assert_value("L4/left/ppt.mean", 320, BOUND_EXACT);
    score(t, 1, defaults);
    assert_none("L4/left/ppt.mean", INDEX_N_TOO_SMALL);
    score(t, 1, (struct index_options){.min_valid = 1});
    assert_value("L4/left/ppt.mean", 300, BOUND_EXACT);
    assert_none("L4/left/ppt.sd", INDEX_N_TOO_SMALL);
}

static void what_does_not_belong_together_is_not_averaged(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 300), ppt(2, 320)};
    copy(t[1].unit, sizeof t[1].unit, "N");
    score(t, 2, defaults);
    assert_none("L4/left/ppt.mean", INDEX_MIXED_UNITS);
    assert_string_equal(result.rows[0].unit, "");
    t[1] = ppt(2, 320);
    t[0].probe_area_cm2 = (struct trial_number){1, true};
    t[1].probe_area_cm2 = (struct trial_number){0.5, true};
    score(t, 2, defaults);
    assert_none("L4/left/ppt.mean", INDEX_MIXED_PROBE_AREAS);
    t[1] = ppt(1, 320);
    score(t, 2, defaults);
    assert_none("L4/left/ppt.mean", INDEX_DUPLICATE_TRIAL);
    t[0] = ppt(1, 300);
    t[0].phase = t[1].phase = TRIAL_PHASE_DURING;
    score(t, 2, defaults);
    assert_none("L4/left/ppt.mean", INDEX_OTHER_PHASE);
    struct index_trial sites[16];
    const size_t n = four_sites(sites);
    sites[0].role = TRIAL_ROLE_REMOTE;
    score(sites, n, defaults);
    assert_none("/n/a/ratio.local_remote.ppt", INDEX_MIXED_ROLES);
    four_sites(sites);
    copy(sites[2].unit, sizeof sites[2].unit, "N");
    copy(sites[3].unit, sizeof sites[3].unit, "N");
    score(sites, n, defaults);
    assert_none("L4/n/a/asymmetry.ppt", INDEX_MIXED_UNITS);
    assert_none("/n/a/ratio.local_remote.ppt", INDEX_MIXED_UNITS);
}

static void zero_and_negative_values_have_no_ratio(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 0), ppt(2, 0), ppt(1, 0), ppt(2, 0)};
    t[2].side = t[3].side = TRIAL_SIDE_RIGHT;
    t[0].role = t[1].role = TRIAL_ROLE_LOCAL;
    t[2].role = t[3].role = TRIAL_ROLE_REMOTE;
    score(t, 4, defaults);
    assert_none("L4/left/ppt.cv", INDEX_ZERO_DENOMINATOR);
    assert_none("L4/n/a/asymmetry.ppt", INDEX_ZERO_DENOMINATOR);
    assert_none("/n/a/ratio.local_remote.ppt", INDEX_ZERO_DENOMINATOR);
    t[0].value.v = -1;
    score(t, 4, defaults);
    assert_none("L4/n/a/asymmetry.ppt", INDEX_NOT_POSITIVE);
    assert_none("/n/a/ratio.local_remote.ppt", INDEX_NOT_POSITIVE);
}

static void practice_sites_and_tests_without_indices_give_no_rows(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 300), thermal("tonic", 1, 45)};
    t[0].practice = 1;
    score(t, 2, defaults);
    assert_int_equal(result.n, 0);
    score(t, 0, defaults);
    assert_int_equal(result.n, 0);
}

/* Whatever its protocol calls it; what was not said is none. */
static void what_is_rated_has_a_mean(void **state)
{
    (void)state;
    static const char *const names[] = {"tonic", "rest_pain"}, *const units[] = {"0-10", "0-100"};
    for (size_t i = 0; i < 4; i++) {
        char key[48];
        struct index_trial t[] = {thermal(names[i / 2], 1, 4), thermal(names[i / 2], 2, 7),
                                  thermal(names[i / 2], 3, 0)};
        for (size_t k = 0; k < COUNT(t); k++)
            copy(t[k].unit, sizeof t[k].unit, units[i % 2]);
        t[2].value.given = false;
        t[2].end = TRIAL_END_TIMEOUT;
        score(t, COUNT(t), defaults);
        snprintf(key, sizeof key, "L4/left/%s.mean", names[i / 2]);
        assert_value(key, 5.5, BOUND_EXACT);
        assert_string_equal(result.rows[at(key)].unit, units[i % 2]);
        assert_int_equal(result.rows[at(key)].n, 2);
    }
}

/* Whichever of two rows for one attempt comes first: what one of them rates is of mixed units, and told. */
static void a_rating_among_other_units_is_told(void **state)
{
    (void)state;
    struct index_trial t[] = {thermal("odd", 1, 4), thermal("odd", 1, 5)};
    for (size_t i = 0; i < 2; i++) {
        copy(t[i].unit, sizeof t[i].unit, "0-10");
        copy(t[1 - i].unit, sizeof t[1 - i].unit, "kPa");
        score(t, 2, defaults);
        assert_true(result.n > 0);
        assert_true(result.rows[at("L4/left/odd.mean")].status != INDEX_OK);
    }
}

static void names_come_in_the_order_of_people(void **state)
{
    (void)state;
    static const char *const sites[] = {"L2", "L10", "L9", "L02", "C1", "hand"};
    static const char *const expected[] = {"C1", "L02", "L2", "L9", "L10", "hand"};
    struct index_trial t[COUNT(sites)];
    for (size_t i = 0; i < COUNT(sites); i++)
        t[i] = elsewhere(ppt(1, 300), sites[i], TRIAL_SIDE_LEFT, TRIAL_ROLE_NONE);
    score(t, COUNT(t), (struct index_options){.min_valid = 1});
    for (size_t i = 0; i < COUNT(expected); i++) {
        char key[32];
        snprintf(key, sizeof key, "%s/left/ppt.mean", expected[i]);
        assert_string_equal(result.rows[4 * i].key, key);
    }
}

/* Rows of several people, visits, tests and sites, with every kind of oddity now and then. */
static struct index_trial random_trial(rng_key key)
{
    static const char *const tests[] = {"ppt", "cdt", "cpt", "mpt", "tonic"};
    static const char *const names[] = {"a", "b", "L2", "L10"};
    struct index_trial t = ppt(1 + (uint32_t)(rng_bits(key, 0) % 4), 10 * rng_uniform(key, 1));
    copy(t.participant, sizeof t.participant, names[rng_bits(key, 2) % 2]);
    copy(t.test, sizeof t.test, tests[rng_bits(key, 3) % COUNT(tests)]);
    copy(t.site, sizeof t.site, names[rng_bits(key, 4) % 3]);
    t.side = (uint8_t)(rng_bits(key, 5) % TRIAL_SIDE_COUNT);
    t.role = (uint8_t)(rng_bits(key, 6) % 16 ? t.side : rng_bits(key, 6) / 16 % TRIAL_ROLE_COUNT);
    t.attempt = 1 + (uint32_t)(rng_bits(key, 7) % 6);
    t.practice = rng_bits(key, 8) % 9 == 0;
    t.spoiled = rng_bits(key, 9) % 9 == 0;
    t.counts = (uint8_t)(rng_bits(key, 10) % 8 == 0 ? TRIAL_COUNTS_YES : TRIAL_COUNTS_NONE);
    t.baseline = (struct trial_number){32, rng_bits(key, 11) % 9 != 0};
    t.censored =
        (uint8_t)(rng_bits(key, 12) % 8 < TRIAL_CENSORED_COUNT ? rng_bits(key, 12) % 8 : 0);
    t.phase = rng_bits(key, 13) % 20 == 0 ? TRIAL_PHASE_DURING : TRIAL_PHASE_NONE;
    if (rng_bits(key, 14) % 30 == 0)
        copy(t.unit, sizeof t.unit, "degC");
    return t;
}

static void shuffle(struct index_trial *t, size_t n, rng_key key)
{
    for (size_t i = n; i > 1; i--) {
        const size_t j = rng_bits(key, i) % i;
        const struct index_trial swap = t[i - 1];
        t[i - 1] = t[j];
        t[j] = swap;
    }
}

static void the_order_of_rows_never_changes_the_output(void **state)
{
    (void)state;
    const uint64_t seed = 99;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t round = 0; round < 60; round++) {
        const rng_key key = rng_key_number(rng_key_seed(seed), round);
        struct index_trial t[120];
        const struct index_options options = {.aggregator = (enum aggregator)(round % 5),
                                              .require_all = round % 2 == 1};
        for (size_t i = 0; i < COUNT(t); i++)
            t[i] = random_trial(rng_key_number(key, i));
        score(t, COUNT(t), options);
        char *first = strdup(text_cstr(&result.lines));
        assert_true(strlen(first) > 100);
        for (uint64_t turn = 0; turn < 8; turn++) {
            shuffle(t, COUNT(t), rng_key_number(key, 1000 + turn));
            score(t, COUNT(t), options);
            assert_string_equal(text_cstr(&result.lines), first);
        }
        free(first);
    }
}

static void every_order_of_five_rows_gives_the_same(void **state)
{
    (void)state;
    struct index_trial t[] = {ppt(1, 300.1), ppt(2, 317.7), ppt(3, 333.3), ppt(3, 1), ppt(4, 1e-3)};
    t[3].attempt = 2;
    score(t, 5, defaults);
    char *first = strdup(text_cstr(&result.lines));
    for (unsigned code = 0; code < 120; code++) {
        struct index_trial order[5];
        bool used[5] = {false};
        for (unsigned k = 0, rest = code; k < 5; rest /= 5 - k, k++) {
            unsigned skip = rest % (5 - k), i = 0;
            while (used[i] || skip-- > 0)
                i++;
            used[i] = true;
            order[k] = t[i];
        }
        score(order, 5, defaults);
        assert_string_equal(text_cstr(&result.lines), first);
    }
    free(first);
}

static bool refuse(void *context, const struct index_row *row)
{
    (void)row;
    return ++*(int *)context < 3;
}

static void a_reader_that_has_enough_ends_the_scoring(void **state)
{
    (void)state;
    const struct index_trial t[] = {ppt(1, 300), ppt(2, 330)};
    int calls = 0;
    assert_int_equal(index_score(t, 2, &defaults, refuse, &calls), STATUS_STOPPED);
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
        cmocka_unit_test(three_trials_give_mean_sd_cv_and_n),
        cmocka_unit_test(a_mean_is_followed_by_how_many_of_its_slopes_were_off),
        cmocka_unit_test(each_aggregator_names_itself),
        cmocka_unit_test(of_each_trial_the_last_complete_unspoiled_attempt_counts),
        cmocka_unit_test(where_the_table_says_what_counts_it_is_believed),
        cmocka_unit_test(a_limit_makes_the_mean_a_bound_and_leaves_no_spread),
        cmocka_unit_test(a_cut_off_that_nobody_marked_is_no_value),
        cmocka_unit_test(two_sides_of_a_site_give_an_asymmetry),
        cmocka_unit_test(local_and_remote_sites_give_a_ratio),
        cmocka_unit_test(a_site_without_value_is_left_out_of_the_ratio_unless_all_are_required),
        cmocka_unit_test(detection_thresholds_give_the_change_from_baseline),
        cmocka_unit_test(degrees_celsius_have_differences_but_no_percentages),
        cmocka_unit_test(missing_repetitions_void_the_mean_only_when_all_are_required),
        cmocka_unit_test(what_does_not_belong_together_is_not_averaged),
        cmocka_unit_test(zero_and_negative_values_have_no_ratio),
        cmocka_unit_test(practice_sites_and_tests_without_indices_give_no_rows),
        cmocka_unit_test(what_is_rated_has_a_mean),
        cmocka_unit_test(a_rating_among_other_units_is_told),
        cmocka_unit_test(names_come_in_the_order_of_people),
        cmocka_unit_test(the_order_of_rows_never_changes_the_output),
        cmocka_unit_test(every_order_of_five_rows_gives_the_same),
        cmocka_unit_test(a_reader_that_has_enough_ends_the_scoring),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
