/* Cuff ramps from the verb to the record: tolerance, detection, the rating there, bounds, and what goes wrong. */
#include "support/thermal_scene.h"

#include <math.h>

static const char one_ramp[] = "    local r = pdt_ptt { sites = site('thenar', 'left') }\n"
                               "    note(('ptt %s pdt %s ptl %s'):format(tostring(r.value), "
                               "tostring(r.pdt), tostring(r.ptl)))\n";

static struct scene *scene_cuff(const char *run)
{
    struct scene *scene = scene_new(run);
    struct why why = {0};
    static const char needs[] = "{\"needs\":[\"test_cuff\",\"rating\",\"response\"]}";
    if (sim_bench_for(needs, &scene->spec, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    scene->participant.ppt_cv = scene->participant.reaction_sd_s = 0;
    return scene;
}

static const struct study_trial *row_of(const struct scene *scene, const char *test)
{
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, test) == 0)
            return &scene->rows[i];
    fail_msg("there is no %s", test);
    return NULL;
}

/* 60 kPa is tolerated, and from 30 on it hurts. */
static void one_ramp_gives_three_values(void **state)
{
    (void)state;
    static const char *const drivers[] = {"sim:cpar", "sim:cpar-old"};
    for (size_t i = 0; i < 2; i++) {
        char entry[2048];
        struct scene *scene = scene_cuff(one_ramp);
        snprintf(scene->spec.instruments[0].port, sizeof scene->spec.instruments[0].port, "%s",
                 drivers[i]);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", drivers[i], scene->why.text);
        const struct study_trial *ptt = row_of(scene, "ptt"), *pdt = row_of(scene, "pdt"),
                                 *ptl = row_of(scene, "ptl");
        assert_string_equal(ptt->end, "response");
        assert_string_equal(ptt->unit, "kPa");
        assert_string_equal(pdt->unit, "kPa");
        assert_string_equal(ptl->unit, "0-10");
        assert_true(fabs(ptt->value - 60) < 2 && ptt->counts);
        assert_true(pdt->value > 29 && pdt->value < 35 && ptl->value > 8);
        assert_true(fabs(ptt->rate_mean - 0.98) < 0.01 && !ptt->rate_off);
        assert_int_equal(scene_entries(scene, "trial", "\"test\":\"ptt\"", entry), 1);
        assert_true(fabs(number_of(entry, "pdt_kpa") - pdt->value) < 1e-9);
        assert_non_null(strstr(entry, "\"released\":true"));
        assert_int_equal(scene_entries(scene, "note", "ptt 60", NULL) +
                             scene_entries(scene, "note", "ptt 61", NULL),
                         1);
        scene_verify(scene);
        scene_free(scene);
    }
}

static enum decision looks_at_three(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_ARM)
        return scene_goes_on(scene, prompt);
    const struct scale_anchors *anchors = prompt->anchors;
    assert_int_equal(anchors->n, 3);
    assert_true(anchors->between == 1);
    assert_string_equal(anchors->words[LANGUAGE_EN][1], "just painful");
    assert_string_equal(anchors->words[LANGUAGE_DE][0], "kein Schmerz");
    assert_true(prompt->plan->cuff.detect_rating == 1);
    assert_true(prompt->plan->cuff.stop_rating > 10); /* only the button ends it */
    return scene_goes_on(scene, prompt);
}

static enum decision looks_at_two(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM) {
        assert_int_equal(prompt->anchors->n, 0); /* the window's own */
        assert_true(prompt->plan->cuff.detect_rating == 0.1);
        assert_true(prompt->plan->cuff.stop_rating == 10);
    }
    return scene_goes_on(scene, prompt);
}

/* METHODS 3.3: detection at 0.1 of 10 with two, at 1 with three. The rating rises by 10 in 30 kPa. */
static void what_stands_along_the_scale_says_where_pain_begins(void **state)
{
    (void)state;
    double pdt[2];
    for (size_t i = 0; i < 2; i++) {
        char run_words[96];
        snprintf(run_words, sizeof run_words,
                 "    pdt_ptt { sites = site('thenar', 'left'), anchors = %zu }\n", i + 2);
        struct scene *scene = scene_cuff(run_words);
        scene->rule = i == 0 ? looks_at_two : looks_at_three;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%zu: %s", i + 2, scene->why.text);
        pdt[i] = row_of(scene, "pdt")->value;
        scene_free(scene);
    }
    if (!(pdt[1] - pdt[0] > 2 && pdt[1] - pdt[0] < 3.4))
        fail_msg("%g and %g kPa", pdt[0], pdt[1]);
}

