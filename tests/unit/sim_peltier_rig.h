/* What the tests of the simulated Peltier controllers share: both wire languages, spoken by the test itself. */
#ifndef TESTS_UNIT_SIM_PELTIER_RIG_H
#define TESTS_UNIT_SIM_PELTIER_RIG_H

#include "sim_rig.h"

#include <math.h>

#define REST_C 32.0

static inline double output_of(const struct rig *rig)
{
    return sim_port_output(&rig->port);
}

/* What comes back at once; no time passes and nothing is added. */
static inline const char *say(struct rig *rig, const char *bytes)
{
    rig_clear(rig);
    rig_write(rig, bytes, strlen(bytes));
    return rig->text;
}

static inline struct sim_cue thermal_cue(const char *test, uint32_t trial)
{
    struct sim_cue cue = rig_cue("hand", trial);
    snprintf(cue.test, sizeof cue.test, "%s", test);
    cue.probe_area_cm2 = 0;
    return cue;
}

static inline void cue(struct rig *rig, const char *test, uint32_t trial)
{
    const struct sim_cue now = thermal_cue(test, trial);
    sim_world_cue(&rig->world, rig->now, &now);
}

/* ---- Meerstetter -------------------------------------------------------------------------------- */

/* CRC-16/XMODEM, bit by bit. */
static inline unsigned tec_crc(const char *text, size_t n)
{
    unsigned crc = 0;
    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned)(uint8_t)text[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc;
}

/* `frame` from # to the end of the payload; CRC and CR are added. */
static inline const char *tec_say(struct rig *rig, const char *frame)
{
    char text[200];
    snprintf(text, sizeof text, "%s%04X\r", frame, tec_crc(frame, strlen(frame)));
    return say(rig, text);
}

static inline uint32_t tec_bits(struct rig *rig, unsigned id)
{
    char frame[40];
    unsigned bits;
    snprintf(frame, sizeof frame, "#020007?VR%04X01", id);
    const char *text = tec_say(rig, frame);
    if (strlen(text) != 20 || sscanf(text + 7, "%8X", &bits) != 1)
        fail_msg("%u: %s", id, text);
    assert_int_equal(strtoul(text + 15, NULL, 16), tec_crc(text, 15));
    return bits;
}

static inline double tec_float(struct rig *rig, unsigned id)
{
    const uint32_t bits = tec_bits(rig, id);
    float number;
    memcpy(&number, &bits, sizeof number);
    return (double)number;
}

/* Returns the answer. */
static inline const char *tec_set(struct rig *rig, unsigned id, uint32_t bits)
{
    char frame[40];
    snprintf(frame, sizeof frame, "#020008VS%04X01%08X", id, bits);
    return tec_say(rig, frame);
}

static inline const char *tec_set_float(struct rig *rig, unsigned id, double value)
{
    const float number = (float)value;
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    return tec_set(rig, id, bits);
}

static inline struct rig *tec_new(const char *faults)
{
    struct rig *rig = rig_new("meerstetter", faults, 1);
    rig_wait(rig, 0);
    return rig;
}

/* Regulating at 32 °C, plain ramps of 1 °C/s. */
static inline struct rig *tec_ready(const char *faults)
{
    struct rig *rig = tec_new(faults);
    tec_set_float(rig, 3002, 0);
    tec_set_float(rig, 3003, 10);
    tec_set_float(rig, 3000, REST_C);
    tec_set(rig, 2010, 1);
    rig_wait(rig, 20 * MONO_SEC);
    tec_set_float(rig, 3003, 1);
    rig_clear(rig);
    return rig;
}

/* ---- TE Technology ------------------------------------------------------------------------------ */

static inline unsigned te_sum(const char *text, size_t n)
{
    unsigned sum = 0;
    while (n-- > 0)
        sum += (uint8_t)*text++;
    return sum & 0xff;
}

static inline const char *te_say(struct rig *rig, unsigned command, int32_t value)
{
    char text[20];
    snprintf(text, sizeof text, "*00%02x%08x", command, (unsigned)value);
    snprintf(text + 13, sizeof text - 13, "%02x\r", te_sum(text + 1, 12));
    return say(rig, text);
}

static inline int32_t te_ask(struct rig *rig, unsigned command)
{
    unsigned value;
    const char *text = te_say(rig, command, 0);
    if (strlen(text) != 12 || text[0] != '*' || text[11] != '^' ||
        sscanf(text + 1, "%8x", &value) != 1)
        fail_msg("%02x: %s", command, text);
    assert_int_equal(strtoul(text + 9, NULL, 16), te_sum(text + 1, 8));
    return (int32_t)value;
}

static inline void te_write(struct rig *rig, unsigned command, int32_t value)
{
    char wanted[12];
    snprintf(wanted, sizeof wanted, "*%08x", (unsigned)value);
    assert_memory_equal(te_say(rig, command, value), wanted, 9);
}

static inline struct rig *te_new(const char *faults)
{
    struct rig *rig = rig_new("te-tech", faults, 1);
    rig_wait(rig, 0);
    return rig;
}

/* Regulating at 32 °C. */
static inline struct rig *te_ready(const char *faults)
{
    struct rig *rig = te_new(faults);
    te_write(rig, 0x29, 0);
    te_write(rig, 0x2b, 1);
    te_write(rig, 0x1c, 3200);
    te_write(rig, 0x2d, 1);
    rig_wait(rig, 20 * MONO_SEC);
    return rig;
}

#endif
