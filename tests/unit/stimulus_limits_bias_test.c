/* How near the value of a response is to what it really was, over many thresholds: a participant without reaction
 * time, a thermode that reports in tenths of a degree and turns back the moment that it is told to. */
#include "stimulus_thermal_rig.h"

#include "stimulus/thermal_limits.h"

struct bias_row {
    double rate, back, quantum_c, offset_c, noise_c;
    double zones_apart_c; /* 0: one sensor */
    double tau_s;
    int dead_ms, period_ms, heard_ms;
    bool cool, truncates;
    double bias_c, worst_c; /* of the mean and of any one */
    const char *legend;
};

static const struct bias_row rows[] = {
    {1, 5, 0.1, 0, 0, 0, 0, 0, 10, 0, false, false, 0.004, 0.02, "one sensor, in tenths"},
    {1, 5, 0.1, 0, 0, 0, 0, 0, 10, 0, true, false, 0.004, 0.02, "cool"},
    {1, 100, 0.1, 0, 0, 0, 0, 0, 10, 0, false, false, 0.004, 0.02, "turns back very fast"},
    {1, 5, 0.1, 0, 0, 0, 0, 0, 10, 30, false, false, 0.004, 0.02, "heard 30 ms late"},
    {1, 5, 0.1, 0, 0.1, 0, 0, 0, 10, 0, false, false, 0.006, 0.08, "with noise"},
    {1, 5, 0.1, 0, 0, 0.03, 0, 0, 10, 0, false, false, 0.004, 0.02, "five zones, in tenths"},
    {1, 5, 0.1, 0, 0.05, 0.2, 0.012, 30, 10, 0, false, false, 0.004, 0.03,
     "as a TCS: lag, zones, noise"},
    {1, 5, 0.1, 0, 0.05, 0.2, 0.25, 30, 10, 0, false, false, 0.004, 0.02, "a lag of 0.25 s"},
    {1, 5, 0.1, 0, 0, 0, 0, 0, 50, 0, false, false, 0.004, 0.04, "read 20 times a second"},
    {1, 5, 0.01, 0, 0, 0, 0, 0, 100, 0, false, false, 0.006, 0.03,
     "a controller, 10 times a second"},
    {0.5, 5, 0.1, 0, 0, 0, 0, 0, 10, 0, false, false, 0.004, 0.02, "half the rate"},
    {4, 8, 0.1, 0, 0, 0, 0, 0, 10, 0, false, false, 0.004, 0.02, "four times the rate"},
    {1, 5, 0.1, 0.05, 0, 0, 0, 0, 10, 0, false, true, 0.004, 0.04,
     "tenths cut off, half a step added"},
};

static double one_error(const struct bias_row *row, double away_c,
                        struct thermal_limits_outcome *out)
{
    struct thermal_limits_spec spec = thermal_limits_defaults();
    spec.thermal.rate_c_per_s = row->rate;
    spec.thermal.return_c_per_s = row->back;
    spec.thermal.lead_in += (mono_ns)(away_c * 1e9) % MONO_SEC; /* drawn: no phase is preferred */
    spec.limit_c = row->cool ? 0 : 50;
    struct rig rig;
    rig_init(&rig, &thermal_limits);
    rig_at_baseline(&rig);
    rig.n_zones = row->zones_apart_c > 0 ? ZONES : 0;
    for (int i = 0; i < ZONES; i++)
        rig.zone_offset_c[i] = row->zones_apart_c * (i - 2);
    rig.quantum_c = row->quantum_c;
    rig.offset_c = row->offset_c;
    rig.noise_c = row->noise_c;
    rig.truncates = row->truncates;
    rig.thermode.tau_s = row->tau_s;
    rig.thermode.dead = row->dead_ms * MONO_MS;
    rig.period = row->period_ms * MONO_MS;
    rig.heard_after = row->heard_ms * MONO_MS;
    rig.random = (uint64_t)(away_c * 1e6);
    rig.presses = true;
    rig.threshold_c = row->cool ? 32 - away_c : 32 + away_c;
    rig_start(&rig, &spec);
    rig_finish(&rig);
    memcpy(out, rig.outcome, sizeof *out);
    assert_int_equal(out->end, END_RESPONSE);
    assert_true(fabs(rig.felt_c - rig.threshold_c) < 1e-3); /* no reaction time */
    const double error = out->value_c - rig.felt_c;
    rig_fini(&rig);
    return error;
}

static void test_bias_against_the_truth(void **unused)
{
    (void)unused;
    enum { N = 200 };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double sum = 0, squares = 0, worst = 0;
        for (int n = 0; n < N; n++) {
            struct thermal_limits_outcome out;
            /* from 0.7 degC on, where the most sensitive detect, spread over all places between two tenths */
            const double away = 0.7 + 0.0340666 * n;
            const double error = one_error(&rows[i], away, &out);
            sum += error;
            squares += error * error;
            worst = fmax(worst, fabs(error));
            /* too short to be judged in much noise; not yet steep behind a long lag */
            assert_true(!out.rate_off || rows[i].noise_c > 0.05 || rows[i].tau_s > 0.1);
        }
        print_message("  %-36s bias %+.4f, SD %.4f, worst %.4f degC\n", rows[i].legend, sum / N,
                      sqrt(squares / N), worst);
        assert_true(fabs(sum / N) <= rows[i].bias_c);
        assert_true(worst <= rows[i].worst_c);
        assert_true(rows[i].bias_c <= 0.02); /* what is asked of the whole chain */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bias_against_the_truth)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
