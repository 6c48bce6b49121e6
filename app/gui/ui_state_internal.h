/* What the widgets share behind `struct ui`: the panels, the event that is being offered, who holds the keyboard and the
 * pointers. For the files of the widgets, not for the screens. */
#ifndef LIMEN_GUI_UI_STATE_INTERNAL_H
#define LIMEN_GUI_UI_STATE_INTERNAL_H

#include "gui/ui.h"

enum { POINTERS_MAX = 11, KEY_WORDS = 8 };

/* A set of keys. */
struct key_set {
    uint64_t words[KEY_WORDS];
};

struct ui_canvas {
    struct canvas *canvas;
    struct rect area;
    bool is_used; /* in this layout */
    /* as it stands on the surface */
    struct canvas *painted;
    bool is_painted;
    struct rect painted_area;
    uint64_t painted_hash;
};

struct ui_pointer {
    bool is_down;
    uint32_t id; /* of what it went down on; 0: nothing that hears */
    struct point at;
};

struct arena_block;

struct ui_state {
    struct ui_canvas panels[PANELS];
    enum panel_id panel;
    struct arena_block *words; /* texts of this layout */

    const struct input_event *event; /* offered in this layout; NULL: none */
    bool is_edge;                    /* it is a key that was up before */
    bool is_taken;
    bool is_shut; /* a modal is open: only it hears */
    bool had_modal;

    struct key_set down;  /* held now */
    struct key_set owned; /* held, and the press was taken by somebody */
    struct key_set
        waiting;      /* held since before something went live: until they are up, no key counts */
    uint16_t swallow; /* a key that acted: the text that it types is not text */
    mono_ns typed_at; /* text or an Enter came last, on whatever screen; held keys count, too */
    bool is_burst;    /* the event on offer came so soon after that no hand meant it for itself */
    struct ui_pointer pointers[POINTERS_MAX];

    struct ui_field *focus; /* NULL: none */
    bool focus_seen, focus_fresh;
    struct ui_field *last_field, *first_field; /* in the order of this layout */
    bool tab_on, tab_wrap; /* the next field, or the first one, takes the focus */

    const struct ui_field
        *asked;        /* an answer to what stands in it is due, or was a refusal; NULL: none */
    uint32_t question; /* the last that was asked, from 1 */

    bool has_keyboard;
    mono_ns wake; /* the earliest ui_wake() of this layout */
};

/* ---- keys */
void keys_add(struct key_set *set, unsigned key);
void keys_remove(struct key_set *set, unsigned key);
bool keys_has(const struct key_set *set, unsigned key);
bool keys_is_empty(const struct key_set *set);

/* ---- ui.c */
enum status ui_state_init(struct ui_state *state);
void ui_state_fini(struct ui_state *state);
/* One layout: before and after the screen is called. `event` may be NULL. */
void ui_begin(struct ui *ui, const struct input_event *event);
void ui_end(struct ui *ui);
void ui_forget_pointers(struct ui_state *state);
/* Nothing keeps the keyboard: at a change of screen, and when something goes live. */
void ui_blur(struct ui_state *state);

/* ---- ui_input.c */
bool ui_hears(
    const struct ui *ui); /* an event is there that nobody has taken and no modal keeps back */
bool ui_offers(const struct ui *ui, enum input_kind kind);
struct ui_pointer *ui_pointer_of(struct ui *ui);
bool rect_has(struct rect rect, float x, float y);
struct rect rect_inset(struct rect rect, float by);
uint32_t ui_id(const struct ui *ui,
               const char *label); /* of a widget that has no number: panel and label */

/* ---- mark.c */
void mark_tick(struct ui *ui, struct point at, float size, colour ink); /* without its disc */

/* ---- notice.c */
struct notice {
    struct rect area;         /* w 0: nothing is told */
    const char *text, *brief; /* brief: where the text has no room in one line; "": none */
    const char *back;         /* what can be taken back, by Ctrl+R or a touch; "": nothing */
    enum view_tone tone;
};
/* What is to be told now, and where; `left`: where the tabs end. */
struct notice notice_find(struct ui *ui, mono_ns lost_at, float left);
void notice_draw(struct ui *ui, const struct notice *notice);

/* ---- frame.c */
void frame_draw(struct ui *ui, mono_ns lost_at);
bool frame_owns_key(uint16_t key);
struct rect frame_stop_area(float width, float height); /* what is drawn */
bool frame_is_on_stop(float width, float height, float x,
                      float y); /* what is touched: up to the corner */

#endif
