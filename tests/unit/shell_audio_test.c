/* What is heard, sample by sample: silence on rate, an alarm that nothing mutes, a fault that no other sound cuts off, cues at
 * their time, and recordings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/audio.h"
#include "support/wav.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Without files every sound is a plain tone of its own pitch. */
enum { PIECE = AUDIO_RATE / 20 };
static const double pitch_saved = 880, pitch_fault = 233, pitch_release = 988;

static struct audio *audio;
static float piece[PIECE];

static int setup(void **state)
{
    struct why why;
    (void)state;
    const struct audio_config config = {.language = LANGUAGE_EN};
    assert_int_equal(audio_new(&config, &audio, &why), STATUS_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    audio_close(audio);
    return 0;
}

static double loudness(void)
{
    double sum = 0;
    for (int i = 0; i < PIECE; i++)
        sum += (double)piece[i] * (double)piece[i];
    return sqrt(sum / PIECE);
}

/* How much of this pitch is in the next 50 ms, as an amplitude. */
static double hear(double hertz)
{
    audio_render(audio, piece, PIECE);
    return wav_pitch(piece, PIECE, AUDIO_RATE, hertz);
}

static void the_rate_is_silent_when_it_is_right(void **state)
{
    (void)state;
    audio_rate(audio, true, 0.9);
    hear(0);
    assert_true(loudness() == 0);
    audio_rate(audio, true, 1.5);
    hear(0);
    assert_true(loudness() > 0.05);
    audio_mute(audio, true);
    hear(0); /* the level falls */
    hear(0);
    assert_true(loudness() == 0);
}

static void no_mute_silences_the_alarm_or_a_fault(void **state)
{
    (void)state;
    audio_mute(audio, true);
    audio_alarm(audio, true);
    assert_true(hear(pitch_release) > 0.2);
    audio_alarm(audio, false);
    audio_play(audio, SOUND_FAULT);
    assert_true(hear(pitch_fault) > 0.2);
}

/* The attempt that a fault has cut short is saved a moment later. */
static void no_other_sound_cuts_a_fault_off(void **state)
{
    (void)state;
    audio_play(audio, SOUND_FAULT);
    assert_true(hear(pitch_fault) > 0.2);
    audio_play(audio, SOUND_SAVED);
    assert_true(hear(pitch_fault) > 0.2);
    while (loudness() > 0)
        hear(0);
    audio_play(audio, SOUND_SAVED);
    assert_true(hear(pitch_saved) > 0.2);
    audio_play(audio, SOUND_FAULT); /* which itself waits for nothing */
    assert_true(hear(pitch_fault) > 0.2);
}

/* Both come before the sound system asks for the next samples. */
static void of_two_at_once_the_fault_is_heard(void **state)
{
    (void)state;
    audio_play(audio, SOUND_FAULT);
    audio_play(audio, SOUND_SAVED);
    assert_true(hear(pitch_fault) > 0.2);
}

/* ---- cues at their time ----------------------------------------------------------------------------- */

/* A sound system that asks for a buffer at a time. Sample i of its life leaves the buffer at true_time(i): a buffer after it was
 * asked for, by a clock of its own; and it asks late now and then. */
enum { BUFFER = AUDIO_BUFFER, KEPT = 64 * BUFFER };

struct device {
    double ppm; /* its clock is faster by this */
    mono_ns late_most;
    uint32_t seed;
    int64_t rendered;
    float kept[KEPT]; /* the last that was rendered, by sample modulo KEPT */
};

static mono_ns true_time(const struct device *device, int64_t sample)
{
    return 5 * MONO_SEC +
           llround((double)(sample + BUFFER) * 1e9 / AUDIO_RATE / (1 + device->ppm * 1e-6));
}

static mono_ns lateness(struct device *device)
{
    device->seed = device->seed * 1664525 + 1013904223;
    return device->late_most > 0 ? (mono_ns)(device->seed >> 8) % device->late_most : 0;
}

static mono_ns device_now(const struct device *device)
{
    return true_time(device, device->rendered) - BUFFER * MONO_SEC / AUDIO_RATE;
}

static void device_run(struct device *device, mono_ns duration)
{
    for (const mono_ns until = device_now(device) + duration; device_now(device) < until;) {
        float *out = device->kept + device->rendered % KEPT;
        audio_render_at(audio, device_now(device) + lateness(device), out, BUFFER);
        device->rendered += BUFFER;
    }
}

/* The first sample since `from` that is not silent; -1: all are. */
static int64_t first_sound(const struct device *device, int64_t from)
{
    for (int64_t i = from; i < device->rendered; i++)
        if (device->kept[i % KEPT] != 0)
            return i;
    return -1;
}

static void a_cue_begins_at_its_sample(void **state)
{
    static struct device device;
    struct cue_told told;
    (void)state;
    device = (struct device){.seed = 1};
    device_run(&device, MONO_SEC);
    for (uint32_t i = 0; i < 100; i++) {
        const mono_ns due = device_now(&device) + 100 * MONO_MS + (mono_ns)i * 1234567;
        const int64_t from = device.rendered;
        assert_true(audio_cue_at(audio, (enum audio_cue)(i % AUDIO_CUES), i, due));
        device_run(&device, 400 * MONO_MS);
        const int64_t at = first_sound(&device, from);
        assert_true(at > 0 && llabs(true_time(&device, at) - due) <= MONO_SEC / AUDIO_RATE / 2 + 1);
        assert_true(audio_cued(audio, &told));
        assert_true(told.id == i && told.cue == i % AUDIO_CUES && told.due == due);
        assert_true(llabs(told.put - true_time(&device, at)) <= 1 && !told.was_late);
        assert_false(audio_cued(audio, &told));
        device_run(&device, 200 * MONO_MS);
    }
}

/* Its clock is fast, and it asks up to 2 ms late: the line goes through the middle, and does not run away in ten minutes. */
static void a_clock_of_its_own_is_followed(void **state)
{
    static struct device device;
    struct cue_told told;
    (void)state;
    device = (struct device){.ppm = 80, .late_most = 2 * MONO_MS, .seed = 3};
    device_run(&device, 10 * MONO_SEC);
    for (uint32_t i = 0; i < 600; i++) {
        const mono_ns due = device_now(&device) + 500 * MONO_MS;
        const int64_t from = device.rendered;
        assert_true(audio_cue_at(audio, AUDIO_CUE_TICK, i, due));
        device_run(&device, 550 * MONO_MS);
        const int64_t at = first_sound(&device, from);
        assert_true(at > 0 && llabs(true_time(&device, at) - due) < 1500 * MONO_US);
        device_run(&device, 450 * MONO_MS);
        assert_true(audio_cued(audio, &told));
        assert_true(!told.was_late && llabs(told.put - due) <= MONO_SEC / AUDIO_RATE / 2 + 1);
    }
    assert_true(audio_wander(audio) < 2 * MONO_MS);
    assert_true(fabs(audio_clock_ppm(audio) - 80) < 20);
}

/* Asked for when its time is over: at once, and told so; too late for the hand to follow: not at all. */
static void a_late_cue_is_told(void **state)
{
    static struct device device;
    struct cue_told told;
    (void)state;
    device = (struct device){.seed = 1};
    device_run(&device, MONO_SEC);
    const mono_ns now = device_now(&device);
    const int64_t from = device.rendered;
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 1, now - 20 * MONO_MS));
    assert_true(audio_cue_at(audio, AUDIO_CUE_LIFT, 2, now - AUDIO_CUE_LATE_MAX));
    device_run(&device, 100 * MONO_MS);
    for (int i = 0; i < 2; i++) {
        assert_true(audio_cued(audio, &told));
        assert_true(told.was_late);
        if (told.id == 1)
            assert_true(first_sound(&device, from) == from &&
                        llabs(told.put - true_time(&device, from)) <= 1);
        else
            assert_true(told.put == MONO_NEVER);
    }
    assert_false(audio_cued(audio, &told));
}

