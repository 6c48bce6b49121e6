/* A bench with one thermode on it and a participant who presses at a temperature, for the tests of the thermal
 * stimuli. The thermode follows its commands in steps of at most 1 ms; what can ail it is set from outside. */
#ifndef LIMEN_TESTS_STIMULUS_THERMAL_RIG_H
#define LIMEN_TESTS_STIMULUS_THERMAL_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/thermal.h"
#include "unit/stimulus_edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 64, INSTRUMENT = 3, PROBE = 1, ZONES = 5, SLIDER = 5 };

struct thermode {
    mono_ns t;
    double set_c, goal_c, rate, temp_c;
    double baseline_c, back;
    bool is_driven;
    struct command next; /* heard, obeyed at next_at */
    bool has_next;
    mono_ns next_at;
    /* what is to be had or to ail it */
    mono_ns dead;
    double tau_s;
    double factor;    /* of every rate to a target */
    double ceiling_c; /* it gets no farther up */
    double floor_c;   /* ... down */
    bool wrong_way, no_return;
    double back_most; /* it comes back no faster; 0: as it is told */
    bool ends_itself; /* a drive is over when its hold is */
    mono_ns leaves;
    double jump_c; /* so far from the target it is there and 2 degC beyond at once */
};

struct rig {
    const struct reactor *reactor;
    void *state;
    struct reactor_io io;
    struct thermode thermode;
    int done, alarms, phases[PHASE_RELEASED + 1];
    struct edges edges;
    struct command commands[COMMANDS_MAX];
    size_t n_commands;
    _Alignas(16) unsigned char outcome[REACTOR_OUTCOME_MAX];
    mono_ns t, period;
    uint32_t seq;
    /* the participant */
    bool presses;
    mono_ns deaf_for;           /* no readings for so long after a press */
    double threshold_c, felt_c; /* felt_c: what it really was at the press */
    mono_ns pressed_at;
    mono_ns heard_after; /* the press is heard so long after its stamp */
    /* what the sensor makes of it */
    double quantum_c, offset_c, noise_c;
    bool truncates, is_silent, zones_first;
    mono_ns lost_from, lost_until; /* readings are missing, by number */
    size_t n_zones;
    double zone_offset_c[ZONES];
    uint64_t random;
    /* the slider, another instrument's: its channel is the second one where somebody rates, 20 times a second */
    double (*rates)(const struct rig *rig);
    uint32_t slider_seq;
    size_t n_slider; /* commands to it */
};

static const mono_ns an_hour = 3600 * MONO_SEC;

/* ---- the thermode -------------------------------------------------------------------------------
 */

static inline void thermode_obey(struct thermode *th, const struct command *command)
{
    if (command->kind == COMMAND_LEVEL) {
        th->baseline_c = command->target;
        th->is_driven = false;
    } else if (command->kind == COMMAND_DRIVE) {
        th->is_driven = true;
        th->goal_c = fmax(th->floor_c, fmin(th->ceiling_c, command->target));
        if (th->wrong_way)
            th->goal_c = 2 * th->set_c - th->goal_c;
        th->rate = command->rate_per_s * th->factor;
        th->leaves =
            !th->ends_itself
                ? MONO_NEVER
                : th->t + command->hold +
                      mono_from_sec(fabs(command->target - th->set_c) / command->rate_per_s);
        if (command->return_per_s > 0)
            th->back = command->return_per_s;
    } else if (command->kind == COMMAND_BASELINE && !th->no_return) {
        th->is_driven = false;
    }
}

static inline void thermode_hear(struct thermode *th, const struct command *command)
{
    if (th->dead == 0) {
        thermode_obey(th, command);
        return;
    }
    if (th->has_next)
        thermode_obey(th, &th->next);
    th->next = *command;
    th->has_next = true;
    th->next_at = th->t + th->dead;
}

static inline void thermode_move(struct thermode *th, mono_ns dt)
{
    if (th->is_driven && th->ends_itself && th->t >= th->leaves)
        th->is_driven = false;
    const double s = mono_to_sec(dt), goal = th->is_driven ? th->goal_c : th->baseline_c;
    const double back = th->back_most > 0 ? fmin(th->back, th->back_most) : th->back;
    const double most = (th->is_driven ? th->rate : back) * s;
    th->set_c += fmax(-most, fmin(most, goal - th->set_c));
    if (th->is_driven && fabs(goal - th->set_c) < th->jump_c)
        th->set_c = goal + (goal > th->baseline_c ? 2 : -2);
    th->temp_c = th->tau_s > 0 ? th->temp_c + (th->set_c - th->temp_c) * (1 - exp(-s / th->tau_s))
                               : th->set_c;
    th->t += dt;
}

