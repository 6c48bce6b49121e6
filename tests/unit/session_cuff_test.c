/* Cuff stimuli from the machine to the simulated CPAR and back: driver and simulated instrument were written apart from each
 * other, and the participant's thresholds are known. */
#include "support/cuff_rig.h"

#include "stimulus/cuff_ramp.h"
#include "stimulus/pulse_train.h"

#include <math.h>

enum { GENERATIONS = 3 };
static const char *const generations[GENERATIONS] = {"cpar", "cpar-old", "cpar-plus"};

static struct cuff_ramp_outcome ramp_of(struct cuff_rig *rig, const struct cuff_ramp_spec *spec)
{
    struct cuff_ramp_outcome out;
    cuff_rig_start(rig, &cuff_ramp, spec, "ptt");
    cuff_rig_finish(rig);
    memcpy(&out, rig->outcome, sizeof out);
    return out;
}

static struct pulse_train_outcome train_of(struct cuff_rig *rig, double level_kpa)
{
    struct pulse_train_outcome out;
    struct pulse_train_spec spec = pulse_train_defaults();
    for (size_t i = 0; i < PULSES_MAX; i++)
        spec.level_kpa[i] = level_kpa;
    cuff_rig_start(rig, &pulse_train, &spec, "ts");
    cuff_rig_finish(rig);
    memcpy(&out, rig->outcome, sizeof out);
    return out;
}

/* Detection from 30 kPa on, tolerance at 60; what a hand takes to react is about a third of a kPa. */
static void a_ramp_finds_detection_and_tolerance(void **state)
{
    (void)state;
    static const double slopes[GENERATIONS] = {0.98, 0.98, 1}; /* as their wires can say it */
    for (size_t g = 0; g < GENERATIONS; g++) {
        struct cuff_rig *rig = cuff_rig_new(generations[g], "");
        const struct cuff_ramp_spec spec = cuff_ramp_defaults();
        assert_true(rig->is_ready);
        const struct cuff_ramp_outcome out = ramp_of(rig, &spec);
        print_message("%s: pdt %.2f, ptt %.2f, ptl %.2f, slope %.3f\n", generations[g], out.pdt_kpa,
                      out.value_kpa, out.rating, out.slope_kpa_per_s);
        assert_int_equal(out.end, END_RESPONSE);
        assert_true(out.has_value && fabs(out.value_kpa - 60) < 2);
        assert_true(out.has_pdt && out.pdt_kpa > 29 && out.pdt_kpa < 35);
        assert_true(out.rating > 8 && out.at_baseline);
        assert_true(out.has_slope && fabs(out.slope_kpa_per_s - slopes[g]) < 0.01 && !out.rate_off);
        assert_int_equal(out.gaps, 0);
        assert_true(sim_port_output(&rig->port) <= 2);
        cuff_rig_free(rig);
    }
}

static void a_ramp_that_nobody_ends_is_a_bound(void **state)
{
    (void)state;
    struct cuff_rig *rig = cuff_rig_new("cpar", "");
    struct cuff_ramp_spec spec = cuff_ramp_defaults();
    spec.limit_kpa = 40;
    const struct cuff_ramp_outcome out = ramp_of(rig, &spec);
    assert_int_equal(out.end, END_LIMIT);
    assert_true(out.has_value && fabs(out.value_kpa - 40) < 0.4);
    assert_true(out.peak_kpa <= 40 + 0.2);
    cuff_rig_free(rig);
}

/* Every onset in its place to a tenth of a status, every level, every rating of its own period, growing. */
static void a_train_is_given_and_rated_pulse_by_pulse(void **state)
{
    (void)state;
    for (size_t g = 0; g < GENERATIONS; g++) {
        struct cuff_rig *rig = cuff_rig_new(generations[g], "");
        assert_true(rig->driver->trains); /* else a session tells it each pulse */
        const struct pulse_train_outcome out = train_of(rig, 50);
        if (out.end != END_COMPLETED)
            fail_msg("%s: %s, %s after %d pulses", generations[g],
                     end_word((enum end_reason)out.end), fault_word((enum fault)out.fault),
                     out.given);
        assert_int_equal(out.given, 10);
        for (int i = 0; i < 10; i++) {
            const struct pulse *pulse = &out.pulses[i];
            print_message("%s %d: onset %+.4f s, %.1f kPa, rated %.2f\n", generations[g], i + 1,
                          (double)pulse->onset_error_s, (double)pulse->level_kpa,
                          (double)pulse->rating);
            assert_true(fabs((double)pulse->onset_error_s) < 0.005);
            assert_true(pulse->has_level && !pulse->is_off);
            assert_true(fabs((double)pulse->level_kpa - 50) < 1);
            assert_true(pulse->has_rating);
            assert_true(i == 0 || pulse->rating >= pulse[-1].rating);
        }
        assert_true(out.pulses[9].rating > out.pulses[0].rating);
        assert_true(out.at_baseline);
        cuff_rig_free(rig);
    }
}

