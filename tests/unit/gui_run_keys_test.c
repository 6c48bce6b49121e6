/* The session screen: what can be done can be done by key and by touch, what is locked does nothing, and nothing modal stands in
 * the way of a trial. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

#include "base/rng.h"

#include <ctype.h>
#include <math.h>

/* ---- keys and touches -------------------------------------------------------------------------------- */

static unsigned key_of_hint(const char *name)
{
    if (strcmp(name, "Enter") == 0)
        return KEY_ENTER;
    if (strcmp(name, "Esc") == 0)
        return KEY_ESCAPE;
    assert_int_equal(strlen(name), 1);
    return (unsigned)tolower((unsigned char)name[0]);
}

static void assert_same_actions(const struct actions *a, const struct actions *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->list[i].kind, b->list[i].kind);
        assert_int_equal(a->list[i].number, b->list[i].number);
        assert_string_equal(a->list[i].text, b->list[i].text);
    }
}

static char *dump_after(const struct scene *scene, const struct size *size, const struct item *hint,
                        bool by_key)
{
    open_at(size, LANGUAGE_EN, scene);
    rig.now += MONO_SEC; /* no second touch of what has opened a question */
    if (by_key)
        tap(key_of_hint(hint->text));
    else
        touch(hint->area.x + hint->area.w / 2, hint->area.y + hint->area.h / 2);
    frame();
    char *dump = gui_dump(rig.gui);
    assert_non_null(dump);
    rig_close();
    return dump;
}

static void every_key_that_is_shown_can_be_touched_instead(void **state)
{
    (void)state;
    size_t found = 0;
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < 2; k++) {
            struct item hints[32];
            open_at(&sizes[k], LANGUAGE_EN, &scenes[s]);
            const size_t n = find_hints(hints, COUNT(hints));
            rig_close();
            found += n;
            for (size_t i = 0; i < n; i++) {
                if (strcmp(hints[i].text, "H") == 0)
                    continue; /* what it does lies in where it is held: a test of its own */
                char *by_key = dump_after(&scenes[s], &sizes[k], &hints[i], true);
                const struct actions actions = did;
                char *by_touch = dump_after(&scenes[s], &sizes[k], &hints[i], false);
                if (actions.n != did.n)
                    print_message("%s: %s\n", where(&scenes[s], &sizes[k], LANGUAGE_EN),
                                  hints[i].text);
                assert_same_actions(&actions, &did);
                assert_string_equal(by_key, by_touch);
                free(by_key);
                free(by_touch);
            }
        }
    assert_true(found > 100);
}

static bool has_hint(const struct item *hints, size_t n, char key)
{
    for (size_t i = 0; i < n; i++)
        if (hints[i].text[1] == '\0' && tolower((unsigned char)hints[i].text[0]) == key)
            return true;
    return false;
}

/* In a modal of more commands these stand, too. */
static bool is_in_menu(char key)
{
    return strchr("nkeq", key) != NULL;
}

/* One after the other in the same window: what does nothing leaves it as it is. */
static void press_what_is_not_shown(const struct scene *scene, const struct size *size)
{
    struct item hints[32];
    open_at(size, LANGUAGE_EN, scene);
    const size_t n = find_hints(hints, COUNT(hints));
    char *before = gui_dump(rig.gui);
    for (char key = 'a'; key <= 'z'; key++) {
        if (has_hint(hints, n, key) || (has_hint(hints, n, 'o') && is_in_menu(key)))
            continue;
        tap((unsigned)key);
        char *after = gui_dump(rig.gui);
        if (did.n > 0 || strcmp(before, after) != 0)
            fail_msg("%s: %c does something", where(scene, size, LANGUAGE_EN), key);
        free(after);
    }
    free(before);
    rig_close();
}

static void no_letter_does_anything_that_is_not_shown(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCENES; s++)
        for (size_t k = 0; k < 2; k++)
            if (strstr(scenes[s].name, "note") == NULL) /* there a letter is text */
                press_what_is_not_shown(&scenes[s], &sizes[k]);
}

