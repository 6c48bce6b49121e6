/* Recordings of instructions: one at a time, begun and silenced by the window's thread. */
#include "audio_internal.h"

#define LEVEL_STEP (1.0f / 480) /* from full to silent in 10 ms, so that it does not click */
enum { NUMBERS = AUDIO_SPEECHES_MAX + 1 };

/* ---- the window's thread, and whoever decodes ------------------------------------------------------ */

int audio_add_speech(struct audio *audio, struct sound *speech)
{
    const int n = audio ? atomic_load(&audio->speech.n) : AUDIO_SPEECHES_MAX;
    if (n >= AUDIO_SPEECHES_MAX)
        return -1;
    audio->speech.sounds[n] = *speech;
    *speech = (struct sound){0};
    atomic_store(&audio->speech.n, n + 1);
    return n;
}

static void want(struct speech *speech, uint64_t number)
{
    atomic_store(&speech->wanted, ++speech->turn * NUMBERS + number);
}

void audio_speak(struct audio *audio, int number)
{
    if (audio && number >= 0 && number < atomic_load(&audio->speech.n))
        want(&audio->speech, (uint64_t)number + 1);
}

void audio_hush(struct audio *audio)
{
    if (audio_is_speaking(audio))
        want(&audio->speech, 0);
}

bool audio_is_speaking(const struct audio *audio)
{
    if (!audio)
        return false;
    const uint64_t wanted = atomic_load(&audio->speech.wanted);
    return wanted % NUMBERS != 0 && atomic_load(&audio->speech.over) != wanted;
}

/* ---- the sound system's thread -------------------------------------------------------------------- */

static void take_wanted(struct speech *speech)
{
    const uint64_t wanted = atomic_load(&speech->wanted);
    if (wanted == speech->taken)
        return;
    speech->taken = wanted;
    if (wanted % NUMBERS == 0)
        return; /* what still plays fades */
    speech->playing = (int)(wanted % NUMBERS) - 1;
    speech->at = 0;
    speech->level = 1;
}

void speech_mix(struct speech *speech, float *out, int n)
{
    take_wanted(speech);
    if (speech->playing < 0)
        return;
    const struct sound *sound = &speech->sounds[speech->playing];
    const float step = speech->taken % NUMBERS == 0 ? LEVEL_STEP : 0;
    for (int i = 0; i < n && speech->at < sound->n && speech->level > 0; i++) {
        out[i] += speech->level * sound->samples[speech->at++];
        speech->level -= step;
    }
    if (speech->at < sound->n && speech->level > 0)
        return;
    speech->playing = -1;
    atomic_store(&speech->over, speech->taken);
}
