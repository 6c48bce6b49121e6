/* The envelope of a thermode: what a stimulus can do at worst, what its site has had, and whose bound it is. */
#include "hw/safety.h"

#include "hw/reasons.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define UTC_SEC ((utc_us)1000000)

static const utc_us now = 1795321311 * UTC_SEC;
static const char site[] = "hand", side[] = "left";

static struct thermal_request ramp_to(const double *limit)
{
    return (struct thermal_request){.site = site,
                                    .side = side,
                                    .baseline_c = 32,
                                    .limits_c = limit,
                                    .n_limits = 1,
                                    .rate_c_per_s = 1,
                                    .return_c_per_s = 5,
                                    .now = now};
}

static enum status check(const struct envelope *envelope, const struct dose_ledger *ledger,
                         const struct thermal_request *request, const struct reason *expected)
{
    struct why why = {0};
    const enum status status = safety_check_thermal(envelope, ledger, request, &why);
    assert_int_equal(status, expected ? STATUS_RANGE : STATUS_OK);
    if (why.reason != expected)
        fail_msg("\"%s\" instead of %s", why.text, expected ? expected->id : "nothing");
    if (expected)
        assert_null(strchr(why.text, '{'));
    return status;
}

/* As a session does: what was given counts. */
static void give(struct dose_ledger *ledger, const struct thermal_request *request)
{
    assert_int_equal(dose_add_thermal(ledger, request->site, request->side,
                                      thermal_request_worst(request), request->now),
                     STATUS_OK);
}

static void a_tonic_of_46_passes_and_one_of_46_5_does_not(void **state)
{
    (void)state;
    static const double limits[] = {46, 46.5};
    const struct envelope envelope = envelope_defaults();
    const struct dose_ledger ledger = {0};
    for (int i = 0; i < 2; i++) {
        struct thermal_request tonic = ramp_to(&limits[i]);
        tonic.hold = 120 * MONO_SEC;
        check(&envelope, &ledger, &tonic, i == 0 ? NULL : REASON_thermal_cem43);
    }
}

static void three_heat_pain_ramps_cost_half_of_the_day(void **state)
{
    (void)state;
    static const double limit = 50;
    const struct envelope envelope = envelope_defaults();
    const struct thermal_request ramp = ramp_to(&limit);
    struct dose_ledger ledger = {0};
    struct why why;
    for (int i = 0; i < 3; i++) {
        check(&envelope, &ledger, &ramp, NULL);
        assert_int_equal(safety_warns_thermal(&envelope, &ledger, &ramp, &why), i == 2);
        give(&ledger, &ramp);
    }
    assert_int_equal(why.reason == REASON_thermal_cem43_warn, true);
    assert_non_null(strstr(why.text, "hand left"));
    const struct dose_site *had = dose_find(&ledger, site, side);
    assert_true(had->thermal.cem43_min > 9 && had->thermal.cem43_min < 11.1);
    assert_int_equal(had->thermal_ramps, 3);
    assert_int_equal(had->pressure_ramps, 0);
    for (int i = 3; i < 5; i++)
        check(&envelope, &ledger, &ramp, NULL), give(&ledger, &ramp);
    check(&envelope, &ledger, &ramp, REASON_thermal_cem43);
    assert_false(
        safety_warns_thermal(&envelope, &ledger, &ramp, &why)); /* it is refused, not warned of */
    assert_int_equal(safety_check_thermal(&envelope, &ledger, &ramp, &why), STATUS_RANGE);
    assert_non_null(strstr(why.text, "of 3.7 "));    /* what it costs ... */
    assert_non_null(strstr(why.text, "1.6 of 20 ")); /* ... and what is left of how much */
    assert_non_null(strstr(why.text, "choose another site"));
    struct thermal_request right = ramp;
    right.side = "right";
    check(&envelope, &ledger, &right, NULL);
}

