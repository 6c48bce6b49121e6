#include "hw/event.h"

#include <assert.h>

const char *fault_word(enum fault fault)
{
    static const char *const words[] = {
#define FAULT_WORD(name, word, sentence) word,
        FAULT_LIST(FAULT_WORD)
#undef FAULT_WORD
    };
    assert((unsigned)fault < sizeof words / sizeof words[0]);
    return words[fault];
}

const char *fault_sentence(enum fault fault)
{
    static const char *const sentences[] = {
#define FAULT_SENTENCE(name, word, sentence) sentence,
        FAULT_LIST(FAULT_SENTENCE)
#undef FAULT_SENTENCE
    };
    assert((unsigned)fault < sizeof sentences / sizeof sentences[0]);
    return sentences[fault];
}
