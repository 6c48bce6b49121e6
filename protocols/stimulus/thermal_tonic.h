/* A temperature that a thermode holds while it is rated all the time: tonic heat or cold (METHODS 4.1). It is a train of one long
 * pulse; what is told of it is the course of the rating (index/vas.h). */
#ifndef LIMEN_STIMULUS_THERMAL_TONIC_H
#define LIMEN_STIMULUS_THERMAL_TONIC_H

#include "stimulus/thermal_train.h"

/* Nobody is held longer. */
#define THERMAL_TONIC_MOST (180 * MONO_SEC)

struct thermal_tonic_spec {
    struct thermal_spec thermal;
    double level_c;
    mono_ns hold; /* at the level; at most THERMAL_TONIC_MOST */
    double tolerance_c;
    double rating_gap_s;  /* between two ratings; longer, the rating says nothing of the hold */
    double peak_within_s; /* see vas_tonic_course() */
    bool is_rated;        /* the second channel is the rating */
};

/* One moment of the rating; `at_s` counts from where the level was to be reached. */
struct tonic_point {
    float rating, at_s;
    bool has;
};

/* END_COMPLETED: it was held to its end. */
struct thermal_tonic_outcome {
    struct thermal_whole whole;
    bool has_level, is_off;
    bool has_hold_mean; /* the rating spans what was held, however it ended */
    float hold_mean;    /* over that */
    bool has_mean;      /* with END_COMPLETED: the rating spans the hold, without a longer gap */
    float mean;         /* AUC_static, over the hold */
    struct tonic_point peak, nadir, late;
    float rise; /* of `late` over the nadir; with a nadir */
    float level_c;
    mono_ns level_ns; /* when the level was to be reached */
};

/* Channels as thermal_train. */
extern const struct reactor thermal_tonic;

/* 46 degC for 2 min from 32 degC at 1 degC/s, rated; METHODS 11.2: half a degree more is beyond the dose of a day. */
struct thermal_tonic_spec thermal_tonic_defaults(void);

#endif
