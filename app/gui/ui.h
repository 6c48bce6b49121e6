/* Immediate-mode widgets for the screens. A widget is a call that draws itself into the current panel and says whether it
 * was used in this frame; nothing but the focus, the pressed widget and the text being edited is kept between frames.
 *
 * Input is honest: every event of the queue is offered in order, once, to whoever wants it (ui_key(), ui_press());
 * what was taken is gone. Key repeat is seen by text fields only. A press counts where it went down, and acts on release
 * over the same widget; STOP acts on press, before any of this (gui_is_stop()). */
#ifndef LIMEN_GUI_UI_H
#define LIMEN_GUI_UI_H

#include "draw/canvas.h"
#include "draw/font.h"
#include "gui/action.h"
#include "gui/body.h"
#include "gui/input.h"
#include "gui/theme.h"
#include "gui/view.h"
#include "text/text.h"

#include <stdarg.h>

struct gui;
struct ui_state;

/* Panels are painted singly: everything drawn between ui_panel() and the next belongs to one. Fixed numbers, so that a
 * panel is compared with itself. */
enum panel_id {
    PANEL_TOP,
    PANEL_STRIP,
    PANEL_LEFT,
    PANEL_MAIN,
    PANEL_RIGHT,
    PANEL_RIGHT2,
    PANEL_ALOUD,
    PANEL_BOTTOM,
    PANEL_A,
    PANEL_B,
    PANEL_C,
    PANEL_D,
    PANEL_E,
    PANEL_F,
    PANEL_G,
    PANEL_H,
    PANEL_TOAST,
    PANEL_MODAL,
    PANEL_STOP,
    PANELS,
};

/* Sizes of the look, in pixels at 96 dpi. */
enum {
    SIZE_MARGIN = 16,
    SIZE_GAP = 8,
    SIZE_PAD = 16,
    SIZE_PAD_WIDE = 24,
    SIZE_RADIUS = 8,
    SIZE_RADIUS_SMALL = 4,
    SIZE_BUTTON = 56,
    SIZE_FIELD = 72,
    SIZE_ROW = 56,
    SIZE_ROW_TALL = 72,
    SIZE_CHIP = 32,
    SIZE_TOP = 56,
    SIZE_BOTTOM = 96,
    SIZE_STOP_H = 80,
    SIZE_KEY = 24,
    SIZE_ALOUD = 72,
};

enum button_kind { BUTTON_NORMAL, BUTTON_PRIMARY, BUTTON_LOCKED };

enum { FIELD_CHARACTERS_MAX = 200, FIELD_BYTES_MAX = 4 * FIELD_CHARACTERS_MAX };
struct ui_field { /* a line of text being edited; kept by the screen that owns it, zero at first */
    char text
        [FIELD_BYTES_MAX +
         1]; /* UTF-8; the screen may write it while the field has no focus, or by ui_field_set() */
    size_t max; /* bytes, without the end; 0: what fits; never more than 200 characters */
    bool has_focus;
    bool is_full; /* the last thing typed or pasted did not fit whole; the field says so */
    void *edit;   /* the editor's, while it has focus */
};

struct ui {
    mono_ns now;
    float width, height;
    bool is_small; /* below 1200 wide */
    enum theme theme;
    enum language language;
    struct fonts *fonts;
    const struct view *view;
    struct canvas *canvas; /* of the current panel */
    struct actions *actions;
    /* the rest is ui.c's */
    struct ui_state *state;
};

/* ---- panels */
/* Begins a panel: what follows is drawn into it. `fill`: with the panel ground, rounded. */
void ui_panel(struct ui *ui, enum panel_id id, struct rect area, bool fill);
colour ui_colour(const struct ui *ui, enum role_colour role);

/* ---- text */
/* size, weight, role: one line, centred on y (0.36 rule); returns its width. Cut with an ellipsis at `width_max` > 0: for names
 * of people's own making only; our own texts must fit. */
float ui_text(struct ui *ui, struct point at, float size, enum text_weight weight,
              enum role_colour role, const char *text);
float ui_text_right(struct ui *ui, struct point at, float size, enum text_weight weight,
                    enum role_colour role, const char *text);
