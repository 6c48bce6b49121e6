/* Going on with a session: on the bench that it began with, with the gauge that it began with, and with what a crash cut
 * off at the time at which it was. */
#include "base/clock.h"
#include "support/session_scene.h"

/* ---- why it is done again */

struct first_arm {
    bool is_known;
    enum again again;
};

static enum decision note_first_arm(struct scene *scene, const struct prompt *prompt)
{
    struct first_arm *first = scene->extra;
    if (prompt->kind == PROMPT_ARM && !first->is_known)
        *first = (struct first_arm){true, prompt->again};
    return scene_goes_on(scene, prompt);
}

static enum decision spoil_and_leave(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_REVIEW ? DECISION_SPOIL : scene_leaves_second(scene, prompt);
}

static enum decision wait_at_review(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_REVIEW ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static void die_at_review(void *context, struct rig *rig, mono_ns now)
{
    (void)context;
    const struct prompt *prompt = session_prompt(rig_session(rig));
    if (prompt && prompt->kind == PROMPT_REVIEW)
        scene_lose_reports(rig, PHASE_ARMED, now);
}

static enum decision leave_when_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* Of the notes that say of an attempt that nobody had reviewed it. */
static bool count_unreviewed(void *context, const struct entry *entry, int64_t seq)
{
    int *n = context;
    (void)seq;
    struct message note;
    int64_t attempt = 0;
    if (strcmp(entry->kind, "note") != 0)
        return true;
    assert_int_equal(message_parse(&note, entry->payload, entry->payload_size, NULL), STATUS_OK);
    if (strcmp(message_string(&note, "what"), SESSION_UNREVIEWED) == 0) {
        *n += 1;
        assert_true(message_integer(&note, "attempt", &attempt) && attempt == 1);
        assert_string_equal(message_string(&note, "site"), "thenar");
    }
    message_fini(&note);
    return true;
}

/* The examiner is told the same reason as without the pause. */
static void why_an_attempt_is_made_again_is_known_after_a_pause(void **state)
{
    (void)state;
    static const struct {
        const char *tolerance, *fault;
        enum decision (*rule)(struct scene *scene, const struct prompt *prompt);
        enum again again;
    } rows[] = {
        {"1*percent", NULL, scene_leaves_second, AGAIN_SLOPE},
        {"90*percent", NULL, spoil_and_leave, AGAIN_SPOILED},
        {"90*percent", "unplug:at=3s,for=2s,cue=1", leave_when_stopped, AGAIN_NO_VALUE},
        {"90*percent", NULL, wait_at_review, AGAIN_UNREVIEWED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char body[160];
        struct first_arm first = {0};
        snprintf(body, sizeof body,
                 "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, tolerance = %s }\n",
                 rows[i].tolerance);
        struct scene *scene = scene_new(body);
        scene->review = true;
        scene->rule = rows[i].rule;
        scene->between = die_at_review; /* where nobody decides there */
        if (rows[i].fault)
            scene_fault(scene, rows[i].fault);
        assert_int_equal(scene_run(scene) == STATUS_OK, false);
        scene->resume = true;
        scene->between = NULL;
        scene->rule = note_first_arm;
        scene->extra = &first;
        (void)scene_run(scene);
        assert_true(first.is_known);
        assert_int_equal(first.again, rows[i].again);
        int unreviewed = 0;
        struct why why;
        assert_int_equal(
            study_entries(scene->study, &scene->key, count_unreviewed, &unreviewed, &why),
            STATUS_OK);
        assert_int_equal(unreviewed, rows[i].again == AGAIN_UNREVIEWED);
        scene_free(scene);
    }
}

/* ---- the bench */

/* Makes a session on `spec`, whose port is there, and nothing more. */
static enum status begin_on(struct scene *scene, const struct bench_spec *spec)
{
    struct session_parts parts = scene_parts(scene);
    struct session_config config = scene_config(scene);
    struct session *session = NULL;
    const struct session_view view = {.prompt = scene_prompt};
    config.now = scene->report.duration;
    parts.spec = spec;
    parts.view = &view;
    const enum status status = session_new(&config, &parts, &session, &scene->why);
    const struct port_info port = {.path = "here"};
    struct why why;
    if (status == STATUS_OK)
        session_port(session, 0, STATUS_OK, &port, NULL);
    assert_int_equal(store_writer_join(parts.writer, &why), STATUS_OK);
    session_free(session);
    scene_parts_free(&parts);
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

static void a_pedal_instead(struct bench_spec *spec)
{
    spec->responses[0] = (struct response_spec){
        .kind = RESPONSE_PEDAL, .path = "/dev/input/event5", .code = "KEY_B"};
}

static void a_stop_instead(struct bench_spec *spec)
{
    spec->responses[0].is_stop = true;
}

static void other_stamps(struct bench_spec *spec)
{
    spec->responses[0].has_kernel_stamps = true;
}

static void one_more_response(struct bench_spec *spec)
{
    spec->responses[spec->n_responses++] = spec->responses[0];
}

static void a_longer_rest(struct bench_spec *spec)
{
    spec->rest_s = 90;
}

static void fewer_ramps(struct bench_spec *spec)
{
    spec->ramps_per_day = 12;
}

static void less_heat(struct bench_spec *spec)
{
    spec->cem43_s = 300;
}

static void slower_thermode(struct bench_spec *spec)
{
    spec->instruments[0].ramp_max_degc_per_s = 1;
}

static void a_real_one(struct bench_spec *spec)
{
    snprintf(spec->instruments[0].port, sizeof spec->instruments[0].port, "usb:0403:6001:A1");
}

static void another_cable(struct bench_spec *spec)
{
    spec->instruments[0].baud = spec->instruments[0].baud ? 0 : 19200;
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
        {a_pedal_instead, "response 1 kind was \"virtual_participant\" and is \"pedal\""},
        {a_stop_instead, "response 1 stop was false and is true"},
        {other_stamps, "response 1 kernel_stamps was false and is true"},
        {one_more_response, "response was a list of 1 and is a list of 2"},
        {a_longer_rest, "limits rest_s was 0 and is 90"},
        {fewer_ramps, "limits ramps_per_day was 0 and is 12"},
        {less_heat, "limits cem43_s was absent and is 300"},
        {slower_thermode, "ramp_max_degc_per_s was absent and is 1"},
        {a_real_one, "began on simulated instruments and those of this bench are real"},
    };
    struct scene *quiet = scene_new(scene_two_trials);
    struct scene *scene = scene_left(scene_two_trials);
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
    struct scene *scene = scene_new(scene_two_trials);
    struct bench_spec spec = scene->spec;
    a_real_one(&spec);
    scene_open(scene, NULL);
    assert_int_equal(begin_on(scene, &spec), STATUS_OK);
    scene_find_key(scene);
    assert_true(scene->key.session > 0);
    scene->resume = true;
    another_cable(&spec);
    assert_int_equal(begin_on(scene, &spec), STATUS_OK);
    assert_int_equal(scene_entries(scene, "session_start", "\"baud\"", NULL), 0);
    assert_int_equal(scene_entries(scene, "session_resume", "\"baud\":19200", NULL), 1);
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
    struct scene *scene = scene_left(scene_two_trials);
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
    struct scene *scene = scene_left(scene_two_trials);
    assert_false(scene_noticed(scene, "another gauge"));
    scene_fault(scene, "identity:to=0000042");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene_noticed(scene, "another gauge answers"));
    assert_true(scene_noticed(scene, "0000042"));
    assert_int_equal(scene_entries(scene, "notice", "another_instrument", entry), 1);
    assert_non_null(strstr(entry, "\"serial\":\"0000042\""));
    assert_non_null(strstr(entry, "\"first_serial\":\""));
    assert_non_null(strstr(entry, "\"instrument\":\"algometer\""));
    scene_free(scene);
}

static void the_same_gauge_after_a_pause_is_nothing_to_tell(void **state)
{
    (void)state;
    struct scene *scene = scene_left(scene_two_trials);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_false(scene_noticed(scene, "another gauge"));
    assert_int_equal(scene_entries(scene, "notice", "another_instrument", NULL), 0);
    scene_free(scene);
}

/* ---- what a crash cut off */

/* Waits so long before the first ramp, as people do while the probe is placed. */
#define PLACING (300 * MONO_SEC)

static enum decision place_for_long(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM && scene->report.duration == 0 ? DECISION_NONE
                                                                     : scene_goes_on(scene, prompt);
}

static void arm_late_and_die(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct session *session = rig_session(rig);
    const struct prompt *prompt = session_prompt(session);
    if (prompt && prompt->kind == PROMPT_ARM && now > PLACING)
        session_decide(session, DECISION_GO, NULL);
    scene_die_at(scene, rig, now);
}

static bool keep_time_of_start(void *context, const struct entry *entry, int64_t seq)
{
    utc_us *started = context;
    (void)seq;
    if (strcmp(entry->kind, "started") == 0 && *started == 0)
        *started = entry->utc;
    return true;
}

/* Cut off in its first ramp, which began PLACING after it was asked for. */
static struct scene *crashed_scene(mono_ns *at)
{
    struct scene *scene = scene_new(scene_two_trials);
    *at = PLACING + 3 * MONO_SEC;
    scene->between = arm_late_and_die;
    scene->rule = place_for_long;
    scene->extra = at;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    scene->between = NULL;
    scene->rule = NULL;
    scene->resume = true;
    return scene;
}

static void a_ramp_that_a_crash_cut_off_stands_at_the_time_at_which_it_began(void **state)
{
    (void)state;
    mono_ns at;
    utc_us started = 0;
    char onset[40];
    struct why why;
    struct scene *scene = crashed_scene(&at);
    const utc_us began = 1800000000000000;
    assert_int_equal(study_entries(scene->study, &scene->key, keep_time_of_start, &started, &why),
                     STATUS_OK);
    assert_true(started >= began + PLACING / MONO_US);
    assert_true(started <= began + at / MONO_US);
    scene->utc += (utc_us)3600 * 1000000;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "interrupted");
    utc_format(started, onset, sizeof onset);
    assert_string_equal(scene->rows[0].onset, onset);
    assert_true(strcmp(scene->rows[1].onset, onset) > 0);
    scene_free(scene);
}

