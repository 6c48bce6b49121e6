/* What a trial can do to a participant: the kinds of stimuli, by the words of a request and of the record. */
#ifndef LIMEN_SESSION_STIMULUS_H
#define LIMEN_SESSION_STIMULUS_H

#include <stdbool.h>
#include <stdint.h>

enum stimulus {
    STIMULUS_PRESSURE_RAMP,  /* by hand; kPa, kPa/s */
    STIMULUS_THERMAL_LIMITS, /* by a thermode; degC, degC/s */
    STIMULUS_THERMAL_LIMEN,  /* by a thermode, ramps in turn; degC, degC/s; limit: the warm one */
    STIMULUS_IMMERSION,      /* a hand in cold water, as the examiner marks it; s */
    STIMULUS_TIMED_CONTACT,  /* ice on the skin, the same; value: a rating 0-10, limit: s */
    STIMULUS_CUFF_RAMP,      /* by a cuff algometer, beside a rating; kPa, kPa/s */
    STIMULUS_PULSE_TRAIN,    /* the same, pulses that are rated each; kPa */
    STIMULUS_THERMAL_TRAIN, /* by a thermode, pulses that may be rated; degC, degC/s; limit: the farthest */
    STIMULUS_CUFF_TONIC,    /* by a cuff, held and rated; value: the mean rating, limit: kPa */
    STIMULUS_THERMAL_TONIC, /* by a thermode, held and rated; value: the mean rating, limit: degC */
    STIMULUS_HAND_TRAIN,    /* by hand to a beat, measured by the algometer; kPa */
    STIMULUS_HAND_CUES,     /* the same, and nothing measures it: pinpricks */
    STIMULUS_KINDS
};

/* Its word, of each kind another: "cuff_ramp". */
const char *stimulus_word(enum stimulus kind);
/* False: no kind has it. */
bool stimulus_of_word(const char *word, uint8_t *kind);

/* What is on the participant meanwhile: what is said of it depends on that. */
enum stimulus_touch { TOUCH_PROBE, TOUCH_THERMODE, TOUCH_COLD /* by hand */, TOUCH_CUFF };
enum stimulus_touch stimulus_touch(enum stimulus kind);
/* A thermode does it. */
bool stimulus_is_thermal(enum stimulus kind);
/* No instrument sees it: the examiner marks what happens. */
bool stimulus_is_marked(enum stimulus kind);
/* An instrument does it, and goes on with it when nobody holds anything: what nobody sees at rest afterwards is to be taken off. */
bool stimulus_goes_on(enum stimulus kind);
/* A hand gives it to a beat. */
bool stimulus_is_paced(enum stimulus kind);
/* Somebody rates it while it lasts: the role `rating` is read with it. */
bool stimulus_is_rated(enum stimulus kind);
/* Of values and limits, as the record says it: "kPa". */
const char *stimulus_unit(enum stimulus kind);

#endif
