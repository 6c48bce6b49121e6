/* The thermal verbs: what their options may be, and what `limen check` says of a protocol with them. */
#include "script_harness.h"

#define HEAD                                                                                       \
    "return protocol {\n id = 'x', version = '1.0.0', needs = { 'thermode', 'response' }, "        \
    "title = 'X',\n"
#define SITE "sites = site('thenar', 'left')"

static void a_good_one_is_clean_and_each_mistake_is_told_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *protocol, *messages;
    } rows[] = {
        {HEAD "run = function()\n  cdt { " SITE " }\n  wdt { " SITE " }\n  cpt { " SITE
              " }\n  hpt { " SITE " }\n end }",
         ""},
        {HEAD "run = function()\n  hpt { " SITE ",\n   limit = 55*degC }\n end }",
         ":5:4: hpt: limit is 55 degC, but at most 50 degC is possible\n"},
        {HEAD "run = function()\n  cpt { " SITE ",\n   limit = 40*degC }\n end }",
         ":5:4: cpt: limit is 40 degC, but the ramp begins at a baseline of 32 degC: it must be at "
         "least 1 degC below it\n"},
        {HEAD "run = function()\n  wdt { " SITE ",\n   limit = 32.5*degC }\n end }",
         ":5:4: wdt: limit is 32.5 degC, but the ramp begins at a baseline of 32 degC: it must be "
         "at least 1 degC above it\n"},
        {HEAD "run = function()\n  cdt { " SITE ",\n   interval_min = 9*sec }\n end }",
         ":5:4: cdt: interval_min is 9 s, but interval_max is 6 s: the interval is drawn from "
         "between\n"},
        {HEAD "run = function()\n  cpt { " SITE ", rate = 50*kPa/sec }\n end }",
         ":4:41: cpt: rate must be a quantity in degC/s, not a quantity in kPa/s\n"},
        {HEAD "run = function()\n  local r = cpt { " SITE
              " }\n  return r.mean and r.mean + 1*degC\n end }",
         ":5:1: when every trial ends at its limit: this value is a bound (less than 0 degC), not "
         "a number: test it with .is_bound, or take its limit with :at_most()\n"},
        {"return protocol {\n id = 'x', version = '1.0.0', needs = { 'algometer', 'response' }, "
         "title = 'X',\nrun = function()\n  hpt { " SITE " }\n end }",
         ":4:1: a thermal ramp needs a thermode, and the header does not say so: write needs = "
         "{ \"thermode\", \"response\" }\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_messages(rows[i].protocol, rows[i].messages);
}

/* ---- an engine that answers from a list */

struct engine {
    const double *celsius; /* 0: the ramp went to its limit */
    size_t at;
    struct text asked;
};

static void answer_trial(struct engine *engine, const struct message *args, struct message *ok)
{
    const double celsius = engine->celsius[engine->at++];
    int64_t trial = 0;
    double limit = 0, least = 0, most = 0;
    assert_string_equal(message_string(args, "stimulus"), "thermal_limits");
    assert_true(message_integer(args, "trial", &trial));
    assert_true(message_quantity(args, "limit", "degC", &limit));
    assert_true(message_quantity(args, "interval_min", "s", &least));
    assert_true(message_quantity(args, "interval_max", "s", &most));
    text_append_format(&engine->asked, "%s %s %lld %g-%g ", message_string(args, "test"),
                       message_string(args, "side"), (long long)trial, least, most);
    message_set_string(ok, "end", celsius > 0 ? "response" : "limit");
    message_set_bool(ok, "rate_off", false);
    message_set_bool(ok, "spoiled", false);
    if (celsius > 0)
        message_set_quantity(ok, "value", "degC", celsius);
    else
        message_set_bound(ok, "value", "degC", limit, limit > 32);
}

static bool answer(void *context, const char *verb, const struct message *args, struct message *ok)
{
    if (strcmp(verb, "site") == 0)
        message_set_integer(ok, "index", 1);
    else
        answer_trial(context, args, ok);
    return true;
}

static void expect(const char *body, const double *celsius, const char *asked, const char *result)
{
    struct harness h;
    struct text last;
    struct engine engine = {.celsius = celsius};
    text_init(&last);
    text_init(&engine.asked);
    harness_protocol(&h, "", body);
    const enum script_state state = harness_run(&h, answer, &engine, &last);
    assert_string_equal(text_cstr(&last), result);
    assert_int_equal(state, SCRIPT_DONE);
    assert_string_equal(text_cstr(&engine.asked), asked);
    text_fini(&engine.asked);
    text_fini(&last);
    harness_end(&h);
}

static void a_site_is_done_before_the_next_and_tests_count_their_own_trials(void **state)
{
    (void)state;
    static const double celsius[] = {30, 30, 30, 30, 34, 40};
    expect("cdt { sites = { site('thenar', 'left'), site('thenar', 'right') }, trials = 2 }\n"
           "wdt { sites = site('thenar', 'left'), trials = 1 }\n"
           "hpt { sites = site('thenar', 'left'), trials = 1, interval_max = 12*sec }",
           celsius,
           "cdt left 1 4-6 cdt left 2 4-6 cdt right 1 4-6 cdt right 2 4-6 wdt left 1 4-6 "
           "hpt left 1 10-12 ",
           "null");
}

static void values_are_averaged_and_a_bound_among_them_makes_the_mean_one(void **state)
{
    (void)state;
    static const double pain[] = {10, 12, 14}, to_the_end[] = {10, 0, 14}, warm[] = {34, 36, 0};
    expect("local r = cpt { sites = site('thenar', 'left') }\n"
           "return ('%s %s %s %d'):format(r.mean, r.sd, r.cv, r.n)",
           pain, "cpt left 1 10-10 cpt left 2 10-10 cpt left 3 10-10 ", "\"12 degC 2 degC nil 3\"");
    expect("local r = cpt { sites = site('thenar', 'left') }\n"
           "return ('%s %s'):format(r.mean, r.sd)",
           to_the_end, "cpt left 1 10-10 cpt left 2 10-10 cpt left 3 10-10 ",
           "\"less than 8 degC nil\"");
    expect("local r = wdt { sites = site('thenar', 'left') }\n"
           "return ('%s %s'):format(r.mean, r.delta)",
           warm, "wdt left 1 4-6 wdt left 2 4-6 wdt left 3 4-6 ",
           "\"more than 40 degC more than 8 degC\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_is_clean_and_each_mistake_is_told_at_its_place),
        cmocka_unit_test(a_site_is_done_before_the_next_and_tests_count_their_own_trials),
        cmocka_unit_test(values_are_averaged_and_a_bound_among_them_makes_the_mean_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