/* Whoever says more than the scale does, says it. */
static void an_option_of_its_own_comes_before_what_the_scale_says(void **state)
{
    (void)state;
    struct scene *scene =
        scene_cuff("    pdt_ptt { sites = site('thenar', 'left'), anchors = 3, detect "
                   "= 0.1, button_only = false }\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(scene->rows[0].value > 29);
    assert_true(row_of(scene, "pdt")->value < 33);
    scene_free(scene);
}

static enum decision counts_three(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_ARM)
        assert_int_equal(prompt->anchors->n, 3);
    return scene_goes_on(scene, prompt);
}

static void trains_and_holds_show_the_scale_that_they_are_told(void **state)
{
    (void)state;
    static const char *const verbs[] = {
        "    tonic { sites = site('thenar', 'left'), level = 10*kPa, hold = 5*sec, anchors = 3 }\n",
        "    ts { sites = site('thenar', 'left'), level = 40*kPa, pulses = 3, anchors = 3 }\n"};
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        struct scene *scene = scene_cuff(verbs[i]);
        scene->rule = counts_three;
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", verbs[i], scene->why.text);
        assert_true(scene->n_rows > 0);
        scene_free(scene);
    }
}

static void a_scale_that_cannot_be_is_refused_at_its_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {"1",
                                        "4",
                                        "'three'",
                                        "{ { en = 'one' } }",
                                        "{ { en = 'a' }, { en = 'b', at = 10 }, { en = 'c' } }",
                                        "{ { en = 'a', at = 1 }, { en = 'b' } }"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char words[200];
        snprintf(words, sizeof words,
                 "    pdt_ptt { sites = site('thenar', 'left'), anchors = %s }\n", wrong[i]);
        struct scene *scene = scene_cuff(words);
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        if (!strstr(scene->why.text, "t.lua:5") || !strstr(scene->why.text, "anchors must be"))
            fail_msg("%s: %s", wrong[i], scene->why.text);
        scene_free(scene);
    }
}

static void who_never_ends_it_has_a_bound(void **state)
{
    (void)state;
    struct scene *scene =
        scene_cuff("    local r = pdt_ptt { sites = site('thenar', 'left'), limit = 40*kPa }\n"
                   "    note(tostring(r.value))\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *ptt = row_of(scene, "ptt");
    assert_string_equal(ptt->end, "limit");
    assert_string_equal(ptt->censored, "right");
    assert_true(fabs(ptt->value - 40) < 0.4);
    assert_true(row_of(scene, "pdt")->value > 29); /* detected all the same */
    assert_int_equal(scene_entries(scene, "note", "more than 40", NULL) +
                         scene_entries(scene, "note", "more than 39", NULL),
                     1);
    scene_free(scene);
}

static void the_strictest_limit_holds(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff(one_ramp);
    scene->spec.instruments[0].pressure_max_kpa = 25;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(row_of(scene, "ptt")->value <= 25 + 0.2);
    assert_string_equal(row_of(scene, "ptt")->end, "limit");
    scene_free(scene);
}

/* The pressure that reads nearest to the limit may lie a bit above it: it is told in steps of 0.4 kPa. */
static void a_ramp_to_the_labs_own_limit_is_a_bound_and_no_stop(void **state)
{
    (void)state;
    static const double limits_kpa[] = {25, 45, 49.8, 61};
    for (size_t i = 0; i < sizeof limits_kpa / sizeof limits_kpa[0]; i++) {
        struct scene *scene =
            scene_cuff("    pdt_ptt { sites = site('thenar', 'left'), rate = 0.5*kPa/sec }\n");
        scene->participant.tolerance_ratio = 4;
        scene->spec.instruments[0].pressure_max_kpa = limits_kpa[i];
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%g kPa: %s", limits_kpa[i], scene->why.text);
        const struct study_trial *ptt = row_of(scene, "ptt");
        if (strcmp(ptt->end, "limit") != 0)
            fail_msg("%g kPa: %s", limits_kpa[i], ptt->end);
        if (scene_entries(scene, "stop", "", NULL) != 0)
            fail_msg("%g kPa: stopped", limits_kpa[i]);
        assert_int_equal(ptt->attempt, 1);
        assert_true(ptt->value <= limits_kpa[i] && ptt->value > limits_kpa[i] - 0.4);
        scene_free(scene);
    }
}

/* A CPAR's wire has steps of 0.0306 kPa/s, always the next lower one: a slow rate would be quite another. */
static void a_rate_that_the_cuff_cannot_be_told_is_refused(void **state)
{
    (void)state;
    static const char *const runs[] = {
        "    pdt_ptt { sites = site('thenar', 'left'), rate = 0.15*kPa/sec, limit = 20*kPa }\n",
        "    pdt_ptt { sites = site('thenar', 'left'), rate = 0.18*kPa/sec, limit = 20*kPa }\n",
        "    tonic { sites = site('thenar', 'left'), rate = 0.15*kPa/sec, level = 20*kPa }\n",
    };
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        struct scene *scene = scene_cuff(runs[i]);
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        if (!strstr(scene->why.text, "in steps of 0.0306373 kPa/s"))
            fail_msg("%zu: %s", i, scene->why.text);
        assert_int_equal(scene->n_rows, 0);
        scene_free(scene);
    }
}

