/* Somebody is pressed while nothing is armed: it is kept, and whoever saw it can let the rest begin again. */
#include "support/session_scene.h"

/* The wish comes so long after the rest has begun, once. */
#define WISH_AFTER (3 * MONO_SEC)

struct wish {
    bool stops;  /* the first ramp: it is made again */
    bool leaves; /* 5 s after its first rest has begun */
    bool is_wanted, is_done, is_stopped;
    mono_ns first_rest;  /* 0: none yet */
    mono_ns rests_since; /* 0: it does not */
};

static void wish(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct wish *wish = scene->extra;
    struct session *session = rig_session(rig);
    if (wish->stops && !wish->is_stopped && scene->phases[PHASE_RUNNING] > 0) {
        wish->is_stopped = true;
        stop_raise(&scene->stop, STOP_KEY, now);
    }
    if (!session_rests(session)) {
        wish->rests_since = 0;
        return;
    }
    if (wish->rests_since == 0)
        wish->rests_since = now;
    if (wish->first_rest == 0)
        wish->first_rest = now;
    if (wish->leaves && now >= wish->first_rest + 5 * MONO_SEC)
        stop_raise(&scene->stop, STOP_KEY, now);
    if (!wish->is_wanted || wish->is_done || now < wish->rests_since + WISH_AFTER)
        return;
    wish->is_done = true;
    session_touched(session, 210, 1.5);
    session_rest_again(session);
}

/* How long the session lasts, with the wish or without. */
static double lasts(const char *script, bool stops, bool is_wanted)
{
    struct wish wanted = {.stops = stops, .is_wanted = is_wanted};
    struct scene *scene = scene_new(script);
    scene->between = wish;
    scene->extra = &wanted;
    assert_int_equal(scene_run(scene), STATUS_OK);
    if (wanted.is_done != is_wanted)
        fail_msg("not wished: %s", script);
    assert_int_equal(scene_entries(scene, "note", "rest_again", NULL), is_wanted);
    char payload[2048];
    if (is_wanted) {
        assert_int_equal(scene_entries(scene, "note", "pressed_between", payload), 1);
        assert_non_null(strstr(payload, "\"peak\":{\"u\":\"kPa\",\"v\":210}"));
    }
    scene_verify(scene);
    const double seconds = mono_to_sec(scene->report.duration);
    scene_free(scene);
    return seconds;
}

static void the_rest_begins_again(void **state)
{
    static const struct {
        const char *script;
        bool stops;
    } rows[] = {
        /* until a site may be chosen */
        {"    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest = 20*sec }\n", false},
        /* between two sites that both wait */
        {"    ppt { sites = { site(\"thenar\", \"left\"), site(\"thenar\", \"right\") }, trials = "
         "2, "
         "rest = 60*sec }\n",
         false},
        /* before an attempt is made again */
        {"    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rest = 20*sec }\n", true},
        /* of everybody */
        {"    rest(20*sec)\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const double plain = lasts(rows[i].script, rows[i].stops, false);
        const double again = lasts(rows[i].script, rows[i].stops, true);
        if (again < plain + mono_to_sec(WISH_AFTER) - 0.1)
            fail_msg("row %zu: %g s, and %g s with the wish", i, plain, again);
    }
}

static enum decision leave_when_stopped(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* It goes on after a pause: the rest counts from where it began again, not from the trial before. */
static void a_rest_that_began_again_outlasts_a_pause(void **state)
{
    (void)state;
    static const char script[] =
        "    ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rest = 60*sec }\n";
    double lasted[2];
    for (int again = 0; again < 2; again++) {
        struct wish wanted = {.is_wanted = again, .leaves = true};
        struct scene *scene = scene_new(script);
        scene->between = wish;
        scene->rule = leave_when_stopped;
        scene->extra = &wanted;
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(wanted.is_done, again);
        scene->between = NULL;
        scene->rule = NULL;
        scene->resume = true;
        assert_int_equal(scene_run(scene), STATUS_OK);
        lasted[again] = mono_to_sec(scene->report.duration);
        scene_free(scene);
    }
    if (lasted[1] < lasted[0] + mono_to_sec(WISH_AFTER) - 0.1)
        fail_msg("%g s, and %g s where the rest began again", lasted[0], lasted[1]);
}

/* Where nothing waits the wish changes nothing. */
static void wish_while_armed(void *context, struct rig *rig, mono_ns now)
{
    (void)context, (void)now;
    if (!session_rests(rig_session(rig)))
        session_rest_again(rig_session(rig));
}

static void without_a_rest_nothing_begins_again(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    ppt { sites = { site(\"thenar\", \"left\") }, trials = 1 }\n");
    scene->between = wish_while_armed;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "note", "rest_again", NULL), 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rest_begins_again),
        cmocka_unit_test(a_rest_that_began_again_outlasts_a_pause),
        cmocka_unit_test(without_a_rest_nothing_begins_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
