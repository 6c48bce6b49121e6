/* The examiner at a real terminal: keys that confirm, stop, spoil, skip and end, what is shown meanwhile, and a
 * terminal that is closed. */
#include "store/query.h"
#include "support/screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"short\", version = \"1.0.0\", title = { en = \"short\", de = \"kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rate = 200*kPa/sec,\n"
    "      tolerance = 90*percent, rest = 0*sec }\n"
    "  end,\n"
    "}\n";

/* Its limit is below what hurts: the ramp comes to it. */
static const char low[] =
    "return protocol {\n"
    "  id = \"low\", version = \"1.0.0\", title = { en = \"low\", de = \"niedrig\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    instruct { key = \"mine\", text = { en = \"Read me out.\", de = \"Read me out.\" } }\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 2, rate = 50*kPa/sec,\n"
    "      limit = 100*kPa, rest = 3*sec }\n"
    "  end,\n"
    "}\n";

static int setup(void **state)
{
    *state = screen_new(protocol);
    return 0;
}

struct counts {
    size_t rows, stopped, spoiled, counted;
};

static bool count(void *context, const struct study_trial *row)
{
    struct counts *counts = context;
    counts->rows++;
    counts->stopped += strcmp(row->end, "stop") == 0;
    counts->spoiled += row->spoiled && strcmp(row->spoil_reason, "slipped") == 0;
    counts->counted += row->counts;
    return true;
}

