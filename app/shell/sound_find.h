/* Which of several files is heard, by one order:
 *
 *  1. the language that is wanted, then English, then what is for every language (the folder itself; spoken words are never there)
 *  2. in each of these the lab's own folder, then the one that was installed with the program
 *  3. WAV, FLAC, OGG
 *
 * A file that cannot be used is told and passed over. */
#ifndef LIMEN_SHELL_SOUND_FIND_H
#define LIMEN_SHELL_SOUND_FIND_H

#include "shell/sound_file.h"
#include "text/text.h"

#include <stdbool.h>

enum { SOUND_PATH_MAX = 1024, SOUND_NAME_MAX = 64 };

struct sound_places {
    char own
        [SOUND_PATH_MAX]; /* of the lab: limen/sounds in the data folder of whoever is logged in; "": there is none */
    char installed[SOUND_PATH_MAX]; /* "": there is none */
};
/* Installed beside the protocols, or in the sources; neither has to be there. */
void sound_places_find(struct sound_places *out);

enum sound_trouble {
    SOUND_UNUSABLE, /* `why`: a file that is there is not heard */
    SOUND_MISSING,  /* there is none */
    SOUND_ENGLISH   /* there is none in the language that is wanted */
};
/* What is heard otherwise than a person expects. */
struct sound_told {
    uint8_t trouble;  /* enum sound_trouble */
    uint8_t language; /* that was wanted */
    bool is_spoken;
    char name[SOUND_NAME_MAX];
    char instead[SOUND_PATH_MAX]; /* "": none; a plain tone, or of what is spoken nothing */
    struct why why;
};
struct sound_tell {
    void (*say)(void *context, const struct sound_told *told); /* may be NULL */
    void *context;
};

struct sound_wanted {
    const char *name; /* "fault", "instruct.ppt" */
    enum language language;
    int seconds; /* a longer file is not used */
    int rate;
    bool is_spoken;
};
/* False: there is no file that can be used. */
bool sound_find(const struct sound_places *places, const struct sound_wanted *wanted,
                struct sound *out, const struct sound_tell *tell);

#define SOUND_SPOKEN "instruct."
/* The recordings of one language, each key once: "instruct.KEY.ogg" is KEY. How many; what is beyond `most` is left out. */
typedef char sound_key[SOUND_NAME_MAX];
size_t sound_recordings(const struct sound_places *places, enum language language, sound_key *out,
                        size_t most);

#endif
