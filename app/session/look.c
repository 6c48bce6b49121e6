/* What a screen asks of a session beside its prompts, and what it adds to the record. */
#include "markers_internal.h"

#include <string.h>

size_t session_sites(struct session *session, struct session_site *list, size_t max)
{
    const struct site_choice *sites = &session->sites;
    size_t n = 0;
    for (; n < sites->n && n < max; n++) {
        const struct candidate *candidate = &sites->list[n];
        memcpy(list[n].site, candidate->site, sizeof list[n].site);
        memcpy(list[n].side, candidate->side, sizeof list[n].side);
        list[n].rest = sites->rest;
        list[n].rest_left = exposure_rest_left(session, candidate->site, candidate->side);
    }
    return n;
}

static void journal_word(struct session *session, uint32_t topic, const char *what,
                         const char *words)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "what", what);
    if (words[0])
        message_set_string(&payload, "text", words);
    session_journal_on(session, topic, "note", &payload);
    message_fini(&payload);
}

void session_note(struct session *session, const char *words)
{
    const bool has_words = words[0] != '\0';
    journal_word(session, has_words ? TOPIC_NOTE : TOPIC_MARK, has_words ? "examiner" : "mark",
                 words);
    if (!has_words)
        marker_ask(session, MARKER_EXAMINER);
}

void session_touched(struct session *session, double peak_kpa, double seconds)
{
    struct message payload;
    message_init(&payload);
    message_set_string(&payload, "what", SESSION_PRESSED_BETWEEN);
    message_set_quantity(&payload, "peak", "kPa", peak_kpa);
    message_set_quantity(&payload, "lasted", "s", seconds);
    session_journal(session, "note", &payload);
    message_fini(&payload);
}

void session_taken_off(struct session *session)
{
    taking_off_said(session);
    journal_word(session, 0, SESSION_TAKEN_OFF, "");
}

void session_reveal(struct session *session)
{
    journal_word(session, 0, "values_revealed", "");
}

void session_instruction_played(struct session *session)
{
    if (session->is_prompting && session->prompt.kind == PROMPT_INSTRUCT)
        journal_word(session, 0, "instruction_played", session->instruction);
}

bool session_rests(const struct session *session)
{
    return (session->state == STATE_SITE && session->sites.told) || session->state == STATE_REST;
}

const struct trial_plan *session_trial_ahead(const struct session *session)
{
    const bool in_trial = session->request.is_open && strcmp(session->request.verb, "trial") == 0;
    return in_trial ? &session->trial.plan : NULL;
}

bool session_test_goes_on(const struct session *session)
{
    return session->trial_call == session->request.call;
}

void session_rest_again(struct session *session)
{
    const struct trial_plan *plan = &session->trial.plan;
    if (!session_rests(session))
        return;
    journal_word(session, 0, SESSION_REST_AGAIN, "");
    if (!session_rests(session)) /* it has failed over that */
        return;
    if (session->state == STATE_SITE) {
        sites_rest_again(session);
        session->deadline = session->now; /* the next one is chosen again */
    } else if (session->rest_is_before_trial) {
        exposure_ended(session, plan->site, plan->side);
        session_enter(session, trial_when_rested(session));
    } else {
        rest_for(session, session->rest_whole);
        session->deadline = session->rest_until;
    }
}
