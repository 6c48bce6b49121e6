/* What a continuous rating says: a cuff ramp (METHODS 3.3) and a tonic hold (AUC_static of METHODS
 * 4.2). Plain functions of values over time; a trial table has no such values, so that `limen score`
 * computes none of these: who has the samples does, and the result is the value of a trial.
 *
 * Units: seconds on any clock, kPa, the units of the scale. A sample in which one of the needed
 * values is not finite is no sample. */
#ifndef LIMEN_INDEX_VAS_H
#define LIMEN_INDEX_VAS_H

#include "index/aggregate.h"

/* Three values for each of n samples, in order of time; borrowed. A ramp ends with its stop: what
 * came after it must not be in the trace. */
struct vas_trace {
    const double *t_s, *kpa, *vas;
    size_t n;
};

/* One moment of a ramp. status OK, or why there is none, and then the numbers are 0. */
struct vas_point {
    double t_s, kpa, vas;
    enum index_status status;
};

/* The criterion of a pain detection threshold, in cm of a scale of 10 cm: 0.1 on a scale with two
 * anchors, 1.0 on one with three (LABBENCH). */
#define VAS_PDT_TWO_ANCHORS 0.1
#define VAS_PDT_THREE_ANCHORS 1.0

/* PDT: the sample n + 1 of the last n with vas[n] < criterion <= vas[n + 1], and its kPa. Of a trace
 * that crosses, falls back and crosses again it is the second crossing. NO_CROSSING when there is
 * none; also of a rating that stood at or above the criterion from the beginning. CPAR. */
struct vas_point vas_detection(const struct vas_trace *trace, double criterion);

/* The moment at which that crossing of `vas` takes place, on a straight line between the two
 * samples. NO_CROSSING as above. LABBENCH; VAS 6 in GN2017. */
struct vas_point vas_crossing(const struct vas_trace *trace, double vas);

/* The last sample: PTL is its vas. SHORT_TRACE when there is none, or a value of it is missing. CPAR.
 */
struct vas_point vas_stop(const struct vas_trace *trace);

/* PTT: kPa of the last sample, whatever its rating; SHORT_TRACE as above. `by_limit`: the pressure
 * limit ended the ramp, nobody responded; the tolerance is then at least that. CPAR. */
struct index_value vas_tolerance(const struct vas_trace *trace, bool by_limit);

/* The time from from_s to to_s, e.g. the 60 s of a hold and 20 s after it. */
struct vas_window {
    double from_s, to_s; /* from_s < to_s */
    double gap_s;        /* the longest time between two samples that a straight line may bridge */
};

/* AUC_static: mean of the rating over the window, as area under the straight lines between the
 * samples divided by the window's length; in units of the scale, higher = hurts more. The kPa do not
 * matter. SHORT_TRACE when the samples do not reach from from_s to to_s, or lie farther apart than
 * gap_s in it: what is missing is not zero. LABBENCH. */
struct aggregate vas_auc_static(const struct vas_trace *trace, struct vas_window window);

/* How a long painful heat is felt: it comes to a peak, falls to a nadir, and rises again. */
struct vas_course {
    struct vas_point peak; /* the first highest rating of the first `peak_within_s` of the window */
    struct vas_point
        nadir; /* the last lowest one after it; NO_CROSSING: none is lower than the peak */
    struct vas_point late; /* the first highest one after the nadir; NO_CROSSING: none is higher */
    double rise;           /* of `late` over the nadir, 0 where none is; nothing without a nadir */
    enum index_status
        status; /* of all: SHORT_TRACE as vas_auc_static(); then nothing else is valid */
};

/* SUZ2015: the score of a person is the rise after the nadir. That the peak is looked for in the beginning only is ours: who
 * rises for long may come higher than the first peak. The kPa do not matter and are 0. */
#define VAS_PEAK_WITHIN_S 30.0
struct vas_course vas_tonic_course(const struct vas_trace *trace, struct vas_window window,
                                   double peak_within_s);

#endif
