/* What the examiner is told of a trial before it is given, and of a thermode that nobody has seen come back. */
#include "support/thermal_scene.h"

static char armed_with[80];

static enum decision note_arm(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM)
        snprintf(armed_with, sizeof armed_with, "%s", prompt->text);
    return scene_goes_on(scene, prompt);
}

static void what_is_to_be_made_ready_is_said_in_its_own_words(void **state)
{
    (void)state;
    static const struct {
        const char *run, *words;
        bool is_thermal;
    } rows[] = {
        {"    ppt { sites = site('thenar', 'left'), trials = 1 }\n", "place the probe", false},
        {"    wdt { sites = site('thenar', 'left'), trials = 1 }\n", "lay the thermode on the skin",
         true},
        {"    ice { sites = site('thenar', 'left') }\n", "ready the water or the ice", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene =
            rows[i].is_thermal ? scene_thermal(rows[i].run) : scene_new(rows[i].run);
        scene->rule = note_arm;
        armed_with[0] = '\0';
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_string_equal(armed_with, rows[i].words);
        scene_free(scene);
    }
}

/* The thermode itself says that it goes down to 10 degC; the protocol's limit is 0. */
static void a_limit_that_is_tighter_than_asked_for_is_told_once_with_whose_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *run, *part;
        double lab_c;
        size_t n;
    } rows[] = {
        {"    cpt { sites = site('thenar', 'left'), trials = 3 }\n",
         "CPT: the thermode itself goes to 10.0 °C, so the trial ends there and not at 0.0", 0, 1},
        {"    cpt { sites = site('thenar', 'left'), trials = 3 }\n",
         "CPT: the limit of this bench is 15.0 °C, so the trial ends there and not at 0.0", 15, 1},
        {"    wdt { sites = site('thenar', 'left'), trials = 2 }\n", "so the trial ends there", 0,
         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_thermal(rows[i].run);
        scene->spec.instruments[scene->spec.roles[ROLE_THERMODE].instrument].temperature_min_degc =
            rows[i].lab_c;
        assert_int_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(scene_count_notices(scene, "so the trial ends there"), rows[i].n);
        assert_int_equal(scene_count_notices(scene, rows[i].part), rows[i].n);
        scene_free(scene);
    }
}

static size_t n_asked;

static enum decision say_off(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_STOPPED) {
        assert_false(session_not_back(scene->session));
        return scene_goes_on(scene, prompt);
    }
    assert_true(session_not_back(scene->session));
    session_taken_off(scene->session);
    assert_false(session_not_back(scene->session));
    n_asked++;
    return DECISION_LEAVE;
}

/* Lost, or only silent: in either case nobody sees what it does. */
static void a_thermode_not_seen_back_is_to_be_taken_off_until_somebody_says_so(void **state)
{
    (void)state;
    static const char *const faults[] = {"unplug:at=8s,for=90s,cue=1",
                                         "silence:at=8s,for=90s,cue=1"};
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene =
            scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 1 }\n");
        scene_fault(scene, faults[i]);
        scene->rule = say_off;
        n_asked = 0;
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        assert_int_equal(n_asked, 1);
        assert_int_equal(scene_entries(scene, "note", SESSION_TAKEN_OFF, NULL), 1);
        scene_free(scene);
    }
}

static mono_ns said_at, asked_at, seen_at;

static void say_off_at_once(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    (void)rig;
    if (said_at == 0 && scene->session && session_not_back(scene->session)) {
        session_taken_off(scene->session);
        said_at = now;
    }
    seen_at = now;
}

static enum decision leave_when_stopped(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_STOPPED)
        return scene_goes_on(scene, prompt);
    asked_at = seen_at;
    return DECISION_LEAVE;
}

/* Nothing can come of a way back that nobody can see: who has taken it off is asked what next at once. That it was not seen back
 * is kept. */