static void the_thirteenth_ramp_to_a_limit_is_refused(void **state)
{
    (void)state;
    static const double limit = 38;
    static const double many[] = {36, 28, 36, 28, 36, 28};
    const struct envelope envelope = envelope_defaults();
    struct thermal_request ramp = ramp_to(&limit), limen = ramp_to(many);
    struct dose_ledger ledger = {0};
    limen.n_limits = 6;
    for (int i = 0; i < 7; i++)
        check(&envelope, &ledger, &ramp, NULL), give(&ledger, &ramp);
    check(&envelope, &ledger, &limen, REASON_thermal_ramps); /* six at once, five are left */
    for (int i = 7; i < 12; i++)
        check(&envelope, &ledger, &ramp, NULL), give(&ledger, &ramp);
    check(&envelope, &ledger, &ramp, REASON_thermal_ramps);
}

static void cold_is_counted_on_the_whole_way(void **state)
{
    (void)state;
    static const double limit = 0;
    const struct envelope envelope = envelope_defaults();
    struct thermal_request cold = ramp_to(&limit);
    struct dose_ledger ledger = {0};
    assert_true(fabs(thermal_request_worst(&cold).dose.cold_s - (15 + 3)) < 1e-9);
    for (int i = 0; i < 6; i++)
        check(&envelope, &ledger, &cold, NULL), give(&ledger, &cold);
    check(&envelope, &ledger, &cold, REASON_thermal_cold_day);
    cold.hold = 103 * MONO_SEC;
    ledger.n = 0;
    check(&envelope, &ledger, &cold, REASON_thermal_cold_day);
    cold.hold = 102 * MONO_SEC;
    check(&envelope, &ledger, &cold, NULL);
}

/* Nobody ends it on the way to one of its limits: it stays there and goes back from there, and comes to no other. */
static void what_is_left_alone_stays_at_the_limit_that_it_was_on_its_way_to(void **state)
{
    (void)state;
    static const double heat = 50, turns[] = {50, 0, 50, 0, 50, 0};
    const struct envelope envelope = envelope_defaults();
    const struct dose_ledger ledger = {0};
    struct thermal_request ramp = ramp_to(&heat), limen = ramp_to(turns);
    const double one_way = cem43_line(32, 50, 18), back = cem43_line(50, 32, 3.6);
    const double stay = cem43_line(50, 50, 1.7);
    ramp.alone = limen.alone = 1700 * MONO_MS;
    assert_true(fabs(thermal_request_worst(&ramp).dose.cem43_min - one_way - stay - back) < 1e-9);
    limen.n_limits = 6;
    const struct thermal_given worst = thermal_request_worst(&limen);
    const double there_and_back =
        cem43_line(0, 50, 50); /* five turns of it, then it is left alone */
    assert_true(fabs(worst.dose.cem43_min - one_way - 4 * there_and_back - stay - back) < 1e-9);
    assert_true(worst.dose.cem43_min > 19.5 && worst.dose.cem43_min < 20);
    assert_true(fabs(worst.dose.cold_s - (15 + 15 + 15 + 15 + 15 + 1.7 + 3)) < 1e-9);
    assert_int_equal(worst.ramps, 6);
    check(&envelope, &ledger, &limen, NULL);
}

