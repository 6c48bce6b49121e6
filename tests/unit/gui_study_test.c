/* Who is picked on the Study screen, and who would be begun with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the engine makes of a pick. */
static void obey_pick(const char *id)
{
    assert_did(ACTION_PICK_PARTICIPANT, 0, id);
    snprintf(rig.view.study.picked, sizeof rig.view.study.picked, "%s", id);
    rig.view.study.can_begin = id[0] != '\0';
    frame();
}

static void scan(const char *id)
{
    push_text(id);
    tap(KEY_ENTER);
}

/* A scanner types: over the ID that stands there, not behind it. */
static void a_scan_takes_the_place_of_the_last(void **state)
{
    (void)state;
    static const char *const ids[] = {"LBP-0410-S", "LBP-0421-M", "LBP-0392-0"};
    open_sheet("study");
    for (size_t i = 0; i < COUNT(ids); i++) {
        scan(ids[i]);
        obey_pick(ids[i]);
        assert_true(is_shown("Start visit"));
    }
    rig_close();
}

/* Whoever is typed and whoever would be begun with are never two persons. */
static void while_another_id_is_typed_nobody_can_be_begun_with(void **state)
{
    (void)state;
    open_sheet("study");
    scan("LBP-0410-S");
    obey_pick("LBP-0410-S");
    push_text("LBP-039");
    frame();
    frame();
    assert_true(is_shown("LBP-039"));
    assert_false(is_shown("Start visit"));
    rig_close();
}

/* The next participant: the field is empty, and Enter begins nothing with the last one. */
static void nobody_picked_leaves_the_field_empty(void **state)
{
    (void)state;
    open_sheet("study");
    scan("LBP-0410-S");
    obey_pick("LBP-0410-S");
    rig.view.study.picked[0] = '\0';
    rig.view.study.can_begin = false;
    frame();
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    scan("LBP-0421-M");
    obey_pick("LBP-0421-M");
    rig_close();
}

/* Esc makes nothing, the digit makes it. */
static void a_study_that_is_not_there_is_asked_for(void **state)
{
    static const char *const sheets_of[] = {"study-make", "study-make-first"};
    (void)state;
    for (size_t i = 0; i < COUNT(sheets_of); i++) {
        open_sheet(sheets_of[i]);
        assert_true(is_shown("There is no such file"));
        tap(KEY_ENTER);
        assert_int_equal(rig.actions.n, 0);
        tap('1');
        assert_did(ACTION_OPEN_STUDY, 1, rig.view.study.absent);
        tap(KEY_ESCAPE);
        assert_did(ACTION_OPEN_STUDY, 0, "");
        rig_close();
    }
}

