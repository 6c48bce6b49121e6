/* The CPAR cuff algometer of both generations, from pressure.md section 4.
 *
 * The firmware of a CPAR is not public. Beyond the document was chosen:
 * 1. A start begins the 50 ms anew; the first step of a program is done one beat after it, and a program is over one beat
 * after its last step. A channel whose program is over holds its target until both are. Start, stop and refusal leave the
 * final values alone but for the stop that writes them.
 * 2. A program is refused (code 2) while a stimulus runs, with a repeat of 0, an unknown type or channel, or more
 * instructions than 25 (generations A and B: 20). A function whose data have another length is refused with code 2, a
 * packet that is shorter than it says with 0xFF.
 * 3. Every function that it knows is counted in the counter of the kick, the kick included. Only a kick and a start
 * feed the watchdog.
 * 4. A button that is down at the start stops at the first beat, as a press does; where the release stops, one that is up
 * does. The event of the cause comes before that of the stop. The rating meter is low below 0.1 cm. While a stimulus runs
 * "start possible" does not ask whether it is low.
 * 5. Time constants 0.12 s (fills) and 0.2 s (vents); out of compliance is 10 kPa for 1 s; an air leak 20 % per second. The
 * tank holds 502 kPa, is filled from 400 to 600 by 20 kPa/s, and is low below 150. Manual compressor mode: it rests in the
 * stimulus.
 * 6. Generations A and B have the old long headers (a length of 0xFE, 0xFF), C those with a format byte. A reset is
 * answered, then takes 1 s. Calibrations keep their numbers and do nothing.
 * 7. It is on when the port opens; a DTR line that restarts it is the fault `reboot`.
 * 8. What else is unknown is a setting (CPAR_SETTINGS).
 *
 * States: IDLE -(cpar_start)-> STIMULATING -(cpar_stop)-> IDLE; IDLE -(cpar_await_trigger)-> PENDING -(cpar_trigger)->
 * STIMULATING, PENDING -(cpar_stop)-> IDLE; see_emergency() goes from any to IN_EMERGENCY and from there to IDLE;
 * cpar_restart() to IDLE. */
#include "cpar_internal.h"
#include "instruments_internal.h"

#include <math.h>
#include <string.h>

enum { CODE_STATUS = 0x80, CODE_EVENT = 0x81, CODE_TEXT = 0xff, BEATS_PER_S = 20 };
enum { FLAG_VAS = 1, FLAG_LOW = 2, FLAG_POWER = 4, FLAG_COMPRESSOR = 8, FLAG_POSSIBLE = 16 };
enum { STATUS_OLD = 14, STATUS_NEW = 15, SERIAL = 1042 };
enum { WIRE_MOST = 255 * 256 }; /* 255 are 100 kPa, in parts of 1/256 */
#define TANK_KPA 502.0
#define TANK_MOST_KPA 1000.0
#define LOW_VAS 0.1

static const uint8_t event_numbers[CPAR_EVENT_COUNT][2] = {
#define CPAR_ROW(name, old, now) {old, now},
    CPAR_EVENTS(CPAR_ROW)
#undef CPAR_ROW
};

static const struct sim_setting words[CPAR_SETTING_COUNT] = {CPAR_SETTINGS(SIM_SETTING)};

void cpar_tell(const struct cpar_call *call, enum cpar_event event)
{
    call->cpar->voice->event(call, event);
}

/* ---- status ------------------------------------------------------------------------------------- */

static uint8_t byte_of(double value, double full)
{
    return (uint8_t)(fmin(fmax(value, 0), full) * 255 / full + 0.5);
}

static double shown_kpa(const struct cpar *cpar, size_t index, mono_ns t)
{
    return cpar_shown_kpa(cpar, cpar_cuff_kpa(&cpar->cuffs[index], t), t);
}

static bool is_vas_low(const struct cpar *cpar)
{
    return (cpar->has_vas || cpar->is_meterless) && cpar_vas(cpar) < LOW_VAS;
}