/* Ten pulses of 47 degC from 39 degC: level, baseline, level ..., each way at its own rate. */
static void pulses_count_with_their_holds_their_ways_back_and_their_pauses(void **state)
{
    (void)state;
    enum { PULSES = 10 };
    double limits[2 * PULSES - 1];
    for (size_t i = 0; i < 2 * PULSES - 1; i++)
        limits[i] = i % 2 == 0 ? 47 : 39;
    struct thermal_request train = ramp_to(limits);
    train.baseline_c = 39;
    train.n_limits = 2 * PULSES - 1;
    train.rate_c_per_s = 8;
    train.return_c_per_s = 2;
    train.hold = train.alone = 500 * MONO_MS;
    train.pause = 700 * MONO_MS;
    const struct thermal_given worst = thermal_request_worst(&train);
    const double one = cem43_line(39, 47, 1) + cem43_line(47, 47, 0.5) + cem43_line(47, 39, 4);
    const double pauses = (PULSES - 1) * cem43_line(39, 39, 0.7);
    assert_true(fabs(worst.dose.cem43_min - PULSES * one - pauses) < 1e-9);
    assert_true(fabs(worst.dose.hot_s - PULSES * (0.5 + 0.5 + 2)) < 1e-9);
    assert_int_equal(worst.ramps, PULSES);
    /* nobody there any more: the drive it was on its way with holds a minute, whichever pulse it was */
    train.alone = 60 * MONO_SEC;
    const double longer = cem43_line(47, 47, 59.5);
    assert_true(
        fabs(thermal_request_worst(&train).dose.cem43_min - PULSES * one - pauses - longer) < 1e-9);
    train.pause = -1;
    check(&(struct envelope){0}, &(struct dose_ledger){0}, &train, REASON_thermal_no_number);
}

/* A stop goes back no faster than the stimulus does. */
static void a_way_back_that_lasts_too_long_is_refused(void **state)
{
    (void)state;
    static const double limits[] = {50, 0};
    const struct envelope none = {0};
    const struct dose_ledger ledger = {0};
    for (int i = 0; i < 2; i++) {
        struct thermal_request ramp = ramp_to(&limits[i]);
        ramp.return_c_per_s = fabs(limits[i] - 32) / 20;
        check(&none, &ledger, &ramp, NULL);
        ramp.return_c_per_s *= 0.99;
        check(&none, &ledger, &ramp, REASON_thermal_back);
    }
}

static void each_bound_refuses_what_is_beyond_it_and_nothing_on_it(void **state)
{
    (void)state;
    const struct thermal_envelope none = {0};
    struct thermal_envelope high = none, low = none, rate = none, back = none, cold = none;
    struct thermal_envelope hot = none, hot_day = none;
    high.high_c = 45;
    low.has_low = true, low.low_c = 5;
    rate.rate_c_per_s = 1, back.return_c_per_s = 5;
    cold.cold_s = 10, hot.hot_s = 10, hot_day.hot_day_s = 10;
    const struct {
        const struct thermal_envelope *bound;
        double limit, rate, back, hold_s;
        const struct reason *refused;
    } rows[] = {
        {&high, 45, 1, 5, 0, NULL},
        {&high, 45.01, 1, 5, 0, REASON_thermal_high},
        {&low, 5, 1, 5, 0, NULL},
        {&low, 4.99, 1, 5, 0, REASON_thermal_low},
        {&rate, 40, 1, 50, 0, NULL},
        {&rate, 40, 1.01, 5, 0, REASON_thermal_rate},
        {&back, 40, 50, 5, 0, NULL},
        {&back, 40, 1, 5.01, 0, REASON_thermal_return},
        {&cold, 15, 1, 5, 999, NULL},
        {&cold, 14.9, 1, 5, 9.8, NULL},
        {&cold, 14.9, 1, 5, 10, REASON_thermal_cold},
        {&hot, 43, 1, 5, 999, NULL},
        {&hot, 43.1, 1, 5, 9.8, NULL},
        {&hot, 43.1, 1, 5, 10, REASON_thermal_hot},
        {&hot_day, 43.1, 1, 5, 10, REASON_thermal_hot_day},
        {&none, 60, 100, 100, 9999, NULL}, /* nobody has set a bound */
    };
    const struct dose_ledger ledger = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct envelope envelope = {.thermal = *rows[i].bound};
        struct thermal_request request = ramp_to(&rows[i].limit);
        request.rate_c_per_s = rows[i].rate;
        request.return_c_per_s = rows[i].back;
        request.hold = mono_from_sec(rows[i].hold_s);
        check(&envelope, &ledger, &request, rows[i].refused);
    }
}

