/* A train of pressure pulses that an instrument gives: temporal summation (METHODS 4.1). Each pulse has its level; each is rated at
 * the end of its own period, just before the next one begins (METHODS 3.3: not at its beginning). */
#ifndef LIMEN_STIMULUS_PULSE_TRAIN_H
#define LIMEN_STIMULUS_PULSE_TRAIN_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

enum { PULSES_MAX = 16 };

/* Who keeps the time of the pulses. */
enum pulse_pace {
    PULSES_BY_INSTRUMENT, /* one COMMAND_TRAIN: all levels are the same */
    PULSES_BY_US          /* a COMMAND_DRIVE for each; `base_kpa` is 0 */
};

/* PULSES_BY_US: from the start to the first pulse, so that the order of readings has left the line and the first pulse, too, goes
 * out when it is due. */
#define PULSE_TRAIN_LEAD (50 * MONO_MS)

struct pulse_train_spec {
    double base_kpa;       /* between the pulses; 0: off */
    double rise_kpa_per_s; /* PULSES_BY_US: as fast as the instrument goes */
    double tolerance_kpa;  /* more than the level by this is a fault; less is told with the pulse */
    double baseline_kpa;   /* at or below this the pressure is off */
    double stream_hz;
    mono_ns on, off;
    mono_ns start_within;    /* from the order to the first pulse */
    mono_ns rated_within;    /* before the end of a period: an older rating is none */
    mono_ns silent_within;   /* no reading for longer is a fault */
    mono_ns baseline_within; /* after the end: longer than this is a fault and an alarm */
    double level_kpa[PULSES_MAX];
    uint8_t pulses;
    uint8_t pace; /* enum pulse_pace */
};

struct pulse {
    float
        onset_error_s; /* when it began, by its pressure, against the first one and the period; of that 0 */
    float order_error_s; /* PULSES_BY_US: when it was ordered, against when it was due */
    float level_kpa;     /* mean of the third quarter of its time: up, and not down again */
    float rating;        /* at the end of its period; with `has_rating` */
    bool has_rating;     /* else it is missing, never zero */
    bool has_level;
    bool is_off; /* the level is less than asked by more than the tolerance */
};

/* Times are on the bench's clock; what was not reached is 0 and its `has_` is false.
 *
 * END_COMPLETED: all pulses were given. END_WITHDRAWN: the participant has pressed. END_INTERRUPTED also: a button is stuck, and
 * nobody could withdraw. Whatever the end, the pulses whose period was over before stand. As in pressure_hold.h an end is reported
 * only after the pressure was seen to be off. */
struct pulse_train_outcome {
    uint8_t end, fault;
    uint8_t given; /* pulses whose period was over */
    bool at_baseline;
    float peak_kpa;
    uint32_t readings, ratings,
        gaps;                   /* from the order to the end; gaps: of both, by sequence number */
    mono_ns start_ns, onset_ns; /* the order; the first pulse */
    mono_ns response_ns, end_ns, baseline_ns;
    struct pulse pulses[PULSES_MAX];
};

/* Channels: what presses, and the rating. Responses are those that the request watches.
 *
 * PHASE_ARMED until the first pulse, PHASE_RUNNING from there, PHASE_RELEASE from the end on, PHASE_RELEASED at baseline. */
extern const struct reactor pulse_train;

/* Ten pulses of 1 s, 1 s apart, by the instrument; the level is the caller's. */
struct pulse_train_spec pulse_train_defaults(void);

/* What a screen shows of it. */
struct pulse_train_live {
    mono_ns reading_ns; /* of `kpa`; before the first reading the start */
    double kpa, rating;
    bool has_rating; /* one that would be taken now: none that is older than `rated_within` */
    bool is_pressing, is_returning;
    uint8_t given, pulses;
    mono_ns period_left; /* of the pulse that is given */
};

#endif
