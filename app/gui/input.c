/* The queue of one frame. It is bounded: what does not fit is dropped and told. Pointer moves are only the way to a
 * place, so the last of a row of them stands for all. */
#include "gui/input.h"

static bool is_same_move(const struct input_event *a, const struct input_event *b)
{
    return a->kind == INPUT_MOVE && b->kind == INPUT_MOVE && a->pointer == b->pointer;
}

void input_push(struct input_queue *queue, const struct input_event *event)
{
    if (queue->n > 0 && is_same_move(&queue->events[queue->n - 1], event)) {
        queue->events[queue->n - 1] = *event;
        return;
    }
    if (queue->n == INPUT_DEPTH) {
        queue->overflowed = true;
        return;
    }
    queue->events[queue->n++] = *event;
}

void input_clear(struct input_queue *queue)
{
    queue->n = 0;
    queue->overflowed = false;
}
