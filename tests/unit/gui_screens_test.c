/* Study, Bench, Results and Protocol: every state fits in both languages and all sizes and is drawn as it was; what can be done
 * can be done by key and by touch; while something is live, nothing of it can. Pictures: tests/gui/screens_render.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/golden.h"
#include "gui/screens_rig.h"

/* ---- fit */

/* Names, paths and sentences that the scenes make up, as people and files would. */
static bool may_be_cut(const struct item *item)
{
    static const char *const own[] = {"second algo",
                                      "/home",
                                      "/usr",
                                      "A note",
                                      "Tibialis anterior: 1",
                                      "read aloud",
                                      "thermode gives",
                                      "Silent",
                                      "The algometer",
                                      "The study cannot",
                                      "Nidec",
                                      "Wagner",
                                      "usb:",
                                      "Mark-10",
                                      "QST.Lab",
                                      "No protocol is loaded: load",
                                      "Low back",
                                      "Button box",
                                      "Imada",
                                      "not answer",
                                      "cold pain",
                                      "Pressure pain thresholds, low",
                                      "9 Nov",
                                      "Use Nidec",
                                      "Erster Schritt: ",
                                      "First step: "};
    for (size_t i = 0; i < COUNT(own); i++)
        if (strncmp(item->text, own[i], strlen(own[i])) == 0)
            return true;
    return false;
}

static void every_text_has_room_in_every_state_language_and_size(void **state)
{
    (void)state;
    char place[128];
    for (size_t s = 0; s < SHEETS; s++)
        for (size_t k = 0; k < COUNT(sizes); k++)
            for (enum language language = 0; language < LANGUAGES; language++) {
                open_at(&sizes[k], language, &sheets[s]);
                snprintf(place, sizeof place, "%s at %.0f x %.0f in %s", sheets[s].name,
                         (double)sizes[k].w, (double)sizes[k].h,
                         language == LANGUAGE_DE ? "German" : "English");
                if (sizes[k].w >= 1000 || rig.view.screen != SCREEN_BENCH)
                    check_fit(place, may_be_cut);
                else
                    check_least(place);
                rig_close();
            }
}

static void every_state_is_drawn_as_it_was(void **state)
{
    (void)state;
    char name[96];
    for (size_t s = 0; s < SHEETS; s++)
        for (int small = 0; small < 2; small++) {
            open_at(&sizes[small], small ? LANGUAGE_DE : LANGUAGE_EN, &sheets[s]);
            char *dump = dump_panels();
            snprintf(name, sizeof name, "screen-%s-%s", sheets[s].name,
                     small ? "1024-de" : "1440-en");
            golden_check(rig.fonts, name, dump);
            free(dump);
            rig_close();
        }
}

/* ---- Study */

static void a_scanned_id_picks_the_participant_and_a_second_enter_begins(void **state)
{
    (void)state;
    open_sheet("study");
    push_typed("lbp-0417-e");
    tap(KEY_ENTER);
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0417-E");
    strcpy(rig.view.study.picked, "LBP-0417-E");
    rig.now += MONO_SEC;
    tap(KEY_ENTER);
    assert_did(ACTION_BEGIN, 0, "");
    rig.view.study.can_begin = false;
    rig.now += MONO_SEC;
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    rig_close();
}

static void an_unfinished_visit_is_resumed(void **state)
{
    (void)state;
    open_sheet("study-resume");
    tap(KEY_ENTER);
    assert_did(ACTION_RESUME, 31, "");
    touch_words("Resume visit 3");
    assert_did(ACTION_RESUME, 31, "");
    rig_close();
}

/* What cannot begin says why, and its button is locked rather than gone. */
static void while_a_stop_stands_no_visit_begins_and_it_says_so(void **state)
{
    (void)state;
    open_sheet("study-stopped");
    assert_true(is_shown("Start visit 2") &&
                is_shown("STOP was pressed: take it back first (Ctrl+R)."));
    touch_words("Start visit 2");
    assert_int_equal(rig.actions.n, 0);
    rig_close();
}

