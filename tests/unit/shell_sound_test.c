/* Sound files: which of several is heard, what each kind of bad file is told as, and that what is heard is what was in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shell/audio.h"
#include "support/wav.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAV = SF_FORMAT_WAV | SF_FORMAT_PCM_16, FLAC = SF_FORMAT_FLAC | SF_FORMAT_PCM_16 };
enum { OGG = SF_FORMAT_OGG | SF_FORMAT_VORBIS, SECONDS = 2 };

static struct sound_places places;
static char root[64];

/* ---- files ------------------------------------------------------------------------------------------ */

static void make_folder(const char *place, const char *name)
{
    char path[SOUND_PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/%s", place, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/limen-sound-XXXXXX");
    assert_non_null(mkdtemp(root));
    make_folder(root, "own");
    make_folder(root, "installed");
    snprintf(places.own, sizeof places.own, "%s/own", root);
    snprintf(places.installed, sizeof places.installed, "%s/installed", root);
    for (int i = 0; i < LANGUAGES; i++) {
        make_folder(places.own, language_word((enum language)i));
        make_folder(places.installed, language_word((enum language)i));
    }
    return 0;
}

static int teardown(void **state)
{
    char command[96];
    (void)state;
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    assert_int_equal(system(command), 0);
    return 0;
}

struct made {
    int format, channels, hz;
    double pitch, seconds;
};

/* A tone, in all channels; the path is static. */
static const char *make(const char *place, const char *name, const struct made *made)
{
    static char path[SOUND_PATH_MAX + 64];
    SF_INFO info = {.samplerate = made->hz, .channels = made->channels, .format = made->format};
    const sf_count_t n = (sf_count_t)(made->seconds * made->hz);
    float *frames = calloc((size_t)n * (size_t)made->channels + 1, sizeof *frames);
    for (sf_count_t i = 0; i < n; i++)
        for (int c = 0; c < made->channels; c++)
            frames[i * made->channels + c] =
                0.5f * (float)sin(2 * M_PI * made->pitch * (double)i / made->hz);
    snprintf(path, sizeof path, "%s/%s", place, name);
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    assert_int_equal(sf_writef_float(file, frames, n), n);
    assert_int_equal(sf_close(file), 0);
    free(frames);
    return path;
}

static const char *make_tone(const char *place, const char *name, int format, double pitch)
{
    return make(place, name, &(struct made){format, 1, AUDIO_RATE, pitch, 0.3});
}

static double has_pitch(const struct sound *sound, double hertz)
{
    return wav_pitch(sound->samples, sound->n, AUDIO_RATE, hertz);
}

/* ---- what is in a file -------------------------------------------------------------------------------- */

