#include "site_internal.h"

#include "script/sites.h"

#include <stdio.h>
#include <string.h>

static const char site_type[] = "site", registry_key[] = "limen.sites";

const struct site *site_at(lua_State *L, int index)
{
    return luaL_testudata(L, index, site_type);
}

void site_text(const struct site *site, char out[48])
{
    snprintf(out, 48, "%s/%s", site->id, site->side);
}

static int to_text(lua_State *L)
{
    const struct site *site = luaL_checkudata(L, 1, site_type);
    char text[48];
    site_text(site, text);
    lua_pushstring(L, text);
    return 1;
}

static int index_site(lua_State *L)
{
    const struct site *site = luaL_checkudata(L, 1, site_type);
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
    if (strcmp(name, "id") == 0 || strcmp(name, "site") == 0)
        lua_pushstring(L, site->id);
    else if (strcmp(name, "side") == 0)
        lua_pushstring(L, site->side);
    else if (strcmp(name, "role") == 0)
        lua_pushstring(L, site->role);
    else if (strcmp(name, "area") == 0)
        lua_pushstring(L, site_find(site->id)->area);
    else
        vm_fail(L, "a site has id, side, role and area, but no '%s'", name);
    return 1;
}

static int concatenate(lua_State *L)
{
    luaL_tolstring(L, 1, NULL);
    luaL_tolstring(L, 2, NULL);
    lua_concat(L, 2);
    return 1;
}

const char *site_suggest(const char *id, char out[WORD_MAX + 24])
{
    struct suggestion suggestion;
    suggestion_begin(&suggestion, id);
    for (size_t i = 0; site_info_at(i); i++)
        suggestion_offer(&suggestion, site_info_at(i)->id);
    return suggestion_end(&suggestion, out);
}

static const struct site_info *check_id(lua_State *L)
{
    if (lua_type(L, 1) != LUA_TSTRING)
        vm_fail(L, "a site needs its name, e.g. site(\"lumbar.L4\", \"left\")");
    const char *id = lua_tostring(L, 1);
    const struct site_info *info = site_find(id);
    if (info)
        return info;
    char tail[WORD_MAX + 24];
    vm_fail(L, "unknown site '%.40s'%s", id, site_suggest(id, tail));
}

static const char *check_side(lua_State *L, const struct site_info *info)
{
    static const char *const words[] = {"left", "right", "midline"};
    const char *side = lua_isnoneornil(L, 2) ? "" : lua_tostring(L, 2);
    for (size_t i = 0; i < 3; i++)
        if (side && strcmp(side, words[i]) == 0 && strchr(info->sides, words[i][0]))
            return words[i];
    vm_fail(L, "site '%s' needs its side: \"left\"%s \"right\"%s", info->id,
            strchr(info->sides, 'm') ? "," : " or",
            strchr(info->sides, 'm') ? " or \"midline\"" : "");
}

/* Nobody said how it lies to the pain: it has none. */
static const char *check_role(lua_State *L)
{
    static const char *const words[] = {"local", "remote", "reference", "n/a"};
    if (lua_isnoneornil(L, 3))
        return "n/a";
    if (lua_type(L, 3) != LUA_TTABLE)
        vm_fail(L, "the third part of a site is a table, e.g. { role = \"local\" }");
    lua_pushnil(L);
    while (lua_next(L, 3)) {
        if (lua_type(L, -2) != LUA_TSTRING || strcmp(lua_tostring(L, -2), "role") != 0)
            vm_fail(L, "a site knows 'role' only");
        lua_pop(L, 1);
    }
    lua_getfield(L, 3, "role");
    const char *role = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
    for (size_t i = 0; i < 4; i++)
        if (strcmp(role, words[i]) == 0)
            return words[i];
    vm_fail(L, "unknown role '%.20s': a site is \"local\", \"remote\", \"reference\" or \"n/a\"",
            role);
}

int site_make(lua_State *L)
{
    const struct site_info *info = check_id(L);
    const char *side = check_side(L, info), *role = check_role(L);
    lua_settop(L, 0);
    lua_getfield(L, LUA_REGISTRYINDEX, registry_key);
    lua_pushfstring(L, "%s|%s|%s", info->id, side, role);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, 1) != LUA_TNIL)
        return 1;
    lua_pop(L, 1);
    struct site *site = lua_newuserdatauv(L, sizeof *site, 0);
    memset(site, 0, sizeof *site);
    snprintf(site->id, sizeof site->id, "%s", info->id);
    snprintf(site->side, sizeof site->side, "%s", side);
    snprintf(site->role, sizeof site->role, "%s", role);
    luaL_setmetatable(L, site_type);
    lua_pushvalue(L, 2);
    lua_pushvalue(L, 3);
    lua_rawset(L, 1);
    return 1;
}

void site_open(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"__tostring", to_text},
        {"__index", index_site},
        {"__concat", concatenate},
        {NULL, NULL},
    };
    luaL_newmetatable(L, site_type);
    luaL_setfuncs(L, methods, 0);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, registry_key);
    lua_pop(L, 1);
}