/* What goes wrong half way ends with its own name, vented, and the next stimulus begins when it is mended. */
static void what_goes_wrong_ends_with_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        enum fault code;
    } rows[] = {
        {"setting:at=20s,for=10s,cue=1,to=emergency", FAULT_EMERGENCY},
        {"setting:at=20s,for=10s,cue=1,to=power-off", FAULT_POWER},
        {"setting:at=20s,for=10s,cue=1,to=vas-out", FAULT_SLIDER},
        {"setting:at=20s,for=30s,cue=1,to=leak-1-300", FAULT_LEAK},
        {"silence:at=20s,for=3s,cue=1", FAULT_SILENT},
        {"reboot:at=20s,cue=1", FAULT_NONE}, /* silent, or restarted: whichever is seen first */
    };
    for (size_t g = 0; g < GENERATIONS; g++)
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            struct cuff_rig *rig = cuff_rig_new(generations[g], rows[i].fault);
            const struct cuff_ramp_spec spec = cuff_ramp_defaults();
            const struct cuff_ramp_outcome out = ramp_of(rig, &spec);
            if (out.end != END_FAULT || (rows[i].code != FAULT_NONE && out.fault != rows[i].code))
                fail_msg("%s, %s: %s, %s", generations[g], rows[i].fault,
                         end_word((enum end_reason)out.end), fault_word((enum fault)out.fault));
            assert_false(out.has_value);
            cuff_rig_run_until(rig, rig->now + 40 * MONO_SEC);
            assert_true(sim_port_output(&rig->port) <= 2);
            assert_true(rig->is_ready);
            cuff_rig_free(rig);
        }
}

static void what_stands_in_the_way_of_a_start_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *fault;
        enum fault code;
    } rows[] = {
        {"setting:at=0s,cue=1,to=vas-20", FAULT_SLIDER_UP},
        {"setting:at=0s,cue=1,to=refuse-2", FAULT_NONE}, /* a code that it always has: it starts */
        {"setting:at=0s,cue=1,to=crc-wrong", FAULT_GARBLED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cuff_rig *rig = cuff_rig_new("cpar", rows[i].fault);
        const struct cuff_ramp_spec spec = cuff_ramp_defaults();
        cuff_rig_cue(rig, "ptt");
        cuff_rig_run_until(rig, rig->now + 200 * MONO_MS);
        const struct cuff_ramp_outcome out = ramp_of(rig, &spec);
        if ((rows[i].code == FAULT_NONE) != (out.end == END_RESPONSE) ||
            (rows[i].code != FAULT_NONE && out.fault != rows[i].code))
            fail_msg("%s: %s, %s", rows[i].fault, end_word((enum end_reason)out.end),
                     fault_word((enum fault)out.fault));
        assert_true(rows[i].code == FAULT_NONE || out.peak_kpa < 1);
        cuff_rig_free(rig);
    }
}

/* From outside, at any time: it is vented at once. */
static void a_stop_vents_at_any_time(void **state)
{
    (void)state;
    for (int i = 0; i < 60; i++) {
        struct cuff_rig *rig = cuff_rig_new(generations[i % GENERATIONS], "");
        const struct cuff_ramp_spec spec = cuff_ramp_defaults();
        cuff_rig_start(rig, &cuff_ramp, &spec, "ptt");
        cuff_rig_run_until(rig, rig->now + i * 370 * MONO_MS / 10 + (i % 7) * MONO_SEC * 6);
        if (!rig->done)
            cuff_ramp.end(rig->reactor_state, rig->now, END_STOP, &rig->reactor_io);
        cuff_rig_finish(rig);
        cuff_rig_run_until(rig, rig->now + 2 * MONO_SEC);
        assert_true(sim_port_output(&rig->port) <= 2);
        assert_int_equal(rig->alarms, 0);
        cuff_rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ramp_finds_detection_and_tolerance),
        cmocka_unit_test(a_ramp_that_nobody_ends_is_a_bound),
        cmocka_unit_test(a_train_is_given_and_rated_pulse_by_pulse),
        cmocka_unit_test(what_goes_wrong_ends_with_its_name),
        cmocka_unit_test(what_stands_in_the_way_of_a_start_is_named),
        cmocka_unit_test(a_stop_vents_at_any_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
