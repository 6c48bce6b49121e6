/* The parts of the machine that all thermal stimuli are: ramps between limits in turn, one or more, or pulses to levels. The
 * states are told in thermal.c. */
#ifndef LIMEN_STIMULUS_THERMAL_INTERNAL_H
#define LIMEN_STIMULUS_THERMAL_INTERNAL_H

#include "rating_course_internal.h"
#include "readings_internal.h"
#include "stimulus/thermal.h"
#include "stimulus/thermal_train.h"
#include "thermal_back_internal.h"

enum { THERMAL_TURNS_MAX = 12 };

enum thermal_state {
    THERMAL_SETTLING,
    THERMAL_LEAD_IN,
    THERMAL_RAMP,
    THERMAL_PULSES,
    THERMAL_RETURNING,
    THERMAL_DONE
};

struct thermal;

/* Pulses instead of ramps. */
struct thermal_pulses_plan {
    float level_c[THERMAL_PULSES_MAX];
    mono_ns on, period;
    double tolerance_c;
    mono_ns rated_within;
    uint8_t n; /* 0: ramps */
    bool is_rated;
};

/* What makes one stimulus of it. */
struct thermal_plan {
    double target_c
        [2]; /* limits of the first, third, ... and of the second, fourth, ... ramp; of pulses the farthest level, twice */
    uint8_t turns; /* 0 of pulses */
    struct thermal_pulses_plan pulses;
    double rating_gap_s, peak_within_s; /* of a tonic hold */
    size_t outcome_size;
    void (*outcome)(const struct thermal *thermal, void *out);
};

/* One ramp. */
struct thermal_turn {
    enum end_reason end; /* NONE while it runs, or while a response waits for its bracket */
    double sign;         /* 1 warm, -1 cool */
    double target_c, start_c;
    double
        floor_c; /* no value is on the wrong side of it: the start; of the first ramp the baseline, too */
    double lag_c; /* measured trails the line by so much though all is well */
    bool rises, moved, warned, strays;
    mono_ns ramp_ns, rise_ns, moved_ns, response_ns;
    mono_ns turned_ns; /* something else was commanded */
    mono_ns limit_by;  /* the drive has had the time to reach the limit */
    mono_ns strays_since;
    bool has_value, censored, rate_off;
    bool
        is_long; /* it has a slope, over a whole window at least: half a second, as the one shown live */
    double value_c, peak_c, behind_c;
    struct slope_verdict slope; /* of the way in the ramp's direction: positive */
    mono_ns bracket_ns;
    uint32_t value_gaps;
    uint8_t zones; /* bits */
    float zone_c[THERMAL_ZONES_MAX];
};

/* The pulses so far. */
struct thermal_pulses {
    uint8_t ordered, begun,
        given;         /* begun: seen to have left the baseline; given: its period is over */
    bool is_up;        /* the newest has come to half the way and not back from it */
    bool is_off;       /* away from its level while it holds ... */
    mono_ns off_since; /* ... since then */
    mono_ns start_ns, onset_ns;    /* the first order; the first pulse, by its temperature */
    mono_ns ordered_ns, driven_ns; /* the newest pulse; the drive of it that was told last */
    mono_ns reading_ns;            /* the one before the newest, since the first order */
    double reading_c;
    double start_c;   /* before the first */
    double level_sum; /* of the newest pulse at its level, over it */
    uint32_t level_n;
    uint16_t off;
    struct thermal_pulse rows[THERMAL_PULSES_MAX];
};

struct thermal_zone {
    bool has;
    mono_ns t;
    double value;
};

