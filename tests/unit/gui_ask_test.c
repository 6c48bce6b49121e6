/* The session screen when a protocol asks, and when the examiner marks what no instrument sees: digits and touches answer once,
 * what nobody has said is a row of its own, and no key marks what cannot be marked now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

static void open_scene(const char *name)
{
    open_at(&sizes[0], LANGUAGE_EN, scene_named(name));
}

static void touch_word(const char *word)
{
    const struct item *item = find(word);
    if (!item)
        fail_msg("%s is not on the screen", word);
    touch(item->area.x + item->area.w / 2, item->area.y + item->area.h / 2);
}

static void a_digit_answers_and_enter_does_not(void **state)
{
    (void)state;
    open_scene("thermal-ask");
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    tap('6'); /* there are five */
    assert_int_equal(did.n, 0);
    tap('3');
    assert_did(ACTION_ANSWER, 0, "hot");
    assert_int_equal(did.list[0].prompt, 7);
    tap(KEY_PAD_0 + 1);
    assert_did(ACTION_ANSWER, 0, "cold");
    tap(KEY_ESCAPE);
    assert_int_equal(did.n, 0);
    rig_close();
}

static void that_nobody_answers_is_a_row_and_skips_nothing(void **state)
{
    (void)state;
    open_scene("thermal-ask");
    tap('k');
    assert_did(ACTION_SKIP, 0, "");
    rig.now += MONO_SEC;
    frame();
    touch_word("No answer");
    assert_did(ACTION_SKIP, 0, "");
    rig_close();
}

/* The second touch of a hand that has answered the question before in the same place is no answer to the next one. */
static void a_second_touch_does_not_answer_the_next_question(void **state)
{
    (void)state;
    open_scene("thermal-ask");
    rig.now += MONO_SEC;
    frame();
    touch_word("warm");
    assert_did(ACTION_ANSWER, 0, "warm");
    rig.view.run.prompt++;
    frame();
    rig.now += 200 * MONO_MS;
    touch_word("warm");
    assert_int_equal(did.n, 0);
    rig.now += MONO_SEC;
    touch_word("warm");
    assert_did(ACTION_ANSWER, 0, "warm");
    rig_close();
}

static void a_number_is_typed_or_touched_and_taken_by_enter(void **state)
{
    (void)state;
    open_scene("ask-number");
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    tap('9');
    tap('9');
    tap(KEY_ENTER); /* beside the range */
    assert_int_equal(did.n, 0);
    tap(KEY_BACKSPACE);
    tap(KEY_BACKSPACE);
    tap('4');
    tap(',');
    touch_word("5");
    tap(KEY_ENTER);
    assert_did(ACTION_ANSWER, 0, "4.5");
    tap('7');
    rig.view.run.prompt++; /* what stands there answers no other question */
    frame();
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    rig_close();
}

/* Its time was over while a number was being typed: the rest of it answers nothing, and confirms no site. */
static void what_is_typed_on_after_its_question_went_is_nothing(void **state)
{
    (void)state;
    static const enum run_now next[] = {NOW_QUESTION, NOW_CONFIRM};
    for (size_t i = 0; i < 2; i++) {
        open_scene("ask-number");
        rig.view.run.rest_left_s = 0;
        rig.view.run.sites[0].rest_left_s = 0;
        rig.view.run.instrument_mark = rig.view.run.button_mark = MARK_OK;
        rig.view.run.site = 0;
        tap('2');
        rig.view.run.now = NOW_SAVING;
        frame();
        rig.view.run.prompt++;
        rig.view.run.now = (uint8_t)next[i];
        tap('1');
        tap(KEY_ENTER);
        assert_int_equal(did.n, 0);
        rig.now += MONO_SEC;
        tap('1');
        if (next[i] == NOW_QUESTION)
            tap(KEY_ENTER);
        assert_int_equal(did.n, 1);
        if (next[i] == NOW_QUESTION)
            assert_did(ACTION_ANSWER, 0, "1");
        else
            assert_did(ACTION_CONFIRM_SITE, 1, "");
        rig_close();
    }
}

