/* Ratings without a stimulus: said and entered, once or twice; given by the participant; and what is not given. */
#include "support/thermal_scene.h"

#include <math.h>

static const char asked[] = "    local r = rating { site = site('lumbar.L4', 'left')%s }\n"
                            "    note('is ' .. tostring(r.value))\n";

static struct scene *scene_rating(const char *options)
{
    char run[400];
    snprintf(run, sizeof run, asked, options);
    return scene_new(run);
}

static void run(struct scene *scene)
{
    if (scene_run(scene) != STATUS_OK)
        fail_msg("%s", scene->why.text);
    assert_int_equal(scene->n_rows, 1);
}

static void what_is_said_is_a_row(void **state)
{
    (void)state;
    struct scene *scene = scene_rating(", scale = 100, test = 'pain_now'");
    scene->participant.rest_pain = 3.4;
    run(scene);
    assert_string_equal(scene->rows[0].test, "pain_now");
    assert_string_equal(scene->rows[0].unit, "0-100");
    assert_string_equal(scene->rows[0].end, "response");
    assert_true(scene->rows[0].value == 34 && scene->rows[0].counts);
    assert_int_equal(scene_entries(scene, "note", "is 34", NULL), 1);
    scene_verify(scene);
    scene_free(scene);
}

static void what_is_not_said_in_time_is_missing(void **state)
{
    (void)state;
    struct scene *scene = scene_rating(", within = 5*sec");
    scene->reply = "";
    scene->rule = NULL;
    run(scene);
    assert_true(isnan(scene->rows[0].value));
    assert_string_equal(scene->rows[0].end, "timeout");
    assert_int_equal(scene_entries(scene, "note", "is nil", NULL), 1);
    scene_free(scene);
}

/* What the examiner enters, one after the other. */
struct entries {
    const char *const *words;
    size_t at;
};

static enum decision enters(struct scene *scene, const struct prompt *prompt)
{
    struct entries *entries = scene->extra;
    if (prompt->kind != PROMPT_QUESTION)
        return scene_goes_on(scene, prompt);
    assert_non_null(entries->words[entries->at]);
    if (!session_reply(scene->session, entries->words[entries->at++]))
        fail_msg("%s was not taken", entries->words[entries->at - 1]);
    return DECISION_NONE;
}

static void what_is_entered_twice_is_the_same_or_asked_again(void **state)
{
    (void)state;
    static const struct {
        const char *const words[8];
        double value; /* NAN: missing */
        int64_t entered;
    } rows[] = {
        {{"4", "4"}, 4, 2},
        {{"4", "7", "7", "7"}, 7, 4},
        {{"4", "7", "4", "7", "5", "6"}, NAN, 6},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char entry[2048];
        struct entries entries = {.words = rows[i].words};
        struct scene *scene = scene_rating(", twice = true");
        scene->rule = enters;
        scene->extra = &entries;
        run(scene);
        assert_int_equal(entries.at, rows[i].entered);
        assert_int_equal(scene_entries(scene, "trial", "rating", entry), 1);
        assert_int_equal((int64_t)number_of(entry, "entered"), rows[i].entered);
        assert_true(isnan(rows[i].value) ? isnan(scene->rows[0].value)
                                         : scene->rows[0].value == rows[i].value);
        scene_free(scene);
    }
}

static enum decision leaves_it_to_the_participant(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_QUESTION ? DECISION_NONE : scene_goes_on(scene, prompt);
}

/* A minute after it was asked for. */
static void enters_late(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    mono_ns *since = scene->extra;
    const struct prompt *prompt = session_prompt(rig_session(rig));
    const bool is_second =
        prompt && prompt->kind == PROMPT_QUESTION && scene->asked[PROMPT_QUESTION] == 2;
    if (is_second && *since == 0)
        *since = now;
    if (is_second && now - *since > 60 * MONO_SEC)
        assert_true(session_reply(rig_session(rig), "4"));
}

static enum decision enters_the_first(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_QUESTION)
        return scene_goes_on(scene, prompt);
    if (scene->asked[PROMPT_QUESTION] == 1)
        assert_true(session_reply(scene->session, "4"));
    return DECISION_NONE;
}

