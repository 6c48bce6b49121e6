/* The participant's window beside the examiner's, with real mice and keys: on a second display under a window manager, and as one
 * window of two where there is one display. Whatever the participant's hand does, the keyboard stays with the examiner. */
#include "support/desktop.h"

static const char bench[] =
    "local thermode = instrument { driver = \"qst-tcs\", port = \"sim:qst-tcs\" }\n"
    "local vas = instrument { driver = \"screen-vas\", port = \"window:\" }\n"
    "return bench { thermode = thermode:probe { area = 9*cm2 }, rating = vas:vas(),\n"
    "  response = key \"b\" }\n";

static const char cold[] =
    "return protocol {\n"
    "  id = \"cold\", version = \"1.0.0\", title = { en = \"Cold\", de = \"Kälte\" },\n"
    "  needs = { \"thermode\", \"response\" },\n"
    "  run = function()\n"
    "    return cpt { sites = site(\"thenar\", \"left\"), trials = 1, practice = 0 }\n"
    "  end,\n"
    "}\n";

static const char ice[] =
    "return protocol {\n"
    "  id = \"ice\", version = \"1.0.0\", title = { en = \"Ice\", de = \"Eis\" },\n"
    "  needs = {},\n"
    "  run = function()\n"
    "    local r = ice { sites = site(\"thenar\", \"left\"), time = 5*sec }\n"
    "    note((\"rated %g\"):format(r.mean))\n"
    "  end,\n"
    "}\n";

/* Of the second display, which begins at 1024 and is 1280 x 960: its scale is a third smaller than drawn. */
enum { LEFT = 1024, LINE_X = 1024 + 213, LINE_W = 853, LINE_Y = 120 + 373 };

static struct {
    struct desktop desktop;
    pid_t manager;
    bool is_open;
    char study[128], bench[128], protocol[128];
} scene;

static void write_files(const char *protocol)
{
    struct folder *folder = &scene.desktop.folder;
    folder_write(folder, "bench.lua", bench);
    folder_write(folder, "p.lua", protocol);
    folder_file(folder, "s.limen", scene.study);
    folder_file(folder, "bench.lua", scene.bench);
    folder_file(folder, "p.lua", scene.protocol);
}

static void start_window(void)
{
    scene.desktop.heard = 0;
    scene.is_open = true;
    program_start(&scene.desktop.window,
                  (const char *[]){"window", "--tell", "--study", scene.study, "--bench",
                                   scene.bench, "--protocol", scene.protocol, "--participant", "W1",
                                   NULL},
                  NULL);
}

static void leave(void)
{
    assert_int_equal(kill(scene.desktop.window.pid, SIGTERM), 0);
    assert_int_equal(program_join(&scene.desktop.window, DESKTOP_PATIENCE), 0);
    scene.is_open = false;
}

static int setup(void **state)
{
    (void)state;
    memset(&scene, 0, sizeof scene);
    return 0;
}

/* After a failure, too. */
static int teardown(void **state)
{
    (void)state;
    if (scene.is_open) {
        kill(scene.desktop.window.pid, SIGTERM);
        (void)program_join(&scene.desktop.window, DESKTOP_PATIENCE);
    }
    if (scene.manager > 0) {
        kill(scene.manager, SIGTERM);
        waitpid(scene.manager, NULL, 0);
    }
    if (scene.desktop.server > 0)
        desktop_close(&scene.desktop);
    return 0;
}

static void expect(const char *part)
{
    char line[1024];
    window_await(&scene.desktop, part, line);
}

#define EXAMINER_HAS_KEYBOARD "[ \"$(xdotool getwindowfocus getwindowname 2>/dev/null)\" = Limen ]"
#define PARTICIPANTS "search --onlyvisible --name '^Limen: participant$'"

/* From here on until a round of the program shows it. */
static void drag(int from, int to, int y)
{
    desktop_do("mousemove %d %d mousedown 1", from, y);
    for (int i = 1; i <= 8; i++)
        desktop_do("mousemove %d %d", from + (to - from) * i / 8, y + i);
    desktop_do("mouseup 1");
}

static void press_until(const char *key, const char *part)
{
    const mono_ns until = mono_now() + DESKTOP_PATIENCE;
    char line[1024];
    while (!strstr(window_says(&scene.desktop, line), part)) {
        assert_true(mono_now() < until);
        window_key(key);
        (void)program_listen(&scene.desktop.window, mono_now() + 500 * MONO_MS);
    }
}

/* ---- two displays */

static void open_two(const char *protocol)
{
    if (!desktop_can_manage_two())
        skip();
    desktop_open_two(&scene.desktop);
    scene.manager = desktop_manage(&scene.desktop);
    write_files(protocol);
    start_window();
    desktop_await(&scene.desktop, EXAMINER_HAS_KEYBOARD);
    desktop_await(&scene.desktop, "xdotool " PARTICIPANTS " >/dev/null 2>&1");
}

