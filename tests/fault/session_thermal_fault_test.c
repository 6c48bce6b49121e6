/* Everything that can go wrong between a thermode and a session, in virtual time: no number that was not measured, the ramp
 * ended by the instrument or by Limen, a reason in the journal, and the session goes on or ends with a clear sentence. */
#include "support/thermal_scene.h"

static const char protocol[] =
    "    cpt { sites = { site('thenar', 'left'), site('thenar', 'right') }, trials = 2 }\n";

static const char *const thermodes[] = {"qst-tcs", "meerstetter", "te-tech"};
enum { THERMODES = sizeof thermodes / sizeof thermodes[0] };

/* A ramp begins about 11 s after its trial: 10 s at the baseline before it. The threshold is met 18 s later. */
static const double THRESHOLD = 14, BASELINE = 32;

/* Degrees that it is away from its baseline, now and at most; and since when the examiner waits for it. */
struct course {
    double now_c, most_c;
    mono_ns waits_since;
};

/* Goes on when it is mended, and leaves when it is not within three minutes, or for the twelfth time. What is not an
 * instrument's, an alarm, has been looked at. */
static const mono_ns PATIENCE = 180 * MONO_SEC;

static enum decision goes_on_when_mended(struct scene *scene, const struct prompt *prompt)
{
    struct course *course = scene->extra;
    if (prompt->kind != PROMPT_STOPPED)
        return scene_goes_on(scene, prompt);
    const bool is_held = strstr(prompt->text, "have it let go") != NULL;
    const bool is_instrument = status_exit_code(prompt->cause) == 3 && !is_held;
    if ((prompt->is_mended || !is_instrument) && scene->asked[PROMPT_STOPPED] < 12) {
        course->waits_since = 0;
        return DECISION_REPEAT;
    }
    return scene->asked[PROMPT_STOPPED] < 12 ? DECISION_NONE : DECISION_LEAVE;
}

static void wait_for_it(struct course *course, struct session *session, mono_ns now)
{
    const struct prompt *prompt = session_prompt(session);
    const bool waits = prompt && (prompt->kind == PROMPT_STOPPED || prompt->kind == PROMPT_WAIT);
    if (!waits)
        course->waits_since = 0;
    else if (course->waits_since == 0)
        course->waits_since = now;
    else if (now > course->waits_since + PATIENCE)
        session_decide(session, DECISION_LEAVE, NULL);
}

static void follow(void *context, struct rig *rig, mono_ns now)
{
    const struct scene *scene = context;
    struct course *course = scene->extra;
    course->now_c = sim_port_output(rig_port(rig, 0));
    wait_for_it(course, rig_session(rig), now);
    if (scene->phases[PHASE_RUNNING] > 0) /* before that it may have been as cold as the room */
        course->most_c = fmax(course->most_c, course->now_c);
}

static struct scene *scene_of(const char *run, const char *thermode, const char *fault,
                              struct course *course)
{
    struct scene *scene = scene_thermal(run);
    struct instrument_spec *instrument = &scene->spec.instruments[0];
    snprintf(instrument->driver, sizeof instrument->driver, "%s", thermode);
    snprintf(instrument->port, sizeof instrument->port, "sim:%s", thermode);
    scene_make_exact(scene);
    scene->participant.thermal_celsius[SIM_COLD_PAIN] = THRESHOLD;
    scene->rule = goes_on_when_mended;
    scene->between = follow;
    scene->extra = course;
    *course = (struct course){0};
    if (fault[0])
        scene_fault(scene, fault);
    return scene;
}

static struct scene *scene_on(const char *thermode, const char *fault, struct course *course)
{
    return scene_of(protocol, thermode, fault, course);
}

/* As the rigs of the drivers have it: no thermode is nearer to its set point than that. */
static const double NEAR = 1.5;

static void all_is_well_on_every_thermode(void **state)
{
    (void)state;
    for (size_t i = 0; i < THERMODES; i++) {
        struct course course;
        struct scene *scene = scene_on(thermodes[i], "", &course);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", thermodes[i], scene->why.text);
        assert_int_equal(scene->n_rows, 4);
        for (size_t j = 0; j < 4; j++)
            if (!(fabs(scene->rows[j].value - THRESHOLD) < 0.1))
                fail_msg("%s: %g degC", thermodes[i], scene->rows[j].value);
        assert_true(course.now_c < NEAR && course.most_c > 17 && course.most_c < 19);
        scene_free(scene);
    }
}

/* ---- whatever happens */

enum { ALL = 7, TCS = 1 };

