/* The CPAR+ cuff algometer behind the LabBench DeviceHost, the public text bridge to it (pressure.md 5).
 *
 * What stands behind the port is the bridge: it outlives who speaks with it, has handlers for ports, and pings the device each
 * second by itself. So a stimulus goes on when whoever started it is gone; only what stops it at the device does: its end,
 * button or rating, emergency, the device's own watchdog once the bridge is gone or has closed its port.
 *
 * The wire between bridge and device is not public, and neither is what the device does beyond the bridge's manual. Chosen:
 * 1. The device is a CPAR of generation C with the same plant, air, watchdog, compliance and time limit (cpar.c).
 * 2. Its status comes 20 times a second. The bridge answers STATE and RATING by the last one, so both may be 50 ms old, and
 * older where the cable is out; it keeps those of a stimulus for SIGNALS, the last 512, and forgets them where the next begins.
 * 3. Without rating meter (MODE, RESPONSE 0) neither its slider nor its button counts, and its cable is not missed.
 * 4. A start that waits for its trigger is ended by whatever ends a stimulus.
 * 5. It is at COM1, where nothing else is set; there is a COM2 (or then COM1) at which nobody is.
 * 6. The fault `reboot` is that of both: handlers and waveforms are gone. Another device (`identity`) answers no question but
 * with IncompatibleDevice. */
#include "cpar_plus_internal.h"
#include "instruments_internal.h"

#include <stdio.h>
#include <string.h>

#define PING_EVERY MONO_SEC
#define UNIT_KPA 0.005

static const struct sim_setting words[PLUS_SETTING_COUNT] = {PLUS_SETTINGS(SIM_SETTING)};

bool plus_is_its_port(const struct plus *plus, const char *port)
{
    char own[PLUS_PORT_MAX];
    snprintf(own, sizeof own, "COM%u", (unsigned)plus->settings[PLUS_COM]);
    return !strcmp(port, own);
}

bool plus_is_reached(const struct plus *plus)
{
    return !plus->settings[PLUS_CABLE] && !plus->device.is_booting;
}

void plus_port_close(struct plus *plus)
{
    plus->is_port_open = plus->has_status = plus->is_sampling = false;
}

/* ---- what the device tells the bridge ----------------------------------------------------------- */

static void on_event(const struct cpar_call *call, enum cpar_event event)
{
    struct plus *plus = plus_of(call);
    if (event == CPAR_EVENT_PRESSED && plus->is_port_open && plus_is_reached(plus))
        plus->is_latched = true;
    if (event == CPAR_EVENT_STOPPED)
        plus->is_sampling = false;
    if (event != CPAR_EVENT_STARTED)
        return;
    plus->is_sampling = plus->is_port_open && plus_is_reached(plus);
    plus->n_samples = 0;
}

static uint16_t tenths(double value)
{
    return (uint16_t)(value * 10 + 1e-6);
}

static void keep_sample(struct plus *plus, const struct cpar_look *look)
{
    plus->samples[(plus->first_sample + plus->n_samples) % PLUS_SAMPLES] =
        (struct plus_sample){{tenths(look->kpa[0]), tenths(look->kpa[1])}, tenths(look->vas)};
    if (plus->n_samples < PLUS_SAMPLES)
        plus->n_samples++;
    else
        plus->first_sample = (plus->first_sample + 1) % PLUS_SAMPLES;
}

static void on_status(const struct cpar_call *call)
{
    struct plus *plus = plus_of(call);
    const struct cpar *device = call->cpar;
    if (!plus->is_port_open || !plus_is_reached(plus))
        return;
    plus->has_status = true;
    plus->status = (struct plus_status){
        .state = device->state,
        .condition = device->condition,
        .look = cpar_look_at(device, call->t),
        .is_powered = device->is_powered,
        .is_supply_ok = cpar_has_supply(device),
        .is_pressed = device->is_pressed,
        .supply_kpa = device->supply_kpa,
        .final_kpa = {device->final_kpa[0], device->final_kpa[1]},
        .final_vas = device->final_vas,
    };
    if (plus->is_sampling)
        keep_sample(plus, &plus->status.look);
}

static const struct cpar_voice voice = {on_event, on_status};

/* ---- time --------------------------------------------------------------------------------------- */

static mono_ns deadline(const void *state)
{
    const struct plus *plus = state;
    return mono_min(cpar_deadline(&plus->device), plus->next_ping);
}

/* The timer of a handler goes on whatever becomes of its pings. */
static void ping(struct plus *plus, mono_ns t)
{
    plus->next_ping = t + PING_EVERY;
    if (plus->is_port_open && plus_is_reached(plus) && !plus->settings[PLUS_STALLS])
        plus->device.fed = t;
}

