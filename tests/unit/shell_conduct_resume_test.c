/* What a visit shows before its first trial here: a site may rest from an earlier visit, and after a pause the journal knows what
 * the screen has not seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/conduct_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct planned planned = {
    .sites = {{"ppt", "a", "left", 2}, {"ppt", "b", "left", 2}, {"heat", "a", "left", 3}}, .n = 3};

static struct study_trial trial_at(const char *site, int64_t trial)
{
    struct study_trial out = {.test = "ppt",
                              .side = "left",
                              .end = "response",
                              .censored = "none",
                              .trial = trial,
                              .attempt = 1,
                              .value = 300,
                              .rate_mean = NAN,
                              .idle_kpa = 0};
    snprintf(out.site, sizeof out.site, "%s", site);
    return out;
}

static void recall_trial(struct scene *scene, const char *site, int64_t trial)
{
    const struct study_trial row = trial_at(site, trial);
    conduct_recall(&scene->conduct, &row);
}

/* The site rests from an earlier visit, or from before a pause: no trial has said yet what counts as contact. */
static void a_press_before_the_first_trial_is_seen(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 60, 60);
    scene->view.has_reading = true;
    scene->view.reading = 3;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.is_pressed);
    assert_true(scene->view.touched_kpa == 0);
    scene->view.reading = 120;
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
    scene->view.has_reading = true;
    scene->view.reading = 44;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_false(scene->view.is_pressed);
    scene->view.reading = 46;
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.touched_kpa == 46);
}

/* "Trial 2 of 2 in 40 s", with its rows, though nothing was asked since the pause. */
static void a_rest_after_a_pause_knows_what_comes_next(void **state)
{
    struct scene *scene = *state;
    struct run_view *view = &scene->view;
    conduct_name_places(&scene->conduct, &planned);
    recall_trial(scene, "a", 1);
    scene->told.rest(scene->told.view, "a", "left", 40, 60);
    assert_string_equal(view->test, "ppt");
    assert_int_equal(view->next_trial, 2);
    assert_int_equal(view->next_trials, 2);
    assert_int_equal(view->wanted, 2);
    assert_int_equal(view->valid, 1);
    assert_int_equal(view->n_trials_here, 2);
    assert_int_equal(view->trials_here[0].state, ROW_SAVED);
    assert_int_equal(view->trials_here[1].state, ROW_PLANNED);
    assert_int_equal(view->step_trial, 2);
}

/* Both trials of the first test are there: the second test comes. */
static void a_rest_after_a_pause_knows_which_test_is_due(void **state)
{
    struct scene *scene = *state;
    conduct_name_places(&scene->conduct, &planned);
    recall_trial(scene, "a", 1);
    recall_trial(scene, "a", 2);
    scene->told.rest(scene->told.view, "a", "left", 40, 60);
    assert_string_equal(scene->view.test, "heat");
    assert_int_equal(scene->view.next_trial, 1);
    assert_int_equal(scene->view.next_trials, 3);
}

/* Nothing was planned, and nothing is known: the rest is shown all the same. */
static void a_rest_without_a_plan_is_shown(void **state)
{
    struct scene *scene = *state;
    scene->told.rest(scene->told.view, "a", "left", 40, 60);
    assert_int_equal(scene->view.now, NOW_REST);
    assert_string_equal(scene->view.test, "");
    assert_int_equal(scene->view.n_trials_here, 0);
}

/* The third site comes without a rest: that of the one before says nothing of it. */
static void the_rest_of_another_site_goes_when_one_is_due_that_has_none(void **state)
{
    struct scene *scene = *state;
    const struct trial_plan plan = {.test = "ppt", .site = "b", .side = "left", .trial = 1};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    scene->told.rest(scene->told.view, "a", "left", 1, 8);
    conduct_tick(&scene->conduct, scene->t + 2 * MONO_SEC, 0);
    scene->told.prompt(scene->told.view, NULL, &arm);
    conduct_tick(&scene->conduct, scene->t + 3 * MONO_SEC, 0);
    assert_true(scene->view.rest_left_s == 0);
    assert_string_equal(scene->view.rest_site, "");
    assert_string_equal(scene->view.rest_side, "");
}

