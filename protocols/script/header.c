/* protocol { id, version, title, needs, parameters, run }: checked field by field, each error at
 * the line where the field stands. */
#include "quantity_internal.h"
#include "sandbox_internal.h"

#include "hw/bench_spec.h"
#include "script/sites.h"

#include <stdio.h>
#include <string.h>

const char header_run[] = "limen.run", header_values[] = "limen.values";

/* --- errors at the line of a field --- */

/* `outer` and `key` name the field, either may be NULL. */
__attribute__((format(printf, 4, 5), noreturn)) static void
fail_field(lua_State *L, const char *outer, const char *key, const char *format, ...)
{
    char sentence[512];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    lua_Debug caller;
    if (!lua_getstack(L, 1, &caller) || !lua_getinfo(L, "Sl", &caller))
        vm_fail(L, "%s", sentence);
    const struct script_source *source = source_find(vm_of(L), caller.source + 1);
    struct token at = {.start = "", .line = caller.currentline, .column = 1};
    bool is_exact = false;
    if (source) {
        struct scan scan;
        scan_begin(&scan, source->text, source->size);
        if (outer)
            is_exact = scan_find_field(&scan, at.line, outer, &at);
        if (key)
            is_exact = scan_find_field(&scan, at.line, key, &at);
    }
    vm_fail_at(L, caller.short_src, &at, is_exact, sentence);
}

/* Every key of the table on top must be one of `known` (NULL at the end). */
static void check_keys(lua_State *L, const char *outer, const char *const *known)
{
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            fail_field(L, outer, NULL, "%s holds named fields only", outer ? outer : "protocol");
        const char *key = lua_tostring(L, -2);
        char tail[WORD_MAX + 24];
        if (!suggestion_known(key, known, tail))
            fail_field(L, outer, key, "%s has no field '%.40s'%s", outer ? outer : "a protocol",
                       key, tail);
    }
}

/* --- fields --- */

static const char *check_word(lua_State *L, const char *key, const char *allowed,
                              const char *example)
{
    if (lua_getfield(L, 1, key) != LUA_TSTRING)
        fail_field(L, NULL, key, "a protocol needs %s = \"%s\"", key, example);
    const char *word = lua_tostring(L, -1);
    const size_t n = strlen(word);
    if (n == 0 || n >= WORD_MAX || strspn(word, allowed) != n)
        fail_field(L, NULL, key, "%s is a short word like \"%s\" (%s)", key, example,
                   "letters, digits, points and hyphens");
    return word;
}

static void put_title(lua_State *L, struct text *out)
{
    static const char *const languages[] = {"en", "de", NULL};
    if (lua_getfield(L, 1, "title") == LUA_TSTRING) {
        lua_newtable(L);
        lua_insert(L, -2);
        lua_setfield(L, -2, "en");
    }
    if (lua_type(L, -1) != LUA_TTABLE)
        fail_field(L, NULL, "title", "a protocol needs title = { en = \"…\", de = \"…\" }");
    check_keys(L, "title", languages);
    for (size_t i = 0; languages[i]; i++) {
        const int type = lua_getfield(L, -1, languages[i]);
        if (type != LUA_TSTRING && (type != LUA_TNIL || i == 0))
            fail_field(L, "title", languages[i], "title.%s must be a text", languages[i]);
        lua_pop(L, 1);
    }
    value_put(L, -1, out);
    lua_pop(L, 1);
}

static void check_need(lua_State *L)
{
    const char *word = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "?";
    struct suggestion suggestion;
    char tail[WORD_MAX + 24];
    suggestion_begin(&suggestion, word);
    suggestion_offer(&suggestion, "response");
    bool is_known = strcmp(word, "response") == 0;
    for (int role = 0; role < ROLE_COUNT; role++) {
        suggestion_offer(&suggestion, role_word((enum role)role));
        is_known = is_known || strcmp(word, role_word((enum role)role)) == 0;
    }
    if (!is_known)
        fail_field(L, NULL, "needs", "needs names an unknown role '%.40s'%s", word,
                   suggestion_end(&suggestion, tail));
}

static void put_needs(lua_State *L, struct text *out)
{
    const int type = lua_getfield(L, 1, "needs");
    if (type != LUA_TTABLE && type != LUA_TNIL)
        fail_field(L, NULL, "needs",
                   "needs is a list of roles, e.g. { \"algometer\", \"response\" }");
    const lua_Integer n = type == LUA_TTABLE ? (lua_Integer)lua_rawlen(L, -1) : 0;
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, i);
        check_need(L);
        lua_pop(L, 1);
    }
    if (n == 0 && type == LUA_TTABLE && (lua_pushnil(L), lua_next(L, -2)))
        fail_field(L, NULL, "needs",
                   "needs is a list of roles, e.g. { \"algometer\", \"response\" }");
    if (n == 0)
        text_append_cstr(out, "[]");
    else
        value_put(L, -1, out);
    lua_pop(L, 1);
}

/* --- parameters --- */

