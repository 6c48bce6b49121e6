/* Why trials are missing and who has responded stands in the journal: a skip, a session that is left, and the source of the
 * response. */
#include "support/session_scene.h"

static const char two_tests[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 3, max_trials = 3, rest = 5*sec }\n"
    "    ppt { sites = { site(\"thenar\", \"right\") }, trials = 1, rest = 5*sec }\n";

static size_t notes(struct scene *scene, const char *part, char last[2048])
{
    return scene_entries(scene, "note", part, last);
}

/* ---- skipped */

static enum decision skips_second(struct scene *scene, const struct prompt *prompt)
{
    const bool skips = prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 2;
    return skips ? DECISION_SKIP : scene_goes_on(scene, prompt);
}

static void a_skip_is_one_note_that_says_where(void **state)
{
    (void)state;
    char last[2048];
    struct scene *scene = scene_new(two_tests);
    scene->rule = skips_second;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(notes(scene, "\"what\":\"skipped\"", last), 1);
    assert_non_null(strstr(last, "\"test\":\"ppt\""));
    assert_non_null(strstr(last, "\"site\":\"thenar\""));
    assert_non_null(strstr(last, "\"side\":\"left\""));
    scene_verify(scene);
    scene_free(scene);
}

static void who_goes_on_has_skipped_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_tests);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(notes(scene, "skipped", NULL), 0);
    assert_int_equal(notes(scene, "\"left\"", NULL), 0);
    scene_free(scene);
}

/* A stop at one of the waits of a session, and what is decided about it. */
struct stopped {
    enum prompt_kind in; /* PROMPT_STOPPED: in the rest */
    enum decision decision;
    bool is_raised;
};