static void a_mistyped_id_picks_and_begins_nothing(void **state)
{
    (void)state;
    open_sheet("study-typed-wrong");
    assert_true(is_shown("check letter wrong"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    rig_close();
    open_sheet("study-typed-part");
    assert_false(is_shown("several match"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("several match"));
    rig_close();
}

static void rows_are_chosen_by_arrow_digit_and_touch(void **state)
{
    (void)state;
    open_sheet("study-picked");
    tap(KEY_DOWN);
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0421-M");
    rig_close();
    open_sheet("study-picked");
    tap(KEY_UP);
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0410-S");
    rig_close();
    open_sheet("study-rows");
    tap('2');
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0392-0");
    rig_close();
    open_sheet("study");
    touch_words("LBP-0405-M");
    assert_did(ACTION_PICK_PARTICIPANT, 0, "LBP-0405-M");
    rig_close();
}

static void a_new_id_gets_its_check_letter_and_is_added_once(void **state)
{
    (void)state;
    open_sheet("study-new-part");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("LBP-0434-C"));
    tap(KEY_ENTER);
    assert_did(ACTION_ADD_PARTICIPANT, 0, "LBP-0434-C");
    rig_close();
    open_sheet("study-new-wrong");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    touch_words("Add");
    assert_int_equal(rig.actions.n, 0);
    tap(KEY_ESCAPE);
    assert_false(is_shown("New participant\"\n") && is_shown("Participant ID"));
    rig_close();
}

static void export_and_another_study_are_asked_for_and_can_be_left(void **state)
{
    (void)state;
    open_sheet("study-export");
    tap(KEY_ENTER);
    assert_did(ACTION_EXPORT, 0, "/home/lab/export");
    rig_close();
    open_sheet("study-other");
    tap(KEY_ESCAPE);
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("Another study"));
    touch_words("Other study");
    assert_true(is_shown("Another study"));
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_STUDY, 0, "/home/lab/back-pain.limen");
    rig_close();
}

static void the_first_study_needs_one_key(void **state)
{
    (void)state;
    static const char *const names[] = {"study-first", "study-locked", "study-damaged"};
    for (size_t i = 0; i < COUNT(names); i++) {
        open_sheet(names[i]);
        tap(KEY_ENTER);
        assert_did(ACTION_OPEN_STUDY, 0, "/home/lab/study.limen");
        touch_words(i == 0 ? "Open or create" : "Try again");
        assert_did(ACTION_OPEN_STUDY, 0, "/home/lab/study.limen");
        rig_close();
    }
}

/* The first frame may be drawn before the study that was asked for is known to be locked. */
static void a_study_that_could_not_be_opened_is_tried_again_by_its_own_path(void **state)
{
    (void)state;
    rig_open(1440, 900, THEME_DARK, LANGUAGE_EN);
    frame();
    snprintf(rig.view.study.path, sizeof rig.view.study.path, "/mnt/lab/back-pain.limen");
    snprintf(rig.view.study.problem, sizeof rig.view.study.problem, "Another Limen writes it.");
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_STUDY, 0, "/mnt/lab/back-pain.limen");
    rig_close();
}

/* Also when it is the one that was proposed at first. */
static void another_study_is_written_in_place_of_the_one_that_could_not_be_opened(void **state)
{
    (void)state;
    rig_open(1440, 900, THEME_DARK, LANGUAGE_EN);
    frame();
    snprintf(rig.view.study.path, sizeof rig.view.study.path, "/mnt/x");
    snprintf(rig.view.study.problem, sizeof rig.view.study.problem, "Another Limen writes it.");
    frame();
    for (size_t i = 0; i < sizeof "/mnt/x"; i++)
        tap(KEY_BACKSPACE);
    push_text("study.limen");
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_STUDY, 0, "study.limen");
    rig_close();
}

/* ---- Bench */

