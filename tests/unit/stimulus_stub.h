/* A bench that is none, for the tests of machines that press: it keeps what it is told, hands on what an instrument and a
 * participant do, and takes the outcome. What obeys is the test's; a plain cuff is here. */
#ifndef LIMEN_TESTS_STIMULUS_STUB_H
#define LIMEN_TESTS_STIMULUS_STUB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hw/reactor.h"
#include "unit/stimulus_edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STUB_COMMANDS = 64, STUB_INSTRUMENT = 1 };

struct stub {
    const struct reactor *reactor;
    void *state;
    struct reactor_io io;
    mono_ns t;
    uint32_t seq;
    uint8_t rated_by; /* another instrument, which counts for itself; 0: what presses */
    uint32_t rated_seq;
    int done, alarms;
    int phases[PHASE_RELEASED + 1];
    struct edges edges;
    struct command commands[STUB_COMMANDS];
    mono_ns commanded[STUB_COMMANDS];
    size_t n_commands;
    void *outcome; /* of `outcome_size` bytes */
    size_t outcome_size;
    void (*obeys)(void *instrument, mono_ns t, const struct command *command);
    void *instrument;
};

static inline void stub_command(void *host, struct channel_ref channel,
                                const struct command *command)
{
    struct stub *stub = host;
    assert_int_equal(channel.instrument, STUB_INSTRUMENT);
    assert_int_equal(command->channel, 0);
    assert_true(stub->n_commands < STUB_COMMANDS && stub->done == 0);
    stub->commanded[stub->n_commands] = stub->t;
    stub->commands[stub->n_commands++] = *command;
    stub->obeys(stub->instrument, stub->t, command);
}

static inline void stub_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct stub *stub = host;
    (void)t, (void)value;
    stub->phases[phase]++;
}

static inline void stub_alarm(void *host, mono_ns t)
{
    struct stub *stub = host;
    assert_true(t > 0 && stub->done == 0);
    stub->alarms++;
}

static inline void stub_edge(void *host, mono_ns t, bool is_on)
{
    edges_add(&((struct stub *)host)->edges, t, is_on);
}

static inline void stub_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct stub *stub = host;
    (void)t;
    assert_int_equal(n, stub->outcome_size);
    memcpy(stub->outcome, outcome, n);
    stub->done++;
    assert_int_equal(stub->done, 1);
    assert_int_equal(stub->commands[stub->n_commands - 1].kind, COMMAND_IDLE);
}

/* From 7 s on its clock. `reactor`, `outcome`, `outcome_size`, `obeys` and `instrument` are the caller's. */
static inline void stub_init(struct stub *stub)
{
    stub->t = 7 * MONO_SEC;
    stub->io =
        (struct reactor_io){stub, stub_command, stub_phase, stub_done, stub_alarm, stub_edge};
    stub->state = malloc(stub->reactor->state_size);
    assert_non_null(stub->state);
    memset(stub->state, 0xa5, stub->reactor->state_size);
}

static inline void stub_fini(struct stub *stub)
{
    free(stub->state);
}

/* Channels: what presses, and a rating. */
static inline void stub_start(struct stub *stub, const void *spec)
{
    const uint8_t rated_by = stub->rated_by ? stub->rated_by : STUB_INSTRUMENT;
    const struct channel_ref channels[] = {{STUB_INSTRUMENT, 0}, {rated_by, 3}};
    stub->reactor->start(stub->state, stub->t, spec, channels, 2, &stub->io);
}

static inline void stub_tick(struct stub *stub, mono_ns t)
{
    stub->reactor->tick(stub->state, t, &stub->io);
}

static inline mono_ns stub_deadline(const struct stub *stub)
{
    return stub->reactor->deadline(stub->state);
}

static inline void stub_end(struct stub *stub, enum end_reason reason)
{
    stub->reactor->end(stub->state, stub->t, reason, &stub->io);
}

/* Nobody hears what comes after the end. */
static inline void stub_send(struct stub *stub, enum event_kind kind, uint8_t channel, double value,
                             uint8_t code)
{
    const struct event event = {.t = stub->t,
                                .value = value,
                                .seq = stub->seq,
                                .kind = (uint8_t)kind,
                                .instrument = STUB_INSTRUMENT,
                                .channel = channel,
                                .code = code};
    if (!stub->done)
        stub->reactor->event(stub->state, &event, &stub->io);
}

/* A reading of the first channel, or a rating of the fourth. */
static inline void stub_read(struct stub *stub, double kpa)
{
    stub->seq++;
    stub_send(stub, EVENT_READING, 0, kpa, 0);
}

static inline void stub_rate(struct stub *stub, double rating)
{
    const struct event event = {.t = stub->t,
                                .value = rating,
                                .seq = stub->rated_by ? ++stub->rated_seq : ++stub->seq,
                                .kind = EVENT_RATING,
                                .instrument = stub->rated_by ? stub->rated_by : STUB_INSTRUMENT,
                                .channel = 3};
    if (!stub->done)
        stub->reactor->event(stub->state, &event, &stub->io);
}

/* The finger leaves the scale of another instrument. */
static inline void stub_lift(struct stub *stub)
{
    const struct event event = {.t = stub->t,
                                .kind = EVENT_NOTICE,
                                .instrument = stub->rated_by,
                                .channel = 3,
                                .code = NOTICE_UNRATED};
    stub->reactor->event(stub->state, &event, &stub->io);
}

/* After its end nobody waits until it is seen off: done, with an alarm, and never a clean end. */
static inline void stub_check_waived(struct stub *stub)
{
    const mono_ns late = stub_deadline(stub);
    assert_int_equal(stub->done, 0);
    stub->reactor->released(stub->state, stub->t, &stub->io);
    assert_true(stub->t < late && stub->done == 1 && stub->alarms == 1);
}

static inline int stub_count(const struct stub *stub, enum command_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < stub->n_commands; i++)
        n += stub->commands[i].kind == kind;
    return n;
}

/* It is over, on every way with a return to rest; what presses on is stopped. */
static inline void stub_check_over(struct stub *stub, bool at_baseline)
{
    assert_int_equal(stub->done, 1);
    assert_true(stub_deadline(stub) == MONO_NEVER);
    assert_true(stub_count(stub, COMMAND_BASELINE) >= 1);
    assert_int_equal(stub->alarms, !at_baseline);
}

/* ---- a plain cuff: it follows its command at its rate ------------------------------------------------ */

struct stub_cuff {
    double kpa, goal, rate;
    double factor;  /* of the rate asked for */
    double ceiling; /* it gets no higher */
    bool is_stuck;  /* it does not vent */
};

static inline void stub_cuff_obeys(void *instrument, mono_ns t, const struct command *command)
{
    struct stub_cuff *cuff = instrument;
    (void)t;
    if (command->kind == COMMAND_DRIVE)
        cuff->goal = command->target, cuff->rate = command->rate_per_s * cuff->factor;
    if (command->kind == COMMAND_BASELINE && !cuff->is_stuck)
        cuff->goal = 0, cuff->rate = 100;
}

static inline void stub_cuff_move(struct stub_cuff *cuff, mono_ns step)
{
    const double most = cuff->rate * mono_to_sec(step);
    const double way = fmin(cuff->goal, cuff->ceiling) - cuff->kpa;
    cuff->kpa += fmax(-most, fmin(most, way));
}

#endif
