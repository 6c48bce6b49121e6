/* The hand-held pressure ramp: which press counts and by which readings, the offset at rest, touches, release. */
#include "unit/stimulus_ramp_rig.h"

static const mono_ns ms = MONO_MS;

static void test_gaps_elsewhere_are_not_those_of_the_value(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig.seq += 5; /* before the first reading: nobody knows */
    rig_pull(&rig, 0, 200 * ms);
    rig.seq += 3;
    rig_pull(&rig, 200 * ms, 1000 * ms);
    rig.seq += 2;
    rig_pull(&rig, 1000 * ms, 3000 * ms);
    rig_press(&rig, 2990 * ms);
    rig_let_go(&rig, 3000 * ms);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_int_equal(rig.out.value_gaps, 0);
    assert_int_equal(rig.out.gaps, 2); /* those before contact are not of the ramp */
    rig_fini(&rig);
}

static void test_first_of_two_presses_counts_whichever_is_heard_first(void **unused)
{
    (void)unused;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct rig rig;
        rig_bring(&rig, PRESSED);
        rig_press(&rig, (swapped ? 2999 : 2998) * ms);
        rig_press(&rig, (swapped ? 2998 : 2999) * ms);
        rig_read(&rig, 3000 * ms, straight(3000 * ms));
        rig_let_go(&rig, 3004 * ms);
        assert_int_equal(rig.out.end, END_RESPONSE);
        assert_true(rig.out.response_ns == an_hour + 2998 * ms);
        assert_true(fabs(rig.out.value_kpa - straight(2998 * ms)) < 1e-9);
        rig_fini(&rig);
    }
}

static void test_press_before_the_first_reading_above_contact_is_early_at_once(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, MAYBE);
    rig_press(&rig, contact - 1);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, contact + step);
    assert_int_equal(rig.out.end, END_EARLY);
    assert_false(rig.out.has_value);
    rig_fini(&rig);
}

static void test_press_on_a_probe_that_was_never_clear_is_early_at_once(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (mono_ns t = 0; t < 40 * ms; t += step)
        rig_read(&rig, t, 100);
    rig_press(&rig, 39 * ms);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, 40 * ms);
    assert_int_equal(rig.out.end, END_EARLY);
    rig_fini(&rig);
}

static void test_reading_from_before_it_was_armed_shows_nothing(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_read(&rig, -step, 0); /* or it would be clear of contact */
    for (mono_ns t = 0; t < 200 * ms; t += step)
        rig_read(&rig, t, 100);
    assert_int_equal(rig_phase_count(&rig, PHASE_RUNNING), 0);
    assert_true(rig_look(&rig).let_go_first);
    rig_fini(&rig);
}

/* Whatever the gauge has measured before and after: between the two it was not to be trusted. */
static void test_response_of_a_stop_gets_no_value_over_a_fault(void **unused)
{
    (void)unused;
    for (int pending = 0; pending < 2; pending++) {
        struct rig rig;
        rig_bring(&rig, PRESSED);
        if (pending)
            rig_press(&rig, 2999 * ms);
        rig_stop(&rig, 3000 * ms, END_STOP);
        rig_send(&rig, EVENT_FAULT, 3001 * ms, 0, FAULT_GARBLED);
        if (!pending)
            rig_press(&rig, 2990 * ms);
        rig_send(&rig, EVENT_READY, 3002 * ms, 0, 0);
        rig_read(&rig, 3004 * ms, straight(3004 * ms));
        rig_let_go(&rig, 3008 * ms);
        rig_wait(&rig);
        assert_int_equal(rig.out.end, END_STOP);
        assert_false(rig.out.has_value);
        rig_fini(&rig);
    }
}

static void test_nobody_has_to_read_for_release_to_be_called_for_after_a_response(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, ANSWERED);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    const mono_ns calls = pressure_ramp.deadline(rig.state);
    assert_true(calls - rig.origin <= place_end(ANSWERED) + 2000 * ms);
    pressure_ramp.tick(rig.state, calls, &rig.io);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
    rig_let_go(&rig, calls - rig.origin + step);
    rig_fini(&rig);
}

