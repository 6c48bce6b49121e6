/* What happens on a bench, as plain values: events come from drivers and response sources, commands
 * go to drivers. Both cross rings and threads by copy. */
#ifndef LIMEN_HW_EVENT_H
#define LIMEN_HW_EVENT_H

#include "base/mono.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    INSTRUMENTS_MAX = 8,    /* on one bench */
    CHANNELS_MAX = 8,       /* of one instrument */
    INSTRUMENT_BENCH = 0xff /* events of the bench itself: keys, pedals, the virtual participant */
};

/* A channel is what can be owned: an outlet, a zone, a load cell, a slider, a button. */
struct channel_ref {
    uint8_t instrument; /* index on the bench, or INSTRUMENT_BENCH */
    uint8_t channel;    /* index in the driver's channel table; for INSTRUMENT_BENCH the source */
};

enum event_kind {
    EVENT_READING,  /* `value` in the unit of the channel (N, kPa, degC) */
    EVENT_RESPONSE, /* `value` 1 pressed, 0 released */
    EVENT_RATING,   /* `value` 0..10 */
    EVENT_READY,    /* the driver has recognised its instrument and set it up */
    EVENT_FAULT,  /* `code` is an enum fault; what was measured from here on is not to be trusted */
    EVENT_NOTICE, /* `code` is an enum notice; goes to the journal, ends nothing */
    EVENT_MARK, /* of INSTRUMENT_BENCH: `code` is an enum observation, what the examiner has seen or heard */
};

/* What happens to a stimulus that no instrument measures. */
enum observation {
    OBSERVED_ON,     /* the hand is in the water, the ice on the skin */
    OBSERVED_PAIN,   /* the participant says that it begins to hurt */
    OBSERVED_OFF,    /* out of the water, off the skin */
    OBSERVED_RATING, /* `value` 0..10, as the participant said it */
};

/*       name      word: in the record, and by which the texts know it */
#define FAULT_LIST(X)                                                                              \
    X(NONE, none)                                                                                  \
    X(SILENT, silent) /* it no longer answers */                                                   \
    X(GARBLED, garbled)                                                                            \
    X(UNIT, unit) /* neither a force nor a pressure */                                             \
    X(OVERLOAD, overload)                                                                          \
    X(IDENTITY, wrong_identity)                                                                    \
    X(REFUSED, refused) /* a command */                                                            \
    X(LOST, link_lost)                                                                             \
    X(REBOOT, reboot)                                                                              \
    X(TRACKING, tracking) /* it does not do what was asked of it */                                \
    X(RANGE, range)       /* a value that it cannot measure */                                     \
    X(PULL, pull)         /* instead of push */                                                    \
    X(STILL, still)       /* the same value again and again while it should change */              \
    X(NOT_RELEASED, not_released)                                                                  \
    X(PART, part)           /* it says itself that a part of it is broken */                       \
    X(UNSTEADY, unsteady)   /* it goes to its rest, and away from it again and again */            \
    X(POWER, power)         /* it is on, but what drives it is off */                              \
    X(EMERGENCY, emergency) /* its own emergency button is down */                                 \
    X(SLIDER, slider)       /* its rating slider is not connected */                               \
    X(SLIDER_UP, slider_up) /* it starts nothing while somebody rates more than nothing */         \
    X(LEAK, leak)           /* it cannot reach or keep the pressure */                             \
    X(SUPPLY, supply)       /* its compressor has to fill first */                                 \
    X(LEVEL, level)         /* a bath has too little liquid */                                     \
    X(SENSOR, sensor)       /* a bath says that its sensor is missing or broken */                 \
    X(BATH, bath)           /* a bath says itself that something else is wrong with it */          \
    X(BRIDGE, bridge)       /* whoever stands between does not reach it */

enum fault {
#define FAULT_ENUM(name, word) FAULT_##name,
    FAULT_LIST(FAULT_ENUM)
#undef FAULT_ENUM
};

enum notice {
    NOTICE_UNIT_CHANGED, /* somebody changed the unit by hand; readings are converted */
    NOTICE_ERROR_REPLY,  /* the instrument answered with an error code; `value` is the code */
    NOTICE_GAP,          /* `value` readings are missing before this one */
    NOTICE_PROGRAM_DONE, /* an energising program came to its end by itself */
    NOTICE_BUTTON_STUCK,
    NOTICE_REFUSED, /* an order that the instrument or the envelope does not allow; of a stimulus: `value` is -enum status */
    NOTICE_NOISE,   /* `value` bytes that belong to no reply were skipped */
    NOTICE_BATTERY, /* `value` percent are left */
    NOTICE_AT_REST, /* of an instrument that measures nothing while it is at rest: it says that `channel` is not driven, after all
                       that it was told */
    NOTICE_UNRATED, /* of a rating `channel`: nobody touches it any more; there is no rating until the next one */
    NOTICE_UNMARKED, /* of a marker output: the byte `value` of the marker `channel` (enum marker) was not put out: it is not there, or
                        too many wait. The bench's own, no driver's */
};

struct event {
    mono_ns t;          /* when the bytes were read (kernel time stamp where there is one) */
    double value;       /* meaning by kind */
    uint32_t seq;       /* readings and ratings: counts up by one per instrument; a jump is a gap */
    uint8_t kind;       /* enum event_kind */
    uint8_t instrument; /* set by the bench */
    uint8_t channel;
    uint8_t code;
};

enum command_kind {
    COMMAND_IDLE,   /* read just often enough to know that the instrument lives */
    COMMAND_STREAM, /* readings of `channel` at `rate_hz` or the next slower rate it has */
    COMMAND_ZERO,   /* take the present reading as zero */
    COMMAND_DRIVE,  /* energising: go to `target` at `rate_per_s`, hold for `hold`, return by itself
                     */
    COMMAND_BASELINE, /* return to rest: vent, go to baseline */
    COMMAND_TRAIN, /* energising: `pulses` times as fast as it goes to `target` for `hold` and to `base` for `off`, then to rest by
                      itself */
    COMMAND_LEVEL, /* energising: what rest is of `channel` from now on becomes `target` (a thermode's baseline); it
                      goes there */
    COMMAND_PUT, /* of a marker output: its lines become the byte `target` and stay so; whoever puts it out waits and takes it back */
};

struct command {
    uint8_t kind; /* enum command_kind */
    uint8_t channel;
    double rate_hz; /* COMMAND_STREAM */
    double
        target; /* COMMAND_DRIVE, COMMAND_TRAIN, COMMAND_LEVEL, unit of the channel; COMMAND_PUT, 0 to 255 */
    double rate_per_s; /* COMMAND_DRIVE, unit of the channel per second */
    double
        return_per_s; /* COMMAND_DRIVE, the same on the way back to rest, on every way it ends; 0: as the instrument has it */
    mono_ns hold; /* COMMAND_DRIVE: bounded duration at the target; COMMAND_TRAIN: of each pulse */
    mono_ns off;  /* COMMAND_TRAIN: between two pulses, and after the last */
    double base;  /* COMMAND_TRAIN: then; unit of the channel */
    uint16_t pulses; /* COMMAND_TRAIN */
    bool
        goes_on; /* COMMAND_DRIVE: of a stimulus that has begun: a rating that still stands does not keep it back */
};

const char *fault_word(enum fault fault);

#endif
