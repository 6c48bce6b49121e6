#include "hw/reactor.h"

#include <assert.h>

const char *end_word(enum end_reason end)
{
    static const char *const words[] = {
#define END_WORD(name, word) word,
        END_LIST(END_WORD)
#undef END_WORD
    };
    assert((unsigned)end < sizeof words / sizeof words[0]);
    return words[end];
}
