/* The hand-held pressure ramp: nothing is over before the probe is seen off, and a gauge that reads minus
 * while it presses is found out. */
#include "unit/stimulus_ramp_rig.h"

/* ---- until the probe is off */

static void test_release_stays_until_the_probe_is_seen_off(void **unused)
{
    (void)unused;
    for (int place = PRESSED; place < PLACES; place++) {
        struct rig rig;
        rig_bring(&rig, (enum place)place);
        mono_ns t = place_end((enum place)place);
        const mono_ns from = t;
        rig_stop(&rig, t, END_STOP);
        for (; t < from + 600 * MONO_SEC; t += 40 * MONO_MS)
            rig_read(&rig, t, 150);
        assert_int_equal(rig.done, 0);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASED), 0);
        assert_int_equal(rig.phases[rig.n_phases - 1], PHASE_RELEASE);
        rig_let_go(&rig, t);
        assert_int_equal(rig.done, 1);
        assert_true(rig.out.released);
        assert_true(rig.out.release_ns == an_hour + t);
        rig_fini(&rig);
    }
}

static void test_probe_that_stays_on_for_too_long_raises_the_alarm_once(void **unused)
{
    (void)unused;
    for (int reads = 0; reads < 2; reads++) { /* a gauge that is dead, one that measures on */
        struct rig rig;
        rig_bring(&rig, LIMITED);
        const mono_ns from = place_end(LIMITED), within = rig.spec.release_within;
        for (mono_ns t = from; t < from + within - step; t += 40 * MONO_MS) {
            rig_tick(&rig, t);
            if (reads)
                rig_read(&rig, t, 400);
        }
        assert_int_equal(rig.alarms, 0);
        for (mono_ns t = from + within; t < from + 3 * within; t += MONO_SEC)
            rig_tick(&rig, t);
        assert_int_equal(rig.alarms, 1);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 2); /* said again */
        assert_int_equal(rig.done, 0);
        assert_true(pressure_ramp.deadline(rig.state) == MONO_NEVER);
        rig_fini(&rig);
    }
}

static void test_examiner_says_that_it_is_off(void **unused)
{
    (void)unused;
    for (int place = UNREAD; place < PLACES; place++) {
        struct rig rig;
        rig_bring(&rig, (enum place)place);
        const mono_ns t = place_end((enum place)place);
        if (place < ANSWERED)
            rig_released(&rig, t); /* while it runs it changes nothing */
        rig_stop(&rig, t + step, END_FAULT);
        const bool waits = !rig.done;
        assert_int_equal(waits, place >= MAYBE);
        rig_released(&rig, t + MONO_SEC);
        assert_int_equal(rig.done, 1);
        if (waits)
            assert_false(rig.out.released || rig.out.release_ns > 0);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASED), 0);
        assert_int_equal(rig.out.has_value, place >= ANSWERED);
        rig_fini(&rig);
    }
}

/* ---- a gauge that reads minus */

static double pull(mono_ns t)
{
    return -straight(t);
}

static void test_gauge_that_reads_minus_while_it_presses_is_a_fault_at_once(void **unused)
{
    (void)unused;
    struct rig rig;
    mono_ns t = 0;
    rig_init(&rig);
    while (t < 2000 * MONO_MS && rig_phase_count(&rig, PHASE_RELEASE) == 0) {
        rig_read(&rig, t, pull(t));
        t += step;
    }
    assert_true(t > contact && t < contact + 40 * MONO_MS);
    rig_read(&rig, t, pull(t));
    assert_int_equal(rig.done, 0); /* it still presses */
    rig_let_go(&rig, t + step);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_PULL);
    assert_true(rig.out.released && !rig.out.has_value);
    rig_fini(&rig);
}

static void test_one_reading_of_pull_at_the_limit_calls_for_release_in_every_state(void **unused)
{
    (void)unused;
    for (int place = UNTOUCHED; place < LIMITED; place++) {
        struct rig rig;
        rig_bring(&rig, (enum place)place);
        const mono_ns t = place_end((enum place)place);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
        rig_read(&rig, t + step, -1000);
        assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 1);
        assert_int_equal(rig.done, 0);
        rig_let_go(&rig, t + 2 * step);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.has_value, place == ANSWERED); /* measured before */
        if (place == UNTOUCHED || place == PRESSED)
            assert_int_equal(rig.out.fault, FAULT_PULL);
        rig_fini(&rig);
    }
}

static void test_probe_that_peels_off_or_is_turned_in_the_hand_is_no_fault(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    for (mono_ns t = 0; t < 12 * step; t += step)
        rig_read(&rig, t, t / step % 6 < 4 ? -300 : -15);
    rig_read(&rig, 12 * step, -15);
    assert_int_equal(rig_phase_count(&rig, PHASE_RELEASE), 0);
    rig_fini(&rig);

    rig_bring(&rig, ANSWERED);
    for (int i = 0; i < 10; i++)
        rig_read(&rig, 3000 * MONO_MS + i * step, -15);
    assert_int_equal(rig.done, 1);
    assert_true(rig.out.released && rig.out.has_value);
    rig_fini(&rig);
}

/* A press shows as pull before the trial is armed, too. */
static void test_pull_is_no_untouched_reading(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig);
    rig_read(&rig, 0, -100);
    rig_read(&rig, step, 100);
    rig_read(&rig, 2 * step, 100);
    assert_true(rig_look(&rig).let_go_first);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_release_stays_until_the_probe_is_seen_off),
        cmocka_unit_test(test_probe_that_stays_on_for_too_long_raises_the_alarm_once),
        cmocka_unit_test(test_examiner_says_that_it_is_off),
        cmocka_unit_test(test_gauge_that_reads_minus_while_it_presses_is_a_fault_at_once),
        cmocka_unit_test(test_one_reading_of_pull_at_the_limit_calls_for_release_in_every_state),
        cmocka_unit_test(test_probe_that_peels_off_or_is_turned_in_the_hand_is_no_fault),
        cmocka_unit_test(test_pull_is_no_untouched_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
