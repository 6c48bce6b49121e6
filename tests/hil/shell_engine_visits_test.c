/* The window's engine through whole visits and between them: limits, rests, results, parameters, and who is picked next. */
#include "support/engine_fixture.h"

/* The lab's rest in the bench file is longer than the protocol's: it holds in the window, too. */
static void the_lab_s_limits_hold(void **state)
{
    (void)state;
    rig.config.bench.rest_s = 40;
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.site == 1);
    assert_int_equal(rig.view.run.sites[0].state, SITE_DONE);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL); /* the same sites again */
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REST);
    assert_true(rig.view.run.rest_left_s > 10);
}

/* Somebody is pressed while the sites rest: it is said, and whoever knows that it was on the skin lets the rest begin again. */
static void a_press_during_a_rest_is_said_and_the_rest_can_begin_again(void **state)
{
    (void)state;
    rig.config.bench.rest_s = 40;
    rig.config.set = (struct option_list){.values = {"trials=2", "rate=200*kPa/sec"}, .n = 2};
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.site == 1);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REST && rig.view.run.rest_left_s < 39);
    assert_true(rig.view.run.touched_kpa == 0);
    const double left_s = rig.view.run.rest_left_s;
    engine_ask(&rig, ACTION_HAND, 0, 0.1, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.touched_kpa > 20);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.run.off_zero && rig.view.run.touched_kpa > 20);
    engine_ask(&rig, ACTION_REST_AGAIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.touched_kpa == 0);
    assert_int_equal(rig.view.run.now, NOW_REST);
    assert_true(rig.view.run.rest_left_s > left_s);
}

static bool is_noted(const char *words)
{
    for (size_t i = 0; i < rig.view.results.n_quality; i++)
        if (strstr(rig.view.results.quality[i].what, words))
            return true;
    return false;
}

/* One whole visit, one that was left after its first site: each can be looked at, also after somebody else was picked. */
static void the_results_of_every_visit_can_be_seen(void **state)
{
    (void)state;
    rig.config.set = (struct option_list){.values = {"trials=2", "rate=200*kPa/sec"}, .n = 2};
    engine_go(&rig);
    engine_begin_visit(&rig);
    assert_int_equal(rig.view.frame.visit, 1);
    for (int i = 0; i < 4; i++)
        engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    assert_true(rig.view.results.exists);
    assert_int_equal(rig.view.results.n_rows, 2);
    assert_string_equal(rig.view.results.rows[0].role, "local");
    assert_true(is_noted("On rate in") && is_noted("Simulated") && !is_noted("not finished"));
    engine_begin_visit(&rig);
    assert_true(rig.view.frame.is_running);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_RESULTS, 0,
               NULL); /* which are of the first visit still */
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_RESULTS);
    assert_int_equal(rig.view.frame.visit, 2);
    for (int i = 0; i < 3; i++)
        engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    assert_false(rig.view.frame.is_running);
    assert_int_equal(rig.view.results.visit, 2);
    assert_int_equal(rig.view.results.n_sessions, 2);
    assert_int_equal(rig.view.results.n_visits, 2);
    assert_true(rig.view.results.visits[0].has[0] && rig.view.results.visits[1].has[0]);
    assert_string_equal(rig.view.results.rows[rig.view.results.followed].site, "lumbar.L4");
    assert_true(is_noted("not finished") && is_noted("1 of 2 trials"));
    char folder[128], table[160];
    folder_file(&rig.folder, "tables", folder);
    snprintf(table, sizeof table, "%s/trials.tsv", folder);
    engine_ask(&rig, ACTION_EXPORT, 0, 0, folder);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, folder));
    assert_int_equal(access(table, R_OK), 0);
    engine_ask(&rig, ACTION_EXPORT, 0, 0, folder); /* nothing is overwritten */
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "trials.tsv"));
    engine_ask(&rig, ACTION_TURN_VISIT, -1, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.results.visit == 1);
    assert_true(!is_noted("not finished") && !is_noted("1 of 2"));
    engine_ask(&rig, ACTION_ADD_PARTICIPANT, 0, 0, "P2");
    ENGINE_UNTIL(&rig, !rig.view.results.exists);
    engine_ask(&rig, ACTION_PICK_PARTICIPANT, 0, 0, "P1");
    ENGINE_UNTIL(&rig, rig.view.results.exists && rig.view.results.visit == 2);
}

