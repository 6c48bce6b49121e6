/* What the window's thread and the sound system's share.
 *
 * 1. Sounds are decoded before the device is opened and do not change; recordings are added behind the last, and their number is
 *    raised when the recording is whole.
 * 2. Cues go one way through `asked` and what became of them the other way through `told`: one producer, one consumer, values.
 * 3. A cue of an earlier round than the present one has been cleared. */
#ifndef LIMEN_SHELL_AUDIO_INTERNAL_H
#define LIMEN_SHELL_AUDIO_INTERNAL_H

#include "shell/audio.h"
#include "shell/audio_clock.h"

#include "base/ring.h"

#include <SDL.h>
#include <stdatomic.h>

struct asked_cue {
    uint32_t id, round;
    uint8_t cue;
    mono_ns due;
};

struct cues {
    struct ring asked, told;
    _Atomic uint32_t round;
    atomic_llong wander;
    _Atomic float ppm;
    /* the rest is the sound system's thread's */
    struct audio_clock clock;
    struct asked_cue waiting[AUDIO_CUES_DEPTH];
    size_t n_waiting;
    struct {
        const struct sound *sound; /* NULL: it does not sound */
        size_t at;
    } voices[AUDIO_CUES];
};

struct speech {
    struct sound sounds[AUDIO_SPEECHES_MAX];
    atomic_int n;
    _Atomic uint64_t
        wanted; /* its turn times AUDIO_SPEECHES_MAX + 1, plus its number from 1; number 0: silence */
    _Atomic uint64_t over; /* of `wanted`: what is not heard any more */
    uint64_t turn;         /* the window's thread's */
    /* the rest is the sound system's thread's */
    uint64_t taken; /* of `wanted` */
    int playing;    /* -1: none */
    size_t at;
    float level;
};

struct audio {
    SDL_AudioDeviceID device;
    struct sound sounds[LANGUAGES][SOUNDS + AUDIO_CUES];
    atomic_int language;
    _Atomic float error;
    atomic_bool has_rate, is_alarm, is_muted;
    atomic_int wanted; /* the sound to be begun, plus one; 0: none */
    struct cues cues;
    struct speech speech;
    /* the rest is the sound system's thread's */
    double phase;
    float level;
    const struct sound *playing; /* NULL: none */
    bool is_fault;               /* what plays */
    size_t at, alarm_at;
    int64_t rendered; /* samples, without a sound system */
};

MUST_CHECK
enum status cues_init(struct cues *cues);
void cues_fini(struct cues *cues);
/* Sound system's thread: the cues of this buffer, on top of what is in it. */
void cues_mix(struct audio *audio, mono_ns now, float *out, int n);
void speech_mix(struct speech *speech, float *out, int n);

#endif
