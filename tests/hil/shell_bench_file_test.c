/* The bench's file in the window: one that cannot be used is said until it can, is read again when it was mended, another is opened,
 * and nothing is made or replaced unasked. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/engine_fixture.h"

#include "script/bench_file.h"

static const char good[] = "local alg = instrument { driver = \"mark10\", port = \"sim:mark10\", "
                           "capacity = 500*N, probe_area = 1*cm2 }\n"
                           "return bench { algometer = alg, response = key \"b\" }\n";
static const char broken[] =
    "local alg = instrument { driver = \"mark10\", port = \"sim:mark10\" }\n"
    "return bench { algometer = alg }\n";

static char own[128], other[128];

/* As the command does it: what cannot be read is no reason not to open the window. */
static void begin_with(const char *text)
{
    struct why why = {0};
    folder_write(&rig.folder, "bench.lua", text);
    folder_file(&rig.folder, "bench.lua", own);
    folder_file(&rig.folder, "other.lua", other);
    rig.config.is_demo = false;
    rig.config.bench = (struct bench_spec){0};
    snprintf(rig.config.bench_path, sizeof rig.config.bench_path, "%s", own);
    if (engine_load_bench(own, &rig.config.bench, &why) != STATUS_OK)
        snprintf(rig.config.bench_problem, sizeof rig.config.bench_problem, "%.600s", why.text);
    engine_go(&rig);
    engine_ask(&rig, ACTION_SCREEN, SCREEN_BENCH, 0, NULL);
    ENGINE_UNTIL(&rig, rig.view.screen == SCREEN_BENCH);
}

static const struct bench_view *bench(void)
{
    return &rig.view.bench;
}

static void ask(enum action_kind kind, int64_t number, const char *path)
{
    const uint32_t question = rig.view.frame.answered + 1;
    engine_ask_question(&rig, question, kind, number, path);
    ENGINE_UNTIL(&rig, rig.view.frame.answered == question);
}

static void a_broken_file_is_said_until_it_is_mended_and_read_again(void **state)
{
    (void)state;
    begin_with(broken);
    assert_non_null(strstr(bench()->problem, "bench.lua:"));
    assert_non_null(strstr(rig.view.frame.toast, "The bench file cannot be used: "));
    engine_ask(&rig, ACTION_ADD_RESPONSE, SOURCE_KEY, 0, "\tb");
    ENGINE_UNTIL(&rig, bench()->n_instruments == 1);
    assert_non_null(strstr(bench()->problem, "bench.lua:"));
    ask(ACTION_OPEN_BENCH, 0, "");
    assert_non_null(strstr(rig.view.frame.refusal, "bench.lua:"));
    assert_non_null(strstr(bench()->problem, "bench.lua:"));
    folder_write(&rig.folder, "bench.lua", good);
    ask(ACTION_OPEN_BENCH, 0, own);
    assert_string_equal(rig.view.frame.refusal, "");
    ENGINE_UNTIL(&rig, bench()->instruments[0].mark == MARK_OK && bench()->n_instruments == 2);
    assert_string_equal(bench()->problem, "");
    assert_false(bench()->is_changed);
}

/* A file that somebody spoils leaves the bench as it stands. */
static void a_file_that_is_spoiled_meanwhile_changes_nothing_but_the_sentence(void **state)
{
    (void)state;
    begin_with(good);
    ENGINE_UNTIL(&rig, bench()->instruments[0].mark == MARK_OK);
    folder_write(&rig.folder, "bench.lua", broken);
    ask(ACTION_OPEN_BENCH, 0, "");
    assert_non_null(strstr(bench()->problem, "bench.lua:"));
    assert_int_equal(bench()->instruments[0].mark, MARK_OK);
    ask(ACTION_SAVE_BENCH, 0, own); /* replaced only when it is said */
    assert_string_equal(bench()->taken, own);
    assert_string_equal(rig.view.frame.refusal, "");
    ask(ACTION_SAVE_BENCH, 1, own);
    assert_string_equal(bench()->problem, "");
    ask(ACTION_OPEN_BENCH, 0, "");
    assert_string_equal(rig.view.frame.refusal, "");
}

static void another_file_is_opened_and_none_is_made(void **state)
{
    (void)state;
    rig.config.language = LANGUAGE_DE;
    begin_with(broken);
    assert_non_null(strstr(rig.view.frame.toast, "Die Messplatzdatei ist nicht brauchbar: "));
    ask(ACTION_OPEN_BENCH, 0, other);
    assert_non_null(strstr(rig.view.frame.refusal, "Es gibt keine Messplatzdatei"));
    assert_int_equal(access(other, F_OK), -1);
    assert_string_equal(bench()->path, own);
    folder_write(&rig.folder, "other.lua", broken);
    ask(ACTION_OPEN_BENCH, 0, other);
    assert_non_null(strstr(rig.view.frame.refusal, "other.lua:"));
    assert_null(strstr(bench()->problem, "other.lua")); /* it is of its own, still */
    assert_string_not_equal(bench()->problem, "");
    folder_write(&rig.folder, "other.lua", good);
    ask(ACTION_OPEN_BENCH, 0, other);
    assert_string_equal(rig.view.frame.refusal, "");
    assert_string_equal(bench()->problem, "");
    assert_string_equal(bench()->path, other);
    assert_string_equal(rig.view.frame.bench, "other");
    ENGINE_UNTIL(&rig, bench()->instruments[0].mark == MARK_OK);
}

