/* Why a stimulus gave no value, for the examiner. */
#include "text/text.h"

#include "hw/reactor.h"

const char *end_text(enum language language, enum end_of what, uint8_t end, uint8_t fault)
{
    static const enum text_id timeout[] = {TEXT_end_timeout, TEXT_end_timeout_thermal,
                                           TEXT_end_timeout_cold, TEXT_end_timeout},
                              early[] = {TEXT_end_early, TEXT_end_early_thermal,
                                         TEXT_end_early_cold, TEXT_end_early_cuff},
                              interrupted[] = {TEXT_end_interrupted, TEXT_end_interrupted_thermal,
                                               TEXT_end_interrupted_thermal,
                                               TEXT_end_interrupted_thermal},
                              withdrawn[] = {TEXT_end_withdrawn, TEXT_end_withdrawn,
                                             TEXT_end_withdrawn_cold, TEXT_end_withdrawn};
    switch ((enum end_reason)end) {
    case END_STOP:
        return text_of(language, TEXT_end_stop);
    case END_FAULT:
        return what == END_OF_THERMODE ? fault_text_thermode(language, fault)
                                       : fault_text(language, fault);
    case END_TIMEOUT:
        return text_of(language, timeout[what]);
    case END_EARLY:
        return text_of(language, early[what]);
    case END_INTERRUPTED:
        return text_of(language, interrupted[what]);
    case END_WITHDRAWN:
        return text_of(language, withdrawn[what]);
    case END_NONE:
    case END_RESPONSE:
    case END_LIMIT:
    case END_COMPLETED:
        return "";
    }
    return "";
}