static bool is_fit(const struct cpar *cpar)
{
    return cpar->is_powered && !cpar->is_emergency && (cpar->has_vas || cpar->is_meterless) &&
           cpar_has_supply(cpar) && !(cpar->settings[CPAR_RUNNING] && cpar->is_compressing);
}

static bool is_active(const struct cpar *cpar)
{
    return cpar->state == CPAR_STIMULATING || cpar->state == CPAR_PENDING;
}

bool cpar_can_start(const struct cpar *cpar, bool is_forced)
{
    return cpar->state == CPAR_IDLE && is_fit(cpar) && (is_forced || is_vas_low(cpar));
}

struct cpar_look cpar_look_at(const struct cpar *cpar, mono_ns t)
{
    return (struct cpar_look){
        .has_vas = cpar->has_vas,
        .is_low = is_vas_low(cpar),
        .can_start = is_fit(cpar) && (is_active(cpar) || is_vas_low(cpar)),
        .vas = cpar_vas(cpar),
        .kpa = {shown_kpa(cpar, 0, t), shown_kpa(cpar, 1, t)},
    };
}

/* ---- the voice of a CPAR */

static void say_event(const struct cpar_call *call, enum cpar_event event)
{
    const uint8_t number = event_numbers[event][!call->cpar->is_old];
    if (number)
        cpar_say(call, CODE_EVENT, &number, 1);
}

static uint8_t flags_of(const struct cpar *cpar, const struct cpar_look *look)
{
    return (uint8_t)((look->has_vas ? FLAG_VAS : 0) | (look->is_low ? FLAG_LOW : 0) |
                     (cpar->is_powered ? FLAG_POWER : 0) |
                     (cpar->is_compressing ? FLAG_COMPRESSOR : 0) |
                     (look->can_start ? FLAG_POSSIBLE : 0));
}

static void say_status(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    const struct cpar_look look = cpar_look_at(cpar, call->t);
    cpar->updates++;
    const uint8_t status[STATUS_NEW] = {
        (uint8_t)cpar->state,
        flags_of(cpar, &look),
        (uint8_t)cpar->updates,
        (uint8_t)(cpar->updates >> 8),
        (uint8_t)cpar->condition,
        byte_of(look.vas, 10),
        byte_of(cpar->final_vas, 10),
        byte_of(cpar->supply_kpa, TANK_MOST_KPA),
        byte_of(look.kpa[0], CPAR_MOST_KPA),
        byte_of(look.kpa[1], CPAR_MOST_KPA),
        (uint8_t)(cpar->cuffs[0].target >> 8),
        (uint8_t)(cpar->cuffs[1].target >> 8),
        byte_of(cpar->final_kpa[0], CPAR_MOST_KPA),
        byte_of(cpar->final_kpa[1], CPAR_MOST_KPA),
        cpar->is_pressed,
    };
    cpar_say(call, CODE_STATUS, status, cpar->is_old ? STATUS_OLD : STATUS_NEW);
}

static const struct cpar_voice voice = {say_event, say_status};

static bool is_status_due(const struct cpar *cpar)
{
    if (cpar->state == CPAR_STIMULATING)
        return true;
    return !cpar->settings[CPAR_IDLE_OFF] &&
           cpar->beats % (BEATS_PER_S / cpar->settings[CPAR_IDLE_RATE]) == 0;
}

/* ---- start and stop ----------------------------------------------------------------------------- */

void cpar_start(const struct cpar_call *call, uint8_t criterion, bool is_manual)
{
    struct cpar *cpar = call->cpar;
    cpar->state = CPAR_STIMULATING;
    cpar->condition = CPAR_COND_NONE;
    cpar->criterion = criterion;
    cpar->is_manual = is_manual;
    cpar->fed = cpar->started = call->t;
    cpar->has_told_leak = false;
    for (size_t i = 0; i < CPAR_CUFFS; i++)
        cpar_program_begin(&cpar->cuffs[i]);
    if (!cpar->settings[CPAR_FREE])
        cpar->next_beat = call->t + CPAR_BEAT;
    sim_world_begin(cpar->world, call->t, false);
    cpar_tell(call, CPAR_EVENT_STARTED);
}