static void a_site_that_a_crash_left_pressed_rests_anew(void **state)
{
    (void)state;
    mono_ns at;
    struct scene *scene = crashed_scene(&at);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "interrupted");
    assert_int_equal(scene->n_rests, 2); /* before its repetition, and before the second trial */
    assert_int_equal(scene->n_adopted, 1);
    scene_free(scene);
}

/* The bench begins and the program dies before it hears of it: its reports are full to the brim. */
static void die_at_start(void *context, struct rig *rig, mono_ns now)
{
    enum { REPORTS_DEPTH = 256 };
    struct scene *scene = context;
    const struct report other = {.kind = REPORT_PHASE, .code = PHASE_ARMED, .t = now};
    mono_ns *at = scene->extra;
    if (*at != 0 || !bench_has_orders(rig_bench(rig)))
        return;
    *at = now;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    for (int i = 0; i < REPORTS_DEPTH; i++)
        host.report(host.host, &other);
}

static void a_ramp_of_which_nobody_knows_when_it_began_has_no_onset(void **state)
{
    (void)state;
    mono_ns at = 0;
    struct scene *scene = scene_new(scene_two_trials);
    scene->between = die_at_start;
    scene->extra = &at;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_int_equal(scene_entries(scene, "started", "", NULL), 0);
    scene->between = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "interrupted");
    assert_string_equal(scene->rows[0].onset, "");
    assert_int_equal(scene->n_rests, 2);
    scene_verify(scene);
    scene_free(scene);
}

