/* Is a study what it was when it was written? And: taking a participant out of it.
 *
 * Verification reads everything: SQLite's own check, the hash chain of every session, every payload
 * against its digest, every session's end and the number of sessions and entries against what the
 * study keeps of them, every sample block against the digest in its trial's entry, every source, and
 * the derived tables against a rebuild. It changes nothing; a study open for reading will do.
 *
 * It finds accidents and careless edits, a removed session or end of a session among them. It does
 * not find a forger who computes everything anew, nor an older copy of the whole file: these show
 * only against a `tally` that was signed or written down elsewhere. */
#ifndef LIMEN_STORE_VERIFY_H
#define LIMEN_STORE_VERIFY_H

#include "store/study.h"

enum finding {
    FINDING_DAMAGE, /* something is not as it was written */
    FINDING_NOTE, /* worth knowing, nothing wrong: erased data, an attempt that a crash cut off, or one that is under way */
};

typedef void study_report_fn(void *context, enum finding finding, const char *sentence);

struct study_verdict {
    int64_t sessions, entries, erased, trials, blocks, samples, damages;
    uint8_t tally[DIGEST_SIZE]; /* over the ends of all sessions; zeros: written before format 2 */
};

/* STATUS_OK: all is as written. STATUS_CORRUPT: `report` was given at least one FINDING_DAMAGE.
 * Others: the check could not be finished. */
MUST_CHECK
enum status study_verify(struct study *study, study_report_fn *report, void *context,
                         struct study_verdict *verdict, struct why *why);

/* Before numbers are taken from the derived tables, and before a session begins or goes on: the
 * chain and payloads of one session, or of all and the list of their ends when `key` is NULL, and
 * the derived tables against what the journal gives. Its time grows with the number of entries. A
 * study in memory is not checked: nobody else reaches it. STATUS_CORRUPT: `why` names the session
 * and the trial or entry. */
MUST_CHECK
enum status study_check_numbers(struct study *study, const struct session_key *key,
                                struct why *why);

struct erasure {
    const char *participant, *operator_name, *reason;
    utc_us utc;
    mono_ns mono;
};

/* A participant withdraws: payloads, samples and trials of all their sessions are overwritten, an
 * `erase` entry in each session says so, and the chains still verify. The pseudonym, the protocol
 * and the times remain. A session that was not ended can no longer be resumed. STATUS_NOT_FOUND: no
 * such participant. Copies are not reached, the one beside an upgraded study (PATH.v1) included. */
MUST_CHECK
enum status study_erase_participant(struct study *study, const struct erasure *erasure,
                                    struct why *why);

#endif
