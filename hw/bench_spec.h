/* What hangs on the bench and what it is for: the plain values that a bench file (DATA 4) is read
 * into. */
#ifndef LIMEN_HW_BENCH_SPEC_H
#define LIMEN_HW_BENCH_SPEC_H

#include "hw/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROLE_LIST(X)                                                                               \
    X(ALGOMETER, "algometer")                                                                      \
    X(TEST_CUFF, "test_cuff")                                                                      \
    X(COND_CUFF, "cond_cuff")                                                                      \
    X(THERMODE, "thermode")                                                                        \
    X(BATH, "bath")                                                                                \
    X(RATING, "rating")                                                                            \
    X(MARKER, "marker")

enum role {
#define ROLE_ENUM(name, word) ROLE_##name,
    ROLE_LIST(ROLE_ENUM)
#undef ROLE_ENUM
        ROLE_COUNT
};

const char *role_word(enum role role);

/* What a marker output tells another recorder, as one byte (thermal.md 5.3 for the wire).
 *    name             word in bench file and journal   byte where the bench file says nothing */
#define MARKER_LIST(X)                                                                             \
    X(STIMULUS_ON, "stimulus_on", 1)   /* as it is felt or measured: contact, ramp, each pulse */  \
    X(STIMULUS_OFF, "stimulus_off", 2) /* seen off, or back at rest */                             \
    X(RESPONSE, "response", 4)         /* a press that was heard by what runs */                   \
    X(RATING, "rating", 8)             /* was given; not each value of a slider */                 \
    X(CONDITIONING_ON, "conditioning_on", 16)                                                      \
    X(CONDITIONING_OFF, "conditioning_off", 32)                                                    \
    X(EXAMINER, "examiner", 64) /* the examiner has made a mark */

enum marker {
#define MARKER_ENUM(name, word, code) MARKER_##name,
    MARKER_LIST(MARKER_ENUM)
#undef MARKER_ENUM
        MARKER_COUNT
};

const char *marker_word(enum marker marker);

/* As the bench file says it. */
struct marker_code {
    bool is_set;
    uint8_t code; /* 0: nothing is put out */
};

enum response_kind {
    RESPONSE_NONE,
    RESPONSE_KEY,   /* `code`: a key name; Space, Enter and Escape are refused */
    RESPONSE_PEDAL, /* `path`: evdev device (or "" for the first that has the key), `code`: key name
                       or "" */
    RESPONSE_LINE,  /* `path`: a port, `code`: "CTS", "DSR", "RI" or "CD" */
    RESPONSE_BYTE,  /* `path`: a port; every byte that arrives is a press */
    RESPONSE_CHANNEL,     /* `instrument`, `channel`: an instrument's own button */
    RESPONSE_PARTICIPANT, /* the virtual participant of a simulation */
};

/* "sim:INSTRUMENT": the INSTRUMENT; NULL: a port of another kind. Here and not with the links, since bench files and records
 * ask it, too. */
const char *port_simulation(const char *port);
bool port_is_simulated(const char *port);
/* As a bench file names the participant's window. */
#define PORT_OF_WINDOW "window:"

/* Of the participant's window; 0 and "": as it is without. */
struct scale_spec {
    char language[4]; /* of the participant: "en", "de"; "": the examiner's */
    double line_mm;   /* so long is the line ... */
    double screen_mm; /* ... of a screen whose picture is so wide: both or none */
    uint8_t display;  /* from 1; 0: the first that the examiner's window is not on */
    uint8_t axis;     /* of a joystick, from 1; 0: the first one that is moved */
    double axis_low,
        axis_high; /* where it stands at either end of the scale, -1 to 1; both 0: -1 and 1 */
};

