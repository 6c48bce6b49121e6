/* Trains by hand: cues that are exact whatever happens, what each press was against its cue, and every end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/hand_train.h"
#include "unit/stimulus_edges.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PHASE_KINDS = PHASE_RELEASED + 1 };

static const mono_ns an_hour = 3600 * MONO_SEC;

/* A hand that presses at each cue as `hand` says, read every `step`. */
struct rig {
    void *state;
    struct reactor_io io;
    struct hand_train_spec spec;
    struct hand_train_outcome out;
    bool has_channel;
    int done, alarms, idles, streams;
    int phases[PHASE_KINDS];
    struct edges edges;
    mono_ns phase_ns[PHASE_KINDS]; /* the first of each */
    mono_ns t, step;               /* since the start */
    uint32_t seq;
    double (*hand)(const struct rig *rig, mono_ns t);
    struct press {
        mono_ns error, held;
        double kpa;
    } presses[PULSES_MAX];
    double rests_kpa; /* between two presses */
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct rig *rig = host;
    assert_true(rig->has_channel && rig->done == 0);
    assert_true(channel.instrument == 2 && channel.channel == 1 && command->channel == 1);
    rig->idles += command->kind == COMMAND_IDLE;
    rig->streams += command->kind == COMMAND_STREAM;
    assert_true(command->kind == COMMAND_IDLE || command->kind == COMMAND_STREAM);
}

static void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct rig *rig = host;
    assert_true(isfinite(value));
    if (rig->phases[phase]++ == 0)
        rig->phase_ns[phase] = t - an_hour;
}

static void on_edge(void *host, mono_ns t, bool is_on)
{
    edges_add(&((struct rig *)host)->edges, t, is_on);
}

static void on_alarm(void *host, mono_ns t)
{
    struct rig *rig = host;
    assert_true(t > an_hour && rig->done == 0);
    rig->alarms++;
}

static void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct rig *rig = host;
    (void)t;
    assert_int_equal(n, sizeof rig->out);
    memcpy(&rig->out, outcome, n);
    assert_int_equal(++rig->done, 1);
    assert_int_equal(rig->idles, rig->has_channel);
}

static mono_ns cue(const struct rig *rig, int pulse)
{
    return rig->spec.lead + pulse * (rig->spec.on + rig->spec.off);
}

/* Up and down in 100 ms each, trembling by half a percent. */
static double press_kpa(const struct press *press, mono_ns since)
{
    const mono_ns edge = 100 * MONO_MS;
    const double s = mono_to_sec(since);
    const double full = press->kpa * (1 + 0.0025 * (sin(211 * s) + sin(83 * s)));
    if (since < 0 || since > press->held + edge)
        return 0;
    if (since < edge)
        return full * (double)since / (double)edge;
    return since <= press->held ? full : full * (1 - (double)(since - press->held) / (double)edge);
}

static double on_the_beat(const struct rig *rig, mono_ns t)
{
    double kpa = 0;
    for (int i = 0; i < rig->spec.pulses; i++)
        kpa = fmax(kpa, press_kpa(&rig->presses[i], t - cue(rig, i) - rig->presses[i].error));
    return fmax(kpa, rig->rests_kpa * (t / MONO_MS / 4 % 2 ? 1.01 : 0.99));
}

static void rig_start(struct rig *rig)
{
    const struct channel_ref channel = {2, 1};
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm, on_edge};
    rig->state = malloc(hand_train.state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, hand_train.state_size);
    hand_train.start(rig->state, an_hour, &rig->spec, &channel, rig->has_channel, &rig->io);
    assert_int_equal(rig->streams, rig->has_channel);
    assert_int_equal(rig->phases[PHASE_ARMED], 1);
}

static void rig_init(struct rig *rig, bool has_channel)
{
    *rig = (struct rig){.spec = hand_train_defaults(),
                        .has_channel = has_channel,
                        .step = 4 * MONO_MS,
                        .hand = on_the_beat};
    for (int i = 0; i < PULSES_MAX; i++)
        rig->presses[i] = (struct press){.error = 60 * MONO_MS, .held = 900 * MONO_MS, .kpa = 300};
}

static void rig_fini(struct rig *rig)
{
    free(rig->state);
}

