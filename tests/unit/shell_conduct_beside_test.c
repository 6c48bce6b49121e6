/* What conditions beside the trials, as the screen shows it over time: how it was rated, and when it was tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/immersion.h"
#include "support/conduct_fixture.h"

#include <math.h>
#include <string.h>

static struct session_beside cuff(double lasted_s, double rating)
{
    return (struct session_beside){.handle = 7,
                                   .kind = STIMULUS_CUFF_TONIC,
                                   .test = "cuff_tonic",
                                   .site = "gastrocnemius",
                                   .side = "left",
                                   .lasted = mono_from_sec(lasted_s),
                                   .most = 180 * MONO_SEC,
                                   .has_rating = !isnan(rating),
                                   .rating = rating};
}

/* Each tenth of a second, as long as it lasts: all of it is there, and no two points closer than can be seen. */
static void the_slider_is_drawn_from_its_beginning_to_now(void **state)
{
    struct scene *scene = *state;
    const struct beside_course *course = &scene->view.beside.course;
    for (int i = 0; i <= 1800; i++) {
        const struct session_beside beside = cuff(i / 10.0, i < 20 ? (double)NAN : i / 200.0);
        conduct_show_beside(&scene->conduct, &beside, NULL);
    }
    assert_in_range(course->n_ratings, 200, VIEW_BESIDE_RATINGS_MAX);
    assert_true(fabsf(course->ratings[0].t_s - 2) < 0.01f);
    assert_true(course->ratings[course->n_ratings - 1].t_s > 179);
    for (size_t i = 0; i < course->n_ratings; i++)
        assert_true(fabsf(course->ratings[i].value - course->ratings[i].t_s / 20) < 0.01f);
}

static void one_that_outlasts_its_time_stays_within_its_list(void **state)
{
    struct scene *scene = *state;
    const struct beside_course *course = &scene->view.beside.course;
    for (int i = 0; i <= 4000; i++) {
        const struct session_beside beside = cuff(i / 10.0, 5);
        conduct_show_beside(&scene->conduct, &beside, NULL);
    }
    assert_in_range(course->n_ratings, 200, VIEW_BESIDE_RATINGS_MAX);
}

static void each_test_has_its_time(void **state)
{
    struct scene *scene = *state;
    const struct beside_course *course = &scene->view.beside.course;
    for (int i = 0; i < 60; i++) {
        const struct session_beside beside = cuff(i, 5);
        const bool is_pressed = (i >= 10 && i <= 14) || i >= 40;
        scene->view.now = is_pressed ? NOW_RUNNING : NOW_CONFIRM;
        conduct_show_beside(&scene->conduct, &beside, NULL);
        assert_int_equal(course->is_testing, is_pressed);
    }
    assert_int_equal(course->n_tests, 2);
    assert_true(course->tests[0].from_s == 10 && course->tests[0].to_s == 14);
    assert_true(course->tests[1].from_s == 40 && course->tests[1].to_s == 59);
}

/* More than are kept: the last of those is not made longer by the next. */
static void what_has_no_room_changes_nothing(void **state)
{
    struct scene *scene = *state;
    const struct beside_course *course = &scene->view.beside.course;
    for (int i = 0; i < 4 * VIEW_BESIDE_TESTS_MAX; i++) {
        const struct session_beside beside = cuff(i, 5);
        scene->view.now = i % 2 ? NOW_RUNNING : NOW_CONFIRM;
        conduct_show_beside(&scene->conduct, &beside, NULL);
    }
    const struct beside_test *last = &course->tests[VIEW_BESIDE_TESTS_MAX - 1];
    assert_int_equal(course->n_tests, VIEW_BESIDE_TESTS_MAX);
    assert_true(last->from_s == last->to_s);
}

/* As it counts now: a rating that was corrected has its new value; one that was not given is none. */
static void water_has_its_ratings_where_they_were_due(void **state)
{
    struct scene *scene = *state;
    const struct beside_course *course = &scene->view.beside.course;
    struct session_beside beside = cuff(95, 6);
    struct immersion_live live = {.step = IMMERSION_ON,
                                  .n_due = 3,
                                  .tenths = {44, IMMERSION_NOT_RATED, 60},
                                  .rating_every = 30 * MONO_SEC,
                                  .due_ns = scene->t + 25 * MONO_SEC};
    beside.kind = STIMULUS_IMMERSION;
    conduct_show_beside(&scene->conduct, &beside, &live);
    live.tenths[0] = 50;
    conduct_show_beside(&scene->conduct, &beside, &live);
    assert_int_equal(course->n_ratings, 3);
    assert_true(course->ratings[0].t_s == 30 && course->ratings[0].value == 5);
    assert_true(isnan(course->ratings[1].value));
    assert_true(course->ratings[2].t_s == 90 && course->ratings[2].value == 6);
    assert_true(scene->view.beside.next_s == 25);
}

static void another_begins_anew(void **state)
{
    struct scene *scene = *state;
    struct session_beside beside = cuff(30, 5);
    scene->view.now = NOW_RUNNING;
    conduct_show_beside(&scene->conduct, &beside, NULL);
    beside = cuff(1, 2);
    beside.handle = 8;
    scene->view.now = NOW_CONFIRM;
    conduct_show_beside(&scene->conduct, &beside, NULL);
    assert_int_equal(scene->view.beside.course.n_ratings, 1);
    assert_int_equal(scene->view.beside.course.n_tests, 0);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(the_slider_is_drawn_from_its_beginning_to_now),
        ROW(one_that_outlasts_its_time_stays_within_its_list),
        ROW(each_test_has_its_time),
        ROW(what_has_no_room_changes_nothing),
        ROW(water_has_its_ratings_where_they_were_due),
        ROW(another_begins_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
