/* The envelope: what may be done to a site, whose limit counts, and what the last 24 hours have
 * used up. */
#include "hw/safety.h"

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
static const struct envelope lab = {.pressure_kpa = 1000,
                                    .rate_kpa_per_s = 100,
                                    .pressure_ramps_per_day = 3,
                                    .rest = 60 * MONO_SEC};

static struct pressure_request request(double limit, double rate)
{
    return (struct pressure_request){.site = "lumbar.L4",
                                     .side = "left",
                                     .limit_kpa = limit,
                                     .rate_kpa_per_s = rate,
                                     .now = now};
}

static void assert_status(double limit, double rate, enum status expected)
{
    const struct dose_ledger ledger = {0};
    const struct pressure_request r = request(limit, rate);
    struct why why = {0};
    assert_int_equal(safety_check_pressure(&lab, &ledger, &r, &why), expected);
    assert_true((why.text[0] != '\0') == (expected != STATUS_OK));
}

static void a_stimulus_within_every_bound_is_allowed_and_no_other(void **state)
{
    (void)state;
    static const struct {
        double limit, rate;
        enum status status;
    } rows[] = {
        {1000, 100, STATUS_OK}, /* on the bounds */
        {1, 0.1, STATUS_OK},    /* far below them */
        {1000.0000000000002, 50, STATUS_RANGE},
        {1000, 100.00000000000003, STATUS_RANGE},
        {0, 50, STATUS_RANGE}, /* no limit at all */
        {-5, 50, STATUS_RANGE},
        {INFINITY, 50, STATUS_RANGE},
        {NAN, 50, STATUS_RANGE}, /* not a number is never within a limit */
        {500, 0, STATUS_RANGE},
        {500, -1, STATUS_RANGE},
        {500, INFINITY, STATUS_RANGE},
        {500, NAN, STATUS_RANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_status(rows[i].limit, rows[i].rate, rows[i].status);
}

static void a_refusal_says_which_bound_and_what_to_do(void **state)
{
    (void)state;
    const struct dose_ledger ledger = {0};
    struct why why;
    struct pressure_request r = request(1200, 50);
    assert_int_equal(safety_check_pressure(&lab, &ledger, &r, &why), STATUS_RANGE);
    assert_non_null(strstr(why.text, "1200 kPa"));
    assert_non_null(strstr(why.text, "1000 kPa"));
    assert_non_null(strstr(why.text, "lower `limit`"));
    r = request(500, 150);
    assert_int_equal(safety_check_pressure(&lab, &ledger, &r, &why), STATUS_RANGE);
    assert_non_null(strstr(why.text, "100 kPa/s"));
    assert_non_null(strstr(why.text, "lower `rate`"));
}

static double stricter_of(double a, double b, double c)
{
    double strict = INFINITY;
    strict = a > 0 && a < strict ? a : strict;
    strict = b > 0 && b < strict ? b : strict;
    strict = c > 0 && c < strict ? c : strict;
    return isinf(strict) ? 0 : strict;
}

static void the_strictest_of_instrument_lab_and_protocol_wins_in_every_order(void **state)
{
    (void)state;
    static const double bounds[] = {0, 5, 10, 20};
    for (int i = 0; i < 4 * 4 * 4; i++) {
        const double a = bounds[i % 4], b = bounds[i / 4 % 4], c = bounds[i / 16];
        const struct envelope ea = {.pressure_kpa = a,
                                    .rate_kpa_per_s = a,
                                    .pressure_ramps_per_day = (uint32_t)a,
                                    .rest = (mono_ns)a};
        const struct envelope eb = {.pressure_kpa = b,
                                    .rate_kpa_per_s = b,
                                    .pressure_ramps_per_day = (uint32_t)b,
                                    .rest = (mono_ns)b};
        const struct envelope ec = {.pressure_kpa = c,
                                    .rate_kpa_per_s = c,
                                    .pressure_ramps_per_day = (uint32_t)c,
                                    .rest = (mono_ns)c};
        const struct envelope e = envelope_stricter(envelope_stricter(ea, eb), ec);
        const struct envelope f = envelope_stricter(ea, envelope_stricter(ec, eb));
        const double expected = stricter_of(a, b, c);
        assert_true(e.pressure_kpa == expected && f.pressure_kpa == expected);
        assert_true(e.rate_kpa_per_s == expected && f.rate_kpa_per_s == expected);
        assert_int_equal(e.pressure_ramps_per_day, (uint32_t)expected);
        assert_int_equal(e.rest,
                         (mono_ns)fmax(a, fmax(b, c))); /* the longest rest is the strictest */
        assert_int_equal(f.rest, e.rest);
    }
}

static void nonsense_from_one_side_never_loosens_the_other(void **state)
{
    (void)state;
    static const double nonsense[] = {NAN, -1, -INFINITY, 0, INFINITY};
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        const struct envelope odd = {.pressure_kpa = nonsense[i], .rate_kpa_per_s = nonsense[i]};
        const struct envelope e = envelope_stricter(lab, odd), f = envelope_stricter(odd, lab);
        assert_true(e.pressure_kpa == 1000 && f.pressure_kpa == 1000);
        assert_true(e.rate_kpa_per_s == 100 && f.rate_kpa_per_s == 100);
    }
}

static void the_defaults_are_those_of_the_methods_page(void **state)
{
    (void)state;
    const struct envelope e = envelope_defaults();
    assert_true(e.pressure_kpa == 2000);
    assert_int_equal(e.pressure_ramps_per_day, 30);
    assert_true(e.rate_kpa_per_s > 0);
}

static void each_site_and_side_has_its_own_dose_and_the_last_ramp_is_refused(void **state)
{
    (void)state;
    const struct envelope no_rest = {.pressure_ramps_per_day = 3};
    struct dose_ledger ledger = {0};
    struct why why;
    const struct pressure_request left = request(500, 50);
    struct pressure_request right = left;
    right.side = "right";
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(safety_check_pressure(&no_rest, &ledger, &left, &why), STATUS_OK);
        assert_int_equal(dose_add(&ledger, "lumbar.L4", "left", 1, now), STATUS_OK);
    }
    assert_int_equal(safety_check_pressure(&no_rest, &ledger, &left, &why), STATUS_RANGE);
    assert_non_null(strstr(why.text, "lumbar.L4 left has had 3"));
    assert_int_equal(safety_check_pressure(&no_rest, &ledger, &right, &why), STATUS_OK);
    assert_int_equal(dose_find(&ledger, "lumbar.L4", "left")->pressure_ramps, 3);
    assert_null(dose_find(&ledger, "lumbar.L4", "right"));
}

