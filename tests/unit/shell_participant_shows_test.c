/* What the participant sees of a session: which page in which of its states, and when a question is another one. */
#include "shell/present.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct view *of;
static struct participant_view shown;
static struct bench_spec bench;

static int setup(void **state)
{
    (void)state;
    of = calloc(1, sizeof *of);
    shown = (struct participant_view){0};
    bench = (struct bench_spec){.n_instruments = 1,
                                .instruments = {{.driver = "screen-vas", .port = "window:"}},
                                .roles[ROLE_RATING] = {.bound = true, .channel = "vas"}};
    return of ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    free(of);
    return 0;
}

static enum participant_shows see(enum run_now now, bool is_rated)
{
    of->run.now = (uint8_t)now;
    present_participant(of, &bench, LANGUAGE_EN, is_rated, &shown);
    return (enum participant_shows)shown.shows;
}

static void a_bench_without_the_window_wants_none(void **state)
{
    (void)state;
    static const char *const ports[] = {"sim:screen-vas", "pty:/tmp/x", "/dev/ttyUSB0"};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        strcpy(bench.instruments[0].port, ports[i]);
        see(NOW_RUNNING, true);
        assert_false(shown.is_wanted);
        assert_int_equal(shown.shows, PARTICIPANT_NOTHING);
    }
    bench.n_instruments = 0;
    see(NOW_RUNNING, true);
    assert_false(shown.is_wanted);
}