/* 0.1 kPa/s is 0.092 on the wire: forty seconds later at 45 kPa than asked for, and not late. */
static void a_slow_hold_is_waited_for_as_slowly_as_it_is_told(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff("    tonic { sites = site('thenar', 'left'), rate = "
                                     "0.1*kPa/sec, level = 45*kPa, hold = 5*sec }\n");
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_string_equal(scene->rows[0].end, "completed");
    scene_free(scene);
}

static void without_a_slider_nothing_begins(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff(one_ramp);
    scene->spec.roles[ROLE_RATING].bound = false;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->why.text, "nothing to rate with"));
    assert_int_equal(scene->n_rows, 0);
    scene_free(scene);
}

static void what_goes_wrong_is_repeated_when_it_is_mended(void **state)
{
    (void)state;
    static const struct {
        const char *fault, *word;
    } rows[] = {{"setting:at=20s,for=10s,cue=1,to=emergency", "emergency"},
                {"setting:at=20s,for=10s,cue=1,to=vas-out", "slider"},
                {"setting:at=20s,for=20s,cue=1,to=leak-1-300", "leak"},
                {"unplug:at=20s,for=5s,cue=1", "link_lost"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char entry[2048], part[48];
        struct scene *scene = scene_cuff(one_ramp);
        scene_fault(scene, rows[i].fault);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", rows[i].fault, scene->why.text);
        snprintf(part, sizeof part, "\"fault\":\"%s\"", rows[i].word);
        if (scene_entries(scene, "trial", part, entry) < 1)
            fail_msg("%s: no trial with %s", rows[i].fault, part);
        assert_null(strstr(entry, "\"value\""));
        assert_int_equal(scene_counted(scene), 3); /* of the second attempt: ptt, pdt, ptl */
        scene_verify(scene);
        scene_free(scene);
    }
}

static bool is_asked;

static enum decision say_off(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_STOPPED) {
        assert_false(session_not_back(scene->session));
        return scene_goes_on(scene, prompt);
    }
    assert_true(session_not_back(scene->session));
    session_taken_off(scene->session);
    assert_false(session_not_back(scene->session));
    is_asked = true;
    return DECISION_LEAVE;
}

/* Lost, or only silent: nobody sees whether it presses on. */
static void a_cuff_not_seen_to_vent_is_to_be_opened_until_somebody_says_so(void **state)
{
    (void)state;
    static const char *const faults[] = {"unplug:at=20s,for=90s,cue=1",
                                         "silence:at=20s,for=90s,cue=1"};
    for (size_t i = 0; i < 2; i++) {
        struct scene *scene = scene_cuff(one_ramp);
        scene_fault(scene, faults[i]);
        scene->rule = say_off;
        is_asked = false;
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        assert_true(is_asked);
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

/* What nobody can see vent is not waited for once somebody has opened it. That it was not seen is kept. */
static void who_has_opened_a_lost_one_waits_for_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_cuff(one_ramp);
    scene_fault(scene, "unplug:at=20s,for=90s,cue=1");
    scene->between = say_off_at_once;
    scene->rule = leave_when_stopped;
    said_at = asked_at = 0;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_true(said_at > 0 && asked_at > 0);
    if (asked_at - said_at > MONO_SEC)
        fail_msg("asked after %g s", mono_to_sec(asked_at - said_at));
    assert_int_equal(scene_entries(scene, "trial", "\"released\":false", NULL), 1);
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_ramp_gives_three_values),
        cmocka_unit_test(what_stands_along_the_scale_says_where_pain_begins),
        cmocka_unit_test(an_option_of_its_own_comes_before_what_the_scale_says),
        cmocka_unit_test(trains_and_holds_show_the_scale_that_they_are_told),
        cmocka_unit_test(a_scale_that_cannot_be_is_refused_at_its_line),
        cmocka_unit_test(who_never_ends_it_has_a_bound),
        cmocka_unit_test(the_strictest_limit_holds),
        cmocka_unit_test(a_ramp_to_the_labs_own_limit_is_a_bound_and_no_stop),
        cmocka_unit_test(a_rate_that_the_cuff_cannot_be_told_is_refused),
        cmocka_unit_test(a_slow_hold_is_waited_for_as_slowly_as_it_is_told),
        cmocka_unit_test(without_a_slider_nothing_begins),
        cmocka_unit_test(what_goes_wrong_is_repeated_when_it_is_mended),
        cmocka_unit_test(a_cuff_not_seen_to_vent_is_to_be_opened_until_somebody_says_so),
        cmocka_unit_test(who_has_opened_a_lost_one_waits_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
