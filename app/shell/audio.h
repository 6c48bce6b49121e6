/* What is heard: the rate cue, short sounds, and the alarm that nothing mutes.
 *
 * The rate cue is a tone whose pitch follows the error of the slope, and silence on rate. All calls
 * come from the window's thread and only set values; the sound system's own thread makes the sound. */
#ifndef LIMEN_SHELL_AUDIO_H
#define LIMEN_SHELL_AUDIO_H

#include "base/status.h"

#include <stdbool.h>

struct audio;

enum audio_sound { SOUND_SAVED, SOUND_REST_OVER, SOUND_FAULT, SOUND_RELEASE, SOUNDS };

/* `folder`: where saved.wav, rest_over.wav, fault.wav, release.wav are; a missing one is a plain tone. STATUS_NOT_FOUND: there
 * is no sound on this computer, with the sentence; the program goes on without. */
MUST_CHECK
enum status audio_open(const char *folder, struct audio **out, struct why *why);
/* The same without a sound system: what would be heard is asked for by audio_render(). */
MUST_CHECK
enum status audio_new(const char *folder, struct audio **out, struct why *why);
void audio_close(struct audio *audio); /* NULL is allowed, here and below */

/* `error`: slope error in tolerances: -1 is as slow, 1 as fast as is still on rate. `on` false: no ramp runs. */
void audio_rate(struct audio *audio, bool on, double error);
/* A fault is heard to its end; else the newest sound. */
void audio_play(struct audio *audio, enum audio_sound sound);
/* RELEASE: repeated until it is switched off. */
void audio_alarm(struct audio *audio, bool on);
/* Silences the rate cue, nothing else. */
void audio_mute(struct audio *audio, bool on);

/* The next `n` samples, as the sound system's thread asks for them; for tests. */
void audio_render(struct audio *audio, float *out, int n);
enum { AUDIO_RATE = 48000 };

/* Hertz for an error; 0: silence. */
double audio_pitch(double error);

#endif
