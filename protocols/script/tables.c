/* The table library and pairs in an order that does not depend on addresses or hash seeds. The
 * library's own sort picks pivots by the clock; this one is a stable merge sort. */
#include "sandbox_internal.h"
#include "site_internal.h"

#include <stdlib.h>
#include <string.h>

enum { ITEMS_MAX = 1000000 };

/* --- pairs --- */

enum key_kind { KEY_NUMBER, KEY_TEXT, KEY_SITE };

struct key {
    enum key_kind kind;
    double number;
    const char *text; /* owned by the key itself, which the list of keys keeps alive */
    char site[64];
};

static int compare_keys(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->kind == KEY_NUMBER)
        return a->number < b->number ? -1 : a->number > b->number;
    return a->kind == KEY_TEXT ? strcmp(a->text, b->text) : strcmp(a->site, b->site);
}

static struct key read_key(lua_State *L, int index)
{
    struct key key = {.kind = KEY_NUMBER};
    const struct site *site = site_at(L, index);
    if (lua_type(L, index) == LUA_TNUMBER) {
        key.number = lua_tonumber(L, index);
    } else if (lua_type(L, index) == LUA_TSTRING) {
        key.kind = KEY_TEXT;
        key.text = lua_tostring(L, index);
    } else if (site) {
        key.kind = KEY_SITE;
        site_text(site, key.site);
        strcat(strcat(key.site, "|"), site->role);
    } else {
        vm_fail(
            L, "pairs has an order for numbers, texts and sites only; this table has a %s as a key",
            luaL_typename(L, index));
    }
    return key;
}

struct slot {
    struct key key;
    int place; /* in the list of keys as they were found */
};

/* Upvalues: 1 the table, 2 the keys as found, 3 the slots in order, 4 how many, 5 how many were
 * given out. */
static int next_pair(lua_State *L)
{
    const struct slot *slots = lua_touserdata(L, lua_upvalueindex(3));
    const lua_Integer n = lua_tointeger(L, lua_upvalueindex(4));
    lua_Integer at = lua_tointeger(L, lua_upvalueindex(5));
    while (at < n) {
        lua_settop(L, 0);
        lua_rawgeti(L, lua_upvalueindex(2), slots[at++].place);
        lua_pushvalue(L, 1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL)
            break;
        lua_settop(L, 0);
    }
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(5));
    if (lua_gettop(L) == 0)
        lua_pushnil(L);
    return lua_gettop(L);
}

int tables_pairs(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TTABLE)
        vm_fail(L, "pairs needs a table, not a %s", luaL_typename(L, 1));
    lua_settop(L, 1);
    lua_newtable(L);
    int n = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_rawseti(L, 2, ++n);
    }
    vm_charge(L, 20.0 * n);
    struct slot *slots = lua_newuserdatauv(L, sizeof *slots * (size_t)(n + 1), 0);
    for (int i = 0; i < n; i++) {
        lua_rawgeti(L, 2, i + 1);
        slots[i] = (struct slot){.key = read_key(L, -1), .place = i + 1};
        lua_pop(L, 1);
    }
    qsort(slots, (size_t)n, sizeof *slots, compare_keys);
    lua_pushinteger(L, n);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 5);
    return 1;
}

/* --- sort --- */

/* Is the value on top less than the one below it? Pops both. Stack: 1 the table, 2 the comparator
 * or nil. */
static bool pop_is_less(lua_State *L)
{
    if (!lua_isnil(L, 2)) {
        lua_pushvalue(L, 2);
        lua_insert(L, -3);
        lua_rotate(L, -2, 1);
        lua_call(L, 2, 1);
        const bool less = lua_toboolean(L, -1);
        lua_pop(L, 1);
        return less;
    }
    if (lua_type(L, -1) != lua_type(L, -2) || lua_isnil(L, -1) || lua_isboolean(L, -1))
        vm_fail(L, "cannot sort a %s and a %s without being told how", luaL_typename(L, -1),
                luaL_typename(L, -2));
    const bool less = lua_compare(L, -1, -2, LUA_OPLT);
    lua_pop(L, 2);
    return less;
}

/* Merges from[a,b) and from[b,c) into to[a,c); both are tables on the stack. */
static void merge(lua_State *L, int from, int to, const lua_Integer range[3])
{
    lua_Integer left = range[0], right = range[1];
    for (lua_Integer at = range[0]; at < range[2]; at++) {
        bool take_right = left == range[1];
        if (!take_right && right < range[2]) {
            lua_rawgeti(L, from, left);
            lua_rawgeti(L, from, right);
            take_right = pop_is_less(L);
        }
        lua_rawgeti(L, from, take_right ? right++ : left++);
        lua_rawseti(L, to, at);
    }
}

static lua_Integer at_most(lua_Integer a, lua_Integer b)
{
    return a < b ? a : b;
}

static int sort(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (!lua_isnoneornil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    const lua_Integer n = (lua_Integer)lua_rawlen(L, 1);
    vm_charge(L, 60.0 * (double)n);
    lua_createtable(L, (int)at_most(n, ITEMS_MAX), 0);
    lua_createtable(L, (int)at_most(n, ITEMS_MAX), 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 3, i);
    }
    int from = 3, to = 4;
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer at = 1; at <= n; at += 2 * width) {
            const lua_Integer range[3] = {at, at_most(at + width, n + 1),
                                          at_most(at + 2 * width, n + 1)};
            merge(L, from, to, range);
        }
        const int swap = from;
        from = to, to = swap;
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, from, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}

/* --- functions over a range of indices --- */

static int call_original(lua_State *L, lua_Integer first, lua_Integer last)
{
    if (last > first && (lua_Unsigned)last - (lua_Unsigned)first > ITEMS_MAX)
        vm_fail(L, "a range of more than %d items is refused", ITEMS_MAX);
    vm_charge(L, last > first ? 10.0 * (double)(last - first) : 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static int concat(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    return call_original(L, luaL_optinteger(L, 3, 1),
                         luaL_optinteger(L, 4, (lua_Integer)lua_rawlen(L, 1)));
}

static int unpack(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    return call_original(L, luaL_optinteger(L, 2, 1),
                         luaL_optinteger(L, 3, (lua_Integer)lua_rawlen(L, 1)));
}

static int move(lua_State *L)
{
    return call_original(L, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3));
}

void tables_open(lua_State *L)
{
    static const luaL_Reg ranged[] = {{"concat", concat}, {"unpack", unpack}, {"move", move}};
    for (size_t i = 0; i < sizeof ranged / sizeof ranged[0]; i++) {
        lua_getfield(L, -1, ranged[i].name);
        lua_pushcclosure(L, ranged[i].func, 1);
        lua_setfield(L, -2, ranged[i].name);
    }
    lua_pushcfunction(L, sort);
    lua_setfield(L, -2, "sort");
}
