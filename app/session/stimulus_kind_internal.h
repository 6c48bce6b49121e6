/* The one place in which the session knows what a stimulus is: a row for each kind. What is the same for all, from the plan to the
 * entry in the journal, is in trial.c, trial_plan.c and trial_record.c and asks the row. */
#ifndef LIMEN_SESSION_STIMULUS_KIND_INTERNAL_H
#define LIMEN_SESSION_STIMULUS_KIND_INTERNAL_H

#include "session/session.h"

#include "script/message.h"
#include "session/thermode.h"
#include "stimulus/cuff_ramp.h"
#include "stimulus/hand_train.h"
#include "stimulus/immersion.h"
#include "stimulus/pressure_hold.h"
#include "stimulus/pressure_ramp.h"
#include "stimulus/pulse_train.h"
#include "stimulus/thermal_limen.h"
#include "stimulus/thermal_limits.h"
#include "stimulus/thermal_tonic.h"
#include "stimulus/thermal_train.h"

/* What came of an attempt, of whatever kind. Values are in the unit of the kind; what was not reached is 0 and its `has_` is
 * false. */
struct stimulus_verdict {
    uint8_t end, fault; /* enum end_reason, enum fault */
    bool has_value, censored;
    bool is_below; /* with `censored`: the true value lies below */
    bool has_slope, has_in_band, rate_off, has_peak, has_idle;
    bool is_safe;         /* at its end it was seen off, or back at the baseline */
    bool has_touched;     /* the site has something to rest from */
    double immersed_s;    /* of cold by hand: for so long it was on */
    uint32_t limit_ramps; /* of a thermode: that count as ramps to a limit (thermal_site.c) */
    double value, slope, in_band, worst_slope, peak;
    bool has_rate_worst; /* of ramps in turn: `slope` is their mean, each is judged by itself */
    double rate_worst;   /* the one farthest from what was asked */
    double idle_kpa;
    bool has_pdt, has_rating; /* of a cuff ramp */
    double pdt_kpa, rating;   /* where it began to hurt, and how strong it was at the end */
    bool
        has_lag; /* of a thermode: so long it trailed the line of its ramp, at the slope that was measured */
    double lag_s;
    mono_ns armed_ns, response_ns, end_ns;
    mono_ns
        off_ns; /* when it was off the skin, where that is known to be later than `end_ns`; else 0 */
    bool has_no_bracket; /* with END_RESPONSE: no reading stands beside it */
    mono_ns bracket_ns;  /* with END_RESPONSE: time between the readings around it ... */
    uint32_t value_gaps; /* ... and how many are missing there */
    uint32_t readings, gaps;
    uint8_t n_pulses;          /* of a train: that were given */
    uint8_t n_in_band;         /* by hand: of these, as they were asked for */
    float ratings[PULSES_MAX]; /* of each of them; NAN: missing */
};

union stimulus_outcome {
    struct pressure_ramp_outcome ramp;
    struct thermal_limits_outcome limits;
    struct thermal_limen_outcome limen;
    struct immersion_outcome immersion;
    struct cuff_ramp_outcome cuff;
    struct pulse_train_outcome train;
    struct thermal_train_outcome thermal_train;
    struct pressure_hold_outcome hold;
    struct thermal_tonic_outcome thermal_tonic;
    struct hand_train_outcome hand;
};

/* The unit of a rating: it is a plain number for scripts. */
#define STIMULUS_SCALE "0-10"

struct session;
struct trial_state;

/* From the baseline to each of the limits in turn: as far as a thermal stimulus goes; what it stays there as in a thermal_request.
 * Pulses come back to the baseline between two of them. */
enum { THERMAL_COURSE_MAX = 2 * THERMAL_PULSES_MAX };
struct thermal_course {
    double limits_c[THERMAL_COURSE_MAX];
    size_t n;
    mono_ns hold, pause, alone;
};

struct stimulus_kind {
    const struct reactor *reactor; /* its name is that of a request */
    enum role role; /* of the bench, without which it cannot be done; ROLE_COUNT: it needs none */
    bool is_rated;  /* the role `rating` is its second channel, where the bench has one */
    const char *unit, *rate_unit; /* "0-10": a scale; rate_unit NULL: nothing is ramped */
    const char *measured_key; /* in the journal: a value that the session's failure has voided */
    size_t outcome_size;
    /* A person holds it on: he is told to let go, and is asked whether he has. */
    bool by_hand;
    /* No instrument sees it: the examiner marks what happens (session_mark()). */
    bool is_marked;
    uint32_t pressure_ramps; /* that one start adds to what the site has had today */
    /* Rate, limit, tolerance and what is its own. */
    enum status (*read)(const struct message *args, struct trial_plan *plan, struct why *why);
    /* Bench, lab and day (plan_check()); sets channels and limit of the trial. */
    enum status (*check)(struct session *session, struct why *why);
    /* Of a thermode, at the plan's rates; NULL: it is none, and gives no thermal dose. */
    void (*course)(const struct trial_plan *plan, struct thermal_course *out);
    void (*order)(const struct session *session, struct stimulus_request *start);
    void (*cue)(const struct session *session, struct sim_cue *cue);
    void (*judge)(const union stimulus_outcome *outcome, struct stimulus_verdict *verdict);
    /* What its entry says beyond that of every kind: what was asked, what came of it. */
    void (*put_plan)(const struct session *session, struct message *out);
    void (*put_outcome)(const struct trial_state *trial, struct message *out);
    /* Of a train; else both NULL. Its pulses are rows of their own in the tables, saved with it: how many there are, and what
     * stands in one of them beyond what all have. `at_s` of it: so long after the start it was given. */
    uint8_t (*rows)(const struct trial_state *trial);
    void (*put_row)(const struct trial_state *trial, uint8_t pulse, struct message *out);
    double (*row_at_s)(const struct trial_state *trial, uint8_t pulse);
    /* What the script hears beyond that of every kind; NULL: nothing. */
    void (*put_answer)(const struct trial_state *trial, struct message *out);
};

extern const struct stimulus_kind pressure_ramp_kind, thermal_limits_kind, thermal_limen_kind,
    immersion_kind, timed_contact_kind, cuff_ramp_kind, pulse_train_kind, thermal_train_kind,
    thermal_tonic_kind, cuff_tonic_kind, hand_train_kind, hand_cues_kind;

/* What it gives to a site is counted over the day. */
bool stimulus_is_dosed(const struct stimulus_kind *kind);
const struct stimulus_kind *stimulus_kind_at(enum stimulus kind);
/* By the name in a request. False: there is none. */
bool stimulus_kind_find(const char *name, uint8_t *kind);

#endif