static inline mono_ns thermode_step(struct thermode *th, mono_ns until)
{
    if (th->has_next && th->next_at <= th->t) {
        th->has_next = false;
        thermode_obey(th, &th->next);
    }
    mono_ns end = until < th->t + MONO_MS ? until : th->t + MONO_MS;
    if (th->has_next && th->next_at < end)
        end = th->next_at;
    return end - th->t;
}

/* ---- the bench ----------------------------------------------------------------------------------
 */

static inline void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct rig *rig = host;
    assert_int_equal(command->channel, channel.channel);
    assert_int_equal(rig->done, 0);
    if (channel.instrument == SLIDER) {
        assert_true(command->kind == COMMAND_STREAM || command->kind == COMMAND_IDLE);
        rig->n_slider++;
        return;
    }
    assert_int_equal(channel.instrument, INSTRUMENT);
    if (channel.channel != PROBE) {
        assert_true(command->kind == COMMAND_STREAM || command->kind == COMMAND_IDLE);
        return;
    }
    assert_true(rig->n_commands < COMMANDS_MAX);
    rig->commands[rig->n_commands++] = *command;
    thermode_hear(&rig->thermode, command);
}

static inline void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct rig *rig = host;
    assert_true(t >= an_hour && isfinite(value));
    rig->phases[phase]++;
}

static inline void on_edge(void *host, mono_ns t, bool is_on)
{
    edges_add(&((struct rig *)host)->edges, t, is_on);
}

static inline void on_alarm(void *host, mono_ns t)
{
    struct rig *rig = host;
    assert_true(t >= an_hour && rig->done == 0);
    rig->alarms++;
}

static inline void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct rig *rig = host;
    assert_true(t >= an_hour);
    memcpy(rig->outcome, outcome, n);
    rig->done++;
    assert_int_equal(rig->done, 1);
    assert_int_equal(rig->commands[rig->n_commands - 1].kind, COMMAND_IDLE);
}

static inline void rig_init(struct rig *rig, const struct reactor *reactor)
{
    *rig = (struct rig){.reactor = reactor, .t = an_hour, .period = 10 * MONO_MS, .random = 1};
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm, on_edge};
    rig->thermode = (struct thermode){.t = an_hour,
                                      .set_c = 30,
                                      .temp_c = 30,
                                      .baseline_c = 30,
                                      .back = 5,
                                      .factor = 1,
                                      .ceiling_c = 60,
                                      .floor_c = -5};
}

/* Where it is to start from. */
static inline void rig_at_baseline(struct rig *rig)
{
    rig->thermode.set_c = rig->thermode.temp_c = rig->thermode.baseline_c = 32;
}

static inline void rig_start(struct rig *rig, const void *spec)
{
    struct channel_ref channels[2 + ZONES] = {{INSTRUMENT, PROBE}, {SLIDER, 0}};
    const size_t first = rig->rates ? 2 : 1;
    for (uint8_t i = 0; i < ZONES; i++)
        channels[first + i] = (struct channel_ref){INSTRUMENT, (uint8_t)(PROBE + 1 + i)};
    rig->state = malloc(rig->reactor->state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, rig->reactor->state_size);
    rig->reactor->start(rig->state, rig->t, spec, channels, first + rig->n_zones, &rig->io);
}

static inline void rig_fini(struct rig *rig)
{
    free(rig->state);
}

static inline void rig_send(struct rig *rig, const struct event *event)
{
    rig->reactor->event(rig->state, event, &rig->io);
}

static inline void rig_event(struct rig *rig, enum event_kind kind, uint8_t code)
{
    const struct event event = {.t = rig->t,
                                .kind = (uint8_t)kind,
                                .instrument = INSTRUMENT,
                                .channel = PROBE,
                                .code = code};
    rig_send(rig, &event);
}

static inline void rig_slider(struct rig *rig, enum event_kind kind, double value, uint8_t code)
{
    const struct event event = {.t = rig->t,
                                .value = value,
                                .seq = kind == EVENT_RATING ? ++rig->slider_seq : 0,
                                .kind = (uint8_t)kind,
                                .instrument = SLIDER,
                                .code = code};
    rig_send(rig, &event);
}

/* `stamp` may be earlier than now. */
static inline void rig_press_at(struct rig *rig, mono_ns stamp)
{
    const struct event event = {
        .t = stamp, .value = 1, .kind = EVENT_RESPONSE, .instrument = INSTRUMENT_BENCH};
    rig_send(rig, &event);
}

