/* The hand-held pressure ramp: every way in which it ends, and what is said of the release. */
#include "unit/stimulus_ramp_rig.h"

static void test_limit_without_a_response_is_a_bound(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.spec.limit_kpa = 0;
    mono_ns limit = 20100 * MONO_MS;
    rig_pull(&rig, 0, limit);
    assert_int_equal(rig_phase_count(&rig, PHASE_WARN), 1);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    rig_read(&rig, limit, 1000);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1); /* at once, not after any waiting */
    rig_let_go(&rig, limit + 300 * MONO_MS);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_LIMIT);
    assert_true(rig.out.has_value && rig.out.censored && rig.out.released);
    assert_true(rig.out.value_kpa >= 1000 && rig.out.value_kpa <= 1000);
    assert_true(rig.out.end_ns == an_hour + limit);
    assert_true(rig.out.release_ns - rig.out.end_ns == 300 * MONO_MS);
    for (size_t i = 0; i < rig.n_phases; i++)
        if (rig.phases[i] == PHASE_WARN)
            assert_true(rig.phase_ns[i] == an_hour + 18100 * MONO_MS);
    rig_fini(&rig);
}

struct late_row {
    mono_ns stamp, heard; /* before and after the limit */
    enum end_reason end;
    const char *legend;
};

static void test_response_stamped_before_the_limit_but_heard_after_it(void **unused)
{
    (void)unused;
    static const struct late_row rows[] = {
        {-10 * MONO_MS, 20 * MONO_MS, END_RESPONSE, "pressed 10 ms before the limit: a value"},
        {-2 * MONO_MS, 100 * MONO_MS, END_RESPONSE,
         "just before, heard at the last moment: a value"},
        {-10 * MONO_MS, 104 * MONO_MS, END_LIMIT, "heard too late: the bound stands"},
        {0, 20 * MONO_MS, END_LIMIT, "at the very reading of the limit: the bound stands"},
        {8 * MONO_MS, 20 * MONO_MS, END_LIMIT, "pressed after the limit: the bound stands"},
        {-20000 * MONO_MS, 20 * MONO_MS, END_EARLY, "pressed before contact: no value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        mono_ns limit = 20100 * MONO_MS, t = limit;
        rig_pull(&rig, 0, limit);
        for (; t <= limit + rows[i].heard; t += step)
            rig_read(&rig, t, 1000);
        rig_press(&rig, limit + rows[i].stamp);
        rig_let_go(&rig, t);
        rig_wait(&rig);
        print_message("  %s\n", rows[i].legend);
        assert_int_equal(rig.out.end, rows[i].end);
        if (rows[i].end == END_RESPONSE)
            assert_true(fabs(rig.out.value_kpa - straight(limit + rows[i].stamp)) < 1e-9);
        assert_int_equal(rig.out.has_value, rows[i].end != END_EARLY);
        assert_true(rig.out.has_value || fpclassify(rig.out.value_kpa) == FP_ZERO);
        assert_int_equal(rig.out.censored, rows[i].end == END_LIMIT);
        rig_fini(&rig);
    }
}

static void test_hard_stab_over_the_limit_calls_for_release_at_the_second_reading(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_read(&rig, 0, 0);
    rig_read(&rig, step, 1200);
    rig_read(&rig, 2 * step, 1300);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, 3 * step);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_LIMIT);
    assert_true(rig.out.censored && rig.out.rate_off && !rig.out.has_slope);
    rig_fini(&rig);
}

static void test_letting_go_without_a_response_gives_no_value(void **unused)
{
    (void)unused;
    for (int answered = 0; answered < 2; answered++) {
        struct rig rig;
        rig_init(&rig);
        rig_pull(&rig, 0, 3000 * MONO_MS);
        for (int i = 0; i < 10; i++)
            rig_read(&rig, 3000 * MONO_MS + i * step, 0);
        if (answered) /* pressed before letting go, heard after */
            rig_press(&rig, 2990 * MONO_MS);
        else
            rig_press(&rig, 3010 * MONO_MS);
        rig_wait(&rig);
        assert_int_equal(rig.out.end, answered ? END_RESPONSE : END_INTERRUPTED);
        assert_int_equal(rig.out.has_value, answered);
        assert_true(rig.out.released);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASED), 1);
        rig_fini(&rig);
    }
}

