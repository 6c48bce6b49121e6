/* Questions of a protocol and marks of the examiner in the window's engine: a limen up to the answer to its question, a hand in
 * cold water with its marks, ice with its rating, and what stops them. */
#include "support/engine_fixture.h"

static const char frame[] = "return protocol {\n"
                            "  id = \"asks\", version = \"1.0.0\",\n"
                            "  title = { en = \"Asks\", de = \"Fragen\" },\n"
                            "  needs = { %s },\n"
                            "  run = function()\n"
                            "%s"
                            "  end,\n"
                            "}\n";

static struct run_view *run(void)
{
    return &rig.view.run;
}

static void begin(const char *needs, const char *body)
{
    char text[2048];
    snprintf(text, sizeof text, frame, needs, body);
    folder_write(&rig.folder, "short.lua", text);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
}

static void mark(enum view_cold_mark mark, double value)
{
    struct action action = {.kind = ACTION_COLD, .t = mono_now(), .number = mark, .value = value};
    assert_true(engine_act(rig.engine, &action));
}

static void ask_and_wait(const char *answer)
{
    const uint32_t prompt = run()->prompt;
    assert_int_equal(run()->now, NOW_QUESTION);
    engine_ask(&rig, ACTION_ANSWER, 0, 0, answer);
    ENGINE_UNTIL(&rig, run()->prompt != prompt || run()->now != NOW_QUESTION);
}

static const struct result_row *result_of(const char *test)
{
    for (size_t i = 0; i < rig.view.results.n_rows; i++)
        if (strcmp(rig.view.results.rows[i].test, test) == 0)
            return &rig.view.results.rows[i];
    return NULL;
}

/* Its turns go both ways on the screen, and their threshold is a difference in the results; what its cool turn felt like is asked
 * and counted. */
static void a_limen_asks_what_its_cool_turn_felt_like(void **state)
{
    (void)state;
    bool was_warm = false, was_cool = false;
    struct bench_spec *bench = &rig.config.bench;
    *bench = (struct bench_spec){.n_responses = 1, .responses[0].kind = RESPONSE_PARTICIPANT};
    sim_bench_add_thermode(bench);
    bench->instruments[bench->roles[ROLE_THERMODE].instrument].ramp_max_degc_per_s = 4;
    begin("\"thermode\", \"response\"",
          "    tsl { sites = { site(\"forearm\", \"left\") }, pairs = 1, baseline = 30*degC,\n"
          "      limit = 45*degC, cool_limit = 15*degC, rate = 4*degC/sec,\n"
          "      return_rate = 10*degC/sec, interval_min = 1*sec, interval_max = 1*sec,\n"
          "      tolerance = 90*percent }\n");
    do {
        engine_arm(&rig);
        assert_int_equal(run()->thermal.turns, 2);
        while (run()->now != NOW_REVIEW && run()->now != NOW_STOPPED) {
            const bool is_up = run()->target_slope > 0, runs = run()->thermal.step == VIEW_TO_LIMIT;
            was_warm |= runs && is_up && run()->thermal.turn == 1 && run()->limit == 45;
            was_cool |= runs && !is_up && run()->thermal.turn == 2 && run()->limit == 15;
            engine_see(&rig, "the turns");
        }
    } while (engine_is_starved(&rig));
    assert_true(was_warm && was_cool);
    assert_false(run()->has_threshold);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    assert_int_equal(run()->ask.n_choices, 5);
    assert_string_equal(run()->ask.choices[2].words, "hot or burning");
    assert_non_null(strstr(run()->sentence, "cool turn 1 of 1"));
    assert_false(rig.view.frame.is_live);
    engine_ask(&rig, ACTION_ANSWER, 0, 0, "lukewarm"); /* is none */
    ask_and_wait("hot");
    ENGINE_UNTIL(&rig, run()->now == NOW_SUMMARY);
    const struct result_row *tsl = result_of("tsl"), *phs = result_of("phs");
    assert_non_null(tsl);
    assert_non_null(phs);
    assert_int_equal(tsl->stimulus, VIEW_TEMPERATURE);
    assert_true(tsl->has_mean && tsl->mean > 0);
    assert_int_equal(phs->stimulus, VIEW_COUNT);
    assert_true(phs->has_mean && phs->mean == 1);
    assert_int_equal(rig.view.results.trials, 1);
}

