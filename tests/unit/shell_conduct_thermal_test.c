/* A thermode's trial, as the screen shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ZONES = 5, HZ = 20 };

static const struct trial_plan cold = {
    .test = "cpt",
    .site = "a",
    .side = "left",
    .stimulus = "thermal_limits",
    .kind = STIMULUS_THERMAL_LIMITS,
    .trial = 1,
    .of = 3,
    .rate = 1,
    .rate_tolerance = 0.1,
    .limit = 0,
    .thermal = {.baseline_c = 32, .return_c_per_s = 5},
};

static void ask(struct scene *scene)
{
    const struct prompt prompt = {
        .kind = PROMPT_ARM, .number = 1, .text = "", .plan = &cold, .attempt = 1, .limit = 0};
    scene->told.prompt(scene->told.view, NULL, &prompt);
}

static void arm(struct scene *scene)
{
    ask(scene);
    conduct_turn(&scene->conduct, scene->t);
    scene->told.phase(scene->told.view, PHASE_ARMED, 32);
}

/* So many seconds from here on, with this slope; zone i is i tenths above the mean. */
static void go_on(struct scene *scene, double seconds, double from, double slope)
{
    for (int i = 0; i < (int)(seconds * HZ); i++) {
        const double value = from + slope * (i + 1) / HZ;
        scene->t += MONO_SEC / HZ;
        for (uint8_t stream = 1; stream <= ZONES; stream++) {
            const struct bench_record zone = {.t = scene->t,
                                              .value = value + 0.1 * stream,
                                              .kind = RECORD_SAMPLE,
                                              .stream = stream};
            conduct_trace(&scene->conduct, &zone);
        }
        const struct bench_record mean = {.t = scene->t, .value = value, .kind = RECORD_SAMPLE};
        conduct_trace(&scene->conduct, &mean);
    }
    conduct_tick(&scene->conduct, scene->t, 0);
}

static struct trial_row row_of(enum end_reason end, double value, bool is_safe)
{
    return (struct trial_row){.plan = cold,
                              .attempt = 1,
                              .end = (uint8_t)end,
                              .has_value = !isnan(value),
                              .censored = end == END_LIMIT,
                              .is_below = end == END_LIMIT,
                              .is_safe = is_safe,
                              .value = isnan(value) ? 0 : value};
}

static void save(struct scene *scene, enum end_reason end, double value, bool is_safe)
{
    const struct trial_row row = row_of(end, value, is_safe);
    scene->told.saved(scene->told.view, &row);
}

static double newest_s(const struct scene *scene)
{
    return (double)scene->view.trace[scene->view.n_trace - 1].t_s;
}

/* What it asks for is shown in degrees, and downwards. */
static void a_ramp_to_the_cold_has_a_slope_below_0(void **state)
{
    struct scene *scene = *state;
    ask(scene);
    assert_int_equal(scene->view.stimulus, VIEW_TEMPERATURE);
    assert_true(scene->view.target_slope == -1 && scene->view.limit == 0);
    assert_true(scene->view.thermal.baseline == 32 && scene->view.thermal.return_slope == 5);
}

/* However long the baseline is waited for: the point stands at its place until the ramp begins, and goes on from there. */
static void the_baseline_waits_at_the_place_of_the_ramp(void **state)
{
    struct scene *scene = *state;
    const double lead_s = 4;
    arm(scene);
    go_on(scene, 1, 32, 0);
    assert_true(fabs(newest_s(scene) - 1) < 0.1);
    go_on(scene, 30, 32, 0);
    assert_true(fabs(newest_s(scene) - lead_s) < 0.1);
    assert_true(scene->view.n_trace <= (size_t)(lead_s * HZ) + 2);
    assert_true(scene->view.trace[0].t_s >= 0);
    scene->told.phase(scene->told.view, PHASE_RUNNING, 32);
    go_on(scene, 10, 32, -1);
    assert_true(fabs(newest_s(scene) - lead_s - 10) < 0.1);
}

static void each_zone_is_shown_by_what_it_is_off_the_mean(void **state)
{
    struct scene *scene = *state;
    arm(scene);
    go_on(scene, 2, 32, -1);
    const size_t at = scene->view.n_trace - 1;
    for (size_t i = 0; i < ZONES; i++)
        assert_true(fabs((double)scene->view.thermal.zone_off[at][i] - 0.1 * (double)(i + 1)) <
                    0.01);
}

static bool has_zones(struct scene *scene)
{
    conduct_tick(&scene->conduct, scene->t, 0);
    return isfinite(scene->view.thermal.zones[0]);
}

