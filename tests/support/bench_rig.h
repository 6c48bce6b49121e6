/* A bench over memory wires: two stimulators (0 and 1) and a gauge (2), a stimulus whose every move
 * is written down, a clock that the test owns. */
#ifndef LIMEN_TESTS_BENCH_RIG_H
#define LIMEN_TESTS_BENCH_RIG_H

#include "hw/bench.h"

#include "support/fake_driver.h"
#include "support/memory_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RIG_INSTRUMENTS = 3, RIG_EVENTS = 512, RIG_REPORTS = 2048, RIG_RECORDS = 8192 };
enum { METER = 2 };

/* What the probe stimulus saw. Static in the test: the spec that crosses the ring holds its
 * address. */
struct probe_log {
    struct event events[RIG_EVENTS];
    size_t n_events;
    unsigned starts, ends, ticks, dones;
    uint8_t reasons[8]; /* of ends */
    mono_ns ended_at;
    double redrive; /* target of what it drives later than at the start; 0: the same */
};

struct probe_spec {
    struct probe_log *log;
    double drive;         /* target at the start; 0: only reads */
    double rate;          /* of the drive */
    double back;          /* of the return */
    double level;         /* ordered before the drive; 0: none */
    mono_ns hold;         /* of the drive; 0: a second */
    uint16_t pulses;      /* the drive is a train of so many; 0: it is none */
    mono_ns off;          /* of the train */
    double base;          /* of the train */
    int flood;            /* commands that it gives at once at the start */
    double redrive_above; /* drives again at every reading above; 0: never */
    double echo_hz;       /* streams at this rate at the start */
    bool ends_slowly;     /* after an end goes on until a reading is below 1 */
    bool echoes;          /* orders a STREAM at FAKE_ECHO_HZ at every notice */
    bool past;            /* its deadline lies in the past */
    bool done_at_start, drive_when_done;
};

struct probe {
    struct probe_spec spec;
    struct channel_ref channels[STIMULUS_CHANNELS_MAX];
    size_t n_channels;
    bool ending, inside;
    uint8_t reason;
};

struct probe_outcome {
    uint8_t reason;
};

static inline void probe_order(struct probe *probe, const struct reactor_io *io,
                               struct command command)
{
    io->command(io->host, probe->channels[0], &command);
}

static inline void probe_drive(struct probe *probe, const struct reactor_io *io)
{
    probe_order(probe, io,
                (struct command){.kind = probe->spec.pulses ? COMMAND_TRAIN : COMMAND_DRIVE,
                                 .target = probe->spec.log->redrive != 0 ? probe->spec.log->redrive
                                                                         : probe->spec.drive,
                                 .rate_per_s = probe->spec.rate > 0 ? probe->spec.rate : 10,
                                 .return_per_s = probe->spec.back,
                                 .hold = probe->spec.hold ? probe->spec.hold : MONO_SEC,
                                 .off = probe->spec.off,
                                 .base = probe->spec.base,
                                 .pulses = probe->spec.pulses});
}

static inline void probe_done(struct probe *probe, mono_ns t, const struct reactor_io *io)
{
    const struct probe_outcome outcome = {probe->reason};
    probe->spec.log->dones++;
    if (probe->spec.drive_when_done)
        probe_drive(probe, io);
    io->done(io->host, t, &outcome, sizeof outcome);
}

static inline void probe_finish(struct probe *probe, mono_ns t, enum end_reason reason,
                                const struct reactor_io *io)
{
    if (!probe->ending) {
        probe->ending = true;
        probe->reason = (uint8_t)reason;
        probe_order(probe, io, (struct command){.kind = COMMAND_BASELINE});
    }
    if (!probe->spec.ends_slowly)
        probe_done(probe, t, io);
}

static inline void probe_start(void *state, mono_ns now, const void *spec,
                               const struct channel_ref *channels, size_t n_channels,
                               const struct reactor_io *io)
{
    struct probe *probe = state;
    memset(probe, 0, sizeof *probe);
    memcpy(&probe->spec, spec, sizeof probe->spec);
    memcpy(probe->channels, channels, n_channels * sizeof channels[0]);
    probe->n_channels = n_channels;
    probe->spec.log->starts++;
    if (probe->spec.level != 0)
        probe_order(probe, io,
                    (struct command){.kind = COMMAND_LEVEL, .target = probe->spec.level});
    if (probe->spec.drive != 0)
        probe_drive(probe, io);
    for (int i = 0; i < probe->spec.flood; i++)
        probe_order(probe, io, (struct command){.kind = COMMAND_STREAM, .rate_hz = FAKE_QUIET_HZ});
    if (probe->spec.echo_hz > 0)
        probe_order(probe, io,
                    (struct command){.kind = COMMAND_STREAM, .rate_hz = probe->spec.echo_hz});
    if (probe->spec.done_at_start)
        probe_done(probe, now, io);
}