struct idle_row {
    double first, then; /* kPa, untouched, for 120 ms each */
    double idle;
};

static void test_idle_is_the_offset_nearest_to_nothing_whatever_its_sign(void **unused)
{
    (void)unused;
    static const struct idle_row rows[] = {
        {2, -5, 2}, {-5, 2, 2}, {-2, 5, -2}, {5, -2, -2}, {-3, -3, -3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;
        rig_init(&rig);
        for (mono_ns t = 0; t < 104 * ms; t += step)
            rig_read(&rig, t, rows[i].first);
        for (mono_ns t = 104 * ms; t < 208 * ms; t += step)
            rig_read(&rig, t, rows[i].then);
        rig_stop(&rig, 208 * ms, END_INTERRUPTED);
        assert_true(rig.out.has_idle);
        assert_true(fabs(rig.out.idle_kpa - rows[i].idle) < 1e-12);
        rig_fini(&rig);
    }
}

static void test_idle_begins_anew_after_a_touch(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (mono_ns t = 0; t < 60 * ms; t += step)
        rig_read(&rig, t, 0);
    rig_read(&rig, 60 * ms, 25);
    for (mono_ns t = 64 * ms; t < 172 * ms; t += step)
        rig_read(&rig, t, 4);
    rig_stop(&rig, 172 * ms, END_INTERRUPTED);
    assert_true(fabs(rig.out.idle_kpa - 4) < 1e-12);
    rig_fini(&rig);
}

/* A limit so low that a brief touch comes near it. */
static void test_every_touch_warns_anew(void **unused)
{
    (void)unused;
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    struct rig rig;
    spec.limit_kpa = 40;
    rig_begin(&rig, &spec, an_hour);
    for (int i = 0; i < 3; i++)
        for (mono_ns t = 0; t < 100 * ms; t += step)
            rig_read(&rig, i * 100 * ms + t, t < 50 * ms ? 0 : 38);
    assert_int_equal(rig_phase_count(&rig, PHASE_WARN), 3);
    rig_fini(&rig);
}

/* The clock of its source is ahead: the touch was answered, though no reading shows it yet. */
static void test_touch_that_was_answered_is_an_end(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (mono_ns t = 0; t < 100 * ms; t += step)
        rig_read(&rig, t, t < 50 * ms ? 0 : 30);
    rig_press(&rig, 190 * ms);
    for (mono_ns t = 100 * ms; t < 140 * ms; t += step)
        rig_read(&rig, t, 0);
    rig_wait(&rig);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    assert_int_equal(rig.out.touches, 0);
    rig_fini(&rig);
}

static void test_pull_is_no_release(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_bring(&rig, LIMITED);
    for (int i = 0; i < 100; i++)
        rig_read(&rig, place_end(LIMITED) + i * step, -50);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASED), 0);
    rig_let_go(&rig, place_end(LIMITED) + 100 * step);
    assert_int_equal(rig.done, 1);
    assert_true(rig.out.released);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps_elsewhere_are_not_those_of_the_value),
        cmocka_unit_test(test_first_of_two_presses_counts_whichever_is_heard_first),
        cmocka_unit_test(test_press_before_the_first_reading_above_contact_is_early_at_once),
        cmocka_unit_test(test_press_on_a_probe_that_was_never_clear_is_early_at_once),
        cmocka_unit_test(test_reading_from_before_it_was_armed_shows_nothing),
        cmocka_unit_test(test_response_of_a_stop_gets_no_value_over_a_fault),
        cmocka_unit_test(test_nobody_has_to_read_for_release_to_be_called_for_after_a_response),
        cmocka_unit_test(test_idle_is_the_offset_nearest_to_nothing_whatever_its_sign),
        cmocka_unit_test(test_idle_begins_anew_after_a_touch),
        cmocka_unit_test(test_every_touch_warns_anew),
        cmocka_unit_test(test_touch_that_was_answered_is_an_end),
        cmocka_unit_test(test_pull_is_no_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