/* The examiner takes an attempt back: its row says so, and the mean of the site knows nothing of it. */
static void a_spoiled_trial_is_shown_as_spoiled(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    ENGINE_PRESS_UNTIL(&rig, 0.5, rig.view.run.now == NOW_RELEASE);
    engine_ask(&rig, ACTION_HAND, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REVIEW);
    assert_int_equal(rig.view.run.valid, 1);
    engine_ask(&rig, ACTION_SPOIL, 0, 0, "slipped");
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.site == 1);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM && rig.view.run.site == 0); /* once more */
    const struct trial_view *first = &rig.view.run.trials_here[0];
    assert_int_equal(first->state, ROW_SPOILED);
    assert_string_equal(first->reason, "slipped");
    assert_int_equal(rig.view.run.valid, 0);
}

/* Something else than the algometer comes first in the bench file: the number on the screen is the algometer's, and so is its
 * name. */
static void the_value_on_the_screen_is_the_algometer_s(void **state)
{
    (void)state;
    struct bench_spec *spec = &rig.config.bench;
    spec->n_instruments = 2;
    spec->instruments[1] = spec->instruments[0];
    spec->instruments[0] = (struct instrument_spec){
        .name = "spare", .driver = "wagner-fpx", .port = "sim:wagner-fpx", .capacity_n = 100};
    spec->roles[ROLE_ALGOMETER].instrument = 1;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.bench.n_instruments == 2 && rig.view.study.can_begin &&
                           rig.view.bench.instruments[0].mark == MARK_OK &&
                           rig.view.bench.instruments[1].mark == MARK_OK);
    assert_string_equal(rig.view.run.instrument, rig.view.bench.instruments[1].model);
    ENGINE_UNTIL(&rig, rig.view.run.has_reading);
    assert_string_not_equal(rig.view.run.instrument, rig.view.bench.instruments[0].model);
    assert_true(rig.view.run.reading == rig.view.bench.instruments[1].reading);
}

/* After one visit the next participant is picked: nothing of the one before stands under the new name. */
static void nothing_of_one_participant_stands_under_the_next(void **state)
{
    (void)state;
    engine_go(&rig);
    engine_begin_visit(&rig);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY);
    assert_true(rig.view.frame.has_saved);
    engine_ask(&rig, ACTION_PICK_PARTICIPANT, 0, 0, "P1"); /* is the same: the summary stays */
    engine_ask(&rig, ACTION_SCREEN, SCREEN_SESSION, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_SESSION);
    assert_int_equal(rig.view.run.now, NOW_SUMMARY);
    engine_ask(&rig, ACTION_ADD_PARTICIPANT, 0, 0, "P2");
    ENGINE_UNTIL(&rig, strcmp(rig.view.frame.participant, "P2") == 0);
    assert_int_equal(rig.view.run.now, NOW_NOTHING);
    assert_int_equal(rig.view.run.n_sites, 0);
    assert_int_equal(rig.view.frame.visit, 0);
    assert_false(rig.view.frame.has_saved);
    engine_begin_visit(&rig);
    assert_int_equal(rig.view.frame.visit, 1);
    assert_false(rig.view.frame.has_saved);
}

/* Parameters are those of --set: shown with their bounds, changed between sessions, refused where the protocol says so. */
static void a_parameter_is_changed_before_a_session(void **state)
{
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.is_loaded);
    assert_int_equal(rig.view.protocol.n_parameters, 2);
    assert_string_equal(rig.view.protocol.parameters[0].name, "rate");
    assert_string_equal(rig.view.protocol.parameters[0].value, "100 kPa/s");
    assert_string_equal(rig.view.protocol.parameters[0].bounds, "10 to 200 kPa/s");
    engine_ask(&rig, ACTION_SET_PARAMETER, 0, 0, "rate=150 kPa/s");
    ENGINE_UNTIL(&rig, strcmp(rig.view.protocol.parameters[0].value, "150 kPa/s") == 0);
    engine_ask_question(&rig, 1, ACTION_SET_PARAMETER, 0, "rate=500 kPa/s"); /* outside */
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 1);
    assert_non_null(strstr(rig.view.frame.refusal, "rate"));
    engine_ask_question(&rig, 2, ACTION_SET_PARAMETER, 0, "rate=150 kPa/s");
    ENGINE_UNTIL(&rig, rig.view.frame.answered == 2);
    assert_null(strstr(rig.view.frame.toast, "rate"));
    assert_string_equal(rig.view.protocol.parameters[0].value, "150 kPa/s");
    assert_true(rig.view.protocol.is_loaded);
    engine_begin_visit(&rig);
    assert_true(rig.view.run.target_slope == 150);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(the_lab_s_limits_hold),
        ROW(a_press_during_a_rest_is_said_and_the_rest_can_begin_again),
        ROW(the_results_of_every_visit_can_be_seen),
        ROW(a_spoiled_trial_is_shown_as_spoiled),
        ROW(the_value_on_the_screen_is_the_algometer_s),
        ROW(nothing_of_one_participant_stands_under_the_next),
        ROW(a_parameter_is_changed_before_a_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
