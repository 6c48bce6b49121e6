/* The held pressure: it arrives, it stays, it goes away, and every departure from that is a fault.
 */
#include "stimulus_stub.h"

#include "stimulus/pressure_hold.h"

static const mono_ns step = 50 * MONO_MS;

/* A bench with one held pressure on it, and a plain cuff. */
struct rig {
    struct stub stub;
    struct stub_cuff cuff;
    struct pressure_hold_spec spec;
    struct pressure_hold_outcome out;
};

static void rig_init(struct rig *rig)
{
    *rig = (struct rig){.stub = {.reactor = &pressure_hold,
                                 .outcome = &rig->out,
                                 .outcome_size = sizeof rig->out,
                                 .obeys = stub_cuff_obeys,
                                 .instrument = &rig->cuff},
                        .cuff = {.factor = 1, .ceiling = 1000},
                        .spec = pressure_hold_defaults()};
    rig->spec.rate_kpa_per_s = 10;
    rig->spec.hold = 20 * MONO_SEC;
    stub_init(&rig->stub);
    stub_start(&rig->stub, &rig->spec);
}

static void rig_fini(struct rig *rig)
{
    stub_fini(&rig->stub);
}

static void rig_read(struct rig *rig, double kpa)
{
    rig->stub.t += step;
    stub_read(&rig->stub, kpa);
}

/* The cuff for `seconds`, 20 readings a second. */
static void rig_live(struct rig *rig, double seconds)
{
    for (int i = 0; i < (int)(seconds * 20 + 0.5) && !rig->stub.done; i++) {
        stub_cuff_move(&rig->cuff, step);
        rig_read(rig, rig->cuff.kpa);
    }
}

static void rig_wait(struct rig *rig)
{
    for (int i = 0; i < 4 && !rig->stub.done; i++)
        stub_tick(&rig->stub, stub_deadline(&rig->stub));
    stub_check_over(&rig->stub, rig->out.at_baseline);
    assert_int_equal(stub_count(&rig->stub, COMMAND_DRIVE), 1);
}

static void test_cuff_goes_up_stays_and_comes_down(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    assert_int_equal(rig.stub.commands[0].kind, COMMAND_STREAM);
    assert_int_equal(rig.stub.commands[1].kind, COMMAND_DRIVE);
    assert_true(fabs(rig.stub.commands[1].target - 30) < 1e-12);
    assert_true(rig.stub.commands[1].hold == 20 * MONO_SEC);
    rig_live(&rig, 1);
    assert_int_equal(rig.stub.phases[PHASE_RUNNING], 0);
    rig_live(&rig, 60);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_true(rig.out.has_level && rig.out.has_mean && rig.out.at_baseline);
    assert_true(rig.out.level_ns == 7 * MONO_SEC + 2700 * MONO_MS); /* 27 kPa is within 3 of 30 */
    assert_true(rig.out.held_ns == 20 * MONO_SEC);
    /* 0.3 s from 27 to 30 kPa, then 30 kPa up to the last reading before the end */
    assert_true(fabs(rig.out.mean_kpa - (0.3 * 28.5 + 19.65 * 30) / 19.95) < 1e-9);
    assert_true(fabs(rig.out.peak_kpa - 30) < 1e-9);
    assert_int_equal(rig.out.readings, 22700 / 50 - 1 + 1 - 1);
    assert_int_equal(rig.out.gaps, 0);
    assert_int_equal(rig.stub.alarms, 0);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    assert_int_equal(rig.stub.phases[PHASE_RUNNING], 1);
    assert_int_equal(rig.stub.phases[PHASE_RELEASE], 1);
    assert_int_equal(rig.stub.phases[PHASE_RELEASED], 1);
    rig_fini(&rig);
}

static void test_ended_from_outside_in_every_state(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED};
    static const double moments[] = {0, 1, 4, 10};
    for (size_t m = 0; m < 4; m++) {
        for (size_t i = 0; i < 4; i++) {
            struct rig rig;
            rig_init(&rig);
            rig_live(&rig, moments[m]);
            stub_end(&rig.stub, reasons[i]);
            assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
            assert_int_equal(rig.stub.done, 0); /* not before the pressure is seen to be off */
            stub_end(&rig.stub, END_STOP);
            rig_live(&rig, 5);
            assert_int_equal(rig.stub.done, 1);
            assert_int_equal(rig.out.end, reasons[i]);
            assert_true(rig.out.at_baseline);
            assert_int_equal(rig.out.has_level, moments[m] > 3);
            rig_fini(&rig);
        }
    }
}

