#include "shell/recordings.h"

#include "base/ring.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_DEPTH = 16 };

struct row {
    sound_key key;
    enum language language;
    int speech;
};

struct recordings {
    struct sound_places places;
    struct audio *audio;
    pthread_t thread;
    bool has_thread;
    atomic_bool is_leaving, is_whole;
    struct ring told;
    struct row rows[AUDIO_SPEECHES_MAX]; /* the first `n` do not change */
    atomic_size_t n;
};

/* ---- the thread that decodes ---------------------------------------------------------------------- */

/* What does not fit is not told: sixteen files are bad already. */
static void tell(void *context, const struct sound_told *told)
{
    struct recordings *recordings = context;
    const bool is_told = ring_push(&recordings->told, told);
    (void)is_told;
}

static void decode(struct recordings *recordings, const char *key, enum language language)
{
    char name[SOUND_NAME_MAX];
    struct sound sound = {0};
    const size_t n = atomic_load(&recordings->n);
    const struct sound_tell teller = {tell, recordings};
    const struct sound_wanted wanted = {.name = name,
                                        .language = language,
                                        .seconds = AUDIO_SPEECH_SECONDS,
                                        .rate = AUDIO_RATE,
                                        .is_spoken = true};
    snprintf(name, sizeof name, "%s%s", SOUND_SPOKEN, key);
    if (n == AUDIO_SPEECHES_MAX || !sound_find(&recordings->places, &wanted, &sound, &teller))
        return;
    struct row *row = &recordings->rows[n];
    snprintf(row->key, sizeof row->key, "%s", key);
    row->language = language;
    row->speech = audio_add_speech(recordings->audio, &sound);
    if (row->speech < 0)
        sound_fini(&sound);
    else
        atomic_store(&recordings->n, n + 1);
}

static void *decode_all(void *context)
{
    struct recordings *recordings = context;
    sound_key keys[AUDIO_SPEECHES_MAX];
    for (int l = 0; l < LANGUAGES; l++) {
        const enum language language = (enum language)l;
        const size_t n = sound_recordings(&recordings->places, language, keys, AUDIO_SPEECHES_MAX);
        for (size_t i = 0; i < n && !atomic_load(&recordings->is_leaving); i++)
            decode(recordings, keys[i], language);
    }
    atomic_store(&recordings->is_whole, true);
    return NULL;
}

/* ---- the window's thread -------------------------------------------------------------------------- */

static enum status start(struct recordings *recordings, struct why *why)
{
    sigset_t all, kept;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &kept);
    recordings->has_thread = pthread_create(&recordings->thread, NULL, decode_all, recordings) == 0;
    pthread_sigmask(SIG_SETMASK, &kept, NULL);
    return recordings->has_thread ? STATUS_OK
                                  : why_set(why, STATUS_IO, "cannot start a thread for recordings");
}

enum status recordings_open(const struct sound_places *places, struct audio *audio,
                            struct recordings **out, struct why *why)
{
    struct recordings *recordings = aligned_alloc(_Alignof(struct recordings), sizeof *recordings);
    if (!recordings)
        return why_set(why, STATUS_NO_MEMORY, "no memory for recordings");
    memset(recordings, 0, sizeof *recordings);
    recordings->places = *places;
    recordings->audio = audio;
    enum status status = ring_init(&recordings->told, sizeof(struct sound_told), TOLD_DEPTH);
    if (status == STATUS_OK)
        status = start(recordings, why);
    else
        why_set(why, status, "no memory for recordings");
    if (status == STATUS_OK)
        *out = recordings;
    else
        recordings_close(recordings);
    return status;
}

void recordings_close(struct recordings *recordings)
{
    if (!recordings)
        return;
    atomic_store(&recordings->is_leaving, true);
    if (recordings->has_thread)
        pthread_join(recordings->thread, NULL);
    ring_fini(&recordings->told);
    free(recordings);
}

int recordings_find(const struct recordings *recordings, const char *key, enum language language)
{
    const size_t n = recordings ? atomic_load(&recordings->n) : 0;
    for (size_t i = 0; i < n; i++)
        if (recordings->rows[i].language == language && strcmp(recordings->rows[i].key, key) == 0)
            return recordings->rows[i].speech;
    return -1;
}

bool recordings_told(struct recordings *recordings, struct sound_told *out)
{
    return recordings && ring_pop(&recordings->told, out);
}

bool recordings_are_whole(const struct recordings *recordings)
{
    return !recordings || atomic_load(&recordings->is_whole);
}
