/* The Bench screen and its file: a broken one is said until it is none, another is opened, what is refused is put right where it
 * was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

#include <math.h>

static void answer_to(uint32_t question, const char *refusal)
{
    rig.view.frame.answered = question;
    snprintf(rig.view.frame.refusal, sizeof rig.view.frame.refusal, "%s", refusal);
    frame();
}

static void answer(const char *refusal)
{
    answer_to(rig.question, refusal);
}

/* ---- a file that cannot be used */

static void a_broken_file_is_said_beside_what_is_on_the_bench(void **state)
{
    (void)state;
    open_sheet("bench-broken-response");
    assert_true(is_shown("The bench file cannot be used") && is_shown("bench-2.lua:12:24"));
    assert_true(is_shown("Mend the bench file, then press Enter"));
    assert_false(is_shown("All instruments answer") || is_shown("The bench is ready"));
    assert_true(is_shown("1 fault"));
    rig_close();
    open_sheet("bench-broken-alone");
    assert_true(is_shown("0 ready, 0 check due, 1 fault"));
    rig_close();
}

static void a_bench_of_responses_alone_is_not_ready(void **state)
{
    (void)state;
    open_sheet("bench-broken-response");
    rig.view.bench.problem[0] = '\0';
    frame();
    assert_false(is_shown("All instruments answer") || is_shown("The bench is ready"));
    assert_true(is_shown("Find the instruments"));
    rig_close();
}

/* What was not saved is not lost by a key alone. */
static void a_mended_file_is_read_again(void **state)
{
    (void)state;
    open_sheet("bench-broken-alone");
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_BENCH, 0, "");
    rig_close();
    open_sheet("bench-broken-response");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("What is not saved yet is lost"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    tap('1');
    assert_did(ACTION_OPEN_BENCH, 0, "/home/lab/bench-2.lua");
    rig_close();
}

static void another_file_is_opened(void **state)
{
    (void)state;
    open_sheet("bench-open");
    push_text("other.lua");
    tap(KEY_ENTER);
    assert_did(ACTION_OPEN_BENCH, 0, "other.lua");
    answer("");
    assert_false(is_shown("Open a bench file"));
    touch_words("File");
    assert_true(is_shown("Open a bench file"));
    tap(KEY_ESCAPE);
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("Open a bench file"));
    rig_close();
}

/* Whoever typed a path has not yet said that what was changed may be lost. */
static void another_file_is_opened_over_unsaved_changes_only_when_that_is_said(void **state)
{
    (void)state;
    open_sheet("bench-open");
    rig.view.bench.is_changed = true;
    frame();
    push_text("other.lua");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("Open without saving?"));
    tap(KEY_ESCAPE);
    assert_int_equal(rig.actions.n, 0);
    assert_true(is_shown("Open a bench file") && is_shown("other.lua"));
    tap(KEY_ENTER);
    tap('1');
    assert_did(ACTION_OPEN_BENCH, 0, "other.lua");
    answer("other.lua: no such file"); /* said where it was written, and asked about again */
    assert_true(is_shown("other.lua: no such file"));
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    tap('1');
    assert_did(ACTION_OPEN_BENCH, 0, "other.lua");
    rig.view.bench.is_changed = false;
    answer("");
    assert_false(is_shown("Open a bench file"));
    rig_close();
}

static void a_broken_file_is_replaced_by_its_own_word(void **state)
{
    (void)state;
    open_sheet("bench-taken-broken");
    assert_true(is_shown("This bench takes its place"));
    rig_close();
}

/* ---- what is refused */

static const struct refused {
    const char *sheet, *title;
    uint8_t kind;
} refused[] = {
    {"bench-save", "Save the bench", ACTION_SAVE_BENCH},
    {"bench-open", "Open a bench file", ACTION_OPEN_BENCH},
    {"study-export", "Export", ACTION_EXPORT},
    {"results-export", "Export", ACTION_EXPORT},
};

static void a_path_that_is_refused_stays_to_be_put_right(void **state)
{
    (void)state;
    static const char why[] = "/nowhere/at/all/x: no such folder";
    for (size_t i = 0; i < COUNT(refused); i++) {
        open_sheet(refused[i].sheet);
        tap(KEY_ENTER);
        assert_int_equal(count_actions((enum action_kind)refused[i].kind), 1);
        tap(KEY_ENTER); /* asked already */
        assert_int_equal(rig.actions.n, 0);
        answer(why);
        assert_true(is_shown(refused[i].title) && is_shown("/nowhere/at/all/x"));
        push_typed("f2");
        frame();
        assert_int_equal(rig.actions.n, 0); /* no key of the screen */
        tap(KEY_ENTER);
        assert_int_equal(rig.actions.n, 1);
        assert_non_null(strstr(rig.actions.list[0].text, "f2"));
        assert_false(is_shown("/nowhere/at/all/x"));
        answer("");
        tap(KEY_ENTER);
        assert_int_equal(count_actions((enum action_kind)refused[i].kind), 0);
        rig_close();
    }
}

