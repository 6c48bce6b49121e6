/* A DeviceHost of text with a CPAR+ behind it, for the driver: answers each packet as its description says (pressure.md 5), and is
 * told what the instrument does. */
#ifndef LIMEN_TESTS_DRIVERS_CPAR_PLUS_BRIDGE_H
#define LIMEN_TESTS_DRIVERS_CPAR_PLUS_BRIDGE_H

#include "drivers_host.h"

#include <stdlib.h>

#define STOP_COM4 "START;USE PORT COM4 CPARPLUS;CMD STOP;END;"

/* Whatever was asked, but for HandlerExists and NoStatus, which are no faults everywhere. */
static const struct {
    const char *name;
    enum fault fault;
} errors[] = {
    {"NoHandlerFound", FAULT_BRIDGE},
    {"InvalidCommandFormat", FAULT_GARBLED},
    {"InvalidStartOfCommand", FAULT_GARBLED},
    {"MissingUseStatement", FAULT_GARBLED},
    {"InvalidEndOfCommand", FAULT_GARBLED},
    {"NoCommandStatement", FAULT_GARBLED},
    {"NoApiKey", FAULT_REFUSED},
    {"InvalidNumberOfInstructions", FAULT_REFUSED},
    {"InvalidStepInstruction", FAULT_REFUSED},
    {"InvalidIncrementInstruction", FAULT_REFUSED},
    {"InvalidDecrementInstruction", FAULT_REFUSED},
    {"UnknownInstruction", FAULT_REFUSED},
    {"InvalidStartCommandContent", FAULT_REFUSED},
    {"InvalidParameterSpecification", FAULT_GARBLED},
    {"InvalidInteger", FAULT_GARBLED},
    {"UnknownCommand", FAULT_REFUSED},
    {"OpenFailed", FAULT_BRIDGE},
    {"DeviceClosed", FAULT_BRIDGE},
    {"CommunicationFailure", FAULT_SILENT},
    {"IncompatibleDevice", FAULT_IDENTITY},
    {"CloseFailed", FAULT_REFUSED},
    {"InvalidCommandContent", FAULT_REFUSED},
    {"NoPortStatement", FAULT_GARBLED},
    {"NoDeviceStatement", FAULT_GARBLED},
    {"UnknownDevice", FAULT_IDENTITY},
    {"ParketFrammingError", FAULT_GARBLED},
    {"InvalidModeCommandContent", FAULT_REFUSED},
    {"SomethingNewer", FAULT_REFUSED},
};

enum { REPLIES = 64, REPLY_MAX = 1024, KEPT = 8 };

static struct bridge {
    char out[REPLIES][REPLY_MAX];
    size_t n_out;
    const char *device, *error, *error_for; /* `error` answers CMD `error_for` ("": all) */
    const char *deaf_to;                    /* CMD that is not answered */
    const char *state, *condition;
    const char *newline; /* behind each statement */
    bool meter, meter_low, power, can_start, supply;
    bool is_made, is_open, mode;
    int kpa1, kpa2, mm; /* tenths of kPa; mm */
    bool button, latched, ignores_starts;
    char samples[REPLY_MAX];
    size_t n_starts, n_stops, n_pings;
    char waveform[200], start[200];
    char commands[4 * HOST_FRAMES]; /* their names, each with a space behind it */
} bridge;
static struct host host; /* too large for a stack */

static inline void say_packet(struct host *to, const char *body)
{
    char *out = bridge.out[bridge.n_out++ % REPLIES];
    size_t n = 0;
    const char *const parts[] = {"START;", body, "END;"};
    for (size_t i = 0; i < 3; i++)
        for (const char *c = parts[i]; *c; c++) {
            out[n++] = *c;
            for (const char *end = bridge.newline; *c == ';' && *end; end++)
                out[n++] = *end;
            assert_true(n + 4 < REPLY_MAX);
        }
    host_reply(to, out, n);
}

static inline void say_state(struct host *to)
{
    char body[REPLY_MAX];
    snprintf(body, sizeof body,
             "STATE %s;RESPONSE_CONNECTED %d;RESPONSE_LOW %d;POWER %d;START_POSSIBLE %d;"
             "STOP_CONDITION %s;FINAL_PRESSURE01 0;FINAL_PRESSURE02 0;SUPPLY_PRESSURE_OK %d;"
             "SUPPLY_PRESSURE 5020;",
             bridge.state, bridge.meter, bridge.meter_low, bridge.power, bridge.can_start,
             bridge.condition, bridge.supply);
    say_packet(to, body);
}

static inline void say_rating(struct host *to)
{
    char body[REPLY_MAX];
    snprintf(body, sizeof body, "SCORE %d;FINAL_SCORE 0;BUTTON %d;LATCHED_BUTTON %d;", bridge.mm,
             bridge.button, bridge.latched || bridge.button);
    bridge.latched = false;
    say_packet(to, body);
}

static inline bool is_stimulating(void)
{
    return strcmp(bridge.state, "STATE_STIMULATING") == 0;
}

/* Every 50 ms of a stimulus one; kept until they are asked for. */
static inline void sample(void)
{
    const size_t n = strlen(bridge.samples);
    snprintf(bridge.samples + n, sizeof bridge.samples - n, "DATA %d %d %d;", bridge.kpa1,
             bridge.kpa2, bridge.mm);
}

