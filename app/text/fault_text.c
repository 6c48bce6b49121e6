/* Faults in words, for the examiner. A fault without words does not compile. */
#include "text/text.h"

#include "hw/event.h"

#include <assert.h>

const char *fault_text(enum language language, uint8_t fault)
{
    static const enum text_id ids[] = {
#define FAULT_TEXT(name, word) TEXT_fault_##word,
        FAULT_LIST(FAULT_TEXT)
#undef FAULT_TEXT
    };
    assert(fault < sizeof ids / sizeof ids[0]);
    return text_of(language, ids[fault]);
}

/* It is slow for other reasons than a gauge, and other things help. */
const char *fault_text_thermode(enum language language, uint8_t fault)
{
    return fault == FAULT_TRACKING ? text_of(language, TEXT_fault_tracking_thermode)
                                   : fault_text(language, fault);
}
