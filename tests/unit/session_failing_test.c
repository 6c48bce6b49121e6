/* A session that cannot go on while something is pressed: it stops that, says so, and is over only when the probe is
 * seen off or the examiner has spoken. */
#include "support/session_scene.h"

static const char one_trial[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                "attempts = 1, rest = 1*sec }\n";

struct failing {
    enum decision decision; /* to RELEASE */
    bool is_lost, keeps_losing;
    enum phase when;
    mono_ns lost_at, asked_at;
};

static void flood(struct rig *rig, mono_ns now)
{
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    const struct report other = {.kind = REPORT_PHASE, .code = PHASE_ARMED, .t = now};
    for (int i = 0; i < 300; i++)
        host.report(host.host, &other);
}

/* More reports than anybody can take, once it is pressed; the end of some other stimulus is none of this one. */
static void lose_reports(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct failing *failing = scene->extra;
    const struct bench_host host = desk_bench_host(rig_desk(rig));
    const struct report stranger = {.kind = REPORT_DONE, .handle = 999, .t = now};
    if (scene->asked[PROMPT_RELEASE] == 0)
        failing->asked_at = now;
    else if (failing->keeps_losing)
        flood(rig, now);
    if (failing->is_lost || scene->phases[failing->when] == 0)
        return;
    failing->is_lost = true;
    failing->lost_at = now;
    host.report(host.host, &stranger);
    flood(rig, now);
}

static enum decision decide(struct scene *scene, const struct prompt *prompt)
{
    const struct failing *failing = scene->extra;
    if (prompt->kind != PROMPT_RELEASE)
        return scene_goes_on(scene, prompt);
    assert_int_equal(prompt->cause, STATUS_STOPPED);
    return failing->decision;
}

static struct scene *failing_scene(struct failing *failing, double hand_s)
{
    struct scene *scene = scene_new(one_trial);
    scene->participant.hand_reaction_s = hand_s;
    scene->between = lose_reports;
    scene->rule = decide;
    scene->extra = failing;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_true(failing->is_lost);
    assert_non_null(strstr(scene->why.text, "the computer was too slow"));
    assert_true(scene_noticed(scene, "the computer was too slow"));
    assert_true(stop_is_raised(&scene->stop));
    assert_int_equal(scene->phases[PHASE_RELEASE], 1); /* that of the stimulus was lost */
    return scene;
}

static void it_is_over_when_the_probe_is_seen_off(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_NONE};
    struct scene *scene = failing_scene(&failing, 1);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 0);
    assert_int_equal(scene->phases[PHASE_RELEASED], 1);
    assert_true(scene->report.duration - failing.lost_at > MONO_SEC);
    scene_free(scene);
}

static void after_a_while_the_examiner_is_asked(void **state)
{
    (void)state;
    static const enum decision decisions[] = {DECISION_GO, DECISION_LEAVE};
    for (size_t i = 0; i < 2; i++) {
        struct failing failing = {.when = PHASE_RUNNING, .decision = decisions[i]};
        struct scene *scene = failing_scene(&failing, 3600);
        assert_int_equal(scene->asked[PROMPT_RELEASE], 1);
        assert_true(failing.asked_at - failing.lost_at > 4 * MONO_SEC);
        assert_true(scene->report.duration - failing.lost_at < 10 * MONO_SEC);
        assert_int_equal(scene_noticed(scene, "was not seen to let go: look at it"), i == 1);
        scene_free(scene);
    }
}

static void who_has_answered_does_not_wait_for_a_report_that_is_lost(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_GO, .keeps_losing = true};
    struct scene *scene = failing_scene(&failing, 3600);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 1);
    assert_true(scene->report.duration - failing.asked_at < 2 * MONO_SEC);
    scene_free(scene);
}

/* The ramp is done again, as its second attempt. */
static void resume(struct scene *scene, const char *first_end)
{
    scene->between = NULL;
    scene->rule = NULL;
    scene->resume = true;
    scene->participant.hand_reaction_s = 0.3;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_string_equal(scene->rows[0].end, first_end);
    assert_false(scene->rows[0].counts);
    assert_int_equal(scene->rows[1].attempt, 2);
    assert_int_equal(scene_counted(scene), 1);
    scene_verify(scene);
    scene_free(scene);
}

static void the_ramp_that_it_cut_off_is_kept(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_GO};
    struct scene *scene = failing_scene(&failing, 3);
    assert_int_equal(scene->n_rows, 1);
    assert_int_equal(scene->n_saved, 1);
    resume(scene, "stop");
}

static void a_ramp_whose_end_is_never_heard_is_cut_off(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_GO, .keeps_losing = true};
    struct scene *scene = failing_scene(&failing, 3600);
    assert_int_equal(scene->n_rows, 0);
    resume(scene, "interrupted");
}

/* ---- what was answered already */

static double number_in(const char *payload, const char *key)
{
    const char *at = strstr(payload, key);
    if (!at)
        fail_msg("no %s in %s", key, payload);
    return strtod(at + strlen(key), NULL);
}

/* Measured before the reports were lost: it is in the record with its samples, and is no value, as nobody can tell
 * what else was lost. */
