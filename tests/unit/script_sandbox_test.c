/* What a protocol file cannot do: reach the machine, run on, eat the memory, tell runs apart. */
#include "script_harness.h"

static void nothing_of_the_machine_can_be_reached(void **state)
{
    (void)state;
    static const char *const names[] = {
        "io",      "os",       "debug",     "package",        "load",         "loadstring",
        "dofile",  "loadfile", "coroutine", "collectgarbage", "getmetatable", "rawset",
        "rawget",  "rawequal", "next",      "print",          "_G",           "_VERSION",
        "xpcall",  "warn",     "ask",       "fail",           "bound",        "newproxy",
        "setfenv", "module",   "getfenv",   "rawlen"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char body[120], start[80];
        snprintf(body, sizeof body, "return %s", names[i]);
        snprintf(start, sizeof start, "t.lua:2: unknown name '%s'", names[i]);
        struct harness h;
        struct text last;
        text_init(&last);
        harness_protocol(&h, "", body);
        assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_FAILED);
        if (strncmp(text_cstr(&last), start, strlen(start)) != 0)
            fail_msg("%s: %s", names[i], text_cstr(&last));
        harness_end(&h);
        text_fini(&last);
    }
}

static const struct trick {
    const char *body, *result;
    enum script_state state;
} tricks[] = {
    {"return string.dump == nil and string.pack == nil and math.randomseed == nil", "true",
     SCRIPT_DONE},
    {"return tostring({}) .. tostring(print_nothing == nil)",
     "t.lua:2: unknown name 'print_nothing'", SCRIPT_FAILED},
    {"return tostring({}) .. tostring(function() end) .. tostring(pairs)",
     "\"tablefunctionfunction\"", SCRIPT_DONE},
    {"return ('%s'):format({}) .. ('%s|%s'):format('a', pcall)", "\"tablea|function\"",
     SCRIPT_DONE},
    {"return ('%p'):format({})", "t.lua:2: %p is refused: addresses differ from run to run",
     SCRIPT_FAILED},
    {"return ('%-10p'):format('x')", "t.lua:2: %p is refused: addresses differ from run to run",
     SCRIPT_FAILED},
    {"return ('\\0%p'):format({})", "t.lua:2: %p is refused: addresses differ from run to run",
     SCRIPT_FAILED},
    {"return ('\\0%s'):format(ppt):sub(2)", "\"function\"", SCRIPT_DONE},
    {"setmetatable({}, { __gc = function() end })", "t.lua:2: __gc is refused in protocol files",
     SCRIPT_FAILED},
    {"setmetatable({}, { __mode = 'k' })", "t.lua:2: __mode is refused in protocol files",
     SCRIPT_FAILED},
    {"local mt = {} local t = setmetatable({}, mt) mt.__index = function() return 1 end return "
     "t.x == nil",
     "true", SCRIPT_DONE},
    {"setmetatable(_ENV, {})", "t.lua:2: this table has a metatable already", SCRIPT_FAILED},
    {"return _ENV['io']", "t.lua:2: unknown name 'io': this part of Lua is not available here",
     SCRIPT_FAILED},
    {"string.format = nil return ('%d'):format(3)", "\"3\"", SCRIPT_DONE},
    {"local t = {} t[true] = 1 for k in pairs(t) do end",
     "t.lua:2: pairs has an order for numbers, texts and sites only; this table has a boolean "
     "as a key",
     SCRIPT_FAILED},
    {"local t = {} t[{}] = 1 for k in pairs(t) do end",
     "t.lua:2: pairs has an order for numbers, texts and sites only; this table has a table as "
     "a key",
     SCRIPT_FAILED},
    {"ppt = function() end", "t.lua:2: 'ppt' has a meaning already: take another name",
     SCRIPT_FAILED},
    {"require 'other'",
     "t.lua:2: require belongs to the top of the file, not into a function that runs later",
     SCRIPT_FAILED},
    {"return (pcall(require, '../other'))", "false", SCRIPT_DONE},
    {"protocol {}", "t.lua:2: a file holds one protocol", SCRIPT_FAILED},
    {"error({})", "t.lua:2: the script raised an error that is not a text (a table)",
     SCRIPT_FAILED},
    {"local t = {} t.t = t return t",
     "a table that is handed on is nested too deep, or contains itself", SCRIPT_FAILED},
    {"return 1/0", "a number that is infinite or undefined (division by zero?) cannot be handed on",
     SCRIPT_FAILED},
    {"table.sort({ 1, 2 }, function() rest(1*sec) end)",
     "t.lua:2: 'rest' cannot be asked for here: call it in the run function itself, not while "
     "the file "
     "loads, in a comparison or in a metamethod",
     SCRIPT_FAILED},
    {"return select('#', table.unpack({}, 1, 1e15))",
     "t.lua:2: a range of more than 1000000 items is refused", SCRIPT_FAILED},
    {"table.move({}, 1, 1e15, 2)", "t.lua:2: a range of more than 1000000 items is refused",
     SCRIPT_FAILED},
    {"table.concat({}, '', 1, math.maxinteger)",
     "t.lua:2: a range of more than 1000000 items is refused", SCRIPT_FAILED},
    {"return #(''):rep(1e18)", "0", SCRIPT_DONE},
    {"return ('x'):rep(1e9)", "t.lua:2: a text of more than 1048576 characters is refused",
     SCRIPT_FAILED},
    {"return ('x'):find('%')", "t.lua:2: malformed pattern (ends with '%')", SCRIPT_FAILED},
};

