/* Keys of the keyboard that the bench names as responses of the participant: heard before any screen, stamped when they were
 * taken from the window system. */
#include "window_internal.h"

bool window_take_response(struct window *window, const struct input_event *event)
{
    struct action press;
    if (!response_keys_take(&window->response_keys, &window->view.bench, gui_is_typing(window->gui),
                            event, &press))
        return false;
    /* A participant who can neither respond nor stop is not pressed on. */
    if (press.kind != ACTION_NONE && !engine_act(window->engine, &press))
        stop_raise(window->stop, STOP_FAULT, event->t);
    return true;
}
