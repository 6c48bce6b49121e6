/* What a script may ask for: one row per verb. What takes its time is saved before it is begun; what is
 * answered at once is saved with its answer. */
#include "beside_internal.h"
#include "session_internal.h"

#include <stdio.h>
#include <string.h>

static void note_instruction(struct session *session)
{
    const char *key = message_string(&session->request.args, "key");
    snprintf(session->instruction, sizeof session->instruction, "%s", key ? key : "");
}

static void verb_instruct(struct session *session)
{
    note_instruction(session);
    pending_save(session, STATE_INSTRUCT);
}

/* The verb's own mistake: the script hears it. */
static void refuse_arguments(struct session *session, const struct why *why)
{
    char sentence[sizeof why->text + 32];
    snprintf(sentence, sizeof sentence, "%s: %s", session->request.verb, why->text);
    answer_error(session, sentence);
    pending_save(session, STATE_SCRIPT);
}

static enum status read_candidate(const struct message *row, struct candidate *out, struct why *why)
{
    *out = (struct candidate){.side = "n/a"};
    const enum status status = argument_word(row, "site", out->site, sizeof out->site, why);
    return status == STATUS_OK ? argument_word(row, "side", out->side, sizeof out->side, why)
                               : status;
}

static enum status read_candidates(struct session *session, struct why *why)
{
    const struct message list = message_get(&session->request.args, "candidates");
    struct site_choice *sites = &session->sites;
    sites->n = message_count(&list);
    bool all = sites->n > 0 && sites->n <= CANDIDATES_MAX;
    enum status status = STATUS_OK;
    for (size_t i = 0; all && i < sites->n && status == STATUS_OK; i++) {
        const struct message row = message_at(&list, i);
        status = read_candidate(&row, &sites->list[i], why);
        all = status != STATUS_OK || sites->list[i].site[0];
    }
    return all ? status
               : why_set(why, STATUS_INVALID, "1 to 64 candidates are needed, each with a site");
}

static enum status read_order(struct session *session, struct why *why)
{
    char order[12] = "rotate";
    const enum status status =
        argument_word(&session->request.args, "order", order, sizeof order, why);
    if (status != STATUS_OK)
        return status;
    session->sites.in_order = strcmp(order, "given") == 0;
    if (session->sites.in_order || strcmp(order, "rotate") == 0)
        return STATUS_OK;
    return why_set(why, STATUS_INVALID, "`order` must be `rotate` or `given`, not `%s`", order);
}

/* It holds until the next one is named, also for what is done again at a site, and also when the
 * request itself was answered long ago. A rest that the protocol does not name is the lab's. */
static enum status note_rest(struct session *session, struct why *why)
{
    mono_ns rest = 0;
    if (strcmp(session->request.verb, "site") != 0)
        return STATUS_OK;
    const enum status status = argument_duration(&session->request.args, "rest", &rest, why);
    session->sites.rest = rest > session->lab.rest ? rest : session->lab.rest;
    return status;
}

static void verb_site(struct session *session)
{
    struct why why;
    enum status status = note_rest(session, &why);
    if (status == STATUS_OK)
        status = read_order(session, &why);
    if (status == STATUS_OK)
        status = read_candidates(session, &why);
    if (status != STATUS_OK) {
        refuse_arguments(session, &why);
        return;
    }
    session->sites.told = false;
    pending_save(session, STATE_SITE);
}

void rest_tell(const struct session *session)
{
    const struct session_view *view = session->parts.view;
    const struct trial_plan *plan = &session->trial.plan;
    const bool is_of_site = session->rest_is_before_trial;
    if (view->rest)
        view->rest(view->view, is_of_site ? plan->site : "", is_of_site ? plan->side : "",
                   mono_to_sec(session->rest_until - session->now),
                   mono_to_sec(is_of_site ? session->sites.rest : session->rest_whole));
}

void rest_for(struct session *session, mono_ns rest)
{
    session->rest_whole = rest;
    session->rest_until = session->now + rest;
    session->rest_is_before_trial = false;
    rest_tell(session);
}