static void what_is_no_number_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    static const double limit = 45, odd[] = {NAN, INFINITY, -INFINITY};
    static const double no_rates[] = {NAN, INFINITY, 0, -1, -0.0};
    static const mono_ns no_holds[] = {-1, MONO_NEVER};
    const struct envelope none = {0}, all[] = {envelope_defaults(), none};
    const struct dose_ledger ledger = {0};
    for (int e = 0; e < 2; e++) {
        for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
            struct thermal_request request = ramp_to(&odd[i]);
            check(&all[e], &ledger, &request, REASON_thermal_no_number);
            request = ramp_to(&limit), request.baseline_c = odd[i];
            check(&all[e], &ledger, &request, REASON_thermal_no_number);
        }
        for (size_t i = 0; i < sizeof no_rates / sizeof no_rates[0]; i++) {
            struct thermal_request request = ramp_to(&limit);
            request.rate_c_per_s = no_rates[i];
            check(&all[e], &ledger, &request, REASON_thermal_no_number);
            request = ramp_to(&limit), request.return_c_per_s = no_rates[i];
            check(&all[e], &ledger, &request, REASON_thermal_no_number);
        }
        for (int i = 0; i < 2; i++) {
            struct thermal_request request = ramp_to(&limit);
            request.hold = no_holds[i];
            check(&all[e], &ledger, &request, REASON_thermal_no_number);
        }
        struct thermal_request nowhere = ramp_to(&limit);
        nowhere.n_limits = 0;
        check(&all[e], &ledger, &nowhere, REASON_thermal_no_number);
    }
}

/* Degrees Fahrenheit that were taken for Celsius, and a baseline that would burn if nobody came. */
static void other_units_and_harmful_baselines_are_refused(void **state)
{
    (void)state;
    static const double f = 122, body = 98.6, freezing = -4, limit = 45;
    static const double bad[] = {44, 40.1, 19.9, 0, -0.0}, good[] = {20, 32, 38, 40};
    const struct envelope envelope = envelope_defaults();
    const struct dose_ledger ledger = {0};
    struct thermal_request request = ramp_to(&f);
    check(&envelope, &ledger, &request, REASON_thermal_high);
    request = ramp_to(&freezing);
    check(&envelope, &ledger, &request, REASON_thermal_low);
    request = ramp_to(&limit), request.baseline_c = body;
    check(&envelope, &ledger, &request, REASON_thermal_high);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        request = ramp_to(&limit), request.baseline_c = bad[i];
        check(&envelope, &ledger, &request, REASON_thermal_baseline);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        request = ramp_to(&limit), request.baseline_c = good[i];
        check(&envelope, &ledger, &request, NULL);
    }
}

static void the_stricter_thermal_bound_wins_from_either_side(void **state)
{
    (void)state;
    const struct thermal_envelope tight = {45, true, 5, 1, 5, 10, 10, 60, 60, 5, 10, 100, 6};
    const struct thermal_envelope loose = {60, true, -5, 9, 9, 90, 90, 900, 900, 90, 90, 400, 90};
    const struct thermal_envelope nonsense = {
        .high_c = NAN, .has_low = true, .low_c = NAN, .cem43_min = -INFINITY, .cold_s = -1};
    const struct thermal_envelope *others[] = {&loose, &nonsense, &(struct thermal_envelope){0}};
    for (int i = 0; i < 3; i++) {
        const struct envelope a = {.thermal = tight}, b = {.thermal = *others[i]};
        for (int order = 0; order < 2; order++) {
            const struct thermal_envelope e =
                (order ? envelope_stricter(a, b) : envelope_stricter(b, a)).thermal;
            assert_true(e.high_c == 45 && e.has_low && e.low_c == 5);
            assert_true(e.rate_c_per_s == 1 && e.return_c_per_s == 5);
            assert_true(e.cold_s == 10 && e.hot_s == 10 && e.cold_day_s == 60 && e.hot_day_s == 60);
            assert_true(e.cem43_warn_min == 5 && e.cem43_min == 10);
            assert_int_equal(e.ramps_per_day, 6);
        }
    }
    const struct envelope none = envelope_stricter((struct envelope){0}, (struct envelope){0});
    assert_false(none.thermal.has_low);
}

