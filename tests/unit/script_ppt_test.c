/* The verb ppt, driven by an engine that answers from a list. */
#include "script_harness.h"

#include "support/program.h"

/* One answer to a trial: the value in kPa, or how else it ended. */
struct outcome {
    const char *end;
    double kpa;
    bool rate_off, spoiled, skipped;
};

struct engine {
    const struct outcome *outcomes;
    size_t n, at; /* behind the last one, 400 kPa and all well */
    int offered;  /* which of the offered sites is free: 1 the first; 0 the last */
    struct text
        trials; /* "lumbar.L4/left 1.1 " in the order in which they were done; p for practice */
    int sites_asked, instructed;
};

static void describe_trial(struct engine *engine, const struct message *args)
{
    int64_t trial = 0, attempt = 0;
    double rate = 0, tolerance = 0;
    assert_true(message_integer(args, "trial", &trial));
    assert_true(message_integer(args, "attempt", &attempt));
    assert_true(message_quantity(args, "rate", "kPa/s", &rate) && rate == 50);
    assert_true(message_number(args, "tolerance", &tolerance) && tolerance == 0.2);
    assert_string_equal(message_string(args, "stimulus"), "pressure_ramp");
    assert_string_equal(message_string(args, "test"), "ppt");
    text_append_format(&engine->trials, "%s/%s %lld.%lld%s ", message_string(args, "site"),
                       message_string(args, "side"), (long long)trial, (long long)attempt,
                       message_flag(args, "practice") ? "p" : "");
}

static void answer_trial(struct engine *engine, const struct message *args, struct message *ok)
{
    struct outcome outcome = {.end = "response", .kpa = 400};
    if (engine->at < engine->n)
        outcome = engine->outcomes[engine->at];
    engine->at++;
    describe_trial(engine, args);
    message_set_string(ok, "end", outcome.end);
    message_set_bool(ok, "rate_off", outcome.rate_off);
    message_set_bool(ok, "spoiled", outcome.spoiled);
    message_set_bool(ok, "skipped", outcome.skipped);
    if (strcmp(outcome.end, "response") == 0)
        message_set_quantity(ok, "value", "kPa", outcome.kpa);
    if (strcmp(outcome.end, "limit") == 0)
        message_set_bound(ok, "value", "kPa", outcome.kpa, true);
}

static bool answer(void *context, const char *verb, const struct message *args, struct message *ok)
{
    struct engine *engine = context;
    if (strcmp(verb, "site") == 0) {
        const struct message candidates = message_get(args, "candidates");
        const size_t n = message_count(&candidates);
        double rest;
        assert_true(n > 0);
        assert_true(message_quantity(args, "rest", "s", &rest) && rest == 60);
        message_set_integer(ok, "index", engine->offered ? engine->offered : (int64_t)n);
        engine->sites_asked++;
    } else if (strcmp(verb, "trial") == 0) {
        answer_trial(engine, args, ok);
    } else {
        engine->instructed++;
    }
    return true;
}

#define TWO_SITES "{ site('lumbar.L4', 'left'), site('thenar', 'left') }"

/* Runs the body; the trials done and the result must be these. */
static void expect(const char *body, const struct outcome *outcomes, size_t n, int offered,
                   const char *trials, const char *result)
{
    struct harness h;
    struct text last;
    struct engine engine = {.outcomes = outcomes, .n = n, .offered = offered};
    text_init(&last);
    text_init(&engine.trials);
    harness_protocol(&h, "", body);
    const enum script_state state = harness_run(&h, answer, &engine, &last);
    if (state != SCRIPT_DONE)
        print_message("%s\n", text_cstr(&last));
    assert_int_equal(state, SCRIPT_DONE);
    assert_string_equal(text_cstr(&engine.trials), trials);
    assert_string_equal(text_cstr(&last), result);
    assert_int_equal(engine.sites_asked, (int)engine.at);
    text_fini(&engine.trials);
    text_fini(&last);
    harness_end(&h);
}

