/* The presser, from presser.md alone, with its plant: two outlets whose pressure follows straight
 * lines.
 *
 * Where the page leaves a choice, the stricter one was taken:
 * 1. An outlet runs until it is back at 0 kPa; a RUN before that is refused (ERR 3).
 * 2. Only commands that were carried out feed the watchdog. W is sent at the instant it trips.
 * 3. E is sent when the outlet is back at 0 after its own vent; a vent by VENT, STOP or watchdog
 * sends no E.
 * 4. Numbers are plain digits; target and rate have at most one decimal; words are parted by one
 * blank.
 *
 * An outlet's states: REST -(RUN)-> RISE -> HOLD -> FALL -> REST; VENT, STOP and the watchdog go
 * from RISE and HOLD to FALL. outlet_run() enters RISE, outlet_vent() FALL, outlet_next() makes the
 * other transitions. */
#include "instruments_internal.h"
#include "line_internal.h"

#include "base/decimal.h"
#include "sim/world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COMMAND_MAX = 40, OUTLETS = 2, COUNT_LIMIT = 1000000, STREAM_MAX = 1000, HOLD_MAX = 600000 };
enum { WATCHDOG_DEFAULT = 2000, WATCHDOG_MIN = 100, WATCHDOG_MAX = 10000 };
#define VENT_KPA_PER_S 500.0
#define OVERSHOOT 1.3 /* what the fault `overload` makes of a target */

enum phase { PHASE_REST, PHASE_RISE, PHASE_HOLD, PHASE_FALL };

struct outlet {
    enum phase phase;
    mono_ns since, until; /* of the phase; NEVER at rest */
    double from_kpa, to_kpa;
    mono_ns hold;
    bool is_own_end; /* the fall belongs to the program */
};

struct presser {
    struct sim_world *world;
    struct sim_line line;
    struct outlet outlets[OUTLETS];
    mono_ns at; /* the plant stands here */
    bool is_greeting_due, is_stopping;
    mono_ns stream_from;
    uint32_t stream_per_s;
    uint64_t streamed; /* data messages since stream_from */
    uint32_t count;
    mono_ns watchdog, fed;
    uint64_t edges_seen, felt_cue;
    double rate_factor, drift_kpa_per_min;
    mono_ns drift_from;
    bool is_overloaded, is_other;
    char serial[8];
};

struct call {
    struct presser *presser;
    mono_ns t;
    const struct sim_io *io;
};

static void say(const struct call *call, const char *text)
{
    char out[SIM_MESSAGE_MAX];
    const int n = snprintf(out, sizeof out, "%s\r\n", text);
    call->io->send(call->io->host, call->t, (const uint8_t *)out, (size_t)n);
}

static double outlet_kpa(const struct outlet *outlet, mono_ns t)
{
    if (outlet->phase == PHASE_REST)
        return 0;
    if (outlet->phase == PHASE_HOLD)
        return outlet->to_kpa;
    const double share = outlet->until > outlet->since
                             ? (double)(t - outlet->since) / (double)(outlet->until - outlet->since)
                             : 1;
    return outlet->from_kpa + (outlet->to_kpa - outlet->from_kpa) * fmin(1, fmax(0, share));
}

static void outlet_move(struct outlet *outlet, enum phase phase, mono_ns t, double to_kpa,
                        double rate)
{
    outlet->from_kpa = outlet_kpa(outlet, t);
    outlet->to_kpa = to_kpa;
    outlet->phase = phase;
    outlet->since = t;
    outlet->until = t + mono_from_sec(fabs(to_kpa - outlet->from_kpa) / rate);
}

static void outlet_vent(struct outlet *outlet, mono_ns t, bool is_own_end)
{
    if (outlet->phase == PHASE_REST || outlet->phase == PHASE_FALL)
        return;
    outlet_move(outlet, PHASE_FALL, t, 0, VENT_KPA_PER_S);
    outlet->is_own_end = is_own_end;
}

static bool outlet_presses(const struct outlet *outlet)
{
    return outlet->phase == PHASE_RISE || outlet->phase == PHASE_HOLD;
}

static bool is_pressing(const struct presser *presser)
{
    return outlet_presses(&presser->outlets[0]) || outlet_presses(&presser->outlets[1]);
}

static bool is_at_rest(const struct presser *presser)
{
    return presser->outlets[0].phase == PHASE_REST && presser->outlets[1].phase == PHASE_REST;
}

