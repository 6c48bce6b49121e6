/* A barcode scanner types an ID and ends it with one Enter, or two: it finds the participant, and begins nothing. And what was
 * typed without an Enter is still there when somebody looked elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "gui/screens_rig.h"

static void obey_pick(const char *id)
{
    text_copy(rig.view.study.picked, sizeof rig.view.study.picked, id);
    rig.view.study.can_begin = true;
    frame();
}

static void wait(mono_ns time)
{
    rig.now += time;
}

/* What a scanner sends: the whole within a few hundred milliseconds. */
static void scan(const char *id, const unsigned *ends, size_t n_ends)
{
    for (; *id != '\0'; id++) {
        const char one[] = {*id, '\0'};
        push_typed(one);
        wait(10 * MONO_MS);
    }
    for (size_t i = 0; i < n_ends; i++) {
        push_tap(ends[i]);
        wait(30 * MONO_MS);
    }
}

/* What stands in the ID field. */
static bool field_holds(const char *text)
{
    bool holds = false;
    look();
    for (size_t i = 0; i < seen.n; i++)
        holds |= seen.items[i].kind == ITEM_TEXT && seen.items[i].panel == PANEL_A &&
                 strcmp(seen.items[i].text, text) == 0;
    return holds;
}

static const unsigned endings[][2] = {
    {KEY_ENTER, KEY_ENTER}, {KEY_ENTER, KEY_PAD_ENTER}, {KEY_PAD_ENTER, KEY_ENTER}};

static void two_enters_of_a_scanner_choose_and_do_not_begin(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(endings); i++) {
        open_sheet("study");
        scan("LBP-0410-S", endings[i], 1);
        frame();
        assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0410-S");
        obey_pick("LBP-0410-S");
        push_tap(endings[i][1]);
        frame();
        assert_int_equal(count_actions(ACTION_BEGIN), 0);
        wait(MONO_SEC); /* a hand, afterwards */
        tap(KEY_ENTER);
        assert_did(ACTION_BEGIN, 0, "");
        rig_close();
    }
}

/* Nor does the same ID once more. */
static void a_second_scan_of_who_is_chosen_does_not_begin(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 2; n++) {
        open_sheet("study-unchecked");
        wait(5 * MONO_SEC);
        scan("LBP-0417-E", endings[0], n);
        frame();
        assert_int_equal(count_actions(ACTION_BEGIN), 0);
        wait(MONO_SEC);
        tap(KEY_ENTER);
        assert_did(ACTION_BEGIN, 0, "");
        rig_close();
    }
}

/* Where the field has no focus the digits of an ID choose rows. */
static void a_scan_beside_the_field_does_not_begin(void **state)
{
    (void)state;
    open_sheet("study-unchecked");
    tap(KEY_ESCAPE);
    tap(KEY_ESCAPE);
    wait(5 * MONO_SEC);
    const char id[] = "LBP-0410-S";
    for (size_t i = 0; i < sizeof id - 1; i++) {
        scan((char[]){id[i], '\0'}, NULL, 0);
        frame();
        if (count_actions(ACTION_PICK_PARTICIPANT) > 0)
            obey_pick(rig.actions.list[0].text);
    }
    scan("", endings[0], 2);
    frame();
    assert_int_equal(count_actions(ACTION_BEGIN), 0);
    rig_close();
}

static void two_enters_after_somebody_new_do_not_begin(void **state)
{
    (void)state;
    open_sheet("study");
    tap(KEY_F1 + 6);
    wait(MONO_SEC);
    scan("LBP-0500-O", endings[0], 1);
    frame();
    assert_int_equal(count_actions(ACTION_ADD_PARTICIPANT), 1);
    static struct person_row people[SHEET_PEOPLE];
    memcpy(people, sheet_people, sizeof people);
    strcpy(people[SHEET_PEOPLE - 1].id, "LBP-0500-O");
    rig.view.study.people = people;
    obey_pick("LBP-0500-O");
    assert_true(is_shown("Start visit 1"));
    tap(KEY_ENTER);
    assert_int_equal(count_actions(ACTION_BEGIN), 0);
    rig_close();
}

/* Neither marked as what it is, nor as pairs of up and down. */
static void a_key_that_is_held_begins_nothing(void **state)
{
    (void)state;
    for (int as_pairs = 0; as_pairs < 2; as_pairs++) {
        open_sheet("study-unchecked");
        wait(5 * MONO_SEC);
        push_text("LBP-0410-S");
        push_key(KEY_ENTER, INPUT_KEY_DOWN, false);
        frame();
        obey_pick("LBP-0410-S");
        for (int i = 0; i < 100; i++) {
            wait(33 * MONO_MS);
            if (as_pairs)
                push_key(KEY_ENTER, INPUT_KEY_UP, false);
            push_key(KEY_ENTER, INPUT_KEY_DOWN, !as_pairs);
            frame();
            assert_int_equal(rig.actions.n, 0);
        }
        rig_close();
    }
}

/* ---- typed, and not chosen */

static void look_elsewhere(void)
{
    rig.view.screen = SCREEN_BENCH;
    frame();
    rig.view.screen = SCREEN_STUDY;
    frame();
}

static void what_was_typed_is_gone_on_with_after_another_screen(void **state)
{
    (void)state;
    open_sheet("study");
    push_typed("LBP-04");
    frame();
    look_elsewhere();
    assert_true(field_holds("LBP-04"));
    assert_false(is_shown("Start visit"));
    push_typed("10-S");
    frame();
    assert_true(field_holds("LBP-0410-S"));
    tap(KEY_ENTER);
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0410-S");
    rig_close();
}