static void a_second_visit_of_the_day_is_confirmed(void **state)
{
    (void)state;
    open_sheet("study-twice");
    assert_true(is_shown("Visit 1 of LBP-0417-E") && is_shown("10:47"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    tap(KEY_ESCAPE);
    assert_did(ACTION_BEGIN_ANYWAY, 0, "");
    tap('1');
    assert_did(ACTION_BEGIN_ANYWAY, BEGIN_ASKS_TWICE, "");
    rig_close();
}

/* It holds nobody up. */
static void what_is_to_be_known_stands_above_the_button(void **state)
{
    (void)state;
    open_sheet("study-unchecked");
    assert_true(is_shown("The algometer was never checked"));
    tap(KEY_ENTER);
    assert_did(ACTION_BEGIN, 0, "");
    rig_close();
}

/* The next visit is begun; that one is nowhere offered to be resumed, and neither it nor one without a value is complete. */
static void a_visit_whose_protocol_erred_is_not_resumed(void **state)
{
    (void)state;
    open_sheet("study-erred");
    assert_true(is_shown("protocol error"));
    assert_true(is_shown("nothing measured"));
    assert_true(is_shown("Start visit 4"));
    assert_false(is_shown("To resume 1"));
    assert_true(is_shown("To resume 0"));
    tap(KEY_ENTER);
    assert_did(ACTION_BEGIN, 0, "");
    rig_close();
}

/* Chip, steps and next line of a protocol that cannot be planned say the same. */
static void a_protocol_without_a_plan_is_not_called_ready(void **state)
{
    static const struct {
        const char *sheet, *chip;
    } rows[] = {{"protocol-wrong", "Has an error"},
                {"protocol-refused", "Steps not known"},
                {"protocol-planning", "Being planned"}};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_sheet(rows[i].sheet);
        assert_true(is_shown(rows[i].chip));
        assert_false(is_shown("Can run"));
        assert_int_equal(is_shown("The protocol is ready"), 0);
        rig_close();
    }
}

/* Whose turn it is says nothing of the bench. */
static void the_list_calls_nobody_ready(void **state)
{
    (void)state;
    open_sheet("study-not-ready");
    assert_true(is_shown("Not ready"));
    assert_false(is_shown("\"ready\""));
    assert_true(is_shown("due"));
    rig_close();
}

/* Whoever looks at another screen while somebody is pressed above the limit hears the alarm, and sees what to do. */
static void a_press_above_the_limit_is_seen_on_every_screen(void **state)
{
    static const char *const sheets_of[] = {"study-picked", "bench", "results", "protocol"};
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++)
            for (size_t i = 0; i < COUNT(sheets_of); i++) {
                const char *words = language == LANGUAGE_DE ? "LOSLASSEN" : "RELEASE";
                open_at(&sizes[k], language, sheet_named(sheets_of[i]));
                assert_false(is_shown(words));
                rig.view.run.over_limit = true;
                frame();
                assert_true(is_shown(words));
                rig_close();
            }
}

/* Not even somebody else: no key, touch or scan leads away from the visit that runs, and it is not called unready. */
static void while_a_visit_runs_nothing_else_is_offered(void **state)
{
    static const unsigned keys[] = {KEY_F1 + 6, KEY_F1 + 7, KEY_F1 + 10, KEY_DOWN, KEY_ENTER};
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("study-running"));
        assert_true(is_shown("Visit 3 is running") && is_shown("Running"));
        assert_false(is_shown("Resume visit") || is_shown("Not ready") || is_shown("cannot begin"));
        for (size_t i = 0; i < COUNT(keys); i++) {
            tap(keys[i]);
            assert_int_equal(rig.actions.n, 0);
            assert_false(is_shown("Into this folder") || is_shown("The ID is all"));
        }
        touch_words(is_shown("LBP-0344-G") ? "LBP-0344-G" : "LBP-0392-0");
        assert_int_equal(rig.actions.n, 0);
        scan("LBP-0410-S");
        assert_int_equal(rig.actions.n, 0);
        frame();
        assert_true(is_shown("Visit 3 is running"));
        assert_false(is_shown("Choose LBP"));
        rig_close();
    }
}

static void one_missing_trial_is_no_plural(void **state)
{
    struct person_row people[SHEET_PEOPLE];
    size_t n_told = 0;
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (int missing = 1; missing <= 2; missing++) {
            open_at(&sizes[k], LANGUAGE_DE, sheet_named("study-erred"));
            const bool is_told = is_shown("12 fehlen"); /* there is room for it */
            memcpy(people, rig.view.study.people, sizeof people);
            people[1].last_missing = missing;
            rig.view.study.people = people;
            frame();
            assert_int_equal(is_shown(missing == 1 ? "1 fehlt" : "2 fehlen"), is_told);
            assert_false(is_shown("1 fehlen"));
            n_told += is_told;
            rig_close();
        }
    assert_true(n_told >= 4);
}

/* The first step of the plan is that of a visit that begins. */
static void what_is_resumed_does_not_begin_with_the_first_step(void **state)
{
    (void)state;
    open_sheet("study-resume");
    assert_true(rig.view.study.can_begin && rig.view.study.n_steps > 0);
    assert_false(is_shown("First step"));
    assert_true(is_shown("It goes on where it stopped."));
    rig_close();
}

/* What is asked for stands there whole, and the name of the protocol is that of the visit. */
static void a_visit_names_its_own_protocol(void **state)
{
    (void)state;
    open_sheet("study-resume-other");
    assert_true(is_shown("begun with protocol cold-hyperalgesia-neck"));
    assert_true(is_shown("With protocol cold-hyperalgesia-neck."));
    assert_false(is_shown("Low back pain core") || is_shown("Pressure pain threshold"));
    tap(KEY_ENTER);
    assert_did(ACTION_RESUME, 31, "");
    rig_close();
}

