/* Whether a visit can begin, and what the Study screen says when it cannot: protocol, instruments, responses. */
#include "support/engine_gauge_fixture.h"

#include "store/query.h"

static bool says(const char *words)
{
    return !rig.view.study.can_begin && strstr(rig.view.study.why_not, words);
}

static void write_protocol(const char *name, const char *needs, const char *run, char path[128])
{
    char text[1024];
    snprintf(text, sizeof text,
             "return protocol {\n  id = \"t\", version = \"1.0.0\", title = { en = \"t\", de = "
             "\"t\" },\n  needs = { %s },\n  run = function(p)\n%s\n  end,\n}\n",
             needs, run);
    folder_write(&rig.folder, name, text);
    folder_file(&rig.folder, name, path);
}

static const char needs[] = "\"algometer\", \"response\"";
static const char ppt[] = "ppt { sites = { site(\"thenar\", \"left\") }, rate = 50*kPa/sec }";

/* Whoever would stop the instruments when this program cannot is dead: no visit begins without them. */
static void without_a_keeper_nothing_begins(void **state)
{
    (void)state;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    assert_int_equal(kill(keeper_pid(rig.keeper), SIGKILL), 0);
    ENGINE_UNTIL(&rig, says("The keeper process has ended"));
}

/* ---- the study ----------------------------------------------------------------------------------
 */

/* Another program writes it: what is tried again is the same file, and it opens when that has let it go. */
static void a_study_that_is_refused_is_tried_again(void **state)
{
    struct study *other;
    struct why why = {0};
    (void)state;
    assert_int_equal(study_open(rig.config.study, STUDY_CREATE, &other, &why), STATUS_OK);
    rig.config.language = LANGUAGE_DE;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, strstr(rig.view.study.problem, "Ein anderes Limen"));
    assert_false(rig.view.study.is_open);
    assert_string_equal(rig.view.study.path, rig.config.study);
    study_close(other);
    engine_ask(&rig, ACTION_OPEN_STUDY, 0, 0, rig.view.study.path);
    ENGINE_UNTIL(&rig, rig.view.study.is_open && rig.view.study.problem[0] == '\0');
}

/* ---- the protocol -------------------------------------------------------------------------------
 */

/* Nothing of it is kept: a visit that would fail in its first line is not there to be resumed. */
static void a_script_that_the_dry_run_shows_to_be_wrong_does_not_begin(void **state)
{
    char path[128];
    (void)state;
    write_protocol("wrong.lua", needs, "    local x = nothing.here", path);
    memcpy(rig.config.protocol, path, sizeof path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_WRONG);
    ENGINE_UNTIL(&rig, says("Protocol screen (F5)"));
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, says("Seite Protokoll (F5)"));
    assert_int_equal(rig.view.study.sessions, 0);
    write_protocol("right.lua", needs, ppt, path);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, path);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    write_protocol("right.lua", needs, "    local x = nothing.here", path);
    engine_ask(&rig, ACTION_OPEN_PROTOCOL, 0, 0, path);
    ENGINE_UNTIL(&rig, !rig.view.study.can_begin);
}

/* The planner gives up after its patience: that says nothing about what people will do. */
static void a_plan_that_could_not_be_computed_holds_nobody_up(void **state)
{
    char path[128];
    (void)state;
    write_protocol("long.lua", needs, "    while true do note(\"again\") end", path);
    memcpy(rig.config.protocol, path, sizeof path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.protocol.plan_state == VIEW_PLAN_REFUSED);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
}

static void a_protocol_with_a_syntax_error_is_told_on_the_study_screen(void **state)
{
    char path[128];
    (void)state;
    write_protocol("broken.lua", needs, "    ppt { sites = ", path);
    memcpy(rig.config.protocol, path, sizeof path);
    engine_go(&rig);
    ENGINE_UNTIL(&rig, says("cannot be used: the Protocol screen (F5) says why"));
    assert_non_null(strstr(rig.view.protocol.problem, "broken.lua:"));
}

/* ---- instruments --------------------------------------------------------------------------------
 */