static void test_pressure_that_does_not_go_away_is_a_fault(void **unused)
{
    (void)unused;
    for (int stopped = 0; stopped < 2; stopped++) {
        struct rig rig;
        rig_init(&rig);
        rig.cuff.is_stuck = true;
        rig_live(&rig, 5);
        if (stopped)
            stub_end(&rig.stub, END_STOP);
        rig_live(&rig, 60);
        rig_wait(&rig);
        assert_int_equal(rig.out.end, END_FAULT);
        assert_int_equal(rig.out.fault, FAULT_NOT_RELEASED);
        assert_false(rig.out.at_baseline);
        assert_int_equal(rig.stub.alarms, 1);
        rig_fini(&rig);
    }
}

static void test_cuff_that_reads_minus_while_it_presses_is_let_go_at_once(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (int i = 0; i < 40 && rig.stub.phases[PHASE_RELEASE] == 0; i++)
        rig_read(&rig, -0.5 * i);
    assert_true(rig.stub.t < 8 * MONO_SEC);
    for (int i = 0; i < 10; i++)
        rig_read(&rig, -10);
    assert_int_equal(rig.stub.done, 0); /* that is no rest */
    rig_read(&rig, 0);
    rig_read(&rig, 0);
    assert_int_equal(rig.stub.done, 1);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_PULL);
    rig_fini(&rig);
}

static void test_one_low_reading_does_not_prove_that_the_pressure_is_off(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_live(&rig, 5);
    stub_end(&rig.stub, END_COMPLETED);
    rig_read(&rig, 0);
    rig_read(&rig, 30);
    rig_read(&rig, 0);
    assert_int_equal(rig.stub.done, 0);
    rig_read(&rig, 0);
    assert_int_equal(rig.stub.done, 1);
    rig_fini(&rig);
}

struct off_row {
    double ceiling, offset; /* how high the cuff gets; what is added once it holds */
    double offset_s;
    enum end_reason end;
    enum fault fault;
    const char *legend;
};

static void test_delivered_is_compared_with_asked(void **unused)
{
    (void)unused;
    static const struct off_row rows[] = {
        {1000, 0, 0, END_COMPLETED, FAULT_NONE, "as asked"},
        {20, 0, 0, END_FAULT, FAULT_TRACKING, "a leak: the level is not reached"},
        {1000, -5, 1.9, END_COMPLETED, FAULT_NONE, "a short sag is kept, not judged"},
        {1000, -5, 2.5, END_FAULT, FAULT_TRACKING, "a long sag is a fault"},
        {1000, 5, 2.5, END_FAULT, FAULT_TRACKING, "too high for long is a fault"},
        {1000, 2, 9, END_COMPLETED, FAULT_NONE, "a little high is within the tolerance"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        rig.cuff.ceiling = rows[i].ceiling;
        rig_live(&rig, 6);
        for (int k = 0; k < (int)(rows[i].offset_s * 20 + 0.5) && !rig.stub.done; k++)
            rig_read(&rig, 30 + rows[i].offset);
        rig_live(&rig, 60);
        rig_wait(&rig);
        print_message("  %s\n", rows[i].legend);
        assert_int_equal(rig.out.end, rows[i].end);
        assert_int_equal(rig.out.fault, rows[i].fault);
        if (fabs(rows[i].offset) > 3 && rows[i].end == END_COMPLETED)
            assert_true(llabs(rig.out.longest_off_ns - 1850 * MONO_MS) <= step);
        rig_fini(&rig);
    }
}

static void test_rising_later_than_asked_is_late_and_not_off(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (int i = 1; i <= 62; i++) /* 0.4 s behind */
        rig_read(&rig, fmax(0, 0.5 * i - 4));
    assert_int_equal(rig.stub.phases[PHASE_RUNNING], 1);
    rig.cuff.kpa = 27;
    rig_live(&rig, 60);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_true(rig.out.longest_off_ns == 0);
    rig_fini(&rig);
}

static void test_rest_before_a_fault_does_not_count_after_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_live(&rig, 5);
    stub_end(&rig.stub, END_STOP);
    rig_read(&rig, 0);
    stub_send(&rig.stub, EVENT_FAULT, 0, 0, FAULT_GARBLED);
    stub_send(&rig.stub, EVENT_READY, 0, 0, 0);
    rig_read(&rig, 0);
    assert_int_equal(rig.stub.done, 0);
    rig_read(&rig, 0);
    assert_int_equal(rig.stub.done, 1);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns == rig.stub.t - step);
    rig_fini(&rig);
}

