/* A Meerstetter TEC controller that drives a thermode, from thermal.md section 4.1.
 *
 * 1. A frame begins at # and ends at CR; in between, everything belongs to it. One with a bad CRC, with
 * lower-case digits in head or CRC, or for another address is not answered; any other wrong one by its error number.
 * 2. A reset and power-up put in force what flash holds: an output that was switched on and saved comes on by itself.
 * 3. An error switches the output off and stays until a reset; the first one counts.
 * 4. The watchdog hears every good frame, also one to all. It starts with the first.
 * 5. What the document leaves open is a setting (MEERSTETTER_SETTINGS). ?VM ?VB VB ?VL ?VX are not described and no
 * commands here; output stages 0, 1 and outputs 2, 3 give nothing, for the document has no parameter that feeds them.
 * 6. Chosen here: instance 1 alone exists; a changed address holds from the next start on; the target in use is what
 * was set last, 3000 or 50012; a temperature that the host supplies can be read again and regulates nothing. */
#include "framed_internal.h"
#include "hex_internal.h"
#include "instruments_internal.h"
#include "meerstetter_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 7, CRC_SIZE = 4, PAYLOAD_MAX = MEERSTETTER_FRAME_MOST - HEAD - CRC_SIZE };
enum { TO_ANY = 0, TO_ALL = 255 };
enum { SERIAL_OWN = 4711, LAST_COMMON = 108 };

struct call {
    struct meerstetter *tec;
    mono_ns t;
    const struct sim_io *io;
    char head[HEAD]; /* of the answer, unterminated */
    const char *crc; /* of the question */
};

/* what a command returns: what stands in an error reply */
enum {
    TAKEN,
    NO_COMMAND = 1,
    BUSY = 2,
    COMMUNICATION = 3,
    FORMAT = 4,
    NO_PARAMETER = 5,
    READ_ONLY = 6,
    OUT_OF_RANGE = 7,
    NO_INSTANCE = 8,
    FAILED = 9
};

/* ---- what it says -------------------------------------------------------------------------------
 */

/* Polynomial 1021 from 0, a byte at a time. */
static uint32_t crc16(const char *data, size_t n)
{
    uint32_t crc = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t more = (crc >> 8 ^ (uint8_t)data[i]) & 0xff;
        more ^= more >> 4;
        crc = (crc << 8 ^ more << 12 ^ more << 5 ^ more) & 0xffff;
    }
    return crc;
}

static void send(const struct call *call, const char *text, size_t n)
{
    uint32_t address;
    if (sim_hex_take(SIM_HEX_UPPER, call->head + 1, 2, &address) && address != TO_ALL)
        call->io->send(call->io->host, call->t, (const uint8_t *)text, n);
}

static void say(const struct call *call, const char *payload, size_t n)
{
    char out[HEAD + PAYLOAD_MAX + CRC_SIZE + 1];
    memcpy(out, call->head, HEAD);
    memcpy(out + HEAD, payload, n);
    if (call->tec->settings[MEERSTETTER_OWN] && !memcmp(out + 1, "00", 2))
        sim_hex_put(SIM_HEX_UPPER, out + 1, 2, call->tec->address);
    n += HEAD;
    sim_hex_put(SIM_HEX_UPPER, out + n, CRC_SIZE, crc16(out, n));
    n += CRC_SIZE;
    out[n++] = '\r';
    send(call, out, n);
}

static void acknowledge(const struct call *call)
{
    char out[HEAD + CRC_SIZE + 1];
    memcpy(out, call->head, HEAD);
    memcpy(out + HEAD, call->crc, CRC_SIZE);
    out[HEAD + CRC_SIZE] = '\r';
    send(call, out, sizeof out);
}

/* ---- parameters ---------------------------------------------------------------------------------
 */

/* A laser driver of the same maker speaks the same, but has no object. */
static const struct meerstetter_parameter *known(const struct meerstetter *tec, uint32_t id)
{
    return tec->is_other && id > LAST_COMMON ? NULL : meerstetter_parameter(id);
}

/* Number and instance, from where they stand in a payload. */
static int take_parameter(const struct call *call, const char *text,
                          const struct meerstetter_parameter **parameter)
{
    uint32_t id, instance;
    if (!sim_hex_take(SIM_HEX_UPPER, text, 4, &id) ||
        !sim_hex_take(SIM_HEX_UPPER, text + 4, 2, &instance))
        return FORMAT;
    *parameter = known(call->tec, id);
    if (!*parameter)
        return NO_PARAMETER;
    return instance == 1 ? TAKEN : NO_INSTANCE;
}

/* ---- commands -----------------------------------------------------------------------------------
 */

static int do_read(const struct call *call, const char *payload)
{
    const struct meerstetter_parameter *parameter;
    const int error = take_parameter(call, payload + 3, &parameter);
    if (error)
        return error;
    char out[8];
    sim_hex_put(SIM_HEX_UPPER, out, sizeof out, meerstetter_get(call->tec, call->t, parameter));
    say(call, out, sizeof out);
    return TAKEN;
}

