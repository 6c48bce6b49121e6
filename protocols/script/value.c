/* Lua values to canonical text and back. A table is a list when its keys are 1 … n, else an object
 * whose keys are texts and sites; the empty table is an object. */
#include "quantity_internal.h"
#include "site_internal.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 40, MESSAGE_MAX = 1024 * 1024 };

static void put(lua_State *L, int index, struct text *out, int depth);

static void put_text(lua_State *L, const char *text, size_t size, struct text *out)
{
    if (!message_put_string(out, text, size))
        vm_fail(L, "a text with bytes that are not UTF-8 cannot be handed on");
}

static void put_number(lua_State *L, double number, struct text *out)
{
    if (!message_put_number(out, number))
        vm_fail(L,
                "a number that is infinite or undefined (division by zero?) cannot be handed on");
}

static void put_quantity(lua_State *L, const struct quantity *quantity, struct text *out)
{
    char unit[UNIT_MAX];
    quantity_unit(quantity, unit);
    text_append_cstr(out, "{");
    if (quantity->is_bound)
        text_append_format(out, "\"bound\":\"%s\",", quantity->is_above ? "right" : "left");
    text_append_format(out, "\"u\":\"%s\",\"v\":", unit);
    put_number(L, quantity->value, out);
    text_append_cstr(out, "}");
}

static void put_site(const struct site *site, struct text *out)
{
    text_append_format(out, "{\"role\":\"%s\",\"side\":\"%s\",\"site\":\"%s\"}", site->role,
                       site->side, site->id);
}

static void put_list(lua_State *L, int index, struct text *out, int depth)
{
    const lua_Integer n = (lua_Integer)lua_rawlen(L, index);
    text_append_cstr(out, "[");
    for (lua_Integer i = 1; i <= n; i++) {
        if (i > 1)
            text_append_cstr(out, ",");
        lua_rawgeti(L, index, i);
        put(L, lua_gettop(L), out, depth + 1);
        lua_pop(L, 1);
    }
    text_append_cstr(out, "]");
}

/* The keys of an object as texts, sorted: a table text -> value is left on the stack, its keys in
 * `slots`. */
static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Key and value are on top; the value goes into the table at `named` under the key's text. */
static void add_named(lua_State *L, int named)
{
    const struct site *site = site_at(L, -2);
    if (site) {
        char text[48];
        site_text(site, text);
        lua_pushstring(L, text);
    } else if (lua_type(L, -2) == LUA_TSTRING) {
        lua_pushvalue(L, -2);
    } else {
        vm_fail(L, "a table that is handed on is a list, or has texts or sites as keys, not a %s",
                luaL_typename(L, -2));
    }
    lua_pushvalue(L, -1);
    if (lua_rawget(L, named) != LUA_TNIL)
        vm_fail(L, "a table that is handed on has '%s' twice", lua_tostring(L, -2));
    lua_pop(L, 1);
    lua_pushvalue(L, -2);
    lua_rawset(L, named);
}

static void put_object(lua_State *L, int index, struct text *out, int depth)
{
    lua_newtable(L);
    const int named = lua_gettop(L);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1), n++)
        add_named(L, named);
    const char **keys = lua_newuserdatauv(L, (n + 1) * sizeof *keys, 0);
    size_t i = 0;
    for (lua_pushnil(L); lua_next(L, named); lua_pop(L, 1))
        keys[i++] = lua_tostring(L, -2);
    qsort(keys, n, sizeof *keys, compare_texts);
    text_append_cstr(out, "{");
    for (i = 0; i < n; i++) {
        if (i > 0)
            text_append_cstr(out, ",");
        put_text(L, keys[i], strlen(keys[i]), out);
        text_append_cstr(out, ":");
        lua_getfield(L, named, keys[i]);
        put(L, lua_gettop(L), out, depth + 1);
        lua_pop(L, 1);
    }
    text_append_cstr(out, "}");
    lua_settop(L, named - 1);
}

static bool is_list(lua_State *L, int index)
{
    lua_Integer n = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1), n++) {
        if (!lua_isinteger(L, -2)) {
            lua_pop(L, 2);
            return false;
        }
    }
    if (n == 0)
        return false;
    for (lua_Integer i = 1; i <= n; i++) {
        const bool is_missing = lua_rawgeti(L, index, i) == LUA_TNIL;
        lua_pop(L, 1);
        if (is_missing)
            return false;
    }
    return true;
}

