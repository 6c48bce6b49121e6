/* Everything that can go wrong between an instrument and a session, in virtual time: no number that was not measured, a
 * reason in the journal, and the session goes on or ends with a clear sentence. */
#include "support/session_scene.h"

static const char protocol[] = "    ppt { sites = { site(\"lumbar.L4\", \"left\"), "
                               "site(\"thenar\", \"left\") }, trials = 2, rest = 2*sec,\n"
                               "      max_trials = 2 }\n";

/* Like the automatic examiner: what an instrument did is repeated twice. */
static enum decision repeat_twice(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_STOPPED)
        return scene_goes_on(scene, prompt);
    const bool is_instrument = status_exit_code(prompt->cause) == 3;
    return is_instrument && scene->asked[PROMPT_STOPPED] <= 2 ? DECISION_REPEAT : DECISION_LEAVE;
}

static struct scene *faulty(const char *spec, uint64_t seed)
{
    struct scene *scene = scene_new(protocol);
    scene->seed = seed;
    scene->rule = repeat_twice;
    if (spec[0])
        scene_fault(scene, spec);
    return scene;
}

struct row {
    const char *spec;
    double
        within_kpa; /* a value may differ by this from the one without the fault; 0: not at all */
    int code;       /* at the end; -1: 0 or 3 */
    const char *kind, *part; /* an entry of the journal that tells; NULL: nothing to tell */
    const char *sentence;    /* in what ended it */
};

static const struct row rows[] = {
    /* the line loses a twentieth of the bytes for a while */
    {"drop:p=0.05,at=3s,for=0.5s,cue=1", 5, -1, NULL, NULL, NULL},
    /* one byte in a thousand, all the time */
    {"drop:p=0.001", 5, -1, NULL, NULL, NULL},
    /* nothing arrives for 300 ms in the midst of a ramp */
    {"drop:at=4s,for=0.3s,cue=2", 5, -1, NULL, NULL, NULL},
    {"garble:p=0.02,at=2s,for=1s,cue=1", 5, -1, NULL, NULL, NULL},
    {"garble:p=0.0005", 5, -1, NULL, NULL, NULL},
    /* every byte alone; every 16 ms a bunch; 40 ms late: what is read is late, too */
    {"split:gap=0.2ms", 5, 0, NULL, NULL, NULL},
    {"merge", 5, 0, NULL, NULL, NULL},
    {"delay:40ms", 5, 0, NULL, NULL, NULL},
    {"truncate:at=3s", 5, -1, NULL, NULL, NULL},
    {"truncate:p=0.01,at=1s,for=5s", 5, -1, NULL, NULL, NULL},
    {"duplicate:at=2s,for=1s", 5, -1, NULL, NULL, NULL},
    /* the instrument falls silent for a second in the first ramp */
    {"silence:at=3s,for=1s,cue=1", 5, 0, "fault", "silent", NULL},
    {"silence:at=3s,cue=2", 5, 3, "fault", "silent", "no longer answers"},
    /* the cable is out for two seconds, or for good */
    {"unplug:at=4s,for=2s,cue=1", 5, 0, "fault", "link_lost", NULL},
    {"unplug:at=4s,for=2s,cue=3", 5, 0, "gone", "algometer", NULL},
    {"unplug:at=4s,cue=2", 5, 3, "fault", "link_lost", "plug it in"},
    /* out before the session began */
    {"unplug:from=on", 5, 3, NULL, NULL, "has not answered"},
    {"reboot:at=3s,cue=1", 5, 0, "fault", "", NULL},
    /* another make that speaks the same language: the record names it */
    {"identity", 5, -1, "ready", "BS-1", NULL},
    /* its unit is changed by hand in the ramp: converted, or asked for again */
    {"unit:at=3s,to=lbF,cue=1", 5, -1, NULL, NULL, NULL},
    {"unit:at=3s,to=kgF,cue=2", 5, -1, NULL, NULL, NULL},
    {"overload:at=3s,cue=1,for=1s", 5, -1, NULL, NULL, NULL},
    {"overload:at=3s,cue=1,for=1s,to=silent", 5, -1, "fault", "", NULL},
    {"overload:at=3s,cue=1,for=1s,to=word", 5, -1, "fault", "", NULL},
};

/* Only where the same trial was pressed by the same hand: the script's second attempt is another one. */
static void assert_values_are_near(const struct scene *quiet, const struct scene *scene,
                                   const struct row *row)
{
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *got = &scene->rows[i];
        const struct study_trial *expected = scene_counted_row(quiet, got);
        if (isnan(got->value) || !expected || strcmp(got->end, expected->end) != 0)
            continue;
        bool is_second = false;
        for (size_t j = 0; j < i; j++)
            is_second = is_second || (scene->rows[j].trial == got->trial &&
                                      strcmp(scene->rows[j].site, got->site) == 0 &&
                                      strcmp(scene->rows[j].end, "stop") != 0 &&
                                      strcmp(scene->rows[j].end, "fault") != 0);
        const bool is_other_hand =
            is_second || scene_entries((struct scene *)scene, "return", "\"end\":\"fault\"", NULL);
        if (!is_other_hand && fabs(got->value - expected->value) > row->within_kpa)
            fail_msg("%s: %g kPa instead of %g", row->spec, got->value, expected->value);
    }
}