static void test_every_end_in_every_state_is_reached_and_only_a_measured_value_stays(void **unused)
{
    (void)unused;
    static const enum end_reason reasons[] = {END_STOP, END_FAULT, END_INTERRUPTED, END_COMPLETED};
    for (int place = UNREAD; place < PLACES; place++) {
        for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
            for (int lets_go = 0; lets_go < 2; lets_go++) {
                struct rig rig;
                rig_bring(&rig, (enum place)place);
                bool pressed = place >= MAYBE;
                mono_ns now = place_end((enum place)place);
                rig_stop(&rig, now, reasons[i]);
                assert_int_equal(rig.done, !pressed);
                assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), pressed);
                if (pressed && lets_go)
                    rig_let_go(&rig, now + step);
                rig_wait(&rig);
                bool answered =
                    place == ANSWERED || (place == WAITING && reasons[i] == END_STOP && lets_go);
                enum end_reason end = answered           ? END_RESPONSE
                                      : place == LIMITED ? END_LIMIT
                                                         : reasons[i];
                assert_int_equal(rig.out.end, end);
                assert_int_equal(rig.out.has_value, answered || place == LIMITED);
                assert_int_equal(rig.out.censored, place == LIMITED);
                assert_int_equal(rig.out.released, place != UNREAD && (!pressed || lets_go));
                rig_fini(&rig);
            }
        }
    }
}

static void test_instrument_fault_in_every_state_gives_no_value_that_was_not_there(void **unused)
{
    (void)unused;
    for (int place = UNREAD; place < PLACES; place++) {
        struct rig rig;
        rig_bring(&rig, (enum place)place);
        mono_ns now = place_end((enum place)place);
        struct event other = {.t = an_hour + now,
                              .kind = EVENT_FAULT,
                              .instrument = INSTRUMENT + 1,
                              .code = FAULT_LOST};
        pressure_ramp.event(rig.state, &other, &rig.io);
        assert_int_equal(rig.done, 0);
        rig_send(&rig, EVENT_FAULT, now + 1, 0, FAULT_OVERLOAD);
        rig_wait(&rig);
        bool measured = place == ANSWERED || place == LIMITED;
        assert_int_equal(rig.out.has_value, measured);
        if (!measured) {
            assert_int_equal(rig.out.end, END_FAULT);
            assert_int_equal(rig.out.fault, FAULT_OVERLOAD);
        }
        rig_fini(&rig);
    }
}

static void test_instrument_that_comes_back_shows_the_release(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_send(&rig, EVENT_FAULT, 3000 * MONO_MS, 0, FAULT_LOST);
    rig_send(&rig, EVENT_READY, 3500 * MONO_MS, 0, 0);
    assert_int_equal(rig.streams, 2);
    rig_let_go(&rig, 3600 * MONO_MS);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_true(rig.out.released);
    rig_fini(&rig);
}

static void test_reading_that_is_no_number_ends_the_trial(void **unused)
{
    (void)unused;
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        struct rig rig;
        rig_bring(&rig, WAITING);
        rig_read(&rig, 3001 * MONO_MS, bad[i]);
        rig_let_go(&rig, 3004 * MONO_MS);
        assert_int_equal(rig.out.end, END_FAULT);
        assert_int_equal(rig.out.fault, FAULT_RANGE);
        assert_false(rig.out.has_value);
        assert_true(isfinite(rig.out.peak_kpa));
        rig_fini(&rig);
    }
}

static void test_nobody_presses_or_it_takes_too_long(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_read(&rig, 0, 0);
    assert_true(pressure_ramp.deadline(rig.state) == an_hour + rig.spec.contact_within);
    rig_tick(&rig, rig.spec.contact_within - 1);
    assert_int_equal(rig.done, 0);
    rig_tick(&rig, rig.spec.contact_within);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_TIMEOUT);
    assert_true(rig.out.contact_ns == 0);
    rig_fini(&rig);

    rig_init(&rig);
    rig_read(&rig, 0, 0);
    mono_ns t = step;
    while (t < step + rig.spec.ramp_within) {
        rig_read(&rig, t, held(t, 200));
        t += step;
    }
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    rig_tick(&rig, step + rig.spec.ramp_within);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_TIMEOUT);
    assert_false(rig.out.has_value || rig.out.released);
    rig_fini(&rig);
}

