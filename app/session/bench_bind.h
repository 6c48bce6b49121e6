/* Making a bench of instruments that were found: pure changes of a struct bench_spec. */
#ifndef LIMEN_SESSION_BENCH_BIND_H
#define LIMEN_SESSION_BENCH_BIND_H

#include "base/status.h"
#include "hw/bench_spec.h"
#include "hw/driver.h"

struct binding {
    const struct driver *driver;
    const char *port; /* as a bench file names it */
    enum role role;
    double capacity_n, probe_area_cm2; /* of a channel that measures force */
};

/* The first channel of the driver that can serve the role; NULL: none can. */
const struct channel_info *bench_channel_for(const struct driver *driver, enum role role);

/* The instrument becomes part of the bench with the role; whoever had the role has it no more, and an instrument without any
 * role or response left goes from the bench. STATUS_INVALID (a force without capacity or area, a role that it cannot
 * have), STATUS_FULL; nothing is changed then. */
MUST_CHECK
enum status bench_bind(struct bench_spec *spec, const struct binding *binding, struct why *why);
/* Of an instrument that is the algometer by its force. STATUS_RANGE: more or less than a person may say (base/units.h);
 * STATUS_INVALID: it is none. Nothing is changed then. */
MUST_CHECK
enum status bench_set_force(struct bench_spec *spec, uint8_t instrument, double capacity_n,
                            double probe_area_cm2, struct why *why);
/* Off the bench, with its roles and its buttons. STATUS_INVALID: there is none of that number. */
MUST_CHECK
enum status bench_drop_instrument(struct bench_spec *spec, uint8_t instrument, struct why *why);

#endif
