#include "session/bench_limits.h"

#include "hw/safety.h"
#include "session/reasons.h"

#include <stdio.h>

static enum status check_pressed(const struct bench_spec *spec, struct why *why)
{
    const uint32_t own = envelope_defaults().pressure_ramps_per_day;
    char asked[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE];
    if (spec->ramps_per_day <= own)
        return STATUS_OK;
    return reason_set(why, REASON_limits_pressed, "ramps_per_day",
                      reason_integer(asked, spec->ramps_per_day), reason_integer(most, own), NULL);
}

static enum status check_given(const struct bench_spec *spec, struct why *why)
{
    const struct thermal_envelope own = envelope_defaults().thermal;
    const struct {
        const char *key, *unit;
        double asked, most;
    } rows[] = {
        {"thermal_ramps_per_day", "", spec->thermal_ramps_per_day, own.ramps_per_day},
        {"cem43", " min", spec->cem43_s / 60, own.cem43_min},
        {"cem43_warn", " min", spec->cem43_warn_s / 60, own.cem43_warn_min},
        {"cold", " s", spec->cold_s, own.cold_day_s},
        {"immersion", " s", spec->immersion_s, own.immersion_day_s},
    };
    char asked[REASON_NUMBER_SIZE], most[REASON_NUMBER_SIZE], number[REASON_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].asked <= rows[i].most)
            continue;
        snprintf(asked, sizeof asked, "%g%s", rows[i].asked, rows[i].unit);
        snprintf(most, sizeof most, "%g%s", rows[i].most, rows[i].unit);
        return reason_set(why, REASON_limits_given, rows[i].key, asked, most,
                          reason_number(number, rows[i].most), NULL);
    }
    return STATUS_OK;
}

enum status bench_limits_check(const struct bench_spec *spec, struct why *why)
{
    const enum status status = check_pressed(spec, why);
    return status == STATUS_OK ? check_given(spec, why) : status;
}