/* The crash has cut a ramp off: it is an attempt, without a value. */
static void an_attempt_that_a_crash_cut_off_has_its_row(void **state)
{
    struct scene *scene = *state;
    const struct trial_row cut = {
        .plan = {.test = "ppt", .site = "a", .side = "left", .trial = 2, .of = 2},
        .attempt = 1,
        .end = END_INTERRUPTED};
    conduct_name_places(&scene->conduct, &planned);
    recall_trial(scene, "a", 1);
    scene->told.adopted(scene->told.view, &cut);
    scene->told.rest(scene->told.view, "a", "left", 40, 60);
    assert_int_equal(scene->view.n_trials_here, 2);
    assert_int_equal(scene->view.trials_here[1].state, ROW_NO_VALUE);
    assert_true(scene->view.trials_here[1].is_cut); /* nobody has let go, or did not respond */
    assert_int_equal(scene->view.trials_here[1].trial, 2);
    assert_false(scene->view.trials_here[1].has_value);
    assert_int_equal(scene->view.valid, 1);
    assert_int_equal(scene->view.next_trial, 2);
    assert_int_equal(scene->view.step_trial, 2);
    assert_int_equal(scene->conduct.cues, 0); /* nothing was saved now, for whoever listens */
}

static void recall_in(struct scene *scene, int64_t block, const char *kind, const char *payload)
{
    const struct entry entry = {
        .kind = kind, .block = block, .payload = payload, .payload_size = strlen(payload)};
    conduct_recall_entry(&scene->conduct, &entry);
}

static void show(struct scene *scene, const char *site)
{
    scene->told.rest(scene->told.view, site, "left", 40, 60);
}

/* That it was the program's end, and not the participant, is known at every later pause, too. */
static void what_was_cut_off_before_an_earlier_pause_is_still_said_so(void **state)
{
    struct scene *scene = *state;
    struct study_trial cut = trial_at("a", 1), late = trial_at("a", 2);
    strcpy(cut.end, "interrupted");
    strcpy(late.end, "interrupted");
    cut.value = late.value = NAN;
    cut.block = 4;
    late.block = 5; /* a probe that let go ends so, too */
    conduct_name_places(&scene->conduct, &planned);
    conduct_recall(&scene->conduct, &cut);
    conduct_recall(&scene->conduct, &late);
    recall_in(scene, 4, "adopt", "{\"attempt\":1}");
    show(scene, "a");
    assert_int_equal(scene->view.n_trials_here, 2);
    assert_int_equal(scene->view.trials_here[0].state, ROW_NO_VALUE);
    assert_true(scene->view.trials_here[0].is_cut);
    assert_false(scene->view.trials_here[1].is_cut);
}

#define SKIPPED(more) "{" more "\"what\":\"skipped\"}"
#define AT(site) "\"side\":\"left\",\"site\":\"" site "\","
#define ASKED(call, site, trial)                                                                   \
    "{\"args\":{" AT(site) "\"test\":\"ppt\",\"trial\":" trial "},\"call\":" call                  \
                           ",\"do\":\"trial\"}"
#define OFFERED(call) "{\"args\":{},\"call\":" call ",\"do\":\"site\"}"
#define READ "{\"args\":{\"test\":\"ppt\"},\"call\":1,\"do\":\"instruct\"}"

static void assert_rows(struct scene *scene, const char *site, const uint8_t *states, size_t n)
{
    struct trial_plan plan = {.test = "ppt", .side = "left", .trial = 1, .of = 2};
    const struct prompt arm = {.kind = PROMPT_ARM, .text = "", .plan = &plan};
    snprintf(plan.site, sizeof plan.site, "%s", site);
    scene->told.prompt(scene->told.view, NULL, &arm);
    assert_int_equal(scene->view.n_trials_here, n);
    for (size_t i = 0; i < n; i++)
        if (scene->view.trials_here[i].state != states[i])
            fail_msg("%s, row %zu: %d", site, i, scene->view.trials_here[i].state);
}

