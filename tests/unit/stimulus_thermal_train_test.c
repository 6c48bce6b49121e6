/* Pulses of a thermode: when each began, what it was, what was felt at the end of its period, and every departure from that; and
 * the long pulse that is tonic heat. */
#include "unit/stimulus_thermal_rig.h"

#include "stimulus/thermal_tonic.h"
#include "stimulus/thermal_train.h"

static struct rig rig;
static struct thermal_train_spec spec;
static struct thermal_train_outcome out;

/* 5 pulses of 48 degC from 38 degC at 15 degC/s, every 2.5 s. */
static void begin(void)
{
    rig_init(&rig, &thermal_train);
    spec = thermal_train_defaults();
    spec.pulses = 5;
    for (size_t i = 0; i < THERMAL_PULSES_MAX; i++)
        spec.level_c[i] = 48;
    spec.is_rated = false;
    rig.thermode.set_c = rig.thermode.temp_c = rig.thermode.baseline_c = 38;
    rig.thermode.dead = 30 * MONO_MS;
    rig.thermode.tau_s = 0.012;
    rig.thermode.ends_itself = true;
    rig.thermode.back = 15;
    rig.noise_c = 0.05;
    rig.n_zones = ZONES;
}

static void start(void)
{
    spec.is_rated = rig.rates != NULL;
    rig_start(&rig, &spec);
}

static void finish(void)
{
    rig_finish(&rig);
    memcpy(&out, rig.outcome, sizeof out);
    rig_fini(&rig);
    assert_true(rig_count(&rig, COMMAND_BASELINE) >= 1);
    assert_int_equal(rig.commands[rig.n_commands - 1].kind, COMMAND_IDLE);
    assert_true(!out.whole.returned || fabs(rig.thermode.temp_c - spec.thermal.baseline_c) < 1.1);
}

static void assert_end(enum end_reason end, enum fault fault, unsigned given)
{
    finish();
    assert_int_equal(out.whole.end, end);
    assert_int_equal(out.whole.fault, fault);
    assert_int_equal(out.given, given);
    assert_true(out.whole.returned);
    assert_int_equal(rig.alarms, 0);
}

static void each_pulse_goes_to_its_level_and_back_in_its_period(void **state)
{
    (void)state;
    static const float levels[] = {48, 44, 46, 47, 45};
    begin();
    memcpy(spec.level_c, levels, sizeof levels);
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 5);
    assert_true(fabs((double)out.whole.start_c - 38) < 0.05 &&
                fabs((double)out.whole.peak_c - 48) < 0.1);
    assert_int_equal(out.off, 0);
    assert_true(out.onset_ns - out.whole.start_ns >= 30 * MONO_MS &&
                out.onset_ns - out.whole.start_ns < 60 * MONO_MS);
    for (size_t i = 0; i < 5; i++) {
        const struct thermal_pulse *pulse = &out.pulses[i];
        assert_true(fabs((double)pulse->onset_error_s) < 0.005);
        assert_true(fabs((double)pulse->level_c - (double)levels[i]) < 0.02);
        assert_true(fabs((double)pulse->peak_c - (double)levels[i]) < 0.06);
        assert_true(isnan(pulse->rating));
    }
    assert_int_equal(rig.phases[PHASE_RUNNING], 1);
    assert_true(
        thermal_train
            .tells_edges); /* else the first one counts from its order, the others from what is felt */
    assert_int_equal(rig.edges.n, 10);
    for (size_t i = 0; i < rig.edges.n; i++) {
        assert_int_equal(rig.edges.is_on[i], i % 2 == 0);
        assert_true(i % 2 || llabs(rig.edges.t[i] - out.onset_ns - (mono_ns)(i / 2) * spec.period) <
                                 5 * MONO_MS);
    }
    assert_true(out.whole.baseline_ns > 0 &&
                out.whole.end_ns - out.onset_ns - 5 * spec.period <= 2 * MONO_MS);
}