static void put_on_bench(const char *driver)
{
    gauge_plug(&gauge, rig.nursery, gauges, driver);
    struct instrument_spec *spec = &rig.config.bench.instruments[0];
    rig.config.is_demo = false;
    snprintf(spec->port, sizeof spec->port, "%.127s", gauge.port);
    snprintf(spec->name, sizeof spec->name, "Gauge 7");
}

/* Said before the visit begins, with the way to the check, and it holds nobody up. */
static void an_algometer_that_was_never_checked_is_told_before_the_visit(void **state)
{
    (void)state;
    put_on_bench("mark10");
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin &&
                           strstr(rig.view.study.notes[0], "never checked with a known weight"));
    assert_non_null(strstr(rig.view.study.notes[0], "F2"));
    engine_ask(&rig, ACTION_LANGUAGE, LANGUAGE_DE, 0, NULL);
    ENGINE_UNTIL(&rig, strstr(rig.view.study.notes[0], "nie mit bekanntem Gewicht"));
}

/* Pulled out while nobody looks at the Bench screen. */
static void a_gauge_that_is_pulled_out_holds_the_visit_until_it_is_back(void **state)
{
    (void)state;
    put_on_bench("mark10");
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    gauge_unplug(&gauge);
    ENGINE_UNTIL(&rig, says("Instrument Gauge 7 is not ready: check power and cable"));
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    gauge_plug(&gauge, rig.nursery, gauges, "mark10");
    ENGINE_UNTIL(&rig, rig.view.study.can_begin);
    assert_int_equal(rig.view.study.sessions, 0);
    engine_ask(&rig, ACTION_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.run.now == NOW_INSTRUCT);
}

static void a_gauge_that_was_never_there_holds_the_visit(void **state)
{
    (void)state;
    put_on_bench("mark10");
    gauge_unplug(&gauge);
    rig.config.language = LANGUAGE_DE;
    engine_go(&rig);
    ENGINE_UNTIL(&rig, says("Gerät Gauge 7 ist nicht bereit: Strom und Kabel prüfen"));
    assert_int_equal(rig.view.bench.instruments[0].mark, MARK_BAD);
}

/* The button is at an instrument that measures nothing in this protocol. */
static void a_button_is_as_ready_as_its_instrument(void **state)
{
    struct bench_spec *spec = &rig.config.bench;
    (void)state;
    put_on_bench("presser");
    spec->instruments[1] = spec->instruments[0];
    snprintf(spec->instruments[1].driver, sizeof spec->instruments[1].driver, "presser");
    snprintf(spec->instruments[1].name, sizeof spec->instruments[1].name, "Box");
    snprintf(spec->instruments[0].port, sizeof spec->instruments[0].port, "sim:mark10");
    spec->n_instruments = 2;
    spec->responses[0] =
        (struct response_spec){.kind = RESPONSE_CHANNEL, .instrument = 1, .channel = "button"};
    engine_go(&rig);
    ENGINE_UNTIL(&rig, rig.view.study.can_begin && rig.view.bench.tests[0].mark != MARK_BAD);
    gauge_unplug(&gauge);
    ENGINE_UNTIL(&rig, says("A response is not plugged in"));
    assert_int_equal(rig.view.bench.tests[0].mark, MARK_BAD);
    ENGINE_UNTIL(&rig, rig.view.run.button_mark == MARK_BAD);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(without_a_keeper_nothing_begins),
        ROW(a_study_that_is_refused_is_tried_again),
        ROW(a_script_that_the_dry_run_shows_to_be_wrong_does_not_begin),
        ROW(a_plan_that_could_not_be_computed_holds_nobody_up),
        ROW(a_protocol_with_a_syntax_error_is_told_on_the_study_screen),
        ROW(an_algometer_that_was_never_checked_is_told_before_the_visit),
        ROW(a_gauge_that_is_pulled_out_holds_the_visit_until_it_is_back),
        ROW(a_gauge_that_was_never_there_holds_the_visit),
        ROW(a_button_is_as_ready_as_its_instrument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
