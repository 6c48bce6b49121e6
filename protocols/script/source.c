/* The texts a run depends on: the protocol, the verbs whose names it contains, the modules it
 * requires.
 *
 * A verb is a file verbs/NAME.lua that returns a function; it becomes the name NAME. Only verbs
 * whose names occur in the protocol (or in a verb or module of it) are loaded, so a new verb does
 * not change the digest of protocols that do not use it. A name cannot be computed at run time:
 * there is no _G and no load. */
#include "vm_internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_SIZE_MAX = 1024 * 1024, SOURCE_SIZE_FIRST = 16384, PATH_SIZE = 1200 };
static const char script_names[] = "limen.script.names", script_env[] = "limen.script.env";
static const char verb_names[] = "limen.verb.names", verb_env[] = "limen.verb.env";
static const char modules[] = "limen.modules";

/* --- files --- */

/* Editors of some systems begin a file with a byte order mark, which is no part of the text. */
static void drop_mark(char *text, size_t *size)
{
    static const char mark[] = "\xef\xbb\xbf";
    const size_t n = sizeof mark - 1;
    if (*size < n || memcmp(text, mark, n) != 0)
        return;
    *size -= n;
    memmove(text, text + n, *size + 1);
}

/* Grows as it is read: what a file says of its size is no promise. */
static char *read_all(FILE *file, size_t *size)
{
    size_t cap = SOURCE_SIZE_FIRST;
    char *text = malloc(cap + 1);
    *size = 0;
    while (text && (*size += fread(text + *size, 1, cap - *size, file)) == cap &&
           cap <= SOURCE_SIZE_MAX) {
        cap *= 2;
        char *grown = realloc(text, cap + 1);
        if (!grown)
            free(text);
        text = grown;
    }
    return text;
}

static enum status read_whole(FILE *file, const char *path, char **data, size_t *size,
                              struct why *why)
{
    char *text = read_all(file, size);
    if (!text)
        return why_set(why, STATUS_NO_MEMORY, "no memory to read '%s'", path);
    if (ferror(file) || *size > SOURCE_SIZE_MAX) {
        const bool too_long = !ferror(file);
        free(text);
        return too_long ? why_set(why, STATUS_INVALID, "'%s' is longer than 1 MiB", path)
                        : why_set(why, STATUS_IO, "'%s' cannot be read: %s", path, strerror(errno));
    }
    text[*size] = '\0';
    drop_mark(text, size);
    *data = text;
    return STATUS_OK;
}

enum status source_read(struct vm *vm, const char *path, const char *name,
                        const struct script_source **out, struct why *why)
{
    if (vm->n_sources == SOURCES_MAX)
        return why_set(why, STATUS_INVALID, "more than %d files in one protocol", SOURCES_MAX);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return errno == EACCES ? why_set(why, STATUS_PERMISSION,
                                         "'%s' may not be read: check its permissions", path)
                               : why_set(why, STATUS_NOT_FOUND, "'%s' cannot be opened: %s", path,
                                         strerror(errno));
    struct script_source *source = &vm->sources[vm->n_sources];
    const enum status status = read_whole(file, path, &source->text, &source->size, why);
    fclose(file);
    if (status != STATUS_OK)
        return status;
    source->name = strdup(name);
    if (!source->name) {
        free(source->text);
        return why_set(why, STATUS_NO_MEMORY, "no memory to read '%s'", path);
    }
    vm->n_sources++;
    *out = source;
    return STATUS_OK;
}

const struct script_source *source_find(const struct vm *vm, const char *name)
{
    for (size_t i = 0; i < vm->n_sources; i++)
        if (strcmp(vm->sources[i].name, name) == 0)
            return &vm->sources[i];
    return NULL;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void add_verb(struct vm *vm, const char *file)
{
    const size_t n = strlen(file);
    if (n < 5 || n - 4 >= WORD_MAX || strcmp(file + n - 4, ".lua") != 0 || file[0] == '.' ||
        vm->n_verbs == VERBS_MAX)
        return;
    memcpy(vm->verbs[vm->n_verbs], file, n - 4);
    vm->verbs[vm->n_verbs++][n - 4] = '\0';
}

enum status source_list_verbs(struct vm *vm, struct why *why)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/verbs", vm->library);
    DIR *folder = opendir(path);
    if (!folder)
        return why_set(why, STATUS_NOT_FOUND, "the folder of verbs '%s' cannot be read: %s", path,
                       strerror(errno));
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        add_verb(vm, entry->d_name);
    closedir(folder);
    qsort(vm->verbs, vm->n_verbs, sizeof vm->verbs[0], compare_words);
    return STATUS_OK;
}

/* --- chunks --- */

static void make_environment(lua_State *L, const luaL_Reg *extra, const char *names,
                             const char *environment)
{
    sandbox_push_builtins(L);
    luaL_setfuncs(L, extra, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, names);
    sandbox_wrap(L);
    lua_setfield(L, LUA_REGISTRYINDEX, environment);
}

void source_open_environments(lua_State *L, const luaL_Reg *for_scripts, const luaL_Reg *for_verbs)
{
    make_environment(L, for_scripts, script_names, script_env);
    if (for_verbs)
        make_environment(L, for_verbs, verb_names, verb_env);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, modules);
}

