/* Thermal thresholds by the method of limits, from the verb to the record: on a simulated thermode, in virtual time. */
#include "support/thermal_scene.h"

static void all_four_find_the_thresholds_of_the_participant(void **state)
{
    (void)state;
    static const struct {
        const char *test;
        double celsius, rate;
    } rows[] = {{"cdt", 30.5, -1}, {"wdt", 34, 1}, {"cpt", 12, -1}, {"hpt", 44, 1}};
    for (size_t i = 0; i < 4; i++) {
        char run[200], note[2048];
        snprintf(run, sizeof run,
                 "    local r = %s { sites = site('thenar', 'left') }\n"
                 "    note(string.format('n=%%d of %%d', r.n, r.trials))\n",
                 rows[i].test);
        struct scene *scene = scene_thermal(run);
        scene_make_exact(scene);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 3);
        for (size_t j = 0; j < 3; j++) {
            const struct study_trial *row = &scene->rows[j];
            assert_string_equal(row->test, rows[i].test);
            assert_string_equal(row->unit, "degC");
            assert_string_equal(row->end, "response");
            assert_string_equal(row->censored, "none");
            assert_true(fabs(row->value - rows[i].celsius) < 0.2);
            assert_true(fabs(row->rate_mean - rows[i].rate) < 0.1 && row->counts);
            assert_true(row->rate_target == rows[i].rate && row->baseline == 32);
        }
        assert_int_equal(scene_entries(scene, "note", "n=3 of 3", note), 1);
        assert_int_equal(scene->asked[PROMPT_RELEASE], 0);
        assert_int_equal(scene->phases[PHASE_RELEASE], 0);
        scene_verify(scene);
        scene_free(scene);
    }
}

/* The thermode itself says that it goes down to 10 degC: who feels nothing until there is colder. */
static void a_cold_ramp_to_its_end_is_a_bound_from_above(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene =
        scene_thermal("    local r = cpt { sites = site('thenar', 'left'), trials = 1 }\n"
                      "    note(tostring(r.mean) .. ' ' .. tostring(r.mean.is_bound))\n");
    scene_make_exact(scene);
    scene->participant.thermal_celsius[SIM_COLD_PAIN] = 2;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 1);
    assert_string_equal(scene->rows[0].end, "limit");
    assert_string_equal(scene->rows[0].censored, "left");
    assert_true(scene->rows[0].value == 10);
    assert_int_equal(scene_entries(scene, "note", "less than 10 degC true", NULL), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"limit\":10,", entry), 1);
    scene_free(scene);
}

/* How far it trails is recorded always, and judged where the lab has said what it is on skin. */
static void the_lag_of_a_ramp_is_recorded_and_judged_only_by_the_labs_number(void **state)
{
    (void)state;
    static const struct {
        double lab_s;
        const char *contact;
    } rows[] = {{0, NULL}, {0.02, "\"contact\":\"seen\""}, {5, "\"contact\":\"doubted\""}};
    for (size_t i = 0; i < 3; i++) {
        char entry[2048];
        struct scene *scene =
            scene_thermal("    wdt { sites = site('thenar', 'left'), trials = 1 }\n");
        scene_make_exact(scene);
        scene->spec.contact_lag_s = rows[i].lab_s;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene_entries(scene, "trial", "\"lag_s\":", entry), 1);
        const double lag = number_of(entry, "lag_s");
        assert_true(fabs(lag - number_of(entry, "behind") / number_of(entry, "rate_mean")) < 1e-9);
        assert_true(lag > 0.02 && lag < 1);
        assert_int_equal(strstr(entry, "\"contact\"") != NULL, rows[i].contact != NULL);
        assert_true(!rows[i].contact || strstr(entry, rows[i].contact));
        assert_int_equal(scene_noticed(scene, "trailed its ramp"), rows[i].lab_s > 1);
        scene_free(scene);
    }
}

static enum decision note_limit(struct scene *scene, const struct prompt *prompt)
{
    double *limit = scene->extra;
    if (prompt->kind == PROMPT_ARM)
        *limit = prompt->limit;
    return scene_goes_on(scene, prompt);
}