static void sites_take_turns(void **state)
{
    (void)state;
    expect(
        "ppt { sites = " TWO_SITES ", trials = 3 }", NULL, 0, 1,
        "lumbar.L4/left 1.1 thenar/left 1.1 lumbar.L4/left 2.1 thenar/left 2.1 lumbar.L4/left 3.1 "
        "thenar/left 3.1 ",
        "null");
    expect("ppt { sites = " TWO_SITES ", trials = 2, order = 'given' }", NULL, 0, 1,
           "lumbar.L4/left 1.1 thenar/left 1.1 lumbar.L4/left 2.1 thenar/left 2.1 ", "null");
    /* in the given order there is no choice, whatever the engine would take */
    expect("ppt { sites = " TWO_SITES ", trials = 2, order = 'given' }", NULL, 0, 0,
           "lumbar.L4/left 1.1 thenar/left 1.1 lumbar.L4/left 2.1 thenar/left 2.1 ", "null");
    expect("ppt { sites = " TWO_SITES ", trials = 2 }", NULL, 0, 0,
           "thenar/left 1.1 thenar/left 2.1 lumbar.L4/left 1.1 lumbar.L4/left 2.1 ", "null");
}

static void a_second_ppt_at_a_site_adds_trials_and_replaces_none(void **state)
{
    (void)state;
    expect("ppt { sites = site('thenar', 'left'), trials = 2, practice = 1 }\n"
           "ppt { sites = site('thenar', 'left'), trials = 2, practice = 1 }",
           NULL, 0, 1,
           "thenar/left 1.1p thenar/left 1.1 thenar/left 2.1 "
           "thenar/left 2.1p thenar/left 3.1 thenar/left 4.1 ",
           "null");
}

static void practice_comes_first_and_away_from_the_pain(void **state)
{
    (void)state;
    expect("ppt { sites = { site('lumbar.L4', 'left', { role = 'local' }), site('thenar', 'left') "
           "}, trials = 1, practice = 2 }",
           NULL, 0, 1, "thenar/left 1.1p thenar/left 2.1p lumbar.L4/left 1.1 thenar/left 1.1 ",
           "null");
    /* nobody said of the first one that it is away from the pain */
    expect("ppt { sites = { site('lumbar.L4', 'left'), site('thenar', 'left', { role = 'remote' }) "
           "}, trials = 1, practice = 1 }",
           NULL, 0, 1, "thenar/left 1.1p lumbar.L4/left 1.1 thenar/left 1.1 ", "null");
}

/* Where the pain is, only the protocol knows. */
static void a_site_to_which_nobody_gave_a_role_has_none(void **state)
{
    (void)state;
    expect("local said = ''\n"
           "for _, id in ipairs { 'lumbar.L4', 'thoracic', 'trapezius.upper', 'thenar', "
           "'toe.second' } do said = said .. site(id, 'left').role .. ' ' end\nreturn said",
           NULL, 0, 1, "", "\"n/a n/a n/a n/a n/a \"");
    expect("return site('thenar', 'left', { role = 'remote' }).role", NULL, 0, 1, "", "\"remote\"");
}

