#include "shell/sound_file.h"

#include <sndfile.h>
#include <stdlib.h>

static enum status read_all(SNDFILE *file, const SF_INFO *info, float **frames, struct why *why)
{
    const size_t n = (size_t)info->frames * (size_t)info->channels;
    *frames = malloc((n > 0 ? n : 1) * sizeof **frames);
    if (!*frames)
        return why_set(why, STATUS_NO_MEMORY, "no memory for a sound");
    if (sf_readf_float(file, *frames, info->frames) == info->frames)
        return STATUS_OK;
    free(*frames);
    return why_set(why, STATUS_INVALID, "a sound file is cut short");
}

static float mixed(const float *frames, int channels, size_t at)
{
    float sum = 0;
    for (int c = 0; c < channels; c++)
        sum += frames[at * (size_t)channels + (size_t)c];
    return sum / (float)channels;
}

static enum status convert(const float *frames, const SF_INFO *info, int rate, struct sound *out,
                           struct why *why)
{
    const size_t given = (size_t)info->frames;
    const size_t n = (size_t)((double)given * rate / info->samplerate);
    out->samples = malloc((n > 0 ? n : 1) * sizeof *out->samples);
    if (!out->samples)
        return why_set(why, STATUS_NO_MEMORY, "no memory for a sound");
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        const double at = (double)i * info->samplerate / rate;
        const size_t k = (size_t)at, next = k + 1 < given ? k + 1 : k;
        const float share = (float)(at - (double)k);
        out->samples[i] = (1 - share) * mixed(frames, info->channels, k) +
                          share * mixed(frames, info->channels, next);
    }
    return STATUS_OK;
}

enum status sound_load(const char *path, int rate, struct sound *out, struct why *why)
{
    SF_INFO info = {0};
    float *frames;
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    *out = (struct sound){0};
    if (!file)
        return why_set(why, STATUS_NOT_FOUND, "the sound %s cannot be read: %s", path,
                       sf_strerror(NULL));
    enum status status = STATUS_OK;
    if (info.channels < 1 || info.samplerate < 1 || info.frames < 0 ||
        info.frames > (sf_count_t)SOUND_SECONDS_MAX * info.samplerate)
        status = why_set(why, STATUS_INVALID, "the sound %s is longer than %d s", path,
                         SOUND_SECONDS_MAX);
    if (status == STATUS_OK)
        status = read_all(file, &info, &frames, why);
    if (status == STATUS_OK) {
        status = convert(frames, &info, rate, out, why);
        free(frames);
    }
    sf_close(file);
    return status;
}

void sound_fini(struct sound *sound)
{
    free(sound->samples);
    *sound = (struct sound){0};
}
