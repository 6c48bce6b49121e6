/* What is heard, sample by sample: silence on rate, an alarm that nothing mutes, a fault that no other sound cuts off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/audio.h"

#include <math.h>

/* Without files every sound is a plain tone of its own pitch. */
enum { PIECE = AUDIO_RATE / 20 };
static const double pitch_saved = 880, pitch_fault = 233, pitch_release = 988;

static struct audio *audio;
static float piece[PIECE];

static int setup(void **state)
{
    struct why why;
    (void)state;
    assert_int_equal(audio_new("/nowhere", &audio, &why), STATUS_OK);
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
    double a = 0, b = 0;
    audio_render(audio, piece, PIECE);
    for (int i = 0; i < PIECE; i++) {
        a += (double)piece[i] * sin(2 * M_PI * hertz * i / AUDIO_RATE);
        b += (double)piece[i] * cos(2 * M_PI * hertz * i / AUDIO_RATE);
    }
    return 2 * hypot(a, b) / PIECE;
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

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(the_rate_is_silent_when_it_is_right),
        ROW(no_mute_silences_the_alarm_or_a_fault),
        ROW(no_other_sound_cuts_a_fault_off),
        ROW(of_two_at_once_the_fault_is_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