static const struct {
    const char *scene;
    unsigned key;
    enum action_kind kind;
    int64_t number;
    const char *legend;
} acts[] = {
    {"nothing", KEY_ENTER, ACTION_SCREEN, SCREEN_STUDY,
     "without a session Enter leads to the participants"},
    {"confirm", '1', ACTION_CONFIRM_SITE, 1, "the digit of the due site confirms it"},
    {"confirm", '2', ACTION_CONFIRM_SITE, 2,
     "the digit of another site is told, too: the session says that it was wrong"},
    {"review", KEY_ENTER, ACTION_GO, 0, "Enter keeps the attempt"},
    {"stopped", KEY_ENTER, ACTION_REPEAT, 0, "after a stop Enter repeats"},
    {"stopped", 'q', ACTION_LEAVE, 0, "Q leaves the session; it can be resumed"},
    {"not-saved", KEY_ENTER, ACTION_GO, 0, "Enter saves again"},
    {"summary", KEY_ENTER, ACTION_GO, 0, "Enter finishes the visit"},
    {"running", 'n', ACTION_MARK, 0, "N marks the time while a trial runs"},
    {"running", 'm', ACTION_MUTE, 1, "M silences the rate tone"},
    {"confirm-rows", 'v', ACTION_REVEAL, 0, "V shows the values"},
    {"rest-touched", 'w', ACTION_REST_AGAIN, 0, "W lets the rest begin again"},
    {"instruct", 'r', ACTION_READ_ALOUD, 0, "R says that the text was read"},
    {"instruct-play", 'p', ACTION_PLAY, 1, "P plays the recording of the instruction"},
    {"instruct-plays", 'p', ACTION_PLAY, 0, "P ends it"},
};

static void every_action_has_its_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(acts); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(acts[i].scene));
        tap(acts[i].key);
        if (did.n != 1 || did.list[0].kind != acts[i].kind || did.list[0].number != acts[i].number)
            fail_msg("it should be so that %s", acts[i].legend);
        rig_close();
    }
}

static const struct {
    const char *scene;
    unsigned key;
    const char *legend;
} locked[] = {
    {"instruct", 'p', "nothing can be played where there is no recording"},
    {"confirm", KEY_ENTER, "Enter never confirms a site"},
    {"confirm", '7', "a digit without a site does nothing"},
    {"confirm-locked", '4', "a site that rests is locked"},
    {"armed", '1', "an armed trial is not armed again"},
    {"armed", KEY_ENTER, "Enter is no response before contact"},
    {"armed", 'x', "there is nothing to spoil before contact"},
    {"armed", 'k', "an armed trial is not skipped: stop it"},
    {"running", 'k', "a running trial is not skipped: stop it"},
    {"running", 'e', "nor is the session ended while it runs"},
    {"running", 'q', "nor left"},
    {"running", '1', "nor is a site confirmed"},
    {"running", 'v', "nor are values shown that are not hidden"},
    {"release", KEY_ENTER, "nothing is confirmed before the probe is off"},
    {"saving", KEY_ENTER, "what is not yet saved is not kept"},
    {"rest", KEY_ENTER, "a rest is not cut short"},
    {"rest", '4', "nor by the digit of the site"},
    {"wait", KEY_ENTER, "Enter cannot bring an instrument back"},
    {"not-saved", 'e', "a trial that is not saved does not end with the session"},
    {"nothing", 'n', "there is nothing to note without a session"},
    {"confirm-note", '1', "a digit in a note is text"},
    {"confirm-more", '5', "a digit beyond the menu does nothing, and confirms no site behind it"},
};

static void what_is_locked_does_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(locked); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(locked[i].scene));
        tap(locked[i].key);
        if (did.n != 0)
            fail_msg("it should be so that %s", locked[i].legend);
        rig_close();
    }
}

