/* What a trial can do to a participant: the kinds of stimuli, by the words of a request and of the record. */
#ifndef LIMEN_SESSION_STIMULUS_H
#define LIMEN_SESSION_STIMULUS_H

enum stimulus {
    STIMULUS_PRESSURE_RAMP,  /* by hand; kPa, kPa/s */
    STIMULUS_THERMAL_LIMITS, /* by a thermode; degC, degC/s */
    STIMULUS_KINDS
};

/* Of values and limits, as the record says it: "kPa". */
const char *stimulus_unit(enum stimulus kind);

#endif
