/* What a stop finds: an attempt that was complete, with the probe still on, is saved and counts, and nobody is pressed
 * again for nothing; what was touched rests before it is done again; what was not begun is no attempt. */
#include "support/session_scene.h"

static const char two_trials[] = "    local r = ppt { sites = { site(\"thenar\", \"left\") }, "
                                 "trials = 2, max_trials = 2, rest = "
                                 "2*sec, limit = 400*kPa }\n"
                                 "    note(string.format(\"n=%d\", r.n))\n";

/* What is answered to the first stop; later ones are repeated. */
struct late {
    enum decision first;
    bool is_raised;
    char text[400];
    bool repeat_reviews;
};

static void stop_at_release(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct late *late = scene->extra;
    (void)rig;
    if (late->is_raised || scene->phases[PHASE_RELEASE] == 0)
        return;
    late->is_raised = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision decide(struct scene *scene, const struct prompt *prompt)
{
    struct late *late = scene->extra;
    if (prompt->kind == PROMPT_STOPPED && scene->asked[PROMPT_STOPPED] == 1) {
        snprintf(late->text, sizeof late->text, "%s", prompt->text);
        late->repeat_reviews = prompt->repeat_reviews;
        return late->first;
    }
    return scene_goes_on(scene, prompt);
}

/* `ppt_kpa` above 400 ends at the limit. */
static struct scene *stopped_at_release(struct late *late, double ppt_kpa)
{
    struct scene *scene = scene_new(two_trials);
    scene->participant.ppt_kpa = ppt_kpa;
    scene->participant.n_sites = 0;
    scene->participant.hand_reaction_s = 3;
    scene->rule = decide;
    scene->between = stop_at_release;
    scene->extra = late;
    return scene;
}

static const struct {
    double ppt_kpa;
    const char *end;
} ends[] = {{200, "response"}, {900, "limit"}};

static void a_stop_after_the_end_asks_whether_the_attempt_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct late late = {.first = DECISION_REPEAT};
        struct scene *scene = stopped_at_release(&late, ends[i].ppt_kpa);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_true(late.is_raised);
        assert_non_null(strstr(late.text, "The attempt was complete and is saved"));
        assert_true(late.repeat_reviews);
        assert_int_equal(scene->asked[PROMPT_REVIEW], 1);
        assert_int_equal(scene->n_rows, 2);
        assert_string_equal(scene->rows[0].end, ends[i].end);
        assert_int_equal(scene_counted(scene), 2);
        assert_int_equal(scene_entries(scene, "note", "n=2", NULL), 1);
        scene_verify(scene);
        scene_free(scene);
    }
}

static void what_is_skipped_after_such_a_stop_keeps_the_attempt(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct late late = {.first = DECISION_SKIP};
        struct scene *scene = stopped_at_release(&late, ends[i].ppt_kpa);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 1);
        assert_int_equal(scene_entries(scene, "note", "n=1", NULL), 1);
        /* the script is told once, when it is known what becomes of it */
        assert_int_equal(scene_entries(scene, "return", "\"end\":", NULL), 1);
        scene_free(scene);
    }
}

static void who_leaves_after_such_a_stop_keeps_the_attempt_too(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct late late = {.first = DECISION_LEAVE};
        struct scene *scene = stopped_at_release(&late, ends[i].ppt_kpa);
        assert_int_equal(scene_run(scene), STATUS_STOPPED);
        assert_non_null(strstr(scene->why.text, "the Space key was pressed"));
        assert_int_equal(scene->n_rows, 1);
        scene->resume = true;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 2);
        assert_int_equal(scene_counted(scene), 2);
        assert_int_equal(scene_entries(scene, "note", "n=2", NULL), 1);
        scene_verify(scene);
        scene_free(scene);
    }
}

/* ---- what is done again */

static const char one_trial[] = "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                "attempts = 1, rest = 30*sec }\n";

struct stop_in {
    enum phase phase;
    bool is_raised;
};

static void stop_in_phase(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct stop_in *stop = scene->extra;
    (void)rig;
    if (stop->is_raised || scene->phases[stop->phase] == 0)
        return;
    stop->is_raised = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static void what_was_touched_rests_before_it_is_done_again(void **state)
{
    (void)state;
    static const struct {
        enum phase phase;
        bool invert;
        const char *end;
        size_t rests;
    } rows[] = {
        {PHASE_ARMED, false, "stop", 0},   /* the probe was in the air */
        {PHASE_RUNNING, false, "stop", 1}, /* in mid-ramp */
        {PHASE_RELEASE, true, "fault", 1}, /* the gauge showed no contact, but it pressed */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stop_in stop = {.phase = rows[i].phase};
        struct scene *scene = scene_new(one_trial);
        scene->spec.instruments[0].invert = rows[i].invert;
        scene->between = stop_in_phase;
        scene->extra = &stop;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_true(stop.is_raised);
        assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
        assert_int_equal(scene->n_rows, 2);
        assert_string_equal(scene->rows[0].end, rows[i].end);
        assert_int_equal(scene_entries(scene, "trial", "\"stop_cause\":\"key\"", NULL), 1);
        assert_int_equal(scene->n_rests, rows[i].rests);
        scene_free(scene);
    }
}

static enum decision stop_and_go(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM) {
        assert_int_equal(prompt->attempt, 1);
        if (scene->asked[PROMPT_ARM] == 1)
            stop_raise(&scene->stop, STOP_KEY, mono_now());
    }
    return scene_goes_on(scene, prompt);
}