struct instrument_spec {
    char name[24]; /* the Lua variable or role it was written under; for messages */
    char driver[16];
    char port
        [128]; /* usb:VID:PID:SERIAL, a device path, pty:PATH, tcp:HOST:PORT, window:, sim:INSTRUMENT */
    char bridge_port[32]; /* of the instrument, at the bridge that `port` leads to; "": no bridge */
    bool invert;          /* minus means press */
    double stream_hz;     /* 0: the driver's default */
    uint32_t
        baud; /* where the instrument is set to another line speed than the driver's; 0: it is not */
    double capacity_n;  /* of a force gauge: beyond it a reading means nothing; 0: not known */
    double force_max_n; /* the lab's limits; 0: none beyond the instrument's own */
    double pressure_max_kpa;
    double rate_max_kpa_per_s;
    double temperature_max_degc, temperature_min_degc;
    double
        ramp_max_degc_per_s; /* to a target; 0: it says nothing, and THERMODE_RAMP_USUAL is the most */
    double return_max_degc_per_s; /* back to rest */
    struct scale_spec scale;
};

/* METHODS 11.1: of the method of limits. A bench file widens it as far as the instrument goes, nothing else does. */
static const double THERMODE_RAMP_USUAL = 1; /* degC/s */
/* The steepest ramp of a thermode to a target. Back to rest it goes as fast as it can: that is no stimulus (METHODS 6.1). */
double thermode_ramp_max(const struct instrument_spec *spec);

struct role_spec {
    bool bound;
    uint8_t instrument;    /* index */
    char channel[16];      /* the driver's channel name */
    double probe_area_cm2; /* force channels */
};

struct response_spec {
    uint8_t kind; /* enum response_kind */
    uint8_t instrument;
    char channel[16];
    char path[128];
    char code[24];
    bool is_stop; /* the participant's STOP: a press is a stop at any time, and no response */
    bool
        has_kernel_stamps; /* known once it is open: the kernel says when it was pressed, not this program */
};

enum { RESPONSES_MAX = 4 };

/* "Space", "KEY_ENTER" …: of STOP and of the examiner, never a response. */
bool response_key_is_reserved(const char *code);

struct bench_spec {
    struct instrument_spec instruments[INSTRUMENTS_MAX];
    uint8_t n_instruments;
    struct role_spec roles[ROLE_COUNT];
    struct response_spec responses[RESPONSES_MAX];
    uint8_t n_responses;
    double rest_s; /* the lab's least time between two stimuli at one site; 0: it says nothing */
    uint32_t
        ramps_per_day; /* the lab's most pressure ramps at one site in 24 hours; 0: it says nothing */
    /* Of a thermode at one site, 0: it says nothing. In 24 hours: ramps to a limit; heat dose as seconds at 43 degC, where
     * it warns and where it ends; seconds below 15 and above 43 degC. In one stimulus: the same seconds. */
    uint32_t thermal_ramps_per_day;
    double cem43_warn_s, cem43_s;
    double cold_s, hot_s;
    double immersion_s; /* by hand in the cold, at one site in 24 hours; 0: as Limen has it */
    double cold_once_s, hot_once_s;
    double
        check_tolerance; /* of a check with a known weight: the greatest deviation, share of the force; 0: it says
                               nothing */
    /* Of a check of a thermode at two levels: the greatest deviation, and the levels; 0: it says nothing. */
    double level_tolerance_c, level_low_c, level_high_c;
    double
        contact_lag_s; /* a ramp that trails by less than this does not seem to be on skin; 0: nothing tells */
    uint32_t check_days; /* for how long a check of either kind is valid; 0: it says nothing */
    struct marker_code markers[MARKER_COUNT];
};

/* The byte of a marker on this bench; 0: nothing is put out. */
uint8_t bench_spec_marker(const struct bench_spec *spec, enum marker marker);

/* Some instrument is the participant's window. */
bool bench_spec_has_window(const struct bench_spec *spec);

/* Does it have what a protocol needs, by its word: a role that is bound, or "response"? */
bool bench_spec_meets(const struct bench_spec *spec, const char *need);

/* `held`: bit per response that is held down or stuck. True: the participant could end a stimulus, with one of the others, and
 * every STOP of the participant's works. */
bool bench_spec_is_free(const struct bench_spec *spec, uint8_t held);

/* The response that a virtual participant presses: its own, else the first key that is no STOP; RESPONSES_MAX: none. */
uint8_t response_of_participant(const struct bench_spec *spec);

#endif
