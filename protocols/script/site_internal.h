/* Sites as Lua values: site("lumbar.L4", "left", { role = "local" }); the same words give the same
 * value, so that sites can be keys. */
#ifndef LIMEN_SCRIPT_SITE_INTERNAL_H
#define LIMEN_SCRIPT_SITE_INTERNAL_H

#include "vm_internal.h"

struct site {
    char id[32], side[12], role[12];
};

void site_open(lua_State *L); /* metatable and registry of sites */
int site_make(lua_State *L);  /* the builtin `site` */
const struct site *site_at(lua_State *L, int index);
/* "lumbar.L4/left": the key of a site in results, and its place in the order. */
void site_text(const struct site *site, char out[48]);

#endif