static void test_pressing_on_after_the_response_is_called_out(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, ANSWERED);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    for (mono_ns t = 3000 * MONO_MS; t < 5100 * MONO_MS; t += step)
        rig_read(&rig, t, 150);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, 5200 * MONO_MS);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(rig.out.released);
    rig_fini(&rig);

    rig_bring(&rig, ANSWERED); /* over the limit: at once */
    rig_read(&rig, 3000 * MONO_MS, 1001);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_fini(&rig);
}

static void test_straight_line_reaches_the_limit_before_the_response(void **unused)
{
    (void)unused;
    for (int late = 0; late < 2; late++) { /* heard before or after the reading over the limit */
        for (int share = 0; share <= 40; share++) {
            struct rig rig;
            mono_ns from = 3000 * MONO_MS, at = from + share * MONO_MS;
            rig_bring(&rig, PRESSED);
            rig_read(&rig, from, 900);
            if (!late)
                rig_press(&rig, at);
            rig_read(&rig, from + 40 * MONO_MS, 1100);
            if (late)
                rig_press(&rig, at);
            rig_let_go(&rig, from + 200 * MONO_MS);
            assert_int_equal(rig.out.end, share < 20 ? END_RESPONSE : END_LIMIT);
            assert_true(fabs(rig.out.value_kpa - fmin(900 + 5 * share, 1000)) < 1e-9);
            rig_fini(&rig);
        }
    }
}

static void test_response_on_the_way_down_from_the_limit_does_not_count(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_read(&rig, 3000 * MONO_MS, 990);
    rig_read(&rig, 3004 * MONO_MS, 1000);
    rig_read(&rig, 3008 * MONO_MS, 700);
    rig_read(&rig, 3012 * MONO_MS, 500);
    rig_press(&rig, 3010 * MONO_MS);
    rig_let_go(&rig, 3016 * MONO_MS);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_LIMIT);
    assert_true(rig.out.censored && rig.out.response_ns == 0);
    rig_fini(&rig);
}

static void test_response_just_before_the_time_is_over_is_waited_for(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    mono_ns over = contact + rig.spec.ramp_within, t = 3000 * MONO_MS;
    for (; t < over - step; t += step)
        rig_read(&rig, t, t < over - 200 * MONO_MS ? held(t, 300) : 300);
    rig_press(&rig, over - 1);
    rig_tick(&rig, over);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    rig_read(&rig, over + step, 300);
    rig_let_go(&rig, over + 10 * step);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(fabs(rig.out.value_kpa - 300) < 1e-9);
    rig_fini(&rig);
}

struct stop_row {
    mono_ns stamp; /* of the response, before or after the stop at 3 s */
    bool heard_late, goes_on;
    mono_ns next; /* the reading after the stop */
    enum fault fault;
    enum end_reason end;
    const char *legend;
};

/* The stop at 3 s; the last reading before it is 4 ms older. */
static void stop_with_response(struct rig *rig, const struct stop_row *row)
{
    const mono_ns stop = 3000 * MONO_MS;
    rig_bring(rig, PRESSED);
    if (!row->heard_late)
        rig_press(rig, stop + row->stamp);
    rig_stop(rig, stop, END_STOP);
    assert_int_equal(rig_phase_count(rig, PHASE_RELEASE), 1); /* at once */
    assert_int_equal(rig->done, 0);
    if (row->heard_late)
        rig_press(rig, stop + row->stamp);
    if (row->fault != FAULT_NONE)
        rig_send(rig, EVENT_FAULT, stop + 1, 0, (uint8_t)row->fault);
    for (mono_ns t = stop + row->next; row->goes_on && t < stop + 300 * MONO_MS; t += step)
        rig_read(rig, t, straight(t));
    if (row->goes_on)
        rig_let_go(rig, stop + 300 * MONO_MS);
    rig_wait(rig);
}

