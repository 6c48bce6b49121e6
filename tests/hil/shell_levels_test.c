/* The guided check of a thermode in the window's engine: driven to both levels, read, back, kept; and back on every other way
 * out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/engine_fixture.h"

#include <math.h>
#include <unistd.h>

static const struct levels_view *levels(void)
{
    return &rig.view.bench.levels;
}

static const struct instrument_view *card(void)
{
    return &rig.view.bench.instruments[0];
}

/* A thermode that is simulated; near levels, so that nobody waits long. */
static void prepare(void)
{
    struct bench_spec *bench = &rig.config.bench;
    memset(bench, 0, sizeof *bench);
    sim_bench_add_thermode(bench);
    bench->n_responses = 1;
    bench->responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
    bench->level_low_c = 30;
    bench->level_high_c = 35;
    rig.config.is_demo = false;
    rig.config.protocol[0] = '\0';
    folder_file(&rig.folder, "bench.lua", rig.config.bench_path);
}

static void go(void)
{
    engine_go(&rig);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig,
                 rig.view.screen == SCREEN_BENCH && card()->mark == MARK_OK && card()->has_reading);
}

static void begin(void)
{
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, levels()->is_on && rig.view.frame.is_live);
}

static bool is_back(void)
{
    return card()->has_reading && fabs(card()->reading - 32) < 1;
}

static bool says(const char *part)
{
    return strstr(rig.view.frame.toast, part) != NULL;
}

static void assert_file_has(const char *const *parts, size_t n)
{
    char path[128], line[4096] = "";
    FILE *file = fopen(folder_file(&rig.folder, "bench.checks.jsonl", path), "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (size_t i = 0; i < n; i++)
        if (!strstr(line, parts[i]))
            fail_msg("`%s` is not in %s", parts[i], line);
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
    unlink(path);
}

static void assert_no_file(void)
{
    char path[128];
    assert_int_not_equal(access(folder_file(&rig.folder, "bench.checks.jsonl", path), F_OK), 0);
}

/* At one level: not before it is there and stands still, and then once. */
static void take(int step, double level_c, double reference_c)
{
    ENGINE_UNTIL(&rig, levels()->step == step);
    engine_ask(&rig, ACTION_LEVELS_TAKE, 0, reference_c, NULL); /* not there yet: ignored */
    ENGINE_UNTIL(&rig, levels()->step == step && levels()->hint == LEVELS_CLEAR &&
                           !levels()->is_returning);
    assert_true(fabs(levels()->reading_c - level_c) < 0.5);
    assert_true(rig.view.frame.is_live && rig.view.frame.is_energised);
    assert_int_equal(levels()->n_zones, 5);
    engine_ask(&rig, ACTION_LEVELS_TAKE, 0, reference_c, NULL);
    ENGINE_UNTIL(&rig, levels()->is_returning || levels()->step > step);
}

static void both_levels_are_taken_and_kept(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "\"kind\":\"levels\"",     "\"off_skin\":true",  "\"passed\":true",
        "\"reference\":30.1",      "\"reference\":34.9", "\"tolerance_degc\":0.5",
        "\"operator\":\"tester\"", "\"zone5\":",         "\"lag_s\":"};
    prepare();
    go();
    assert_true(card()->verification.has_levels && card()->verification.low_c == 30);
    begin();
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL); /* one at a time */
    take(0, 30, 30.1);
    take(1, 35, 34.9);
    ENGINE_UNTIL(&rig, levels()->step == 2);
    assert_true(levels()->passed && levels()->has_gain);
    assert_true(fabs(levels()->levels[0].off_c + 0.1) < 0.15);
    ENGINE_UNTIL(&rig, !rig.view.frame.is_live && is_back());
    engine_ask(&rig, ACTION_LEVELS_CANCEL, 0, 0, NULL); /* closes only */
    ENGINE_UNTIL(&rig, !levels()->is_on && card()->verification.exists);
    assert_true(!card()->verification.failed && card()->verification.days_left >= 179);
    assert_non_null(strstr(card()->verification.result, "°C off"));
    assert_file_has(parts, sizeof parts / sizeof parts[0]);
}

/* Of bench file and unit the narrower: what it is let go to stands on its card. */
static void its_limits_stand_on_its_card(void **state)
{
    (void)state;
    prepare();
    struct instrument_spec *lab = &rig.config.bench.instruments[0];
    lab->temperature_min_degc = 12.5; /* the unit itself says 10 */
    lab->temperature_max_degc = 47;
    lab->ramp_max_degc_per_s = 2.5;
    go();
    assert_true(card()->has_range);
    if (card()->low_c != 12.5 || card()->high_c != 47 || card()->ramp_c_per_s != 2.5)
        fail_msg("%g to %g, %g", card()->low_c, card()->high_c, card()->ramp_c_per_s);
    assert_true(card()->low_is_lab && card()->high_is_lab);
}