static void what_was_cleared_is_neither_heard_nor_told(void **state)
{
    static struct device device;
    struct cue_told told;
    (void)state;
    device = (struct device){.seed = 1};
    device_run(&device, MONO_SEC);
    const int64_t from = device.rendered;
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 1, device_now(&device) + 100 * MONO_MS));
    device_run(&device, 20 * MONO_MS); /* the sound system knows of it already */
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 2, device_now(&device) + 100 * MONO_MS));
    audio_cues_clear(audio);
    device_run(&device, 500 * MONO_MS);
    assert_true(first_sound(&device, from) < 0);
    assert_false(audio_cued(audio, &told));
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 3, device_now(&device) + 50 * MONO_MS));
    device_run(&device, 200 * MONO_MS);
    assert_true(audio_cued(audio, &told));
    assert_int_equal(told.id, 3);
}

/* As many as are kept, and the next one is refused; those that were taken are all heard of, each once. */
static void a_full_queue_takes_no_more(void **state)
{
    static struct device device;
    struct cue_told told;
    uint32_t taken = 0;
    bool seen[4 * AUDIO_CUES_DEPTH] = {false};
    (void)state;
    device = (struct device){.seed = 1};
    device_run(&device, MONO_SEC);
    const mono_ns first = device_now(&device) + MONO_SEC;
    for (int round = 0; round < 3; round++) {
        while (taken < 4 * AUDIO_CUES_DEPTH &&
               audio_cue_at(audio, AUDIO_CUE_TICK, taken, first + taken * 20 * MONO_MS))
            taken++;
        device_run(&device, 20 * MONO_MS);
    }
    assert_int_equal(taken, 2 * AUDIO_CUES_DEPTH);
    device_run(&device, 5 * MONO_SEC);
    for (uint32_t i = 0; i < taken; i++) {
        assert_true(audio_cued(audio, &told));
        assert_true(told.id < taken && !seen[told.id] && !told.was_late);
        seen[told.id] = true;
    }
    assert_false(audio_cued(audio, &told));
}

