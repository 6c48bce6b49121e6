/* A hand that does not let go: RELEASE stays, nothing else is asked and nothing is armed before the probe is seen off or
 * the examiner has said that it is. */
#include "support/session_scene.h"

static const char two_trials[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, "
                                 "max_trials = 2, rest = 2*sec }\n";

static struct scene *slow_hand(double seconds, scene_rule *rule)
{
    struct scene *scene = scene_new(two_trials);
    scene->participant.hand_reaction_s = seconds;
    scene->rule = rule;
    return scene;
}

/* As the automatic examiner: whoever sees nothing does not say that it is off. */
static enum decision wait_or_leave(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_RELEASE)
        return scene_goes_on(scene, prompt);
    return prompt->cause == STATUS_OK ? DECISION_NONE : DECISION_LEAVE;
}

static void a_hand_that_lets_go_late_goes_on_without_an_answer(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = slow_hand(12, wait_or_leave);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 2);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    assert_int_equal(scene_entries(scene, "trial", "\"released\":true", entry), 2);
    const char *const late = strstr(entry, "\"release_s\":");
    assert_non_null(late);
    assert_true(strtod(late + strlen("\"release_s\":"), NULL) > 5);
    assert_int_equal(scene_entries(scene, "trial", "release_confirmed_s", NULL), 0);
    scene_verify(scene);
    scene_free(scene);
}

static void what_was_said_of_one_trial_is_asked_again_for_the_next(void **state)
{
    (void)state;
    struct scene *scene = slow_hand(12, NULL);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 2);
    assert_int_equal(scene_entries(scene, "trial", "release_confirmed_s", NULL), 2);
    assert_false(scene_noticed(scene, "was not seen to let go"));
    scene_free(scene);
}

static void nothing_is_armed_while_the_probe_is_on_and_nobody_answers(void **state)
{
    (void)state;
    struct scene *scene = slow_hand(3600, wait_or_leave);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(status_exit_code(scene->status), 4);
    assert_non_null(strstr(scene->why.text, "not seen to go down"));
    assert_int_equal(scene->asked[PROMPT_ARM], 1);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 2);
    assert_int_equal(scene->n_saved, 1);
    assert_true(scene_noticed(scene, "the probe was not seen to let go: look at it"));
    assert_int_equal(scene_entries(scene, "stop", "not_released", NULL), 1);
    assert_int_equal(scene_entries(scene, "trial", "\"released\":false", NULL), 1);
    scene_assert_honest(scene);
    scene_verify(scene);
    scene->resume = true;
    scene->participant.hand_reaction_s = 0.3;
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene_verify(scene);
    scene_free(scene);
}

static void a_dead_gauge_waits_for_the_examiners_word(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_new(two_trials);
    scene_fault(scene, "unplug:at=4s,for=20s,cue=1");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_RELEASE], 1);
    assert_int_equal(scene_entries(scene, "trial", "\"release_confirmed_s\":", entry), 1);
    assert_non_null(strstr(entry, "\"released\":false"));
    assert_null(strstr(entry, "\"release_s\":"));
    scene_free(scene);
}

static void a_dead_gauge_that_nobody_answers_for_ends_with_its_own_reason(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    scene->rule = wait_or_leave;
    scene_fault(scene, "unplug:at=4s,cue=1");
    assert_int_equal(scene_run(scene), STATUS_GONE);
    assert_int_equal(status_exit_code(scene->status), 3);
    assert_int_equal(scene->asked[PROMPT_ARM], 1);
    assert_int_equal(scene->n_saved, 1);
    scene_free(scene);
}

static void a_gauge_that_reads_minus_gives_no_value_and_says_why(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    scene->spec.instruments[0].invert = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene->n_rows > 0);
    assert_int_equal(scene_ends(scene, "fault"), scene->n_rows);
    assert_int_equal(scene_entries(scene, "trial", "\"fault\":\"pull\"", NULL), scene->n_rows);
    assert_true(scene->phases[PHASE_RELEASE] >= scene->n_rows);
    scene_free(scene);
}

/* LEAVE to RELEASE at the n-th instant after it was asked; as long as it stands. */
struct leaving {
    size_t at, n;
    bool is_said;
};

static void leave_as_it_ends(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct leaving *leaving = scene->extra;
    (void)now;
    const bool is_asked = scene->asked[PROMPT_RELEASE] > 0 && scene->asked[PROMPT_REVIEW] == 0 &&
                          session_offers(rig_session(rig), DECISION_LEAVE);
    if (!is_asked || leaving->n++ != leaving->at)
        return;
    session_decide(rig_session(rig), DECISION_LEAVE, NULL);
    leaving->is_said = true;
}

static enum decision wait_at_release(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_RELEASE ? DECISION_NONE : scene_goes_on(scene, prompt);
}

static struct scene *left_at(struct leaving *leaving, size_t at)
{
    struct scene *scene = slow_hand(6, wait_at_release);
    *leaving = (struct leaving){.at = at};
    scene->review = true;
    scene->between = leave_as_it_ends;
    scene->extra = leaving;
    return scene;
}

static size_t count_instants(void)
{
    struct leaving leaving;
    struct scene *scene = left_at(&leaving, SIZE_MAX);
    assert_int_equal(scene_run(scene), STATUS_OK);
    scene_free(scene);
    return leaving.n;
}

/* Up to the instant in which the hand has been seen off; nothing is said of a hand that stays where it was seen. */
static void who_leaves_as_the_hand_is_seen_off_has_left(void **state)
{
    (void)state;
    const size_t n = count_instants();
    struct leaving leaving;
    assert_true(n > 8);
    for (size_t at = n - 8; at < n; at++) {
        struct scene *scene = left_at(&leaving, at);
        assert_int_equal(scene_run(scene), STATUS_STOPPED);
        assert_true(leaving.is_said);
        assert_int_equal(scene->asked[PROMPT_REVIEW], 0);
        assert_int_equal(scene->n_rows, 1);
        assert_int_equal(scene_entries(scene, "return", "\"end\":\"response\"", NULL), 1);
        assert_int_equal(scene_entries(scene, "note", "\"left\"", NULL), 1);
        const bool is_off = scene_entries(scene, "trial", "\"released\":true", NULL) == 1;
        assert_true(is_off || at < n - 1);
        assert_int_equal(scene_noticed(scene, "was not seen to let go"), !is_off);
        scene_verify(scene);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_leaves_as_the_hand_is_seen_off_has_left),
        cmocka_unit_test(a_hand_that_lets_go_late_goes_on_without_an_answer),
        cmocka_unit_test(what_was_said_of_one_trial_is_asked_again_for_the_next),
        cmocka_unit_test(nothing_is_armed_while_the_probe_is_on_and_nobody_answers),
        cmocka_unit_test(a_dead_gauge_waits_for_the_examiners_word),
        cmocka_unit_test(a_dead_gauge_that_nobody_answers_for_ends_with_its_own_reason),
        cmocka_unit_test(a_gauge_that_reads_minus_gives_no_value_and_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
