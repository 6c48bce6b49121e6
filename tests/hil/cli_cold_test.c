/* A hand in cold water, at the terminal: questions are answered and marks are made by keys. */
#include "support/screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"cold\", version = \"1.0.0\", title = { en = \"cold\", de = \"kalt\" },\n"
    "  needs = { \"response\" },\n"
    "  run = function(p)\n"
    "    local r = cold_pressor { sites = site(\"hand.dorsum\", \"left\"), bath = 5*degC }\n"
    "    local felt = choose { key = \"q\", text = \"How was it?\",\n"
    "      choices = { { key = \"bad\", text = \"bad\" }, { key = \"worse\", text = \"worse\" } } "
    "}\n"
    "    note(tostring(r.bath_before[1]) .. \" \" .. tostring(r.bath_after[1]) .. \" \" .. felt)\n"
    "  end,\n"
    "}\n";

static int setup(void **state)
{
    *state = screen_new(protocol);
    return 0;
}

static void questions_and_marks_are_keys(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "How cold is the water now");
    wait_for(screen, "A number from 0 to 25");
    wait_for(screen, "[k] no answer");
    key(screen, "99" UP "\n");
    wait_for(screen, "99 is no answer here: from 0 to 25");
    key(screen, "55\b" UP "\177"
                "4,4" UP "\n");
    wait_for(screen, "into cold water for 120 s at most");
    key(screen, UP "\n");
    wait_for(screen, "[Enter] it is in the water");
    key(screen, UP "\n");
    wait_for(screen, "[p] it begins to hurt");
    key(screen, "p");
    key(screen, "o");
    wait_for(screen, "saved");
    wait_for(screen, "[s] spoil");
    key(screen, UP "\n");
    wait_for(screen, "How cold is the water after");
    wait_for(screen, "[k] no answer");
    key(screen, "k");
    wait_for(screen, "How was it?");
    wait_for(screen, "[2] worse");
    wait_for(screen, "[k] no answer");
    key(screen, "7"); /* no such answer */
    wait_for(screen, "is no answer here");
    key(screen, "2");
    assert_int_equal(get_up(screen), 0);
    assert_non_null(strstr(screen->text, "cold_pressor.mean"));
    assert_non_null(strstr(screen->text, "cold_pain.mean"));
}

/* Nobody could say when the hand is in: there is no session, and no study. */
static void with_nobody_there_a_real_hand_is_not_put_into_cold_water(void **state)
{
    struct screen *screen = *state;
    static struct program program;
    char box[128], text[300];
    snprintf(text, sizeof text, "return bench { response = box { port = \"pty:%s\" } }\n",
             folder_file(&screen->folder, "box", box));
    use_bench(screen, text);
    program_run(&program, (const char *const[]){"run", screen->script, "--study", screen->study,
                                                "--participant", "P1", "--bench", screen->bench,
                                                "--headless", NULL});
    assert_int_equal(program.code, 1);
    assert_non_null(strstr(program_err(&program), "with --headless nobody could say"));
    assert_int_not_equal(access(screen->study, F_OK), 0);
    program_run(&program,
                (const char *const[]){"run", screen->script, "--study", screen->study,
                                      "--participant", "P1", "--sim", "--headless", NULL});
    assert_null(strstr(program_err(&program), "nobody could say"));
    assert_non_null(strstr(program_err(&program), "trial 1.1"));
}

static const char bare_protocol[] =
    "return protocol {\n"
    "  id = \"ice\", version = \"1.0.0\", title = { en = \"ice\", de = \"Eis\" },\n"
    "  needs = {%s},\n"
    "  run = function(p) ice { sites = site(\"thenar\", \"left\"), trials = 1 } end,\n"
    "}\n";

static void use_bare(struct screen *screen, const char *needs)
{
    char text[600];
    snprintf(text, sizeof text, bare_protocol, needs);
    use_protocol(screen, text);
    use_bench(screen, "return bench { limits = { rest = 1*sec } }\n");
}

/* Who needs no response needs none on the bench, and no instrument: an examiner and ice are all. */
static void cold_by_hand_asks_for_no_response_that_it_does_not_need(void **state)
{
    struct screen *screen = *state;
    use_bare(screen, "");
    sit_down(screen, false);
    wait_for(screen, "[Enter]");
    key(screen, "q");
    assert_int_equal(get_up(screen), 4);
    assert_int_equal(access(screen->study, F_OK), 0);
}

static void what_is_needed_and_not_there_begins_nothing(void **state)
{
    static const struct {
        const char *needs, *headless, *part;
    } rows[] = {
        {"\"response\"", "--headless", "response"},
        {"", "--headless", "with --headless nobody could say"},
        {"", NULL, "there is no terminal"},
    };
    struct screen *screen = *state;
    static struct program program;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        use_bare(screen, rows[i].needs);
        program_run(&program, (const char *const[]){"run", screen->script, "--study", screen->study,
                                                    "--participant", "P1", "--bench", screen->bench,
                                                    rows[i].headless, NULL});
        if (program.code == 0 || !strstr(program_err(&program), rows[i].part))
            fail_msg("%zu: %d %s", i, program.code, program_err(&program));
        assert_int_not_equal(access(screen->study, F_OK), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_nobody_there_a_real_hand_is_not_put_into_cold_water,
                                        setup, screen_teardown),
        cmocka_unit_test_setup_teardown(cold_by_hand_asks_for_no_response_that_it_does_not_need,
                                        setup, screen_teardown),
        cmocka_unit_test_setup_teardown(what_is_needed_and_not_there_begins_nothing, setup,
                                        screen_teardown),
        cmocka_unit_test_setup_teardown(questions_and_marks_are_keys, setup, screen_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
