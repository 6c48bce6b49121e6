/* Checks a protocol file without running anything: syntax, header, names, sites, and dry runs in
 * which every trial ends with a response, at its limit, or is skipped by the examiner. */
#ifndef LIMEN_SCRIPT_CHECK_H
#define LIMEN_SCRIPT_CHECK_H

#include "base/status.h"
#include "base/text.h"
#include "script/host.h"

/* A session that asks for more than this has no end: a dry run says so, a simulated session is given up. */
enum { SCRIPT_STEPS_MAX = 20000 };

/* One line per finding is appended to `messages`: "path:line:column: message" (column 1 where Lua
 * gives none, "path: message" where nobody knows the line). STATUS_OK: nothing found. STATUS_INVALID: there are messages. Others (NOT_FOUND,
 * NO_MEMORY …): `why`. */
MUST_CHECK
enum status script_check(const char *path, const struct script_options *options,
                         struct text *messages, struct why *why);

#endif
