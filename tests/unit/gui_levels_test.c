/* The guided check of a thermode: asked first whether it is off the skin, digits while it is driven, Space is STOP all the time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

static void type(const char *keys)
{
    for (; *keys; keys++)
        tap((unsigned char)*keys);
}

static bool is_behind(const struct item *item)
{
    return item->panel != PANEL_MODAL;
}

/* The question can have been read. */
static void let_it_stand(void)
{
    frame();
    rig.now += 600 * MONO_MS;
}

static void nothing_begins_before_it_is_off_the_skin(void **state)
{
    (void)state;
    open_sheet("bench-levels-due");
    tap('2');
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("Is it off the skin?") && is_shown("25.0 °C, then 40.0 °C"));
    let_it_stand();
    tap('2'); /* nor does another digit answer */
    tap('1');
    assert_int_equal(rig.actions.n, 0);
    tap(KEY_ESCAPE);
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("Is it off the skin?"));
    tap(KEY_ENTER); /* the next thing to do: as the card's digit */
    tap(KEY_ENTER); /* the same hand once more */
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("Is it off the skin?"));
    let_it_stand();
    tap(KEY_ENTER);
    assert_did(ACTION_LEVELS_BEGIN, 1, "");
    assert_false(is_shown("Is it off the skin?"));
    rig_close();
}

static void open_still(void)
{
    open_sheet("bench-levels-away");
    rig.view.bench.levels.hint = LEVELS_CLEAR;
    frame();
}

static void a_second_touch_of_the_card_begins_nothing(void **state)
{
    (void)state;
    open_sheet("bench-levels-due");
    tap('2');
    touch_words("It is off the skin");
    assert_int_equal(rig.actions.n, 0);
    let_it_stand();
    touch_words("It is off the skin");
    assert_did(ACTION_LEVELS_BEGIN, 1, "");
    rig_close();
}

/* What an earlier check was given is no reading of this one. */
static void a_check_that_was_given_up_leaves_no_reading(void **state)
{
    (void)state;
    open_still();
    type("33.77");
    assert_true(is_shown("33.77"));
    rig.view.bench.levels.is_on = false;
    frame();
    rig.view.bench.levels.is_on = true;
    frame();
    assert_false(is_shown("33.77"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    rig_close();
}

/* A letter is not left out in silence: with it the number would be another one. */
static void what_is_no_number_is_shown_and_refused(void **state)
{
    static const char *const wrong[] = {"2x5.3", "25.3.1", "-5", "25-", "125.3", "60.1"};
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        open_still();
        type(wrong[i]);
        if (!is_shown(wrong[i]) || !is_shown("a number from 0 to 60"))
            fail_msg("%s is not refused in words", wrong[i]);
        tap(KEY_ENTER);
        assert_int_equal(rig.actions.n, 0);
        rig_close();
    }
}

/* After STOP there is nothing to wait for, and nothing to type. */
static void a_stop_is_said_until_it_is_back(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++) {
            open_at(&sizes[k], language, sheet_named("bench-levels-stopped"));
            assert_true(is_shown("STOP:") && !is_shown("wait") && !is_shown("warten"));
            check_fit("bench-levels-stopped", is_behind);
            type("25");
            assert_false(is_shown("25 "));
            tap(KEY_ENTER);
            assert_int_equal(rig.actions.n, 0);
            rig_close();
        }
}

static void levels_that_were_moved_are_said(void **state)
{
    (void)state;
    open_sheet("bench-levels-ask-moved");
    assert_true(is_shown("28.5 °C, then 38.5 °C") && is_shown("lab and instrument allow"));
    rig_close();
}

static void what_the_reference_shows_is_typed_while_it_is_driven(void **state)
{
    (void)state;
    open_sheet("bench-levels-typed");
    rig.view.frame.is_live = true;
    tap(KEY_BACKSPACE);
    tap(KEY_PAD_0 + 7);
    assert_true(is_shown("39.7"));
    type("5");
    assert_true(is_shown("39.75"));
    tap(KEY_ENTER);
    assert_did(ACTION_LEVELS_TAKE, 0, "");
    assert_true(fabs(rig.actions.list[0].value - 39.75) < 1e-9);
    rig_close();
}

static void a_comma_is_as_good_as_a_point(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_DE, sheet_named("bench-levels-away"));
    rig.view.bench.levels.hint = LEVELS_CLEAR;
    type("25");
    tap(KEY_PAD_POINT);
    type("4");
    assert_true(is_shown("25,4"));
    tap(KEY_PAD_ENTER);
    assert_did(ACTION_LEVELS_TAKE, 0, "");
    assert_true(fabs(rig.actions.list[0].value - 25.4) < 1e-9);
    rig_close();
}

