/* The window: SDL2 on one side, gui and engine on the other. Draws, never decides. */
#ifndef LIMEN_SHELL_WINDOW_H
#define LIMEN_SHELL_WINDOW_H

#include "base/mono.h"
#include "base/status.h"
#include "cli/options.h"
#include "gui/theme.h"
#include "hw/bench_spec.h"
#include "text/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct window_config {
    const char *study, *protocol, *participant; /* NULL: none yet */
    const char *operator_name;
    const struct bench_spec *bench; /* NULL: none yet */
    const char *bench_path;         /* its file; NULL: it has none yet */
    const char *bench_problem;      /* why that file cannot be used; NULL: it can */
    const char *const
        *ports; /* where instruments are looked for beside the serial ports; may be NULL */
    size_t n_ports;
    const char *state;      /* where what is used is remembered; NULL: nowhere */
    const char *offered;    /* the study used last, not to be opened unasked; NULL: none */
    const char *notice;     /* told at the start; NULL: nothing */
    struct option_list set; /* parameters of the protocol, as --set gives them */
    uint64_t seed;
    bool is_demo;
    double scale; /* pixels per 1/96 inch; 0: as the display has it */
    enum theme theme;
    enum language language;
    int width, height;      /* in pixels; 0: as large as it is wanted */
    mono_ns lasts;          /* closes by itself after so long; 0: never */
    bool shows_participant; /* the participant's window, whatever the bench is */
    bool tells;             /* what it shows, as JSON lines on standard output */
    bool
        is_first_frame_all; /* says on standard output when the first frame was shown, and leaves */
};

/* Until the window is closed. The exit code of DESIGN 9; what went wrong is told on standard error. The caller is
 * single-threaded. */
int window_run(const struct window_config *config);

#endif