static inline void probe_event(void *state, const struct event *event, const struct reactor_io *io)
{
    struct probe *probe = state;
    struct probe_log *log = probe->spec.log;
    assert(!probe->inside); /* never re-entered */
    probe->inside = true;
    if (log->n_events < RIG_EVENTS)
        log->events[log->n_events++] = *event;
    if (event->kind == EVENT_NOTICE && probe->spec.echoes)
        probe_order(probe, io, (struct command){.kind = COMMAND_STREAM, .rate_hz = FAKE_ECHO_HZ});
    if (event->kind == EVENT_READING && probe->spec.redrive_above > 0 &&
        event->value > probe->spec.redrive_above)
        probe_drive(probe, io);
    if (event->kind == EVENT_RESPONSE && event->value > 0)
        probe_finish(probe, event->t, END_RESPONSE, io);
    else if (event->kind == EVENT_FAULT)
        probe_finish(probe, event->t, END_FAULT, io);
    else if (probe->ending && event->kind == EVENT_READING && event->value < 1)
        probe_done(probe, event->t, io);
    probe->inside = false;
}

static inline void probe_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)now;
    (void)io;
    ((struct probe *)state)->spec.log->ticks++;
}

static inline void probe_end(void *state, mono_ns now, enum end_reason reason,
                             const struct reactor_io *io)
{
    struct probe *probe = state;
    struct probe_log *log = probe->spec.log;
    assert(!probe->inside);
    if (log->ends < sizeof log->reasons)
        log->reasons[log->ends] = (uint8_t)reason;
    log->ends++;
    log->ended_at = now;
    probe_finish(probe, now, reason, io);
}

static inline mono_ns probe_deadline(const void *state)
{
    return ((const struct probe *)state)->spec.past ? 0 : MONO_NEVER;
}

static const struct reactor probe_reactor = {
    .name = "probe",
    .state_size = sizeof(struct probe),
    .spec_size = sizeof(struct probe_spec),
    .start = probe_start,
    .event = probe_event,
    .tick = probe_tick,
    .end = probe_end,
    .deadline = probe_deadline,
};

struct rig {
    struct bench *bench;
    struct stop_line stop;
    struct memory_wire memory[RIG_INSTRUMENTS];
    struct wire wires[RIG_INSTRUMENTS];
    mono_ns now, next;
    struct report reports[RIG_REPORTS];
    size_t n_reports;
    struct bench_record records[RIG_RECORDS];
    size_t n_records, record_room;
    size_t records_at_start; /* how many there were when the last start was reported */
};

static inline void rig_report(void *host, const struct report *report)
{
    struct rig *rig = host;
    assert(rig->n_reports < RIG_REPORTS);
    if (report->kind == REPORT_STARTED)
        rig->records_at_start = rig->n_records;
    rig->reports[rig->n_reports++] = *report;
}

static inline bool rig_record(void *host, const struct bench_record *record)
{
    struct rig *rig = host;
    if (rig->n_records == rig->record_room)
        return false;
    rig->records[rig->n_records++] = *record;
    return true;
}

static inline struct bench_spec rig_spec(void)
{
    struct bench_spec spec = {.n_instruments = RIG_INSTRUMENTS, .n_responses = 1};
    for (int i = 0; i < RIG_INSTRUMENTS; i++) {
        snprintf(spec.instruments[i].name, sizeof spec.instruments[i].name, "i%d", i);
        strcpy(spec.instruments[i].driver, i == METER ? "meter" : "fake");
        spec.instruments[i].ramp_max_degc_per_s = 10;
    }
    spec.roles[ROLE_TEST_CUFF] = (struct role_spec){.bound = true, .channel = "outlet1"};
    spec.roles[ROLE_COND_CUFF] = (struct role_spec){.bound = true, .channel = "outlet2"};
    spec.roles[ROLE_ALGOMETER] = (struct role_spec){
        .bound = true, .instrument = METER, .channel = "force", .probe_area_cm2 = 0.5};
    spec.responses[0] = (struct response_spec){.kind = RESPONSE_CHANNEL, .channel = "button"};
    return spec;
}

static inline void rig_turn(struct rig *rig)
{
    rig->next = bench_turn(rig->bench, rig->now);
}

/* Time passes: a millisecond per turn. */
static inline void rig_turns(struct rig *rig, int n)
{
    for (int i = 0; i < n; i++) {
        rig->now += MONO_MS;
        rig_turn(rig);
    }
}

static inline void rig_plug(struct rig *rig, uint8_t i)
{
    rig->wires[i] = memory_wire_init(&rig->memory[i]);
    bench_attach(rig->bench, i, rig->wires[i], rig->now);
}

/* The instrument says it; the bench hears it at the next turn. */
static inline void rig_say(struct rig *rig, uint8_t i, const char *lines)
{
    memory_wire_say(&rig->memory[i], lines, strlen(lines));
}

