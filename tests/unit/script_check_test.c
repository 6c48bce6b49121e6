/* Headers and `limen check`: what is wrong with a protocol is told before anybody sits on the
 * chair. */
#include "script/check.h"
#include "script_harness.h"

static void a_header_becomes_a_form(void **state)
{
    (void)state;
    struct script *script;
    struct why why;
    struct script_options options = {.library = PROTOCOLS_DIR};
    assert_int_equal(
        script_load(TEST_DATA_DIR "/protocols/good-modular.lua", &options, &script, &why),
        STATUS_OK);
    assert_string_equal(
        script_header(script),
        "{\"id\":\"good-modular\",\"needs\":[\"algometer\",\"response\"],\"parameters\":{"
        "\"practise\":{\"default\":true,"
        "\"unit\":\"\"},\"rate\":{\"default\":{\"u\":\"kPa/s\",\"v\":30},\"max\":{\"u\":\"kPa/"
        "s\",\"v\":100},\"min\":{"
        "\"u\":\"kPa/s\",\"v\":10},\"unit\":\"kPa/"
        "s\"},\"trials\":{\"default\":2,\"max\":5,\"min\":1,\"unit\":\"\"}},"
        "\"sites\":[{\"side\":\"left\",\"site\":\"lumbar.L4\"}],\"title\":{"
        "\"de\":\"Alles, was ein "
        "Protokoll sagen kann\",\"en\":\"All that a protocol can "
        "say\"},\"values\":{\"practise\":true,"
        "\"rate\":{\"u\":\"kPa/s\",\"v\":30},\"trials\":2},\"version\":\"0.3.1\"}");
    size_t n;
    const struct script_source *sources = script_sources(script, &n);
    static const char *const names[] = {"good-modular.lua", "verbs/note.lua",
                                        "verbs/ppt.lua",    "verbs/checked_options.lua",
                                        "verbs/rest.lua",   "verbs/threshold_trials.lua",
                                        "levels.lua",       "verbs/cpm_phase.lua",
                                        "verbs/merged.lua"};
    assert_int_equal(n, sizeof names / sizeof names[0]);
    for (size_t i = 0; i < n; i++) {
        bool found = false;
        for (size_t j = 0; j < n; j++)
            found = found || strcmp(sources[j].name, names[i]) == 0;
        assert_true(found);
    }
    script_free(script);
}

static void values_set_by_the_user_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *set, *sentence; /* NULL: accepted */
    } rows[] = {
        {"{\"rate\":{\"u\":\"kPa/s\",\"v\":40}}", NULL},
        {"{\"practise\":false,\"trials\":3}", NULL},
        {"{\"rate\":{\"u\":\"kPa/s\",\"v\":400}}",
         "good-modular.lua:9: parameter 'rate' is 400 kPa/s, but its max is 100 kPa/s"},
        {"{\"rate\":{\"u\":\"kPa\",\"v\":40}}",
         "good-modular.lua:9: parameter 'rate': the value that was set is in kPa, but the default "
         "is in kPa/s"},
        {"{\"rate\":40}",
         "good-modular.lua:9: parameter 'rate': the value that was set is a number "
         "without a unit, but the default is in kPa/s"},
        {"{\"practise\":3}", "good-modular.lua:11: parameter 'practise': the value that was set is "
                             "a number without a unit, but the default is true or false"},
        {"{\"rat\":40}",
         "good-modular.lua:8: the protocol has no parameter 'rat'; did you mean 'rate'?"},
        {"{", "the parameters' values: the message cannot be read: string or '}' expected near end "
              "of file at byte 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct script *script = NULL;
        struct why why = {0};
        struct script_options options = {.library = PROTOCOLS_DIR, .parameters = rows[i].set};
        const enum status status =
            script_load(TEST_DATA_DIR "/protocols/good-modular.lua", &options, &script, &why);
        assert_string_equal(why.text, rows[i].sentence ? rows[i].sentence : "");
        assert_int_equal(status, rows[i].sentence ? STATUS_INVALID : STATUS_OK);
        script_free(script);
    }
}