void cpar_await_trigger(const struct cpar_call *call, uint8_t criterion)
{
    struct cpar *cpar = call->cpar;
    cpar->state = CPAR_PENDING;
    cpar->condition = CPAR_COND_NONE;
    cpar->criterion = criterion;
    cpar->fed = call->t;
}

void cpar_trigger(const struct cpar_call *call)
{
    if (call->cpar->state == CPAR_PENDING)
        cpar_start(call, call->cpar->criterion, false);
}

void cpar_stop(const struct cpar_call *call, enum cpar_condition condition, enum cpar_event event)
{
    struct cpar *cpar = call->cpar;
    const bool was_active = is_active(cpar);
    cpar_tell(call, event);
    if (!was_active)
        return;
    cpar->state = CPAR_IDLE;
    cpar->condition = condition;
    cpar->final_vas = cpar_vas(cpar);
    for (size_t i = 0; i < CPAR_CUFFS; i++) {
        cpar->final_kpa[i] = shown_kpa(cpar, i, call->t);
        cpar_program_begin(&cpar->cuffs[i]);
    }
    cpar_plant_aim(cpar, call->t);
    cpar_tell(call, CPAR_EVENT_STOPPED);
}

/* By one that is down; where the release stops, by one that is up. */
static bool is_ended_by_button(const struct cpar *cpar)
{
    enum { ON_RELEASE = 2 };
    return cpar->is_pressed == (cpar->criterion != ON_RELEASE);
}

/* ---- what it sees ------------------------------------------------------------------------------- */

/* Who is asked about a hand that presses beside what the cuff does answers with another button. */
static bool is_of_another(const struct cpar *cpar)
{
    return cpar->state == CPAR_STIMULATING && cpar->world->cue.probe_area_cm2 > 0;
}

static void see_button(const struct cpar_call *call, bool is_world_pressed)
{
    struct cpar *cpar = call->cpar;
    cpar->is_world_pressed = is_world_pressed;
    const bool is_of_world = is_world_pressed && !is_of_another(cpar);
    const bool is_pressed = !cpar->is_meterless && (is_of_world || cpar->settings[CPAR_BUTTON]);
    if (is_pressed == cpar->is_pressed)
        return;
    cpar->is_pressed = is_pressed;
    const enum cpar_event event = is_pressed ? CPAR_EVENT_PRESSED : CPAR_EVENT_RELEASED;
    if (is_ended_by_button(cpar))
        cpar_stop(call, CPAR_COND_BUTTON, event);
    else
        cpar_tell(call, event);
}

static void see_buttons(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    struct sim_edge edge;
    while (sim_world_edge(cpar->world, &cpar->edges_seen, &edge))
        see_button(call, edge.pressed);
    see_button(call, cpar->is_world_pressed);
}

static void see_emergency(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    if (cpar->is_emergency == (cpar->settings[CPAR_EMERGENCY] != 0))
        return;
    cpar->is_emergency = !cpar->is_emergency;
    if (cpar->is_emergency)
        cpar_stop(call, CPAR_COND_EMERGENCY, CPAR_EVENT_EMERGENCY_ON);
    else
        cpar_tell(call, CPAR_EVENT_EMERGENCY_OVER);
    cpar->state = cpar->is_emergency ? CPAR_IN_EMERGENCY : CPAR_IDLE;
}

static void see_power(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    if (cpar->is_powered == !cpar->settings[CPAR_POWER_OFF])
        return;
    cpar->is_powered = !cpar->is_powered;
    if (cpar->is_powered)
        cpar_tell(call, CPAR_EVENT_POWER_BACK);
    else
        cpar_stop(call, CPAR_COND_POWER_OFF, CPAR_EVENT_POWER_GONE);
}

