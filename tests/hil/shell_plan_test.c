/* The plan of the loaded protocol in the window's engine: computed aside, shown on Protocol and Study, followed in a session. */
#include "support/engine_fixture.h"

static const struct protocol_view *protocol(void)
{
    return &rig.view.protocol;
}

static void a_loaded_protocol_is_planned_for_protocol_study_and_session(void **state)
{
    (void)state;
    rig.config.set = (struct option_list){.values = {"trials=2"}, .n = 1};
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    assert_int_equal(protocol()->n_plan, 3);
    assert_int_equal(protocol()->plan[0].kind, VIEW_STEP_INSTRUCT);
    assert_string_equal(protocol()->plan[1].site, "lumbar.L4");
    assert_int_equal(protocol()->plan[1].trials, 2);
    assert_true(protocol()->plan[1].rest_s == 1 && protocol()->plan[1].limit_kpa == 1000);
    assert_true(protocol()->minutes_min > 0);
    assert_true(protocol()->minutes_min < protocol()->minutes_typical);
    assert_true(protocol()->minutes_typical < protocol()->minutes_max);
    assert_non_null(strstr(protocol()->plan_about, "350 kPa, 30 s per instruction"));
    assert_int_equal(rig.view.study.n_steps, 2);
    assert_string_equal(rig.view.study.steps[1].title, "Pressure pain threshold");
    assert_string_equal(rig.view.study.steps[1].detail, "2 sites, 2 trials each");
    assert_true(rig.view.study.minutes > 0);
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(protocol()->plan_about, "350 kPa, 30 s je Anweisung"));
    assert_string_equal(rig.view.study.steps[1].detail, "2 Orte, je 2 Messungen");
    assert_string_equal(protocol()->title, "Kurz");
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    assert_int_equal(rig.view.run.n_steps, 2);
    assert_int_equal(rig.view.run.steps[0].mark, MARK_RUNNING);
    assert_int_equal(rig.view.run.steps[1].mark, MARK_OPEN);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL); /* it was not read */
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY && rig.view.study.can_begin);
    assert_int_equal(rig.view.run.steps[0].mark, MARK_RUNNING);
    engine_ask(&rig, ACTION_RESUME, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    assert_int_equal(rig.view.run.steps[0].mark, MARK_OK);
    assert_int_equal(rig.view.run.steps[1].mark, MARK_RUNNING);
    assert_int_equal(rig.view.run.step_trial, 1);
    assert_int_equal(rig.view.run.step_trials, 4);
    assert_int_equal(rig.view.run.given_up, 4);
    engine_ask(&rig, ACTION_LEAVE, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_SUMMARY || rig.view.run.now == NOW_NOTHING);
}

/* Two tests at one site, then the first at another: what is given up is the first at the first. */
static const char two_calls[] =
    "return protocol {\n  id = 'calls', version = '1.0.0', title = { en = 'Calls', de = 'Rufe' },\n"
    "  needs = { 'algometer', 'response' },\n  run = function()\n"
    "    for _, side in ipairs { 'left', 'right' } do\n"
    "      instruct { key = 'ppt', test = 'ppt' }\n"
    "      ppt { sites = site('thenar', side), trials = 2, practice = 0, rest = 1*sec }\n"
    "    end\n  end,\n}\n";

