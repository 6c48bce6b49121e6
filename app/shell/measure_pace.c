/* Paced starts, side by side: cues for the hand in the sound system's buffer, and orders of pulses on an instrument's wire.
 *
 * Of a cue two things are known: when the program says that its first sample leaves the buffer (told), and, where the sound
 * system is simulated, when it really did by that system's own clock (true). What lies beyond the buffer is in neither. */
#include "measure_window_internal.h"

#include "base/clock.h"
#include "cli/measure_pace.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    PULSES = 1000,
    PULSES_BY_CLOCK = 160,
    CUES_BY_CLOCK = 30,
    SIM_PPM = 80,    /* of the simulated sound system's clock, faster */
    SIM_LATE_MS = 2, /* it asks for a buffer as late as this */
    PERIOD_SAMPLES = AUDIO_RATE * PACE_PERIOD_MS / 1000
};

struct hand {
    struct pace told, truth, by_clock;
    size_t late; /* of all */
    mono_ns wander;
    double ppm;
    char driver[32];
};

/* ---- a simulated sound system --------------------------------------------------------------------- */

struct sim_device {
    struct audio *audio;
    uint32_t seed;
    int64_t rendered, begun; /* samples; when the first cue was asked for */
    mono_ns due,
        onset; /* of the cue that is waited for; of the first sample that is heard. MONO_NEVER: not yet */
};

static mono_ns played_at(int64_t sample)
{
    return MONO_SEC + (mono_ns)((double)sample * 1e9 / AUDIO_RATE / (1 + SIM_PPM * 1e-6));
}

static void ask(struct sim_device *device)
{
    float out[AUDIO_BUFFER];
    device->seed = device->seed * 1664525 + 1013904223;
    const mono_ns late = (mono_ns)(device->seed >> 8) % (SIM_LATE_MS * MONO_MS);
    const mono_ns ahead = AUDIO_BUFFER * MONO_SEC / AUDIO_RATE;
    audio_render_at(device->audio, played_at(device->rendered) - ahead + late, out, AUDIO_BUFFER);
    for (int i = 0; i < AUDIO_BUFFER && device->onset == MONO_NEVER; i++)
        if (out[i] < 0 || out[i] > 0)
            device->onset = played_at(device->rendered + i);
    device->rendered += AUDIO_BUFFER;
}

static void note_told(struct audio *audio, struct pace *pace, mono_ns began, size_t *late)
{
    for (struct cue_told told; audio_cued(audio, &told);) {
        *late += told.was_late;
        if (told.put != MONO_NEVER)
            pace_note(pace, told.due - began, told.put - told.due);
    }
}

static void one_cue(struct sim_device *device, struct hand *hand, uint32_t id, mono_ns began)
{
    const int64_t until = device->begun + (int64_t)(id + 1) * PERIOD_SAMPLES;
    device->due = began + (mono_ns)id * PACE_PERIOD_MS * MONO_MS;
    device->onset = MONO_NEVER;
    if (!audio_cue_at(device->audio, AUDIO_CUE_PRESS, id, device->due))
        hand->late++;
    while (device->rendered < until)
        ask(device);
    if (device->onset != MONO_NEVER)
        pace_note(&hand->truth, device->due - began, device->onset - device->due);
    note_told(device->audio, &hand->told, began, &hand->late);
}

static enum status in_virtual_time(struct hand *hand, size_t n, struct why *why)
{
    const struct audio_config config = {.language = LANGUAGE_EN}; /* tones: not silent at first */
    struct sim_device device = {.seed = 1};
    enum status status = audio_new(&config, &device.audio, why);
    if (status != STATUS_OK)
        return status;
    while (device.rendered < 10 * AUDIO_RATE) /* the line is drawn */
        ask(&device);
    device.begun = device.rendered;
    const mono_ns began = played_at(device.rendered) + PACE_PERIOD_MS * MONO_MS / 2;
    for (uint32_t i = 0; i < n; i++)
        one_cue(&device, hand, i, began);
    audio_close(device.audio);
    return STATUS_OK;
}

/* ---- by the clock --------------------------------------------------------------------------------- */

static void wait_until(mono_ns t)
{
    for (mono_ns left; (left = t - mono_now()) > 0;) {
        const struct timespec span = {.tv_sec = left / MONO_SEC, .tv_nsec = left % MONO_SEC};
        ppoll(NULL, 0, &span, NULL);
    }
}

