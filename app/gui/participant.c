/* Moving the mark. A press on the line or near it takes the mark there, and as long as that mouse or finger is down it follows,
 * wherever it goes; a second finger meanwhile is none of it. What was given once stands. */
#include "participant_internal.h"

#include <math.h>

#define STEP 0.1 /* of an arrow key */
#define STEP_FAR 1.0
#define MOST 10.0

static bool is_inside(struct rect rect, float x, float y)
{
    return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

/* Thousandths: nobody means more of it, and the line to the bench has no more. */
static double held(double value)
{
    return round(fmin(MOST, fmax(0, value)) * 1000) / 1000;
}

void participant_look(struct participant *participant, const struct participant_view *view)
{
    if (participant->round != view->round || !participant_is_scale(view->shows))
        *participant = (struct participant){.mark = participant_untouched(), .round = view->round};
}

static void move_to(struct participant *participant, const struct participant_place *place, float x)
{
    participant->mark.value = held((double)((x - place->line_x) / place->line_w) * MOST);
}

static bool give(struct participant *participant)
{
    participant->mark.is_given = !isnan(participant->mark.value);
    participant->is_held = participant->is_confirming = false;
    return participant->mark.is_given;
}

static bool is_on_line(const struct participant_place *place, float x, float y)
{
    const struct rect band = {place->line_x - place->grip, place->line_y - place->grip,
                              place->line_w + 2 * place->grip, 2 * place->grip};
    return is_inside(band, x, y);
}

static bool press_number(struct participant *participant, const struct participant_place *place,
                         const struct input_event *event)
{
    for (int i = 0; i < PARTICIPANT_NUMBERS_N; i++)
        if (is_inside(place->numbers[i], event->x, event->y)) {
            participant->mark.value = i;
            return give(participant);
        }
    return false;
}

static bool can_confirm(const struct participant *participant, const struct participant_view *view)
{
    return view->shows == PARTICIPANT_LINE && !isnan(participant->mark.value) &&
           !participant->mark.is_given;
}

static bool hear_press(struct participant *participant, const struct participant_view *view,
                       const struct participant_place *place, const struct input_event *event)
{
    if (view->shows == PARTICIPANT_NUMBERS)
        return press_number(participant, place, event);
    if (participant->is_held)
        return false;
    participant->pointer = event->pointer;
    participant->is_confirming =
        can_confirm(participant, view) && is_inside(place->confirm, event->x, event->y);
    participant->is_held = !participant->is_confirming && is_on_line(place, event->x, event->y);
    if (participant->is_held)
        move_to(participant, place, event->x);
    return false;
}

static bool hear_release(struct participant *participant, const struct participant_place *place,
                         const struct input_event *event)
{
    const bool confirms =
        participant->is_confirming && is_inside(place->confirm, event->x, event->y);
    participant->is_held = participant->is_confirming = false;
    return confirms && give(participant);
}

/* From the middle, where nobody has touched it: that suggests nothing that an end would not. */
static bool hear_step(struct participant *participant, double step)
{
    const double from = isnan(participant->mark.value) ? MOST / 2 : participant->mark.value;
    participant->mark.value = held(isnan(participant->mark.value) ? from : from + step);
    return false;
}

/* A 1 may be the begin of a 10: it waits for Enter, or for what follows. */
static bool hear_digit(struct participant *participant, int digit)
{
    const bool is_ten = digit == 0 && participant->mark.value == 1;
    participant->mark.value = is_ten ? MOST : digit;
    return digit != 1 && give(participant);
}

static bool is_waiting(const struct participant *participant)
{
    return participant->mark.value == 1;
}

static bool hear_key(struct participant *participant, const struct participant_view *view,
                     const struct input_event *event)
{
    const int key = event->key;
    const bool is_line = view->shows != PARTICIPANT_NUMBERS;
    const bool can_act = !event->repeat;
    if (!is_line && can_act && key >= '0' && key <= '9')
        return hear_digit(participant, key - '0');
    if (!is_line && can_act && key >= KEY_PAD_0 && key <= KEY_PAD_9)
        return hear_digit(participant, key - KEY_PAD_0);
    if (!is_line)
        return can_act && (key == KEY_ENTER || key == KEY_PAD_ENTER) && is_waiting(participant) &&
               give(participant);
    if (key == KEY_LEFT || key == KEY_DOWN)
        return hear_step(participant, -STEP);
    if (key == KEY_RIGHT || key == KEY_UP)
        return hear_step(participant, STEP);
    if (key == KEY_PAGE_DOWN || key == KEY_PAGE_UP)
        return hear_step(participant, key == KEY_PAGE_UP ? STEP_FAR : -STEP_FAR);
    if (can_act && (key == KEY_ENTER || key == KEY_PAD_ENTER))
        return participant_confirm(participant, view);
    return false;
}

bool participant_hear(struct participant *participant, const struct participant_view *view,
                      struct rect area, float line_w, const struct input_event *event)
{
    const struct participant_place place = participant_place(area, line_w);
    const bool is_its = event->pointer == participant->pointer;
    if (!participant_is_scale(view->shows) || participant->mark.is_given)
        return false;
    switch ((enum input_kind)event->kind) {
    case INPUT_PRESS:
        return hear_press(participant, view, &place, event);
    case INPUT_MOVE:
        if (participant->is_held && is_its)
            move_to(participant, &place, event->x);
        return false;
    case INPUT_RELEASE:
        return is_its && hear_release(participant, &place, event);
    case INPUT_KEY_DOWN:
        return hear_key(participant, view, event);
    case INPUT_KEY_UP:
    case INPUT_TEXT:
    case INPUT_SCROLL:
    case INPUT_FOCUS:
        break;
    }
    return false;
}

void participant_steer(struct participant *participant, const struct participant_view *view,
                       double share)
{
    const bool is_line = view->shows == PARTICIPANT_FOLLOW || view->shows == PARTICIPANT_LINE;
    if (is_line && !participant->mark.is_given && !participant->is_held)
        participant->mark.value = held(share * MOST);
}

bool participant_confirm(struct participant *participant, const struct participant_view *view)
{
    return can_confirm(participant, view) && give(participant);
}
