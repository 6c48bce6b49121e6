/* A gauge that dies in the hand of the examiner: RELEASE stays on the screen and rings, and only the examiner's word goes
 * on from there. */
#include "support/screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"dead\", version = \"1.0.0\", title = { en = \"dead\", de = \"tot\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"thenar\", \"left\") }, trials = 1, rate = 50*kPa/sec }\n"
    "  end,\n"
    "}\n";

static void lay_bench(struct screen *screen, char link[128])
{
    char text[512];
    folder_file(&screen->folder, "gauge", link);
    snprintf(
        text, sizeof text,
        "local gauge = instrument { driver = \"mark10\", port = \"pty:%s\",\n"
        "  capacity = 500*N, limits = { force = 120*N } }\n"
        "return bench { algometer = gauge:force { probe_area = 1*cm2 }, response = key \"b\" }\n",
        link);
    use_bench(screen, text);
}

static void release_stays_until_the_examiner_has_said_that_it_is_off(void **state)
{
    (void)state;
    struct screen *screen = screen_new(protocol);
    struct program *gauge = calloc(1, sizeof *gauge);
    char link[128];
    lay_bench(screen, link);
    program_start(gauge, (const char *[]){"sim", "mark10", "--link", link, NULL}, NULL);
    sit_down(screen, false);
    wait_for(screen, "Next: Thenar");
    key(screen, UP "\n");
    wait_for(screen, " of 50 kPa/s "); /* the hand presses */
    wait_for(screen, " of 50 kPa/s ");
    assert_int_equal(kill(gauge->pid, SIGKILL), 0);
    wait_for(screen, ">>> RELEASE <<<");
    key(screen, UP "\n"); /* not asked yet */
    wait_for(screen, "(Take the probe off first; then you are asked. Space stops.)");
    for (int rings = 0; rings < 3; rings++)
        wait_for(screen, "\a");
    wait_for(screen, "take the probe off now");
    assert_non_null(strstr(screen->text, "[Enter] it is off"));
    assert_null(strstr(screen->text, "[r] repeat"));
    assert_null(strstr(screen->text, "saved\r"));
    key(screen, UP "\n");
    wait_for(screen, "saved");
    wait_for(screen, "stopped: the cable or the port is gone");
    wait_for(screen, "[r] repeat");
    key(screen, UP "q");
    assert_int_equal(get_up(screen), 3);
    (void)program_join(gauge, 5 * MONO_SEC);
    free(gauge);
    screen_free(screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(release_stays_until_the_examiner_has_said_that_it_is_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
