#include "shell/audio.h"

#include "shell/sound_file.h"

#include <SDL.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define ON_RATE_HZ 440.0
#define OCTAVES_MAX 1.0
#define LEVEL_RATE 0.15f
#define LEVEL_STEP                                                                                 \
    (1.0f /                                                                                        \
     480) /* of the rate cue's level: 10 ms from silence to full, so that it does not click */
#define ALARM_PERIOD (AUDIO_RATE / 2)

struct audio {
    SDL_AudioDeviceID device;
    struct sound sounds[SOUNDS];
    _Atomic float error;
    atomic_bool has_rate, is_alarm, is_muted;
    atomic_int wanted; /* the sound to be begun, plus one; 0: none */
    /* the rest is the sound system's thread's */
    double phase;
    float level;
    int playing; /* -1: none */
    size_t at, alarm_at;
};

double audio_pitch(double error)
{
    if (!isfinite(error) || fabs(error) <= 1)
        return 0;
    const double beyond = fabs(error) - 1;
    const double octaves = fmin(beyond, OCTAVES_MAX);
    return ON_RATE_HZ * exp2(error > 0 ? octaves : -octaves);
}

/* ---- the sound system's thread ------------------------------------------------------------------
 */

static float rate_sample(struct audio *audio, double hertz)
{
    const bool is_on = hertz > 0;
    audio->level += is_on ? LEVEL_STEP : -LEVEL_STEP;
    audio->level = fminf(fmaxf(audio->level, 0), 1);
    if (is_on)
        audio->phase = fmod(audio->phase + hertz / AUDIO_RATE, 1);
    return LEVEL_RATE * audio->level * (float)sin(2 * M_PI * audio->phase);
}

static void begin_wanted(struct audio *audio)
{
    const int wanted = atomic_exchange(&audio->wanted, 0);
    if (wanted == 0 || (audio->playing == SOUND_FAULT && wanted - 1 != SOUND_FAULT))
        return;
    audio->playing = wanted - 1;
    audio->at = 0;
}

static float sound_sample(struct audio *audio)
{
    if (audio->playing < 0)
        return 0;
    const struct sound *sound = &audio->sounds[audio->playing];
    if (audio->at < sound->n)
        return sound->samples[audio->at++];
    audio->playing = -1;
    return 0;
}

static float alarm_sample(struct audio *audio, bool is_on)
{
    if (!is_on) {
        audio->alarm_at = 0;
        return 0;
    }
    const struct sound *sound = &audio->sounds[SOUND_RELEASE];
    const float sample = audio->alarm_at < sound->n ? sound->samples[audio->alarm_at] : 0;
    audio->alarm_at = (audio->alarm_at + 1) % ALARM_PERIOD;
    return sample;
}

void audio_render(struct audio *audio, float *out, int n)
{
    const bool has_rate = atomic_load(&audio->has_rate) && !atomic_load(&audio->is_muted);
    const bool is_alarm = atomic_load(&audio->is_alarm);
    const double hertz = has_rate ? audio_pitch((double)atomic_load(&audio->error)) : 0;
    begin_wanted(audio);
    for (int i = 0; i < n; i++) {
        const float sum =
            rate_sample(audio, hertz) + sound_sample(audio) + alarm_sample(audio, is_alarm);
        out[i] = fminf(fmaxf(sum, -1), 1);
    }
}

static void on_audio(void *context, Uint8 *stream, int size)
{
    audio_render(context, (float *)(void *)stream, size / (int)sizeof(float));
}

/* ---- the window's thread ------------------------------------------------------------------------
 */

void audio_rate(struct audio *audio, bool on, double error)
{
    if (!audio)
        return;
    atomic_store(&audio->error, (float)error);
    atomic_store(&audio->has_rate, on);
}

void audio_play(struct audio *audio, enum audio_sound sound)
{
    int before = audio ? atomic_load(&audio->wanted) : 0;
    if (!audio)
        return;
    while (before != SOUND_FAULT + 1 &&
           !atomic_compare_exchange_weak(&audio->wanted, &before, (int)sound + 1))
        ;
}

void audio_alarm(struct audio *audio, bool on)
{
    if (audio)
        atomic_store(&audio->is_alarm, on);
}

void audio_mute(struct audio *audio, bool on)
{
    if (audio)
        atomic_store(&audio->is_muted, on);
}

/* ---- life ---------------------------------------------------------------------------------------
 */

static enum status make_tone(struct sound *sound, double hertz)
{
    enum { N = AUDIO_RATE / 6 };
    sound->samples = malloc(N * sizeof *sound->samples);
    if (!sound->samples)
        return STATUS_NO_MEMORY;
    sound->n = N;
    for (int i = 0; i < N; i++)
        sound->samples[i] = 0.3f * (float)sin(2 * M_PI * hertz * i / AUDIO_RATE);
    return STATUS_OK;
}

static enum status load_sounds(struct audio *audio, const char *folder, struct why *why)
{
    static const struct {
        const char *name;
        double hertz;
    } table[SOUNDS] = {
        [SOUND_SAVED] = {"saved.wav", 880},
        [SOUND_REST_OVER] = {"rest_over.wav", 660},
        [SOUND_FAULT] = {"fault.wav", 233},
        [SOUND_RELEASE] = {"release.wav", 988},
    };
    char path[1024];
    struct why last;
    for (int i = 0; i < SOUNDS; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, table[i].name);
        if (sound_load(path, AUDIO_RATE, &audio->sounds[i], &last) != STATUS_OK &&
            make_tone(&audio->sounds[i], table[i].hertz) != STATUS_OK)
            return why_set(why, STATUS_NO_MEMORY, "no memory for sounds");
    }
    return STATUS_OK;
}

static enum status open_device(struct audio *audio, struct why *why)
{
    const SDL_AudioSpec want = {.freq = AUDIO_RATE,
                                .format = AUDIO_F32SYS,
                                .channels = 1,
                                .samples = 512,
                                .callback = on_audio,
                                .userdata = audio};
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0)
        audio->device = SDL_OpenAudioDevice(NULL, 0, &want, NULL, 0);
    if (audio->device == 0)
        return why_set(why, STATUS_NOT_FOUND,
                       "there is no sound on this computer (%s): the rate tone and the alarms are "
                       "shown only",
                       SDL_GetError());
    SDL_PauseAudioDevice(audio->device, 0);
    return STATUS_OK;
}

enum status audio_new(const char *folder, struct audio **out, struct why *why)
{
    struct audio *audio = calloc(1, sizeof *audio);
    if (!audio)
        return why_set(why, STATUS_NO_MEMORY, "no memory for sounds");
    audio->playing = -1;
    const enum status status = load_sounds(audio, folder, why);
    if (status == STATUS_OK)
        *out = audio;
    else
        audio_close(audio);
    return status;
}

enum status audio_open(const char *folder, struct audio **out, struct why *why)
{
    struct audio *audio = NULL;
    enum status status = audio_new(folder, &audio, why);
    if (status == STATUS_OK)
        status = open_device(audio, why);
    if (status == STATUS_OK)
        *out = audio;
    else
        audio_close(audio);
    return status;
}

void audio_close(struct audio *audio)
{
    if (!audio)
        return;
    if (audio->device)
        SDL_CloseAudioDevice(audio->device);
    for (int i = 0; i < SOUNDS; i++)
        sound_fini(&audio->sounds[i]);
    free(audio);
}
