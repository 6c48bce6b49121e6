#include "cli/measure_pace.h"

#include "base/clock.h"
#include "cli/measure_bench.h"
#include "hw/virtual_loop.h"
#include "sim/port.h"
#include "stimulus/pulse_train.h"

#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- figures -------------------------------------------------------------------------------------- */

enum status pace_init(struct pace *pace, size_t most, struct why *why)
{
    *pace = (struct pace){
        .off_ns = calloc(most, sizeof(double)), .at_s = calloc(most, sizeof(double)), .most = most};
    return pace->off_ns && pace->at_s ? STATUS_OK : why_set(why, STATUS_NO_MEMORY, "no memory");
}

void pace_fini(struct pace *pace)
{
    free(pace->off_ns);
    free(pace->at_s);
    *pace = (struct pace){.n = 0};
}

void pace_note(struct pace *pace, mono_ns at, mono_ns off)
{
    if (pace->n == pace->most)
        return;
    pace->at_s[pace->n] = mono_to_sec(at);
    pace->off_ns[pace->n++] = (double)off;
}

static double mean(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return n > 0 ? sum / (double)n : 0;
}

/* Millionths: nanoseconds per second, divided by a thousand. */
static double drift_ppm(const struct pace *pace)
{
    const double off = mean(pace->off_ns, pace->n), at = mean(pace->at_s, pace->n);
    double both = 0, square = 0;
    for (size_t i = 0; i < pace->n; i++) {
        both += (pace->at_s[i] - at) * (pace->off_ns[i] - off);
        square += (pace->at_s[i] - at) * (pace->at_s[i] - at);
    }
    return square > 0 ? both / square / 1e3 : 0;
}

void pace_print(const char *name, const struct pace *pace)
{
    double *distance = calloc(pace->n + 1, sizeof *distance);
    for (size_t i = 0; i < pace->n && distance; i++)
        distance[i] = fabs(pace->off_ns[i]);
    const struct measure_spread spread = measure_spread(distance, distance ? pace->n : 0);
    printf("\"%s\":{\"n\":%zu,\"off_ns\":{\"p50\":%.0f,\"p99\":%.0f,\"max\":%.0f},\"mean_ns\":%.0f,"
           "\"drift_ppm\":%.3f}",
           name, pace->n, spread.p50, spread.p99, spread.max, mean(pace->off_ns, pace->n),
           drift_ppm(pace));
    free(distance);
}

/* ---- trains --------------------------------------------------------------------------------------- */

static struct pulse_train_spec train_spec(enum pulse_pace pace, mono_ns period, double level_kpa)
{
    struct pulse_train_spec spec = pulse_train_defaults();
    spec.pace = (uint8_t)pace;
    spec.pulses = PULSES_MAX;
    spec.on = period * 2 / 5;
    spec.off = period - spec.on;
    spec.rise_kpa_per_s = 200;
    for (size_t i = 0; i < PULSES_MAX; i++)
        spec.level_kpa[i] = (float)level_kpa;
    return spec;
}

/* The first outlet, and the slider. */
static struct order train_order(const struct pulse_train_spec *spec, stimulus_handle handle)
{
    struct order order = {.kind = ORDER_START};
    order.start.handle = handle;
    order.start.reactor = &pulse_train;
    order.start.channels[1].channel = 3;
    order.start.n_channels = 2;
    order.start.limit = 60;
    memcpy(order.start.spec, spec, sizeof *spec);
    return order;
}

/* When each pulse of a train was ordered, as somebody saw it who knows nothing of the program. */
struct seen {
    mono_ns t[PULSES_MAX];
    size_t n;
};

static void note_orders(struct pace *pace, const struct seen *seen, mono_ns start, mono_ns period)
{
    for (size_t i = 0; i < seen->n; i++) {
        const mono_ns at = PULSE_TRAIN_LEAD + (mono_ns)i * period;
        pace_note(pace, at, seen->t[i] - (start + at));
    }
}

