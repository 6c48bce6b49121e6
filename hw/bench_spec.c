#include "hw/bench_spec.h"

#include <assert.h>

const char *role_word(enum role role)
{
    static const char *const words[] = {
#define ROLE_WORD(name, word) word,
        ROLE_LIST(ROLE_WORD)
#undef ROLE_WORD
    };
    assert((unsigned)role < sizeof words / sizeof words[0]);
    return words[role];
}