/* The first ramp is asked for before the thermode has said how far it goes. */
static void the_examiner_is_told_how_far_it_goes(void **state)
{
    (void)state;
    double limit = NAN;
    struct scene *scene = scene_thermal("    cpt { sites = site('thenar', 'left'), trials = 1 }\n");
    scene->rule = note_limit;
    scene->extra = &limit;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(limit == 10);
    scene_free(scene);
}

static void a_warm_ramp_to_its_end_is_a_bound_from_below_and_so_is_its_distance(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(
        "    local r = wdt { sites = site('thenar', 'left'), trials = 2, limit = 40*degC }\n"
        "    note(tostring(r.mean) .. ', ' .. tostring(r.delta))\n");
    scene_make_exact(scene);
    scene->participant.lapse = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(scene->rows[i].censored, "right");
        assert_true(scene->rows[i].value == 40);
    }
    assert_int_equal(scene_entries(scene, "note", "more than 40 degC, more than 8 degC", NULL), 1);
    scene_free(scene);
}

static void the_lab_holds_a_limit_that_is_stricter(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 1 }\n");
    scene_make_exact(scene);
    scene->spec.instruments[0].temperature_max_degc = 42;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "limit");
    assert_true(scene->rows[0].value == 42);
    scene_free(scene);
}

/* What is read jitters, and a regulator goes a little beyond its target: neither is a reason to stop. */
static void a_ramp_to_the_very_limit_of_the_lab_ends_there_and_the_session_goes_on(void **state)
{
    (void)state;
    static const char *const drivers[] = {"qst-tcs", "meerstetter", "te-tech"};
    for (uint64_t seed = 1; seed <= 24; seed++)
        for (int is_cold = 0; is_cold < 2; is_cold++) {
            struct scene *scene = scene_thermal(
                is_cold
                    ? "    cpt { sites = site('thenar', 'left'), trials = 2, limit = 10*degC }\n"
                    : "    hpt { sites = site('thenar', 'left'), trials = 2, limit = 45*degC }\n");
            struct instrument_spec *instrument = &scene->spec.instruments[0];
            snprintf(instrument->driver, sizeof instrument->driver, "%s", drivers[seed % 3]);
            snprintf(instrument->port, sizeof instrument->port, "sim:%s", drivers[seed % 3]);
            instrument->temperature_max_degc = 45;
            instrument->temperature_min_degc = 10;
            scene->participant.lapse = 1;
            scene->seed = seed;
            assert_int_equal(scene_run(scene), STATUS_OK);
            if (scene_entries(scene, "stop", "", NULL) > 0 || scene->n_rows != 2)
                fail_msg("%s, seed %d: a stop", drivers[seed % 3], (int)seed);
            for (size_t i = 0; i < 2; i++) {
                assert_string_equal(scene->rows[i].end, "limit");
                assert_string_equal(scene->rows[i].censored, is_cold ? "left" : "right");
                assert_true(scene->rows[i].value == (is_cold ? 10 : 45));
            }
            scene_free(scene);
        }
}

/* Who drives for less than the ramp takes says so before anybody waits for it. */
static void a_ramp_that_is_longer_than_its_thermode_can_drive_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *run, *says; /* NULL: it is done */
    } rows[] = {
        {"cdt { sites = site('thenar', 'left'), trials = 1, rate = 0.2*degC/sec, limit = 10*degC }",
         "a ramp to 10 °C at 0.2 °C/s takes 114 s"},
        {"cdt { sites = site('thenar', 'left'), trials = 1, rate = 0.2*degC/sec, limit = 13*degC }",
         NULL},
        {"tsl { sites = site('thenar', 'left'), trials = 1, rate = 0.4*degC/sec, pairs = 1 }",
         "at 0.4 °C/s takes"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char run[200];
        snprintf(run, sizeof run, "    %s\n", rows[i].run);
        struct scene *scene = scene_thermal(run);
        scene_make_exact(scene);
        scene->participant.lapse = 1;
        const enum status status = scene_run(scene);
        if (rows[i].says ? !strstr(scene->why.text, rows[i].says) : status != STATUS_OK)
            fail_msg("%s: %s", rows[i].run, scene->why.text);
        assert_int_equal(scene_entries(scene, "stop", "", NULL), 0);
        assert_int_equal(scene->n_rows, rows[i].says ? 0 : 1);
        scene_free(scene);
    }
}

static void a_lab_that_leaves_no_room_for_the_ramp_is_told(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 1 }\n");
    scene->spec.instruments[0].temperature_max_degc = 32.5;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "from 32 to 32.5 °C"));
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

