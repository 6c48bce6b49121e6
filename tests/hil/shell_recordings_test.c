/* Sound on more than one thread: recordings of instructions that are decoded while the window lives, cues that one thread asks for
 * and another puts; and what the examiner is told of files that cannot be used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "shell/recordings.h"
#include "shell/sound_news.h"
#include "support/program.h"
#include "support/wav.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct folder folder;
static struct audio_config config;
static struct audio *audio;

static void make(const char *name, double hertz, double seconds)
{
    wav_write(&folder, name, &(struct wav){AUDIO_RATE, hertz, seconds});
}

static int setup(void **state)
{
    struct why why;
    (void)state;
    folder_make(&folder);
    folder_make_in(&folder, "en");
    folder_make_in(&folder, "de");
    config = (struct audio_config){.language = LANGUAGE_EN};
    snprintf(config.places.own, sizeof config.places.own, "%s", folder.path);
    assert_int_equal(audio_new(&config, &audio, &why), STATUS_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    audio_close(audio);
    folder_remove(&folder);
    return 0;
}

static struct recordings *open_whole(void)
{
    struct recordings *recordings;
    struct why why;
    const mono_ns until = mono_now() + 60 * MONO_SEC;
    assert_int_equal(recordings_open(&config.places, audio, &recordings, &why), STATUS_OK);
    while (!recordings_are_whole(recordings)) {
        float piece[AUDIO_BUFFER];
        audio_render(audio, piece, AUDIO_BUFFER); /* as the sound system does meanwhile */
        assert_true(mono_now() < until);
        sched_yield();
    }
    return recordings;
}

static double hear(double hertz)
{
    float piece[AUDIO_RATE / 20];
    audio_render(audio, piece, AUDIO_RATE / 20);
    return wav_pitch(piece, AUDIO_RATE / 20, AUDIO_RATE, hertz);
}

/* ---- recordings --------------------------------------------------------------------------------------- */

static void each_language_has_its_own(void **state)
{
    (void)state;
    make("en/instruct.ppt.wav", 400, 1);
    make("de/instruct.ppt.wav", 800, 1);
    make("de/instruct.cpt.wav", 1000, 1);
    struct recordings *recordings = open_whole();
    struct sound_told told;
    const int english = recordings_find(recordings, "ppt", LANGUAGE_EN);
    const int german = recordings_find(recordings, "ppt", LANGUAGE_DE);
    assert_true(english >= 0 && german >= 0 && english != german);
    assert_true(recordings_find(recordings, "cpt", LANGUAGE_DE) >= 0);
    assert_int_equal(recordings_find(recordings, "cpt", LANGUAGE_EN), -1);
    assert_int_equal(recordings_find(recordings, "hpt", LANGUAGE_DE), -1);
    assert_int_equal(recordings_find(NULL, "ppt", LANGUAGE_DE), -1);
    audio_speak(audio, german);
    assert_true(hear(800) > 0.4);
    audio_speak(audio, english);
    assert_true(hear(400) > 0.4);
    assert_false(recordings_told(recordings, &told));
    recordings_close(recordings);
}

static void a_recording_that_cannot_be_used_is_told_and_not_offered(void **state)
{
    (void)state;
    struct sound_told told;
    make("de/instruct.ppt.wav", 800, AUDIO_SPEECH_SECONDS + 1);
    folder_write(&folder, "de/instruct.cpt.ogg", "no sound");
    struct recordings *recordings = open_whole();
    assert_int_equal(recordings_find(recordings, "ppt", LANGUAGE_DE), -1);
    assert_int_equal(recordings_find(recordings, "cpt", LANGUAGE_DE), -1);
    for (int i = 0; i < 2; i++) {
        assert_true(recordings_told(recordings, &told));
        assert_int_equal(told.trouble, SOUND_UNUSABLE);
        assert_true(told.is_spoken);
        assert_non_null(strstr(told.why.text, i == 0 ? "instruct.cpt.ogg" : "instruct.ppt.wav"));
    }
    assert_false(recordings_told(recordings, &told));
    recordings_close(recordings);
}

/* The program is left while there is still a lot to decode. */
static void leaving_waits_for_one_file_only(void **state)
{
    (void)state;
    struct recordings *recordings;
    struct why why;
    char name[48];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "en/instruct.k%d.wav", i);
        make(name, 400, 2);
    }
    assert_int_equal(recordings_open(&config.places, audio, &recordings, &why), STATUS_OK);
    recordings_close(recordings);
    recordings_close(NULL);
}

/* ---- cues between threads ----------------------------------------------------------------------------- */

/* A sound system that asks as fast as it can; its time goes with the samples. */
static struct {
    _Atomic int64_t now;
    atomic_bool is_over;
} played;

static void *play(void *context)
{
    float piece[AUDIO_BUFFER];
    (void)context;
    for (int64_t i = 0; !atomic_load(&played.is_over); i++) {
        const mono_ns now = MONO_SEC + i * AUDIO_BUFFER * MONO_SEC / AUDIO_RATE;
        audio_render_at(audio, now, piece, AUDIO_BUFFER);
        atomic_store(&played.now, now);
        sched_yield();
    }
    return NULL;
}

