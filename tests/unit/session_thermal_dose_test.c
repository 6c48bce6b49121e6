/* What a thermode has given to a site: measured, kept, counted over sessions and crashes, and no more than a site may have. */
#include "support/thermal_scene.h"

#include "hw/thermal_dose.h"

static const utc_us hour = (utc_us)3600 * 1000000;

static void run_anew(struct scene *scene, utc_us later)
{
    memset(&scene->key, 0, sizeof scene->key);
    scene->utc += later;
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
}

static void newest_trial(struct scene *scene, char entry[2048])
{
    assert_true(scene_entries(scene, "trial", "", entry) > 0);
}

/* At its limit a drive holds so long when nobody ends it (2 * dead time + 0.7 s). */
static const double ALONE_S = 1.7;

/* Up to `peak` at 1 degC/s and back at 5, as the plant does it, too. */
static double cem43_of_ramp(double peak_c)
{
    return cem43_line(32, peak_c, peak_c - 32) + cem43_line(peak_c, 32, (peak_c - 32) / 5);
}

static double cem43_of_worst(double peak_c)
{
    return cem43_of_ramp(peak_c) + cem43_line(peak_c, peak_c, ALONE_S);
}

static struct scene *one_trial_of(const char *verb)
{
    char run[128];
    snprintf(run, sizeof run, "    %s { sites = site('thenar', 'left'), trials = 1 }\n", verb);
    struct scene *scene = scene_thermal(run);
    scene_make_exact(scene);
    return scene;
}

static void what_a_ramp_gave_is_measured_and_kept_with_it(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = one_trial_of("hpt");
    scene->participant.thermal_celsius[SIM_HEAT_PAIN] = 47;
    assert_int_equal(scene_run(scene), STATUS_OK);
    newest_trial(scene, entry);
    const double expected = cem43_of_ramp(47);
    assert_true(number_of(entry, "cem43_min") > 0.95 * expected);
    assert_true(number_of(entry, "cem43_min") < 1.3 * expected); /* the warmest zone counts */
    assert_true(fabs(number_of(entry, "hot_s") - 4 - 4 / 5.) < 0.5);
    assert_true(number_of(entry, "cold_s") == 0);
    assert_true(number_of(entry, "thermal_ramps") == 0); /* it ended before its limit */
    scene_free(scene);
}

static void a_ramp_to_its_limit_counts_as_one(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = one_trial_of("cpt");
    scene->participant.lapse = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    newest_trial(scene, entry);
    assert_true(number_of(entry, "thermal_ramps") == 1);
    /* from 15 to the 10 degC of this thermode at 1 degC/s and back at 5 */
    assert_true(fabs(number_of(entry, "cold_s") - 6) < 1);
    scene_free(scene);
}

/* ---- no more than a site may have */

static const char two_sites[] =
    "    local left, right = site('thenar', 'left'), site('thenar', 'right')\n"
    "    local r = hpt { sites = { left, right }, trials = 2 }\n"
    "    note(string.format('left %d of %d, right %d of %d', r[left].n, r[left].trials, "
    "r[right].n, "
    "r[right].trials))\n";

/* The worst case of a ramp to 50 degC is 7.3 min CEM43, half of it while nobody ends it there. */
static void a_site_that_has_had_its_share_is_left_out_and_the_others_go_on(void **state)
{
    (void)state;
    char note[2048];
    struct scene *scene = scene_thermal(two_sites);
    scene_make_exact(scene);
    scene->lab.thermal.cem43_min = 7.6;
    scene->participant.thermal_celsius[SIM_HEAT_PAIN] = 47;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_string_equal(scene->rows[0].side, "left");
    assert_string_equal(scene->rows[1].side, "right");
    assert_int_equal(scene_entries(scene, "note", "left 1 of 1, right 1 of 1", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "\"what\":\"withheld\"", note), 2);
    assert_non_null(strstr(note, "\"side\":\"right\",\"site\":\"thenar\",\"test\":\"hpt\""));
    assert_true(scene_noticed(scene, "of 7.6 min in 24 hours are left"));
    scene_verify(scene);
    scene_free(scene);
}

static void the_day_is_counted_over_sessions_and_is_over_after_24_hours(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(two_sites);
    scene_make_exact(scene);
    scene->lab.thermal.cem43_min = 7.6;
    scene->participant.thermal_celsius[SIM_HEAT_PAIN] = 47;
    run_anew(scene, 0);
    assert_int_equal(scene->n_rows, 2);
    run_anew(scene, hour);
    assert_int_equal(scene->n_rows, 0);
    run_anew(scene, 24 * hour);
    assert_int_equal(scene->n_rows, 2);
    scene_free(scene);
}