/* The phase is over. */
static void outlet_next(const struct call *call, size_t index)
{
    struct outlet *outlet = &call->presser->outlets[index];
    if (outlet->phase == PHASE_RISE) {
        outlet->phase = PHASE_HOLD;
        outlet->since = outlet->until;
        outlet->until += outlet->hold;
    } else if (outlet->phase == PHASE_HOLD) {
        outlet_vent(outlet, outlet->until, true);
    } else {
        const bool is_own_end = outlet->is_own_end;
        *outlet = (struct outlet){.phase = PHASE_REST, .until = MONO_NEVER};
        if (is_own_end)
            say(call, index ? "E 2" : "E 1");
    }
}

/* When the rising outlet reaches what hurts; NEVER when it does not, or was felt already. */
static mono_ns felt_at(const struct presser *presser)
{
    mono_ns first = MONO_NEVER;
    if (presser->felt_cue == presser->world->cues)
        return first;
    const double threshold = sim_world_threshold_kpa(presser->world);
    for (size_t i = 0; i < OUTLETS; i++) {
        const struct outlet *outlet = &presser->outlets[i];
        if (outlet->phase != PHASE_RISE || outlet->to_kpa < threshold)
            continue;
        const double share = (threshold - outlet->from_kpa) / (outlet->to_kpa - outlet->from_kpa);
        const double span = (double)(outlet->until - outlet->since);
        first = mono_min(first, outlet->since + (mono_ns)(fmax(0, share) * span));
    }
    return first < presser->at ? presser->at : first;
}

static mono_ns watchdog_at(const struct presser *presser)
{
    return presser->watchdog && is_pressing(presser) ? presser->fed + presser->watchdog
                                                     : MONO_NEVER;
}

static mono_ns sample_at(const struct presser *presser)
{
    if (!presser->stream_per_s)
        return MONO_NEVER;
    return presser->stream_from +
           (mono_ns)((presser->streamed + 1) * (uint64_t)MONO_SEC / presser->stream_per_s);
}

static mono_ns plant_deadline(const struct presser *presser)
{
    const mono_ns phases = mono_min(presser->outlets[0].until, presser->outlets[1].until);
    return mono_min(mono_min(phases, watchdog_at(presser)),
                    mono_min(felt_at(presser), sample_at(presser)));
}

static double shown_kpa(const struct presser *presser, size_t index, mono_ns t)
{
    const double drift = presser->drift_kpa_per_min * mono_to_sec(t - presser->drift_from) / 60;
    return outlet_kpa(&presser->outlets[index], t) + drift;
}

static void say_data(const struct call *call)
{
    struct presser *presser = call->presser;
    const mono_ns t = call->t;
    const double kpa =
        fmax(outlet_kpa(&presser->outlets[0], t), outlet_kpa(&presser->outlets[1], t));
    const double values[] = {shown_kpa(presser, 0, t), shown_kpa(presser, 1, t),
                             sim_world_rating(presser->world, kpa)};
    char text[64];
    size_t n = (size_t)snprintf(text, sizeof text, "D %u", presser->count);
    for (size_t i = 0; i < 3; i++) {
        text[n++] = ' ';
        n += decimal_format(text + n, sizeof text - n - 1, values[i], 1);
    }
    text[n] = '\0';
    presser->count = (presser->count + 1) % COUNT_LIMIT;
    say(call, text);
}

static void say_edges(const struct call *call)
{
    struct sim_edge edge;
    while (sim_world_edge(call->presser->world, &call->presser->edges_seen, &edge))
        say(call, edge.pressed ? "B 1" : "B 0");
}

static void say_stopped(const struct call *call)
{
    if (!call->presser->is_stopping || !is_at_rest(call->presser))
        return;
    call->presser->is_stopping = false;
    say(call, "S");
}

static void vent_all(struct presser *presser, mono_ns t)
{
    for (size_t i = 0; i < OUTLETS; i++) {
        outlet_vent(&presser->outlets[i], t, false);
        presser->outlets[i].is_own_end = false;
    }
}

