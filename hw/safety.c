#include "hw/safety.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct envelope envelope_defaults(void)
{
    return (struct envelope){
        .pressure_kpa = 2000,
        .rate_kpa_per_s = 200,
        .pressure_ramps_per_day = 30,
        .thermal = {.high_c = 50,
                    .has_low = true,
                    .low_c = 0,
                    .cold_day_s = 120,
                    .immersion_day_s = 300,
                    .cem43_warn_min = 10,
                    .cem43_min = 20,
                    .ramps_per_day = 12},
    };
}

static double stricter_bound(double a, double b)
{
    if (!(a > 0))
        return b;
    return b > 0 && b < a ? b : a;
}

/* The warmest of the lowest temperatures; what is not finite is no bound. */
static void stricter_low(const struct thermal_envelope *a, const struct thermal_envelope *b,
                         struct thermal_envelope *out)
{
    const bool has_a = a->has_low && isfinite(a->low_c), has_b = b->has_low && isfinite(b->low_c);
    out->has_low = has_a || has_b;
    out->low_c = has_a && has_b ? fmax(a->low_c, b->low_c)
                 : has_a        ? a->low_c
                 : has_b        ? b->low_c
                                : 0;
}

static struct thermal_envelope stricter_thermal(const struct thermal_envelope *a,
                                                const struct thermal_envelope *b)
{
    struct thermal_envelope e = {
        .high_c = stricter_bound(a->high_c, b->high_c),
        .rate_c_per_s = stricter_bound(a->rate_c_per_s, b->rate_c_per_s),
        .return_c_per_s = stricter_bound(a->return_c_per_s, b->return_c_per_s),
        .cold_s = stricter_bound(a->cold_s, b->cold_s),
        .hot_s = stricter_bound(a->hot_s, b->hot_s),
        .cold_day_s = stricter_bound(a->cold_day_s, b->cold_day_s),
        .hot_day_s = stricter_bound(a->hot_day_s, b->hot_day_s),
        .immersion_day_s = stricter_bound(a->immersion_day_s, b->immersion_day_s),
        .cem43_warn_min = stricter_bound(a->cem43_warn_min, b->cem43_warn_min),
        .cem43_min = stricter_bound(a->cem43_min, b->cem43_min),
        .ramps_per_day = (uint32_t)stricter_bound(a->ramps_per_day, b->ramps_per_day),
    };
    stricter_low(a, b, &e);
    return e;
}

struct envelope envelope_stricter(struct envelope a, struct envelope b)
{
    struct envelope e = {
        .pressure_kpa = stricter_bound(a.pressure_kpa, b.pressure_kpa),
        .rate_kpa_per_s = stricter_bound(a.rate_kpa_per_s, b.rate_kpa_per_s),
        .pressure_ramps_per_day =
            (uint32_t)stricter_bound(a.pressure_ramps_per_day, b.pressure_ramps_per_day),
        .rest = a.rest > b.rest ? a.rest : b.rest,
        .thermal = stricter_thermal(&a.thermal, &b.thermal),
    };
    return e;
}

struct envelope envelope_of_bench(const struct bench_spec *spec)
{
    return (struct envelope){
        .rest = mono_from_sec(spec->rest_s),
        .pressure_ramps_per_day = spec->ramps_per_day,
        .thermal = {.cold_s = spec->cold_once_s,
                    .hot_s = spec->hot_once_s,
                    .cold_day_s = spec->cold_s,
                    .hot_day_s = spec->hot_s,
                    .immersion_day_s = spec->immersion_s,
                    .cem43_warn_min = spec->cem43_warn_s / 60,
                    .cem43_min = spec->cem43_s / 60,
                    .ramps_per_day = spec->thermal_ramps_per_day},
    };
}

struct envelope envelope_of_thermode(const struct instrument_spec *spec)
{
    return (struct envelope){
        .thermal = {.high_c = spec->temperature_max_degc,
                    .has_low = spec->temperature_min_degc > 0,
                    .low_c = spec->temperature_min_degc,
                    .rate_c_per_s = thermode_ramp_max(spec),
                    .return_c_per_s = spec->return_max_degc_per_s},
    };
}

/* Names are cut alike when they are kept and when they are looked for: two that differ only behind
 * the cut share one dose, which is the stricter way to be wrong. */
static struct dose_site *find(const struct dose_ledger *ledger, const char *site, const char *side)
{
    for (uint32_t i = 0; i < ledger->n; i++) {
        const struct dose_site *row = &ledger->sites[i];
        if (strncmp(row->site, site, sizeof row->site - 1) == 0 &&
            strncmp(row->side, side, sizeof row->side - 1) == 0)
            return (struct dose_site *)row;
    }
    return NULL;
}

const struct dose_site *dose_find(const struct dose_ledger *ledger, const char *site,
                                  const char *side)
{
    return find(ledger, site, side);
}

/* NULL: no room for another site. */
static struct dose_site *find_or_add(struct dose_ledger *ledger, const char *site, const char *side)
{
    struct dose_site *row = find(ledger, site, side);
    if (row || ledger->n == DOSE_SITES_MAX)
        return row;
    row = &ledger->sites[ledger->n++];
    memset(row, 0, sizeof *row);
    snprintf(row->site, sizeof row->site, "%s", site);
    snprintf(row->side, sizeof row->side, "%s", side);
    return row;
}