static void the_thermal_defaults_are_those_of_the_methods_page(void **state)
{
    (void)state;
    const struct thermal_envelope e = envelope_defaults().thermal;
    assert_true(e.high_c == 50 && e.has_low && e.low_c == 0);
    assert_true(e.cem43_warn_min == 10 && e.cem43_min == 20 && e.cold_day_s == 120);
    assert_int_equal(e.ramps_per_day, 12);
}

static void a_dose_that_is_no_number_uses_up_the_site(void **state)
{
    (void)state;
    static const double limit = 44, odd[] = {NAN, -1, INFINITY};
    const struct envelope envelope = envelope_defaults();
    const struct thermal_request ramp = ramp_to(&limit);
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct dose_ledger ledger = {0};
        const struct thermal_given given = {.dose = {.cem43_min = odd[i]}};
        assert_int_equal(dose_add_thermal(&ledger, site, side, given, now), STATUS_OK);
        check(&envelope, &ledger, &ramp, REASON_thermal_cem43);
        assert_true(safety_thermal_left(&envelope, &ledger, site, side).left.cem43_min == 0);
    }
}

static void what_is_left_is_what_was_not_used(void **state)
{
    (void)state;
    struct envelope envelope = envelope_defaults();
    struct dose_ledger ledger = {0};
    struct thermal_allowance left = safety_thermal_left(&envelope, &ledger, site, side);
    assert_true(left.is_set && left.left.cem43_min == 20 && left.left.cold_s == 120);
    assert_true(isinf(left.left.hot_s));
    const struct thermal_given given = {.ramps = 1, .dose = {15, 100, 30}};
    assert_int_equal(dose_add_thermal(&ledger, site, side, given, now), STATUS_OK);
    envelope.thermal.hot_day_s = 50;
    envelope.thermal.cold_s = 10;
    left = safety_thermal_left(&envelope, &ledger, site, side);
    assert_true(left.left.cem43_min == 5 && left.left.cold_s == 10 && left.left.hot_s == 20);
    assert_int_equal(dose_add_thermal(&ledger, site, side, given, now), STATUS_OK);
    left = safety_thermal_left(&envelope, &ledger, site, side);
    assert_true(left.left.cem43_min == 0 && left.left.cold_s == 0 && left.left.hot_s == 0);
}

static void a_full_ledger_and_a_rest_refuse_a_thermode_too(void **state)
{
    (void)state;
    static const double limit = 40;
    struct envelope envelope = envelope_defaults();
    struct thermal_request ramp = ramp_to(&limit);
    struct dose_ledger ledger = {0};
    char name[16];
    for (int i = 0; i < DOSE_SITES_MAX; i++) {
        snprintf(name, sizeof name, "s%d", i);
        assert_int_equal(dose_add_thermal(&ledger, name, side, (struct thermal_given){0}, now),
                         STATUS_OK);
    }
    check(&envelope, &ledger, &ramp, REASON_thermal_sites);
    assert_true(safety_thermal_left(&envelope, &ledger, site, side).left.cem43_min == 0);
    assert_int_equal(dose_add_thermal(&ledger, site, side, (struct thermal_given){0}, now),
                     STATUS_FULL);
    ramp.site = "s7";
    check(&envelope, &ledger, &ramp, NULL);
    envelope.rest = 60 * MONO_SEC;
    ramp.now = now + 20 * UTC_SEC;
    check(&envelope, &ledger, &ramp, REASON_thermal_rest);
    ramp.now = now + 60 * UTC_SEC;
    check(&envelope, &ledger, &ramp, NULL);
}

