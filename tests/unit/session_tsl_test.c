/* The thermal sensory limen, from the verb to the record: turns, their distance, bounds, and what the cool ones felt like. */
#include "support/thermal_scene.h"

static const char one_run[] =
    "    local r = tsl { sites = site('thenar', 'left') }\n"
    "    note(('value %s phs %s felt %s'):format(tostring(r.value), tostring(r.phs),\n"
    "      r.felt and table.concat(r.felt[1], ' ') or 'none'))\n";

static const struct study_trial *row_of(const struct scene *scene, const char *test)
{
    const struct study_trial *found = NULL;
    for (size_t i = 0; i < scene->n_rows; i++)
        if (strcmp(scene->rows[i].test, test) == 0)
            found = &scene->rows[i];
    return found;
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

/* Warm at 34, cool at 30.5 degC. */
static void it_is_the_distance_of_the_turns_on_every_thermode(void **state)
{
    (void)state;
    static const char *const drivers[] = {"qst-tcs", "meerstetter", "te-tech"};
    for (size_t i = 0; i < 3; i++) {
        char entry[2048], part[40];
        struct scene *scene = scene_thermal(one_run);
        scene_make_exact(scene);
        snprintf(scene->spec.instruments[0].driver, 16, "%s", drivers[i]);
        snprintf(scene->spec.instruments[0].port, 128, "sim:%s", drivers[i]);
        if (scene_run(scene) != STATUS_OK)
            fail_msg("%s: %s", drivers[i], scene->why.text);
        const struct study_trial *row = row_of(scene, "tsl");
        assert_string_equal(row->end, "response");
        assert_string_equal(row->censored, "none");
        assert_string_equal(row->unit, "degC");
        if (!(fabs(row->value - 3.5) < 0.3))
            fail_msg("%s: %g", drivers[i], row->value);
        assert_true(row->baseline == 32 && row->counts);
        /* a plate that is slow to turn may have to do it again */
        assert_true(row->attempt == 1 || strcmp(drivers[i], "te-tech") == 0);
        snprintf(part, sizeof part, "\"attempt\":%d,\"baseline\"", (int)row->attempt);
        assert_int_equal(scene_entries(scene, "trial", part, entry), 1);
        assert_int_equal(count_of(entry, "\"turned_s\":"), 6);
        assert_int_equal(count_of(entry, "\"cool\":true"), 3);
        assert_true(number_of(entry, "thermal_ramps") == 0);
        assert_non_null(strstr(entry, "\"returned\":true"));
        scene_verify(scene);
        scene_free(scene);
    }
}

/* Nobody feels warmth below 36 degC: the warm ramps end at their limit, and the true distance is greater. */
static void a_turn_at_its_limit_makes_it_a_bound(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_thermal("    local r = tsl { sites = site('thenar', 'left'), limit "
                                        "= 36*degC, cool_limit = 25*degC }\n"
                                        "    note(tostring(r.value))\n");
    scene_make_exact(scene);
    scene->participant.thermal_celsius[SIM_WARM] = 40;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *row = row_of(scene, "tsl");
    assert_string_equal(row->end, "limit");
    assert_string_equal(row->censored, "right");
    assert_true(fabs(row->value - 5.5) < 0.2);
    scene_entries(scene, "trial", "\"test\":\"tsl\"", entry);
    assert_int_equal(count_of(entry, "\"end\":\"limit\""), 4); /* three turns and the trial */
    assert_true(number_of(entry, "thermal_ramps") == 3);
    assert_int_equal(scene_entries(scene, "note", "more than 5.", NULL), 1);
    scene_free(scene);
}

/* From the warm limit down to the cool one: farther than from the baseline. */
static void who_feels_nothing_goes_from_limit_to_limit(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal("    tsl { sites = site('thenar', 'left'), limit = "
                                        "45*degC, cool_limit = 10*degC, attempts = 1 }\n");
    scene_make_exact(scene);
    scene->participant.lapse = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *row = row_of(scene, "tsl");
    assert_string_equal(row->end, "limit");
    assert_true(row->value == 35);
    scene_free(scene);
}

/* ---- paradoxical heat */

static void cool_turns_that_feel_hot_are_counted(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_thermal(one_run);
    scene->participant.phs = 1;
    assert_int_equal(scene_run(scene), STATUS_OK);
    const struct study_trial *row = row_of(scene, "phs");
    assert_true(row && row->value == 3 && row->counts);
    assert_string_equal(row->unit, "1");
    assert_string_equal(row->site, "thenar");
    assert_int_equal(scene->asked[PROMPT_QUESTION], 3);
    assert_int_equal(scene_entries(scene, "note", "phs 3 felt hot hot hot", NULL), 1);
    assert_int_equal(scene_entries(scene, "return", "\"by\":\"simulation\"", entry), 3);
    scene_free(scene);
}

static void what_is_not_answered_is_missing_and_never_nothing(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(one_run);
    scene->reply = "";
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_null(row_of(scene, "phs"));
    assert_non_null(row_of(scene, "tsl"));
    assert_int_equal(scene_entries(scene, "note", "phs nil felt n/a n/a n/a", NULL), 1);
    assert_int_equal(scene_entries(scene, "return", "\"unanswered\":true", NULL), 3);
    scene_free(scene);
}

static enum decision mute_once(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION)
        scene->reply = scene->asked[PROMPT_QUESTION] == 2 ? "" : "hot";
    return scene_goes_on(scene, prompt);
}

static void one_answer_that_is_missing_leaves_no_count(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(one_run);
    scene->rule = mute_once;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_null(row_of(scene, "phs"));
    assert_int_equal(scene_entries(scene, "note", "phs nil felt hot n/a hot", NULL), 1);
    scene_free(scene);
}

