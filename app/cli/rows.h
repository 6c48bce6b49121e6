/* From a study's trials to the rows that indices are computed from. */
#ifndef LIMEN_CLI_ROWS_H
#define LIMEN_CLI_ROWS_H

#include "export/trial_table.h"
#include "store/query.h"

/* Trials of one session, or of the whole study when `key` is NULL, after they were compared with the
 * journal (STATUS_CORRUPT: they differ). The caller owns the rows. */
MUST_CHECK
enum status rows_load(struct study *study, const struct session_key *key, struct trial_table *table,
                      struct why *why);

#endif
