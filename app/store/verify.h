/* Is a study what it was when it was written? And: taking a participant out of it.
 *
 * Verification reads everything: SQLite's own check, the hash chain of every session, every payload
 * against its digest, every sample block against the digest in its trial's entry, every source, and
 * the derived tables against a rebuild. It changes nothing; a study open for reading will do. */
#ifndef LIMEN_STORE_VERIFY_H
#define LIMEN_STORE_VERIFY_H

#include "store/study.h"

enum finding {
    FINDING_DAMAGE, /* something is not as it was written */
    FINDING_NOTE,   /* worth knowing, nothing wrong: erased data, an attempt that a crash cut off */
};

typedef void study_report_fn(void *context, enum finding finding, const char *sentence);

struct study_verdict {
    int64_t sessions, entries, erased, trials, blocks, samples, damages;
};

/* STATUS_OK: all is as written. STATUS_CORRUPT: `report` was given at least one FINDING_DAMAGE.
 * Others: the check could not be finished. */
MUST_CHECK
enum status study_verify(struct study *study, study_report_fn *report, void *context,
                         struct study_verdict *verdict, struct why *why);

struct erasure {
    const char *participant, *operator_name, *reason;
    utc_us utc;
    mono_ns mono;
};

/* A participant withdraws: payloads, samples and trials of all their sessions are overwritten, an
 * `erase` entry in each session says so, and the chains still verify. The pseudonym, the protocol
 * and the times remain. A session that was not ended can no longer be resumed. STATUS_NOT_FOUND: no
 * such participant. */
MUST_CHECK
enum status study_erase_participant(struct study *study, const struct erasure *erasure,
                                    struct why *why);

#endif