static void stop_there(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct stopped *stopped = scene->extra;
    const bool is_there =
        stopped->in == PROMPT_STOPPED ? scene->n_rests > 0 : scene->asked[stopped->in] > 0;
    (void)rig;
    if (stopped->is_raised || !is_there)
        return;
    stopped->is_raised = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision decides_at_stop(struct scene *scene, const struct prompt *prompt)
{
    const struct stopped *stopped = scene->extra;
    if (prompt->kind == PROMPT_STOPPED)
        return stopped->decision;
    if (prompt->kind == stopped->in && !stopped->is_raised)
        return DECISION_NONE;
    return scene_goes_on(scene, prompt);
}

static struct scene *stopped_in(struct stopped *stopped, const char *run)
{
    struct scene *scene = scene_new(run);
    scene->rule = decides_at_stop;
    scene->between = stop_there;
    scene->extra = stopped;
    return scene;
}

/* The engine chooses a site, and what would be done there is skipped: the test is not known yet, the site is. */
static void a_skip_while_a_site_rests_says_the_site(void **state)
{
    (void)state;
    char last[2048];
    struct stopped stopped = {.in = PROMPT_STOPPED, .decision = DECISION_SKIP};
    struct scene *scene = stopped_in(&stopped, two_tests);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(stopped.is_raised);
    assert_int_equal(notes(scene, "\"what\":\"skipped\"", last), 1);
    assert_non_null(strstr(last, "\"site\":\"thenar\""));
    assert_non_null(strstr(last, "\"side\":\"left\""));
    assert_null(strstr(last, "\"test\""));
    scene_verify(scene);
    scene_free(scene);
}

static void a_skip_at_an_instruction_says_the_test(void **state)
{
    (void)state;
    char last[2048];
    struct stopped stopped = {.in = PROMPT_INSTRUCT, .decision = DECISION_SKIP};
    char library[128];
    struct scene *scene =
        stopped_in(&stopped, "    engine(\"instruct\", { key = \"k\", test = \"ppt\" })\n");
    scene_use_engine(scene, library);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(stopped.is_raised);
    assert_int_equal(notes(scene, "\"what\":\"skipped\"", last), 1);
    assert_non_null(strstr(last, "\"test\":\"ppt\""));
    assert_null(strstr(last, "\"site\""));
    scene_free(scene);
}

/* No trial is missing for it: it has a word of its own. */
static void a_rest_that_is_cut_short_is_no_skipped_trial(void **state)
{
    (void)state;
    struct stopped stopped = {.in = PROMPT_STOPPED, .decision = DECISION_SKIP};
    struct scene *scene = stopped_in(&stopped, "    rest(20*sec)\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(stopped.is_raised);
    assert_int_equal(notes(scene, "\"what\":\"skipped\"", NULL), 0);
    assert_int_equal(notes(scene, "\"what\":\"rest_skipped\"", NULL), 1);
    scene_free(scene);
}

/* ---- left */

static enum decision leaves_review(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_REVIEW ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

static void who_leaves_is_in_the_study_before_the_session_is_over(void **state)
{
    (void)state;
    struct scene *scene = scene_left(scene_two_trials);
    assert_int_equal(notes(scene, "\"what\":\"left\"", NULL), 1);
    assert_int_equal(scene_run(scene), STATUS_OK); /* and it is resumed as before */
    assert_int_equal(scene->n_rows, 2);
    assert_int_equal(notes(scene, "\"what\":\"left\"", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

static void who_leaves_a_review_or_a_stop_is_noted_too(void **state)
{
    (void)state;
    struct scene *scene = scene_new(scene_two_trials);
    scene->review = true;
    scene->rule = leaves_review;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(notes(scene, "\"what\":\"left\"", NULL), 1);
    scene_free(scene);

    struct stopped stopped = {.in = PROMPT_ARM, .decision = DECISION_LEAVE};
    scene = stopped_in(&stopped, scene_two_trials);
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_non_null(strstr(scene->why.text, "the Space key was pressed"));
    assert_int_equal(notes(scene, "\"what\":\"left\"", NULL), 1);
    scene_free(scene);
}

static enum decision skips_and_leaves(struct scene *scene, const struct prompt *prompt)
{
    const bool leaves = prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 3;
    return leaves ? DECISION_LEAVE : skips_second(scene, prompt);
}

/* What was decided stands between what the script asked for, and the script is not asked about it again. */
static void a_session_that_was_skipped_in_and_left_is_resumed(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_tests);
    scene->rule = skips_and_leaves;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rows, 1);
    scene->rule = NULL;
    scene->resume = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 2);
    assert_int_equal(notes(scene, "\"what\":\"skipped\"", NULL), 1);
    assert_int_equal(notes(scene, "\"what\":\"left\"", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

/* ---- who has responded */

static void the_trial_says_which_source_has_answered(void **state)
{
    (void)state;
    char last[2048];
    struct scene *scene = scene_new(scene_two_trials);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_ends(scene, "response"), 2);
    assert_int_equal(
        scene_entries(scene, "trial", "\"response_source\":\"virtual_participant\"", last), 2);
    scene_free(scene);
}

/* The key that the bench names: the participant's own press, or the examiner for the participant. */
static const struct pressing {
    bool is_examiner;
    enum examiner_hand hand;
    const char *word;
} pressings[] = {
    {false, EXAMINER_KEY, "\"response_source\":\"key\""},
    {true, EXAMINER_KEY, "\"response_source\":\"examiner_key\""},
    {true, EXAMINER_SCREEN, "\"response_source\":\"examiner_screen\""},
};
struct to_press {
    const struct pressing *how;
    bool is_done;
};

static void press_the_key(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct to_press *press = scene->extra;
    if (press->is_done || scene->phases[PHASE_WARN] + scene->phases[PHASE_RUNNING] == 0)
        return;
    press->is_done = true;
    if (press->how->is_examiner)
        session_examiner_responds(scene->session, now, press->how->hand);
    bench_respond(rig_bench(rig), 1, now, true, false);
}

static void a_response_of_the_key_is_told_from_one_of_the_participant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pressings / sizeof pressings[0]; i++) {
        struct to_press press = {.how = &pressings[i]};
        struct scene *scene = scene_new(scene_two_trials);
        scene->spec.responses[scene->spec.n_responses++] =
            (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
        scene->between = press_the_key;
        scene->extra = &press;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_true(press.is_done);
        assert_true(scene_noticed(scene, "held down or stuck")); /* the other one is free */
        assert_int_equal(scene_entries(scene, "trial", pressings[i].word, NULL), 1);
        assert_int_equal(
            scene_entries(scene, "trial", "\"response_source\":\"virtual_participant\"", NULL),
            scene->n_rows - 1);
        scene_free(scene);
    }
}

static void who_does_not_answer_has_no_source(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "max_trials = 1, limit = 200*kPa, rest = 5*sec }\n");
    scene->participant.ppt_kpa = 900;
    scene->participant.n_sites = 0;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_ends(scene, "limit"), 1);
    assert_int_equal(scene_entries(scene, "trial", "response_source", NULL), 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_skip_is_one_note_that_says_where),
        cmocka_unit_test(who_goes_on_has_skipped_nothing),
        cmocka_unit_test(a_skip_while_a_site_rests_says_the_site),
        cmocka_unit_test(a_skip_at_an_instruction_says_the_test),
        cmocka_unit_test(a_rest_that_is_cut_short_is_no_skipped_trial),
        cmocka_unit_test(who_leaves_is_in_the_study_before_the_session_is_over),
        cmocka_unit_test(who_leaves_a_review_or_a_stop_is_noted_too),
        cmocka_unit_test(a_session_that_was_skipped_in_and_left_is_resumed),
        cmocka_unit_test(the_trial_says_which_source_has_answered),
        cmocka_unit_test(a_response_of_the_key_is_told_from_one_of_the_participant),
        cmocka_unit_test(who_does_not_answer_has_no_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
