/* Going on with a session: on the bench that it began with, with the gauge that it began with, and with what a crash cut
 * off at the time at which it was. */
#include "base/clock.h"
#include "support/session_scene.h"

static const char two_trials[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest "
    "= 5*sec, max_trials = 2 }\n";

static enum decision leave_at_second_arm(struct scene *scene, const struct prompt *prompt)
{
    const bool leaves = prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 2;
    return leaves ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* Left between its two trials. */
static struct scene *left_scene(void)
{
    struct scene *scene = scene_new(two_trials);
    scene->rule = leave_at_second_arm;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 1);
    scene->rule = NULL;
    scene->resume = true;
    return scene;
}

/* ---- the bench */

/* Makes a session on `spec` and nothing more. */
static enum status begin_on(struct scene *scene, const struct bench_spec *spec)
{
    struct session_parts parts = {.spec = spec, .study = scene->study, .stop = &scene->stop};
    struct session *session = NULL;
    const struct script_options options = {.library = PROTOCOLS_DIR, .seed = scene->seed};
    const struct session_config config = {.participant = scene->id,
                                          .operator_name = "tester",
                                          .program = "limen test",
                                          .seed = scene->seed,
                                          .resume = scene->resume,
                                          .key = scene->key,
                                          .utc = scene->utc};
    const struct session_view view = {.prompt = scene_prompt};
    parts.view = &view;
    if (script_load(scene->protocol, &options, &parts.script, &scene->why) != STATUS_OK ||
        store_writer_new(scene->study, &parts.writer, &scene->why) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    const enum status status = session_new(&config, &parts, &session, &scene->why);
    struct why why;
    assert_int_equal(store_writer_join(parts.writer, &why), STATUS_OK);
    session_free(session);
    store_writer_free(parts.writer);
    script_free(parts.script);
    return status;
}

static void larger_probe(struct bench_spec *spec)
{
    spec->roles[ROLE_ALGOMETER].probe_area_cm2 = 2;
}

static void inverted(struct bench_spec *spec)
{
    spec->instruments[0].invert = !spec->instruments[0].invert;
}

static void other_driver(struct bench_spec *spec)
{
    snprintf(spec->instruments[0].driver, sizeof spec->instruments[0].driver, "presser");
}

static void other_limit(struct bench_spec *spec)
{
    spec->instruments[0].force_max_n = 200;
}

static void other_rate_limit(struct bench_spec *spec)
{
    spec->instruments[0].rate_max_kpa_per_s = 60;
}

static void other_capacity(struct bench_spec *spec)
{
    spec->instruments[0].capacity_n = 250;
}

static void one_more(struct bench_spec *spec)
{
    spec->instruments[1] = spec->instruments[0];
    snprintf(spec->instruments[1].name, sizeof spec->instruments[1].name, "spare");
    spec->n_instruments = 2;
}

static void one_more_role(struct bench_spec *spec)
{
    spec->roles[ROLE_MARKER] = spec->roles[ROLE_ALGOMETER];
}

static void no_algometer(struct bench_spec *spec)
{
    spec->roles[ROLE_ALGOMETER] = (struct role_spec){0};
}

static void a_real_one(struct bench_spec *spec)
{
    snprintf(spec->instruments[0].port, sizeof spec->instruments[0].port, "usb:0403:6001:A1");
}

static void another_cable(struct bench_spec *spec)
{
    snprintf(spec->instruments[0].port, sizeof spec->instruments[0].port, "/dev/ttyUSB7");
}

static void a_session_goes_on_only_on_the_bench_that_it_began_with(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct bench_spec *spec);
        const char *part;
    } rows[] = {
        {larger_probe, "algometer probe_area_cm2 was 1 and is 2"},
        {inverted, "algometer invert was false and is true"},
        {other_driver, "algometer driver was \"mark10\" and is \"presser\""},
        {other_limit, "algometer force_max_n was 120 and is 200"},
        {other_rate_limit, "algometer rate_max_kpa_per_s was 0 and is 60"},
        {other_capacity, "algometer capacity_n was 0 and is 250"},
        {one_more, "instruments was a list of 1 and is a list of 2"},
        {one_more_role, "marker was absent and is present"},
        {no_algometer, "algometer was present and is absent"},
        {a_real_one, "began on simulated instruments and those of this bench are real"},
    };
    struct scene *quiet = scene_new(two_trials);
    struct scene *scene = left_scene();
    assert_int_equal(scene_run(quiet), STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench_spec spec = scene->spec;
        rows[i].change(&spec);
        assert_int_equal(begin_on(scene, &spec), STATUS_DEPARTED);
        if (!strstr(scene->why.text, rows[i].part))
            fail_msg("%s", scene->why.text);
    }
    assert_int_equal(scene_entries(scene, "session_resume", "", NULL), 0);
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene_assert_same_values(quiet, scene);
    scene_free(scene);
    scene_free(quiet);
}