struct row {
    const char *fault;
    int on;                  /* bit per thermode */
    int code;                /* at the end */
    size_t counted;          /* trials with a value, of four */
    const char *kind, *part; /* an entry of the journal that tells; NULL: nothing to tell */
};

static const struct row rows[] = {
    /* it never answers */
    {"silence", ALL, 3, 0, NULL, NULL},
    {"unplug", ALL, 3, 0, NULL, NULL},
    /* it vanishes before the ramp, in it, on the way back and between two; for a while, and for good */
    {"unplug:at=5s,for=2s,cue=1", ALL, 0, 4, "fault", "link_lost"},
    {"unplug:at=20s,for=2s,cue=1", ALL, 0, 4, "fault", "link_lost"},
    {"unplug:at=30s,for=2s,cue=1", ALL, 0, 4, "fault", "link_lost"},
    {"unplug:at=40s,for=2s,cue=4", ALL, 0, 4, NULL, NULL},
    {"unplug:at=20s,cue=2", ALL, 3, 1, "fault", "link_lost"},
    /* it is silent, for a moment and for good */
    {"silence:at=20s,for=0.1s,cue=1", ALL, 0, 4, NULL, NULL},
    {"silence:at=20s,for=3s,cue=1", ALL, 0, 4, "fault", "silent"},
    {"silence:at=20s,cue=1", ALL, 3, 0, "fault", "silent"},
    /* a reply is cut short */
    {"truncate:at=20s", ALL, 0, 4, NULL, NULL},
    {"truncate:p=0.02,at=11s,for=15s", ALL, 0, 4, NULL, NULL},
    /* two replies in one read; the same twice; a late one is taken for that to the next question */
    {"merge", ALL, 0, 4, NULL, NULL},
    {"duplicate:at=15s,for=5s", ALL, 3, 0, NULL, NULL},
    {"delay:at=15s,for=1s", ALL, 0, 4, NULL, NULL},
    {"delay:40ms", ALL, 0, 4, NULL, NULL},
    /* garbage, lost bytes, every byte alone */
    {"garble:p=0.02,at=15s,for=3s,cue=1", ALL, 0, 4, NULL, NULL},
    {"garble:p=0.0005", ALL, 0, 4, NULL, NULL},
    {"drop:p=0.05,at=15s,for=0.5s,cue=1", ALL, 0, 4, NULL, NULL},
    {"drop:p=0.0005", ALL, 0, 4, NULL, NULL},
    {"split:gap=0.2ms", ALL, 0, 4, NULL, NULL},
    /* it restarts in mid-ramp */
    {"reboot:at=20s,cue=1", ALL, 0, 4, "fault", ""},
    /* its zone reads 65.1 degrees from the beginning, and from mid-ramp on */
    {"setting:to=open-zone-3", TCS, 3, 0, NULL, NULL},
    {"setting:to=open-zone-3,at=20s,for=1s,cue=1", TCS, 0, 4, "fault", ""},
    {"setting:to=bad-zone-2,at=20s,cue=1", TCS, 3, 0, NULL, NULL},
    {"setting:to=idle-zone-4,at=13s,for=5s,cue=1", TCS, 0, 4, "trial", "\"fault\":\"tracking\""},
    /* its stream is not muted */
    {"setting:to=stray", TCS, 3, 0, NULL, NULL},
    /* it ends its stimulus by itself */
    {"setting:to=cut-9000,cue=1", TCS, 0, 0, NULL, NULL},
};

static bool has_value(const struct study_trial *row)
{
    return strcmp(row->end, "response") == 0 || strcmp(row->end, "limit") == 0;
}

static void assert_honest(struct scene *scene, const char *thermode, const char *fault)
{
    for (size_t i = 0; i < scene->n_rows; i++) {
        const struct study_trial *row = &scene->rows[i];
        assert_int_equal(has_value(row), !isnan(row->value));
        assert_int_equal(strcmp(row->censored, "none") != 0, strcmp(row->end, "limit") == 0);
        if (has_value(row) && !(fabs(row->value - THRESHOLD) < 0.2))
            fail_msg("%s, %s: a value of %g degC", thermode, fault, row->value);
        if (!has_value(row))
            assert_false(row->counts);
    }
    if (scene_entries(scene, "trial", "\"fault\":\"", NULL) < scene_ends(scene, "fault"))
        fail_msg("%s, %s: a fault without a reason", thermode, fault);
}

/* It is back, or the record says that nobody has seen it. */
static void assert_back(struct scene *scene, const struct course *course, const char *what)
{
    if (course->now_c >= NEAR && scene_entries(scene, "trial", "\"returned\":false", NULL) == 0)
        fail_msg("%s: left %g degrees away", what, course->now_c);
    if (course->most_c > BASELINE + 1)
        fail_msg("%s: %g degrees away", what, course->most_c);
}