/* What is done once, by who set the word. */
static void happen(struct plus *plus, mono_ns t, const struct sim_io *io)
{
    const struct cpar_call call = {.cpar = &plus->device, .t = t, .io = io};
    if (plus->settings[PLUS_TRIGGER])
        cpar_trigger(&call);
    plus->settings[PLUS_TRIGGER] = 0;
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct plus *plus = state;
    while (plus->next_ping <= now) {
        const mono_ns t = plus->next_ping;
        cpar_tick(&plus->device, t, io);
        ping(plus, t);
    }
    cpar_tick(&plus->device, now, io);
    happen(plus, now, io);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct plus *plus = state;
    const struct cpar_call call = {.cpar = &plus->device, .t = t, .io = io};
    tick(plus, t, io);
    for (size_t i = 0; i < n; i++)
        plus_hear(&call, data[i]);
}

static double output(const void *state)
{
    return cpar_output(&((const struct plus *)state)->device);
}

/* ---- faults ------------------------------------------------------------------------------------- */

static size_t find_word(const char *text, uint32_t *number)
{
    return sim_setting_find(words, PLUS_SETTING_COUNT, text, number);
}

/* Of the settings of a CPAR those that are not about its wire. */
static bool is_of_device(const char *word)
{
    switch (cpar_find_setting(word)) {
    case CPAR_IDLE_OFF:
    case CPAR_IDLE_RATE:
    case CPAR_REFUSE:
    case CPAR_SHORT:
    case CPAR_TYPE:
    case CPAR_SURPLUS:
    case CPAR_CHATTY:
    case CPAR_CRC:
    case CPAR_MISHEARD:
    case CPAR_SETTING_COUNT:
        return false;
    default:
        return true;
    }
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    uint32_t number;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
    case SIM_ACT_DRIFT:
    case SIM_ACT_SLOW:
        return true;
    case SIM_ACT_OVERLOAD:
    case SIM_ACT_IDENTITY:
        return !act->to[0];
    case SIM_ACT_SETTING:
        return find_word(act->to, &number) < PLUS_SETTING_COUNT || is_of_device(act->to);
    case SIM_ACT_UNIT:
        return false;
    }
    return false;
}

static void device_restarts(struct plus *plus, mono_ns t)
{
    memset(plus->waveforms, 0, sizeof plus->waveforms);
    plus->is_sampling = plus->device.is_meterless = false;
    cpar_restart(&plus->device, t);
}

static void bridge_restarts(struct plus *plus)
{
    plus_port_close(plus);
    memset(plus->handlers, 0, sizeof plus->handlers);
    memset(&plus->packet, 0, sizeof plus->packet);
    plus->is_latched = false;
    plus->n_samples = 0;
    plus->next_ping = MONO_NEVER;
}

static void act_word(struct plus *plus, size_t word, uint32_t number, const struct sim_act *act)
{
    plus->settings[word] = act->on ? number : words[word].normal;
    if (word == PLUS_RESTART && act->on)
        device_restarts(plus, act->t);
    if (word == PLUS_CABLE && act->on)
        plus->is_sampling = false;
}

static void act(void *state, const struct sim_act *act)
{
    struct plus *plus = state;
    uint32_t number = 0;
    const size_t word =
        act->kind == SIM_ACT_SETTING ? find_word(act->to, &number) : PLUS_SETTING_COUNT;
    if (word < PLUS_SETTING_COUNT) {
        act_word(plus, word, number, act);
        return;
    }
    if (act->kind == SIM_ACT_REBOOT) {
        bridge_restarts(plus);
        device_restarts(plus, act->t);
        return;
    }
    cpar_act(&plus->device, act);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct plus *plus = state;
    (void)instrument;
    memset(plus, 0, sizeof *plus);
    cpar_init(&plus->device, &voice, world, now);
    sim_settings_normal(words, PLUS_SETTING_COUNT, plus->settings);
    plus->device.unit_kpa = UNIT_KPA;
    plus->device.most = (int32_t)(CPAR_MOST_KPA / UNIT_KPA + 0.5);
    bridge_restarts(plus);
}

const struct sim_instrument sim_cpar_plus = {
    .name = "cpar-plus",
    .title =
        "Inventors' Way CPAR+ cuff algometer behind the LabBench DeviceHost (tcp: see --listen)",
    .settings =
        "com-N, bridge-stalls, port-out, close-fails, trigger, device-restarts, closed-is-error, "
        "state-plain, condition-bit, bare, lf, err-parted, running-refuses, watchdog-MS, "
        "instructions-N, time-limit-S, timer-free, button-edge, compliance-off, emergency, "
        "power-off, vas-out, vas-MM, button, leak-1-PERCENT, leak-2-PERCENT, vent-stuck, "
        "supply-KPA, compressor-dead",
    .state_size = sizeof(struct plus),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .can = can,
    .act = act,
};
