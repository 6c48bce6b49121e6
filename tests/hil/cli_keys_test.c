/* Keys of a participant and signals of a terminal: each key does what the bench file says, each signal stops, and a
 * terminal that was taken away is set again. */
#include "support/screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"slow\", version = \"1.2.3\", title = { en = \"slow ramps\", de = \"slow ramps\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rate = 20*kPa/sec,\n"
    "      attempts = 3, tolerance = 90*percent, rest = 0*sec }\n"
    "  end,\n"
    "}\n";

static const char bench[] =
    "local gauge = instrument { driver = \"mark10\", port = \"sim:mark10\", capacity = 500*N,\n"
    "  limits = { force = 120*N } }\n"
    "return bench { algometer = gauge:force { probe_area = 1*cm2 },\n"
    "  response = { key \"b\", key { key = \"x\", stop = true } } }\n";

static int setup(void **state)
{
    struct screen *screen = screen_new(protocol);
    use_bench(screen, bench);
    *state = screen;
    return 0;
}

static void press_until(struct screen *screen, const char *part)
{
    sit_down(screen, false);
    wait_for(screen, "[Enter] the probe is there");
    key(screen, "B"); /* a response while nothing runs is nobody's answer */
    key(screen, UP "\n");
    wait_for(screen, part);
}

static void the_plain_key_responds_and_stops_nothing(void **state)
{
    struct screen *screen = *state;
    press_until(screen, " of 20 kPa/s");
    key(screen, "s");
    wait_for(screen, "(Nothing is asked during a ramp. Space stops.)");
    key(screen, "b");
    wait_for(screen, "RESPONDED at ");
    wait_for(screen, " kPa: take the probe off");
    wait_for(screen, "saved");
    wait_for(screen, "[s] spoil");
    assert_null(strstr(screen->text, "stopped"));
    key(screen, "x"); /* the participant's STOP stops at a question, too */
    wait_for(screen, "stopped: the participant has pressed stop");
    wait_for(screen, "[q] leave");
    key(screen, "q");
    assert_int_equal(get_up(screen), 4);
    assert_null(strstr(screen->text, "no answer"));
}

static void the_stop_key_stops_the_ramp(void **state)
{
    struct screen *screen = *state;
    press_until(screen, " of 20 kPa/s");
    key(screen, "x");
    wait_for(screen, "stopped: the participant has pressed stop");
    wait_for(screen, "[q] leave");
    leave(screen);
}

static void a_key_that_is_no_answer_is_told_which_are(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "[Enter] the probe is there");
    key(screen, "z");
    wait_for(screen, "(z is no answer here; these are: Enter, k, e, q; Space stops.)");
    key(screen, "\xc3\xa4");
    wait_for(screen, "(That is no answer here; these are: ");
    key(screen, UP "s");
    wait_for(screen, "(s is no answer here");
    leave(screen);
}

static void the_first_screen_names_person_protocol_gauge_and_limit(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Participant P1. Protocol slow 1.2.3: slow ramps.");
    wait_for(screen, "Algometer: mark10 on sim:mark10, probe 1 cm2, limit of the bench 1200 kPa.");
    wait_for(screen, "Algometer: M5-100, serial ");
    wait_for(screen, "[Enter] the probe is there");
    leave(screen);
}

static void a_question_that_a_note_has_pushed_away_is_asked_again(void **state)
{
    struct screen *screen = *state;
    use_protocol(screen, "return protocol { id = \"i\", version = \"1.0.0\", title = \"i\",\n"
                         "  needs = { \"algometer\", \"response\" },\n"
                         "  run = function(p) instruct \"ppt\" end }\n");
    sit_down(screen, false);
    wait_for(screen, "[Enter] done");
    wait_for(screen, "note: Algometer: M5-100");
    wait_for(screen, "[Enter] done");
    leave(screen);
}

static void ctrl_backslash_is_a_stop_like_ctrl_c(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "[Enter] the probe is there");
    key(screen, UP "\n");
    wait_for(screen, " of 20 kPa/s");
    key(screen, "\x1c");
    wait_for(screen, "stopped: Ctrl-C was pressed");
    wait_for(screen, "[q] leave");
    key(screen, "\x1c");
    wait_for(screen, "--resume goes on with this session");
    assert_int_equal(get_up(screen), 4);
}

static bool is_raw(const struct screen *screen)
{
    struct termios now;
    assert_int_equal(tcgetattr(screen->master, &now), 0);
    return !(now.c_lflag & ICANON);
}

/* As a shell does that was told to put the program to sleep and to wake it. */
static void a_terminal_that_was_taken_away_is_set_again(void **state)
{
    struct screen *screen = *state;
    struct termios cooked;
    int status;
    sit_down(screen, false);
    wait_for(screen, "[Enter] the probe is there");
    assert_true(is_raw(screen));
    assert_int_equal(kill(screen->pid, SIGSTOP), 0);
    assert_int_equal(waitpid(screen->pid, &status, WUNTRACED), screen->pid);
    assert_true(WIFSTOPPED(status));
    assert_int_equal(tcgetattr(screen->master, &cooked), 0);
    cooked.c_lflag |= ICANON | ECHO;
    assert_int_equal(tcsetattr(screen->master, TCSANOW, &cooked), 0);
    assert_int_equal(kill(screen->pid, SIGCONT), 0);
    const mono_ns end = mono_now() + 20 * MONO_SEC;
    while (!is_raw(screen) && mono_now() < end)
        look(screen, 10 * MONO_MS);
    assert_true(is_raw(screen));
    leave(screen);
    assert_null(strstr(screen->text + screen->seen, "\nq")); /* nothing is echoed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, screen_teardown)
        TEST(the_plain_key_responds_and_stops_nothing),
        TEST(the_stop_key_stops_the_ramp),
        TEST(a_key_that_is_no_answer_is_told_which_are),
        TEST(the_first_screen_names_person_protocol_gauge_and_limit),
        TEST(a_question_that_a_note_has_pushed_away_is_asked_again),
        TEST(ctrl_backslash_is_a_stop_like_ctrl_c),
        TEST(a_terminal_that_was_taken_away_is_set_again),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