static void test_response_that_is_also_a_stop_still_gives_its_value(void **unused)
{
    (void)unused;
    static const mono_ns ms = MONO_MS;
    const struct stop_row rows[] = {
        {0, false, true, 2 * ms, 0, END_RESPONSE, "the response raised the stop: a value"},
        {-2 * ms, false, true, 2 * ms, 0, END_RESPONSE, "pressed just before the stop: a value"},
        {-2 * ms, true, true, 2 * ms, 0, END_RESPONSE, "pressed before, heard after it: a value"},
        {-100 * ms, true, true, 2 * ms, 0, END_RESPONSE, "pressed well before: a value"},
        {0, true, true, 2 * ms, 0, END_RESPONSE, "the stop was heard first: a value"},
        {1, true, true, 2 * ms, 0, END_STOP, "pressed after the stop: no value"},
        {0, false, true, 110 * ms, 0, END_STOP, "the next reading came too late: no value"},
        {0, false, false, 0, 0, END_STOP, "no reading came any more: no value"},
        {0, false, true, 2 * ms, FAULT_OVERLOAD, END_STOP, "a fault came before it: no value"},
        {0, true, true, 2 * ms, FAULT_TRACKING, END_STOP, "the same, heard late: no value"},
        {-2900 * ms, true, true, 2 * ms, 0, END_STOP, "pressed before contact: no value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        print_message("  %s\n", rows[i].legend);
        stop_with_response(&rig, &rows[i]);
        assert_int_equal(rig.out.end, rows[i].end);
        assert_int_equal(rig.out.fault, FAULT_NONE);
        assert_int_equal(rig.out.has_value, rows[i].end == END_RESPONSE);
        assert_int_equal(rig.out.released, rows[i].goes_on);
        if (rows[i].end == END_RESPONSE)
            assert_true(fabs(rig.out.value_kpa - straight(3000 * ms + rows[i].stamp)) < 1e-9);
        rig_fini(&rig);
    }
}

static void test_gauge_that_stands_at_the_limit_when_armed_gives_no_bound(void **unused)
{
    (void)unused;
    static const double stuck[] = {1000, 1200, 5500};
    for (size_t i = 0; i < sizeof stuck / sizeof stuck[0]; i++) {
        for (int clear = 0; clear < 2; clear++) { /* seen to touch nothing before: a true stab */
            struct rig rig;
            rig_init(&rig);
            if (clear)
                rig_read(&rig, 0, 0);
            rig_read(&rig, step, stuck[i]);
            rig_read(&rig, 2 * step, stuck[i]);
            assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
            rig_let_go(&rig, 100 * MONO_MS);
            rig_wait(&rig);
            assert_int_equal(rig.out.end, clear ? END_LIMIT : END_FAULT);
            assert_int_equal(rig.out.fault, clear ? FAULT_NONE : FAULT_RANGE);
            assert_int_equal(rig.out.has_value, clear);
            assert_int_equal(rig.out.censored, clear);
            assert_true(rig.out.released);
            rig_fini(&rig);
        }
    }
}

static void test_probe_that_was_letting_go_at_the_stop_was_released_at_the_stop(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_read(&rig, 3000 * MONO_MS, 0);
    rig_stop(&rig, 3002 * MONO_MS, END_STOP);
    rig_let_go(&rig, 3004 * MONO_MS);
    assert_int_equal(rig.out.end, END_STOP);
    assert_true(rig.out.release_ns == rig.out.end_ns);
    rig_fini(&rig);
}

static void test_peak_is_not_taken_from_readings_after_a_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_send(&rig, EVENT_FAULT, 3000 * MONO_MS, 0, FAULT_OVERLOAD);
    rig_read(&rig, 3004 * MONO_MS, 5000);
    rig_let_go(&rig, 3008 * MONO_MS);
    assert_true(rig.out.peak_kpa < 150);
    rig_fini(&rig);
}

/* ---- a gauge that has come to the end of its range */

static const double end_of_range = 130.5;

