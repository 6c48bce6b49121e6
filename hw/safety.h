/* The envelope: what a stimulus may do to a site, and what it has done in the last 24 hours.
 *
 * The stricter of instrument, lab and protocol wins; nothing a protocol says can loosen a limit.
 * Checked before a stimulus starts and again on every reading (DESIGN 5, METHODS 11). */
#ifndef LIMEN_HW_SAFETY_H
#define LIMEN_HW_SAFETY_H

#include "base/mono.h"
#include "base/status.h"
#include "hw/driver.h"

#include <stdbool.h>
#include <stdint.h>

/* Every field is an upper bound except `rest`; 0 means: no bound from this side. */
struct envelope {
    double pressure_kpa;
    double rate_kpa_per_s;
    uint32_t pressure_ramps_per_day; /* at one site */
    mono_ns rest;                    /* least time between two stimuli at one site */
};

/* METHODS 11: 30 pressure ramps per site and 24 h [design]; hand-held devices reach 2000 kPa. */
struct envelope envelope_defaults(void);
struct envelope envelope_stricter(struct envelope a, struct envelope b);

enum { DOSE_SITES_MAX = 64 };

struct dose_site {
    char site[32], side[12];
    uint32_t pressure_ramps;
    utc_us last_end; /* 0: none */
};

/* What a participant's sites have had. Practice, spoiled and interrupted exposure counts. */
struct dose_ledger {
    struct dose_site sites[DOSE_SITES_MAX];
    uint32_t n;
};

/* Adds. Names are told apart by their first 31 and 11 bytes. STATUS_FULL when there are more sites
 * than a ledger holds (refuse the stimulus then). */
MUST_CHECK
enum status dose_add(struct dose_ledger *ledger, const char *site, const char *side, uint32_t ramps,
                     utc_us last_end);
const struct dose_site *dose_find(const struct dose_ledger *ledger, const char *site,
                                  const char *side); /* NULL: nothing yet */

/* Before a ledger that was kept under another clock is used: an end that lies after `now` becomes
 * `now`, so that its rest starts again instead of lasting until the clock has caught up. */
void dose_clock_set_back(struct dose_ledger *ledger, utc_us now);

struct pressure_request {
    const char *site, *side;
    double limit_kpa, rate_kpa_per_s;
    utc_us now;
};

/* STATUS_OK, or STATUS_RANGE with the sentence: which bound, whose, what to do. */
MUST_CHECK
enum status safety_check_pressure(const struct envelope *envelope, const struct dose_ledger *ledger,
                                  const struct pressure_request *request, struct why *why);

/* How long until the rest at this site is over; 0: it is. */
mono_ns safety_rest_left(const struct envelope *envelope, const struct dose_site *site, utc_us now);

#endif
