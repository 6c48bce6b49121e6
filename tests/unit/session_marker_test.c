/* Markers of a whole session: what another recorder sees is what the record says, in the same order and at the same times; and a
 * recorder that is not there stops nothing. */
#include "support/thermal_scene.h"

#include "sim/marker.h"

enum { NAMES_MAX = 64 };

static const char one_press[] = "    ppt { sites = { site('thenar', 'left') }, trials = 1 }\n";

struct recorder {
    uint8_t instrument;
    struct sim_marker seen;
};

static void look_on(void *context, struct rig *rig, mono_ns now)
{
    const struct scene *scene = context;
    struct recorder *recorder = scene->extra;
    (void)now;
    memcpy(&recorder->seen, rig_port(rig, recorder->instrument)->state, sizeof recorder->seen);
}

/* `first`: the output is the instrument that faults are of. */
static struct scene *scene_marked(const char *run, struct recorder *recorder, bool first)
{
    struct scene *scene = scene_new(run);
    struct bench_spec *spec = &scene->spec;
    sim_bench_add_marker(spec);
    *recorder = (struct recorder){.instrument = 1};
    if (first) {
        const struct instrument_spec gauge = spec->instruments[0];
        spec->instruments[0] = spec->instruments[1];
        spec->instruments[1] = gauge;
        spec->roles[ROLE_MARKER].instrument = recorder->instrument = 0;
        spec->roles[ROLE_ALGOMETER].instrument = 1;
    }
    scene->extra = recorder;
    scene->between = look_on;
    return scene;
}

static void run(struct scene *scene)
{
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    scene_verify(scene);
}

struct entries_seen {
    size_t n;
    char payloads[NAMES_MAX][400];
};

static bool keep_marker(void *context, const struct entry *entry, int64_t seq)
{
    struct entries_seen *seen = context;
    (void)seq;
    if (strcmp(entry->kind, "marker") != 0)
        return true;
    assert_true(seen->n < NAMES_MAX);
    snprintf(seen->payloads[seen->n++], sizeof seen->payloads[0], "%.*s", (int)entry->payload_size,
             entry->payload);
    return true;
}

static struct entries_seen entries_of(struct scene *scene)
{
    struct entries_seen seen = {0};
    struct why why;
    assert_int_equal(study_entries(scene->study, &scene->key, keep_marker, &seen, &why), STATUS_OK);
    return seen;
}

static size_t count(const struct entries_seen *seen, const char *what)
{
    char quoted[48];
    size_t n = 0;
    snprintf(quoted, sizeof quoted, "\"what\":\"%s\"", what);
    for (size_t i = 0; i < seen->n; i++)
        n += strstr(seen->payloads[i], quoted) != NULL;
    return n;
}

/* Each entry is a byte that the recorder saw then, held, and with 0 before and after. */
static void assert_seen(const struct recorder *recorder, const struct entries_seen *told)
{
    const struct sim_marker *seen = &recorder->seen;
    /* the 0 of the opening; that of the end is written, and nobody looks any more */
    assert_true(told->n > 0 && seen->n >= 2 * told->n && seen->n <= 2 * told->n + 1);
    for (size_t i = 0; i < told->n; i++) {
        const size_t at = 1 + 2 * i;
        const double out_ns = number_of(told->payloads[i], "out_ns");
        assert_int_equal(seen->kept[at].code, (int)number_of(told->payloads[i], "code"));
        assert_int_equal(seen->kept[at - 1].code, 0);
        assert_true(fabs((double)seen->kept[at].t - out_ns) < 1e6);
        if (at + 1 < seen->n)
            assert_true(seen->kept[at + 1].t - seen->kept[at].t >= 10 * MONO_MS);
        assert_true(number_of(told->payloads[i], "late_s") >= 0);
    }
}

static void a_press_is_told_on_answered_and_off(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(one_press, &recorder, false);
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_seen(&recorder, &told);
    assert_int_equal(told.n, 3);
    assert_non_null(strstr(told.payloads[0], "\"what\":\"stimulus_on\""));
    assert_non_null(strstr(told.payloads[1], "\"what\":\"response\""));
    assert_non_null(strstr(told.payloads[2], "\"what\":\"stimulus_off\""));
    assert_non_null(strstr(told.payloads[0], "\"due\":\"20"));
    assert_non_null(strstr(told.payloads[0], "\"out\":\"20"));
    assert_int_equal(scene_entries(scene, "notice", "unmarked", NULL), 0);
    scene_free(scene);
}

/* The values are those of a session without an output. */
static void an_output_changes_nothing_of_what_is_measured(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(one_press, &recorder, false);
    struct scene *plain = scene_new(one_press);
    run(scene);
    run(plain);
    assert_int_equal(entries_of(plain).n, 0);
    scene_assert_same_values(scene, plain);
    scene_free(plain);
    scene_free(scene);
}

