/* The envelope of a thermode, before a stimulus: what it can do at worst, and what its site has had. */
#include "hw/safety.h"

#include "hw/reasons.h"

#include <math.h>
#include <stdio.h>

static double back_s(const struct thermal_request *request, double from_c)
{
    return fabs(request->baseline_c - from_c) / request->return_c_per_s;
}

/* It stays at this limit for longer, and goes back from there. */
static struct thermal_dose left_alone(const struct thermal_request *request,
                                      struct thermal_dose before, double limit_c, double seconds)
{
    const struct thermal_dose held = thermal_dose_line(limit_c, limit_c, seconds);
    const struct thermal_dose back =
        thermal_dose_line(limit_c, request->baseline_c, back_s(request, limit_c));
    return thermal_dose_sum(thermal_dose_sum(before, held), back);
}

/* From `at` to the limit, and there as long as it stays. */
static struct thermal_dose leg(const struct thermal_request *request, double at, double limit_c)
{
    const bool is_back = limit_c == request->baseline_c;
    const double rate = is_back ? request->return_c_per_s : request->rate_c_per_s;
    const double stays_s = mono_to_sec(is_back ? request->pause : request->hold);
    return thermal_dose_sum(thermal_dose_line(at, limit_c, fabs(limit_c - at) / rate),
                            thermal_dose_line(limit_c, limit_c, stays_s));
}

struct thermal_given thermal_request_worst(const struct thermal_request *request)
{
    const double hold_s = mono_to_sec(request->hold), alone_s = mono_to_sec(request->alone);
    struct thermal_given worst = {0};
    struct thermal_dose sum = {0}; /* until it leaves the limit */
    double at = request->baseline_c;
    for (size_t i = 0; i < request->n_limits; i++) {
        const double limit = request->limits_c[i];
        sum = thermal_dose_sum(sum, leg(request, at, limit));
        worst.dose = thermal_dose_worst(worst.dose,
                                        left_alone(request, sum, limit, fmax(0, alone_s - hold_s)));
        worst.ramps += limit != request->baseline_c;
        at = limit;
    }
    return worst;
}

static bool is_rate(double rate)
{
    return isfinite(rate) && rate > 0;
}

static bool is_span(mono_ns span)
{
    return span >= 0 && span != MONO_NEVER;
}

/* Written so that what is not a number is refused. */
static bool has_numbers(const struct thermal_request *request)
{
    if (!isfinite(request->baseline_c) || !is_rate(request->rate_c_per_s) ||
        !is_rate(request->return_c_per_s) || request->n_limits == 0)
        return false;
    for (size_t i = 0; i < request->n_limits; i++)
        if (!isfinite(request->limits_c[i]))
            return false;
    return is_span(request->hold) && is_span(request->pause) && is_span(request->alone);
}

/* In tenths: what is asked for never looks as if it would fit. */
static double rounded_up(double value)
{
    return ceil(value * 10) / 10;
}

static double rounded_down(double value)
{
    return floor(fmax(value, 0) * 10) / 10;
}

static enum status say_two(struct why *why, const struct reason *reason, double asked,
                           double allowed)
{
    char one[REASON_NUMBER_SIZE], other[REASON_NUMBER_SIZE];
    return reason_set(why, reason, reason_number(one, asked), reason_number(other, allowed), NULL);
}

static enum status check_temperatures(const struct thermal_envelope *envelope,
                                      const struct thermal_request *request, struct why *why)
{
    double low = request->baseline_c, high = request->baseline_c;
    char at[REASON_NUMBER_SIZE], from[REASON_NUMBER_SIZE], to[REASON_NUMBER_SIZE];
    for (size_t i = 0; i < request->n_limits; i++) {
        low = fmin(low, request->limits_c[i]);
        high = fmax(high, request->limits_c[i]);
    }
    if (envelope->high_c > 0 && high > envelope->high_c)
        return say_two(why, REASON_thermal_high, high, envelope->high_c);
    if (envelope->has_low && low < envelope->low_c)
        return say_two(why, REASON_thermal_low, low, envelope->low_c);
    if (request->baseline_c < THERMAL_REST_LOW_C || request->baseline_c > THERMAL_REST_HIGH_C)
        return reason_set(why, REASON_thermal_baseline, reason_number(at, request->baseline_c),
                          reason_number(from, THERMAL_REST_LOW_C),
                          reason_number(to, THERMAL_REST_HIGH_C), NULL);
    return STATUS_OK;
}

static enum status say_rate(struct why *why, double asked, double allowed)
{
    char one[REASON_NUMBER_SIZE], other[REASON_NUMBER_SIZE], usual[REASON_NUMBER_SIZE];
    return reason_set(why, REASON_thermal_rate, reason_number(one, asked),
                      reason_number(other, allowed), reason_number(usual, THERMODE_RAMP_USUAL),
                      NULL);
}