static void a_rated_trial_has_its_scale_from_the_site_to_the_release(void **state)
{
    (void)state;
    static const struct {
        enum run_now now;
        enum participant_shows rated, other;
    } rows[] = {
        {NOW_NOTHING, PARTICIPANT_NOTHING, PARTICIPANT_NOTHING},
        {NOW_CONFIRM, PARTICIPANT_FOLLOW, PARTICIPANT_NOTHING},
        {NOW_WAIT, PARTICIPANT_FOLLOW, PARTICIPANT_WAIT}, /* perhaps until the mark is put down */
        {NOW_ARMED, PARTICIPANT_FOLLOW, PARTICIPANT_NOTHING},
        {NOW_RUNNING, PARTICIPANT_FOLLOW, PARTICIPANT_NOTHING},
        {NOW_RELEASE, PARTICIPANT_FOLLOW, PARTICIPANT_NOTHING},
        {NOW_SAVING, PARTICIPANT_WAIT, PARTICIPANT_WAIT},
        {NOW_REVIEW, PARTICIPANT_WAIT, PARTICIPANT_WAIT},
        {NOW_REST, PARTICIPANT_WAIT, PARTICIPANT_WAIT},
        {NOW_STOPPED, PARTICIPANT_WAIT, PARTICIPANT_WAIT},
        {NOW_QUESTION, PARTICIPANT_WAIT, PARTICIPANT_WAIT},
        {NOW_SUMMARY, PARTICIPANT_THANKS, PARTICIPANT_THANKS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(see(rows[i].now, true), rows[i].rated);
        assert_int_equal(see(rows[i].now, false), rows[i].other);
    }
}

/* Whatever page comes: neither the site nor a value nor why it stopped is in it. */
static void nothing_of_the_trial_is_handed_on(void **state)
{
    (void)state;
    struct participant_view before, after;
    strcpy(of->run.words, "Press the button.");
    of->run.site = 0;
    for (enum run_now now = NOW_NOTHING; now <= NOW_SUMMARY; now++) {
        see(now, true);
        before = shown;
        of->run.reading = 431;
        of->run.practice = !of->run.practice;
        strcpy(of->run.sentence, "STOP at a limit");
        strcpy(of->run.sites[0].site, "thenar");
        see(now, true);
        after = shown;
        assert_memory_equal(&before, &after, sizeof before);
    }
}

static void a_question_is_another_one_when_something_else_was_shown(void **state)
{
    (void)state;
    see(NOW_CONFIRM, true);
    const uint32_t first = shown.round;
    see(NOW_ARMED, true);
    see(NOW_RUNNING, true);
    assert_int_equal(shown.round, first);
    see(NOW_REVIEW, true);
    see(NOW_CONFIRM, true);
    assert_true(shown.round != first);
}

static void a_rating_that_is_due_is_one_number(void **state)
{
    (void)state;
    assert_int_equal(see(NOW_RUNNING, false), PARTICIPANT_NOTHING);
    of->run.cold.is_due = true;
    assert_int_equal(see(NOW_RUNNING, false), PARTICIPANT_NOTHING); /* nobody would take it */
    of->run.cold.can_rate = true;
    of->run.prompt = 7;
    assert_int_equal(see(NOW_RUNNING, false), PARTICIPANT_NUMBERS);
    assert_int_equal(shown.prompt, 7);
    assert_false(shown.is_asked);
    const uint32_t first = shown.round;
    of->run.cold.is_due = false;
    see(NOW_RUNNING, false);
    of->run.cold.is_due = true;
    see(NOW_RUNNING, false);
    assert_true(shown.round != first);
}

/* Two scales would be one too many: the cuff algometer's own slider is the one that counts. */
static void what_is_rated_on_another_instrument_is_not_rated_here(void **state)
{
    (void)state;
    bench.n_instruments = 2;
    bench.roles[ROLE_RATING].instrument = 1;
    assert_int_equal(see(NOW_RUNNING, true), PARTICIPANT_NOTHING);
    assert_int_equal(see(NOW_WAIT, true), PARTICIPANT_WAIT);
    of->run.ask = (struct ask_view){.max = 10, .by_participant = true};
    for (enum language language = 0; language < LANGUAGES; language++)
        strcpy(of->run.ask.spoken[language], "How strong is the pain now?");
    assert_int_equal(see(NOW_QUESTION, false), PARTICIPANT_WAIT);
    bench.roles[ROLE_RATING].instrument = 0;
    assert_int_equal(see(NOW_QUESTION, false), PARTICIPANT_NUMBERS);
    assert_string_equal(shown.question, "How strong is the pain now?");
    assert_true(shown.is_asked);
    const uint32_t first = shown.round;
    of->run.prompt++; /* the next question has no mark yet */
    of->run.ask.is_line = true;
    assert_int_equal(see(NOW_QUESTION, false), PARTICIPANT_LINE);
    assert_true(shown.round != first);
}

static void an_instruction_is_shown_as_it_is_read(void **state)
{
    (void)state;
    assert_int_equal(see(NOW_INSTRUCT, false), PARTICIPANT_NOTHING); /* the protocol has no words */
    strcpy(of->run.words, "Drücken Sie den Knopf.");
    assert_int_equal(see(NOW_INSTRUCT, false), PARTICIPANT_WORDS);
    assert_string_equal(shown.words, "Drücken Sie den Knopf.");
    see(NOW_CONFIRM, true);
    assert_string_equal(shown.words, "");
}

static void the_scale_can_be_tried_on_the_bench_screen(void **state)
{
    (void)state;
    of->screen = SCREEN_BENCH;
    assert_int_equal(see(NOW_NOTHING, false), PARTICIPANT_FOLLOW);
    assert_int_equal(see(NOW_REST, false), PARTICIPANT_WAIT); /* not in a session */
    of->screen = SCREEN_STUDY;
    assert_int_equal(see(NOW_NOTHING, false), PARTICIPANT_NOTHING);
}

static void it_speaks_the_participants_language(void **state)
{
    (void)state;
    struct scale_spec *scale = &bench.instruments[0].scale;
    see(NOW_RUNNING, true);
    assert_int_equal(shown.language, LANGUAGE_EN);
    *scale = (struct scale_spec){.language = "de",
                                 .line_mm = 100,
                                 .screen_mm = 500,
                                 .display = 2,
                                 .axis = 3,
                                 .axis_low = 1,
                                 .axis_high = -1};
    see(NOW_RUNNING, true);
    assert_int_equal(shown.language, LANGUAGE_DE);
    assert_true(shown.line_share == 0.2);
    assert_int_equal(shown.display, 2);
    assert_int_equal(shown.axis, 3);
    assert_true(shown.axis_low == 1 && shown.axis_high == -1);
}

/* Of a question as of a trial that is rated all the time; where none is shown there are none, and the bench tries that of pain. */
static void the_ends_of_the_scale_are_those_of_the_question(void **state)
{
    (void)state;
    struct anchors_view *anchors = &of->run.anchors;
    of->run.ask = (struct ask_view){.max = 10, .by_participant = true, .is_line = true};
    *anchors = (struct anchors_view){.n = 3, .between = 1};
    strcpy(anchors->words[LANGUAGE_EN][0], "not unpleasant");
    strcpy(anchors->words[LANGUAGE_DE][0], "nicht unangenehm");
    strcpy(anchors->words[LANGUAGE_EN][1], "most unpleasant");
    strcpy(bench.instruments[0].scale.language, "de");
    assert_int_equal(see(NOW_QUESTION, false), PARTICIPANT_LINE);
    assert_int_equal(shown.n_anchors, 3);
    assert_true(shown.between == 1);
    assert_string_equal(shown.anchors[0], "nicht unangenehm");
    bench.instruments[0].scale.language[0] = '\0';
    see(NOW_QUESTION, false);
    assert_string_equal(shown.anchors[1], "most unpleasant");
    assert_int_equal(see(NOW_RUNNING, true), PARTICIPANT_FOLLOW);
    assert_int_equal(shown.n_anchors, 3);
    see(NOW_WAIT, false);
    assert_int_equal(shown.n_anchors, 0);
    assert_string_equal(shown.anchors[0], "");
    of->screen = SCREEN_BENCH;
    assert_int_equal(see(NOW_NOTHING, false), PARTICIPANT_FOLLOW);
    assert_int_equal(shown.n_anchors, 0);
}

#define SEE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SEE_TEST(a_bench_without_the_window_wants_none),
        SEE_TEST(a_rated_trial_has_its_scale_from_the_site_to_the_release),
        SEE_TEST(nothing_of_the_trial_is_handed_on),
        SEE_TEST(a_question_is_another_one_when_something_else_was_shown),
        SEE_TEST(a_rating_that_is_due_is_one_number),
        SEE_TEST(what_is_rated_on_another_instrument_is_not_rated_here),
        SEE_TEST(an_instruction_is_shown_as_it_is_read),
        SEE_TEST(the_scale_can_be_tried_on_the_bench_screen),
        SEE_TEST(it_speaks_the_participants_language),
        SEE_TEST(the_ends_of_the_scale_are_those_of_the_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
