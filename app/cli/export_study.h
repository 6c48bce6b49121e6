/* A study as tables in a folder: trials, indices, samples, codebook. Whole or not at all; the journal is told when they are
 * whole and before anybody can see them. */
#ifndef LIMEN_CLI_EXPORT_STUDY_H
#define LIMEN_CLI_EXPORT_STUDY_H

#include "cli/rows.h"

struct export_done {
    size_t tables, attempts;
    bool is_silent; /* the study cannot be written now: its journal does not mention this export */
    char remark[ROWS_REMARK]; /* on the whole study; "" none */
};

/* `is_read_only`: the study was opened for reading only. Nothing is overwritten. As rows_load(), table_folder_open(). */
MUST_CHECK
enum status export_study(struct study *study, bool is_read_only, const char *folder,
                         struct export_done *done, struct why *why);
/* The world keeps a study from being written, not from being read. */
bool export_is_refused_to_writers(enum status status);

#endif
