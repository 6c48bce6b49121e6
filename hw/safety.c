#include "hw/safety.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct envelope envelope_defaults(void)
{
    return (struct envelope){
        .pressure_kpa = 2000, .rate_kpa_per_s = 200, .pressure_ramps_per_day = 30};
}

static double stricter_bound(double a, double b)
{
    if (!(a > 0))
        return b;
    return b > 0 && b < a ? b : a;
}

struct envelope envelope_stricter(struct envelope a, struct envelope b)
{
    struct envelope e = {
        .pressure_kpa = stricter_bound(a.pressure_kpa, b.pressure_kpa),
        .rate_kpa_per_s = stricter_bound(a.rate_kpa_per_s, b.rate_kpa_per_s),
        .pressure_ramps_per_day =
            (uint32_t)stricter_bound(a.pressure_ramps_per_day, b.pressure_ramps_per_day),
        .rest = a.rest > b.rest ? a.rest : b.rest,
    };
    return e;
}

static struct dose_site *find(const struct dose_ledger *ledger, const char *site, const char *side)
{
    for (uint32_t i = 0; i < ledger->n; i++) {
        const struct dose_site *row = &ledger->sites[i];
        if (strcmp(row->site, site) == 0 && strcmp(row->side, side) == 0)
            return (struct dose_site *)row;
    }
    return NULL;
}

const struct dose_site *dose_find(const struct dose_ledger *ledger, const char *site,
                                  const char *side)
{
    return find(ledger, site, side);
}

enum status dose_add(struct dose_ledger *ledger, const char *site, const char *side, uint32_t ramps,
                     utc_us last_end)
{
    struct dose_site *row = find(ledger, site, side);
    if (!row) {
        if (ledger->n == DOSE_SITES_MAX)
            return STATUS_FULL;
        row = &ledger->sites[ledger->n++];
        memset(row, 0, sizeof *row);
        snprintf(row->site, sizeof row->site, "%s", site);
        snprintf(row->side, sizeof row->side, "%s", side);
    }
    row->pressure_ramps += ramps;
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
    if (!isfinite(request->rate_kpa_per_s) || request->rate_kpa_per_s <= 0)
        return why_set(why, STATUS_RANGE,
                       "the slope of this stimulus is not a rate: set one in kPa/s");
    if (envelope->rate_kpa_per_s > 0 && request->rate_kpa_per_s > envelope->rate_kpa_per_s)
        return why_set(why, STATUS_RANGE,
                       "the protocol asks for %g kPa/s but instrument and lab allow %g kPa/s: "
                       "lower `rate` in the protocol",
                       request->rate_kpa_per_s, envelope->rate_kpa_per_s);
    return check_dose(envelope, ledger, request, why);
}

mono_ns safety_rest_left(const struct envelope *envelope, const struct dose_site *site, utc_us now)
{
    if (!site || site->last_end == 0 || envelope->rest == 0)
        return 0;
    const mono_ns past = (now - site->last_end) * MONO_US;
    if (past < 0)
        return envelope->rest; /* the clock was set back: rest anew */
    return past >= envelope->rest ? 0 : envelope->rest - past;
}