/* The bench hears a press only after the end of the one before. A question that opens, or another screen, would keep the
 * key's way up from it, and with it the next response: so the response is over at once, however long Enter is held. */
static void a_response_is_over_when_it_counts(void **state)
{
    (void)state;
    static const char *const after[] = {"saving", "review-spoil", "summary"};
    for (size_t i = 0; i < COUNT(after); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named("running"));
        tap('x');
        push_key(KEY_ENTER, INPUT_KEY_DOWN, false);
        did.n = 0;
        frame();
        collect();
        assert_int_equal(did.n, 2);
        assert_int_equal(did.list[0].kind, ACTION_RESPONSE);
        assert_int_equal(did.list[0].number, 1);
        assert_int_equal(did.list[1].kind, ACTION_RESPONSE);
        assert_int_equal(did.list[1].number, 0);
        scene_fill(&rig.view, scene_named(after[i]));
        did.n = 0;
        frame();
        push_key(KEY_ENTER, INPUT_KEY_UP, false);
        frame();
        collect();
        assert_int_equal(did.n, 0);
        rig_close();
    }
}

/* ---- sites ------------------------------------------------------------------------------------------- */

static bool find_badge(const char *key, struct point *at)
{
    look();
    for (size_t i = 1; i < seen.n; i++) {
        const struct item *disc = &seen.items[i - 1], *text = &seen.items[i];
        if (text->kind != ITEM_TEXT || text->panel != PANEL_LEFT || strcmp(text->text, key) != 0 ||
            disc->kind != ITEM_ARC || disc->radius < 14)
            continue;
        *at = (struct point){disc->area.x, disc->area.y};
        return true;
    }
    return false;
}

static void a_site_is_confirmed_by_touching_its_badge(void **state)
{
    (void)state;
    for (char key = '1'; key <= '4'; key++) {
        const char name[] = {key, '\0'};
        struct point at;
        open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm"));
        assert_true(find_badge(name, &at));
        touch(at.x, at.y);
        assert_did(ACTION_CONFIRM_SITE, key - '0', "");
        rig_close();
    }
}

/* A number of two digits is confirmed by its last one: written whole, its first one arms nothing else. */
static void a_site_above_nine_is_confirmed_by_its_last_digit(void **state)
{
    (void)state;
    static const struct {
        int due;
        char key;
        int confirmed;
    } rows[] = {{11, '1', 11}, {12, '1', 1}, {12, '2', 12},
                {10, '0', 10}, {4, '0', 10}, {4, '4', 4}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct point at;
        open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm"));
        struct run_view *run = &rig.view.run;
        run->n_sites = 12;
        for (size_t k = 0; k < run->n_sites; k++) {
            run->sites[k] = (struct site_view){.number = (uint8_t)(k + 1)};
            SCENE_SET(run->sites[k].site, k == 0 ? "lumbar.L1" : "deltoid");
            SCENE_SET(run->sites[k].side, "left");
        }
        run->site = rows[i].due - 1;
        SCENE_SET(run->sites[run->site].site, "lumbar.L4");
        run->sites[run->site].state = SITE_NOW;
        frame();
        char number[8];
        snprintf(number, sizeof number, "%d", rows[i].due);
        assert_true(find_badge(number, &at)); /* as it stands in the results */
        tap((unsigned)rows[i].key);
        assert_did(ACTION_CONFIRM_SITE, rows[i].confirmed, "");
        rig_close();
    }
}

static void nothing_is_armed_by_touch_while_another_window_hears_the_keys(void **state)
{
    (void)state;
    struct point at;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm"));
    assert_true(find_badge("1", &at));
    push_focus(false);
    frame();
    touch(at.x, at.y);
    assert_int_equal(did.n, 0);
    assert_true(is_shown("does not hear the keyboard"));
    push_focus(true);
    frame();
    touch(at.x, at.y);
    assert_did(ACTION_CONFIRM_SITE, 1, "");
    rig_close();
}