static void see_vas(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    if (cpar->has_vas == !cpar->settings[CPAR_VAS_OUT])
        return;
    cpar->has_vas = !cpar->has_vas;
    const enum cpar_event event = cpar->has_vas ? CPAR_EVENT_VAS_BACK : CPAR_EVENT_VAS_GONE;
    if (cpar->has_vas || cpar->is_meterless)
        cpar_tell(call, event);
    else
        cpar_stop(call, CPAR_COND_VAS_OUT, event);
}

static void see(const struct cpar_call *call)
{
    see_emergency(call);
    see_power(call);
    see_vas(call);
    see_buttons(call);
}

/* ---- time --------------------------------------------------------------------------------------- */

static mono_ns watchdog_at(const struct cpar *cpar)
{
    const uint32_t ms = cpar->settings[CPAR_WATCHDOG];
    return ms && is_active(cpar) ? cpar->fed + ms * MONO_MS : MONO_NEVER;
}

mono_ns cpar_deadline(const struct cpar *cpar)
{
    const mono_ns other = mono_min(watchdog_at(cpar), cpar_person_feels_at(cpar));
    return cpar->is_booting ? cpar->boot_at : mono_min(cpar->next_beat, other);
}

/* Whether a stimulus ends now. */
static void check(const struct cpar_call *call)
{
    enum { BUTTON_OR_MAX = 0, MAX_BYTE = 255 };
    struct cpar *cpar = call->cpar;
    const mono_ns most = cpar->settings[CPAR_TIME] * MONO_SEC;
    if (!cpar->settings[CPAR_EDGE] && is_ended_by_button(cpar))
        cpar_stop(call, CPAR_COND_BUTTON, CPAR_EVENT_NONE);
    else if (cpar->criterion == BUTTON_OR_MAX && byte_of(cpar_vas(cpar), 10) == MAX_BYTE)
        cpar_stop(call, CPAR_COND_MAX_VAS, CPAR_EVENT_MAX_VAS);
    else if (most && call->t - cpar->started >= most)
        cpar_stop(call, CPAR_COND_TIME, CPAR_EVENT_TIME);
    else
        cpar_plant_check(call);
}

static void advance(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    bool goes_on = false;
    for (size_t i = 0; i < CPAR_CUFFS; i++) {
        goes_on |= cpar_program_step(cpar, &cpar->cuffs[i]);
        cpar_cuff_follow(cpar, &cpar->cuffs[i]);
    }
    if (!goes_on)
        cpar_stop(call, CPAR_COND_COMPLETED, CPAR_EVENT_COMPLETED);
}

/* Every 50 ms. Virtual time goes as fast as this. */
static void beat(const struct cpar_call *call)
{
    static const uint8_t text[] = "still here";
    struct cpar *cpar = call->cpar;
    const double s = mono_to_sec(call->t - cpar->beat_at);
    cpar->beat_at = call->t;
    cpar->next_beat = call->t + CPAR_BEAT;
    cpar->beats++;
    cpar_plant_beat(call, s);
    cpar_person_beat(cpar, call->t, s);
    if (cpar->state == CPAR_STIMULATING)
        check(call);
    if (cpar->state == CPAR_STIMULATING)
        advance(call);
    cpar_plant_aim(cpar, call->t);
    if (is_status_due(cpar))
        cpar->voice->status(call);
    if (cpar->settings[CPAR_CHATTY] && cpar->beats % BEATS_PER_S == 0)
        cpar_say(call, CODE_TEXT, text, sizeof text - 1);
}

