/* The examiner at a terminal: what the session shows and asks, on standard error; keys from
 * standard input.
 *
 * Enter does the next thing, Space stops at once, s spoils the attempt just made, r repeats, k
 * skips the rest of this test, e ends the session, q leaves it to be resumed. The automatic
 * examiner confirms everything, and `on_stop` says what follows a stop by a person or a limit; a
 * stop by an instrument is repeated `faults_max` times. */
#ifndef LIMEN_CLI_TERMINAL_H
#define LIMEN_CLI_TERMINAL_H

#include "session/live.h"
#include "session/session.h"

#include <stdbool.h>
#include <termios.h>

struct terminal {
    struct session_view view; /* for struct session_parts */
    struct stop_line *stop;
    bool is_automatic;
    bool is_gone;  /* hung up: nobody answers any more */
    bool has_line; /* standard error is a terminal: a live line */
    bool line_is_open;
    bool is_choosing; /* a reason for a spoiled attempt */
    enum decision on_stop;
    unsigned faults, faults_max;
    char response_key; /* 0: none */
    enum phase phase;
    bool in_trial;
    bool has_kept;
    struct termios kept;
};

/* `response_key`: the key of the bench file's response, as text; "" for none. */
void terminal_init(struct terminal *terminal, struct stop_line *stop, bool is_automatic,
                   const char *response_key);
void terminal_fini(struct terminal *terminal); /* gives the terminal back as it was */

/* For struct live_config. */
bool terminal_input(void *context, struct live *live);
void terminal_tick(void *context, struct live *live);

#endif
