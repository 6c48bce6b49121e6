/* Trains of heat pulses and tonic heat from the verb to tables and dose, on a simulated thermode beside another instrument's slider. */
#include "support/thermal_scene.h"

#include <math.h>

static const char one_train[] =
    "    local r = ts { by = 'heat', sites = site('thenar', 'left'), level = 47*degC, pulses = 5 "
    "}\n"
    "    note(('value %.2f growth %.2f n %d'):format(r.value, r.growth, #r.ratings))\n";

/* A lab that allows ramps of pulses. The slider is that of a cuff algometer. */
static struct scene *scene_heat(const char *run)
{
    struct scene *scene = scene_new(run);
    struct why why = {0};
    static const char needs[] = "{\"needs\":[\"thermode\",\"test_cuff\",\"rating\",\"response\"]}";
    if (sim_bench_for(needs, &scene->spec, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    const uint8_t thermode = scene->spec.roles[ROLE_THERMODE].instrument;
    scene->spec.instruments[thermode].ramp_max_degc_per_s = 20;
    scene_make_exact(scene);
    scene->participant.reaction_s = 0.2;
    return scene;
}

/* Without anything to rate on. */
static struct scene *scene_bare(const char *run)
{
    struct scene *scene = scene_thermal(run);
    scene->spec.instruments[0].ramp_max_degc_per_s = 20;
    return scene;
}

/* Of the first attempt. */
static size_t pulses_of(const struct scene *scene, const struct study_trial *rows[PULSES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        if (scene->rows[i].pulse > 0 && scene->rows[i].attempt == 1 && n < PULSES_MAX)
            rows[n++] = &scene->rows[i];
    return n;
}

static const struct study_trial *whole_of(const struct scene *scene)
{
    for (size_t i = 0; i < scene->n_rows; i++)
        if (scene->rows[i].pulse == 0)
            return &scene->rows[i];
    fail_msg("there is no row of the whole train");
    return NULL;
}

static void run(struct scene *scene)
{
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
}

static void every_pulse_is_a_row_with_level_onset_and_a_rating_that_grows(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    char entry[2048];
    struct scene *scene = scene_heat(one_train);
    run(scene);
    const struct study_trial *train = whole_of(scene);
    assert_string_equal(train->end, "completed");
    assert_true(train->counts && isnan(train->value) && train->level == 47);
    assert_int_equal(pulses_of(scene, rows), 5);
    for (size_t i = 0; i < 5; i++) {
        char pulse[24];
        snprintf(pulse, sizeof pulse, "\"pulse\":%zu", i + 1);
        assert_int_equal(scene_entries(scene, "trial", pulse, entry), 1);
        assert_true(fabs(number_of(entry, "onset_error_s")) < 0.01);
        assert_true(fabs(number_of(entry, "level_degc") - 47) < 0.1);
        assert_non_null(strstr(entry, "\"level_off\":false"));
        assert_string_equal(rows[i]->unit, "0-10");
        assert_string_equal(rows[i]->test, "ts");
        assert_true(rows[i]->counts && rows[i]->level == 47 && rows[i]->train == 1);
        assert_true(rows[i]->pulse == (int64_t)i + 1);
        assert_true(i == 0 ? rows[i]->value > 2 : rows[i]->value > rows[i - 1]->value);
    }
    assert_int_equal(scene_entries(scene, "trial", "\"pulses\":5", entry), 1);
    assert_true(number_of(entry, "period_s") == 2.5 && number_of(entry, "on_s") == 0.5);
    assert_true(number_of(entry, "given") == 5 && number_of(entry, "baseline") == 38);
    assert_true(number_of(entry, "thermal_ramps") == 5);
    assert_non_null(strstr(entry, "\"dose\":\"measured\""));
    assert_int_equal(scene_entries(scene, "note", "n 5", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* What was measured is no more than what was counted before: five pulses of 47 degC. */
static void the_dose_before_is_an_upper_bound_of_the_dose_after(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_heat(one_train);
    run(scene);
    assert_int_equal(scene_entries(scene, "trial", "\"pulses\":5", entry), 1);
    const double limits[] = {47, 38, 47, 38, 47, 38, 47, 38, 47};
    const struct thermal_request asked = {.baseline_c = 38,
                                          .limits_c = limits,
                                          .n_limits = 9,
                                          .rate_c_per_s = 15,
                                          .return_c_per_s = 15,
                                          .hold = 500 * MONO_MS,
                                          .pause = 2000 * MONO_MS};
    const double most = thermal_request_worst(&asked).dose.cem43_min;
    assert_true(number_of(entry, "cem43_min") <= 1.1 * most);
    assert_true(number_of(entry, "cem43_min") > 0.8 * most);
    scene_free(scene);
}

static void levels_may_differ_and_be_cold_and_nobody_has_to_rate(void **state)
{
    (void)state;
    const struct study_trial *rows[PULSES_MAX];
    char entry[2048];
    struct scene *scene = scene_bare(
        "    ts { by = 'heat', sites = site('thenar', 'left'), levels = { 20*degC, 10*degC },\n"
        "      baseline = 32*degC, on = 1*sec, period = 5*sec }\n");
    run(scene);
    assert_string_equal(whole_of(scene)->end, "completed");
    assert_int_equal(pulses_of(scene, rows), 2);
    assert_true(rows[0]->level == 20 && rows[1]->level == 10);
    assert_string_equal(rows[0]->end, "completed"); /* nobody was to rate it: no time was over */
    assert_true(isnan(rows[0]->value));
    assert_int_equal(scene_entries(scene, "trial", "\"pulse\":2", entry), 1);
    assert_true(fabs(number_of(entry, "level_degc") - 10) < 0.1);
    scene_free(scene);
}

/* What is refused is refused before anything is driven, with a sentence that says what is possible. */
static void what_cannot_be_is_refused_before_the_start(void **state)
{
    (void)state;
    static const struct {
        const char *options, *sentence;
    } rows[] = {
        {"level = 48*degC, period = 1.5*sec", "need a period of 2 s at least"},
        {"level = 48*degC, rate = 25*degC/sec", "20 °C/s at most"},
        {"level = 49.5*degC, on = 10*sec, period = 15*sec", "20 min in 24 hours"},
        {"level = 5*degC, baseline = 30*degC, period = 9*sec", "allow 10 to 50 °C"},
        {"levels = { 48*degC, 30*degC }", "must all be above its baseline"},
        {"level = 10*degC, baseline = 20*degC, pulses = 12, on = 10*sec, period = 20*sec",
         "120 s in 24 hours"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 "    local r = ts { by = 'heat', sites = site('thenar', 'left'), %s }\n"
                 "    note('n ' .. tostring(r.n))\n",
                 rows[i].options);
        struct scene *scene = scene_heat(text);
        const enum status status = scene_run(scene);
        const bool is_told = strstr(scene->why.text, rows[i].sentence) ||
                             scene_entries(scene, "note", rows[i].sentence, NULL) > 0;
        if (!is_told)
            fail_msg("%d: %s", (int)status, scene->why.text);
        assert_int_equal(scene->n_rows, 0);
        scene_free(scene);
    }
}

static void the_site_rests_between_two_trains(void **state)
{
    (void)state;
    struct scene *scene = scene_heat(
        "    ts { by = 'heat', sites = site('thenar', 'left'), level = 46*degC, pulses = 3,"
        " trials = 2, rest = 120*sec }\n");
    run(scene);
    double first = 0, second = 0;
    for (size_t i = 0; i < scene->n_rows; i++)
        if (scene->rows[i].pulse == 0)
            *(scene->rows[i].train == 1 ? &first : &second) = (double)scene->rows[i].train;
    assert_true(first == 1 && second == 2);
    assert_true(scene->report.duration > 120 * MONO_SEC);
    scene_free(scene);
}

/* Unplugged, silent: no value, nothing stays driven, and what was rated before stands with the train's end. */
static void a_thermode_that_is_lost_in_the_train_ends_it(void **state)
{
    (void)state;
    static const char *const faults[] = {"unplug:at=9s,for=5s,cue=1", "silence:at=9s,for=5s,cue=1"};
    for (size_t i = 0; i < 2; i++) {
        const struct study_trial *rows[PULSES_MAX];
        struct scene *scene = scene_bare("    ts { by = 'heat', sites = site('thenar', 'left'), "
                                         "level = 46*degC, pulses = 5 }\n");
        scene_fault(scene, faults[i]);
        (void)scene_run(scene);
        assert_string_equal(whole_of(scene)->end, "fault");
        assert_false(whole_of(scene)->counts);
        const size_t n = pulses_of(scene, rows);
        assert_true(n > 0 && n < 5);
        for (size_t k = 0; k < n; k++)
            assert_true(strcmp(rows[k]->end, "fault") == 0 && !rows[k]->counts);
        scene_free(scene);
    }
}

/* How far into the attempt, and whether it was done. */
struct stopping {
    mono_ns armed, after;
    bool is_done;
};

static void stop_after(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct stopping *stopping = scene->extra;
    (void)rig;
    if (scene->phases[PHASE_ARMED] == 0 || stopping->is_done)
        return;
    if (stopping->armed == 0)
        stopping->armed = now;
    stopping->is_done = now - stopping->armed >= stopping->after;
    if (stopping->is_done)
        stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision skips_what_was_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_SKIP : scene_goes_on(scene, prompt);
}

/* From settling through way up, hold, way down and pause to the last pulse: it is back at its baseline, and what it gave is counted. */
static void a_stop_in_any_phase_ends_at_the_baseline(void **state)
{
    (void)state;
    char entry[2048];
    for (mono_ns after = 200 * MONO_MS; after < 13 * MONO_SEC; after += 370 * MONO_MS) {
        const struct study_trial *rows[PULSES_MAX];
        struct stopping stopping = {.after = after};
        struct scene *scene = scene_heat(one_train);
        scene->between = stop_after;
        scene->extra = &stopping;
        scene->rule = skips_what_was_stopped;
        (void)scene_run(scene);
        assert_true(stopping.is_done);
        assert_string_equal(whole_of(scene)->end, "stop");
        assert_false(whole_of(scene)->counts);
        assert_int_equal(scene_entries(scene, "trial", "\"pulses\":5", entry), 1);
        assert_non_null(strstr(entry, "\"returned\":true"));
        assert_non_null(strstr(entry, "\"dose\":\"measured\""));
        const size_t n = pulses_of(scene, rows);
        assert_true(n < 5 && (after > 4 * MONO_SEC || n <= 1));
        for (size_t i = 0; i < n; i++)
            assert_true(strcmp(rows[i]->end, "stop") == 0 && !rows[i]->counts);
        scene_free(scene);
    }
}

/* A press is no answer here: it ends the test. */
static void whoever_presses_withdraws_and_nothing_more_is_done(void **state)
{
    (void)state;
    struct scene *scene = scene_heat(
        "    local r = ts { by = 'heat', sites = site('thenar', 'left'), level = 46*degC,"
        " trials = 2, attempts = 3 }\n    note('n ' .. r.n)\n");
    scene->participant.early = 1;
    run(scene);
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(whole_of(scene)->end, "withdrawn");
    assert_int_equal(scene_entries(scene, "note", "n 0", NULL), 1);
    scene_free(scene);
}

/* The mean, five zones about 100 times a second, the slider 20 times. */
static void all_that_was_measured_is_kept_the_rating_too(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_heat(one_train);
    run(scene);
    assert_int_equal(scene_entries(scene, "trial", "\"pulses\":5", entry), 1);
    const double seconds = number_of(entry, "end_s");
    assert_true(whole_of(scene)->has_samples);
    assert_true((double)whole_of(scene)->samples_count > (6 * 90 + 19) * seconds);
    scene_free(scene);
}

static void tonic_heat_is_held_rated_and_scored(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_heat(
        "    local r = tonic { by = 'heat', sites = site('thenar', 'left'), level = 45.5*degC }\n"
        "    note(('mean %.2f rise %.2f'):format(r.value, r.rise))\n");
    run(scene);
    const struct study_trial *row = whole_of(scene);
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(row->test, "tonic");
    assert_string_equal(row->end, "completed");
    assert_string_equal(row->unit, "0-10");
    assert_true(row->counts && row->value > 0.5 && row->value < 5);
    assert_int_equal(scene_entries(scene, "trial", "\"hold_s\":120", entry), 1);
    assert_true(fabs(number_of(entry, "level_degc") - 45.5) < 0.1);
    assert_true(number_of(entry, "peak_rating") > number_of(entry, "nadir_rating"));
    assert_true(number_of(entry, "rise") > 0 && number_of(entry, "nadir_s") > 5);
    assert_true(number_of(entry, "ratings") > 2000);
    assert_true(number_of(entry, "hot_s") > 119 && number_of(entry, "thermal_ramps") == 1);
    assert_int_equal(scene_entries(scene, "note", "mean ", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* METHODS 11.2: 46.5 degC for 2 min is more than a day may have. */
static void half_a_degree_more_is_refused(void **state)
{
    (void)state;
    struct scene *scene = scene_heat(
        "    local r = tonic { by = 'heat', sites = site('thenar', 'left'), level = 46.5*degC }\n"
        "    note('n ' .. tostring(r.n))\n");
    run(scene);
    assert_int_equal(scene->n_rows, 0);
    assert_int_equal(scene_entries(scene, "note", "CEM43", NULL), 1);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pulse_is_a_row_with_level_onset_and_a_rating_that_grows),
        cmocka_unit_test(the_dose_before_is_an_upper_bound_of_the_dose_after),
        cmocka_unit_test(levels_may_differ_and_be_cold_and_nobody_has_to_rate),
        cmocka_unit_test(what_cannot_be_is_refused_before_the_start),
        cmocka_unit_test(the_site_rests_between_two_trains),
        cmocka_unit_test(a_thermode_that_is_lost_in_the_train_ends_it),
        cmocka_unit_test(a_stop_in_any_phase_ends_at_the_baseline),
        cmocka_unit_test(whoever_presses_withdraws_and_nothing_more_is_done),
        cmocka_unit_test(all_that_was_measured_is_kept_the_rating_too),
        cmocka_unit_test(tonic_heat_is_held_rated_and_scored),
        cmocka_unit_test(half_a_degree_more_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