static void only_what_can_be_marked_now_is(void **state)
{
    (void)state;
    static const struct {
        const char *scene;
        int enter, p, o; /* mark; -1: none */
    } rows[] = {
        {"cold-confirm", -1, -1, -1},
        {"cold-armed", COLD_ON, -1, -1},
        {"cold-begun", -1, COLD_PAIN, COLD_OFF},
        {"cold-hurts", -1, -1, COLD_OFF},
        {"cold-out-due", -1, -1, -1},
        {"cold-over", -1, -1, COLD_OFF},
        {"ice-armed", COLD_ON, -1, -1},
        {"ice-on", -1, COLD_PAIN, COLD_OFF},
        {"ice-due", -1, -1, -1},
    };
    static const unsigned keys[] = {KEY_ENTER, 'p', 'o'};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int marks[] = {rows[i].enter, rows[i].p, rows[i].o};
        for (size_t k = 0; k < COUNT(keys); k++) {
            open_scene(rows[i].scene);
            tap(keys[k]);
            if (marks[k] < 0 && did.n != 0)
                fail_msg("%s: key %zu does %d", rows[i].scene, k, did.list[0].kind);
            if (marks[k] >= 0)
                assert_did(ACTION_COLD, marks[k], "");
            rig_close();
        }
    }
}

static void a_rating_is_typed_with_enter_or_touched(void **state)
{
    (void)state;
    open_scene("cold-due");
    tap('7');
    assert_int_equal(did.n, 0);
    assert_non_null(find("Pain: 7"));
    tap('.');
    tap('5');
    tap(KEY_ENTER);
    assert_did(ACTION_COLD, COLD_RATING, "");
    assert_true(did.list[0].value == 7.5);
    tap('1');
    tap('1');
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0); /* and 11 is gone */
    tap('0');
    tap(KEY_ENTER);
    assert_did(ACTION_COLD, COLD_RATING, "");
    assert_true(did.list[0].value == 0);
    rig_close();
    open_scene("ice-due");
    touch_word("9");
    assert_did(ACTION_COLD, COLD_RATING, "");
    assert_true(did.list[0].value == 9);
    rig_close();
}

/* None is due before its time: a digit is nothing then. */
static void before_a_rating_is_due_digits_do_nothing(void **state)
{
    (void)state;
    open_scene("cold-begun");
    tap('5');
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    rig_close();
}

/* Neither kPa nor a temperature of a plate: there is no instrument. */
static void cold_by_hand_has_its_own_words(void **state)
{
    (void)state;
    static const char *const words[] = {"kPa",     "°C",        "RELEASE",  "probe",
                                        "Stempel", "LOSLASSEN", "too fast", "Thermode"};
    for (size_t s = 0; s < SCENES; s++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            const char *name = scenes[s].name;
            if (strncmp(name, "cold-", 5) != 0 && strncmp(name, "ice-", 4) != 0)
                continue;
            open_at(&sizes[0], language, &scenes[s]);
            look();
            for (size_t i = 0; i < seen.n; i++)
                for (size_t k = 0; k < COUNT(words) && seen.items[i].kind == ITEM_TEXT; k++)
                    if (strstr(seen.items[i].text, words[k]))
                        fail_msg("%s: %s", where(&scenes[s], &sizes[0], language), words[k]);
            rig_close();
        }
}

static void the_turn_of_a_limen_says_its_pair_and_its_way(void **state)
{
    (void)state;
    static const struct {
        const char *scene, *pair, *word, *then;
    } rows[] = {
        {"thermal-turn-warm", "Pair 1 of 3", "Warming", "After the response it cools."},
        {"thermal-turn-cool", "Pair 2 of 3", "Cooling", "After the response it warms."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_scene(rows[i].scene);
        assert_non_null(find(rows[i].pair));
        assert_non_null(find(rows[i].word));
        assert_non_null(find(rows[i].then));
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digit_answers_and_enter_does_not),
        cmocka_unit_test(that_nobody_answers_is_a_row_and_skips_nothing),
        cmocka_unit_test(a_second_touch_does_not_answer_the_next_question),
        cmocka_unit_test(a_number_is_typed_or_touched_and_taken_by_enter),
        cmocka_unit_test(what_is_typed_on_after_its_question_went_is_nothing),
        cmocka_unit_test(only_what_can_be_marked_now_is),
        cmocka_unit_test(a_rating_is_typed_with_enter_or_touched),
        cmocka_unit_test(before_a_rating_is_due_digits_do_nothing),
        cmocka_unit_test(cold_by_hand_has_its_own_words),
        cmocka_unit_test(the_turn_of_a_limen_says_its_pair_and_its_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
