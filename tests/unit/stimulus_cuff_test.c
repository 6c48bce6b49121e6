/* The cuff ramp: where the rating begins, where it is ended, and every departure from what was asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/cuff_ramp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 16 };
static const mono_ns step = 50 * MONO_MS;

/* An instrument that follows its command, and a participant who rates by a function of the pressure. */
struct rig {
    void *state;
    struct reactor_io io;
    struct cuff_ramp_spec spec;
    struct cuff_ramp_outcome out;
    int done, alarms;
    struct command commands[COMMANDS_MAX];
    size_t n_commands;
    int phases[PHASE_RELEASED + 1];
    mono_ns t;
    uint32_t seq;
    double kpa, goal, rate, factor; /* of the rate asked for */
    bool is_stuck;                  /* the cuff does not vent */
    double (*rates)(double kpa);    /* NULL: no slider */
    double press_kpa;               /* 0: never */
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct rig *rig = host;
    assert_int_equal(channel.instrument, 1);
    assert_int_equal(command->channel, 0);
    assert_true(rig->n_commands < COMMANDS_MAX && rig->done == 0);
    rig->commands[rig->n_commands++] = *command;
    if (command->kind == COMMAND_DRIVE)
        rig->goal = command->target, rig->rate = command->rate_per_s * rig->factor;
    if (command->kind == COMMAND_BASELINE && !rig->is_stuck)
        rig->goal = 0, rig->rate = 100;
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

static void rig_init(struct rig *rig)
{
    *rig = (struct rig){.spec = cuff_ramp_defaults(), .t = 7 * MONO_SEC, .factor = 1};
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm};
    rig->state = malloc(cuff_ramp.state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, cuff_ramp.state_size);
}

static void rig_start(struct rig *rig)
{
    static const struct channel_ref channels[] = {{1, 0}, {1, 3}};
    cuff_ramp.start(rig->state, rig->t, &rig->spec, channels, 2, &rig->io);
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
        cuff_ramp.event(rig->state, &event, &rig->io);
}

/* One status: pressure and rating of the same instant, the press before them. */
static void rig_step(struct rig *rig)
{
    const double most = rig->rate * mono_to_sec(step), way = rig->goal - rig->kpa;
    rig->t += step;
    if (rig->press_kpa > 0 && rig->kpa >= rig->press_kpa) {
        rig->press_kpa = 0;
        rig_send(rig, EVENT_RESPONSE, 2, 1, 0);
    }
    rig->kpa += fmax(-most, fmin(most, way));
    rig->seq++;
    rig_send(rig, EVENT_READING, 0, rig->kpa, 0);
    rig->seq++;
    if (rig->rates)
        rig_send(rig, EVENT_RATING, 3, rig->rates(rig->kpa), 0);
}

static void rig_live(struct rig *rig, double seconds)
{
    for (int i = 0; i < (int)(seconds * 20 + 0.5) && !rig->done; i++)
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
    rig_live(rig, 200);
    for (int i = 0; i < 4 && !rig->done; i++)
        cuff_ramp.tick(rig->state, cuff_ramp.deadline(rig->state), &rig->io);
    assert_int_equal(rig->done, 1);
    assert_true(cuff_ramp.deadline(rig->state) == MONO_NEVER);
    assert_int_equal(rig_count(rig, COMMAND_DRIVE), 1);
    assert_true(rig_count(rig, COMMAND_BASELINE) >= 1);
    assert_int_equal(rig->alarms, !rig->out.at_baseline); /* what presses on is stopped */
}

static double from_twenty_to_sixty(double kpa)
{
    return fmax(0, fmin(10, (kpa - 20) / 4));
}

static double nothing_at_all(double kpa)
{
    (void)kpa;
    return 0;
}

static double up_and_down_and_up(double kpa)
{
    return kpa < 15 ? 0 : kpa < 25 ? 2 : kpa < 35 ? 0.5 : 3;
}

static double always_above(double kpa)
{
    (void)kpa;
    return 4;
}

static void test_the_button_ends_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.rates = from_twenty_to_sixty;
    rig.press_kpa = 45;
    rig_start(&rig);
    assert_int_equal(rig.commands[0].kind, COMMAND_STREAM);
    assert_int_equal(rig.commands[1].kind, COMMAND_DRIVE);
    assert_true(rig.commands[1].target == 100 && rig.commands[1].rate_per_s == 1);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(rig.out.has_value && !rig.out.by_rating);
    assert_true(fabs(rig.out.value_kpa - 45) < 0.06);
    assert_true(rig.out.has_rating && fabs(rig.out.rating - 6.25) < 0.02);
    assert_true(rig.out.has_pdt && fabs(rig.out.pdt_kpa - 20.4) < 0.06);
    assert_true(rig.out.response_ns > rig.out.pdt_ns && rig.out.pdt_ns > rig.out.rise_ns);
    assert_true(rig.out.has_slope && fabs(rig.out.slope_kpa_per_s - 1) < 0.01 && !rig.out.rate_off);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns > rig.out.end_ns);
    assert_true(rig.out.gaps == 0 && rig.out.ratings > 800 && rig.phases[PHASE_WARN] == 0);
    rig_fini(&rig);
}

/* The scale with two anchors ends it at its top; where the button alone is a response it goes on. */
static void test_the_top_of_the_scale_is_a_response_where_it_is_one(void **unused)
{
    (void)unused;
    for (int is_one = 0; is_one < 2; is_one++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = from_twenty_to_sixty;
        rig.spec.stop_rating = is_one ? 10 : INFINITY;
        rig_start(&rig);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, is_one ? END_RESPONSE : END_LIMIT);
        assert_int_equal(rig.out.by_rating, is_one);
        assert_true(fabs(rig.out.value_kpa - (is_one ? 60 : 100)) < 0.06);
        assert_true(rig.out.rating == 10 && rig.out.has_value);
        assert_int_equal(rig.phases[PHASE_WARN], !is_one);
        rig_fini(&rig);
    }
}