static void a_session_that_goes_on_hears_again_what_was_withheld(void **state)
{
    (void)state;
    char run[1024];
    snprintf(run, sizeof run, "%s    cdt { sites = { right }, trials = 2 }\n", two_sites);
    struct scene *scene = scene_thermal(run);
    scene_make_exact(scene);
    scene->lab.thermal.cem43_min = 7.6;
    scene->participant.thermal_celsius[SIM_HEAT_PAIN] = 47;
    scene->rule = scene_leaves_second;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    scene->rule = NULL;
    scene->resume = true;
    scene->utc += 25 * hour; /* it might be given now: but it was decided */
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(scene_entries(scene, "note", "left 1 of 1", NULL), 1);
    assert_int_equal(scene_ends(scene, "response"), scene->n_rows);
    scene_free(scene);
}

static void limits_of_the_lab_that_a_site_reaches(void **state)
{
    (void)state;
    static const struct {
        struct thermal_envelope lab;
        const char *test;
        size_t rows; /* of three */
    } rows[] = {
        {{.ramps_per_day = 2}, "cpt", 2}, {{.cold_day_s = 15}, "cpt", 2}, /* 6 s each */
        {{.hot_day_s = 20}, "hpt", 2}, /* 8.4 s each, and 1.7 more where nobody ends it */
        {{.cem43_min = 12}, "hpt", 2},    {{.ramps_per_day = 3}, "cpt", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char run[200];
        snprintf(run, sizeof run, "    %s { sites = site('thenar', 'left'), trials = 3 }\n",
                 rows[i].test);
        struct scene *scene = scene_thermal(run);
        scene_make_exact(scene);
        scene->participant.lapse = 1;
        scene->lab.thermal = rows[i].lab;
        assert_int_equal(scene_run(scene), STATUS_OK);
        if (scene->n_rows != rows[i].rows)
            fail_msg("row %zu: %zu trials", i, scene->n_rows);
        assert_int_equal(scene_entries(scene, "note", "withheld", NULL), rows[i].rows < 3);
        scene_free(scene);
    }
}

/* Also those that do not tell how far they go. */
static void the_day_is_counted_on_every_thermode(void **state)
{
    (void)state;
    static const char *const thermodes[] = {"qst-tcs", "meerstetter", "te-tech"};
    for (size_t i = 0; i < 3; i++) {
        struct scene *scene = scene_thermal(
            "    cdt { sites = site('thenar', 'left'), trials = 14, limit = 28*degC }\n"
            "    hpt { sites = site('thenar', 'right'), trials = 6, limit = 49*degC }\n");
        struct instrument_spec *thermode = &scene->spec.instruments[0];
        snprintf(thermode->driver, sizeof thermode->driver, "%s", thermodes[i]);
        snprintf(thermode->port, sizeof thermode->port, "sim:%s", thermodes[i]);
        scene_make_exact(scene);
        scene->participant.lapse = 1;
        scene->lab.thermal.cem43_min = 6;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", thermodes[i], scene->why.text);
        size_t cold = 0;
        for (size_t j = 0; j < scene->n_rows; j++)
            cold += strcmp(scene->rows[j].test, "cdt") == 0;
        if (cold != 12)
            fail_msg("%s: %zu ramps", thermodes[i], cold);
        assert_int_equal(scene_entries(scene, "note", "withheld", NULL), 2);
        assert_int_equal(scene_ends(scene, "stop"), 0);
        scene_free(scene);
    }
}

static void the_examiner_is_warned_before_it_is_too_much(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 2 }\n");
    scene_make_exact(scene);
    scene->lab.thermal.cem43_warn_min = 5;
    scene->participant.lapse = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_true(scene_noticed(scene, "look at the skin"));
    scene_free(scene);
}

/* Not the day's: nothing is left out, the session ends with what is wrong, before the thermode has moved. A bench file that
 * says nothing of ramps allows those of the method of limits, and one that does makes room. */
