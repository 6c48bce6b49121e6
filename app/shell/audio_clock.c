#include "shell/audio_clock.h"

#include <math.h>

/* Of a call's distance from the line, what the line is moved by and what its slope is turned by: critically damped, settled
 * within about three seconds of buffers of 10 ms. */
#define MOVE (1.0 / 64)
#define TURN (MOVE * MOVE / 4)

void audio_clock_init(struct audio_clock *clock, int samples_per_s)
{
    const double nominal = 1e9 / samples_per_s;
    *clock = (struct audio_clock){.nominal = nominal, .ns_per_sample = nominal};
}

static void begin(struct audio_clock *clock, mono_ns now)
{
    clock->restarts += clock->buffers > 0;
    clock->origin = now;
    clock->asked_ns = clock->off_ns = 0;
    clock->ns_per_sample = clock->nominal;
    clock->buffers = 0;
}

/* A single late call says little of the clock: beyond half a buffer all are taken to be as late. In the beginning, when the sound
 * system fills what it keeps in hand, the line is the mean of what there is. */
static void follow(struct audio_clock *clock, int n)
{
    const double most = n * clock->nominal / 2;
    const double off = fmax(-most, fmin(most, clock->off_ns));
    clock->asked_ns += off * fmax(MOVE, 1.0 / (clock->buffers + 1));
    clock->ns_per_sample += off * TURN / n;
}

void audio_clock_asked(struct audio_clock *clock, mono_ns now, int n)
{
    if (clock->buffers == 0)
        clock->origin = now;
    else {
        clock->asked_ns += clock->n * clock->ns_per_sample;
        clock->off_ns = (double)(now - clock->origin) - clock->asked_ns;
        if (fabs(clock->off_ns) > (double)AUDIO_CLOCK_BREAK)
            begin(clock, now);
        else
            follow(clock, n);
    }
    clock->n = n;
    clock->buffers++;
}

mono_ns audio_clock_time(const struct audio_clock *clock, double i)
{
    return clock->origin + llround(clock->asked_ns + (clock->n + i) * clock->ns_per_sample);
}

int64_t audio_clock_sample(const struct audio_clock *clock, mono_ns t)
{
    const double since = (double)(t - clock->origin) - clock->asked_ns;
    return llround(since / clock->ns_per_sample) - clock->n;
}
