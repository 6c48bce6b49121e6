/* Any events in any order: each stimulus is done exactly once and reports only what it measured.
 *
 * Input: one byte for the stimulus, then per step one byte of action, one of time and one of value.
 */
#include "stimulus/hand_train.h"
#include "stimulus/immersion.h"
#include "stimulus/pressure_hold.h"
#include "stimulus/pressure_ramp.h"
#include "stimulus/rating_watch.h"
#include "stimulus/thermal_limen.h"
#include "stimulus/thermal_limits.h"
#include "stimulus/thermal_tonic.h"

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
    uint8_t channels; /* how many it owns, from 0 */
    bool is_rated;    /* the second of them is the rating, of the same instrument */
    uint32_t seq;
    int done, alarms;
    bool energised, ended;          /* ended: from outside, as if it was no longer needed */
    double highest;                 /* reading that was handed over */
    double from_c, goal_c, c_per_s; /* where a thermode that obeys would be */
    mono_ns from, leaves;
    _Alignas(8) unsigned char outcome[REACTOR_OUTCOME_MAX];
};

/* A drive of a pulse ends by itself. */
static double obeyed_c(const struct bench *bench, mono_ns t)
{
    const mono_ns driven = mono_min(t, bench->leaves);
    const double most = bench->c_per_s * mono_to_sec(driven - bench->from);
    const double there = bench->from_c + fmax(-most, fmin(most, bench->goal_c - bench->from_c));
    const double back = 100 * mono_to_sec(t - driven);
    return there + fmax(-back, fmin(back, 32 - there));
}

static void obey(struct bench *bench, double goal_c, double c_per_s)
{
    bench->from_c = obeyed_c(bench, bench->now);
    bench->from = bench->now;
    bench->goal_c = goal_c;
    bench->c_per_s = c_per_s;
    bench->leaves = MONO_NEVER;
}

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct bench *bench = host;
    assert(!bench->done && channel.instrument == 0 && channel.channel < bench->channels);
    assert(command->channel == channel.channel);
    assert(channel.channel == 0 || command->kind == COMMAND_STREAM ||
           command->kind == COMMAND_IDLE);
    if (command->kind == COMMAND_DRIVE) {
        bench->energised = true;
        obey(bench, command->target, command->rate_per_s);
        if (bench->is_rated)
            bench->leaves =
                bench->now + command->hold +
                mono_from_sec(fabs(command->target - bench->from_c) / command->rate_per_s);
    } else if (command->kind == COMMAND_BASELINE) {
        bench->energised = false;
        obey(bench, 32, 100);
    }
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

/* So near that a few bytes get through all states. */
static struct thermal_spec near_thermal(void)
{
    struct thermal_spec spec = thermal_defaults();
    spec.settle_c = 2;
    spec.settle_span = spec.lead_in = 10 * MONO_MS;
    spec.rate_c_per_s = 20;
    spec.zone_c = 4;
    spec.track_c = 3;
    return spec;
}

/* So quick that a few bytes get through it. */
static struct hand_train_spec near_hand(void)
{
    struct hand_train_spec spec = hand_train_defaults();
    spec.lead = 100 * MONO_MS;
    spec.beat = 20 * MONO_MS;
    spec.on = spec.off = 100 * MONO_MS;
    spec.pulses = 3;
    spec.level_kpa = 100;
    spec.band_kpa = 30;
    return spec;
}

static const double warm_limit_c = 38, cool_limit_c = 26;

/* Pulses of 38 degC. */
static struct thermal_train_spec near_train(void)
{
    struct thermal_train_spec spec = thermal_train_defaults();
    spec.thermal = near_thermal();
    spec.thermal.return_c_per_s = 100;
    spec.pulses = 3;
    for (int i = 0; i < 3; i++)
        spec.level_c[i] = (float)warm_limit_c;
    spec.on = 100 * MONO_MS;
    spec.period = thermal_train_least(&spec);
    return spec;
}

static struct thermal_tonic_spec near_tonic(void)
{
    struct thermal_tonic_spec spec = thermal_tonic_defaults();
    spec.thermal = near_thermal();
    spec.level_c = warm_limit_c;
    spec.hold = 2 * MONO_SEC;
    spec.rating_gap_s = 2;
    return spec;
}

static bool is_answer(uint8_t end)
{
    return end == END_RESPONSE || end == END_LIMIT;
}

