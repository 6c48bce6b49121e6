/* The beat of a train that a hand gives, as the window lets it be heard: each coming cue is asked for once, at its time; what the
 * sound system tells of it goes to the engine. */
#include "window_internal.h"

#include <math.h>

static bool is_given(const struct window *window)
{
    const struct run_view *run = &window->view.run;
    return run->beat.is_on && (run->now == NOW_ARMED || run->now == NOW_RUNNING) &&
           !stop_is_raised(window->stop);
}

static void ask_for(struct window *window, const struct beat_view *beat)
{
    static const enum audio_cue cues[] = {[VIEW_BEAT_COUNT] = AUDIO_CUE_TICK,
                                          [VIEW_BEAT_PRESS] = AUDIO_CUE_PRESS,
                                          [VIEW_BEAT_LIFT] = AUDIO_CUE_LIFT};
    const uint32_t id = beat_id(beat->train, beat->next);
    if (beat->next.cue == VIEW_BEAT_NONE || id == window->beat_asked)
        return;
    window->beat_asked = id;
    (void)audio_cue_at(window->audio, cues[beat->next.cue], id,
                       beat->next_ns); /* false: the light stays */
}

/* What was not heard has no error. */
static void tell(struct window *window, const struct cue_told *told)
{
    struct action action = {.kind = ACTION_CUE, .t = window->now, .number = told->id};
    if (told->put == MONO_NEVER || !window->engine)
        return;
    action.value = mono_to_sec(told->put - told->due);
    const bool is_told = engine_act(window->engine, &action);
    (void)is_told; /* an entry of the journal is missing, and 64 actions wait */
}

void window_beat(struct window *window)
{
    struct cue_told told;
    const bool is_on = is_given(window);
    if (is_on)
        ask_for(window, &window->view.run.beat);
    else if (window->beats)
        audio_cues_clear(window->audio);
    window->beats = is_on;
    while (audio_cued(window->audio, &told))
        tell(window, &told);
}
