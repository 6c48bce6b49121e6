/* Simulated instruments, written from the instruments' documents and never from our drivers: this
 * layer cannot include hw/driver.h.
 *
 * A simulated instrument is the other end of a wire: bytes that the program sent and the time come
 * in, bytes that an instrument would send come out. It is run on a pty in a process of its own, or
 * in memory in virtual time. Behind the wire stands a world: tissue, an examiner's hand, a
 * participant. */
#ifndef LIMEN_SIM_SIM_H
#define LIMEN_SIM_SIM_H

#include "base/mono.h"
#include "base/rng.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is about to be done to the participant. Sent when a stimulus is armed, by whoever runs the
 * session (a simulated examiner knows the plan); everything random in the trial is drawn from
 * (seed, test, site, side, trial, attempt, practice), and times count from here. */
struct sim_cue {
    char test[16], site[32], side[12];
    uint32_t trial, attempt; /* attempt: interrupted ones are not counted */
    bool practice;
    double rate_kpa_per_s;
    double limit_kpa;      /* where the examiner lets go by himself; 0: none */
    double probe_area_cm2; /* 0: nobody presses by hand, the instrument does it by itself */
    /* A train by hand: so many presses at `level_kpa`, on and off so long, the first `lead_s` from now. 0: a ramp. */
    uint32_t pulses;
    double lead_s, on_s, off_s, level_kpa;
    /* A hand goes into the water so long from now, and comes out when it is told to; 0: none does. */
    double immersed_after_s;
    /* Something else conditions (METHODS 5), or did until so long ago; 0 while it does. */
    bool is_conditioned;
    double conditioned_s;
};

struct sim_site {
    char site[32], side[12]; /* side "" matches every side */
    double ppt_kpa;
};

/* What a thermal trial asks for, after the test of the cue: CDT, WDT, CPT, HPT, in any case. */
enum sim_sensation { SIM_COLD, SIM_WARM, SIM_COLD_PAIN, SIM_HEAT_PAIN, SIM_SENSATIONS };

struct sim_thermal_site {
    char site[32], side[12];        /* side "" matches every side */
    double celsius[SIM_SENSATIONS]; /* thresholds, from a baseline of 32 °C */
};

/* A participant and an examiner's hand (DATA 5). sim_participant_defaults() fills in the documented
 * defaults. */
struct sim_participant {
    struct sim_site sites[32];
    size_t n_sites;
    double ppt_kpa;     /* 350; where no site matches (METHODS 3.2: 4.6 kg/cm² and less) */
    double cuff_kpa;    /* 30; where an instrument presses by itself (METHODS 3.3) */
    double ppt_cv;      /* 0.10; trial-to-trial SD of the threshold, share of it */
    double habituation; /* 0; share by which the threshold rises per trial at a site */
    double
        cpm_gain; /* 0.15; share by which the threshold rises while something conditions (below 0: it falls) ... */
    double cpm_decay_s; /* 300; ... and what is left of that after it: a time constant */
    double reaction_s, reaction_sd_s; /* 0.35, 0.06; never under 0.1 s */
    double lapse;                     /* 0; share of trials in which no response comes */
    double early;           /* 0; share of trials in which the button is pressed before contact */
    double tolerance_ratio; /* 2; the slider stands at 10 at this multiple of the threshold */
    double
        windup_per_pulse; /* 0.1; share by which a pulse of a train hurts more than the one before, of the first */
    double rest_pain;       /* 0; 0 to 10: what hurts while nothing is done */
    double hand_rate_cv;    /* 0.06; SD of the hand's slope, share of the target */
    double hand_tremor_kpa; /* 8; SD of the tremor (METHODS 3.1) */
    double hand_delay_s;    /* 1; from the cue to contact */
    double hand_reaction_s; /* 0.3; from the response, the limit or RELEASE to letting go */
    double hand_beat_sd_s;  /* 0.05; SD of when a press of a train begins, against its cue */
    double hand_level_cv; /* 0.06; SD of the level of a press of a train, share of what is asked */
    struct sim_thermal_site thermal_sites[16];
    size_t n_thermal_sites;
    double thermal_celsius[SIM_SENSATIONS]; /* 30.5, 34, 12, 44; where no site matches */
    double thermal_sd[SIM_SENSATIONS];      /* 0.3, 0.4, 2, 1; trial-to-trial SD in °C */
    double phs;                           /* 0; share of the cool pulses of a limen that feel hot */
    double cold_pain_s, cold_tolerance_s; /* 15, 60; of a hand in cold water, at the median */
    double cold_cv;                       /* 0.2; from trial to trial, of their logarithms */
    double ice_nrs, ice_nrs_sd;           /* 4, 1; rating of ice on the skin, 0 to 10 */
    double pulse_nrs,
        pulse_nrs_sd; /* 20, 3; what the first stimulus by hand of a train is rated, 0 to 100, when asked */
};
struct sim_participant sim_participant_defaults(void);

enum { SIM_STATE_MAX = 8192, SIM_MESSAGE_MAX = 256 };

struct sim_io {
    void *host;
    /* One message to the program, at most SIM_MESSAGE_MAX bytes, which leaves at time `t`. */
    void (*send)(void *host, mono_ns t, const uint8_t *data, size_t n);
};

/* What somebody or something does to an instrument without the wire (fault scripts). */
enum sim_act_kind {
    SIM_ACT_REBOOT,   /* power lost, up again at `t` with saved or factory settings */
    SIM_ACT_IDENTITY, /* another instrument answers; `to`: its serial number, "" for any other */
    SIM_ACT_UNIT,     /* unit changed by hand; `to`: its spelling on the wire */
    SIM_ACT_OVERLOAD, /* more than the instrument can take; `to`: how it shows, "" for its default
                       */
    SIM_ACT_DRIFT,    /* its zero wanders; `by`: N, kPa or °C per minute */
    SIM_ACT_SLOW, /* an instrument that presses or heats by itself does so at `by` times the rate */
    SIM_ACT_SETTING /* what its document leaves open is as `to` says */
};

struct sim_act {
    enum sim_act_kind kind;
    bool on; /* false: back to normal */
    mono_ns t;
    double by;
    char to[24];
};

/* The physical side, shared by all simulated instruments of one bench. */
struct sim_world;

struct sim_instrument {
    const char *name; /* "mark10" */
    const char *title;
    const char *settings; /* words of SIM_ACT_SETTING, for people; NULL: none */
    uint32_t baud;        /* the line rate that paces its output; 0: not paced */
    size_t state_size;    /* <= SIM_STATE_MAX */
    const void *model;    /* of instruments that share their functions: what is their own */
    void (*init)(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now);
    void (*bytes)(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io);
    void (*tick)(void *state, mono_ns now, const struct sim_io *io);
    mono_ns (*deadline)(
        const void *state); /* when tick() has something to do; later than the last tick */
    /* 0 when the plant is at rest (nothing energised); its output otherwise. For stop-path tests.
     */
    double (*output)(const void *state);
    /* How often its flash was written, which it survives only so often; NULL: nothing in it wears. */
    uint64_t (*flash_writes)(const void *state);
    /* Whether act() would have a meaning. */
    bool (*can)(const struct sim_instrument *instrument, const struct sim_act *act);
    void (*act)(void *state, const struct sim_act *act);
};

const struct sim_instrument *sim_find(const char *name); /* NULL: no such instrument */
const struct sim_instrument *sim_at(size_t index);       /* NULL past the last */

#endif
