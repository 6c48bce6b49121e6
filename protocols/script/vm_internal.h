/* One Lua state with its fences: memory, instructions, and a note of where it stands.
 *
 * Invariants:
 * 1. No Lua error leaves this layer: everything that can raise runs inside vm_call() or a resumed
 * thread.
 * 2. A doomed state (out of instructions, memory or time) cannot be revived: the script's pcall
 * raises the doom again, and the hook raises it at every further instruction.
 * 3. C functions that raise own nothing: what grows belongs to the vm and ends with it. */
#ifndef LIMEN_SCRIPT_VM_INTERNAL_H
#define LIMEN_SCRIPT_VM_INTERNAL_H

#include "base/mono.h"
#include "base/rng.h"
#include "base/status.h"
#include "base/text.h"
#include "script/host.h"
#include "script/message.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SOURCES_MAX = 64,
    VERBS_MAX = 128,
    WORD_MAX = 48,  /* longest name of a verb, unit, parameter */
    WHERE_MAX = 160 /* "file:line" */
};

/* The page that child and parent share: where the script was last seen. */
struct where {
    char text[WHERE_MAX];
};

/* What the last error was blamed on: more than its sentence can carry. */
struct blame {
    char where[WHERE_MAX]; /* "file:line"; "": on nothing */
    int column;
    bool is_exact; /* the option or field itself, not the call it is missing from */
};

struct vm {
    lua_State *lua;
    locale_t locale; /* C: numbers have points */
    size_t memory_used, memory_max;
    int64_t ticks_left; /* of the instruction hook in this step */
    int64_t work_left;  /* units of what C functions do for the script in this step */
    mono_ns cpu_limit;  /* of this thread's CPU clock */
    bool doomed;
    char doom[256];
    struct where *where; /* NULL: nobody looks */
    struct blame blame;

    char library[512]; /* folder of verbs/ and library/ */
    char folder[512];  /* of the file that runs */
    struct script_source sources[SOURCES_MAX];
    size_t n_sources;
    char verbs[VERBS_MAX][WORD_MAX]; /* names of the files in verbs/, sorted */
    bool verb_loaded[VERBS_MAX];
    size_t n_verbs;
    bool is_loading; /* modules can be required only now */

    rng_key key;
    uint64_t draws;
    int64_t step, block, call;

    lua_State *task; /* the main script, once it runs */
    bool has_ended;
    struct text request;
    struct message answer;
    struct message parameters; /* set by the user; may be missing */
    struct text header;
    struct text scratch; /* of whichever C function runs */
};

/* `folder_of` is the path of the file that will run; it and `library` may be NULL. */
MUST_CHECK
enum status vm_open(struct vm *vm, size_t memory_max, const char *library, const char *folder_of,
                    struct why *why);
void vm_close(struct vm *vm);
struct vm *vm_of(lua_State *L);

/* A new step begins: instructions, work and CPU time are counted from here. */
void vm_refill(struct vm *vm);
/* Charges work that instructions do not count; raises the doom when it is too much. */
void vm_charge(lua_State *L, double units);
/* Ends the script for good; the sentence gets its line. Raises. */
__attribute__((noreturn)) void vm_doom(lua_State *L, const char *sentence);
void vm_note_where(lua_State *L);
/* Runs `fn(context)` protected. False: `why` says what was raised (a doom is told as it is). */
bool vm_call(struct vm *vm, lua_CFunction fn, void *context, struct why *why);
/* Does it begin with (or hold) a line: "file:7: …"? */
bool vm_has_position(const char *message);
/* The sentence of an error value on top of the stack of `L`; `status` of the call that raised it.
 */
void vm_error_text(struct vm *vm, lua_State *L, int status, struct text *out);

/* Raises "file:line: message" with the line of the innermost function that is not a verb's. */
__attribute__((format(printf, 2, 3), noreturn)) void vm_fail(lua_State *L, const char *format, ...);
/* Raises "file:line: message" at a place in a source, and notes its column. */
struct token;
__attribute__((noreturn)) void vm_fail_at(lua_State *L, const char *file, const struct token *at,
                                          bool is_exact, const char *sentence);
extern const char vm_memory_sentence[];
/* "file:line" of that function; "" when there is none. */
void vm_line(lua_State *L, char out[WHERE_MAX]);

