/* The window's contents: screens drawn from a view, fed by input, answering with actions. It knows no device, no study and
 * no window system. Time is a parameter. */
#ifndef LIMEN_GUI_GUI_H
#define LIMEN_GUI_GUI_H

#include "base/mono.h"
#include "base/status.h"
#include "draw/font.h"
#include "draw/surface.h"
#include "gui/action.h"
#include "gui/input.h"
#include "gui/theme.h"
#include "gui/view.h"
#include "text/text.h"

struct gui;

struct gui_config {
    float width, height; /* pixels at 96 dpi */
    enum theme theme;
    enum language language;
};

MUST_CHECK
enum status gui_new(const struct gui_config *config, struct fonts *fonts, struct gui **out);
void gui_free(struct gui *gui);
void gui_resize(struct gui *gui, float width, float height);
void gui_set_theme(struct gui *gui, enum theme theme);
void gui_set_language(struct gui *gui, enum language language);

/* Is this event a STOP: Space, but not as a blank in a field while nothing is live; or a press on STOP? Asked before
 * gui_frame(), so that the stop line is raised before anything else is done. A Space that is still held when something goes
 * live counts by its repeats. */
bool gui_is_stop(const struct gui *gui, const struct view *view, const struct input_event *event);

/* A text field has the keyboard: letters are words. */
bool gui_is_typing(const struct gui *gui);
/* Has this key a meaning for the examiner during a session, so that it can be no participant's? */
bool gui_owns_key(uint16_t key);

/* The window is to be closed while a session runs: asks, and ACTION_QUIT is the answer. Nothing is asked while something is
 * live, nor over another question. */
void gui_ask_to_close(struct gui *gui);

/* What the last frame asked for was not taken: the next frame says so. */
void gui_note_lost(struct gui *gui, mono_ns now);

/* Takes the input in, lays the screen out and draws every panel into its canvas. `actions` is emptied first. Events that
 * follow a change of screen wait for the next frame (gui_deadline() is then `now`). */
void gui_frame(struct gui *gui, mono_ns now, const struct view *view,
               const struct input_queue *input, struct actions *actions);
/* Paints the panels that changed since the last call (all, when `whole`, and after a change of size or theme). Returns how
 * many. `areas` (may be NULL) gets their rectangles within the window, at most `areas_max`: of more, the last one holds the
 * rest. */
size_t gui_paint(struct gui *gui, struct surface *surface, bool whole, struct rect *areas,
                 size_t areas_max);
/* When something changes by itself (countdown, toast, fade); MONO_NEVER: never. */
mono_ns gui_deadline(const struct gui *gui);
/* The draw list of the whole screen, for golden files. The caller frees; NULL: no memory. */
char *gui_dump(const struct gui *gui);

#endif
