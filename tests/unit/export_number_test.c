/* Numbers in tables: what is written reads back the same, in the shortest form, in every locale. */
#include "export/number.h"

#include "base/shortest.h"

#include "base/rng.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static void writes_what_a_person_would_write(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-0.0, "0"},
        {412.5, "412.5"},
        {-0.1, "-0.1"},
        {1000, "1000"},
        {1.0 / 3, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e-6, "0.000001"},
        {1.5e-12, "1.5e-12"},
        {-1e15, "-1000000000000000"},
        {123456789012345680.0, "123456789012345680"},
        {1e21, "1e21"},
        {1.7976931348623157e308, "1.7976931348623157e308"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[SHORTEST_SIZE];
        assert_int_equal(shortest_write(text, rows[i].value), strlen(rows[i].text));
        assert_string_equal(text, rows[i].text);
    }
}

static void reads_what_programs_write(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } rows[] = {{"412.50", 412.5}, {"-3", -3},
                {"1e+05", 1e5},    {"1E-3", 1e-3},
                {"-0.0", 0},       {"0.30000000000000004", 0.1 + 0.2},
                {"007", 7},        {"3.141592653589793238462643383279502884", 3.141592653589793},
                {"1e-400", 0},     {"000.000e9999", 0}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        double v = NAN;
        assert_int_equal(number_read(rows[i].text, strlen(rows[i].text), &v), NUMBER_OK);
        assert_true(v == rows[i].value && !signbit(v) == !(rows[i].value < 0));
    }
}

static void refuses_the_rest_and_says_what_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum number_fault fault;
    } rows[] = {
        {"12,5", NUMBER_COMMA},     {"1,234.5", NUMBER_COMMA},    {"nan", NUMBER_NOT_FINITE},
        {"NA", NUMBER_NOT_FINITE},  {"-inf", NUMBER_NOT_FINITE},  {"Infinity", NUMBER_NOT_FINITE},
        {"1e15", NUMBER_TOO_LARGE}, {"-1e999", NUMBER_TOO_LARGE}, {"", NUMBER_SYNTAX},
        {"+1", NUMBER_SYNTAX},      {".5", NUMBER_SYNTAX},        {"5.", NUMBER_SYNTAX},
        {"0x10", NUMBER_SYNTAX},    {"1 000", NUMBER_SYNTAX},     {" 1", NUMBER_SYNTAX},
        {"1e", NUMBER_SYNTAX},      {"1e+", NUMBER_SYNTAX},       {"--1", NUMBER_SYNTAX},
        {"1.2.3", NUMBER_SYNTAX},   {"1e5.0", NUMBER_SYNTAX},     {"-", NUMBER_SYNTAX},
        {"350 kPa", NUMBER_SYNTAX}, {"1e99999", NUMBER_SYNTAX},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double v = 42;
        const enum number_fault fault = number_read(rows[i].text, strlen(rows[i].text), &v);
        if (fault != rows[i].fault)
            fail_msg("\"%s\" gives %d", rows[i].text, fault);
        assert_true(v == 42);
    }
}

static double random_double(rng_key key, uint64_t n)
{
    const double mantissa = rng_uniform(key, 2 * n) - 0.5;
    return ldexp(mantissa, (int)(rng_bits(key, 2 * n + 1) % 120) - 70);
}

static void assert_round_trip(double value)
{
    char text[SHORTEST_SIZE];
    double back = NAN;
    const size_t n = shortest_write(text, value);
    assert_true(n < SHORTEST_SIZE && strlen(text) == n);
    assert_int_equal(number_read(text, n, &back), NUMBER_OK);
    assert_true(back == value);
}

static void whatever_is_written_reads_back_the_same(void **state)
{
    (void)state;
    const uint64_t seed = 7;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < 200000; i++) {
        const double value = random_double(rng_key_seed(seed), i);
        if (fabs(value) < 1e15)
            assert_round_trip(value);
        assert_round_trip((double)(int64_t)(value * 100) / 100);
    }
}

static void no_shorter_text_reads_back_the_same(void **state)
{
    (void)state;
    const uint64_t seed = 8;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < 20000; i++) {
        const double value = random_double(rng_key_seed(seed), i);
        char text[SHORTEST_SIZE], shorter[40];
        shortest_write(text, value);
        int digits = 0;
        bool leading = true;
        for (const char *p = text; *p && *p != 'e'; p++) {
            leading = leading && (*p < '1' || *p > '9');
            digits += !leading && *p >= '0' && *p <= '9';
        }
        if (strchr(text, '.') == NULL || digits < 2)
            continue;
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        assert_true(strtod(shorter, NULL) != value);
    }
}

/* A German locale: the machine's, or one made here where the machine can. */
static bool set_comma_locale(void)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8"))
        return true;
    const int made =
        system("localedef -i de_DE -f UTF-8 " TEST_BINARY_DIR "/de_DE.UTF-8 >/dev/null 2>&1");
    setenv("LOCPATH", TEST_BINARY_DIR, 1);
    return made != -1 && setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
}

static void a_locale_with_a_decimal_comma_changes_nothing(void **state)
{
    (void)state;
    if (!set_comma_locale())
        skip();
    char text[SHORTEST_SIZE], naive[SHORTEST_SIZE];
    double v = 0;
    snprintf(naive, sizeof naive, "%.1f", 0.5);
    assert_string_equal(naive, "0,5");
    shortest_write(text, 1.0 / 3);
    assert_string_equal(text, "0.3333333333333333");
    assert_int_equal(number_read("0.30000000000000004", 19, &v), NUMBER_OK);
    assert_true(v == 0.1 + 0.2);
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_a_person_would_write),
        cmocka_unit_test(reads_what_programs_write),
        cmocka_unit_test(refuses_the_rest_and_says_what_it_is),
        cmocka_unit_test(whatever_is_written_reads_back_the_same),
        cmocka_unit_test(no_shorter_text_reads_back_the_same),
        cmocka_unit_test(a_locale_with_a_decimal_comma_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