static void the_digit_of_a_card_does_what_it_needs(void **state)
{
    (void)state;
    open_sheet("bench");
    tap('3');
    assert_did(ACTION_TRY_INSTRUMENT, 2, "");
    tap(KEY_ENTER);
    assert_did(ACTION_TRY_INSTRUMENT, 2, "");
    touch_words("QST.Lab");
    assert_did(ACTION_TRY_INSTRUMENT, 2, "");
    tap('4');
    assert_int_equal(rig.actions.n, 0);
    tap('f');
    assert_did(ACTION_SCAN, 0, "");
    tap('2');
    assert_true(is_shown("Known weight"));
    tap(KEY_ENTER);
    assert_did(ACTION_CHECK_BEGIN, 1, "");
    assert_true(rig.actions.list[0].value == 500);
    rig_close();
}

/* The session has the bench as it is. */
static void in_a_session_only_what_does_not_answer_is_tried_again(void **state)
{
    (void)state;
    static const unsigned others[] = {'1', '2', '5', 'e', 'f', 'r', 'o', 's'};
    open_sheet("bench");
    rig.view.frame.is_running = true;
    frame();
    for (size_t i = 0; i < COUNT(others); i++) {
        tap(others[i]);
        frame();
        assert_int_equal(rig.actions.n, 0);
    }
    assert_false(is_shown("Known weight") || is_shown("\"Save\""));
    tap('3');
    assert_did(ACTION_TRY_INSTRUMENT, 2, "");
    tap(KEY_ENTER);
    assert_did(ACTION_TRY_INSTRUMENT, 2, "");
    rig.view.bench.instruments[2].mark = MARK_OK;
    frame();
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("Go back to the visit"));
    rig_close();
}

static void a_weight_that_is_none_begins_no_check(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "kg",  "9,9",  "50001", "-500",
                                      "5 00", "1e3", "500g", "0x200"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        open_sheet("bench-weight");
        for (int n = 0; n < 3; n++)
            push_tap(KEY_BACKSPACE);
        push_text(bad[i]);
        tap(KEY_ENTER);
        if (rig.actions.n != 0)
            fail_msg("\"%s\" was taken for a weight", bad[i]);
        rig_close();
    }
    open_sheet("bench-weight");
    push_tap(KEY_END);
    push_text(",5");
    tap(KEY_ENTER);
    assert_true(rig.actions.n == 1 && rig.actions.list[0].value == 500.5);
    rig_close();
}

/* The usual weight is proposed; another one takes its place as it is typed. */
static void a_weight_that_is_typed_takes_the_place_of_the_proposed_one(void **state)
{
    (void)state;
    open_sheet("bench-weight");
    push_text("1000");
    tap(KEY_ENTER);
    assert_true(rig.actions.n == 1 && rig.actions.list[0].value == 1000);
    rig_close();
}

static void a_reading_is_taken_only_when_it_is_steady(void **state)
{
    (void)state;
    open_sheet("bench-check-free");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("\"0.02\""));
    rig.view.bench.check.has_reading = false; /* no number that nobody measured */
    rig.view.bench.check.reading_n = 0;
    frame();
    assert_false(is_shown("\"0.00\""));
    rig.view.bench.check.has_reading = true;
    rig.view.bench.check.hint = HINT_NONE;
    tap(KEY_ENTER);
    assert_did(ACTION_CHECK_TAKE, 0, "");
    touch_words("Take it");
    assert_did(ACTION_CHECK_TAKE, 0, "");
    tap(KEY_ESCAPE);
    assert_did(ACTION_CHECK_CANCEL, 0, "");
    rig_close();
    open_sheet("bench-check-failed");
    assert_true(is_shown("−6.3 %") && is_shown("up to 2.0 %") && is_shown("too far off"));
    tap('r');
    assert_did(ACTION_CHECK_BEGIN, 0, "");
    tap(KEY_ENTER);
    assert_did(ACTION_CHECK_CANCEL, 0, "");
    rig_close();
}

static void a_found_instrument_is_bound_to_a_role_and_the_bench_saved(void **state)
{
    (void)state;
    open_sheet("bench-bind-cuff");
    tap('2');
    assert_did(ACTION_BIND, 0, "cond_cuff");
    rig_close();
    open_sheet("bench-bind");
    rig.view.bench.n_found = 0;
    tap('1');
    for (size_t i = 0; i < rig.actions.n; i++)
        assert_int_not_equal(rig.actions.list[i].kind, ACTION_BIND);
    rig_close();
    open_sheet("bench-save");
    tap(KEY_ENTER);
    assert_did(ACTION_SAVE_BENCH, 0, "/home/lab/bench-2.lua");
    rig_close();
}