static const struct hint_row {
    enum levels_hint hint;
    bool is_returning, can_take;
    const char *why;
} rows[] = {
    {LEVELS_CLEAR, false, true, "the reference stands still"},
    {LEVELS_CLEAR, true, false, "goes back to 32.0 °C"},
    {LEVELS_SILENT, false, false, "No reading comes"},
    {LEVELS_AWAY, false, false, "on its way"},
    {LEVELS_WAVERS, false, false, "It wavers"},
    {LEVELS_DRIFTS, false, false, "still creeps"},
    {LEVELS_SHORT, false, false, "three seconds"},
};

static void whoever_waits_reads_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_sheet("bench-levels-away");
        rig.view.bench.levels.hint = (uint8_t)rows[i].hint;
        rig.view.bench.levels.is_returning = rows[i].is_returning;
        frame();
        tap(KEY_ENTER); /* nothing was typed */
        assert_int_equal(rig.actions.n, 0);
        type("25");
        if (!is_shown(rows[i].why))
            fail_msg("\"%s\" is not said", rows[i].why);
        tap(KEY_ENTER);
        assert_int_equal(count_actions(ACTION_LEVELS_TAKE), rows[i].can_take);
        rig_close();
    }
}

static void what_was_typed_belongs_to_its_step(void **state)
{
    (void)state;
    open_sheet("bench-levels-typed");
    assert_true(is_shown("39.8"));
    rig.view.bench.levels.is_returning = true;
    frame();
    assert_false(is_shown("39.8"));
    rig_close();
}

