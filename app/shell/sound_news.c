#include "shell/sound_news.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_MAX = 256 };

static bool is_same(const struct sound_told *a, const struct sound_told *b)
{
    if (a->trouble != b->trouble)
        return false;
    return a->trouble == SOUND_UNUSABLE
               ? strcmp(a->why.text, b->why.text) == 0
               : a->language == b->language && strcmp(a->name, b->name) == 0;
}

void sound_news_take(void *context, const struct sound_told *told)
{
    struct sound_news *news = context;
    for (size_t i = 0; i < news->n; i++)
        if (is_same(&news->list[i], told))
            return;
    if (news->n == SOUND_NEWS_MAX) {
        news->lost++;
        return;
    }
    news->list[news->n++] = *told;
}

/* ---- saying --------------------------------------------------------------------------------------- */

static void add(char *out, size_t size, const char *sentence)
{
    const size_t n = strlen(out);
    if (n + 1 < size)
        text_copy(out + n + (n > 0), size - n - (n > 0), sentence);
    if (n > 0 && n + 1 < size)
        out[n] = ' ';
}

static void say_unusable(const struct sound_told *told, enum language language, char *out,
                         size_t size)
{
    char why[sizeof told->why.text], sentence[sizeof why + 4], instead[SOUND_PATH_MAX + 64];
    const enum text_id id = told->instead[0]  ? TEXT_sound_instead_file
                            : told->is_spoken ? TEXT_sound_instead_nothing
                                              : TEXT_sound_instead_tone;
    text_told(sentence, sizeof sentence, text_why(language, &told->why, why, sizeof why));
    add(out, size, sentence);
    text_say(instead, sizeof instead, text_of(language, id), "file", told->instead, NULL);
    add(out, size, instead);
}

/* The first with its reason; of the others, how many there are. */
static void say_all_unusable(struct sound_news *news, enum language language, char *out,
                             size_t size)
{
    size_t more = news->lost;
    bool has_one = false;
    char n[24], sentence[128];
    for (size_t i = 0; i < news->n; i++) {
        if (news->list[i].trouble != SOUND_UNUSABLE || news->is_said[i])
            continue;
        news->is_said[i] = true;
        if (has_one)
            more++;
        else
            say_unusable(&news->list[i], language, out, size);
        has_one = true;
    }
    news->lost = 0;
    if (more == 0)
        return;
    snprintf(n, sizeof n, "%zu", more);
    add(out, size,
        text_say(sentence, sizeof sentence, text_of(language, TEXT_sound_more), "n", n, NULL));
}

static void say_names(struct sound_news *news, enum sound_trouble trouble, enum language language,
                      char *out, size_t size)
{
    char names[NAMES_MAX] = "", sentence[NAMES_MAX + 128];
    for (size_t i = 0; i < news->n; i++) {
        const struct sound_told *told = &news->list[i];
        const size_t n = strlen(names);
        if (told->trouble != trouble || told->language != language || news->is_said[i])
            continue;
        news->is_said[i] = true;
        snprintf(names + n, sizeof names - n, "%s%s", n > 0 ? ", " : "", told->name);
    }
    const enum text_id id = trouble == SOUND_MISSING ? TEXT_sound_missing : TEXT_sound_english;
    if (names[0])
        add(out, size,
            text_say(sentence, sizeof sentence, text_of(language, id), "names", names, NULL));
}

bool sound_news_say(struct sound_news *news, enum language language, char *out, size_t size)
{
    out[0] = '\0';
    say_all_unusable(news, language, out, size);
    say_names(news, SOUND_MISSING, language, out, size);
    say_names(news, SOUND_ENGLISH, language, out, size);
    return out[0] != '\0';
}