static void rig_send(struct rig *rig, enum event_kind kind, mono_ns t, double value, uint8_t code)
{
    const struct event event = {
        .t = an_hour + t,
        .value = value,
        .seq = rig->seq,
        .kind = (uint8_t)kind,
        .instrument = kind == EVENT_RESPONSE ? INSTRUMENT_BENCH : 2,
        .channel = 1,
        .code = code,
    };
    if (!rig->done)
        hand_train.event(rig->state, &event, &rig->io);
}

static void rig_tick(struct rig *rig, mono_ns t)
{
    if (!rig->done)
        hand_train.tick(rig->state, an_hour + t, &rig->io);
}

static struct hand_train_live rig_look(const struct rig *rig)
{
    struct hand_train_live look;
    assert_int_equal(hand_train.look_size, sizeof look);
    hand_train.look(rig->state, &look);
    return look;
}

/* What is due before the next reading is told when it is due. */
static void rig_read(struct rig *rig)
{
    const mono_ns due = rig->done ? MONO_NEVER : hand_train.deadline(rig->state) - an_hour;
    if (due > rig->t - rig->step && due < rig->t)
        rig_tick(rig, due);
    rig->seq++;
    rig_send(rig, EVENT_READING, rig->t, rig->hand(rig, rig->t), 0);
}

static void rig_run_until(struct rig *rig, mono_ns t)
{
    for (; rig->t < t && !rig->done; rig->t += rig->step)
        rig_read(rig);
}

static struct hand_train_outcome run(struct rig *rig)
{
    rig_start(rig);
    rig_run_until(rig, 60 * MONO_SEC);
    assert_int_equal(rig->done, 1);
    assert_true(hand_train.deadline(rig->state) == MONO_NEVER);
    rig_fini(rig);
    return rig->out;
}

/* ---- cues ------------------------------------------------------------------------------------------- */

/* Told of the time only at its own deadlines: all cues in turn, each at its place to the nanosecond. */
static void cues_are_exact_without_an_instrument(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, false);
    rig.spec.on = 333333333;
    rig.spec.off = 666666667;
    rig_start(&rig);
    int n = 0;
    for (; !rig.done; n++) {
        const struct hand_train_live look = rig_look(&rig);
        const int pulse = (n - 3) / 2;
        const mono_ns due =
            n < 3 ? (n + 1) * MONO_SEC : cue(&rig, pulse) + ((n - 3) % 2 ? rig.spec.on : 0);
        if (n < 23) {
            assert_int_equal(look.next_cue, n < 3         ? HAND_CUE_COUNT
                                            : (n - 3) % 2 ? HAND_CUE_LIFT
                                                          : HAND_CUE_PRESS);
            assert_int_equal(look.next_index, n < 3 ? 3 - n : pulse + 1);
            assert_true(look.next_ns == an_hour + due);
        } else {
            assert_int_equal(look.next_cue, HAND_CUE_NONE);
        }
        assert_int_equal(look.step, n < 4 ? HAND_COUNT_IN : (n - 3) % 2 ? HAND_PRESS : HAND_LIFT);
        assert_int_equal(look.count, n >= 1 && n < 4 ? 4 - n : 0);
        assert_int_equal(look.pulse, n < 4 ? 0 : (n - 4) / 2 + 1);
        while (!rig.done && rig_look(&rig).next_ns == look.next_ns)
            rig_tick(&rig, hand_train.deadline(rig.state) - an_hour);
    }
    assert_int_equal(n, 24);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_int_equal(rig.out.given, 10);
    assert_true(rig.out.released && rig.out.end_ns == an_hour + cue(&rig, 10));
    assert_true(rig.out.cue_ns == an_hour + 4 * MONO_SEC);
    assert_true(rig.phase_ns[PHASE_RUNNING] == 4 * MONO_SEC);
    for (int i = 0; i < PULSES_MAX; i++)
        assert_int_equal(rig.out.presses[i].verdict, HAND_NONE);
    rig_fini(&rig);
}

static void one_stimulus_is_a_train_of_one(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, false);
    rig.spec.pulses = 1;
    rig.spec.count_in = 0;
    rig.spec.lead = 0;
    rig_start(&rig);
    while (!rig.done)
        rig_tick(&rig, hand_train.deadline(rig.state) - an_hour);
    assert_int_equal(rig.out.given, 1);
    assert_int_equal(rig.phases[PHASE_RUNNING], 1);
    assert_true(rig.out.end_ns == an_hour + 2 * MONO_SEC);
    rig_fini(&rig);
}

