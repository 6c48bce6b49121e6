/* Words and meanings come from the one list in the header. */
#include "index/reason.h"

#include <assert.h>

static const struct {
    const char *word, *meaning;
} reasons[] = {
#define INDEX_STATUS_ROW(name, word, meaning) {word, meaning},
    INDEX_STATUS_LIST(INDEX_STATUS_ROW)
#undef INDEX_STATUS_ROW
};

const char *index_status_word(enum index_status status)
{
    assert(status < INDEX_STATUS_COUNT);
    return reasons[status].word;
}

const char *index_status_meaning(enum index_status status)
{
    assert(status < INDEX_STATUS_COUNT);
    return reasons[status].meaning;
}