static inline void rig_reading(struct rig *rig, uint8_t channel, double value)
{
    const struct event event = {.t = rig->t,
                                .value = value,
                                .seq = ++rig->seq,
                                .kind = EVENT_READING,
                                .instrument = INSTRUMENT,
                                .channel = channel};
    if (!(rig->t >= rig->lost_from && rig->t < rig->lost_until))
        rig_send(rig, &event);
}

static inline double rig_sensed(struct rig *rig, double c)
{
    rig->random = rig->random * 6364136223846793005u + 1442695040888963407u;
    const double share = (double)(rig->random >> 40) / (double)(1u << 24);
    c += rig->offset_c + rig->noise_c * (2 * share - 1);
    if (!(rig->quantum_c > 0))
        return c;
    return (rig->truncates ? floor(c / rig->quantum_c) : round(c / rig->quantum_c)) *
           rig->quantum_c;
}

static inline void rig_read(struct rig *rig)
{
    double zones[ZONES] = {0}, mean = 0;
    for (size_t i = 0; i < rig->n_zones; i++) {
        zones[i] = rig_sensed(rig, rig->thermode.temp_c + rig->zone_offset_c[i]);
        mean += zones[i] / (double)rig->n_zones;
    }
    if (rig->n_zones == 0)
        mean = rig_sensed(rig, rig->thermode.temp_c);
    if (!rig->zones_first)
        rig_reading(rig, PROBE, mean);
    for (size_t i = 0; i < rig->n_zones && !rig->done; i++)
        rig_reading(rig, (uint8_t)(PROBE + 1 + i), zones[i]);
    if (rig->zones_first && !rig->done)
        rig_reading(rig, PROBE, mean);
}

/* The participant presses the moment that the threshold is met. */
static inline mono_ns rig_crossing(const struct rig *rig, mono_ns dt)
{
    struct thermode ahead = rig->thermode;
    const double before = ahead.temp_c - rig->threshold_c;
    thermode_move(&ahead, dt);
    const double after = ahead.temp_c - rig->threshold_c;
    if (!rig->presses || rig->pressed_at > 0 || before * after > 0 || fabs(after) <= 0)
        return dt;
    if (fabs(before) <= 0)
        return 0;
    return (mono_ns)((double)dt * before / (before - after));
}

static inline void rig_move(struct rig *rig, mono_ns until)
{
    while (rig->thermode.t < until && !rig->done) {
        const mono_ns dt = thermode_step(&rig->thermode, until);
        const mono_ns share = rig_crossing(rig, dt);
        thermode_move(&rig->thermode, share);
        rig->t = rig->thermode.t;
        if (share < dt) {
            rig->pressed_at = rig->t;
            rig->felt_c = rig->thermode.temp_c;
        }
        if (rig->pressed_at > 0 && rig->presses && rig->t >= rig->pressed_at + rig->heard_after) {
            rig->presses = false;
            rig_press_at(rig, rig->pressed_at);
        }
        while (!rig->done && rig->reactor->deadline(rig->state) <= rig->t)
            rig->reactor->tick(rig->state, rig->t, &rig->io);
    }
}

static inline void rig_live(struct rig *rig, mono_ns duration)
{
    const mono_ns end = rig->t + duration;
    while (rig->t < end && !rig->done) {
        const mono_ns next = an_hour + ((rig->t - an_hour) / rig->period + 1) * rig->period;
        rig_move(rig, next < end ? next : end);
        const bool deaf = rig->pressed_at > 0 && rig->t < rig->pressed_at + rig->deaf_for;
        if (rig->t == next && !rig->done && !rig->is_silent && !deaf)
            rig_read(rig);
        if (rig->rates && !rig->done && (rig->t - an_hour) % (50 * MONO_MS) == 0)
            rig_slider(rig, EVENT_RATING, rig->rates(rig), 0);
    }
}

/* Until it is done; a hang fails. */
static inline void rig_finish(struct rig *rig)
{
    rig_live(rig, 300 * MONO_SEC);
    assert_int_equal(rig->done, 1);
    assert_true(rig->reactor->deadline(rig->state) == MONO_NEVER);
    rig->reactor->tick(rig->state, rig->t + MONO_SEC, &rig->io);
    assert_int_equal(rig->done, 1);
}

static inline size_t rig_count(const struct rig *rig, enum command_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < rig->n_commands; i++)
        n += rig->commands[i].kind == kind;
    return n;
}

static inline void rig_live_until(struct rig *rig, enum command_kind kind, size_t count)
{
    for (int i = 0; i < 30000 && !rig->done && rig_count(rig, kind) < count; i++)
        rig_live(rig, rig->period);
    assert_true(rig_count(rig, kind) >= count);
}

#endif
