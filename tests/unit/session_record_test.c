/* What stands in the record beside the trials, and what is held against it when a session goes on. */
#include "support/session_scene.h"

static enum decision leave_the_instruction(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_INSTRUCT ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* ---- the protocol */

static void a_protocol_that_was_changed_meanwhile_is_refused_with_its_line(void **state)
{
    (void)state;
    struct scene *scene = scene_left(scene_two_trials);
    char text[2048] = "";
    FILE *file = fopen(scene->protocol, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    memcpy(strstr(text, "rest = 5"), "rest = 4", 8);
    folder_write(&scene->folder, "t.lua", text);
    assert_int_equal(scene_run(scene), STATUS_DEPARTED);
    assert_non_null(strstr(scene->why.text, "t.lua:"));
    assert_non_null(strstr(scene->why.text, "the protocol has changed since"));
    assert_int_equal(scene_entries(scene, "session_resume", "", NULL), 0);
    memcpy(strstr(text, "rest = 4"), "rest = 5", 8);
    folder_write(&scene->folder, "t.lua", text);
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene_free(scene);
}

/* The text is the same, and the seed is not: the sites come in another order. */
static void a_protocol_that_takes_another_path_is_refused_with_its_step(void **state)
{
    (void)state;
    size_t departed = 0;
    for (uint64_t seed = 2; seed < 8; seed++) {
        struct scene *scene =
            scene_left("    ppt { sites = shuffled { site(\"thenar\", \"left\"), site(\"thenar\", "
                       "\"right\"), site(\"deltoid\", \"left\") }, trials = 1, rest = 1*sec }\n");
        scene->seed = seed;
        if (scene_run(scene) == STATUS_DEPARTED) {
            assert_non_null(strstr(scene->why.text, "departs from the record at step 1 (recorded"));
            assert_int_equal(scene->n_saved, 0);
            departed++;
        }
        scene_free(scene);
    }
    assert_true(departed > 0);
}

static void a_record_that_goes_on_behind_the_end_of_its_protocol_is_refused(void **state)
{
    (void)state;
    static const char payload[] =
        "{\"args\":{},\"block\":0,\"do\":\"note\",\"step\":999,\"task\":1}";
    struct scene *scene = scene_new(scene_two_trials);
    struct why why;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct entry more = {.kind = "request",
                               .utc = scene->utc,
                               .task = 1,
                               .step = 999,
                               .payload = payload,
                               .payload_size = sizeof payload - 1};
    assert_int_equal(study_append(scene->study, &scene->key, &more, 1, &why), STATUS_OK);
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_DEPARTED);
    assert_non_null(strstr(scene->why.text, "the protocol ends before the record does"));
    scene_free(scene);
}

/* A verb of the name of an option appears in the library. */
static void a_module_that_was_added_meanwhile_is_refused(void **state)
{
    (void)state;
    char library[128];
    struct scene *scene = scene_new("    engine(\"note\", { extra = 1 })\n"
                                    "    engine(\"instruct\", { key = \"a\" })\n");
    scene_use_engine(scene, library);
    scene->rule = leave_the_instruction;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    scene->resume = true;
    folder_write(&scene->folder, "lib/verbs/extra.lua", "return function() end\n");
    assert_int_equal(scene_run(scene), STATUS_DEPARTED);
    assert_non_null(strstr(scene->why.text, "a module was added: the protocol has changed"));
    scene_free(scene);
}

/* ---- samples */

static void lose_the_end(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    (void)now;
    if (scene->phases[PHASE_RUNNING] == 1 && scene->n_saved == 0)
        desk_unroute(rig_desk(rig));
}

static void an_attempt_whose_samples_have_no_end_is_kept_and_says_so(void **state)
{
    (void)state;
    struct scene *scene = scene_new(scene_two_trials);
    scene->between = lose_the_end;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_int_equal(scene->n_saved, 2);
    assert_int_equal(scene_counted(scene), 2);
    assert_false(scene->rows[0].has_samples);
    assert_true(scene->rows[1].has_samples);
    assert_int_equal(scene_entries(scene, "note", "samples_incomplete", NULL), 1);
    assert_int_equal(scene->asked[PROMPT_SAVE_FAILED], 0);
    scene_verify(scene);
    scene_free(scene);
}

/* ---- attempts that were begun */

struct plan {
    bool is_stopped, is_dead;
};

enum { REPORTS_DEPTH = 256 };

/* The first attempt is stopped; of the second nobody hears that it began, and the program dies. */
static void stop_then_die_at_start(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct plan *plan = scene->extra;
    const struct report other = {.kind = REPORT_PHASE, .code = PHASE_ARMED, .t = now};
    if (!plan->is_stopped && scene->phases[PHASE_RUNNING] == 1) {
        plan->is_stopped = true;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
    if (plan->is_dead || scene->asked[PROMPT_ARM] < 2 || !bench_has_orders(rig_bench(rig)))
        return;
    plan->is_dead = true;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    for (int i = 0; i < REPORTS_DEPTH; i++)
        host.report(host.host, &other);
}

static void the_start_of_an_earlier_attempt_is_not_that_of_a_later_one(void **state)
{
    (void)state;
    struct plan plan = {.is_stopped = false};
    struct scene *scene = scene_new(scene_two_trials);
    scene->between = stop_then_die_at_start;
    scene->extra = &plan;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_true(plan.is_stopped && plan.is_dead);
    assert_int_equal(scene_entries(scene, "started", "\"attempt\":1", NULL), 1);
    assert_int_equal(scene_entries(scene, "started", "", NULL), 1);
    scene->between = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_string_equal(scene->rows[0].end, "stop");
    assert_string_equal(scene->rows[1].end, "interrupted");
    assert_int_equal(scene->rows[1].attempt, 2);
    assert_string_equal(scene->rows[1].onset, "");
    assert_int_equal(scene_entries(scene, "adopt", "\"attempt\":2", NULL), 1);
    assert_int_equal(scene_entries(scene, "adopt", "", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

static void report_a_stranger(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    const struct report started = {.kind = REPORT_STARTED, .handle = 999, .t = now};
    bool *is_told = scene->extra;
    if (*is_told || scene->phases[PHASE_RUNNING] == 0)
        return;
    *is_told = true;
    host.report(host.host, &started);
}

static void a_start_of_something_else_is_not_written_down(void **state)
{
    (void)state;
    bool is_told = false;
    struct scene *scene = scene_new(scene_two_trials);
    scene->between = report_a_stranger;
    scene->extra = &is_told;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(is_told);
    assert_int_equal(scene_entries(scene, "started", "", NULL), scene->n_rows);
    scene_free(scene);
}

/* ---- notices */

static enum decision wait_at_arm(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM ? DECISION_NONE : scene_goes_on(scene, prompt);
}

/* Three at once, and in the same moment the examiner ends it. */
static void tell_and_answer(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    const enum decision *decision = scene->extra;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    const struct report noise = {.kind = REPORT_NOTICE, .code = NOTICE_NOISE, .value = 7, .t = now};
    const struct prompt *prompt = session_prompt(rig_session(rig));
    if (!prompt || prompt->kind != PROMPT_ARM)
        return;
    for (int i = 0; i < 3; i++)
        host.report(host.host, &noise);
    session_decide(rig_session(rig), *decision, NULL);
}

static void what_was_counted_up_to_the_end_is_written_down(void **state)
{
    (void)state;
    static const enum decision decisions[] = {DECISION_END, DECISION_LEAVE};
    for (size_t i = 0; i < 2; i++) {
        char entry[2048];
        enum decision decision = decisions[i];
        struct scene *scene = scene_new(scene_two_trials);
        scene->rule = wait_at_arm;
        scene->between = tell_and_answer;
        scene->extra = &decision;
        assert_int_equal(scene_run(scene), STATUS_STOPPED);
        assert_int_equal(scene_entries(scene, "notice", "\"what\":\"noise\"", entry), 2);
        assert_non_null(strstr(entry, "\"count\":2"));
        assert_non_null(strstr(entry, "\"value\":14"));
        scene_free(scene);
    }
}

/* An instrument with a battery, at the start and when it runs low; the examiner hears of the second alone. */
static void tell_battery(void *context, struct rig *rig, mono_ns now)
{
    static const double percents[] = {80, 20, 19};
    struct scene *scene = context;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    const struct prompt *prompt = session_prompt(rig_session(rig));
    if (!prompt || prompt->kind != PROMPT_ARM)
        return;
    for (size_t i = 0; i < 3 && !scene->extra; i++)
        host.report(host.host, &(struct report){.kind = REPORT_NOTICE,
                                                .code = NOTICE_BATTERY,
                                                .value = percents[i],
                                                .t = now});
    scene->extra = scene;
    session_decide(rig_session(rig), DECISION_GO, NULL);
}

static void a_battery_is_written_down_and_told_when_it_is_low(void **state)
{
    (void)state;
    struct scene *scene = scene_new(scene_two_trials);
    size_t told = 0;
    scene->rule = wait_at_arm;
    scene->between = tell_battery;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "notice", "\"what\":\"battery\"", NULL), 3);
    for (size_t i = 0; i < scene->n_notices; i++)
        if (strstr(scene->notices[i], "battery")) {
            assert_non_null(strstr(scene->notices[i], "19 %"));
            told++;
        }
    assert_int_equal(told, 1);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_protocol_that_was_changed_meanwhile_is_refused_with_its_line),
        cmocka_unit_test(a_protocol_that_takes_another_path_is_refused_with_its_step),
        cmocka_unit_test(a_record_that_goes_on_behind_the_end_of_its_protocol_is_refused),
        cmocka_unit_test(a_module_that_was_added_meanwhile_is_refused),
        cmocka_unit_test(an_attempt_whose_samples_have_no_end_is_kept_and_says_so),
        cmocka_unit_test(the_start_of_an_earlier_attempt_is_not_that_of_a_later_one),
        cmocka_unit_test(a_start_of_something_else_is_not_written_down),
        cmocka_unit_test(what_was_counted_up_to_the_end_is_written_down),
        cmocka_unit_test(a_battery_is_written_down_and_told_when_it_is_low),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
