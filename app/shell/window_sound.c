/* What the window lets be heard. */
#include "window_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

/* ---- what the view sounds like ------------------------------------------------------------------- */

static double slope_error(const struct run_view *run)
{
    const double allowed = run->target_slope * run->tolerance;
    return allowed > 0 ? (run->slope - run->target_slope) / allowed : 0;
}

void window_tell_sound(struct window *window, const char *sentence)
{
    struct action action = {.kind = ACTION_SOUND_NEWS, .t = mono_now()};
    COPY(action.text, sentence);
    const bool is_told = window->engine && engine_act(window->engine, &action);
    (void)is_told; /* the sentence is of a sound, and 64 actions wait */
}

static void tell_news(struct window *window)
{
    char sentence[VIEW_SENTENCE_MAX];
    struct sound_told told;
    while (recordings_told(window->recordings, &told))
        sound_news_take(&window->news, &told);
    if (window->has_view &&
        sound_news_say(&window->news, window->language, sentence, sizeof sentence))
        window_tell_sound(window, sentence);
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
    window_beat(window);
    tell_news(window);
}

/* ---- recordings ----------------------------------------------------------------------------------- */

/* In the language of the words that are shown, else in English. -1: none. */
static int find_recording(const struct window *window, bool *is_english)
{
    const struct run_view *run = &window->view.run;
    const bool is_german = strcmp(run->words_language, language_word(LANGUAGE_DE)) == 0;
    *is_english = false;
    if (run->now != NOW_INSTRUCT || !run->instruction[0] || window->view.frame.is_silent)
        return -1;
    const int own = recordings_find(window->recordings, run->instruction,
                                    is_german ? LANGUAGE_DE : LANGUAGE_EN);
    *is_english = own < 0 && is_german;
    return *is_english ? recordings_find(window->recordings, run->instruction, LANGUAGE_EN) : own;
}

static bool is_of_what_plays(const struct window *window)
{
    const struct run_view *run = &window->view.run;
    return run->now == NOW_INSTRUCT && run->prompt == window->speech.prompt &&
           strcmp(run->words_language, window->speech.language) == 0;
}

static void tell_english(struct window *window)
{
    if (window->speech.is_english_told)
        return;
    window->speech.is_english_told = true;
    window_tell_sound(window, text_of(window->language, TEXT_sound_recording_english));
}

void window_look_for_recording(struct window *window)
{
    struct run_view *run = &window->view.run;
    bool is_english;
    const int speech = find_recording(window, &is_english);
    if (audio_is_speaking(window->audio) && !is_of_what_plays(window))
        audio_hush(window->audio);
    run->recording = RECORDING_NONE;
    if (speech < 0)
        return;
    run->recording = audio_is_speaking(window->audio) ? RECORDING_PLAYS : RECORDING_READY;
    if (is_english)
        tell_english(window);
}

bool window_play(struct window *window, bool on)
{
    bool is_english;
    const int speech = find_recording(window, &is_english);
    audio_hush(window->audio);
    if (!on || speech < 0)
        return false;
    window->speech.prompt = window->view.run.prompt;
    COPY(window->speech.language, window->view.run.words_language);
    audio_speak(window->audio, speech);
    return true;
}

void window_hear_of_sound(struct window *window, const SDL_Event *event)
{
    const struct action silence = {.kind = ACTION_NO_SOUND, .t = window->now};
    if (event->type != SDL_AUDIODEVICEREMOVED || event->adevice.iscapture ||
        !audio_is_on(window->audio, event->adevice.which))
        return;
    const bool is_told = window->engine && engine_act(window->engine, &silence);
    (void)is_told; /* 64 actions wait */
}

void window_hush(struct window *window)
{
    audio_hush(window->audio);
    audio_cues_clear(window->audio);
}

/* ---- life ----------------------------------------------------------------------------------------- */

/* A lab without a recording has none; one that cannot be looked for is told where the program was started. */
static void open_recordings(struct window *window, const struct sound_places *places)
{
    struct why why;
    if (recordings_open(places, window->audio, &window->recordings, &why) != STATUS_OK)
        fprintf(stderr, "limen: %s\n", why.text);
}

bool window_open_sound(struct window *window)
{
    struct audio_config config = {.language = window->config->language,
                                  .tell = {sound_news_take, &window->news}};
    struct why why;
    window->language = window->config->language;
    sound_places_find(&config.places);
    const enum status status = audio_open(&config, &window->audio, &why);
    if (status == STATUS_OK) {
        open_recordings(window, &config.places);
        return true;
    }
    window->news = (struct sound_news){.n = 0}; /* nothing is heard at all */
    fprintf(stderr, "limen: %s\n", why.text);
    return false;
}

void window_close_sound(struct window *window)
{
    recordings_close(window->recordings);
    audio_close(window->audio);
}