/* Whoever is late with the time: the same train. */
static void late_ticks_shift_nothing(void **state)
{
    (void)state;
    for (mono_ns late = 0; late < 5 * MONO_SEC; late += 170 * MONO_MS) {
        struct rig rig;
        rig_init(&rig, false);
        rig_start(&rig);
        for (mono_ns t = 0; !rig.done; t += late + MONO_MS)
            rig_tick(&rig, t);
        assert_int_equal(rig.out.given, 10);
        assert_true(rig.out.end_ns == an_hour + cue(&rig, 10));
        rig_fini(&rig);
    }
}

/* ---- presses ---------------------------------------------------------------------------------------- */

static void each_press_is_measured_against_its_cue(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    for (int i = 0; i < 10; i++) {
        rig.presses[i].error = (i * 30 - 120) * MONO_MS;
        rig.presses[i].kpa = 270 + 6 * i;
    }
    const struct hand_train_outcome out = run(&rig);
    assert_int_equal(out.end, END_COMPLETED);
    assert_int_equal(out.given, 10);
    for (int i = 0; i < 10; i++) {
        const struct hand_press *press = &out.presses[i];
        /* it touches at 20 kPa: 7 ms after it began */
        const double touches_s = 0.1 * 20 / rig.presses[i].kpa;
        const double error_s = mono_to_sec(rig.presses[i].error) + touches_s;
        assert_true(press->has_onset && fabs((double)press->onset_error_s - error_s) < 0.002);
        assert_true(press->has_level && fabs((double)press->level_kpa - rig.presses[i].kpa) < 1);
        assert_true(fabs((double)press->peak_kpa - rig.presses[i].kpa * 1.005) < 0.3);
        assert_true(fabs((double)press->held_s - 0.98) < 0.02);
        assert_int_equal(press->in_band, 100);
        assert_int_equal(press->verdict, HAND_IN_BAND);
    }
    edges_check(&rig.edges, 10, 980 * MONO_MS, rig.spec.on + rig.spec.off + 30 * MONO_MS);
    assert_true(out.released && out.extra == 0 && out.gaps == 0);
    assert_true(out.has_idle && fabs((double)out.idle_kpa) < 1e-6);
    assert_int_equal(rig.phases[PHASE_RUNNING], 1);
    assert_int_equal(rig.phases[PHASE_RELEASE], 0);
}

static void every_verdict_has_its_press(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    rig.presses[0].kpa = 370;
    rig.presses[1].kpa = 230;
    rig.presses[2].error = 300 * MONO_MS;
    rig.presses[3].error = -300 * MONO_MS;
    rig.presses[4].kpa = 0;
    rig.presses[5].held = 200 * MONO_MS; /* a tap */
    rig.presses[6].error = 300 * MONO_MS, rig.presses[6].kpa = 370;
    rig.presses[7].error = 1499 * MONO_MS; /* in its own window by a hair, over after it */
    const struct hand_train_outcome out = run(&rig);
    static const uint8_t verdicts[] = {HAND_TOO_STRONG, HAND_TOO_LIGHT, HAND_LATE,      HAND_EARLY,
                                       HAND_MISSED,     HAND_TOO_LIGHT, HAND_TOO_STRONG};
    for (size_t i = 0; i < sizeof verdicts; i++)
        assert_string_equal(hand_verdict_word((enum hand_verdict)out.presses[i].verdict),
                            hand_verdict_word((enum hand_verdict)verdicts[i]));
    assert_false(out.presses[4].has_onset || out.presses[4].has_level);
    assert_int_equal(out.presses[0].in_band, 0);
    assert_int_equal(out.end, END_COMPLETED);
}

/* Its own press counts, what comes with it is told. */
static void a_second_press_is_extra(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    rig.presses[2].held = 300 * MONO_MS;
    rig.presses[3] = (struct press){.error = -1300 * MONO_MS, .held = 200 * MONO_MS, .kpa = 350};
    const struct hand_train_outcome out = run(&rig);
    assert_int_equal(out.extra, 1);
    assert_int_equal(out.presses[3].verdict, HAND_MISSED);
    assert_true(fabs((double)out.presses[2].onset_error_s - 0.067) < 0.003);
    assert_true((double)out.peak_kpa > 350);
}