/* 15 degC from 32 degC. */
static void pulses_may_be_cold(void **state)
{
    (void)state;
    begin();
    rig_at_baseline(&rig);
    spec.thermal.baseline_c = 32;
    spec.period = 5 * MONO_SEC;
    for (size_t i = 0; i < 5; i++)
        spec.level_c[i] = 15;
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    assert_true(fabs((double)out.pulses[4].level_c - 15) < 0.05 && (double)out.whole.peak_c < 15.1);
}

/* The rig knows which pulse it is by its own commands. */
static double one_more_each(const struct rig *rig_)
{
    const bool is_late =
        rig_->thermode.is_driven; /* the next one has begun to heat: it is not felt yet */
    const size_t drives = rig_count(rig_, COMMAND_DRIVE) - is_late;
    return drives > 0 ? (double)drives + 0.5 : 0.25;
}

static void a_rating_is_read_at_the_end_of_its_own_period(void **state)
{
    (void)state;
    begin();
    rig.rates = one_more_each;
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    assert_int_equal(rig.n_slider, 2);
    for (size_t i = 0; i < 5; i++)
        assert_true(out.pulses[i].rating == (float)i + 1.5f);
    assert_in_range(out.whole.ratings, 240, 260);
}

static double until_the_third(const struct rig *rig_)
{
    return rig_count(rig_, COMMAND_DRIVE) < 3 ? 4 : 11; /* what is beyond the scale is no rating */
}

static void an_old_rating_is_missing_and_not_zero(void **state)
{
    (void)state;
    begin();
    rig.rates = until_the_third;
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    assert_true(out.pulses[0].rating == 4 && out.pulses[1].rating == 4);
    for (size_t i = 2; i < 5; i++)
        assert_true(isnan(out.pulses[i].rating));
}

static double three(const struct rig *rig_)
{
    (void)rig_;
    return 3;
}

static void a_slider_that_is_pulled_out_ends_it_at_baseline(void **state)
{
    (void)state;
    begin();
    rig.rates = three;
    start();
    rig_live_until(&rig, COMMAND_DRIVE, 3);
    rig_live(&rig, 700 * MONO_MS);
    rig_slider(&rig, EVENT_FAULT, 0, FAULT_SILENT);
    assert_end(END_FAULT, FAULT_SILENT, 2);
    assert_true(out.pulses[1].rating == 3);
}

static void what_a_thermode_misses_is_told_with_its_pulse(void **state)
{
    (void)state;
    begin();
    rig.thermode.ceiling_c = 47.2;
    spec.level_c[3] = 47;
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    assert_int_equal(out.off, 0x17);
    assert_true(fabs((double)out.pulses[0].level_c - 47.2) < 0.05);
    assert_true(fabs((double)out.pulses[3].level_c - 47) < 0.05);
}

static void a_pulse_without_a_hold_is_judged_by_its_peak(void **state)
{
    (void)state;
    begin();
    spec.on = 0;
    rig.thermode.tau_s = 0.02;
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    for (size_t i = 0; i < 5; i++)
        assert_true((double)out.pulses[i].peak_c > 47.4 && (double)out.pulses[i].peak_c < 48);
    assert_int_equal(out.off, 0);
}

static void pulses_that_do_not_come_or_stay_are_faults(void **state)
{
    (void)state;
    begin();
    rig.thermode.ceiling_c = 42;
    start();
    assert_end(END_FAULT, FAULT_TRACKING, 0);
    begin(); /* it heats on at the level: the drive does not end by itself */
    rig.thermode.ends_itself = false;
    start();
    assert_end(END_FAULT, FAULT_TRACKING, 0);
    assert_int_equal(rig_count(&rig, COMMAND_DRIVE), 1);
    begin(); /* too slow on its way back for the period */
    rig.thermode.ends_itself = true;
    start();
    rig_live_until(&rig, COMMAND_DRIVE, 2);
    rig.thermode.back_most = 4;
    assert_end(END_FAULT, FAULT_TRACKING, 1);
    begin(); /* beyond its level */
    rig.thermode.jump_c = 0.5;
    start();
    assert_end(END_FAULT, FAULT_TRACKING, 0);
}

/* A stop, a press, a fault and a silence in every phase: from the arming through way up, hold, way down, pause, later pulses to the
 * way back. It is always back at its baseline before an end is told, and what was complete before stands. */
