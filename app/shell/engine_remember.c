/* What is used now is offered at the next start. */
#include "engine_internal.h"

#include "copy_internal.h"

#include <stdlib.h>
#include <string.h>

void engine_init_remembered(struct engine *engine)
{
    if (engine->config.state[0])
        remembered_load(engine->config.state, &engine->remembered);
}

/* A file by its whole path; the name of a shipped protocol as it is. */
static bool is_changed(char known[REMEMBERED_MAX], const char *name)
{
    char *whole = realpath(name, NULL);
    const char *now = whole ? whole : name;
    const bool is_new = strlen(now) < REMEMBERED_MAX && strcmp(known, now) != 0;
    if (is_new)
        text_copy(known, REMEMBERED_MAX, now);
    free(whole);
    return is_new;
}

void engine_remember(struct engine *engine, enum engine_used what, const char *name)
{
    char *const known[] = {[USED_STUDY] = engine->remembered.study,
                           [USED_BENCH] = engine->remembered.bench,
                           [USED_PROTOCOL] = engine->remembered.protocol};
    struct why why, said;
    if (!engine->config.state[0] || !name[0] || !is_changed(known[what], name) ||
        remembered_save(engine->config.state, &engine->remembered, &why) == STATUS_OK)
        return;
    engine_say(engine, TONE_NOTE, TEXT_study_not_remembered, "why",
               text_why(engine->config.language, &why, said.text, sizeof said.text), NULL);
}
