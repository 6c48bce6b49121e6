/* Roles in words, by the words of bench files; an instrument that has no name of its own is called by its role. */
#include "text/text.h"

#include <string.h>

const char *role_text(enum language language, const char *role)
{
    static const struct {
        const char *word;
        enum text_id id;
    } roles[] = {
        {"algometer", TEXT_bench_role_algometer}, {"bath", TEXT_bench_role_bath},
        {"cond_cuff", TEXT_bench_role_cond_cuff}, {"marker", TEXT_bench_role_marker},
        {"rating", TEXT_bench_role_rating},       {"response", TEXT_bench_role_response},
        {"test_cuff", TEXT_bench_role_test_cuff}, {"thermode", TEXT_bench_role_thermode},
    };
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        if (strcmp(role, roles[i].word) == 0)
            return text_of(language, roles[i].id);
    return role;
}
