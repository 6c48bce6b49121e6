/* Words of SIM_ACT_SETTING: what an instrument's document leaves open, and what can ail it. Each instrument has a
 * list X(name, word, normal, min, max); a word that ends with `-` is followed by a number, another has none, and is
 * 1 while it is set. */
#ifndef LIMEN_SIM_SETTING_INTERNAL_H
#define LIMEN_SIM_SETTING_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

struct sim_word {
    const char *word;
    uint32_t normal, min, max; /* max 0: no number */
};

#define SIM_WORD(name, word, normal, min, max) {word, normal, min, max},

/* Which word it is; `n`: there is none such, or its number is wrong. */
size_t sim_word_find(const struct sim_word *words, size_t n, const char *text, uint32_t *value);
void sim_words_normal(const struct sim_word *words, size_t n, uint32_t *settings);

#endif
