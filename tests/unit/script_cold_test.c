/* tsl, cold_pressor, ice, choose and enter: what their options may be, what they ask for, and what their results hold. */
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
        {HEAD "run = function()\n  tsl { " SITE " }\n  cold_pressor { " SITE " }\n  ice { " SITE
              " }\n end }",
         ""},
        {HEAD "run = function()\n  tsl { " SITE ",\n   limit = 55*degC }\n end }",
         ":5:4: tsl: limit is 55 degC, but at most 50 degC is possible\n"},
        {HEAD "run = function()\n  tsl { " SITE ",\n   cool_limit = 40*degC }\n end }",
         ":5:4: tsl: limit is 50 degC and cool_limit is 40 degC, but the baseline is 32 degC: they "
         "must be at least 1 degC above and below it\n"},
        {HEAD "run = function()\n  tsl { " SITE ",\n   pairs = 7 }\n end }",
         ":5:4: tsl: pairs is 7, but at most 6 is possible\n"},
        {HEAD "run = function()\n  cold_pressor { " SITE ",\n   limit = 301*sec }\n end }",
         ":5:4: cold_pressor: limit is 301 s, but at most 300 s is possible\n"},
        {HEAD "run = function()\n  cold_pressor { " SITE ",\n   rating_every = 5*sec }\n end }",
         ":5:4: cold_pressor: rating_every is 5 s, but nobody can say more than one number in 10 s "
         "(0*sec: none is asked for)\n"},
        {HEAD "run = function()\n  cold_pressor { " SITE
              ",\n   rating_every = 40*sec, limit = 30*sec }\n end }",
         ":5:4: cold_pressor: rating_every is 40 s, but the hand is out after 30 s (limit): take "
         "less, or 0*sec to ask for none\n"},
        /* nobody has said that one is wanted */
        {HEAD "run = function()\n  cold_pressor { " SITE ", limit = 20*sec }\n end }", ""},
        {HEAD "run = function()\n  ice { " SITE ",\n   time = 90*sec }\n end }",
         ":5:4: ice: time is 90 s, but at most 60 s is possible\n"},
        {"return protocol {\n id = 'x', version = '1.0.0', needs = { 'response' }, title = 'X',\n"
         "run = function()\n  tsl { " SITE " }\n end }",
         ":4:1: a thermal sensory limen needs a thermode, and the header does not say so: write "
         "needs = { \"thermode\", \"response\" }\n"},
        /* ice and water need no instrument */
        {"return protocol {\n id = 'x', version = '1.0.0', needs = { 'response' }, title = 'X',\n"
         "run = function()\n  ice { " SITE " }\n  cold_pressor { " SITE " }\n end }",
         ""},
        {HEAD "run = function()\n  choose { key = 'a', text = 'b', choices = { { key = 'c', text = "
              "'d' } } }\n end }",
         ":4:35: choose: 2 to 9 choices are possible\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_messages(rows[i].protocol, rows[i].messages);
}

/* ---- an engine that answers as it is told */

struct engine {
    const char *felt[6]; /* NULL: nobody answers */
    size_t asked;
    struct text log;
};

static void answer_question(struct engine *engine, const struct message *args, struct message *ok)
{
    const char *felt = engine->felt[engine->asked++];
    int64_t pulse = 0;
    assert_true(message_integer(args, "pulse", &pulse));
    text_append_format(&engine->log, "felt %lld ", (long long)pulse);
    if (felt)
        message_set_string(ok, "choice", felt);
    else
        message_set_bool(ok, "unanswered", true);
}

static bool answer(void *context, const char *verb, const struct message *args, struct message *ok)
{
    struct engine *engine = context;
    double value = 0;
    if (strcmp(verb, "site") == 0) {
        message_set_integer(ok, "index", 1);
    } else if (strcmp(verb, "question") == 0) {
        answer_question(engine, args, ok);
    } else if (strcmp(verb, "result") == 0) {
        assert_true(message_number(args, "value", &value));
        text_append_format(&engine->log, "%s=%g ", message_string(args, "test"), value);
    } else {
        text_append_format(&engine->log, "%s ", message_string(args, "stimulus"));
        message_set_string(ok, "end", "response");
        message_set_bool(ok, "rate_off", false);
        message_set_bool(ok, "spoiled", message_flag(args, "practice"));
        message_set_quantity(ok, "value", "degC", 3.5);
    }
    return true;
}

static void expect(const char *body, struct engine engine, const char *log, const char *result)
{
    struct harness h;
    struct text last;
    text_init(&last);
    text_init(&engine.log);
    harness_protocol(&h, "", body);
    const enum script_state state = harness_run(&h, answer, &engine, &last);
    assert_string_equal(text_cstr(&last), result);
    assert_int_equal(state, SCRIPT_DONE);
    assert_string_equal(text_cstr(&engine.log), log);
    text_fini(&engine.log);
    text_fini(&last);
    harness_end(&h);
}

static void hot_ones_are_counted_and_what_is_missing_leaves_no_count(void **state)
{
    (void)state;
    static const char body[] = "local r = tsl { sites = site('thenar', 'left') }\n"
                               "return ('%s %s'):format(r.value, tostring(r.phs))";
    expect(body, (struct engine){.felt = {"hot", "cold", "hot"}},
           "thermal_limen felt 1 felt 2 felt 3 phs=2 ", "\"3.5 degC 2\"");
    expect(body, (struct engine){.felt = {"warm", "pain", "other"}},
           "thermal_limen felt 1 felt 2 felt 3 phs=0 ", "\"3.5 degC 0\"");
    expect(body, (struct engine){.felt = {"hot", NULL, "hot"}},
           "thermal_limen felt 1 felt 2 felt 3 ", "\"3.5 degC nil\"");
}

static void nothing_is_asked_of_practice_or_of_what_was_spoiled(void **state)
{
    (void)state;
    expect("tsl { sites = site('thenar', 'left'), practice = 1, pairs = 1, attempts = 1 }",
           (struct engine){.felt = {"cold"}}, "thermal_limen thermal_limen felt 1 phs=0 ", "null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_is_clean_and_each_mistake_is_told_at_its_place),
        cmocka_unit_test(hot_ones_are_counted_and_what_is_missing_leaves_no_count),
        cmocka_unit_test(nothing_is_asked_of_practice_or_of_what_was_spoiled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
