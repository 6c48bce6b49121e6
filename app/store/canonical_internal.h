/* Canonical JSON as text: finding, escaping, putting in members; no other byte changes. */
#ifndef LIMEN_STORE_CANONICAL_INTERNAL_H
#define LIMEN_STORE_CANONICAL_INTERNAL_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct span {
    const char *at;
    size_t size;
};

/* The raw value of a member of the object `json`; {NULL, 0} when it is not there or `json` is no
 * object. */
struct span canonical_member(const char *json, size_t size, const char *name);

/* `"text"` with quotes and escapes. */
void canonical_string(struct text *out, const char *text);

/* `json` with the member put in at its sorted place, or in place of the one of that name. False:
 * `json` is no object. */
bool canonical_put(struct text *out, const char *json, size_t size, const char *name,
                   const char *value);

#endif
