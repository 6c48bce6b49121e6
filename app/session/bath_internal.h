/* A bath of water that tells its temperature, on the bench (DESIGN 2, METHODS 6.2): logged while a hand is in it, watched for a drift,
 * and asked instead of the examiner. Without one the examiner measures and enters. */
#ifndef LIMEN_SESSION_BATH_INTERNAL_H
#define LIMEN_SESSION_BATH_INTERNAL_H

#include "session_internal.h"

/* degC: so far from what it had when the hand went in, the examiner is told, once in a trial. */
#define BATH_DRIFT_C 1.0

/* The bath becomes the channel of an immersion. False: the bench has none, or nothing is immersed. */
bool bath_bind(struct session *session);
/* While an immersion runs; returns when to look again, MONO_NEVER where there is nothing to see. */
mono_ns bath_watch(struct session *session);
/* When a question that it may answer is to be looked at again. */
#define BATH_LOOK_EVERY (500 * MONO_MS)
/* degC; false: there is no bath, or it has told nothing for two seconds. */
bool bath_measured(const struct session *session, double *out);

#endif