/* ---- times */

struct times {
    utc_us utc;
    mono_ns mono;
    int n;
};

static bool check_time(void *context, const struct entry *entry, int64_t seq)
{
    struct times *times = context;
    if (entry->utc != times->utc || entry->mono != times->mono)
        fail_msg("entry %lld (%s) has the times %lld and %lld", (long long)seq, entry->kind,
                 (long long)entry->utc, (long long)entry->mono);
    times->n++;
    return true;
}

/* Also those that are written before the first turn. */
static void what_is_heard_before_the_first_turn_stands_at_its_time(void **state)
{
    (void)state;
    struct scene *scene = scene_new(scene_two_trials);
    struct times times = {.utc = scene->utc, .mono = 77 * MONO_SEC};
    struct why why;
    scene->report.duration = times.mono;
    scene_open(scene, NULL);
    assert_int_equal(begin_on(scene, &scene->spec), STATUS_OK);
    scene_find_key(scene);
    assert_int_equal(study_entries(scene->study, &scene->key, check_time, &times, &why), STATUS_OK);
    assert_int_equal(times.n, 2);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_an_attempt_is_made_again_is_known_after_a_pause),
        cmocka_unit_test(a_session_goes_on_only_on_the_bench_that_it_began_with),
        cmocka_unit_test(real_instruments_may_hang_on_another_cable_and_not_become_simulated),
        cmocka_unit_test(the_record_says_on_what_bench_it_began_and_went_on),
        cmocka_unit_test(another_gauge_after_a_pause_is_told_and_written_down),
        cmocka_unit_test(the_same_gauge_after_a_pause_is_nothing_to_tell),
        cmocka_unit_test(a_ramp_that_a_crash_cut_off_stands_at_the_time_at_which_it_began),
        cmocka_unit_test(a_site_that_a_crash_left_pressed_rests_anew),
        cmocka_unit_test(a_ramp_of_which_nobody_knows_when_it_began_has_no_onset),
        cmocka_unit_test(what_is_heard_before_the_first_turn_stands_at_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