/* Who rests the probe on the skin is not pressing, and begins where the press does. */
static void a_probe_that_rests_on_the_skin_is_no_press(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    rig.rests_kpa = 15;
    const struct hand_train_outcome out = run(&rig);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(out.presses[i].verdict, HAND_IN_BAND);
        assert_true(fabs((double)out.presses[i].onset_error_s - 0.067) < 0.01);
    }
    rig_init(&rig, true);
    rig.rests_kpa =
        30; /* touches all the time: it begins at a quarter of the level, and has to come off at the end */
    rig_start(&rig);
    rig_run_until(&rig, cue(&rig, 10) + MONO_SEC);
    assert_int_equal(rig.done, 0);
    assert_int_equal(rig.phases[PHASE_RELEASE], 1);
    assert_true(rig_look(&rig).is_releasing);
    rig.rests_kpa = 0;
    rig_run_until(&rig, cue(&rig, 10) + 2 * MONO_SEC);
    assert_int_equal(rig.done, 1);
    assert_true(rig.out.released && rig.phases[PHASE_RELEASED] == 1);
    for (int i = 0; i < 10; i++)
        assert_true(fabs((double)rig.out.presses[i].onset_error_s - 0.085) < 0.003);
    rig_fini(&rig);
}

/* Ticks between readings, none, many: the same numbers. */
static void how_the_time_is_told_changes_nothing(void **state)
{
    (void)state;
    struct hand_train_outcome first = {0};
    for (int ticks = 0; ticks < 4; ticks++) {
        struct rig rig;
        rig_init(&rig, true);
        rig_start(&rig);
        while (!rig.done) {
            for (int i = 1; i < ticks; i++)
                rig_tick(&rig, rig.t - rig.step + rig.step * i / ticks);
            rig_read(&rig);
            rig.t += rig.step;
        }
        if (ticks == 0)
            first = rig.out;
        assert_memory_equal(&first, &rig.out, sizeof first);
        rig_fini(&rig);
    }
}

static void slow_gauges_measure_it_too(void **state)
{
    (void)state;
    for (mono_ns step = MONO_MS; step <= 100 * MONO_MS; step += 11 * MONO_MS) {
        struct rig rig;
        rig_init(&rig, true);
        rig.step = step;
        const struct hand_train_outcome out = run(&rig);
        for (int i = 0; i < 10; i++) {
            if (out.presses[i].verdict != HAND_IN_BAND)
                fail_msg("%d ms, %d: %s, %s", (int)(step / MONO_MS), i,
                         hand_verdict_word((enum hand_verdict)out.presses[i].verdict),
                         fault_word((enum fault)out.fault));
            assert_true(fabs((double)out.presses[i].onset_error_s - 0.067) <
                        0.002 + mono_to_sec(step));
        }
    }
}

/* A hole in the middle of a press leaves no level for it, and no other one. */
static void what_was_not_seen_has_no_level(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    rig_start(&rig);
    rig_run_until(&rig, cue(&rig, 3) + 350 * MONO_MS);
    rig.t += 240 * MONO_MS;
    rig.seq += 60;
    rig_run_until(&rig, 60 * MONO_SEC);
    assert_int_equal(rig.out.gaps, 60);
    for (int i = 0; i < 10; i++)
        assert_int_equal(rig.out.presses[i].verdict, i == 3 ? HAND_UNSEEN : HAND_IN_BAND);
    assert_false(rig.out.presses[3].has_level);
    rig_fini(&rig);
}

/* ---- ends ------------------------------------------------------------------------------------------- */

/* In the count-in, in a press, between two, and with the last one still on. */
static const mono_ns places[] = {2 * MONO_SEC, 4500 * MONO_MS, 5500 * MONO_MS, 22500 * MONO_MS};
enum { PLACES = sizeof places / sizeof places[0] };

static void bring(struct rig *rig, int place)
{
    rig_init(rig, true);
    rig_start(rig);
    rig_run_until(rig, places[place]);
    assert_int_equal(rig->done, 0);
}