static void a_visit_is_ended_for_good_only_by_an_answer(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("study-resume"));
        assert_true(is_shown("End visit 3 for good"));
        tap(KEY_F12);
        assert_int_equal(rig.actions.n, 0);
        frame();
        assert_true(is_shown("Visit 3 of LBP-0405-M cannot be resumed then."));
        tap(KEY_ENTER);
        assert_int_equal(rig.actions.n, 0);
        tap(KEY_ESCAPE);
        assert_int_equal(rig.actions.n, 0);
        tap(KEY_F12);
        frame();
        tap('1');
        assert_did(ACTION_END_VISIT, 31, "");
        rig_close();
    }
    open_sheet("study-picked"); /* nothing is unfinished */
    tap(KEY_F12);
    frame();
    assert_false(is_shown("for good"));
    rig_close();
}

/* To its end, in either language: what is to be done stands there; on the least screen it stands on Protocol only. */
static void why_no_visit_can_begin_is_not_cut(void **state)
{
    static const char *const sheets_of[] = {"study-forbidden", "protocol-forbidden"};
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++)
            for (size_t i = 0; i < COUNT(sheets_of); i++) {
                open_at(&sizes[k], language, sheet_named(sheets_of[i]));
                assert_true(is_shown("`ramp_most`") || (i == 0 && sizes[k].h < 700));
                assert_false(is_shown("Can begin") || is_shown("It can run"));
                rig_close();
            }
}

static size_t count_texts(const char *text)
{
    char *list = gui_dump(rig.gui);
    size_t n = 0;
    assert_non_null(list);
    for (const char *at = list; (at = strstr(at, text)) != NULL; at += strlen(text))
        n++;
    free(list);
    return n;
}

/* As by --participant: nobody has pressed anything. */
static void whoever_is_picked_from_elsewhere_comes_into_sight(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, sheet_named("study"));
        SHEET_SET(rig.view.study.picked, "LBP-0433-E");
        frame();
        frame();
        assert_int_equal(count_texts("\"LBP-0433-E\""), 2); /* its row, and its visit */
        rig_close();
    }
}

static void with_a_note_the_chip_says_no_more_than_the_note(void **state)
{
    (void)state;
    open_sheet("study-unchecked");
    assert_true(is_shown("See note"));
    assert_false(is_shown("Can begin"));
    rig.view.study.notes[0][0] = '\0';
    frame();
    assert_true(is_shown("Can begin"));
    assert_false(is_shown("See note"));
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_missing_trial_is_no_plural),
        cmocka_unit_test(while_a_visit_runs_nothing_else_is_offered),
        cmocka_unit_test(whoever_is_picked_from_elsewhere_comes_into_sight),
        cmocka_unit_test(with_a_note_the_chip_says_no_more_than_the_note),
        cmocka_unit_test(a_press_above_the_limit_is_seen_on_every_screen),
        cmocka_unit_test(a_scan_takes_the_place_of_the_last),
        cmocka_unit_test(while_another_id_is_typed_nobody_can_be_begun_with),
        cmocka_unit_test(nobody_picked_leaves_the_field_empty),
        cmocka_unit_test(a_study_that_is_not_there_is_asked_for),
        cmocka_unit_test(a_second_visit_of_the_day_is_confirmed),
        cmocka_unit_test(what_is_to_be_known_stands_above_the_button),
        cmocka_unit_test(a_visit_whose_protocol_erred_is_not_resumed),
        cmocka_unit_test(a_protocol_without_a_plan_is_not_called_ready),
        cmocka_unit_test(the_list_calls_nobody_ready),
        cmocka_unit_test(a_visit_names_its_own_protocol),
        cmocka_unit_test(a_visit_is_ended_for_good_only_by_an_answer),
        cmocka_unit_test(why_no_visit_can_begin_is_not_cut),
        cmocka_unit_test(what_is_resumed_does_not_begin_with_the_first_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
