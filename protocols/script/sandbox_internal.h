/* What the replaced library functions share. */
#ifndef LIMEN_SCRIPT_SANDBOX_INTERNAL_H
#define LIMEN_SCRIPT_SANDBOX_INTERNAL_H

#include "vm_internal.h"

/* The text of the value at the index, pushed; never an address. */
void sandbox_push_text(lua_State *L, int index);
/* Raises the error on top again. Out of memory and doom cannot be caught by a script. */
int sandbox_rethrow(lua_State *L, int status);

#endif
