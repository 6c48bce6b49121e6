/* A window that is never given the keyboard. */
#ifndef LIMEN_SHELL_PARTICIPANT_FOCUS_H
#define LIMEN_SHELL_PARTICIPANT_FOCUS_H

#include <stdbool.h>

struct SDL_Window;

/* Before it is shown. On X11 alone: a window manager is told that a click in it means no keyboard. False: this desktop has
 * no such thing, and a click may take the keyboard away. */
bool participant_focus_refuse(struct SDL_Window *window);

#endif
