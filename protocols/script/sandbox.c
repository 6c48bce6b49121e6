/* What a script may name. Everything else of Lua is absent: no io, os, package, debug, coroutine,
 * load, collectgarbage, next, rawset, getmetatable, print; nothing tells the time, an address or a
 * random number that the seed does not give. */
#include "sandbox_internal.h"

#include "quantity_internal.h"
#include "site_internal.h"

#include <string.h>

/* --- errors that cannot be caught --- */

int sandbox_rethrow(lua_State *L, int status)
{
    if (status == LUA_ERRMEM)
        vm_doom(L, vm_memory_sentence);
    return lua_error(L);
}

static int finish_pcall(lua_State *L, int status, lua_KContext context)
{
    (void)context;
    if (status != LUA_OK && status != LUA_YIELD) {
        if (vm_of(L)->doomed || status == LUA_ERRMEM)
            return sandbox_rethrow(L, status);
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushboolean(L, 1);
    lua_replace(L, 1);
    return lua_gettop(L);
}

static int protected_call(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushnil(L);
    lua_insert(L, 1);
    return finish_pcall(L, lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall), 0);
}

/* --- texts and types --- */

static const char *type_word(lua_State *L, int index)
{
    const struct quantity *quantity = quantity_at(L, index);
    if (quantity)
        return quantity->is_bound ? "bound" : "quantity";
    return site_at(L, index) ? "site" : luaL_typename(L, index);
}

void sandbox_push_text(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TTABLE:
    case LUA_TFUNCTION:
    case LUA_TTHREAD:
    case LUA_TUSERDATA:
    case LUA_TLIGHTUSERDATA:
        if (luaL_getmetafield(L, index, "__tostring") == LUA_TNIL) {
            lua_pushstring(L, type_word(L, index));
            return;
        }
        lua_pop(L, 1);
    }
    luaL_tolstring(L, index, NULL);
}

static int to_text(lua_State *L)
{
    luaL_checkany(L, 1);
    sandbox_push_text(L, 1);
    return 1;
}

static int type_of(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushstring(L, type_word(L, 1));
    return 1;
}

/* A metatable is copied, so that it cannot get what is refused here later on. */
static int set_metatable(lua_State *L)
{
    static const char *const allowed[] = {
        "__index", "__newindex", "__call", "__tostring", "__eq",  "__lt",   "__le",     "__add",
        "__sub",   "__mul",      "__div",  "__mod",      "__pow", "__idiv", "__concat", "__unm"};
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_checktype(L, 2, LUA_TTABLE);
    if (lua_getmetatable(L, 1))
        vm_fail(L, "this table has a metatable already");
    static const char *const refused[] = {"__gc",  "__mode",  "__close",
                                          "__len", "__pairs", "__metatable"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        lua_pushstring(L, refused[i]);
        if (lua_rawget(L, 2) != LUA_TNIL)
            vm_fail(L, "%s is refused in protocol files", refused[i]);
        lua_pop(L, 1);
    }
    lua_newtable(L);
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        lua_pushstring(L, allowed[i]);
        lua_pushvalue(L, -1);
        lua_rawget(L, 2);
        lua_rawset(L, -3);
    }
    lua_setmetatable(L, 1);
    lua_settop(L, 1);
    return 1;
}

/* --- numbers --- */

static double draw(lua_State *L)
{
    struct vm *vm = vm_of(L);
    return rng_uniform(vm->key, vm->draws++);
}

static int random_number(lua_State *L)
{
    if (lua_gettop(L) == 0) {
        lua_pushnumber(L, draw(L));
        return 1;
    }
    const lua_Integer low = lua_gettop(L) > 1 ? luaL_checkinteger(L, 1) : 1;
    const lua_Integer high = luaL_checkinteger(L, lua_gettop(L) > 1 ? 2 : 1);
    if (high < low || high - low > (lua_Integer)1 << 50 || high - low < 0)
        vm_fail(L, "there is no random number between these two");
    lua_pushinteger(L, low + (lua_Integer)(draw(L) * (double)(high - low + 1)));
    return 1;
}

static int shuffled(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TTABLE)
        vm_fail(L, "shuffled needs a list, e.g. shuffled { a, b, c }");
    const lua_Integer n = (lua_Integer)lua_rawlen(L, 1);
    vm_charge(L, 10.0 * (double)n);
    lua_newtable(L);
    const int out = lua_gettop(L);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, out, i);
    }
    for (lua_Integer i = n; i > 1; i--) {
        const lua_Integer j = 1 + (lua_Integer)(draw(L) * (double)i);
        lua_rawgeti(L, out, i);
        lua_rawgeti(L, out, j);
        lua_rawseti(L, out, i);
        lua_rawseti(L, out, j);
    }
    return 1;
}