static void push_chunk(lua_State *L, const struct script_source *source, const char *environment)
{
    char name[WHERE_MAX];
    snprintf(name, sizeof name, "@%s", source->name);
    if (source->size > 0 && source->text[0] == LUA_SIGNATURE[0]) {
        lua_pushfstring(L, "%s:1: this is compiled Lua; only source text is accepted", name + 1);
        lua_error(L);
    }
    if (luaL_loadbufferx(L, source->text, source->size, name, "t") != LUA_OK)
        lua_error(L);
    lua_getfield(L, LUA_REGISTRYINDEX, environment);
    if (!lua_setupvalue(L, -2, 1))
        lua_pop(L, 1);
}

static void load_verbs(lua_State *L, const struct script_source *source);

static const struct script_source *read_or_raise(lua_State *L, const char *path, const char *name)
{
    struct why why;
    const struct script_source *source;
    if (source_read(vm_of(L), path, name, &source, &why) != STATUS_OK)
        vm_fail(L, "%s", why.text);
    return source;
}

static int finish_verb(lua_State *L, int status, lua_KContext context)
{
    (void)status, (void)context;
    return lua_gettop(L);
}

/* What a verb asks another verb for belongs to its own call. */
static bool is_called_by_verb(lua_State *L)
{
    lua_Debug at;
    if (!lua_getstack(L, 1, &at))
        return false;
    lua_getinfo(L, "S", &at);
    return strncmp(at.source, "@verbs/", 7) == 0;
}

/* Calls the verb in upvalue 1. A C function between script and verb keeps the script's line on the
 * stack even where it says `return ppt { … }`, which would be a tail call otherwise. */
static int call_verb(lua_State *L)
{
    vm_of(L)->call += !is_called_by_verb(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, finish_verb);
    return finish_verb(L, LUA_OK, 0);
}

static void load_verb(lua_State *L, const char *verb)
{
    const struct vm *vm = vm_of(L);
    char path[PATH_SIZE], name[WORD_MAX + 16];
    snprintf(path, sizeof path, "%s/verbs/%s.lua", vm->library, verb);
    snprintf(name, sizeof name, "verbs/%s.lua", verb);
    const struct script_source *source = read_or_raise(L, path, name);
    load_verbs(L, source);
    push_chunk(L, source, verb_env);
    lua_call(L, 0, 1);
    if (lua_type(L, -1) != LUA_TFUNCTION)
        vm_fail(L, "%s:1: a verb's file returns a function", name);
    lua_pushcclosure(L, call_verb, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, script_names);
    lua_getfield(L, LUA_REGISTRYINDEX, verb_names);
    lua_pushvalue(L, -3);
    lua_setfield(L, -3, verb);
    lua_pushvalue(L, -3);
    lua_setfield(L, -2, verb);
    lua_pop(L, 3);
}

/* Loads every verb whose name occurs in the source and is not loaded yet; raises. */
static void load_verbs(lua_State *L, const struct script_source *source)
{
    struct vm *vm = vm_of(L);
    struct scan scan;
    luaL_checkstack(L, 20, "verbs");
    scan_begin(&scan, source->text, source->size);
    for (struct token token; (token = scan_next(&scan)).kind != TOKEN_END;) {
        if (token.kind != TOKEN_NAME)
            continue;
        for (size_t i = 0; i < vm->n_verbs; i++)
            if (!vm->verb_loaded[i] && token_is(&token, vm->verbs[i])) {
                vm->verb_loaded[i] = true;
                load_verb(L, vm->verbs[i]);
            }
    }
}

void source_push_script(lua_State *L, const struct script_source *source)
{
    load_verbs(L, source);
    push_chunk(L, source, script_env);
}

void source_push_environment(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, script_env);
}

/* --- modules --- */

static bool is_module_name(const char *name)
{
    const size_t n = strlen(name);
    return n > 0 && n < WORD_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == n;
}

static bool find_module(const struct vm *vm, const char *name, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/%s.lua", vm->folder, name);
    FILE *file = fopen(path, "rbe");
    if (!file) {
        snprintf(path, PATH_SIZE, "%s/library/%s.lua", vm->library, name);
        file = fopen(path, "rbe");
    }
    if (file)
        fclose(file);
    return file != NULL;
}

int source_require(lua_State *L)
{
    const struct vm *vm = vm_of(L);
    const char *name = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : "";
    if (!is_module_name(name))
        vm_fail(L, "require takes the name of a file beside this one, without folder and '.lua'");
    lua_getfield(L, LUA_REGISTRYINDEX, modules);
    if (lua_getfield(L, -1, name) == LUA_TBOOLEAN)
        vm_fail(L, "the files '%s' and this one require each other", name);
    if (!lua_isnil(L, -1))
        return 1;
    if (!vm->is_loading)
        vm_fail(L, "require belongs to the top of the file, not into a function that runs later");
    char path[PATH_SIZE], file[WORD_MAX + 8];
    if (!find_module(vm, name, path))
        vm_fail(L, "there is no file '%s.lua' beside this one or in the library", name);
    snprintf(file, sizeof file, "%s.lua", name);
    lua_pushboolean(L, 1);
    lua_setfield(L, 2, name);
    source_push_script(L, read_or_raise(L, path, file));
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1) || lua_isboolean(L, -1))
        vm_fail(L, "the file '%s' returns nothing that can be used", file);
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, name);
    return 1;
}
