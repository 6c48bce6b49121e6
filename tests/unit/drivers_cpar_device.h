/* A CPAR of bytes, for its driver: answers each function as its description says (pressure.md 4), and is told what it does. */
#ifndef LIMEN_TESTS_DRIVERS_CPAR_DEVICE_H
#define LIMEN_TESTS_DRIVERS_CPAR_DEVICE_H

#include "drivers_host.h"

enum { REPLIES = 64, REPLY_MAX = 160 };
enum generation { NEW, OLD, GENERATIONS };

/* Codes of the functions, by generation: identify, kick, program, start, stop, start though the slider is up. */
static const uint8_t codes[GENERATIONS][6] = {
    [NEW] = {0x01, 0x02, 0x10, 0x11, 0x13, 0x12}, [OLD] = {0x01, 0x08, 0x02, 0x03, 0x04, 0x0a}};
enum { IDENTIFY, KICK, PROGRAM, START, STOP, FORCE };

/* The device: what it answers to each function, in plain bytes without surplus. */
static struct device {
    enum generation generation;
    uint8_t out[REPLIES][REPLY_MAX];
    size_t n_out;
    uint32_t kicks;
    uint16_t counter;
    bool has_status; /* told while it is idle */
    bool is_deaf_to_starts, refuses_start, wrong_checksum;
    bool does_not_start, does_not_stop; /* though it answers */
    bool is_deaf_to_stops;
    uint8_t bits, mode, condition, vas, kpa1, kpa2, target1, target2, button;
    const char *name;
    size_t n_programs, n_starts, n_forced; /* forced: of the starts */
    uint8_t programs[4][REPLY_MAX];        /* the last ones, as they came, destuffed */
    uint8_t program_sizes[4];
} device;
static struct host host; /* too large for a stack */

enum { BITS_READY = 0x01 | 0x02 | 0x04 | 0x10 };

static inline size_t frame(uint8_t code, const uint8_t *data, size_t n, uint8_t *out)
{
    const uint8_t head[] = {code, (uint8_t)n};
    size_t at = 0;
    out[at++] = 0xff;
    out[at++] = 0xf1;
    for (size_t i = 0; i < n + 2; i++) {
        const uint8_t byte = i < 2 ? head[i] : data[i - 2];
        out[at++] = byte;
        if (byte == 0xff)
            out[at++] = byte;
    }
    out[at++] = 0xff;
    out[at++] = 0xf2;
    return at;
}

static inline void answer(struct host *to, uint8_t code, const uint8_t *data, size_t n)
{
    uint8_t *out = device.out[device.n_out++ % REPLIES];
    host_reply(to, out, frame(code, data, n, out));
}

static inline uint8_t crc8(const uint8_t *data, size_t n)
{
    uint8_t crc = 0;
    for (size_t i = 0; i < n; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint8_t)(crc & 0x80 ? crc << 1 ^ 0x07 : crc << 1);
    }
    return crc;
}

static inline void answer_identity(struct host *to)
{
    uint8_t data[64] = {3, 0, 0, 0, 1, 0, 0x39, 0x30, 0, 0, 8, 2, 1};
    static const uint8_t old[] = {1, 7, 0, 0x55, 0xe7, 0x03};
    if (device.generation == OLD) {
        answer(to, 0x01, old, sizeof old);
        return;
    }
    memcpy(data + 16, "Nocitech", 8);
    memcpy(data + 40, device.name, strlen(device.name));
    answer(to, 0x01, data, sizeof data);
}

static inline void answer_program(struct host *to, const uint8_t *data, size_t n)
{
    const uint8_t crc = (uint8_t)(crc8(data + 2, n - 2) + device.wrong_checksum);
    memcpy(device.programs[device.n_programs % 4], data, n);
    device.program_sizes[device.n_programs++ % 4] = (uint8_t)n;
    answer(to, codes[device.generation][PROGRAM], &crc, 1);
}

static inline void answer_start(struct host *to, uint8_t code)
{
    static const uint8_t invalid = 2;
    device.n_starts++;
    if (device.refuses_start) {
        answer(to, 0x00, &invalid, 1);
        return;
    }
    if (!device.does_not_start) {
        device.mode = 1;
        device.condition = 0;
    }
    if (!device.is_deaf_to_starts)
        answer(to, code, NULL, 0);
}