static void assert_reasons(struct scene *scene, const struct row *row)
{
    const size_t faults = scene_ends(scene, "fault");
    if (scene_entries(scene, "trial", "\"fault\":\"", NULL) < faults)
        fail_msg("%s: a fault without a reason", row->spec);
    if (row->kind && scene_entries(scene, row->kind, row->part, NULL) == 0)
        fail_msg("%s: nothing about it in the journal", row->spec);
    if (row->sentence && !strstr(scene->why.text, row->sentence))
        fail_msg("%s: %s", row->spec, scene->why.text);
}

static void live_through(const struct row *row, uint64_t seed)
{
    struct scene *quiet = faulty("", seed);
    struct scene *scene = faulty(row->spec, seed);
    assert_int_equal(scene_run(quiet), STATUS_OK);
    const int code = status_exit_code(scene_run(scene));
    if (row->code >= 0 ? code != row->code : code != 0 && code != 3)
        fail_msg("%s, seed %llu: exit %d: %s", row->spec, (unsigned long long)seed, code,
                 scene->why.text);
    scene_assert_honest(scene);
    assert_values_are_near(quiet, scene, row);
    assert_reasons(scene, row);
    scene_verify(scene);
    assert_int_equal(code == 0, scene_entries(scene, "session_end", "completed", NULL) == 1);
    scene_free(scene);
    scene_free(quiet);
}

static void no_fault_of_the_line_or_the_instrument_makes_a_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (uint64_t seed = 1; seed <= 4; seed++)
            live_through(&rows[i], seed);
}

/* ---- those that change what is really measured, or that only the examiner can see */

static void a_slow_hand_is_seen_and_tried_again(void **state)
{
    (void)state;
    struct scene *scene = faulty("slow_ramp:0.5", 1);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 8); /* two attempts each, the last one counts */
    assert_int_equal(scene_entries(scene, "trial", "\"rate_off\":true", NULL), 8);
    assert_int_equal(scene_counted(scene), 4);
    scene_free(scene);
}

/* The gauge shows five times the limit at once: RELEASE, and the bound that this leaves does not count. */
static void a_blow_to_the_probe_is_no_threshold(void **state)
{
    (void)state;
    struct scene *scene = faulty("overload:at=3s,cue=1,for=1s", 1);
    assert_int_equal(status_exit_code(scene_run(scene)), 0);
    for (size_t i = 0; i < scene->n_rows; i++)
        assert_false(scene->rows[i].counts && strcmp(scene->rows[i].end, "limit") == 0);
    assert_int_equal(scene_counted(scene), 4);
    scene_free(scene);
}

static void a_zero_that_wanders_shows_in_the_idle_value(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = faulty("drift:by=6", 1);
    assert_true(status_exit_code(scene_run(scene)) == 0);
    assert_true(scene_entries(scene, "trial", "\"idle_kpa\":", entry) > 0);
    const double idle = atof(strstr(entry, "\"idle_kpa\":") + strlen("\"idle_kpa\":"));
    assert_true(fabs(idle) > 5); /* 6 N a minute are 60 kPa under 1 cm2 */
    scene_free(scene);
}

static enum decision leave_when_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* The bench file says 500 N, and a gauge of 25 N hangs there: at 250 kPa it cannot go further, and says nothing of it. */
static void a_gauge_smaller_than_the_bench_file_says_gives_no_number(void **state)
{
    (void)state;
    struct scene *scene = scene_new(
        "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest = 0*sec }\n");
    snprintf(scene->spec.instruments[0].port, sizeof scene->spec.instruments[0].port,
             "sim:mark10-25");
    scene->spec.instruments[0].capacity_n = 500;
    scene->participant.ppt_kpa = 500;
    scene->rule = leave_when_stopped;
    (void)status_exit_code(scene_run(scene));
    assert_int_equal(scene_counted(scene), 0);
    assert_true(scene->n_rows > 0);
    assert_int_equal(scene_ends(scene, "fault"), scene->n_rows);
    assert_int_equal(scene_entries(scene, "trial", "\"still\"", NULL), scene->n_rows);
    scene_verify(scene);
    scene_free(scene);
}

static void a_button_that_sticks_ends_no_ramp_twice(void **state)
{
    (void)state;
    struct scene *scene = faulty("stuck_button:at=3s,for=6s,cue=1", 1);
    scene->participant.ppt_kpa = 400;
    assert_int_equal(status_exit_code(scene_run(scene)), 0);
    scene_assert_honest(scene);
    assert_true(scene->rows[0].value > 50 && scene->rows[0].value < 150); /* when it stuck */
    scene_free(scene);
}

