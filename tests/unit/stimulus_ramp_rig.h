/* A bench with one hand-held pressure ramp on it, for the tests of that stimulus. */
#ifndef LIMEN_TESTS_STIMULUS_RAMP_RIG_H
#define LIMEN_TESTS_STIMULUS_RAMP_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PHASES_MAX = 64, INSTRUMENT = 2, CHANNEL = 1 };

struct rig {
    void *state;
    struct reactor_io io;
    struct pressure_ramp_spec spec;
    struct pressure_ramp_outcome out;
    int done, idles, streams, alarms, waits;
    enum phase phases[PHASES_MAX];
    mono_ns phase_ns[PHASES_MAX];
    size_t n_phases;
    mono_ns origin; /* all times of a test are relative to this */
    uint32_t seq;
};

static inline void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct rig *rig = host;
    assert_int_equal(channel.instrument, INSTRUMENT);
    assert_int_equal(channel.channel, CHANNEL);
    assert_int_equal(command->channel, CHANNEL);
    assert_int_equal(rig->done, 0);
    rig->idles += command->kind == COMMAND_IDLE;
    rig->streams += command->kind == COMMAND_STREAM;
    assert_true(command->kind == COMMAND_IDLE || command->kind == COMMAND_STREAM);
}

static inline void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct rig *rig = host;
    assert_true(isfinite(value));
    assert_true(rig->n_phases < PHASES_MAX);
    rig->phase_ns[rig->n_phases] = t;
    rig->phases[rig->n_phases++] = phase;
}

static inline void on_alarm(void *host, mono_ns t)
{
    struct rig *rig = host;
    (void)t;
    assert_int_equal(rig->done, 0);
    rig->alarms++;
}

static inline void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct rig *rig = host;
    (void)t;
    assert_int_equal(n, sizeof rig->out);
    memcpy(&rig->out, outcome, n);
    rig->done++;
    assert_int_equal(rig->done, 1);
    assert_int_equal(rig->idles, 1);
}

static const mono_ns an_hour = 3600 * MONO_SEC;

static inline void rig_begin(struct rig *rig, const struct pressure_ramp_spec *spec, mono_ns origin)
{
    *rig = (struct rig){.spec = *spec, .origin = origin};
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm, NULL};
    rig->state = malloc(pressure_ramp.state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, pressure_ramp.state_size);
    struct channel_ref channel = {INSTRUMENT, CHANNEL};
    pressure_ramp.start(rig->state, origin, &rig->spec, &channel, 1, &rig->io);
    assert_int_equal(rig->streams, 1);
}

static inline void rig_init(struct rig *rig)
{
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    rig_begin(rig, &spec, an_hour);
}

static inline void rig_fini(struct rig *rig)
{
    free(rig->state);
}

static inline void rig_send(struct rig *rig, enum event_kind kind, mono_ns t, double value,
                            uint8_t code)
{
    struct event event = {.t = rig->origin + t,
                          .value = value,
                          .seq = rig->seq,
                          .kind = (uint8_t)kind,
                          .instrument = INSTRUMENT,
                          .channel = CHANNEL,
                          .code = code};
    if (kind == EVENT_RESPONSE)
        event.instrument = INSTRUMENT_BENCH;
    pressure_ramp.event(rig->state, &event, &rig->io);
}

static inline void rig_read(struct rig *rig, mono_ns t, double kpa)
{
    rig->seq++;
    rig_send(rig, EVENT_READING, t, kpa, 0);
}

static inline void rig_press(struct rig *rig, mono_ns t)
{
    rig_send(rig, EVENT_RESPONSE, t, 1, 0);
}

static inline void rig_tick(struct rig *rig, mono_ns t)
{
    pressure_ramp.tick(rig->state, rig->origin + t, &rig->io);
}

static inline void rig_stop(struct rig *rig, mono_ns t, enum end_reason reason)
{
    pressure_ramp.end(rig->state, rig->origin + t, reason, &rig->io);
}

static inline void rig_released(struct rig *rig, mono_ns t)
{
    pressure_ramp.released(rig->state, rig->origin + t, &rig->io);
}

static inline struct pressure_ramp_live rig_look(const struct rig *rig)
{
    struct pressure_ramp_live look;
    assert_int_equal(pressure_ramp.look_size, sizeof look);
    pressure_ramp.look(rig->state, &look);
    return look;
}

/* Ticks as a bench would, at each deadline, until done; the examiner says that it is off when nothing
 * else is awaited. */
static inline void rig_wait(struct rig *rig)
{
    for (int i = 0; i < 8 && !rig->done && pressure_ramp.deadline(rig->state) != MONO_NEVER; i++)
        pressure_ramp.tick(rig->state, pressure_ramp.deadline(rig->state), &rig->io);
    rig->waits = !rig->done;
    if (!rig->done)
        rig_released(rig, 3600 * MONO_SEC);
    assert_int_equal(rig->done, 1);
    assert_true(pressure_ramp.deadline(rig->state) == MONO_NEVER);
}

static inline int rig_phase_count(const struct rig *rig, enum phase phase)
{
    int n = 0;
    for (size_t i = 0; i < rig->n_phases; i++)
        n += rig->phases[i] == phase;
    return n;
}

static const mono_ns step = 4 * MONO_MS;

/* Readings every 4 ms over [from, to): untouched for 100 ms, then 50 kPa/s from 0. */
static inline double straight(mono_ns t)
{
    return t < 100 * MONO_MS ? 0 : 50 * mono_to_sec(t - 100 * MONO_MS);
}

/* A hand that holds; it trembles, if ever so little, which tells it from a gauge that stands still. */
static inline double held(mono_ns t, double kpa)
{
    return kpa * (t / step % 2 ? 1.004 : 0.996);
}

static inline void rig_pull(struct rig *rig, mono_ns from, mono_ns to)
{
    for (mono_ns t = from; t < to; t += step)
        rig_read(rig, t, straight(t));
}

static inline void rig_let_go(struct rig *rig, mono_ns from)
{
    for (int i = 0; i < 50 && !rig->done; i++)
        rig_read(rig, from + i * step, 0);
}

/* The first reading of `straight` that is at contact_kpa: 500 ms is 20 kPa exactly. */
static const mono_ns contact = 500 * MONO_MS;

/* Brings a fresh rig into one of the states a trial can be in. */
enum place { UNREAD, UNTOUCHED, MAYBE, PRESSED, WAITING, ANSWERED, LIMITED, PLACES };

static inline mono_ns place_end(enum place place)
{
    return place == LIMITED ? 20104 * MONO_MS : 3000 * MONO_MS;
}

static inline void rig_bring(struct rig *rig, enum place place)
{
    rig_init(rig);
    if (place == UNREAD)
        return;
    rig_pull(rig, 0, contact);
    if (place == UNTOUCHED)
        return;
    rig_read(rig, contact, straight(contact));
    if (place == MAYBE)
        return;
    mono_ns end = place_end(place);
    rig_pull(rig, contact + step, end);
    if (place == WAITING)
        rig_press(rig, end);
    if (place == ANSWERED)
        rig_press(rig, end - 2 * step);
}

#endif