/* Beside a value that is newer, or beside none, the last zones of the trial would be taken for those of now. */
static void zones_are_shown_while_they_are_as_new_as_the_value(void **state)
{
    struct scene *scene = *state;
    arm(scene);
    scene->view.has_reading = true;
    go_on(scene, 2, 32, -1);
    assert_true(has_zones(scene));
    scene->view.reading_age_s = 1;
    scene->t += MONO_SEC;
    assert_true(has_zones(scene)); /* the value is as old */
    scene->view.reading_age_s = 0.1;
    assert_false(has_zones(scene));
    scene->view.reading_age_s = 0;
    go_on(scene, 1, 30, -1);
    assert_true(has_zones(scene));
    scene->view.has_reading = false;
    assert_false(has_zones(scene));
}

/* A long trace loses every second point, and its zones with it. */
static void the_zones_of_a_long_trace_stay_with_their_points(void **state)
{
    struct scene *scene = *state;
    arm(scene);
    scene->told.phase(scene->told.view, PHASE_RUNNING, 32);
    go_on(scene, 300, 32, -0.1);
    for (size_t at = 0; at < scene->view.n_trace; at++)
        assert_true(fabs((double)scene->view.thermal.zone_off[at][2] - 0.3) < 0.01);
}

/* Nobody responded: the mark stands where it was coldest, and the value is a bound from below. */
static void a_cold_limit_is_a_bound_from_below(void **state)
{
    struct scene *scene = *state;
    arm(scene);
    scene->told.phase(scene->told.view, PHASE_RUNNING, 32);
    go_on(scene, 32, 32, -1);
    const double coldest_s = newest_s(scene);
    go_on(scene, 3, 0, 5);
    scene->told.phase(scene->told.view, PHASE_RELEASED, 32);
    save(scene, END_LIMIT, 0, true);
    assert_true(scene->view.has_threshold && scene->view.censored);
    assert_true(fabs((double)scene->view.threshold.t_s - coldest_s) < 0.1);
    assert_true(scene->view.mean_is_bound && scene->view.mean_is_below);
    const struct trial_view *row = &scene->view.trials_here[0];
    assert_int_equal(row->state, ROW_CENSORED);
    assert_true(row->is_below && !row->zero_unseen && !row->off_zero);
    assert_false(scene->view.not_back);
}

/* It is in the list of its site, and the next one follows it. */
static void what_is_withheld_has_its_row(void **state)
{
    struct scene *scene = *state;
    struct trial_plan second = cold;
    scene->told.withheld(scene->told.view, &cold);
    assert_int_equal(scene->view.trials_here[0].state, ROW_WITHHELD);
    assert_int_equal(scene->view.trials_here[0].trial, 1);
    second.trial = 2;
    scene->told.withheld(scene->told.view, &second);
    assert_int_equal(scene->view.n_trials_here, 3);
    assert_int_equal(scene->view.trials_here[1].state, ROW_WITHHELD);
    assert_int_equal(scene->view.trials_here[2].state, ROW_PLANNED);
    assert_false(scene->view.has_mean);
}

/* The next thing that is told comes in the same turn; and the site is not called done. */
static void what_is_withheld_is_told_whatever_comes_next(void **state)
{
    struct scene *scene = *state;
    scene->told.notice(scene->told.view, "nothing is left at a");
    scene->told.withheld(scene->told.view, &cold);
    scene->told.notice(scene->told.view, "CPT ends at 10 °C");
    assert_string_equal(scene->conduct.toast, "nothing is left at a; CPT ends at 10 °C");
    scene->conduct.toast[0] = '\0';
    scene->told.notice(scene->told.view, "one");
    scene->told.notice(scene->told.view, "two");
    assert_string_equal(scene->conduct.toast, "two");
    scene->told.rest(scene->told.view, "b", "left", 10, 10);
    assert_int_equal(scene->view.sites[0].state, SITE_WITHHELD);
}

static void recall(struct scene *scene, const char *kind, const char *payload)
{
    const struct entry entry = {.kind = kind, .payload = payload, .payload_size = strlen(payload)};
    conduct_recall_entry(&scene->conduct, &entry);
}

/* The journal says that it was not given, and of which trial the protocol had asked. */
static void what_was_withheld_has_its_row_after_a_resume(void **state)
{
    struct scene *scene = *state;
    const struct study_trial first = {.test = "cpt",
                                      .site = "a",
                                      .side = "left",
                                      .end = "response",
                                      .censored = "none",
                                      .unit = "degC",
                                      .trial = 1,
                                      .attempt = 1,
                                      .value = 12,
                                      .rate_mean = NAN,
                                      .idle_kpa = NAN};
    struct trial_plan third = cold;
    third.trial = 3;
    conduct_recall(&scene->conduct, &first);
    recall(scene, "request", "{\"args\":{\"trial\":2},\"do\":\"trial\"}");
    recall(scene, "note",
           "{\"side\":\"left\",\"site\":\"a\",\"test\":\"cpt\",\"what\":\"withheld\"}");
    const struct prompt prompt = {
        .kind = PROMPT_ARM, .number = 1, .text = "", .plan = &third, .attempt = 1};
    scene->told.prompt(scene->told.view, NULL, &prompt);
    assert_int_equal(scene->view.n_trials_here, 3);
    assert_int_equal(scene->view.trials_here[0].state, ROW_SAVED);
    assert_int_equal(scene->view.trials_here[1].state, ROW_WITHHELD);
    assert_int_equal(scene->view.trials_here[1].trial, 2);
    assert_int_equal(scene->view.trials_here[2].state, ROW_PLANNED);
}

