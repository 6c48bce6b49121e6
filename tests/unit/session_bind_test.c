/* An instrument that is on the bench is corrected and taken off: pure changes, and what is refused changes nothing. */
#include "support/program.h"

#include "script/bench_file.h"
#include "session/bench_bind.h"
#include "session/bench_respond.h"
#include "session/sim_bench.h"
#include "text/text.h"

#include <math.h>

/* Two instruments; the second has a button that somebody responds with. */
static struct bench_spec bench(void)
{
    struct bench_spec spec = sim_bench();
    struct response_spec button = {.kind = RESPONSE_CHANNEL, .instrument = 1, .channel = "button"};
    struct response_spec key = {.kind = RESPONSE_KEY, .code = "b"};
    spec.n_responses = 0;
    spec.instruments[1] = spec.instruments[0];
    snprintf(spec.instruments[1].name, sizeof spec.instruments[1].name, "cuff");
    spec.n_instruments = 2;
    spec.roles[ROLE_TEST_CUFF] = (struct role_spec){.bound = true, .instrument = 1};
    assert_int_equal(bench_add_response(&spec, &button, NULL), STATUS_OK);
    assert_int_equal(bench_add_response(&spec, &key, NULL), STATUS_OK);
    return spec;
}

static void capacity_and_area_are_set_within_what_there_is(void **state)
{
    (void)state;
    static const double bad[][2] = {{0, 1},     {-1, 1},      {50001, 1},  {NAN, 1},
                                    {500, 0.0}, {500, 0.009}, {500, 10.1}, {500, NAN}};
    struct bench_spec spec = bench();
    const struct bench_spec before = spec;
    struct why why;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(bench_set_force(&spec, 0, bad[i][0], bad[i][1], &why), STATUS_RANGE);
    assert_int_equal(bench_set_force(&spec, 1, 500, 1, &why), STATUS_INVALID);
    assert_int_equal(bench_set_force(&spec, 2, 500, 1, &why), STATUS_INVALID);
    assert_memory_equal(&spec, &before, sizeof spec);
    assert_int_equal(bench_set_force(&spec, 0, 250, 0.5, &why), STATUS_OK);
    assert_true(spec.instruments[0].capacity_n == 250);
    assert_true(spec.roles[ROLE_ALGOMETER].probe_area_cm2 == 0.5);
}

/* What the file says and what is said in the window: one rule. Gauges of half a newton are on the market. */
static void a_bench_file_and_a_dialog_take_the_same_gauges(void **state)
{
    (void)state;
    static const struct {
        double capacity_n, area_cm2;
        bool is_fit;
    } rows[] = {{0.05, 1, false},  {0.1, 1, true},    {0.5, 0.05, true},
                {50000, 1, true},  {50001, 1, false}, {500, 0.009, false},
                {500, 0.01, true}, {500, 10, true},   {500, 20, false}};
    struct folder folder;
    struct bench_spec read, spec = bench();
    char text[400], path[128];
    folder_make(&folder);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text,
                 "local alg = instrument { driver = \"mark10\", port = \"sim:mark10\", "
                 "capacity = %g*N, probe_area = %g*cm2 }\nreturn bench { algometer = alg }\n",
                 rows[i].capacity_n, rows[i].area_cm2);
        folder_write(&folder, "bench.lua", text);
        const enum status file =
            bench_file_load(folder_file(&folder, "bench.lua", path), &read, NULL);
        const enum status said =
            bench_set_force(&spec, 0, rows[i].capacity_n, rows[i].area_cm2, NULL);
        if ((file == STATUS_OK) != rows[i].is_fit || (said == STATUS_OK) != rows[i].is_fit)
            fail_msg("%g N, %g cm2: the file %d, the dialog %d", rows[i].capacity_n,
                     rows[i].area_cm2, file, said);
    }
    folder_remove(&folder);
}

static void an_instrument_goes_with_its_roles_and_its_button(void **state)
{
    (void)state;
    struct bench_spec spec = bench();
    struct why why;
    assert_int_equal(bench_drop_instrument(&spec, 2, &why), STATUS_INVALID);
    assert_int_equal(bench_drop_instrument(&spec, 1, &why), STATUS_OK);
    assert_int_equal(spec.n_instruments, 1);
    assert_false(spec.roles[ROLE_TEST_CUFF].bound);
    assert_true(spec.roles[ROLE_ALGOMETER].bound);
    assert_int_equal(spec.n_responses, 1);
    assert_int_equal(spec.responses[0].kind, RESPONSE_KEY);
}

/* Those behind it move up, and what was bound to them stays bound to them. */
static void what_stands_behind_it_moves_up(void **state)
{
    (void)state;
    struct bench_spec spec = bench();
    struct why why;
    assert_int_equal(bench_drop_instrument(&spec, 0, &why), STATUS_OK);
    assert_string_equal(spec.instruments[0].name, "cuff");
    assert_false(spec.roles[ROLE_ALGOMETER].bound);
    assert_true(spec.roles[ROLE_TEST_CUFF].bound);
    assert_int_equal(spec.roles[ROLE_TEST_CUFF].instrument, 0);
    assert_int_equal(spec.n_responses, 2);
    assert_int_equal(spec.responses[0].instrument, 0);
    assert_int_equal(bench_drop_instrument(&spec, 0, &why), STATUS_OK);
    assert_int_equal(spec.n_instruments, 0);
}

/* Whoever reads the window in German reads this, too. */
static void assert_german(const struct why *why, const char *some)
{
    char out[sizeof why->text];
    const char *de = text_why(LANGUAGE_DE, why, out, sizeof out);
    if (strcmp(de, why->text) == 0 || !strstr(de, some))
        fail_msg("no German words, or not \"%s\": %s", some, de);
}

static void a_refused_binding_says_why_in_the_language(void **state)
{
    (void)state;
    const struct driver *mark10 = driver_find("mark10");
    struct bench_spec spec = bench();
    struct why why = {0};
    assert_non_null(mark10);
    assert_int_equal(
        bench_bind(&spec, &(struct binding){mark10, "/dev/x", ROLE_BATH, 500, 1}, &why),
        STATUS_INVALID);
    assert_german(&why, "mark10");
    assert_int_equal(
        bench_bind(&spec, &(struct binding){mark10, "/dev/x", ROLE_ALGOMETER, 0, 1}, &why),
        STATUS_INVALID);
    assert_german(&why, "Stempel");
    spec.n_instruments = INSTRUMENTS_MAX;
    memset(spec.roles, 0, sizeof spec.roles);
    assert_int_equal(
        bench_bind(&spec, &(struct binding){mark10, "/dev/x", ROLE_ALGOMETER, 500, 1}, &why),
        STATUS_FULL);
    assert_german(&why, "höchstens");
}

static void a_refused_force_says_why_in_the_language(void **state)
{
    (void)state;
    struct bench_spec spec = bench();
    struct why why = {0};
    assert_int_equal(bench_set_force(&spec, 0, 0, 1, &why), STATUS_RANGE);
    assert_german(&why, "50000");
    assert_int_equal(bench_set_force(&spec, 1, 500, 1, &why), STATUS_INVALID);
    assert_german(&why, "Kraft");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_binding_says_why_in_the_language),
        cmocka_unit_test(a_refused_force_says_why_in_the_language),
        cmocka_unit_test(capacity_and_area_are_set_within_what_there_is),
        cmocka_unit_test(a_bench_file_and_a_dialog_take_the_same_gauges),
        cmocka_unit_test(an_instrument_goes_with_its_roles_and_its_button),
        cmocka_unit_test(what_stands_behind_it_moves_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
