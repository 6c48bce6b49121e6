/* Keys of the keyboard that the bench names as responses of the participant: whose is an event, the participant's or the
 * screens'? */
#ifndef LIMEN_SHELL_RESPONSE_KEYS_H
#define LIMEN_SHELL_RESPONSE_KEYS_H

#include "base/status.h"
#include "gui/action.h"
#include "gui/input.h"
#include "gui/view.h"
#include "hw/bench_spec.h"

struct response_keys {                /* all zero at first */
    bool is_down[VIEW_RESPONSES_MAX]; /* by the participant, and not yet up */
};

/* True: the event is the participant's, and no screen hears it. `press` is then what the engine is to be told; of kind
 * ACTION_NONE: nothing. `is_typing`: a field has the keyboard. */
bool response_keys_take(struct response_keys *keys, const struct bench_view *bench, bool is_typing,
                        const struct input_event *event, struct action *press);
/* STATUS_INVALID: a key of the bench that the window cannot tell from the examiner's, with the sentence. */
MUST_CHECK
enum status response_keys_check(const struct bench_spec *bench, struct why *why);

#endif
