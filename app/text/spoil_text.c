/* Reasons of spoiled attempts in few words, by the coded word that the record has. */
#include "text/text.h"

#include <string.h>

const char *spoil_text(enum language language, const char *code)
{
    static const struct {
        const char *code;
        enum text_id text;
    } words[] = {
        {"moved", TEXT_run_was_moved},
        {"late", TEXT_run_was_late},
        {"slipped", TEXT_run_was_slipped},
        {"misunderstood", TEXT_run_was_misunderstood},
        {"distracted", TEXT_run_was_distracted},
        {"talked", TEXT_run_was_talked},
        {"site", TEXT_run_was_site},
        {"equipment", TEXT_run_was_equipment},
        {"other", TEXT_run_was_other},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(code, words[i].code) == 0)
            return text_of(language, words[i].text);
    return code;
}
