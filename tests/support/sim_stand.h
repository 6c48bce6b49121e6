/* A driver and the bench's output before a simulated instrument, in virtual time. */
#ifndef LIMEN_TESTS_SIM_STAND_H
#define LIMEN_TESTS_SIM_STAND_H

#include "hw/driver.h"
#include "hw/output.h"
#include "sim/port.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct stand {
    const struct driver *driver;
    _Alignas(max_align_t) uint8_t state[DRIVER_STATE_MAX];
    struct driver_io io;
    struct output output;
    struct wire wire;
    struct sim_participant participant;
    struct sim_world world;
    struct sim_port port;
    mono_ns now;
    size_t readings, readies, faults, done;
    uint8_t fault; /* the last */
    double low, high, last;
    bool is_gone, is_pulled;
};

static inline void stand_event(void *host, const struct event *e)
{
    struct stand *s = host;
    s->readies += e->kind == EVENT_READY;
    s->faults += e->kind == EVENT_FAULT;
    s->done += e->kind == EVENT_NOTICE && e->code == NOTICE_PROGRAM_DONE;
    if (e->kind == EVENT_FAULT)
        s->fault = e->code;
    if (e->kind != EVENT_READING || e->channel != 0)
        return;
    s->readings++;
    s->last = e->value;
    s->low = fmin(s->low, e->value);
    s->high = fmax(s->high, e->value);
}

static inline void stand_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct stand *s = host;
    const enum status status = output_push(&s->output, class, frame, n);
    assert_true(status == STATUS_OK || (status == STATUS_STOPPED && class == FRAME_ENERGISE));
}

static inline void stand_identity(void *host, const struct instrument_identity *identity)
{
    (void)host, (void)identity;
}

static inline enum status stand_write(struct wire *wire, const uint8_t *data, size_t n,
                                      size_t *written)
{
    return sim_port_write(&((struct stand *)wire->self)->port, data, n, written);
}

static inline enum status stand_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    return sim_port_read(&((struct stand *)wire->self)->port, data, cap, n);
}

static inline void stand_plug(struct stand *s)
{
    s->is_gone = false;
    output_reset(&s->output, s->driver);
    s->driver->opened(s->state, s->now, &s->io);
}

static inline size_t stand_faults(const char *words, struct sim_fault list[SIM_FAULTS_MAX])
{
    size_t n = 0;
    char copy[200];
    struct why why = {0};
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        if (sim_fault_parse(word, &list[n++], &why) != STATUS_OK)
            fail_msg("%s", why.text);
    return n;
}

static inline struct stand *stand_new(const char *driver, const char *faults)
{
    static const struct wire_ops ops = {.read = stand_read, .write = stand_write};
    struct stand *s = calloc(1, sizeof *s);
    struct sim_fault list[SIM_FAULTS_MAX];
    struct why why = {0};
    assert_non_null(s);
    s->driver = driver_find(driver);
    s->io = (struct driver_io){s, stand_send, stand_event, stand_identity};
    s->wire = (struct wire){.ops = &ops, .self = s, .fd = -1};
    s->now = MONO_SEC;
    s->participant = sim_participant_defaults();
    sim_world_init(&s->world, &s->participant, 1);
    s->world.noise = 0;
    const struct sim_port_config config = {.instrument = sim_find(driver),
                                           .world = &s->world,
                                           .faults = list,
                                           .n_faults = stand_faults(faults, list),
                                           .seed = 1,
                                           .is_paced = true};
    if (sim_port_init(&s->port, &config, s->now, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    output_init(&s->output, 10 * MONO_SEC / s->driver->line.baud, s->driver->line.byte_gap);
    s->driver->init(s->state, &(struct driver_config){0});
    stand_plug(s);
    s->low = 1000;
    s->high = -1000;
    return s;
}

static inline void stand_turn(struct stand *s)
{
    uint8_t data[512];
    size_t n;
    if (s->is_gone && sim_port_open(&s->port) == STATUS_OK)
        stand_plug(s);
    if (s->is_gone || s->is_pulled)
        return;
    enum status status = stand_read(&s->wire, data, sizeof data, &n);
    if (n > 0)
        s->driver->bytes(s->state, s->now, data, n, &s->io);
    if (s->driver->deadline(s->state) <= s->now)
        s->driver->tick(s->state, s->now, &s->io);
    if (status == STATUS_OK)
        status = output_flush(&s->output, &s->wire, s->now);
    s->is_gone = status == STATUS_GONE;
}

static inline void stand_run(struct stand *s, mono_ns span)
{
    const mono_ns until = s->now + span;
    while (s->now < until) {
        sim_port_turn(&s->port, s->now);
        stand_turn(s);
        sim_port_turn(&s->port, s->now);
        mono_ns next = mono_min(sim_port_deadline(&s->port), s->driver->deadline(s->state));
        if (!output_is_blocked(&s->output, s->now))
            next = mono_min(next, output_deadline(&s->output));
        if (s->is_gone || s->is_pulled)
            next = s->now + MONO_MS;
        s->now = mono_min(until, next > s->now ? next : s->now + 100 * MONO_US);
    }
}

static inline enum status stand_command(struct stand *s, const struct command *c)
{
    return s->driver->command(s->state, s->now, c, &s->io);
}

static inline void stand_get_ready(struct stand *s)
{
    const struct command stream = {.kind = COMMAND_STREAM, .rate_hz = 100};
    for (int i = 0; i < 80 && s->readies == 0; i++)
        stand_run(s, 100 * MONO_MS);
    if (s->readies == 0)
        fail_msg("not ready: %s", fault_word((enum fault)s->fault));
    stand_run(s, 100 * MONO_MS);
    assert_int_equal(stand_command(s, &stream), STATUS_OK);
    stand_run(s, 200 * MONO_MS);
}

#endif
