/* What conditions, and how long before a test that was (conditioning.c). */
#ifndef LIMEN_SESSION_CONDITIONING_INTERNAL_H
#define LIMEN_SESSION_CONDITIONING_INTERNAL_H

#include "script/message.h"
#include "session/session.h"

struct session;

/* The last conditioning stimulus of this session, once it is over. */
struct conditioned {
    bool is_over;
    bool by_utc; /* it was over before the session was resumed: its end is known by UTC alone */
    mono_ns ended_ns; /* on the session's clock; in the past of its beginning where `by_utc` */
};

enum status conditioning_read(const struct message *args, struct trial_conditioning *out,
                              struct why *why);
/* The trial at hand is over: was it what conditions? */
void conditioning_ended(struct session *session);
/* Into a row of a trial, or of a result of it: the columns of DATA 1, and where its phase comes after the conditioning the gap
 * until it was armed. */
void conditioning_put(const struct session *session, const struct trial_plan *plan,
                      struct message *out);
/* Into the entry of what conditioned: when it was over. */
void conditioning_put_end(const struct session *session, struct message *out);
/* From such an entry. */
void conditioning_recall(struct session *session, const struct entry *entry);
/* What is left of `delay` after the end of the conditioning; 0: it is over. STATUS_INVALID: nothing has conditioned. */
enum status conditioning_wait(const struct session *session, mono_ns delay, mono_ns *left,
                              struct why *why);
/* For a simulated participant. */
void conditioning_cue(const struct session *session, struct sim_cue *cue);

#endif
