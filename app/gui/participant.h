/* The participant's window: how it is drawn, and how mouse, finger, keys and joystick move its mark. Its colours are fixed;
 * nothing but the scale is on it. The same drawing is the mirror that the examiner sees, at any size. */
#ifndef LIMEN_GUI_PARTICIPANT_H
#define LIMEN_GUI_PARTICIPANT_H

#include "draw/canvas.h"
#include "draw/font.h"
#include "gui/input.h"
#include "gui/participant_view.h"

#define PARTICIPANT_GROUND (COLOUR_OPAQUE | 0x11161bu)

/* Into `area`, whole, whatever its size: as on a screen of 1920 x 1080, as large as it fits. `line_w`: pixels that the line is
 * long; 0: as long as on that screen. */
void participant_draw(struct canvas *canvas, struct fonts *fonts, struct rect area, float line_w,
                      const struct participant_view *view, const struct participant_mark *mark);

/* Whoever holds the mark. */
struct participant {
    struct participant_mark mark;
    uint32_t round;     /* of the mark */
    bool is_held;       /* by `pointer` */
    uint8_t pointer;    /* 0: mouse, else a finger */
    bool is_confirming; /* LINE: it went down on the button that confirms */
};

/* Another question, or another scale: nobody has touched it yet. */
void participant_look(struct participant *participant, const struct participant_view *view);
/* What somebody did in a window of that size. True: an answer was given with it (LINE, NUMBERS). */
bool participant_hear(struct participant *participant, const struct participant_view *view,
                      struct rect area, float line_w, const struct input_event *event);
/* A joystick stands at `share` of its way between both ends of the scale, 0 to 1. FOLLOW and LINE only. */
void participant_steer(struct participant *participant, const struct participant_view *view,
                       double share);
/* LINE: the mark as it is, by a joystick's button. True: an answer was given with it. */
bool participant_confirm(struct participant *participant, const struct participant_view *view);

#endif
