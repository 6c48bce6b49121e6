#include "shell/present.h"

#include "copy_internal.h"

#include "script/message.h"

#include <stdio.h>
#include <string.h>

static bool is_bound(const struct bench_spec *bench, const char *word)
{
    if (strcmp(word, "response") == 0)
        return bench->n_responses > 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_word((enum role)role), word) == 0)
            return bench->roles[role].bound;
    return false;
}

static void set_title(const struct message *header, enum language language,
                      struct protocol_view *view)
{
    const struct message title = message_get(header, "title");
    const char *own = message_string(&title, language_word(language));
    const char *other =
        message_string(&title, language_word(language == LANGUAGE_DE ? LANGUAGE_EN : LANGUAGE_DE));
    COPY(view->title, own ? own : other ? other : view->id);
}

static void set_needs(const struct message *header, const struct bench_spec *bench,
                      struct protocol_view *view)
{
    enum { MAX = sizeof view->needs / sizeof view->needs[0] };
    const struct message needs = message_get(header, "needs");
    const size_t n = message_count(&needs);
    view->n_needs = 0;
    for (size_t i = 0; i < n && i < MAX; i++) {
        const struct message need = message_at(&needs, i);
        const char *word = message_text(&need);
        COPY(view->needs[i].role, word ? word : "");
        view->needs[i].is_there = word && is_bound(bench, word);
        view->n_needs++;
    }
}

enum status present_protocol(const char *text, enum language language,
                             const struct bench_spec *bench, struct protocol_view *view,
                             struct why *why)
{
    struct message header;
    const enum status status = message_parse(&header, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    COPY(view->id, message_string(&header, "id"));
    COPY(view->version, message_string(&header, "version"));
    set_title(&header, language, view);
    set_needs(&header, bench, view);
    view->is_loaded = true;
    view->problem[0] = '\0';
    message_fini(&header);
    return STATUS_OK;
}
