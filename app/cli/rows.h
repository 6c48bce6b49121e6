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

/* All trials of the study, whose baselines tell how exact a test is, where classes of conditioned modulation need them: where one of
 * `trials` is of a phase after a baseline; else none. The caller owns the rows. Errors as above. */
MUST_CHECK
enum status rows_load_baselines(struct study *study, const struct trial_table *trials,
                                struct trial_table *table, struct why *why);

enum { ROWS_REMARK = 1024 };

/* A sentence on a study that is simulated, or mixed, and what that means for its numbers; "" for a
 * real one. */
MUST_CHECK
enum status rows_remark(struct study *study, char *out, size_t size, struct why *why);

#endif
