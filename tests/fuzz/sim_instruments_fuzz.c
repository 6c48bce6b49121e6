/* Every simulated instrument under arbitrary bytes, frames of its language, times, cues and acts. The first byte says
 * which one; the rest is a program for it and for a twin that gets the same bytes one by one. The twin of a
 * thermode, a CPAR or a circulator is looked at more often, too.
 *
 * Checked: both say and do the same; messages have a size and times go up; what is put out is a number and not
 * negative; the deadline is ahead. */
#include "fuzz_program.h"
#include "sim/sim.h"
#include "sim/world.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_S = 1200, STEPS_MAX = 20000 };

/* One of two. */
struct side {
    struct sim_world world;
    struct sim_io io;
    mono_ns now, said_at;
    uint64_t said; /* a digest of all bytes and times */
    _Alignas(max_align_t) uint8_t state[SIM_STATE_MAX];
};

struct run {
    const struct sim_instrument *instrument;
    struct fuzz_program program;
    mono_ns now;
    uint32_t trial;
    bool is_looked_at;
    struct side sides[2];
};

static uint8_t take(struct run *run)
{
    return fuzz_take(&run->program);
}

static void on_send(void *host, mono_ns t, const uint8_t *data, size_t n)
{
    struct side *side = host;
    check(n > 0 && n <= SIM_MESSAGE_MAX, "a message has a size");
    check(t >= side->said_at && t <= side->now, "messages come in their order and not early");
    side->said_at = t;
    side->said = (side->said ^ (uint64_t)t) * 1099511628211u;
    for (size_t i = 0; i < n; i++)
        side->said = (side->said ^ data[i]) * 1099511628211u;
}

static mono_ns next(const struct run *run, const struct side *side)
{
    return mono_min(run->instrument->deadline(side->state), sim_world_deadline(&side->world));
}

/* As a port does it: from deadline to deadline. */
static void advance(const struct run *run, struct side *side, mono_ns until)
{
    int steps = 0;
    for (mono_ns t = next(run, side); t <= until; t = next(run, side)) {
        check(steps++ < STEPS_MAX, "deadlines are no busy loop");
        side->now = t > side->now ? t : side->now;
        sim_world_turn(&side->world, side->now);
        run->instrument->tick(side->state, side->now, &side->io);
    }
    side->now = until;
    sim_world_turn(&side->world, until);
    run->instrument->tick(side->state, until, &side->io);
}

static void go(struct run *run, mono_ns until)
{
    advance(run, &run->sides[0], until);
    const mono_ns look = run->is_looked_at ? (until - run->now) / 5 : 0;
    for (mono_ns t = run->now + look; look > 0 && t < until; t += look)
        advance(run, &run->sides[1], t);
    advance(run, &run->sides[1], until);
    run->now = until;
}

static void hear(struct run *run, const void *data, size_t n)
{
    const uint8_t *bytes = data;
    struct side *whole = &run->sides[0], *pieces = &run->sides[1];
    if (n > 0)
        run->instrument->bytes(whole->state, run->now, bytes, n, &whole->io);
    for (size_t i = 0; i < n; i++)
        run->instrument->bytes(pieces->state, run->now, bytes + i, 1, &pieces->io);
}

static void do_noise(struct run *run)
{
    size_t n = take(run) % 64;
    const uint8_t *from;
    n = fuzz_take_some(&run->program, n, &from);
    hear(run, from, n);
}

static void do_text(struct run *run)
{
    static const char *const texts[] = {"?C\r",         "LIST\r",   "AOUT50\r",
                                        "Z\r",          "SAVE\r",   "RUN 1 50 20 500 !\r",
                                        "STOP\r",       "VENT 1\r", "WD 100\r",
                                        "STREAM 50\r",  "D\r",      "XFC\r",
                                        "XAR\r",        "?\r\n",    "FS11111C0450D002000L",
                                        "C0000V00010L", "A",        "N320E",
                                        "OdC0400",      "KQBH"};
    const char *text = texts[take(run) % (sizeof texts / sizeof texts[0])];
    hear(run, text, strlen(text));
}

