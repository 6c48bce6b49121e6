/* Trains of pulses: when each began, what it was, what was felt at the end of its period, and every departure from that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/pulse_train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 64 };

/* An instrument that presses at `rate`, and a participant who moves the slider at known times. */
struct rig {
    void *state;
    struct reactor_io io;
    struct pulse_train_spec spec;
    struct pulse_train_outcome out;
    int done, alarms;
    struct command commands[COMMANDS_MAX];
    mono_ns commanded[COMMANDS_MAX];
    size_t n_commands;
    int phases[PHASE_RELEASED + 1];
    mono_ns t, step;
    uint32_t seq;
    double kpa, rate;
    mono_ns began, delay; /* of the program, or of the last drive; what it takes to begin */
    mono_ns slip;         /* of each period of its own program */
    struct command program;
    bool has_program, is_stuck, is_deaf;
    int extra;   /* pulses more than it was told */
    double leak; /* share of the level that is not reached */
    double (*rates)(const struct rig *rig);
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct rig *rig = host;
    assert_int_equal(channel.instrument, 1);
    assert_true(rig->n_commands < COMMANDS_MAX && rig->done == 0);
    rig->commanded[rig->n_commands] = rig->t;
    rig->commands[rig->n_commands++] = *command;
    if ((command->kind == COMMAND_TRAIN || command->kind == COMMAND_DRIVE) && !rig->is_deaf) {
        rig->program = *command;
        rig->has_program = true;
        rig->began = rig->t + rig->delay;
    }
    if (command->kind == COMMAND_BASELINE && !rig->is_stuck)
        rig->has_program = false;
}

static void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct rig *rig = host;
    (void)t, (void)value;
    rig->phases[phase]++;
}

static void on_alarm(void *host, mono_ns t)
{
    struct rig *rig = host;
    assert_true(t > 0 && rig->done == 0);
    rig->alarms++;
}

static void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct rig *rig = host;
    (void)t;
    assert_int_equal(n, sizeof rig->out);
    memcpy(&rig->out, outcome, n);
    rig->done++;
    assert_int_equal(rig->done, 1);
    assert_int_equal(rig->commands[rig->n_commands - 1].kind, COMMAND_IDLE);
}

static void rig_init(struct rig *rig, enum pulse_pace pace)
{
    *rig = (struct rig){.spec = pulse_train_defaults(),
                        .t = 7 * MONO_SEC,
                        .step = 10 * MONO_MS,
                        .rate = 200,
                        .delay = 120 * MONO_MS};
    rig->spec.pace = (uint8_t)pace;
    for (size_t i = 0; i < PULSES_MAX; i++)
        rig->spec.level_kpa[i] = 40;
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm};
    rig->state = malloc(pulse_train.state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, pulse_train.state_size);
}

static void rig_start(struct rig *rig)
{
    static const struct channel_ref channels[] = {{1, 0}, {1, 3}};
    pulse_train.start(rig->state, rig->t, &rig->spec, channels, 2, &rig->io);
}

static void rig_fini(struct rig *rig)
{
    free(rig->state);
}

static void rig_send(struct rig *rig, enum event_kind kind, uint8_t channel, double value,
                     uint8_t code)
{
    const struct event event = {.t = rig->t,
                                .value = value,
                                .seq = rig->seq,
                                .kind = (uint8_t)kind,
                                .instrument = 1,
                                .channel = channel,
                                .code = code};
    if (!rig->done)
        pulse_train.event(rig->state, &event, &rig->io);
}

/* Where the instrument wants to be. */
static double goal(const struct rig *rig)
{
    const struct command *program = &rig->program;
    if (!rig->has_program || rig->t < rig->began)
        return 0;
    const mono_ns past = rig->t - rig->began;
    if (program->kind == COMMAND_DRIVE) {
        const mono_ns way = mono_from_sec(program->target / program->rate_per_s);
        return past < way + program->hold ? program->target * (1 - rig->leak) : 0;
    }
    const mono_ns period = program->hold + program->off + rig->slip;
    if (past >= (program->pulses + rig->extra) * period)
        return 0;
    return past % period < program->hold ? program->target * (1 - rig->leak) : program->base;
}