/* It goes by what was last rated (METHODS 3.3): the second crossing. */
static void test_detection_is_the_last_crossing_from_below(void **unused)
{
    (void)unused;
    static const struct {
        double (*rates)(double kpa);
        double detect, pdt; /* 0: none */
    } rows[] = {{up_and_down_and_up, 1, 35},   {up_and_down_and_up, 0.1, 15},
                {from_twenty_to_sixty, 1, 24}, {nothing_at_all, 0.1, 0},
                {always_above, 0.1, 0},        {NULL, 0.1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = rows[i].rates;
        rig.spec.detect_rating = rows[i].detect;
        rig.press_kpa = 50;
        rig_start(&rig);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_RESPONSE);
        assert_int_equal(rig.out.has_pdt, rows[i].pdt > 0);
        assert_true(fabs(rig.out.pdt_kpa - rows[i].pdt) < 0.06);
        assert_int_equal(rig.out.has_rating, rows[i].rates != NULL); /* missing, never zero */
        rig_fini(&rig);
    }
}

static void test_a_press_before_the_pressure_is_early(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.rates = nothing_at_all;
    rig.press_kpa = 1;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_EARLY);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
}

/* Of the instrument's own making: 40 % too slow ends when the limit was due, and says so before by its slope; too fast
 * ends at once. */
static void test_what_is_not_as_asked_is_a_fault_or_off_rate(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.factor = 0.6;
    rig.press_kpa = 40;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(rig.out.rate_off && fabs(rig.out.slope_kpa_per_s - 0.6) < 0.01);
    rig_fini(&rig);
    rig_init(&rig);
    rig.factor = 0.6;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
    rig_init(&rig);
    rig.factor = 3;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_TRACKING);
    assert_true(rig.out.peak_kpa < 5);
    rig_fini(&rig);
}

static void test_silence_and_faults_end_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_start(&rig);
    rig_live(&rig, 10);
    cuff_ramp.tick(rig.state, rig.t + 600 * MONO_MS, &rig.io);
    rig.t += 600 * MONO_MS;
    rig_finish(&rig);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    rig_fini(&rig);
    for (int fault = FAULT_POWER; fault <= FAULT_SUPPLY; fault++) {
        rig_init(&rig);
        rig_start(&rig);
        rig_live(&rig, 10);
        rig_send(&rig, EVENT_FAULT, 0, 0, (uint8_t)fault);
        rig_send(&rig, EVENT_READY, 0, 0, 0);
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 2); /* it may have missed the first */
        rig_finish(&rig);
        assert_int_equal(rig.out.end, END_FAULT);
        assert_int_equal(rig.out.fault, fault);
        rig_fini(&rig);
    }
}

static void test_what_the_instrument_ends_without_a_word_is_no_threshold(void **unused)
{
    (void)unused;
    for (int at_limit = 0; at_limit < 2; at_limit++) {
        struct rig rig;
        rig_init(&rig);
        rig.spec.limit_kpa = 50;
        rig_start(&rig);
        rig_live(&rig, at_limit ? 49.8 : 30);
        rig_send(&rig, EVENT_NOTICE, 0, 0, NOTICE_PROGRAM_DONE);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, at_limit ? END_LIMIT : END_FAULT);
        assert_int_equal(rig.out.has_value, at_limit);
        rig_fini(&rig);
    }
}

static void test_who_is_not_seen_off_is_called_for(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.is_stuck = true;
    rig.press_kpa = 30;
    rig_start(&rig);
    rig_finish(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_NOT_RELEASED);
    assert_false(rig.out.has_value);
    assert_int_equal(rig.alarms, 1);
    rig_fini(&rig);
}

static void test_an_end_from_outside_vents(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED};
    for (size_t i = 0; i < 3; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.rates = from_twenty_to_sixty;
        rig_start(&rig);
        rig_live(&rig, 30);
        cuff_ramp.end(rig.state, rig.t, reasons[i], &rig.io);
        assert_int_equal(rig_count(&rig, COMMAND_BASELINE), 1);
        rig_finish(&rig);
        assert_int_equal(rig.out.end, reasons[i]);
        assert_false(rig.out.has_value);
        assert_true(rig.out.has_pdt); /* that was measured */
        rig_fini(&rig);
    }
}

/* It measures nothing once it is stopped; what it says of another outlet, or while it presses, is nothing. */
static void test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_start(&rig);
    rig_live(&rig, 30);
    rig_send(&rig, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    cuff_ramp.end(rig.state, rig.t, END_STOP, &rig.io);
    rig_send(&rig, EVENT_NOTICE, 1, 0, NOTICE_AT_REST);
    assert_int_equal(rig.done, 0);
    rig_send(&rig, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.alarms, 0);
    assert_int_equal(rig.out.end, END_STOP);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns == rig.t);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_button_ends_it),
        cmocka_unit_test(test_the_top_of_the_scale_is_a_response_where_it_is_one),
        cmocka_unit_test(test_detection_is_the_last_crossing_from_below),
        cmocka_unit_test(test_a_press_before_the_pressure_is_early),
        cmocka_unit_test(test_what_is_not_as_asked_is_a_fault_or_off_rate),
        cmocka_unit_test(test_silence_and_faults_end_it),
        cmocka_unit_test(test_what_the_instrument_ends_without_a_word_is_no_threshold),
        cmocka_unit_test(test_who_is_not_seen_off_is_called_for),
        cmocka_unit_test(test_an_end_from_outside_vents),
        cmocka_unit_test(test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
