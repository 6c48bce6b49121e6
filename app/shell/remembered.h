/* What was used last, for the next start of `limen window`: a small file of the person, $XDG_STATE_HOME/limen/last.json or
 * ~/.local/state/limen/last.json. Demonstrations neither read nor write it. */
#ifndef LIMEN_SHELL_REMEMBERED_H
#define LIMEN_SHELL_REMEMBERED_H

#include "base/status.h"

#include <stdbool.h>

enum { REMEMBERED_MAX = 1024 };

struct remembered {
    char study[REMEMBERED_MAX], bench[REMEMBERED_MAX]; /* whole paths; "": none */
    char protocol[REMEMBERED_MAX];                     /* the same, or the name of a shipped one */
};

/* False: this person has no place for it. */
bool remembered_path(char out[REMEMBERED_MAX]);
/* A file that is absent or broken: nothing is remembered. */
void remembered_load(const char *path, struct remembered *out);
/* Appears whole or not at all, with its folder. */
MUST_CHECK
enum status remembered_save(const char *path, const struct remembered *remembered, struct why *why);

#endif
