/* What was rated on the Results screen: trains, wind-up, tonic pain and questions, and what of it is missing. */
#include "support/store_kit.h"

#include "session/planned.h"
#include "shell/present.h"

#include <math.h>

/* One row of the tables: rating < 0: missing. */
struct rated {
    const char *test, *phase, *unit;
    int trial, pulse;
    double rating;
};

static void add(struct study *study, const struct session_key *key, int block,
                const struct rated *row)
{
    char json[512], value[48] = "", pulse[48] = "", phase[48] = "";
    if (row->rating >= 0)
        snprintf(value, sizeof value, ",\"value\":%g", row->rating);
    if (row->pulse > 0)
        snprintf(pulse, sizeof pulse, "\"pulse\":%d,", row->pulse);
    if (row->phase)
        snprintf(phase, sizeof phase, "\"phase\":\"%s\",", row->phase);
    snprintf(json, sizeof json,
             "{\"attempt\":1,\"censored\":\"none\",\"end\":\"%s\",%s\"practice\":0,%s"
             "\"role\":\"local\",\"side\":\"left\",\"site\":\"thenar\",\"spoiled\":0,"
             "\"test\":\"%s\",%s\"trial\":%d,\"unit\":\"%s\"%s}",
             row->rating < 0 ? "timeout" : "response", phase, pulse, row->test,
             row->pulse > 0 ? row->trial == 1 ? "\"train\":1," : "\"train\":2," : "", row->trial,
             row->unit, value);
    assert_int_equal(kit_append(study, key, "trial", block, json), STATUS_OK);
}

