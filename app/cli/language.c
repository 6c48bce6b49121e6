#include "cli/language.h"

#include <stdlib.h>
#include <string.h>

/* LC_ALL, LC_MESSAGES, LANG: the first that is set. */
static enum language language_of_computer(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return strncmp(value, "de", 2) == 0 ? LANGUAGE_DE : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}

enum status language_choose(const char *word, enum language *out, struct why *why)
{
    *out = language_of_computer();
    if (!word)
        return STATUS_OK;
    for (enum language language = 0; language < LANGUAGES; language++)
        if (strcmp(word, language_word(language)) == 0) {
            *out = language;
            return STATUS_OK;
        }
    return why_set(why, STATUS_USAGE, "--language takes en or de, not `%s`", word);
}