static void a_bench_file_says_its_part_of_the_envelope(void **state)
{
    (void)state;
    const struct bench_spec spec = {.rest_s = 60,
                                    .ramps_per_day = 20,
                                    .thermal_ramps_per_day = 6,
                                    .cem43_warn_s = 300,
                                    .cem43_s = 600,
                                    .cold_s = 50,
                                    .hot_s = 200,
                                    .cold_once_s = 20,
                                    .hot_once_s = 120,
                                    .instruments = {{.temperature_max_degc = 49,
                                                     .temperature_min_degc = 5,
                                                     .ramp_max_degc_per_s = 1,
                                                     .return_max_degc_per_s = 8}}};
    const struct envelope site_bounds = envelope_of_bench(&spec);
    const struct envelope thermode = envelope_of_thermode(&spec.instruments[0]);
    const struct thermal_envelope e = envelope_stricter(site_bounds, thermode).thermal;
    assert_true(site_bounds.rest == 60 * MONO_SEC && site_bounds.pressure_ramps_per_day == 20);
    assert_int_equal(e.ramps_per_day, 6);
    assert_true(e.cem43_warn_min == 5 && e.cem43_min == 10);
    assert_true(e.cold_day_s == 50 && e.hot_day_s == 200 && e.cold_s == 20 && e.hot_s == 120);
    assert_true(e.high_c == 49 && e.has_low && e.low_c == 5);
    assert_true(e.rate_c_per_s == 1 && e.return_c_per_s == 8);
}

/* METHODS 11.1: not above 1 degC/s to a limit, unless the bench file says so; it says nothing of the way back. */
static void a_silent_bench_file_allows_the_ramps_of_the_method_of_limits(void **state)
{
    (void)state;
    static const double limit = 45;
    const struct instrument_spec silent = {.name = ""}, wide = {.ramp_max_degc_per_s = 4};
    const struct thermal_envelope e = envelope_of_thermode(&silent).thermal;
    assert_true(!e.has_low && e.rate_c_per_s == 1 && e.return_c_per_s == 0);
    const struct envelope usual =
        envelope_stricter(envelope_defaults(), envelope_of_thermode(&silent));
    const struct envelope wider =
        envelope_stricter(envelope_defaults(), envelope_of_thermode(&wide));
    const struct dose_ledger ledger = {0};
    struct thermal_request ramp = ramp_to(&limit);
    ramp.return_c_per_s = 20;
    check(&usual, &ledger, &ramp, NULL);
    ramp.rate_c_per_s = 4;
    check(&usual, &ledger, &ramp, REASON_thermal_rate);
    check(&wider, &ledger, &ramp, NULL);
    ramp.rate_c_per_s = 4.5;
    check(&wider, &ledger, &ramp, REASON_thermal_rate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tonic_of_46_passes_and_one_of_46_5_does_not),
        cmocka_unit_test(three_heat_pain_ramps_cost_half_of_the_day),
        cmocka_unit_test(the_thirteenth_ramp_to_a_limit_is_refused),
        cmocka_unit_test(cold_is_counted_on_the_whole_way),
        cmocka_unit_test(what_is_left_alone_stays_at_the_limit_that_it_was_on_its_way_to),
        cmocka_unit_test(pulses_count_with_their_holds_their_ways_back_and_their_pauses),
        cmocka_unit_test(a_way_back_that_lasts_too_long_is_refused),
        cmocka_unit_test(each_bound_refuses_what_is_beyond_it_and_nothing_on_it),
        cmocka_unit_test(what_is_no_number_is_refused_wherever_it_stands),
        cmocka_unit_test(other_units_and_harmful_baselines_are_refused),
        cmocka_unit_test(the_stricter_thermal_bound_wins_from_either_side),
        cmocka_unit_test(the_thermal_defaults_are_those_of_the_methods_page),
        cmocka_unit_test(a_dose_that_is_no_number_uses_up_the_site),
        cmocka_unit_test(what_is_left_is_what_was_not_used),
        cmocka_unit_test(a_bench_file_says_its_part_of_the_envelope),
        cmocka_unit_test(a_silent_bench_file_allows_the_ramps_of_the_method_of_limits),
        cmocka_unit_test(a_full_ledger_and_a_rest_refuse_a_thermode_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
