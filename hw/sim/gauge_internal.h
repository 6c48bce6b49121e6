/* What the simulated hand-held force gauges share beside the sensor: a display with units, an inbox
 * that is worked off one command at a time, a stream, and what may be done to them from outside.
 *
 * An instrument is its language, a constant `struct sim_gauge_kind`, and a state that is or begins
 * with a `struct sim_gauge`; SIM_GAUGE(&kind) gives its struct sim_instrument all functions. What a
 * document leaves open is a *setting*: a word with the value that the document makes likely, changed
 * from outside (`--fault setting:WORD`), never over the wire. */
#ifndef LIMEN_SIM_GAUGE_INTERNAL_H
#define LIMEN_SIM_GAUGE_INTERNAL_H

#include "line_internal.h"
#include "sensor_internal.h"
#include "setting_internal.h"
#include "stream_internal.h"

enum { SIM_SETTINGS_MAX = 8, SIM_INBOX_MAX = 8 };

struct sim_unit {
    const char *wire; /* what the instrument sends for it */
    const char *name; /* what people call it */
    double n_per_unit;
    double step; /* of the display */
    uint8_t decimals;
};

/* Every gauge has these two; its own settings follow. */
enum {
    SIM_SETTING_SIGN, /* a press has the other sign than `press_is_minus` says */
    SIM_SETTING_PACE, /* time to answer in ms; readings per second of one that is never asked */
    SIM_SETTING_OWN
};

/* How more than it can take shows on the wire. */
enum sim_over { SIM_OVER_SATURATE, SIM_OVER_SILENT, SIM_OVER_WORD };

/* What a gauge does, it does at a time, and may say something. */
struct sim_call {
    struct sim_gauge *gauge; /* what begins with it is the state of the instrument */
    mono_ns t;
    const struct sim_io *io;
};

/* A row of a language of words. */
struct sim_word {
    const char *word;
    void (*run)(const struct sim_call *call, int value);
    int value;
};

struct sim_gauge_kind {
    double capacity_n;
    double resolution_n;
    const struct sim_unit *units;
    uint8_t n_units;
    uint8_t unit; /* at power on */
    bool press_is_minus;
    enum sim_over over; /* unless a fault says otherwise */
    const struct sim_setting *settings;
    size_t n_settings;
    /* What follows switching on, beyond sim_gauge_power_on(), which calls it; NULL: nothing. */
    void (*power_on)(void *state, mono_ns t);
    /* A setting was changed; NULL: nothing to do. */
    void (*retune)(void *state, mono_ns t);
    /* Commands end with CR; one that is longer is the command "\n", which no line can be; an empty
     * one is nothing. 0: bytes go to hear(). */
    size_t command_max;
    void (*hear)(void *state, mono_ns t, uint8_t byte); /* NULL: its receiver is not connected */
    void (*obey)(const struct sim_call *call, const char *command);
    void (*sample)(const struct sim_call *call); /* one reading of the stream */
};

struct sim_inbox {
    char commands[SIM_INBOX_MAX][SIM_LINE_MAX + 1];
    size_t first, n;
    mono_ns due; /* the first of them is carried out; NEVER when empty */
};

struct sim_gauge {
    const struct sim_gauge_kind *kind;
    struct sim_sensor sensor;
    struct sim_line line;
    struct sim_inbox inbox;
    struct sim_stream stream;
    uint8_t unit, unit_before; /* before it was changed by hand */
    uint8_t over;              /* enum sim_over */
    bool is_other;             /* another instrument stands in its place */
    bool is_off;
    uint32_t settings[SIM_SETTINGS_MAX];
};

/* A command has arrived. It is carried out when the ones before it are done and the gauge has had
 * its time; where the inbox is full it is lost. */
void sim_gauge_hear(struct sim_gauge *gauge, mono_ns t, const char *command);

/* Runs the row of this word. False: there is none. */
bool sim_gauge_obey(const struct sim_call *call, const struct sim_word *rows, size_t n,
                    const char *word);

/* One message. */
void sim_gauge_send(const struct sim_call *call, const void *data, size_t n);
__attribute__((format(printf, 2, 3))) void sim_gauge_say(const struct sim_call *call,
                                                         const char *format, ...);

/* `per_s` readings per second from now on; 0: quiet. */
void sim_gauge_stream(struct sim_gauge *gauge, mono_ns t, uint32_t per_s);

/* A reading with the sign that it has on the wire. Alone, the hand presses with a gauge that is
 * read. */
double sim_gauge_read_n(struct sim_gauge *gauge, mono_ns t);
double sim_gauge_peak_n(struct sim_gauge *gauge, mono_ns t);
/* How a reading shows; SATURATE: as the number that it is. */
enum sim_over sim_gauge_shows(const struct sim_gauge *gauge, double shown_n);

/* In the unit of the display, to its resolution. */
double sim_gauge_in_unit(const struct sim_gauge *gauge, double shown_n);
/* `[-]digits[.digits]`, terminated. */
void sim_gauge_write(const struct sim_gauge *gauge, double shown_n, char out[24]);
/* Sign and five characters, terminated: `+012.3`. */
void sim_gauge_write_fixed(const struct sim_gauge *gauge, double shown_n, char out[7]);

/* Members of struct sim_instrument, whose model is a struct sim_gauge_kind. */
void sim_gauge_init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                    mono_ns now);
void sim_gauge_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                     const struct sim_io *io);
void sim_gauge_tick(void *state, mono_ns now, const struct sim_io *io);
mono_ns sim_gauge_deadline(const void *state);
double sim_gauge_output(const void *state);
bool sim_gauge_can(const struct sim_instrument *instrument, const struct sim_act *act);
void sim_gauge_act(void *state, const struct sim_act *act);

#define SIM_GAUGE(kind_)                                                                           \
    .model = (kind_), .init = sim_gauge_init, .bytes = sim_gauge_bytes, .tick = sim_gauge_tick,    \
    .deadline = sim_gauge_deadline, .output = sim_gauge_output, .can = sim_gauge_can,              \
    .act = sim_gauge_act

#endif