static void who_has_taken_off_a_lost_one_waits_for_nothing(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 1 }\n");
    scene_fault(scene, "unplug:at=8s,for=90s,cue=1");
    scene->between = say_off_at_once;
    scene->rule = leave_when_stopped;
    said_at = asked_at = 0;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_true(said_at > 0 && asked_at > 0);
    if (asked_at - said_at > MONO_SEC)
        fail_msg("asked after %g s", mono_to_sec(asked_at - said_at));
    assert_int_equal(scene_entries(scene, "trial", "\"returned\":false", entry), 1);
    scene_free(scene);
}

static void one_that_came_back_is_not(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal("    hpt { sites = site('thenar', 'left'), trials = 2 }\n");
    scene->rule = say_off;
    scene->review = true;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_REVIEW], 2);
    scene_free(scene);
}

struct refusal {
    enum status status;
    bool is_said;
};

/* As the bench reports it of an order of what runs. */
static void refuse_an_order(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    struct refusal *refusal = scene->extra;
    const struct report report = {
        .t = now, .kind = REPORT_NOTICE, .code = NOTICE_REFUSED, .value = -(int)refusal->status};
    if (refusal->is_said || scene->phases[PHASE_ARMED] == 0)
        return;
    refusal->is_said = true;
    session_hear(rig_session(rig), &report);
}

/* Only what asks for too much is put right in the protocol; and no English in a German sentence. */
static void why_an_order_was_refused_is_said_in_the_language(void **state)
{
    (void)state;
    static const struct {
        enum status status;
        enum language language;
        const char *part;
    } rows[] = {
        {STATUS_RANGE, LANGUAGE_EN, "cannot be done (outside the limits): look at its rate"},
        {STATUS_UNSUPPORTED, LANGUAGE_DE, "geht nicht (das Gerät kann es nicht): Rate"},
        {STATUS_IO, LANGUAGE_EN, "was not given to it (input or output failed): look at it"},
        {STATUS_BUSY, LANGUAGE_DE, "ging nicht an das Gerät (etwas anderes benutzt es gerade)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct refusal refusal = {.status = rows[i].status};
        struct scene *scene =
            scene_thermal("    wdt { sites = site('thenar', 'left'), trials = 1 }\n");
        scene->language = rows[i].language;
        scene->between = refuse_an_order;
        scene->extra = &refusal;
        assert_int_equal(scene_run(scene), STATUS_OK);
        if (scene_count_notices(scene, rows[i].part) != 1)
            fail_msg("row %zu", i);
        scene_free(scene);
    }
}

/* It sticks from the beginning. It is known before anything begins: no attempt, and nothing is interrupted. */
static void a_button_that_is_held_when_the_thermode_answers_is_waited_for(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal("    wdt { sites = site('thenar', 'left'), trials = 1 }\n");
    scene->spec.responses[0] = (struct response_spec){.kind = RESPONSE_CHANNEL};
    snprintf(scene->spec.responses[0].channel, sizeof scene->spec.responses[0].channel, "button");
    scene_fault(scene, "stuck_button");
    scene->rule = leave_when_stopped;
    assert_int_equal(status_exit_code(scene_run(scene)), 3);
    assert_int_equal(scene->n_rows, 0);
    assert_int_equal(scene->phases[PHASE_ARMED], 0);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_to_be_made_ready_is_said_in_its_own_words),
        cmocka_unit_test(a_limit_that_is_tighter_than_asked_for_is_told_once_with_whose_it_is),
        cmocka_unit_test(a_thermode_not_seen_back_is_to_be_taken_off_until_somebody_says_so),
        cmocka_unit_test(who_has_taken_off_a_lost_one_waits_for_nothing),
        cmocka_unit_test(one_that_came_back_is_not),
        cmocka_unit_test(why_an_order_was_refused_is_said_in_the_language),
        cmocka_unit_test(a_button_that_is_held_when_the_thermode_answers_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
