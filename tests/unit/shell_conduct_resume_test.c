/* What a visit shows before its first trial here: a site may rest from an earlier visit, and after a pause the journal knows what
 * the screen has not seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

#include <string.h>

/* The site rests from an earlier visit, or from before a pause: no trial has said yet what counts as contact. */
static void a_press_before_the_first_trial_is_seen(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    scene->view.has_pressure = true;
    scene->view.kpa = 3;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.is_pressed);
    assert_true(scene->view.touched_kpa == 0);
    scene->view.kpa = 120;
    scene->t += MONO_SEC / 2;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.is_pressed);
    assert_true(scene->view.touched_kpa == 120);
    assert_true(scene->conduct.touch.is_on);
    assert_true(scene->conduct.touch.since == scene->t);
}

static void recall(struct scene *scene, const char *kind, const char *payload)
{
    const struct entry entry = {.kind = kind, .payload = payload, .payload_size = strlen(payload)};
    conduct_recall_entry(&scene->conduct, &entry);
}

#define PRESSED                                                                                    \
    "{\"lasted\":{\"u\":\"s\",\"v\":1},\"peak\":{\"u\":\"kPa\",\"v\":210},\"what\":\"pressed_"     \
    "between\"}"
#define LESS "{\"peak\":{\"u\":\"kPa\",\"v\":50},\"what\":\"pressed_between\"}"
#define AGAIN "{\"what\":\"rest_again\"}"
#define SITE "{\"args\":{},\"do\":\"site\"}"

/* It was on offer to let the rest begin again when the program was cut off: it still is, unless that was done. */
static void a_press_before_a_pause_is_still_asked_about(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *entries[6][2];
        double touched;
    } rows[] = {
        {{{"request", SITE}, {"note", PRESSED}, {"note", LESS}}, 210},
        {{{"request", SITE}, {"note", PRESSED}, {"session_resume", "{}"}}, 210},
        {{{"request", SITE}, {"note", PRESSED}, {"note", AGAIN}}, 0},
        {{{"request", SITE}, {"note", PRESSED}, {"note", AGAIN}, {"note", LESS}}, 50},
        {{{"request", SITE}, {"note", PRESSED}, {"return", "{}"}}, 0}, /* a rest that is over */
        {{{"note", PRESSED}, {"request", SITE}}, 0},                   /* in no rest */
        {{{"request", SITE}, {"note", PRESSED}, {"started", "{}"}}, 0},
        {{{"request", SITE}, {"note", ""}}, 0}, /* its words were erased */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        conduct_init(&scene->conduct, &scene->view, 10);
        for (size_t k = 0; k < 6 && rows[i].entries[k][0]; k++)
            recall(scene, rows[i].entries[k][0], rows[i].entries[k][1]);
        scene->told.rest(scene->told.view, "a", "left", 60, 60);
        if (scene->view.touched_kpa != rows[i].touched)
            fail_msg("row %zu: %g kPa", i, scene->view.touched_kpa);
        scene->told.rest(scene->told.view, "a", "left", 60, 60); /* W, or the next one */
        assert_true(scene->view.touched_kpa == 0);
    }
}

/* The site has rested meanwhile: what was pressed then is nothing to a later rest. */
static void a_press_before_a_pause_that_outlasted_the_rest_is_over(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = {.test = "ppt", .site = "a", .side = "left", .trial = 1};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    recall(scene, "request", SITE);
    recall(scene, "note", PRESSED);
    scene->told.prompt(scene->told.view, NULL, &arm);
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    assert_true(scene->view.touched_kpa == 0);
}

/* What counts as contact is what the protocol said before the pause. */
static void contact_is_what_it_was_before_a_pause(void **state)
{
    struct scene *scene = *state;
    recall(scene, "request", "{\"args\":{\"contact\":{\"u\":\"kPa\",\"v\":45}},\"do\":\"trial\"}");
    recall(scene, "request", SITE);
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    scene->view.has_pressure = true;
    scene->view.kpa = 44;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.is_pressed);
    scene->view.kpa = 46;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.touched_kpa == 46);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_press_before_the_first_trial_is_seen),
        ROW(a_press_before_a_pause_is_still_asked_about),
        ROW(a_press_before_a_pause_that_outlasted_the_rest_is_over),
        ROW(contact_is_what_it_was_before_a_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
