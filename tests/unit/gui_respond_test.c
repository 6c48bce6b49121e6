/* The examiner responds for the participant: what is done tells the key from mouse and finger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

static void assert_responds(double value)
{
    assert_int_equal(count_actions(ACTION_RESPONSE), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(rig.actions.list[i].number, 1 - (int)i);
        assert_true(rig.actions.list[i].value == value);
    }
}

static void the_key_is_told_from_a_touch(void **state)
{
    (void)state;
    static const unsigned keys[] = {KEY_ENTER, KEY_PAD_ENTER};
    open_at(&sizes[0], LANGUAGE_EN, scene_named("running"));
    for (size_t i = 0; i < 2; i++) {
        push_tap(keys[i]);
        frame();
        assert_responds(0);
    }
    look();
    for (size_t i = 0; i < seen.n; i++)
        if (seen.items[i].kind == ITEM_TEXT && seen.items[i].panel == PANEL_BOTTOM &&
            strstr(seen.items[i].text, "esponse") != NULL)
            push_touch(seen.items[i].area.x + 4, seen.items[i].area.y + 4);
    frame();
    assert_responds(1);
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_key_is_told_from_a_touch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