static void check_thermal_ends(const struct bench *bench, uint8_t end, uint8_t fault,
                               uint8_t after_fault, bool returned)
{
    assert(end != END_NONE);
    assert(returned || bench->alarms == 1);
    assert(returned || end == END_FAULT || after_fault != FAULT_NONE);
    assert(fault == FAULT_NONE || end == END_FAULT);
    assert(after_fault == FAULT_NONE || end != END_FAULT);
}

static void check_limits(const struct bench *bench)
{
    struct thermal_limits_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    check_thermal_ends(bench, out.end, out.fault, out.after_fault, out.returned);
    assert(out.has_value == is_answer(out.end) && out.censored == (out.end == END_LIMIT));
    assert((out.bound == THERMAL_ABOVE) == out.censored && out.bound != THERMAL_BELOW);
    assert(isfinite(out.value_c) && isfinite(out.peak_c) && isfinite(out.slope_c_per_s));
    assert(isfinite(out.slope_error) && isfinite(out.behind_c) && isfinite(out.zone_spread_c));
    assert(isfinite(out.worst_slope_c_per_s) && out.in_band >= 0 && out.in_band <= 1);
    assert(out.has_value || !(fabs(out.value_c) > 0));
    for (int i = 0; i < THERMAL_ZONES_MAX; i++)
        assert(isfinite(out.zone_c[i]));
    assert(out.overshoot_c >= 0 && isfinite(out.overshoot_c) && out.readings <= bench->seq);
    assert(out.ramp_ns == 0 || out.ramp_ns >= out.settled_ns);
    assert(!out.returned || out.baseline_ns > 0);
    if (out.end == END_RESPONSE) {
        assert(out.value_c > 32 && out.value_c > out.start_c && out.value_c < warm_limit_c);
        assert(out.response_ns >= out.moved_ns && out.moved_ns >= out.ramp_ns);
    }
}

static void check_limen(const struct bench *bench)
{
    struct thermal_limen_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    check_thermal_ends(bench, out.end, out.fault, out.after_fault, out.returned);
    assert(out.n_turns <= 6 && isfinite(out.start_c) && isfinite(out.overshoot_c));
    assert(isfinite(out.warmest_c) && isfinite(out.coolest_c) && isfinite(out.zone_spread_c));
    for (int i = 0; i < out.n_turns; i++) {
        const struct thermal_limen_turn *turn = &out.turns[i];
        assert(turn->end != END_NONE && turn->is_cool == (i % 2 == 1));
        assert(isfinite(turn->value_c) && isfinite(turn->slope_c_per_s));
        assert(is_answer(turn->end) || i == out.n_turns - 1 || turn->end == END_FAULT);
        if (turn->end == END_RESPONSE)
            assert(turn->value_c < warm_limit_c && turn->value_c > cool_limit_c);
        if (turn->end == END_LIMIT)
            assert(!(fabs(turn->value_c - (i % 2 ? cool_limit_c : warm_limit_c)) > 0));
    }
    if (out.end == END_COMPLETED && out.n_turns == 6)
        assert(is_answer(out.turns[5].end) || out.turns[5].end == END_COMPLETED);
}

/* A press withdraws, whenever it comes; what was given has what was measured, or nothing. */
static void check_whole(const struct bench *bench, const struct thermal_whole *whole)
{
    check_thermal_ends(bench, whole->end, whole->fault, whole->after_fault, whole->returned);
    assert(whole->end != END_RESPONSE && whole->end != END_LIMIT && whole->end != END_EARLY);
    assert(isfinite(whole->start_c) && isfinite(whole->peak_c) && isfinite(whole->zone_spread_c));
    assert(whole->start_ns == 0 || whole->start_ns >= whole->settled_ns);
    assert(whole->readings <= bench->seq && (!whole->returned || whole->baseline_ns > 0));
}

static void check_train(const struct bench *bench)
{
    struct thermal_train_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    check_whole(bench, &out.whole);
    assert(out.given <= 3 && out.off >> out.given == 0 && (out.given == 0 || out.onset_ns > 0));
    assert((out.whole.end == END_COMPLETED) <= (out.given == 3 || bench->ended));
    for (int i = 0; i < out.given; i++) {
        const struct thermal_pulse *pulse = &out.pulses[i];
        assert(isfinite(pulse->onset_error_s) && isfinite(pulse->peak_c) && pulse->peak_c > 32);
        assert(isnan(pulse->rating) || (pulse->rating >= 0 && pulse->rating <= 10));
        assert(isnan(pulse->level_c) || fabsf(pulse->level_c - (float)warm_limit_c) < 8);
    }
}