static void a_force_gauge_is_bound_with_what_it_bears_and_the_area_of_its_probe(void **state)
{
    (void)state;
    open_sheet("bench-bind");
    tap('1');
    assert_int_equal(rig.actions.n, 0); /* a force is no pressure yet */
    assert_true(is_shown("How much does it bear?"));
    tap('5');
    assert_int_equal(rig.actions.n, 0);
    tap('2');
    assert_did(ACTION_BIND, 0, "algometer");
    assert_true(rig.actions.list[0].value == 500 && rig.actions.list[0].area_cm2 == 1);
    rig_close();
    /* values that are not offered; a number out of range binds nothing */
    open_sheet("bench-capacity-typed");
    tap(KEY_ENTER);
    assert_true(is_shown("How large is its probe?"));
    tap('4');
    push_text("200");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    for (int n = 0; n < 3; n++)
        push_tap(KEY_BACKSPACE);
    push_text("1,54");
    tap(KEY_ENTER);
    assert_did(ACTION_BIND, 0, "algometer");
    assert_true(rig.actions.list[0].value == 445 && rig.actions.list[0].area_cm2 == 1.54);
    rig_close();
    /* Escape at any question binds nothing */
    open_sheet("bench-area");
    tap(KEY_ESCAPE);
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("How large is its probe?"));
    rig_close();
}

