/* The queue of one frame. It is bounded: what does not fit is dropped and told. Pointer moves are only the way to a
 * place, so the last of a row of them stands for all. */
#include "gui/input.h"

#include <string.h>
#include <strings.h>

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

uint16_t input_key_of(const char *code)
{
    static const char digits[] = "0123456789";
    if (strlen(code) == 1)
        return (uint16_t)(code[0] >= 'A' && code[0] <= 'Z' ? code[0] - 'A' + 'a' : code[0]);
    const size_t n = code[0] != '\0' ? strspn(code + 1, digits) : 0;
    if (strncasecmp(code, "F", 1) != 0 || n == 0 || n > 2 || code[1 + n] != '\0')
        return KEY_NONE;
    const int number = n == 1 ? code[1] - '0' : (code[1] - '0') * 10 + code[2] - '0';
    return number >= 1 && number <= 12 ? (uint16_t)(KEY_F1 + number - 1) : (uint16_t)KEY_NONE;
}
