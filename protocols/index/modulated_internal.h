/* Conditioned pain modulation in the scorer: the tests of a place before, while and after something conditions. */
#ifndef LIMEN_INDEX_MODULATED_INTERNAL_H
#define LIMEN_INDEX_MODULATED_INTERNAL_H

#include "score_internal.h"

struct modulated_output {
    const struct index_options *options;
    const struct test_rule *test;
    enum aggregator aggregator;
    bool is_rated; /* its values are ratings: the other way round */
    index_row_fn *each;
    void *context;
    struct picked *room;
    struct text *inputs;
};

/* Of the entries of one test in one session, sorted by place and trial: nothing where no place has both a baseline and a conditioned
 * phase. STATUS_NO_MEMORY, STATUS_STOPPED. */
enum status modulated_score(struct modulated_output *out, const struct entry *entries, size_t n);

#endif