/* Whoever writes them believes that they hold. What the program allows itself stands in the sentence, as in that of `limen run`. */
static void limits_that_are_looser_than_the_programs_own_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *limits, *words;
    } rows[] = {
        {"cem43 = 30*min", "limits.cem43 is 30 min in the bench file, but no site is given more "
                           "than 20 min in 24 hours: write 20 or less"},
        {"cold = 200*sec", "limits.cold is 200 s"},
        {"immersion = 400*sec", "limits.immersion is 400 s"},
        {"thermal_ramps_per_day = 13", "limits.thermal_ramps_per_day is 13 in the bench file"},
        {"ramps_per_day = 31", "limits.ramps_per_day is 31 in the bench file, but no site is "
                               "pressed more than 30 times a day: write 30 or less"},
    };
    char text[400];
    begin_with(good);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text, "return bench { response = key \"b\", limits = { %s } }\n",
                 rows[i].limits);
        folder_write(&rig.folder, "other.lua", text);
        ask(ACTION_OPEN_BENCH, 0, other);
        assert_non_null(strstr(rig.view.frame.refusal, rows[i].words));
    }
    assert_string_equal(bench()->path, own);
}

static void what_cannot_be_saved_or_exported_is_answered(void **state)
{
    (void)state;
    begin_with(good);
    ask(ACTION_SAVE_BENCH, 0, "/nowhere/at/all/bench.lua");
    assert_non_null(strstr(rig.view.frame.refusal, "/nowhere/at/all"));
    ask(ACTION_EXPORT, 0, own); /* a file stands where the folder is to be */
    assert_non_null(strstr(rig.view.frame.refusal, "bench.lua"));
}

static void a_failed_save_is_told_in_the_language_of_the_window(void **state)
{
    (void)state;
    rig.config.language = LANGUAGE_DE;
    begin_with(good);
    ask(ACTION_SAVE_BENCH, 0, "/nowhere/at/all/bench.lua");
    assert_non_null(strstr(rig.view.frame.refusal, "/nowhere/at/all/bench.lua lässt sich nicht"));
    assert_non_null(strstr(rig.view.frame.refusal, "den Ordner gibt es nicht"));
}

static void set_force(double capacity_n, double area_cm2)
{
    const struct action action = {
        .kind = ACTION_SET_FORCE, .value = capacity_n, .area_cm2 = area_cm2};
    assert_true(engine_act(rig.engine, &action));
}

static void what_the_label_says_is_corrected_and_saved(void **state)
{
    (void)state;
    struct bench_spec read;
    begin_with(good);
    ENGINE_UNTIL(&rig, bench()->instruments[0].mark == MARK_OK);
    assert_true(bench()->instruments[0].limit_kpa == 5000);
    set_force(500, 20);
    ENGINE_UNTIL(&rig, strstr(rig.view.frame.toast, "0.01 to 10 cm2"));
    assert_false(bench()->is_changed);
    set_force(250, 0.5);
    ENGINE_UNTIL(&rig, bench()->is_changed && bench()->instruments[0].mark == MARK_OK);
    assert_true(bench()->instruments[0].capacity_n == 250 &&
                bench()->instruments[0].area_cm2 == 0.5);
    assert_true(bench()->instruments[0].limit_kpa == 5000); /* 250 N on half the area */
    ask(ACTION_SAVE_BENCH, 0, own);
    assert_int_equal(bench_file_load(own, &read, NULL), STATUS_OK);
    assert_true(read.instruments[0].capacity_n == 250 &&
                read.roles[ROLE_ALGOMETER].probe_area_cm2 == 0.5);
    engine_ask(&rig, ACTION_DROP_INSTRUMENT, 0, 0, NULL);
    ENGINE_UNTIL(&rig, bench()->n_instruments == 1); /* the key */
    assert_int_equal(bench()->instruments[0].response, 1);
    assert_true(bench()->is_changed);
    assert_int_equal(bench()->tests[0].mark, MARK_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_broken_file_is_said_until_it_is_mended_and_read_again,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_file_that_is_spoiled_meanwhile_changes_nothing_but_the_sentence, setup, teardown),
        cmocka_unit_test_setup_teardown(another_file_is_opened_and_none_is_made, setup, teardown),
        cmocka_unit_test_setup_teardown(what_the_label_says_is_corrected_and_saved, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_failed_save_is_told_in_the_language_of_the_window, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(limits_that_are_looser_than_the_programs_own_are_refused,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_saved_or_exported_is_answered, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
