/* When samples leave the buffer, on the program's monotonic clock.
 *
 * The sound system asks for samples a buffer at a time, a little late now and then and by a clock of its own. A straight line
 * through the times at which it asked says when each sample is due; what lies beyond the buffer (mixer, cable, loudspeaker) no
 * program can know, and it is not in it. */
#ifndef LIMEN_SHELL_AUDIO_CLOCK_H
#define LIMEN_SHELL_AUDIO_CLOCK_H

#include "base/mono.h"

#include <stdint.h>

struct audio_clock {
    mono_ns origin;       /* what the next two count from */
    double asked_ns;      /* the line at the newest buffer */
    double ns_per_sample; /* as the sound system's clock goes */
    double nominal;
    double off_ns; /* of the newest call from the line */
    int n;         /* samples of the newest buffer */
    uint32_t buffers, restarts;
};

/* A line is begun anew where the sound was interrupted for longer (a computer that slept). */
#define AUDIO_CLOCK_BREAK (100 * MONO_MS)

void audio_clock_init(struct audio_clock *clock, int samples_per_s);
/* At `now` it asks for `n` samples. */
void audio_clock_asked(struct audio_clock *clock, mono_ns now, int n);
/* When sample `i` of that buffer leaves it: the buffer before is still being played. */
mono_ns audio_clock_time(const struct audio_clock *clock, double i);
/* The sample whose time is nearest; before the buffer it is negative, and behind it `n` and more. */
int64_t audio_clock_sample(const struct audio_clock *clock, mono_ns t);

#endif
