/* What the participant's window is to show of the session, and where its mark is as the bench has it. Whatever goes on, it is the
 * same few pages: nobody can read from them which stimulus comes, or how the last one went. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define MARK_LASTS (250 * MONO_MS)

static const struct scale_spec *scale_of(const struct bench_spec *bench)
{
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        if (strcmp(bench->instruments[i].port, PORT_OF_WINDOW) == 0)
            return &bench->instruments[i].scale;
    return NULL;
}

static enum language language_of(const struct scale_spec *scale, enum language examiners)
{
    for (enum language language = 0; language < LANGUAGES; language++)
        if (strcmp(scale->language, language_word(language)) == 0)
            return language;
    return examiners;
}

static void set_scale(struct engine *engine, const struct scale_spec *scale)
{
    struct participant_view *view = &engine->view.participant;
    view->is_wanted = true;
    view->language = (uint8_t)language_of(scale, engine->config.language);
    view->line_share = scale->screen_mm > 0 ? scale->line_mm / scale->screen_mm : 0;
    view->display = scale->display;
    view->axis = scale->axis;
    view->axis_low = scale->axis_low;
    view->axis_high = scale->axis_high;
}

/* From the confirmation of the site on, so that the participant has found the scale when it begins. */
static enum participant_shows shows_of_trial(const struct engine *engine)
{
    const struct run_view *run = &engine->view.run;
    const bool is_rated = stimulus_is_rated((enum stimulus)engine->conduct.stimulus);
    if (is_rated)
        return PARTICIPANT_FOLLOW;
    return run->cold.is_due && run->cold.can_rate ? PARTICIPANT_NUMBERS : PARTICIPANT_NOTHING;
}

static enum participant_shows shows_of(const struct engine *engine)
{
    switch ((enum run_now)engine->view.run.now) {
    case NOW_INSTRUCT:
        return engine->view.run.words[0] ? PARTICIPANT_WORDS : PARTICIPANT_NOTHING;
    case NOW_CONFIRM:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
        return shows_of_trial(engine);
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_SAVING:
    case NOW_REVIEW:
    case NOW_REST:
    case NOW_STOPPED:
    case NOW_NOT_SAVED:
        return PARTICIPANT_WAIT;
    case NOW_SUMMARY:
        return PARTICIPANT_THANKS;
    case NOW_NOTHING:
        break;
    }
    return PARTICIPANT_NOTHING;
}

static void set_mark(struct engine *engine)
{
    double value = 0;
    mono_ns t = 0;
    engine->view.mark = participant_untouched();
    if (engine->stand && stand_reading(engine->stand, ROLE_RATING, &value, &t) &&
        mono_now() - t <= MARK_LASTS)
        engine->view.mark.value = value;
}

void engine_show_participant(struct engine *engine)
{
    struct participant_view *view = &engine->view.participant;
    const struct scale_spec *scale = scale_of(&engine->config.bench);
    const enum participant_shows before = (enum participant_shows)view->shows;
    if (!scale) {
        *view = (struct participant_view){.round = view->round};
        engine->view.mark = participant_untouched();
        return;
    }
    set_scale(engine, scale);
    view->shows = (uint8_t)shows_of(engine);
    view->prompt = engine->view.run.prompt;
    if (view->shows != before)
        view->round++;
    COPY(view->words, view->shows == PARTICIPANT_WORDS ? engine->view.run.words : "");
    set_mark(engine);
}