static enum decision leaves_at_once(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static void under_a_button_that_stays_down_nobody_is_pressed(void **state)
{
    (void)state;
    struct scene *scene = faulty("stuck_button:at=3s,cue=1", 2);
    scene->participant.ppt_kpa = 400;
    scene->rule = leaves_at_once;
    assert_int_equal(status_exit_code(scene_run(scene)), 3);
    assert_int_equal(scene->n_rows, 1); /* which it ended when it stuck */
    assert_string_equal(scene->rows[0].end, "response");
    assert_true(scene->asked[PROMPT_WAIT] > 0);
    assert_non_null(strstr(scene->why.text, "stuck"));
    scene_free(scene);
}

static void a_gauge_of_the_same_kind_in_its_place_is_told(void **state)
{
    (void)state;
    struct scene *scene = faulty("unplug:at=4s,for=1s,cue=1", 1);
    scene_fault(scene, "identity:to=0000042,at=4s,cue=1");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene_noticed(scene, "0000042"));
    assert_int_equal(scene_entries(scene, "ready", "0000042", NULL), 1);
    assert_int_equal(scene_entries(scene, "notice", "another_instrument", NULL), 1);
    scene_free(scene);
}

static void another_device_behind_the_port_is_told_apart(void **state)
{
    (void)state;
    struct scene *scene = faulty("", 1);
    snprintf(scene->spec.instruments[0].port, sizeof scene->spec.instruments[0].port,
             "sim:presser");
    assert_int_equal(scene_run(scene), STATUS_IDENTITY);
    assert_int_equal(status_exit_code(scene->status), 3);
    assert_non_null(strstr(scene->why.text, "another instrument answers"));
    assert_int_equal(scene->asked[PROMPT_STOPPED], 3); /* asked for twice more, still known */
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

/* Whatever is left after a fault for good can be resumed when the instrument works again. */
static void after_an_instrument_is_gone_for_good_the_session_is_resumed(void **state)
{
    (void)state;
    static const char *const specs[] = {"unplug:at=4s,cue=2", "silence:at=3s,cue=2",
                                        "unplug:from=on"};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct scene *quiet = faulty("", 1);
        struct scene *scene = faulty(specs[i], 1);
        assert_int_equal(scene_run(quiet), STATUS_OK);
        if (status_exit_code(scene_run(scene)) != 3)
            fail_msg("%s: %s", specs[i], scene->why.text);
        scene->n_faults = 0;
        scene->resume = true;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", specs[i], scene->why.text);
        scene_assert_same_values(quiet, scene);
        scene_verify(scene);
        scene_free(scene);
        scene_free(quiet);
    }
}

/* A fault while nobody is pressed is told and stops nothing. */
static void a_fault_between_two_trials_is_told_and_stops_nothing(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    rest(2*sec)\n    rest(10*sec)\n"
                  "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rest = 0*sec }\n");
    scene_fault(scene, "silence:at=3s,for=2s,from=on");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    assert_true(scene_entries(scene, "fault", "silent", NULL) >= 1);
    assert_true(scene_noticed(scene, "no longer answers"));
    scene_free(scene);
}

/* ---- a stop that comes later is not blamed on what is long over */

static void press_key_late(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    (void)rig;
    mono_ns *at = scene->extra;
    if (now < *at)
        return;
    *at = MONO_NEVER;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static void a_stop_by_a_person_is_not_blamed_on_an_old_fault(void **state)
{
    (void)state;
    mono_ns at = 9 * MONO_SEC;
    struct scene *scene = scene_new("    rest(12*sec)\n    ppt { sites = { site(\"thenar\", "
                                    "\"left\") }, trials = 1, rest = 0*sec }\n");
    scene_fault(scene, "silence:at=3s,for=2s,from=on");
    scene->between = press_key_late;
    scene->extra = &at;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->cause, STATUS_STOPPED);
    assert_int_equal(scene_entries(scene, "stop", "\"fault\"", NULL), 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_fault_of_the_line_or_the_instrument_makes_a_number),
        cmocka_unit_test(a_slow_hand_is_seen_and_tried_again),
        cmocka_unit_test(a_blow_to_the_probe_is_no_threshold),
        cmocka_unit_test(a_zero_that_wanders_shows_in_the_idle_value),
        cmocka_unit_test(a_gauge_smaller_than_the_bench_file_says_gives_no_number),
        cmocka_unit_test(a_button_that_sticks_ends_no_ramp_twice),
        cmocka_unit_test(under_a_button_that_stays_down_nobody_is_pressed),
        cmocka_unit_test(a_gauge_of_the_same_kind_in_its_place_is_told),
        cmocka_unit_test(another_device_behind_the_port_is_told_apart),
        cmocka_unit_test(after_an_instrument_is_gone_for_good_the_session_is_resumed),
        cmocka_unit_test(a_fault_between_two_trials_is_told_and_stops_nothing),
        cmocka_unit_test(a_stop_by_a_person_is_not_blamed_on_an_old_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