static int do_set(const struct call *call, const char *payload)
{
    const struct meerstetter_parameter *parameter;
    uint32_t bits;
    const int error = take_parameter(call, payload + 2, &parameter);
    if (error)
        return error;
    if (!sim_hex_take(SIM_HEX_UPPER, payload + 8, 8, &bits))
        return FORMAT;
    if (parameter->kind == PARAMETER_LIVE)
        return READ_ONLY;
    if (!meerstetter_allows(parameter, bits))
        return OUT_OF_RANGE;
    acknowledge(call);
    meerstetter_set(call->tec, call->t, parameter->id, bits);
    return TAKEN;
}

static int do_identify(const struct call *call, const char *payload)
{
    (void)payload;
    const uint32_t type = meerstetter_get(call->tec, call->t, meerstetter_parameter(100));
    char name[21], out[21];
    snprintf(name, sizeof name, "%s-%u", call->tec->is_other ? "LDD" : "TEC", type);
    snprintf(out, sizeof out, "%-20s", name);
    say(call, out, sizeof out - 1);
    return TAKEN;
}

static int do_reset(const struct call *call, const char *payload)
{
    (void)payload;
    acknowledge(call);
    meerstetter_start_over(call->tec, call->t + MEERSTETTER_RESET);
    return TAKEN;
}

static int do_emergency(const struct call *call, const char *payload)
{
    (void)payload;
    acknowledge(call);
    meerstetter_fail(call->tec, call->t, MEERSTETTER_ERROR_STOP);
    return TAKEN;
}

static int do_save(const struct call *call, const char *payload)
{
    (void)payload;
    acknowledge(call);
    meerstetter_memory_save(&call->tec->memory);
    return TAKEN;
}

static const struct row {
    const char *word;
    size_t length; /* of the whole payload */
    bool is_act;   /* else a question */
    int (*run)(const struct call *call, const char *payload);
} rows[] = {
    {"?VR", 9, false, do_read}, {"VS", 16, true, do_set},       {"?IF", 3, false, do_identify},
    {"RS", 2, true, do_reset},  {"ES", 2, false, do_emergency}, {"SP", 2, true, do_save},
};

static int run(const struct call *call, const char *payload, size_t n)
{
    const uint32_t *settings = call->tec->settings;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        if (strncmp(row->word, payload, strlen(row->word)) != 0)
            continue;
        if (n != row->length)
            return FORMAT;
        if (row->is_act && (settings[MEERSTETTER_BUSY] || settings[MEERSTETTER_FAILED]))
            return settings[MEERSTETTER_BUSY] ? BUSY : FAILED;
        return row->run(call, payload);
    }
    return NO_COMMAND;
}

/* ---- hearing ------------------------------------------------------------------------------------
 */

static void refuse(const struct call *call, int error)
{
    const char out[3] = {'+', '0', (char)('0' + error)};
    say(call, out, sizeof out);
}

/* The head of a frame that is for this one; false: it is not. */
static bool take_head(struct call *call)
{
    uint32_t address, sequence;
    const char *frame = call->tec->frame;
    memcpy(call->head, frame, HEAD);
    call->head[0] = '!';
    if (!sim_hex_take(SIM_HEX_UPPER, frame + 1, 2, &address) ||
        !sim_hex_take(SIM_HEX_UPPER, frame + 3, 4, &sequence))
        return false;
    return address == call->tec->address || address == TO_ANY || address == TO_ALL;
}

/* The frame is complete: its CR has come. */
static void obey(struct call *call)
{
    struct meerstetter *tec = call->tec;
    const size_t n = tec->length;
    if (n > MEERSTETTER_FRAME_MOST || n <= HEAD + CRC_SIZE || !take_head(call))
        return;
    const size_t end = n - CRC_SIZE;
    uint32_t crc;
    call->crc = tec->frame + end;
    const bool is_whole =
        sim_hex_take(SIM_HEX_UPPER, call->crc, CRC_SIZE, &crc) && crc == crc16(tec->frame, end);
    if (!is_whole) {
        if (tec->settings[MEERSTETTER_CRC])
            refuse(call, COMMUNICATION);
        return;
    }
    tec->heard_at = call->t;
    char payload[PAYLOAD_MAX + 1];
    memcpy(payload, tec->frame + HEAD, end - HEAD);
    payload[end - HEAD] = '\0';
    const int error = run(call, payload, end - HEAD);
    if (error)
        refuse(call, error);
}

