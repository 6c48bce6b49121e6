/* Protocol: what does not fit can be seen, by key and by touch, at every size of the window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

#include <stdio.h>

enum { MANY = 12, NEEDS = 8 };

static void open_many(const struct size *size)
{
    struct protocol_view *protocol = &rig.view.protocol;
    open_at(size, LANGUAGE_EN, sheet_named("protocol"));
    protocol->n_parameters = MANY;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(protocol->parameters[i].name, sizeof protocol->parameters[i].name, "p%zu.", i + 1);
        snprintf(protocol->parameters[i].value, sizeof protocol->parameters[i].value, "v%zu.",
                 i + 1);
    }
    protocol->n_needs = NEEDS;
    for (size_t i = 0; i < NEEDS; i++)
        snprintf(protocol->needs[i].role, sizeof protocol->needs[i].role, "need%zu.", i + 1);
    frame();
}

static size_t note_seen(const char *word, bool *is_seen, size_t n)
{
    char words[32];
    size_t seen_of_all = 0;
    for (size_t i = 0; i < n; i++) {
        snprintf(words, sizeof words, "\"%s%zu.\"", word, i + 1);
        is_seen[i] = is_seen[i] || is_shown(words);
        seen_of_all += is_seen[i];
    }
    return seen_of_all;
}

static bool names_test(const char *test, enum language language)
{
    char shorter[64], whole[64];
    snprintf(shorter, sizeof shorter, "\"%s\"", test_text(language, test, true));
    snprintf(whole, sizeof whole, "\"%s\"", test_text(language, test, false));
    return is_shown(shorter) || is_shown(whole);
}

/* Several at one site are told apart nowhere else. */
static void a_step_names_its_test_at_every_size(void **state)
{
    (void)state;
    static const char *const tests[] = {"pdt", "ptt", "ts", "tonic", "wur"};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (enum language language = 0; language < LANGUAGES; language++)
            for (size_t i = 0; i < COUNT(tests); i++) {
                open_at(&sizes[k], language, sheet_named("protocol"));
                SHEET_SET(rig.view.protocol.plan[1].test, tests[i]);
                frame();
                if (!names_test(tests[i], language))
                    fail_msg("%s at %.0f in %d", tests[i], (double)sizes[k].w, (int)language);
                rig_close();
            }
}

/* By the key that is told, which begins again behind the last. */
static void every_parameter_and_every_need_can_be_seen(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        bool parameters[MANY] = {false}, needs[NEEDS] = {false};
        open_many(&sizes[k]);
        assert_true(is_shown("\"p1.\"") && is_shown("\"need1.\"") && is_shown("\"Q\""));
        assert_true(note_seen("p", parameters, MANY) < MANY);
        for (size_t i = 0; i < MANY; i++) {
            tap('q');
            note_seen("need", needs, NEEDS);
            if (note_seen("p", parameters, MANY) == MANY && is_shown("\"p1.\""))
                break;
        }
        assert_int_equal(note_seen("p", parameters, MANY), MANY);
        assert_true(is_shown("\"p1.\""));
        rig_close();
    }
}

static void touch_head(const char *title)
{
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && strcmp(seen.items[i].text, title) == 0) {
            push_touch(seen.items[i].area.x + 4, seen.items[i].area.y + 4);
            frame();
            return;
        }
    fail_msg("no list is called %s", title);
}

static void a_touch_on_its_head_turns_one_list(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        bool needs[NEEDS] = {false};
        open_many(&sizes[k]);
        touch_head("Parameters");
        assert_false(is_shown("\"p1.\""));
        assert_true(is_shown("\"need1.\""));
        note_seen("need", needs, NEEDS);
        for (size_t i = 0; i < NEEDS; i++) {
            touch_head("Needs");
            note_seen("need", needs, NEEDS);
        }
        assert_int_equal(note_seen("need", needs, NEEDS), NEEDS);
        rig_close();
    }
}

/* What is to be changed is offered from those that are seen. */
static void a_change_offers_the_first_parameter_that_is_shown(void **state)
{
    (void)state;
    open_many(&sizes[0]);
    tap('q');
    assert_false(is_shown("\"p1.\""));
    tap('p');
    assert_false(is_shown("p1.=v1."));
    assert_true(is_shown("=v"));
    rig_close();
}