/* An old refusal is not said of a new question. */
static void a_question_that_is_asked_anew_begins_anew(void **state)
{
    (void)state;
    open_sheet("bench-save");
    tap(KEY_ENTER);
    answer("/nowhere/at/all/x: no such folder");
    tap(KEY_ESCAPE);
    tap('s');
    assert_true(is_shown("Save the bench"));
    assert_false(is_shown("/nowhere/at/all/x"));
    rig_close();
}

static void what_cannot_be_replaced_is_said_where_its_path_was_written(void **state)
{
    (void)state;
    open_sheet("bench-taken");
    tap('1');
    assert_did(ACTION_SAVE_BENCH, 1, "/home/lab/benches/another-bench-in-a-deep-folder.lua");
    rig.view.bench.taken[0] = '\0';
    answer("the disk is full");
    assert_true(is_shown("Save the bench") && is_shown("the disk is full"));
    rig_close();
}

/* ---- what its label says */

static void a_card_says_how_far_its_gauge_goes(void **state)
{
    (void)state;
    open_sheet("bench-ready");
    assert_true(is_shown("500 N, 1 cm²: 5000 kPa"));
    rig.view.bench.instruments[0].area_cm2 = 0.5;
    rig.view.bench.instruments[0].limit_kpa = 10000;
    frame();
    assert_true(is_shown("500 N, 0.5 cm²: 10000 kPa"));
    rig_close();
}

static void assert_set(double capacity_n, double area_cm2)
{
    assert_did(ACTION_SET_FORCE, 0, "");
    assert_true(rig.actions.list[0].value == capacity_n);
    assert_true(rig.actions.list[0].area_cm2 == area_cm2);
}

static void capacity_and_area_are_corrected_by_key_and_touch(void **state)
{
    (void)state;
    open_sheet("bench-new-capacity");
    tap(KEY_ENTER);
    assert_set(445, 1);
    touch_words("Range");
    touch_words("Probe area");
    push_text("0,5 cm²");
    tap(KEY_ENTER);
    assert_set(500, 0.5);
    rig_close();
}

/* A comma or a point may be the first thing that is written. */
static void less_than_one_is_written_without_its_zero(void **state)
{
    (void)state;
    static const char *const texts[] = {",5", ".5", " ,5 cm²"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        open_sheet("bench-change");
        tap('2');
        tap(KEY_BACKSPACE);
        push_text(texts[i]);
        tap(KEY_ENTER);
        assert_set(500, 0.5);
        rig_close();
    }
}

static void what_no_gauge_or_probe_has_is_refused(void **state)
{
    (void)state;
    static const struct {
        char key;
        const char *text;
    } bad[] = {{'1', "0"},       {'1', "-5"},  {'1', ""},      {'1', "50001"},
               {'1', "500 kPa"}, {'2', "0.0"}, {'2', "0.009"}, {'2', "10.01"},
               {'2', "1 N"},     {'2', "x"},   {'2', ","},     {'2', ".,5"}};
    for (size_t i = 0; i < COUNT(bad); i++) {
        open_sheet("bench-change");
        tap((unsigned)bad[i].key);
        tap(KEY_BACKSPACE);
        push_text(bad[i].text);
        tap(KEY_ENTER);
        if (rig.actions.n != 0)
            fail_msg("\"%s\" was taken", bad[i].text);
        rig_close();
    }
}

static void an_instrument_is_taken_off_only_by_an_answer(void **state)
{
    (void)state;
    open_sheet("bench-off");
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    tap('1');
    assert_did(ACTION_DROP_INSTRUMENT, 0, "");
    rig_close();
    open_sheet("bench-change-which");
    tap('3'); /* the thermode: nothing of force is asked of it */
    assert_false(is_shown("Capacity"));
    tap('1');
    tap('1');
    assert_did(ACTION_DROP_INSTRUMENT, 2, "");
    rig_close();
}

static void while_something_is_live_nothing_is_changed(void **state)
{
    (void)state;
    open_sheet("bench-ready");
    rig.view.frame.is_live = true;
    tap('e');
    tap('o');
    assert_false(is_shown("Capacity") || is_shown("Open a bench file"));
    assert_int_equal(rig.actions.n, 0);
    rig_close();
}

/* Whoever gives a question up and asks something else is not answered with what became of the first. */
static void an_answer_to_another_question_is_none(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        open_sheet(refused[i].sheet);
        tap(KEY_ENTER);
        const uint32_t first = rig.question;
        answer_to(first, "refused");
        tap(KEY_ENTER); /* asked once more */
        assert_true(rig.question > first);
        for (int late = 0; late < 2; late++) {
            answer_to(first, late ? "too late" : "");
            assert_true(is_shown(refused[i].title));
            assert_false(is_shown("too late"));
            tap(KEY_ENTER); /* its own answer is still due */
            assert_int_equal(rig.actions.n, 0);
        }
        answer("");
        assert_false(is_shown("too late"));
        rig_close();
    }
}

