/* How large the window draws where nobody has said so. */
#ifndef LIMEN_SHELL_WINDOW_SCALE_H
#define LIMEN_SHELL_WINDOW_SCALE_H

/* Pixels per inch of the display, 0: not known, and its room in pixels. 1 to 2, in the steps of the screens' look; never so large
 * that the whole window has no room. */
float window_scale_for(float dpi, int room_w, int room_h);

#endif
