#include "shell/sound_file.h"

#include "shell/reasons.h"

#include <errno.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 4096 };

struct source {
    const char *path;
    SNDFILE *file;
    SF_INFO info;
};

static enum status no_memory(const struct source *source, struct why *why)
{
    return reason_set(why, REASON_sound_no_memory, source->path, NULL);
}

/* Who opens a pipe that nobody writes waits for ever. */
static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static enum status open_file(struct source *source, struct why *why)
{
    if (access(source->path, R_OK) != 0)
        return reason_set(why, errno == EACCES ? REASON_sound_permission : REASON_sound_absent,
                          source->path, NULL);
    source->file = is_file(source->path) ? sf_open(source->path, SFM_READ, &source->info) : NULL;
    return source->file ? STATUS_OK : reason_set(why, REASON_sound_unknown, source->path, NULL);
}

/* Its header, before anything is read or kept for it. */
static enum status judge(const struct source *source, int seconds, struct why *why)
{
    const SF_INFO *info = &source->info;
    char n[REASON_NUMBER_SIZE];
    if (info->channels < 1 || info->channels > SOUND_CHANNELS_MAX)
        return reason_set(why, REASON_sound_channels, source->path,
                          reason_integer(n, info->channels), NULL);
    if (info->samplerate < SOUND_HZ_MIN || info->samplerate > SOUND_HZ_MAX)
        return reason_set(why, REASON_sound_rate, source->path, reason_integer(n, info->samplerate),
                          NULL);
    if (info->frames < 1)
        return reason_set(why, REASON_sound_empty, source->path, NULL);
    if (info->frames > (sf_count_t)seconds * info->samplerate)
        return reason_set(why, REASON_sound_long, source->path, reason_integer(n, seconds), NULL);
    return STATUS_OK;
}

static float mixed(const float *frame, int channels)
{
    return channels == 1 ? frame[0] : (frame[0] + frame[1]) / 2;
}

/* As one channel, at its own sampling rate. */
static enum status read_all(const struct source *source, struct sound *out, struct why *why)
{
    float block[BLOCK * SOUND_CHANNELS_MAX];
    const size_t frames = (size_t)source->info.frames;
    const int channels = source->info.channels;
    sf_count_t got;
    out->samples = malloc(frames * sizeof *out->samples);
    if (!out->samples)
        return no_memory(source, why);
    while (out->n < frames && (got = sf_readf_float(source->file, block, BLOCK)) > 0)
        for (sf_count_t i = 0; i < got && out->n < frames; i++)
            out->samples[out->n++] = mixed(block + i * channels, channels);
    return out->n == frames ? STATUS_OK : reason_set(why, REASON_sound_cut, source->path, NULL);
}

static enum status change_rate(const struct source *source, int rate, struct sound *sound,
                               struct why *why)
{
    const double step = (double)source->info.samplerate / rate;
    const size_t given = sound->n, n = (size_t)((double)given / step);
    if (source->info.samplerate == rate)
        return STATUS_OK;
    float *samples = malloc((n > 0 ? n : 1) * sizeof *samples);
    if (!samples)
        return no_memory(source, why);
    for (size_t i = 0; i < n; i++) {
        const double at = (double)i * step;
        const size_t k = (size_t)at, next = k + 1 < given ? k + 1 : k;
        const float share = (float)(at - (double)k);
        samples[i] = (1 - share) * sound->samples[k] + share * sound->samples[next];
    }
    free(sound->samples);
    *sound = (struct sound){samples, n};
    return STATUS_OK;
}

enum status sound_load(const char *path, int rate, int seconds, struct sound *out, struct why *why)
{
    struct source source = {.path = path};
    *out = (struct sound){0};
    enum status status = open_file(&source, why);
    if (status != STATUS_OK)
        return status;
    status = judge(&source, seconds, why);
    if (status == STATUS_OK)
        status = read_all(&source, out, why);
    if (status == STATUS_OK)
        status = change_rate(&source, rate, out, why);
    if (status != STATUS_OK)
        sound_fini(out);
    sf_close(source.file);
    return status;
}

void sound_fini(struct sound *sound)
{
    free(sound->samples);
    *sound = (struct sound){0};
}