static void rig_step(struct rig *rig)
{
    rig->t += rig->step;
    const double most = rig->rate * mono_to_sec(rig->step), way = goal(rig) - rig->kpa;
    rig->kpa += fmax(-2 * most, fmin(most, way));
    while (!rig->done && pulse_train.deadline(rig->state) <= rig->t) /* as the bench does it */
        pulse_train.tick(rig->state, pulse_train.deadline(rig->state), &rig->io);
    rig->seq++;
    rig_send(rig, EVENT_READING, 0, rig->kpa, 0);
    rig->seq++;
    if (rig->rates)
        rig_send(rig, EVENT_RATING, 3, rig->rates(rig), 0);
}

static void rig_live(struct rig *rig, mono_ns duration)
{
    for (mono_ns until = rig->t + duration; rig->t < until && !rig->done;)
        rig_step(rig);
}

static int rig_count(const struct rig *rig, enum command_kind kind)
{
    int n = 0;
    for (size_t i = 0; i < rig->n_commands; i++)
        n += rig->commands[i].kind == kind;
    return n;
}

static void rig_finish(struct rig *rig)
{
    rig_live(rig, 60 * MONO_SEC);
    assert_int_equal(rig->done, 1);
    assert_true(pulse_train.deadline(rig->state) == MONO_NEVER);
    assert_true(rig_count(rig, COMMAND_BASELINE) >= 1);
    assert_int_equal(rig->alarms, !rig->out.at_baseline);
}

/* Two more with each pulse, moved half way through its pause: at the beginning of a period it still shows the pulse before. */
static double one_more_each(const struct rig *rig)
{
    const mono_ns past = rig->t - rig->commanded[1] - rig->delay - 1500 * MONO_MS;
    return past < 0 ? 0 : fmin(10, 0.5 * (double)(past / (2 * MONO_SEC) + 1));
}

static void test_ten_pulses_by_whoever_keeps_the_time(void **unused)
{
    (void)unused;
    for (int pace = 0; pace < 2; pace++) {
        struct rig rig;
        rig_init(&rig, (enum pulse_pace)pace);
        rig.rates = one_more_each;
        rig_start(&rig);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_COMPLETED);
        assert_int_equal(rig.out.given, 10);
        assert_int_equal(rig_count(&rig, COMMAND_TRAIN), pace == PULSES_BY_INSTRUMENT);
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), pace == PULSES_BY_US ? 10 : 0);
        for (int i = 0; i < 10; i++) {
            const struct pulse *pulse = &rig.out.pulses[i];
            assert_true(fabs((double)pulse->onset_error_s) < 0.001);
            assert_true(fabs((double)pulse->order_error_s) <= 0);
            assert_true(pulse->has_level && !pulse->is_off);
            assert_true(fabs((double)pulse->level_kpa - 40) < 0.01);
            assert_true(pulse->has_rating);
            assert_true(fabs((double)pulse->rating - 0.5 * (i + 1)) < 1e-6);
        }
        assert_true(fabs((double)rig.out.peak_kpa - 40) < 0.01);
        assert_true(rig.out.at_baseline && rig.out.gaps == 0);
        assert_true(rig.out.end_ns - rig.out.onset_ns == 20 * MONO_SEC);
        assert_int_equal(rig.phases[PHASE_RUNNING], 1);
        rig_fini(&rig);
    }
}

/* Each of its own level: only we can give them. */
static void test_each_pulse_has_its_level(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_US);
    rig.spec.pulses = 5;
    for (int i = 0; i < 5; i++)
        rig.spec.level_kpa[i] = (float)(20 + 10 * i);
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (int i = 0; i < 5; i++) {
        assert_true(fabs((double)rig.out.pulses[i].level_kpa - (20 + 10 * i)) < 0.01);
        assert_true(fabs((double)rig.out.pulses[i].onset_error_s) <
                    0.11);                          /* half the way lies elsewhere */
        assert_false(rig.out.pulses[i].has_rating); /* missing, never zero */
    }
    rig_fini(&rig);
}

/* Its clock runs slow by 5 ms a period: told with each pulse, and no rating is taken early. */
static void test_a_slow_clock_shows_in_the_onsets(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.slip = 5 * MONO_MS;
    rig.step = MONO_MS;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (int i = 0; i < 10; i++)
        assert_true(fabs((double)rig.out.pulses[i].onset_error_s - 0.005 * i) < 0.001);
    rig_fini(&rig);
}

static double until_the_fifth(const struct rig *rig)
{
    return rig->t - rig->commanded[1] < 9 * MONO_SEC ? 3 : (double)NAN;
}

