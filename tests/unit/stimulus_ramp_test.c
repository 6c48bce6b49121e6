/* The hand-held pressure ramp: what value a trial gets. */
#include "unit/stimulus_ramp_rig.h"

static void test_value_lies_between_the_readings_around_the_response(void **unused)
{
    (void)unused;
    /* the response at every millisecond between two readings, heard before or after the next
     * reading */
    for (mono_ns at = 3000 * MONO_MS; at < 3008 * MONO_MS; at += MONO_MS / 4) {
        for (int late = 0; late < 2; late++) {
            struct rig rig;
            rig_init(&rig);
            rig_pull(&rig, 0, late ? 3040 * MONO_MS : 3000 * MONO_MS);
            if (!late)
                for (mono_ns t = 3000 * MONO_MS; t <= at; t += step)
                    rig_read(&rig, t, straight(t));
            rig_press(&rig, at);
            for (mono_ns t = late ? 3040 * MONO_MS : at / step * step + step; t < 3100 * MONO_MS;
                 t += step)
                rig_read(&rig, t, straight(t));
            rig_let_go(&rig, 3100 * MONO_MS);
            assert_int_equal(rig.done, 1);
            assert_int_equal(rig.out.end, END_RESPONSE);
            assert_true(rig.out.has_value && !rig.out.censored && rig.out.released);
            assert_true(fabs(rig.out.value_kpa - straight(at)) < 1e-9);
            assert_true(rig.out.response_ns == an_hour + at && rig.out.end_ns == an_hour + at);
            assert_true(rig.out.contact_ns == an_hour + contact);
            assert_true(rig.out.release_ns == an_hour + 3100 * MONO_MS);
            assert_int_equal(rig.out.readings, (at - contact) / step + 1);
            assert_int_equal(rig.out.gaps, 0);
            assert_true(rig.out.bracket_ns == (at % step ? step : 0));
            assert_true(rig.out.has_slope && !rig.out.rate_off);
            assert_true(fabs(rig.out.slope_kpa_per_s - 50) < 1e-9);
            assert_true(rig.out.has_in_band && rig.out.in_band >= 1 && rig.out.in_band <= 1);
            assert_true(fabs(rig.out.worst_slope_kpa_per_s - 50) < 1e-6);
            assert_true(rig.out.has_idle && rig.out.idle_kpa < 5); /* the press begins at once */
            assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
            assert_int_equal(rig_phase_count(&rig, PHASE_RELEASED), 1);
            rig_fini(&rig);
        }
    }
}

static void test_peak_is_the_highest_pressure_until_release_and_not_the_value(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_pull(&rig, 0, 4000 * MONO_MS);
    rig_press(&rig, 3500 * MONO_MS);
    rig_pull(&rig, 4000 * MONO_MS, 4200 * MONO_MS);
    rig_let_go(&rig, 4200 * MONO_MS);
    assert_int_equal(rig.done, 1);
    assert_true(fabs(rig.out.value_kpa - 170) < 1e-9);
    assert_true(fabs(rig.out.peak_kpa - straight(4196 * MONO_MS)) < 1e-9);
    rig_fini(&rig);
}

static void test_no_reading_after_the_response_means_no_value(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_pull(&rig, 0, 3000 * MONO_MS);
    rig_press(&rig, 3001 * MONO_MS);
    assert_true(pressure_ramp.deadline(rig.state) == an_hour + 3101 * MONO_MS);
    rig_tick(&rig, 3101 * MONO_MS - 1);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    rig_tick(&rig, 3101 * MONO_MS);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_SILENT);
    assert_false(rig.out.has_value || rig.out.released);
    assert_true(rig.out.response_ns == an_hour + 3001 * MONO_MS);
    rig_fini(&rig);
}

struct gap_row {
    mono_ns hole; /* between the last reading before and the first after the response */
    uint32_t missing;
    enum end_reason end;
    enum fault fault;
    const char *legend;
};