/* Wherever the card of a thermode has room for more than its name and its state. */
static void assert_card(void (*set)(struct instrument_view *card, size_t row), size_t row,
                        const char *const words[LANGUAGES])
{
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++) {
            if (sizes[k].w < 1000)
                continue;
            open_at(&sizes[k], language, sheet_named("bench-levels-ready"));
            set(&rig.view.bench.instruments[1], row);
            frame();
            if (!is_shown(words[language]))
                fail_msg("%s is not shown at %.0f", words[language], (double)sizes[k].w);
            rig_close();
        }
}

static void set_low(struct instrument_view *card, size_t row)
{
    static const double low_c[] = {0.5, -10, -INFINITY};
    card->low_c = low_c[row];
}

/* What neither lab nor unit has said is not on it. */
static void the_card_of_a_thermode_has_its_limits(void **state)
{
    (void)state;
    static const char *const words[][LANGUAGES] = {
        {"0.5 to 49.5 °C, 1.5 °C/s", "0,5 bis 49,5 °C, 1,5 °C/s"},
        {"−10 to 49.5 °C, 1.5 °C/s", "−10 bis 49,5 °C, 1,5 °C/s"},
        {"up to 49.5 °C, 1.5 °C/s", "bis 49,5 °C, 1,5 °C/s"}};
    for (size_t i = 0; i < COUNT(words); i++)
        assert_card(set_low, i, words[i]);
}

static void set_owner(struct instrument_view *card, size_t row)
{
    card->low_is_lab = row & 1;
    card->high_is_lab = row & 2;
}

/* The unit's own reach is no limit that the lab has set. */
static void the_card_of_a_thermode_says_whose_its_limits_are(void **state)
{
    (void)state;
    static const char *const words[][LANGUAGES] = {
        {"Unit limit", "Lt. Gerät"},
        {"lab 0.5, unit 49.5 °C", "Labor 0,5, Gerät 49,5 °C"},
        {"unit 0.5, lab 49.5 °C", "Gerät 0,5, Labor 49,5 °C"},
        {"Lab limit", "Lt. Labor"}};
    for (size_t i = 0; i < COUNT(words); i++)
        assert_card(set_owner, i, words[i]);
}

static void what_is_held_or_beyond_its_limit_is_a_fault_and_not_ready(void **state)
{
    (void)state;
    open_sheet("bench-levels-held");
    assert_true(is_shown("2 ready, 0 check due, 1 fault"));
    assert_true(is_shown("Held down") && is_shown("It is held down or stuck"));
    assert_true(is_shown("have it let go"));
    assert_false(is_shown("The bench is ready"));
    rig.view.bench.instruments[2].is_held = false;
    frame();
    assert_true(is_shown("3 ready, 0 check due, 0 fault") && is_shown("The bench is ready"));
    rig_close();
    open_sheet("bench-levels-beyond");
    assert_true(is_shown("1 ready, 0 check due, 1 fault"));
    assert_true(is_shown("Beyond limit") && is_shown("it reads beyond its limit"));
    assert_false(is_shown("The bench is ready") || is_shown("Try again"));
    tap(KEY_ENTER);
    assert_did(ACTION_SCREEN, SCREEN_STUDY, "");
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_file_is_said_beside_what_is_on_the_bench),
        cmocka_unit_test(a_bench_of_responses_alone_is_not_ready),
        cmocka_unit_test(a_mended_file_is_read_again),
        cmocka_unit_test(another_file_is_opened),
        cmocka_unit_test(another_file_is_opened_over_unsaved_changes_only_when_that_is_said),
        cmocka_unit_test(a_broken_file_is_replaced_by_its_own_word),
        cmocka_unit_test(a_path_that_is_refused_stays_to_be_put_right),
        cmocka_unit_test(an_answer_to_another_question_is_none),
        cmocka_unit_test(a_question_that_is_asked_anew_begins_anew),
        cmocka_unit_test(a_card_says_how_far_its_gauge_goes),
        cmocka_unit_test(the_card_of_a_thermode_has_its_limits),
        cmocka_unit_test(the_card_of_a_thermode_says_whose_its_limits_are),
        cmocka_unit_test(what_is_held_or_beyond_its_limit_is_a_fault_and_not_ready),
        cmocka_unit_test(capacity_and_area_are_corrected_by_key_and_touch),
        cmocka_unit_test(less_than_one_is_written_without_its_zero),
        cmocka_unit_test(what_no_gauge_or_probe_has_is_refused),
        cmocka_unit_test(an_instrument_is_taken_off_only_by_an_answer),
        cmocka_unit_test(while_something_is_live_nothing_is_changed),
        cmocka_unit_test(what_cannot_be_replaced_is_said_where_its_path_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
