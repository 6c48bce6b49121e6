#include "rating_course_internal.h"

#include <string.h>

static const double spacing_s = 0.024; /* of 0.025, beside the jitter of what was read together */

void rating_course_begin(struct rating_course *course, mono_ns origin)
{
    course->origin = origin;
    course->n = 0;
}

void rating_course_from(struct rating_course *course, mono_ns t)
{
    const double t_s = mono_to_sec(t - course->origin);
    uint32_t first = course->n;
    while (first > 0 && course->t_s[first - 1] > t_s)
        first--;
    if (first > 0)
        first--;
    course->n -= first;
    memmove(course->t_s, course->t_s + first, course->n * sizeof course->t_s[0]);
    memmove(course->vas, course->vas + first, course->n * sizeof course->vas[0]);
}

void rating_course_add(struct rating_course *course, mono_ns t, double vas)
{
    const double t_s = mono_to_sec(t - course->origin);
    const uint32_t n = course->n;
    if (n == RATING_COURSE_ROOM || (n > 0 && t_s - course->t_s[n - 1] < spacing_s))
        return;
    course->t_s[n] = t_s;
    course->vas[n] = vas;
    course->n++;
}
