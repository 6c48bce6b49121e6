/* What a session says to people, in the language that they read now. The record has coded words instead. */
#include "session_internal.h"

void session_set_language(struct session *session, enum language language)
{
    if (session->config.language == language)
        return;
    session->config.language = language;
    if (session->state == STATE_STOPPED && session->is_prompting)
        stop_reword(session);
}

const char *session_words(const struct session *session, enum text_id id)
{
    return text_of(session->config.language, id);
}

const char *session_fill(const struct session *session, struct why *out, enum text_id id,
                         const struct text_value *values, size_t n)
{
    return text_fill(out->text, sizeof out->text, session_words(session, id), values, n);
}

const char *session_name_of(const struct session *session, uint8_t instrument)
{
    return role_text(session->config.language, session->parts.spec->instruments[instrument].name);
}

void session_notice(struct session *session, const char *sentence)
{
    const struct session_view *view = session->parts.view;
    if (view->notice)
        view->notice(view->view, sentence);
}

void session_tell(struct session *session, enum text_id id, const struct text_value *values,
                  size_t n)
{
    struct why sentence;
    session_notice(session, session_fill(session, &sentence, id, values, n));
}

void session_fail_for(struct session *session, enum status status, enum text_id id)
{
    session_fail(session, status, session_words(session, id));
}

void session_no_memory(struct session *session)
{
    session_fail_for(session, STATUS_NO_MEMORY, TEXT_over_no_memory);
}
