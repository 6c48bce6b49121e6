/* Any events in any order: each stimulus is done exactly once and reports only what it measured.
 *
 * Input: one byte for the stimulus, then per step one byte of action, one of time and one of value.
 */
#include "stimulus/pressure_hold.h"
#include "stimulus/pressure_ramp.h"
#include "stimulus/rating_watch.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bench {
    const struct reactor *reactor;
    void *state;
    struct reactor_io io;
    mono_ns now, start;
    uint32_t seq;
    int done, alarms;
    bool energised;
    double highest; /* reading that was handed over */
    _Alignas(8) unsigned char outcome[REACTOR_OUTCOME_MAX];
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct bench *bench = host;
    assert(!bench->done && channel.instrument == 0 && channel.channel == 0);
    assert(command->channel == 0);
    if (command->kind == COMMAND_DRIVE)
        bench->energised = true;
    if (command->kind == COMMAND_BASELINE)
        bench->energised = false;
}

static void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct bench *bench = host;
    assert(!bench->done && t >= bench->start && isfinite(value));
    assert((unsigned)phase <= PHASE_RELEASED);
}

static void on_alarm(void *host, mono_ns t)
{
    struct bench *bench = host;
    assert(!bench->done && t >= bench->start);
    bench->alarms++;
}

static void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct bench *bench = host;
    assert(!bench->done && n <= sizeof bench->outcome && t >= bench->start);
    assert(!bench->energised);
    memcpy(bench->outcome, outcome, n);
    bench->done = 1;
}

static void check_ramp(const struct bench *bench)
{
    struct pressure_ramp_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    double limit = pressure_ramp_defaults().limit_kpa;
    assert(out.end != END_NONE);
    assert(out.has_value == (out.end == END_RESPONSE || out.end == END_LIMIT));
    assert(out.censored == (out.end == END_LIMIT));
    assert(isfinite(out.value_kpa) && isfinite(out.slope_kpa_per_s) && isfinite(out.idle_kpa));
    assert(isfinite(out.peak_kpa) && isfinite(out.worst_slope_kpa_per_s));
    assert(out.in_band >= 0 && out.in_band <= 1);
    assert(out.has_value || !(fabs(out.value_kpa) > 0));
    assert(out.fault == FAULT_NONE || out.end == END_FAULT);
    assert(out.contact_ns == 0 || out.contact_ns <= out.end_ns);
    assert(!out.released || out.release_ns == 0 || out.release_ns >= out.end_ns);
    assert(out.gaps <= bench->seq && out.readings <= bench->seq);
    if (out.end == END_RESPONSE) {
        assert(out.value_kpa < limit && out.value_kpa <= bench->highest * (1 + 1e-12));
        assert(out.value_kpa >= pressure_ramp_defaults().contact_kpa / 2);
        assert(out.response_ns == out.end_ns && out.response_ns >= out.contact_ns);
    }
}

static void check_hold(const struct bench *bench)
{
    struct pressure_hold_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    assert(out.end != END_NONE && isfinite(out.mean_kpa) && isfinite(out.peak_kpa));
    assert(out.at_baseline || out.end == END_FAULT);
    assert(bench->alarms == !out.at_baseline);
    assert(out.fault == FAULT_NONE || out.end == END_FAULT);
    assert(!out.has_mean || (out.has_level && out.mean_kpa <= bench->highest * (1 + 1e-12)));
    assert(out.held_ns >= 0 && out.longest_off_ns >= 0);
}

static void check_watch(const struct bench *bench)
{
    struct rating_watch_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    assert(out.end != END_NONE && out.has_rating == (out.ratings > 0));
    assert(!out.has_last || (out.last >= out.lowest && out.last <= out.highest));
    assert(out.lowest >= 0 && out.highest <= 10);
    assert(!out.has_reached || out.has_rating);
}