static unsigned crc16(const char *text, size_t n)
{
    unsigned crc = 0;
    for (size_t i = 0; i < n; i++) {
        crc ^= (unsigned)(uint8_t)text[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
    }
    return crc;
}

/* Of a Meerstetter controller, with a good CRC. */
static void do_mecom(struct run *run)
{
    static const unsigned ids[] = {104,  108,  1000, 1011, 1200,  2000,  2010, 2030,
                                   2031, 2060, 3000, 3002, 3003,  4010,  4011, 4012,
                                   4040, 4041, 5011, 6310, 50012, 52200, 2051};
    static const char *const acts[] = {"RS", "ES", "SP", "?IF"};
    static const float values[] = {0, 0.1f, 1, 32, 45, 50, 600, -20, 1e30f, -1e30f, 3e-6f, 1e-40f};
    char frame[60];
    uint32_t bits = take(run);
    const uint8_t how = take(run);
    const unsigned id = ids[how % (sizeof ids / sizeof ids[0])];
    if (bits >= 8)
        memcpy(&bits, &values[bits % (sizeof values / sizeof values[0])], sizeof bits);
    if (how < 24)
        snprintf(frame, sizeof frame, "#02%04X%s", how, acts[how % 4]);
    else if (how < 80)
        snprintf(frame, sizeof frame, "#02%04X?VR%04X01", how, id);
    else
        snprintf(frame, sizeof frame, "#02%04XVS%04X01%08X", how, id, bits);
    const size_t n = strlen(frame);
    snprintf(frame + n, sizeof frame - n, "%04X\r", crc16(frame, n));
    hear(run, frame, strlen(frame));
}

/* Of a TE Technology controller, with a good sum. */
static void do_te(struct run *run)
{
    static const int32_t values[] = {0, 1, 2, -1, 3200, 4500, 1000, -4000, INT32_MAX, INT32_MIN};
    char frame[20];
    const unsigned command = take(run) % 0x60;
    const int32_t value = values[take(run) % (sizeof values / sizeof values[0])];
    unsigned sum = 0;
    snprintf(frame, sizeof frame, "*00%02x%08x", command, (unsigned)value);
    for (size_t i = 1; i < 13; i++)
        sum += (uint8_t)frame[i];
    snprintf(frame + 13, sizeof frame - 13, "%02x\r", sum & 0xff);
    hear(run, frame, strlen(frame));
}

/* Of a CPAR, with doubled FF; a kick so often that a stimulus may last. */
static void do_ecp(struct run *run)
{
    static const uint8_t packets[][14] = {
        {2, 0x02, 0},
        {2, 0x08, 0},
        {4, 0x11, 2, 0, 0},
        {4, 0x12, 2, 1, 1},
        {3, 0x03, 1, 1},
        {3, 0x0a, 1, 0},
        {2, 0x13, 0},
        {2, 0x04, 0},
        {2, 0x09, 0},
        {9, 0x10, 7, 0, 2, 3, 0x80, 0x7f, 20, 0},
        {14, 0x10, 12, 1, 9, 1, 0x20, 1, 90, 0, 2, 0, 9, 3},
        {9, 0x02, 7, 1, 200, 3, 0xff, 0xff, 40, 0},
        {2, 0x01, 0},
        {5, 0x11, 0x82, 2, 0, 2},
    };
    uint8_t packet[14], frame[32] = {0xff, 0xf1};
    const size_t n_packets = sizeof packets / sizeof packets[0];
    const uint8_t how = take(run);
    size_t n = 2, at = take(run) % sizeof packet;
    memcpy(packet, packets[how % n_packets], sizeof packet);
    if (how >= 128 && at > 0)
        packet[at] = take(run);
    for (size_t i = 1; i <= packet[0] && i < sizeof packet; i++) {
        frame[n++] = packet[i];
        if (packet[i] == 0xff)
            frame[n++] = packet[i];
    }
    frame[n++] = 0xff;
    frame[n++] = 0xf2;
    hear(run, frame, n);
}

/* Of the bridge to a CPAR+; one of two is cut, or goes on into the next. */
static void do_bridge(struct run *run)
{
    static const char head[] = "START;USE PORT COM1 CPARPLUS;CMD ";
    static const char *const commands[] = {
        "OPEN",
        "CLOSE",
        "CLEAR",
        "STOP",
        "PING",
        "STATE",
        "RATING",
        "SIGNALS",
        "MODE;RESPONSE 0",
        "MODE;RESPONSE 1",
        "WAVEFORM;CHANNEL 0;REPEAT 9;INSTRUCTIONS 2;STEP 500 1000;STEP 0 900",
        "WAVEFORM;CHANNEL 1;REPEAT 1;INSTRUCTIONS 2;INC 50 20000;DEC 100 9000",
        "START;STOPCRITERION 1;EXTERNALTRIGGER 0;OVERRIDERATING 1;OUTLET01 1;OUTLET02 2",
        "START;STOPCRITERION 0;EXTERNALTRIGGER 1;OVERRIDERATING 0;OUTLET01 2;OUTLET02 1",
    };
    char packet[200];
    const uint8_t how = take(run), cut = take(run);
    const char *command = commands[how % (sizeof commands / sizeof commands[0])];
    if (how > 200)
        snprintf(packet, sizeof packet, "START;USE SERVER;CMD %s;PORT COM1;%sEND;",
                 how % 2 ? "CREATE" : "DELETE", how % 2 ? "DEVICE CPARPLUS;" : "");
    else
        snprintf(packet, sizeof packet, "%s%s;END;", head, command);
    const size_t n = strlen(packet);
    hear(run, packet, cut > 127 ? cut % n : n);
}

/* Of a circulator, in all of their languages. */
static void do_circulator(struct run *run)
{
    static const char *const texts[] = {
        "in_pv_00\r",     "in_sp_00\r",       "status\r",     "out_sp_00 -9\r", "out_mode_05 1\r",
        "out_sp_04 9\r",  "A015_in_pv_00\r",  "IN_PV_00\r",   "START\r",        "STAT\r",
        "OUT_SP_08_5\r",  "OUT SP 00 -9.5\r", "{M01****\r\n", "{M00FC18\r\n",   "{M140001\r\n",
        "{M0A****\r\n{M", "{M481194\r\n"};
    const char *text = texts[take(run) % (sizeof texts / sizeof texts[0])];
    hear(run, text, strlen(text));
}

static bool is_named(const struct run *run, const char *name)
{
    return !strcmp(run->instrument->name, name);
}

static bool is_thermode(const struct run *run)
{
    return is_named(run, "meerstetter") || is_named(run, "te-tech") || is_named(run, "qst-tcs");
}

static bool is_cpar(const struct run *run)
{
    return is_named(run, "cpar") || is_named(run, "cpar-old") || is_named(run, "cpar-plus");
}

static bool is_circulator(const struct run *run)
{
    return is_named(run, "julabo") || is_named(run, "lauda") || is_named(run, "huber");
}

static void do_frame(struct run *run)
{
    if (is_named(run, "meerstetter"))
        do_mecom(run);
    else if (is_named(run, "te-tech"))
        do_te(run);
    else if (is_named(run, "cpar-plus"))
        do_bridge(run);
    else if (is_cpar(run))
        do_ecp(run);
    else if (is_circulator(run))
        do_circulator(run);
    else
        do_text(run);
}

static void do_wait(struct run *run)
{
    static const mono_ns units[] = {MONO_US, MONO_MS, 10 * MONO_MS, 200 * MONO_MS};
    const uint8_t how = take(run);
    const mono_ns span = (how / 4) * units[how % 4];
    if (mono_to_sec(run->now + span) < LONGEST_S)
        go(run, run->now + span);
}

static void do_cue(struct run *run)
{
    static const char *const tests[] = {"PPT", "CDT", "WDT", "CPT", "HPT"};
    struct sim_cue cue = {.site = "hand", .side = "left", .trial = ++run->trial, .attempt = 1};
    const uint8_t how = take(run);
    snprintf(cue.test, sizeof cue.test, "%s", tests[how % 5]);
    cue.rate_kpa_per_s = 50;
    cue.limit_kpa = 1000;
    cue.probe_area_cm2 = how % 5 == 0;
    for (int i = 0; i < 2; i++)
        sim_world_cue(&run->sides[i].world, run->now, &cue);
}

static void do_act(struct run *run)
{
    static const char *const words[] = {
        "",           "runaway",    "fan-stopped",     "contact-0",
        "contact-50", "object-nan", "on-clears",       "restart-1",
        "init-100",   "busy",       "hash-restarts",   "found-on",
        "open-1",     "F",          "found-control-1", "found-source-0",
        "zones-on",   "cut-500",    "button",          "emergency",
        "power-off",  "vas-out",    "vas-100",         "vas-0",
        "leak-1-90",  "leak-2-999", "supply-90",       "vent-stuck",
        "watchdog-0", "timer-free", "idle-status-1",   "instructions-50",
        "trigger",    "port-out",   "device-restarts", "bridge-stalls",
        "lifts",      "finger-off", "rate-200",        "buttons-off",
        "hand",       "low-level",  "sensor-broken",   "warmer-300",
        "answer-0",   "pace-0",     "starts-again",    "address-15"};
    static const double factors[] = {0.5, 0.01, 10, -1000, 1000, 5};
    struct sim_act act = {.kind = (enum sim_act_kind)(take(run) % (SIM_ACT_SETTING + 1)),
                          .on = take(run) % 4 != 0,
                          .t = run->now};
    const uint8_t how = take(run);
    snprintf(act.to, sizeof act.to, "%s", words[how % (sizeof words / sizeof words[0])]);
    act.by = factors[how % (act.kind == SIM_ACT_DRIFT ? 6 : 3)];
    for (int i = 0; i < 2; i++)
        if (run->instrument->can(run->instrument, &act))
            run->instrument->act(run->sides[i].state, &act);
}

static void compare(struct run *run)
{
    double output[2];
    for (int i = 0; i < 2; i++) {
        output[i] = run->instrument->output(run->sides[i].state);
        check(isfinite(output[i]) && output[i] >= 0, "what is put out is a number");
        check(run->instrument->deadline(run->sides[i].state) > run->now, "the deadline is ahead");
    }
    check(run->sides[0].said == run->sides[1].said, "the same bytes have the same answers");
    check(output[0] == output[1], "and do the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const steps[])(struct run *) = {do_noise, do_frame, do_wait, do_frame,
                                                  do_wait,  do_act,   do_cue};
    static struct run run;
    const struct sim_participant participant = sim_participant_defaults();
    size_t n = 0;
    while (sim_at(n))
        n++;
    memset(&run, 0, sizeof run);
    run.program = (struct fuzz_program){data, size};
    run.now = MONO_SEC;
    run.instrument = sim_at(take(&run) % n);
    run.is_looked_at = is_thermode(&run) || is_cpar(&run) || is_circulator(&run);
    const bool is_alone = take(&run) % 2;
    for (int i = 0; i < 2; i++) {
        struct side *side = &run.sides[i];
        side->io = (struct sim_io){.host = side, .send = on_send};
        side->now = run.now;
        sim_world_init(&side->world, &participant, 1);
        side->world.is_alone = is_alone;
        run.instrument->init(side->state, run.instrument, &side->world, run.now);
    }
    go(&run, run.now);
    while (run.program.left > 0) {
        steps[take(&run) % (sizeof steps / sizeof steps[0])](&run);
        go(&run, run.now);
        compare(&run);
    }
    return 0;
}
