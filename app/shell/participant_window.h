/* The participant's window, on the second screen where there is one. It never takes the keyboard from the examiner's window:
 * Space is STOP there whatever the participant's hand does. */
#ifndef LIMEN_SHELL_PARTICIPANT_WINDOW_H
#define LIMEN_SHELL_PARTICIPANT_WINDOW_H

#include "draw/surface.h"
#include "gui/participant.h"
#include "link/port.h"
#include "shell/joystick.h"
#include "shell/participant_line.h"

union SDL_Event;
struct SDL_Window;

struct participant_window {
    struct SDL_Window *handle;        /* NULL: closed */
    struct SDL_Window *examiners;     /* borrowed: whose screen it leaves alone */
    struct fonts *fonts;              /* borrowed */
    char place[WINDOW_PLACE_MAX + 1]; /* where its line is found */
    struct surface *surface;
    struct canvas *canvas;
    struct participant_view view;
    struct participant participant;
    struct participant_line line;
    struct joystick joystick;
    uint64_t painted; /* hash of what was painted last; 0: nothing */
    int width, height;
    int display;     /* all of it is the window's; -1: it is a window among others */
    int bounds[4];   /* of it: x, y, width, height */
    mono_ns look_at; /* where the displays are, the next time */
    bool is_closed;  /* by a person, until it is asked for again */
    bool has_answer; /* LINE, NUMBERS: to be taken */
    bool is_stale;
};

/* Its settings; nothing is opened. `place` is of this process alone. */
void participant_window_init(struct participant_window *window);
/* What it is to show: opened and closed as the view wants it. A window that cannot be opened is left out (STATUS_IO, STATUS_BUSY),
 * and asked for again with participant_window_again(). */
MUST_CHECK
enum status participant_window_show(struct participant_window *window,
                                    const struct participant_view *view, struct why *why);
/* One that was closed may be opened again. */
void participant_window_again(struct participant_window *window);
void participant_window_close(struct participant_window *window);

/* True: the event is of this window, and nobody else needs to hear of it. Keys are always the examiner's as well, but for those
 * that move the mark. */
bool participant_window_hear(struct participant_window *window, const union SDL_Event *event,
                             mono_ns now);
/* Its line, and what is to be painted. */
void participant_window_tend(struct participant_window *window, mono_ns now);
/* When that has to be called again; MONO_NEVER while it is closed. */
mono_ns participant_window_due(const struct participant_window *window);
/* An answer that was given: to be taken once. */
bool participant_window_answer(struct participant_window *window, double *value, uint32_t *prompt);

#endif
