/* What conditions beside the trials, on the session screen: its course with the tests in it, what it gives way to, and what can be
 * chosen while it is waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gui/run_rig.h"

#include <math.h>

static const char course[] = "Pain of the conditioning, 0 to 10", small[] = "Conditioning, 0 to 10";

static bool has_dot_at(float x, float y)
{
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        if (item->kind == ITEM_ARC && item->radius == 6 && fabsf(item->area.x - x) < 1 &&
            fabsf(item->area.y - y) < 1)
            return true;
    }
    return false;
}

/* "0" and "30" below the plot, "0" and "10" beside it, say where a rating of 4.4 at 30 s has its place, and what is due at 90 s. */
static void ratings_stand_at_their_time_and_height(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("beside-water"));
    const struct item *t30 = find("30"), *t90 = find("90"), *ten = find("10"), *five = find("5");
    assert_true(t30 && t90 && ten && five);
    const float x30 = t30->area.x + t30->area.w / 2, s = (t90->area.x + t90->area.w / 2 - x30) / 60;
    const struct item *head = find(course);
    assert_non_null(head);
    float y5 = 0, y10 = 0; /* of the plot, not of the keys */
    for (size_t i = 0; i < seen.n; i++) {
        const struct item *item = &seen.items[i];
        const float middle = item->area.y + 0.73f * item->size - 0.36f * item->size;
        if (item->kind != ITEM_TEXT || item->area.x > head->area.x)
            continue;
        y5 = strcmp(item->text, "5") == 0 ? middle : y5;
        y10 = strcmp(item->text, "10") == 0 ? middle : y10;
    }
    const float unit = (y5 - y10) / 5;
    assert_true(unit > 10);
    assert_true(has_dot_at(x30, y10 + (10 - 4.4f) * unit));
    assert_true(has_dot_at(x30 + 30 * s, y10 + (10 - 5.6f) * unit));
    assert_true(has_dot_at(x30 + 60 * s, y10 + 10 * unit));
    const struct item *now = find("now");
    assert_non_null(now);
    assert_true(now->area.x > x30 + 38 * s && now->area.x < x30 + 38 * s + 16);
    rig_close();
}

/* Between two tests it has the whole plot; while one is given the ramp keeps what it needs. */
static void the_course_gives_way_to_the_ramp(void **state)
{
    (void)state;
    static const struct {
        const char *scene;
        size_t size;
        bool has_course, has_ramp;
    } rows[] = {
        {"beside-water", 0, true, false}, {"beside-water", 1, true, false},
        {"beside-rest", 4, true, false},  {"beside-waits", 4, true, false},
        {"beside-tests", 0, true, true},  {"beside-tests", 3, true, true},
        {"beside-tests", 4, false, true}, {"confirm", 0, false, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        open_at(&sizes[rows[i].size], LANGUAGE_EN, scene_named(rows[i].scene));
        const bool has_course = find(course) || find(small);
        if (has_course != rows[i].has_course || !!find("too fast") != rows[i].has_ramp)
            fail_msg("%s at %.0f wide", rows[i].scene, (double)sizes[rows[i].size].w);
        assert_int_equal(!!find("now"), rows[i].has_course);
        rig_close();
    }
}

/* In every size: to test now, with a reason, is a choice of its own as long as it is waited for. */
static void what_is_waited_for_can_be_waived(void **state)
{
    (void)state;
    for (size_t k = 0; k < COUNT(sizes); k++) {
        open_at(&sizes[k], LANGUAGE_EN, scene_named("beside-waits"));
        const struct item *waive = find("Test now");
        assert_non_null(waive);
        touch(waive->area.x + 4, waive->area.y + 4);
        frame();
        frame();
        assert_non_null(find("It does not get painful enough"));
        rig_close();
    }
}

/* Whatever the window: what it is and how far it has come are read in full. */
static void its_level_and_clock_are_not_cut(void **state)
{
    (void)state;
    open_at(&sizes[4], LANGUAGE_EN, scene_named("beside-water"));
    assert_non_null(find("10.1 °C"));
    assert_non_null(find("68 of 120 s"));
    rig_close();
}

/* The mean of a phase and how many it has beside each other. */
static void a_long_name_of_the_mean_leaves_room_for_its_count(void **state)
{
    (void)state;
    open_at(&sizes[0], LANGUAGE_EN, scene_named("beside-water"));
    const struct item *mean = find("Mean meanwhile"), *count = find("1 of 3");
    assert_true(mean && count);
    assert_true(mean->area.x + mean->area.w + 4 < count->area.x);
    rig_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratings_stand_at_their_time_and_height),
        cmocka_unit_test(the_course_gives_way_to_the_ramp),
        cmocka_unit_test(what_is_waited_for_can_be_waived),
        cmocka_unit_test(its_level_and_clock_are_not_cut),
        cmocka_unit_test(a_long_name_of_the_mean_leaves_room_for_its_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