static void a_skip_gives_up_its_own_call_and_the_next_instruction_is_of_what_follows(void **state)
{
    (void)state;
    const struct run_view *run = &rig.view.run;
    folder_write(&rig.folder, "short.lua", two_calls);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY && rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    for (int i = 0; i < 2; i++) {
        ENGINE_UNTIL(&rig, run->now == NOW_INSTRUCT && run->site == i);
        assert_string_equal(run->test, "ppt");
        assert_string_equal(run->sites[run->site].side, i == 0 ? "left" : "right");
        assert_int_equal(run->trials_here[0].state, ROW_PLANNED);
        engine_ask(&rig, ACTION_GO, 0, 0, NULL);
        ENGINE_UNTIL(&rig, run->now == NOW_CONFIRM);
        assert_int_equal(run->given_up, 2);
        engine_ask(&rig, ACTION_SKIP, 0, 0, NULL);
    }
    ENGINE_UNTIL(&rig, run->now == NOW_SUMMARY);
    assert_int_equal(run->n_trials_here, 2);
    assert_int_equal(run->trials_here[0].state, ROW_SKIPPED);
    static const uint8_t marks[] = {MARK_OK, MARK_WARN, MARK_OK, MARK_RUNNING};
    assert_int_equal(run->n_steps, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(run->steps[i].mark, marks[i]);
}

/* It stands there with a comma, and is typed with one. */
static void a_german_number_is_set_as_it_is_shown(void **state)
{
    (void)state;
    rig.config.language = LANGUAGE_DE;
    engine_go(&rig);
    engine_ask(&rig, ACTION_SET_PARAMETER, 0, 0, "rate=62,5 kPa/s");
    ENGINE_UNTIL(&rig, strcmp(protocol()->parameters[0].value, "62,5 kPa/s") == 0);
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_EN, 0, NULL);
    ENGINE_UNTIL(&rig, strcmp(protocol()->parameters[0].value, "62.5 kPa/s") == 0);
    engine_ask(&rig, ACTION_SET_PARAMETER, 0, 0, "rate=40,5 kPa/s"); /* no number in English */
    ENGINE_UNTIL(&rig, rig.view.frame.toast[0]);
    assert_string_equal(protocol()->parameters[0].value, "62.5 kPa/s");
}

/* What was planned once is there at once: the view that shows the value shows its plan. */
static void what_was_planned_before_is_not_computed_again(void **state)
{
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    engine_ask(&rig, ACTION_SET_PARAMETER, 0, 0, "trials=3");
    ENGINE_UNTIL(&rig, strcmp(protocol()->parameters[1].value, "3") == 0);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    assert_int_equal(protocol()->plan[1].trials, 3);
    engine_ask(&rig, ACTION_SET_PARAMETER, 0, 0, "trials=1");
    ENGINE_UNTIL(&rig, strcmp(protocol()->parameters[1].value, "1") == 0);
    assert_int_equal(protocol()->plan_state, VIEW_PLAN_READY);
    assert_int_equal(protocol()->plan[1].trials, 1);
}

static void use(const char *run)
{
    char text[1024], path[128];
    snprintf(text, sizeof text,
             "return protocol {\n  id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = "
             "\"t\" },\n  needs = { \"algometer\", \"response\" },\n  run = function(p)\n%s\n  "
             "end,\n}\n",
             run);
    folder_write(&rig.folder, "t.lua", text);
    folder_file(&rig.folder, "t.lua", path);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, path);
    ENGINE_UNTIL(&rig, strcmp(protocol()->id, "t") == 0 && strcmp(protocol()->path, path) == 0);
}

/* A loop in which no time passes: the screens go on, and the next protocol is planned. */
static void a_protocol_that_never_ends_is_given_up_and_holds_nothing_up(void **state)
{
    (void)state;
    engine_go(&rig);
    use("    while true do note(\"again\") end");
    assert_int_equal(protocol()->plan_state, VIEW_PLAN_COMPUTING);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_BENCH);
    assert_int_equal(protocol()->plan_state, VIEW_PLAN_COMPUTING);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_REFUSED);
    assert_non_null(strstr(protocol()->plan_about, "loop that does not end"));
    assert_int_equal(rig.view.study.n_steps, 0);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, "ppt-demo");
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    assert_int_equal(protocol()->n_plan, 5);
    use("    local x = nothing.here");
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_WRONG);
    assert_non_null(strstr(protocol()->plan_about, "t.lua:5"));
}

static void a_protocol_that_cannot_be_loaded_has_no_plan(void **state)
{
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, "nowhere");
    ENGINE_UNTIL(&rig, protocol()->problem[0]);
    assert_int_equal(protocol()->plan_state, VIEW_PLAN_NONE);
    assert_int_equal(protocol()->n_plan + rig.view.study.n_steps, 0);
}

/* With the thermode of the bench, and anew when it is taken off. */
static void a_thermal_protocol_is_planned_with_the_thermode(void **state)
{
    (void)state;
    memset(&rig.config.bench, 0, sizeof rig.config.bench);
    sim_bench_add_thermode(&rig.config.bench);
    rig.config.bench.n_responses = 1;
    rig.config.bench.responses[0].kind = RESPONSE_PARTICIPANT;
    folder_write(&rig.folder, "short.lua",
                 "return protocol {\n  id = 'cold', version = '1.0.0', title = { en = 'Cold', de = "
                 "'Kalt' },\n  needs = { 'thermode', 'response' },\n  run = function() return cpt "
                 "{ sites = site('thenar', 'left'), trials = 2 } end,\n}\n");
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state != VIEW_PLAN_NONE &&
                           protocol()->plan_state != VIEW_PLAN_COMPUTING);
    if (protocol()->plan_state != VIEW_PLAN_READY)
        fail_msg("%s", protocol()->plan_about);
    assert_string_equal(protocol()->plan[0].site, "thenar");
    assert_int_equal(protocol()->plan[0].trials, 2);
    assert_string_equal(protocol()->plan[0].withheld, "");
    assert_false(protocol()->has_withheld);
}

