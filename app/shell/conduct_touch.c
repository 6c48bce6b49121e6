/* Pressing while nothing is armed. One touch lasts until the gauge has been let go for a while: a hand that trembles about
 * the limit of contact is no twenty touches. It is known as often as the screen looks, not by every reading. */
#include "conduct_internal.h"

#include "base/clock.h"

#include <math.h>

#define LET_GO MONO_SEC

void conduct_end_touch(struct conduct *conduct)
{
    struct conduct_touch *touch = &conduct->touch;
    const bool was_on = touch->is_on;
    touch->is_on = false;
    if (was_on && conduct->session)
        session_touched(conduct->session, touch->peak_kpa, mono_to_sec(touch->seen - touch->since));
}

void conduct_look_for_touch(struct conduct *conduct, bool between_trials)
{
    struct conduct_touch *touch = &conduct->touch;
    struct run_view *view = conduct->view;
    const bool is_pressed = between_trials && view->is_pressed;
    if (is_pressed && !touch->is_on)
        *touch = (struct conduct_touch){.is_on = true, .since = conduct->now};
    if (is_pressed) {
        touch->seen = conduct->now;
        touch->peak_kpa = fmax(touch->peak_kpa, view->reading);
        if (view->now == NOW_REST)
            view->touched_kpa = fmax(view->touched_kpa, touch->peak_kpa);
    }
    const bool is_armed = view->now == NOW_ARMED || view->now == NOW_RUNNING;
    if (touch->is_on && (is_armed || conduct->now - touch->seen > LET_GO))
        conduct_end_touch(conduct);
}
