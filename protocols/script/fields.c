#include "fields_internal.h"

#include "quantity_internal.h"

#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char context_key[] = "limen.file.context", result_key[] = "limen.file.result";
static const char word_key[] = "limen.file.word";
enum { FILE_MEMORY_MAX = 16 * 1024 * 1024 };

void fields_check(lua_State *L, int index, const char *what, const char *const *known)
{
    if (lua_type(L, index) != LUA_TTABLE)
        vm_fail(L, "%s needs a table: %s { … }", what, what);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            vm_fail(L, "%s holds named fields only", what);
        const char *key = lua_tostring(L, -2);
        char tail[WORD_MAX + 24];
        if (!suggestion_known(key, known, tail))
            vm_fail(L, "%s has no field '%.40s'%s", what, key, tail);
    }
}

double field_value(lua_State *L, int index, const char *name, struct field_range range)
{
    char unit[UNIT_MAX] = "1";
    const struct quantity *quantity = quantity_at(L, index);
    if (quantity && !quantity->is_bound)
        quantity_unit(quantity, unit);
    else if (lua_type(L, index) != LUA_TNUMBER)
        vm_fail(L, "%s must be %s", name, strcmp(range.unit, "1") ? range.unit : "a number");
    if (strcmp(unit, range.unit) != 0)
        vm_fail(L, "%s must be in %s, not in %s", name,
                strcmp(range.unit, "1") ? range.unit : "plain numbers or percent",
                strcmp(unit, "1") ? unit : "a number without a unit");
    const double value = quantity ? quantity->value : lua_tonumber(L, index);
    if (!(value >= range.min && value <= range.max))
        vm_fail(L, "%s must be between %g and %g%s%s", name, range.min, range.max,
                strcmp(range.unit, "1") ? " " : "", strcmp(range.unit, "1") ? range.unit : "");
    return value;
}

double field_number(lua_State *L, int table, const char *key, struct field_range range,
                    double fallback)
{
    double value = fallback;
    if (lua_getfield(L, table, key) != LUA_TNIL)
        value = field_value(L, lua_gettop(L), key, range);
    lua_pop(L, 1);
    return value;
}

/* What could stand in a field of that name. */
static const char *example_of(const char *key)
{
    static const struct {
        const char *key, *example;
    } rows[] = {
        {"driver", "mark10"}, {"port", "usb:0403:6001:*"},
        {"key", "b"},         {"path", "/dev/input/by-id/usb-PCsensor_FootSwitch-event-kbd"},
        {"pin", "CTS"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].key, key) == 0)
            return rows[i].example;
    return "algometer"; /* a name */
}

static void check_text(lua_State *L, const char *key, int type, bool needed)
{
    const char *example = example_of(key);
    if (type == LUA_TNIL && needed)
        vm_fail(L, "%s is missing: write e.g. %s = \"%s\"", key, key, example);
    if (type != LUA_TNIL && type != LUA_TSTRING)
        vm_fail(L, "%s must be a text, e.g. %s = \"%s\"", key, key, example);
    if (type == LUA_TSTRING && lua_rawlen(L, -1) == 0)
        vm_fail(L, "%s is empty: write e.g. %s = \"%s\"", key, key, example);
}

void field_text(lua_State *L, int table, const char *key, bool needed, char *out, size_t cap)
{
    const int type = lua_getfield(L, table, key);
    size_t size = 0;
    check_text(L, key, type, needed);
    const char *text = type == LUA_TSTRING ? lua_tolstring(L, -1, &size) : "";
    if (strlen(text) != size)
        vm_fail(L, "%s holds a zero byte", key);
    if (size >= cap)
        vm_fail(L, "%s is longer than %d characters", key, (int)cap - 1);
    memcpy(out, text, size + 1);
    lua_pop(L, 1);
}

bool field_flag(lua_State *L, int table, const char *key)
{
    const int type = lua_getfield(L, table, key);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        vm_fail(L, "%s must be true or false", key);
    const bool flag = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return flag;
}

void *file_context(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, context_key);
    void *context = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return context;
}

int file_finish(lua_State *L)
{
    if (lua_getfield(L, LUA_REGISTRYINDEX, result_key) != LUA_TNIL) {
        lua_getfield(L, LUA_REGISTRYINDEX, word_key);
        vm_fail(L, "a file holds one %s", lua_tostring(L, -1));
    }
    lua_pushvalue(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, result_key);
    lua_settop(L, 1);
    return 1;
}

struct file_call {
    struct vm *vm;
    const struct file_kind *kind;
    void *context;
};

static int run(lua_State *L)
{
    const struct file_call *call = lua_touserdata(L, 1);
    lua_pushlightuserdata(L, call->context);
    lua_setfield(L, LUA_REGISTRYINDEX, context_key);
    lua_pushstring(L, call->kind->word);
    lua_setfield(L, LUA_REGISTRYINDEX, word_key);
    if (call->kind->open)
        call->kind->open(L);
    source_open_environments(L, call->kind->names, NULL);
    source_push_script(L, &call->vm->sources[0]);
    lua_call(L, 0, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, result_key);
    if (lua_isnil(L, -1) || !lua_rawequal(L, -1, -2)) {
        lua_pushfstring(L, "%s:1: the file does not end with `return %s { … }`",
                        call->vm->sources[0].name, call->kind->word);
        return lua_error(L);
    }
    return 0;
}

enum status file_run(const char *path, const struct file_kind *kind, void *context, struct why *why)
{
    struct vm vm;
    char copy[512];
    const struct script_source *source;
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return why_set(why, STATUS_INVALID, "the path is too long");
    enum status status = vm_open(&vm, FILE_MEMORY_MAX, NULL, path, why);
    if (status == STATUS_OK)
        status = source_read(&vm, path, basename(copy), &source, why);
    struct file_call call = {&vm, kind, context};
    if (status == STATUS_OK && !vm_call(&vm, run, &call, why))
        status = STATUS_INVALID;
    vm_close(&vm);
    return status;
}
