/* Reading named fields of a table that a bench or participant file wrote; all raise at the file's
 * line. */
#ifndef LIMEN_SCRIPT_FIELDS_INTERNAL_H
#define LIMEN_SCRIPT_FIELDS_INTERNAL_H

#include "vm_internal.h"

/* The value at `index` is a table and all its text keys are among `known` (NULL at the end). */
void fields_check(lua_State *L, int index, const char *what, const char *const *known);
/* A number in exactly this unit ("1": plain) between min and max; `fallback` when absent. */
struct field_range {
    const char *unit;
    double min, max;
};
double field_number(lua_State *L, int table, const char *key, struct field_range range,
                    double fallback);
/* Copies a text; "" when absent and not `needed`. */
void field_text(lua_State *L, int table, const char *key, bool needed, char *out, size_t cap);
bool field_flag(lua_State *L, int table, const char *key);
/* The number at the index of the stack, as field_number(); `name` is for messages. */
double field_value(lua_State *L, int index, const char *name, struct field_range range);

/* Runs a file that returns what `word` made: builtins and `names` are all it sees. `context` is
 * found again with file_context(). */
struct file_kind {
    const char *word;           /* "bench" */
    const luaL_Reg *names;      /* its functions; one of them is `word` */
    void (*open)(lua_State *L); /* metatables; may be NULL */
};
MUST_CHECK
enum status file_run(const char *path, const struct file_kind *kind, void *context,
                     struct why *why);
void *file_context(lua_State *L);
/* To be called by `word`: returns its table (at index 1) as the file's result. */
int file_finish(lua_State *L);

#endif