static void a_response_that_was_given_already_is_kept_and_no_value(void **state)
{
    (void)state;
    char payload[2048];
    struct failing failing = {.when = PHASE_RELEASE, .decision = DECISION_GO};
    struct scene *scene = failing_scene(&failing, 3);
    assert_int_equal(scene->n_rows, 1);
    assert_true(isnan(scene->rows[0].value));
    assert_true(scene->rows[0].samples_count > 0);
    assert_int_equal(scene_entries(scene, "trial", "\"ended\":\"response\"", payload), 1);
    assert_true(number_in(payload, "\"response_s\":") > 0);
    assert_true(number_in(payload, "\"measured_kpa\":") > 100);
    assert_int_equal(scene_entries(scene, "return", "\"end\":", NULL), 0);
    resume(scene, "fault");
}

static void lose_with_the_end(struct scene *scene, enum phase phase)
{
    struct failing *failing = scene->extra;
    if (phase != PHASE_RELEASED || failing->is_lost)
        return;
    failing->is_lost = true;
    flood(scene->rig, 0);
}

/* The end of the ramp and the loss come in one turn. */
static void nor_is_it_lost_where_the_ramp_is_over_already(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_NONE};
    struct scene *scene = scene_new(one_trial);
    scene->on_phase = lose_with_the_end;
    scene->extra = &failing;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_true(failing.is_lost);
    assert_int_equal(scene->n_rows, 1);
    scene->on_phase = NULL;
    resume(scene, "fault");
}

static void lose_while_the_study_hangs(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    lose_reports(scene, rig, now);
    rig_hold_store(rig, scene->phases[PHASE_RUNNING] > 0);
}

static void a_study_that_hangs_is_not_waited_for_for_ever(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_GO};
    struct scene *scene = scene_new(one_trial);
    scene->between = lose_while_the_study_hangs;
    scene->rule = decide;
    scene->extra = &failing;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_int_equal(scene->n_saved, 0);
    assert_true(scene->report.duration - failing.lost_at < 15 * MONO_SEC);
    scene_free(scene);
}

/* ---- an entry that the study cannot take, on a bench that has no reason to stop */

static void note_too_much(struct failing *failing, struct rig *rig, mono_ns now)
{
    enum { TOO_MUCH = 2 << 20 };
    char *words = malloc(TOO_MUCH);
    assert_non_null(words);
    memset(words, 'x', TOO_MUCH - 1);
    words[TOO_MUCH - 1] = '\0';
    failing->is_lost = true;
    failing->lost_at = now;
    session_note(rig_session(rig), words);
    free(words);
}

static void write_too_much(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct failing *failing = scene->extra;
    if (!failing->is_lost && scene->phases[PHASE_RUNNING] > 0)
        note_too_much(failing, rig, now);
}

static void write_too_much_later(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct failing *failing = scene->extra;
    if (!failing->is_lost && scene->n_rests > 0)
        note_too_much(failing, rig, now);
}

/* Stopped between the answer and the bench: the start is refused. */
static enum decision stop_the_start(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM)
        stop_raise(&scene->stop, STOP_KEY, mono_now());
    return prompt->kind == PROMPT_STOPPED ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static void write_too_much_when_stopped(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct failing *failing = scene->extra;
    if (!failing->is_lost && scene->asked[PROMPT_STOPPED] > 0)
        note_too_much(failing, rig, now);
}

static void it_is_over_at_once_where_nothing_runs(void **state)
{
    (void)state;
    static const struct {
        void (*between)(void *context, struct rig *rig, mono_ns now);
        scene_rule *rule;
    } rows[] = {{write_too_much_later, scene_goes_on},          /* a trial is over */
                {write_too_much_when_stopped, stop_the_start}}; /* none was begun */
    for (size_t i = 0; i < 2; i++) {
        struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_NONE};
        struct scene *scene =
            scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = "
                      "2, rest = 9*sec }\n");
        scene->between = rows[i].between;
        scene->rule = rows[i].rule;
        scene->extra = &failing;
        assert_int_equal(scene_run(scene), STATUS_RANGE);
        assert_true(failing.is_lost);
        assert_int_equal(stop_causes(&scene->stop) & 1u << STOP_CRASH, 0);
        assert_true(scene->report.duration - failing.lost_at < MONO_SEC);
        assert_int_equal(scene->phases[PHASE_RELEASE], 0);
        scene_free(scene);
    }
}

static void it_stops_what_runs(void **state)
{
    (void)state;
    struct failing failing = {.when = PHASE_RUNNING, .decision = DECISION_NONE};
    struct scene *scene = scene_new(one_trial);
    scene->participant.ppt_kpa = 500;
    scene->between = write_too_much;
    scene->rule = decide;
    scene->extra = &failing;
    assert_int_equal(scene_run(scene), STATUS_RANGE);
    assert_true(failing.is_lost);
    assert_int_equal(stop_causes(&scene->stop), 1u << STOP_CRASH);
    assert_true(scene->report.duration - failing.lost_at < 5 * MONO_SEC);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_over_when_the_probe_is_seen_off),
        cmocka_unit_test(after_a_while_the_examiner_is_asked),
        cmocka_unit_test(who_has_answered_does_not_wait_for_a_report_that_is_lost),
        cmocka_unit_test(the_ramp_that_it_cut_off_is_kept),
        cmocka_unit_test(a_ramp_whose_end_is_never_heard_is_cut_off),
        cmocka_unit_test(a_response_that_was_given_already_is_kept_and_no_value),
        cmocka_unit_test(nor_is_it_lost_where_the_ramp_is_over_already),
        cmocka_unit_test(a_study_that_hangs_is_not_waited_for_for_ever),
        cmocka_unit_test(it_stops_what_runs),
        cmocka_unit_test(it_is_over_at_once_where_nothing_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
