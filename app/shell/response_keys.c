#include "shell/response_keys.h"

#include "gui/gui.h"
#include "shell/reasons.h"

static uint8_t response_of(const struct bench_view *bench, const struct input_event *event)
{
    uint8_t i = 0;
    if (event->kind != INPUT_KEY_DOWN && event->kind != INPUT_KEY_UP)
        return VIEW_RESPONSES_MAX;
    while (i < VIEW_RESPONSES_MAX && (bench->response_keys[i][0] == '\0' ||
                                      input_key_of(bench->response_keys[i]) != event->key))
        i++;
    return i;
}

bool response_keys_take(struct response_keys *keys, const struct bench_view *bench, bool is_typing,
                        const struct input_event *event, struct action *press)
{
    const bool is_down = event->kind == INPUT_KEY_DOWN;
    const uint8_t i = response_of(bench, event);
    *press = (struct action){.kind = ACTION_NONE};
    if (i == VIEW_RESPONSES_MAX)
        return false;
    /* A way up belongs to its way down: a key that the bench takes for held gives no response, and one that the screens take
     * for held keeps every other key from them. */
    if (!is_down && !keys->is_down[i])
        return false;
    if (is_down && is_typing && !(event->repeat && keys->is_down[i]))
        return false;
    if (event->repeat)
        return true;
    keys->is_down[i] = is_down;
    *press = (struct action){.kind = ACTION_RESPONSE_KEY, .t = event->t, .number = 2 * i + is_down};
    return true;
}

static bool is_same_key(const struct bench_spec *bench, uint8_t i, uint8_t j)
{
    return bench->responses[j].kind == RESPONSE_KEY &&
           input_key_of(bench->responses[i].code) == input_key_of(bench->responses[j].code);
}

static enum status check_key(const struct bench_spec *bench, uint8_t i, struct why *why)
{
    const char *code = bench->responses[i].code;
    if (input_key_of(code) == KEY_NONE)
        return reason_set(why, REASON_key_unknown, code, NULL);
    if (gui_owns_key(input_key_of(code)))
        return reason_set(why, REASON_key_of_examiner, code, NULL);
    for (uint8_t j = 0; j < i; j++)
        if (is_same_key(bench, i, j))
            return reason_set(why, REASON_key_twice, code, NULL);
    return STATUS_OK;
}

enum status response_keys_check(const struct bench_spec *bench, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < bench->n_responses && status == STATUS_OK; i++)
        if (bench->responses[i].kind == RESPONSE_KEY)
            status = check_key(bench, i, why);
    return status;
}