static void what_is_there_and_shipped_is_clean(void **state)
{
    (void)state;
    static const char *const paths[] = {TEST_DATA_DIR "/protocols/good-modular.lua",
                                        PROTOCOLS_DIR "/library/ppt-core.lua",
                                        PROTOCOLS_DIR "/library/ppt-demo.lua",
                                        PROTOCOLS_DIR "/library/thermal-limits.lua",
                                        PROTOCOLS_DIR "/library/cold-hyperalgesia-neck.lua",
                                        PROTOCOLS_DIR "/library/dfns-thermal.lua",
                                        PROTOCOLS_DIR "/library/windup-pinprick.lua",
                                        PROTOCOLS_DIR "/library/ts-cuff.lua",
                                        PROTOCOLS_DIR "/library/ts-handheld.lua",
                                        PROTOCOLS_DIR "/library/cpm-ppt-coldpressor.lua",
                                        PROTOCOLS_DIR "/library/cpm-ppt-thermode-sham.lua",
                                        PROTOCOLS_DIR "/library/cpm-cuff-cuff.lua",
                                        PROTOCOLS_DIR "/library/lbp-core.lua"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct text messages;
        struct why why;
        struct script_options options = {.library = PROTOCOLS_DIR};
        text_init(&messages);
        const enum status status = script_check(paths[i], &options, &messages, &why);
        assert_string_equal(text_cstr(&messages), "");
        assert_int_equal(status, STATUS_OK);
        text_fini(&messages);
    }
}

#define HEAD                                                                                       \
    "return protocol {\n id = 'x', version = '1.0.0', needs = { 'algometer', 'response' }, "       \
    "title = 'X',\n"
#define SITE "sites = site('thenar', 'left')"

struct mistake {
    const char *text, *messages; /* without the path */
};

/* Of the file, its header and the names in it. */
static const struct mistake in_the_file[] = {
    {"return protocol {", ":1:1: unexpected symbol near <eof>\n"},
    {"x = 5", ":1:1: the file does not return a protocol: it ends with `return protocol { … }`\n"},
    {"return protocl {}", ":1:8: unknown name 'protocl'; did you mean 'protocol'?\n"},
    {"return protocol {\n id = 'a b' }",
     ":2:2: id is a short word like \"lbp-core\" (letters, digits, points and "
     "hyphens)\n"},
    {HEAD "\n rnu = function() end }",
     ":4:2: a protocol has no field 'rnu'; did you mean 'run'?\n"},
    {"return protocol {\n id = 'x', version = '1.0.0', title = 'X',\n"
     "needs = { 'algometre' }, run = function() end }",
     ":3:1: needs names an unknown role 'algometre'; did you mean 'algometer'?\n"},
    {HEAD "parameters = {\n rate = { default = 5*kPa,\n min = 1*N } }, run = function() end }",
     ":5:2: parameter 'rate': min is in N, but the default is in kPa\n"},
    {HEAD "parameters = {\n rate = { default = 5*kPa, max = 1*kPa } }, run = function() end }",
     ":4:2: parameter 'rate' is 5 kPa, but its max is 1 kPa\n"},
    {HEAD "run = function()\n\n  if false then pptt {} end\n end }",
     ":5:17: unknown name 'pptt'; did you mean 'ppt'?\n"},
    {HEAD "run = function()\n  if false then site('tenar', 'left') end\n end }",
     ":4:22: unknown site 'tenar'; did you mean 'thenar'?\n"},
    {HEAD "run = function()\n  local helper = function() end\n  local t = { call = function() "
          "end }\n"
          "  helper() t.call() t:call()\n end }",
     ""},
    {HEAD "run = function()\n  while true do note 'x' end\n end }",
     ":4:1: a session of more than 20000 steps: is there a loop without an end?\n"},
    {HEAD "run = function()\n  note 'x'\n  error({})\n end }",
     ":5:1: the script raised an error that is not a text (a table)\n"},
    {HEAD "run = function()\n  note 'x'\n  error('no', 0)\n end }", ":5:1: no\n"},
    {HEAD "run = function() return 1/0 end }",
     ": a number that is infinite or undefined (division by zero?) cannot be handed on\n"},
    {"\n error(nil)", ":2:1: the script raised an error that is not a text (a nil)\n"},
    {"local function f()\n  error('no', 0)\nend\nf()", ":2:1: no\n"},
    {"\xef\xbb\xbfreturn protocl {}", ":1:8: unknown name 'protocl'; did you mean 'protocol'?\n"},
    {"\xef\xbb\xbf" HEAD "run = function() note 'x' end }", ""},
    {"return protocol {\n id = 'x', version = '1', title = 'X', run = function() end }",
     ":2:12: version '1' is not three numbers with points, like \"1.0.0\"\n"},
    {"return protocol {\n id = 'x', version = '1.0.0-beta', run = function() end }",
     ":2:12: version '1.0.0-beta' is not three numbers with points, like \"1.0.0\"\n"},
    {"return protocol {\n id = 'x', version = '1..0', run = function() end }",
     ":2:12: version '1..0' is not three numbers with points, like \"1.0.0\"\n"},
};