static enum status check_way_back(const struct thermal_request *request, struct why *why)
{
    char from[REASON_NUMBER_SIZE], rate[REASON_NUMBER_SIZE], lasts[REASON_NUMBER_SIZE];
    char most[REASON_NUMBER_SIZE];
    double farthest_c = request->baseline_c;
    for (size_t i = 0; i < request->n_limits; i++)
        if (back_s(request, request->limits_c[i]) > back_s(request, farthest_c))
            farthest_c = request->limits_c[i];
    const double seconds = back_s(request, farthest_c);
    if (seconds <= mono_to_sec(THERMAL_BACK_WITHIN))
        return STATUS_OK;
    return reason_set(why, REASON_thermal_back, reason_number(rate, request->return_c_per_s),
                      reason_number(from, farthest_c), reason_number(lasts, rounded_up(seconds)),
                      reason_number(most, mono_to_sec(THERMAL_BACK_WITHIN)), NULL);
}

static enum status check_rates(const struct thermal_envelope *envelope,
                               const struct thermal_request *request, struct why *why)
{
    if (envelope->rate_c_per_s > 0 && request->rate_c_per_s > envelope->rate_c_per_s)
        return say_rate(why, request->rate_c_per_s, envelope->rate_c_per_s);
    if (envelope->return_c_per_s > 0 && request->return_c_per_s > envelope->return_c_per_s)
        return say_two(why, REASON_thermal_return, request->return_c_per_s,
                       envelope->return_c_per_s);
    return check_way_back(request, why);
}

