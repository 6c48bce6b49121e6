/* The guided check of an algometer with a known weight, as far as it is arithmetic: readings and the time come in, two steady
 * readings and a verdict come out. No device, no clock.
 *
 *  step       left by
 *  FREE       weighing_take(): the reading with nothing on the probe is the zero
 *  LOADED     weighing_take(): the reading under the weight is judged
 *  RESULT     weighing_begin()
 *
 * What is judged is the difference of the two, so that an offset that was not zeroed does not count; it is recorded. The
 * force of the weight is mass times standard gravity (9.80665 m/s²); gravity on the ground differs by up to 0.3 % from it,
 * which the tolerance has to hold. */
#ifndef LIMEN_SESSION_WEIGHING_H
#define LIMEN_SESSION_WEIGHING_H

#include "session/steady.h"

enum weighing_step { WEIGHING_FREE, WEIGHING_LOADED, WEIGHING_RESULT };

/* Where the bench file says nothing: Limen's own choice, of no standard; a laboratory sets its own (`checks`). Hand-held
 * gauges are specified at 0.1 to 0.3 % of their full scale, so a light weight on a large gauge can miss 2 % although nothing
 * is wrong: take a heavier one. */
#define WEIGHING_TOLERANCE 0.02

struct weighing {
    double weight_g, expected_n, tolerance; /* share */
    enum weighing_step step;
    double zero_n, loaded_n; /* as far as they were taken */
    struct steady seen;      /* in this step */
};

void weighing_begin(struct weighing *weighing, double weight_g, double tolerance);
/* A reading of the instrument, in the order of time; one that was heard already is none. */
void weighing_hear(struct weighing *weighing, mono_ns t, double newton);
/* The mean of the last second and a half; false: no reading yet. */
bool weighing_mean(const struct weighing *weighing, double *newton);
/* What the person who waits is to know: the first that holds, so that what is to be done first is said first. */
enum weighing_hint {
    WEIGHING_CLEAR,
    WEIGHING_OFF, /* it can be taken, too; but it is `by_n` off what should be read, more than is allowed */
    WEIGHING_SILENT, /* no reading, or only old ones */
    WEIGHING_EMPTY,  /* under the weight: the readings are those of the free probe */
    WEIGHING_WAVERS, /* by `by_n`; at most `most_n` may */
    WEIGHING_DRIFTS,
    WEIGHING_SHORT, /* all is well, but not for long enough yet */
};
struct weighing_judgement {
    enum weighing_hint hint;
    double by_n, most_n; /* OFF, WAVERS; OFF is positive when it reads too much */
};
/* FREE and LOADED only. */
struct weighing_judgement weighing_judge(const struct weighing *weighing, mono_ns now);
/* Over a second and a half the readings stayed together and did not drift, the newest is not old, and under the weight they
 * are not those of the free probe: the step can be taken. */
bool weighing_is_steady(const struct weighing *weighing, mono_ns now);
/* False: it is not steady, or there is nothing to take. */
bool weighing_take(struct weighing *weighing, mono_ns now);

/* RESULT: share by which the difference of the readings is off, positive when it is too much. */
double weighing_deviation(const struct weighing *weighing);
bool weighing_passed(const struct weighing *weighing);

#endif
