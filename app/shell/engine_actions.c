/* What the window asks for. */
#include "engine_internal.h"

#include "cli/paths.h"

#include "base/clock.h"
#include "copy_internal.h"

#include <string.h>

/* What was on the screen when the key was pressed is still what is asked: an answer to one question is none to the next. */
static bool is_still_asked(const struct engine *engine, const struct action *action)
{
    const struct prompt *prompt = session_prompt(engine->session);
    return prompt && prompt->number == action->prompt;
}

static void decide(struct engine *engine, const struct action *action, enum decision decision)
{
    const char *reason = decision == DECISION_SPOIL ? action->text : NULL;
    if (!engine->session || !is_still_asked(engine, action))
        return;
    if (decision == DECISION_END || decision == DECISION_LEAVE)
        conduct_end_touch(&engine->conduct);
    session_decide(engine->session, decision, reason);
}

/* The journal names what was pressed before it says that the rest began again over that. */
static void rest_again(struct engine *engine)
{
    if (!engine->session || !session_rests(engine->session))
        return;
    conduct_end_touch(&engine->conduct);
    session_rest_again(engine->session);
}

static void confirm(struct engine *engine, const struct action *action)
{
    if (engine->session && is_still_asked(engine, action) && !engine->view.run.not_back &&
        conduct_confirms(&engine->conduct, action->number))
        decide(engine, action, DECISION_GO);
}

/* Whoever was asked something else does not say that the hand is off, and whoever says that goes on with nothing else. */
static void go(struct engine *engine, const struct action *action)
{
    const struct run_view *run = &engine->view.run;
    const bool is_off = action->number != 0, alarms = run_view_alarms(run);
    if (alarms && is_off)
        conduct_let_go(&engine->conduct);
    if (is_off && run->now == NOW_RELEASE)
        decide(engine, action, DECISION_GO);
    else if (is_off || alarms)
        return;
    else if (run->now == NOW_SUMMARY)
        engine->view.screen = SCREEN_RESULTS;
    else if (run->now != NOW_CONFIRM) /* a site is confirmed by its own key */
        decide(engine, action, DECISION_GO);
}

uint8_t engine_response_key(const struct bench_spec *spec)
{
    uint8_t i = 0;
    while (i < spec->n_responses &&
           (spec->responses[i].kind != RESPONSE_KEY || spec->responses[i].is_stop))
        i++;
    return i < spec->n_responses ? i : RESPONSES_MAX;
}

/* Only what the bench names as a key can be pressed here. */
static void press(struct engine *engine, int64_t response, mono_ns t, bool is_down)
{
    const struct bench_spec *spec = &engine->config.bench;
    if (engine->stand && response >= 0 && response < spec->n_responses &&
        spec->responses[response].kind == RESPONSE_KEY)
        stand_press(engine->stand, (uint8_t)response, t, is_down);
}

/* For the participant: the bench knows it as the participant's key, the session who it was. */
static void respond(struct engine *engine, const struct action *action)
{
    const bool is_down = action->number != 0;
    if (engine->session && is_down)
        session_examiner_responds(engine->session, action->t,
                                  action->value > 0 ? EXAMINER_SCREEN : EXAMINER_KEY);
    press(engine, engine_response_key(&engine->config.bench), action->t, is_down);
}

static void reply(struct engine *engine, const struct action *action)
{
    if (!engine->session || !is_still_asked(engine, action) ||
        session_prompt(engine->session)->kind != PROMPT_QUESTION)
        return;
    if (!session_reply(engine->session, action->text))
        engine_say(engine, TONE_TROUBLE, TEXT_run_answer_refused, NULL);
}

static void take_rated(struct engine *engine, const struct action *action)
{
    if (engine->session && is_still_asked(engine, action))
        (void)session_rate(engine->session,
                           action->value); /* else somebody has entered it meanwhile */
}

/* Where no stimulus runs any more that could be marked, the session may still ask whether it is off. */
static void mark(struct engine *engine, const struct action *action)
{
    static const enum observation marks[] = {[COLD_ON] = OBSERVED_ON,
                                             [COLD_PAIN] = OBSERVED_PAIN,
                                             [COLD_OFF] = OBSERVED_OFF,
                                             [COLD_RATING] = OBSERVED_RATING};
    if (!engine->session || action->number < COLD_ON || action->number > COLD_RATING ||
        session_mark(engine->session, marks[action->number], action->value, action->t))
        return;
    const struct prompt *prompt = session_prompt(engine->session);
    if (action->number == COLD_OFF && prompt && prompt->kind == PROMPT_RELEASE)
        decide(engine, action, DECISION_GO);
}

static void reveal(struct engine *engine)
{
    if (engine->session && !engine->conduct.is_revealed)
        session_reveal(engine->session);
    engine->conduct.is_revealed = true;
}

/* What concerns the session that runs; false: the action is of another kind. */
static bool obey_in_session(struct engine *engine, const struct action *action)
{
    switch ((enum action_kind)action->kind) {
    case ACTION_GO:
        go(engine, action);
        return true;
    case ACTION_CONFIRM_SITE:
        confirm(engine, action);
        return true;
    case ACTION_RESPONSE:
        respond(engine, action);
        return true;
    case ACTION_SPOIL:
        decide(engine, action, DECISION_SPOIL);
        return true;
    case ACTION_RATED:
        take_rated(engine, action);
        return true;
    case ACTION_ANSWER:
        reply(engine, action);
        return true;
    case ACTION_REPEAT:
        decide(engine, action, DECISION_REPEAT);
        return true;
    case ACTION_SKIP:
        decide(engine, action, DECISION_SKIP);
        return true;
    case ACTION_END:
        decide(engine, action, DECISION_END);
        return true;
    case ACTION_LEAVE:
        decide(engine, action, DECISION_LEAVE);
        return true;
    case ACTION_COLD:
        mark(engine, action);
        return true;
    case ACTION_NOTE:
    case ACTION_MARK:
        if (engine->session)
            session_note(engine->session, action->kind == ACTION_NOTE ? action->text : "");
        return true;
    case ACTION_REST_AGAIN:
        rest_again(engine);
        return true;
    case ACTION_REVEAL:
        reveal(engine);
        return true;
    case ACTION_HAND:
        engine_lead_hand(engine, action->value);
        return true;
    case ACTION_BUTTON:
        engine_lead_button(engine, action->number != 0);
        return true;
    case ACTION_LEAD:
        engine_lead(engine, action->number);
        return true;
    default:
        return false;
    }
}

