/* Responses of a bench: pure changes of a struct bench_spec. */
#ifndef LIMEN_SESSION_BENCH_RESPOND_H
#define LIMEN_SESSION_BENCH_RESPOND_H

#include "base/status.h"
#include "hw/bench_spec.h"

/* STATUS_FULL; STATUS_BUSY: something of the bench has its port, device or key already; STATUS_INVALID: a key of STOP or the
 * examiner, or no port. Nothing is changed then. */
MUST_CHECK
enum status bench_add_response(struct bench_spec *spec, const struct response_spec *response,
                               struct why *why);
/* The others move up. STATUS_INVALID: there is no such response. */
MUST_CHECK
enum status bench_drop_response(struct bench_spec *spec, uint8_t response, struct why *why);

#endif
