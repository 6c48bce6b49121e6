/* Whether a thermode is back: at its baseline, or, where nothing holds it there any more, somewhere that harms nobody. What
 * every stimulus of a thermode says of its way back; the bench watches beside it, for longer (hw/bench_confirm.c). */
#ifndef LIMEN_STIMULUS_THERMAL_BACK_INTERNAL_H
#define LIMEN_STIMULUS_THERMAL_BACK_INTERNAL_H

#include "hw/thermal_rest.h"

/* No thermode reads anything else: above there is none connected. False of what is not a number. */
bool thermal_is_sane(double celsius);

/* Where it is at home. */
struct thermal_home {
    double baseline_c, near_c; /* so near the baseline it is there */
    /* Where it was driven: who goes on towards there is not back. NAN of one that a stop switches off: it may cool to its
     * room, and only the bench watches it as long as that takes. */
    double driven_to_c;
};

struct thermal_back {
    struct thermal_rest rest;
    bool is_free; /* nothing holds it at its baseline any more */
};

/* What was read before says nothing any more. */
void thermal_back_anew(struct thermal_back *back);
/* It may be off, or have begun anew with a baseline of its own: it is back wherever it stays and harms nobody. */
void thermal_back_let_go(struct thermal_back *back);
/* For how long all readings have been so near `goal_c`, `t` being that of the newest; -1: it is not. */
mono_ns thermal_back_near(struct thermal_back *back, mono_ns t, double celsius, double goal_c,
                          double span_c);
/* With this reading it is back; since when: back->rest.since. */
bool thermal_back_seen(struct thermal_back *back, const struct thermal_home *home, mono_ns t,
                       double celsius);

#endif