static void check_tonic(const struct bench *bench)
{
    struct thermal_tonic_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    check_whole(bench, &out.whole);
    assert(!out.has_mean || out.whole.end == END_COMPLETED);
    assert(out.mean >= 0 && out.mean <= 10 && out.rise >= 0 && out.rise <= 10);
    assert(out.peak.rating >= out.nadir.rating && (!out.late.has || out.nadir.has));
}

static void check_immersion(const struct bench *bench)
{
    struct immersion_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    assert(out.end != END_NONE && out.n_due <= IMMERSION_RATINGS_MAX);
    assert(out.on_ns == 0 || (out.on_ns >= out.armed_ns && out.end_ns >= out.on_ns));
    assert(out.on_ns > 0 || !out.has_pain);
    assert(!out.has_pain || (out.pain_ns >= out.on_ns && out.pain_ns <= out.end_ns));
    assert(out.rated >> out.n_due == 0 && (!out.has_rating || out.end == END_COMPLETED));
    for (int i = 0; i < IMMERSION_RATINGS_MAX; i++)
        assert(out.ratings[i] >= 0 && out.ratings[i] <= 10);
    assert(out.rating >= 0 && out.rating <= 10);
    if (out.end == END_LIMIT || out.end == END_RESPONSE)
        assert(out.end_ns - out.on_ns <= immersion_defaults().limit);
}

static void check_hand(const struct bench *bench)
{
    struct hand_train_outcome out;
    memcpy(&out, bench->outcome, sizeof out);
    const struct hand_train_spec spec = near_hand();
    assert(out.end != END_NONE && out.given <= spec.pulses && out.cue_ns == MONO_SEC + spec.lead);
    assert(out.fault == FAULT_NONE || out.end == END_FAULT);
    assert((out.end == END_COMPLETED) <= (out.given == spec.pulses));
    assert(!out.released || out.release_ns == 0 || out.release_ns >= out.end_ns);
    assert(isfinite(out.peak_kpa) && isfinite(out.idle_kpa));
    assert(out.gaps <= bench->seq && out.readings <= bench->seq);
    for (int i = 0; i < PULSES_MAX; i++) {
        const struct hand_press *press = &out.presses[i];
        assert(press->verdict <= HAND_UNSEEN && press->in_band <= 100 && press->held_s >= 0);
        assert(press->has_onset || !press->has_level);
        assert(isfinite(press->level_kpa) && (double)press->level_kpa <= bench->highest * 1.001);
        assert((press->verdict == HAND_MISSED) <= !press->has_onset);
        assert(i < spec.pulses || (press->verdict == HAND_NONE && !press->has_onset));
    }
}

/* Most values are sane, so that the states behind the first one are reached. */
static double value_of(const struct bench *bench, mono_ns t, uint8_t action, uint8_t byte)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -1e308, 1e308, -0.0, 1e-308, 999.999};
    if (action >= 0xf0)
        return odd[byte % 8];
    if (bench->channels > 1) /* it does what it was told, or anything */
        return action & 0x80 ? 24 + byte / 16.0 : obeyed_c(bench, t) + (byte - 128) / 1000.0;
    const double sign = (action & 0xa0) == 0xa0 ? -1 : 1; /* a gauge that is turned round */
    return sign * (action & 0x40 ? byte * 5.0 : byte / 10.0);
}

