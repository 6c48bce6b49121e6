/* Names as small integers whose order is the order of rows in the output.
 *
 * The order is that of people: "L2" before "L10". It is total: names that differ never share a
 * rank. */
#ifndef LIMEN_INDEX_RANK_INTERNAL_H
#define LIMEN_INDEX_RANK_INTERNAL_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

/* rank[i] is the rank of name_at(context, i) among the distinct names. The names are borrowed for
 * the call. STATUS_NO_MEMORY. */
MUST_CHECK
enum status rank_names(const char *(*name_at)(const void *context, size_t i), const void *context,
                       size_t n, uint32_t *rank);

/* < 0, 0, > 0; 0 only for equal names. Runs of digits compare as numbers. */
int name_compare(const char *a, const char *b);

#endif