struct thermal {
    enum thermal_state state;
    enum phase phase;
    struct thermal_spec spec;
    struct thermal_plan plan;
    struct channel_ref channels[1 + THERMAL_ZONES_MAX];
    uint8_t n_zones;
    mono_ns known, armed_ns, settled_ns, ended, baseline_ns;
    mono_ns settling_ns; /* since when it is SETTLING */
    mono_ns reading_ns;  /* newest reading of the probe; before the first: armed */
    double
        hz; /* at which the probe is really read, before the first ramp; not above the asked rate */
    struct sequence sequence;
    uint32_t missing;
    struct thermal_back back; /* near the baseline: settling, returning */
    bool returned, alarmed, untrusted, finished;
    bool waived;         /* RETURNING: nobody waits any longer until it is seen at the baseline */
    bool returning_seen; /* a reading came on the way back */
    enum end_reason end; /* END_COMPLETED with `finished`: every ramp came to its turn */
    enum fault fault, after_fault;
    bool has_pending;
    mono_ns pending;
    uint8_t asked;                        /* the turn that the pending response belongs to */
    enum end_reason overturns;            /* what that turn was before: NONE, LIMIT, STOP */
    mono_ns early_ns;                     /* a response before the first ramp */
    uint8_t n_turns;                      /* closed; the next one runs in THERMAL_RAMP */
    uint32_t first_number, first_missing; /* newest reading at the first ramp's command */
    uint32_t readings, gaps, strays;
    double spread_c, warmest_c, coolest_c;
    uint8_t worst_zone;
    struct thermal_zone zones[THERMAL_ZONES_MAX];
    struct thermal_turn turns[THERMAL_TURNS_MAX];
    struct thermal_pulses pulses;
    struct channel_ref rating;       /* with plan.pulses.is_rated */
    struct sequence rating_sequence; /* of another instrument than the thermode */
    uint32_t rating_gaps;            /* by that, while pulses are given */
    bool has_rating;
    mono_ns rated_ns;
    double rated;
    uint32_t ratings;
    /* below: not cleared at the start */
    struct rating_course course; /* of the rating, from the first pulse's order on */
    struct recent recent;
    float zone_slots[RECENT_ROOM]
                    [THERMAL_ZONES_MAX]; /* of the reading in the same slot; NAN: none */
    struct trace trace; /* of the running ramp: way from its start in its direction */
};

/* thermal.c: the reactor's functions; start() of all is these two in this order, of what is rated thermal_init_rated() first */
void thermal_init(struct thermal *thermal, const struct channel_ref *channels, size_t n_channels);
/* The second channel is the rating. */
void thermal_init_rated(struct thermal *thermal, const struct channel_ref *channels,
                        size_t n_channels);
void thermal_begin(struct thermal *thermal, mono_ns now, const struct thermal_spec *spec,
                   const struct thermal_plan *plan, const struct reactor_io *io);
void thermal_event(void *state, const struct event *event, const struct reactor_io *io);
void thermal_tick(void *state, mono_ns now, const struct reactor_io *io);
void thermal_end_outside(void *state, mono_ns now, enum end_reason reason,
                         const struct reactor_io *io);
mono_ns thermal_deadline(const void *state);
void thermal_released(void *state, mono_ns now, const struct reactor_io *io);
void thermal_look(const void *state, void *out);

/* The table of a stimulus that is this machine. */
#define THERMAL_REACTOR(word, spec, begin, edges)                                                  \
    {                                                                                              \
        .name = word, .state_size = sizeof(struct thermal), .spec_size = sizeof(spec),             \
        .tells_edges = edges, .start = begin, .event = thermal_event, .tick = thermal_tick,        \
        .end = thermal_end_outside, .deadline = thermal_deadline, .released = thermal_released,    \
        .look_size = sizeof(struct thermal_live), .look = thermal_look                             \
    }

/* thermal.c, for its parts */
/* How long a response waits for a reading after it, and how long an end stays open to one. */
mono_ns thermal_wait(const struct thermal *thermal);
bool thermal_is_driven(const struct thermal *thermal);
/* The first ramp or pulse was ordered. */
bool thermal_has_begun(const struct thermal *thermal);
void thermal_tell(struct thermal *thermal, enum phase phase, const struct reactor_io *io);
void thermal_drive(const struct thermal *thermal, const struct thermal_turn *turn,
                   const struct reactor_io *io);
