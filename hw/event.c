#include "hw/event.h"

#include <assert.h>

const char *fault_word(enum fault fault)
{
    static const char *const words[] = {
#define FAULT_WORD(name, word) #word,
        FAULT_LIST(FAULT_WORD)
#undef FAULT_WORD
    };
    assert((unsigned)fault < sizeof words / sizeof words[0]);
    return words[fault];
}
