/* What happens to a circulator whatever it speaks. Found as somebody prepared it: cold water and its set point, switched off.
 * While an answer is due nothing is heard. */
#include "circulator_internal.h"

#include "base/decimal.h"

#include <stdio.h>
#include <string.h>

#define BROKEN_READS_C 999.99

/* ---- the bath -----------------------------------------------------------------------------------
 */

bool circulator_is_ailing(const struct circulator *circulator)
{
    return circulator->settings[CIRCULATOR_LOW_LEVEL] || circulator->settings[CIRCULATOR_BLIND] ||
           circulator->settings[CIRCULATOR_ALARM];
}

void circulator_apply(struct circulator *circulator)
{
    const struct sim_bath_order order = {.is_on = circulator->is_on,
                                         .target_c = circulator->set_point_c,
                                         .stir = circulator->stir,
                                         .is_driven = circulator->is_driven,
                                         .drive = circulator->drive};
    sim_bath_order(&circulator->bath, &order);
}

void circulator_switch(struct circulator *circulator, bool on)
{
    circulator->is_on = on && !circulator_is_ailing(circulator);
    if (on)
        circulator->is_cut = false;
    circulator_apply(circulator);
}

/* ---- what it says -------------------------------------------------------------------------------
 */

static void send(const struct circulator_call *call)
{
    struct circulator *circulator = call->circulator;
    call->io->send(call->io->host, call->t, (const uint8_t *)circulator->answer,
                   circulator->n_answer);
    circulator->answer_at = MONO_NEVER;
}

void circulator_say(const struct circulator_call *call, const char *data, size_t n)
{
    struct circulator *circulator = call->circulator;
    memcpy(circulator->answer, data, n);
    circulator->n_answer = n;
    circulator->answer_at = call->t + circulator->settings[CIRCULATOR_ANSWER] * MONO_MS;
    if (circulator->answer_at <= call->t)
        send(call);
}

size_t circulator_write(char out[24], double celsius, unsigned decimals, char pad)
{
    char digits[24];
    const size_t whole = 3;
    size_t n = decimal_format(digits, sizeof digits, celsius, decimals), at = 0, from = 0;
    if (pad == '0' && digits[0] == '-')
        out[at++] = digits[from++];
    for (size_t width = n - from; pad && width < whole + 1 + decimals; width++)
        out[at++] = pad;
    memcpy(out + at, digits + from, n - from);
    return at + n - from;
}

size_t circulator_write_bath(const struct circulator *circulator, char out[24], unsigned decimals,
                             char pad)
{
    if (!circulator->settings[CIRCULATOR_BLIND])
        return circulator_write(out, sim_bath_read_c(&circulator->bath), decimals, pad);
    if (circulator->settings[CIRCULATOR_BLIND_READS])
        return circulator_write(out, BROKEN_READS_C, decimals, pad);
    return (size_t)snprintf(out, 24, "---.%.*s", (int)decimals, "---");
}

bool circulator_number(const char *text, bool is_whole, double *value)
{
    const size_t n = strlen(text);
    return n > 0 && decimal_parse(text, n, value) == n && !(is_whole && strchr(text, '.'));
}

const char *circulator_addressed(const char *line, uint32_t address)
{
    char prefix[16];
    const int n = snprintf(prefix, sizeof prefix, "A%03u_", (unsigned)address);
    if (!address)
        return line;
    return strncmp(line, prefix, (size_t)n) == 0 ? line + n : NULL;
}

/* ---- time ---------------------------------------------------------------------------------------
 */

static mono_ns cut_at(const struct circulator *circulator)
{
    return circulator->watchdog ? circulator->heard_at + circulator->watchdog : MONO_NEVER;
}

static void wake(struct circulator *circulator)
{
    circulator->boot_at = MONO_NEVER;
    circulator->kind->wake(circulator);
    circulator_switch(circulator, circulator->is_on);
}

static void cut(struct circulator *circulator)
{
    circulator->watchdog = 0;
    circulator_switch(circulator, false);
    circulator->is_cut = true;
}

static void pass(struct circulator *circulator, mono_ns t)
{
    mono_ns next = mono_min(circulator->boot_at, cut_at(circulator));
    for (; next <= t; next = mono_min(circulator->boot_at, cut_at(circulator))) {
        sim_bath_go(&circulator->bath, next);
        if (next == circulator->boot_at)
            wake(circulator);
        else
            cut(circulator);
    }
    sim_bath_go(&circulator->bath, t);
}