static void put_userdata(lua_State *L, int index, struct text *out)
{
    const struct quantity *quantity = quantity_at(L, index);
    const struct site *site = site_at(L, index);
    if (quantity)
        put_quantity(L, quantity, out);
    else if (site)
        put_site(site, out);
    else
        vm_fail(L, "this value cannot be handed on");
}

static void put(lua_State *L, int index, struct text *out, int depth)
{
    size_t size;
    luaL_checkstack(L, 10, "nested tables");
    if (depth > DEPTH_MAX)
        vm_fail(L, "a table that is handed on is nested too deep, or contains itself");
    if (out->length > MESSAGE_MAX)
        vm_fail(L, "a table that is handed on is too large");
    switch (lua_type(L, index)) {
    case LUA_TNIL:
        text_append_cstr(out, "null");
        return;
    case LUA_TBOOLEAN:
        text_append_cstr(out, lua_toboolean(L, index) ? "true" : "false");
        return;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            text_append_format(out, LUA_INTEGER_FMT, lua_tointeger(L, index));
        else
            put_number(L, lua_tonumber(L, index), out);
        return;
    case LUA_TSTRING: {
        const char *text = lua_tolstring(L, index, &size);
        put_text(L, text, size, out);
        return;
    }
    case LUA_TTABLE:
        if (is_list(L, index))
            put_list(L, index, out, depth);
        else
            put_object(L, index, out, depth);
        return;
    case LUA_TUSERDATA:
        put_userdata(L, index, out);
        return;
    }
    vm_fail(L,
            "a %s cannot be handed on: only numbers, texts, quantities, sites and tables of them",
            luaL_typename(L, index));
}

void value_put(lua_State *L, int index, struct text *out)
{
    put(L, lua_absindex(L, index), out, 0);
}

/* --- back --- */

static void push(lua_State *L, const json_t *json, int depth);

/* {"u","v"} or {"bound","u","v"} is a quantity. */
static bool push_quantity(lua_State *L, const json_t *json)
{
    const char *unit = json_string_value(json_object_get(json, "u"));
    const char *side = json_string_value(json_object_get(json, "bound"));
    const json_t *value = json_object_get(json, "v");
    struct quantity quantity;
    if (!unit || !json_is_number(value) || json_object_size(json) != (side ? 3u : 2u) ||
        !quantity_parse_unit(unit, &quantity))
        return false;
    quantity.value = json_number_value(value);
    quantity.is_bound = side != NULL;
    quantity.is_above = side && strcmp(side, "right") == 0;
    quantity_push(L, &quantity);
    return true;
}

static void push_object(lua_State *L, const json_t *json, int depth)
{
    if (push_quantity(L, json))
        return;
    lua_newtable(L);
    for (void *at = json_object_iter((json_t *)json); at;
         at = json_object_iter_next((json_t *)json, at)) {
        push(L, json_object_iter_value(at), depth + 1);
        lua_setfield(L, -2, json_object_iter_key(at));
    }
}

static void push_array(lua_State *L, const json_t *json, int depth)
{
    lua_newtable(L);
    for (size_t i = 0; i < json_array_size(json); i++) {
        push(L, json_array_get(json, i), depth + 1);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push(lua_State *L, const json_t *json, int depth)
{
    luaL_checkstack(L, 10, "nested tables");
    if (depth > DEPTH_MAX)
        vm_fail(L, "the answer is nested too deep");
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        push_object(L, json, depth);
        return;
    case JSON_ARRAY:
        push_array(L, json, depth);
        return;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(json), json_string_length(json));
        return;
    case JSON_INTEGER:
        lua_pushinteger(L, json_integer_value(json));
        return;
    case JSON_REAL:
        lua_pushnumber(L, json_real_value(json));
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        lua_pushboolean(L, json_is_true(json));
        return;
    case JSON_NULL:
        lua_pushnil(L);
        return;
    }
}

void value_push(lua_State *L, const struct message *message)
{
    if (message->json)
        push(L, message->json, 0);
    else
        lua_pushnil(L);
}