/* All of the second display; a drag there moves the mark, and the bench has it. */
static void a_drag_on_the_second_display_is_a_rating(void **state)
{
    (void)state;
    open_two(cold);
    desktop_await(&scene.desktop, "eval \"$(xdotool " PARTICIPANTS
                                  " getwindowgeometry --shell)\" && [ $X -eq 1024 ] && [ $Y -eq 0 ]"
                                  " && [ $WIDTH -eq 1280 ] && [ $HEIGHT -eq 960 ]");
    press_until("F2", "\"screen\":\"bench\"");
    expect("\"mark\":-1");
    drag(LINE_X + LINE_W / 10, LINE_X + LINE_W * 3 / 4, LINE_Y);
    expect("\"mark\":7");
    drag(LINE_X + LINE_W / 2, LINE_X - 60, LINE_Y);
    expect("\"mark\":0");
    assert_true(desktop_is(EXAMINER_HAS_KEYBOARD));
    press_until("F1", "\"screen\":\"study\"");
    expect("\"mark\":-1");
    leave();
}

/* Losing the keyboard would be a stop there. Space still is one, and it is the examiner's. */
static void a_click_in_mid_ramp_takes_no_keyboard_and_stops_nothing(void **state)
{
    (void)state;
    char line[1024];
    open_two(cold);
    expect("\"can_begin\":true");
    press_until("Return", "\"now\":\"confirm\"");
    window_await(&scene.desktop, "\"ready\":true", line);
    press_until("1", "\"live\":true");
    expect("\"now\":\"running\"");
    drag(LINE_X, LINE_X + LINE_W, LINE_Y);
    for (int i = 0; i < 5; i++)
        desktop_do("mousemove %d %d click 1 click 3 click 2", LEFT + 100 + 200 * i, 700);
    assert_true(desktop_is(EXAMINER_HAS_KEYBOARD));
    (void)program_listen(&scene.desktop.window, mono_now() + MONO_SEC);
    if (!strstr(window_says(&scene.desktop, line), "\"now\":\"running\""))
        fail_msg("not running any more: %s", line);
    window_key("space");
    window_await(&scene.desktop, "\"now\":\"stopped\"", line);
    assert_non_null(strstr(line, "Space"));
    leave();
}

/* Once more, with the display pulled out: the window goes to the other one, and back among the examiner's. */
static void a_display_that_goes_takes_the_window_to_the_other(void **state)
{
    (void)state;
    open_two(cold);
    press_until("F2", "\"screen\":\"bench\"");
    drag(LINE_X + LINE_W / 10, LINE_X + LINE_W / 2, LINE_Y);
    assert_true(desktop_is("xrandr --output DUMMY1 --off && xrandr --fb 1024x768"));
    desktop_await(&scene.desktop,
                  "eval \"$(xdotool " PARTICIPANTS " getwindowgeometry --shell 2>/dev/null)\" && "
                  "[ \"$X\" -lt 200 ] 2>/dev/null && [ $WIDTH -eq 960 ]");
    expect("\"mark\":-1");
    assert_true(desktop_is(EXAMINER_HAS_KEYBOARD));
    leave();
}

/* A number, touched once, is the rating that the examiner would have typed. */
static void a_number_that_is_touched_is_the_rating_of_the_trial(void **state)
{
    (void)state;
    struct program *program = calloc(1, sizeof *program);
    open_two(ice);
    expect("\"can_begin\":true");
    press_until("Return", "\"now\":\"confirm\"");
    press_until("1", "\"live\":true");
    window_key("Return"); /* on the skin */
    expect("\"scale\":\"numbers\"");
    desktop_do("mousemove %d %d click 1", LINE_X + LINE_W * 4 / 10, LINE_Y);
    expect("\"scale\":\"nothing\"");
    press_until("o", "\"now\":\"review\""); /* off the skin */
    press_until("Return", "\"screen\":\"results\"");
    leave();
    assert_int_equal(program_run(program, (const char *[]){"score", "--study", scene.study, NULL}),
                     0);
    if (!strstr(program_out(program), "\tice.mean\t4\t"))
        fail_msg("not rated with 4: %s", program_out(program));
    free(program);
}

/* ---- one display */

static void open_one(void)
{
    if (!desktop_is_possible())
        skip();
    desktop_open(&scene.desktop, "1440x900x24");
    write_files(cold);
    start_window();
    desktop_do("search --sync --onlyvisible --name '^Limen$' windowfocus --sync >/dev/null");
    desktop_await(&scene.desktop, "xdotool " PARTICIPANTS " >/dev/null 2>&1");
}

static void with_one_display_it_is_a_window_among_others(void **state)
{
    (void)state;
    open_one();
    press_until("F2", "\"screen\":\"bench\"");
    expect("\"mark\":-1");
    drag(160 + 64, 160 + 640 - 64 * 3 - 1, 280); /* its line: 160 to 800 of 960 x 540 */
    expect("\"mark\":6");
    assert_true(desktop_is(EXAMINER_HAS_KEYBOARD));
    window_key("F1"); /* the keyboard is the examiner's wherever the mouse is */
    expect("\"screen\":\"study\"");
    leave();
}

#define DESK_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_drag_on_the_second_display_is_a_rating),
        DESK_TEST(a_click_in_mid_ramp_takes_no_keyboard_and_stops_nothing),
        DESK_TEST(a_display_that_goes_takes_the_window_to_the_other),
        DESK_TEST(a_number_that_is_touched_is_the_rating_of_the_trial),
        DESK_TEST(with_one_display_it_is_a_window_among_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
