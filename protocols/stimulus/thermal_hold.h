/* A temperature that a thermode makes and holds until it is no longer needed (END_COMPLETED), then back to the baseline: the
 * levels of a thermode's check. */
#ifndef LIMEN_STIMULUS_THERMAL_HOLD_H
#define LIMEN_STIMULUS_THERMAL_HOLD_H

#include "base/mono.h"
#include "hw/reactor.h"

#include <stdbool.h>
#include <stdint.h>

struct thermal_hold_spec {
    double baseline_c, target_c;
    double rate_c_per_s, return_c_per_s;
    double stream_hz;
    double near_c;   /* so near the baseline, or the target, it is there */
    double beyond_c; /* beyond the target by more is a fault at once */
    mono_ns
        settle_span; /* before it is driven every reading is near the baseline for so long ... */
    mono_ns settle_within; /* ... not so within this: a fault */
    mono_ns arrive_within; /* after the time that the way takes: not there yet is a fault */
    mono_ns hold;  /* bounded duration of one drive at the target; the instrument is told it, too */
    mono_ns renew; /* so long after it has arrived it is driven anew; shorter than `hold` */
    mono_ns lasts; /* in the whole, from the first drive on: END_TIMEOUT */
    mono_ns off_within; /* not near the target for longer: a fault */
    mono_ns silent_within;
    bool stop_is_off;      /* as that of thermal.h */
    mono_ns return_within; /* after the end: not seen at the baseline for longer raises the alarm */
};

/* Times are on the bench's clock; what was not reached is 0. Every end is reported only after the thermode was seen at its
 * baseline; where it was not, the end is END_FAULT whatever came first, and the alarm is raised. */
struct thermal_hold_outcome {
    uint8_t end;     /* enum end_reason; END_COMPLETED: held until not needed */
    uint8_t fault;   /* enum fault, with END_FAULT; FAULT_NONE when it was ended so from outside */
    bool has_level;  /* the target was reached */
    bool returned;   /* seen at the baseline at the end */
    double start_c;  /* the last reading before the first drive */
    double behind_c; /* the most that measured trailed the line on the way to the target */
    mono_ns start_ns, drive_ns, level_ns, end_ns, baseline_ns;
    uint32_t drives;
};

/* The first channel is the probe and energises; what follows are its zones, which only stream. All are of one instrument,
 * readings in degC. */
extern const struct reactor thermal_hold;

/* 25 degC from 32 degC at 1 degC/s, at most ten minutes. */
struct thermal_hold_spec thermal_hold_defaults(void);

#endif