static void test_rising_faster_than_asked_is_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (int i = 1; i <= 60 && stub_count(&rig.stub, COMMAND_BASELINE) == 0; i++)
        rig_read(&rig, 26.9); /* at once, and below the level */
    rig_live(&rig, 5);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_false(rig.out.has_level);
    rig_fini(&rig);
}

static void test_silence_and_faults_vent_at_once(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_live(&rig, 6);
    mono_ns last = rig.stub.t;
    assert_true(stub_deadline(&rig.stub) == last + 2 * MONO_SEC + 1);
    stub_tick(&rig.stub, last + 2 * MONO_SEC);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 0);
    stub_tick(&rig.stub, last + 2 * MONO_SEC + 1);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    assert_false(rig.out.at_baseline);
    rig_fini(&rig);

    rig_init(&rig); /* back after a fault: told again to vent, and seen to */
    rig_live(&rig, 6);
    stub_send(&rig.stub, EVENT_FAULT, 0, 0, FAULT_REBOOT);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    stub_send(&rig.stub, EVENT_READY, 0, 0, 0);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 2);
    rig_live(&rig, 5);
    rig_wait(&rig);
    assert_int_equal(rig.out.fault, FAULT_REBOOT);
    assert_true(rig.out.at_baseline);
    rig_fini(&rig);

    rig_init(&rig);
    rig_live(&rig, 6);
    rig_read(&rig, NAN);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    rig_live(&rig, 5);
    rig_wait(&rig);
    assert_int_equal(rig.out.fault, FAULT_RANGE);
    rig_fini(&rig);
}

static void test_program_that_ends_by_itself_too_soon_is_a_fault(void **unused)
{
    (void)unused;
    static const double held[] = {10, 19};
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        rig_init(&rig);
        rig_live(&rig, 2.7 + held[i]);
        stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_PROGRAM_DONE);
        rig_live(&rig, 5);
        rig_wait(&rig);
        assert_int_equal(rig.out.end, i == 0 ? END_FAULT : END_COMPLETED);
        assert_int_equal(rig.out.fault, i == 0 ? FAULT_TRACKING : FAULT_NONE);
        rig_fini(&rig);
    }
}

static void test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_live(&rig, 6);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    stub_end(&rig.stub, END_STOP);
    assert_int_equal(rig.stub.done, 0);
    stub_send(&rig.stub, EVENT_NOTICE, 0, 0, NOTICE_AT_REST);
    assert_int_equal(rig.stub.done, 1);
    assert_true(rig.out.at_baseline && rig.out.baseline_ns == rig.stub.t);
    rig_fini(&rig);
}

/* Stop and free: somebody has freed the limb from a cuff that does not come back. */
static void test_nobody_waits_for_a_cuff_that_was_taken_off(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_live(&rig, 6);
    pressure_hold.released(rig.stub.state, rig.stub.t, &rig.stub.io); /* it goes on */
    assert_int_equal(rig.stub.phases[PHASE_RELEASE], 0);
    stub_end(&rig.stub, END_STOP);
    stub_check_waived(&rig.stub);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    assert_false(rig.out.at_baseline);
    rig_fini(&rig);
}

static void test_mean_leaves_out_what_was_not_seen(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_live(&rig, 6);
    rig.stub.t += 1990 * MONO_MS; /* nothing for 2.04 s, then 32 kPa */
    rig_read(&rig, 32);
    rig_live(&rig, 5);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    /* 0.3 s from 27 to 30, 3 s at 30 */
    assert_true(fabs(rig.out.mean_kpa - (0.3 * 28.5 + 3 * 30) / 3.3) < 0.05);
    rig_fini(&rig);
}

/* ---- rated all the time -------------------------------------------------------------------------------- */

static void rig_start_rated(struct rig *rig)
{
    rig->spec.is_rated = rig->spec.ends_by_response = true;
    rig->spec.tail = 10 * MONO_SEC;
    rig->stub.n_commands = 0;
    memset(rig->stub.phases, 0, sizeof rig->stub.phases);
    stub_start(&rig->stub, &rig->spec);
}

