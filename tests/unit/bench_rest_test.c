/* Since when a temperature rests. */
#include "hw/thermal_rest.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const mono_ns at = 100 * MONO_SEC;

static void it_lasts_while_every_reading_is_near(void **state)
{
    (void)state;
    struct thermal_rest rest = THERMAL_NO_REST;
    assert_true(thermal_rest_lasts(&rest, at) < 0);
    for (int i = 0; i <= 60; i++)
        thermal_rest_note(&rest, at + i * 100 * MONO_MS, 32, true, NAN);
    assert_true(thermal_rest_lasts(&rest, at + 6 * MONO_SEC) == 6 * MONO_SEC);
    thermal_rest_note(&rest, at + 6100 * MONO_MS, 33, false, NAN);
    assert_true(thermal_rest_lasts(&rest, at + 6100 * MONO_MS) < 0);
}

/* Where it was meanwhile nobody knows. */
static void a_gap_begins_it_anew(void **state)
{
    (void)state;
    static const struct {
        mono_ns gap;
        bool is_anew;
    } rows[] = {{100 * MONO_MS, false},
                {THERMAL_REST_GAP, false},
                {THERMAL_REST_GAP + 1, true},
                {MONO_SEC, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct thermal_rest rest = THERMAL_NO_REST;
        const mono_ns before = at + 200 * MONO_MS, after = before + rows[i].gap;
        thermal_rest_note(&rest, at, 32, true, NAN);
        thermal_rest_note(&rest, before, 32, true, NAN);
        thermal_rest_note(&rest, after, 32, true, NAN);
        assert_true(thermal_rest_lasts(&rest, after) == (rows[i].is_anew ? 0 : after - at));
    }
}

/* Whoever is driven still moves on, however slowly. */
static void going_on_towards_where_it_was_driven_is_no_rest(void **state)
{
    (void)state;
    struct thermal_rest driven = THERMAL_NO_REST, back = THERMAL_NO_REST;
    for (int i = 0; i < 50; i++) {
        const mono_ns t = at + i * 100 * MONO_MS;
        thermal_rest_note(&driven, t, 30 + 0.1 * i, true, 50);
        thermal_rest_note(&back, t, 35 - 0.1 * i, true, 50);
    }
    assert_true(thermal_rest_lasts(&driven, at + 4900 * MONO_MS) < MONO_SEC);
    assert_true(thermal_rest_lasts(&back, at + 4900 * MONO_MS) == 4900 * MONO_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_lasts_while_every_reading_is_near),
        cmocka_unit_test(a_gap_begins_it_anew),
        cmocka_unit_test(going_on_towards_where_it_was_driven_is_no_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
