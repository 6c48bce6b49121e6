/* The window's end of the link between the participant's window and the bench: fifty lines a second as long as the window is
 * open (hw/drivers/screen_vas.c). A line that the bench has no room for is lost, and its number with it, so that the gap is seen;
 * where the program does not come round to it in time nothing is said, and the bench takes that for silence: a mark that nobody
 * watches never looks like one that rests. One thread. */
#ifndef LIMEN_SHELL_PARTICIPANT_LINE_H
#define LIMEN_SHELL_PARTICIPANT_LINE_H

#include "base/mono.h"
#include "base/status.h"
#include "sim/vas_end.h"

struct participant_line { /* all zero: closed */
    bool is_open;
    int listen_fd, fd; /* while it is open; fd -1: nobody has come */
    struct vas_end end;
    mono_ns next;  /* the next line is due */
    uint64_t said; /* lines that the link took, with a rating */
};

/* As window_listen(). */
MUST_CHECK
enum status participant_line_open(struct participant_line *line, const char *place,
                                  struct why *why);
void participant_line_close(struct participant_line *line);
/* What is due. `rating`: 0 to 10, NAN: nobody has touched the scale. To be called at line->next, at the latest. */
void participant_line_tend(struct participant_line *line, mono_ns now, double rating,
                           bool is_pressed);

#endif
