/* Why a stimulus gave no value, for the examiner. */
#include "text/text.h"

#include "hw/reactor.h"

const char *end_text(enum language language, bool is_thermal, uint8_t end, uint8_t fault)
{
    switch ((enum end_reason)end) {
    case END_STOP:
        return text_of(language, TEXT_end_stop);
    case END_FAULT:
        return fault_text(language, fault);
    case END_TIMEOUT:
        return text_of(language, TEXT_end_timeout);
    case END_EARLY:
        return text_of(language, is_thermal ? TEXT_end_early_thermal : TEXT_end_early);
    case END_INTERRUPTED:
        return text_of(language, is_thermal ? TEXT_end_interrupted_thermal : TEXT_end_interrupted);
    case END_WITHDRAWN:
        return text_of(language, TEXT_end_withdrawn);
    case END_NONE:
    case END_RESPONSE:
    case END_LIMIT:
    case END_COMPLETED:
        return "";
    }
    return "";
}