static void rig_init_rated(struct rig *rig)
{
    rig_init(rig);
    rig_start_rated(rig);
}

/* The rating is `held` while it is held, and `after` from then on. */
static void rig_live_rated(struct rig *rig, double seconds, double held, double after)
{
    for (int i = 0; i < (int)(seconds * 20 + 0.5) && !rig->stub.done; i++) {
        stub_cuff_move(&rig->cuff, step);
        rig_read(rig, rig->cuff.kpa);
        if (!rig->stub.done)
            stub_rate(&rig->stub, rig->stub.phases[PHASE_RELEASE] ? after : held);
    }
}

/* Each rating is told before a reading that is 1 ms older. */
static void rig_live_ahead(struct rig *rig, double seconds, double held, double after)
{
    for (int i = 0; i < (int)(seconds * 20 + 0.5) && !rig->stub.done; i++) {
        stub_cuff_move(&rig->cuff, step);
        rig->stub.t += step + MONO_MS;
        stub_rate(&rig->stub, rig->stub.phases[PHASE_RELEASE] ? after : held);
        rig->stub.t -= MONO_MS;
        stub_read(&rig->stub, rig->cuff.kpa);
    }
}

static void test_the_rating_is_meant_over_hold_and_tail(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 60, 6, 3);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_true(rig.out.has_rating);
    assert_true(fabs(rig.out.hold_rating - 6) < 0.01);
    assert_true(fabs(rig.out.auc_static - (6 * 20 + 3 * 10) / 30.0) < 0.01);
    assert_true(rig.out.peak_rating == 6);
    assert_true(rig.stub.t >= rig.out.end_ns + 10 * MONO_SEC);
    assert_true(rig.stub.t <= rig.out.end_ns + 10 * MONO_SEC + 2 * step);
    rig_fini(&rig);
}

static void test_what_is_missing_of_another_instrument_s_ratings_is_a_gap(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.stub.rated_by = STUB_INSTRUMENT + 1;
    rig_start_rated(&rig);
    rig_live_rated(&rig, 10, 6, 3);
    rig.stub.rated_seq += 5;
    rig_live_rated(&rig, 60, 6, 3);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_int_equal(rig.out.gaps, 5);
    assert_true(rig.out.has_rating && fabs(rig.out.hold_rating - 6) < 0.01);
    rig_fini(&rig);
}

/* Nobody could answer, and what is borne then is no bound. */
static void test_a_button_that_is_stuck_ends_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 6, 6, 3);
    stub_send(&rig.stub, EVENT_NOTICE, 2, 0, NOTICE_BUTTON_STUCK);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    rig_live_rated(&rig, 5, 6, 3);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    assert_true(rig.out.at_baseline && !rig.out.has_rating);
    rig_fini(&rig);
}

/* What is kept of a rating is enough for hold and tail, however long the way up; and another instrument may be a little ahead of
 * the cuff when that reaches its level. */
static void test_a_slow_way_up_costs_no_rating(void **unused)
{
    (void)unused;
    for (int is_ahead = 0; is_ahead < 2; is_ahead++) {
        struct rig rig;
        rig_init(&rig);
        rig.spec.rate_kpa_per_s = 0.04;
        rig_start_rated(&rig);
        if (is_ahead)
            rig_live_ahead(&rig, 900, 6, 3);
        else
            rig_live_rated(&rig, 900, 6, 3);
        rig_wait(&rig);
        assert_int_equal(rig.out.end, END_COMPLETED);
        assert_true(rig.out.has_rating);
        assert_true(fabs(rig.out.hold_rating - 6) < 0.02 && fabs(rig.out.auc_static - 5) < 0.02);
        rig_fini(&rig);
    }
}

/* Ended from outside before it was held: nothing was rated of it. */
static void test_what_was_not_held_has_no_mean(void **unused)
{
    (void)unused;
    static const double moments[] = {0, 1, 4};
    for (size_t i = 0; i < 3; i++) {
        struct rig rig;
        rig_init_rated(&rig);
        rig_live_rated(&rig, moments[i], 6, 3);
        stub_end(&rig.stub, END_COMPLETED);
        rig_live_rated(&rig, 20, 6, 3);
        rig_wait(&rig);
        assert_int_equal(rig.out.end, END_COMPLETED);
        assert_int_equal(rig.out.has_level, i == 2);
        assert_false(rig.out.has_rating);
        rig_fini(&rig);
    }
}

