/* One axis of a joystick, and whether any of its buttons is down: plugged in and pulled out at any time. */
#ifndef LIMEN_SHELL_JOYSTICK_H
#define LIMEN_SHELL_JOYSTICK_H

#include <stdbool.h>
#include <stdint.h>

union SDL_Event;
struct _SDL_Joystick;

enum { JOYSTICKS_MAX = 4, JOYSTICK_AXES_MAX = 32 };

struct joystick {
    struct _SDL_Joystick *open[JOYSTICKS_MAX];
    bool is_on;
    uint8_t first; /* axis that was moved first, from 1; 0: none yet */
    uint32_t down; /* buttons that are down, over all of them */
    int16_t from[JOYSTICK_AXES_MAX],
        at[JOYSTICK_AXES_MAX]; /* of each axis: since it was let rest; now */
    uint32_t moved;            /* axes that have left where they rested */
};

/* Where its axis stands between both ends, 0 to 1, for an axis setting of the bench (from 1; 0: the first that is moved).
 * `low`, `high`: -1 to 1; both 0: -1 and 1. */
struct joystick_axis {
    uint8_t axis;
    double low, high;
};

/* Nothing where this computer has no joysticks: the others go on. */
void joystick_begin(struct joystick *joystick);
void joystick_end(struct joystick *joystick);

/* Another question: until an axis is moved from where it stands now it says nothing. */
void joystick_rest(struct joystick *joystick);

/* What an event of it means. */
enum joystick_news { JOYSTICK_NOTHING, JOYSTICK_MOVED, JOYSTICK_PRESSED, JOYSTICK_RELEASED };
/* `share` is set with MOVED. */
enum joystick_news joystick_hear(struct joystick *joystick, const struct joystick_axis *axis,
                                 const union SDL_Event *event, double *share);

#endif