static void tricks_do_not_help(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++)
        expect_end("", tricks[i].body, tricks[i].state, tricks[i].result);
}

static void compiled_lua_is_refused(void **state)
{
    (void)state;
    static const char bytes[] = "\x1bLuaT\0\x19\x93\r\n\x1a\n";
    struct harness h;
    harness_write(&h, bytes, sizeof bytes);
    assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_INVALID);
    assert_string_equal(h.why.text, "t.lua:1: this is compiled Lua; only source text is accepted");
    harness_end(&h);
}

/* Each of these would run for ever. */
static const char *const endless[] = {
    "while true do end",
    "pcall(function() while true do end end)",
    "while true do pcall(function() while true do end end) end",
    "while true do pcall(error) end",
    "table.sort({ 3, 1, 2 }, function() while true do end end)",
    "local t = setmetatable({}, { __index = function() while true do end end }) return t.x",
    "local t = setmetatable({}, { __add = function() while true do end end }) return t + 1",
    "local t = setmetatable({}, { __tostring = function() while true do end end }) tostring(t)",
    "return ('x'):gsub('x', function() while true do end end)",
    "local function f() return f() end return f()",
    "goto again ::again:: goto again",
    "for i = 1, math.huge do end",
    "local x <close> = nil pcall(function() while true do end end) while true do end",
    "repeat local ok = pcall(pcall, pcall, function() while true do end end) until false",
    "local s = 'x' while true do s = s:reverse() end",
    "while true do ('x'):rep(1e6) end",
    /* few instructions, each of which moves 250,000 items: only the CPU clock sees that */
    "local t = {} for i = 1, 250000 do t[i] = i end "
    "while true do table.insert(t, 1, 0) table.remove(t, 1) end",
};

static void endless_loops_end_at_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof endless / sizeof endless[0]; i++) {
        struct harness h;
        struct text last;
        text_init(&last);
        harness_protocol(&h, "", endless[i]);
        assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_FAILED);
        if (strncmp(text_cstr(&last), "t.lua:2: the script ", 20) != 0)
            fail_msg("%s: %s", endless[i], text_cstr(&last));
        harness_end(&h);
        text_fini(&last);
    }
}

static void an_endless_loop_at_the_top_is_refused_when_loading(void **state)
{
    (void)state;
    struct harness h;
    static const char text[] = "\n\nwhile true do pcall(function() end) end";
    harness_write(&h, text, sizeof text - 1);
    assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_TIMEOUT);
    assert_int_equal(strncmp(h.why.text, "t.lua:3: the script runs on", 27), 0);
    harness_end(&h);
}

static void memory_is_capped(void **state)
{
    (void)state;
    static const char *const bombs[] = {
        "local t = {} for i = 1, 1e9 do t[i] = i end",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} while true do t = { t } end",
        "local t = {} repeat pcall(function() for i = 1, 1e6 do t[#t + 1] = {} end end) until t.x",
        "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end",
        "return table.concat({ ('x'):rep(1e6), ('y'):rep(1e6) }, ('z'):rep(1e6)):rep(2)",
    };
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        struct harness h;
        struct text last;
        text_init(&last);
        harness_protocol(&h, "", bombs[i]);
        h.options.memory_max = 4 * 1024 * 1024;
        assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_FAILED);
        if (strncmp(text_cstr(&last), "t.lua:2: ", 9) != 0 ||
            (!strstr(text_cstr(&last), "memory") && !strstr(text_cstr(&last), "1048576")))
            fail_msg("%s: %s", bombs[i], text_cstr(&last));
        harness_end(&h);
        text_fini(&last);
    }
}

/* There is memory for it, but one instruction would work on it for too long. */
static void one_text_has_a_bound_of_its_own(void **state)
{
    (void)state;
    expect_end("", "local s = ('x'):rep(1e6) s = s .. s s = s .. s return #s", SCRIPT_DONE,
               "4000000");
    expect_end("", "local s = ('x'):rep(1e6) for i = 1, 4 do s = s .. s end return #s",
               SCRIPT_FAILED,
               "t.lua:2: the script needs more memory than it may have: does a table, a text or a "
               "recursion grow without an end?");
}

