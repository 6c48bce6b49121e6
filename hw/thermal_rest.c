#include "hw/thermal_rest.h"

#include <math.h>

/* More than noise, and less than the slowest drive goes in THERMAL_REST_STAYS. */
static const double goes_on_c = 0.3;

void thermal_rest_note(struct thermal_rest *rest, mono_ns t, double celsius, bool rests,
                       double target_c)
{
    const double way = target_c > rest->from_c ? celsius - rest->from_c : rest->from_c - celsius;
    if (!rests) {
        *rest = THERMAL_NO_REST;
        return;
    }
    const bool is_anew = rest->since == MONO_NEVER || t - rest->newest > THERMAL_REST_GAP;
    if (is_anew || (!isnan(target_c) && way > goes_on_c))
        *rest = (struct thermal_rest){.since = t, .from_c = celsius};
    rest->newest = t;
}

mono_ns thermal_rest_lasts(const struct thermal_rest *rest, mono_ns t)
{
    return rest->since == MONO_NEVER ? -1 : t - rest->since;
}