static void a_hand_in_water_is_marked_from_the_bath_to_the_end(void **state)
{
    (void)state;
    begin("\"response\"",
          "    cold_pressor { sites = site(\"hand.dorsum\", \"left\"), limit = 60*sec }\n");
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    assert_int_equal(run()->ask.n_choices, 0);
    assert_string_equal(run()->ask.unit, "°C");
    assert_true(run()->ask.min == 0 && run()->ask.max == 25);
    ask_and_wait("4.5");
    engine_arm(&rig);
    assert_int_equal(run()->stimulus, VIEW_SECONDS);
    assert_true(run()->limit == 60);
    ENGINE_UNTIL(&rig, run()->now == NOW_ARMED && run()->cold.rating_every_s == 30);
    mark(COLD_ON, 0);
    ENGINE_UNTIL(&rig, run()->now == NOW_RUNNING && run()->cold.step == VIEW_COLD_ON);
    assert_true(rig.view.frame.is_live && !rig.view.frame.is_energised);
    ENGINE_UNTIL(&rig, run()->cold.lasted_s > 0.2);
    mark(COLD_PAIN, 0);
    ENGINE_UNTIL(&rig, run()->cold.has_pain);
    mark(COLD_OFF, 0);
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW);
    assert_int_equal(run()->trials_here[0].state, ROW_SAVED);
    assert_true(run()->trials_here[0].value > 0.2 && run()->trials_here[0].value < 60);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    engine_ask(&rig, ACTION_SKIP, 0, 0, NULL); /* nobody has measured it */
    ENGINE_UNTIL(&rig, run()->now == NOW_SUMMARY);
    const struct result_row *tolerance = result_of("cold_pressor"), *pain = result_of("cold_pain");
    assert_true(tolerance && tolerance->has_mean && tolerance->stimulus == VIEW_SECONDS);
    assert_true(pain && pain->has_mean && pain->mean < tolerance->mean);
}

/* Stopped, it is to be taken off; a rating is waited for where it was on for its time. */
static void ice_is_stopped_and_then_rated(void **state)
{
    (void)state;
    begin("\"response\"", "    ice { sites = site(\"cervical.C5\", \"left\"), time = 5*sec }\n");
    engine_arm(&rig);
    assert_int_equal(run()->stimulus, VIEW_RATING);
    mark(COLD_ON, 0);
    ENGINE_UNTIL(&rig, run()->now == NOW_RUNNING);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, run()->now == NOW_RELEASE);
    assert_false(run()->is_answered);
    mark(COLD_OFF, 0);
    ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED);
    engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    engine_arm(&rig);
    mark(COLD_ON, 0);
    ENGINE_UNTIL(&rig, run()->now == NOW_RELEASE && run()->is_answered);
    mark(COLD_OFF, 0);
    ENGINE_UNTIL(&rig, run()->now == NOW_RUNNING && run()->cold.is_due);
    mark(COLD_RATING, 6.5);
    ENGINE_UNTIL(&rig, run()->now == NOW_REVIEW);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_SUMMARY);
    const struct result_row *ice = result_of("ice");
    assert_int_equal(rig.view.results.trials, 0); /* that have a rate */
    assert_true(ice && ice->has_mean && ice->mean == 6.5 && ice->stimulus == VIEW_RATING);
}

/* A question can be stopped; it is then asked again. */
static void a_question_can_be_stopped(void **state)
{
    (void)state;
    begin("\"response\"", "    choose { key = \"q\", text = \"How?\",\n"
                          "      choices = { { key = \"a\", text = \"so\" },\n"
                          "        { key = \"b\", text = \"so so\" } } }\n");
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED);
    engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    ENGINE_UNTIL(&rig, run()->now == NOW_QUESTION);
    ask_and_wait("b");
    ENGINE_UNTIL(&rig, run()->now == NOW_SUMMARY);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(a_limen_asks_what_its_cool_turn_felt_like),
        ROW(a_hand_in_water_is_marked_from_the_bath_to_the_end),
        ROW(ice_is_stopped_and_then_rated),
        ROW(a_question_can_be_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