static void test_a_gap_in_the_rating_is_no_mean(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 10, 6, 3);
    rig_live(&rig, 1.5);
    rig_live_rated(&rig, 60, 6, 3);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_false(rig.out.has_rating);
    rig_fini(&rig);
}

/* The slider is pulled out in the tail: what is missing is missing, and nobody waits for it. */
static void test_a_tail_without_ratings_ends_all_the_same(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 25, 6, 3);
    assert_true(rig.stub.phases[PHASE_RELEASE] == 1);
    rig_live(&rig, 60);
    rig_wait(&rig);
    assert_true(rig.out.end == END_COMPLETED && !rig.out.has_rating);
    assert_true(rig.stub.t <= rig.out.end_ns + 11 * MONO_SEC + 2 * step);
    rig_fini(&rig);
}

static void test_who_presses_withdraws(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 10, 6, 3);
    stub_send(&rig.stub, EVENT_RESPONSE, 1, 1, 0);
    assert_int_equal(stub_count(&rig.stub, COMMAND_BASELINE), 1);
    rig_live_rated(&rig, 5, 6, 3);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_WITHDRAWN);
    assert_true(rig.out.response_ns == 17 * MONO_SEC && !rig.out.has_rating);
    assert_true(rig.stub.t < 20 * MONO_SEC); /* no tail */
    rig_fini(&rig);
}

static void test_what_is_shown_is_no_old_rating(void **unused)
{
    (void)unused;
    struct rig rig;
    struct pressure_hold_live live;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 6, 6, 3);
    rig_live(&rig, 0.9);
    pressure_hold.look(rig.stub.state, &live);
    assert_true(live.has_rating && live.rating == 6);
    rig_live(&rig, 0.2);
    pressure_hold.look(rig.stub.state, &live);
    assert_false(live.has_rating);
    rig_fini(&rig);
}

static void test_a_stop_in_the_tail_is_the_end(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init_rated(&rig);
    rig_live_rated(&rig, 26, 6, 3);
    assert_int_equal(rig.stub.done, 0);
    stub_end(&rig.stub, END_STOP);
    rig_wait(&rig);
    assert_true(rig.out.end == END_STOP && !rig.out.has_rating);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuff_goes_up_stays_and_comes_down),
        cmocka_unit_test(test_ended_from_outside_in_every_state),
        cmocka_unit_test(test_pressure_that_does_not_go_away_is_a_fault),
        cmocka_unit_test(test_cuff_that_reads_minus_while_it_presses_is_let_go_at_once),
        cmocka_unit_test(test_one_low_reading_does_not_prove_that_the_pressure_is_off),
        cmocka_unit_test(test_delivered_is_compared_with_asked),
        cmocka_unit_test(test_rising_later_than_asked_is_late_and_not_off),
        cmocka_unit_test(test_rest_before_a_fault_does_not_count_after_it),
        cmocka_unit_test(test_rising_faster_than_asked_is_a_fault),
        cmocka_unit_test(test_silence_and_faults_vent_at_once),
        cmocka_unit_test(test_program_that_ends_by_itself_too_soon_is_a_fault),
        cmocka_unit_test(test_nobody_waits_for_a_cuff_that_was_taken_off),
        cmocka_unit_test(test_mean_leaves_out_what_was_not_seen),
        cmocka_unit_test(test_the_word_of_the_instrument_is_a_rest_where_nothing_is_measured),
        cmocka_unit_test(test_the_rating_is_meant_over_hold_and_tail),
        cmocka_unit_test(test_what_is_missing_of_another_instrument_s_ratings_is_a_gap),
        cmocka_unit_test(test_a_slow_way_up_costs_no_rating),
        cmocka_unit_test(test_a_button_that_is_stuck_ends_it),
        cmocka_unit_test(test_what_was_not_held_has_no_mean),
        cmocka_unit_test(test_a_gap_in_the_rating_is_no_mean),
        cmocka_unit_test(test_a_tail_without_ratings_ends_all_the_same),
        cmocka_unit_test(test_who_presses_withdraws),
        cmocka_unit_test(test_what_is_shown_is_no_old_rating),
        cmocka_unit_test(test_a_stop_in_the_tail_is_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