static void note_onsets(struct pace *pace, const struct pulse_train_outcome *out, mono_ns period)
{
    for (uint8_t i = 1; i < out->given; i++)
        pace_note(pace, i * period, mono_from_sec((double)out->pulses[i].onset_error_s));
}

/* ---- in virtual time ------------------------------------------------------------------------------ */

struct pace_rig {
    struct sim_participant participant;
    struct sim_world world;
    struct sim_port port;
    struct stop_line stop;
    struct bench *bench;
    mono_ns now, bench_due;
    bool is_ready, is_done;
    struct pulse_train_outcome out;
    struct seen seen; /* each RUN */
};

static enum status rig_read(struct wire *wire, uint8_t *data, size_t cap, size_t *n)
{
    struct pace_rig *rig = wire->self;
    return sim_port_read(&rig->port, data, cap, n);
}

static enum status rig_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    struct pace_rig *rig = wire->self;
    if (n >= 4 && memcmp(data, "RUN ", 4) == 0 && rig->seen.n < PULSES_MAX)
        rig->seen.t[rig->seen.n++] = rig->now;
    return sim_port_write(&rig->port, data, n, written);
}

static void rig_report(void *host, const struct report *report)
{
    struct pace_rig *rig = host;
    rig->is_ready |= report->kind == REPORT_READY;
    if (report->kind == REPORT_DONE && report->outcome_size == sizeof rig->out)
        memcpy(&rig->out, report->body.outcome, sizeof rig->out);
    rig->is_done |= report->kind == REPORT_DONE || report->kind == REPORT_REFUSED;
}

static bool rig_record(void *host, const struct bench_record *record)
{
    (void)host, (void)record;
    return true;
}

static mono_ns rig_deadline(const void *self)
{
    const struct pace_rig *rig = self;
    if (bench_has_orders(rig->bench))
        return rig->now;
    return mono_min(mono_min(rig->bench_due, sim_port_deadline(&rig->port)),
                    sim_world_deadline(&rig->world));
}

static void rig_turn(void *self, mono_ns now)
{
    struct pace_rig *rig = self;
    rig->now = now;
    sim_world_turn(&rig->world, now);
    sim_port_turn(&rig->port, now);
    rig->bench_due = bench_turn(rig->bench, now);
}

static bool rig_is_ready(void *context)
{
    const struct pace_rig *rig = context;
    return rig->is_ready;
}

static bool rig_is_done(void *context)
{
    const struct pace_rig *rig = context;
    return rig->is_done && bench_is_idle(rig->bench);
}

static enum status rig_wait(struct pace_rig *rig, bool (*finished)(void *context), struct why *why)
{
    const struct actor actor = {rig, rig_deadline, rig_turn};
    const enum status status = virtual_run(&actor, 1, &rig->now, finished, rig);
    return status == STATUS_OK ? status
                               : why_set(why, status, "the simulated instrument does not answer");
}

static enum status rig_open(struct pace_rig *rig, const char *instrument, struct why *why)
{
    static const struct wire_ops ops = {.read = rig_read, .write = rig_write};
    struct bench_spec spec = {.n_instruments = 1};
    const struct bench_host host = {.host = rig, .report = rig_report, .record = rig_record};
    snprintf(spec.instruments[0].name, sizeof spec.instruments[0].name, "%s", instrument);
    snprintf(spec.instruments[0].driver, sizeof spec.instruments[0].driver, "%s", instrument);
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "sim:%s", instrument);
    rig->participant = sim_participant_defaults();
    sim_world_init(&rig->world, &rig->participant, 1);
    const struct sim_port_config port = {
        .instrument = sim_find(instrument), .world = &rig->world, .seed = 1, .is_paced = true};
    enum status status = sim_port_init(&rig->port, &port, rig->now, why);
    if (status == STATUS_OK)
        status = bench_new(&spec, &rig->stop, NULL, &host, &rig->bench, why);
    if (status != STATUS_OK)
        return status;
    bench_attach(rig->bench, 0, (struct wire){.ops = &ops, .self = rig, .fd = -1}, rig->now);
    rig->bench_due = rig->now;
    return rig_wait(rig, rig_is_ready, why);
}