/* `since`: not from now on, but from the end of what conditioned. */
static enum status read_rest(const struct session *session, mono_ns *rest, struct why *why)
{
    const struct message *args = &session->request.args;
    char since[16] = "";
    *rest = -1;
    enum status status = argument_duration(args, "for", rest, why);
    if (status == STATUS_OK && *rest < 0)
        status = why_set(why, STATUS_INVALID, "it needs to be told for how long (`for`)");
    if (status == STATUS_OK)
        status = argument_word(args, "since", since, sizeof since, why);
    if (status != STATUS_OK || !since[0])
        return status;
    if (strcmp(since, "conditioning") != 0)
        return why_set(why, STATUS_INVALID, "`since` must be `conditioning`, not `%s`", since);
    return conditioning_wait(session, *rest, rest, why);
}

static void verb_rest(struct session *session)
{
    struct why why;
    mono_ns rest;
    if (read_rest(session, &rest, &why) != STATUS_OK) {
        refuse_arguments(session, &why);
        return;
    }
    if (rest == 0) { /* over already: nobody is told to wait */
        answer_nothing(session);
        return;
    }
    rest_for(session, rest);
    pending_save(session, STATE_REST);
}

static void tell_refused_note(struct session *session)
{
    int64_t n, most;
    char refused[24], allowed[24];
    const struct message *args = &session->request.args;
    if (!message_integer(args, "refused", &n) || !message_integer(args, "most", &most))
        return;
    snprintf(refused, sizeof refused, "%lld", (long long)n);
    snprintf(allowed, sizeof allowed, "%lld", (long long)most);
    const struct text_value values[] = {
        {"line", session->request.line}, {"n", refused}, {"most", allowed}};
    session_tell(session, TEXT_tell_note_refused, values, 3);
}

static void verb_note(struct session *session)
{
    tell_refused_note(session);
    struct text *payload = pending_add(session, "note");
    if (message_encode(&session->request.args, payload) != STATUS_OK)
        session_no_memory(session);
    else
        answer_nothing(session);
}

static const struct verb {
    const char *name;
    void (*begin)(struct session *session);
} verbs[] = {
    {"instruct", verb_instruct}, {"site", verb_site},      {"rest", verb_rest},
    {"note", verb_note},         {"trial", trial_request}, {"question", verb_question},
    {"result", verb_result},     {"target", verb_target},  {"end_beside", verb_end_beside},
};

/* ---- taking a request ---------------------------------------------------------------------------
 */

static bool read_request(struct session *session, const struct message *message)
{
    struct request *request = &session->request;
    const char *verb = message_string(message, "do");
    const char *line = message_string(message, "line");
    const struct message args = message_get(message, "args");
    if (!verb || strlen(verb) >= sizeof request->verb || message_is_missing(&args) ||
        !message_integer(message, "task", &request->task) ||
        !message_integer(message, "step", &request->step) ||
        !message_integer(message, "block", &request->block))
        return false;
    if (request->verb[0])
        message_fini(&request->args);
    message_init(&request->args);
    snprintf(request->verb, sizeof request->verb, "%s", verb);
    snprintf(request->line, sizeof request->line, "%s", line ? line : "?");
    const char *key = NULL;
    while ((key = message_next_key(&args, key))) {
        const struct message value = message_get(&args, key);
        message_set(&request->args, key, &value);
    }
    if (!message_integer(message, "call", &request->call))
        request->call = 0;
    request->is_open = true;
    return true;
}

static void begin_verb(struct session *session)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].name, session->request.verb) == 0) {
            verbs[i].begin(session);
            return;
        }
    char sentence[96];
    snprintf(sentence, sizeof sentence, "this version cannot do `%s`", session->request.verb);
    answer_error(session, sentence);
    pending_save(session, STATE_SCRIPT);
}

/* What was answered before the program was started again. */
static void feed(struct session *session, const char *recorded)
{
    const enum status status = note_rest(session, NULL);
    if (strcmp(session->request.verb, "instruct") == 0) {
        note_instruction(session);
        session_recall_instruction(session);
    }
    text_clear(&session->answer);
    text_append_cstr(&session->answer, recorded);
    session->has_answer = true;
    session->request.is_open = false;
    session_go(session, STATE_SCRIPT);
    (void)status; /* a rest that cannot be read was refused: the script hears that again */
}