static inline void take_function(struct host *to, uint8_t code, const uint8_t *data, size_t n)
{
    static const uint8_t unknown = 1;
    const uint8_t *mine = codes[device.generation];
    if (code == mine[IDENTIFY]) {
        answer_identity(to);
    } else if (code == mine[KICK]) {
        const uint32_t kicks = ++device.kicks;
        const uint8_t counted[] = {(uint8_t)kicks, (uint8_t)(kicks >> 8), (uint8_t)(kicks >> 16),
                                   (uint8_t)(kicks >> 24)};
        answer(to, code, counted, 4);
    } else if (code == mine[PROGRAM]) {
        answer_program(to, data, n);
    } else if (code == mine[START] || code == mine[FORCE]) {
        device.n_forced += code == mine[FORCE];
        answer_start(to, code);
    } else if (code == mine[STOP]) {
        if (device.is_deaf_to_stops)
            return;
        if (device.mode == 1 && !device.does_not_stop) {
            device.mode = 0;
            device.condition = 7;
            device.kpa1 = device.kpa2 = 0;
        }
        answer(to, code, NULL, 0);
    } else {
        answer(to, 0x00, &unknown, 1);
    }
}

/* One frame of the driver: FF F1, the packet with every FF twice, FF F2. */
static inline void hear(struct host *to, const uint8_t *bytes, size_t n)
{
    uint8_t packet[REPLY_MAX];
    size_t at = 0;
    assert_true(n >= 6 && bytes[0] == 0xff && bytes[1] == 0xf1);
    assert_true(bytes[n - 2] == 0xff && bytes[n - 1] == 0xf2);
    for (size_t i = 2; i < n - 2; i++) {
        packet[at++] = bytes[i];
        if (bytes[i] == 0xff)
            assert_int_equal(bytes[++i], 0xff);
    }
    assert_int_equal(at, packet[1] + 2);
    take_function(to, packet[0], packet + 2, packet[1]);
}

static inline void status_bytes(uint8_t out[15])
{
    const uint8_t data[15] = {device.mode,
                              device.bits,
                              (uint8_t)device.counter,
                              (uint8_t)(device.counter >> 8),
                              device.condition,
                              device.vas,
                              0,
                              0x80,
                              device.kpa1,
                              device.kpa2,
                              device.target1,
                              device.target2,
                              0,
                              0,
                              device.button};
    memcpy(out, data, sizeof data);
}

static inline void status(void)
{
    uint8_t data[15], out[REPLY_MAX];
    device.counter++;
    status_bytes(data);
    host_bytes(&host, out, frame(0x80, data, device.generation == OLD ? 14 : 15, out));
}

/* 20 times a second. */
static inline void live(mono_ns duration)
{
    const mono_ns until = host.now + duration;
    while (host.now + 50 * MONO_MS <= until) {
        host_run(&host, 50 * MONO_MS);
        status();
    }
    host_run_until(&host, until);
}

static inline void plug_in(enum generation generation)
{
    device = (struct device){.generation = generation, .bits = BITS_READY, .name = "CPAR"};
    host_init(&host, "cpar", NULL);
    host.hears = hear;
    host_open(&host);
}

static inline void make_ready(enum generation generation)
{
    plug_in(generation);
    host_run_until_ready(&host);
    live(200 * MONO_MS);
    host_check_events(&host);
    host_forget(&host);
}

static inline enum status drive(uint8_t channel, double target, double rate, mono_ns hold)
{
    return host_command(&host, (struct command){.kind = COMMAND_DRIVE,
                                                .channel = channel,
                                                .target = target,
                                                .rate_per_s = rate,
                                                .hold = hold});
}

static inline enum status train(uint8_t channel, double level, double base, uint16_t pulses,
                                mono_ns on, mono_ns off)
{
    return host_command(&host, (struct command){.kind = COMMAND_TRAIN,
                                                .channel = channel,
                                                .target = level,
                                                .base = base,
                                                .pulses = pulses,
                                                .hold = on,
                                                .off = off});
}

static inline size_t energising(void)
{
    size_t n = 0;
    for (size_t i = 0; i < host.n_frames; i++)
        n += host.frames[i].class == FRAME_ENERGISE;
    return n;
}

static inline void assert_program(size_t back, const uint8_t *expected, size_t n)
{
    const size_t at = (device.n_programs - 1 - back) % 4;
    assert_int_equal(device.program_sizes[at], n);
    assert_memory_equal(device.programs[at], expected, n);
}

#endif
