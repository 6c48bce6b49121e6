/* A sound file by hand and folders for it (WAV of 16 bit, one channel, a tone), and an ear that hears a pitch. */
#ifndef LIMEN_TESTS_WAV_H
#define LIMEN_TESTS_WAV_H

#include "support/program.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>

struct wav {
    uint32_t samples_per_s;
    double hertz, seconds;
};

static inline void wav_put(FILE *file, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        fputc((int)(value >> (8 * i) & 0xff), file);
}

static inline void wav_write(const struct folder *folder, const char *name, const struct wav *wav)
{
    char path[128];
    const uint32_t n = (uint32_t)(wav->seconds * wav->samples_per_s);
    FILE *file = fopen(folder_file(folder, name, path), "wb");
    assert_non_null(file);
    fputs("RIFF", file);
    wav_put(file, 36 + 2 * n, 4);
    fputs("WAVEfmt ", file);
    wav_put(file, 16, 4);
    wav_put(file, 1 | 1 << 16, 4);
    wav_put(file, wav->samples_per_s, 4);
    wav_put(file, 2 * wav->samples_per_s, 4);
    wav_put(file, 2 | 16 << 16, 4);
    fputs("data", file);
    wav_put(file, 2 * n, 4);
    for (uint32_t i = 0; i < n; i++)
        wav_put(file,
                (uint16_t)(int16_t)(16000 * sin(2 * M_PI * wav->hertz * i / wav->samples_per_s)),
                2);
    assert_int_equal(fclose(file), 0);
}

static inline void folder_make_in(const struct folder *folder, const char *name)
{
    char path[128];
    assert_int_equal(mkdir(folder_file(folder, name, path), 0700), 0);
}

/* How much of this pitch is in samples as they are heard, as an amplitude. */
static inline double wav_pitch(const float *samples, size_t n, uint32_t samples_per_s, double hertz)
{
    double a = 0, b = 0;
    for (size_t i = 0; i < n; i++) {
        a += (double)samples[i] * sin(2 * M_PI * hertz * (double)i / samples_per_s);
        b += (double)samples[i] * cos(2 * M_PI * hertz * (double)i / samples_per_s);
    }
    return 2 * hypot(a, b) / (double)n;
}

#endif