/* Of what the verbs are given. */
static const struct mistake in_the_verbs[] = {
    {HEAD "run = function()\n local r = ppt { sites = site('thenar', 'left') }\n return 2 * "
          "r.mean\n end }",
     ":5:1: when every trial ends at its limit: this value is a bound (more than 1000 kPa), "
     "not a number: test it "
     "with .is_bound, or take its limit with :at_least()\n"
     ":5:15: when the examiner skips a test: attempt to perform arithmetic on a nil value "
     "(field 'mean')\n"},
    {"return protocol {\n id = 'x', version = '1.0.0', title = 'X',\n needs = { 'algometer', "
     "'thermode', 'response' }, run = function()\n local p = ppt { " SITE
     " }\n local h = hpt { " SITE " }\n local m = p.mean\n return m and h.mean:at_least()\n end }",
     ":7:17: when a site has had what it may have in a day: attempt to index a nil value (field "
     "'mean')\n"},
    {HEAD "run = function()\n  rest(30*kPa)\n end }",
     ":4:3: rest: duration must be a quantity in s, not a quantity in kPa\n"},
    {HEAD "run = function(p)\n  ppt {\n    " SITE ",\n    limit = 5000*kPa,\n  }\n end }",
     ":6:5: ppt: limit is 5000 kPa, but at most 2000 kPa is possible\n"},
    {HEAD "run = function(p)\n  local rate = 1 return (ppt({ " SITE ",\n   rate = rate }))\n "
          "end }",
     ":5:4: ppt: rate must be a quantity in kPa/s, not a number\n"},
    {HEAD "run = function(p)\n  ppt {\n    " SITE ", limt = 5 }\n end }",
     ":5:37: ppt has no option 'limt'; did you mean 'limit'?\n"},
    {HEAD "run = function(p)\n  ppt { trials = 2 }\n end }", ":4:3: ppt needs 'sites'\n"},
    {HEAD "run = function(p)\n  local o = {\n    " SITE ", trials = 99 }\n  ppt(o)\n end }",
     ":6:3: ppt: trials is 99, but at most 20 is possible\n"},
    {HEAD "run = function(p)\n  ppt { " SITE ",\n   trials = 4,\n   max_trials = 3 }\n end }",
     ":6:4: ppt: max_trials is 3, but trials is 4: it is the most that a site may get\n"},
    {HEAD "run = function(p)\n  ppt { " SITE ",\n   limit = 30*kPa, contact = 40*kPa }\n end }",
     ":5:4: ppt: limit is 30 kPa, but the probe counts as touching only above 40 kPa: set a "
     "higher limit or a lower contact\n"},
    {HEAD "run = function(p)\n  ppt { " SITE ", limit = 15*kPa }\n end }",
     ":4:41: ppt: limit is 15 kPa, but the probe counts as touching only above 20 kPa: set a "
     "higher limit or a lower contact\n"},
    {HEAD "run = function()\n  instruct \"foo\"\n end }",
     ":4:12: instruct: there is no instruction 'foo' (or bring its words: instruct { key = …, "
     "text = { en = \"…\" } })\n"},
    {HEAD "run = function()\n  instruct {\n    key = 'pppt' }\n end }",
     ":5:5: instruct: there is no instruction 'pppt'; did you mean 'ppt'? (or bring its words: "
     "instruct { key = …, text = { en = \"…\" } })\n"},
    {HEAD "run = function()\n  instruct { key = 'own',\n    text = { de = 'nur' } }\n end }",
     ":5:5: instruct: the text of 'own' must be { en = \"…\", de = \"…\" }\n"},
    {HEAD "run = function()\n  instruct { key = 'own', text = { en = 'Sit.', de = 'Setzen.' } "
          "}\n end }",
     ""},
    {"return protocol {\n id = 'x', version = '1.0.0', needs = { 'response' }, title = 'X',\n"
     "run = function()\n  ppt { " SITE " }\n end }",
     ":4:1: a pressure ramp needs an algometer, and the header does not say so: write needs = "
     "{ \"algometer\", \"response\" }\n"},
};

