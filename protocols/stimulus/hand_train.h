/* A train of stimuli that a hand gives to a beat: presses with an algometer, or pinpricks that no instrument sees (METHODS
 * 4.1). After a count-in one is due every `on` + `off`; when, is fixed at the start, so that nothing adds up.
 *
 * With a channel each press is measured: when it began against its cue, its level, its share in the band. Without one
 * there are only the cues, and what was given is what was told. */
#ifndef LIMEN_STIMULUS_HAND_TRAIN_H
#define LIMEN_STIMULUS_HAND_TRAIN_H

#include "base/mono.h"
#include "hw/reactor.h"
#include "stimulus/pulse_train.h"

#include <stdbool.h>
#include <stdint.h>

struct hand_train_spec {
    double level_kpa, band_kpa; /* wanted: level ± band; with a channel */
    double limit_kpa;           /* reached: it ends, and RELEASE */
    double contact_kpa;         /* above this the probe touches; below half of it, it has let go */
    double stream_hz;           /* asked of the instrument */
    mono_ns lead;               /* from the start to the first cue to press */
    mono_ns beat;               /* between two counts, and from the last count to the first cue */
    mono_ns on, off;
    mono_ns late_within; /* a press that begins farther from its cue, either way, is off the beat */
    mono_ns silent_within;  /* no reading for longer is a fault */
    mono_ns release_within; /* after the end: not seen off for longer raises the alarm */
    uint8_t pulses;         /* 1 to PULSES_MAX */
    uint8_t count_in;       /* counts before the first cue; `lead` has room for them */
};

/* What a press was; the graver comes first: a press that is too strong and late is too strong. */
#define HAND_VERDICT_LIST(X)                                                                       \
    X(NONE, "n/a") /* not due when the train ended, or nothing measures it */                      \
    X(IN_BAND, "in_band")                                                                          \
    X(TOO_STRONG, "too_strong")                                                                    \
    X(TOO_LIGHT, "too_light")                                                                      \
    X(LATE, "late")                                                                                \
    X(EARLY, "early")                                                                              \
    X(MISSED,                                                                                      \
      "missed") /* none began from half of `off` before its cue to half of it before the next */   \
    X(UNSEEN, "unseen") /* in time, and readings are missing where its level counts */

enum hand_verdict {
#define HAND_VERDICT_ENUM(name, word) HAND_##name,
    HAND_VERDICT_LIST(HAND_VERDICT_ENUM)
#undef HAND_VERDICT_ENUM
};

const char *hand_verdict_word(enum hand_verdict verdict);

/* The first press of its window. */
struct hand_press {
    float onset_error_s; /* when it began against its cue; with `has_onset` */
    float
        level_kpa; /* mean from a quarter to three quarters of `on` after its onset, pressed or not; with `has_level` */
    float peak_kpa;
    float held_s;    /* from its onset until it let go; 0: not before the end */
    uint8_t in_band; /* percent of that time within level ± band */
    uint8_t verdict; /* enum hand_verdict */
    bool has_onset, has_level;
};

/* Times are on the bench's clock; what was not reached is 0 and its `has_` is false.
 *
 * END_COMPLETED: the period of the last cue was over, however well it was pressed. END_WITHDRAWN: the participant has
 * pressed. END_LIMIT: the pressure came to the limit. END_FAULT also: a gauge that stood at the limit without ever having
 * been clear of it (FAULT_RANGE), that measured pull (FAULT_PULL), or whose reading stood still for 0.5 s in a press
 * (FAULT_STILL). Whatever the end, the presses whose period was over before stand. What is pressed at the end is waited for
 * until it is seen off; so is what nobody has seen for 200 ms then, once the first cue was near. */
struct hand_train_outcome {
    uint8_t end, fault;
    uint8_t given; /* cues whose period was over */
    uint8_t extra; /* presses that no cue asked for, those of the count-in among them */
    bool
        released; /* seen off, or nothing measures it; false: a person has said so, or the session was left */
    bool has_idle;
    float peak_kpa;
    float idle_kpa; /* mean of the first half second, untouched: far from 0 it was not zeroed */
    uint32_t readings, gaps;  /* from the start to the end */
    mono_ns start_ns, cue_ns; /* the first cue, wherever the train ended */
    mono_ns response_ns, end_ns, release_ns;
    struct hand_press presses[PULSES_MAX];
};

/* At most one channel: force bound with a probe area, or pressure; readings in kPa. Watches responses.
 *
 * PHASE_ARMED in the count-in, PHASE_RUNNING from the first cue, PHASE_WARN at 90 % of the limit, once in a press; at the end
 * PHASE_RELEASE where it is still pressed, then PHASE_RELEASED. */
extern const struct reactor hand_train;

/* Ten of 1 s, 1 s apart, after three counts; band and limit for a level of 300 kPa. */
struct hand_train_spec hand_train_defaults(void);

enum hand_cue { HAND_CUE_COUNT, HAND_CUE_PRESS, HAND_CUE_LIFT, HAND_CUE_NONE };
enum hand_step { HAND_COUNT_IN, HAND_PRESS, HAND_LIFT, HAND_OVER };

/* What screen and sound need of it. */
struct hand_train_live {
    uint8_t step;          /* enum hand_step: what the hand is told now */
    uint8_t pulse, pulses; /* that is given, from 1; 0 in the count-in */
    uint8_t count;         /* in the count-in: the one that was told last; 0: none yet */
    uint8_t next_cue;      /* enum hand_cue */
    uint8_t next_index;    /* of its kind, from 1; of a count how many are left with it */
    uint8_t verdict;       /* enum hand_verdict of the press that was judged last ... */
    bool has_channel;      /* else only cues are known */
    bool has_pressure;
    bool is_pressing, in_band; /* now */
    bool is_releasing;         /* it has ended and is still pressed */
    float verdict_kpa;         /* ... and its level */
    double kpa;
    double level_kpa, band_kpa, limit_kpa;
    mono_ns reading_ns;
    mono_ns next_ns; /* when that cue is due; MONO_NEVER: none is left */
};

#endif