static void each_pulse_of_a_train_is_told(void **state)
{
    (void)state;
    static const char needs[] = "{\"needs\":[\"test_cuff\",\"rating\",\"response\",\"marker\"]}";
    struct recorder recorder;
    struct why why;
    struct scene *scene = scene_marked(
        "    ts { sites = site('thenar', 'left'), level = 60*kPa }\n", &recorder, false);
    assert_int_equal(sim_bench_for(needs, &scene->spec, &why), STATUS_OK);
    recorder.instrument = scene->spec.roles[ROLE_MARKER].instrument;
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_seen(&recorder, &told);
    assert_int_equal(count(&told, "stimulus_on"), 10);
    assert_int_equal(count(&told, "stimulus_off"), 10);
    scene_free(scene);
}

static void what_conditions_is_told_apart_from_the_test(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(
        "    cpm { test = { ppt, sites = site('deltoid', 'right'), trials = 1 }, conditioning = { "
        "cold_pressor, site = site('hand.dorsum', 'left'), bath = 6*degC, limit = 30*sec }, after "
        "= "
        "{ 0*sec } }\n",
        &recorder, false);
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_seen(&recorder, &told);
    assert_int_equal(count(&told, "conditioning_on"), 1);
    assert_int_equal(count(&told, "conditioning_off"), 1);
    assert_int_equal(count(&told, "stimulus_on"), 2);
    assert_int_equal(count(&told, "stimulus_off"), 2);
    scene_free(scene);
}

/* Entered twice it was given once. */
static void a_rating_is_told_when_it_is_given(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(
        "    rating { site = site('lumbar.L4', 'left'), twice = true }\n"
        "    enter { key = 'age', text = { en = 'Age?', de = 'Alter?' }, min = 1, max = 99, "
        "expected = 40 }\n",
        &recorder, false);
    scene->participant.rest_pain = 3;
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_seen(&recorder, &told);
    assert_int_equal(told.n, 1);
    assert_int_equal(count(&told, "rating"), 1);
    scene_free(scene);
}

static enum decision marks_first(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM)
        session_note(scene->session, "");
    return scene_goes_on(scene, prompt);
}

static void a_mark_of_the_examiner_is_told(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(one_press, &recorder, false);
    scene->rule = marks_first;
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_int_equal(count(&told, "examiner"), 1);
    assert_int_equal(scene->n_marked, 1);
    scene_free(scene);
}

enum { MARKS_AT_ONCE = 100 };

static enum decision marks_often(struct scene *scene, const struct prompt *prompt)
{
    for (int i = 0; prompt->kind == PROMPT_ARM && i < MARKS_AT_ONCE; i++)
        session_note(scene->session, "");
    return scene_goes_on(scene, prompt);
}

static bool add_missing(void *context, const struct entry *entry, int64_t seq)
{
    size_t *missing = context;
    char payload[400];
    (void)seq;
    snprintf(payload, sizeof payload, "%.*s", (int)entry->payload_size, entry->payload);
    if (strcmp(entry->kind, "notice") != 0 || !strstr(payload, "\"marker\":\"examiner\""))
        return true;
    *missing += strstr(payload, "\"count\":") ? (size_t)number_of(payload, "count") : 1;
    return true;
}

/* More than an output can follow: each is in the record, put out or not, and the trial begins as if nothing were. */
static void marks_that_no_output_can_follow_stop_nothing(void **state)
{
    (void)state;
    struct recorder recorder;
    size_t missing = 0;
    struct why why;
    struct scene *scene = scene_marked(one_press, &recorder, false);
    scene->rule = marks_often;
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_int_equal(study_entries(scene->study, &scene->key, add_missing, &missing, &why),
                     STATUS_OK);
    assert_int_equal(count(&told, "examiner") + missing, MARKS_AT_ONCE);
    assert_true(missing > 0 && count(&told, "examiner") > 0);
    assert_int_equal(count(&told, "stimulus_on"), 1);
    assert_int_equal(scene_counted(scene), 1);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    scene_free(scene);
}

enum { NOTES_AT_ONCE = 200 };

/* A disk that stands still for a moment, while much is noted. */
static enum decision notes_much(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_ARM)
        return scene_goes_on(scene, prompt);
    rig_hold_store(scene->rig, true);
    for (int i = 0; i < NOTES_AT_ONCE; i++)
        session_note(scene->session, "much to say");
    session_note(scene->session, "");
    return DECISION_NONE;
}

static void let_go_after_a_while(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    mono_ns *since = scene->extra;
    if (scene->asked[PROMPT_ARM] > 0 && *since == 0)
        *since = now;
    if (*since == 0 || now < *since + 50 * MONO_MS)
        return;
    rig_hold_store(rig, false);
    if (session_prompt(scene->session))
        session_decide(scene->session, DECISION_GO, NULL);
}