/* One instant: everything that is due at `call->t`. */
static void happen(const struct cpar_call *call)
{
    struct cpar *cpar = call->cpar;
    cpar->at = call->t;
    if (cpar->is_booting) {
        cpar->is_booting = false;
        see(call);
    }
    if (cpar_person_feels_at(cpar) <= call->t) {
        cpar->felt_cue = cpar->world->cues;
        sim_world_feel(cpar->world, call->t);
    }
    if (watchdog_at(cpar) <= call->t)
        cpar_stop(call, CPAR_COND_WATCHDOG, CPAR_EVENT_WATCHDOG);
    if (cpar->next_beat <= call->t)
        beat(call);
}

void cpar_tick(struct cpar *cpar, mono_ns now, const struct sim_io *io)
{
    struct cpar_call call = {.cpar = cpar, .t = now, .io = io};
    if (now < cpar->at || (cpar->is_booting && now < cpar->boot_at))
        return;
    for (mono_ns t = cpar_deadline(cpar); t <= now; t = cpar_deadline(cpar)) {
        call.t = t;
        happen(&call);
    }
    call.t = cpar->at = now;
    see(&call);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct cpar *cpar = state;
    const struct cpar_call call = {.cpar = cpar, .t = t, .io = io};
    cpar_tick(cpar, t, io);
    for (size_t i = 0; i < n && !cpar->is_booting; i++) {
        cpar_hear(&call, data[i]);
        cpar_tick(cpar, t, io);
    }
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    cpar_tick(state, now, io);
}

static mono_ns deadline(const void *state)
{
    return cpar_deadline(state);
}

/* ---- faults ------------------------------------------------------------------------------------- */

void cpar_restart(struct cpar *cpar, mono_ns boot_at)
{
    cpar->state = CPAR_IDLE;
    cpar->condition = CPAR_COND_NONE;
    cpar->final_vas = cpar->final_kpa[0] = cpar->final_kpa[1] = 0;
    cpar->requests = cpar->updates = 0;
    cpar->beats = 0;
    cpar->is_booting = true;
    cpar->boot_at = cpar->beat_at = boot_at;
    cpar->next_beat = boot_at + CPAR_BEAT;
    cpar->is_emergency = cpar->is_compressing = cpar->is_supply_low = false;
    cpar->is_powered = cpar->has_vas = true;
    cpar->is_world_pressed = cpar->is_pressed = cpar->world->is_pressed;
    cpar->edges_seen = cpar->world->n_edges;
    cpar->listen = CPAR_WAIT_DLE;
    cpar->n_frame = 0;
    for (size_t i = 0; i < CPAR_CUFFS; i++) {
        cpar->cuffs[i].n_rows = 0;
        cpar_program_begin(&cpar->cuffs[i]);
    }
    cpar_plant_aim(cpar, cpar->at);
}

double cpar_output(const struct cpar *cpar)
{
    return fmax(cpar_cuff_kpa(&cpar->cuffs[0], cpar->at), cpar_cuff_kpa(&cpar->cuffs[1], cpar->at));
}

static double output(const void *state)
{
    return cpar_output(state);
}

static bool is_serial(const char *text)
{
    const size_t n = strlen(text);
    return n > 0 && n <= 4 && strspn(text, "0123456789") == n;
}

size_t cpar_find_setting(const char *word)
{
    uint32_t number;
    return sim_setting_find(words, CPAR_SETTING_COUNT, word, &number);
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
    case SIM_ACT_DRIFT:
    case SIM_ACT_SLOW:
        return true;
    case SIM_ACT_OVERLOAD:
        return !act->to[0];
    case SIM_ACT_IDENTITY:
        return !act->to[0] || is_serial(act->to);
    case SIM_ACT_SETTING:
        return cpar_find_setting(act->to) < CPAR_SETTING_COUNT;
    case SIM_ACT_UNIT:
        return false;
    }
    return false;
}

static void act_identity(struct cpar *cpar, const struct sim_act *act)
{
    cpar->is_other = act->on && !act->to[0];
    cpar->serial = SERIAL;
    if (!act->on || !act->to[0])
        return;
    cpar->serial = 0;
    for (const char *digit = act->to; *digit; digit++)
        cpar->serial = cpar->serial * 10 + (uint32_t)(*digit - '0');
}

