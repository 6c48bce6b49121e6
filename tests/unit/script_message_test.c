/* Canonical messages: the same value, the same bytes. */
#include "base/rng.h"
#include "script/message.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void encode_again(const char *text, struct text *out)
{
    struct message message;
    struct why why;
    assert_int_equal(message_parse(&message, text, strlen(text), &why), STATUS_OK);
    text_clear(out);
    assert_int_equal(message_encode(&message, out), STATUS_OK);
    message_fini(&message);
}

static void one_value_has_one_text(void **state)
{
    (void)state;
    static const struct {
        const char *given, *canonical;
    } rows[] = {
        {"{ \"b\" : 1.0, \"a\": [ 1e3, -0.0 ] }", "{\"a\":[1000,0],\"b\":1}"},
        {"{\"v\":350.50,\"u\":\"kPa\"}", "{\"u\":\"kPa\",\"v\":350.5}"},
        {"0.1", "0.1"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"1e15", "1000000000000000"},
        {"123456789012345.0", "123456789012345"},
        {"0.00001", "0.00001"},
        {"0.000001", "0.000001"},
        {"1e-10", "1e-10"},
        {"1e21", "1e21"},
        {"9007199254740993", "9007199254740993"},
        {"\"\\u00e4 \\u001f \\/ \\\" \\\\ \\n\"", "\"\xc3\xa4 \\u001f / \\\" \\\\ \\n\""},
        {"{\"aa\":null,\"a\":true,\"B\":false,\"\":{}}",
         "{\"\":{},\"B\":false,\"a\":true,\"aa\":null}"},
        {"[]", "[]"},
    };
    struct text out;
    text_init(&out);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        encode_again(rows[i].given, &out);
        assert_string_equal(text_cstr(&out), rows[i].canonical);
        encode_again(rows[i].canonical, &out);
        assert_string_equal(text_cstr(&out), rows[i].canonical);
    }
    text_fini(&out);
}

static void every_number_reads_back_to_itself(void **state)
{
    (void)state;
    const uint64_t seed = 20261122;
    print_message("seed %llu\n", (unsigned long long)seed);
    struct text out;
    text_init(&out);
    for (uint64_t i = 0; i < 100000; i++) {
        const uint64_t bits = rng_bits(rng_key_seed(seed), i);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (i % 2)
            value = rint(rng_uniform(rng_key_seed(seed), i) * 1e7) / 1e3;
        text_clear(&out);
        if (!isfinite(value)) {
            assert_false(message_put_number(&out, value));
            continue;
        }
        assert_true(message_put_number(&out, value));
        assert_true(strtod(text_cstr(&out), NULL) == value);
    }
    text_fini(&out);
}

static void a_comma_locale_changes_nothing(void **state)
{
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
        print_message(
            "no German locale here; the digits are taken without the point in any case\n");
    struct text out;
    text_init(&out);
    encode_again("{\"v\":350.5}", &out);
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(text_cstr(&out), "{\"v\":350.5}");
    text_fini(&out);
}

static void what_is_no_message_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",     "{",           "{\"a\":1,\"a\":2}", "{} x",          "NaN",
        "[1,]", "\"\\u0000\"", "\"\xff\"",          "{\"a\":1e999}", "01"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct message message;
        struct why why;
        assert_int_equal(message_parse(&message, rows[i], strlen(rows[i]), &why), STATUS_INVALID);
        assert_true(message_is_missing(&message));
    }
}

static void quantities_and_bounds_are_told_apart(void **state)
{
    (void)state;
    struct message message;
    struct text out;
    double v = 0;
    bool above = false;
    text_init(&out);
    message_init(&message);
    message_set_quantity(&message, "value", "kPa", 350.5);
    message_set_bound(&message, "limit", "kPa", 1000, true);
    assert_int_equal(message_encode(&message, &out), STATUS_OK);
    assert_string_equal(text_cstr(&out),
                        "{\"limit\":{\"bound\":\"right\",\"u\":\"kPa\",\"v\":1000},"
                        "\"value\":{\"u\":\"kPa\",\"v\":350.5}}");
    assert_true(message_quantity(&message, "value", "kPa", &v));
    assert_true(v == 350.5);
    assert_false(message_quantity(&message, "value", "N", &v));
    assert_false(message_quantity(&message, "limit", "kPa", &v));
    assert_true(message_bound(&message, "limit", "kPa", &v, &above));
    assert_true(v == 1000 && above);
    assert_false(message_bound(&message, "value", "kPa", &v, &above));
    message_fini(&message);
    text_fini(&out);
}

static void a_builder_tells_what_it_could_not_hold(void **state)
{
    (void)state;
    struct text out;
    text_init(&out);
    for (int i = 0; i < 3; i++) {
        struct message message;
        message_init(&message);
        message_set_string(&message, "fine", "yes");
        if (i == 0)
            message_set_number(&message, "bad", NAN);
        if (i == 1)
            message_set_string(&message, "bad", "\xff");
        message_push_string(&message, "list", "a");
        message_push_string(&message, "list", "b");
        assert_int_equal(message_encode(&message, &out), i == 2 ? STATUS_OK : STATUS_INVALID);
        message_fini(&message);
    }
    assert_string_equal(text_cstr(&out), "{\"fine\":\"yes\",\"list\":[\"a\",\"b\"]}");
    text_fini(&out);
}

static void keys_are_walked_in_order(void **state)
{
    (void)state;
    struct message message;
    struct why why;
    static const char text[] = "{\"c\":1,\"a\":true,\"b\":[\"x\",2.0]}";
    assert_int_equal(message_parse(&message, text, sizeof text - 1, &why), STATUS_OK);
    char seen[8] = "";
    for (const char *key = NULL; (key = message_next_key(&message, key)) != NULL;)
        strcat(seen, key);
    assert_string_equal(seen, "abc");
    const struct message list = message_get(&message, "b");
    const struct message first = message_at(&list, 0), beyond = message_at(&list, 2);
    int64_t c = 0;
    assert_int_equal(message_count(&list), 2);
    assert_string_equal(message_text(&first), "x");
    assert_true(message_is_missing(&beyond));
    assert_true(message_integer(&message, "c", &c) && c == 1);
    assert_true(message_flag(&message, "a") && !message_flag(&message, "zz"));
    message_fini(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_value_has_one_text),
        cmocka_unit_test(every_number_reads_back_to_itself),
        cmocka_unit_test(a_comma_locale_changes_nothing),
        cmocka_unit_test(what_is_no_message_is_refused),
        cmocka_unit_test(quantities_and_bounds_are_told_apart),
        cmocka_unit_test(a_builder_tells_what_it_could_not_hold),
        cmocka_unit_test(keys_are_walked_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