static void deep_recursion_is_an_error_like_any_other(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "local function f(x) return pcall(f, x) and x end f(1) return false",
        ("local t = setmetatable({}, {}) local function f() return (tostring(1)):gsub('1', f) end "
         "return (pcall(f)) and "
         "false"),
        "local s = ('('):rep(5000) return (pcall(string.find, 'x', s))",
        "local s = ('a?'):rep(20) return (pcall(string.find, 'x', s)) and false",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_end("", rows[i], SCRIPT_DONE, "false");
    expect_end("", "local function f() return 1 + f() end return (pcall(f))", SCRIPT_FAILED,
               "t.lua:2: the script needs more memory than it may have: does a table, a text or a "
               "recursion grow "
               "without an end?");
}

static void pattern_bombs_are_refused_at_their_line(void **state)
{
    (void)state;
    static const char *const bombs[] = {
        "return ('a'):rep(60):find(('a*'):rep(30) .. 'b')",
        "return ('a'):rep(60):match(('.-'):rep(20) .. 'b')",
        "return ('a'):rep(200):gsub(('a?'):rep(60) .. 'b', '')",
        "for w in ('a'):rep(100):gmatch(('[ab]*'):rep(9) .. 'x') do end",
        "return ('a'):rep(1e6):find(('a'):rep(5e5) .. 'b', 1, true)",
        "return ('a'):rep(1e6):find('a+b')",
        "return ('('):rep(1e5):find('%b()')",
        "return ('x'):rep(1e6):find('^(.-)%1y')",
    };
    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        struct harness h;
        struct text last;
        text_init(&last);
        harness_protocol(&h, "", bombs[i]);
        assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_FAILED);
        if (strncmp(text_cstr(&last), "t.lua:2: this pattern over ", 27) != 0)
            fail_msg("%s: %s", bombs[i], text_cstr(&last));
        harness_end(&h);
        text_fini(&last);
    }
    expect_end("", "return ('rate = 50, limit = 1000'):match('(%w+)%s*=%s*(%d+)')", SCRIPT_DONE,
               "\"rate\"");
    expect_end("", "return ('f(a(b)c)d'):match('%b()')", SCRIPT_DONE, "\"(a(b)c)\"");
}

static void order_does_not_depend_on_the_run(void **state)
{
    (void)state;
    expect_end("",
               "local out = {} local t = { zeta = 1, alpha = 2, [3] = 3, [1] = 1, [2.5] = 2,\n"
               "[site('thenar', 'right')] = 1, [site('deltoid', 'left')] = 2, [-1] = 0 }\n"
               "for k in pairs(t) do out[#out + 1] = tostring(k) end return table.concat(out, ' ')",
               SCRIPT_DONE, "\"-1 1 2.5 3 alpha zeta deltoid/left thenar/right\"");
    expect_end("",
               "local t = {} for i = 1, 300 do t[i] = { key = i % 7, at = i } end\n"
               "table.sort(t, function(a, b) return a.key < b.key end)\n"
               "for i = 2, 300 do local a, b = t[i - 1], t[i]\n"
               "if b.key < a.key or (a.key == b.key and b.at < a.at) then return 'wrong' end end "
               "return 'sorted'",
               SCRIPT_DONE, "\"sorted\"");
    expect_end("",
               "local t = { 5*kPa, 1*kPa, 3*kPa } table.sort(t) return t[1] < t[2] and t[2] < t[3]",
               SCRIPT_DONE, "true");
    expect_end("", "return site('thenar', 'left') == site('thenar', 'left')", SCRIPT_DONE, "true");
}

static void the_seed_alone_decides_what_is_random(void **state)
{
    (void)state;
    static const char body[] =
        "local out = {} for i, v in ipairs(shuffled { 1, 2, 3, 4, 5, 6, 7, 8 }) do out[i] = v end\n"
        "return { out, math.random(), math.random(6), math.random(10, 20) }";
    struct text first, again;
    text_init(&first);
    text_init(&again);
    size_t differing = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        for (int pass = 0; pass < 2; pass++) {
            struct harness h;
            harness_protocol(&h, "", body);
            h.options.seed = seed;
            struct text last;
            text_init(&last);
            assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_DONE);
            if (pass == 1)
                assert_string_equal(text_cstr(&again), text_cstr(&last));
            text_clear(&again);
            text_append(&again, last.data, last.length);
            text_fini(&last);
            harness_end(&h);
        }
        if (seed == 0)
            text_append(&first, again.data, again.length);
        differing += strcmp(text_cstr(&first), text_cstr(&again)) != 0;
    }
    assert_int_equal(differing, 19);
    text_fini(&first);
    text_fini(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_the_machine_can_be_reached),
        cmocka_unit_test(tricks_do_not_help),
        cmocka_unit_test(compiled_lua_is_refused),
        cmocka_unit_test(endless_loops_end_at_their_line),
        cmocka_unit_test(an_endless_loop_at_the_top_is_refused_when_loading),
        cmocka_unit_test(memory_is_capped),
        cmocka_unit_test(one_text_has_a_bound_of_its_own),
        cmocka_unit_test(deep_recursion_is_an_error_like_any_other),
        cmocka_unit_test(pattern_bombs_are_refused_at_their_line),
        cmocka_unit_test(order_does_not_depend_on_the_run),
        cmocka_unit_test(the_seed_alone_decides_what_is_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