/* The participant has said it in time; it is the examiner who is slow. */
static void what_was_said_waits_for_its_second_entry(void **state)
{
    (void)state;
    mono_ns since = 0;
    struct scene *scene = scene_rating(", twice = true, within = 5*sec");
    scene->rule = enters_the_first;
    scene->between = enters_late;
    scene->extra = &since;
    run(scene);
    assert_true(scene->rows[0].value == 4);
    assert_string_equal(scene->rows[0].end, "response");
    scene_free(scene);
}

/* The examiner hears how long it was waited for, and that it is over. */
static void a_time_that_is_over_is_told(void **state)
{
    (void)state;
    struct scene *scene = scene_rating(", within = 5*sec");
    scene->rule = leaves_it_to_the_participant;
    run(scene);
    assert_true(isnan(scene->rows[0].value));
    assert_string_equal(scene->rows[0].end, "timeout");
    assert_true(scene_noticed(scene, "within 5 s"));
    assert_int_equal(scene->asked[PROMPT_QUESTION], 1);
    scene_free(scene);
}

static enum decision enters_beyond(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_QUESTION)
        return scene_goes_on(scene, prompt);
    assert_false(session_reply(scene->session, "11"));
    assert_false(session_reply(scene->session, "-1"));
    assert_false(session_reply(scene->session, "much"));
    assert_true(session_reply(scene->session, "10"));
    return DECISION_NONE;
}

static void outside_the_scale_nothing_is_taken(void **state)
{
    (void)state;
    struct scene *scene = scene_rating("");
    scene->rule = enters_beyond;
    run(scene);
    assert_true(scene->rows[0].value == 10);
    scene_free(scene);
}

/* The examiner is asked where the bench has nothing to rate on, and is told. */
static void without_a_slider_the_examiner_is_asked(void **state)
{
    (void)state;
    struct scene *scene = scene_rating(", by = 'line'");
    scene->participant.rest_pain = 2;
    run(scene);
    assert_true(scene->rows[0].value == 2);
    assert_true(scene->n_notices > 0);
    scene_free(scene);
}

static enum decision looks_at_the_ends(struct scene *scene, const struct prompt *prompt)
{
    if (prompt->kind != PROMPT_QUESTION)
        return scene_goes_on(scene, prompt);
    const struct question *question = prompt->question;
    assert_int_equal(question->anchors.n, 3);
    assert_string_equal(question->anchors.words[LANGUAGE_EN][0], "faint");
    assert_string_equal(question->anchors.words[LANGUAGE_DE][0], "schwach");
    assert_string_equal(question->anchors.words[LANGUAGE_EN][1], "middle");
    assert_string_equal(question->anchors.words[LANGUAGE_DE][1], "middle"); /* it has no other */
    assert_string_equal(question->anchors.words[LANGUAGE_EN][2], "stark");
    assert_string_equal(question->spoken[LANGUAGE_EN], "Wie stark?");
    assert_true(session_reply(scene->session, "3"));
    return DECISION_NONE;
}

/* Not every scale is one of pain. */
static void a_scale_has_ends_of_its_own(void **state)
{
    (void)state;
    struct scene *scene = scene_rating(
        ", by = 'line', question = { de = 'Wie stark?' }, anchors = { { en = 'faint', de = "
        "'schwach' }, { en = 'middle' }, { de = 'stark' } }");
    scene->rule = looks_at_the_ends;
    run(scene);
    assert_true(scene->rows[0].value == 3);
    scene_free(scene);
}

static void ends_that_are_none_are_refused_at_their_line(void **state)
{
    (void)state;
    static const char *const wrong[] = {"{ { en = 'one' } }", "{ 'faint', 'strong' }",
                                        "{ { fr = 'rien' }, { en = 'all' } }", "{ {}, {} }"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char options[120];
        snprintf(options, sizeof options, ", anchors = %s", wrong[i]);
        struct scene *scene = scene_rating(options);
        assert_int_not_equal(scene_run(scene), STATUS_OK);
        if (!strstr(scene->why.text, "t.lua:5") || !strstr(scene->why.text, "anchors must be"))
            fail_msg("%s: %s", wrong[i], scene->why.text);
        scene_free(scene);
    }
}

/* ---- by the participant */

static void note_question(void *context, struct rig *rig, mono_ns now)
{
    struct scene *scene = context;
    const struct prompt *prompt = session_prompt(rig_session(rig));
    mono_ns *since = scene->extra;
    if (prompt && prompt->kind == PROMPT_QUESTION && *since == 0)
        *since = now;
}