static void a_rate_that_the_bench_forbids_is_refused(void **state)
{
    (void)state;
    static const struct {
        double ramp;
        const char *verb, *allowed; /* NULL: the ramp is given */
    } rows[] = {
        {1.5, "hpt", "1.5 °C/s at most"},   {0, "hpt", "1 °C/s at most"},
        {0, "cpt", "1 °C/s at most"},       {0, "tsl", "1 °C/s at most"},
        {1.99, "tsl", "1.99 °C/s at most"}, {2, "hpt", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char verb[160];
        snprintf(verb, sizeof verb,
                 "    %s { sites = site('thenar', 'left'), trials = 1, rate = 2*degC/sec }\n",
                 rows[i].verb);
        struct scene *scene = scene_thermal(verb);
        scene->spec.instruments[0].ramp_max_degc_per_s = rows[i].ramp;
        assert_int_equal(scene_run(scene), rows[i].allowed ? STATUS_RANGE : STATUS_OK);
        assert_int_equal(scene->n_rows, rows[i].allowed ? 0 : 1);
        if (rows[i].allowed) {
            assert_non_null(strstr(scene->why.text, "ramps of 2 °C/s"));
            assert_non_null(strstr(scene->why.text, rows[i].allowed));
            assert_non_null(strstr(scene->why.text, "`ramp` in the limits of its thermode"));
            assert_int_equal(scene->phases[PHASE_RUNNING], 0);
        }
        scene_free(scene);
    }
}

/* ---- what nobody has measured */

static void die_in_ramp(void *context, struct rig *rig, mono_ns now)
{
    const struct scene *scene = context;
    if (scene->phases[PHASE_RUNNING] > 0)
        scene_lose_reports(rig, PHASE_ARMED, now);
}

static void what_a_crash_cut_off_counts_as_the_worst_that_it_could_be(void **state)
{
    (void)state;
    struct scene *scene = one_trial_of("hpt");
    scene->lab.thermal.cem43_min = 14; /* the worst once, not twice */
    scene->between = die_in_ramp;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    scene->between = NULL;
    run_anew(scene, hour);
    assert_int_equal(scene->n_rows, 0);
    run_anew(scene, 25 * hour);
    assert_int_equal(scene->n_rows, 1);
    scene_free(scene);
}

/* And says so, for whoever adds up later. */
static void what_a_crash_cut_off_says_so_when_the_session_goes_on(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = one_trial_of("hpt");
    scene->between = die_in_ramp;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    scene->between = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "interrupted", entry), 1);
    assert_true(fabs(number_of(entry, "cem43_min") - cem43_of_worst(50)) < 0.01);
    assert_true(number_of(entry, "thermal_ramps") == 1);
    scene_free(scene);
}

/* A TE controller holds what it held until somebody switches it off: it may have been on until now. The others end by
 * themselves. */
static void what_a_crash_left_driven_counts_until_now(void **state)
{
    (void)state;
    static const struct {
        const char *driver;
        bool holds;
    } rows[] = {{"qst-tcs", false}, {"te-tech", true}};
    for (size_t i = 0; i < 2; i++) {
        char entry[2048];
        struct scene *scene = one_trial_of("cpt");
        snprintf(scene->spec.instruments[0].driver, 16, "%s", rows[i].driver);
        snprintf(scene->spec.instruments[0].port, 128, "sim:%s", rows[i].driver);
        scene->between = die_in_ramp;
        assert_int_equal(scene_run(scene), STATUS_FULL);
        scene->between = NULL;
        scene->resume = true;
        scene->utc += hour;
        (void)scene_run(scene);
        assert_int_equal(scene_entries(scene, "trial", "interrupted", entry), 1);
        if ((number_of(entry, "cold_s") > 3600) != rows[i].holds)
            fail_msg("%s: %g s", rows[i].driver, number_of(entry, "cold_s"));
        scene_free(scene);
    }
}

static enum decision waits_until_it_is_mended(struct scene *scene, const struct prompt *prompt)
{
    const bool waits = prompt->kind == PROMPT_STOPPED && !prompt->is_mended;
    return waits ? DECISION_NONE : scene_goes_on(scene, prompt);
}

/* One trial of heat pain with the cable out for a time; the examiner goes on when it is in again. */
static struct scene *cable_out(const char *unplug, double lapse)
{
    struct scene *scene = one_trial_of("hpt");
    scene->participant.lapse = lapse;
    scene->rule = waits_until_it_is_mended;
    scene_fault(scene, unplug);
    assert_int_equal(scene_run(scene), STATUS_OK);
    return scene;
}

static void a_thermode_that_was_not_seen_back_counts_as_the_worst(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = cable_out("unplug:at=20s,for=90s,cue=1", 1);
    assert_int_equal(scene_entries(scene, "trial", "\"returned\":false", entry), 1);
    assert_true(number_of(entry, "cem43_min") >= cem43_of_worst(50));
    assert_non_null(strstr(entry, "\"dose\":\"worst\""));
    assert_true(number_of(entry, "thermal_ramps") == 1);
    scene_free(scene);
}

static enum decision leaves_what_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* In sight, hardly moves, and is not back in time. Where it is still hot nobody knows for how long, so its site has nothing
 * left; where it stands at what harms nobody, it is the worst of its ramp. */
