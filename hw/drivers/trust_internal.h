/* Doubt about one reading that does not go on from the last.
 *
 * Lines carry no checksum. A reply that lost its first digits ("2.5 N" out of "12.5 N"), its point,
 * or was joined with the rest of a cut one still looks like a reply. It shows as a jump, or as
 * another form (unit, number of decimals). Such a reading is doubted: it is left out, a gap is
 * recorded, and it counts only when the next reading goes on from it; another form only when four in a row do.
 * A true jump (a blow, a fast release) thus costs one reading, a unit changed by hand four; a wrong number needs
 * the same damage twice in a row, and with the point lost five times. */
#ifndef LIMEN_DRIVERS_TRUST_INTERNAL_H
#define LIMEN_DRIVERS_TRUST_INTERNAL_H

#include "base/mono.h"

#include <stdbool.h>
#include <stdint.h>

struct trust_rule {
    double step;       /* change between two readings that is never doubted */
    double slew_per_s; /* and what is added per second between them */
};

struct sample {
    mono_ns t;
    double value;
    uint32_t form; /* what does not change from reading to reading: unit, decimals */
};

struct trust {
    struct sample last, doubted;
    double last_step;
    mono_ns interval;      /* readings that were read together are at least this far apart */
    uint8_t confirmations; /* of a doubted form, in a row */
    bool has_last, has_doubted;
};

void trust_reset(struct trust *trust, mono_ns interval);
/* False: doubted. The first reading after a reset is taken as it is. */
bool trust_accept(struct trust *trust, const struct trust_rule *rule, const struct sample *sample);

#endif
