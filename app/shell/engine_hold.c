/* Before a visit begins: what is asked first, and what is to be known. In a demonstration nobody is measured twice by mistake,
 * and it is not asked there. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

#include <stdio.h>
#include <time.h>

/* ---- asked -------------------------------------------------------------------------------------- */

static void hold(struct engine *engine, enum begin_question question)
{
    engine->hold.question = question;
    engine->view.study.asks_twice = question == BEGIN_ASKS_TWICE;
    engine->view.bench.begin_asks = question == BEGIN_ASKS_CHECK;
    if (question != BEGIN_ASKS_NOTHING)
        engine->view.screen = question == BEGIN_ASKS_TWICE ? SCREEN_STUDY : SCREEN_BENCH;
}

static void say_time(utc_us utc, char out[16])
{
    struct tm local;
    const time_t seconds = (time_t)(utc / 1000000);
    if (localtime_r(&seconds, &local))
        snprintf(out, 16, "%d:%02d", local.tm_hour, local.tm_min);
}

/* This participant ended a visit of this protocol today, and another is to begin. */
static bool is_second_today(struct engine *engine, const struct action *action)
{
    const struct visits *visits = &engine->visits;
    const size_t at = visits_find_today(visits, engine->view.protocol.id, utc_now());
    if (action->kind != ACTION_BEGIN || engine->config.is_demo || at == visits->n)
        return false;
    engine->view.study.twice_visit = visits_number(visits, at);
    say_time(visits->rows[at].ended, engine->view.study.twice_time);
    return true;
}

bool engine_holds_begin(struct engine *engine, const struct action *action)
{
    const bool is_failed = engine_check_has_failed(engine);
    const bool is_second = engine->view.study.can_begin && is_second_today(engine, action);
    engine->hold.action = *action;
    hold(engine, is_second ? BEGIN_ASKS_TWICE : is_failed ? BEGIN_ASKS_CHECK : BEGIN_ASKS_NOTHING);
    return engine->hold.question != BEGIN_ASKS_NOTHING;
}

void engine_answer_begin(struct engine *engine, int64_t answered)
{
    const bool begins = answered != BEGIN_ASKS_NOTHING;
    if (begins && answered != engine->hold.question)
        return;
    hold(engine, BEGIN_ASKS_NOTHING);
    if (!begins)
        return;
    if (answered == BEGIN_ASKS_TWICE && engine_check_has_failed(engine))
        hold(engine, BEGIN_ASKS_CHECK);
    else
        engine_begin(engine, engine->hold.action.kind == ACTION_RESUME);
}

void engine_drop_begin(struct engine *engine)
{
    hold(engine, BEGIN_ASKS_NOTHING);
}

/* ---- said --------------------------------------------------------------------------------------- */

static enum text_id word_of_check(const struct engine *engine)
{
    enum verification_state state;
    if (!engine_check_is_due(engine, &state))
        return TEXTS;
    switch (state) {
    case VERIFICATION_MISSING:
        return TEXT_study_check_never;
    case VERIFICATION_EXPIRED:
        return TEXT_study_check_expired;
    case VERIFICATION_FAILED:
        return TEXT_study_check_failed;
    case VERIFICATION_VALID:
    case VERIFICATION_SOON:
        break;
    }
    return TEXTS;
}

void engine_show_notes(struct engine *engine)
{
    struct study_view *view = &engine->view.study;
    const enum language language = engine->config.language;
    const enum text_id check = word_of_check(engine);
    char n[16];
    snprintf(n, sizeof n, "%zu", engine->visits.all);
    view->notes[0][0] = view->notes[1][0] = '\0';
    if (!view->picked[0])
        return;
    if (check < TEXTS)
        COPY(view->notes[0], text_of(language, check));
    if (engine->error[0])
        text_say(view->notes[1], sizeof view->notes[1], text_of(language, TEXT_study_erred), "n", n,
                 "why", engine->error, NULL);
}
