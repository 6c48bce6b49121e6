/* A session whose study cannot be written: at every write once, and for a while, and for good. What was shown as saved
 * is there, what was measured is asked to be saved again, and the session goes on or can be resumed. */
#include "support/fault_vfs.h"
#include "support/session_scene.h"

static const char protocol[] = "    instruct \"ppt\"\n"
                               "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                               "max_trials = 2, rest = 2*sec }\n";

static const char one_trial[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rest = 0*sec }\n";

static struct scene *on_disk_with(const char *run)
{
    struct scene *scene = scene_new(run);
    scene->participant.ppt_kpa = 150;
    fault_reset();
    scene_open(scene, "s.limen");
    return scene;
}

static struct scene *on_disk(void)
{
    return on_disk_with(protocol);
}

static struct scene *undisturbed(void)
{
    struct scene *scene = on_disk();
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_counted(scene), 2);
    return scene;
}

static enum decision try_again(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_SAVE_FAILED ? DECISION_GO : scene_goes_on(scene, prompt);
}

/* ---- one failure, at each operation */

static void one_failing_write_loses_nothing_wherever_it_falls(void **state)
{
    (void)state;
    struct scene *quiet = on_disk_with(one_trial);
    assert_int_equal(scene_run(quiet), STATUS_OK);
    const int operations = fault.operations;
    size_t asked = 0, resumed = 0;
    assert_true(operations > 100);
    for (int n = 1; n <= operations; n++) {
        struct scene *scene = on_disk_with(one_trial);
        scene->rule = try_again;
        fault.operations = 0;
        fault.fail_code = SQLITE_FULL;
        fault.fail_at = n;
        scene_run(scene);
        asked += scene->asked[PROMPT_SAVE_FAILED] + scene->asked[PROMPT_STOPPED];
        fault.fail_at = 0;
        if (scene->status != STATUS_OK) {
            /* it could not even be begun, or not be opened */
            if (status_exit_code(scene->status) != 5)
                fail_msg("operation %d: %s: %s", n, status_name(scene->status), scene->why.text);
            scene_reopen(scene, "s.limen");
            scene->resume = scene->key.session != 0;
            resumed++;
            if (scene_run(scene) != STATUS_OK)
                fail_msg("operation %d: %s", n, scene->why.text);
        }
        scene_assert_same_values(quiet, scene);
        scene_verify(scene);
        scene_free(scene);
    }
    print_message("%d operations, asked %zu times, begun again %zu times\n", operations, asked,
                  resumed);
    assert_true(asked > 20);
    scene_free(quiet);
}

/* ---- a disk that is full for a while */

struct shortage {
    mono_ns from, until;
    size_t saved_before;
};

static void fill_disk(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct shortage *shortage = scene->extra;
    (void)rig;
    const bool is_full = now >= shortage->from && now < shortage->until;
    fault.fail_code = SQLITE_FULL;
    fault.is_full = is_full;
    if (!is_full && now < shortage->from)
        shortage->saved_before = scene->n_saved;
}

/* Each look takes a second of the examiner's time. */
static void wait_then_try(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct session *session = rig_session(rig);
    const struct prompt *prompt = session_prompt(session);
    static mono_ns asked_at;
    fill_disk(context, rig, now);
    if (!prompt || (prompt->kind != PROMPT_SAVE_FAILED && prompt->kind != PROMPT_STOPPED))
        asked_at = now;
    else if (now - asked_at > MONO_SEC) {
        asked_at = now;
        session_decide(session, try_again(scene, prompt), NULL);
    }
}