static void a_badge_behind_a_note_or_a_menu_arms_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {"confirm-note", "confirm-more", "confirm-sure-end"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct point at;
        open_at(&sizes[0], LANGUAGE_EN, scene_named(names[i]));
        assert_true(find_badge("1", &at));
        touch(at.x, at.y);
        assert_int_equal(did.n, 0);
        rig_close();
    }
}

/* ---- questions --------------------------------------------------------------------------------------- */

static void skipping_and_ending_are_asked_once_more(void **state)
{
    (void)state;
    static const struct {
        unsigned key;
        enum action_kind kind;
    } rows[] = {{'k', ACTION_SKIP}, {'e', ACTION_END}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named("stopped"));
        tap(rows[i].key);
        assert_int_equal(did.n, 0);
        tap(KEY_ESCAPE);
        assert_int_equal(did.n, 0);
        tap(rows[i].key);
        assert_int_equal(did.n, 0);
        tap(KEY_ENTER);
        assert_int_equal(did.n, 0);
        tap(rows[i].key); /* the key that asks does not answer */
        assert_int_equal(did.n, 0);
        assert_true(is_shown("Back"));
        tap('1'); /* as every question is answered */
        assert_did(rows[i].kind, 0, "");
        rig_close();
    }
}

/* The question opens where the menu was touched. */
static void a_double_touch_in_the_menu_ends_nothing(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm-more"));
    look();
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        const struct point at = {item->area.x + 2, item->area.y + 2};
        if (item->kind != ITEM_TEXT || strcmp(item->text, "End session") != 0)
            continue;
        touch(at.x, at.y);
        assert_true(is_shown("End the session for good?"));
        for (float y = at.y - 60; y < at.y + 60; y += 10)
            touch(at.x, y);
        assert_int_equal(did.n, 0);
        rig.now += MONO_SEC;
        for (float y = at.y - 60; y < at.y + 60 && did.n == 0; y += 10)
            touch(at.x, y);
        assert_did(ACTION_END, 0, "");
        rig_close();
        return;
    }
    fail_msg("the menu does not end the session");
}

static void touching_the_same_place_twice_ends_nothing(void **state)
{
    (void)state;
    struct item hints[32];
    open_at(&sizes[0], LANGUAGE_EN, scene_named("stopped"));
    const size_t n = find_hints(hints, COUNT(hints));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(hints[i].text, "E") != 0)
            continue;
        touch(hints[i].area.x, hints[i].area.y);
        touch(hints[i].area.x, hints[i].area.y);
        assert_int_equal(did.n, 0);
        assert_true(is_shown("End the session for good?"));
    }
    rig_close();
}

static void a_question_dies_with_the_state_in_which_it_was_asked(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("rest"));
    tap('e');
    assert_true(is_shown("End the session for good?"));
    scene_fill(&rig.view, scene_named("confirm"));
    frame();
    assert_false(is_shown("End the session for good?"));
    tap('e');
    assert_int_equal(did.n, 0);
    rig_close();
}

static void a_trial_is_spoiled_with_a_coded_reason(void **state)
{
    (void)state;
    static const char *const codes[] = {"moved",      "late",   "slipped", "misunderstood",
                                        "distracted", "talked", "site",    "equipment"};
    for (size_t i = 0; i < COUNT(codes); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named("review"));
        tap('x');
        assert_int_equal(did.n, 0);
        assert_true(is_shown("Spoil trial 2: why?"));
        tap((unsigned)('1' + i));
        assert_did(ACTION_SPOIL, 0, codes[i]);
        rig_close();
    }
}

static void another_reason_needs_its_note(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("review"));
    tap('x');
    tap('9');
    assert_int_equal(did.n, 0);
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    push_typed("fly");
    frame();
    tap(KEY_ENTER);
    assert_int_equal(did.n, 2);
    assert_int_equal(did.list[0].kind, ACTION_SPOIL);
    assert_string_equal(did.list[0].text, "other");
    assert_int_equal(did.list[1].kind, ACTION_NOTE);
    assert_string_equal(did.list[1].text, "fly");
    rig_close();
}

