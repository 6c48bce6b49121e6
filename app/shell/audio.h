/* What is heard: the rate cue, short sounds, cues at their time, recordings of instructions, and the alarm that nothing mutes.
 *
 * The rate cue is a tone whose pitch follows the error of the slope, and silence on rate. All calls come from the window's thread
 * and only set values, unless it says otherwise; the sound system's own thread makes the sound. All files are decoded before they
 * can be asked for. */
#ifndef LIMEN_SHELL_AUDIO_H
#define LIMEN_SHELL_AUDIO_H

#include "base/mono.h"
#include "shell/sound_find.h"

#include <stdbool.h>

struct audio;

enum audio_sound { SOUND_SAVED, SOUND_REST_OVER, SOUND_FAULT, SOUND_RELEASE, SOUNDS };
enum audio_cue { AUDIO_CUE_TICK, AUDIO_CUE_PRESS, AUDIO_CUE_LIFT };
enum {
    AUDIO_CUES = AUDIO_CUE_LIFT + 1,
    AUDIO_RATE = 48000,
    AUDIO_BUFFER = 512,         /* samples that the sound system asks for at a time */
    AUDIO_SOUND_SECONDS = 5,    /* the longest file of a sound, */
    AUDIO_CUE_SECONDS = 1,      /* of a cue, */
    AUDIO_SPEECH_SECONDS = 120, /* and of a recording */
    AUDIO_SPEECHES_MAX = 128,
    AUDIO_CUES_DEPTH = 64
};

struct audio_config {
    struct sound_places places; /* without a file a sound is a plain tone */
    enum language language;
    struct sound_tell tell; /* heard from while it is opened */
};

/* STATUS_NOT_FOUND: there is no sound on this computer, with the sentence; the program goes on without. */
MUST_CHECK
enum status audio_open(const struct audio_config *config, struct audio **out, struct why *why);
/* The same without a sound system: what would be heard is asked for by audio_render(). */
MUST_CHECK
enum status audio_new(const struct audio_config *config, struct audio **out, struct why *why);
void audio_close(struct audio *audio); /* NULL is allowed, here and below */

/* Is this SDL device, which somebody has pulled out, the one that is heard? */
bool audio_is_on(const struct audio *audio, uint32_t device);

/* Whose files are heard from now on. */
void audio_language(struct audio *audio, enum language language);
/* `error`: slope error in tolerances: -1 is as slow, 1 as fast as is still on rate. `on` false: no ramp runs. */
void audio_rate(struct audio *audio, bool on, double error);
/* A fault is heard to its end; else the newest sound. */
void audio_play(struct audio *audio, enum audio_sound sound);
/* RELEASE: repeated until it is switched off. */
void audio_alarm(struct audio *audio, bool on);
/* Silences the rate cue, nothing else. */
void audio_mute(struct audio *audio, bool on);

/* ---- cues at their time ---------------------------------------------------------------------------
 *
 * A cue begins at the sample that leaves the sound system's buffer nearest to `due` (audio_clock.h). A cue of the same kind that
 * still sounds gives way. One that is asked for too late begins at once, with the next buffer, and is told so; what would begin
 * more than AUDIO_CUE_LATE_MAX late is not heard at all, since the hand would follow it. */

#define AUDIO_CUE_LATE (1 * MONO_MS) /* from here on a cue is told as late */
#define AUDIO_CUE_LATE_MAX (100 * MONO_MS)

struct cue_told {
    uint32_t id;
    uint8_t cue; /* enum audio_cue */
    mono_ns due;
    mono_ns
        put; /* when the sample at which it begins leaves the buffer; MONO_NEVER: it was not heard */
    bool was_late;
};

/* `due` on the monotonic clock, in any order. False: as many as are kept (AUDIO_CUES_DEPTH behind as many that the sound system
 * knows already) wait for their time, or there is no sound; nothing is heard of it then. */
bool audio_cue_at(struct audio *audio, enum audio_cue cue, uint32_t id, mono_ns due);
/* All that have not begun: from the next buffer on nothing is heard or told of them. */
void audio_cues_clear(struct audio *audio);
/* Each cue whose time has come, once; false: nothing new. When 256 of them wait to be asked for, the next ones are lost. */
bool audio_cued(struct audio *audio, struct cue_told *out);
/* How far the sound system's calls were from the line through them, at most, since it was last asked: what a `put` may be off by
 * besides what lies beyond the buffer. */
mono_ns audio_wander(struct audio *audio);
/* How much faster the sound system's clock goes than the program's, in millionths. */
double audio_clock_ppm(struct audio *audio);

/* ---- recordings ----------------------------------------------------------------------------------- */

/* Takes a decoded recording; its number, or -1: there are too many, and it stays the caller's. One other thread may call it. */
int audio_add_speech(struct audio *audio, struct sound *speech);
/* From its beginning, in place of another one. */
void audio_speak(struct audio *audio, int speech);
void audio_hush(struct audio *audio);
bool audio_is_speaking(const struct audio *audio);

/* ---- the sound system's thread --------------------------------------------------------------------- */

/* The next `n` samples, asked for at `now`. */
void audio_render_at(struct audio *audio, mono_ns now, float *out, int n);
/* The same without a sound system, by a clock that begins at 0 and goes with the samples. */
void audio_render(struct audio *audio, float *out, int n);

/* Hertz for an error; 0: silence. */
double audio_pitch(double error);

#endif
