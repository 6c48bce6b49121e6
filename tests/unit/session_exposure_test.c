/* What a site has had counts and rests, also when a crash cut it off: after other trials, after an attempt of the same
 * trial, long after it was asked for, and not for longer than a day. */
#include "support/session_scene.h"

static const char two_trials[] =
    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest "
    "= 5*sec, max_trials = 2 }\n";

struct crash {
    size_t arm;  /* in the ramp of this one */
    bool stops;  /* the ramp before it is stopped */
    utc_us leap; /* of the clock, while the probe is placed */
    bool is_stopped, is_dead;
};

static void die_in_ramp(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct crash *crash = scene->extra;
    const struct prompt *prompt = session_prompt(rig_session(rig));
    if (prompt && prompt->kind == PROMPT_ARM && crash->leap > 0) {
        rig_set_clock(rig, crash->leap);
        scene->utc += crash->leap;
        crash->leap = 0;
        session_decide(rig_session(rig), DECISION_GO, NULL);
    }
    if (crash->stops && !crash->is_stopped && scene->phases[PHASE_RUNNING] == crash->arm - 1) {
        crash->is_stopped = true;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
    crash->is_dead = crash->is_dead || scene->phases[PHASE_RUNNING] >= crash->arm;
    if (crash->is_dead)
        scene_lose_reports(rig, PHASE_ARMED, now);
}

static enum decision wait_for_leap(struct scene *scene, const struct prompt *prompt)
{
    const struct crash *crash = scene->extra;
    return prompt->kind == PROMPT_ARM && crash->leap > 0 ? DECISION_NONE
                                                         : scene_goes_on(scene, prompt);
}

/* Died, and the same participant comes `later` for a session of its own: how often its site rested before a ramp. */
static size_t rests_after(struct crash *crash, utc_us later)
{
    struct scene *scene = scene_new(two_trials);
    scene->between = die_in_ramp;
    scene->rule = wait_for_leap;
    scene->extra = crash;
    assert_int_equal(scene_run(scene), STATUS_FULL);
    assert_true(crash->is_dead);
    assert_int_equal(crash->is_stopped, crash->stops);
    scene->between = NULL;
    scene->rule = NULL;
    memset(&scene->key, 0, sizeof scene->key);
    scene->utc += later;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const size_t rests = scene->n_rests;
    scene_free(scene);
    return rests;
}

static const utc_us hour = (utc_us)3600 * 1000000;

static void what_a_crash_cut_off_rests_from_when_it_is_known(void **state)
{
    (void)state;
    static const struct {
        struct crash crash;
        utc_us hours;
        size_t rests;
    } rows[] = {
        {{.arm = 1}, 1, 2},                /* before the first trial and before the second */
        {{.arm = 2}, 1, 2},                /* another trial of it is in the tables */
        {{.arm = 2, .stops = true}, 1, 2}, /* an attempt of the same trial is */
        {{.arm = 1}, 25, 1},               /* that was yesterday */
        /* asked for the day before yesterday, and begun an hour ago */
        {{.arm = 1, .leap = (utc_us)30 * 3600 * 1000000}, 1, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct crash crash = rows[i].crash;
        const size_t rests = rests_after(&crash, rows[i].hours * hour);
        if (rests != rows[i].rests)
            fail_msg("row %zu: %zu rests", i, rests);
    }
}

/* It rests from the beginning of the session, not from when it is looked at. */
static void a_clock_that_was_set_back_costs_one_rest_at_most(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    rest(30*sec)\n"
                                    "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, "
                                    "rest = 20*sec }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    memset(&scene->key, 0, sizeof scene->key);
    scene->utc -= 3 * hour;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rests, 1); /* the script's own */
    scene_free(scene);
}

/* ---- what is told of a rest */

static void a_rest_is_told_with_what_is_left_of_it_and_how_long_it_is(void **state)
{
    (void)state;
    struct scene *scene = scene_new(two_trials);
    scene->rule = scene_leaves_second;
    assert_int_equal(scene_run(scene), STATUS_STOPPED);
    assert_int_equal(scene->n_rests, 1);
    assert_true(scene->rest_whole_s == 5);
    assert_true(scene->rest_left_s > 0 && scene->rest_left_s <= 5);
    scene_free(scene);
}

static void a_rest_of_everybody_is_told_as_a_whole(void **state)
{
    (void)state;
    struct scene *scene = scene_new("    rest(20*sec)\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene->rest_whole_s == 20);
    assert_true(scene->rest_left_s == 20);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_crash_cut_off_rests_from_when_it_is_known),
        cmocka_unit_test(a_clock_that_was_set_back_costs_one_rest_at_most),
        cmocka_unit_test(a_rest_is_told_with_what_is_left_of_it_and_how_long_it_is),
        cmocka_unit_test(a_rest_of_everybody_is_told_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
