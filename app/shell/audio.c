#include "audio_internal.h"

#include "base/clock.h"

#include <math.h>
#include <stdlib.h>

#define ON_RATE_HZ 440.0
#define OCTAVES_MAX 1.0
#define LEVEL_RATE 0.15f
#define LEVEL_STEP                                                                                 \
    (1.0f /                                                                                        \
     480) /* of the rate cue's level: 10 ms from silence to full, so that it does not click */
#define ALARM_PERIOD (AUDIO_RATE / 2)

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
    if (wanted == 0 || (audio->playing && audio->is_fault && wanted - 1 != SOUND_FAULT))
        return;
    audio->playing = &audio->sounds[atomic_load(&audio->language)][wanted - 1];
    audio->is_fault = wanted - 1 == SOUND_FAULT;
    audio->at = 0;
}

static float sound_sample(struct audio *audio)
{
    if (!audio->playing)
        return 0;
    if (audio->at < audio->playing->n)
        return audio->playing->samples[audio->at++];
    audio->playing = NULL;
    return 0;
}

static float alarm_sample(struct audio *audio, const struct sound *sound)
{
    if (!sound) {
        audio->alarm_at = 0;
        return 0;
    }
    const float sample = audio->alarm_at < sound->n ? sound->samples[audio->alarm_at] : 0;
    audio->alarm_at = (audio->alarm_at + 1) % ALARM_PERIOD;
    return sample;
}

void audio_render_at(struct audio *audio, mono_ns now, float *out, int n)
{
    const bool has_rate = atomic_load(&audio->has_rate) && !atomic_load(&audio->is_muted);
    const double hertz = has_rate ? audio_pitch((double)atomic_load(&audio->error)) : 0;
    const struct sound *alarm = atomic_load(&audio->is_alarm)
                                    ? &audio->sounds[atomic_load(&audio->language)][SOUND_RELEASE]
                                    : NULL;
    begin_wanted(audio);
    for (int i = 0; i < n; i++)
        out[i] = rate_sample(audio, hertz) + sound_sample(audio) + alarm_sample(audio, alarm);
    cues_mix(audio, now, out, n);
    speech_mix(&audio->speech, out, n);
    for (int i = 0; i < n; i++)
        out[i] = fminf(fmaxf(out[i], -1), 1);
}

void audio_render(struct audio *audio, float *out, int n)
{
    audio_render_at(audio, audio->rendered * MONO_SEC / AUDIO_RATE, out, n);
    audio->rendered += n;
}

static void on_audio(void *context, Uint8 *stream, int size)
{
    audio_render_at(context, mono_now(), (float *)(void *)stream, size / (int)sizeof(float));
}

/* ---- the window's thread ------------------------------------------------------------------------
 */

void audio_language(struct audio *audio, enum language language)
{
    if (audio)
        atomic_store(&audio->language, (int)language);
}

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

struct plain {
    const char *name; /* of its file */
    double hertz;     /* without one */
    int samples;
};

/* Not silent from its first sample on. */
static enum status make_tone(struct sound *sound, const struct plain *plain)
{
    sound->n = (size_t)plain->samples;
    sound->samples = malloc(sound->n * sizeof *sound->samples);
    if (!sound->samples)
        return STATUS_NO_MEMORY;
    for (int i = 0; i < plain->samples; i++)
        sound->samples[i] = 0.3f * (float)sin(2 * M_PI * plain->hertz * (i + 1) / AUDIO_RATE);
    return STATUS_OK;
}

static enum status load_sounds(struct audio *audio, const struct audio_config *config,
                               enum language language)
{
    static const struct plain table[SOUNDS + AUDIO_CUES] = {
        [SOUND_SAVED] = {"saved", 880, AUDIO_RATE / 6},
        [SOUND_REST_OVER] = {"rest_over", 660, AUDIO_RATE / 6},
        [SOUND_FAULT] = {"fault", 233, AUDIO_RATE / 6},
        [SOUND_RELEASE] = {"release", 988, AUDIO_RATE / 6},
        [SOUNDS + AUDIO_CUE_TICK] = {"tick", 1047, AUDIO_RATE / 30},
        [SOUNDS + AUDIO_CUE_PRESS] = {"press", 784, AUDIO_RATE / 10},
        [SOUNDS + AUDIO_CUE_LIFT] = {"lift", 523, AUDIO_RATE / 10},
    };
    for (int i = 0; i < SOUNDS + AUDIO_CUES; i++) {
        const struct sound_wanted wanted = {.name = table[i].name,
                                            .language = language,
                                            .seconds = i < SOUNDS ? AUDIO_SOUND_SECONDS
                                                                  : AUDIO_CUE_SECONDS,
                                            .rate = AUDIO_RATE};
        struct sound *sound = &audio->sounds[language][i];
        if (!sound_find(&config->places, &wanted, sound, &config->tell) &&
            make_tone(sound, &table[i]) != STATUS_OK)
            return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

static enum status open_device(struct audio *audio, struct why *why)
{
    const SDL_AudioSpec want = {.freq = AUDIO_RATE,
                                .format = AUDIO_F32SYS,
                                .channels = 1,
                                .samples = AUDIO_BUFFER,
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

enum status audio_new(const struct audio_config *config, struct audio **out, struct why *why)
{
    struct audio *audio = aligned_alloc(_Alignof(struct audio), sizeof *audio); /* as its rings */
    enum status status = STATUS_NO_MEMORY;
    if (audio) {
        *audio = (struct audio){.language = (int)config->language, .speech.playing = -1};
        status = cues_init(&audio->cues);
    }
    for (int i = 0; i < LANGUAGES && status == STATUS_OK; i++)
        status = load_sounds(audio, config, (enum language)i);
    if (status != STATUS_OK) {
        audio_close(audio);
        return why_set(why, STATUS_NO_MEMORY, "no memory for sounds");
    }
    *out = audio;
    return STATUS_OK;
}

enum status audio_open(const struct audio_config *config, struct audio **out, struct why *why)
{
    struct audio *audio = NULL;
    enum status status = audio_new(config, &audio, why);
    if (status == STATUS_OK)
        status = open_device(audio, why);
    if (status == STATUS_OK)
        *out = audio;
    else
        audio_close(audio);
    return status;
}

bool audio_is_on(const struct audio *audio, uint32_t device)
{
    return audio && audio->device != 0 && audio->device == device;
}

void audio_close(struct audio *audio)
{
    if (!audio)
        return;
    if (audio->device)
        SDL_CloseAudioDevice(audio->device);
    for (int l = 0; l < LANGUAGES; l++)
        for (int i = 0; i < SOUNDS + AUDIO_CUES; i++)
            sound_fini(&audio->sounds[l][i]);
    for (int i = 0; i < audio->speech.n; i++)
        sound_fini(&audio->speech.sounds[i]);
    cues_fini(&audio->cues);
    free(audio);
}