/* Another protocol with fewer of them begins at its first. */
static void a_shorter_list_is_shown_from_its_beginning(void **state)
{
    (void)state;
    open_many(&sizes[0]);
    tap('q');
    rig.view.protocol.n_parameters = 2;
    rig.view.protocol.n_needs = 2;
    frame();
    assert_true(is_shown("\"p1.\"") && is_shown("\"p2.\"") && is_shown("\"need1.\""));
    assert_false(is_shown("\"Q\""));
    rig_close();
}

/* ---- changing one */

/* The name stays: what is typed takes the place of the value. */
static void typing_takes_the_place_of_the_value(void **state)
{
    (void)state;
    open_sheet("protocol");
    tap('p');
    push_typed("60 kPa/s");
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_SET_PARAMETER, 0, "rate=60 kPa/s");
    rig_close();
}

static void answer_with(const char *refusal)
{
    rig.view.frame.answered = rig.question;
    snprintf(rig.view.frame.refusal, sizeof rig.view.frame.refusal, "%s", refusal);
    frame();
    frame();
}

/* It is put right where it was written, and the reason goes with what is accepted. */
static void a_value_that_is_refused_stays_to_be_put_right(void **state)
{
    (void)state;
    open_sheet("protocol");
    tap('p');
    push_typed("999 kPa/s");
    frame();
    tap(KEY_ENTER);
    answer_with("rate must be 10 to 200 kPa/s");
    assert_true(is_shown("Change a parameter") && is_shown("rate=999 kPa/s"));
    assert_true(is_shown("rate must be 10 to 200 kPa/s"));
    push_tap(KEY_BACKSPACE);
    frame();
    tap(KEY_ENTER);
    assert_did(ACTION_SET_PARAMETER, 0, "rate=999 kPa/");
    answer_with("");
    assert_false(is_shown("Change a parameter"));
    tap('p');
    assert_true(is_shown("Change a parameter") && is_shown("rate=50 kPa/s"));
    assert_false(is_shown("rate must be"));
    rig_close();
}

/* Page by page where it is small: every step, and what is taken from each, can be read from its beginning. */
static void what_is_withheld_stands_below_its_step(void **state)
{
    (void)state;
    static const char *const parts[] = {"\"Withheld here, 2×:", "\"Withheld here from those who"};
    for (size_t k = 0; k < COUNT(sizes); k++)
        for (size_t i = 0; i < COUNT(parts); i++) {
            open_at(&sizes[k], LANGUAGE_EN, sheet_named("protocol-withheld"));
            assert_true(is_shown("\"Partly withheld\""));
            for (int n = 0; n < 8 && !is_shown(parts[i]); n++)
                tap(KEY_PAGE_DOWN);
            if (!is_shown(parts[i]))
                fail_msg("%zu: %s", k, parts[i]);
            rig_close();
        }
}

/* Nothing is offered that would be refused, and nobody is sent to begin another one. */
static void a_visit_that_runs_is_said(void **state)
{
    (void)state;
    open_sheet("protocol-running");
    assert_true(is_shown("A visit runs") && is_shown("Go back to the visit"));
    assert_false(is_shown("Choose a participant") || is_shown("\"P\"") || is_shown("\"/\""));
    tap('1');
    tap('p');
    tap('/');
    push_typed("x.lua");
    frame();
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    assert_false(is_shown("Change a parameter") || is_shown("x.lua"));
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_names_its_test_at_every_size),
        cmocka_unit_test(every_parameter_and_every_need_can_be_seen),
        cmocka_unit_test(a_touch_on_its_head_turns_one_list),
        cmocka_unit_test(a_change_offers_the_first_parameter_that_is_shown),
        cmocka_unit_test(a_shorter_list_is_shown_from_its_beginning),
        cmocka_unit_test(typing_takes_the_place_of_the_value),
        cmocka_unit_test(what_is_withheld_stands_below_its_step),
        cmocka_unit_test(a_value_that_is_refused_stays_to_be_put_right),
        cmocka_unit_test(a_visit_that_runs_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