float ui_text_centre(struct ui *ui, struct point at, float size, enum text_weight weight,
                     enum role_colour role, const char *text);
float ui_text_cut(struct ui *ui, struct rect in, float size, enum text_weight weight,
                  enum role_colour role, const char *text);
/* The longest start of `text` that fits, with an ellipsis; all of it where it fits. */
const char *ui_text_start(struct ui *ui, float size, enum text_weight weight, const char *text,
                          float width);
/* Wrapped into `in`, lines 1.4 × size apart; returns the height used. */
float ui_text_block(struct ui *ui, struct rect in, float size, enum text_weight weight,
                    enum role_colour role, const char *text);
/* The height that it would use. */
float ui_text_block_height(struct ui *ui, struct rect in, float size, enum text_weight weight,
                           const char *text);
float ui_text_width(const struct ui *ui, float size, enum text_weight weight, const char *text);
/* The text of this language; with placeholders filled from (name, value) pairs of strings up to a NULL. Lives until the end
 * of the frame. */
const char *ui_say(struct ui *ui, enum text_id id);
const char *ui_fill(struct ui *ui, enum text_id id, ...) __attribute__((sentinel));
const char *ui_number(struct ui *ui, double value, int decimals);
/* A copy that lives until the end of the frame. */
const char *ui_keep(struct ui *ui, const char *text);

/* ---- marks: shapes that stand for states, `size` across, centred at `at` */
void ui_mark(struct ui *ui, struct point at, float size, enum mark mark);
void ui_mark_row(struct ui *ui, struct point at, float size, enum row_state state, bool practice);
void ui_chip(struct ui *ui, struct rect area, enum mark mark, const char *word);
/* The outlined key box: right edge at `right`, centred on y; returns its width. */
float ui_key_hint(struct ui *ui, float right, float y, const char *key, colour ink);
/* Armed in place of a state's mark: outlined in `ok`. */
void ui_chip_armed(struct ui *ui, struct rect area, const char *word);
float ui_chip_width(const struct ui *ui, enum mark mark, const char *word);
void ui_ring(struct ui *ui, struct point centre, float radius,
             double share); /* countdown: what is left of 1 */

/* The box at the foot of the site panel, 72 high: a mark, a title in the colour of the state, a line that says what to do. */
enum box_kind { BOX_NOT_ARMED, BOX_ARMED, BOX_RESTING, BOX_WARN, BOX_BAD };
struct ui_box {
    enum box_kind kind;
    const char *title, *detail;
    char key;     /* NOT_ARMED: what stands in the key box */
    double share; /* RESTING: what is left of 1 */
};
void ui_box(struct ui *ui, struct rect area, const struct ui_box *box);

/* ---- input */
/* An unrepeated key-down edge that nobody has taken yet; takes it. False while a field has focus, except for what a line of
 * text has no use for: function keys, Enter, Escape, Up, Down, Page Up, Page Down. The Enter of the keypad is an Enter.
 * A screen is laid out once for each event of the frame, and once more without any: draw the same in all of them. */
bool ui_key(struct ui *ui, enum input_key key);
/* The key together with Ctrl; also while a text field has the focus. */
bool ui_chord(struct ui *ui, enum input_key key);
/* What is on offer is of mouse or finger, and no key. */
bool ui_is_by_pointer(const struct ui *ui);
/* What is on offer came in one burst with what was typed before it, as from a scanner: it decides nothing more. */
bool ui_is_burst(const struct ui *ui);
bool ui_key_up(
    struct ui *ui,
    enum input_key key); /* its release; only after a press that ui_key() gave to somebody */
bool ui_press(struct ui *ui, struct rect area, uint32_t id); /* pressed and released inside */
bool ui_is_held(const struct ui *ui, uint32_t id);
bool ui_held_at(const struct ui *ui, uint32_t id,
                struct point *at); /* where the pointer that holds it is now */
float ui_scroll(struct ui *ui); /* lines turned in this event, positive towards the top; takes it */
bool ui_has_keyboard(
    const struct ui *ui); /* false: another window hears the keys; nothing may be armed */
