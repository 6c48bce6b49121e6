/* Cues to the sample, and what became of each. */
#include "audio_internal.h"

#include <math.h>

enum { TOLD_DEPTH = 256 };

enum status cues_init(struct cues *cues)
{
    audio_clock_init(&cues->clock, AUDIO_RATE);
    const enum status status = ring_init(&cues->asked, sizeof(struct asked_cue), AUDIO_CUES_DEPTH);
    return status == STATUS_OK ? ring_init(&cues->told, sizeof(struct cue_told), TOLD_DEPTH)
                               : status;
}

void cues_fini(struct cues *cues)
{
    ring_fini(&cues->asked);
    ring_fini(&cues->told);
}

/* ---- the window's thread -------------------------------------------------------------------------- */

bool audio_cue_at(struct audio *audio, enum audio_cue cue, uint32_t id, mono_ns due)
{
    if (!audio)
        return false;
    const struct asked_cue asked = {
        .id = id, .round = atomic_load(&audio->cues.round), .cue = (uint8_t)cue, .due = due};
    return ring_push(&audio->cues.asked, &asked);
}

void audio_cues_clear(struct audio *audio)
{
    if (audio)
        atomic_fetch_add(&audio->cues.round, 1);
}

bool audio_cued(struct audio *audio, struct cue_told *out)
{
    return audio && ring_pop(&audio->cues.told, out);
}

mono_ns audio_wander(struct audio *audio)
{
    return audio ? (mono_ns)atomic_exchange(&audio->cues.wander, 0) : 0;
}

double audio_clock_ppm(struct audio *audio)
{
    return audio ? (double)atomic_load(&audio->cues.ppm) : 0;
}

/* ---- the sound system's thread -------------------------------------------------------------------- */

static void note_clock(struct cues *cues)
{
    const struct audio_clock *clock = &cues->clock;
    const long long off = llround(fabs(clock->off_ns));
    long long before = atomic_load(&cues->wander);
    while (off > before && !atomic_compare_exchange_weak(&cues->wander, &before, off))
        ;
    atomic_store(&cues->ppm, (float)((clock->nominal / clock->ns_per_sample - 1) * 1e6));
}

static void forget(struct cues *cues, size_t i)
{
    cues->waiting[i] = cues->waiting[--cues->n_waiting];
}

static void take_asked(struct cues *cues)
{
    const uint32_t round = atomic_load(&cues->round);
    for (size_t i = cues->n_waiting; i-- > 0;)
        if (cues->waiting[i].round != round)
            forget(cues, i);
    while (cues->n_waiting < AUDIO_CUES_DEPTH &&
           ring_pop(&cues->asked, &cues->waiting[cues->n_waiting]))
        cues->n_waiting += cues->waiting[cues->n_waiting].round == round;
}

/* What is full loses the newest: nobody has asked for 256 of them, and who asks again misses numbers. */
static void tell(struct cues *cues, const struct asked_cue *cue, mono_ns put)
{
    const struct cue_told told = {.id = cue->id,
                                  .cue = cue->cue,
                                  .due = cue->due,
                                  .put = put,
                                  .was_late = put == MONO_NEVER || put - cue->due > AUDIO_CUE_LATE};
    const bool is_told = ring_push(&cues->told, &told);
    (void)is_told;
}

static void give_up_stale(struct cues *cues)
{
    const mono_ns begins = audio_clock_time(&cues->clock, 0);
    for (size_t i = cues->n_waiting; i-- > 0;) {
        const struct asked_cue cue = cues->waiting[i];
        if (cue.due >= begins - AUDIO_CUE_LATE_MAX)
            continue;
        tell(cues, &cue, MONO_NEVER);
        forget(cues, i);
    }
}

/* The earliest of a kind that begins in this buffer, as its place in `waiting`; n_waiting: there is none. */
static size_t find_next(const struct cues *cues, uint8_t kind, int n)
{
    size_t found = cues->n_waiting;
    for (size_t i = 0; i < cues->n_waiting; i++) {
        const struct asked_cue *cue = &cues->waiting[i];
        if (cue->cue == kind && audio_clock_sample(&cues->clock, cue->due) < n &&
            (found == cues->n_waiting || cue->due < cues->waiting[found].due))
            found = i;
    }
    return found;
}

static void sound_on(struct cues *cues, uint8_t kind, float *out, int n)
{
    const struct sound *sound = cues->voices[kind].sound;
    size_t *at = &cues->voices[kind].at;
    for (int i = 0; i < n && sound && *at < sound->n; i++)
        out[i] += sound->samples[(*at)++];
    if (sound && *at == sound->n)
        cues->voices[kind].sound = NULL;
}

static void mix_kind(struct audio *audio, uint8_t kind, float *out, int n)
{
    struct cues *cues = &audio->cues;
    const int language = atomic_load(&audio->language);
    int done = 0;
    for (size_t i; (i = find_next(cues, kind, n)) < cues->n_waiting;) {
        const struct asked_cue cue = cues->waiting[i];
        const int64_t place = audio_clock_sample(&cues->clock, cue.due);
        const int begins = place > done ? (int)place : done;
        sound_on(cues, kind, out + done, begins - done);
        done = begins;
        cues->voices[kind].sound = &audio->sounds[language][SOUNDS + kind];
        cues->voices[kind].at = 0;
        tell(cues, &cue, audio_clock_time(&cues->clock, begins));
        forget(cues, i);
    }
    sound_on(cues, kind, out + done, n - done);
}

void cues_mix(struct audio *audio, mono_ns now, float *out, int n)
{
    struct cues *cues = &audio->cues;
    audio_clock_asked(&cues->clock, now, n);
    note_clock(cues);
    take_asked(cues);
    give_up_stale(cues);
    for (uint8_t kind = 0; kind < AUDIO_CUES; kind++)
        mix_kind(audio, kind, out, n);
}