/* The entries of a session that it cannot do without come first; what is not written down of a marker is counted. */
static void markers_take_no_place_that_others_need(void **state)
{
    (void)state;
    struct recorder recorder;
    mono_ns since = 0;
    char entry[2048];
    struct scene *scene = scene_marked(one_press, &recorder, false);
    scene->rule = notes_much;
    scene->between = let_go_after_a_while;
    scene->extra = &since;
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_int_equal(count(&told, "examiner"), 0);
    assert_int_equal(scene_entries(scene, "notice", "notices_lost", entry), 1);
    assert_true(number_of(entry, "value") == 1);
    assert_int_equal(scene->n_noted, NOTES_AT_ONCE);
    assert_int_equal(count(&told, "stimulus_on"), 1);
    scene_free(scene);
}

static void an_output_that_is_pulled_out_is_told_once_and_stops_nothing(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked("    ppt { sites = { site('thenar', 'left') }, trials = 3, "
                                       "rest = 5*sec, max_trials = 3 }\n",
                                       &recorder, true);
    scene_fault(scene, "unplug:at=0s,cue=1");
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    assert_int_equal(scene->asked[PROMPT_WAIT], 1); /* for the gauge, when it begins */
    assert_int_equal(scene_count_notices(scene, "cable or the port is gone"), 1);
    assert_int_equal(scene_counted(scene), 3);
    assert_int_equal(told.n, 0);
    assert_int_equal(scene_count_notices(scene, "markers are missing"), 1);
    char entry[2048];
    assert_true(scene_entries(scene, "notice", "\"what\":\"unmarked\"", entry) >= 3);
    assert_non_null(strstr(entry, "\"driver\":\"marker-byte\""));
    assert_true(scene_entries(scene, "notice", "\"marker\":\"stimulus_on\"", NULL) >= 1);
    assert_true(scene_entries(scene, "notice", "\"marker\":\"response\"", NULL) >= 1);
    scene_free(scene);
}

static void pull_the_gauge(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    if (scene->phases[PHASE_RUNNING] == 0 || scene->asked[PROMPT_STOPPED] > 0)
        return;
    if (scene->extra) /* once */
        bench_detach(rig_bench(rig), scene->spec.roles[ROLE_ALGOMETER].instrument, now);
    scene->extra = NULL;
}

static enum decision hears_of_the_gauge(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_STOPPED && scene->asked[PROMPT_STOPPED] == 1) {
        assert_non_null(strstr(prompt->text, "Algometer"));
        assert_null(strstr(prompt->text, "arker"));
    }
    return scene_goes_on(scene, prompt);
}

/* The output was lost long before: that is not why the trial has stopped. */
static void a_stop_is_not_blamed_on_an_output_that_is_missing(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(one_press, &recorder, true);
    scene_fault(scene, "unplug:at=0s,cue=1");
    scene->between = pull_the_gauge;
    scene->rule = hears_of_the_gauge;
    run(scene);
    assert_true(scene->asked[PROMPT_STOPPED] >= 1);
    assert_int_equal(scene_counted(scene), 1);
    scene_free(scene);
}

static void one_that_comes_back_goes_on(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked("    ppt { sites = { site('thenar', 'left') }, trials = 2, "
                                       "rest = 30*sec, max_trials = 2 }\n",
                                       &recorder, true);
    scene_fault(scene, "unplug:at=0s,for=10s,cue=1");
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    assert_true(count(&told, "stimulus_on") >= 1);
    assert_non_null(strstr(told.payloads[told.n - 1], "\"what\":\"stimulus_off\""));
    scene_free(scene);
}

static void a_lab_says_its_own_bytes(void **state)
{
    (void)state;
    struct recorder recorder;
    struct scene *scene = scene_marked(one_press, &recorder, false);
    scene->spec.markers[MARKER_STIMULUS_ON] = (struct marker_code){.is_set = true, .code = 211};
    scene->spec.markers[MARKER_RESPONSE] = (struct marker_code){.is_set = true};
    run(scene);
    const struct entries_seen told = entries_of(scene);
    assert_seen(&recorder, &told);
    assert_int_equal(told.n, 2);
    assert_non_null(strstr(told.payloads[0], "\"code\":211"));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_press_is_told_on_answered_and_off),
        cmocka_unit_test(an_output_changes_nothing_of_what_is_measured),
        cmocka_unit_test(each_pulse_of_a_train_is_told),
        cmocka_unit_test(what_conditions_is_told_apart_from_the_test),
        cmocka_unit_test(a_rating_is_told_when_it_is_given),
        cmocka_unit_test(a_mark_of_the_examiner_is_told),
        cmocka_unit_test(an_output_that_is_pulled_out_is_told_once_and_stops_nothing),
        cmocka_unit_test(marks_that_no_output_can_follow_stop_nothing),
        cmocka_unit_test(markers_take_no_place_that_others_need),
        cmocka_unit_test(a_stop_is_not_blamed_on_an_output_that_is_missing),
        cmocka_unit_test(one_that_comes_back_goes_on),
        cmocka_unit_test(a_lab_says_its_own_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
