/* What the examiner is told before a ramp, and that none begins by itself. */
#include "support/session_scene.h"

enum { ASKED_MAX = 64 };

struct asked {
    enum prompt_kind kinds[ASKED_MAX];
    struct prompt prompts[ASKED_MAX];
    struct trial_plan plans[ASKED_MAX];
    char texts[ASKED_MAX][200];
    size_t saved[ASKED_MAX]; /* attempts that were saved before it was asked */
    size_t n, reviews;
};

static size_t waits_for(const struct asked *asked, const char *part)
{
    size_t n = 0;
    for (size_t i = 0; i < asked->n; i++)
        n += asked->kinds[i] == PROMPT_WAIT && strstr(asked->texts[i], part) != NULL;
    return n;
}

static enum decision note(struct scene *scene, const struct prompt *prompt)
{
    struct asked *asked = scene->extra;
    assert_true(asked->n < ASKED_MAX);
    asked->kinds[asked->n] = prompt->kind;
    asked->prompts[asked->n] = *prompt;
    asked->saved[asked->n] = scene->n_saved;
    if (prompt->plan)
        asked->plans[asked->n] = *prompt->plan;
    snprintf(asked->texts[asked->n++], sizeof asked->texts[0], "%.199s", prompt->text);
    return scene_goes_on(scene, prompt);
}

static const struct prompt *armed(const struct asked *asked, size_t which,
                                  const struct trial_plan **plan)
{
    for (size_t i = 0; i < asked->n; i++)
        if (asked->kinds[i] == PROMPT_ARM && which-- == 0) {
            *plan = &asked->plans[i];
            return &asked->prompts[i];
        }
    fail_msg("not asked often enough");
    return NULL;
}

static void after_an_instrument_has_come_back_the_examiner_is_asked_first(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        size_t waits, stops;
    } rows[] = {
        {"unplug:from=on,for=8s", 1, 0},  /* it comes while the session waits for it */
        {"unplug:from=on,for=20s", 2, 1}, /* it is given up, and comes after the repeat */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct asked asked = {0};
        struct scene *scene =
            scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n");
        scene->extra = &asked;
        scene->rule = note;
        scene_fault(scene, rows[i].fault);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->asked[PROMPT_WAIT], rows[i].waits);
        assert_int_equal(scene->asked[PROMPT_STOPPED], rows[i].stops);
        assert_int_equal(asked.kinds[0], PROMPT_WAIT);
        assert_non_null(strstr(asked.texts[0], "Algometer: "));
        assert_true(asked.prompts[0].until > 0);
        assert_int_equal(asked.kinds[asked.n - 1], PROMPT_ARM);
        assert_int_equal(asked.saved[asked.n - 1], 0);
        assert_int_equal(scene->n_saved, 1);
        scene_free(scene);
    }
}

static enum decision leave_the_wait(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_WAIT ? *(enum decision *)scene->extra
                                       : scene_goes_on(scene, prompt);
}

static void a_wait_for_an_instrument_can_be_left_skipped_or_ended(void **state)
{
    (void)state;
    static const struct {
        enum decision decision;
        enum status status;
        const char *part;
    } rows[] = {
        {DECISION_LEAVE, STATUS_STOPPED, "left by the examiner"},
        {DECISION_END, STATUS_STOPPED, "ended by the examiner"},
        {DECISION_SKIP, STATUS_OK, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum decision decision = rows[i].decision;
        struct scene *scene =
            scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n");
        scene->extra = &decision;
        scene->rule = leave_the_wait;
        scene_fault(scene, "unplug:from=on");
        assert_int_equal(scene_run(scene), rows[i].status);
        if (rows[i].part[0])
            assert_non_null(strstr(scene->why.text, rows[i].part));
        assert_int_equal(scene->asked[PROMPT_STOPPED], 0);
        assert_int_equal(scene->n_rows, 0);
        scene_free(scene);
    }
}

/* ---- a response that comes back */

struct loss {
    struct asked asked; /* first: note() */
    mono_ns lost_at, press_at;
    bool is_stop; /* the participant's STOP, in its own place, is the one that was gone */
    int step;
};

enum { STOP_SOURCE = 1 };

/* Pulled out within the first ramp and at once in again; pressed later. */
static void lose_and_press(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct loss *loss = scene->extra;
    const uint8_t source = loss->is_stop ? STOP_SOURCE : 0;
    if (loss->step == 0 && now >= loss->lost_at && scene->phases[PHASE_RUNNING] == 1) {
        bench_source_lost(rig_bench(rig), source, true, now);
        bench_source_lost(rig_bench(rig), source, false, now);
        loss->step = 1;
    }
    if (loss->step == 1 && now >= loss->press_at) {
        bench_respond(rig_bench(rig), source, now, true, loss->is_stop);
        bench_respond(rig_bench(rig), source, now, false, loss->is_stop);
        loss->step = 2;
    }
}

static struct scene *losing(struct loss *loss, bool is_attended)
{
    struct scene *scene =
        scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rest = 0*sec, "
                  "tolerance = 90*percent }\n");
    scene->spec.responses[STOP_SOURCE] =
        (struct response_spec){.kind = RESPONSE_PEDAL, .is_stop = true};
    scene->spec.n_responses = 2;
    scene->review = is_attended;
    scene->rule = note;
    scene->between = lose_and_press;
    scene->extra = loss;
    return scene;
}