/* Whatever else the window does meanwhile, each cue that was taken is told once, at its time or as late. */
static void each_cue_is_told_once_across_threads(void **state)
{
    (void)state;
    enum { CUES = 400 };
    static bool told_of[CUES];
    pthread_t thread;
    struct cue_told told;
    int asked = 0, heard = 0;
    memset(told_of, 0, sizeof told_of);
    atomic_store(&played.now, 0);
    atomic_store(&played.is_over, false);
    assert_int_equal(pthread_create(&thread, NULL, play, NULL), 0);
    while (heard < CUES) {
        const mono_ns now = atomic_load(&played.now);
        if (asked < CUES && now > 0)
            asked += audio_cue_at(audio, (enum audio_cue)(asked % AUDIO_CUES), (uint32_t)asked,
                                  now + 30 * MONO_MS);
        audio_rate(audio, asked % 2 != 0, 2);
        audio_play(audio, asked % 3 == 0 ? SOUND_FAULT : SOUND_SAVED);
        audio_alarm(audio, asked % 7 == 0);
        audio_language(audio, (enum language)(asked % LANGUAGES));
        for (; audio_cued(audio, &told); heard++) {
            assert_true(told.id < CUES && !told_of[told.id]);
            assert_true(told.was_late || llabs(told.put - told.due) <= AUDIO_CUE_LATE);
            told_of[told.id] = true;
        }
    }
    audio_cues_clear(audio);
    atomic_store(&played.is_over, true);
    pthread_join(thread, NULL);
    assert_false(audio_cued(audio, &told));
}

/* ---- what the examiner is told ------------------------------------------------------------------------ */

static struct sound_told unusable(const char *file, const char *instead, bool is_spoken)
{
    struct sound_told told = {.trouble = SOUND_UNUSABLE, .is_spoken = is_spoken};
    struct sound sound;
    assert_true(sound_load(file, AUDIO_RATE, 1, &sound, &told.why) < 0);
    snprintf(told.instead, sizeof told.instead, "%s", instead);
    return told;
}

static struct sound_told other(enum sound_trouble trouble, enum language language, const char *name)
{
    struct sound_told told = {.trouble = (uint8_t)trouble, .language = (uint8_t)language};
    snprintf(told.name, sizeof told.name, "%s", name);
    return told;
}

static struct sound_news news;
static char said[640];

static void say(enum language language, const char *expected)
{
    assert_true(sound_news_say(&news, language, said, sizeof said));
    assert_string_equal(said, expected);
    assert_false(sound_news_say(&news, language, said, sizeof said)); /* once */
}

static void which_file_why_and_what_is_heard_instead(void **state)
{
    (void)state;
    const struct sound_told tone = unusable("/no/a.wav", "", false);
    const struct sound_told file = unusable("/no/a.wav", "/b.ogg", false);
    const struct sound_told spoken = unusable("/no/a.wav", "", true);
    news = (struct sound_news){.n = 0};
    sound_news_take(&news, &tone);
    sound_news_take(&news, &tone); /* of the other language */
    say(LANGUAGE_EN, "The sound file /no/a.wav is not there. A plain tone is heard instead.");
    news = (struct sound_news){.n = 0};
    sound_news_take(&news, &file);
    say(LANGUAGE_DE, "Die Tondatei /no/a.wav gibt es nicht. Zu hören ist stattdessen /b.ogg.");
    news = (struct sound_news){.n = 0};
    sound_news_take(&news, &spoken);
    say(LANGUAGE_EN, "The sound file /no/a.wav is not there. It is not offered.");
}

static void many_files_are_counted(void **state)
{
    (void)state;
    char file[32];
    news = (struct sound_news){.n = 0};
    for (int i = 0; i < SOUND_NEWS_MAX + 6; i++) {
        snprintf(file, sizeof file, "/no/%d.wav", i);
        const struct sound_told told = unusable(file, "", false);
        sound_news_take(&news, &told);
    }
    say(LANGUAGE_EN,
        "The sound file /no/0.wav is not there. A plain tone is heard instead. 29 more "
        "sound files cannot be used.");
}

/* Of a language only to whom it concerns: once, when the window speaks it. */
static void a_missing_language_is_told_where_it_is_spoken(void **state)
{
    (void)state;
    const struct sound_told rows[] = {
        other(SOUND_ENGLISH, LANGUAGE_DE, "fault"), other(SOUND_ENGLISH, LANGUAGE_DE, "press"),
        other(SOUND_MISSING, LANGUAGE_EN, "tick"), other(SOUND_MISSING, LANGUAGE_DE, "tick")};
    news = (struct sound_news){.n = 0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        sound_news_take(&news, &rows[i]);
    say(LANGUAGE_EN, "There are no sound files: tick. Plain tones are heard instead.");
    say(LANGUAGE_DE, "Keine Tondateien: tick. Zu hören sind einfache Töne. Keine deutschen "
                     "Tondateien: fault, press. Zu hören sind die englischen.");
}

/* A sentence that has no room is cut, never written beyond its place. */
static void what_has_no_room_is_cut(void **state)
{
    (void)state;
    const struct sound_told file = unusable("/no/a.wav", "/b.ogg", false);
    for (size_t size = 1; size < 100; size++) {
        char small[100];
        memset(small, 'x', sizeof small);
        news = (struct sound_news){.n = 0};
        sound_news_take(&news, &file);
        sound_news_say(&news, LANGUAGE_DE, small, size);
        assert_true(strlen(small) < size);
        assert_true(size == sizeof small || small[size] == 'x');
    }
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(each_language_has_its_own),
        ROW(a_recording_that_cannot_be_used_is_told_and_not_offered),
        ROW(leaving_waits_for_one_file_only),
        ROW(each_cue_is_told_once_across_threads),
        cmocka_unit_test(which_file_why_and_what_is_heard_instead),
        cmocka_unit_test(many_files_are_counted),
        cmocka_unit_test(a_missing_language_is_told_where_it_is_spoken),
        cmocka_unit_test(what_has_no_room_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
