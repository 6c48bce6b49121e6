#include "setting_internal.h"

#include "base/decimal.h"

#include <stdbool.h>
#include <string.h>

static bool take_number(const struct sim_word *word, const char *text, uint32_t *value)
{
    double number;
    const size_t n = strlen(text);
    if (!n || strspn(text, "0123456789") != n || decimal_parse(text, n, &number) != n ||
        number < word->min || number > word->max)
        return false;
    *value = (uint32_t)number;
    return true;
}

size_t sim_word_find(const struct sim_word *words, size_t n, const char *text, uint32_t *value)
{
    size_t i = 0;
    for (; i < n; i++) {
        const size_t length = strlen(words[i].word);
        *value = 1;
        if (words[i].max == 0 && !strcmp(words[i].word, text))
            break;
        if (words[i].max > 0 && !strncmp(words[i].word, text, length) &&
            take_number(&words[i], text + length, value))
            break;
    }
    return i;
}

void sim_words_normal(const struct sim_word *words, size_t n, uint32_t *settings)
{
    for (size_t i = 0; i < n; i++)
        settings[i] = words[i].normal;
}
