#include "session/thermode.h"

#include <math.h>

struct thermode_range thermode_range(const struct instrument_spec *lab, double told_low_c,
                                     double told_high_c, double most_c)
{
    const bool has_told = told_low_c < told_high_c;
    struct thermode_range range = {.low_c = has_told ? told_low_c : -INFINITY,
                                   .high_c = has_told ? fmin(told_high_c, most_c) : most_c};
    if (lab->temperature_min_degc > 0)
        range.low_c = fmax(range.low_c, lab->temperature_min_degc);
    return range;
}