static void hear(struct call *call, char byte)
{
    struct meerstetter *tec = call->tec;
    const struct sim_framed how = {'#', tec->settings[MEERSTETTER_HASH], MEERSTETTER_FRAME_MOST};
    if (!sim_framed_push(&how, tec->frame, &tec->length, byte))
        return;
    obey(call);
    tec->length = 0;
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct meerstetter *tec = state;
    struct call call = {.tec = tec, .t = t, .io = io};
    meerstetter_go(tec, t);
    for (size_t i = 0; i < n && tec->boot_at == MONO_NEVER; i++)
        hear(&call, (char)data[i]);
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    (void)io;
    meerstetter_go(state, now);
}

static mono_ns deadline(const void *state)
{
    const struct meerstetter *tec = state;
    return mono_min(meerstetter_next(tec), peltier_deadline(&tec->peltier));
}

/* ---- faults -------------------------------------------------------------------------------------
 */

static const struct sim_setting words[MEERSTETTER_SETTING_COUNT] = {
    MEERSTETTER_SETTINGS(SIM_SETTING)};

static double output(const void *state)
{
    const struct meerstetter *tec = state;
    return peltier_output(&tec->peltier);
}

static uint64_t flash_writes(const void *state)
{
    const struct meerstetter *tec = state;
    return tec->memory.flash_writes;
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    uint32_t number;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
    case SIM_ACT_SLOW:
    case SIM_ACT_DRIFT:
        return true;
    case SIM_ACT_OVERLOAD:
        return !act->to[0];
    case SIM_ACT_IDENTITY:
        return strlen(act->to) <= 9 && strspn(act->to, "0123456789") == strlen(act->to);
    case SIM_ACT_SETTING:
        return sim_setting_find(words, MEERSTETTER_SETTING_COUNT, act->to, &number) <
               MEERSTETTER_SETTING_COUNT;
    case SIM_ACT_UNIT:
        return false;
    }
    return false;
}

static void act_identity(struct meerstetter *tec, const struct sim_act *act)
{
    tec->is_other = act->on && !act->to[0];
    tec->serial = SERIAL_OWN;
    if (act->on && act->to[0]) {
        tec->serial = 0;
        for (const char *digit = act->to; *digit; digit++)
            tec->serial = 10 * tec->serial + (uint32_t)(*digit - '0');
    }
}

static void act_setting(struct meerstetter *tec, const struct sim_act *act)
{
    uint32_t number;
    const size_t i = sim_setting_find(words, MEERSTETTER_SETTING_COUNT, act->to, &number);
    if (i == MEERSTETTER_SETTING_COUNT)
        return;
    uint32_t *settings = tec->settings;
    settings[i] = act->on ? number : words[i].normal;
    tec->peltier.world->contact = settings[MEERSTETTER_CONTACT] / 100.0;
    tec->peltier.is_running_away = settings[MEERSTETTER_RUNAWAY];
    tec->peltier.is_fan_stopped = settings[MEERSTETTER_FAN];
    if (i == MEERSTETTER_ADDRESS)
        meerstetter_found(tec, act->t, 2051, settings[i]);
    if (i == MEERSTETTER_FOUND_ON)
        meerstetter_found(tec, act->t, 2010, settings[i]);
    if (i == MEERSTETTER_FOUND_FIXED)
        meerstetter_found(tec, act->t, 2000, act->on ? 0 : 2);
    if (!tec->is_ready && i == MEERSTETTER_STARTS)
        tec->ready_at = mono_min(tec->boot_at, act->t) + settings[i] * MONO_MS;
}

static void act(void *state, const struct sim_act *act)
{
    struct meerstetter *tec = state;
    if (act->kind == SIM_ACT_REBOOT) {
        meerstetter_start_over(tec, act->t);
        return;
    }
    if (meerstetter_next(tec) > act->t)
        meerstetter_go(tec, act->t);
    if (act->kind == SIM_ACT_IDENTITY)
        act_identity(tec, act);
    if (act->kind == SIM_ACT_SETTING)
        act_setting(tec, act);
    peltier_act(&tec->peltier, act);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct meerstetter *tec = state;
    (void)instrument;
    memset(tec, 0, sizeof *tec);
    sim_settings_normal(words, MEERSTETTER_SETTING_COUNT, tec->settings);
    tec->serial = SERIAL_OWN;
    peltier_init(&tec->peltier, world, now);
    meerstetter_memory_init(&tec->memory);
    meerstetter_start_over(tec, now);
}

const struct sim_instrument sim_meerstetter = {
    .name = "meerstetter",
    .title = "Meerstetter TEC controller with a thermode",
    .settings = "contact-PERCENT, runaway, fan-stopped, type-NUMBER, address-N, found-on, "
                "found-fixed, own-address, crc-answered, "
                "hash-restarts, busy, failed, on-clears, restart-MS, init-MS, watchdog-output, "
                "watchdog-at-start, errors-swapped, object-nan, flash-changes",
    .baud = 57600,
    .state_size = sizeof(struct meerstetter),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .flash_writes = flash_writes,
    .can = can,
    .act = act,
};