static void a_response_is_added_by_digits_and_taken_off(void **state)
{
    (void)state;
    open_sheet(
        "bench-respond-pedal-key"); /* a pedal, the first of those that were found, its key B */
    tap(KEY_ENTER);
    assert_did(ACTION_ADD_RESPONSE, SOURCE_PEDAL,
               "/dev/input/by-id/usb-PCsensor_FootSwitch-event-kbd\tKEY_B");
    assert_false(is_shown("Add a response"));
    rig_close();
    open_sheet("bench-respond-pin"); /* the participant's STOP, on a line */
    tap('2');
    assert_did(ACTION_ADD_RESPONSE, SOURCE_LINE + SOURCE_KINDS, "usb:0403:6001:A10KZP45\tDSR");
    rig_close();
    open_sheet("bench-respond-typed"); /* a box whose port is not in the list */
    tap(KEY_ENTER);
    assert_did(ACTION_ADD_RESPONSE, SOURCE_BOX, "/dev/ttyS0\t");
    rig_close();
    /* X spoils an attempt in a session: it is the examiner's */
    open_sheet("bench-respond-key");
    assert_true(is_shown("belongs to the examiner"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    push_tap(KEY_BACKSPACE);
    push_text("b");
    tap(KEY_ENTER);
    assert_did(ACTION_ADD_RESPONSE, SOURCE_KEY, "\tb");
    rig_close();
    open_sheet("bench-respond-pedal");
    tap(KEY_ESCAPE);
    assert_int_equal(rig.actions.n, 0);
    rig_close();
    /* by the mouse alone */
    open_sheet("bench-respond");
    touch_words("The participant answers with it");
    touch_words("A pedal or a box (USB)");
    assert_did(ACTION_FIND_SOURCES, SOURCE_PEDAL, "");
    assert_true(is_shown("None was found"));
    rig_close();
    open_sheet("bench-pedal-missing");
    assert_true(is_shown("plug it in"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    touch_words("Take it off the bench");
    assert_did(ACTION_DROP_RESPONSE, 1, "");
    rig_close();
}

/* What is recommended is not refused when it is typed. */
static void only_keys_that_are_free_are_recommended(void **state)
{
    (void)state;
    open_sheet("bench-respond-key");
    assert_true(is_shown("F6 to F8,") && !is_shown("F6 to F12"));
    for (unsigned n = 6; n <= 12; n++)
        assert_int_equal(gui_owns_key((uint16_t)(KEY_F1 + n - 1)), n == 9 || n == 10);
    rig_close();
}

static void a_file_of_somebody_else_is_replaced_only_by_an_answer(void **state)
{
    (void)state;
    static const char path[] = "/home/lab/benches/another-bench-in-a-deep-folder.lua";
    open_sheet("bench-taken");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    tap(KEY_ESCAPE);
    assert_did(ACTION_SAVE_BENCH, 0, "");
    tap('1');
    assert_did(ACTION_SAVE_BENCH, 1, path);
    rig_close();
}

static void a_visit_with_an_algometer_whose_check_failed_begins_only_by_an_answer(void **state)
{
    (void)state;
    open_sheet("bench-begin");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    tap('1');
    assert_did(ACTION_BEGIN_ANYWAY, BEGIN_ASKS_CHECK, "");
    tap(KEY_ESCAPE);
    assert_did(ACTION_BEGIN_ANYWAY, 0, "");
    rig_close();
}

/* ---- Results, Protocol */

/* The next participant is somebody else, and Enter begins nothing with the last one. */
static void assert_asks_for_the_next(void)
{
    assert_int_equal(rig.actions.n, 2);
    assert_int_equal(rig.actions.list[0].kind, ACTION_PICK_PARTICIPANT);
    assert_string_equal(rig.actions.list[0].text, "");
    assert_int_equal(rig.actions.list[1].kind, ACTION_SCREEN);
    assert_int_equal(rig.actions.list[1].number, SCREEN_STUDY);
}

static void results_lead_to_the_next_participant_or_to_a_folder(void **state)
{
    (void)state;
    open_sheet("results");
    tap(KEY_ENTER);
    assert_asks_for_the_next();
    touch_words("Next participant");
    assert_asks_for_the_next();
    rig_close();
    open_sheet("results-export");
    tap(KEY_ENTER);
    assert_did(ACTION_EXPORT, 0, "export");
    rig_close();
}

static void a_bound_or_a_missing_site_is_never_shown_as_a_number(void **state)
{
    (void)state;
    open_sheet("results");
    assert_true(is_shown("≥ 659") && is_shown("4  bound") && is_shown("5  missing"));
    assert_false(is_shown("\"659\""));
    rig_close();
}

/* A parameter is changed by key or by touching its row; nothing is asked while something is live. */
static void a_parameter_of_the_protocol_is_changed(void **state)
{
    (void)state;
    open_sheet("protocol");
    tap('p');
    assert_true(is_shown("rate=50 kPa/s"));
    tap(KEY_ENTER);
    assert_did(ACTION_SET_PARAMETER, 0, "rate=50 kPa/s");
    rig.view.frame.answered = rig.question;
    frame();
    touch_words("100 to 1500 kPa"); /* its bounds: the number stands in the plan, too */
    frame();
    assert_true(is_shown("limit=1000 kPa"));
    tap(KEY_ESCAPE);
    assert_int_equal(count_actions(ACTION_SET_PARAMETER), 0);
    rig.view.frame.is_live = true;
    frame();
    tap('p');
    assert_false(is_shown("Change a parameter"));
    rig_close();
}

static void a_protocol_is_loaded_by_digit_touch_or_path(void **state)
{
    (void)state;
    open_sheet("protocol-none");
    tap('2');
    assert_did(ACTION_OPEN_PROTOCOL, 0, "ppt-demo");
    touch_words("ppt-core");
    assert_did(ACTION_OPEN_PROTOCOL, 0, "ppt-core");
    rig_close();
    open_sheet("protocol-own");
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_PROTOCOL, 0, "own.lua");
    rig_close();
    open_sheet("protocol-bad");
    assert_true(is_shown("/home/lab/own/low-back.lua:12:29\"") && is_shown("rate is 50 kPa"));
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_PROTOCOL, 0, "/home/lab/own/low-back.lua");
    rig_close();
    open_sheet("protocol-missing");
    tap(KEY_ENTER);
    assert_did(ACTION_SCREEN, SCREEN_BENCH, "");
    rig_close();
}

/* ---- all */

static const enum action_kind allowed_live[] = {ACTION_STOP, ACTION_SCREEN};

static void while_something_is_live_these_screens_do_nothing_but_stop(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHEETS; s++) {
        open_at(&sizes[0], LANGUAGE_EN, &sheets[s]);
        rig.view.frame.is_live = true;
        frame();
        for (unsigned key = 1; key <= KEY_PAD_ENTER; key++) {
            tap(key);
            for (size_t i = 0; i < rig.actions.n; i++) {
                const uint8_t kind = rig.actions.list[i].kind;
                const bool is_check = rig.view.bench.levels.is_on && /* of what is live itself */
                                      kind >= ACTION_LEVELS_TAKE && kind <= ACTION_LEVELS_CANCEL;
                const bool is_allowed =
                    is_check || kind == allowed_live[0] ||
                    (kind == allowed_live[1] && rig.actions.list[i].number == SCREEN_SESSION);
                if (!is_allowed)
                    fail_msg("%s: key %u gives action %u while something is live", sheets[s].name,
                             key, kind);
            }
        }
        rig_close();
    }
}

static void any_key_and_touch_in_any_state_is_survived(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHEETS; s++) {
        open_at(&sizes[s % 2], LANGUAGE_DE, &sheets[s]);
        for (unsigned key = 1; key <= KEY_PAD_ENTER; key++) {
            push_tap(key);
            push_touch((float)(key * 131 % 1024), (float)(key * 71 % 700));
            frame();
        }
        rig_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_has_room_in_every_state_language_and_size),
        cmocka_unit_test(every_state_is_drawn_as_it_was),
        cmocka_unit_test(a_scanned_id_picks_the_participant_and_a_second_enter_begins),
        cmocka_unit_test(an_unfinished_visit_is_resumed),
        cmocka_unit_test(while_a_stop_stands_no_visit_begins_and_it_says_so),
        cmocka_unit_test(a_mistyped_id_picks_and_begins_nothing),
        cmocka_unit_test(rows_are_chosen_by_arrow_digit_and_touch),
        cmocka_unit_test(a_new_id_gets_its_check_letter_and_is_added_once),
        cmocka_unit_test(export_and_another_study_are_asked_for_and_can_be_left),
        cmocka_unit_test(the_first_study_needs_one_key),
        cmocka_unit_test(a_study_that_could_not_be_opened_is_tried_again_by_its_own_path),
        cmocka_unit_test(another_study_is_written_in_place_of_the_one_that_could_not_be_opened),
        cmocka_unit_test(the_digit_of_a_card_does_what_it_needs),
        cmocka_unit_test(in_a_session_only_what_does_not_answer_is_tried_again),
        cmocka_unit_test(a_weight_that_is_none_begins_no_check),
        cmocka_unit_test(a_weight_that_is_typed_takes_the_place_of_the_proposed_one),
        cmocka_unit_test(a_reading_is_taken_only_when_it_is_steady),
        cmocka_unit_test(a_found_instrument_is_bound_to_a_role_and_the_bench_saved),
        cmocka_unit_test(a_force_gauge_is_bound_with_what_it_bears_and_the_area_of_its_probe),
        cmocka_unit_test(a_response_is_added_by_digits_and_taken_off),
        cmocka_unit_test(only_keys_that_are_free_are_recommended),
        cmocka_unit_test(a_file_of_somebody_else_is_replaced_only_by_an_answer),
        cmocka_unit_test(a_visit_with_an_algometer_whose_check_failed_begins_only_by_an_answer),
        cmocka_unit_test(results_lead_to_the_next_participant_or_to_a_folder),
        cmocka_unit_test(a_bound_or_a_missing_site_is_never_shown_as_a_number),
        cmocka_unit_test(a_parameter_of_the_protocol_is_changed),
        cmocka_unit_test(a_protocol_is_loaded_by_digit_touch_or_path),
        cmocka_unit_test(while_something_is_live_these_screens_do_nothing_but_stop),
        cmocka_unit_test(any_key_and_touch_in_any_state_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
