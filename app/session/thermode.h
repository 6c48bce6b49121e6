/* What a thermode of the bench can be asked for, whoever asks: a trial, or its check on the Bench screen. */
#ifndef LIMEN_SESSION_THERMODE_H
#define LIMEN_SESSION_THERMODE_H

#include "hw/bench_spec.h"
#include "hw/driver.h"
#include "stimulus/thermal.h"

#include <stddef.h>

/* The zones of the bench's thermode, beside the channel of its role: their channels in the driver; how many. None where there
 * is no thermode. */
size_t thermode_zones(const struct bench_spec *spec, uint8_t channels[THERMAL_ZONES_MAX]);

/* What lab and instrument let it go to. */
struct thermode_range {
    double low_c, high_c;
};
/* `told_low_c`, `told_high_c`: by the instrument's own word, both 0 before it has told: then the lab alone. `most_c`: the bench's
 * own (bench_limit()). */
struct thermode_range thermode_range(const struct instrument_spec *lab, double told_low_c,
                                     double told_high_c, double most_c);

#endif