static void each_kind_of_file_is_heard(void **state)
{
    static const struct made rows[] = {
        {WAV, 1, 48000, 500, 0.5},  {WAV, 2, 44100, 500, 0.5}, {FLAC, 1, 48000, 500, 0.5},
        {FLAC, 2, 96000, 500, 0.5}, {OGG, 1, 48000, 500, 0.5}, {OGG, 2, 22050, 500, 0.5},
        {WAV, 1, 192000, 500, 0.5}, {WAV, 1, 8000, 500, 0.5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sound sound;
        struct why why;
        const char *path = make(places.own, "a", &rows[i]);
        assert_int_equal(sound_load(path, AUDIO_RATE, SECONDS, &sound, &why), STATUS_OK);
        assert_true(fabs((double)sound.n - 0.5 * AUDIO_RATE) <= 2);
        assert_true(fabs(has_pitch(&sound, 500) - 0.5) < 0.03);
        sound_fini(&sound);
    }
}

static void cut_to(const char *path, long size)
{
    assert_int_equal(truncate(path, size), 0);
}

static void write_words(const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("this is no sound", file);
    fclose(file);
}

/* Refused with the file's name in both languages, and nothing is kept of it. */
static void refused(const char *path, const char *words)
{
    struct sound sound;
    struct why why = {0};
    char said[sizeof why.text];
    assert_true(sound_load(path, AUDIO_RATE, SECONDS, &sound, &why) < 0);
    assert_null(sound.samples);
    assert_non_null(strstr(why.text, words));
    for (int i = 0; i < LANGUAGES; i++)
        assert_non_null(strstr(text_why((enum language)i, &why, said, sizeof said), path));
    assert_null(strstr(text_why(LANGUAGE_DE, &why, said, sizeof said), words));
}

static void a_file_that_cannot_be_used_says_why(void **state)
{
    const char *path;
    (void)state;
    refused("/nowhere/a.wav", "is not there");
    char pipe[SOUND_PATH_MAX]; /* who reads it waits for ever: nobody writes */
    snprintf(pipe, sizeof pipe, "%s/pipe.wav", root);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    refused(pipe, "none that can be read");
    path = make(places.own, "a.wav", &(struct made){WAV, 1, AUDIO_RATE, 500, SECONDS + 0.1});
    refused(path, "longer than 2 s");
    path = make(places.own, "a.wav", &(struct made){WAV, 6, AUDIO_RATE, 500, 0.1});
    refused(path, "6 channels");
    path = make(places.own, "a.wav", &(struct made){WAV, 1, AUDIO_RATE, 500, 0});
    refused(path, "holds no sound");
    path = make(places.own, "a.wav", &(struct made){WAV, 1, 2000, 500, 0.1});
    refused(path, "2000 samples per second");
    path = make(places.own, "a.flac", &(struct made){FLAC, 1, AUDIO_RATE, 500, 1});
    cut_to(path, 4000);
    refused(path, "cut short");
    cut_to(path, 10);
    refused(path, "none that can be read");
    write_words(path);
    refused(path, "none that can be read");
}

/* ---- which one ---------------------------------------------------------------------------------------- */

struct heard {
    int n;
    struct sound_told last;
};

static void on_told(void *context, const struct sound_told *told)
{
    struct heard *heard = context;
    heard->n++;
    heard->last = *told;
}

static bool find(enum language language, bool is_spoken, struct sound *sound, struct heard *heard)
{
    const struct sound_wanted wanted = {.name = is_spoken ? "instruct.ppt" : "fault",
                                        .language = language,
                                        .seconds = SECONDS,
                                        .rate = AUDIO_RATE,
                                        .is_spoken = is_spoken};
    const struct sound_tell tell = {on_told, heard};
    *heard = (struct heard){0};
    return sound_find(&places, &wanted, sound, &tell);
}

static void found(enum language language, double pitch, bool is_told)
{
    struct sound sound;
    struct heard heard;
    assert_true(find(language, false, &sound, &heard));
    assert_true(fabs(has_pitch(&sound, pitch) - 0.5) < 0.05);
    assert_int_equal(heard.n, is_told);
    if (is_told) {
        assert_int_equal(heard.last.trouble, SOUND_ENGLISH);
        assert_int_equal(heard.last.language, LANGUAGE_DE);
        assert_string_equal(heard.last.name, "fault");
    }
    sound_fini(&sound);
}

/* From the last of the order to the first; each of them is heard before all that stood there already. */
static void the_order_of_files(void **state)
{
    static const struct {
        const char *place, *name;
        int format;
        double german, english; /* what is heard then */
        bool is_told;
    } rows[] = {
        {"installed", "fault.ogg", OGG, 300, 300, false},
        {"installed", "fault.wav", WAV, 400, 400, false},
        {"own", "fault.ogg", OGG, 500, 500, false},
        {"installed", "en/fault.ogg", OGG, 600, 600, true},
        {"own", "en/fault.flac", FLAC, 700, 700, true},
        {"installed", "de/fault.ogg", OGG, 800, 700, false},
        {"installed", "de/fault.flac", FLAC, 900, 700, false},
        {"own", "de/fault.ogg", OGG, 1000, 700, false},
        {"own", "de/fault.wav", WAV, 1100, 700, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const bool is_own = strcmp(rows[i].place, "own") == 0;
        const bool is_german = strncmp(rows[i].name, "de/", 3) == 0;
        make_tone(is_own ? places.own : places.installed, rows[i].name, rows[i].format,
                  is_german ? rows[i].german : rows[i].english);
        found(LANGUAGE_DE, rows[i].german, rows[i].is_told);
        found(LANGUAGE_EN, rows[i].english, false);
    }
}

static void a_bad_file_is_passed_over_and_told(void **state)
{
    struct sound sound;
    struct heard heard;
    char bad[SOUND_PATH_MAX + 64], good[SOUND_PATH_MAX + 64];
    (void)state;
    snprintf(good, sizeof good, "%s", make_tone(places.installed, "fault.wav", WAV, 400));
    snprintf(bad, sizeof bad, "%s/fault.ogg", places.own);
    write_words(bad);
    assert_true(find(LANGUAGE_EN, false, &sound, &heard));
    assert_true(has_pitch(&sound, 400) > 0.4);
    sound_fini(&sound);
    assert_int_equal(heard.n, 1);
    assert_int_equal(heard.last.trouble, SOUND_UNUSABLE);
    assert_non_null(strstr(heard.last.why.text, bad));
    assert_string_equal(heard.last.instead, good);
    unlink(good);
    assert_false(find(LANGUAGE_EN, false, &sound, &heard));
    assert_int_equal(heard.last.trouble, SOUND_UNUSABLE);
    assert_string_equal(heard.last.instead, "");
    unlink(bad);
    assert_false(find(LANGUAGE_EN, false, &sound, &heard));
    assert_int_equal(heard.last.trouble, SOUND_MISSING);
}

/* Words are of a language: one that is for all is no recording. */
static void spoken_words_have_a_language(void **state)
{
    struct sound sound;
    struct heard heard;
    (void)state;
    make_tone(places.own, "instruct.ppt.wav", WAV, 400);
    assert_false(find(LANGUAGE_DE, true, &sound, &heard));
    make_tone(places.own, "en/instruct.ppt.ogg", OGG, 500);
    assert_true(find(LANGUAGE_DE, true, &sound, &heard));
    assert_int_equal(heard.last.trouble, SOUND_ENGLISH);
    sound_fini(&sound);
}

static void recordings_are_listed_by_their_key(void **state)
{
    sound_key keys[3];
    (void)state;
    make_tone(places.own, "de/instruct.ppt.wav", WAV, 400);
    make_tone(places.own, "de/instruct.ppt.ogg", OGG, 400);
    make_tone(places.installed, "de/instruct.ppt.flac", FLAC, 400);
    make_tone(places.installed, "de/instruct.thermal.practice.ogg", OGG, 400);
    make_tone(places.installed, "de/instruct..ogg", OGG, 400);
    make_tone(places.installed, "de/instruct.ogg", OGG, 400);
    make_tone(places.installed, "de/instruct.mp3", WAV, 400);
    make_tone(places.installed, "de/fault.ogg", OGG, 400);
    make_tone(places.installed, "en/instruct.cpt.ogg", OGG, 400);
    assert_int_equal(sound_recordings(&places, LANGUAGE_DE, keys, 3), 2);
    assert_string_equal(keys[0], "ppt");
    assert_string_equal(keys[1], "thermal.practice");
    assert_int_equal(sound_recordings(&places, LANGUAGE_DE, keys, 1), 1);
    assert_int_equal(
        sound_recordings(&(struct sound_places){.own = "/nowhere"}, LANGUAGE_DE, keys, 3), 0);
}

/* ---- a lab's own sounds in the program ---------------------------------------------------------------- */

static double pitch_heard(struct audio *audio, double hertz)
{
    float piece[AUDIO_RATE / 20];
    const struct sound sound = {piece, AUDIO_RATE / 20};
    audio_render(audio, piece, AUDIO_RATE / 20);
    return has_pitch(&sound, hertz);
}

static void a_lab_replaces_a_sound_by_its_own(void **state)
{
    struct heard heard = {0};
    struct audio_config config = {.places = places, .language = LANGUAGE_DE};
    struct audio *audio;
    struct why why;
    (void)state;
    config.tell = (struct sound_tell){on_told, &heard};
    make_tone(places.own, "de/press.flac", FLAC, 1500);
    make_tone(places.own, "press.ogg", OGG, 2500);
    assert_int_equal(audio_new(&config, &audio, &why), STATUS_OK);
    assert_int_equal(heard.n, LANGUAGES * (SOUNDS + AUDIO_CUES) - 2); /* all others are missing */
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 1, 60 * MONO_MS));
    pitch_heard(audio, 0);
    assert_true(pitch_heard(audio, 1500) > 0.2);
    audio_language(audio, LANGUAGE_EN);
    assert_true(audio_cue_at(audio, AUDIO_CUE_PRESS, 2, 460 * MONO_MS));
    for (int i = 0; i < 6; i++)
        pitch_heard(audio, 0);
    assert_true(pitch_heard(audio, 2500) > 0.2);
    audio_close(audio);
}

