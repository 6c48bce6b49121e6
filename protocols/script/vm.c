/* The Lua state and its fences: memory by allocator, instructions by count hook, CPU time as the
 * backstop for what neither of them counts. */
#include "vm_internal.h"

#include <assert.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    TICK = 1000,       /* instructions between two looks */
    TICKS_MAX = 50000, /* of one step: 50 million instructions, about a second */
    MEMORY_DEFAULT = 64 * 1024 * 1024,
    PIECE_MAX = 8 * 1024 * 1024 /* one string or table: what one instruction can work on */
};
static const int64_t WORK_MAX = 1000000000;
static const mono_ns CPU_MAX = 10 * MONO_SEC;

struct vm *vm_of(lua_State *L)
{
    return *(struct vm **)lua_getextraspace(L);
}

static mono_ns cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (mono_ns)t.tv_sec * MONO_SEC + t.tv_nsec;
}

static void *allocate(void *context, void *old, size_t old_size, size_t size)
{
    struct vm *vm = context;
    if (!old)
        old_size = 0; /* it is the kind of object then */
    if (size == 0) {
        free(old);
        vm->memory_used -= old_size;
        return NULL;
    }
    if (size > old_size &&
        (size > PIECE_MAX || vm->memory_used + (size - old_size) > vm->memory_max))
        return NULL;
    void *piece = realloc(old, size);
    if (piece)
        vm->memory_used += size - old_size;
    return piece;
}

/* The first function from the inside that has a line and, if wished, is no verb's. */
static bool find_line(lua_State *L, bool skip_verbs, char out[WHERE_MAX])
{
    lua_Debug at;
    for (int level = 0; lua_getstack(L, level, &at); level++) {
        lua_getinfo(L, "Sl", &at);
        if (at.currentline > 0 && !(skip_verbs && strncmp(at.source, "@verbs/", 7) == 0)) {
            snprintf(out, WHERE_MAX, "%s:%d", at.short_src, at.currentline);
            return true;
        }
    }
    out[0] = '\0';
    return false;
}

void vm_line(lua_State *L, char out[WHERE_MAX])
{
    if (!find_line(L, true, out))
        find_line(L, false, out);
}

void vm_note_where(lua_State *L)
{
    struct vm *vm = vm_of(L);
    if (vm->where)
        vm_line(L, vm->where->text);
}

void vm_fail(lua_State *L, const char *format, ...)
{
    char where[WHERE_MAX], message[512];
    vm_line(L, where);
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (where[0])
        lua_pushfstring(L, "%s: %s", where, message);
    else
        lua_pushstring(L, message);
    lua_error(L);
    abort();
}

void vm_fail_at(lua_State *L, const char *file, const struct token *at, bool is_exact,
                const char *sentence)
{
    struct blame *blame = &vm_of(L)->blame;
    snprintf(blame->where, sizeof blame->where, "%s:%d", file, at->line);
    blame->column = at->column;
    blame->is_exact = is_exact;
    lua_pushfstring(L, "%s:%d: %s", file, at->line, sentence);
    lua_error(L);
    abort();
}

static void hook(lua_State *L, lua_Debug *activation);

void vm_doom(lua_State *L, const char *sentence)
{
    struct vm *vm = vm_of(L);
    char where[WHERE_MAX];
    if (!vm->doomed) {
        vm->doomed = true;
        vm_line(L, where);
        snprintf(vm->doom, sizeof vm->doom, "%s%s%s", where, where[0] ? ": " : "", sentence);
    }
    lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    lua_pushliteral(L, "ended");
    lua_error(L);
    abort();
}

/* One instruction may call what works for milliseconds on a long table or text, so the clock is
 * looked at every time. */
static void hook(lua_State *L, lua_Debug *activation)
{
    (void)activation;
    struct vm *vm = vm_of(L);
    vm_note_where(L);
    vm->ticks_left--;
    if (vm->doomed || vm->ticks_left <= 0)
        vm_doom(L, "the script runs on and on without asking for anything: is there a loop without "
                   "an end?");
    if (cpu_now() > vm->cpu_limit)
        vm_doom(L, "the script works too long without asking for anything");
}

void vm_charge(lua_State *L, double units)
{
    struct vm *vm = vm_of(L);
    vm_note_where(L);
    if (units < (double)vm->work_left)
        vm->work_left -= (int64_t)units;
    else
        vm_doom(L, "the script works too long on texts and tables without asking for anything");
}

void vm_refill(struct vm *vm)
{
    vm->ticks_left = TICKS_MAX;
    vm->work_left = WORK_MAX;
    vm->cpu_limit = cpu_now() + CPU_MAX;
}