static void a_bench_without_a_thermode_is_told(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    cpt { sites = site('thenar', 'left') }\n");
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "the bench has no thermode"));
    scene_free(scene);
}

/* ---- waiting at the baseline */

/* Detection: 4 to 6 s, never the same for long; nobody can count along. */
static void the_interval_is_drawn_and_the_ramp_waits_for_it(void **state)
{
    (void)state;
    double drawn[6];
    struct scene *scene = scene_thermal("    cdt { sites = site('thenar', 'left'), trials = 6 }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 6);
    for (size_t i = 0; i < 6; i++) {
        char part[32], entry[2048];
        snprintf(part, sizeof part, "\"trial\":%zu,", i + 1);
        assert_int_equal(scene_entries(scene, "trial", part, entry), 1);
        drawn[i] = number_of(entry, "interval_s");
        assert_true(drawn[i] >= 4 && drawn[i] <= 6);
        assert_true(number_of(entry, "ramp_s") >= drawn[i]);
        assert_true(number_of(entry, "ramp_s") < drawn[i] + 2);
        for (size_t j = 0; j < i; j++)
            assert_true(drawn[i] != drawn[j]);
    }
    scene_free(scene);
}

static const char two_trials[] = "    cdt { sites = site('thenar', 'left'), trials = 2 }\n";

static void a_session_that_goes_on_waits_and_finds_as_if_it_had_not_been_left(void **state)
{
    (void)state;
    char of_whole[2048], of_left[2048];
    struct scene *whole = scene_thermal(two_trials), *left = scene_thermal(two_trials);
    assert_int_equal(scene_run(whole), STATUS_OK);
    left->rule = scene_leaves_second;
    assert_int_equal(scene_run(left), STATUS_STOPPED);
    assert_int_equal(left->n_rows, 1);
    left->rule = NULL;
    left->resume = true;
    assert_int_equal(scene_run(left), STATUS_OK);
    assert_int_equal(left->n_rows, 2);
    scene_entries(whole, "trial", "\"trial\":2,", of_whole);
    scene_entries(left, "trial", "\"trial\":2,", of_left);
    assert_true(number_of(of_whole, "interval_s") == number_of(of_left, "interval_s"));
    assert_true(fabs(whole->rows[1].value - left->rows[1].value) < 0.1);
    scene_free(whole);
    scene_free(left);
}

/* ---- what goes wrong */

static void stop_in_ramp(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    double *stopped = scene->extra, celsius = 32;
    mono_ns t;
    const struct channel_ref probe = {.instrument = 0, .channel = 0};
    if (*stopped == 0 && bench_latest(rig_bench(rig), probe, &celsius, &t) && celsius < 25) {
        *stopped = celsius;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
}

/* Nobody has to let go of a thermode, and nobody is asked whether he has. */
static void a_stop_in_the_ramp_ends_at_the_baseline_and_it_is_done_again(void **state)
{
    (void)state;
    char entry[2048];
    double stopped = 0;
    struct scene *scene = scene_thermal("    cpt { sites = site('thenar', 'left'), trials = 1 }\n");
    scene_make_exact(scene);
    scene->between = stop_in_ramp;
    scene->extra = &stopped;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_string_equal(scene->rows[0].end, "stop");
    assert_true(isnan(scene->rows[0].value) && !scene->rows[0].counts);
    assert_true(scene->rows[1].counts && fabs(scene->rows[1].value - 12) < 0.2);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 0);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
    assert_int_equal(scene_entries(scene, "trial", "\"end\":\"stop\"", entry), 1);
    assert_non_null(strstr(entry, "\"returned\":true"));
    scene_free(scene);
}

static void a_response_before_the_ramp_is_early_and_no_value(void **state)
{
    (void)state;
    struct scene *scene =
        scene_thermal("    local r = cpt { sites = site('thenar', 'left'), trials = 1 }\n"
                      "    note('n=' .. r.n)\n");
    scene->participant.early = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2); /* two attempts */
    assert_int_equal(scene_ends(scene, "early"), 2);
    assert_int_equal(scene_counted(scene), 0);
    assert_int_equal(scene_entries(scene, "note", "n=0", NULL), 1);
    scene_free(scene);
}

