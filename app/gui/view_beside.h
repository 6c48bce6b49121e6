/* The course of what conditions beside the trials, and when it was tested meanwhile: a part of view.h. */
#ifndef LIMEN_GUI_VIEW_BESIDE_H
#define LIMEN_GUI_VIEW_BESIDE_H

#include "gui/view_cuff.h"

#include <stddef.h>

enum { VIEW_BESIDE_RATINGS_MAX = 256, VIEW_BESIDE_TESTS_MAX = 16 };

/* All in seconds since it was on. */
struct beside_course {
    struct trace_point ratings[VIEW_BESIDE_RATINGS_MAX]; /* 0 to 10; NAN: was due and not given */
    size_t n_ratings;
    struct beside_test {
        float from_s, to_s;
    } tests[VIEW_BESIDE_TESTS_MAX];
    size_t n_tests;
    bool is_testing; /* the last of them is given now */
};

#endif
