/* What is heard otherwise than a person expects, as sentences for the examiner: each thing once. */
#ifndef LIMEN_SHELL_SOUND_NEWS_H
#define LIMEN_SHELL_SOUND_NEWS_H

#include "shell/sound_find.h"

enum { SOUND_NEWS_MAX = 24 };

struct sound_news {
    struct sound_told list[SOUND_NEWS_MAX]; /* what is beyond is counted only */
    bool is_said[SOUND_NEWS_MAX];
    size_t n, lost;
};

/* A `say` of struct sound_tell: `news` is the context. A file that two languages look for is news once. */
void sound_news_take(void *news, const struct sound_told *told);
/* All that is new to who speaks that language, in one paragraph: which file, why, and what is heard instead. False: nothing. */
bool sound_news_say(struct sound_news *news, enum language language, char *out, size_t size);

#endif