static void what_the_thermode_measures_is_kept_zone_by_zone(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_thermal("    cdt { sites = site('thenar', 'left'), trials = 1 }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "", entry), 1);
    for (int zone = 1; zone <= 5; zone++) {
        char key[12];
        snprintf(key, sizeof key, "zone%d", zone);
        assert_true(fabs(number_of(entry, key) - scene->rows[0].value) < 2);
    }
    /* the mean and five zones, each about 100 times a second */
    assert_true(scene->rows[0].has_samples);
    assert_true((double)scene->rows[0].samples_count > 6 * 90 * number_of(entry, "end_s"));
    assert_int_equal(scene->rows[0].samples_count % 6, 1); /* its end is one more */
    scene_free(scene);
}

/* A thermode moves with the participant's arm: one site is done before the next. */
static void pressure_and_heat_go_together_in_one_session(void **state)
{
    (void)state;
    struct why why = {0};
    struct scene *scene = scene_new(
        "    ppt { sites = site('thenar', 'left'), trials = 1, rest = 1*sec }\n"
        "    hpt { sites = { site('thenar', 'left'), site('thenar', 'right') }, trials = 2 }\n");
    assert_int_equal(
        sim_bench_for("{\"needs\":[\"algometer\",\"thermode\",\"response\"]}", &scene->spec, &why),
        STATUS_OK);
    scene_make_exact(scene);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 5);
    assert_string_equal(scene->rows[0].unit, "kPa");
    for (size_t i = 1; i < 5; i++) {
        assert_string_equal(scene->rows[i].side, i < 3 ? "left" : "right");
        assert_true(fabs(scene->rows[i].value - 44) < 0.2);
    }
    scene_free(scene);
}

/* What heat a site has had is no reason not to press there: nobody has pressed yet. */
static void ramps_of_a_thermode_are_no_pressure_ramps(void **state)
{
    (void)state;
    struct why why = {0};
    struct scene *scene =
        scene_new("    hpt { sites = site('thenar', 'left'), trials = 3 }\n"
                  "    ppt { sites = site('thenar', 'left'), trials = 1, rest = 1*sec }\n");
    assert_int_equal(
        sim_bench_for("{\"needs\":[\"algometer\",\"thermode\",\"response\"]}", &scene->spec, &why),
        STATUS_OK);
    scene->lab.pressure_ramps_per_day = 2;
    for (int visit = 0; visit < 2; visit++) {
        memset(&scene->key, 0, sizeof scene->key);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("visit %d: %s", visit, scene->why.text);
        assert_int_equal(scene->n_rows, 4);
    }
    memset(&scene->key, 0, sizeof scene->key);
    assert_int_not_equal(scene_run(scene), STATUS_OK); /* twice it was pressed */
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lag_of_a_ramp_is_recorded_and_judged_only_by_the_labs_number),
        cmocka_unit_test(all_four_find_the_thresholds_of_the_participant),
        cmocka_unit_test(a_cold_ramp_to_its_end_is_a_bound_from_above),
        cmocka_unit_test(the_examiner_is_told_how_far_it_goes),
        cmocka_unit_test(a_warm_ramp_to_its_end_is_a_bound_from_below_and_so_is_its_distance),
        cmocka_unit_test(the_lab_holds_a_limit_that_is_stricter),
        cmocka_unit_test(a_ramp_to_the_very_limit_of_the_lab_ends_there_and_the_session_goes_on),
        cmocka_unit_test(a_ramp_that_is_longer_than_its_thermode_can_drive_is_told),
        cmocka_unit_test(a_lab_that_leaves_no_room_for_the_ramp_is_told),
        cmocka_unit_test(a_bench_without_a_thermode_is_told),
        cmocka_unit_test(the_interval_is_drawn_and_the_ramp_waits_for_it),
        cmocka_unit_test(a_session_that_goes_on_waits_and_finds_as_if_it_had_not_been_left),
        cmocka_unit_test(a_stop_in_the_ramp_ends_at_the_baseline_and_it_is_done_again),
        cmocka_unit_test(a_response_before_the_ramp_is_early_and_no_value),
        cmocka_unit_test(what_the_thermode_measures_is_kept_zone_by_zone),
        cmocka_unit_test(pressure_and_heat_go_together_in_one_session),
        cmocka_unit_test(ramps_of_a_thermode_are_no_pressure_ramps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
