/* A protocol from its file to its end: load, header, then step by step in a thread of its own. */
#include "vm_internal.h"

#include <assert.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

static const char protocol_key[] = "limen.protocol";

/* `protocol` as scripts call it: remembers what it returned. */
static int protocol(lua_State *L)
{
    const int n = header_protocol(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, protocol_key);
    return n;
}

static const luaL_Reg script_names[] = {
    {"protocol", protocol},
    {"require", source_require},
    {NULL, NULL},
};

static int load(lua_State *L)
{
    struct vm *vm = lua_touserdata(L, 1);
    source_open_environments(L, script_names, task_verb_names);
    vm->is_loading = true;
    source_push_script(L, &vm->sources[0]);
    lua_call(L, 0, 1);
    vm->is_loading = false;
    lua_getfield(L, LUA_REGISTRYINDEX, protocol_key);
    if (lua_isnil(L, -1) || !lua_rawequal(L, -1, -2)) {
        lua_pushfstring(
            L, "%s:1: the file does not return a protocol: it ends with `return protocol { … }`",
            vm->sources[0].name);
        return lua_error(L);
    }
    if (!text_is_whole(&vm->header))
        vm_doom(L, "no memory for the header");
    return 0;
}

static enum status read_parameters(struct vm *vm, const char *parameters, struct why *why)
{
    if (!parameters)
        return STATUS_OK;
    struct why inner;
    if (message_parse(&vm->parameters, parameters, strlen(parameters), &inner) != STATUS_OK)
        return why_set(why, STATUS_INVALID, "the parameters' values: %s", inner.text);
    return STATUS_OK;
}

enum status run_load(struct vm *vm, const char *path, const struct script_options *options,
                     struct where *where, struct why *why)
{
    char copy[512];
    const struct script_source *source;
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return why_set(why, STATUS_INVALID, "the path is too long");
    enum status status = vm_open(vm, options->memory_max, options->library, path, why);
    if (status == STATUS_OK)
        status = read_parameters(vm, options->parameters, why);
    if (status == STATUS_OK)
        status = source_read(vm, path, basename(copy), &source, why);
    if (status == STATUS_OK && options->library)
        status = source_list_verbs(vm, why);
    vm->where = where;
    vm->key = rng_key_text(rng_key_seed(options->seed), "script");
    if (status == STATUS_OK && !vm_call(vm, load, vm, why))
        status = vm->doomed && vm->ticks_left <= 0 ? STATUS_TIMEOUT : STATUS_INVALID;
    return status;
}

static int begin(lua_State *L)
{
    struct vm *vm = lua_touserdata(L, 1);
    lua_State *task = lua_newthread(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, "limen.task");
    lua_getfield(L, LUA_REGISTRYINDEX, header_run);
    lua_getfield(L, LUA_REGISTRYINDEX, header_values);
    lua_xmove(L, task, 2);
    vm->task = task;
    return 0;
}

/* The result of the script, on its thread's stack, as canonical text. */
static int put_result(lua_State *L)
{
    struct vm *vm = lua_touserdata(L, 1);
    if (lua_gettop(vm->task) == 0)
        lua_pushnil(L);
    else {
        lua_settop(vm->task, 1);
        lua_xmove(vm->task, L, 1);
    }
    value_put(L, -1, &vm->scratch);
    return 0;
}

static enum script_state fail(struct vm *vm, const char *sentence, struct text *out)
{
    vm->has_ended = true;
    text_append_cstr(out, sentence);
    return SCRIPT_FAILED;
}

static enum script_state finish(struct vm *vm, struct text *out)
{
    struct why why;
    text_clear(&vm->scratch);
    if (!vm_call(vm, put_result, vm, &why))
        return fail(vm, why.text, out);
    vm->has_ended = true;
    text_append_cstr(out, text_cstr(&vm->scratch));
    return SCRIPT_DONE;
}

static enum script_state resume(struct vm *vm, int n_arguments, struct text *out)
{
    int n_results = 0;
    const locale_t before = uselocale(vm->locale);
    const int status = lua_resume(vm->task, vm->lua, n_arguments, &n_results);
    uselocale(before);
    if (status == LUA_YIELD && !vm->doomed) {
        lua_pop(vm->task, n_results);
        text_append(out, vm->request.data, vm->request.length);
        return SCRIPT_ASKS;
    }
    if (status == LUA_OK && !vm->doomed)
        return finish(vm, out);
    vm->has_ended = true;
    vm_error_text(vm, vm->task, status, out);
    return SCRIPT_FAILED;
}

enum script_state run_step(struct vm *vm, const char *answer, size_t answer_size, struct text *out)
{
    struct why why;
    assert(!vm->has_ended);
    assert((vm->task != NULL) == (answer != NULL));
    vm_refill(vm);
    if (!vm->task)
        return vm_call(vm, begin, vm, &why) ? resume(vm, 1, out) : fail(vm, why.text, out);
    message_fini(&vm->answer);
    if (message_parse(&vm->answer, answer, answer_size, &why) != STATUS_OK)
        return fail(vm, why.text, out);
    return resume(vm, 0, out);
}