/* Whatever is installed decodes, is short enough and begins at once: a cue's sound is no later than its sample. */
static void what_is_shipped_is_used(void **state)
{
    static const char *const names[] = {"saved", "rest_over", "fault", "release",
                                        "tick",  "press",     "lift"};
    struct sound_places found;
    (void)state;
    sound_places_find(&found);
    assert_true(found.installed[0] == '/');
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (int l = 0; l < LANGUAGES; l++) {
            const struct sound_wanted wanted = {.name = names[i],
                                                .language = (enum language)l,
                                                .seconds = AUDIO_CUE_SECONDS,
                                                .rate = AUDIO_RATE};
            struct heard heard = {0};
            const struct sound_tell tell = {on_told, &heard};
            struct sound sound;
            places.own[0] = '\0';
            snprintf(places.installed, sizeof places.installed, "%s", found.installed);
            assert_true(sound_find(&places, &wanted, &sound, &tell));
            assert_int_equal(heard.n, 0);
            size_t silent = 0;
            while (silent < sound.n && fabs((double)sound.samples[silent]) < 0.001)
                silent++;
            assert_true(silent < AUDIO_RATE / 500);
            sound_fini(&sound);
        }
}

int main(void)
{
#define ROW(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ROW(each_kind_of_file_is_heard),
        ROW(a_file_that_cannot_be_used_says_why),
        ROW(the_order_of_files),
        ROW(a_bad_file_is_passed_over_and_told),
        ROW(spoken_words_have_a_language),
        ROW(recordings_are_listed_by_their_key),
        ROW(a_lab_replaces_a_sound_by_its_own),
        ROW(what_is_shipped_is_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
