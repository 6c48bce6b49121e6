/* Several tables that appear in a folder together, or not at all.
 *
 * Each is written under a temporary name, brought to the disk, and given its own name only when all
 * are whole. Nothing that is there is replaced. What was made before a failure is removed. */
#ifndef LIMEN_EXPORT_TABLE_FOLDER_H
#define LIMEN_EXPORT_TABLE_FOLDER_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { TABLES_MAX = 8 };

struct table_folder {
    const char *path; /* borrowed */
    bool is_made;     /* by us */
    bool is_published;
    int fd;
    size_t n, n_renamed;
    const char *names[TABLES_MAX]; /* borrowed; the tables begun so far */
    FILE *out;                     /* the table that is being written */
};

/* Makes the folder when it is not there. STATUS_INVALID with a sentence. */
MUST_CHECK
enum status table_folder_open(struct table_folder *folder, const char *path, struct why *why);
/* Begins a table; write it to `folder->out`. STATUS_INVALID: a file of this name is there. STATUS_IO. */
MUST_CHECK
enum status table_folder_begin(struct table_folder *folder, const char *name, struct why *why);
/* STATUS_IO: it is not on the disk as a whole. */
MUST_CHECK
enum status table_folder_end(struct table_folder *folder, struct why *why);
/* Gives the tables their names. STATUS_INVALID: a name has been taken meanwhile. STATUS_IO. */
MUST_CHECK
enum status table_folder_publish(struct table_folder *folder, struct why *why);
/* Whatever was not published as a whole is removed. */
void table_folder_close(struct table_folder *folder);

#endif
