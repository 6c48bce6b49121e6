/* Keys of the keyboard that the bench names as responses of the participant: heard before any screen, stamped when they were
 * taken from the window system. */
#include "window_internal.h"

#include "base/reason.h"

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

enum status window_check_responses(const struct bench_spec *bench, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < bench->n_responses && status == STATUS_OK; i++)
        if (bench->responses[i].kind == RESPONSE_KEY)
            status = check_key(bench, i, why);
    return status;
}

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