/* By the limits of this lab's bench file, known before anybody is there. */
static void what_the_bench_withholds_is_said_with_its_reason(void **state)
{
    (void)state;
    memset(&rig.config.bench, 0, sizeof rig.config.bench);
    sim_bench_add_thermode(&rig.config.bench);
    rig.config.bench.hot_s = 12;
    rig.config.bench.n_responses = 1;
    rig.config.bench.responses[0].kind = RESPONSE_PARTICIPANT;
    folder_write(&rig.folder, "short.lua",
                 "return protocol {\n  id = 'hot', version = '1.0.0', title = { en = 'Hot', de = "
                 "'Heiß' },\n  needs = { 'thermode', 'response' },\n  run = function() return hpt "
                 "{ sites = site('thenar', 'left'), trials = 3 } end,\n}\n");
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    assert_int_equal(protocol()->plan[0].trials, 2);
    assert_true(protocol()->has_withheld);
    assert_non_null(strstr(protocol()->plan[0].withheld, "Withheld here, 1×: Thenar, left:"));
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(protocol()->plan[0].withheld, "Entfällt hier, 1×: Daumenballen"));
}

/* Each test is at the same site: its rest is the next one's. */
static const char three_parts[] = "return protocol {\n  id = 'parts', version = '1.0.0', title = { "
                                  "en = 'Parts', de = 'Teile' },\n"
                                  "  needs = { 'algometer', 'response' },\n  run = function()\n"
                                  "    local hand = site('thenar', 'left')\n"
                                  "    ppt { sites = hand, rate = 100*kPa/sec, tolerance = "
                                  "90*percent, trials = 1, practice = 0,\n"
                                  "      rest = 1*sec }\n"
                                  "    rest(60*sec)\n"
                                  "    ice { sites = hand, rest = 300*sec }\n"
                                  "  end,\n}\n";

static void assert_step(size_t at)
{
    ENGINE_UNTIL(&rig, rig.view.run.n_steps == 3 && rig.view.run.steps[at].mark == MARK_RUNNING);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(rig.view.run.steps[i].mark, i < at    ? MARK_OK
                                                     : i == at ? MARK_RUNNING
                                                               : MARK_OPEN);
}

/* Neither the pause between two tests nor the rest of a site before the next one belongs to the test that is over. */
static void a_rest_is_shown_at_the_step_that_it_is_of(void **state)
{
    (void)state;
    folder_write(&rig.folder, "short.lua", three_parts);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, protocol()->plan_state == VIEW_PLAN_READY);
    assert_int_equal(rig.view.study.n_steps, 3);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_CONFIRM);
    assert_step(0);
    engine_press(&rig);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REST && rig.view.run.rest_site[0] == '\0');
    assert_step(1);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_STOPPED);
    assert_step(1);
    engine_ask(&rig, ACTION_SKIP, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_REST && rig.view.run.rest_site[0] != '\0');
    assert_string_equal(rig.view.run.test, "ice");
    assert_int_equal(rig.view.run.stimulus, VIEW_RATING);
    assert_int_equal(rig.view.run.next_trial, 1);
    assert_int_equal(rig.view.run.next_trials, 1);
    assert_step(2);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_loaded_protocol_is_planned_for_protocol_study_and_session),
        ROW(a_skip_gives_up_its_own_call_and_the_next_instruction_is_of_what_follows),
        ROW(a_german_number_is_set_as_it_is_shown),
        ROW(a_rest_is_shown_at_the_step_that_it_is_of),
        ROW(what_was_planned_before_is_not_computed_again),
        ROW(a_thermal_protocol_is_planned_with_the_thermode),
        ROW(what_the_bench_withholds_is_said_with_its_reason),
        ROW(a_protocol_that_never_ends_is_given_up_and_holds_nothing_up),
        ROW(a_protocol_that_cannot_be_loaded_has_no_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
