/* A cuff at the terminal: what is about to come, and what it does while it is held and rated. */
#include "support/screen.h"

static const char protocol[] =
    "return protocol {\n"
    "  id = \"cuff\", version = \"1.0.0\", title = { en = \"cuff\", de = \"Manschette\" },\n"
    "  needs = { \"test_cuff\", \"rating\", \"response\" },\n"
    "  run = function(p)\n"
    "    local here = site(\"gastrocnemius\", \"left\")\n"
    "    ts { sites = here, levels = { 20*kPa, 25*kPa }, on = 0.5*sec, off = 3*sec, rest = 0*sec "
    "}\n"
    "    tonic { sites = here, level = 20*kPa, rate = 20*kPa/sec, hold = 2*sec, tail = 2*sec,\n"
    "      rest = 0*sec }\n"
    "  end,\n"
    "}\n";

static int setup(void **state)
{
    *state = screen_new(protocol);
    return 0;
}

static void go_on_at(struct screen *screen, const char *words)
{
    wait_for(screen, words);
    wait_for(screen, "[Enter]");
    key(screen, UP "\n");
}

/* Nothing is told that is not there: pulses have no slope, and a rating is no pressure. */
static void what_comes_and_what_is_held_is_told(void **state)
{
    struct screen *screen = *state;
    screen->columns = 100;
    sit_down(screen, false);
    go_on_at(screen, "trial 1, 2 pulses of 20 to 25 kPa.");
    wait_for(screen, "pulse 2 of 2");
    go_on_at(screen, "2 pulses, rated ");
    go_on_at(screen, "trial 1, 20 kPa for 2 s.");
    wait_for(screen, "It holds, ");
    wait_for(screen, "It is rated on, ");
    go_on_at(screen, " of 10  saved");
    assert_int_equal(get_up(screen), 0);
    assert_null(strstr(screen->text, "0 kPa/s"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_comes_and_what_is_held_is_told, setup,
                                        screen_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