static void expect_mistake(const struct mistake *row)
{
    struct harness h;
    struct text messages, expected;
    text_init(&messages);
    text_init(&expected);
    harness_write(&h, row->text, strlen(row->text));
    const enum status status = script_check(h.path, &h.options, &messages, &h.why);
    for (const char *at = row->messages; *at; at = strchr(at, '\n') + 1)
        text_append_format(&expected, "%s%.*s", h.path, (int)(strchr(at, '\n') + 1 - at), at);
    assert_string_equal(text_cstr(&messages), text_cstr(&expected));
    assert_int_equal(status, expected.length ? STATUS_INVALID : STATUS_OK);
    text_fini(&messages);
    text_fini(&expected);
    harness_end(&h);
}

static void each_mistake_is_told_with_file_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof in_the_file / sizeof in_the_file[0]; i++)
        expect_mistake(&in_the_file[i]);
    for (size_t i = 0; i < sizeof in_the_verbs / sizeof in_the_verbs[0]; i++)
        expect_mistake(&in_the_verbs[i]);
}

static void a_file_that_is_not_there_is_said_so(void **state)
{
    (void)state;
    struct text messages;
    struct why why;
    struct script_options options = {.library = PROTOCOLS_DIR};
    text_init(&messages);
    assert_int_equal(script_check("/nowhere/x.lua", &options, &messages, &why), STATUS_NOT_FOUND);
    assert_string_equal(why.text, "'/nowhere/x.lua' cannot be opened: No such file or directory");
    text_fini(&messages);
}

static size_t count_lines(const struct text *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->length; i++)
        n += text->data[i] == '\n';
    return n;
}

/* Nobody reads thousands of them: the first ones, and that there may be more. */
static void of_very_many_mistakes_the_first_are_told(void **state)
{
    (void)state;
    struct harness h;
    struct text file, messages;
    text_init(&file);
    text_init(&messages);
    text_append_cstr(&file, HEAD "run = function()\n");
    for (int i = 0; i < 5000; i++)
        text_append_format(&file, "  if false then unheard%d() end\n", i);
    text_append_cstr(&file, " end }\n");
    harness_write(&h, file.data, file.length);
    assert_int_equal(script_check(h.path, &h.options, &messages, &h.why), STATUS_INVALID);
    assert_int_equal(count_lines(&messages), 201);
    assert_non_null(strstr(text_cstr(&messages), ":4:17: unknown name 'unheard0'"));
    assert_non_null(strstr(text_cstr(&messages), ":203:17: unknown name 'unheard199'"));
    assert_non_null(strstr(text_cstr(&messages), "there may be more: mend these 200 first\n"));
    text_fini(&file);
    text_fini(&messages);
    harness_end(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_becomes_a_form),
        cmocka_unit_test(values_set_by_the_user_are_checked),
        cmocka_unit_test(what_is_there_and_shipped_is_clean),
        cmocka_unit_test(each_mistake_is_told_with_file_line_and_column),
        cmocka_unit_test(a_file_that_is_not_there_is_said_so),
        cmocka_unit_test(of_very_many_mistakes_the_first_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