const char vm_memory_sentence[] = "the script needs more memory than it may have: does a table, a "
                                  "text or a recursion grow without an "
                                  "end?";

/* A thread that died keeps its stack, so the line is still known. */
static void put_memory_error(lua_State *L, struct text *out)
{
    char where[WHERE_MAX];
    vm_line(L, where);
    text_append_format(out, "%s%s%s", where, where[0] ? ": " : "", vm_memory_sentence);
}

bool vm_has_position(const char *message)
{
    const char *colon = strchr(message, ':');
    return colon && colon[1] >= '0' && colon[1] <= '9';
}

/* What was raised with a position has it; else that of the stack, while there still is one. */
static void find_place(lua_State *L, char where[WHERE_MAX])
{
    where[0] = '\0';
    if (lua_type(L, -1) != LUA_TSTRING || !vm_has_position(lua_tostring(L, -1)))
        vm_line(L, where);
}

static const char not_a_text[] = "the script raised an error that is not a text (a %s)";

static void put_raised(lua_State *L, struct text *out)
{
    char where[WHERE_MAX];
    find_place(L, where);
    text_append_format(out, "%s%s", where, where[0] ? ": " : "");
    if (lua_type(L, -1) == LUA_TSTRING)
        text_append_cstr(out, lua_tostring(L, -1));
    else
        text_append_format(out, not_a_text, lua_typename(L, lua_type(L, -1)));
}

/* The same as a text in its place, before the stack goes. */
static int keep_place(lua_State *L)
{
    char where[WHERE_MAX];
    find_place(L, where);
    if (lua_type(L, -1) != LUA_TSTRING)
        lua_pushfstring(L, not_a_text, luaL_typename(L, -1));
    if (where[0])
        lua_pushfstring(L, "%s: %s", where, lua_tostring(L, -1));
    return 1;
}

void vm_error_text(struct vm *vm, lua_State *L, int status, struct text *out)
{
    if (vm->doomed)
        text_append_cstr(out, vm->doom);
    else if (status == LUA_ERRMEM)
        put_memory_error(L, out);
    else
        put_raised(L, out);
}

bool vm_call(struct vm *vm, lua_CFunction fn, void *context, struct why *why)
{
    lua_State *L = vm->lua;
    const int base = lua_gettop(L);
    lua_pushcfunction(L, keep_place);
    lua_pushcfunction(L, fn);
    lua_pushlightuserdata(L, context);
    const locale_t before = uselocale(vm->locale);
    const int status = lua_pcall(L, 1, 0, base + 1);
    uselocale(before);
    if (status == LUA_OK && !vm->doomed) {
        lua_settop(L, base);
        return true;
    }
    struct text sentence;
    text_init(&sentence);
    vm_error_text(vm, L, status, &sentence);
    const enum status said = why_set(why, STATUS_INVALID, "%s", text_cstr(&sentence));
    assert(said == STATUS_INVALID);
    text_fini(&sentence);
    lua_settop(L, 0);
    return false;
}

static bool copy_folder(const char *path, char out[512])
{
    char copy[512];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return false;
    snprintf(out, 512, "%s", dirname(copy));
    return true;
}

enum status vm_open(struct vm *vm, size_t memory_max, const char *library, const char *folder_of,
                    struct why *why)
{
    memset(vm, 0, sizeof *vm);
    vm->memory_max = memory_max ? memory_max : MEMORY_DEFAULT;
    if (folder_of && !copy_folder(folder_of, vm->folder))
        return why_set(why, STATUS_INVALID, "the path is too long");
    if (library &&
        snprintf(vm->library, sizeof vm->library, "%s", library) >= (int)sizeof vm->library)
        return why_set(why, STATUS_INVALID, "the path of the protocols folder is too long");
    vm->locale = newlocale(LC_ALL_MASK, "C", NULL);
    vm->lua = lua_newstate(allocate, vm);
    if (!vm->lua || !vm->locale)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the script");
    *(struct vm **)lua_getextraspace(vm->lua) = vm;
    lua_sethook(vm->lua, hook, LUA_MASKCOUNT, TICK);
    vm_refill(vm);
    return STATUS_OK;
}

void vm_close(struct vm *vm)
{
    if (vm->lua)
        lua_close(vm->lua);
    if (vm->locale)
        freelocale(vm->locale);
    for (size_t i = 0; i < vm->n_sources; i++) {
        free(vm->sources[i].name);
        free(vm->sources[i].text);
    }
    message_fini(&vm->answer);
    message_fini(&vm->parameters);
    text_fini(&vm->request);
    text_fini(&vm->header);
    text_fini(&vm->scratch);
    memset(vm, 0, sizeof *vm);
}