/* All that was driven -> RETURNING; closes the ramp that runs. */
void thermal_end(struct thermal *thermal, enum end_reason end, enum fault fault,
                 const struct reactor_io *io);

/* All was given that was planned -> RETURNING. */
void thermal_complete(struct thermal *thermal, const struct reactor_io *io);

/* It heats or cools though it was told to return. */
void thermal_alarm(struct thermal *thermal, enum fault fault, const struct reactor_io *io);
/* What the passing of time ends. */
void thermal_expire(struct thermal *thermal, mono_ns now, const struct reactor_io *io);
void thermal_fault(struct thermal *thermal, enum fault fault, mono_ns t,
                   const struct reactor_io *io);

/* thermal_reading.c */
/* How far beyond the nearest limit, of any of its ramps; below 0: between them. */
double thermal_beyond(const struct thermal *thermal, double value);
void thermal_reading(struct thermal *thermal, const struct event *event,
                     const struct reactor_io *io);

/* thermal_ramp.c: one ramp from its command to its turn */
/* What counts from the first ramp or pulse on counts from now; the temperature before it. */
double thermal_count_from(struct thermal *thermal);
void thermal_ramp_begin(struct thermal *thermal, const struct reactor_io *io);
void thermal_ramp_step(struct thermal *thermal, const struct reading *reading,
                       const struct reactor_io *io);
/* The drive's time is over: it stands at its limit, or has not followed. */
void thermal_ramp_over(struct thermal *thermal, const struct reactor_io *io);
/* The running ramp has come to `end` (NONE: to a response that is pending) and goes no farther. */
void thermal_ramp_close(struct thermal *thermal, enum end_reason end);
/* What comes after a ramp that was closed: the next one, or the way back. */
void thermal_ramp_next(struct thermal *thermal, const struct reactor_io *io);
void thermal_turn_limit(const struct thermal *thermal, struct thermal_turn *turn);
/* What was reached by readings that came after the turn, too. */
void thermal_ramp_peaks(struct thermal *thermal, double value);

/* thermal_response.c: what a press means */
void thermal_response(struct thermal *thermal, mono_ns t, const struct reactor_io *io);
/* The pending response has its reading, or (`fault`) will not get one. */
void thermal_resolve(struct thermal *thermal, enum fault fault, const struct reactor_io *io);

/* thermal_pulses.c: pulses from the first one's order to the end of the last one's period */
void thermal_pulses_begin(struct thermal *thermal, const struct reactor_io *io);
void thermal_pulses_step(struct thermal *thermal, const struct reading *reading,
                         const struct reactor_io *io);
void thermal_pulses_expire(struct thermal *thermal, const struct reactor_io *io);
mono_ns thermal_pulses_due(const struct thermal *thermal);
void thermal_rating(struct thermal *thermal, const struct event *event,
                    const struct reactor_io *io);
/* Of an instrument that only rates. */
void thermal_rating_gap(struct thermal *thermal, const struct event *event);
/* A press ends a train wherever it is. */
void thermal_withdraw(struct thermal *thermal, mono_ns t, const struct reactor_io *io);
struct thermal_whole thermal_whole_of(const struct thermal *thermal);
/* When the newest pulse is to be at its level, and to leave it. */
mono_ns thermal_pulse_arrives(const struct thermal *thermal);

/* thermal_zones.c */
/* `reading` was just pushed. */
void thermal_zones_take(struct thermal *thermal, const struct reading *reading,
                        const struct reactor_io *io);
void thermal_zone_reading(struct thermal *thermal, uint8_t zone, const struct event *event,
                          const struct reactor_io *io);
/* The zones at `reading`, into the turn, when the mean is `value`. */
void thermal_zones_at(const struct thermal *thermal, const struct reading *reading, double value,
                      struct thermal_turn *turn);

#endif