static void live_through(const struct row *row, size_t thermode, uint64_t seed)
{
    struct course course;
    char what[96];
    struct scene *scene = scene_on(thermodes[thermode], row->fault, &course);
    snprintf(what, sizeof what, "%s, %s, seed %d", thermodes[thermode], row->fault, (int)seed);
    scene->seed = seed;
    const int code = status_exit_code(scene_run(scene));
    if (code != row->code)
        fail_msg("%s: exit %d: %s", what, code, scene->why.text);
    assert_honest(scene, thermodes[thermode], row->fault);
    assert_back(scene, &course, what);
    if (row->kind && scene_entries(scene, row->kind, row->part, NULL) == 0)
        fail_msg("%s: nothing about it in the journal", what);
    if (scene_counted(scene) != row->counted)
        fail_msg("%s: %zu trials, not %zu", what, scene_counted(scene), row->counted);
    scene_verify(scene);
    scene_free(scene);
}

static void no_fault_of_the_line_or_the_thermode_makes_a_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t thermode = 0; thermode < THERMODES; thermode++)
            if (rows[i].on & 1 << thermode)
                live_through(&rows[i], thermode, 1 + i % 3);
}

/* Settling, waiting, in the ramp, on the way back, between two trials: the cable is out for two seconds, and all that was
 * planned is measured. */
static void the_cable_may_come_out_at_any_moment(void **state)
{
    (void)state;
    for (size_t thermode = 0; thermode < THERMODES; thermode++) {
        for (int tenths = 3; tenths < 400; tenths += 23) {
            char fault[48];
            snprintf(fault, sizeof fault, "unplug:at=%d.%ds,for=2s,cue=2", tenths / 10,
                     tenths % 10);
            const struct row row = {fault, ALL, 0, 4, NULL, NULL};
            live_through(&row, thermode, 1);
        }
    }
}

/* ---- STOP */

struct stop_at {
    struct course course; /* first: follow() writes it */
    mono_ns after;        /* of the first trial's arming */
    mono_ns armed;
    bool is_done;
};

static void stop_in_time(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct stop_at *stop = scene->extra;
    follow(context, rig, now);
    if (scene->phases[PHASE_ARMED] > 0 && stop->armed == 0)
        stop->armed = now;
    if (stop->armed == 0 || stop->is_done || now < stop->armed + stop->after)
        return;
    stop->is_done = true;
    stop_raise(&scene->stop, STOP_KEY, now);
}

/* Settling, waiting, cooling, on the way back: a person has stopped it, nobody is told to take anything off where it was not
 * cold yet, and it is done again. */
static void a_stop_is_a_stop_and_it_is_done_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < THERMODES; i++)
        for (int s = 1; s < 36; s += 4) {
            struct stop_at stop = {.after = s * MONO_SEC};
            struct scene *scene = scene_on(thermodes[i], "", &stop.course);
            scene->extra = &stop;
            scene->between = stop_in_time;
            if (scene_run(scene) != STATUS_OK)
                fail_msg("%s, %d s: %s", thermodes[i], s, scene->why.text);
            const bool was_cold = s > 18 && strcmp(thermodes[i], "qst-tcs") != 0;
            if (scene_ends(scene, "stop") + was_cold < 1 && s < 28)
                fail_msg("%s, %d s: no stop", thermodes[i], s);
            if (!was_cold && scene_ends(scene, "fault") > 0)
                fail_msg("%s, %d s: a fault", thermodes[i], s);
            assert_int_equal(scene_counted(scene), 4);
            assert_honest(scene, thermodes[i], "stop");
            scene_verify(scene);
            scene_free(scene);
        }
}

/* ---- what changes that which is really measured */

/* The te-tech has no ramp of its own that could be slow. */
static void a_ramp_that_is_too_slow_is_ended_and_gives_no_value(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct course course;
        char entry[2048];
        struct scene *scene = scene_on(thermodes[i], "slow_ramp:0.6", &course);
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene->n_rows, 8); /* two attempts each */
        assert_int_equal(scene_ends(scene, "fault"), 8);
        assert_int_equal(scene_counted(scene), 0);
        assert_int_equal(scene_entries(scene, "trial", "\"fault\":\"tracking\"", entry), 8);
        assert_true(fabs(number_of(entry, "rate_mean") + 0.6) < 0.05);
        assert_true(course.most_c < 3 && course.now_c < NEAR);
        scene_free(scene);
    }
}