static inline void rig_hear(struct rig *rig, uint8_t i, const char *lines)
{
    rig_say(rig, i, lines);
    rig->now += MONO_MS;
    rig_turn(rig);
}

static inline struct rig *rig_new_asking(const struct bench_spec *spec, struct keeper *keeper,
                                         bool with_look)
{
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    struct why why;
    stop_init(&rig->stop);
    rig->now = MONO_SEC;
    rig->record_room = RIG_RECORDS;
    const struct bench_host host = {
        .host = rig, .report = rig_report, .record = rig_record, .with_look = with_look};
    assert_int_equal(bench_new(spec, &rig->stop, keeper, &host, &rig->bench, &why), STATUS_OK);
    return rig;
}

static inline struct rig *rig_new_with(const struct bench_spec *spec, struct keeper *keeper)
{
    return rig_new_asking(spec, keeper, false);
}

/* All instruments plugged in and ready, their wires emptied. */
static inline void rig_ready(struct rig *rig)
{
    for (uint8_t i = 0; i < RIG_INSTRUMENTS; i++) {
        rig_plug(rig, i);
        rig_say(rig, i, "Y\n");
    }
    rig_turns(rig, 20);
    for (uint8_t i = 0; i < RIG_INSTRUMENTS; i++)
        rig->memory[i].out_at = rig->memory[i].out_size;
}

static inline struct rig *rig_new(void)
{
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_with(&spec, NULL);
    rig_ready(rig);
    return rig;
}

static inline void rig_free(struct rig *rig)
{
    bench_free(rig->bench);
    stop_fini(&rig->stop);
    free(rig);
}

/* What the program has written to the instrument since the last look, as text. */
static inline const char *rig_written(struct rig *rig, uint8_t i)
{
    static char text[MEMORY_WIRE_SIZE + 1];
    struct memory_wire *memory = &rig->memory[i];
    const size_t n = memory->out_size - memory->out_at;
    memcpy(text, memory->out + memory->out_at, n);
    text[n] = '\0';
    memory->out_at = memory->out_size;
    return text;
}

static inline struct order rig_request(stimulus_handle handle, struct probe_spec spec,
                                       uint8_t instrument, uint8_t channel)
{
    struct order order = {.kind = ORDER_START};
    order.start.handle = handle;
    order.start.reactor = &probe_reactor;
    order.start.channels[0] = (struct channel_ref){instrument, channel};
    order.start.n_channels = 1;
    memcpy(order.start.spec, &spec, sizeof spec);
    return order;
}

static inline void rig_submit(struct rig *rig, const struct order *order)
{
    assert_int_equal(bench_submit(rig->bench, order), STATUS_OK);
    rig->now += MONO_MS;
    rig_turn(rig);
}

static inline void rig_start(struct rig *rig, stimulus_handle handle, struct probe_spec spec,
                             uint8_t instrument, uint8_t channel)
{
    const struct order order = rig_request(handle, spec, instrument, channel);
    rig_submit(rig, &order);
}

static inline void rig_end(struct rig *rig, stimulus_handle handle, enum end_reason reason)
{
    rig_submit(rig,
               &(struct order){.kind = ORDER_END, .handle = handle, .reason = (uint8_t)reason});
}

/* The pressing instruments are seen at rest, later than a press that went on would have shown. */
static inline void rig_rest(struct rig *rig)
{
    rig->now += 600 * MONO_MS;
    for (uint8_t i = 0; i < METER; i++)
        if (bench_is_attached(rig->bench, i))
            rig_say(rig, i, "R 0 0\nR 1 0\n");
    rig_turn(rig);
}

static inline void rig_order_rearm(struct rig *rig)
{
    rig_submit(rig, &(struct order){.kind = ORDER_REARM});
}

static inline void rig_rearm(struct rig *rig)
{
    rig_rest(rig);
    rig_submit(rig, &(struct order){.kind = ORDER_REARM});
}

static inline size_t rig_count(const struct rig *rig, enum report_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < rig->n_reports; i++)
        n += rig->reports[i].kind == kind;
    return n;
}

/* The newest report of a kind; NULL: none. */
static inline const struct report *rig_last(const struct rig *rig, enum report_kind kind)
{
    for (size_t i = rig->n_reports; i > 0; i--)
        if (rig->reports[i - 1].kind == kind)
            return &rig->reports[i - 1];
    return NULL;
}

static inline enum status rig_refusal(const struct rig *rig)
{
    const struct report *report = rig_last(rig, REPORT_REFUSED);
    assert_non_null(report);
    return (enum status) - (int)report->code;
}

static inline size_t log_count(const struct probe_log *log, enum event_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < log->n_events; i++)
        n += log->events[i].kind == kind;
    return n;
}

#endif