static void unit_at(lua_State *L, int index, char out[UNIT_MAX])
{
    const struct quantity *quantity = quantity_at(L, index);
    if (quantity)
        quantity_unit(quantity, out);
    else
        snprintf(out, UNIT_MAX, "%s",
                 lua_type(L, index) == LUA_TNUMBER ? "1" : luaL_typename(L, index));
}

/* "in kPa", "a number without a unit", for messages. */
static const char *kind_of(const char *unit, char out[UNIT_MAX + 4])
{
    if (strcmp(unit, "1") == 0)
        return "a number without a unit";
    if (strcmp(unit, "boolean") == 0)
        return "true or false";
    snprintf(out, UNIT_MAX + 4, "in %s", unit);
    return out;
}

/* Is the value at `index` of the kind of the default at `model`? */
static void check_kind(lua_State *L, const char *name, const char *key, int index, int model)
{
    char wanted[UNIT_MAX], given[UNIT_MAX], texts[2][UNIT_MAX + 4];
    unit_at(L, model, wanted);
    unit_at(L, index, given);
    if (strcmp(wanted, given) != 0 || luaL_testudata(L, index, bound_type))
        fail_field(L, name, key, "parameter '%s': %s is %s, but the default is %s", name, key,
                   kind_of(given, texts[0]), kind_of(wanted, texts[1]));
}

/* Value at `value` against min and max of the description at `about`. */
static void check_range(lua_State *L, const char *name, int about, int value)
{
    static const char *const keys[] = {"min", "max"};
    for (size_t i = 0; i < 2; i++) {
        if (lua_getfield(L, about, keys[i]) != LUA_TNIL &&
            lua_compare(L, i ? -1 : value, i ? value : -1, LUA_OPLT)) {
            sandbox_push_text(L, value);
            sandbox_push_text(L, -2);
            fail_field(L, name, NULL, "parameter '%s' is %s, but its %s is %s", name,
                       lua_tostring(L, -2), keys[i], lua_tostring(L, -1));
        }
        lua_pop(L, 1);
    }
}

/* The user's value for the parameter, else its default, is pushed. */
static void push_value(lua_State *L, const char *name, int about)
{
    const struct message given = message_get(&vm_of(L)->parameters, name);
    lua_getfield(L, about, "default");
    if (message_is_missing(&given))
        return;
    value_push(L, &given);
    check_kind(L, name, "the value that was set", lua_gettop(L), lua_gettop(L) - 1);
    check_range(L, name, about, lua_gettop(L));
    lua_remove(L, -2);
}

/* Checks one description (on top) and leaves its canonical form in its place. */
static void describe(lua_State *L, const char *name)
{
    static const char *const known[] = {"default", "min", "max", NULL};
    const int about = lua_gettop(L);
    check_keys(L, name, known);
    const int type = lua_getfield(L, about, "default");
    const bool is_known =
        type == LUA_TNUMBER || type == LUA_TBOOLEAN || luaL_testudata(L, -1, quantity_type) != NULL;
    if (!is_known)
        fail_field(
            L, name, "default",
            "parameter '%s' needs a default: a number, a quantity like 50*kPa, true or false",
            name);
    lua_newtable(L);
    for (size_t i = 0; known[i]; i++) {
        if (lua_getfield(L, about, known[i]) != LUA_TNIL) {
            if (type == LUA_TBOOLEAN && i > 0)
                fail_field(L, name, known[i], "parameter '%s': yes or no has no %s", name,
                           known[i]);
            check_kind(L, name, known[i], lua_gettop(L), about + 1);
        }
        lua_setfield(L, about + 2, known[i]);
    }
    check_range(L, name, about, about + 1);
    char unit[UNIT_MAX];
    unit_at(L, about + 1, unit);
    lua_pushstring(L, type == LUA_TUSERDATA ? unit : "");
    lua_setfield(L, about + 2, "unit");
    lua_replace(L, about);
    lua_settop(L, about);
}

static void check_set_names(lua_State *L, int given)
{
    const struct message *set = &vm_of(L)->parameters;
    for (const char *key = NULL; (key = message_next_key(set, key)) != NULL;) {
        if (lua_getfield(L, given, key) == LUA_TNIL) {
            struct suggestion suggestion;
            char tail[WORD_MAX + 24];
            suggestion_begin(&suggestion, key);
            for (lua_pushnil(L); lua_next(L, given); lua_pop(L, 1))
                suggestion_offer(&suggestion, lua_tostring(L, -2));
            fail_field(L, NULL, "parameters", "the protocol has no parameter '%.40s'%s", key,
                       suggestion_end(&suggestion, tail));
        }
        lua_pop(L, 1);
    }
}

static int unknown_parameter(lua_State *L)
{
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    struct suggestion suggestion;
    char tail[WORD_MAX + 24];
    suggestion_begin(&suggestion, name);
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1))
        suggestion_offer(&suggestion, lua_tostring(L, -2));
    vm_fail(L, "the protocol has no parameter '%.40s'%s", name, suggestion_end(&suggestion, tail));
}

static void push_values_table(lua_State *L)
{
    lua_newtable(L);
    lua_newtable(L);
    lua_pushcfunction(L, unknown_parameter);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
}