static void act_setting(struct cpar *cpar, const struct sim_act *act)
{
    uint32_t number;
    const size_t i = sim_setting_find(words, CPAR_SETTING_COUNT, act->to, &number);
    if (i == CPAR_SETTING_COUNT)
        return;
    cpar->settings[i] = act->on ? number : words[i].normal;
    if (i == CPAR_SUPPLY && act->on)
        cpar->supply_kpa = number;
}

void cpar_act(struct cpar *cpar, const struct sim_act *act)
{
    switch (act->kind) {
    case SIM_ACT_REBOOT:
        cpar_restart(cpar, act->t);
        return;
    case SIM_ACT_DRIFT:
        cpar->drift_from = act->t;
        cpar->drift_kpa_per_min = act->on ? act->by : 0;
        break;
    case SIM_ACT_SLOW:
        cpar->slow = act->on ? act->by : 1;
        break;
    case SIM_ACT_OVERLOAD:
        cpar->is_overloaded = act->on;
        break;
    case SIM_ACT_IDENTITY:
        act_identity(cpar, act);
        break;
    case SIM_ACT_SETTING:
        act_setting(cpar, act);
        break;
    case SIM_ACT_UNIT:
        break;
    }
    cpar_plant_aim(cpar, act->t);
}

static void act(void *state, const struct sim_act *act)
{
    cpar_act(state, act);
}

void cpar_init(struct cpar *cpar, const struct cpar_voice *voice_of_it, struct sim_world *world,
               mono_ns now)
{
    memset(cpar, 0, sizeof *cpar);
    cpar->world = world;
    cpar->voice = voice_of_it;
    cpar->unit_kpa = CPAR_MOST_KPA / WIRE_MOST;
    cpar->most = WIRE_MOST;
    sim_settings_normal(words, CPAR_SETTING_COUNT, cpar->settings);
    cpar->slow = 1;
    cpar->serial = SERIAL;
    cpar->supply_kpa = TANK_KPA;
    cpar->at = cpar->drift_from = now;
    cpar_restart(cpar, now);
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    static const uint8_t calibration[9] = {0xc9, 0, 1}; /* A = 1, B = 0 */
    struct cpar *cpar = state;
    cpar_init(cpar, &voice, world, now);
    cpar->is_old = instrument == &sim_cpar_old;
    for (size_t i = 0; i < CPAR_CALIBRATIONS; i++) {
        memcpy(cpar->calibrations[i], calibration, sizeof calibration);
        cpar->calibrations[i][9] = sim_crc8(calibration, sizeof calibration);
    }
}

#define CPAR_WORDS                                                                                 \
    "idle-status-off, idle-status-N, refuse-CODE, running-refuses, watchdog-MS, "                  \
    "instructions-N, time-limit-S, timer-free, button-edge, short-silent, type-N, "                \
    "compliance-off, surplus-byte, chatty, crc-wrong, misheard, emergency, power-off, vas-out, "   \
    "vas-MM, button, leak-1-PERCENT, leak-2-PERCENT, vent-stuck, supply-KPA, compressor-dead"

#define CPAR_COMMON                                                                                \
    .settings = CPAR_WORDS, .baud = 38400, .state_size = sizeof(struct cpar), .init = init,        \
    .bytes = bytes, .tick = tick, .deadline = deadline, .output = output, .can = can, .act = act

const struct sim_instrument sim_cpar = {
    .name = "cpar",
    .title = "Nocitech CPAR cuff algometer, firmware 8 or later (generation C)",
    CPAR_COMMON,
};

const struct sim_instrument sim_cpar_old = {
    .name = "cpar-old",
    .title = "Nocitech CPAR cuff algometer, firmware before 8 (generations A and B)",
    CPAR_COMMON,
};