void circulator_tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct circulator *circulator = state;
    pass(circulator, now);
    if (circulator->answer_at <= now)
        send(&(struct circulator_call){circulator, now, io});
}

void circulator_bytes(void *state, mono_ns t, const uint8_t *data, size_t n,
                      const struct sim_io *io)
{
    struct circulator *circulator = state;
    const struct circulator_call call = {circulator, t, io};
    circulator_tick(state, t, io);
    for (size_t i = 0; i < n; i++)
        if (circulator->boot_at == MONO_NEVER && circulator->answer_at == MONO_NEVER)
            circulator->kind->hear(&call, (char)data[i]);
}

mono_ns circulator_deadline(const void *state)
{
    const struct circulator *circulator = state;
    const mono_ns own = mono_min(circulator->boot_at, cut_at(circulator));
    return mono_min(mono_min(own, circulator->answer_at), sim_bath_deadline(&circulator->bath));
}

double circulator_output(const void *state)
{
    return sim_bath_output(&((const struct circulator *)state)->bath);
}

/* ---- from outside -------------------------------------------------------------------------------
 */

bool circulator_can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    const struct circulator_kind *kind = instrument->model;
    uint32_t number;
    switch (act->kind) {
    case SIM_ACT_REBOOT:
    case SIM_ACT_SLOW:
    case SIM_ACT_DRIFT:
        return true;
    case SIM_ACT_IDENTITY: /* none tells a serial number */
        return !act->to[0];
    case SIM_ACT_UNIT:
    case SIM_ACT_OVERLOAD:
        return false;
    case SIM_ACT_SETTING:
        return sim_setting_find(kind->words, kind->n_words, act->to, &number) < kind->n_words;
    }
    return false;
}

/* How somebody left it. */
static void find(struct circulator *circulator)
{
    circulator->set_point_c = circulator->settings[CIRCULATOR_FOUND] / 100.0;
    sim_bath_fill(&circulator->bath, circulator->set_point_c);
    circulator_switch(circulator, circulator->settings[CIRCULATOR_FOUND_ON] != 0);
}

static void act_setting(struct circulator *circulator, const struct sim_act *act)
{
    const struct circulator_kind *kind = circulator->kind;
    struct sim_bath *bath = &circulator->bath;
    uint32_t number;
    const size_t i = sim_setting_find(kind->words, kind->n_words, act->to, &number);
    if (i == kind->n_words)
        return;
    circulator->settings[i] = act->on ? number : kind->words[i].normal;
    bath->litres = circulator->settings[CIRCULATOR_LITRES];
    bath->room_c = circulator->settings[CIRCULATOR_ROOM] / 100.0;
    bath->has_hand = circulator->settings[CIRCULATOR_HAND];
    bath->cannot_cool = circulator->settings[CIRCULATOR_NO_COOLING];
    if (act->on && i == CIRCULATOR_WARMER)
        bath->water_c += number / 100.0;
    if (act->on && (i == CIRCULATOR_FOUND || i == CIRCULATOR_FOUND_ON))
        find(circulator);
    circulator_switch(circulator, circulator->is_on);
}

static void lose_power(struct circulator *circulator, mono_ns boot_at)
{
    circulator->was_on = circulator->is_on;
    circulator_switch(circulator, false);
    circulator->is_cut = false;
    circulator->watchdog = 0;
    circulator->answer_at = MONO_NEVER;
    circulator->boot_at = boot_at;
}

void circulator_act(void *state, const struct sim_act *act)
{
    struct circulator *circulator = state;
    if (act->kind == SIM_ACT_REBOOT) {
        lose_power(circulator, act->t);
        return;
    }
    pass(circulator, act->t);
    if (act->kind == SIM_ACT_IDENTITY)
        circulator->is_other = act->on;
    if (act->kind == SIM_ACT_SETTING)
        act_setting(circulator, act);
    sim_bath_act(&circulator->bath, act);
}

void circulator_init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                     mono_ns now)
{
    struct circulator *circulator = state;
    memset(state, 0, instrument->state_size);
    circulator->kind = instrument->model;
    sim_settings_normal(circulator->kind->words, circulator->kind->n_words, circulator->settings);
    sim_bath_init(&circulator->bath, world, now);
    circulator->bath.litres = circulator->settings[CIRCULATOR_LITRES];
    circulator->bath.room_c = circulator->settings[CIRCULATOR_ROOM] / 100.0;
    circulator->boot_at = circulator->answer_at = MONO_NEVER;
    circulator->kind->reset(circulator);
    find(circulator);
}
