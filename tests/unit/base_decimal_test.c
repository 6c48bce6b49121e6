/* Decimal numbers: what a wire may send, what it may not, and that both directions agree. */
#include "base/decimal.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void reads_what_instruments_send(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t taken;
        double value;
    } rows[] = {
        {"-18.78 lbF", 6, -18.78},
        {"4.285 N", 5, 4.285},
        {"0", 1, 0},
        {"007", 3, 7},
        {"12.", 2, 12},
        {"1.5.2", 3, 1.5},
        {"-0.5", 4, -0.5},
        /* zeros in front are no digits that count, however many */
        {"00000000000000000000012", 23, 12},
        {"0000000000000000000.5", 21, 0.5},
        {"0.000000000000001", 17, 1e-15},
        {"999999999999999", 15, 999999999999999},
        {"00.012345678901234", 18, 0.012345678901234},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value = NAN;
        assert_int_equal(decimal_parse(rows[i].text, strlen(rows[i].text), &value), rows[i].taken);
        assert_true(value == rows[i].value);
    }
}

static void refuses_what_is_not_a_number(void **state)
{
    (void)state;
    static const char *const rows[] = {"",
                                       "-",
                                       "+1",
                                       " 1",
                                       ".5",
                                       "-.5",
                                       "N",
                                       "1234567890123456",
                                       "0.0000000000000001",
                                       "1.2345678901234567",
                                       "123456789012345678901234567890"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value;
        assert_int_equal(decimal_parse(rows[i], strlen(rows[i]), &value), 0);
    }
}

static void never_reads_past_the_end(void **state)
{
    (void)state;
    double value;
    assert_int_equal(decimal_parse("12.5", 2, &value), 2);
    assert_true(value == 12);
    assert_int_equal(decimal_parse("12.5", 3, &value), 2);
}

static void agrees_with_the_c_library(void **state)
{
    (void)state;
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        const unsigned decimals = (unsigned)(x % 7);
        const double value = (double)(int64_t)(x >> 20) / 1e6 * ((x & 1) ? 1 : -1);
        char text[40];
        const size_t n = decimal_format(text, sizeof text - 1, value, decimals);
        if (n == 0)
            continue;
        text[n] = '\0';
        double back;
        if (decimal_parse(text, n, &back) == n)
            assert_true(back == strtod(text, NULL));
        assert_true(fabs(strtod(text, NULL) - value) <= 0.5 * pow(10, -(double)decimals) + 1e-8);
    }
}

static void writes_no_minus_zero(void **state)
{
    (void)state;
    char text[8];
    assert_int_equal(decimal_format(text, sizeof text, -0.04, 1), 3);
    assert_memory_equal(text, "0.0", 3);
    assert_int_equal(decimal_format(text, 2, 12.5, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_instruments_send),
        cmocka_unit_test(refuses_what_is_not_a_number),
        cmocka_unit_test(never_reads_past_the_end),
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(writes_no_minus_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
