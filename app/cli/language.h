/* The language in which the program speaks to the examiner. */
#ifndef LIMEN_CLI_LANGUAGE_H
#define LIMEN_CLI_LANGUAGE_H

#include "base/status.h"
#include "text/text.h"

/* A row for struct option_table. */
#define LANGUAGE_ROW(target)                                                                       \
    {                                                                                              \
        "language", 0, "LANG", "en or de (as the computer: LC_ALL, LC_MESSAGES, LANG)",            \
            OPTION_TEXT, target                                                                    \
    }

/* `word`: what was given for the option, or NULL. STATUS_USAGE, with the sentence. */
MUST_CHECK
enum status language_choose(const char *word, enum language *out, struct why *why);

#endif