static void test_readings_missing_around_the_response(void **unused)
{
    (void)unused;
    static const struct gap_row rows[] = {
        {8 * MONO_MS, 1, END_RESPONSE, FAULT_NONE, "one line lost: a value, and the loss is kept"},
        {50 * MONO_MS, 11, END_RESPONSE, FAULT_NONE, "50 ms lost: the pressure moved 2.5 kPa"},
        {51 * MONO_MS, 11, END_FAULT, FAULT_GARBLED, "more than 50 ms lost: no value"},
        {90 * MONO_MS, 0, END_RESPONSE, FAULT_NONE, "a slow instrument, none lost: a value"},
        {101 * MONO_MS, 0, END_FAULT, FAULT_SILENT, "more than 100 ms without a reading: no value"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int heard_late = 0; heard_late < 2; heard_late++) {
            struct rig rig;
            mono_ns last = 3000 * MONO_MS, next = last + rows[i].hole, at = last + rows[i].hole / 2;
            rig_init(&rig);
            rig_pull(&rig, 0, last + step);
            if (!heard_late)
                rig_press(&rig, at);
            rig.seq += rows[i].missing;
            for (int k = 0; k < 30; k++)
                rig_read(&rig, next + k * step, straight(next + k * step));
            if (heard_late)
                rig_press(&rig, at);
            rig_let_go(&rig, next + 40 * step);
            print_message("  %s\n", rows[i].legend);
            assert_int_equal(rig.done, 1);
            assert_int_equal(rig.out.end, rows[i].end);
            assert_int_equal(rig.out.fault, rows[i].fault);
            if (rows[i].end == END_RESPONSE) {
                assert_true(fabs(rig.out.value_kpa - straight(at)) < 1e-9);
                assert_int_equal(rig.out.value_gaps, rows[i].missing);
                assert_true(rig.out.bracket_ns == rows[i].hole);
            }
            rig_fini(&rig);
        }
    }
}

static void test_missing_readings_are_counted_between_contact_and_end_only(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.seq += 7; /* before contact */
    rig_pull(&rig, 0, 1000 * MONO_MS);
    rig.seq += 3;
    rig_pull(&rig, 1000 * MONO_MS, 2000 * MONO_MS);
    rig_press(&rig, 1900 * MONO_MS);
    rig.seq += 5; /* after the end */
    rig_let_go(&rig, 2000 * MONO_MS);
    assert_int_equal(rig.out.gaps, 3);
    rig_fini(&rig);
}

static void test_response_before_contact_is_early(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig); /* untouched */
    rig_pull(&rig, 0, 300 * MONO_MS);
    rig_press(&rig, 299 * MONO_MS);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_EARLY);
    assert_false(rig.out.has_value);
    assert_true(rig.out.released);
    rig_fini(&rig);

    rig_init(&rig); /* heard in contact, stamped before it */
    rig_pull(&rig, 0, 1000 * MONO_MS);
    rig_press(&rig, contact - 1);
    assert_int_equal(rig.done, 0);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, 1000 * MONO_MS);
    assert_int_equal(rig.out.end, END_EARLY);
    assert_false(rig.out.has_value);
    rig_fini(&rig);

    rig_init(&rig); /* stamped before arming: not of this trial */
    rig_pull(&rig, 0, 300 * MONO_MS);
    rig_press(&rig, -1);
    assert_int_equal(rig.done, 0);
    rig_send(&rig, EVENT_RESPONSE, 299 * MONO_MS, 0, 0); /* the button let go */
    assert_int_equal(rig.done, 0);
    rig_fini(&rig);
}

static void test_response_while_contact_is_not_yet_certain(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig); /* contact turns out true: the value counts */
    rig_pull(&rig, 0, contact + 3 * step);
    rig_press(&rig, contact + step);
    assert_int_equal(rig_phase_count(&rig, PHASE_RUNNING), 0);
    rig_pull(&rig, contact + 3 * step, contact + 20 * step);
    rig_let_go(&rig, contact + 20 * step);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(fabs(rig.out.value_kpa - straight(contact + step)) < 1e-9);
    rig_fini(&rig);

    rig_init(&rig); /* it was noise: early */
    rig_read(&rig, 0, 0);
    rig_read(&rig, step, 300);
    rig_press(&rig, step + 1);
    assert_int_equal(rig.done, 0);
    rig_read(&rig, 2 * step, 0);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_EARLY);
    rig_fini(&rig);
}

static void test_noise_spike_is_no_contact_and_no_release(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (int i = 0; i < 100; i++) /* each tenth reading is a spike over the limit */
        rig_read(&rig, i * step, i % 10 == 5 ? 1500 : 1);
    assert_int_equal(rig.n_phases, 1);
    assert_int_equal(rig.done, 0);
    mono_ns t = 100 * step;
    for (int i = 0; i < 250; i++, t += step)
        rig_read(&rig, t, 100 + i);
    rig_press(&rig, t - step);
    rig_read(&rig, t, 0); /* a spike down */
    for (int i = 1; i < 5; i++)
        rig_read(&rig, t + i * step, 300);
    assert_int_equal(rig.done, 0);
    rig_let_go(&rig, t + 5 * step);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(rig.out.contact_ns == an_hour + 100 * step);
    assert_true(rig.out.release_ns == an_hour + t + 5 * step);
    rig_fini(&rig);
}