static void act(struct bench *bench, const uint8_t *step)
{
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED};
    const bool thermal = bench->channels > 1;
    mono_ns delta = (mono_ns)step[1] * (step[0] & 0x20 ? 40 * MONO_MS : MONO_MS / 4);
    struct event event = {.t = bench->now + delta,
                          .value = value_of(bench, bench->now + delta, step[0], step[2]),
                          .seq = bench->seq,
                          .kind = EVENT_READING};
    if (bench->channels == 0 && step[0] % 16 < 8) {
        event.kind = EVENT_MARK;
        event.instrument = INSTRUMENT_BENCH;
        event.code = step[0] % 4;
        event.t -= step[2] * MONO_MS;
    }
    switch (step[0] % 16) {
    case 8:
        event.t = bench->reactor->deadline(bench->state);
        if (thermal && event.t != MONO_NEVER && event.t > bench->now && step[2] & 1)
            bench->now = event.t; /* else time stamps of before will follow */
        bench->reactor->tick(bench->state, event.t, &bench->io);
        return;
    case 9:
        event.kind = EVENT_RESPONSE;
        event.instrument = INSTRUMENT_BENCH;
        event.t = bench->now + delta - (step[2] * MONO_MS);
        break;
    case 10:
        event.kind = EVENT_RATING;
        event.channel = bench->is_rated;
        event.value = bench->is_rated ? step[2] / 20.0 : event.value;
        break;
    case 11:
        bench->ended = bench->ended || (step[2] < 32 && reasons[step[2] % 4] == END_COMPLETED);
        if (step[2] < 32)
            bench->reactor->end(bench->state, bench->now, reasons[step[2] % 4], &bench->io);
        return;
    case 12:
        event.kind = step[2] < 16 ? EVENT_FAULT : EVENT_NOTICE;
        event.code = step[2] < 16 ? step[2] % (FAULT_SUPPLY + 1) : step[2] % (NOTICE_BATTERY + 1);
        break;
    case 13:
        event.kind = EVENT_READY;
        break;
    case 14:
        event.seq += step[2];
        event.t -= delta > 0 ? step[2] * MONO_MS : 0;
        break;
    case 15:
        event.channel = thermal ? (uint8_t)(1 + bench->is_rated + step[1] % 2) : 0;
        event.t = thermal ? bench->now : event.t;
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
    if (bench->reactor == &pressure_ramp) {
        struct pressure_ramp_live look;
        pressure_ramp.look(bench->state, &look);
        assert(isfinite(look.slope_kpa_per_s) && isfinite(look.pressure_kpa));
    } else if (bench->channels > 1) {
        struct thermal_live look;
        bench->reactor->look(bench->state, &look);
        assert(isfinite(look.slope_c_per_s) && isfinite(look.temperature_c));
        assert(isfinite(look.value_c) && look.turn < look.turns);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct pressure_ramp_spec ramp = pressure_ramp_defaults();
    struct pressure_hold_spec hold = pressure_hold_defaults();
    struct rating_watch_spec watch = rating_watch_defaults();
    struct thermal_limits_spec limits = {.thermal = near_thermal(), .limit_c = warm_limit_c};
    const struct immersion_spec water = immersion_defaults(), ice = timed_contact_defaults();
    const struct hand_train_spec hand = near_hand();
    struct thermal_limen_spec limen = {near_thermal(), warm_limit_c, cool_limit_c, 3};
    const struct thermal_train_spec train = near_train();
    const struct thermal_tonic_spec tonic = near_tonic();
    const struct reactor *const reactors[] = {
        &pressure_ramp, &pressure_hold, &rating_watch,  &thermal_limits, &thermal_limen,
        &immersion,     &timed_contact, &thermal_train, &thermal_tonic,  &hand_train};
    const void *const specs[] = {&ramp,  &hold, &watch, &limits, &limen,
                                 &water, &ice,  &train, &tonic,  &hand};
    void (*const checks[])(const struct bench *) = {
        check_ramp,      check_hold,      check_watch, check_limits, check_limen,
        check_immersion, check_immersion, check_train, check_tonic,  check_hand};
    static const uint8_t share[] = {0, 0, 0, 1, 2, 3, 3, 4}; /* in proportion to their states */
    const size_t which = data[0] < 0xe0 ? share[data[0] % 8] : 5 + (size_t)(data[0] % 5);
    struct bench bench = {.reactor = reactors[which],
                          .now = MONO_SEC,
                          .start = MONO_SEC,
                          .channels = which < 3 || which == 9 ? 1
                                      : which < 5             ? 3
                                      : which < 7             ? 0
                                                              : 4,
                          .is_rated = which == 7 || which == 8,
                          .from_c = 32,
                          .goal_c = 32,
                          .leaves = MONO_NEVER};
    bench.io = (struct reactor_io){&bench, on_command, on_phase, on_done, on_alarm, NULL};
    bench.state = malloc(bench.reactor->state_size);
    if (!bench.state)
        return 0;
    const struct channel_ref channels[] = {{0, 0}, {0, 1}, {0, 2}, {0, 3}};
    bench.reactor->start(bench.state, bench.now, specs[which], channels, bench.channels, &bench.io);
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