/* math.max and math.min, which also compare quantities. */
static int extreme(lua_State *L, bool largest)
{
    const int n = lua_gettop(L);
    int best = 1;
    for (int i = 1; i <= n; i++) {
        if (lua_type(L, i) != LUA_TNUMBER && !quantity_at(L, i))
            vm_fail(L, "math.%s needs numbers or quantities", largest ? "max" : "min");
        if (i > 1 && lua_compare(L, largest ? best : i, largest ? i : best, LUA_OPLT))
            best = i;
    }
    if (n == 0)
        vm_fail(L, "math.%s needs at least one number", largest ? "max" : "min");
    lua_pushvalue(L, best);
    return 1;
}

static int largest_of(lua_State *L)
{
    return extreme(L, true);
}

static int smallest_of(lua_State *L)
{
    return extreme(L, false);
}

/* --- names --- */

/* Names that Lua has elsewhere: a suggestion would lead astray. */
static bool is_withheld(const char *name)
{
    static const char *const names[] = {"io",     "os",     "debug",        "package",
                                        "load",   "dofile", "loadfile",     "coroutine",
                                        "next",   "rawget", "getmetatable", "rawset",
                                        "xpcall", "print",  "_G",           "collectgarbage"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Upvalue 1: the builtins. */
static int unknown_name(lua_State *L)
{
    struct vm *vm = vm_of(L);
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    if (is_withheld(name))
        vm_fail(L, "unknown name '%s': this part of Lua is not available here", name);
    struct suggestion suggestion;
    char tail[WORD_MAX + 24];
    suggestion_begin(&suggestion, name);
    for (lua_pushnil(L); lua_next(L, lua_upvalueindex(1)); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            suggestion_offer(&suggestion, lua_tostring(L, -2));
    for (size_t i = 0; i < vm->n_verbs; i++)
        suggestion_offer(&suggestion, vm->verbs[i]);
    vm_fail(L, "unknown name '%.40s'%s", name, suggestion_end(&suggestion, tail));
}

static int assign_name(lua_State *L)
{
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
        vm_fail(L, "'%s' has a meaning already: take another name",
                lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
    lua_settop(L, 3);
    lua_rawset(L, 1);
    return 0;
}

void sandbox_wrap(lua_State *L)
{
    const int builtins = lua_gettop(L);
    lua_newtable(L);
    lua_pushvalue(L, builtins);
    lua_pushcclosure(L, unknown_name, 1);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, builtins);
    lua_newtable(L);
    lua_newtable(L);
    lua_pushvalue(L, builtins);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, builtins);
    lua_pushcclosure(L, assign_name, 1);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, -2);
    lua_replace(L, builtins);
}

/* The library's table into the builtins (on top) as a copy, so that a script that changes it does
 * not change what verbs and string methods use. */
static void add_copy(lua_State *L, const char *name)
{
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, name);
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, -3); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, -5);
    }
    lua_setfield(L, -4, name);
    lua_pop(L, 2);
}

static void open_library(lua_State *L, const char *name, lua_CFunction open,
                         void (*limit)(lua_State *))
{
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    const bool is_open = lua_getfield(L, -1, name) != LUA_TNIL;
    lua_pop(L, 2);
    if (is_open)
        return;
    luaL_requiref(L, name, open, 0);
    if (limit)
        limit(L);
    lua_pop(L, 1);
}

static void limit_math(lua_State *L)
{
    lua_pushcfunction(L, random_number);
    lua_setfield(L, -2, "random");
    lua_pushcfunction(L, largest_of);
    lua_setfield(L, -2, "max");
    lua_pushcfunction(L, smallest_of);
    lua_setfield(L, -2, "min");
    lua_pushnil(L);
    lua_setfield(L, -2, "randomseed");
}

static void add_base(lua_State *L)
{
    static const char *const kept[] = {"assert", "error", "ipairs", "select", "tonumber"};
    static const luaL_Reg replaced[] = {
        {"pairs", tables_pairs},
        {"pcall", protected_call},
        {"tostring", to_text},
        {"type", type_of},
        {"setmetatable", set_metatable},
        {"shuffled", shuffled},
        {"site", site_make},
        {NULL, NULL},
    };
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_getfield(L, -1, "_G");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        lua_getfield(L, -1, kept[i]);
        lua_setfield(L, -4, kept[i]);
    }
    lua_pop(L, 2);
    luaL_setfuncs(L, replaced, 0);
}

void sandbox_push_builtins(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pop(L, 1);
    open_library(L, "_G", luaopen_base, NULL);
    open_library(L, LUA_STRLIBNAME, luaopen_string, strings_open);
    open_library(L, LUA_TABLIBNAME, luaopen_table, tables_open);
    open_library(L, LUA_MATHLIBNAME, luaopen_math, limit_math);
    open_library(L, LUA_UTF8LIBNAME, luaopen_utf8, NULL);
    lua_newtable(L);
    add_base(L);
    add_copy(L, LUA_STRLIBNAME);
    add_copy(L, LUA_TABLIBNAME);
    add_copy(L, LUA_MATHLIBNAME);
    add_copy(L, LUA_UTF8LIBNAME);
    quantity_open(L);
    site_open(L);
}
