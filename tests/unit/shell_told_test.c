/* What the window says of itself, for whoever cannot see it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/tell.h"

#include <string.h>

static struct view view;

static void expect(const char *part, bool is_there)
{
    struct text line;
    text_init(&line);
    assert_int_equal(tell_line(&view, &line), STATUS_OK);
    if ((strstr(text_cstr(&line), part) != NULL) != is_there)
        fail_msg("%s: %s", part, text_cstr(&line));
    text_fini(&line);
}

static void what_is_to_be_taken_off_is_told(void **state)
{
    (void)state;
    view.run.now = NOW_RUNNING;
    view.run.site = -1;
    expect("\"alarm\"", false);
    view.run.not_back = true;
    expect("\"alarm\":\"take_off\"", true);
    view.run.now = NOW_STOPPED;
    expect("\"alarm\":\"take_off\"", true);
    view.run.not_back = false;
    view.run.over_limit = true;
    expect("\"alarm\":\"release\"", true);
}

/* Before that no key of a site does anything. */
static void what_a_trial_lacks_is_told(void **state)
{
    (void)state;
    view = (struct view){.run = {.now = NOW_CONFIRM, .n_sites = 1}};
    view.run.instrument_mark = view.run.button_mark = MARK_OK;
    expect("\"ready\":true", true);
    view.run.instrument_mark = MARK_WARN; /* its check is due */
    expect("\"ready\":true", true);
    view.run.instrument_mark = MARK_RUNNING;
    expect("\"ready\":false", true);
    view.run.instrument_mark = MARK_BAD;
    expect("\"ready\":false", true);
    view.run.instrument_mark = MARK_NONE; /* cold by hand */
    expect("\"ready\":true", true);
    view.run.button_mark = MARK_BAD;
    expect("\"ready\":false", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_to_be_taken_off_is_told),
        cmocka_unit_test(what_a_trial_lacks_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
