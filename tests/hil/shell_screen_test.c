/* The window on a desktop with title bars, whose screen becomes smaller in mid-trial, or on the second of two displays, which
 * is switched off: STOP stays where the hand reaches it. */
#include "support/desktop.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"screen\", version = \"1.0.0\", title = { en = \"screen\", de = \"Bildschirm\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function()\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, rate = 10*kPa/sec,\n"
    "      tolerance = 90*percent, limit = 900*kPa, trials = 1, practice = 0 }\n"
    "  end,\n"
    "}\n";

static struct {
    struct desktop desktop;
} scene;

static void await(const char *command)
{
    desktop_await(&scene.desktop, command);
}

/* As a projector or a remote desktop does it. */
static void shrink_screen(void)
{
    assert_true(desktop_is("xrandr --newmode small 63.5 1024 1072 1176 1328 768 771 775 798"));
    assert_true(desktop_is("xrandr --addmode screen small && xrandr --output screen --mode small "
                           "2>/dev/null; xrandr | grep -q 'current 1024 x 768'"));
}

/* A hand that comes before the window has drawn itself anew presses again. */
static void press_stop(void)
{
    const mono_ns until = mono_now() + DESKTOP_PATIENCE;
    char line[1024];
    while (strstr(window_says(&scene.desktop, line), "\"now\":\"running\"")) {
        assert_true(mono_now() < until);
        desktop_do("mousemove %d %d click 1", 1024 - 112, 768 - 48);
        (void)program_listen(&scene.desktop.window, mono_now() + 200 * MONO_MS);
    }
}

/* The window's pixels; a title bar is above them. */
#define FITS(w, h)                                                                                 \
    "eval \"$(xdotool search --name '^Limen$' getwindowgeometry --shell)\" && "                    \
    "[ $WIDTH -le " #w " ] && [ $HEIGHT -lt " #h " ]"

/* With a window manager, in mid-trial. */
static void press_in_mid_trial(char line[1024])
{
    char study[128], path[128];
    folder_write(&scene.desktop.folder, "screen.lua", protocol);
    await("xdotool get_num_desktops >/dev/null 2>&1");
    program_start(&scene.desktop.window,
                  (const char *[]){"window", "--demo", "--tell", "--study",
                                   folder_file(&scene.desktop.folder, "s.limen", study),
                                   "--protocol",
                                   folder_file(&scene.desktop.folder, "screen.lua", path),
                                   "--participant", "W1", NULL},
                  NULL);
    await("[ \"$(xdotool getwindowfocus getwindowname 2>/dev/null)\" = Limen ]");
    window_await(&scene.desktop, "\"can_begin\":true", line);
    window_key("Return");
    window_await(&scene.desktop, "\"now\":\"confirm\"", line);
    window_key("1");
    window_await(&scene.desktop, "\"now\":\"armed\"", line);
    desktop_do("keydown h");
    window_await(&scene.desktop, "\"now\":\"running\"", line);
}

static void stop_on_the_small_screen(pid_t manager)
{
    char line[1024];
    press_stop();
    desktop_do("keyup h");
    window_await(&scene.desktop, "\"now\":\"stopped\"", line);
    assert_non_null(strstr(line, "on the screen"));
    assert_int_equal(kill(scene.desktop.window.pid, SIGTERM), 0);
    assert_int_equal(program_join(&scene.desktop.window, DESKTOP_PATIENCE), 0);
    kill(manager, SIGTERM);
    waitpid(manager, NULL, 0);
    desktop_close(&scene.desktop);
}

static void a_screen_that_shrinks_in_mid_trial_leaves_stop_in_reach(void **state)
{
    (void)state;
    char line[1024];
    if (!desktop_can_manage())
        skip();
    desktop_open(&scene.desktop, "1280x800x24");
    const pid_t manager = desktop_manage(&scene.desktop);
    press_in_mid_trial(line);
    await(FITS(1280, 800));
    shrink_screen();
    await(FITS(1024, 768));
    stop_on_the_small_screen(manager);
}

#define STANDS_RIGHT_OF(x)                                                                         \
    "eval \"$(xdotool search --name '^Limen$' getwindowgeometry --shell)\" && [ $X -ge " #x " ]"

static void a_display_that_is_switched_off_in_mid_trial_brings_the_window_to_the_other(void **state)
{
    (void)state;
    char line[1024];
    if (!desktop_can_manage_two())
        skip();
    desktop_open_two(&scene.desktop);
    const pid_t manager = desktop_manage(&scene.desktop);
    press_in_mid_trial(line);
    desktop_do("search --name ^Limen$ windowsize 1200 860 windowmove 1040 20");
    await(STANDS_RIGHT_OF(1024));
    assert_true(desktop_is("xrandr --output DUMMY1 --off && xrandr --fb 1024x768"));
    await(FITS(1024, 768) " && [ $X -ge 0 ] && [ $X -lt 8 ] && [ $Y -ge 0 ]");
    stop_on_the_small_screen(manager);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_screen_that_shrinks_in_mid_trial_leaves_stop_in_reach),
        cmocka_unit_test(
            a_display_that_is_switched_off_in_mid_trial_brings_the_window_to_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