/* One instant of the plant: everything that is due at `call->t`. */
static void happen(const struct call *call)
{
    struct presser *presser = call->presser;
    presser->at = call->t;
    if (felt_at(presser) <= call->t) {
        presser->felt_cue = presser->world->cues;
        sim_world_feel(presser->world, call->t);
    }
    if (watchdog_at(presser) <= call->t) {
        vent_all(presser, call->t);
        say(call, "W");
    }
    for (size_t i = 0; i < OUTLETS; i++)
        while (presser->outlets[i].until <= call->t)
            outlet_next(call, i);
    say_stopped(call);
    if (sample_at(presser) <= call->t) {
        presser->streamed++;
        say_data(call);
    }
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct call call = {.presser = state, .t = now, .io = io};
    struct presser *presser = state;
    if (now < presser->at)
        return;
    if (presser->is_greeting_due) {
        presser->is_greeting_due = false;
        say(&call, "PRESSER READY");
    }
    for (mono_ns t = plant_deadline(presser); t <= now; t = plant_deadline(presser)) {
        call.t = t;
        happen(&call);
    }
    presser->at = now;
    call.t = now;
    say_stopped(&call);
    say_edges(&call);
}

/* what a command returns */
enum { ERR_NONE, ERR_UNKNOWN, ERR_ARGUMENT, ERR_REFUSED, ERR_TOO_LONG };

/* Takes one number and the blank or the end after it; false: not a number as the page wants it. */
static bool take_number(const char **text, size_t decimals, double max, double *value)
{
    const char *at = *text;
    const size_t whole = strspn(at, "0123456789");
    const size_t n = decimal_parse(at, strlen(at), value);
    if (!whole || n < whole || (n > whole && n - whole - 1 > decimals) || *value > max)
        return false;
    at += n;
    if (*at == ' ' && at[1])
        at++;
    else if (*at)
        return false;
    *text = at;
    return true;
}

/* The only number of a command. */
static bool only_number(const char *text, double max, double *value)
{
    return take_number(&text, 0, max, value) && !*text;
}

static bool take_outlet(const char **text, size_t *index)
{
    double value;
    if (!take_number(text, 0, OUTLETS, &value) || value < 1)
        return false;
    *index = (size_t)value - 1;
    return true;
}

static int do_id(const struct call *call, const char *arguments)
{
    if (arguments)
        return ERR_ARGUMENT;
    char text[40];
    snprintf(text, sizeof text, "%s SN%s", call->presser->is_other ? "SQUEEZER 2.0" : "PRESSER 1.0",
             call->presser->serial);
    say(call, text);
    return ERR_NONE;
}

static int do_stream(const struct call *call, const char *arguments)
{
    double per_s;
    if (!arguments || !only_number(arguments, STREAM_MAX, &per_s))
        return ERR_ARGUMENT;
    call->presser->stream_per_s = (uint32_t)per_s;
    call->presser->stream_from = call->t;
    call->presser->streamed = 0;
    say(call, "OK");
    return ERR_NONE;
}

static int do_read(const struct call *call, const char *arguments)
{
    if (arguments)
        return ERR_ARGUMENT;
    say_data(call);
    return ERR_NONE;
}

static int do_run(const struct call *call, const char *arguments)
{
    struct presser *presser = call->presser;
    size_t index;
    double target, rate, hold;
    if (!arguments || !take_outlet(&arguments, &index) ||
        !take_number(&arguments, 1, 100, &target) || !take_number(&arguments, 1, 200, &rate) ||
        rate < 0.1 || !take_number(&arguments, 0, HOLD_MAX, &hold) || strcmp(arguments, "!") != 0)
        return ERR_ARGUMENT;
    struct outlet *outlet = &presser->outlets[index];
    if (outlet->phase != PHASE_REST)
        return ERR_REFUSED;
    say(call, "OK");
    sim_world_begin(presser->world, call->t, false);
    outlet->hold = (mono_ns)hold * MONO_MS;
    outlet_move(outlet, PHASE_RISE, call->t, target * (presser->is_overloaded ? OVERSHOOT : 1),
                rate * presser->rate_factor);
    return ERR_NONE;
}

static int do_vent(const struct call *call, const char *arguments)
{
    size_t index;
    if (!arguments || !take_outlet(&arguments, &index) || *arguments)
        return ERR_ARGUMENT;
    say(call, "OK");
    outlet_vent(&call->presser->outlets[index], call->t, false);
    call->presser->outlets[index].is_own_end = false;
    return ERR_NONE;
}

static int do_stop(const struct call *call, const char *arguments)
{
    if (arguments)
        return ERR_ARGUMENT;
    say(call, "OK");
    vent_all(call->presser, call->t);
    call->presser->is_stopping = true;
    return ERR_NONE;
}

static int do_watchdog(const struct call *call, const char *arguments)
{
    double ms;
    if (!arguments || !only_number(arguments, WATCHDOG_MAX, &ms) || (ms > 0 && ms < WATCHDOG_MIN))
        return ERR_ARGUMENT;
    call->presser->watchdog = (mono_ns)ms * MONO_MS;
    say(call, "OK");
    return ERR_NONE;
}

