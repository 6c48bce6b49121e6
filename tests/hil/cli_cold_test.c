/* A hand in cold water, at the terminal: questions are answered and marks are made by keys. */
#include "session/session.h"
#include "store/query.h"
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

static bool find_note(void *context, const struct entry *entry, int64_t seq)
{
    const char **part = context;
    char payload[512];
    (void)seq;
    snprintf(payload, sizeof payload, "%.*s", (int)entry->payload_size,
             (const char *)entry->payload);
    if (*part && strcmp(entry->kind, "note") == 0 && strstr(payload, *part))
        *part = NULL;
    return true;
}

static bool keep_key(void *context, const struct study_session *row)
{
    *(struct session_key *)context = row->key;
    return true;
}

static void assert_noted(const struct screen *screen, const char *part)
{
    struct study *study;
    struct session_key session = {0};
    struct why why = {0};
    const char *left = part;
    assert_int_equal(study_open(screen->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, NULL, keep_key, &session, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &session, find_note, &left, &why), STATUS_OK);
    study_close(study);
    if (left)
        fail_msg("no note `%s`", part);
}

static const char beside[] =
    "return protocol {\n"
    "  id = \"beside\", version = \"1.0.0\", title = { en = \"cold\", de = \"kalt\" },\n"
    "  needs = { \"response\" },\n"
    "  run = function(p)\n"
    "    start_conditioning { cold_pressor, site = site(\"hand.dorsum\", \"left\"), ask = false,\n"
    "      limit = 170*sec }\n"
    "    local t = until_rating { low = 6, high = 10, within = 160*sec }\n"
    "    local c = stop_conditioning()\n"
    "    note((\"waived %s %s rating %s end %s\"):format(tostring(t.waived), tostring(t.reason),\n"
    "      tostring(t.rating), c[\"end\"]))\n"
    "  end,\n"
    "}\n";

static void put_hand_in(struct screen *screen)
{
    use_protocol(screen, beside);
    sit_down(screen, false);
    wait_for(screen, "into cold water for 170 s at most");
    key(screen, UP "\n");
    wait_for(screen, "[Enter] it is in the water");
    key(screen, UP "\n");
    wait_for(screen, "the pain of the conditioning at ");
    wait_for(screen, "6 to 10 of 10 first, and is not rated yet");
    wait_for(screen, "[k] test now, with a reason");
}

/* It is rated while it is waited for, and whoever waits no longer says why. */
static void a_target_is_rated_and_waived_by_keys(void **state)
{
    struct screen *screen = *state;
    put_hand_in(screen);
    key(screen, "2" UP "\n");
    wait_for(screen, "of 10 first, and is 2.0 now");
    key(screen, UP "k");
    wait_for(screen, "Why is it tested all the same?");
    wait_for(screen, "[2] More would be too much");
    key(screen, "7");
    wait_for(screen, "press 1 to 3, or Enter");
    key(screen, "2");
    wait_for(screen, "take it out");
    key(screen, "o");
    assert_int_equal(get_up(screen), 0);
    assert_noted(screen, "waived true too_much rating 2");
}

/* Whoever has had enough has it marked at once, whatever is asked. */
static void a_target_is_reached_and_a_hand_taken_out_by_keys(void **state)
{
    struct screen *screen = *state;
    put_hand_in(screen);
    key(screen, "o");
    wait_for(screen, "has had enough of the conditioning");
    assert_int_equal(get_up(screen), 0);
    assert_noted(screen, "end response");
    screen_free(screen);
    *state = screen = screen_new(beside);
    put_hand_in(screen);
    key(screen, "6" UP "\n");
    wait_for(screen, "take it out");
    key(screen, "o");
    assert_int_equal(get_up(screen), 0);
    assert_noted(screen, "waived nil nil rating 6");
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
        cmocka_unit_test_setup_teardown(a_target_is_rated_and_waived_by_keys, setup,
                                        screen_teardown),
        cmocka_unit_test_setup_teardown(a_target_is_reached_and_a_hand_taken_out_by_keys, setup,
                                        screen_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