/* The computer slept: the line is begun anew, and what was due meanwhile is not heard. */
static void a_break_begins_the_line_anew(void **state)
{
    static struct device device;
    struct cue_told told;
    (void)state;
    device = (struct device){.seed = 1};
    device_run(&device, MONO_SEC);
    const mono_ns now = device_now(&device), slept = 30 * MONO_SEC;
    assert_true(audio_cue_at(audio, AUDIO_CUE_TICK, 1, now + 5 * MONO_SEC));
    assert_true(audio_cue_at(audio, AUDIO_CUE_TICK, 2, now + slept + 50 * MONO_MS));
    for (int i = 0; i < 20; i++)
        audio_render_at(audio, now + slept + (mono_ns)i * BUFFER * MONO_SEC / AUDIO_RATE, piece,
                        BUFFER);
    assert_true(audio_cued(audio, &told));
    assert_true(told.id == 1 && told.put == MONO_NEVER);
    assert_true(audio_cued(audio, &told));
    assert_true(told.id == 2 && llabs(told.put - told.due) <= 11 * MONO_US);
}

static void mute_silences_neither_cues_nor_the_alarm_beside_them(void **state)
{
    (void)state;
    audio_mute(audio, true);
    audio_rate(audio, true, 3);
    hear(0);
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 1, 0));
    audio_alarm(audio, true);
    assert_true(hear(784) > 0.2);
    assert_true(audio_cue_at(audio, AUDIO_CUE_LIFT, 1, 150 * MONO_MS));
    assert_true(hear(pitch_release) > 0.1);
}

/* ---- recordings ------------------------------------------------------------------------------------- */

static int add_tone(double hertz, size_t n)
{
    struct sound sound = {calloc(n, sizeof(float)), n};
    for (size_t i = 0; i < n; i++)
        sound.samples[i] = 0.5f * (float)sin(2 * M_PI * hertz * (double)i / AUDIO_RATE);
    const int number = audio_add_speech(audio, &sound);
    if (number < 0)
        sound_fini(&sound);
    return number;
}

static void a_recording_is_heard_until_it_is_hushed(void **state)
{
    (void)state;
    const int low = add_tone(300, AUDIO_RATE), high = add_tone(1000, AUDIO_RATE);
    assert_false(audio_is_speaking(audio));
    audio_speak(audio, low);
    assert_true(audio_is_speaking(audio));
    assert_true(hear(300) > 0.4);
    audio_speak(audio, high); /* in its place */
    assert_true(hear(1000) > 0.4);
    audio_hush(audio);
    assert_false(audio_is_speaking(audio));
    hear(0); /* it fades */
    hear(0);
    assert_true(loudness() == 0);
    audio_speak(audio, low);
    for (int i = 0; i < 21; i++) {
        assert_true(audio_is_speaking(audio) || i == 20);
        hear(0);
    }
    assert_false(audio_is_speaking(audio)); /* it came to its end */
    audio_speak(audio, 7);                  /* there is none */
    assert_false(audio_is_speaking(audio));
}

static void too_many_recordings_are_refused(void **state)
{
    (void)state;
    for (int i = 0; i < AUDIO_SPEECHES_MAX; i++)
        assert_int_equal(add_tone(300, 16), i);
    assert_int_equal(add_tone(300, 16), -1);
}

static void without_sound_nothing_is_promised(void **state)
{
    struct cue_told told;
    (void)state;
    assert_false(audio_cue_at(NULL, AUDIO_CUE_TICK, 1, 0));
    assert_false(audio_cued(NULL, &told));
    audio_cues_clear(NULL);
    audio_speak(NULL, 0);
    audio_hush(NULL);
    assert_false(audio_is_speaking(NULL));
    assert_int_equal(audio_add_speech(NULL, &(struct sound){0}), -1);
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(the_rate_is_silent_when_it_is_right),
        ROW(no_mute_silences_the_alarm_or_a_fault),
        ROW(no_other_sound_cuts_a_fault_off),
        ROW(of_two_at_once_the_fault_is_heard),
        ROW(a_cue_begins_at_its_sample),
        ROW(a_clock_of_its_own_is_followed),
        ROW(a_late_cue_is_told),
        ROW(what_was_cleared_is_neither_heard_nor_told),
        ROW(a_full_queue_takes_no_more),
        ROW(a_break_begins_the_line_anew),
        ROW(mute_silences_neither_cues_nor_the_alarm_beside_them),
        ROW(a_recording_is_heard_until_it_is_hushed),
        ROW(too_many_recordings_are_refused),
        ROW(without_sound_nothing_is_promised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