static int do_kick(const struct call *call, const char *arguments)
{
    if (arguments)
        return ERR_ARGUMENT;
    say(call, "OK");
    return ERR_NONE;
}

struct row {
    const char *word;
    int (*run)(const struct call *call, const char *arguments); /* NULL: none */
};

static const struct row rows[] = {
    {"ID", do_id},     {"STREAM", do_stream}, {"READ", do_read},   {"RUN", do_run},
    {"VENT", do_vent}, {"STOP", do_stop},     {"WD", do_watchdog}, {"KICK", do_kick},
};

static int obey(const struct call *call, const char *text)
{
    const size_t n = strcspn(text, " ");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strlen(rows[i].word) == n && !strncmp(rows[i].word, text, n))
            return rows[i].run(call, text[n] ? text + n + 1 : NULL);
    return ERR_UNKNOWN;
}

static void obey_line(const struct call *call, enum sim_line_result result)
{
    struct presser *presser = call->presser;
    const int error = result == SIM_LINE_TOO_LONG ? ERR_TOO_LONG : obey(call, presser->line.text);
    char text[8];
    if (error) {
        snprintf(text, sizeof text, "ERR %d", error);
        say(call, text);
    } else {
        presser->fed = call->t;
    }
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct presser *presser = state;
    const struct call call = {.presser = presser, .t = t, .io = io};
    tick(presser, t, io);
    for (size_t i = 0; i < n; i++) {
        const enum sim_line_result result = sim_line_push(&presser->line, COMMAND_MAX, data[i]);
        if (result == SIM_LINE_NONE || (result == SIM_LINE_WHOLE && !presser->line.text[0]))
            continue;
        obey_line(&call, result);
        tick(presser, t, io); /* what follows at once comes before the next reply */
    }
}

static void power_on(struct presser *presser, mono_ns t)
{
    presser->line = (struct sim_line){.length = 0};
    for (size_t i = 0; i < OUTLETS; i++)
        presser->outlets[i] = (struct outlet){.phase = PHASE_REST, .until = MONO_NEVER};
    presser->at = presser->fed = presser->drift_from = t;
    presser->is_greeting_due = true;
    presser->is_stopping = false;
    presser->stream_per_s = 0;
    presser->count = 0;
    presser->watchdog = WATCHDOG_DEFAULT * MONO_MS;
    presser->edges_seen = presser->world->n_edges;
}

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    struct presser *presser = state;
    (void)instrument;
    memset(presser, 0, sizeof *presser);
    presser->world = world;
    presser->rate_factor = 1;
    memcpy(presser->serial, "000042", 7);
    power_on(presser, now);
}

static mono_ns deadline(const void *state)
{
    const struct presser *presser = state;
    return presser->is_greeting_due ? presser->at : plant_deadline(presser);
}

static double output(const void *state)
{
    const struct presser *presser = state;
    return fmax(outlet_kpa(&presser->outlets[0], presser->at),
                outlet_kpa(&presser->outlets[1], presser->at));
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
        return !act->to[0] || (strlen(act->to) == 6 && strspn(act->to, "0123456789") == 6);
    case SIM_ACT_UNIT:
    case SIM_ACT_SETTING:
        return false;
    }
    return false;
}

static void act(void *state, const struct sim_act *act)
{
    struct presser *presser = state;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
        power_on(presser, act->t);
        break;
    case SIM_ACT_DRIFT:
        presser->drift_from = act->t;
        presser->drift_kpa_per_min = act->on ? act->by : 0;
        break;
    case SIM_ACT_SLOW:
        presser->rate_factor = act->on ? act->by : 1;
        break;
    case SIM_ACT_OVERLOAD:
        presser->is_overloaded = act->on;
        break;
    case SIM_ACT_IDENTITY:
        presser->is_other = act->on && !act->to[0];
        memcpy(presser->serial, act->on && act->to[0] ? act->to : "000042", 7);
        break;
    case SIM_ACT_UNIT:
    case SIM_ACT_SETTING:
        break;
    }
}

const struct sim_instrument sim_presser = {
    .name = "presser",
    .title = "Presser, a simulated pressure stimulator with two outlets",
    .baud = 115200,
    .state_size = sizeof(struct presser),
    .init = init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = output,
    .can = can,
    .act = act,
};