static void a_dose_never_wraps_around_to_none(void **state)
{
    (void)state;
    struct dose_ledger ledger = {0};
    assert_int_equal(dose_add(&ledger, "a", "left", UINT32_MAX - 1, 0), STATUS_OK);
    assert_int_equal(dose_add(&ledger, "a", "left", 5, 0), STATUS_OK);
    assert_int_equal(dose_find(&ledger, "a", "left")->pressure_ramps, UINT32_MAX);
}

static void a_site_with_a_very_long_name_is_counted_too(void **state)
{
    (void)state;
    static const char name[] = "a_site_whose_name_is_longer_than_a_row_of_the_ledger";
    const struct envelope no_rest = {.pressure_ramps_per_day = 2};
    struct dose_ledger ledger = {0};
    struct why why;
    struct pressure_request r = request(500, 50);
    r.site = name;
    assert_int_equal(dose_add(&ledger, name, "left", 1, now), STATUS_OK);
    assert_int_equal(dose_add(&ledger, name, "left", 1, now), STATUS_OK);
    assert_int_equal(ledger.n, 1);
    assert_int_equal(safety_check_pressure(&no_rest, &ledger, &r, &why), STATUS_RANGE);
}

static void a_full_ledger_refuses_new_sites_and_still_counts_old_ones(void **state)
{
    (void)state;
    struct dose_ledger ledger = {0};
    struct why why;
    char site[16];
    for (int i = 0; i < DOSE_SITES_MAX; i++) {
        snprintf(site, sizeof site, "site%d", i);
        assert_int_equal(dose_add(&ledger, site, "left", 1, 0), STATUS_OK);
    }
    assert_int_equal(dose_add(&ledger, "another", "left", 1, 0), STATUS_FULL);
    assert_int_equal(dose_add(&ledger, "site7", "left", 1, 0), STATUS_OK);
    assert_int_equal(dose_find(&ledger, "site7", "left")->pressure_ramps, 2);
    const struct pressure_request r = request(500, 50);
    assert_int_equal(safety_check_pressure(&lab, &ledger, &r, &why), STATUS_RANGE);
    struct pressure_request known = r;
    known.site = "site7";
    assert_int_equal(safety_check_pressure(&lab, &ledger, &known, &why), STATUS_OK);
}

