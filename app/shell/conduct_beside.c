/* What conditions beside the trials, as the screen shows it. */
#include "conduct_internal.h"
#include "copy_internal.h"

#include "base/clock.h"
#include "hw/bench.h"
#include "stimulus/immersion.h"

#include <math.h>
#include <string.h>

void conduct_set_phase(struct conduct *conduct, const char *phase)
{
    const bool is_windup = strcmp(phase, "single") == 0 || strcmp(phase, "train") == 0;
    COPY(conduct->view->phase, is_windup ? "" : phase);
}

/* There is room for as long as it may last. */
static void add_rating(struct beside_course *course, double t_s, double value)
{
    if (course->n_ratings < VIEW_BESIDE_RATINGS_MAX)
        course->ratings[course->n_ratings++] =
            (struct trace_point){.t_s = (float)t_s, .value = (float)value};
}

/* Those that fell due, each as it counts now. */
static void course_of_water(struct beside_course *course, const struct immersion_live *live)
{
    course->n_ratings = 0;
    for (uint8_t i = 0; i < live->n_due && i < IMMERSION_RATINGS_MAX; i++)
        add_rating(course, (i + 1) * mono_to_sec(live->rating_every),
                   live->tenths[i] == IMMERSION_NOT_RATED ? (double)NAN : live->tenths[i] / 10.0);
}

/* What stands on a slider, no more often than can be drawn. */
static void course_of_slider(struct beside_course *course, const struct session_beside *beside)
{
    const double t_s = mono_to_sec(beside->lasted);
    const double apart_s = fmax(0.25, mono_to_sec(beside->most) / (VIEW_BESIDE_RATINGS_MAX - 2));
    const bool is_new = course->n_ratings == 0 ||
                        t_s - (double)course->ratings[course->n_ratings - 1].t_s >= apart_s;
    if (beside->has_rating && is_new)
        add_rating(course, t_s, beside->rating);
}

/* From its first touch to its end, whatever gives it. */
static void course_of_tests(struct conduct *conduct, const struct session_beside *beside)
{
    struct beside_course *course = &conduct->course;
    const float t_s = (float)mono_to_sec(beside->lasted);
    const bool is_given = conduct->view->now == NOW_RUNNING;
    if (is_given && !course->is_testing) {
        if (course->n_tests == VIEW_BESIDE_TESTS_MAX)
            return;
        course->tests[course->n_tests++].from_s = t_s;
    }
    if (is_given)
        course->tests[course->n_tests - 1].to_s = t_s;
    course->is_testing = is_given;
}

static void show_water(struct conduct *conduct, const struct immersion_live *live)
{
    struct beside_view *out = &conduct->view->beside;
    out->is_out = live->step == IMMERSION_OVER && !live->is_off;
    out->is_due = live->wants_rating;
    out->can_rate = live->can_rate;
    out->next_s = live->due_ns > conduct->now ? mono_to_sec(live->due_ns - conduct->now) : 0;
    course_of_water(&conduct->course, live);
}

void conduct_show_beside(struct conduct *conduct, const struct session_beside *beside,
                         const struct immersion_live *live)
{
    struct beside_view *out = &conduct->view->beside;
    const enum stimulus kind = (enum stimulus)beside->kind;
    if (conduct->beside != beside->handle)
        conduct->course = (struct beside_course){0};
    conduct->beside = beside->handle;
    course_of_tests(conduct, beside);
    *out = (struct beside_view){
        .is_on = true,
        .is_water = stimulus_is_marked(kind),
        .waits = beside->waits,
        .has_rating = beside->has_rating,
        .has_level = beside->has_level,
        .has_target = beside->has_target,
        .lasted_s = mono_to_sec(beside->lasted),
        .most_s = mono_to_sec(beside->most),
        .left_s = mono_to_sec(beside->left),
        .rating = beside->rating,
        .low = beside->low,
        .high = beside->high,
        .level = beside->level,
    };
    COPY(out->unit, out->is_water || stimulus_is_thermal(kind) ? "°C" : "kPa");
    COPY(out->site, beside->site);
    COPY(out->side, beside->side);
    if (live)
        show_water(conduct, live);
    else if (!out->is_water)
        course_of_slider(&conduct->course, beside);
    out->course = conduct->course;
}

void conduct_look_beside(struct conduct *conduct)
{
    struct session_beside beside;
    struct immersion_live live;
    if (!conduct->session || !session_beside(conduct->session, &beside)) {
        conduct->view->beside.is_on = false;
        conduct->beside = 0;
        return;
    }
    const bool has_live = stimulus_is_marked((enum stimulus)beside.kind) &&
                          bench_look(conduct->bench, beside.handle, &live, sizeof live);
    conduct_show_beside(conduct, &beside, has_live ? &live : NULL);
}