static void every_end_in_every_phase_comes_back_to_the_baseline(void **state)
{
    (void)state;
    enum { WAYS = 6 };
    for (mono_ns after = 0; after < 16 * MONO_SEC; after += 170 * MONO_MS)
        for (int way = 0; way < WAYS; way++) {
            begin();
            rig.rates = three;
            start();
            rig_live(&rig, after);
            const bool is_over = rig_count(&rig, COMMAND_BASELINE) > 0;
            const size_t drives = rig_count(&rig, COMMAND_DRIVE);
            if (way == 0)
                rig.reactor->end(rig.state, rig.t, END_STOP, &rig.io);
            else if (way == 1)
                rig_press_at(&rig, rig.t);
            else if (way == 2)
                rig_event(&rig, EVENT_FAULT, FAULT_SILENT);
            else if (way == 3)
                rig.lost_from = rig.t, rig.lost_until = rig.t + 3 * MONO_SEC;
            else if (way == 4)
                rig_slider(&rig, EVENT_FAULT, 0, FAULT_SILENT);
            else
                rig_event(&rig, EVENT_NOTICE, NOTICE_BUTTON_STUCK);
            static const uint8_t ends[WAYS] = {END_STOP,  END_WITHDRAWN, END_FAULT,
                                               END_FAULT, END_FAULT,     END_INTERRUPTED};
            finish();
            if (way == 3 && out.whole.end == END_COMPLETED)
                continue; /* it was nearly over */
            assert_int_equal(out.whole.end, is_over ? END_COMPLETED : ends[way]);
            assert_true(out.whole.returned && rig.alarms == 0);
            assert_true(is_over || out.given <= drives);
            assert_true(is_over || way == 3 || rig_count(&rig, COMMAND_DRIVE) == drives);
            for (size_t i = 0; i < out.given; i++)
                assert_true(out.pulses[i].rating == 3);
        }
}

static void a_press_has_its_time(void **state)
{
    (void)state;
    begin();
    start();
    rig_live_until(&rig, COMMAND_DRIVE, 2);
    rig_live(&rig, 100 * MONO_MS);
    const mono_ns pressed = rig.t;
    rig_press_at(&rig, pressed);
    assert_int_equal(rig.commands[rig.n_commands - 1].kind, COMMAND_BASELINE);
    assert_end(END_WITHDRAWN, FAULT_NONE, 1);
    assert_true(out.whole.response_ns == pressed);
}

static void one_that_stays_hot_raises_the_alarm(void **state)
{
    (void)state;
    begin();
    start();
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 900 * MONO_MS);
    rig.thermode.no_return = true;
    rig.thermode.leaves = MONO_NEVER;
    rig.reactor->end(rig.state, rig.t, END_STOP, &rig.io);
    finish();
    assert_int_equal(out.whole.end, END_FAULT);
    assert_int_equal(out.whole.fault, FAULT_NOT_RELEASED);
    assert_true(!out.whole.returned && rig.alarms == 1);
}

static void the_least_period_is_ways_and_hold(void **state)
{
    (void)state;
    begin();
    spec.level_c[2] = 50;
    assert_true(thermal_train_least(&spec) == 2200 * MONO_MS);
    spec.thermal.return_c_per_s = 30;
    assert_true(thermal_train_least(&spec) == 1800 * MONO_MS);
    /* just that one can be kept */
    spec.level_c[2] = 48;
    spec.thermal.return_c_per_s = 15;
    spec.period = thermal_train_least(&spec);
    start();
    assert_end(END_COMPLETED, FAULT_NONE, 5);
}

