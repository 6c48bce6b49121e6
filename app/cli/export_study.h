/* A study as tables in a folder: trials, indices, samples, events, codebook. Whole or not at all; the journal is told when
 * they are whole and before anybody can see them. */
#ifndef LIMEN_CLI_EXPORT_STUDY_H
#define LIMEN_CLI_EXPORT_STUDY_H

#include "cli/rows.h"

struct export_done {
    size_t tables, attempts;
    bool is_silent; /* the study cannot be written now: its journal does not mention this export */
    char remark[ROWS_REMARK]; /* on the whole study; "" none */
};

/* Who follows an export while it is made. */
struct export_watch {
    void *context;
    /* How far it is, in sessions; false: it is given up (STATUS_STOPPED). NULL: nobody asks. */
    bool (*step)(void *context, size_t done, size_t all);
    /* The tables are whole and nobody sees them yet: somebody else tells the journal. NULL: it is told here, where `study` can
     * be written. */
    enum status (*note)(void *context, struct why *why);
};

/* As export_study(), watched. */
MUST_CHECK
enum status export_watched(struct study *study, const struct export_watch *watch,
                           const char *folder, struct export_done *done, struct why *why);
/* The journal of one session is told of an export. An erased one is left alone. */
MUST_CHECK
enum status export_note(struct study *study, const struct study_session *session, struct why *why);
/* `is_read_only`: the study was opened for reading only. Nothing is overwritten. As rows_load(), table_folder_open(). */
MUST_CHECK
enum status export_study(struct study *study, bool is_read_only, const char *folder,
                         struct export_done *done, struct why *why);
/* The world keeps a study from being written, not from being read. */
bool export_is_refused_to_writers(enum status status);

#endif