static enum decision mute_in_second_run(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION)
        scene->reply = scene->asked[PROMPT_QUESTION] == 5 ? "" : "hot";
    return scene_goes_on(scene, prompt);
}

/* Its first run is too slow and is done again: what was felt then is no count of the run that counts. */
static void a_count_of_a_run_that_is_done_again_is_none(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(one_run);
    scene_make_exact(scene);
    scene_fault(scene, "slow_ramp:by=0.85,for=60s,at=0s,cue=1");
    scene->rule = mute_in_second_run;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene_entries(scene, "trial", "\"test\":\"tsl\"", NULL), 2);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 6);
    assert_null(row_of(scene, "phs"));
    assert_int_equal(scene_entries(scene, "note", "phs nil felt hot n/a hot", NULL), 1);
    scene_free(scene);
}

static void nothing_is_asked_where_nobody_wants_to_know(void **state)
{
    (void)state;
    struct scene *scene =
        scene_thermal("    local r = tsl { sites = site('thenar', 'left'), ask = false }\n"
                      "    note('phs ' .. tostring(r.phs))\n");
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 0);
    assert_int_equal(scene_entries(scene, "note", "phs nil", NULL), 1);
    scene_free(scene);
}

/* ---- questions in a session */

static enum decision leaves_at_second_question(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION && scene->asked[PROMPT_QUESTION] == 2)
        return DECISION_LEAVE;
    return scene_goes_on(scene, prompt);
}

static void a_session_that_goes_on_asks_only_what_was_not_answered(void **state)
{
    (void)state;
    struct scene *whole = scene_thermal(one_run), *left = scene_thermal(one_run);
    whole->participant.phs = left->participant.phs = 0.5;
    whole->seed = left->seed = 3;
    assert_int_equal(scene_run(whole), STATUS_OK);
    left->rule = leaves_at_second_question;
    assert_int_equal(scene_run(left), STATUS_STOPPED);
    assert_null(row_of(left, "phs"));
    left->rule = NULL;
    left->resume = true;
    assert_int_equal(scene_run(left), STATUS_OK);
    assert_int_equal(left->asked[PROMPT_QUESTION], 2);
    assert_int_equal(left->asked[PROMPT_ARM], 0); /* the ramps are done */
    scene_assert_same_values(whole, left);
    scene_verify(left);
    scene_free(whole);
    scene_free(left);
}

static enum decision stops_at_question(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION && scene->asked[PROMPT_STOPPED] == 0) {
        stop_raise(&scene->stop, STOP_KEY, 0);
        return DECISION_NONE;
    }
    return scene_goes_on(scene, prompt);
}

static void a_stop_while_a_question_is_asked_asks_it_again(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(one_run);
    scene->rule = stops_at_question;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->asked[PROMPT_STOPPED], 1);
    assert_int_equal(scene->asked[PROMPT_QUESTION], 4);
    assert_true(row_of(scene, "phs")->value == 0);
    scene_free(scene);
}

static enum decision replies_nonsense(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind == PROMPT_QUESTION) {
        assert_false(session_reply(scene->session, "boiling"));
        assert_false(session_reply(scene->session, ""));
        assert_false(session_reply(scene->session, "1"));
        assert_false(session_offers(scene->session, DECISION_GO));
        assert_int_equal(prompt->question->n_choices, 5);
        assert_string_equal(prompt->question->choices[2].key, "hot");
        assert_string_equal(prompt->question->choices[2].words, "heiß oder brennend");
    }
    return scene_goes_on(scene, prompt);
}

static void only_an_answer_is_an_answer(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(one_run);
    scene->language = LANGUAGE_DE;
    scene->rule = replies_nonsense;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_true(row_of(scene, "phs")->value == 0);
    scene_free(scene);
}

/* ---- dose */

/* To 50 degC at every turn it would be up to 19.6 minutes. */
static void one_that_could_be_too_hot_for_its_site_is_withheld(void **state)
{
    (void)state;
    struct scene *scene = scene_thermal(one_run);
    scene->lab.thermal.cem43_min = 15;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_int_equal(scene->n_rows, 0);
    assert_int_equal(scene_entries(scene, "note", "\"what\":\"withheld\"", NULL), 1);
    scene_free(scene);
    scene = scene_thermal("    tsl { sites = site('thenar', 'left'), limit = 45*degC }\n");
    scene->lab.thermal.cem43_min = 15;
    assert_int_equal(scene_run(scene), STATUS_OK);
    assert_non_null(row_of(scene, "tsl"));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_distance_of_the_turns_on_every_thermode),
        cmocka_unit_test(a_turn_at_its_limit_makes_it_a_bound),
        cmocka_unit_test(who_feels_nothing_goes_from_limit_to_limit),
        cmocka_unit_test(cool_turns_that_feel_hot_are_counted),
        cmocka_unit_test(what_is_not_answered_is_missing_and_never_nothing),
        cmocka_unit_test(one_answer_that_is_missing_leaves_no_count),
        cmocka_unit_test(a_count_of_a_run_that_is_done_again_is_none),
        cmocka_unit_test(nothing_is_asked_where_nobody_wants_to_know),
        cmocka_unit_test(a_session_that_goes_on_asks_only_what_was_not_answered),
        cmocka_unit_test(a_stop_while_a_question_is_asked_asks_it_again),
        cmocka_unit_test(only_an_answer_is_an_answer),
        cmocka_unit_test(one_that_could_be_too_hot_for_its_site_is_withheld),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