/* Nothing but what was withheld is known of its test, and it did nothing. */
static void what_was_withheld_is_no_pressure(void **state)
{
    struct scene *scene = *state;
    static const struct planned planned = {.sites = {{"cpt", "a", "left", 3}}, .n = 1};
    conduct_name_places(&scene->conduct, &planned);
    recall(scene, "request", "{\"args\":{\"trial\":1},\"do\":\"trial\"}");
    recall(scene, "note",
           "{\"side\":\"left\",\"site\":\"a\",\"test\":\"cpt\",\"what\":\"withheld\"}");
    scene->told.rest(scene->told.view, "a", "left", 40, 60);
    assert_string_equal(scene->view.test, "cpt");
    assert_int_equal(scene->view.stimulus, VIEW_TEMPERATURE);
}

/* 32 is far above what a hand may press between trials: it is degrees. */
static void no_temperature_is_taken_for_a_pressure(void **state)
{
    struct scene *scene = *state;
    ask(scene);
    scene->view.has_reading = true;
    scene->view.reading = 32;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.over_limit || scene->view.is_pressed || scene->view.off_zero);
    assert_false(scene->conduct.touch.is_on);
}

/* What was measured before a pause is a bound to the same side after it. */
static void a_bound_from_below_is_one_after_a_resume(void **state)
{
    struct scene *scene = *state;
    const struct study_trial trial = {.test = "cpt",
                                      .site = "a",
                                      .side = "left",
                                      .end = "limit",
                                      .censored = "left",
                                      .unit = "degC",
                                      .trial = 1,
                                      .attempt = 1,
                                      .rate_mean = NAN,
                                      .idle_kpa = NAN};
    conduct_recall(&scene->conduct, &trial);
    const struct conduct_row *row = &scene->conduct.rows[0];
    assert_int_equal(row->stimulus, VIEW_TEMPERATURE);
    assert_int_equal(row->view.state, ROW_CENSORED);
    assert_true(row->view.is_below && !row->view.zero_unseen);
}

/* "Back" is what somebody has seen: a release, too, ends a trial. */
static void only_what_was_seen_back_is_back(void **state)
{
    struct scene *scene = *state;
    for (int is_safe = 0; is_safe < 2; is_safe++) {
        struct trial_row row = {.plan = cold,
                                .attempt = 1,
                                .end = END_FAULT,
                                .fault = FAULT_SILENT,
                                .is_safe = is_safe};
        ask(scene);
        scene->told.phase(scene->told.view, PHASE_ARMED, 0);
        scene->told.phase(scene->told.view, PHASE_RELEASED, 0);
        scene->told.saved(scene->told.view, &row);
        assert_int_equal(scene->view.thermal.step == VIEW_BACK, is_safe);
    }
}

/* Over, it is still known in which pair it ended; the next one begins with the first. */
static void a_limen_stands_where_it_ended(void **state)
{
    struct scene *scene = *state;
    struct trial_row row = {.plan = cold, .attempt = 1, .end = END_RESPONSE, .has_value = true};
    row.plan.kind = STIMULUS_THERMAL_LIMEN;
    row.plan.thermal.pairs = 3;
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &row.plan, .attempt = 1};
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->view.thermal.turn = 6;
    scene->told.saved(scene->told.view, &row);
    assert_int_equal(scene->view.thermal.turn, 6);
    scene->told.prompt(scene->told.view, NULL, &arm);
    assert_int_equal(scene->view.thermal.turn, 1);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_ramp_to_the_cold_has_a_slope_below_0),
        ROW(the_baseline_waits_at_the_place_of_the_ramp),
        ROW(each_zone_is_shown_by_what_it_is_off_the_mean),
        ROW(zones_are_shown_while_they_are_as_new_as_the_value),
        ROW(the_zones_of_a_long_trace_stay_with_their_points),
        ROW(a_cold_limit_is_a_bound_from_below),
        ROW(what_is_withheld_has_its_row),
        ROW(what_is_withheld_is_told_whatever_comes_next),
        ROW(what_was_withheld_has_its_row_after_a_resume),
        ROW(what_was_withheld_is_no_pressure),
        ROW(no_temperature_is_taken_for_a_pressure),
        ROW(a_bound_from_below_is_one_after_a_resume),
        ROW(only_what_was_seen_back_is_back),
        ROW(a_limen_stands_where_it_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