static void show(const struct kit *kit, const char *plan, const struct rated *rows, size_t n,
                 struct results_view *view, int *missing)
{
    struct why why = {0};
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    if (plan)
        assert_int_equal(kit_append(study, &key, "plan", 1, plan), STATUS_OK);
    for (size_t i = 0; i < n; i++)
        add(study, &key, rows[i].trial, &rows[i]);
    if (present_results(study, &key, view, &why) != STATUS_OK ||
        present_missing(study, &key, missing, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    study_close(study);
}

/* Three trains were meant; one was given whole, one lacks its first rating, one was never given. */
static void a_train_is_shown_by_what_it_grew(void **state)
{
    static const char plan[] =
        "{\"sites\":[{\"side\":\"left\",\"site\":\"thenar\",\"stimulus\":\"hand_train\","
        "\"test\":\"ts\",\"trials\":3}]}";
    static const struct rated rows[] = {
        {"ts", NULL, "0-10", 1, 1, 2}, {"ts", NULL, "0-10", 1, 2, 4},
        {"ts", NULL, "0-10", 1, 3, 5}, {"ts", NULL, "0-10", 2, 1, -1},
        {"ts", NULL, "0-10", 2, 2, 3}, {"ts", NULL, "0-10", 2, 3, 9}};
    struct results_view *view = calloc(1, sizeof *view);
    int missing;
    show(*state, plan, rows, sizeof rows / sizeof rows[0], view, &missing);
    assert_int_equal(view->n_rows, 1);
    assert_string_equal(view->rows[0].test, "ts");
    assert_int_equal(view->rows[0].stimulus, VIEW_GROWTH);
    assert_true(view->rows[0].has_mean && view->rows[0].mean == 3);
    assert_false(view->rows[0].is_of_100);
    assert_int_equal(view->rows[0].n, 1);
    assert_int_equal(view->rows[0].planned, 3);
    assert_int_equal(missing, 2);
    free(view);
}

/* A single stimulus and a train make one repetition. */
static void wind_up_is_shown_by_its_ratio(void **state)
{
    static const char plan[] = "{\"sites\":[{\"side\":\"left\",\"site\":\"thenar\","
                               "\"test\":\"wur\",\"trials\":2}]}";
    static const struct rated rows[] = {{"wur", "single", "0-100", 1, 0, 20},
                                        {"wur", "train", "0-100", 1, 0, 50},
                                        {"wur", "single", "0-100", 2, 0, 20},
                                        {"wur", "train", "0-100", 2, 0, -1}};
    struct results_view *view = calloc(1, sizeof *view);
    int missing;
    show(*state, plan, rows, sizeof rows / sizeof rows[0], view, &missing);
    assert_int_equal(view->n_rows, 1);
    assert_int_equal(view->rows[0].stimulus, VIEW_RATIO);
    assert_true(view->rows[0].has_mean && view->rows[0].mean == 2.5);
    assert_int_equal(view->rows[0].n, 1);
    assert_int_equal(view->rows[0].planned, 2);
    assert_int_equal(missing, 1);
    free(view);
}

/* What its protocol calls by a name of its own is known by its scale; a rating that was not given is missing. */
static void what_was_asked_has_a_row(void **state)
{
    static const struct rated rows[] = {{"tonic", NULL, "0-10", 1, 0, 6},
                                        {"rest_pain", NULL, "0-100", 1, 0, 38},
                                        {"rest_pain", NULL, "0-100", 2, 0, -1}};
    struct results_view *view = calloc(1, sizeof *view);
    int missing;
    show(*state, NULL, rows, sizeof rows / sizeof rows[0], view, &missing);
    assert_int_equal(view->n_rows, 2);
    assert_string_equal(view->rows[0].test, "tonic");
    assert_true(view->rows[0].has_mean && view->rows[0].mean == 6 && !view->rows[0].is_of_100);
    assert_string_equal(view->rows[1].test, "rest_pain");
    assert_int_equal(view->rows[1].stimulus, VIEW_RATING);
    assert_true(view->rows[1].has_mean && view->rows[1].mean == 38 && view->rows[1].is_of_100);
    assert_int_equal(view->rows[1].n, 1);
    assert_int_equal(view->rows[1].planned, 2);
    assert_int_equal(missing, 1);
    free(view);
}

/* "cpm.after.base_minus_cond.rest_pain" is of no test that is called cpm. */
static void what_compares_phases_is_no_test(void **state)
{
    static const struct rated rows[] = {{"rest_pain", "baseline", "0-10", 1, 0, 6},
                                        {"rest_pain", "after", "0-10", 2, 0, 4}};
    struct results_view *view = calloc(1, sizeof *view);
    int missing;
    show(*state, NULL, rows, sizeof rows / sizeof rows[0], view, &missing);
    assert_int_equal(view->n_rows, 1);
    assert_string_equal(view->rows[0].test, "rest_pain");
    free(view);
}

/* Nor do trains beside them make them so. */
static void what_was_tested_before_and_after_is_not_missing(void **state)
{
    static const struct rated rows[] = {
        {"ts", NULL, "0-10", 1, 1, 2},           {"ts", NULL, "0-10", 1, 2, 4},
        {"ts", NULL, "0-10", 1, 3, 5},           {"rest_pain", "baseline", "0-10", 1, 0, 6},
        {"rest_pain", "after", "0-10", 2, 0, 4}, {"rest_pain", "after", "0-10", 3, 0, -1}};
    struct results_view *view = calloc(1, sizeof *view);
    int missing;
    show(*state, NULL, rows, sizeof rows / sizeof rows[0], view, &missing);
    assert_int_equal(missing, 1);
    free(view);
}

/* A question that nobody came to was meant all the same. */
static void what_was_not_asked_is_missing(void **state)
{
    static const char plan[] = "{\"sites\":[{\"side\":\"left\",\"site\":\"thenar\","
                               "\"stimulus\":\"rating\",\"test\":\"rest_pain\",\"trials\":2}]}";
    static const struct rated rows[] = {{"rest_pain", NULL, "0-10", 1, 0, 3}};
    struct results_view *view = calloc(1, sizeof *view);
    int missing;
    show(*state, plan, rows, 1, view, &missing);
    assert_int_equal(view->n_rows, 1);
    assert_int_equal(view->rows[0].stimulus, VIEW_RATING);
    assert_int_equal(view->rows[0].planned, 2);
    assert_int_equal(missing, 1);
    show(*state, plan, rows, 0, view, &missing);
    assert_int_equal(view->n_rows, 1);
    assert_int_equal(view->rows[0].planned, 2);
    assert_int_equal(missing, 2);
    free(view);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, kit_setup, kit_teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_train_is_shown_by_what_it_grew),
        ROW(wind_up_is_shown_by_its_ratio),
        ROW(what_was_asked_has_a_row),
        ROW(what_compares_phases_is_no_test),
        ROW(what_was_tested_before_and_after_is_not_missing),
        ROW(what_was_not_asked_is_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
