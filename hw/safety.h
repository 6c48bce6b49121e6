/* The envelope: what a stimulus may do to a site, and what it has done in the last 24 hours.
 *
 * The stricter of instrument, lab and protocol wins; nothing a protocol says can loosen a limit.
 * Checked before a stimulus starts and again on every reading (DESIGN 5, METHODS 11). */
#ifndef LIMEN_HW_SAFETY_H
#define LIMEN_HW_SAFETY_H

#include "base/mono.h"
#include "base/status.h"
#include "hw/bench_spec.h"
#include "hw/driver.h"
#include "hw/thermal_dose.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a thermode. Upper bounds but for `low_c`; 0 means: no bound from this side (of `low_c`: `has_low` is false). */
struct thermal_envelope {
    double high_c;
    bool has_low;
    double low_c;
    double rate_c_per_s, return_c_per_s; /* to a limit, and back to the baseline */
    double cold_s, hot_s;             /* below THERMAL_COLD_C, above THERMAL_HOT_C: one stimulus */
    double cold_day_s, hot_day_s;     /* the same at one site in 24 hours */
    double cem43_warn_min, cem43_min; /* at one site in 24 hours; the first only warns */
    double immersion_day_s; /* by hand in cold water or under ice, at one site in 24 hours */
    uint32_t ramps_per_day; /* to a limit, at one site */
};

/* Every field is an upper bound except `rest`; 0 means: no bound from this side. */
struct envelope {
    double pressure_kpa;
    double rate_kpa_per_s;
    uint32_t pressure_ramps_per_day; /* at one site */
    mono_ns rest;                    /* least time between two stimuli at one site */
    struct thermal_envelope thermal;
};

/* METHODS 11: 30 pressure ramps per site and 24 h [design]; hand-held devices reach 2000 kPa. A thermode: 0 to 50 degC; per
 * site and 24 h 12 ramps to a limit, 120 s below 15 degC, 20 min CEM43, warning from 10 on [design]. */
struct envelope envelope_defaults(void);
struct envelope envelope_stricter(struct envelope a, struct envelope b);
/* What a bench file says of all sites; of one instrument there is nothing in it. */
struct envelope envelope_of_bench(const struct bench_spec *spec);
/* What it says of an instrument with a thermode. */
struct envelope envelope_of_thermode(const struct instrument_spec *spec);

/* No way back may last longer: a stop goes back as fast as the stimulus does. */
#define THERMAL_BACK_WITHIN (20 * MONO_SEC)

enum { DOSE_SITES_MAX = 64 };

struct dose_site {
    char site[32], side[12];
    uint32_t pressure_ramps;
    uint32_t thermal_ramps; /* to a limit */
    struct thermal_dose thermal;
    double immersed_s;
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
/* What a thermal stimulus gave, as it was measured; one that did not come to its end counts alike. A dose that is no number
 * uses up all that there is. */
struct thermal_given {
    uint32_t ramps;
    struct thermal_dose dose;
    double
        immersed_s; /* by hand in cold water or under ice, whose temperature nobody measures on the skin */
};
MUST_CHECK
enum status dose_add_thermal(struct dose_ledger *ledger, const char *site, const char *side,
                             struct thermal_given given, utc_us last_end);
const struct dose_site *dose_find(const struct dose_ledger *ledger, const char *site,
                                  const char *side); /* NULL: nothing yet */

/* Before a ledger that was kept under another clock is used: an end that lies after `now` becomes
 * `now`, so that its rest starts again instead of lasting until the clock has caught up. */
void dose_clock_set_back(struct dose_ledger *ledger, utc_us now);

struct pressure_request {
    const char *site, *side;
    double limit_kpa, rate_kpa_per_s;
    bool is_step; /* as fast as the instrument goes: no rate is asked for */
    utc_us now;
};

/* STATUS_OK, or STATUS_RANGE with the sentence: which bound, whose, what to do. */
MUST_CHECK
enum status safety_check_pressure(const struct envelope *envelope, const struct dose_ledger *ledger,
                                  const struct pressure_request *request, struct why *why);

/* From the baseline to each of the limits in turn, holding there, and back from the last one: the farthest that a stimulus
 * goes, whatever ends it sooner. A limit that is the baseline is the pause between two pulses. */
struct thermal_request {
    const char *site, *side;
    const char *name; /* of the site in sentences; NULL: site and side */
    double baseline_c;
    const double *
        limits_c; /* one for a method of limits, alternating ones for a limen, 48, 32, 48 … for pulses */
    size_t n_limits;
    double rate_c_per_s, return_c_per_s;
    mono_ns hold;  /* at each limit, at most */
    mono_ns pause; /* at the baseline between two of them, at most */
    mono_ns
        alone; /* at the limit that it is on its way to, when nobody is there to end that way: crash, cable */
    utc_us now;
};

/* What it gives at worst, whether it is left alone on the way to one of its limits or not. */
struct thermal_given thermal_request_worst(const struct thermal_request *request);

/* STATUS_OK, or STATUS_RANGE with the sentence: which bound, what is left, what to do. The rest is looked at last: to wait is
 * all that is wrong then. */
MUST_CHECK
enum status safety_check_thermal(const struct envelope *envelope, const struct dose_ledger *ledger,
                                 const struct thermal_request *request, struct why *why);
/* The same of cold by hand that lasts so long at most; its site is called `name` in sentences. */
MUST_CHECK
enum status safety_check_immersion(const struct envelope *envelope, const struct dose_site *had,
                                   const char *name, double seconds, struct why *why);
/* It is allowed, and its site comes to `cem43_warn_min`: the sentence for the examiner. */
bool safety_warns_thermal(const struct envelope *envelope, const struct dose_ledger *ledger,
                          const struct thermal_request *request, struct why *why);

/* What one stimulus may give to the site now: for the bench, which watches it. */
struct thermal_allowance safety_thermal_left(const struct envelope *envelope,
                                             const struct dose_ledger *ledger, const char *site,
                                             const char *side);

/* How long until the rest at this site is over; 0: it is. */
mono_ns safety_rest_left(const struct envelope *envelope, const struct dose_site *site, utc_us now);

#endif