static void what_is_no_temperature_is_not_taken(void **state)
{
    (void)state;
    open_sheet("bench-levels-mistyped"); /* the point is forgotten */
    assert_true(is_shown("a number from 0 to 60"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    rig_close();
}

static void escape_and_stop_are_there_at_every_step(void **state)
{
    (void)state;
    static const char *const names[] = {"bench-levels-away", "bench-levels-typed",
                                        "bench-levels-back"};
    for (size_t i = 0; i < COUNT(names); i++) {
        open_sheet(names[i]);
        rig.view.frame.is_live = true;
        tap(KEY_SPACE);
        assert_did(ACTION_STOP, 0, "");
        tap(KEY_ESCAPE);
        assert_did(ACTION_LEVELS_CANCEL, 0, "");
        rig_close();
    }
}

static void a_result_is_closed_or_checked_again_by_the_same_question(void **state)
{
    (void)state;
    open_sheet("bench-levels-failed");
    assert_true(is_shown("−0.2 and −1.4 °C") && is_shown("Gain 0.928") &&
                is_shown("0.13 and 0.12 s") && is_shown("Zone 4"));
    assert_true(is_shown("40.0 °C: it says 40.1, the reference 41.4"));
    tap(KEY_ENTER);
    assert_did(ACTION_LEVELS_CANCEL, 0, "");
    tap('r');
    assert_did(ACTION_LEVELS_CANCEL, 0, "");
    frame(); /* the bench has not answered yet */
    rig.view.bench.levels.is_on = false;
    frame();
    assert_true(is_shown("Is it off the skin?"));
    let_it_stand();
    tap(KEY_ENTER);
    assert_did(ACTION_LEVELS_BEGIN, 1, "");
    rig_close();
}

static void a_visit_begins_all_the_same_only_with_a_reason(void **state)
{
    (void)state;
    open_sheet("bench-levels-due");
    tap('2');
    tap(KEY_ESCAPE);
    rig.view.bench.begin_asks_reason = true;
    frame();
    assert_true(is_shown("Thermode: no valid check"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    push_text("  ");
    frame();
    tap(KEY_ENTER); /* blanks say nothing */
    assert_int_equal(rig.actions.n, 0);
    push_text("x");
    frame();
    assert_true(is_shown("too short"));
    assert_true(is_shown("Write a few words: they stay in the record."));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    push_text("no reference");
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_BEGIN_ANYWAY, BEGIN_ASKS_REASON, "  xno reference");
    rig_close();
    open_sheet("bench-levels-reason");
    tap(KEY_ESCAPE);
    assert_did(ACTION_BEGIN_ANYWAY, BEGIN_ASKS_NOTHING, "");
    rig_close();
}

/* Zones that are far off have a mark and their number. */
static void a_zone_that_is_far_off_is_seen_before_it_is_taken(void **state)
{
    (void)state;
    open_sheet("bench-levels-away");
    assert_true(is_shown("Zones minus mean:") && is_shown("−0.6") && is_shown("+0.2"));
    rig.view.bench.levels.n_zones = 0;
    frame();
    assert_false(is_shown("Zones minus mean:"));
    rig_close();
}

static void every_reason_has_room(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++) {
            open_at(&sizes[k], language, sheet_named("bench-levels-away"));
            for (size_t i = 0; i < COUNT(rows); i++) {
                rig.view.bench.levels.hint = (uint8_t)rows[i].hint;
                rig.view.bench.levels.is_returning = rows[i].is_returning;
                for (size_t zone = 0; zone < VIEW_ZONES_MAX; zone++)
                    rig.view.bench.levels.zone_by_c[zone] = -10.6; /* the widest numbers */
                frame();
                check_fit(rows[i].why, is_behind);
            }
            rig_close();
        }
}

/* What is not taken yet is locked to the eye, too, and the window wakes when it is taken. */
static void the_question_is_locked_until_it_can_have_been_read(void **state)
{
    (void)state;
    open_sheet("bench-levels-due");
    tap('2');
    const mono_ns readable = rig.now + 600 * MONO_MS;
    char *locked = gui_dump(rig.gui);
    assert_int_equal(gui_deadline(rig.gui), readable);
    rig.now = readable;
    frame();
    char *ready = gui_dump(rig.gui);
    assert_non_null(locked);
    assert_non_null(ready);
    assert_string_not_equal(locked, ready);
    assert_true(gui_deadline(rig.gui) == MONO_NEVER);
    free(locked);
    free(ready);
    rig_close();
}

static void why_a_check_ended_is_read_while_a_stop_stands(void **state)
{
    static const char *const names[] = {"bench-levels-ended", "bench-levels-ending"};
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++)
            for (size_t i = 0; i < COUNT(names); i++) {
                open_at(&sizes[k], language, sheet_named(names[i]));
                if (!is_shown("The check has ended") || !is_shown("STOP"))
                    fail_msg("%s at %.0f", names[i], (double)sizes[k].w);
                rig_close();
            }
}

/* Until its thermode is at rest or given up nothing can be done, and nothing is offered. */
static void a_check_that_is_ending_offers_nothing(void **state)
{
    (void)state;
    open_sheet("bench-levels-ending");
    assert_true(is_shown("the check is ending") && !is_shown("then press"));
    assert_false(is_shown("\"E\"") || is_shown("\"2\""));
    tap('2');
    assert_int_equal(rig.actions.n, 0);
    rig.view.bench.levels.is_ending = rig.view.frame.is_live = false;
    frame();
    assert_true(is_shown("then press 2") && is_shown("\"E\""));
    tap('2');
    assert_did(ACTION_TRY_INSTRUMENT, 1, "");
    rig_close();
}

static void a_visit_offers_no_check(void **state)
{
    (void)state;
    open_sheet("bench-levels-visit");
    assert_true(is_shown("Go back to the visit"));
    assert_false(is_shown("\"E\"") || is_shown("\"1\"") || is_shown("\"2\""));
    tap('2');
    tap('e');
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("Is it off the skin?"));
    rig.view.bench.instruments[1].mark = MARK_BAD; /* what is lost is tried again in a visit, too */
    frame();
    assert_true(is_shown("\"2\"") && !is_shown("\"1\""));
    tap('2');
    assert_did(ACTION_TRY_INSTRUMENT, 1, "");
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_begins_before_it_is_off_the_skin),
        cmocka_unit_test(a_second_touch_of_the_card_begins_nothing),
        cmocka_unit_test(a_check_that_was_given_up_leaves_no_reading),
        cmocka_unit_test(what_is_no_number_is_shown_and_refused),
        cmocka_unit_test(a_stop_is_said_until_it_is_back),
        cmocka_unit_test(levels_that_were_moved_are_said),
        cmocka_unit_test(what_the_reference_shows_is_typed_while_it_is_driven),
        cmocka_unit_test(a_comma_is_as_good_as_a_point),
        cmocka_unit_test(whoever_waits_reads_why),
        cmocka_unit_test(what_was_typed_belongs_to_its_step),
        cmocka_unit_test(what_is_no_temperature_is_not_taken),
        cmocka_unit_test(escape_and_stop_are_there_at_every_step),
        cmocka_unit_test(a_result_is_closed_or_checked_again_by_the_same_question),
        cmocka_unit_test(a_visit_begins_all_the_same_only_with_a_reason),
        cmocka_unit_test(a_zone_that_is_far_off_is_seen_before_it_is_taken),
        cmocka_unit_test(every_reason_has_room),
        cmocka_unit_test(the_question_is_locked_until_it_can_have_been_read),
        cmocka_unit_test(why_a_check_ended_is_read_while_a_stop_stands),
        cmocka_unit_test(a_check_that_is_ending_offers_nothing),
        cmocka_unit_test(a_visit_offers_no_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
