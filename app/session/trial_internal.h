/* A trial as it is asked for, counted and written down: trial_plan.c, attempts.c, trial_record.c. */
#ifndef LIMEN_SESSION_TRIAL_INTERNAL_H
#define LIMEN_SESSION_TRIAL_INTERNAL_H

#include "session_internal.h"

/* attempts.c: how often each trial was tried, and why it is tried again */
/* Of this trial, made where there is none; NULL: no memory. */
struct attempts_row *attempts_of(struct session *session, const struct trial_plan *plan);
/* What was made before the program was started again; `again`: what it would be done again for.
 * False: no memory. */
bool attempts_note(struct session *session, const struct trial_plan *plan, int64_t attempt,
                   enum again again);
/* What is remembered of the attempt that was just made. */
void attempts_explain(struct session *session, enum again again);
/* Why the trial that is asked for comes, and as which attempt. */
enum again attempts_again(struct session *session, int64_t *attempt);

/* trial_plan.c: what the script asks for, and whether it may be done */
/* STATUS_INVALID, STATUS_RANGE: what is wrong with the arguments, whatever the bench. */
enum status plan_read(const struct message *args, struct trial_plan *plan, struct why *why);
/* Bench, lab and day: nothing that the script could mend. STATUS_STOPPED: the site has had enough
 * for today; else STATUS_INVALID, STATUS_RANGE. */
enum status plan_check(struct session *session, struct why *why);
/* What it has found, in the examiner's language; `why` becomes that. */
void plan_translate(const struct session *session, enum status found, struct why *why);

/* trial_record.c */
void trial_payload(struct session *session, struct text *out);
/* Of the pulse of that place in a train. */
void trial_pulse_payload(struct session *session, uint8_t pulse, struct text *out);
/* What a script hears of each pulse of a train: what `put` says of it, and its rating. A missing rating is absent. */
void trial_put_pulses(const struct trial_state *trial,
                      void (*put)(const struct trial_state *trial, uint8_t pulse,
                                  struct message *out),
                      struct message *out);
void trial_recall(struct session *session);
/* Takes REPORT_STARTED. */
void trial_note_start(struct session *session, const struct report *report);

#endif