static void a_response_that_was_gone_is_pressed_before_the_next_ramp(void **state)
{
    (void)state;
    static const struct {
        bool is_attended, is_stop;
        mono_ns press_at;
        size_t waits, stops;
    } rows[] = {
        {true, false, 15 * MONO_SEC, 1, 1}, /* it is waited for, and pressed */
        {true, false, 26 * MONO_SEC, 2, 2}, /* not pressed in time: asked what is to be done */
        {false, false, MONO_NEVER, 0, 1},   /* nobody attends who could have it pressed */
        {true, true, 15 * MONO_SEC, 1, 2},  /* a STOP that works stops */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct loss loss = {
            .lost_at = 2 * MONO_SEC, .press_at = rows[i].press_at, .is_stop = rows[i].is_stop};
        struct scene *scene = losing(&loss, rows[i].is_attended);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s", scene->why.text);
        assert_int_equal(waits_for(&loss.asked, "have it pressed once"), rows[i].waits);
        assert_int_equal(scene->asked[PROMPT_STOPPED], rows[i].stops);
        assert_int_equal(scene_counted(scene), 1);
        assert_int_equal(scene_entries(scene, "notice", "response_gone", NULL), 1);
        assert_int_equal(scene_entries(scene, "notice", "response_back", NULL), 1);
        scene_free(scene);
    }
}

static enum decision spoil_the_first(struct scene *scene, const struct prompt *prompt)
{
    struct asked *asked = scene->extra;
    const enum decision decision = note(scene, prompt);
    return prompt->kind == PROMPT_REVIEW && asked->reviews++ == 0 ? DECISION_SPOIL : decision;
}

static void a_spoiled_attempt_is_named_as_the_reason_of_the_next(void **state)
{
    (void)state;
    struct asked asked = {0};
    const struct trial_plan *plan;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "tolerance = 90*percent, limit = 900*kPa }\n");
    scene->review = true;
    scene->extra = &asked;
    scene->rule = spoil_the_first;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(armed(&asked, 0, &plan)->again, AGAIN_NOT);
    assert_int_equal(armed(&asked, 0, &plan)->attempt, 1);
    assert_true(armed(&asked, 0, &plan)->limit == 900);
    assert_int_equal(armed(&asked, 1, &plan)->again, AGAIN_SPOILED);
    assert_int_equal(armed(&asked, 1, &plan)->attempt, 2);
    scene_free(scene);
}

static void a_slope_that_was_off_is_named_as_the_reason_of_the_next(void **state)
{
    (void)state;
    struct asked asked = {0};
    const struct trial_plan *plan;
    struct scene *scene = scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "tolerance = 1*percent }\n");
    scene->extra = &asked;
    scene->rule = note;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(armed(&asked, 1, &plan)->again, AGAIN_SLOPE);
    scene_free(scene);
}

/* A verb may say of a trial that it is due because values spread, and that no attempt follows. */
static void what_a_verb_says_of_a_trial_reaches_the_examiner(void **state)
{
    (void)state;
    struct asked asked = {0};
    const struct trial_plan *plan;
    char library[128], path[160];
    struct scene *scene =
        scene_new("    engine { stimulus = \"pressure_ramp\", test = \"ppt\", site = "
                  "\"thenar\", trial = 4, attempt = 1, extra = true, last = true }\n");
    folder_file(&scene->folder, "lib", library);
    assert_int_equal(mkdir(library, 0700), 0);
    snprintf(path, sizeof path, "%s/verbs", library);
    assert_int_equal(mkdir(path, 0700), 0);
    folder_write(&scene->folder, "lib/verbs/engine.lua",
                 "return function(arguments) return ask(\"trial\", arguments) end\n");
    scene->library = library;
    scene->extra = &asked;
    scene->rule = note;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(armed(&asked, 0, &plan)->again, AGAIN_SPREAD);
    assert_true(plan->is_last);
    scene_free(scene);
}

static enum decision hesitate(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_ARM && scene->asked[PROMPT_ARM] == 1
               ? DECISION_NONE
               : scene_goes_on(scene, prompt);
}

/* GO four seconds in; the cable came out meanwhile. */
static void go_late(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    if (now > 4 * MONO_SEC && scene->asked[PROMPT_ARM] == 1)
        session_decide(rig_session(rig), DECISION_GO, NULL);
}

static void an_instrument_that_goes_before_the_answer_is_waited_for(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n");
    scene->rule = hesitate;
    scene->between = go_late;
    scene_fault(scene, "unplug:from=on,at=2s,for=8s");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "gone", "", NULL), 1);
    assert_true(scene->asked[PROMPT_WAIT] > 0);
    assert_int_equal(scene->asked[PROMPT_ARM], 2);
    assert_int_equal(scene->n_saved, 1);
    assert_int_equal(scene->rows[0].attempt, 1);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(after_an_instrument_has_come_back_the_examiner_is_asked_first),
        cmocka_unit_test(an_instrument_that_goes_before_the_answer_is_waited_for),
        cmocka_unit_test(a_wait_for_an_instrument_can_be_left_skipped_or_ended),
        cmocka_unit_test(a_response_that_was_gone_is_pressed_before_the_next_ramp),
        cmocka_unit_test(a_spoiled_attempt_is_named_as_the_reason_of_the_next),
        cmocka_unit_test(a_slope_that_was_off_is_named_as_the_reason_of_the_next),
        cmocka_unit_test(what_a_verb_says_of_a_trial_reaches_the_examiner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
