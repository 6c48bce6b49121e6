/* Why the window refuses a key, or an export (base/reason.h). */
#ifndef LIMEN_SHELL_REASONS_H
#define LIMEN_SHELL_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define SHELL_REASONS(X) \
    X(export_no_memory, NO_MEMORY, "no memory for exports") \
    X(export_no_thread, IO, "cannot start a thread for the export") \
    X(sound_absent, NOT_FOUND, "the sound file {1} is not there") \
    X(sound_channels, INVALID, "the sound file {1} has {2} channels: save it with one or two") \
    X(sound_cut, INVALID, "the sound file {1} is cut short: copy it anew") \
    X(sound_empty, INVALID, "the sound file {1} holds no sound") \
    X(sound_long, INVALID, "the sound file {1} is longer than {2} s: shorten it") \
    X(sound_no_memory, NO_MEMORY, "no memory for the sound file {1}") \
    X(sound_permission, PERMISSION, "the sound file {1} may not be read: ask its owner for access") \
    X(sound_rate, INVALID, "the sound file {1} has {2} samples per second: save it with 44100 or 48000") \
    X(sound_unknown, INVALID, "the sound file {1} is none that can be read: save it as WAV, FLAC or OGG") \
    X(key_unknown, INVALID, "the window knows no key `{1}`: take a letter, F6 to F8, F11 or F12 in the bench file (response = key \"b\")") \
    X(key_of_examiner, INVALID, "the key `{1}` is the examiner's in the window: take another letter in the bench file (response = key \"b\")") \
    X(key_twice, INVALID, "the key `{1}` is two responses: take another letter for one of them in the bench file")
/* clang-format on */

SHELL_REASONS(REASON_DECLARE)

#endif
