/* Whether the readings of one channel stand still: they and their times come in, a mean, a spread and a drift come out. No
 * device, no clock. */
#ifndef LIMEN_SESSION_STEADY_H
#define LIMEN_SESSION_STEADY_H

#include "base/mono.h"

#include <stdbool.h>
#include <stddef.h>

enum { STEADY_READINGS = 512 };

struct steady {
    mono_ns span; /* so far it is looked back */
    struct {
        mono_ns t;
        double value;
    } readings[STEADY_READINGS]; /* a ring: the newest are judged */
    size_t n;                    /* ever heard since it began */
};

/* The readings of the last `span`, and those of its first half alone. */
struct steady_window {
    mono_ns first, last;
    size_t n, n_early;
    double low, high, sum, early;
};

void steady_begin(struct steady *steady, mono_ns span);
/* In the order of time; one that was heard already is none. */
void steady_hear(struct steady *steady, mono_ns t, double value);
struct steady_window steady_look(const struct steady *steady);

/* There is none, or none that says something about now. */
bool steady_is_silent(const struct steady_window *window, mono_ns now);
/* It nearly fills the span, in both halves. */
bool steady_is_long(const struct steady *steady, const struct steady_window *window);
double steady_mean(const struct steady_window *window);  /* of at least one */
double steady_drift(const struct steady_window *window); /* of one that is long */

#endif
