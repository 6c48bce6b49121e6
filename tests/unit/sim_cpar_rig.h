/* What the tests of the simulated CPAR share: its frames, written and read by the test itself. */
#ifndef TESTS_UNIT_SIM_CPAR_RIG_H
#define TESTS_UNIT_SIM_CPAR_RIG_H

#include "sim_rig.h"

#include <ctype.h>
#include <math.h>

#define BEAT (50 * MONO_MS)
enum { STATUS = 0x80, EVENT = 0x81 };
enum { IDLE, STIMULATING, EMERGENCY };

struct packet {
    uint8_t code, n, data[80];
    size_t surplus;
};

/* As byte 0 to 14 of the status; `pressed` 0 where there is none. */
struct status_of {
    uint8_t state, flags, low, high, condition, vas, final_vas, supply, actual[2], target[2],
        final[2];
    uint8_t pressed;
};

/* "FF F1 01" to bytes. */
static inline size_t bytes_of(const char *hex, uint8_t *out)
{
    size_t n = 0;
    unsigned byte;
    for (; sscanf(hex, "%2x", &byte) == 1; hex += hex[2] ? 3 : 2)
        out[n++] = (uint8_t)byte;
    return n;
}

static inline const char *hex_of(const uint8_t *data, size_t n)
{
    static char text[4000];
    text[0] = '\0';
    for (size_t i = 0; i < n; i++)
        snprintf(text + 3 * i, sizeof text - 3 * i, i + 1 < n ? "%02X " : "%02X", data[i]);
    return text;
}

/* What comes back at once, as hex; no time passes. */
static inline const char *say_hex(struct rig *rig, const char *hex)
{
    uint8_t data[700];
    const size_t n = bytes_of(hex, data);
    rig_clear(rig);
    rig_write(rig, (const char *)data, n);
    return hex_of((const uint8_t *)rig->text, rig->length);
}

/* The next whole frame of what was gathered; false: none. */
static inline bool next_packet(const struct rig *rig, size_t *at, struct packet *packet)
{
    const uint8_t *text = (const uint8_t *)rig->text;
    uint8_t frame[200];
    size_t n = 0;
    if (*at + 2 > rig->length)
        return false;
    assert_true(text[*at] == 0xff && text[*at + 1] == 0xf1);
    for (*at += 2; text[*at] != 0xff || text[*at + 1] != 0xf2; (*at)++) {
        assert_true(*at + 1 < rig->length && n < sizeof frame);
        if (text[*at] == 0xff)
            assert_int_equal(text[++*at], 0xff);
        frame[n++] = text[*at];
    }
    *at += 2;
    assert_true(n >= 2 && frame[1] <= sizeof packet->data && n >= 2u + frame[1]);
    *packet = (struct packet){.code = frame[0], .n = frame[1], .surplus = n - 2 - frame[1]};
    memcpy(packet->data, frame + 2, packet->n);
    return true;
}

static inline size_t count_of(const struct rig *rig, uint8_t code)
{
    struct packet packet;
    size_t at = 0, count = 0;
    while (next_packet(rig, &at, &packet))
        count += packet.code == code;
    return count;
}

/* Of those that were gathered. */
static inline struct status_of last_status(const struct rig *rig)
{
    struct status_of status = {.state = 77};
    struct packet packet;
    size_t at = 0;
    while (next_packet(rig, &at, &packet))
        if (packet.code == STATUS) {
            status.pressed = 0;
            memcpy(&status, packet.data, packet.n);
        }
    if (status.state == 77)
        fail_msg("there is no status");
    return status;
}

/* Their numbers, "2 13 3". */
static inline const char *events_of(const struct rig *rig)
{
    static char text[400];
    struct packet packet;
    size_t at = 0, n = 0;
    text[0] = '\0';
    while (next_packet(rig, &at, &packet))
        if (packet.code == EVENT)
            n += (size_t)snprintf(text + n, sizeof text - n, n ? " %d" : "%d", packet.data[0]);
    return text;
}

/* Time passes; only what comes in it is kept. */
static inline struct status_of status_after(struct rig *rig, mono_ns span)
{
    rig_clear(rig);
    rig_wait(rig, span);
    return last_status(rig);
}

static inline double kpa_of(uint8_t byte)
{
    return byte * 100 / 255.0;
}

static inline void says(struct rig *rig, const char *request, const char *answer)
{
    const char *is = say_hex(rig, request);
    if (strcmp(is, answer) != 0)
        fail_msg("%s: %s and not %s", request, is, answer);
}

#define SAY_EMPTY_1 "FF F1 10 02 00 01 FF F2"
#define SAY_EMPTY_2 "FF F1 10 02 01 01 FF F2"
#define SAY_RAMP "FF F1 10 07 00 01 01 20 00 D0 07 FF F2"    /* 0.98 kPa/s to 98 kPa */
#define SAY_FAST "FF F1 10 07 00 01 01 00 01 D0 07 FF F2"    /* 7.8 kPa/s */
#define SAY_HOLD_50 "FF F1 10 07 00 01 03 80 7F E8 03 FF F2" /* 50 kPa for 50 s */
#define SAY_START "FF F1 11 02 01 00 FF F2"
#define SAY_START_VAS "FF F1 11 02 00 00 FF F2"
#define SAY_FORCE "FF F1 12 02 01 00 FF F2"
#define SAY_STOP "FF F1 13 00 FF F2"
#define SAY_KICK "FF F1 02 00 FF F2"
#define STARTED "FF F1 11 00 FF F2 FF F1 81 01 02 FF F2"
#define REFUSED "FF F1 00 01 02 FF F2"

static inline struct rig *cpar_new(const char *faults)
{
    struct rig *rig = rig_new("cpar", faults, 1);
    rig_wait(rig, 2 * BEAT);
    rig_clear(rig);
    return rig;
}

/* A program in cuff 1 and none in cuff 2. */
static inline void load(struct rig *rig, const char *program)
{
    rig_clear(rig);
    say_hex(rig, program);
    assert_int_equal((uint8_t)rig->text[2], 0x10);
    says(rig, SAY_EMPTY_2, "FF F1 10 01 00 FF F2");
}

static inline struct rig *cpar_running(const char *faults, const char *program)
{
    struct rig *rig = cpar_new(faults);
    load(rig, program);
    says(rig, SAY_START, STARTED);
    return rig;
}

/* With a kick each second. */
static inline void run_kicked(struct rig *rig, mono_ns span)
{
    uint8_t kick[16];
    const size_t n = bytes_of(SAY_KICK, kick);
    for (; span > 0; span -= MONO_SEC) {
        rig_write(rig, (const char *)kick, n);
        rig_wait(rig, span < MONO_SEC ? span : MONO_SEC);
    }
}

static inline double output_of(const struct rig *rig)
{
    return sim_port_output(&rig->port);
}

#endif