static struct counts counts_of(const struct screen *screen)
{
    struct study *study;
    struct counts counts = {0};
    struct why why;
    assert_int_equal(study_open(screen->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_trials(study, NULL, count, &counts, &why), STATUS_OK);
    study_close(study);
    return counts;
}

static void keys_confirm_stop_repeat_and_spoil(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Next: Thenar, left, trial 1, 200 kPa/s, up to 1000 kPa");
    key(screen, "x\x13"); /* no such key; Ctrl-S holds nothing up */
    key(screen, "\n");
    wait_for(screen, " kPa");
    wait_for(screen, " kPa");
    wait_for(screen, " kPa"); /* it runs */
    key(screen, " ");
    wait_for(screen, "stopped: the Space key was pressed");
    wait_for(screen, "[q] leave");
    key(screen, "\nsr"); /* only r is an answer */
    wait_for(screen, "Attempt 2: the attempt before was stopped");
    key(screen, "\n");
    wait_for(screen, "[s] spoil");
    key(screen, "s");
    wait_for(screen, "[2] probe slipped");
    key(screen, "9");
    wait_for(screen, "press 1 to 6");
    key(screen, "\033[3~"); /* the Delete key is no 3 */
    key(screen, "2");
    wait_for(screen, "Spoiled: probe slipped.");
    wait_for(screen, "Attempt 3, the last of this trial: the attempt before was spoiled");
    key(screen, UP "\n");
    wait_for(screen, "[s] spoil");
    key(screen, UP "\n");
    wait_for(screen, "ppt.mean");
    assert_int_equal(get_up(screen), 0);
    const struct counts counts = counts_of(screen);
    assert_int_equal(counts.rows, 3);
    assert_int_equal(counts.stopped, 1);
    assert_int_equal(counts.spoiled, 1);
    assert_int_equal(counts.counted, 1);
}

static void a_held_enter_answers_one_question_only(void **state)
{
    struct screen *screen = *state;
    use_protocol(screen, low);
    sit_down(screen, false);
    wait_for(screen, "[Enter] done");
    assert_non_null(strstr(screen->text, "Read me out.")); /* the text of the instruction */
    key(screen, "x\n");
    wait_for(screen, "[Enter] the probe is there");
    key(screen, "\n\n\n\n\n\n\n\n");
    wait_for(screen, "Enter was held down");
    assert_unseen(screen, "kPa");
    key(screen, UP "\n");
    wait_for(screen, "Thenar, left 1.1");
    key(screen, " ");
    wait_for(screen, "[q] leave");
    leave(screen);
}

static void a_ramp_is_shown_as_it_goes_with_warning_and_release_at_its_limit(void **state)
{
    struct screen *screen = *state;
    use_protocol(screen, low);
    sit_down(screen, false);
    wait_for(screen, "[Enter] done");
    key(screen, "x\n");
    wait_for(screen, "up to 100 kPa");
    key(screen, UP "\n");
    wait_for(screen, "press now");
    wait_for(screen, "Thenar, left 1.1");
    wait_for(screen, " of 50 kPa/s");
    wait_for(screen, "limit 100");
    wait_for(screen, "NEAR THE LIMIT");
    wait_for(screen, ">>> RELEASE <<<");
    wait_for(screen, "at least 100 kPa (limit)");
    wait_for(screen, "[s] spoil");
    key(screen, UP "\n");
    wait_for(screen, " s  rest until Thenar, left");
    key(screen, " ");
    wait_for(screen, "stopped: the Space key was pressed");
    key(screen, "q");
    wait_for(screen, "--resume goes on with this session; 1 attempt is saved");
    assert_int_equal(get_up(screen), 4);
}

static void skip_and_end_are_asked_once_more(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Next: Thenar");
    for (const char *wish = "ke"; *wish; wish++) {
        const char one[] = {*wish, '\0'};
        key(screen, one);
        wait_for(screen, " again to ");
        key(screen, "x");
        wait_for(screen, "Next: Thenar"); /* nothing has happened */
    }
    key(screen, "k");
    wait_for(screen, "Press k again");
    key(screen, " "); /* the stop asks nobody */
    wait_for(screen, "stopped: the Space key was pressed");
    wait_for(screen, "[q] leave");
    key(screen, "e");
    wait_for(screen, "Press e again");
    key(screen, "ee"); /* held */
    wait_for(screen, "e was held down");
    key(screen, UP "e");
    wait_for(screen, "cannot be resumed; nothing was measured");
    wait_for(screen, "there are no indices: nothing was measured");
    assert_null(strstr(screen->text, "--resume"));
    assert_int_equal(get_up(screen), 4);
    sit_down(screen, true);
    wait_for(screen, "no unfinished session");
    assert_int_equal(get_up(screen), 1);
}

static void a_session_that_was_ended_shows_its_indices(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Next: Thenar");
    key(screen, "x\n");
    wait_for(screen, "[s] spoil");
    key(screen, "e");
    wait_for(screen, "Press e again");
    key(screen, UP "e");
    wait_for(screen, "cannot be resumed; 1 attempt is saved");
    wait_for(screen, "ppt.mean");
    assert_null(strstr(screen->text, "--resume"));
    assert_int_equal(get_up(screen), 4);
}

static void a_second_ctrl_c_leaves_the_session_to_be_resumed(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Next: Thenar");
    key(screen, "\x03");
    wait_for(screen, "stopped: Ctrl-C was pressed");
    wait_for(screen, "[q] leave");
    key(screen, "\x03");
    wait_for(screen, "--resume goes on with this session; nothing was measured");
    assert_int_equal(get_up(screen), 4);
}

static void a_new_session_beside_an_unfinished_one_begins_only_when_it_is_wanted(void **state)
{
    struct screen *screen = *state;
    sit_down(screen, false);
    wait_for(screen, "Next: Thenar");
    leave(screen);
    sit_down(screen, false);
    wait_for(screen, "has an unfinished session");
    wait_for(screen, "[q] go back");
    key(screen, "q");
    wait_for(screen, "no new session was begun");
    assert_int_equal(get_up(screen), 4);
    sit_down(screen, false);
    wait_for(screen, "unfinished session of this protocol, number 1");
    wait_for(screen, "[q] go back");
    key(screen, "\x03");
    assert_int_equal(get_up(screen), 4);
    sit_down(screen, false);
    wait_for(screen, "[q] go back");
    key(screen, "x\n");
    wait_for(screen, "Next: Thenar");
    leave(screen);
    sit_down(screen, false);
    wait_for(screen, "number 2");
    kill(screen->pid, SIGKILL);
    assert_int_equal(get_up(screen), 128 + SIGKILL);
}

static void an_instrument_that_is_not_there_is_waited_for_by_name(void **state)
{
    struct screen *screen = *state;
    char text[512];
    const int box = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(box >= 0 && grantpt(box) == 0 && unlockpt(box) == 0);
    snprintf(text, sizeof text,
             "local gauge = instrument { driver = \"mark10\", port = \"pty:/nowhere/at/all\", "
             "capacity = 500*N }\n"
             "return bench { algometer = gauge:force { probe_area = 1*cm2 },\n"
             "  response = box { port = \"pty:%s\" } }\n",
             ptsname(box));
    use_bench(screen, text);
    sit_down(screen, false);
    wait_for(screen, "Waiting for ");
    wait_for(screen, "[q] leave");
    wait_for(screen, " s  more"); /* how long it still waits */
    key(screen, "q");
    wait_for(screen, "left by the examiner");
    assert_int_equal(get_up(screen), 4);
    close(box);
}

static void a_terminal_that_is_closed_leaves_the_session_to_be_resumed(void **state)
{
    struct screen *screen = *state;
    for (int i = 0; i < 2; i++) { /* while it asks, and in the ramp */
        sit_down(screen, i > 0);
        wait_for(screen, "Next: Thenar");
        wait_for(screen, "[q] leave");
        if (i > 0) {
            key(screen, UP "\n");
            wait_for(screen, " kPa");
            wait_for(screen, " kPa");
        }
        close(screen->master);
        screen->master = -1;
        assert_int_equal(get_up(screen), 4);
    }
    assert_int_equal(counts_of(screen).stopped, 1);
    sit_down(screen, true);
    wait_for(screen, "Next: Thenar");
    key(screen, UP "\n");
    wait_for(screen, "[s] spoil");
    key(screen, UP "\n");
    assert_int_equal(get_up(screen), 0);
    assert_int_equal(counts_of(screen).counted, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, screen_teardown)
        TEST(keys_confirm_stop_repeat_and_spoil),
        TEST(a_held_enter_answers_one_question_only),
        TEST(a_ramp_is_shown_as_it_goes_with_warning_and_release_at_its_limit),
        TEST(skip_and_end_are_asked_once_more),
        TEST(a_session_that_was_ended_shows_its_indices),
        TEST(a_second_ctrl_c_leaves_the_session_to_be_resumed),
        TEST(a_new_session_beside_an_unfinished_one_begins_only_when_it_is_wanted),
        TEST(an_instrument_that_is_not_there_is_waited_for_by_name),
        TEST(a_terminal_that_is_closed_leaves_the_session_to_be_resumed),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