void ui_wake(struct ui *ui, mono_ns at); /* something here changes by itself then */
/* `text` may be NULL; at most ACTION_TEXT_MAX - 1 bytes. */
void ui_act(struct ui *ui, enum action_kind kind, int64_t number, double value, const char *text);

/* ---- widgets; `key`: KEY_NONE for none, `key_name` its word in the box ("" none). True: used. */
bool ui_button(struct ui *ui, struct rect area, const char *label, enum input_key key,
               const char *key_name, enum button_kind kind);
/* `problem`: sentence inside the field, or NULL. True: Enter was pressed in it. */
bool ui_field(struct ui *ui, struct rect area, struct ui_field *field, const char *label,
              const char *unit, const char *problem);
void ui_focus(struct ui *ui,
              struct ui_field *field); /* NULL: none; nothing happens while something is live */
/* And what stands in it gives way to what is typed. */
void ui_focus_all(struct ui *ui, struct ui_field *field);
/* Only what stands behind so many bytes. */
void ui_focus_from(struct ui *ui, struct ui_field *field, size_t from);
void ui_field_set(struct ui *ui, struct ui_field *field, const char *text); /* caret at the end */
/* Asks with an action that is answered (action_is_answered()) for what stands in the field. Its answer is that field's and
 * nobody else's, until it asks again, another does, or nobody waits any more. */
enum ui_answer { UI_NOT_ASKED, UI_WAITS, UI_DONE, UI_REFUSED };
void ui_ask(struct ui *ui, const struct ui_field *field, enum action_kind kind, int64_t number);
void ui_expect_nothing(struct ui *ui);
enum ui_answer ui_answer(const struct ui *ui, const struct ui_field *field);
/* Rule above, selection bar; true: pressed. Draw the contents after it. */
bool ui_row(struct ui *ui, struct rect area, uint32_t id, bool selected);
/* A modal of options with digits; -1: none chosen yet, -2: Escape. Draws veil and box; while it is open nothing else hears
 * keys or presses (call ui_modal_begin() before the screen is laid out). */
void ui_modal_begin(struct ui *ui);
int ui_modal(struct ui *ui, const char *title, const char *about, const char *const *options,
             size_t n, const char *keep_label);
/* The same with anything inside, such as a field: veil, box of `height` and title; from here on the contents hear again, until
 * the end of the frame. Returns the room below the title. */
struct rect ui_modal_box(struct ui *ui, const char *title, const char *about, float height);
/* A row of options: its key in a box, "" none, which its owner hears; true: pressed. `i` tells it from the others. */
enum { UI_OPTION_PITCH = 48, UI_OPTION_H = 46 };
bool ui_option(struct ui *ui, struct rect row, size_t i, const char *key_name, const char *label);
/* Horizontal share bar (validity, progress). */
void ui_bar(struct ui *ui, struct rect area, double share, enum role_colour role);

/* ---- the bottom bar: label "Next", one line 24, one line 16, and the buttons right-aligned against STOP in the order given,
 * the next action first, their keys below them where it is narrow. A line that is too long takes two rows and the place of
 * the label; so word it short. */
struct ui_button_spec {
    const char *label;
    enum input_key key;
    const char *key_name;
    enum button_kind kind;
};
/* Index of the button used; -1: none. */
int ui_bottom(struct ui *ui, const char *line, const char *detail,
              const struct ui_button_spec *buttons, size_t n);

/* ---- the body (body.c): back or front view of height `h`, crown at `top` */
void ui_body(struct ui *ui, enum figure figure, struct point top, float h);
/* Where a site is on that figure; false: not on it, or not known. */
bool ui_body_site(enum figure figure, const char *site, const char *side, struct point top, float h,
                  struct point *at);
/* Levels of the spine beside the figure (inset), with the one of `site` marked; false: the site needs none. */
bool ui_body_inset(struct ui *ui, struct rect area, const char *site, const char *side);

/* Draws the screen of `gui` from now on in place of the view's; NULL: no more. For a sheet of all parts, and for tests of
 * widgets. */
void gui_replace_screen(struct gui *gui, void (*draw)(struct ui *ui, void *context), void *context);

#endif