static void test_gauge_pressed_or_offset_at_arming_must_read_low_first(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (mono_ns t = 0; t < 500 * MONO_MS; t += step)
        rig_read(&rig, t, 45);
    assert_true(rig_look(&rig).let_go_first);
    assert_int_equal(rig_phase_count(&rig, PHASE_RUNNING), 0);
    rig_press(&rig, 490 * MONO_MS); /* 45 kPa would be a wrong number */
    rig_let_go(&rig, 500 * MONO_MS);
    assert_int_equal(rig.out.end, END_EARLY);
    assert_false(rig.out.has_value);
    rig_fini(&rig);

    rig_init(&rig); /* a small offset is shown, not taken off */
    for (mono_ns t = 0; t < 2000 * MONO_MS; t += step)
        rig_read(&rig, t, 8 + (t < 400 * MONO_MS ? 0 : straight(t)));
    rig_press(&rig, 1900 * MONO_MS);
    rig_let_go(&rig, 2000 * MONO_MS);
    assert_true(fabs(rig.out.value_kpa - (8 + straight(1900 * MONO_MS))) < 1e-9);
    assert_true(rig.out.has_idle && fabs(rig.out.idle_kpa - 8) < 1e-9);
    rig_fini(&rig);
}

static void test_brief_touch_is_not_the_ramp(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_read(&rig, 0, 0);
    for (int i = 1; i < 20; i++)
        rig_read(&rig, i * step, 30);
    for (int i = 20; i < 40; i++)
        rig_read(&rig, i * step, 1);
    assert_int_equal(rig_phase_count(&rig, PHASE_ARMED), 2);
    rig_pull(&rig, 40 * step, 3000 * MONO_MS);
    rig_press(&rig, 2900 * MONO_MS);
    rig_let_go(&rig, 3000 * MONO_MS);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_int_equal(rig.out.touches, 1);
    assert_true(rig.out.contact_ns == an_hour + contact);
    assert_int_equal(rig.out.readings, (2900 * MONO_MS - contact) / step + 1);
    assert_true(fabs(rig.out.slope_kpa_per_s - 50) < 1e-9);
    rig_fini(&rig);
}

static void test_press_stamped_in_the_future_cannot_be_used(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_press(&rig, 90 * 60 * MONO_SEC);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, 3000 * MONO_MS);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_RANGE);
    rig_fini(&rig);
}

static void test_press_older_than_the_readings_kept_cannot_be_used(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    for (mono_ns t = 3000 * MONO_MS; t < 15000 * MONO_MS; t += step)
        rig_read(&rig, t, held(t, 150));
    rig_press(&rig, 1000 * MONO_MS);
    rig_let_go(&rig, 15000 * MONO_MS);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_GARBLED);
    rig_fini(&rig);
}

static void test_screen_sees_pressure_slope_and_phase(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    assert_false(rig_look(&rig).has_pressure);
    rig_pull(&rig, 0, 3000 * MONO_MS);
    struct pressure_ramp_live live = rig_look(&rig);
    assert_int_equal(live.phase, PHASE_RUNNING);
    assert_true(live.has_pressure && live.has_slope && live.in_band);
    assert_true(fabs(live.pressure_kpa - straight(2996 * MONO_MS)) < 1e-9);
    assert_true(fabs(live.slope_kpa_per_s - 50) < 1e-6);
    for (mono_ns t = 3000 * MONO_MS; t < 3600 * MONO_MS; t += step)
        rig_read(&rig, t, held(t, straight(3000 * MONO_MS)));
    live = rig_look(&rig);
    assert_true(live.has_slope && !live.in_band && fabs(live.slope_kpa_per_s) < 0.1);
    rig_fini(&rig);
}

static void test_screen_sees_the_value_and_not_what_the_gauge_shows_after_it(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_pull(&rig, 0, 3000 * MONO_MS);
    assert_false(rig_look(&rig).has_value);
    rig_press(&rig, 2990 * MONO_MS);
    assert_true(rig_look(&rig).has_value);
    for (mono_ns t = 3000 * MONO_MS; t < 3400 * MONO_MS; t += step)
        rig_read(&rig, t, straight(3000 * MONO_MS) + 30);
    const struct pressure_ramp_live live = rig_look(&rig);
    assert_true(live.has_value && !live.censored);
    assert_true(fabs(live.value_kpa - straight(2990 * MONO_MS)) < 1e-9);
    assert_true(fabs(live.pressure_kpa - straight(3000 * MONO_MS) - 30) < 1e-9);
    rig_let_go(&rig, 3400 * MONO_MS);
    assert_true(rig.out.value_kpa == live.value_kpa);
    rig_fini(&rig);
}