/* A thermode that would go two degrees beyond its target is ended at the limit, as it is read. */
static void what_would_go_beyond_its_limit_is_ended_there(void **state)
{
    (void)state;
    static const struct {
        const char *run;
        double limit_c;
    } rows_of_limits[] = {
        {"    cpt { sites = site('thenar', 'left'), trials = 1, limit = 20*degC }\n", 20},
        {"    hpt { sites = site('thenar', 'left'), trials = 1, limit = 43*degC }\n", 43},
    };
    for (size_t i = 0; i < 2; i++) {
        struct course course;
        const double limit_c = rows_of_limits[i].limit_c;
        struct scene *scene = scene_of(rows_of_limits[i].run, "qst-tcs", "overload", &course);
        scene->participant.lapse = 1;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_string_equal(scene->rows[0].end, "limit");
        assert_true(scene->rows[0].value == limit_c);
        assert_true(course.most_c < fabs(limit_c - BASELINE) + 0.5 && course.now_c < NEAR);
        scene_free(scene);
    }
}

/* Where it begins to stick nobody can tell it from a press; the next ramp does not begin under it. */
static void under_a_button_that_sticks_no_ramp_begins(void **state)
{
    (void)state;
    struct course course;
    struct scene *scene = scene_on("qst-tcs", "stuck_button:at=25s,for=30s,cue=1", &course);
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 4);
    for (size_t i = 1; i < 4; i++)
        assert_true(fabs(scene->rows[i].value - THRESHOLD) < 0.2 && scene->rows[i].counts);
    scene_free(scene);
}

/* Twice more it is tried. */
static enum decision gives_up(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_STOPPED)
        return scene_goes_on(scene, prompt);
    return scene->asked[PROMPT_STOPPED] > 2 ? DECISION_LEAVE : DECISION_REPEAT;
}

/* Nobody can end a ramp with a button that is down: its limit would be stored as a bound. */
static void under_a_button_that_stays_down_no_ramp_begins(void **state)
{
    (void)state;
    static const struct {
        const char
            *fault;  /* before there is a thermode, before the first ramp, before the second */
        bool is_own; /* the thermode's button */
        size_t trials;
        const char *who;
    } sticks[] = {
        {"stuck_button", false, 0, "the response"},
        {"stuck_button:at=8s,cue=1", false, 1, "the "},
        {"stuck_button:at=2s,cue=2", false, 2, "the "},
        {"stuck_button", true, 0, "Thermode"}, /* it is asked for before it is ready */
        {"stuck_button:at=8s,cue=1", true, 1, "Ther"},
        {"stuck_button:at=2s,cue=2", true, 2, "Ther"},
    };
    for (size_t i = 0; i < sizeof sticks / sizeof sticks[0]; i++) {
        struct course course;
        struct scene *scene = scene_of("    hpt { sites = site('thenar', 'left'), trials = 2 }\n",
                                       "qst-tcs", sticks[i].fault, &course);
        if (sticks[i].is_own)
            scene->spec.responses[0] =
                (struct response_spec){.kind = RESPONSE_CHANNEL, .channel = "button"};
        scene->rule = gives_up;
        if (status_exit_code(scene_run(scene)) != 3)
            fail_msg("%s, %d: %zu rows, %s", sticks[i].fault, sticks[i].is_own, scene->n_rows,
                     scene->n_rows ? scene->rows[scene->n_rows - 1].end : "");
        if (scene_ends(scene, "limit") > 0)
            fail_msg("%s: a limit that nobody could have prevented", sticks[i].fault);
        assert_int_equal(scene->n_rows, sticks[i].trials);
        assert_int_equal(scene->asked[PROMPT_STOPPED], 3);
        assert_true(scene->asked[PROMPT_WAIT] > 0);
        if (!strstr(scene->why.text, "stuck") || !strstr(scene->why.text, sticks[i].who))
            fail_msg("%s", scene->why.text);
        assert_true(course.now_c < NEAR);
        scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_well_on_every_thermode),
        cmocka_unit_test(no_fault_of_the_line_or_the_thermode_makes_a_number),
        cmocka_unit_test(the_cable_may_come_out_at_any_moment),
        cmocka_unit_test(a_stop_is_a_stop_and_it_is_done_again),
        cmocka_unit_test(a_ramp_that_is_too_slow_is_ended_and_gives_no_value),
        cmocka_unit_test(what_would_go_beyond_its_limit_is_ended_there),
        cmocka_unit_test(under_a_button_that_sticks_no_ramp_begins),
        cmocka_unit_test(under_a_button_that_stays_down_no_ramp_begins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
