/* A hand-held pressure ramp to a response (METHODS 3.1): contact is detected by itself, the
 * examiner raises the pressure at a target slope, the participant presses when it becomes painful.
 */
#ifndef LIMEN_STIMULUS_PRESSURE_RAMP_H
#define LIMEN_STIMULUS_PRESSURE_RAMP_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

struct pressure_ramp_spec {
    double rate_kpa_per_s;  /* target slope */
    double rate_tolerance;  /* share, 0.2: the slope is off outside ± this */
    double limit_kpa;       /* reached without a response: censored */
    double contact_kpa;     /* above this the probe touches; below half of it, it has let go */
    double stream_hz;       /* asked of the instrument */
    mono_ns contact_within; /* armed without contact for longer: END_TIMEOUT */
    mono_ns ramp_within;    /* contact without an end for longer: END_TIMEOUT */
    mono_ns release_within; /* after the end: not seen off for longer raises the alarm */
};

/* An untouched gauge that shows more than this, either way, was not zeroed, and every value is off by as much: a quarter of
 * the pressure that counts as contact. */
#define PRESSURE_OFF_ZERO_KPA 5.0

/* The outcome. Times are on the bench's clock; what was not reached is 0 and its `has_` is false.
 *
 * With END_RESPONSE `value_kpa` is the pressure at the response's time stamp, interpolated between
 * the readings around it, and below the limit. With END_LIMIT it is the limit and `censored`: a
 * bound from below, never a bare number. With every other end there is no value: END_EARLY is a
 * response before contact, END_INTERRUPTED (besides its use from outside) a probe that let go
 * without a response, END_FAULT also a response around which readings are missing (FAULT_SILENT:
 * none came after it, FAULT_GARBLED: too few around it), a gauge that stood at the limit without
 * ever having been clear of contact (FAULT_RANGE), one that measured pull (FAULT_PULL), and one whose
 * reading stood still for 0.5 s, or for 0.25 s at the response (FAULT_STILL: the end of its range, or a held peak). A response up to a stop is END_RESPONSE when the
 * readings around it came within 100 ms of the stop, else END_STOP. */
struct pressure_ramp_outcome {
    uint8_t end;   /* enum end_reason */
    uint8_t fault; /* enum fault, with END_FAULT; FAULT_NONE when it was ended so from outside */
    bool has_value, censored;
    bool has_slope;
    bool rate_off; /* slope off the target by more than the tolerance, or a value without a slope */
    bool has_in_band;
    bool released; /* the probe was seen to let go, or seen not to touch at the end; false: a person
                      has said that it is off, or the session was left */
    bool has_idle;
    double value_kpa;
    double peak_kpa; /* highest reading from contact to release */
    /* least squares over readings between 20 % and 90 % of the end value */
    double slope_kpa_per_s;
    /* with has_in_band: share of time with the smoothed slope within the tolerance, and the slope
     * of the 0.5 s window farthest from the target; readings of the first 0.5 s do not count */
    double in_band, worst_slope_kpa_per_s;
    /* Before contact, the mean over 0.1 s that was nearest to 0: the beginning of a press is not in it. Never
     * subtracted: far from 0 the gauge was not zeroed. */
    double idle_kpa;
    mono_ns armed_ns, contact_ns, response_ns, end_ns, release_ns;
    uint32_t readings; /* from contact to the end */
    uint32_t gaps;     /* of these, missing by sequence number */
    /* with END_RESPONSE: time between the readings around it, and how many are missing there */
    mono_ns bracket_ns;
    uint32_t value_gaps;
    uint32_t touches; /* brief touches below twice contact_kpa, not counted as the ramp */
};

/* One owned channel (force bound with a probe area, or pressure), readings in kPa; watches
 * responses.
 *
 * A jump in the sequence numbers is a gap: a host that hands over one channel of several hands over
 * the readings and ratings of the others too, or numbers anew. */
extern const struct reactor pressure_ramp;

/* METHODS 3.1: 50 kPa/s ± 20 %, 1000 kPa; contact at 20 kPa, 250 Hz. */
struct pressure_ramp_spec pressure_ramp_defaults(void);

/* What a screen shows while it runs: look(). */
struct pressure_ramp_live {
    enum phase phase;
    bool has_pressure;
    bool has_slope; /* in contact long enough for a slope over the last 0.5 s */
    bool in_band;
    bool has_value; /* it has ended with a response or at its limit (`censored`), and that stands */
    bool censored;
    bool let_go_first; /* armed but pressed already: contact counts after an untouched reading */
    double pressure_kpa, slope_kpa_per_s;
    double limit_kpa, rate_kpa_per_s;
    double value_kpa;   /* with has_value: of the outcome, whatever the gauge shows meanwhile */
    mono_ns contact_ns; /* 0 before contact */
    mono_ns reading_ns; /* when the pressure was measured */
};

#endif
