/* The string library without what can run away: a pattern is refused when its worst case could take
 * long, for neither hook nor allocator sees inside a match. Worst case of k repeats (* + - %b %1) and
 * q optional parts over n characters: every way to cut the text, C(n+k, k) * 2^q, from every start,
 * times the pattern's length. */
#include "sandbox_internal.h"

#include <string.h>

enum { TEXT_MAX = 1024 * 1024 };
static const double COST_MAX = 2e8;

/* Skips a set [...] beginning at `at`; the first character in it may be a `]`. */
static size_t skip_set(const char *pattern, size_t m, size_t at)
{
    at++;
    if (at < m && pattern[at] == '^')
        at++;
    for (size_t first = at; at < m && (pattern[at] != ']' || at == first); at++)
        if (pattern[at] == '%')
            at++;
    return at;
}

/* What goes over the text at one place of the pattern: a repeat, a balanced pair, a capture again. */
static bool is_repeat(const char *pattern, size_t m, size_t at)
{
    const char c = pattern[at], next = at + 1 < m ? pattern[at + 1] : '\0';
    return c == '*' || c == '+' || c == '-' ||
           (c == '%' && (next == 'b' || (next >= '0' && next <= '9')));
}

static double pattern_cost(const char *pattern, size_t m, size_t n)
{
    double ways = 1;
    unsigned repeats = 0;
    for (size_t at = 0; at < m; at++) {
        const char c = pattern[at];
        if (is_repeat(pattern, m, at)) {
            repeats++;
            ways *= ((double)n + repeats) / repeats;
        }
        if (c == '%')
            at++;
        else if (c == '[')
            at = skip_set(pattern, m, at);
        else if (c == '?')
            ways *= 2;
    }
    const double starts = m > 0 && pattern[0] == '^' ? 1 : (double)n + 1;
    return starts * ways * (double)(m + 1);
}

/* Calls the library function in upvalue 1 with all arguments; its errors get the caller's line. */
static int call_original(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    const int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    if (status == LUA_OK)
        return lua_gettop(L);
    const bool bare = status == LUA_ERRRUN && lua_type(L, -1) == LUA_TSTRING &&
                      !vm_has_position(lua_tostring(L, -1));
    if (bare && !vm_of(L)->doomed)
        vm_fail(L, "%s", lua_tostring(L, -1));
    return sandbox_rethrow(L, status);
}

static int limited_match(lua_State *L)
{
    size_t n = 0, m = 0;
    luaL_checklstring(L, 1, &n);
    const char *pattern = luaL_checklstring(L, 2, &m);
    const double cost = pattern_cost(pattern, m, n);
    if (cost > COST_MAX)
        vm_fail(
            L,
            "this pattern over %d characters could take too long: shorten the text or use fewer "
            "repeats in the pattern",
            (int)n);
    vm_charge(L, cost / 100 + (double)n);
    return call_original(L);
}

static int limited_rep(lua_State *L)
{
    size_t n = 0, separator = 0;
    luaL_checklstring(L, 1, &n);
    const lua_Integer times = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &separator);
    const double size = (double)(n + separator) * (double)times;
    if (size > TEXT_MAX)
        vm_fail(L, "a text of more than %d characters is refused", TEXT_MAX);
    if (size <= 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    vm_charge(L, size);
    return call_original(L);
}

/* %s of a table would tell its address; %p tells any. A zero does not end the text. */
static int limited_format(lua_State *L)
{
    size_t n = 0;
    const char *at = luaL_checklstring(L, 1, &n), *const end = at + n;
    int argument = 1;
    while ((at = memchr(at, '%', (size_t)(end - at))) != NULL) {
        at++; /* behind the text stands a zero */
        if (*at == '%') {
            at++;
            continue;
        }
        argument++;
        at += strspn(at, "-+ #0123456789.");
        if (*at == 'p')
            vm_fail(L, "%%p is refused: addresses differ from run to run");
        if (*at == 's' && argument <= lua_gettop(L)) {
            sandbox_push_text(L, argument);
            lua_replace(L, argument);
        }
    }
    vm_charge(L, 100);
    return call_original(L);
}

void strings_open(lua_State *L)
{
    static const luaL_Reg replaced[] = {
        {"find", limited_match}, {"match", limited_match}, {"gmatch", limited_match},
        {"gsub", limited_match}, {"rep", limited_rep},     {"format", limited_format},
    };
    static const char *const removed[] = {"dump", "pack", "unpack", "packsize"};
    for (size_t i = 0; i < sizeof removed / sizeof removed[0]; i++) {
        lua_pushnil(L);
        lua_setfield(L, -2, removed[i]);
    }
    for (size_t i = 0; i < sizeof replaced / sizeof replaced[0]; i++) {
        lua_getfield(L, -1, replaced[i].name);
        lua_pushcclosure(L, replaced[i].func, 1);
        lua_setfield(L, -2, replaced[i].name);
    }
}