/* However the test was skipped: what its call had left is no more to come, and that of another call is. */
static void what_was_skipped_before_a_pause_has_its_rows(void **state)
{
    static const struct planned rounds = {.sites = {{"ppt", "a", "left", 2, 2},
                                                    {"ppt", "b", "left", 2, 2},
                                                    {"ppt", "c", "left", 2, 3}},
                                          .n = 3};
    static const struct {
        const char *request, *note;
    } rows[] = {
        {ASKED("2", "a", "2"), SKIPPED(AT("a") "\"test\":\"ppt\",")}, /* at the trial */
        {ASKED("2", "a", "1"), SKIPPED("\"test\":\"ppt\",")},         /* as it was saved */
        {OFFERED("2"), SKIPPED(AT("b"))},                             /* as the sites rested */
        {ASKED("0", "a", "2"), SKIPPED("\"test\":\"ppt\",")},
    };
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct study_trial first = trial_at("a", 1);
        first.block = 1;
        conduct_init(&scene->conduct, &scene->view, 10);
        conduct_name_places(&scene->conduct, &rounds);
        conduct_recall(&scene->conduct, &first);
        recall_in(scene, 0, "request", READ);
        recall_in(scene, 1, "request", ASKED("2", "a", "1"));
        recall_in(scene, 2, "request", rows[i].request);
        recall_in(scene, 2, "note", rows[i].note);
        conduct_tick(&scene->conduct, scene->t, 0);
        assert_int_equal(scene->view.sites[1].state, SITE_DONE);
        assert_int_equal(scene->view.sites[2].state, SITE_LATER);
        assert_rows(scene, "a", (const uint8_t[]){ROW_SAVED, ROW_SKIPPED}, 2);
        assert_rows(scene, "b", (const uint8_t[]){ROW_SKIPPED, ROW_SKIPPED}, 2);
        assert_rows(scene, "c", (const uint8_t[]){ROW_PLANNED, ROW_PLANNED}, 2);
    }
    conduct_init(&scene->conduct, &scene->view, 10); /* at its instruction, before any trial */
    conduct_name_places(&scene->conduct, &rounds);
    recall_in(scene, 0, "request", READ);
    recall_in(scene, 0, "note", SKIPPED("\"test\":\"ppt\","));
    assert_rows(scene, "b", (const uint8_t[]){ROW_SKIPPED, ROW_SKIPPED}, 2);
    assert_rows(scene, "c", (const uint8_t[]){ROW_PLANNED, ROW_PLANNED}, 2);
}

/* The rest is told in the first turn of a visit that goes on, before the clock was ever looked at. */
static void a_rest_that_is_told_at_once_is_as_long_as_it_is(void **state)
{
    struct scene *scene = *state;
    conduct_init(&scene->conduct, &scene->view, 10);
    conduct_turn(&scene->conduct, scene->t);
    scene->told.rest(scene->told.view, "a", "left", 50, 60);
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_true(scene->view.rest_left_s == 50);
}

/* Before the script has offered any site here, those that were measured are done. */
static void sites_of_before_are_done_before_the_first_is_offered(void **state)
{
    struct scene *scene = *state;
    conduct_name_places(&scene->conduct, &planned);
    recall_trial(scene, "b", 1);
    conduct_tick(&scene->conduct, scene->t, 0);
    assert_int_equal(scene->view.sites[0].state, SITE_LATER);
    assert_int_equal(scene->view.sites[1].state, SITE_DONE);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_press_before_the_first_trial_is_seen),
        ROW(a_press_before_a_pause_is_still_asked_about),
        ROW(a_press_before_a_pause_that_outlasted_the_rest_is_over),
        ROW(contact_is_what_it_was_before_a_pause),
        ROW(a_rest_after_a_pause_knows_what_comes_next),
        ROW(a_rest_after_a_pause_knows_which_test_is_due),
        ROW(a_rest_without_a_plan_is_shown),
        ROW(the_rest_of_another_site_goes_when_one_is_due_that_has_none),
        ROW(an_attempt_that_a_crash_cut_off_has_its_row),
        ROW(what_was_cut_off_before_an_earlier_pause_is_still_said_so),
        ROW(what_was_skipped_before_a_pause_has_its_rows),
        ROW(sites_of_before_are_done_before_the_first_is_offered),
        ROW(a_rest_that_is_told_at_once_is_as_long_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
