/* What the participant's window is to show. Whatever goes on, it is the same few pages: nobody can read from them which stimulus
 * comes, or how the last one went. */
#include "shell/present.h"

#include "copy_internal.h"

#include <string.h>

static void set_scale(const struct scale_spec *scale, struct participant_view *view)
{
    view->is_wanted = true;
    view->line_share = scale->screen_mm > 0 ? scale->line_mm / scale->screen_mm : 0;
    view->display = scale->display;
    view->axis = scale->axis;
    view->axis_low = scale->axis_low;
    view->axis_high = scale->axis_high;
}

/* From the confirmation of the site on, so that the participant has found the scale when it begins. */
static enum participant_shows shows_of_trial(const struct run_view *run, bool is_rated)
{
    if (is_rated)
        return PARTICIPANT_FOLLOW;
    return run->cold.is_due && run->cold.can_rate ? PARTICIPANT_NUMBERS : PARTICIPANT_NOTHING;
}

/* A question of the protocol that the participant answers himself. */
static enum participant_shows shows_of_question(const struct run_view *run, bool can_rate)
{
    if (!run->ask.by_participant || !can_rate)
        return PARTICIPANT_WAIT;
    return run->ask.is_line ? PARTICIPANT_LINE : PARTICIPANT_NUMBERS;
}

/* What conditions is rated on it all the time, whatever else is done. */
static bool is_followed(const struct run_view *run)
{
    const bool is_asked = run->now == NOW_QUESTION && run->ask.by_participant;
    return run->beside.is_on && !run->beside.is_water && !is_asked;
}

/* The scale that is tried on the bench is that of pain. */
static void set_anchors(const struct run_view *run, struct participant_view *view)
{
    /* the scale on which something is rated all the time stays what it was */
    const struct anchors_view *anchors = view->shows == PARTICIPANT_FOLLOW && is_followed(run)
                                             ? &run->beside_anchors
                                             : &run->anchors;
    const bool are_shown = run->now != NOW_NOTHING && participant_is_scale(view->shows);
    view->n_anchors = are_shown ? anchors->n : 0;
    view->between = view->n_anchors > 0 ? anchors->between : 0;
    for (size_t i = 0; i < PARTICIPANT_ANCHORS_MAX; i++)
        COPY(view->anchors[i], i < view->n_anchors ? anchors->words[view->language][i] : "");
}

/* `can_rate`: what is rated is rated here, and not on another instrument. */
static enum participant_shows shows_of(const struct run_view *run, bool is_rated, bool can_rate)
{
    if (can_rate && is_followed(run))
        return PARTICIPANT_FOLLOW;
    switch ((enum run_now)run->now) {
    case NOW_INSTRUCT:
        return run->words[0] ? PARTICIPANT_WORDS : PARTICIPANT_NOTHING;
    case NOW_CONFIRM:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
        return shows_of_trial(run, is_rated);
    case NOW_WAIT: /* perhaps until the mark is put down */
        return is_rated ? PARTICIPANT_FOLLOW : PARTICIPANT_WAIT;
    case NOW_QUESTION:
        return shows_of_question(run, can_rate);
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

/* One question after the other is another round: the mark of the last one is gone. */
static bool is_new_question(const struct view *of, const struct participant_view *view)
{
    return of->run.now == NOW_QUESTION && of->run.prompt != view->prompt;
}

/* NULL: there is none. */
static const struct instrument_spec *window_of(const struct bench_spec *bench)
{
    for (uint8_t i = 0; i < bench->n_instruments; i++)
        if (strcmp(bench->instruments[i].port, PORT_OF_WINDOW) == 0)
            return &bench->instruments[i];
    return NULL;
}

static bool is_rating(const struct bench_spec *bench, const struct instrument_spec *window)
{
    const struct role_spec *role = &bench->roles[ROLE_RATING];
    return role->bound && &bench->instruments[role->instrument] == window;
}

void present_participant(const struct view *of, const struct bench_spec *bench,
                         enum language examiners, bool is_rated, struct participant_view *view)
{
    const struct instrument_spec *window = window_of(bench);
    const uint8_t before = view->shows;
    /* to be tried, and looked at in the examiner's mirror of it */
    const bool is_trying = of->run.now == NOW_NOTHING && of->screen == SCREEN_BENCH;
    if (!window) {
        const uint32_t round = view->round;
        memset(view, 0, sizeof *view); /* what stands between its fields is compared as well */
        view->round = round;
        return;
    }
    const bool can_rate = is_rating(bench, window);
    view->language = (uint8_t)participant_language(bench, examiners);
    set_scale(&window->scale, view);
    view->shows = (uint8_t)(is_trying ? PARTICIPANT_FOLLOW
                                      : shows_of(&of->run, is_rated && can_rate, can_rate));
    if (view->shows != before || (participant_is_scale(view->shows) && is_new_question(of, view)))
        view->round++;
    view->prompt = of->run.prompt;
    view->is_asked = of->run.now == NOW_QUESTION && of->run.ask.by_participant;
    COPY(view->question, view->is_asked ? of->run.ask.spoken[view->language] : "");
    set_anchors(&of->run, view);
    COPY(view->words, view->shows == PARTICIPANT_WORDS ? of->run.words : "");
}