static void a_site_rests_exactly_as_long_as_asked(void **state)
{
    (void)state;
    struct dose_ledger ledger = {0};
    assert_int_equal(dose_add(&ledger, "lumbar.L4", "left", 1, now), STATUS_OK);
    assert_int_equal(dose_add(&ledger, "lumbar.L4", "left", 1, now - 500 * UTC_SEC), STATUS_OK);
    const struct dose_site *site = dose_find(&ledger, "lumbar.L4", "left");
    assert_int_equal(safety_rest_left(&lab, site, now), 60 * MONO_SEC); /* the latest end counts */
    assert_int_equal(safety_rest_left(&lab, site, now + 59 * UTC_SEC), MONO_SEC);
    assert_int_equal(safety_rest_left(&lab, site, now + 60 * UTC_SEC - 1), MONO_US);
    assert_int_equal(safety_rest_left(&lab, site, now + 60 * UTC_SEC), 0);
    assert_int_equal(safety_rest_left(&lab, site, INT64_MAX), 0);
    assert_int_equal(safety_rest_left(&lab, NULL, now), 0);
    assert_int_equal(safety_rest_left(&(struct envelope){0}, site, now), 0);
}

static void a_stimulus_in_the_rest_is_refused_with_the_seconds_left(void **state)
{
    (void)state;
    struct dose_ledger ledger = {0};
    struct why why;
    struct pressure_request r = request(500, 50);
    assert_int_equal(dose_add(&ledger, "lumbar.L4", "left", 1, now - 20 * UTC_SEC), STATUS_OK);
    assert_int_equal(safety_check_pressure(&lab, &ledger, &r, &why), STATUS_RANGE);
    assert_non_null(strstr(why.text, "another 40 s"));
    r.now = now + 40 * UTC_SEC;
    assert_int_equal(safety_check_pressure(&lab, &ledger, &r, &why), STATUS_OK);
}

static void a_clock_that_was_set_back_starts_the_rest_again_and_ends_it(void **state)
{
    (void)state;
    struct dose_ledger ledger = {0};
    assert_int_equal(dose_add(&ledger, "lumbar.L4", "left", 1, now), STATUS_OK);
    const struct dose_site *site = dose_find(&ledger, "lumbar.L4", "left");
    const utc_us back = now - 3600 * UTC_SEC;
    assert_int_equal(safety_rest_left(&lab, site, back), 60 * MONO_SEC);
    dose_clock_set_back(&ledger, back);
    assert_int_equal(safety_rest_left(&lab, site, back), 60 * MONO_SEC);
    assert_int_equal(safety_rest_left(&lab, site, back + 60 * UTC_SEC), 0);
    dose_clock_set_back(&ledger, now); /* nothing lies after now any more */
    assert_int_equal(site->last_end, back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stimulus_within_every_bound_is_allowed_and_no_other),
        cmocka_unit_test(a_refusal_says_which_bound_and_what_to_do),
        cmocka_unit_test(the_strictest_of_instrument_lab_and_protocol_wins_in_every_order),
        cmocka_unit_test(nonsense_from_one_side_never_loosens_the_other),
        cmocka_unit_test(the_defaults_are_those_of_the_methods_page),
        cmocka_unit_test(each_site_and_side_has_its_own_dose_and_the_last_ramp_is_refused),
        cmocka_unit_test(a_dose_never_wraps_around_to_none),
        cmocka_unit_test(a_site_with_a_very_long_name_is_counted_too),
        cmocka_unit_test(a_full_ledger_refuses_new_sites_and_still_counts_old_ones),
        cmocka_unit_test(a_site_rests_exactly_as_long_as_asked),
        cmocka_unit_test(a_stimulus_in_the_rest_is_refused_with_the_seconds_left),
        cmocka_unit_test(a_clock_that_was_set_back_starts_the_rest_again_and_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
