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
 * (seed, test, site, side, trial, attempt), and times count from here. */
struct sim_cue {
    char test[16], site[32], side[12];
    uint32_t trial, attempt; /* attempt: interrupted ones are not counted */
    bool practice;
    double rate_kpa_per_s;
    double limit_kpa;
    double probe_area_cm2;
};

struct sim_site {
    char site[32], side[12]; /* side "" matches every side */
    double ppt_kpa;
};

/* A participant and an examiner's hand (DATA 5). sim_participant_defaults() fills in the documented
 * defaults. */
struct sim_participant {
    struct sim_site sites[32];
    size_t n_sites;
    double ppt_kpa;     /* where no site matches */
    double ppt_cv;      /* trial-to-trial SD of the threshold, share of it */
    double habituation; /* share by which the threshold rises per trial at a site */
    double reaction_s, reaction_sd_s;
    double lapse;           /* share of trials in which no response comes */
    double early;           /* share of trials in which the button is pressed before contact */
    double hand_rate_cv;    /* SD of the hand's slope, share of the target */
    double hand_tremor_kpa; /* SD of the tremor */
    double hand_delay_s;    /* from the cue to contact */
    double hand_reaction_s; /* from the response, the limit or RELEASE to letting go */
};
struct sim_participant sim_participant_defaults(void);

enum { SIM_STATE_MAX = 4096 };

struct sim_io {
    void *host;
    void (*send)(void *host, const uint8_t *data, size_t n); /* bytes to the program */
    void (*button)(void *host, mono_ns t, bool pressed);     /* the participant's own button */
};

/* The physical side, shared by all simulated instruments of one bench. */
struct sim_world;

struct sim_instrument {
    const char *name; /* "mark10" */
    const char *title;
    uint32_t baud;     /* the line rate that paces its output; 0: not paced */
    size_t state_size; /* <= SIM_STATE_MAX */
    void (*init)(void *state, struct sim_world *world, mono_ns now);
    void (*bytes)(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io);
    void (*tick)(void *state, mono_ns now, const struct sim_io *io);
    mono_ns (*deadline)(const void *state);
    /* 0 when the plant is at rest (nothing energised); its output otherwise. For stop-path tests.
     */
    double (*output)(const void *state);
};

const struct sim_instrument *sim_find(const char *name);
const struct sim_instrument *sim_at(size_t index);

#endif