static enum status check_once(const struct thermal_envelope *envelope,
                              const struct thermal_dose *dose, struct why *why)
{
    char lasts[REASON_NUMBER_SIZE], level[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (envelope->cold_s > 0 && !(dose->cold_s <= envelope->cold_s))
        return reason_set(why, REASON_thermal_cold, reason_number(lasts, rounded_up(dose->cold_s)),
                          reason_number(level, THERMAL_COLD_C),
                          reason_number(most, envelope->cold_s), NULL);
    if (envelope->hot_s > 0 && !(dose->hot_s <= envelope->hot_s))
        return reason_set(why, REASON_thermal_hot, reason_number(lasts, rounded_up(dose->hot_s)),
                          reason_number(level, THERMAL_HOT_C), reason_number(most, envelope->hot_s),
                          NULL);
    return STATUS_OK;
}

/* ---- what a site has had ------------------------------------------------------------------------
 */

/* Of one sum over 24 hours. */
struct share {
    double had, more, most; /* most: 0 is no bound */
};

static bool fits(const struct share *share)
{
    return !(share->most > 0) || share->had + share->more <= share->most;
}

struct site_name {
    char text[80];
};

static struct site_name name_of(const struct thermal_request *request)
{
    struct site_name name;
    if (request->name)
        snprintf(name.text, sizeof name.text, "%s", request->name);
    else
        snprintf(name.text, sizeof name.text, "%s %s", request->site, request->side);
    return name;
}

static enum status say_time(struct why *why, const struct reason *reason,
                            const struct thermal_request *request, double level_c,
                            const struct share *share)
{
    char level[REASON_NUMBER_SIZE], more[REASON_NUMBER_SIZE], left[REASON_NUMBER_SIZE];
    char most[REASON_NUMBER_SIZE];
    const struct site_name name = name_of(request);
    return reason_set(why, reason, name.text, reason_number(more, rounded_up(share->more)),
                      reason_number(level, level_c),
                      reason_number(left, rounded_down(share->most - share->had)),
                      reason_number(most, share->most), NULL);
}

static enum status say_sum(struct why *why, const struct reason *reason,
                           const struct thermal_request *request, const struct share *share)
{
    char more[REASON_NUMBER_SIZE], left[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    const struct site_name name = name_of(request);
    return reason_set(why, reason, name.text, reason_number(more, rounded_up(share->more)),
                      reason_number(left, rounded_down(share->most - share->had)),
                      reason_number(most, share->most), NULL);
}

static struct dose_site had(const struct dose_ledger *ledger, const char *site, const char *side)
{
    const struct dose_site *row = dose_find(ledger, site, side);
    return row ? *row : (struct dose_site){0};
}

static bool has_room(const struct dose_ledger *ledger, const char *site, const char *side)
{
    return ledger->n < DOSE_SITES_MAX || dose_find(ledger, site, side);
}

static struct share cem43_share(const struct thermal_envelope *envelope,
                                const struct dose_site *site, const struct thermal_given *worst)
{
    return (struct share){site->thermal.cem43_min, worst->dose.cem43_min, envelope->cem43_min};
}

static enum status check_day(const struct thermal_envelope *envelope, const struct dose_site *site,
                             const struct thermal_request *request, struct why *why)
{
    const struct thermal_given worst = thermal_request_worst(request);
    const struct share ramps = {site->thermal_ramps, worst.ramps, envelope->ramps_per_day};
    const struct share cold = {site->thermal.cold_s, worst.dose.cold_s, envelope->cold_day_s};
    const struct share hot = {site->thermal.hot_s, worst.dose.hot_s, envelope->hot_day_s};
    const struct share cem43 = cem43_share(envelope, site, &worst);
    if (!fits(&ramps))
        return say_sum(why, REASON_thermal_ramps, request, &ramps);
    if (!fits(&cold))
        return say_time(why, REASON_thermal_cold_day, request, THERMAL_COLD_C, &cold);
    if (!fits(&hot))
        return say_time(why, REASON_thermal_hot_day, request, THERMAL_HOT_C, &hot);
    return fits(&cem43) ? STATUS_OK : say_sum(why, REASON_thermal_cem43, request, &cem43);
}

static enum status check_site(const struct envelope *envelope, const struct dose_ledger *ledger,
                              const struct thermal_request *request, struct why *why)
{
    char number[REASON_NUMBER_SIZE];
    if (!has_room(ledger, request->site, request->side))
        return reason_set(why, REASON_thermal_sites, reason_integer(number, DOSE_SITES_MAX), NULL);
    const struct dose_site site = had(ledger, request->site, request->side);
    const enum status status = check_day(&envelope->thermal, &site, request, why);
    const mono_ns rest = safety_rest_left(envelope, &site, request->now);
    if (status != STATUS_OK || rest == 0)
        return status;
    const struct site_name name = name_of(request);
    return reason_set(why, REASON_thermal_rest, name.text,
                      reason_number(number, ceil(mono_to_sec(rest))), NULL);
}

enum status safety_check_thermal(const struct envelope *envelope, const struct dose_ledger *ledger,
                                 const struct thermal_request *request, struct why *why)
{
    if (!has_numbers(request))
        return reason_set(why, REASON_thermal_no_number, NULL);
    const struct thermal_given worst = thermal_request_worst(request);
    enum status status = check_temperatures(&envelope->thermal, request, why);
    if (status == STATUS_OK)
        status = check_rates(&envelope->thermal, request, why);
    if (status == STATUS_OK)
        status = check_once(&envelope->thermal, &worst.dose, why);
    return status == STATUS_OK ? check_site(envelope, ledger, request, why) : status;
}

enum status safety_check_immersion(const struct envelope *envelope, const struct dose_site *site,
                                   const char *name, double seconds, struct why *why)
{
    const struct share share = {site ? site->immersed_s : 0, seconds,
                                envelope->thermal.immersion_day_s};
    char more[REASON_NUMBER_SIZE], left[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (fits(&share))
        return STATUS_OK;
    return reason_set(why, REASON_thermal_immersion, name, reason_number(more, rounded_up(seconds)),
                      reason_number(left, rounded_down(share.most - share.had)),
                      reason_number(most, share.most), NULL);
}

bool safety_warns_thermal(const struct envelope *envelope, const struct dose_ledger *ledger,
                          const struct thermal_request *request, struct why *why)
{
    if (!has_numbers(request) || !(envelope->thermal.cem43_warn_min > 0))
        return false;
    const struct dose_site site = had(ledger, request->site, request->side);
    const struct thermal_given worst = thermal_request_worst(request);
    const struct share share = cem43_share(&envelope->thermal, &site, &worst);
    const double sum = share.had + share.more;
    char comes_to[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (!fits(&share) || sum < envelope->thermal.cem43_warn_min)
        return false;
    const struct site_name name = name_of(request);
    (void)reason_set(why, REASON_thermal_cem43_warn, name.text,
                     reason_number(comes_to, rounded_up(sum)), reason_number(most, share.most),
                     NULL);
    return true;
}

static double left_of(double most, double used, double once)
{
    const double day = most > 0 ? fmax(most - used, 0) : INFINITY;
    return once > 0 ? fmin(day, once) : day;
}

struct thermal_allowance safety_thermal_left(const struct envelope *envelope,
                                             const struct dose_ledger *ledger, const char *site,
                                             const char *side)
{
    const struct thermal_envelope *bound = &envelope->thermal;
    const struct thermal_dose used = had(ledger, site, side).thermal;
    struct thermal_allowance allowance = {.is_set = true};
    if (!has_room(ledger, site, side))
        return allowance;
    allowance.left = (struct thermal_dose){
        .cem43_min = left_of(bound->cem43_min, used.cem43_min, 0),
        .cold_s = left_of(bound->cold_day_s, used.cold_s, bound->cold_s),
        .hot_s = left_of(bound->hot_day_s, used.hot_s, bound->hot_s),
    };
    return allowance;
}
