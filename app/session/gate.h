/* A thermode behind a real port is driven only with a check that holds, or when somebody says why all the same. What can be
 * known of that before a session begins. */
#ifndef LIMEN_SESSION_GATE_H
#define LIMEN_SESSION_GATE_H

#include "session/verification.h"

/* STATUS_INVALID: a check in that state does not hold. */
MUST_CHECK
enum status gate_allows(enum verification_state state, struct why *why);

struct gate {
    const struct bench_spec *spec;
    const struct verifications *book; /* NULL: none is looked at, and there is no gate */
    const char *override; /* why it is driven all the same; NULL or "": nobody has said so */
    utc_us utc;
};
/* False: nothing of this bench has to be looked at; else `*instrument` has. */
bool gate_stands(const struct gate *gate, uint8_t *instrument);
/* `identity` NULL: it has not answered yet; STATUS_OK then when a check on record may turn out to be its and to hold. */
MUST_CHECK
enum status gate_judge(const struct gate *gate, uint8_t instrument,
                       const struct instrument_identity *identity, struct why *why);

#endif
