/* Recordings of instructions, decoded on a thread of their own when the program starts: one that is not ready yet is not offered.
 * A minute of recording takes 12 MB of memory. */
#ifndef LIMEN_SHELL_RECORDINGS_H
#define LIMEN_SHELL_RECORDINGS_H

#include "shell/audio.h"

struct recordings;

/* Both are borrowed; `audio` outlives it. STATUS_NO_MEMORY, IO (no thread), with the sentence. */
MUST_CHECK
enum status recordings_open(const struct sound_places *places, struct audio *audio,
                            struct recordings **out, struct why *why);
/* Before audio_close(). Waits for the file that is being decoded. NULL is allowed, here and below. */
void recordings_close(struct recordings *recordings);

/* All below: the thread that opened it. */

/* For audio_speak(); -1: there is none, or not yet. */
int recordings_find(const struct recordings *recordings, const char *key, enum language language);
/* What could not be used, each once; false: nothing new. */
bool recordings_told(struct recordings *recordings, struct sound_told *out);
/* All are decoded. */
bool recordings_are_whole(const struct recordings *recordings);

#endif
