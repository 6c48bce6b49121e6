/* Coded reasons: a sentence that another language can be made of. `struct why` carries the reason and the values beside the
 * English sentence; who speaks to a person asks text_why().
 *
 * Each layer lists its own in <layer>/reasons.h, and what two layers say stands in the lowest that both see. */
#ifndef LIMEN_BASE_REASON_H
#define LIMEN_BASE_REASON_H

#include "base/status.h"

#include <stddef.h>

/* {1} to {5} are filled in, in the order in which the values are given to reason_set(). The same in German, by the id and with
 * the same placeholders: assets/texts/reasons.def. */
struct reason {
    const char *id;
    enum status status;
    const char *english;
};

/* A list of rows X(id, status, English) gives one constant each: an array of one, so that its name is the pointer. */
#define REASON_DECLARE(id, status, english) extern const struct reason REASON_##id[1];
#define REASON_DEFINE(id, status, english)                                                         \
    const struct reason REASON_##id[1] = {{#id, STATUS_##status, english}};

enum { REASON_VALUES_MAX = 5 };

/* Sets the sentence, the reason and the values, of which NULL is the end; returns the reason's status. `why` may be NULL. */
__attribute__((sentinel)) enum status reason_set(struct why *why, const struct reason *reason, ...);
/* A number as a value, in `out`. */
enum { REASON_NUMBER_SIZE = 32 };
const char *reason_integer(char out[REASON_NUMBER_SIZE], int64_t n);
const char *reason_number(char out[REASON_NUMBER_SIZE], double value);
/* The values as they were given; how many. */
size_t reason_values(const struct why *why, const char *values[REASON_VALUES_MAX]);

#endif
