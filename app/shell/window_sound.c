/* What the window lets be heard. */
#include "window_internal.h"

#include <stdio.h>

static double slope_error(const struct run_view *run)
{
    const double allowed = run->target_slope * run->tolerance;
    return allowed > 0 ? (run->slope - run->target_slope) / allowed : 0;
}

void window_sound(struct window *window)
{
    static const enum audio_sound sounds[] = {
        [CUE_SAVED] = SOUND_SAVED, [CUE_REST_OVER] = SOUND_REST_OVER, [CUE_FAULT] = SOUND_FAULT};
    const struct run_view *run = &window->view.run;
    const bool is_steered = run->now == NOW_RUNNING && run->stimulus == VIEW_PRESSURE;
    audio_rate(window->audio, is_steered && run->has_slope, slope_error(run));
    audio_mute(window->audio, window->view.frame.is_muted);
    audio_alarm(window->audio,
                (run->now == NOW_RELEASE && !run->is_answered) || run_view_alarms(run));
    for (enum engine_cue cue; (cue = engine_hear(window->engine)) != CUE_NONE;)
        audio_play(window->audio, sounds[cue]);
}

bool window_open_sound(struct window *window)
{
    struct audio_config config = {.language = window->config->language};
    struct why why;
    sound_places_find(&config.places);
    const enum status status = audio_open(&config, &window->audio, &why);
    if (status != STATUS_OK)
        fprintf(stderr, "limen: %s\n", why.text);
    return status == STATUS_OK;
}