static double saturated(mono_ns t)
{
    return fmin(straight(t), end_of_range) +
           (t / step % 3 ? 0 : 0.05); /* its last digit flickers */
}

static void test_reading_that_stands_still_in_a_ramp_is_a_fault_and_no_pressure(void **unused)
{
    (void)unused;
    struct rig rig;
    mono_ns t = 0, reached = 0;
    rig_init(&rig);
    for (; t < 20 * MONO_SEC && rig_phase_count(&rig, PHASE_RELEASE) == 0; t += step) {
        rig_read(&rig, t, saturated(t));
        if (reached == 0 && saturated(t) >= end_of_range)
            reached = t;
    }
    assert_true(t - reached >= 500 * MONO_MS && t - reached <= 520 * MONO_MS);
    rig_let_go(&rig, t);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_STILL);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
}

static void test_response_while_the_reading_stands_still_has_no_value(void **unused)
{
    (void)unused;
    static const struct {
        mono_ns after;
        bool has_value;
    } rows[] = {{100 * MONO_MS, true}, {240 * MONO_MS, true}, {270 * MONO_MS, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        mono_ns t = 0, reached = 0;
        rig_init(&rig);
        for (; reached == 0 || t < reached + rows[i].after; t += step) {
            rig_read(&rig, t, saturated(t));
            if (reached == 0 && saturated(t) >= end_of_range)
                reached = t;
        }
        rig_press(&rig, reached + rows[i].after - MONO_MS);
        rig_read(&rig, t, saturated(t));
        rig_let_go(&rig, t + step);
        assert_int_equal(rig.out.has_value, rows[i].has_value);
        assert_int_equal(rig.out.fault, rows[i].has_value ? FAULT_NONE : FAULT_STILL);
        rig_fini(&rig);
    }
}

/* Ten readings a second, and a hand that pauses: two or three of them may be the same. */
static void test_few_equal_readings_of_a_slow_gauge_are_no_standstill(void **unused)
{
    (void)unused;
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    struct rig rig;
    spec.stream_hz = 10;
    rig_begin(&rig, &spec, 0);
    for (mono_ns t = 0; t <= 4000 * MONO_MS; t += 300 * MONO_MS)
        rig_read(&rig, t, straight(t - t % (900 * MONO_MS)));
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading_that_stands_still_in_a_ramp_is_a_fault_and_no_pressure),
        cmocka_unit_test(test_response_while_the_reading_stands_still_has_no_value),
        cmocka_unit_test(test_few_equal_readings_of_a_slow_gauge_are_no_standstill),
        cmocka_unit_test(test_limit_without_a_response_is_a_bound),
        cmocka_unit_test(test_response_stamped_before_the_limit_but_heard_after_it),
        cmocka_unit_test(test_hard_stab_over_the_limit_calls_for_release_at_the_second_reading),
        cmocka_unit_test(test_letting_go_without_a_response_gives_no_value),
        cmocka_unit_test(test_every_end_in_every_state_is_reached_and_only_a_measured_value_stays),
        cmocka_unit_test(test_instrument_fault_in_every_state_gives_no_value_that_was_not_there),
        cmocka_unit_test(test_instrument_that_comes_back_shows_the_release),
        cmocka_unit_test(test_reading_that_is_no_number_ends_the_trial),
        cmocka_unit_test(test_nobody_presses_or_it_takes_too_long),
        cmocka_unit_test(test_pressing_on_after_the_response_is_called_out),
        cmocka_unit_test(test_straight_line_reaches_the_limit_before_the_response),
        cmocka_unit_test(test_response_on_the_way_down_from_the_limit_does_not_count),
        cmocka_unit_test(test_response_just_before_the_time_is_over_is_waited_for),
        cmocka_unit_test(test_probe_that_was_letting_go_at_the_stop_was_released_at_the_stop),
        cmocka_unit_test(test_response_that_is_also_a_stop_still_gives_its_value),
        cmocka_unit_test(test_gauge_that_stands_at_the_limit_when_armed_gives_no_bound),
        cmocka_unit_test(test_peak_is_not_taken_from_readings_after_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