static void real_instruments_may_hang_on_another_cable_and_not_become_simulated(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    struct bench_spec spec = scene->spec;
    a_real_one(&spec);
    scene_open(scene, NULL);
    assert_int_equal(begin_on(scene, &spec), STATUS_OK);
    scene_find_key(scene);
    assert_true(scene->key.session > 0);
    scene->resume = true;
    another_cable(&spec);
    assert_int_equal(begin_on(scene, &spec), STATUS_OK);
    assert_int_equal(begin_on(scene, &scene->spec), STATUS_DEPARTED);
    assert_non_null(strstr(scene->why.text, "began on real instruments"));
    assert_int_equal(scene_entries(scene, "session_start", "\"simulated\":false", NULL), 1);
    scene_free(scene);
}

static void the_record_says_on_what_bench_it_began_and_went_on(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = left_scene();
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "session_start", "\"simulated\":true", entry), 1);
    assert_non_null(strstr(entry, "\"port\":\"sim:mark10\""));
    assert_int_equal(scene_entries(scene, "session_resume", "\"simulated\":true", entry), 1);
    assert_non_null(strstr(entry, "\"probe_area_cm2\":1"));
    scene_free(scene);
}

/* ---- the gauge */

static void another_gauge_after_a_pause_is_told_and_written_down(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = left_scene();
    assert_false(scene_noticed(scene, "another gauge"));
    scene_fault(scene, "identity:to=0000042");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene_noticed(scene, "another gauge answers"));
    assert_true(scene_noticed(scene, "0000042"));
    assert_int_equal(scene_entries(scene, "notice", "another gauge answers", entry), 1);
    assert_non_null(strstr(entry, "\"instrument\":\"algometer\""));
    scene_free(scene);
}

static void the_same_gauge_after_a_pause_is_nothing_to_tell(void **state)
{
    (void)state;
    struct scene *scene = left_scene();
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_false(scene_noticed(scene, "another gauge"));
    assert_int_equal(scene_entries(scene, "notice", "another gauge", NULL), 0);
    scene_free(scene);
}

/* ---- what a crash cut off */

static void die_in_ramp(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    const struct report lost = {.kind = REPORT_PHASE, .code = PHASE_ARMED, .t = now};
    mono_ns *at = scene->extra;
    if (now < *at)
        return;
    *at = MONO_NEVER;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    for (int i = 0; i < 300; i++)
        host.report(host.host, &lost); /* as if the program had died: nothing more is saved */
}

static bool keep_time_of_trial(void *context, const struct entry *entry, int64_t seq)
{
    utc_us *asked = context;
    (void)seq;
    if (strcmp(entry->kind, "request") == 0 &&
        memmem(entry->payload, entry->payload_size, "\"do\":\"trial\"", 12))
        *asked = entry->utc;
    return true;
}

static void a_ramp_that_a_crash_cut_off_stands_at_the_time_it_was_asked_for(void **state)
{
    (void)state;
    mono_ns at = 3 * MONO_SEC;
    utc_us asked = 0;
    char onset[40];
    struct why why;
    struct scene *scene = scene_new(two_trials);
    scene->between = die_in_ramp;
    scene->extra = &at;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_int_equal(study_entries(scene->study, &scene->key, keep_time_of_trial, &asked, &why),
                     STATUS_OK);
    scene->resume = true;
    scene->utc += (utc_us)3600 * 1000000;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "interrupted");
    utc_format(asked, onset, sizeof onset);
    assert_string_equal(scene->rows[0].onset, onset);
    assert_true(strcmp(scene->rows[1].onset, onset) > 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_goes_on_only_on_the_bench_that_it_began_with),
        cmocka_unit_test(real_instruments_may_hang_on_another_cable_and_not_become_simulated),
        cmocka_unit_test(the_record_says_on_what_bench_it_began_and_went_on),
        cmocka_unit_test(another_gauge_after_a_pause_is_told_and_written_down),
        cmocka_unit_test(the_same_gauge_after_a_pause_is_nothing_to_tell),
        cmocka_unit_test(a_ramp_that_a_crash_cut_off_stands_at_the_time_it_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
