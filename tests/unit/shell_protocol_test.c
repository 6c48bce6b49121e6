/* A protocol as the Protocol screen shows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/present.h"

static struct protocol_view view;

/* What stands there can be typed again as it stands. */
static void temperatures_are_written_as_on_every_screen(void **state)
{
    (void)state;
    static const char header[] =
        "{\"id\":\"x\",\"version\":\"1.0.0\",\"title\":\"X\",\"needs\":[],\"parameters\":{"
        "\"baseline\":{\"unit\":\"degC\",\"min\":{\"u\":\"degC\",\"v\":25},\"max\":{\"u\":\"degC\","
        "\"v\":37}},\"rate\":{\"unit\":\"degC/s\",\"max\":{\"u\":\"degC/s\",\"v\":4}}},"
        "\"values\":{\"baseline\":{\"u\":\"degC\",\"v\":32},\"rate\":{\"u\":\"degC/s\",\"v\":1}}}";
    const struct bench_spec bench = {0};
    struct why why = {0};
    if (present_protocol(header, LANGUAGE_EN, &bench, &view, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    assert_string_equal(view.parameters[0].value, "32 °C");
    assert_string_equal(view.parameters[0].bounds, "25 to 37 °C");
    assert_string_equal(view.parameters[1].value, "1 °C/s");
    assert_string_equal(view.parameters[1].bounds, "up to 4 °C/s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(temperatures_are_written_as_on_every_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