/* Most values are sane, so that the states behind the first one are reached. */
static double value_of(uint8_t action, uint8_t byte)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -1e308, 1e308, -0.0, 1e-308, 999.999};
    if (action >= 0xf0)
        return odd[byte % 8];
    const double sign = (action & 0xa0) == 0xa0 ? -1 : 1; /* a gauge that is turned round */
    return sign * (action & 0x40 ? byte * 5.0 : byte / 10.0);
}

static void act(struct bench *bench, const uint8_t *step)
{
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED};
    mono_ns delta = (mono_ns)step[1] * (step[0] & 0x20 ? 40 * MONO_MS : MONO_MS / 4);
    struct event event = {.t = bench->now + delta,
                          .value = value_of(step[0], step[2]),
                          .seq = bench->seq,
                          .kind = EVENT_READING};
    switch (step[0] % 16) {
    case 8:
        bench->reactor->tick(bench->state, bench->reactor->deadline(bench->state), &bench->io);
        return;
    case 9:
        event.kind = EVENT_RESPONSE;
        event.instrument = INSTRUMENT_BENCH;
        event.t = bench->now + delta - (step[2] * MONO_MS);
        break;
    case 10:
        event.kind = EVENT_RATING;
        break;
    case 11:
        if (step[2] < 32)
            bench->reactor->end(bench->state, bench->now, reasons[step[2] % 4], &bench->io);
        return;
    case 12:
        event.kind = step[2] < 16 ? EVENT_FAULT : EVENT_NOTICE;
        event.code = step[2] < 16 ? step[2] % (FAULT_PART + 1) : step[2] % (NOTICE_BATTERY + 1);
        break;
    case 13:
        event.kind = EVENT_READY;
        break;
    case 14:
        event.seq += step[2];
        event.t -= delta > 0 ? step[2] * MONO_MS : 0;
        break;
    default:
        break;
    }
    bench->seq = event.seq + 1;
    if (event.t > bench->now)
        bench->now = event.t;
    if (event.kind == EVENT_READING && event.value > bench->highest)
        bench->highest = event.value;
    bench->reactor->event(bench->state, &event, &bench->io);
}

static void check_look(const struct bench *bench)
{
    struct pressure_ramp_live look;
    if (bench->reactor != &pressure_ramp)
        return;
    pressure_ramp.look(bench->state, &look);
    assert(isfinite(look.slope_kpa_per_s) && isfinite(look.pressure_kpa));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct pressure_ramp_spec ramp = pressure_ramp_defaults();
    struct pressure_hold_spec hold = pressure_hold_defaults();
    struct rating_watch_spec watch = rating_watch_defaults();
    const struct reactor *const reactors[] = {&pressure_ramp, &pressure_hold, &rating_watch};
    const void *const specs[] = {&ramp, &hold, &watch};
    void (*const checks[])(const struct bench *) = {check_ramp, check_hold, check_watch};
    size_t which = data[0] % 8 < 5 ? 0 : data[0] % 8 < 7 ? 1 : 2;
    struct bench bench = {.reactor = reactors[which], .now = MONO_SEC, .start = MONO_SEC};
    bench.io = (struct reactor_io){&bench, on_command, on_phase, on_done, on_alarm};
    bench.state = malloc(bench.reactor->state_size);
    if (!bench.state)
        return 0;
    struct channel_ref channel = {0, 0};
    bench.reactor->start(bench.state, bench.now, specs[which], &channel, 1, &bench.io);
    for (size_t i = 1; i + 3 <= size && !bench.done; i += 3) {
        act(&bench, data + i);
        check_look(&bench);
    }
    bench.reactor->end(bench.state, bench.now, END_STOP, &bench.io);
    for (int i = 0; i < 8 && !bench.done; i++)
        bench.reactor->tick(bench.state, bench.reactor->deadline(bench.state), &bench.io);
    if (!bench.done)
        bench.reactor->released(bench.state, bench.now + MONO_SEC, &bench.io);
    assert(bench.done);
    checks[which](&bench);
    bench.reactor->tick(bench.state, bench.now + MONO_SEC, &bench.io);
    free(bench.state);
    return 0;
}
