#include "thermal_back_internal.h"

#include <math.h>

static const double lowest_c = -20, highest_c = 65;
static const mono_ns rest_span = 20 * MONO_MS; /* one reading does not prove a rest */

bool thermal_is_sane(double celsius)
{
    return celsius >= lowest_c && celsius <= highest_c;
}

void thermal_back_anew(struct thermal_back *back)
{
    back->rest = THERMAL_NO_REST;
}

void thermal_back_let_go(struct thermal_back *back)
{
    back->is_free = true;
    thermal_back_anew(back);
}

mono_ns thermal_back_near(struct thermal_back *back, mono_ns t, double celsius, double goal_c,
                          double span_c)
{
    thermal_rest_note(&back->rest, t, celsius, fabs(celsius - goal_c) <= span_c, NAN);
    return thermal_rest_lasts(&back->rest, t);
}

bool thermal_back_seen(struct thermal_back *back, const struct thermal_home *home, mono_ns t,
                       double celsius)
{
    if (!back->is_free)
        return thermal_back_near(back, t, celsius, home->baseline_c, home->near_c) >= rest_span;
    const bool rests = celsius >= THERMAL_REST_LOW_C && celsius <= THERMAL_REST_HIGH_C;
    thermal_rest_note(&back->rest, t, celsius, rests, home->driven_to_c);
    return thermal_rest_lasts(&back->rest, t) >= THERMAL_REST_STAYS;
}