/* The scale stands at 4 of 10 until then, and is untouched from there on; the button is pressed then. */
static void run_confirmed(struct scene *scene, const char *until, const char *pressed)
{
    static mono_ns since;
    char fault[80];
    since = 0;
    scene->spec = (struct bench_spec){.n_instruments = 1, .n_responses = 1};
    scene->spec.instruments[0] =
        (struct instrument_spec){.name = "scale", .driver = "screen-vas", .port = "sim:screen-vas"};
    scene->spec.roles[ROLE_RATING] = (struct role_spec){.bound = true, .channel = "vas"};
    scene->spec.responses[0] =
        (struct response_spec){.kind = RESPONSE_CHANNEL, .channel = "button"};
    scene_fault(scene, "setting:at=0s,from=on,to=mark-40");
    snprintf(fault, sizeof fault, "setting:at=%s,from=on,to=untouched", until);
    scene_fault(scene, fault);
    snprintf(fault, sizeof fault, "setting:at=%s,for=200ms,from=on,to=button", pressed);
    scene_fault(scene, fault);
    scene->rule = leaves_it_to_the_participant;
    scene->between = note_question;
    scene->extra = &since;
    run(scene);
    assert_true(since < 10 * MONO_MS); /* it is asked at the beginning */
}

static void what_the_participant_confirms_is_the_rating(void **state)
{
    (void)state;
    char entry[2048];
    struct scene *scene = scene_rating(", by = 'line', within = 10*sec");
    run_confirmed(scene, "100s", "2s");
    assert_true(scene->rows[0].value == 4);
    assert_int_equal(scene_entries(scene, "return", "participant", entry), 1);
    scene_free(scene);
}

/* The window that shows the next question may have said where the mark of the last one stood once more. */
static void a_mark_of_the_question_before_is_no_rating(void **state)
{
    (void)state;
    static const struct {
        const char *until, *pressed;
    } rows[] = {{"50ms", "300ms"}, {"200ms", "2s"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scene *scene = scene_rating(", by = 'line', within = 10*sec");
        run_confirmed(scene, rows[i].until, rows[i].pressed);
        if (!isnan(scene->rows[0].value))
            fail_msg("%s, %s: %g", rows[i].until, rows[i].pressed, scene->rows[0].value);
        assert_string_equal(scene->rows[0].end, "timeout");
        scene_free(scene);
    }
}

static enum decision leaves(struct scene *scene, const struct prompt *prompt)
{
    return prompt->kind == PROMPT_STOPPED ? DECISION_LEAVE : scene_goes_on(scene, prompt);
}

/* It has no screen that could be the wrong one; nobody has touched it. */
static void a_slider_that_has_not_said_a_word_is_to_be_touched(void **state)
{
    (void)state;
    struct scene *scene =
        scene_new("    ts { by = 'heat', sites = site('thenar', 'left'), level = 47*degC }\n");
    scene->spec = (struct bench_spec){.n_instruments = 1, .n_responses = 1};
    scene->spec.instruments[0] =
        (struct instrument_spec){.name = "slider", .driver = "evas", .port = "sim:evas"};
    scene->spec.roles[ROLE_RATING] = (struct role_spec){.bound = true, .channel = "vas"};
    scene->spec.responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
    sim_bench_add_thermode(&scene->spec);
    scene_fault(scene, "setting:finger-off");
    scene->rule = leaves;
    assert_int_not_equal(scene_run(scene), STATUS_OK);
    assert_non_null(strstr(scene->text, "have it touched once"));
    scene_free(scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_is_a_row),
        cmocka_unit_test(what_is_not_said_in_time_is_missing),
        cmocka_unit_test(what_is_entered_twice_is_the_same_or_asked_again),
        cmocka_unit_test(what_was_said_waits_for_its_second_entry),
        cmocka_unit_test(a_time_that_is_over_is_told),
        cmocka_unit_test(outside_the_scale_nothing_is_taken),
        cmocka_unit_test(without_a_slider_the_examiner_is_asked),
        cmocka_unit_test(a_scale_has_ends_of_its_own),
        cmocka_unit_test(ends_that_are_none_are_refused_at_their_line),
        cmocka_unit_test(what_the_participant_confirms_is_the_rating),
        cmocka_unit_test(a_mark_of_the_question_before_is_no_rating),
        cmocka_unit_test(a_slider_that_has_not_said_a_word_is_to_be_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
