/* What the simulated hand-held force gauges share beside the sensor: a display with units, an inbox
 * that is worked off one command at a time, a stream, and what may be done to them from outside.
 *
 * An instrument is a `struct sim_gauge_kind` (constant) and a state whose first member is a `struct
 * sim_gauge`; then sim_gauge_act, _tick, _deadline and _output are its own. What a document leaves
 * open is a *setting*: a word with the value that the document makes likely, changed from outside
 * (`--fault setting:WORD`), never over the wire. */
#ifndef LIMEN_SIM_GAUGE_INTERNAL_H
#define LIMEN_SIM_GAUGE_INTERNAL_H

#include "line_internal.h"
#include "sensor_internal.h"
#include "stream_internal.h"

enum { SIM_SETTINGS_MAX = 8, SIM_INBOX_MAX = 8 };

struct sim_unit {
    const char *wire; /* what the instrument sends for it */
    const char *name; /* what people call it */
    double n_per_unit;
    double step; /* of the display */
    uint8_t decimals;
};

struct sim_setting {
    const char *word; /* ends with `-` where a number follows */
    uint32_t normal, max;
};

/* Every gauge has these two; its own settings follow. */
enum {
    SIM_SETTING_SIGN, /* a press has the other sign than `press_is_minus` says */
    SIM_SETTING_PACE, /* time to answer in ms; readings per second of one that is never asked */
    SIM_SETTING_OWN
};

/* How more than it can take shows on the wire. */
enum sim_over { SIM_OVER_SATURATE, SIM_OVER_SILENT, SIM_OVER_WORD };

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
    void (*obey)(void *state, mono_ns t, const char *command, const struct sim_io *io);
    void (*sample)(void *state, mono_ns t, const struct sim_io *io); /* one reading of the stream */
};

struct sim_inbox {
    char commands[SIM_INBOX_MAX][SIM_LINE_MAX + 1];
    size_t first, n;
    mono_ns due; /* the first of them is carried out; NEVER when empty */
};

struct sim_gauge {
    const struct sim_gauge_kind *kind;
    struct sim_sensor sensor;
    struct sim_inbox inbox;
    struct sim_stream stream;
    uint8_t unit, unit_before; /* before it was changed by hand */
    uint8_t over;              /* enum sim_over */
    bool is_other;             /* another instrument stands in its place */
    bool is_off;
    uint32_t settings[SIM_SETTINGS_MAX];
};

void sim_gauge_init(struct sim_gauge *gauge, const struct sim_gauge_kind *kind,
                    struct sim_world *world, mono_ns t);

/* A command has arrived. It is carried out when the ones before it are done and the gauge has had
 * its time; where the inbox is full it is lost. */
void sim_gauge_hear(struct sim_gauge *gauge, mono_ns t, const char *command);

/* One byte of instruments whose commands end with CR; an empty line is nothing, one that is too long
 * is the command "\n", which no line can be. */
void sim_gauge_hear_byte(struct sim_gauge *gauge, struct sim_line *line, size_t max, uint8_t byte,
                         mono_ns t);

/* `per_s` readings per second from now on; 0: quiet. */
void sim_gauge_stream(struct sim_gauge *gauge, mono_ns t, uint32_t per_s);

/* A reading with the sign that it has on the wire. Alone, the hand presses with a gauge that is
 * read. */
double sim_gauge_read_n(struct sim_gauge *gauge, mono_ns t);
double sim_gauge_peak_n(struct sim_gauge *gauge, mono_ns t);
bool sim_gauge_is_over(const struct sim_gauge *gauge, double shown_n);

/* In the unit of the display, to its resolution. */
double sim_gauge_in_unit(const struct sim_gauge *gauge, double shown_n);
/* `[-]digits[.digits]`, terminated. */
void sim_gauge_write(const struct sim_gauge *gauge, double shown_n, char out[24]);
/* Sign and five characters, terminated: `+012.3`. */
void sim_gauge_write_fixed(const struct sim_gauge *gauge, double shown_n, char out[7]);

bool sim_gauge_can(const struct sim_gauge_kind *kind, const struct sim_act *act);

/* Members of struct sim_instrument. */
void sim_gauge_act(void *state, const struct sim_act *act);
void sim_gauge_tick(void *state, mono_ns now, const struct sim_io *io);
mono_ns sim_gauge_deadline(const void *state);
double sim_gauge_output(const void *state);

#endif
