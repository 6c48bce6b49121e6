/* The examiner at a terminal: what the session shows and asks, on standard error; keys from
 * standard input.
 *
 * Enter does the next thing, Space stops at once and always, s spoils the attempt just made, r
 * repeats, k skips the rest of this test, e ends the session, q leaves it to be resumed. What
 * cannot be taken back (k, e) is asked once more. A key that is held down counts once: the same key
 * counts again when it has been up, that is after a pause or after another key; Space is outside
 * this rule. A second Ctrl-C at the question what follows a stop, or whether the probe is off, leaves
 * the session.
 * While TAKE OFF is shown, Enter says first of all that the thermode is off the skin, and nothing is repeated or armed before that.
 *
 * The automatic examiner confirms everything but that a probe or a thermode is off: it waits until that is seen, and leaves the
 * session when that takes too long. Otherwise `on_stop` says what follows a stop by a person or
 * a limit; a stop by an instrument is repeated `faults_max` times. */
#ifndef LIMEN_CLI_TERMINAL_H
#define LIMEN_CLI_TERMINAL_H

#include "cli/terminal_guard.h"
#include "session/live.h"
#include "session/session.h"

#include <stdbool.h>
#include <termios.h>

enum terminal_mode {
    TERMINAL_ASKS,    /* a person decides */
    TERMINAL_WATCHES, /* automatic; Space stops it */
    TERMINAL_SHOWS,   /* automatic; no key is read */
};

enum terminal_question {
    QUESTION_PROMPT, /* what the session asks */
    QUESTION_REASON, /* why the attempt is spoiled */
    QUESTION_WAIVE,  /* why it is tested though the conditioning is not where it was wanted */
    QUESTION_SURE,   /* whether `sure` was meant */
};

struct terminal_keys {
    struct key_guard guard;
    int escape; /* within the bytes of an arrow or function key */
    struct {
        char key; /* a small letter or a digit; 0: this response is no key */
        bool is_stop;
    } responses[RESPONSES_MAX]; /* of the participant, each at its place in the bench file */
    char sure;
    char entry[12]; /* the number that is being typed */
    enum terminal_question question;
};

/* The line that is drawn over and over. */
struct terminal_line {
    bool is_possible; /* standard error is a terminal */
    bool is_open, in_trial;
    bool has_responded; /* the participant, in this ramp */
    enum phase phase;
    struct trial_plan plan; /* of the trial that was confirmed last */
    int64_t attempt;
    mono_ns until; /* a rest or a wait; 0: neither */
    char what[160];
    mono_ns rang;
    uint8_t rung_pulse; /* of a train to a beat: its cue was rung; 0: none */
};

struct terminal {
    struct session_view view; /* for struct session_parts */
    struct stop_line *stop;
    enum terminal_mode mode;
    enum language language;
    bool is_gone;          /* hung up: nobody answers any more */
    bool is_not_back;      /* TAKE OFF is shown: session_not_back() ... */
    bool not_back_is_cuff; /* ... or OPEN, of a cuff */
    bool is_pushed_away;   /* a note stands below the question */
    enum decision on_stop;
    unsigned faults, faults_max;
    char told
        [400]; /* the last sentence on what is wrong, where nobody is asked; "": an attempt was saved since */
    uint32_t signals; /* that had come when the session asked what follows a stop */
    struct terminal_keys keys;
    struct terminal_line line;
    bool has_kept;
    struct termios kept;
};

/* `bench`: whose responses may be keys. */
void terminal_init(struct terminal *terminal, struct stop_line *stop, enum terminal_mode mode,
                   enum language language, const struct bench_spec *bench);
void terminal_fini(struct terminal *terminal); /* gives the terminal back as it was */

/* For struct live_config. */
int terminal_fd(const struct terminal *terminal); /* -1: no key is read */
bool terminal_input(void *context, struct live *live);
void terminal_tick(void *context, struct live *live);

/* Before there is a session: waits for Enter. False: q, a signal, or nobody is there. */
MUST_CHECK
bool terminal_confirm(struct terminal *terminal);

/* Is it a key of the examiner, which no participant may have? */
bool terminal_owns(char key);

#endif
