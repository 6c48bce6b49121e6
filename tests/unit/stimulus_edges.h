/* What a stimulus tells of its coming and going, for the rigs of those that do. */
#ifndef LIMEN_TESTS_STIMULUS_EDGES_H
#define LIMEN_TESTS_STIMULUS_EDGES_H

#include "hw/reactor.h"

enum { EDGES_MAX = 64 };

struct edges {
    size_t n;
    mono_ns t[EDGES_MAX];
    bool is_on[EDGES_MAX];
};

static inline void edges_add(struct edges *edges, mono_ns t, bool is_on)
{
    assert_true(edges->n < EDGES_MAX);
    edges->t[edges->n] = t;
    edges->is_on[edges->n++] = is_on;
}

/* So many times on, each `held` long and `period` after the one before, give or take; from the first one on. */
static inline void edges_check(const struct edges *edges, size_t times, mono_ns held,
                               mono_ns period)
{
    const mono_ns slack = 60 * MONO_MS;
    assert_int_equal(edges->n, 2 * times);
    for (size_t i = 0; i < edges->n; i++) {
        const mono_ns due = edges->t[0] + (mono_ns)(i / 2) * period + (i % 2 ? held : 0);
        assert_int_equal(edges->is_on[i], i % 2 == 0);
        assert_true(edges->t[i] > due - slack && edges->t[i] < due + slack);
    }
}

#endif