static void nothing_modal_opens_while_a_trial_runs_and_the_reason_is_asked_after_it(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("running"));
    tap('x');
    assert_int_equal(did.n, 0);
    assert_false(is_shown("Spoil trial 2: why?"));
    assert_true(is_shown("the reason is asked after the trial"));
    scene_fill(&rig.view, scene_named("saving"));
    frame();
    assert_false(is_shown("Spoil trial 2: why?"));
    scene_fill(&rig.view, scene_named("review"));
    frame();
    frame();
    assert_true(is_shown("Spoil trial 2: why?"));
    tap('1');
    assert_did(ACTION_SPOIL, 0, "moved");
    rig_close();
}

static void a_wish_to_spoil_can_be_taken_back(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("running"));
    tap('x');
    tap('x');
    scene_fill(&rig.view, scene_named("review"));
    frame();
    frame();
    assert_false(is_shown("Spoil trial 2: why?"));
    rig_close();
}

static void a_modal_closes_when_something_goes_live(void **state)
{
    (void)state;
    static const char *const names[] = {"review-spoil", "confirm-more", "confirm-note"};
    for (size_t i = 0; i < COUNT(names); i++) {
        open_at(&sizes[0], LANGUAGE_EN, scene_named(names[i]));
        scene_fill(&rig.view, scene_named("running"));
        frame();
        look();
        for (size_t j = 0; j < seen.n; j++)
            assert_int_not_equal(seen.items[j].panel, PANEL_MODAL);
        tap('n');
        assert_did(ACTION_MARK, 0, "");
        rig_close();
    }
}

/* N in a ramp marks the time; what it was is asked in the review, and then why the attempt is spoiled. */
static void the_words_of_a_mark_are_asked_after_the_trial(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("running"));
    tap('n');
    assert_did(ACTION_MARK, 0, "");
    tap('x');
    scene_fill(&rig.view, scene_named("review"));
    frame();
    frame();
    assert_true(is_shown("Write the note"));
    assert_false(is_shown("Spoil trial 2: why?"));
    push_typed("sneezed");
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_NOTE, 0, "sneezed");
    frame();
    frame();
    assert_true(is_shown("Spoil trial 2: why?"));
    rig_close();
}

static void a_note_is_written_where_nothing_runs(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm"));
    tap('n');
    assert_int_equal(did.n, 0);
    push_typed("cold room 1");
    frame();
    collect();
    assert_int_equal(did.n, 0);
    tap(KEY_ENTER);
    assert_did(ACTION_NOTE, 0, "cold room 1");
    tap('1');
    assert_did(ACTION_CONFIRM_SITE, 1, "");
    rig_close();
}

/* Escape closes and changes nothing: what was given up is not there when it is opened again. */
static void a_note_that_is_given_up_is_gone(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("confirm"));
    tap('n');
    push_typed("left shoe");
    frame();
    tap(KEY_ESCAPE);
    assert_int_equal(did.n, 0);
    tap('n');
    assert_true(gui_is_typing(rig.gui));
    assert_false(is_shown("left shoe"));
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    rig_close();
}

static void a_note_that_a_trial_interrupts_is_still_there_after_it(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("rest"));
    tap('n');
    push_typed("left shoe");
    frame();
    scene_fill(&rig.view, scene_named("running"));
    frame();
    scene_fill(&rig.view, scene_named("confirm"));
    frame();
    tap('n');
    tap(KEY_ENTER);
    assert_did(ACTION_NOTE, 0, "left shoe");
    rig_close();
}

/* What was not kept of one participant is no word about the next. */
static void a_note_that_was_not_kept_ends_with_its_session(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("rest"));
    tap('n');
    push_typed("left shoe");
    frame();
    scene_fill(&rig.view, scene_named("summary"));
    frame();
    assert_false(gui_is_typing(rig.gui));
    tap('n'); /* nobody would keep it */
    assert_false(gui_is_typing(rig.gui));
    scene_fill(&rig.view, scene_named("confirm"));
    frame();
    tap('n');
    assert_true(gui_is_typing(rig.gui));
    assert_false(is_shown("left shoe"));
    tap(KEY_ENTER);
    assert_int_equal(did.n, 0);
    rig_close();
}