/* sandbox.c: the table of everything that both scripts and verbs may name, left on the stack. */
void sandbox_push_builtins(lua_State *L);
/* An environment over the builtins (below it on the stack, replaced): reading an unknown name is an
 * error with a suggestion, a builtin cannot be replaced. */
void sandbox_wrap(lua_State *L);

/* strings.c, tables.c: replacements of library functions whose C loops no hook can interrupt. */
void strings_open(lua_State *L); /* on the table `string` on top */
void tables_open(lua_State *L);  /* on the table `table` on top */
int tables_pairs(lua_State *L);

/* scan.c: the words of a Lua text, without comments and strings' insides. Sans Lua. */
enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_STRING, TOKEN_SIGN };
struct token {
    enum token_kind kind;
    const char *start; /* of a string: behind its first quote or bracket */
    size_t size;
    int line, column; /* from 1 */
};
struct scan {
    const char *at, *end, *line_start;
    int line;
};
void scan_begin(struct scan *scan, const char *text, size_t size);
struct token scan_next(struct scan *scan);
bool token_is(const struct token *token, const char *word);
/* Moves on behind `key =`, from that line on; false, and leaves the scan, when there is none. */
bool scan_find_field(struct scan *scan, int from_line, const char *key, struct token *field);
/* The only call of `verb` on that line: `verb { …`, `verb ( …` or `verb "…`; the scan goes on behind
 * the sign after the name. */
bool scan_find_call(struct scan *scan, const char *verb, int line, struct token *name);
/* The first `{ verb, …` in what is called on that line; the scan goes on at its brace. */
bool scan_find_described(struct scan *scan, const char *verb, int line, struct token *name);
/* `option =` in the braces that follow there, not deeper. */
bool scan_find_option(struct scan scan, const char *option, struct token *out);

/* source.c */
MUST_CHECK
enum status source_read(struct vm *vm, const char *path, const char *name,
                        const struct script_source **out, struct why *why);
/* NULL: none of that name was read. */
const struct script_source *source_find(const struct vm *vm, const char *name);
MUST_CHECK
enum status source_list_verbs(struct vm *vm, struct why *why);
/* The two environments: what scripts see, and what verbs see besides. Adds what is on `extra`. */
void source_open_environments(lua_State *L, const luaL_Reg *for_scripts, const luaL_Reg *for_verbs);
/* Compiles a source as text with the scripts' environment, after loading the verbs it names;
 * raises. */
void source_push_script(lua_State *L, const struct script_source *source);
int source_require(lua_State *L);
void source_push_environment(lua_State *L); /* the scripts' */

/* value.c: Lua values to canonical text and back; both raise. */
void value_put(lua_State *L, int index, struct text *out);
void value_push(lua_State *L, const struct message *message);

/* task.c: what verbs stand on. */
extern const luaL_Reg task_verb_names[];

/* header.c: the builtin `protocol`. Leaves `run` and the parameters' values in the registry. */
int header_protocol(lua_State *L);
extern const char header_run[], header_values[];

/* run.c: a protocol from file to end. */
/* `where` may be NULL. Whatever comes out, the caller ends it with vm_close(). */
MUST_CHECK
enum status run_load(struct vm *vm, const char *path, const struct script_options *options,
                     struct where *where, struct why *why);
enum script_state run_step(struct vm *vm, const char *answer, size_t answer_size, struct text *out);

/* words.c: "; did you mean 'x'?" or "". `next` gives the candidates, NULL at the end. */
struct suggestion {
    char word[WORD_MAX];
    char best[WORD_MAX];
    size_t distance;
};
void suggestion_begin(struct suggestion *suggestion, const char *word);
void suggestion_offer(struct suggestion *suggestion, const char *candidate);
/* Into `out`, which it returns. */
const char *suggestion_end(const struct suggestion *suggestion, char out[WORD_MAX + 24]);
/* Whether `word` is one of `known` (NULL at the end); if not, what to suggest is in `out`. */
bool suggestion_known(const char *word, const char *const *known, char out[WORD_MAX + 24]);
/* site.c: the same for sites. Returns `out`. */
const char *site_suggest(const char *id, char out[WORD_MAX + 24]);

#endif
