/* Where everything of the participant's window stands. */
#ifndef LIMEN_GUI_PARTICIPANT_INTERNAL_H
#define LIMEN_GUI_PARTICIPANT_INTERNAL_H

#include "gui/participant.h"

enum { PARTICIPANT_NUMBERS_N = 11 };

struct participant_place {
    float scale;         /* pixels per pixel of 1920 x 1080 */
    struct point origin; /* of that screen */
    float line_x, line_w, line_y;
    struct rect numbers[PARTICIPANT_NUMBERS_N];
    struct rect confirm;
    float grip; /* so far above and below the line it can be touched */
};

struct participant_place participant_place(struct rect area, float line_w);

#endif
