/* What the two halves of the simulated Mark-10 share: mark10.c speaks, mark10_reading.c measures.
 */
#ifndef LIMEN_SIM_MARK10_INTERNAL_H
#define LIMEN_SIM_MARK10_INTERNAL_H

#include "line_internal.h"

#include "sensor_internal.h"
#include "stream_internal.h"

enum mark10_unit { UNIT_LB, UNIT_OZ, UNIT_G, UNIT_KG, UNIT_N, UNIT_KN, UNIT_MN, UNIT_COUNT };
enum mark10_mode { MODE_CUR, MODE_PT, MODE_PC, MODE_AM };
enum mark10_over { OVER_SATURATE, OVER_SILENT, OVER_WORD };
enum mark10_reading { READ_DISPLAYED, READ_CURRENT, READ_TENSION, READ_COMPRESSION, READ_AVERAGE };

struct mark10_scale {
    double step;
    uint8_t decimals;
};

struct mark10_model {
    const char *model;
    double capacity_n;
    enum mark10_unit unit; /* from the factory */
    struct mark10_scale scales[UNIT_COUNT];
};

/* What SAVE keeps. */
struct mark10_settings {
    uint8_t unit, mode;
    uint8_t filter_current, filter_displayed; /* 2^n samples */
    uint16_t aout;                            /* as commanded, before the quirk of 1 */
    uint8_t aoff_min;
    bool is_numeric, ipol, opol;
    bool mitutoyo, has_average;
    uint8_t mitutoyo_polarity;
    uint8_t trigger; /* mode of the external trigger */
    bool has_high, has_low;
    double high, low;                      /* set points, in the unit */
    double trigger_force, delay_s, span_s; /* of the averaging mode */
};

struct mark10 {
    struct sim_sensor sensor;
    const struct mark10_model *model;
    struct mark10_settings now, saved;
    struct sim_line line;
    struct sim_stream stream;
    mono_ns heard; /* the last command; NEVER before the first */
    bool is_off;
    uint8_t outputs;     /* I/O bits */
    uint8_t over;        /* enum mark10_over */
    uint8_t unit_before; /* it was changed by hand */
    char serial[16];
    bool is_other;
};

/* Unit by command (`LB`) or by spelling on the wire (`lbF`); UNIT_COUNT: none. */
enum mark10_unit mark10_unit_of_command(const char *text);
enum mark10_unit mark10_unit_of_spelling(const char *text);
const char *mark10_unit_list_name(enum mark10_unit unit);

void mark10_zero(struct mark10 *gauge, mono_ns t);
/* The reply with its CR LF, at most SIM_MESSAGE_MAX; 0: nothing to say (overload shown as silence,
 * or an average that is not ready). */
size_t mark10_read(struct mark10 *gauge, mono_ns t, enum mark10_reading which, char *out);

#endif