static void reading_the_instruction_is_recorded_before_it_goes_on(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("instruct"));
    tap(KEY_ENTER);
    assert_int_equal(did.n, 2);
    assert_int_equal(did.list[0].kind, ACTION_READ_ALOUD);
    assert_int_equal(did.list[1].kind, ACTION_GO);
    rig_close();
}

/* RELEASE goes on until the gauge shows it, or the examiner says it with a key of its own; Enter says nothing. */
static void the_examiner_says_that_the_probe_is_off(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("release"));
    tap('f');
    assert_int_equal(did.n, 0);
    rig_close();
    open_at(&sizes[0], LANGUAGE_EN, scene_named("release-asks"));
    tap(KEY_ENTER);
    tap('q');
    assert_int_equal(did.n, 0);
    assert_true(is_shown("It is off"));
    tap('f');
    assert_did(ACTION_GO, 1, "");
    rig_close();
}

/* A gauge that shows contact is believed: F asks, and only F again says that it is wrong. */
static void against_the_gauge_it_is_said_twice(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("release-asks"));
    rig.view.run.is_pressed = true;
    frame();
    tap('f');
    assert_int_equal(did.n, 0);
    assert_true(is_shown("F once more"));
    rig.view.run.is_pressed = false; /* it was taken off meanwhile, and put on again */
    frame();
    rig.view.run.is_pressed = true;
    frame();
    tap('f');
    assert_int_equal(did.n, 0);
    tap('f');
    assert_did(ACTION_GO, 1, "");
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_the_gauge_it_is_said_twice),
        cmocka_unit_test(every_key_that_is_shown_can_be_touched_instead),
        cmocka_unit_test(no_letter_does_anything_that_is_not_shown),
        cmocka_unit_test(every_action_has_its_key),
        cmocka_unit_test(what_is_locked_does_nothing),
        cmocka_unit_test(a_response_is_over_when_it_counts),
        cmocka_unit_test(a_site_is_confirmed_by_touching_its_badge),
        cmocka_unit_test(a_site_above_nine_is_confirmed_by_its_last_digit),
        cmocka_unit_test(nothing_is_armed_by_touch_while_another_window_hears_the_keys),
        cmocka_unit_test(a_badge_behind_a_note_or_a_menu_arms_nothing),
        cmocka_unit_test(skipping_and_ending_are_asked_once_more),
        cmocka_unit_test(a_double_touch_in_the_menu_ends_nothing),
        cmocka_unit_test(touching_the_same_place_twice_ends_nothing),
        cmocka_unit_test(a_question_dies_with_the_state_in_which_it_was_asked),
        cmocka_unit_test(a_trial_is_spoiled_with_a_coded_reason),
        cmocka_unit_test(another_reason_needs_its_note),
        cmocka_unit_test(nothing_modal_opens_while_a_trial_runs_and_the_reason_is_asked_after_it),
        cmocka_unit_test(the_words_of_a_mark_are_asked_after_the_trial),
        cmocka_unit_test(a_wish_to_spoil_can_be_taken_back),
        cmocka_unit_test(a_modal_closes_when_something_goes_live),
        cmocka_unit_test(a_note_is_written_where_nothing_runs),
        cmocka_unit_test(a_note_that_is_given_up_is_gone),
        cmocka_unit_test(a_note_that_a_trial_interrupts_is_still_there_after_it),
        cmocka_unit_test(a_note_that_was_not_kept_ends_with_its_session),
        cmocka_unit_test(reading_the_instruction_is_recorded_before_it_goes_on),
        cmocka_unit_test(the_examiner_says_that_the_probe_is_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
