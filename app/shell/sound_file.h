/* Sound files into memory: WAV, FLAC, OGG and what else the library reads. */
#ifndef LIMEN_SHELL_SOUND_FILE_H
#define LIMEN_SHELL_SOUND_FILE_H

#include "base/status.h"

#include <stddef.h>

struct sound {
    float *samples; /* one channel, -1 to 1 */
    size_t n;
};

enum {
    SOUND_CHANNELS_MAX = 2,
    SOUND_HZ_MIN = 4000,
    SOUND_HZ_MAX = 192000,
};

/* Two channels are mixed into one; another sampling rate is changed to `rate` (straight lines between samples). `seconds`: a
 * longer file is refused before it is read. STATUS_NOT_FOUND, PERMISSION, INVALID (no sound file, too long, empty, too many
 * channels, cut short), NO_MEMORY; with the coded reason. The caller owns it. */
MUST_CHECK
enum status sound_load(const char *path, int rate, int seconds, struct sound *out, struct why *why);
void sound_fini(struct sound *sound);

#endif
