/* An axis that nobody touches still says something: when it is plugged in, when another one is moved, and as it trembles. Only one
 * that has left its place by a fiftieth of its way was moved by a hand. */
#include "shell/joystick.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

enum { TREMBLES = 65536 / 50 };

void joystick_begin(struct joystick *joystick)
{
    *joystick = (struct joystick){0};
    /* Others would be asked by their USB endpoints, and among them may be instruments. */
    SDL_SetHint(SDL_HINT_JOYSTICK_HIDAPI, "0");
    /* The examiner's window has the keyboard. */
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1");
    joystick->is_on = SDL_InitSubSystem(SDL_INIT_JOYSTICK) == 0;
}

void joystick_end(struct joystick *joystick)
{
    for (size_t i = 0; i < JOYSTICKS_MAX; i++)
        if (joystick->open[i])
            SDL_JoystickClose(joystick->open[i]);
    if (joystick->is_on)
        SDL_QuitSubSystem(SDL_INIT_JOYSTICK);
    *joystick = (struct joystick){0};
}

void joystick_rest(struct joystick *joystick)
{
    memcpy(joystick->from, joystick->at, sizeof joystick->from);
    joystick->moved = 0;
}

static void look_at_axes(struct joystick *joystick, SDL_Joystick *plugged)
{
    const int n = plugged ? SDL_JoystickNumAxes(plugged) : 0;
    for (int i = 0; i < n && i < JOYSTICK_AXES_MAX; i++)
        joystick->from[i] = joystick->at[i] = SDL_JoystickGetAxis(plugged, i);
}

static bool is_moved(struct joystick *joystick, const SDL_JoyAxisEvent *event)
{
    const uint8_t i = event->axis % JOYSTICK_AXES_MAX;
    joystick->at[i] = event->value;
    if (abs(event->value - joystick->from[i]) >= TREMBLES)
        joystick->moved |= 1u << i;
    return (joystick->moved >> i & 1) != 0;
}

static void plug_in(struct joystick *joystick, int index)
{
    for (size_t i = 0; i < JOYSTICKS_MAX; i++)
        if (!joystick->open[i]) {
            joystick->open[i] = SDL_JoystickOpen(index);
            look_at_axes(joystick, joystick->open[i]);
            return;
        }
}

/* Which buttons of it were down nobody knows any more. */
static enum joystick_news pull_out(struct joystick *joystick, SDL_JoystickID id)
{
    const bool was_down = joystick->down != 0;
    for (size_t i = 0; i < JOYSTICKS_MAX; i++)
        if (joystick->open[i] && SDL_JoystickInstanceID(joystick->open[i]) == id) {
            SDL_JoystickClose(joystick->open[i]);
            joystick->open[i] = NULL;
        }
    joystick->down = 0;
    return was_down ? JOYSTICK_RELEASED : JOYSTICK_NOTHING;
}

static enum joystick_news hear_axis(struct joystick *joystick, const struct joystick_axis *axis,
                                    const SDL_JoyAxisEvent *event, double *share)
{
    const bool has_ends = axis->low != 0 || axis->high != 0;
    const double low = has_ends ? axis->low : -1, high = has_ends ? axis->high : 1;
    const uint8_t number = (uint8_t)(event->axis + 1);
    if (!is_moved(joystick, event))
        return JOYSTICK_NOTHING;
    if (axis->axis == 0 && joystick->first == 0)
        joystick->first = number;
    if (number != (axis->axis ? axis->axis : joystick->first))
        return JOYSTICK_NOTHING;
    *share = (event->value / 32767.0 - low) / (high - low);
    *share = *share < 0 ? 0 : *share > 1 ? 1 : *share;
    return JOYSTICK_MOVED;
}

static enum joystick_news hear_button(struct joystick *joystick, const SDL_JoyButtonEvent *event)
{
    const uint32_t before = joystick->down, bit = 1u << (event->button & 31);
    joystick->down = event->state == SDL_PRESSED ? before | bit : before & ~bit;
    if (!before == !joystick->down)
        return JOYSTICK_NOTHING;
    return joystick->down ? JOYSTICK_PRESSED : JOYSTICK_RELEASED;
}

enum joystick_news joystick_hear(struct joystick *joystick, const struct joystick_axis *axis,
                                 const SDL_Event *event, double *share)
{
    switch (event->type) {
    case SDL_JOYDEVICEADDED:
        plug_in(joystick, event->jdevice.which);
        return JOYSTICK_NOTHING;
    case SDL_JOYDEVICEREMOVED:
        return pull_out(joystick, event->jdevice.which);
    case SDL_JOYAXISMOTION:
        return hear_axis(joystick, axis, &event->jaxis, share);
    case SDL_JOYBUTTONDOWN:
    case SDL_JOYBUTTONUP:
        return hear_button(joystick, &event->jbutton);
    default:
        return JOYSTICK_NOTHING;
    }
}
