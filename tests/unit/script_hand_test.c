/* windup and ts_hand: what their options may be, what they ask for, and what their results hold. */
#include "script_harness.h"

#define HEAD                                                                                       \
    "return protocol {\n id = 'x', version = '1.0.0', needs = { 'algometer', 'response' }, title " \
    "= 'X',\n"
#define SITE "sites = site('thenar', 'left')"

static void a_good_one_is_clean_and_each_mistake_is_told_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *protocol, *messages;
    } rows[] = {
        {HEAD "run = function()\n  windup { " SITE ", instruct = true }\n"
              "  ts_hand { " SITE ", level = 300*kPa }\n end }",
         ""},
        {HEAD "run = function()\n  windup { " SITE ",\n   scale = 20 }\n end }",
         ":5:4: windup: scale is 20, but 10 or 100 is possible\n"},
        /* what is read out has to be what is done */
        {HEAD "run = function()\n  windup { " SITE ", scale = 10,\n   instruct = true }\n end }",
         ":5:4: windup: the shipped instruction is of ten stimuli at 1 Hz, rated from 0 to 100: "
         "write "
         "one of your own for this\n"},
        {HEAD "run = function()\n  windup { " SITE
              ", rate = 1000*Hz/1000, instruct = true }\n end }",
         ""},
        {HEAD "run = function()\n  windup { " SITE ",\n   rate = 1*sec }\n end }",
         ":5:4: windup: rate must be a quantity in 1/s, not a quantity in s\n"},
        {HEAD "run = function()\n  windup { " SITE ",\n   force = 1*N }\n end }",
         ":5:4: windup: force is 1 N, but at most 0.512 N is possible\n"},
        {HEAD "run = function()\n  ts_hand { " SITE ",\n   level = 10*kPa }\n end }",
         ":5:4: ts_hand: level is 10 kPa, but at least 50 kPa is needed\n"},
        {HEAD "run = function()\n  ts_hand { " SITE
              ", level = 300*kPa,\n   rated = { 1, 11 } }\n end }",
         ":5:4: ts_hand: rated must be numbers of presses, from 1 to 10\n"},
        {HEAD "run = function()\n  ts_hand { " SITE
              ", level = 300*kPa,\n   rated = { 5, 1 } }\n end }",
         ":5:4: ts_hand: rated must go from the first press to the last\n"},
        /* half of an instruction would be other words than the record names */
        {HEAD "run = function()\n  instruct { key = 'mine',\n   text = { de = ('x'):rep(601), en = "
              "'x' } }\n"
              " end }",
         ":5:4: instruct: the text of 'mine' has 601 bytes, but at most 600 fit the screen: make "
         "two "
         "instructions of it\n"},
        {HEAD
         "run = function()\n  instruct { key = 'mine', text = { en = ('x'):rep(600) } }\n end }",
         ""},
        {HEAD "run = function()\n  rating { site = site('thenar', 'left'),\n"
              "   question = { en = ('x'):rep(151) } }\n end }",
         ":5:4: rating: question must be { en = \"…\", de = \"…\" }, of at most 150 bytes\n"},
        /* a pinprick needs no instrument, presses do */
        {"return protocol {\n id = 'x', version = '1.0.0', needs = { 'response' }, title = 'X',\n"
         "run = function()\n  windup { " SITE " }\n end }",
         ""},
        {"return protocol {\n id = 'x', version = '1.0.0', needs = { 'response' }, title = 'X',\n"
         "run = function()\n  ts_hand { " SITE ", level = 300*kPa }\n end }",
         ":4:1: presses to a beat need an algometer, and the header does not say so: write needs = "
         "{ \"algometer\", \"response\" }\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_messages(rows[i].protocol, rows[i].messages);
}

/* ---- an engine that answers as it is told */

struct engine {
    const char *
        ends; /* of each stimulus in turn: c(ompleted), s(poiled), w(ithdrawn), l(imit), k (skipped); then c */
    double said[8]; /* to each question; below 0: nothing in time */
    size_t given, asked;
    struct text log;
};

static void answer_stimulus(struct engine *engine, const struct message *args, struct message *ok)
{
    const char end = engine->ends[0] ? *engine->ends++ : 'c';
    const char *instrument = message_string(args, "instrument");
    const char *phase = message_string(args, "phase");
    int64_t pulses = 0;
    assert_true(message_integer(args, "pulses", &pulses));
    text_append_format(&engine->log, "%s%s%lld%c ", phase ? phase : "", instrument ? "-" : "+",
                       (long long)pulses, end);
    message_set_string(ok, "end", end == 'w' ? "withdrawn" : end == 'l' ? "limit" : "completed");
    message_set_bool(ok, "spoiled", end == 's');
    message_set_bool(ok, "skipped", end == 'k');
    message_set_integer(ok, "attempt", (int64_t)++engine->given);
}

static void answer_question(struct engine *engine, const struct message *args, struct message *ok)
{
    const double said = engine->said[engine->asked++];
    double max = 0;
    assert_true(message_number(args, "max", &max));
    text_append_format(&engine->log, "?%g ", max);
    if (said >= 0)
        message_set_number(ok, "value", said);
    else
        message_set_bool(ok, "unanswered", true);
}

static void log_result(struct engine *engine, const struct message *args)
{
    double value = 0, level = 0;
    int64_t trial = 0, pulse = 0, attempt = 0;
    const bool has_value = message_number(args, "value", &value);
    assert_true(message_integer(args, "trial", &trial) && message_number(args, "level", &level) &&
                message_integer(args, "attempt", &attempt));
    assert_string_equal(message_string(args, "end"), has_value ? "response" : "timeout");
    if (!message_integer(args, "pulse", &pulse))
        pulse = 0;
    text_append_format(&engine->log, "=%s%lld.%lld", message_string(args, "test"), (long long)trial,
                       (long long)attempt);
    if (pulse > 0)
        text_append_format(&engine->log, "/%lld", (long long)pulse);
    if (has_value)
        text_append_format(&engine->log, ":%g@%g ", value, level);
    else
        text_append_format(&engine->log, ":- ");
}

static bool answer(void *context, const char *verb, const struct message *args, struct message *ok)
{
    struct engine *engine = context;
    if (strcmp(verb, "site") == 0)
        message_set_integer(ok, "index", 1);
    else if (strcmp(verb, "question") == 0)
        answer_question(engine, args, ok);
    else if (strcmp(verb, "result") == 0)
        log_result(engine, args);
    else
        answer_stimulus(engine, args, ok);
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

static const char twice[] =
    "local r = windup { sites = site('thenar', 'left'), repetitions = 2, force = 128*mN }\n"
    "return ('%s %s %d %s'):format(r.single, r.train, r.n, r.trains[1])";

static void a_single_and_a_train_are_rated_in_each_repetition(void **state)
{
    (void)state;
    expect(twice, (struct engine){.ends = "", .said = {10, 20, 30, 60}},
           "single-1c ?100 =wur1.1:10@128 train-10c ?100 =wur1.2:20@128 "
           "single-1c ?100 =wur2.3:30@128 train-10c ?100 =wur2.4:60@128 ",
           "\"20.0 40.0 2 20\"");
}

/* A mean is of the repetitions that have both, as the index takes them; nothing said is no zero. */
static void what_is_missing_is_not_zero(void **state)
{
    (void)state;
    expect(twice, (struct engine){.ends = "", .said = {10, -1, 0, 60}},
           "single-1c ?100 =wur1.1:10@128 train-10c ?100 =wur1.2:- "
           "single-1c ?100 =wur2.3:0@128 train-10c ?100 =wur2.4:60@128 ",
           "\"0.0 60.0 1 false\"");
    expect(twice, (struct engine){.ends = "", .said = {-1, 20, 10, -1}},
           "single-1c ?100 =wur1.1:- train-10c ?100 =wur1.2:20@128 "
           "single-1c ?100 =wur2.3:10@128 train-10c ?100 =wur2.4:- ",
           "\"nil nil 0 20\"");
}

static void what_was_spoiled_or_cut_off_is_given_again_and_then_left(void **state)
{
    (void)state;
    static const char once[] =
        "local r = windup { sites = site('thenar', 'left'), repetitions = 1, scale = 10 }\n"
        "return ('%s %s'):format(r.single, r.train)";
    expect(once, (struct engine){.ends = "sc", .said = {1, 2}},
           "single-1s single-1c ?10 =wur1.2:1@256 train-10c ?10 =wur1.3:2@256 ", "\"1.0 2.0\"");
    expect(once, (struct engine){.ends = "css", .said = {1}},
           "single-1c ?10 =wur1.1:1@256 train-10s train-10s ", "\"nil nil\"");
}

static void who_withdraws_or_skips_ends_the_test(void **state)
{
    (void)state;
    expect(twice, (struct engine){.ends = "cw", .said = {10}},
           "single-1c ?100 =wur1.1:10@128 train-10w ", "\"nil nil 0 false\"");
    expect(twice, (struct engine){.ends = "ccck", .said = {10, 20, 30}},
           "single-1c ?100 =wur1.1:10@128 train-10c ?100 =wur1.2:20@128 "
           "single-1c ?100 =wur2.3:30@128 train-10k ",
           "\"10.0 20.0 1 20\"");
    expect("windup { sites = { site('thenar', 'left'), site('thenar', 'right') } }",
           (struct engine){.ends = "w"}, "single-1w ", "null");
}

static const char by_hand[] = "local r = ts_hand { sites = site('thenar', 'left'), level = "
                              "400*kPa, pulses = 4, limit = 500*kPa }\n"
                              "return ('%s %s %s %s'):format(r.value, r.growth, r.is_capped, r.n)";

static void presses_are_rated_after_the_train(void **state)
{
    (void)state;
    expect(by_hand, (struct engine){.ends = "", .said = {2, 3, 7}},
           "+4c ?10 =ts1.1/1:2@400 ?10 =ts1.1/2:3@400 ?10 =ts1.1/4:7@400 ", "\"4.0 5.0 false 1\"");
    /* the last is missing: so is the growth */
    expect(by_hand, (struct engine){.ends = "", .said = {2, 3, -1}},
           "+4c ?10 =ts1.1/1:2@400 ?10 =ts1.1/2:3@400 ?10 =ts1.1/4:- ", "\"2.5 nil false 1\"");
    /* at the limit there is nothing to ask for */
    expect(by_hand, (struct engine){.ends = "lc", .said = {2, 3, 7}},
           "+4l +4c ?10 =ts1.2/1:2@400 ?10 =ts1.2/2:3@400 ?10 =ts1.2/4:7@400 ",
           "\"4.0 5.0 false 1\"");
}

static void a_level_near_the_limit_is_asked_for_below_it(void **state)
{
    (void)state;
    expect(
        "local r = ts_hand { sites = site('thenar', 'left'), level = 480*kPa, pulses = 1, limit = "
        "500*kPa }\nreturn tostring(r.is_capped)",
        (struct engine){.ends = "", .said = {2}}, "+1c ?10 =ts1.1/1:2@450 ", "\"true\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_is_clean_and_each_mistake_is_told_at_its_place),
        cmocka_unit_test(a_single_and_a_train_are_rated_in_each_repetition),
        cmocka_unit_test(what_is_missing_is_not_zero),
        cmocka_unit_test(what_was_spoiled_or_cut_off_is_given_again_and_then_left),
        cmocka_unit_test(who_withdraws_or_skips_ends_the_test),
        cmocka_unit_test(presses_are_rated_after_the_train),
        cmocka_unit_test(a_level_near_the_limit_is_asked_for_below_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