/* What a screen shows. */
static void a_screen_sees_pulse_level_and_rating(void **state)
{
    (void)state;
    struct thermal_live live;
    begin();
    rig.rates = three;
    spec.level_c[1] = 45;
    start();
    thermal_train.look(rig.state, &live);
    assert_true(live.step == THERMAL_STEP_SETTLING && live.turns == 1 && live.pulses == 5 &&
                live.limit_c == 48);
    rig_live_until(&rig, COMMAND_DRIVE, 2);
    rig_live(&rig, 600 * MONO_MS);
    thermal_train.look(rig.state, &live);
    assert_true(live.step == THERMAL_STEP_PULSES && live.pulse == 1 && live.turn == 0 &&
                live.given == 1);
    assert_true(live.is_up && live.has_rating && live.rating == 3 && live.limit_c == 45);
    rig.rates = NULL; /* an old one is none */
    rig_live(&rig, 550 * MONO_MS);
    thermal_train.look(rig.state, &live);
    assert_false(live.has_rating);
    rig.reactor->end(rig.state, rig.t, END_STOP, &rig.io);
    finish();
}

/* ---- tonic ------------------------------------------------------------------------------------------ */

static struct thermal_tonic_spec tonic;
static struct thermal_tonic_outcome held;

static void begin_tonic(double (*rates)(const struct rig *rig))
{
    rig_init(&rig, &thermal_tonic);
    rig_at_baseline(&rig);
    rig.thermode.dead = 30 * MONO_MS;
    rig.thermode.tau_s = 0.012;
    rig.thermode.ends_itself = true;
    rig.noise_c = 0.05;
    rig.rates = rates;
    tonic = thermal_tonic_defaults();
    tonic.is_rated = rates != NULL;
}

static void finish_tonic(void)
{
    rig_finish(&rig);
    memcpy(&held, rig.outcome, sizeof held);
    rig_fini(&rig);
}

/* 14 s on the way up, then: up to 6 at 15 s of the hold, down to 3 at 40 s, up to 7 at its end. */
static double course_of_heat(const struct rig *rig_)
{
    static mono_ns from;
    if (rig_count(rig_, COMMAND_DRIVE) == 0)
        from = rig_->t;
    const double s = mono_to_sec(rig_->t - from) - 14;
    if (s < 0)
        return 0;
    if (s < 15)
        return 6 * s / 15;
    return s < 40 ? 6 - 3 * (s - 15) / 25 : fmin(7, 3 + 4 * (s - 40) / 80);
}

static void tonic_heat_is_held_and_its_rating_has_a_course(void **state)
{
    (void)state;
    begin_tonic(course_of_heat);
    rig_start(&rig, &tonic);
    finish_tonic();
    assert_int_equal(held.whole.end, END_COMPLETED);
    assert_true(held.whole.returned && held.has_level && !held.is_off && held.has_mean);
    assert_true(fabs((double)held.level_c - 46) < 0.02);
    assert_true(fabs((double)held.peak.rating - 6) < 0.05 &&
                fabs((double)held.peak.at_s - 15) < 0.2);
    assert_true(fabs((double)held.nadir.rating - 3) < 0.05 &&
                fabs((double)held.nadir.at_s - 40) < 0.2);
    assert_true(fabs((double)held.rise - 4) < 0.05 && held.late.has);
    /* 15 s at 3, 25 s at 4.5, 80 s at 5 */
    assert_true(fabs((double)held.mean - (45 + 112.5 + 400) / 120) < 0.03);
    assert_true(held.level_ns - held.whole.start_ns == 14 * MONO_SEC);
    assert_in_range(held.whole.ratings, 2700, 2900);
}

/* The instrument is told less than the whole hold at a time, and never more than is left. */
static void a_long_hold_is_renewed_and_ends_when_it_should(void **state)
{
    (void)state;
    begin_tonic(NULL);
    rig_start(&rig, &tonic);
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 14 * MONO_SEC + 119 * MONO_SEC);
    assert_true(fabs(rig.thermode.temp_c - 46) < 0.1);
    rig_live(&rig, 3 * MONO_SEC);
    assert_true(rig.thermode.temp_c < 40);
    finish_tonic();
    assert_int_equal(held.whole.end, END_COMPLETED);
    assert_true(!held.has_mean && !held.peak.has);
    mono_ns all = 0;
    for (size_t i = 0; i < rig.n_commands; i++) {
        assert_true(rig.commands[i].kind != COMMAND_DRIVE || rig.commands[i].hold <= 60 * MONO_SEC);
        all += rig.commands[i].kind == COMMAND_DRIVE;
    }
    assert_int_equal(all, 3); /* at 0, 40, 80 s: the last one lasts 40 */
    assert_true(held.whole.end_ns - held.level_ns < 124 * MONO_SEC);
}

