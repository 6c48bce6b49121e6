/* Words of the tables, from assets/texts/meanings.def. */
#include "text/text.h"

#include <string.h>

const char *meaning_text(enum language language, const char *english)
{
    static const struct {
        const char *en, *de;
    } meanings[] = {
#define MEANING(en, de) {en, de},
#include "meanings.def"
#undef MEANING
    };
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (language == LANGUAGE_DE && strcmp(meanings[i].en, english) == 0)
            return meanings[i].de;
    return english;
}
