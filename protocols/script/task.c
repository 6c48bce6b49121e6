/* What verbs stand on, and scripts do not see: ask the engine, blame the script, make a bound. */
#include "quantity_internal.h"

#include <stdlib.h>
#include <string.h>

static void put_request(lua_State *L, const char *verb)
{
    struct vm *vm = vm_of(L);
    char where[WHERE_MAX];
    vm_line(L, where);
    const bool has_row = strcmp(verb, "trial") == 0 || strcmp(verb, "result") == 0;
    vm->step++;
    if (has_row) /* by which its row is named */
        vm->block++;
    text_clear(&vm->request);
    text_append_cstr(&vm->request, "{\"args\":");
    value_put(L, 2, &vm->request);
    text_append_format(&vm->request, ",\"block\":%lld,\"call\":%lld,\"do\":\"%s\",\"line\":",
                       has_row ? (long long)vm->block : 0LL, (long long)vm->call, verb);
    if (!message_put_string(&vm->request, where, strlen(where)))
        text_append_cstr(&vm->request, "\"\"");
    text_append_format(&vm->request, ",\"step\":%lld,\"task\":1}", (long long)vm->step);
    if (!text_is_whole(&vm->request))
        vm_doom(L, "no memory for the request");
}

static int take_answer(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    const struct message *answer = &vm_of(L)->answer;
    const char *error = message_string(answer, "error");
    if (error)
        vm_fail(L, "%s", error);
    const struct message ok = message_get(answer, "ok");
    if (message_is_missing(&ok))
        vm_fail(L, "the answer has neither 'ok' nor 'error'");
    value_push(L, &ok);
    return 1;
}

/* ask(verb, args): the answer's table. */
static int ask(lua_State *L)
{
    const char *verb = luaL_checkstring(L, 1);
    luaL_checktype(L, 2, LUA_TTABLE);
    if (!lua_isyieldable(L))
        vm_fail(L,
                "'%.30s' cannot be asked for here: call it in the run function itself, not while "
                "the file "
                "loads, in a comparison or in a metamethod",
                verb);
    put_request(L, verb);
    return lua_yieldk(L, 0, 0, take_answer);
}

static int fail(lua_State *L)
{
    vm_fail(L, "%s", luaL_checkstring(L, 1));
}

/* The place of `option` in the call of `verb` that stands on that line, or in its description there, else of the verb. */
static bool find_option(const struct script_source *source, int line, const char *verb,
                        const char *option, struct token *out)
{
    struct scan scan;
    scan_begin(&scan, source->text, source->size);
    const bool is_there = scan_find_call(&scan, verb, line, out) ||
                          (out->line == 0 && scan_find_described(&scan, verb, line, out));
    return is_there && scan_find_option(scan, option, out);
}

/* fail_option(verb, option, sentence): as fail(), at the option's own place in the script's call
 * where it can be found, else at the call. */
static int fail_option(lua_State *L)
{
    const char *verb = luaL_checkstring(L, 1), *option = luaL_checkstring(L, 2);
    const char *sentence = luaL_checkstring(L, 3);
    char file[WHERE_MAX];
    struct token at = {.start = ""};
    vm_line(L, file);
    char *colon = strrchr(file, ':');
    const int line = colon ? atoi(colon + 1) : 0;
    if (colon)
        *colon = '\0';
    const struct script_source *source = source_find(vm_of(L), file);
    const bool is_exact = source && find_option(source, line, verb, option, &at);
    if (at.line == 0)
        vm_fail(L, "%s", sentence);
    vm_fail_at(L, file, &at, is_exact, sentence);
}

/* suggest(word, list): "; did you mean 'x'?" or "". */
static int suggest(lua_State *L)
{
    struct suggestion suggestion;
    char tail[WORD_MAX + 24];
    suggestion_begin(&suggestion, luaL_checkstring(L, 1));
    luaL_checktype(L, 2, LUA_TTABLE);
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 2); i++) {
        if (lua_rawgeti(L, 2, i) == LUA_TSTRING)
            suggestion_offer(&suggestion, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    lua_pushstring(L, suggestion_end(&suggestion, tail));
    return 1;
}

/* unit_of(value): "kPa/s", "1" for a number, nil for anything else. */
static int unit_of(lua_State *L)
{
    char unit[UNIT_MAX];
    const struct quantity *quantity = quantity_at(L, 1);
    if (quantity) {
        quantity_unit(quantity, unit);
        lua_pushstring(L, unit);
    } else if (lua_type(L, 1) == LUA_TNUMBER) {
        lua_pushliteral(L, "1");
    } else {
        lua_pushnil(L);
    }
    return 1;
}

const luaL_Reg task_verb_names[] = {
    {"ask", ask},
    {"fail", fail},
    {"fail_option", fail_option},
    {"bound", quantity_bound},
    {"suggest", suggest},
    {"unit_of", unit_of},
    {NULL, NULL},
};