static void an_attempt_that_went_wrong_is_done_again_after_the_others(void **state)
{
    (void)state;
    static const struct outcome wrong[] = {
        {.end = "response", .kpa = 300, .rate_off = true},
        {.end = "response", .kpa = 300, .spoiled = true},
        {.end = "early"},
        {.end = "timeout"},
        {.end = "fault"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        expect("return ppt({ sites = " TWO_SITES ", trials = 1 })[site('lumbar.L4', 'left')].mean",
               &wrong[i], 1, 1, "lumbar.L4/left 1.1 thenar/left 1.1 lumbar.L4/left 1.2 ",
               "{\"u\":\"kPa\",\"v\":400}");
}

static void the_last_complete_unspoiled_attempt_counts(void **state)
{
    (void)state;
    static const struct outcome kept[] = {{.end = "response", .kpa = 300, .rate_off = true},
                                          {.end = "response", .kpa = 350, .spoiled = true}};
    static const struct outcome both_off[] = {{.end = "response", .kpa = 300, .rate_off = true},
                                              {.end = "response", .kpa = 310, .rate_off = true}};
    static const struct outcome none[] = {{.end = "early"}, {.end = "timeout"}};
    static const char body[] = "return ppt { sites = site('thenar', 'left'), trials = 1 }.mean";
    expect(body, kept, 2, 1, "thenar/left 1.1 thenar/left 1.2 ", "{\"u\":\"kPa\",\"v\":300}");
    expect(body, both_off, 2, 1, "thenar/left 1.1 thenar/left 1.2 ", "{\"u\":\"kPa\",\"v\":310}");
    expect(body, none, 2, 1, "thenar/left 1.1 thenar/left 1.2 ", "null");
}

static void a_wide_spread_asks_for_one_more_trial_up_to_five(void **state)
{
    (void)state;
    static const struct outcome wide[] = {
        {.end = "response", .kpa = 200}, {.end = "response", .kpa = 400},
        {.end = "response", .kpa = 300}, {.end = "response", .kpa = 300},
        {.end = "response", .kpa = 300}, {.end = "response", .kpa = 900}};
    static const char body[] = "local r = ppt { sites = site('thenar', 'left'), trials = 2 } "
                               "return { r.n, r.trials, r.mean, r.sd }";
    expect(body, wide, 6, 1,
           "thenar/left 1.1 thenar/left 2.1 thenar/left 3.1 thenar/left 4.1 thenar/left 5.1 ",
           "[5,5,{\"u\":\"kPa\",\"v\":300},{\"u\":\"kPa\",\"v\":70.71067811865476}]");
    static const struct outcome narrow[] = {{.end = "response", .kpa = 290},
                                            {.end = "response", .kpa = 310}};
    expect("return ppt { sites = site('thenar', 'left'), trials = 2 }.n", narrow, 2, 1,
           "thenar/left 1.1 thenar/left 2.1 ", "2");
}

static void a_trial_that_reached_the_limit_makes_the_mean_a_bound(void **state)
{
    (void)state;
    static const struct outcome mixed[] = {{.end = "response", .kpa = 800},
                                           {.end = "limit", .kpa = 1000}};
    expect("local r = ppt { sites = site('thenar', 'left'), trials = 2 } return { r.mean, "
           "r.values[1], r.n, r.sd == nil, "
           "r.cv == nil }",
           mixed, 2, 1, "thenar/left 1.1 thenar/left 2.1 ",
           "[{\"bound\":\"right\",\"u\":\"kPa\",\"v\":900},{\"u\":\"kPa\",\"v\":800},2,true,true]");
}

static void skipping_ends_this_test_and_the_protocol_goes_on(void **state)
{
    (void)state;
    static const struct outcome skip[] = {{.end = "response", .kpa = 350},
                                          {.end = "stop", .skipped = true}};
    expect("local r = ppt { sites = " TWO_SITES ", trials = 3 } note 'next'\n"
           "return { r[site('lumbar.L4', 'left')].n, r[site('thenar', 'left')].n }",
           skip, 2, 1, "lumbar.L4/left 1.1 thenar/left 1.1 ", "[1,0]");
    static const struct outcome at_once[] = {{.end = "stop", .skipped = true}};
    expect("return ppt { sites = site('thenar', 'left'), trials = 3, practice = 1 }.n", at_once, 1,
           1, "thenar/left 1.1p ", "0");
}

static void who_withdraws_is_asked_nothing_more(void **state)
{
    (void)state;
    static const struct outcome withdraws[] = {{.end = "response", .kpa = 350},
                                               {.end = "withdrawn"}};
    expect("local r = ppt { sites = " TWO_SITES ", trials = 3 }\n"
           "return { r[site('lumbar.L4', 'left')].n, r[site('thenar', 'left')].n }",
           withdraws, 2, 1, "lumbar.L4/left 1.1 thenar/left 1.1 ", "[1,0]");
    expect("return ppt { sites = site('thenar', 'left'), trials = 3, practice = 2 }.n",
           withdraws + 1, 1, 1, "thenar/left 1.1p ", "0");
}

/* How often the requests of this script say `part`. */
static size_t said(const char *body, const struct outcome *outcomes, size_t n, const char *part)
{
    struct harness h;
    struct text last;
    struct engine engine = {.outcomes = outcomes, .n = n, .offered = 1};
    size_t found = 0;
    text_init(&last);
    text_init(&engine.trials);
    harness_protocol(&h, "", body);
    assert_int_equal(harness_run(&h, answer, &engine, &last), SCRIPT_DONE);
    for (const char *at = text_cstr(&h.log); (at = strstr(at, part)) != NULL; at++)
        found++;
    text_fini(&engine.trials);
    text_fini(&last);
    harness_end(&h);
    return found;
}

static void a_trial_says_that_it_is_extra_and_an_attempt_that_it_is_the_last(void **state)
{
    (void)state;
    static const struct outcome wide[] = {
        {.end = "response", .kpa = 200}, {.end = "response", .kpa = 400}, {.end = "early"}};
    static const char body[] = "ppt { sites = site('thenar', 'left'), trials = 2, max_trials = 3 }";
    assert_int_equal(said(body, wide, 3, "\"trial\":3"), 2); /* the first of them came early */
    assert_int_equal(said(body, wide, 3, "\"extra\":true"), 2);
    assert_int_equal(said(body, wide, 3, "\"last\":true"), 1);
    assert_int_equal(said(body, wide, 3, "\"attempt\":2"), 1);
    assert_int_equal(said(body, NULL, 0, "\"extra\":true"), 0);
    assert_int_equal(said(body, NULL, 0, "\"last\":true"), 0);
}

static void wrong_options_are_told_at_the_protocols_line(void **state)
{
    (void)state;
    static const struct {
        const char *body, *sentence;
    } rows[] = {
        {"\nppt { sits = {} }", "t.lua:3: ppt has no option 'sits'; did you mean 'sites'?"},
        {"ppt { rate = 50*kPa/sec }", "t.lua:2: ppt needs 'sites'"},
        {"ppt { sites = { 'thenar' } }",
         "t.lua:2: ppt: sites[1] is a string, not a site: write site(\"lumbar.L4\", \"left\")"},
        {"ppt { sites = site('thenar', 'left'), rate = 50*kPa }",
         "t.lua:2: ppt: rate must be a quantity in kPa/s, not a quantity in kPa"},
        {"ppt { sites = site('thenar', 'left'), rate = 50 }",
         "t.lua:2: ppt: rate must be a quantity in kPa/s, not a number"},
        {"ppt { sites = site('thenar', 'left'), limit = 5000*kPa }",
         "t.lua:2: ppt: limit is 5000 kPa, but at most 2000 kPa is possible"},
        {"ppt { sites = site('thenar', 'left'), trials = 1.5 }",
         "t.lua:2: ppt: trials must be a whole number"},
        {"ppt { sites = site('thenar', 'left'), order = 'rotated' }",
         "t.lua:2: ppt: order must be 'rotate' or 'given'; did you mean 'rotate'?"},
        {"ppt { sites = { site('thenar', 'left'), site('thenar', 'left', { role = 'reference' }) } "
         "}",
         "t.lua:2: ppt: sites names thenar/left twice"},
        {"site('lumber.L4', 'left')",
         "t.lua:2: unknown site 'lumber.L4'; did you mean 'lumbar.L4'?"},
        {"site('thenar')", "t.lua:2: site 'thenar' needs its side: \"left\" or \"right\""},
        {"site('thenar', 'left', { role = 'far' })",
         "t.lua:2: unknown role 'far': a site is \"local\", \"remote\", \"reference\" or \"n/a\""},
        {"rest(30)", "t.lua:2: rest: duration must be a quantity in s, not a number"},
        {"notee 'x'", "t.lua:2: unknown name 'notee'; did you mean 'note'?"},
        {"return p.rat", "t.lua:2: the protocol has no parameter 'rat'"},
        {"instruct 'Not a key'", "t.lua:2: instruct: 'Not a key' is not the name of an instruction "
                                 "(at most 40 small letters, digits, points)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_end("", rows[i].body, SCRIPT_FAILED, rows[i].sentence);
}

static void a_bound_is_no_option(void **state)
{
    (void)state;
    static const struct outcome limit = {.end = "limit", .kpa = 300};
    struct harness h;
    struct text last;
    struct engine engine = {.outcomes = &limit, .n = 1, .offered = 1};
    text_init(&last);
    text_init(&engine.trials);
    harness_protocol(&h, "",
                     "local b = ppt { sites = site('thenar', 'left'), trials = 1 }.mean\n"
                     "ppt { sites = site('thenar', 'left'), limit = b }");
    assert_int_equal(harness_run(&h, answer, &engine, &last), SCRIPT_FAILED);
    assert_string_equal(text_cstr(&last),
                        "t.lua:3: ppt: limit is a bound (more than 300 kPa): take its "
                        "limit with :at_least() or :at_most()");
    text_fini(&engine.trials);
    text_fini(&last);
    harness_end(&h);
}

static void load_library(struct harness *h, const char *name)
{
    memset(h, 0, sizeof *h);
    snprintf(h->path, sizeof h->path, PROTOCOLS_DIR "/library/%s.lua", name);
    h->options = (struct script_options){.library = PROTOCOLS_DIR, .seed = 3};
    text_init(&h->log);
}

static void end_library(struct harness *h)
{
    script_free(h->script);
    text_fini(&h->log);
}

static void shipped_protocols_run_to_their_end_and_ask_the_same_every_time(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t trials;
    } rows[] = {{"ppt-core", 13}, {"ppt-demo", 8}};
    for (size_t i = 0; i < 2; i++) {
        struct text asked, last;
        text_init(&asked);
        text_init(&last);
        for (int pass = 0; pass < 4; pass++) {
            struct harness h;
            struct engine engine = {.offered = 1};
            text_init(&engine.trials);
            load_library(&h, rows[i].name);
            h.options.child = pass % 2 == 1;
            /* the demonstration rests 5 s; its sites are answered without looking at that */
            if (i == 1) {
                assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_OK);
                assert_non_null(strstr(script_header(h.script), "\"id\":\"ppt-demo\""));
            } else {
                assert_int_equal(harness_run(&h, answer, &engine, &last), SCRIPT_DONE);
                assert_int_equal(engine.at, rows[i].trials);
                assert_int_equal(engine.instructed, 1);
                assert_non_null(
                    strstr(text_cstr(&h.log),
                           "\"block\":13,\"call\":2,\"do\":\"trial\",\"line\":\"ppt-core.lua:"));
            }
            if (pass > 0)
                assert_string_equal(text_cstr(&asked), text_cstr(&h.log));
            text_clear(&asked);
            text_append_cstr(&asked, text_cstr(&h.log));
            text_fini(&engine.trials);
            end_library(&h);
        }
        text_fini(&asked);
        text_fini(&last);
    }
}

static void a_request_looks_as_the_journal_keeps_it(void **state)
{
    (void)state;
    struct harness h;
    struct text last;
    text_init(&last);
    harness_protocol(&h, "",
                     "instruct { key = 'own', text = 'Sit.' } rest(30*sec) note 'x'\nppt { sites = "
                     "site('lumbar.L4', "
                     "'left'), trials = 1 }");
    struct engine engine = {.offered = 1};
    text_init(&engine.trials);
    assert_int_equal(harness_run(&h, answer, &engine, &last), SCRIPT_DONE);
    assert_string_equal(
        text_cstr(&h.log),
        "{\"args\":{\"key\":\"own\",\"text\":{\"en\":\"Sit.\"}},\"block\":0,\"call\":1,\"do\":"
        "\"instruct\",\"line\":\"t."
        "lua:2\",\"step\":1,\"task\":1}\n"
        "{\"args\":{\"for\":{\"u\":\"s\",\"v\":30}},\"block\":0,\"call\":2,\"do\":\"rest\","
        "\"line\":\"t.lua:2\",\"step\":2,"
        "\"task\":1}\n"
        "{\"args\":{\"text\":\"x\"},\"block\":0,\"call\":3,\"do\":\"note\",\"line\":\"t.lua:"
        "2\",\"step\":3,\"task\":1}\n"
        "{\"args\":{\"candidates\":[{\"role\":\"n/a\",\"side\":\"left\",\"site\":"
        "\"lumbar.L4\"}],\"order\":"
        "\"rotate\",\"rest\":{\"u\":\"s\",\"v\":60}},\"block\":0,\"call\":4,\"do\":\"site\","
        "\"line\":\"t.lua:3\",\"step\":4,"
        "\"task\":1}\n"
        "{\"args\":{\"attempt\":1,\"contact\":{\"u\":\"kPa\",\"v\":20},\"limit\":{"
        "\"u\":\"kPa\",\"v\":1000},\"of\":1,"
        "\"practice\":false,\"rate\":{\"u\":\"kPa/"
        "s\",\"v\":50},\"role\":\"n/a\",\"side\":\"left\",\"site\":\"lumbar.L4\","
        "\"stimulus\":\"pressure_ramp\","
        "\"test\":\"ppt\",\"tolerance\":0.2,\"trial\":1},\"block\":1,\"call\":4,\"do\":"
        "\"trial\",\"line\":\"t.lua:3\",\"step\":"
        "5,\"task\":1}\n");
    text_fini(&engine.trials);
    text_fini(&last);
    harness_end(&h);
}

/* A verb that asks through another one is one call; each call of the protocol is its own, also at one line. */
static void what_a_verb_asks_another_for_is_of_its_own_call(void **state)
{
    (void)state;
    struct harness h;
    struct folder folder;
    struct text last;
    char library[128];
    text_init(&last);
    folder_make(&folder);
    folder_file(&folder, "lib", library);
    assert_int_equal(mkdir(library, 0700), 0);
    folder_file(&folder, "lib/verbs", library);
    assert_int_equal(mkdir(library, 0700), 0);
    folder_write(&folder, "lib/verbs/inner.lua", "return function() ask('note', {}) end\n");
    folder_write(&folder, "lib/verbs/outer.lua",
                 "return function() inner() ask('note', {}) return inner() end\n");
    folder_file(&folder, "lib", library);
    harness_protocol(&h, "", "for i = 1, 2 do outer() end inner() return outer()");
    h.options.library = library;
    assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_DONE);
    const char *at = text_cstr(&h.log);
    static const int calls[] = {1, 1, 1, 2, 2, 2, 3, 4, 4, 4};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        at = strstr(at, "\"call\":");
        assert_non_null(at);
        at += strlen("\"call\":");
        assert_int_equal(atoi(at), calls[i]);
    }
    assert_null(strstr(at, "\"call\":"));
    harness_end(&h);
    text_fini(&last);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_take_turns),
        cmocka_unit_test(a_second_ppt_at_a_site_adds_trials_and_replaces_none),
        cmocka_unit_test(practice_comes_first_and_away_from_the_pain),
        cmocka_unit_test(a_site_to_which_nobody_gave_a_role_has_none),
        cmocka_unit_test(an_attempt_that_went_wrong_is_done_again_after_the_others),
        cmocka_unit_test(the_last_complete_unspoiled_attempt_counts),
        cmocka_unit_test(a_wide_spread_asks_for_one_more_trial_up_to_five),
        cmocka_unit_test(a_trial_that_reached_the_limit_makes_the_mean_a_bound),
        cmocka_unit_test(skipping_ends_this_test_and_the_protocol_goes_on),
        cmocka_unit_test(a_bound_is_no_option),
        cmocka_unit_test(who_withdraws_is_asked_nothing_more),
        cmocka_unit_test(a_trial_says_that_it_is_extra_and_an_attempt_that_it_is_the_last),
        cmocka_unit_test(wrong_options_are_told_at_the_protocols_line),
        cmocka_unit_test(shipped_protocols_run_to_their_end_and_ask_the_same_every_time),
        cmocka_unit_test(a_request_looks_as_the_journal_keeps_it),
        cmocka_unit_test(what_a_verb_asks_another_for_is_of_its_own_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