/* A crash at any time leaves no more than the asked hold, and no more than a minute. */
static void what_falls_off_its_level_is_a_fault(void **state)
{
    (void)state;
    begin_tonic(NULL);
    rig_start(&rig, &tonic);
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 30 * MONO_SEC);
    rig.thermode.leaves = rig.t;
    finish_tonic();
    assert_int_equal(held.whole.end, END_FAULT);
    assert_int_equal(held.whole.fault, FAULT_TRACKING);
    assert_true(held.whole.returned && !held.has_mean);
}

/* Half a second without a rating: the mean would be of something else. */
static double with_a_gap(const struct rig *rig_)
{
    const double s = mono_to_sec(rig_->t - an_hour);
    return s > 60 && s < 62 ? NAN : 5;
}

static void a_rating_with_a_gap_has_no_mean(void **state)
{
    (void)state;
    begin_tonic(with_a_gap);
    rig_start(&rig, &tonic);
    finish_tonic();
    assert_int_equal(held.whole.end, END_COMPLETED);
    assert_true(!held.has_mean && held.whole.ratings > 2000);
}

static void whoever_presses_is_let_go(void **state)
{
    (void)state;
    begin_tonic(course_of_heat);
    rig_start(&rig, &tonic);
    rig_live_until(&rig, COMMAND_DRIVE, 1);
    rig_live(&rig, 50 * MONO_SEC);
    rig_press_at(&rig, rig.t);
    assert_int_equal(rig.commands[rig.n_commands - 1].kind, COMMAND_BASELINE);
    finish_tonic();
    assert_int_equal(held.whole.end, END_WITHDRAWN);
    assert_true(held.whole.returned && !held.has_mean && held.has_level);
}

/* The slider counts for itself; what is missing of it while nothing is given is missing of nothing. */
static void what_is_missing_of_the_ratings_is_a_gap(void **state)
{
    (void)state;
    begin();
    rig.rates = three;
    start();
    rig.slider_seq += 3;
    rig_live(&rig, 300 * MONO_MS);
    rig.slider_seq += 4;
    while (rig_count(&rig, COMMAND_DRIVE) == 0)
        rig_live(&rig, 100 * MONO_MS);
    rig_live(&rig, MONO_SEC);
    rig.slider_seq += 5;
    assert_end(END_COMPLETED, FAULT_NONE, 5);
    assert_int_equal(out.whole.gaps, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pulse_goes_to_its_level_and_back_in_its_period),
        cmocka_unit_test(pulses_may_be_cold),
        cmocka_unit_test(a_rating_is_read_at_the_end_of_its_own_period),
        cmocka_unit_test(an_old_rating_is_missing_and_not_zero),
        cmocka_unit_test(what_is_missing_of_the_ratings_is_a_gap),
        cmocka_unit_test(a_slider_that_is_pulled_out_ends_it_at_baseline),
        cmocka_unit_test(what_a_thermode_misses_is_told_with_its_pulse),
        cmocka_unit_test(a_pulse_without_a_hold_is_judged_by_its_peak),
        cmocka_unit_test(pulses_that_do_not_come_or_stay_are_faults),
        cmocka_unit_test(every_end_in_every_phase_comes_back_to_the_baseline),
        cmocka_unit_test(a_press_has_its_time),
        cmocka_unit_test(one_that_stays_hot_raises_the_alarm),
        cmocka_unit_test(the_least_period_is_ways_and_hold),
        cmocka_unit_test(a_screen_sees_pulse_level_and_rating),
        cmocka_unit_test(tonic_heat_is_held_and_its_rating_has_a_course),
        cmocka_unit_test(a_long_hold_is_renewed_and_ends_when_it_should),
        cmocka_unit_test(what_falls_off_its_level_is_a_fault),
        cmocka_unit_test(a_rating_with_a_gap_has_no_mean),
        cmocka_unit_test(whoever_presses_is_let_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
