/* Writes a study's tables on a thread of its own, from a reader of its own: whoever asked goes on meanwhile, and can give it up
 * at any time. The tables appear together at the end or not at all.
 *
 *  state      left by
 *  IDLE       exporter_start()                    to WRITING
 *  WRITING    the thread, when all tables are whole to WHOLE; a failure or exporter_give_up() to OVER
 *  WHOLE      exporter_noted(): the journal knows   to OVER, the tables are seen then
 *  OVER       exporter_take()                     to IDLE */
#ifndef LIMEN_SHELL_EXPORTER_H
#define LIMEN_SHELL_EXPORTER_H

#include "cli/export_study.h"

enum exporter_state { EXPORTER_IDLE, EXPORTER_WRITING, EXPORTER_WHOLE, EXPORTER_OVER };

struct exporter;

struct exporter_progress {
    enum exporter_state state;
    size_t done, sessions; /* `sessions` 0: not known yet */
};

struct exporter_result {
    enum status status; /* STATUS_STOPPED: it was given up; nothing was left */
    struct why why;
    struct export_done done;
    char folder[1024]; /* whole path, when STATUS_OK */
};

/* `changed` is called on the exporter's thread. STATUS_NO_MEMORY. */
MUST_CHECK
enum status exporter_new(void (*changed)(void *context), void *context, struct exporter **out,
                         struct why *why);
/* Gives up what is written and waits for the thread: at most for one table to reach the disk. NULL: nothing. */
void exporter_free(struct exporter *exporter);

/* All below: the thread that made it. */
/* In IDLE only. STATUS_IO. The paths are copied. */
MUST_CHECK
enum status exporter_start(struct exporter *exporter, const char *study, const char *folder,
                           struct why *why);
struct exporter_progress exporter_look(struct exporter *exporter);
/* In WRITING and WHOLE; does not wait. */
void exporter_give_up(struct exporter *exporter);
/* In WHOLE: the journal was told, or why not. */
void exporter_noted(struct exporter *exporter, enum status status, const struct why *why);
/* True: it is OVER, and was. */
bool exporter_take(struct exporter *exporter, struct exporter_result *result);

#endif
