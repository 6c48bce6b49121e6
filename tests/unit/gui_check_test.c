/* The guided check with a weight: whoever waits reads why, and what to do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/screens_rig.h"

static const struct hint_row {
    enum view_hint hint;
    uint8_t step;
    double by_n;
    bool can_take;
    const char *chip, *why;
} rows[] = {
    {HINT_NONE, 1, 0, true, "steady", "expected"},
    {HINT_OFF, 0, 3, true, "far off", "does not read 0"},
    {HINT_OFF, 1, 9.4, true, "far off", "9.40 N too much"},
    {HINT_OFF, 1, -4.6, true, "far off", "4.60 N too little"},
    {HINT_SILENT, 0, 0, false, "wait", "No reading comes"},
    {HINT_EMPTY, 1, 0, false, "wait", "place the weight"},
    {HINT_WAVERS, 1, 1.5, false, "wait", "wavers by 1.50 N; 0.25 N may be"},
    {HINT_DRIFTS, 1, 0, false, "wait", "still creeps"},
    {HINT_SHORT, 0, 0, false, "wait", "two seconds"},
};

static void set_row(const struct hint_row *row)
{
    struct check_view *check = &rig.view.bench.check;
    check->hint = (uint8_t)row->hint;
    check->step = row->step;
    check->by_n = row->by_n;
    check->most_n = 0.25;
    frame();
}

static void whoever_waits_reads_why(void **state)
{
    (void)state;
    open_sheet("bench-check-load");
    for (size_t i = 0; i < COUNT(rows); i++) {
        set_row(&rows[i]);
        if (!is_shown(rows[i].chip) || !is_shown(rows[i].why))
            fail_msg("\"%s\" or \"%s\" is not said", rows[i].chip, rows[i].why);
        tap(KEY_ENTER);
        assert_int_equal(count_actions(ACTION_CHECK_TAKE), rows[i].can_take);
    }
    rig_close();
}

static bool is_behind(const struct item *item)
{
    return item->panel != PANEL_MODAL;
}

static void every_reason_has_room(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++)
        for (enum language language = LANGUAGE_EN; language <= LANGUAGE_DE; language++) {
            open_at(&sizes[k], language, sheet_named("bench-check-load"));
            for (size_t i = 0; i < COUNT(rows); i++) {
                struct hint_row wide = rows[i];
                wide.by_n *= 100; /* the widest numbers */
                set_row(&wide);
                check_fit(rows[i].why, is_behind);
            }
            rig_close();
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_waits_reads_why),
        cmocka_unit_test(every_reason_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