static void let_go(struct rig *rig)
{
    for (int i = 0; i < PULSES_MAX; i++)
        rig->presses[i].kpa = 0;
    rig_run_until(rig, rig->t + MONO_SEC);
    assert_int_equal(rig->done, 1);
}

static void every_end_from_outside_waits_until_it_is_off(void **state)
{
    (void)state;
    static const enum end_reason ends[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED};
    static const uint8_t given[] = {0, 0, 0, 9};
    for (int place = 0; place < PLACES; place++)
        for (size_t e = 0; e < sizeof ends / sizeof ends[0]; e++) {
            struct rig rig;
            const bool presses = place == 1 || place == 3;
            bring(&rig, place);
            hand_train.end(rig.state, an_hour + rig.t, ends[e], &rig.io);
            assert_int_equal(rig.done, !presses);
            assert_int_equal(rig.phases[PHASE_RELEASE], presses);
            if (presses)
                let_go(&rig);
            /* a train of which something is missing is not completed, whoever says so */
            assert_int_equal(rig.out.end, ends[e] == END_COMPLETED ? END_INTERRUPTED : ends[e]);
            assert_int_equal(rig.out.given, given[place]);
            assert_true(rig.out.released && rig.alarms == 0);
            rig_fini(&rig);
        }
}

static void the_button_withdraws_at_its_own_time(void **state)
{
    (void)state;
    for (int place = 0; place < PLACES; place++) {
        struct rig rig;
        bring(&rig, place);
        rig_send(&rig, EVENT_RESPONSE, -1, 1, 0); /* of before */
        rig_send(&rig, EVENT_RESPONSE, rig.t, 0, 0);
        assert_int_equal(rig.done + rig.phases[PHASE_RELEASE], 0);
        rig_send(&rig, EVENT_RESPONSE, rig.t - 3, 1, 0);
        if (!rig.done)
            let_go(&rig);
        assert_int_equal(rig.out.end, END_WITHDRAWN);
        assert_true(rig.out.response_ns == an_hour + places[place] - 3);
        assert_true(rig.out.end_ns == rig.out.response_ns);
        rig_fini(&rig);
    }
}

/* Who does not let go is told, then the bench is; a person may say that it is off. */
static void what_is_not_seen_off_raises_the_alarm(void **state)
{
    (void)state;
    for (int says = 0; says < 2; says++) {
        struct rig rig;
        bring(&rig, 1);
        rig.presses[0].held = an_hour;
        hand_train.end(rig.state, an_hour + rig.t, END_STOP, &rig.io);
        rig_run_until(&rig, rig.t + 29 * MONO_SEC);
        assert_int_equal(rig.alarms, 0);
        rig_run_until(&rig, rig.t + 2 * MONO_SEC);
        assert_int_equal(rig.alarms, 1);
        assert_int_equal(rig.phases[PHASE_RELEASE], 2);
        if (says)
            hand_train.released(rig.state, an_hour + rig.t, &rig.io);
        else
            let_go(&rig);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.released, !says);
        rig_fini(&rig);
    }
}

static void the_limit_warns_and_ends_it(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    rig.spec.limit_kpa = 400;
    rig.presses[1].kpa = rig.presses[3].kpa = 380;
    rig.presses[5].kpa = 420;
    rig_start(&rig);
    rig_run_until(&rig, cue(&rig, 5) + 500 * MONO_MS);
    assert_int_equal(rig.phases[PHASE_WARN], 3);
    assert_int_equal(rig.phases[PHASE_RELEASE], 1);
    assert_int_equal(rig.done, 0);
    let_go(&rig);
    assert_int_equal(rig.out.end, END_LIMIT);
    assert_int_equal(rig.out.given, 5);
    assert_true((double)rig.out.peak_kpa > 415); /* while it was let go, too */
    assert_int_equal(rig.out.presses[1].verdict, HAND_TOO_STRONG);
    assert_int_equal(rig.out.presses[5].verdict, HAND_NONE);
    rig_fini(&rig);
}

static double always_500(const struct rig *rig, mono_ns t)
{
    (void)rig;
    return t / MONO_MS / 4 % 2 ? 502 : 498;
}

static double pulls(const struct rig *rig, mono_ns t)
{
    return -on_the_beat(rig, t);
}