static void set_parameter(struct engine *engine, const char *setting)
{
    struct why why;
    if (engine_set_parameter(engine, setting, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

/* What may be done only while no session runs. */
static void obey_between_sessions(struct engine *engine, const struct action *action)
{
    if (engine->session)
        return;
    switch ((enum action_kind)action->kind) {
    case ACTION_OPEN_STUDY:
        engine_find_study(engine, action->text, action->number != 0);
        return;
    case ACTION_ADD_PARTICIPANT:
    case ACTION_PICK_PARTICIPANT:
        engine_pick(engine, action->text);
        return;
    case ACTION_BEGIN:
        if (!engine_holds_begin(engine, action))
            engine_begin(engine, false);
        return;
    case ACTION_RESUME:
        if (engine_choose_resumed(engine) && !engine_holds_begin(engine, action))
            engine_begin(engine, true);
        return;
    case ACTION_END_VISIT:
        engine_end_visit(engine, action->number);
        return;
    case ACTION_OPEN_PROTOCOL:
        engine_open_protocol(engine, action->text);
        return;
    case ACTION_SET_PARAMETER:
        set_parameter(engine, action->text);
        return;
    case ACTION_TURN_VISIT:
        engine_turn_visit(engine, action->number);
        return;
    case ACTION_REARM:
        engine_rearm(engine);
        return;
    default:
        return;
    }
}

/* What stands on the screen already stays until the next sentence; of a stop the sentence is said anew. */
static void set_language(struct engine *engine, enum language language)
{
    engine->config.language = engine->conduct.language = language;
    engine->plan.is_stale = true;
    if (!engine->session)
        return;
    session_set_language(engine->session, language);
    engine_reword_steps(engine);
}

/* The panel of the demonstration is on one screen: elsewhere nobody holds anything. */
static void show_screen(struct engine *engine, int64_t screen)
{
    if (screen < 0 || screen >= SCREENS)
        return;
    engine->view.screen = (uint8_t)screen;
    if (screen == SCREEN_SESSION || engine->view.frame.is_live)
        return;
    engine_lead_hand(engine, 0);
    engine_lead_button(engine, false);
}

static void obey(struct engine *engine, const struct action *action)
{
    if (!obey_in_session(engine, action) && !engine_obey_bench(engine, action))
        obey_between_sessions(engine, action);
}

void engine_begin_answer(struct engine *engine)
{
    engine->refusal[0] = '\0';
    engine->is_answering = true;
}

void engine_end_answer(struct engine *engine, uint32_t question)
{
    struct frame_view *frame = &engine->view.frame;
    engine->is_answering = false;
    /* what was refused before has been put right */
    if (engine->refusal[0] == '\0' && strcmp(frame->toast, frame->refusal) == 0)
        frame->toast[0] = '\0';
    if (question <= frame->answered)
        return;
    frame->answered = question;
    COPY(frame->refusal, engine->refusal);
}

/* What is asked for by its path, or a parameter. Whoever asked waits for it, also when nothing is done because a session runs. */
static void answer(struct engine *engine, const struct action *action)
{
    struct action whole = *action;
    bool is_later = false;
    if (action->kind != ACTION_SET_PARAMETER)
        paths_whole(action->text, whole.text, sizeof whole.text);
    engine_begin_answer(engine);
    if (engine->session)
        engine_say(engine, TONE_TROUBLE, TEXT_study_why_session, NULL);
    else if (action->kind == ACTION_EXPORT)
        is_later = engine_export(engine, whole.text, action->question);
    else
        obey(engine, &whole);
    engine_end_answer(engine, is_later ? 0 : action->question);
}

static void tell_no_sound(struct engine *engine)
{
    engine->view.frame.is_silent = true;
    engine_say(engine, TONE_TROUBLE, TEXT_ui_no_sound, NULL);
}

/* The window plays it. */
static void note_played(struct engine *engine, const struct action *action)
{
    if (engine->session && action->number != 0)
        session_instruction_played(engine->session);
}

void engine_obey(struct engine *engine, const struct action *action)
{
    if (action->kind == ACTION_SCREEN)
        show_screen(engine, action->number);
    else if (action->kind == ACTION_RESPONSE_KEY)
        press(engine, action->number / 2, action->t, action->number % 2 != 0);
    else if (action->kind == ACTION_READ_ALOUD)
        engine->view.run.instruction_read = true;
    else if (action->kind == ACTION_MUTE)
        engine->view.frame.is_muted = action->number != 0;
    else if (action->kind == ACTION_NO_SOUND)
        tell_no_sound(engine);
    else if (action->kind == ACTION_SOUND_NEWS)
        engine_tell(engine, TONE_TROUBLE, action->text);
    else if (action->kind == ACTION_PLAY)
        note_played(engine, action);
    else if (action->kind == ACTION_LANGUAGE)
        set_language(engine, (enum language)action->number);
    else if (action_is_answered((enum action_kind)action->kind))
        answer(engine, action);
    else
        obey(engine, action);
}
