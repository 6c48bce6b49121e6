/* The hand-held pressure ramp: which of several presses counts, and what readings it may be measured by. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps_elsewhere_are_not_those_of_the_value),
        cmocka_unit_test(test_first_of_two_presses_counts_whichever_is_heard_first),
        cmocka_unit_test(test_press_before_the_first_reading_above_contact_is_early_at_once),
        cmocka_unit_test(test_press_on_a_probe_that_was_never_clear_is_early_at_once),
        cmocka_unit_test(test_reading_from_before_it_was_armed_shows_nothing),
        cmocka_unit_test(test_response_of_a_stop_gets_no_value_over_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
