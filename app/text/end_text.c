/* Why a stimulus gave no value, for the examiner. */
#include "text/text.h"

#include "hw/reactor.h"

enum { STIMULI = END_OF_COLD + 1 };

static const enum text_id early[STIMULI] = {TEXT_end_early, TEXT_end_early_thermal,
                                            TEXT_end_early_cold},
                          interrupted[STIMULI] = {TEXT_end_interrupted,
                                                  TEXT_end_interrupted_thermal,
                                                  TEXT_end_interrupted_thermal},
                          timeout[STIMULI] = {TEXT_end_timeout, TEXT_end_timeout_thermal,
                                              TEXT_end_timeout_cold};

const char *end_text(enum language language, enum end_of of, uint8_t end, uint8_t fault)
{
    switch ((enum end_reason)end) {
    case END_STOP:
        return text_of(language, TEXT_end_stop);
    case END_FAULT:
        return fault_text(language, fault);
    case END_TIMEOUT:
        return text_of(language, timeout[of]);
    case END_EARLY:
        return text_of(language, early[of]);
    case END_INTERRUPTED:
        return text_of(language, interrupted[of]);
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
