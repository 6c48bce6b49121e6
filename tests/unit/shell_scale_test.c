/* How large the window draws on a display, by how fine that is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/window_scale.h"

static void it_is_read_at_arms_length_on_each_display(void **state)
{
    (void)state;
    static const struct {
        float dpi;
        int w, h;
        float scale;
        const char *legend;
    } rows[] = {
        {92, 1920, 1080, 1, "24 inches"},
        {122, 2560, 1440, 1.25f, "24 inches, finer"},
        {163, 3840, 2160, 1.5f, "27 inches of 4K"},
        {138, 3840, 2160, 1.5f, "32 inches of 4K"},
        {294, 3840, 2160, 2, "a laptop of 4K"},
        {157, 1920, 1080, 1, "a laptop that has no room for more"},
        {53, 3840, 2160, 1, "a television"},
        {0, 3840, 2160, 1, "it does not say"},
        {227, 2880, 1740, 1.5f, "a panel takes the room for more"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (window_scale_for(rows[i].dpi, rows[i].w, rows[i].h) != rows[i].scale)
            fail_msg("%s", rows[i].legend);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_at_arms_length_on_each_display),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