static enum decision answer_others(struct scene *scene, const struct prompt *prompt)
{
    const bool waits = prompt->kind == PROMPT_SAVE_FAILED || prompt->kind == PROMPT_STOPPED;
    return waits ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static void a_disk_that_is_full_for_a_while_costs_time_and_no_trial(void **state)
{
    (void)state;
    struct scene *quiet = undisturbed();
    for (mono_ns from = 0; from < quiet->report.duration; from += 337 * MONO_MS) {
        struct shortage shortage = {.from = from, .until = from + 4 * MONO_SEC};
        struct scene *scene = on_disk();
        scene->rule = answer_others;
        scene->between = wait_then_try;
        scene->extra = &shortage;
        scene_run(scene);
        if (scene->status != STATUS_OK) { /* full from the very beginning */
            assert_int_equal(scene->status, STATUS_DISK_FULL);
            assert_true(from < MONO_SEC);
        } else {
            scene_assert_same_values(quiet, scene);
            /* every entry of what happened meanwhile has come in the end */
            assert_true(scene->asked[PROMPT_SAVE_FAILED] + scene->asked[PROMPT_STOPPED] > 0 ||
                        from + 4 * MONO_SEC > quiet->report.duration);
            assert_int_equal(scene_entries(scene, "stop", "", NULL),
                             scene_entries(scene, "rearm", "", NULL));
        }
        fault.is_full = false;
        scene_verify(scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

static void a_disk_that_stays_full_ends_the_session_for_now(void **state)
{
    (void)state;
    struct scene *quiet = undisturbed();
    for (mono_ns from = 2 * MONO_SEC; from < quiet->report.duration; from += 613 * MONO_MS) {
        struct shortage shortage = {.from = from, .until = MONO_NEVER};
        struct scene *scene = on_disk();
        scene->between = fill_disk;
        scene->extra = &shortage;
        scene_run(scene);
        fault.is_full = false;
        scene->between = NULL;
        assert_int_equal(scene->status, STATUS_DISK_FULL);
        assert_int_equal(status_exit_code(scene->status), 5);
        assert_non_null(strstr(scene->why.text, "full"));
        scene_load(scene);
        assert_true(scene->n_rows >= shortage.saved_before);
        scene_verify(scene);
        scene_reopen(scene, "s.limen");
        scene->resume = true;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("full from %g s: %s", mono_to_sec(from), scene->why.text);
        scene_assert_same_values(quiet, scene);
        scene_verify(scene);
        scene_free(scene);
    }
    scene_free(quiet);
}

/* ---- what could not be written beside a trial */

struct beside {
    bool ends; /* after the first stop; else it is left at the next ramp */
    bool is_told;
};

/* Something is noticed while the disk is full, and there is room again when the examiner is asked. */
static void notice_without_room(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct beside *beside = scene->extra;
    const struct report noise = {.kind = REPORT_NOTICE, .code = NOTICE_NOISE, .value = 1, .t = now};
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    fault.fail_code = SQLITE_FULL;
    fault.is_full = beside->is_told && scene->asked[PROMPT_STOPPED] == 0;
    if (scene->asked[PROMPT_STOPPED] > 0)
        session_decide(rig_session(rig), beside->ends ? DECISION_END : DECISION_REPEAT, NULL);
    if (beside->is_told || scene->asked[PROMPT_ARM] == 0)
        return;
    beside->is_told = fault.is_full = true;
    host.report(host.host, &noise);
}

static enum decision leave_second_ramp(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_STOPPED)
        return DECISION_NONE;
    if (prompt->kind == PROMPT_ARM)
        return scene->asked[PROMPT_STOPPED] > 0 ? DECISION_LEAVE : DECISION_NONE;
    return scene_goes_on(scene, prompt);
}

static void what_had_no_room_is_written_when_there_is_some(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct beside beside = {.ends = i == 0};
        struct scene *scene = on_disk();
        scene->rule = leave_second_ramp;
        scene->between = notice_without_room;
        scene->extra = &beside;
        scene_run(scene);
        assert_true(beside.is_told);
        assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
        assert_int_equal(scene_entries(scene, "notice", "\"what\":\"noise\"", NULL), 1);
        assert_int_equal(scene_entries(scene, "session_end", "", NULL), beside.ends);
        scene_verify(scene);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_failing_write_loses_nothing_wherever_it_falls),
        cmocka_unit_test(what_had_no_room_is_written_when_there_is_some),
        cmocka_unit_test(a_disk_that_is_full_for_a_while_costs_time_and_no_trial),
        cmocka_unit_test(a_disk_that_stays_full_ends_the_session_for_now),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