static void test_a_rating_that_stays_away_is_missing(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.rates = until_the_fifth;
    rig_start(&rig);
    rig_finish(&rig);
    for (int i = 0; i < 10; i++)
        assert_int_equal(rig.out.pulses[i].has_rating, i < 4);
    rig_fini(&rig);
}

static void test_a_leak_is_told_with_each_pulse(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.leak = 0.3;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    for (int i = 0; i < 10; i++)
        assert_true(rig.out.pulses[i].is_off &&
                    fabs((double)rig.out.pulses[i].level_kpa - 28) < 0.01);
    rig_fini(&rig);
}

static void test_more_than_was_asked_for_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.leak = -0.2;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_true((double)rig.out.peak_kpa < 50);
    rig_fini(&rig);
}

/* Twice as fast: the eleventh comes while the tenth of ours is not over. */
static void test_a_pulse_too_many_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.slip = -500 * MONO_MS;
    rig.extra = 10;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    rig_fini(&rig);
}

static void test_a_pulse_that_does_not_come_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.is_deaf = true;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_int_equal(rig.out.given, 0);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 5 * MONO_SEC);
    rig.has_program = false;
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_int_equal(rig.out.given, 3); /* what was given stands */
    rig_fini(&rig);
}

static void test_the_button_ends_it(void **unused)
{
    (void)unused;
    for (int pace = 0; pace < 2; pace++) {
        struct rig rig;
        rig_init(&rig, (enum pulse_pace)pace);
        rig.rates = one_more_each;
        rig_start(&rig);
        rig_live(&rig, 6500 * MONO_MS);
        rig_send(&rig, EVENT_RESPONSE, 2, 1, 0);
        const int drives = rig_count(&rig, COMMAND_DRIVE);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_WITHDRAWN);
        assert_int_equal(rig.out.given, 3);
        assert_true(rig.out.pulses[2].has_rating && !rig.out.pulses[3].has_rating);
        assert_int_equal(rig_count(&rig, COMMAND_DRIVE), drives); /* none is ordered any more */
        rig_fini(&rig);
    }
}

static void test_silence_faults_and_ends_from_outside(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_US);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    pulse_train.tick(rig.state, rig.t + 600 * MONO_MS, &rig.io);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    rig_send(&rig, EVENT_FAULT, 0, 0, FAULT_LEAK);
    rig_send(&rig, EVENT_READY, 0, 0, 0);
    assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 2);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_LEAK);
    rig_fini(&rig);
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    pulse_train.end(rig.state, rig.t, END_STOP, &rig.io);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_STOP);
    rig_fini(&rig);
}

static void test_who_is_not_seen_off_is_called_for(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig.is_stuck = true;
    rig.spec.base_kpa = 5;
    rig.extra = 100;
    rig_start(&rig);
    rig_live(&rig, 6 * MONO_SEC);
    pulse_train.end(rig.state, rig.t, END_STOP, &rig.io);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_NOT_RELEASED);
    rig_fini(&rig);
}

static void test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, PULSES_BY_INSTRUMENT);
    rig_start(&rig);
    rig_live(&rig, 3 * MONO_SEC);
    rig_send(&rig, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    pulse_train.end(rig.state, rig.t, END_STOP, &rig.io);
    rig_send(&rig, EVENT_NOTICE, 1, 0, NOTICE_AT_REST);
    assert_int_equal(rig.done, 0);
    rig_send(&rig, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    assert_int_equal(rig.done, 1);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns == rig.t);
    assert_int_equal(rig.alarms, 0);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_pulses_by_whoever_keeps_the_time),
        cmocka_unit_test(test_each_pulse_has_its_level),
        cmocka_unit_test(test_a_slow_clock_shows_in_the_onsets),
        cmocka_unit_test(test_a_rating_that_stays_away_is_missing),
        cmocka_unit_test(test_a_leak_is_told_with_each_pulse),
        cmocka_unit_test(test_more_than_was_asked_for_is_a_fault),
        cmocka_unit_test(test_a_pulse_too_many_is_a_fault),
        cmocka_unit_test(test_a_pulse_that_does_not_come_is_a_fault),
        cmocka_unit_test(test_the_button_ends_it),
        cmocka_unit_test(test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured),
        cmocka_unit_test(test_silence_faults_and_ends_from_outside),
        cmocka_unit_test(test_who_is_not_seen_off_is_called_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
