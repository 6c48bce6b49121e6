/* Trains by hand from the command line: the shipped protocols to their indices, the beat at the terminal, and nobody there. */
#include "support/screen.h"

#include <math.h>

static const char protocol[] =
    "return protocol {\n"
    "  id = \"beat\", version = \"1.0.0\", title = { en = \"beat\", de = \"Takt\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    ts_hand { sites = site(\"thenar\", \"left\"), level = 300*kPa, pulses = 1 }\n"
    "  end,\n"
    "}\n";

static int setup(void **state)
{
    *state = screen_new(protocol);
    return 0;
}

/* The number of an index at a site, of what `score` says. */
static double index_of(const char *table, const char *site, const char *index)
{
    char part[96];
    snprintf(part, sizeof part, "\t%s\tleft\t%s\t", site, index);
    const char *at = strstr(table, part);
    if (!at)
        fail_msg("no %s in %s", part, table);
    return strtod(at + strlen(part), NULL);
}

static void run_shipped(struct screen *screen, struct program *program, const char *name)
{
    folder_write(&screen->folder, "who.lua", "return participant { pulse = { sd = 0 } }\n");
    char who[128];
    program_run(program,
                (const char *const[]){"run", name, "--study", screen->study, "--participant", "P1",
                                      "--sim", "--headless", "--virtual-participant",
                                      folder_file(&screen->folder, "who.lua", who), NULL});
    if (program->code != 0)
        fail_msg("%s", program_err(program));
}

/* A participant whose pain grows by a tenth from stimulus to stimulus: ten are 1.45 times one. */
static void wind_up_of_the_shipped_protocol_is_the_participants(void **state)
{
    static struct program program;
    run_shipped(*state, &program, "windup-pinprick");
    assert_true(fabs(index_of(program_out(&program), "hand.dorsum", "wur.ratio") - 1.45) < 1e-9);
    assert_true(
        fabs(index_of(program_out(&program), "lumbar.L4", "wur.ratio_log10") - log10(1.45)) < 1e-9);
    assert_non_null(strstr(program_out(&program), "WUR_DFNS"));
}

static void summation_of_the_shipped_protocol_is_at_the_own_threshold(void **state)
{
    static struct program program;
    run_shipped(*state, &program, "ts-handheld");
    const char *table = program_out(&program);
    assert_true(index_of(table, "lumbar.L4", "ppt.mean") > 100);
    assert_true(fabs(index_of(table, "lumbar.L4", "ts.last_minus_first") - 2) < 1e-9);
    assert_true(fabs(index_of(table, "tibialis_anterior", "ts.max_minus_first") - 2) < 1e-9);
    assert_non_null(strstr(table, "missing_pulse")); /* seven were not asked for */
}

/* Nobody could hear the beat, nor say what was felt: there is no session, and no study. */
static void with_nobody_there_no_beat_is_given(void **state)
{
    struct screen *screen = *state;
    static struct program program;
    char gauge[128], box[128], text[600];
    folder_file(&screen->folder, "gauge", gauge);
    folder_file(&screen->folder, "box", box);
    snprintf(text, sizeof text,
             "local a = instrument { driver = \"mark10\", port = \"pty:%s\", "
             "capacity = 500*N }\n"
             "return bench { algometer = a:force { probe_area = 1*cm2 }, response = box { port = "
             "\"pty:%s\" } }\n",
             gauge, box);
    use_bench(screen, text);
    program_run(&program, (const char *const[]){"run", screen->script, "--study", screen->study,
                                                "--participant", "P1", "--bench", screen->bench,
                                                "--headless", NULL});
    if (program.code != 1 || !strstr(program_err(&program), "nobody could hear and see the beat"))
        fail_msg("%d %s", program.code, program_err(&program));
    assert_int_not_equal(access(screen->study, F_OK), 0);
}

/* To the last press, then what was felt of it. */
static void the_beat_is_told_in_words_and_the_bell_rings(void **state)
{
    struct screen *screen = *state;
    screen->columns = 80;
    sit_down(screen, false);
    wait_for(screen, "1 press of 300 kPa to the beat, up to 1000 kPa");
    wait_for(screen, "[Enter]");
    key(screen, UP "\n");
    static const char *const told[] = {"READY", "COUNT 3",   "COUNT 2", "COUNT 1",
                                       "\a",    "PRESS 1/1", "LIFT 1/1"};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        wait_for(screen, told[i]);
    wait_for(screen, "1 pressed, ");
    wait_for(screen, "[Enter] keep");
    key(screen, UP "\n");
    wait_for(screen, "pain of stimulus 1?");
    wait_for(screen, "A number from 0 to 10, then Enter.");
    wait_for(screen, "[k] no answer");
    key(screen, UP "3\n");
    assert_int_equal(get_up(screen), 0);
    assert_non_null(strstr(screen->text, "ts.max_minus_first"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(wind_up_of_the_shipped_protocol_is_the_participants, setup,
                                        screen_teardown),
        cmocka_unit_test_setup_teardown(summation_of_the_shipped_protocol_is_at_the_own_threshold,
                                        setup, screen_teardown),
        cmocka_unit_test_setup_teardown(with_nobody_there_no_beat_is_given, setup, screen_teardown),
        cmocka_unit_test_setup_teardown(the_beat_is_told_in_words_and_the_bell_rings, setup,
                                        screen_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