static void a_thermode_that_is_seen_to_stay_hot_uses_up_the_day_of_its_site(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        double cem43_min;
    } rows[] = {{"slow_ramp:by=0.02,at=19.5s,cue=1", 7.3}, {"slow_ramp:by=0.02,at=32s,cue=1", 20}};
    for (size_t i = 0; i < 2; i++) {
        char entry[2048];
        struct scene *scene = one_trial_of("hpt");
        struct instrument_spec *instrument = &scene->spec.instruments[0];
        snprintf(instrument->driver, sizeof instrument->driver, "meerstetter");
        snprintf(instrument->port, sizeof instrument->port, "sim:meerstetter");
        scene->participant.thermal_celsius[SIM_HEAT_PAIN] = 49;
        scene->rule = leaves_what_stopped;
        scene_fault(scene, rows[i].fault);
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene_entries(scene, "trial", "\"returned\":false", entry), 1);
        assert_non_null(strstr(entry, "\"dose\":\"worst\""));
        if (fabs(number_of(entry, "cem43_min") - rows[i].cem43_min) > 0.1)
            fail_msg("row %zu: %g min", i, number_of(entry, "cem43_min"));
        assert_true(number_of(entry, "cold_s") == 0);
        scene_free(scene);
    }
}

/* Its cable is out in mid-ramp and stays out. The TCS ends its program by itself, a Meerstetter's watchdog switches it off; a
 * TE controller holds what it held, and nobody has said that it is off the skin. */
static void what_holds_on_out_of_sight_uses_up_the_day_of_its_site(void **state)
{
    (void)state;
    static const struct {
        const char *driver;
        bool is_all;
    } rows[] = {{"qst-tcs", false}, {"meerstetter", false}, {"te-tech", true}};
    for (size_t i = 0; i < 3; i++) {
        char entry[2048];
        struct scene *scene =
            scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 1 }\n");
        struct instrument_spec *instrument = &scene->spec.instruments[0];
        snprintf(instrument->driver, sizeof instrument->driver, "%s", rows[i].driver);
        snprintf(instrument->port, sizeof instrument->port, "sim:%s", rows[i].driver);
        scene_make_exact(scene);
        scene->participant.lapse = 1;
        scene->rule = leaves_what_stopped;
        scene_fault(scene, "unplug:at=30s,cue=1");
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene_entries(scene, "trial", "\"returned\":false", entry), 1);
        assert_non_null(strstr(entry, "\"dose\":\"worst\""));
        if ((number_of(entry, "cem43_min") >= 20) != rows[i].is_all)
            fail_msg("%s: %g min", rows[i].driver, number_of(entry, "cem43_min"));
        scene_free(scene);
    }
}

/* Its cable is out from 44 degC on for as long as it takes to go to 50, hold there and come back: the readings before and after
 * say nothing of that. */
static void what_a_thermode_did_out_of_sight_counts_as_the_worst(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = cable_out("unplug:at=22s,for=12s,cue=1", 1);
    assert_true(scene_entries(scene, "trial", "\"end\":\"fault\"", entry) == 1);
    assert_non_null(strstr(entry, "\"returned\":true"));
    assert_non_null(strstr(entry, "\"dose\":\"worst\""));
    assert_true(number_of(entry, "cem43_min") >= cem43_of_worst(50));
    scene_free(scene);
}

/* The cable was out while it settled: nothing was given, and nothing is counted. */
static void what_was_not_begun_has_given_nothing(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = cable_out("unplug:at=0.5s,for=90s,cue=1", 0);
    assert_int_equal(scene_entries(scene, "trial", "\"end\":\"fault\"", entry), 1);
    assert_true(number_of(entry, "cem43_min") < 0.01);
    assert_non_null(strstr(entry, "\"dose\":\"measured\""));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_ramp_gave_is_measured_and_kept_with_it),
        cmocka_unit_test(a_ramp_to_its_limit_counts_as_one),
        cmocka_unit_test(a_site_that_has_had_its_share_is_left_out_and_the_others_go_on),
        cmocka_unit_test(the_day_is_counted_over_sessions_and_is_over_after_24_hours),
        cmocka_unit_test(a_session_that_goes_on_hears_again_what_was_withheld),
        cmocka_unit_test(limits_of_the_lab_that_a_site_reaches),
        cmocka_unit_test(the_day_is_counted_on_every_thermode),
        cmocka_unit_test(the_examiner_is_warned_before_it_is_too_much),
        cmocka_unit_test(a_rate_that_the_bench_forbids_is_refused),
        cmocka_unit_test(what_a_crash_cut_off_counts_as_the_worst_that_it_could_be),
        cmocka_unit_test(what_a_crash_left_driven_counts_until_now),
        cmocka_unit_test(what_a_crash_cut_off_says_so_when_the_session_goes_on),
        cmocka_unit_test(a_thermode_that_was_not_seen_back_counts_as_the_worst),
        cmocka_unit_test(a_thermode_that_is_seen_to_stay_hot_uses_up_the_day_of_its_site),
        cmocka_unit_test(what_holds_on_out_of_sight_uses_up_the_day_of_its_site),
        cmocka_unit_test(what_a_thermode_did_out_of_sight_counts_as_the_worst),
        cmocka_unit_test(what_was_not_begun_has_given_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
