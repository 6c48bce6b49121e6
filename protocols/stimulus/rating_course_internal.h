/* The course of a rating while something lasts, as the formulas of index/vas.h take it. */
#ifndef LIMEN_STIMULUS_RATING_COURSE_INTERNAL_H
#define LIMEN_STIMULUS_RATING_COURSE_INTERNAL_H

#include "base/mono.h"

#include <stdint.h>

enum { RATING_COURSE_ROOM = 10240 };

/* At most 40 in a second, so that more than four minutes fit; what comes after that is left out. */
struct rating_course {
    mono_ns origin;
    uint32_t n;
    double t_s[RATING_COURSE_ROOM], vas[RATING_COURSE_ROOM];
};

/* Times count from `origin`; a rating may be from before it. */
void rating_course_begin(struct rating_course *course, mono_ns origin);
/* Keeps what says how it was rated from `t` on: the last one at or before it, and what came after. */
void rating_course_from(struct rating_course *course, mono_ns t);
void rating_course_add(struct rating_course *course, mono_ns t, double vas);

#endif