/* The description is on top; `given + 1` collects descriptions, `given + 2` values. */
static void add_parameter(lua_State *L, const char *name, int given)
{
    describe(L, name);
    push_value(L, name, lua_gettop(L));
    lua_setfield(L, given + 2, name);
    lua_setfield(L, given + 1, name);
}

static void push_empty_instead(lua_State *L)
{
    lua_newtable(L);
    lua_replace(L, -2);
}

/* Descriptions, and the value of each in this run. */
static void put_parameters(lua_State *L, struct text *out, struct text *values)
{
    const int type = lua_getfield(L, 1, "parameters");
    if (type == LUA_TNIL)
        push_empty_instead(L);
    else if (type != LUA_TTABLE)
        fail_field(L, NULL, "parameters",
                   "parameters is a table of { default = …, min = …, max = … }");
    const int given = lua_gettop(L);
    lua_newtable(L);
    push_values_table(L);
    for (lua_pushnil(L); lua_next(L, given); lua_settop(L, given + 3)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        if (!name[0] || strlen(name) >= WORD_MAX)
            fail_field(L, NULL, "parameters", "a parameter has a short name");
        if (lua_type(L, -1) != LUA_TTABLE)
            fail_field(L, "parameters", name,
                       "parameter '%s' is a table { default = …, min = …, max = … }", name);
        add_parameter(L, name, given);
    }
    check_set_names(L, given);
    value_put(L, -1, values);
    lua_setfield(L, LUA_REGISTRYINDEX, header_values);
    value_put(L, -1, out);
    lua_settop(L, given - 1);
}

/* --- sites --- */

static void put_site(const char *id, const char *side, struct text *out, size_t *n)
{
    if (!site_find(id) ||
        (strcmp(side, "left") && strcmp(side, "right") && strcmp(side, "midline")))
        return;
    text_append_format(out, "%s{\"side\":\"%s\",\"site\":\"%s\"}", *n ? "," : "", side, id);
    (*n)++;
}

/* The sites that the file names in full, in the order of the text: site("id", "side"). */
static void put_sites(const struct script_source *source, struct text *out)
{
    size_t n = 0;
    struct token last[5] = {{0}};
    struct scan scan;
    scan_begin(&scan, source->text, source->size);
    text_append_cstr(out, "[");
    do {
        memmove(last, last + 1, sizeof last - sizeof last[0]);
        last[4] = scan_next(&scan);
        char id[WORD_MAX], side[WORD_MAX];
        if (last[0].kind == TOKEN_NAME && token_is(&last[0], "site") && token_is(&last[1], "(") &&
            last[2].kind == TOKEN_STRING && last[4].kind == TOKEN_STRING) {
            snprintf(id, sizeof id, "%.*s", (int)last[2].size, last[2].start);
            snprintf(side, sizeof side, "%.*s", (int)last[4].size, last[4].start);
            put_site(id, side, out, &n);
        }
    } while (last[4].kind != TOKEN_END);
    text_append_cstr(out, "]");
}

/* Three numbers, so that it is plain which of two versions is the later one. */
static const char *check_version(lua_State *L, const char *letters)
{
    const char *version = check_word(L, "version", letters, "1.0.0"), *at = version;
    for (int i = 0; i < 3; i++) {
        const size_t digits = strspn(at, "0123456789");
        at += digits;
        if (digits == 0 || *at != (i < 2 ? '.' : '\0'))
            fail_field(L, NULL, "version",
                       "version '%s' is not three numbers with points, like \"1.0.0\"", version);
        at += i < 2;
    }
    return version;
}

int header_protocol(lua_State *L)
{
    static const char *const known[] = {"id",         "version", "title", "needs",
                                        "parameters", "run",     NULL};
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    struct vm *vm = vm_of(L);
    struct text *out = &vm->header;
    if (lua_type(L, 1) != LUA_TTABLE)
        vm_fail(L, "protocol needs a table: protocol { id = …, version = …, title = …, run = … }");
    lua_settop(L, 1);
    if (out->length > 0 || !vm->is_loading)
        vm_fail(L, "a file holds one protocol");
    check_keys(L, NULL, known);
    const char *id = check_word(L, "id", letters, "lbp-core");
    const char *version = check_version(L, letters);
    if (lua_getfield(L, 1, "run") != LUA_TFUNCTION)
        fail_field(L, NULL, "run", "a protocol needs run = function(p) … end");
    lua_setfield(L, LUA_REGISTRYINDEX, header_run);
    text_append_format(out, "{\"id\":\"%s\",\"needs\":", id);
    put_needs(L, out);
    text_append_cstr(out, ",\"parameters\":");
    text_clear(&vm->scratch);
    put_parameters(L, out, &vm->scratch);
    text_append_cstr(out, ",\"sites\":");
    put_sites(&vm->sources[0], out);
    text_append_cstr(out, ",\"title\":");
    put_title(L, out);
    text_append_cstr(out, ",\"values\":");
    text_append(out, vm->scratch.data, vm->scratch.length);
    text_append_format(out, ",\"version\":\"%s\"}", version);
    lua_settop(L, 1);
    return 1;
}