static enum status rig_train(struct pace_rig *rig, const struct pulse_train_spec *spec,
                             stimulus_handle handle, struct why *why)
{
    const struct order order = train_order(spec, handle);
    rig->is_done = false;
    rig->out = (struct pulse_train_outcome){.end = END_FAULT};
    rig->seen.n = 0;
    enum status status = bench_submit(rig->bench, &order);
    if (status == STATUS_OK)
        status = rig_wait(rig, rig_is_done, why);
    if (status == STATUS_OK && rig->out.end != END_COMPLETED)
        status = why_set(why, STATUS_PROTOCOL, "a simulated train ends with `%s` (%s) at pulse %d",
                         end_word((enum end_reason)rig->out.end),
                         fault_word((enum fault)rig->out.fault), rig->out.given);
    return status;
}

/* By us the orders are noted, by the instrument what came of them. */
static void note_train(struct pace_wire *wire, const struct pace_rig *rig, enum pulse_pace by)
{
    const mono_ns period = PACE_PERIOD_MS * MONO_MS;
    if (by == PULSES_BY_INSTRUMENT) {
        note_onsets(&wire->cpar, &rig->out, period);
        return;
    }
    note_orders(&wire->presser, &rig->seen, rig->out.start_ns, period);
}

static enum status run_in_rig(struct pace_wire *wire, struct pace_rig *rig, enum pulse_pace by,
                              struct why *why)
{
    const struct pulse_train_spec spec = train_spec(by, PACE_PERIOD_MS * MONO_MS, 20);
    const struct pace *pace = by == PULSES_BY_US ? &wire->presser : &wire->cpar;
    enum status status = rig_open(rig, by == PULSES_BY_US ? "presser" : "cpar", why);
    for (stimulus_handle train = 1; pace->n < pace->most && status == STATUS_OK; train++) {
        status = rig_train(rig, &spec, train, why);
        if (status == STATUS_OK)
            note_train(wire, rig, by);
    }
    return status;
}

static enum status in_virtual_time(struct pace_wire *wire, enum pulse_pace by, struct why *why)
{
    struct pace_rig *rig = calloc(1, sizeof *rig);
    if (!rig)
        return why_set(why, STATUS_NO_MEMORY, "no memory");
    stop_init(&rig->stop);
    rig->now = MONO_SEC;
    const enum status status = run_in_rig(wire, rig, by, why);
    bench_free(rig->bench);
    stop_fini(&rig->stop);
    free(rig);
    return status;
}

/* ---- by the clock --------------------------------------------------------------------------------- */

enum { BROKEN_MAX = 5 };

struct clock_run {
    struct rack rack;
    struct peer peer;
    unsigned
        broken; /* trains that ended early: a computer that has no time for them is not measured */
};

/* "RUN" is the one word with this letter that a presser is told. */
static void serve_train(struct clock_run *run, struct seen *seen)
{
    seen->n = 0;
    peer_forget(&run->peer);
    while (seen->n < PULSES_MAX && !atomic_load(&run->rack.done)) {
        const mono_ns t = peer_serve_until_heard(&run->peer, 'U', MONO_SEC);
        if (t == MONO_NEVER)
            return;
        seen->t[seen->n++] = t;
        peer_forget(&run->peer);
    }
}

static enum status train_by_clock(struct clock_run *run, struct pace *pace, struct why *why)
{
    const mono_ns period = PACE_CLOCK_PERIOD_MS * MONO_MS;
    struct pulse_train_spec spec = train_spec(PULSES_BY_US, period, 4);
    struct order order;
    struct seen seen;
    struct pulse_train_outcome out;
    spec.tolerance_kpa = 2;
    spec.stream_hz = 500;
    order = train_order(&spec, 0);
    if (rack_start(&run->rack, &order) != STATUS_OK)
        return why_set(why, STATUS_FULL, "the bench does not start a train");
    serve_train(run, &seen);
    if (!peer_serve_until(&run->peer, &run->rack.done, 10 * MONO_SEC))
        return why_set(why, STATUS_TIMEOUT, "a train does not come to its end");
    memcpy(&out, run->rack.outcome, sizeof out);
    if (out.end != END_COMPLETED && ++run->broken < BROKEN_MAX)
        return STATUS_OK;
    if (out.end != END_COMPLETED)
        return why_set(why, STATUS_PROTOCOL, "a train ends with `%s` (%s) at pulse %d",
                       end_word((enum end_reason)out.end), fault_word((enum fault)out.fault),
                       out.given);
    note_orders(pace, &seen, out.start_ns, period);
    return STATUS_OK;
}

