/* SDL's events as the screens know them. Keys, mouse and fingers are the same to them; a mouse that SDL makes of a finger is
 * not heard a second time. */
#ifndef LIMEN_SHELL_INPUT_OF_SDL_H
#define LIMEN_SHELL_INPUT_OF_SDL_H

#include "base/clock.h"
#include "gui/input.h"

union SDL_Event;

struct input_screen {
    float scale;       /* pixels to a unit of the screens */
    int width, height; /* of the window, pixels */
};

/* Adds what the event means to the queue, as of `t`; a long paste as several. */
void input_of_sdl(const struct input_screen *screen, const union SDL_Event *event, mono_ns t,
                  struct input_queue *queue);

#endif