/* Where the computer has no sound: somebody who asks for a buffer when it is time, as punctually as a thread can. */
static void ask_until(struct audio *audio, bool has_device, mono_ns until)
{
    static mono_ns next;
    float out[AUDIO_BUFFER];
    if (next == 0)
        next = mono_now();
    while (!has_device && next < until) {
        wait_until(next);
        audio_render_at(audio, mono_now(), out, AUDIO_BUFFER);
        next += AUDIO_BUFFER * MONO_SEC / AUDIO_RATE;
    }
    wait_until(until);
}

static void cues_by_clock(struct audio *audio, bool has_device, struct hand *hand)
{
    const mono_ns period = PACE_CLOCK_PERIOD_MS * MONO_MS;
    ask_until(audio, has_device, mono_now() + 3 * MONO_SEC); /* the line is drawn */
    audio_wander(audio);
    const mono_ns began = mono_now() + period;
    for (uint32_t i = 0; i < CUES_BY_CLOCK; i++) {
        if (!audio_cue_at(audio, AUDIO_CUE_TICK, i, began + i * period))
            hand->late++;
        ask_until(audio, has_device, began + i * period);
        note_told(audio, &hand->by_clock, began, &hand->late);
    }
    ask_until(audio, has_device, mono_now() + 2 * period);
    note_told(audio, &hand->by_clock, began, &hand->late);
    hand->wander = audio_wander(audio);
    hand->ppm = audio_clock_ppm(audio);
}

static enum status by_the_clock(struct hand *hand, struct why *why)
{
    const struct audio_config config = {.language = LANGUAGE_EN};
    struct audio *audio = NULL;
    struct why silent;
    enum status status = audio_open(&config, &audio, &silent);
    const bool has_device = status == STATUS_OK;
    if (!has_device)
        status = audio_new(&config, &audio, why);
    if (status != STATUS_OK)
        return status;
    snprintf(hand->driver, sizeof hand->driver, "%s",
             has_device ? SDL_GetCurrentAudioDriver() : "none");
    cues_by_clock(audio, has_device, hand);
    audio_close(audio);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    return STATUS_OK;
}

/* ---- all ------------------------------------------------------------------------------------------ */

static enum status hand_run(struct hand *hand, size_t n, struct why *why)
{
    enum status status = pace_init(&hand->told, n, why);
    if (status == STATUS_OK)
        status = pace_init(&hand->truth, n, why);
    if (status == STATUS_OK)
        status = pace_init(&hand->by_clock, CUES_BY_CLOCK, why);
    if (status == STATUS_OK)
        status = in_virtual_time(hand, n, why);
    return status == STATUS_OK ? by_the_clock(hand, why) : status;
}

static void hand_fini(struct hand *hand)
{
    pace_fini(&hand->told);
    pace_fini(&hand->truth);
    pace_fini(&hand->by_clock);
}

static void print(const struct hand *hand, const struct pace_wire *wire)
{
    printf(
        "{\"benchmark\":\"pace\",\"hand\":{\"buffer_ns\":%lld,\"sample_ns\":%.0f,\"period_ms\":%d,"
        "\"late_or_lost\":%zu,",
        (long long)(AUDIO_BUFFER * MONO_SEC / AUDIO_RATE), 1e9 / AUDIO_RATE, PACE_PERIOD_MS,
        hand->late);
    pace_print("told", &hand->told);
    printf(",\"sim_clock_ppm\":%d,\"sim_asks_late_ms\":%d,", SIM_PPM, SIM_LATE_MS);
    pace_print("true", &hand->truth);
    printf(",\"clock\":\"%s\",\"clock_period_ms\":%d,\"clock_ppm\":%.0f,\"clock_wander_ns\":%lld,",
           hand->driver, PACE_CLOCK_PERIOD_MS, hand->ppm, (long long)hand->wander);
    pace_print("by_clock", &hand->by_clock);
    printf("},\"wire\":{\"period_ms\":%d,", PACE_PERIOD_MS);
    pace_print("presser", &wire->presser);
    putchar(',');
    pace_print("cpar_by_pressure", &wire->cpar);
    printf(",\"clock_period_ms\":%d,", PACE_CLOCK_PERIOD_MS);
    pace_print("by_clock", &wire->by_clock);
    putchar(',');
    pace_print("bare_poll", &wire->bare);
    puts("}}");
}

enum status measure_pace(const struct measure_options *options, struct why *why)
{
    const size_t n = options->repeats ? (size_t)options->repeats : PULSES;
    struct pace_wire wire = {.presser = {.n = 0}};
    struct hand hand = {.late = 0};
    enum status status = pace_wire_run(&wire, n, PULSES_BY_CLOCK, why); /* forks */
    if (status == STATUS_OK)
        status = hand_run(&hand, n, why);
    if (status == STATUS_OK)
        print(&hand, &wire);
    hand_fini(&hand);
    pace_wire_fini(&wire);
    return status;
}
