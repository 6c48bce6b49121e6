/* Parameters as people write them on the command line. */
#include "script/setting.h"
#include "script_harness.h"

static void expect_values(const char *const *texts, const char *expected)
{
    struct message values;
    struct text out;
    struct why why = {0};
    message_init(&values);
    text_init(&out);
    for (size_t i = 0; texts[i]; i++)
        if (setting_read(texts[i], &values, &why) != STATUS_OK)
            fail_msg("%s", why.text);
    assert_int_equal(message_encode(&values, &out), STATUS_OK);
    assert_string_equal(text_cstr(&out), expected);
    message_fini(&values);
    text_fini(&out);
}

static void a_value_is_read_as_the_language_and_as_people_write_it(void **state)
{
    (void)state;
    static const char *const same[] = {"rate=40*kPa/sec",  "rate=40 kPa/s",     "rate=40kPa/s",
                                       "rate= 40*kPa / s", "rate=0.04*kPa/ms",  "rate=4e1 * kPa*Hz",
                                       "rate=4*N/cm2/sec", "rate=40000 Pa/sec "};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        const char *const texts[] = {same[i], NULL};
        expect_values(texts, "{\"rate\":{\"u\":\"kPa/s\",\"v\":40}}");
    }
    static const char *const screen[] = {"baseline=30.5 °C", "speed=1 °C/s", NULL};
    expect_values(screen, "{\"baseline\":{\"u\":\"degC\",\"v\":30.5},\"speed\":{\"u\":\"degC/"
                          "s\",\"v\":1}}");
    static const char *const several[] = {"trials=3",      "practise=false", "share=0.5",
                                          "cv=20*percent", "rest=-2 s",      NULL};
    expect_values(several,
                  "{\"cv\":0.2,\"practise\":false,\"rest\":{\"u\":\"s\",\"v\":-2},\"share\":"
                  "0.5,\"trials\":3}");
}

static void what_is_no_name_or_no_value_is_refused_with_what_to_write(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } rows[] = {
        {"rate", "`rate` sets no parameter: write its name, = and the value"},
        {"=3", "sets no parameter"},
        {"2rate=3", "sets no parameter"},
        {"ra te=3", "sets no parameter"},
        {"rate=", "`` is no value for the parameter `rate`"},
        {"rate=kPa", "`kPa` is no value"},
        {"rate=40*bar", "is no value for the parameter `rate`: write a number with its unit"},
        {"rate=40 kPa s", "is no value"},
        {"rate=40*kPa/", "is no value"},
        {"rate=40*", "is no value"},
        {"rate=0x10", "is no value"},
        {"rate=inf", "is no value"},
        {"rate=nan*kPa", "is no value"},
        {"rate=1e999*kPa", "is no value"},
        {"rate=yes", "is no value"},
        {"rate=1*kPa*kPa*kPa*kPa*kPa", "is no value"},
        {"rate=os.exit()", "is no value"},
        {"taken=3", "the parameter `taken` is set twice: give it once"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct message values;
        struct why why = {0};
        message_init(&values);
        message_set_bool(&values, "taken", true);
        assert_int_equal(setting_read(rows[i].text, &values, &why), STATUS_INVALID);
        if (!strstr(why.text, rows[i].part))
            fail_msg("%s: %s", rows[i].text, why.text);
        assert_int_equal(message_count(&values), 1);
        message_fini(&values);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_read_as_the_language_and_as_people_write_it),
        cmocka_unit_test(what_is_no_name_or_no_value_is_refused_with_what_to_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
