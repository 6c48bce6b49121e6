/* A stimulus beside the trials (beside.c). */
#ifndef LIMEN_SESSION_BESIDE_INTERNAL_H
#define LIMEN_SESSION_BESIDE_INTERNAL_H

#include "session_internal.h"

/* The trial at hand is one, and is on: the script goes on beside it. True: it has. */
bool beside_parks(struct session *session);
/* Takes what the bench reports of it. False: it is of something else. */
bool beside_hears(struct session *session, const struct report *report);
bool beside_runs(const struct session *session);
/* Whose block what is saved now is of: its own, or that of the request at hand. */
int64_t beside_block(const struct session *session);
/* One runs that is rated all the time: nobody can rate something else meanwhile. */
bool beside_is_rated(const struct session *session);
/* One runs, by this instrument. */
bool beside_has(const struct session *session, uint8_t instrument);
/* The session fails: no test runs any more, and what conditions does: it is the trial at hand from now on, with its own words, and is
 * waited for. False: there is none. */
bool beside_is_left(struct session *session);
/* It has come to its end, and nobody has asked for it yet: where the session ends it would be lost. */
bool beside_is_over(const struct session *session);
/* It is the trial at hand from now on, done and not saved. */
void beside_take_over(struct session *session);
/* The trial at hand asks for one that does not run any more: the script hears that. True: it has. */
bool beside_is_missed(struct session *session);
/* The trial at hand has its outcome: how strong and how painful what conditions is at that instant; where it is over, the trial has no
 * value. */
void beside_note(struct session *session);
/* Into the answer of a trial that asked for one: it was not there any more. */
void beside_put(const struct session *session, struct message *out);
/* What a simulated examiner does with it, and whether its water drifts; when something will be due. */
mono_ns beside_turn(struct session *session);
/* The one that is marked by hand: the trial's own, else the conditioning. 0: none is. */
stimulus_handle beside_marked(const struct session *session);
/* What was said of what is marked by hand. */
void beside_rated(struct session *session, stimulus_handle marked, double value, mono_ns t);
void verb_target(struct session *session);
/* PROMPT_WAIT, while it is waited for. */
void target_ask(struct session *session);
bool step_target(struct session *session);
void verb_end_beside(struct session *session);
bool step_conditioning(struct session *session);

#endif