/* A lab that says nothing: as far as the unit goes by its own word, and as steeply as is usual. */
static void without_a_word_of_the_lab_its_own_limits_do(void **state)
{
    (void)state;
    prepare();
    struct instrument_spec *lab = &rig.config.bench.instruments[0];
    lab->temperature_min_degc = lab->temperature_max_degc = lab->ramp_max_degc_per_s = 0;
    go();
    assert_true(card()->has_range && isfinite(card()->low_c));
    assert_true(card()->low_c < 15 && card()->high_c > 45 && card()->high_c <= 60);
    assert_true(card()->ramp_c_per_s == THERMODE_RAMP_USUAL);
    assert_false(card()->low_is_lab || card()->high_is_lab);
}

/* Cancelled, left, stopped: on its way there, at the level, on its way back. */
static void every_way_out_leads_back_to_the_baseline(void **state)
{
    (void)state;
    prepare();
    go();
    begin();
    engine_ask(&rig, ACTION_LEVELS_CANCEL, 0, 0, NULL); /* before it has moved */
    ENGINE_UNTIL(&rig, !levels()->is_on && !rig.view.frame.is_live && is_back());
    begin();
    ENGINE_UNTIL(&rig, card()->reading < 31.2); /* on its way */
    engine_ask(&rig, ACTION_SCREEN, SCREEN_STUDY, 0, NULL);
    ENGINE_UNTIL(&rig, !levels()->is_on && !rig.view.frame.is_live && is_back());
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    begin();
    ENGINE_UNTIL(&rig, card()->reading < 30.3); /* there */
    stop_raise(&rig.stop, STOP_KEY, mono_now());
    ENGINE_UNTIL(&rig, !levels()->is_on && !rig.view.frame.is_live && says("STOP"));
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_KEY && is_back());
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL); /* not while it stands */
    ENGINE_UNTIL(&rig, says("no STOP stands"));
    assert_false(levels()->is_on);
    engine_ask(&rig, ACTION_REARM, 0, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.frame.stopped_by == STOP_BY_NOBODY);
    begin();
    ENGINE_UNTIL(&rig, levels()->hint == LEVELS_CLEAR);
    engine_ask(&rig, ACTION_LEVELS_TAKE, 0, 30, NULL);
    stop_raise(&rig.stop, STOP_KEY, mono_now()); /* while it returns: no second level begins */
    ENGINE_UNTIL(&rig, !levels()->is_on && !rig.view.frame.is_live && is_back());
    assert_no_file();
}

static void levels_that_cannot_be_apart_are_refused_in_words(void **state)
{
    (void)state;
    prepare();
    rig.config.bench.level_high_c = 0;
    rig.config.bench.instruments[0].temperature_min_degc = 30;
    rig.config.bench.instruments[0].temperature_max_degc = 34;
    go();
    assert_true(card()->verification.is_moved);
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, says("less than 5 °C apart"));
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 1, 0, NULL); /* there is no such instrument */
    ENGINE_UNTIL(&rig, says("It cannot be checked now"));
    assert_false(levels()->is_on || rig.view.frame.is_live);
}

/* Nobody has to respond in it, but nothing is driven while nobody could: the card has nothing to tell of that. */
static void a_response_that_is_held_is_named(void **state)
{
    (void)state;
    prepare();
    go();
    engine_ask(&rig, ACTION_RESPONSE_KEY, 1, 0, NULL);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_STUDY, 0, NULL); /* by then the bench has heard it */
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_STUDY);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_BENCH);
    engine_ask(&rig, ACTION_LEVELS_BEGIN, 0, 0, NULL);
    ENGINE_UNTIL(&rig, says("the response is held down"));
    assert_false(rig.view.frame.is_live);
    ENGINE_UNTIL(&rig, rig.view.bench.instruments[1].is_held); /* nor is its card "Ready" */
    ENGINE_UNTIL(&rig, rig.view.bench.tests[0].mark == MARK_BAD);
    ENGINE_UNTIL(&rig, rig.view.run.button_mark == MARK_WARN); /* nor does Session say so */
    engine_ask(&rig, ACTION_RESPONSE_KEY, 0, 0, NULL);
    ENGINE_UNTIL(&rig, !rig.view.bench.instruments[1].is_held);
    begin();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_levels_are_taken_and_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(every_way_out_leads_back_to_the_baseline, setup, teardown),
        cmocka_unit_test_setup_teardown(its_limits_stand_on_its_card, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_word_of_the_lab_its_own_limits_do, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(levels_that_cannot_be_apart_are_refused_in_words, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_response_that_is_held_is_named, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
