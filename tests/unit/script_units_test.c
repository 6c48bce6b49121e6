/* Units as values: right results, and errors that name the line and say what is wrong. */
#include "script_harness.h"

static void arithmetic_keeps_track_of_units(void **state)
{
    (void)state;
    static const struct {
        const char *expression, *result;
    } rows[] = {
        {"50*kPa/sec", "{\"u\":\"kPa/s\",\"v\":50}"},
        {"1*cm2", "{\"u\":\"cm2\",\"v\":1}"},
        {"120*N/(2*cm2)", "{\"u\":\"kPa\",\"v\":600}"},
        {"600*kPa*(2*cm2)", "{\"u\":\"N\",\"v\":120}"},
        {"120*N/(600*kPa)", "{\"u\":\"cm2\",\"v\":2}"},
        {"2*kgf", "{\"u\":\"N\",\"v\":19.6133}"},
        {"100*mmHg", "{\"u\":\"kPa\",\"v\":13.3322387415}"},
        {"250*ms", "{\"u\":\"s\",\"v\":0.25}"},
        {"2*min", "{\"u\":\"s\",\"v\":120}"},
        {"20*percent", "0.2"},
        {"350.5*kPa", "{\"u\":\"kPa\",\"v\":350.5}"},
        {"(350*kPa)/(700*kPa)", "0.5"},
        {"350*kPa/kPa", "350"},
        {"-(3*degC) + 1*degC", "{\"u\":\"degC\",\"v\":-2}"},
        {"10*Hz*(2*sec)", "20"},
        {"math.max(1*kPa, 3*kPa, 2*kPa)", "{\"u\":\"kPa\",\"v\":3}"},
        {"1*kPa < 2*kPa and 2*kPa >= 2*kPa and 1000*Pa == 1*kPa", "true"},
        {"tostring(1.5*kPa/sec)", "\"1.5 kPa/s\""},
        {"'up to ' .. 1000*kPa", "\"up to 1000 kPa\""},
        {"(5*kPa).unit .. type(5*kPa) .. type(5)", "\"kPaquantitynumber\""},
        {"(5*kPa):at_least()", "{\"u\":\"kPa\",\"v\":5}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char body[200];
        snprintf(body, sizeof body, "return %s", rows[i].expression);
        expect_end("", body, SCRIPT_DONE, rows[i].result);
    }
}

static void mixing_units_is_an_error_at_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *body, *sentence;
    } rows[] = {
        {"local a = 30*kPa/sec\n\nreturn a + 1*degC", "t.lua:4: cannot add kPa/s and degC"},
        {"return 30*kPa + 1", "t.lua:2: cannot add kPa and a number without a unit"},
        {"return 1*kPa < 1*N", "t.lua:2: cannot compare kPa and N"},
        {"return 1*kPa == 1*sec", "t.lua:2: cannot compare kPa and s"},
        {"return 1*kPa - 'x'", "t.lua:2: cannot subtract a string value and a quantity"},
        {"return (2*kPa)^2",
         "t.lua:2: quantities know + - * / and comparisons only: divide by a unit to get a "
         "plain number, e.g. x/kPa"},
        {"return (2*kPa).mean",
         "t.lua:2: a quantity has is_bound, at_least(), at_most() and unit, but no 'mean'"},
        {"kPa = 3", "t.lua:2: 'kPa' has a meaning already: take another name"},
        {"return 3*kpa", "t.lua:2: unknown name 'kpa'; did you mean 'kPa'?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_end("", rows[i].body, SCRIPT_FAILED, rows[i].sentence);
}

/* The engine answers a rest with a bound, so that a script gets one in its hands. */
static bool answer_bound(void *context, const char *verb, const struct message *args,
                         struct message *ok)
{
    (void)verb, (void)args;
    if (context)
        message_set_bound(ok, "value", "kPa", 1000, true);
    message_set_string(ok, "end", "limit");
    message_set_integer(ok, "index", 1);
    return true;
}

static void a_bound_is_not_a_number_unless_the_script_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *use, *end;
        enum script_state state;
    } rows[] = {
        {"1.0*r.mean",
         "t.lua:3: this value is a bound (more than 1000 kPa), not a number: test it with "
         ".is_bound, "
         "or take its limit with :at_least()",
         SCRIPT_FAILED},
        {"r.mean > 3*kPa",
         "t.lua:3: this value is a bound (more than 1000 kPa), not a number: test it with "
         ".is_bound, or take its limit with :at_least()",
         SCRIPT_FAILED},
        {"r.mean:at_most()",
         "t.lua:3: nothing is known about how high this value is: it is a bound from the other "
         "side",
         SCRIPT_FAILED},
        {"r.mean", "{\"bound\":\"right\",\"u\":\"kPa\",\"v\":1000}", SCRIPT_DONE},
        {"r.mean:at_least()", "{\"u\":\"kPa\",\"v\":1000}", SCRIPT_DONE},
        {"r.mean.is_bound", "true", SCRIPT_DONE},
        {"tostring(r.mean)", "\"more than 1000 kPa\"", SCRIPT_DONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct harness h;
        struct text last;
        char body[300];
        bool censored = true;
        text_init(&last);
        snprintf(body, sizeof body, "local r = ppt { sites = site('thenar', 'left') }\nreturn %s",
                 rows[i].use);
        harness_protocol(&h, "", body);
        assert_int_equal(harness_run(&h, answer_bound, &censored, &last), rows[i].state);
        assert_string_equal(text_cstr(&last), rows[i].end);
        harness_end(&h);
        text_fini(&last);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_keeps_track_of_units),
        cmocka_unit_test(mixing_units_is_an_error_at_its_line),
        cmocka_unit_test(a_bound_is_not_a_number_unless_the_script_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
