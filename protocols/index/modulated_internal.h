/* Conditioned pain modulation in the scorer: the tests of a place before, while and after something conditions. */
#ifndef LIMEN_INDEX_MODULATED_INTERNAL_H
#define LIMEN_INDEX_MODULATED_INTERNAL_H

#include "baseline_internal.h"
#include "score_internal.h"

struct modulated_output {
    const struct index_options *options;
    const struct test_rule *test;
    enum aggregator aggregator;
    bool is_rated; /* its values are ratings: the other way round */
    index_row_fn *each;
    void *context;
    struct picked *room; /* for each of the entries twice: of all delays, and of its own */
    struct text *inputs;
    struct baselines *baselines; /* of the study: where a SEM is from that nobody has given */
};

/* Of one phase: its trials, and their mean. */
struct phased {
    bool is_there;
    const char *phase; /* its word */
    struct sample sample;
    struct index_value mean;
};

/* What is compared: a conditioned phase, or one delay of it, with its baseline; and the sham block that stands for both, or NULL. */
struct modulated_block {
    char word[24]; /* "during", "after", "after_2" */
    const struct phased *base, *cond, *sham_base, *sham_cond;
    bool is_sham;
};

/* OK, or what keeps the two from being compared. */
enum index_status modulated_gate(const struct phased *base, const struct phased *cond);
/* Of the values as they were measured: does a higher one mean that less hurt, or that less was felt? */
bool modulated_high_is_less(const struct test_rule *test);
/* "CPM_log", and where the aggregator is not the mean "CPM_log(median)". */
const char *modulated_formula(const struct modulated_output *out, const char *formula,
                              char room[64]);
/* Adds the trials of a phase to the inputs. */
void modulated_inputs_add(struct modulated_output *out, const struct phased *phased);
/* Hands a row out, under the names of `named`. STATUS_NO_MEMORY, STATUS_STOPPED. */
MUST_CHECK
enum status modulated_emit(struct modulated_output *out, const struct phased *named,
                           struct index_row *row, struct index_value value);
/* The classes of a block that is no sham. STATUS_NO_MEMORY, STATUS_STOPPED. */
MUST_CHECK
enum status modulated_emit_classes(struct modulated_output *out,
                                   const struct modulated_block *block);

/* Of the entries of one test in one session, sorted by place and trial: nothing where no place has both a baseline and a conditioned
 * phase. STATUS_NO_MEMORY, STATUS_STOPPED. */
MUST_CHECK
enum status modulated_score(struct modulated_output *out, const struct entry *entries, size_t n);

#endif