static inline void obey(struct host *to, const char *name, const char *body)
{
    if (strcmp(name, "WAVEFORM") == 0)
        snprintf(bridge.waveform, sizeof bridge.waveform, "%s", body);
    if (strcmp(name, "START") == 0) {
        snprintf(bridge.start, sizeof bridge.start, "%s", body);
        bridge.n_starts++;
    }
    if (strcmp(name, "START") == 0 && !bridge.ignores_starts) {
        bridge.state = "STATE_STIMULATING";
        bridge.condition = "0";
    }
    if (strcmp(name, "STOP") == 0) {
        bridge.n_stops++;
        if (is_stimulating()) {
            bridge.state = "STATE_IDLE";
            bridge.condition = "7";
            bridge.kpa1 = bridge.kpa2 = 0;
        }
    }
    bridge.mode |= strcmp(name, "MODE") == 0 && strcmp(body, "RESPONSE 1;") == 0;
    bridge.is_open |= strcmp(name, "OPEN") == 0;
    say_packet(to, "OK;");
}

static inline void answer_instrument(struct host *to, const char *name, const char *body)
{
    char ping[80];
    if (!bridge.is_made) {
        say_packet(to, "ERR NoHandlerFound;");
    } else if (!bridge.is_open && strcmp(name, "OPEN") != 0) {
        say_packet(to, "ERR DeviceClosed;");
    } else if (strcmp(name, "PING") == 0) {
        bridge.n_pings++;
        snprintf(ping, sizeof ping, "DEVICE %s;VERSION 1.0.1;", bridge.device);
        say_packet(to, ping);
    } else if (strcmp(name, "STATE") == 0) {
        say_state(to);
    } else if (strcmp(name, "RATING") == 0) {
        say_rating(to);
    } else if (strcmp(name, "SIGNALS") == 0) {
        say_packet(to, bridge.samples);
        bridge.samples[0] = '\0';
    } else {
        obey(to, name, body);
    }
}

static inline void answer_server(struct host *to, const char *name, const char *body)
{
    if (strcmp(name, "PORTS") == 0) {
        say_packet(to, "PORT COM1;PORT COM4;");
        return;
    }
    assert_string_equal(name, "CREATE");
    assert_string_equal(body, "PORT COM4;DEVICE CPARPLUS;");
    say_packet(to, bridge.is_made ? "ERR HandlerExists;" : "OK;");
    bridge.is_made = true;
}

/* One packet of the driver, which is always whole. */
static inline void hear(struct host *to, const uint8_t *bytes, size_t n)
{
    static const char server[] = "START;USE SERVER;CMD ",
                      own[] = "START;USE PORT COM4 CPARPLUS;CMD ";
    char frame[FRAME_MAX + 1], name[32], error[64];
    memcpy(frame, bytes, n);
    frame[n] = '\0';
    const bool is_server = strncmp(frame, server, sizeof server - 1) == 0;
    assert_true(is_server || strncmp(frame, own, sizeof own - 1) == 0);
    assert_string_equal(frame + n - 4, "END;");
    frame[n - 4] = '\0';
    char *at = frame + (is_server ? sizeof server : sizeof own) - 1;
    char *end = strchr(at, ';');
    assert_non_null(end);
    *end = '\0';
    snprintf(name, sizeof name, "%s", at);
    strncat(bridge.commands, name, sizeof bridge.commands - strlen(bridge.commands) - 2);
    strcat(bridge.commands, " ");
    if (bridge.deaf_to && strcmp(name, bridge.deaf_to) == 0)
        return;
    if (bridge.error && (bridge.error_for[0] == '\0' || strcmp(name, bridge.error_for) == 0)) {
        snprintf(error, sizeof error, "ERR %s;", bridge.error);
        say_packet(to, error);
    } else if (is_server) {
        answer_server(to, name, end + 1);
    } else {
        answer_instrument(to, name, end + 1);
    }
}

static inline void live(mono_ns duration)
{
    const mono_ns until = host.now + duration;
    while (host.now + 50 * MONO_MS <= until) {
        host_run(&host, 50 * MONO_MS);
        if (is_stimulating())
            sample();
    }
    host_run_until(&host, until);
}

static inline void plug_in(void)
{
    static const struct driver_config config = {.bridge_port = "COM4"};
    bridge = (struct bridge){.device = "CPAR+",
                             .state = "STATE_IDLE",
                             .condition = "0",
                             .newline = "\r\n",
                             .meter = true,
                             .meter_low = true,
                             .power = true,
                             .can_start = true,
                             .supply = true};
    host_init(&host, "cpar-plus", &config);
    host.hears = hear;
}

static inline void make_ready(void)
{
    plug_in();
    host_open(&host);
    host_run_until_ready(&host);
    live(200 * MONO_MS);
    host_check_events(&host);
    host_forget(&host);
    bridge.commands[0] = '\0';
}

static inline enum status drive(uint8_t channel, double target, double rate, mono_ns hold)
{
    return host_command(&host, (struct command){.kind = COMMAND_DRIVE,
                                                .channel = channel,
                                                .target = target,
                                                .rate_per_s = rate,
                                                .hold = hold});
}

static inline size_t energising(void)
{
    size_t n = 0;
    for (size_t i = 0; i < host.n_frames; i++)
        n += host.frames[i].class == FRAME_ENERGISE;
    return n;
}

static inline size_t presses(void)
{
    size_t n = 0;
    for (size_t i = 0; i < host.n_events; i++)
        n += host.events[i].kind == EVENT_RESPONSE && host.events[i].value > 0;
    return n;
}

#endif