/* Somebody else is chosen: Enter first chooses whoever is typed, and what begins has its name on it. */
static void what_was_typed_is_nobody_until_it_is_chosen(void **state)
{
    (void)state;
    open_sheet("study-unchecked");
    push_typed("LBP-0410-S");
    frame();
    look_elsewhere();
    assert_true(field_holds("LBP-0410-S"));
    assert_false(is_shown("Start visit"));
    wait(5 * MONO_SEC);
    tap(KEY_ENTER);
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0410-S");
    obey_pick("LBP-0410-S");
    assert_true(is_shown("of LBP-0410-S"));
    rig_close();
}

/* The visit that ended was with another one. */
static void what_was_typed_outlives_the_last_participant(void **state)
{
    (void)state;
    open_sheet("study-unchecked");
    push_typed("LBP-0410-S");
    frame();
    rig.view.study.picked[0] = '\0';
    look_elsewhere();
    assert_true(field_holds("LBP-0410-S"));
    rig_close();
}

/* Who was chosen stands in the field to be typed over. */
static void the_chosen_one_is_typed_over_after_another_screen(void **state)
{
    (void)state;
    open_sheet("study");
    scan("LBP-0410-S", endings[0], 1);
    frame();
    obey_pick("LBP-0410-S");
    look_elsewhere();
    scan("LBP-0421-M", endings[0], 1);
    frame();
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0421-M");
    rig_close();
}

/* ---- nobody has this ID */

/* The next scan takes the place of the one that found nobody, also after a look at another screen and at a question. */
static void an_id_that_found_nobody_is_typed_over(void **state)
{
    (void)state;
    for (int turn = 0; turn < 3; turn++) {
        open_sheet("study");
        scan("LBP-0499-X", endings[0], 2);
        frame();
        assert_int_equal(rig.actions.n, 0);
        assert_true(field_holds("LBP-0499-X"));
        if (turn == 1)
            look_elsewhere();
        if (turn == 2) {
            tap(KEY_F1 + 6);
            tap(KEY_ESCAPE);
        }
        wait(MONO_SEC);
        scan("LBP-0410-S", endings[0], 1);
        frame();
        assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0410-S");
        rig_close();
    }
}

static void an_id_that_found_nobody_is_offered_as_a_new_one(void **state)
{
    (void)state;
    open_sheet("study");
    scan("LBP-0500-O", endings[0], 1);
    frame();
    tap(KEY_F1 + 6);
    wait(MONO_SEC);
    tap(KEY_ENTER);
    assert_did(ACTION_ADD_PARTICIPANT, 0, "LBP-0500-O");
    rig_close();
}

/* A hand goes on with a piece that several share, as it is told to; a scanner sends whole IDs. */
static void a_piece_that_several_share_is_gone_on_with_by_hand(void **state)
{
    (void)state;
    for (int by_scanner = 0; by_scanner < 2; by_scanner++) {
        open_sheet("study");
        scan("LBP-04", NULL, 0);
        wait(by_scanner ? 0 : 5 * MONO_SEC);
        scan("", endings[0], 1);
        frame();
        assert_int_equal(rig.actions.n, 0);
        wait(MONO_SEC);
        scan(by_scanner ? "LBP-0410-S" : "10-S", endings[0], 1);
        frame();
        assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0410-S");
        rig_close();
    }
}

/* ---- while a visit runs */

static void in_a_visit_the_field_takes_no_text(void **state)
{
    (void)state;
    for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++) {
        open_at(&sizes[0], language, sheet_named("study-resume"));
        assert_true(gui_is_typing(rig.gui));
        sheet_study_running(&rig.view);
        frame();
        push_text("LBP-0410-S");
        frame();
        push_touch(200, 100); /* the field */
        push_text("LBP-0410-S");
        frame();
        assert_false(gui_is_typing(rig.gui));
        assert_false(field_holds("LBP-0410-S"));
        assert_true(field_holds("LBP-0405-M"));
        rig.view.frame.is_running = false;
        frame();
        assert_true(gui_is_typing(rig.gui));
        rig_close();
    }
}

/* Text of the figure above a label. */
static const char *figure_of(const char *label)
{
    look();
    for (size_t i = 1; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && strcmp(seen.items[i].text, label) == 0)
            return seen.items[i - 1].text;
    fail_msg("\"%s\" is not on the screen", label);
    return "";
}

static void the_visit_that_runs_is_not_counted_to_be_resumed(void **state)
{
    (void)state;
    open_sheet("study-running");
    assert_string_equal(figure_of("visits to resume"), "0");
    assert_true(is_shown("To resume 0"));
    rig.view.frame.is_running = false;
    frame();
    assert_string_equal(figure_of("visit to resume"), "1");
    assert_true(is_shown("To resume 1"));
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_enters_of_a_scanner_choose_and_do_not_begin),
        cmocka_unit_test(a_second_scan_of_who_is_chosen_does_not_begin),
        cmocka_unit_test(a_scan_beside_the_field_does_not_begin),
        cmocka_unit_test(two_enters_after_somebody_new_do_not_begin),
        cmocka_unit_test(a_key_that_is_held_begins_nothing),
        cmocka_unit_test(what_was_typed_is_gone_on_with_after_another_screen),
        cmocka_unit_test(what_was_typed_is_nobody_until_it_is_chosen),
        cmocka_unit_test(what_was_typed_outlives_the_last_participant),
        cmocka_unit_test(the_chosen_one_is_typed_over_after_another_screen),
        cmocka_unit_test(an_id_that_found_nobody_is_typed_over),
        cmocka_unit_test(an_id_that_found_nobody_is_offered_as_a_new_one),
        cmocka_unit_test(a_piece_that_several_share_is_gone_on_with_by_hand),
        cmocka_unit_test(in_a_visit_the_field_takes_no_text),
        cmocka_unit_test(the_visit_that_runs_is_not_counted_to_be_resumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
