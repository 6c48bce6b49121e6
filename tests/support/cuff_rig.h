/* A stimulus on the driver of a CPAR or CPAR+, in front of the simulated one, in virtual time and without a bench. */
#ifndef LIMEN_TESTS_CUFF_RIG_H
#define LIMEN_TESTS_CUFF_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hw/driver.h"
#include "hw/reactor.h"
#include "sim/port.h"
#include "sim/sim.h"
#include "sim/world.h"

#include <stdlib.h>
#include <string.h>

struct cuff_rig {
    const struct driver *driver;
    const struct reactor *reactor; /* NULL: none runs */
    _Alignas(max_align_t) uint8_t driver_state[DRIVER_STATE_MAX];
    void *reactor_state;
    struct driver_io driver_io;
    struct reactor_io reactor_io;
    struct sim_participant participant;
    struct sim_world world;
    struct sim_fault fault;
    struct sim_port port;
    mono_ns now;
    bool is_ready;
    uint8_t fault_code;  /* of the last fault */
    enum status refused; /* of the last order that the driver did not take */
    int done, alarms;
    mono_ns started; /* the frame that starts it */
    uint8_t outcome[REACTOR_OUTCOME_MAX];
};

static inline void cuff_rig_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct cuff_rig *rig = host;
    size_t written = 0;
    (void)class;
    assert_int_equal(sim_port_write(&rig->port, frame, n, &written), STATUS_OK);
    assert_int_equal(written, n);
}

static inline void cuff_rig_event(void *host, const struct event *event)
{
    struct cuff_rig *rig = host;
    if (event->kind == EVENT_READY || event->kind == EVENT_FAULT)
        rig->is_ready = event->kind == EVENT_READY;
    if (event->kind == EVENT_FAULT)
        rig->fault_code = event->code;
    if (rig->reactor && !rig->done)
        rig->reactor->event(rig->reactor_state, event, &rig->reactor_io);
}

static inline void cuff_rig_identity(void *host, const struct instrument_identity *identity)
{
    (void)host, (void)identity;
}

static inline void cuff_rig_command(void *host, struct channel_ref channel,
                                    const struct command *command)
{
    struct cuff_rig *rig = host;
    struct command own = *command;
    own.channel = channel.channel;
    const enum status status =
        rig->driver->command(rig->driver_state, rig->now, &own, &rig->driver_io);
    if (status != STATUS_OK)
        rig->refused = status;
}

static inline void cuff_rig_phase(void *host, mono_ns t, enum phase phase, double value)
{
    (void)host, (void)t, (void)phase, (void)value;
}

static inline void cuff_rig_alarm(void *host, mono_ns t)
{
    struct cuff_rig *rig = host;
    (void)t;
    rig->alarms++;
}

static inline void cuff_rig_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct cuff_rig *rig = host;
    (void)t;
    assert_true(n <= sizeof rig->outcome);
    memcpy(rig->outcome, outcome, n);
    rig->done++;
}

/* One instant: what has arrived, then whose deadline it is. */
static inline void cuff_rig_turn(struct cuff_rig *rig)
{
    uint8_t bytes[512];
    size_t n = 0;
    sim_world_turn(&rig->world, rig->now);
    sim_port_turn(&rig->port, rig->now);
    while (sim_port_read(&rig->port, bytes, sizeof bytes, &n) == STATUS_OK && n > 0)
        rig->driver->bytes(rig->driver_state, rig->now, bytes, n, &rig->driver_io);
    if (rig->driver->deadline(rig->driver_state) <= rig->now)
        rig->driver->tick(rig->driver_state, rig->now, &rig->driver_io);
    if (rig->reactor && !rig->done && rig->reactor->deadline(rig->reactor_state) <= rig->now)
        rig->reactor->tick(rig->reactor_state, rig->now, &rig->reactor_io);
}

static inline void cuff_rig_run_until(struct cuff_rig *rig, mono_ns until)
{
    while (rig->now < until) {
        mono_ns next = mono_min(until, rig->driver->deadline(rig->driver_state));
        next = mono_min(next, sim_port_deadline(&rig->port));
        next = mono_min(next, sim_world_deadline(&rig->world));
        if (rig->reactor && !rig->done)
            next = mono_min(next, rig->reactor->deadline(rig->reactor_state));
        rig->now = next > rig->now ? next : rig->now + MONO_US;
        cuff_rig_turn(rig);
    }
}

/* `sim`: "cpar", "cpar-old" or "cpar-plus"; `fault`: a fault script, "" none. It is recognised and has told its first statuses. */
static inline struct cuff_rig *cuff_rig_new(const char *sim, const char *fault)
{
    struct cuff_rig *rig = calloc(1, sizeof *rig);
    struct why why = {0};
    assert_non_null(rig);
    rig->driver = driver_find(strcmp(sim, "cpar-plus") == 0 ? sim : "cpar");
    rig->driver_io = (struct driver_io){rig, cuff_rig_send, cuff_rig_event, cuff_rig_identity};
    rig->reactor_io = (struct reactor_io){rig,           cuff_rig_command, cuff_rig_phase,
                                          cuff_rig_done, cuff_rig_alarm,   NULL};
    rig->now = MONO_SEC;
    rig->participant = sim_participant_defaults();
    rig->participant.ppt_cv = rig->participant.reaction_sd_s = 0;
    sim_world_init(&rig->world, &rig->participant, 1);
    rig->world.noise = 0;
    struct sim_port_config config = {
        .instrument = sim_find(sim), .world = &rig->world, .seed = 1, .is_paced = true};
    if (fault[0]) {
        if (sim_fault_parse(fault, &rig->fault, &why) != STATUS_OK)
            fail_msg("%s", why.text);
        config.faults = &rig->fault;
        config.n_faults = 1;
    }
    if (sim_port_init(&rig->port, &config, rig->now, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    rig->driver->init(rig->driver_state, &(struct driver_config){.baud = rig->driver->line.baud});
    rig->driver->opened(rig->driver_state, rig->now, &rig->driver_io);
    cuff_rig_run_until(rig, rig->now + 3 * MONO_SEC);
    return rig;
}

static inline void cuff_rig_cue(struct cuff_rig *rig, const char *test)
{
    struct sim_cue cue = {.site = "lower_leg", .side = "left", .trial = 1, .attempt = 1};
    strncpy(cue.test, test, sizeof cue.test - 1);
    sim_world_cue(&rig->world, rig->now, &cue);
}

/* Channels: the first outlet and the slider. */
static inline void cuff_rig_start(struct cuff_rig *rig, const struct reactor *reactor,
                                  const void *spec, const char *test)
{
    static const struct channel_ref channels[] = {{0, 0}, {0, 3}};
    cuff_rig_cue(rig, test);
    free(rig->reactor_state);
    rig->reactor_state = malloc(reactor->state_size);
    assert_non_null(rig->reactor_state);
    rig->done = 0;
    rig->refused = STATUS_OK;
    rig->fault_code = FAULT_NONE;
    rig->reactor = reactor;
    reactor->start(rig->reactor_state, rig->now, spec, channels, 2, &rig->reactor_io);
}

static inline void cuff_rig_finish(struct cuff_rig *rig)
{
    for (int s = 0; s < 300 && !rig->done; s++)
        cuff_rig_run_until(rig, rig->now + MONO_SEC);
    assert_int_equal(rig->done, 1);
    rig->reactor = NULL;
}

static inline void cuff_rig_free(struct cuff_rig *rig)
{
    free(rig->reactor_state);
    free(rig);
}

#endif