static double freezes(const struct rig *rig, mono_ns t)
{
    return t > cue(rig, 2) + 300 * MONO_MS ? 300 : on_the_beat(rig, t);
}

static double is_no_number(const struct rig *rig, mono_ns t)
{
    return t > cue(rig, 2) ? NAN : on_the_beat(rig, t);
}

static void a_gauge_that_cannot_be_trusted_ends_it(void **state)
{
    (void)state;
    static const struct {
        double (*hand)(const struct rig *rig, mono_ns t);
        double limit_kpa;
        enum fault fault;
        uint8_t given;
    } rows[] = {
        {always_500, 450, FAULT_RANGE, 0},
        {pulls, 1000, FAULT_PULL, 0},
        {freezes, 1000, FAULT_STILL, 2},
        {is_no_number, 1000, FAULT_RANGE, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig, true);
        rig.spec.limit_kpa = rows[i].limit_kpa;
        rig.hand = rows[i].hand;
        rig_start(&rig);
        rig_run_until(&rig, cue(&rig, 9));
        if (!rig.done)
            hand_train.released(rig.state, an_hour + rig.t, &rig.io);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.end, END_FAULT);
        assert_string_equal(fault_word((enum fault)rig.out.fault), fault_word(rows[i].fault));
        assert_int_equal(rig.out.given, rows[i].given);
        rig_fini(&rig);
    }
}

static void silence_and_faults_end_it_and_it_is_watched_again_when_it_is_back(void **state)
{
    (void)state;
    for (int place = 0; place < PLACES; place++)
        for (int is_told = 0; is_told < 2; is_told++) {
            struct rig rig;
            bring(&rig, place);
            /* out of sight from one cue to the next it may be pressed */
            const bool presses = place == 1 || place == 3 || (place == 2 && !is_told);
            if (is_told)
                rig_send(&rig, EVENT_FAULT, rig.t, 0, FAULT_LOST);
            else
                rig_tick(&rig, rig.t + rig.spec.silent_within);
            if (is_told || place < 3) { /* else the train was over before */
                assert_int_equal(rig.done, !presses);
                assert_int_equal(rig.phases[PHASE_RELEASE], presses);
            }
            rig_send(&rig, EVENT_READY, rig.t, 0, 0);
            assert_int_equal(rig.streams, 1 + (is_told && presses));
            rig.t += is_told ? 0 : rig.spec.silent_within;
            if (!rig.done)
                let_go(&rig);
            assert_int_equal(rig.out.end, END_FAULT);
            assert_int_equal(rig.out.fault, is_told ? FAULT_LOST : FAULT_SILENT);
            rig_fini(&rig);
        }
}

/* A gauge that was not zeroed shows it. */
static void an_offset_is_told_and_never_subtracted(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, true);
    rig.rests_kpa = 12;
    const struct hand_train_outcome out = run(&rig);
    assert_true(out.has_idle && fabs((double)out.idle_kpa - 12) < 0.1);
    assert_true(fabs((double)out.presses[0].level_kpa - 300) < 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cues_are_exact_without_an_instrument),
        cmocka_unit_test(one_stimulus_is_a_train_of_one),
        cmocka_unit_test(late_ticks_shift_nothing),
        cmocka_unit_test(each_press_is_measured_against_its_cue),
        cmocka_unit_test(every_verdict_has_its_press),
        cmocka_unit_test(a_second_press_is_extra),
        cmocka_unit_test(a_probe_that_rests_on_the_skin_is_no_press),
        cmocka_unit_test(how_the_time_is_told_changes_nothing),
        cmocka_unit_test(slow_gauges_measure_it_too),
        cmocka_unit_test(what_was_not_seen_has_no_level),
        cmocka_unit_test(every_end_from_outside_waits_until_it_is_off),
        cmocka_unit_test(the_button_withdraws_at_its_own_time),
        cmocka_unit_test(what_is_not_seen_off_raises_the_alarm),
        cmocka_unit_test(the_limit_warns_and_ends_it),
        cmocka_unit_test(a_gauge_that_cannot_be_trusted_ends_it),
        cmocka_unit_test(silence_and_faults_end_it_and_it_is_watched_again_when_it_is_back),
        cmocka_unit_test(an_offset_is_told_and_never_subtracted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