static void a_start_that_the_bench_refuses_is_no_attempt(void **state)
{
    (void)state;
    struct scene *scene = scene_new(one_trial);
    scene->rule = stop_and_go;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
    assert_int_equal(scene->asked[PROMPT_ARM], 2);
    assert_int_equal(scene->n_rows, 1);
    assert_int_equal(scene->rows[0].attempt, 1);
    assert_int_equal(scene->n_rests, 0);
    assert_int_equal(scene_entries(scene, "started", "", NULL), 1);
    scene_free(scene);
}

/* ---- what is skipped, and why it stopped */

static void stop_in_rest(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    bool *is_raised = scene->extra;
    (void)rig;
    if (*is_raised || scene->n_saved == 0 || scene->n_rests == 0)
        return;
    *is_raised = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision skip_the_rest(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_SKIP : scene_goes_on(scene, prompt);
}

static void a_stop_while_every_site_rests_can_skip_the_test(void **state)
{
    (void)state;
    bool is_raised = false;
    struct scene *scene = scene_new(two_trials);
    scene->rule = skip_the_rest;
    scene->between = stop_in_rest;
    scene->extra = &is_raised;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(is_raised);
    assert_int_equal(scene->asked[PROMPT_ARM], 1);
    assert_int_equal(scene->n_rows, 1);
    assert_int_equal(scene_entries(scene, "return", "\"skipped\":true", NULL), 1);
    assert_int_equal(scene_entries(scene, "note", "n=1", NULL), 1);
    scene_free(scene);
}

static void stop_in_wait(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    bool *is_raised = scene->extra;
    (void)rig;
    if (*is_raised || now < 3 * MONO_SEC)
        return;
    *is_raised = true;
    assert_int_equal(scene->asked[PROMPT_WAIT], 1);
    stop_raise(&scene->stop, STOP_KEY, now);
}

static enum decision keep_reason(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_STOPPED && scene->asked[PROMPT_STOPPED] == 1) {
        assert_non_null(strstr(prompt->text, "the Space key was pressed"));
        assert_int_equal(prompt->cause, STATUS_STOPPED);
    }
    return scene_goes_on(scene, prompt);
}

static void a_stop_by_hand_is_not_blamed_on_an_instrument_that_is_silent(void **state)
{
    (void)state;
    bool is_raised = false;
    struct scene *scene = scene_new(one_trial);
    scene->rule = keep_reason;
    scene->between = stop_in_wait;
    scene->extra = &is_raised;
    scene_fault(scene, "silence:from=on,for=8s");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(is_raised);
    assert_int_equal(scene_entries(scene, "stop", "\"fault\":", NULL), 0);
    scene_free(scene);
}

/* A stop ten seconds into the first rest that is told; where that is the one after a stop, in the first trial, too. */
struct rest_stop {
    bool in_trial, is_raised;
    mono_ns rests_since;
    size_t n_told; /* rests, before it */
    double left_s;
};

static void stop_ten_seconds_in(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct rest_stop *stop = scene->extra;
    (void)rig;
    if (stop->in_trial && scene->phases[PHASE_RUNNING] > 0) {
        stop->in_trial = false;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
    if (scene->n_rests > 0 && stop->rests_since == 0)
        stop->rests_since = now;
    if (stop->is_raised || stop->rests_since == 0 || now < stop->rests_since + 10 * MONO_SEC)
        return;
    stop->is_raised = true;
    stop->n_told = scene->n_rests;
    stop->left_s = scene->rest_left_s - 10;
    stop_raise(&scene->stop, STOP_KEY, now);
}

/* Else the screen would say that it is stopped until the rest is over. */
static void a_rest_that_goes_on_after_a_stop_is_told_again(void **state)
{
    (void)state;
    static const struct {
        const char *run;
        bool in_trial;
    } rows[] = {
        {"    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, max_trials = 2, "
         "rest = 30*sec }\n",
         false},
        {"    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rest = 30*sec }\n", true},
        {"    rest(30*sec)\n", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rest_stop stop = {.in_trial = rows[i].in_trial};
        struct scene *scene = scene_new(rows[i].run);
        scene->between = stop_ten_seconds_in;
        scene->extra = &stop;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_true(stop.is_raised);
        assert_int_equal(scene->n_rests, stop.n_told + 1);
        assert_true(fabs(scene->rest_left_s - stop.left_s) < 2);
        assert_true(fabs(scene->rest_whole_s - 30) < 0.1);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_after_the_end_asks_whether_the_attempt_is_kept),
        cmocka_unit_test(what_is_skipped_after_such_a_stop_keeps_the_attempt),
        cmocka_unit_test(who_leaves_after_such_a_stop_keeps_the_attempt_too),
        cmocka_unit_test(what_was_touched_rests_before_it_is_done_again),
        cmocka_unit_test(a_start_that_the_bench_refuses_is_no_attempt),
        cmocka_unit_test(a_rest_that_goes_on_after_a_stop_is_told_again),
        cmocka_unit_test(a_stop_while_every_site_rests_can_skip_the_test),
        cmocka_unit_test(a_stop_by_hand_is_not_blamed_on_an_instrument_that_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