static enum status trains_by_clock(struct clock_run *run, struct pace *pace, struct why *why)
{
    enum status status = STATUS_OK;
    if (!peer_serve_until(&run->peer, &run->rack.ready, 10 * MONO_SEC))
        return why_set(why, STATUS_TIMEOUT, "the bench does not find the simulated presser");
    measure_as(MEASURE_INSTRUMENT);
    while (pace->n < pace->most && status == STATUS_OK)
        status = train_by_clock(run, pace, why);
    measure_as(MEASURE_PROGRAM);
    return status;
}

/* The floor: as many times, as far apart, as the bench thread waits. */
static void *wait_bare(void *context)
{
    struct pace *pace = context;
    const mono_ns period = PACE_CLOCK_PERIOD_MS * MONO_MS, began = mono_now();
    measure_as(MEASURE_BENCH);
    for (size_t i = 1; i <= pace->most; i++) {
        const mono_ns due = began + (mono_ns)i * period;
        for (mono_ns left; (left = due - mono_now()) > 0;) {
            const struct timespec span = {.tv_sec = left / MONO_SEC, .tv_nsec = left % MONO_SEC};
            ppoll(NULL, 0, &span, NULL);
        }
        pace_note(pace, due - began, mono_now() - due);
    }
    return NULL;
}

/* The rack is open: it has forked. */
static enum status beside_bare(struct clock_run *run, struct pace_wire *wire, struct why *why)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_bare, &wire->bare) != 0)
        return why_set(why, STATUS_NO_MEMORY, "cannot start a thread");
    const enum status status = trains_by_clock(run, &wire->by_clock, why);
    pthread_join(thread, NULL);
    return status;
}

static enum status by_the_clock(struct pace_wire *wire, struct why *why)
{
    struct clock_run *run = calloc(1, sizeof *run);
    if (!run)
        return why_set(why, STATUS_NO_MEMORY, "no memory");
    enum status status = peer_open(&run->peer, "presser", why);
    if (status == STATUS_OK) {
        const char *const ports[] = {run->peer.path};
        struct why last;
        status = rack_open(&run->rack, ports, 1, true, why);
        if (status == STATUS_OK)
            status = beside_bare(run, wire, why);
        const enum status closed = rack_close(&run->rack, &last);
        if (status == STATUS_OK && closed != STATUS_OK)
            status = why_set(why, closed, "%s", last.text);
        peer_close(&run->peer);
    }
    free(run);
    return status;
}

/* ---- all ------------------------------------------------------------------------------------------ */

enum status pace_wire_run(struct pace_wire *wire, size_t n, size_t n_by_clock, struct why *why)
{
    struct pace *const all[] = {&wire->presser, &wire->cpar, &wire->by_clock, &wire->bare};
    enum status status = STATUS_OK;
    *wire = (struct pace_wire){.presser = {.n = 0}};
    for (size_t i = 0; i < sizeof all / sizeof all[0] && status == STATUS_OK; i++)
        status = pace_init(all[i], i < 2 || n < n_by_clock ? n : n_by_clock, why);
    if (status == STATUS_OK)
        status = by_the_clock(wire, why);
    if (status == STATUS_OK)
        status = in_virtual_time(wire, PULSES_BY_US, why);
    return status == STATUS_OK ? in_virtual_time(wire, PULSES_BY_INSTRUMENT, why) : status;
}

void pace_wire_fini(struct pace_wire *wire)
{
    pace_fini(&wire->presser);
    pace_fini(&wire->cpar);
    pace_fini(&wire->by_clock);
    pace_fini(&wire->bare);
}
