/* One pseudo-terminal with its symbolic link. */
#ifndef LIMEN_SIM_PTY_LINE_INTERNAL_H
#define LIMEN_SIM_PTY_LINE_INTERNAL_H

#include "sim/pty.h"

/* Raw, non-blocking, close-on-exec. */
MUST_CHECK
enum status pty_line_open(struct sim_pty_line *line, const char *link, struct why *why);
void pty_line_close(struct sim_pty_line *line);
/* Closes the pty and removes its link until the line is opened again. */
void pty_line_unplug(struct sim_pty_line *line);

#endif
