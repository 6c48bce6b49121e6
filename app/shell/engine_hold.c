/* Before a visit begins: what is asked first, and what is to be known. In a demonstration nobody is measured twice by mistake,
 * and it is not asked there. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "text/spoken.h"

#include <stdio.h>
#include <time.h>

/* ---- asked -------------------------------------------------------------------------------------- */

/* TEXTS: it holds, or none is due. */
static enum text_id word_of_levels(const struct engine *engine)
{
    enum verification_state state;
    if (!engine_needs_thermode(engine) || !engine_levels_are_due(engine, &state))
        return TEXTS;
    switch (state) {
    case VERIFICATION_MISSING:
        return TEXT_study_levels_never;
    case VERIFICATION_EXPIRED:
        return TEXT_study_levels_expired;
    case VERIFICATION_FAILED:
        return TEXT_study_levels_failed;
    case VERIFICATION_VALID:
    case VERIFICATION_SOON:
        break;
    }
    return TEXTS;
}

static void hold(struct engine *engine, enum begin_question question)
{
    struct bench_view *bench = &engine->view.bench;
    const enum text_id why = word_of_levels(engine);
    engine->hold.question = question;
    engine->view.study.asks_twice = question == BEGIN_ASKS_TWICE;
    bench->begin_asks = question == BEGIN_ASKS_CHECK;
    bench->begin_asks_reason = question == BEGIN_ASKS_REASON;
    COPY(bench->begin_why,
         bench->begin_asks_reason && why < TEXTS ? text_of(engine->config.language, why) : "");
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

static bool is_asked(struct engine *engine, enum begin_question question)
{
    switch (question) {
    case BEGIN_ASKS_TWICE:
        return engine->view.study.can_begin && is_second_today(engine, &engine->hold.action);
    case BEGIN_ASKS_CHECK:
        return engine_check_has_failed(engine);
    case BEGIN_ASKS_REASON:
        return word_of_levels(engine) < TEXTS;
    case BEGIN_ASKS_NOTHING:
        break;
    }
    return false;
}

/* The first that is behind `answered`. */
static void ask_next(struct engine *engine, enum begin_question answered)
{
    for (int question = (int)answered + 1; question <= BEGIN_ASKS_REASON; question++)
        if (is_asked(engine, (enum begin_question)question)) {
            hold(engine, (enum begin_question)question);
            return;
        }
    hold(engine, BEGIN_ASKS_NOTHING);
}

bool engine_holds_begin(struct engine *engine, const struct action *action)
{
    engine->hold.action = *action;
    engine->hold.reason[0] = '\0';
    ask_next(engine, BEGIN_ASKS_NOTHING);
    return engine->hold.question != BEGIN_ASKS_NOTHING;
}

void engine_answer_begin(struct engine *engine, const struct action *action)
{
    const enum begin_question asked = engine->hold.question;
    const bool begins = action->number != BEGIN_ASKS_NOTHING;
    const bool lacks_reason = asked == BEGIN_ASKS_REASON && !spoken_suffices(action->text);
    if (begins && (action->number != asked || lacks_reason))
        return;
    if (!begins) {
        engine_drop_begin(engine);
        return;
    }
    if (asked == BEGIN_ASKS_REASON)
        COPY(engine->hold.reason, action->text);
    ask_next(engine, asked);
    if (engine->hold.question == BEGIN_ASKS_NOTHING)
        engine_begin(engine, engine->hold.action.kind == ACTION_RESUME);
}

void engine_drop_begin(struct engine *engine)
{
    engine->hold.reason[0] = '\0';
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
    const enum text_id levels = word_of_levels(engine);
    const enum text_id check = levels < TEXTS ? levels : word_of_check(engine);
    char n[16];
    snprintf(n, sizeof n, "%zu", engine->visits.all);
    view->notes[0][0] = view->notes[1][0] = view->notes[2][0] = '\0';
    if (!view->picked[0])
        return;
    if (engine->view.protocol.has_withheld && !engine_unfinished(engine))
        COPY(view->notes[2], text_of(language, TEXT_study_withheld));
    if (check < TEXTS)
        COPY(view->notes[0], text_of(language, check));
    if (engine->error[0])
        text_say(view->notes[1], sizeof view->notes[1], text_of(language, TEXT_study_erred), "n", n,
                 "why", engine->error, NULL);
}