static void count(uint32_t *ramps, uint32_t more)
{
    const uint32_t room = UINT32_MAX - *ramps;
    *ramps += more < room ? more : room;
}

enum status dose_add(struct dose_ledger *ledger, const char *site, const char *side, uint32_t ramps,
                     utc_us last_end)
{
    struct dose_site *row = find_or_add(ledger, site, side);
    if (!row)
        return STATUS_FULL;
    count(&row->pressure_ramps, ramps);
    if (last_end > row->last_end)
        row->last_end = last_end;
    return STATUS_OK;
}

static double counted(double value)
{
    return value >= 0 ? value : INFINITY;
}

enum status dose_add_thermal(struct dose_ledger *ledger, const char *site, const char *side,
                             struct thermal_given given, utc_us last_end)
{
    struct dose_site *row = find_or_add(ledger, site, side);
    if (!row)
        return STATUS_FULL;
    const struct thermal_dose dose = {.cem43_min = counted(given.dose.cem43_min),
                                      .cold_s = counted(given.dose.cold_s),
                                      .hot_s = counted(given.dose.hot_s)};
    count(&row->thermal_ramps, given.ramps);
    row->thermal = thermal_dose_sum(row->thermal, dose);
    row->immersed_s += counted(given.immersed_s);
    if (last_end > row->last_end)
        row->last_end = last_end;
    return STATUS_OK;
}

static enum status check_dose(const struct envelope *envelope, const struct dose_ledger *ledger,
                              const struct pressure_request *request, struct why *why)
{
    const struct dose_site *row = find(ledger, request->site, request->side);
    if (!row && ledger->n == DOSE_SITES_MAX)
        return why_set(why, STATUS_RANGE, "more than %d sites in 24 hours: end this session",
                       DOSE_SITES_MAX);
    if (row && envelope->pressure_ramps_per_day &&
        row->pressure_ramps >= envelope->pressure_ramps_per_day)
        return why_set(why, STATUS_RANGE,
                       "%s %s has had %u pressure ramps in 24 hours and %u are allowed: "
                       "choose another site or go on tomorrow",
                       request->site, request->side, row->pressure_ramps,
                       envelope->pressure_ramps_per_day);
    return STATUS_OK;
}

void dose_clock_set_back(struct dose_ledger *ledger, utc_us now)
{
    for (uint32_t i = 0; i < ledger->n; i++)
        if (ledger->sites[i].last_end > now)
            ledger->sites[i].last_end = now;
}

static enum status check_rest(const struct envelope *envelope, const struct dose_ledger *ledger,
                              const struct pressure_request *request, struct why *why)
{
    const struct dose_site *row = find(ledger, request->site, request->side);
    const mono_ns left = safety_rest_left(envelope, row, request->now);
    if (left == 0)
        return STATUS_OK;
    return why_set(why, STATUS_RANGE,
                   "%s %s has to rest for another %.0f s: choose another site or wait",
                   request->site, request->side, ceil(mono_to_sec(left)));
}

static enum status check_rate(const struct envelope *envelope,
                              const struct pressure_request *request, struct why *why)
{
    if (!isfinite(request->rate_kpa_per_s) || request->rate_kpa_per_s <= 0)
        return why_set(why, STATUS_RANGE,
                       "the slope of this stimulus is not a rate: set one in kPa/s");
    if (envelope->rate_kpa_per_s > 0 && request->rate_kpa_per_s > envelope->rate_kpa_per_s)
        return why_set(why, STATUS_RANGE,
                       "the protocol asks for %g kPa/s but instrument and lab allow %g kPa/s: "
                       "lower `rate` in the protocol",
                       request->rate_kpa_per_s, envelope->rate_kpa_per_s);
    return STATUS_OK;
}

enum status safety_check_pressure(const struct envelope *envelope, const struct dose_ledger *ledger,
                                  const struct pressure_request *request, struct why *why)
{
    if (!isfinite(request->limit_kpa) || request->limit_kpa <= 0)
        return why_set(why, STATUS_RANGE,
                       "the limit of this stimulus is not a pressure: set one in kPa");
    if (envelope->pressure_kpa > 0 && request->limit_kpa > envelope->pressure_kpa)
        return why_set(why, STATUS_RANGE,
                       "the protocol asks for up to %g kPa but instrument and lab allow %g kPa: "
                       "lower `limit` in the protocol",
                       request->limit_kpa, envelope->pressure_kpa);
    enum status status = request->is_step ? STATUS_OK : check_rate(envelope, request, why);
    if (status == STATUS_OK)
        status = check_dose(envelope, ledger, request, why);
    return status == STATUS_OK ? check_rest(envelope, ledger, request, why) : status;
}

mono_ns safety_rest_left(const struct envelope *envelope, const struct dose_site *site, utc_us now)
{
    if (!site || site->last_end == 0 || envelope->rest == 0)
        return 0;
    if (now < site->last_end)
        return envelope->rest; /* the clock was set back: rest anew */
    const utc_us past = now - site->last_end;
    return past > envelope->rest / MONO_US || past * MONO_US >= envelope->rest
               ? 0
               : envelope->rest - past * MONO_US;
}
