/* Since when a temperature rests: it has stayed where it may be. One rule for the bench after a stop and for every stimulus of a
 * thermode on its way back.
 *
 * What nothing holds at a level may rest anywhere between THERMAL_REST_LOW_C and THERMAL_REST_HIGH_C, once it has stayed there
 * for THERMAL_REST_STAYS. Where that is asked, it must not have gone on towards where it was driven either: it may be driven
 * still, however slowly. */
#ifndef LIMEN_HW_THERMAL_REST_H
#define LIMEN_HW_THERMAL_REST_H

#include "base/mono.h"

#include <stdbool.h>

/* A baseline lasts as long as nobody changes it: it is one that harms in no time. */
#define THERMAL_REST_LOW_C 20.0
#define THERMAL_REST_HIGH_C 40.0
#define THERMAL_REST_STAYS (5 * MONO_SEC)
/* Between readings farther apart it may have been elsewhere: its rest begins anew. The slowest thermode that is known tells ten
 * a second. */
#define THERMAL_REST_GAP (500 * MONO_MS)

struct thermal_rest {
    mono_ns since;  /* MONO_NEVER: it does not read so */
    mono_ns newest; /* of the readings since then */
    double from_c;  /* at `since` */
};

static const struct thermal_rest THERMAL_NO_REST = {.since = MONO_NEVER};

/* One reading, and whether it is where the temperature may rest. `target_c` is where it was driven; NAN: it may go any way. */
void thermal_rest_note(struct thermal_rest *rest, mono_ns t, double celsius, bool rests,
                       double target_c);
/* For how long it has; -1: it does not. `t` is that of the newest reading. */
mono_ns thermal_rest_lasts(const struct thermal_rest *rest, mono_ns t);

#endif
