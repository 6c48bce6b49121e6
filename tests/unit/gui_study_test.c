/* Who is picked on the Study screen, and who would be begun with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

#include <stdio.h>

/* What the engine makes of a pick. */
static void obey_pick(const char *id)
{
    assert_did(ACTION_PICK_PARTICIPANT, 0, id);
    snprintf(rig.view.study.picked, sizeof rig.view.study.picked, "%s", id);
    rig.view.study.can_begin = id[0] != '\0';
    frame();
}

static void scan(const char *id)
{
    push_text(id);
    tap(KEY_ENTER);
}

/* A scanner types: over the ID that stands there, not behind it. */
static void a_scan_takes_the_place_of_the_last(void **state)
{
    (void)state;
    static const char *const ids[] = {"LBP-0410-S", "LBP-0421-M", "LBP-0392-0"};
    open_sheet("study");
    for (size_t i = 0; i < COUNT(ids); i++) {
        scan(ids[i]);
        obey_pick(ids[i]);
        assert_true(is_shown("Start visit"));
    }
    rig_close();
}

/* Whoever is typed and whoever would be begun with are never two persons. */
static void while_another_id_is_typed_nobody_can_be_begun_with(void **state)
{
    (void)state;
    open_sheet("study");
    scan("LBP-0410-S");
    obey_pick("LBP-0410-S");
    push_text("LBP-039");
    frame();
    frame();
    assert_true(is_shown("LBP-039"));
    assert_false(is_shown("Start visit"));
    rig_close();
}

/* The next participant: the field is empty, and Enter begins nothing with the last one. */
static void nobody_picked_leaves_the_field_empty(void **state)
{
    (void)state;
    open_sheet("study");
    scan("LBP-0410-S");
    obey_pick("LBP-0410-S");
    rig.view.study.picked[0] = '\0';
    rig.view.study.can_begin = false;
    frame();
    tap(KEY_ENTER);
    assert_int_equal(rig.actions.n, 0);
    scan("LBP-0421-M");
    obey_pick("LBP-0421-M");
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scan_takes_the_place_of_the_last),
        cmocka_unit_test(while_another_id_is_typed_nobody_can_be_begun_with),
        cmocka_unit_test(nobody_picked_leaves_the_field_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
