/* Sound files into memory: WAV, FLAC, OGG and what else the library reads. */
#ifndef LIMEN_SHELL_SOUND_FILE_H
#define LIMEN_SHELL_SOUND_FILE_H

#include "base/status.h"

#include <stddef.h>

struct sound {
    float *samples; /* one channel, -1 to 1 */
    size_t n;
};

enum { SOUND_SECONDS_MAX = 120 };

/* Channels are mixed into one; another sampling rate is changed to `rate` (straight lines between samples).
 * STATUS_NOT_FOUND, STATUS_INVALID (no sound file, longer than SOUND_SECONDS_MAX), NO_MEMORY; with the sentence. The caller
 * owns it. */
MUST_CHECK
enum status sound_load(const char *path, int rate, struct sound *out, struct why *why);
void sound_fini(struct sound *sound);

#endif
