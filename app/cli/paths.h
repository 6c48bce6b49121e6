/* Where verbs and shipped protocols are: installed, or in the source tree that the program was
 * built from. */
#ifndef LIMEN_CLI_PATHS_H
#define LIMEN_CLI_PATHS_H

#include "base/status.h"

#include <stddef.h>

enum { PATHS_SIZE = 1024 };

/* The folder that holds verbs/ and library/. Looks beside the program, then where it was installed,
 * then in its sources. STATUS_NOT_FOUND. */
MUST_CHECK
enum status paths_protocols(char out[PATHS_SIZE], struct why *why);
/* A protocol as people name it: a file, or the name of a shipped one ("ppt-core"). */
MUST_CHECK
enum status paths_protocol(const char *name, char out[PATHS_SIZE], struct why *why);

/* Can this file be read as an input? `what`: "bench file", of assets/texts/values.def. STATUS_NOT_FOUND, STATUS_INVALID (a folder, no right to
 * read). */
MUST_CHECK
enum status paths_input(const char *path, const char *what, struct why *why);
/* The path from the root, so that a message names the folder; "" and what would be too long stay as they are, and so does what
 * begins with a colon, which is no path. */
void paths_whole(const char *path, char *out, size_t size);
/* Does the name mean a file? SQLite takes this one for a study without a file. STATUS_INVALID. */
MUST_CHECK
enum status paths_study(const char *name, struct why *why);

#endif