/* The script has gone on from the test that was to be skipped. */
static void end_skip(struct session *session)
{
    if (session->skip_call == 0 || session->skip_call == session->request.call)
        return;
    session->skip_test[0] = '\0';
    session->skip_call = 0;
}

void request_take(struct session *session, const char *text, size_t size)
{
    struct message message;
    struct why why = {0};
    const char *recorded;
    enum status status = message_parse(&message, text, size, &why);
    if (status == STATUS_OK) {
        if (!read_request(session, &message))
            status = why_set(&why, STATUS_INVALID, "the script host sent what is no request");
        message_fini(&message);
    }
    const bool is_new = session->replay.at == session->replay.n;
    if (status == STATUS_OK)
        status = replay_match(session, text, &recorded, &why);
    if (status != STATUS_OK) {
        session_fail_why(session, status, &why);
        return;
    }
    if (session->config.steps_max > 0 && ++session->steps > session->config.steps_max) {
        session_give_up(session);
        return;
    }
    end_skip(session);
    if (recorded) {
        feed(session, recorded);
        return;
    }
    if (is_new) {
        struct text *payload = pending_add(session, "request");
        text_append(payload, text, size);
    }
    begin_verb(session);
}

/* ---- waiting ------------------------------------------------------------------------------------
 */

bool step_instruct(struct session *session)
{
    const enum decision decision = session_take_decision(session);
    if (decision == DECISION_NONE)
        return false;
    if (decision == DECISION_END)
        session_end_early(session);
    else if (decision == DECISION_LEAVE)
        session_leave(session);
    else {
        instructed_note(session);
        answer_nothing(session);
    }
    return true;
}

bool step_rest(struct session *session)
{
    if (session->now < session->rest_until)
        return false;
    if (session->rest_is_before_trial)
        session_enter(session, trial_when_rested(session));
    else
        answer_nothing(session);
    return true;
}

static void choose_site(struct session *session, size_t index)
{
    struct message value;
    message_init(&value);
    message_set_integer(&value, "index", (int64_t)index + 1);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
}

static size_t find_soonest(struct session *session, mono_ns *least)
{
    const struct site_choice *sites = &session->sites;
    const size_t n = sites->in_order ? 1 : sites->n;
    size_t soonest = 0;
    *least = MONO_NEVER;
    for (size_t i = 0; i < n; i++) {
        const mono_ns left = exposure_rest_left(session, sites->list[i].site, sites->list[i].side);
        if (left < *least) {
            *least = left;
            soonest = i;
        }
    }
    return soonest;
}

/* The script must be told of a site; what it wants to do there is skipped. */
void site_skip(struct session *session)
{
    mono_ns least;
    const size_t soonest = find_soonest(session, &least);
    const struct candidate *chosen = &session->sites.list[soonest];
    snprintf(session->skip_test, sizeof session->skip_test, "*");
    skip_note(session, NULL, chosen->site, chosen->side);
    choose_site(session, soonest);
}

void sites_rest_again(struct session *session)
{
    struct site_choice *sites = &session->sites;
    for (size_t i = 0; i < sites->n; i++) {
        const struct candidate *site = &sites->list[i];
        if (dose_find(&session->ledger, site->site,
                      site->side)) /* else it has nothing to rest from */
            exposure_ended(session, site->site, site->side);
    }
    sites->told = false;
}

bool step_site(struct session *session)
{
    struct site_choice *sites = &session->sites;
    mono_ns least;
    const size_t soonest = find_soonest(session, &least);
    if (least == 0) {
        choose_site(session, soonest);
        return true;
    }
    session->deadline = session->now + least;
    const struct session_view *view = session->parts.view;
    if (!sites->told && view->rest)
        view->rest(view->view, sites->list[soonest].site, sites->list[soonest].side,
                   mono_to_sec(least), mono_to_sec(sites->rest));
    sites->told = true;
    return false;
}