/* A press that is heard late still overturns the limit: until then no number stands. */
static void test_screen_sees_the_limit_as_a_bound_once_it_stands(void **unused)
{
    (void)unused;
    struct rig rig;
    mono_ns t = 0;
    rig_init(&rig);
    for (; straight(t) < 1000; t += step)
        rig_read(&rig, t, straight(t));
    const mono_ns reached = t;
    rig_read(&rig, t, straight(t));
    assert_false(rig_look(&rig).has_value);
    for (; t < reached + MONO_SEC; t += step)
        rig_read(&rig, t + step, 900);
    const struct pressure_ramp_live live = rig_look(&rig);
    assert_true(live.has_value && live.censored && live.value_kpa == 1000);
    rig_let_go(&rig, t + step);
    assert_int_equal(rig.out.end, END_LIMIT);
    rig_fini(&rig);
}

static void test_slow_instrument_may_have_wider_steps(void **unused)
{
    (void)unused;
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    struct rig rig;
    spec.stream_hz = 10;
    rig_begin(&rig, &spec, an_hour);
    for (mono_ns t = 0; t <= 6000 * MONO_MS; t += 290 * MONO_MS)
        rig_read(&rig, t, straight(t));
    rig_press(&rig, 5000 * MONO_MS);
    rig_read(&rig, 6100 * MONO_MS, 0);
    rig_read(&rig, 6200 * MONO_MS, 0);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(fabs(rig.out.value_kpa - straight(5000 * MONO_MS)) < 1e-9);
    rig_fini(&rig);
}

static void test_response_in_a_short_slip_of_the_probe_is_no_value(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_read(&rig, 3000 * MONO_MS, 0);
    rig_read(&rig, 3004 * MONO_MS, 0);
    rig_press(&rig, 3002 * MONO_MS); /* 0 kPa is not what hurt */
    rig_read(&rig, 3008 * MONO_MS, 140);
    rig_let_go(&rig, 3100 * MONO_MS);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
}

static void test_readings_out_of_order_count_as_missing(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, PRESSED);
    rig_read(&rig, 3000 * MONO_MS, 145);
    rig_read(&rig, 2990 * MONO_MS, 999); /* older than the one before */
    rig_read(&rig, 3004 * MONO_MS, 145.2);
    rig.seq = 5; /* the count began anew: nothing is known to be missing */
    rig_read(&rig, 3008 * MONO_MS, 145.4);
    rig_press(&rig, 3008 * MONO_MS);
    rig_let_go(&rig, 3012 * MONO_MS);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_int_equal(rig.out.gaps, 1);
    assert_true(rig.out.peak_kpa < 146);
    rig_fini(&rig);
}

static void test_peak_of_a_brief_touch_is_forgotten(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_read(&rig, 0, 0);
    for (int i = 1; i < 10; i++)
        rig_read(&rig, i * step, 39);
    for (int i = 10; i < 20; i++)
        rig_read(&rig, i * step, 1);
    for (int i = 20; i < 40; i++)
        rig_read(&rig, i * step, 30);
    rig_press(&rig, 38 * step);
    rig_let_go(&rig, 40 * step);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(fabs(rig.out.peak_kpa - 30) < 1e-9);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value_lies_between_the_readings_around_the_response),
        cmocka_unit_test(test_peak_is_the_highest_pressure_until_release_and_not_the_value),
        cmocka_unit_test(test_no_reading_after_the_response_means_no_value),
        cmocka_unit_test(test_readings_missing_around_the_response),
        cmocka_unit_test(test_missing_readings_are_counted_between_contact_and_end_only),
        cmocka_unit_test(test_response_before_contact_is_early),
        cmocka_unit_test(test_response_while_contact_is_not_yet_certain),
        cmocka_unit_test(test_noise_spike_is_no_contact_and_no_release),
        cmocka_unit_test(test_gauge_pressed_or_offset_at_arming_must_read_low_first),
        cmocka_unit_test(test_brief_touch_is_not_the_ramp),
        cmocka_unit_test(test_press_stamped_in_the_future_cannot_be_used),
        cmocka_unit_test(test_press_older_than_the_readings_kept_cannot_be_used),
        cmocka_unit_test(test_screen_sees_pressure_slope_and_phase),
        cmocka_unit_test(test_screen_sees_the_value_and_not_what_the_gauge_shows_after_it),
        cmocka_unit_test(test_screen_sees_the_limit_as_a_bound_once_it_stands),
        cmocka_unit_test(test_slow_instrument_may_have_wider_steps),
        cmocka_unit_test(test_response_in_a_short_slip_of_the_probe_is_no_value),
        cmocka_unit_test(test_readings_out_of_order_count_as_missing),
        cmocka_unit_test(test_peak_of_a_brief_touch_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
