/* Scoring of trains of pulses (ts) and of wind-up (wur): which ratings count, and the rows of their
 * indices. The formulas are in index/summation.h. */
#ifndef LIMEN_INDEX_TRAINS_INTERNAL_H
#define LIMEN_INDEX_TRAINS_INTERNAL_H

#include "score_internal.h"

enum trains_kind { TRAINS_NONE, TRAINS_OF_PULSES, TRAINS_WINDUP };

enum { TRAIN_PULSES_MAX = 1000 };

/* TRAINS_NONE for every other test. */
enum trains_kind trains_kind_of(const char *test);

/* The number of the train, or of the repetition of a wind-up: `train`; where that is n/a, `trial`.
 */
uint32_t trains_number(const struct index_trial *trial);

/* The ratings that count at one site and side, in order of trains and pulses, or of repetitions with
 * the single stimulus first: sample.first and sample.n of struct picked. With status OK no train has
 * two ratings of a pulse, no repetition two of a phase, and pulses are 1 to TRAIN_PULSES_MAX. */
struct trains {
    enum trains_kind kind;
    struct sample sample;
    size_t pulses; /* how long the trains are: the highest pulse number of them all */
};

/* Chooses among the n entries of one site and side, in order. Replaces what was picked before. False
 * when there is only practice. */
bool trains_pick(const struct entry *entries, size_t n, enum trains_kind kind,
                 struct picked *picked, struct trains *trains);

struct trains_output {
    const struct index_options *options;
    index_row_fn *each;
    void *context;
    struct picked *room; /* for as many rows as the table has */
    struct text *inputs;
};

/* Gives the rows of one participant, session and test; n >= 1 entries in order. STATUS_NO_MEMORY,
 * STATUS_STOPPED. */
MUST_CHECK
enum status trains_score(struct trains_output *out, const struct entry *entries, size_t n);

#endif
