/* A thermode at the terminal that nobody sees come back: it is to be taken off, loudly, and somebody says when it is. */
#include "session/session.h"
#include "store/query.h"
#include "support/thermode_screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = 'warm', version = '1.0.0', title = { en = 'Warm', de = 'Warm' },\n"
    "  needs = { 'thermode', 'response' },\n"
    "  run = function()\n"
    "    hpt { sites = site('thenar', 'left'), trials = 1, interval_min = 1*sec,\n"
    "          interval_max = 1*sec }\n"
    "  end,\n"
    "}\n";

static int setup(void **state)
{
    *state = thermode_screen_new(protocol);
    return 0;
}

static bool find_note(void *context, const struct entry *entry, int64_t seq)
{
    char payload[512];
    (void)seq;
    snprintf(payload, sizeof payload, "%.*s", (int)entry->payload_size,
             (const char *)entry->payload);
    *(bool *)context = *(bool *)context || strstr(payload, SESSION_TAKEN_OFF);
    return true;
}

static bool keep_key(void *context, const struct study_session *row)
{
    *(struct session_key *)context = row->key;
    return true;
}

static bool is_noted(const struct screen *screen)
{
    struct study *study;
    struct session_key key = {0};
    struct why why = {0};
    bool is = false;
    assert_int_equal(study_open(screen->study, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_sessions(study, NULL, keep_key, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, find_note, &is, &why), STATUS_OK);
    study_close(study);
    return is;
}

static void begin_ramp(struct screen *screen)
{
    sit_down(screen, false);
    wait_for(screen, "[Enter] the thermode lies on the skin");
    key(screen, UP "\n");
    wait_for(screen, " 34."); /* it has left its baseline */
}

static void a_thermode_lost_in_mid_ramp_is_to_be_taken_off_and_said_to_be(void **state)
{
    struct thermode_screen *scene = *state;
    struct screen *screen = scene->screen;
    begin_ramp(screen);
    assert_unseen(screen, "TAKE OFF");
    thermode_screen_unplug(scene);
    wait_for(screen, "\a>>> TAKE OFF <<<");
    wait_for(screen, "\033[7m>>> TAKE OFF <<<  the thermode, off the skin  [Enter] it is off");
    wait_for(screen, "\a"); /* it rings on */
    key(screen, "r");
    wait_for(screen, "First take the thermode off");
    key(screen, UP "\n");
    wait_for(screen, "Noted: the thermode is off the skin");
    wait_for(screen, "[q] leave");
    assert_unseen(screen, "TAKE OFF");
    key(screen, "q");
    assert_int_equal(get_up(screen), 3);
    assert_true(is_noted(screen));
}

static void a_stop_in_mid_ramp_is_said_at_once_with_what_it_does(void **state)
{
    struct thermode_screen *scene = *state;
    struct screen *screen = scene->screen;
    begin_ramp(screen);
    assert_unseen(screen, "way back");
    key(screen, " ");
    wait_for(screen, "°C  STOP: on its way back");
    wait_for(screen, "stopped: the Space key was pressed");
    wait_for(screen, "[q] leave");
    assert_null(strstr(screen->text, "TAKE OFF"));
    leave(screen);
}

/* Nobody is there who could take it off: nothing is armed again. */
static void the_automatic_examiner_leaves(void **state)
{
    struct thermode_screen *scene = *state;
    const struct screen *screen = scene->screen;
    static struct program program;
    program_run(&program,
                (const char *const[]){"run", screen->script, "--study", screen->study,
                                      "--participant", "P1", "--sim", "--headless", "--on-stop",
                                      "repeat", "--fault", "unplug:at=8s,for=25s,cue=1", NULL});
    assert_int_equal(program.code, 3);
    assert_non_null(strstr(program_err(&program), "1 attempt is saved"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_automatic_examiner_leaves, setup,
                                        thermode_screen_teardown),
        cmocka_unit_test_setup_teardown(
            a_thermode_lost_in_mid_ramp_is_to_be_taken_off_and_said_to_be, setup,
            thermode_screen_teardown),
        cmocka_unit_test_setup_teardown(a_stop_in_mid_ramp_is_said_at_once_with_what_it_does, setup,
                                        thermode_screen_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
