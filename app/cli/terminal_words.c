/* What the screen says of things that the program knows by a code. */
#include "terminal_internal.h"

#include "text/text.h"

const char *words_end(const struct trial_row *row)
{
    switch ((enum end_reason)row->end) {
    case END_STOP:
        return "it was stopped";
    case END_FAULT:
        return fault_text(LANGUAGE_EN, row->fault);
    case END_TIMEOUT:
        return "nothing touched in time, or the ramp took too long";
    case END_EARLY:
        return "the button was pressed before the probe touched: say again when to press, and look "
               "whether the button sticks";
    case END_INTERRUPTED:
        return "the probe let go before the participant responded: keep it on until then";
    case END_WITHDRAWN:
        return "the participant has withdrawn";
    case END_NONE:
    case END_RESPONSE:
    case END_LIMIT:
    case END_COMPLETED:
        return "";
    }
    return "";
}

const char *words_again(enum again again)
{
    switch (again) {
    case AGAIN_NOT:
        return NULL;
    case AGAIN_REPEATED:
        return "it is done again";
    case AGAIN_STOPPED:
        return "the attempt before was stopped";
    case AGAIN_NO_VALUE:
        return "the attempt before gave no value";
    case AGAIN_SLOPE:
        return "the slope of the attempt before was off";
    case AGAIN_SPOILED:
        return "the attempt before was spoiled";
    case AGAIN_SPREAD:
        return "the values of this site lie far apart";
    }
    return NULL;
}
