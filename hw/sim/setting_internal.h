/* Words of SIM_ACT_SETTING: what an instrument's document leaves open, and what can ail it. A word that ends with `-`
 * is followed by a number; another has none, and is 1 while it is set. */
#ifndef LIMEN_SIM_SETTING_INTERNAL_H
#define LIMEN_SIM_SETTING_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

struct sim_setting {
    const char *word;
    uint32_t normal, max, min; /* max 0: no number */
};

/* Of a list X(name, word, normal, min, max). */
#define SIM_SETTING(name, word, normal, min, max) {word, normal, max, min},

/* Which word it is; `n`: there is none such, or its number is wrong. */
size_t sim_setting_find(const struct sim_setting *rows, size_t n, const char *text,
                        uint32_t *value);
void sim_settings_normal(const struct sim_setting *rows, size_t n, uint32_t *settings);

#endif
