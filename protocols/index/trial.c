/* The words of the closed sets, and what a row says about its value. */
#include "index/trial.h"

#include <string.h>

#define TRIAL_WORD(name, word) word,

static const char *const side_words[] = {TRIAL_SIDE_LIST(TRIAL_WORD)};
static const char *const role_words[] = {TRIAL_ROLE_LIST(TRIAL_WORD)};
static const char *const phase_words[] = {TRIAL_PHASE_LIST(TRIAL_WORD)};
static const char *const censored_words[] = {TRIAL_CENSORED_LIST(TRIAL_WORD)};
static const char *const end_words[] = {TRIAL_END_LIST(TRIAL_WORD)};
static const char *const sex_words[] = {TRIAL_SEX_LIST(TRIAL_WORD)};
static const char *const counts_words[] = {TRIAL_COUNTS_LIST(TRIAL_WORD)};
static const char *const flag_words[] = {"0", "1"};

const struct trial_words trial_side_words = {side_words, TRIAL_SIDE_COUNT};
const struct trial_words trial_role_words = {role_words, TRIAL_ROLE_COUNT};
const struct trial_words trial_phase_words = {phase_words, TRIAL_PHASE_COUNT};
const struct trial_words trial_censored_words = {censored_words, TRIAL_CENSORED_COUNT};
const struct trial_words trial_end_words = {end_words, TRIAL_END_COUNT};
const struct trial_words trial_sex_words = {sex_words, TRIAL_SEX_COUNT};
const struct trial_words trial_counts_words = {counts_words, TRIAL_COUNTS_COUNT};
const struct trial_words trial_flag_words = {flag_words, 2};

bool trial_word_find(const struct trial_words *set, const char *word, uint8_t *enumerator)
{
    for (uint8_t i = 0; i < set->n; i++) {
        if (strcmp(set->words[i], word) == 0) {
            *enumerator = i;
            return true;
        }
    }
    return false;
}

bool trial_text_set(char *field, size_t size, const char *text, size_t length)
{
    if (length >= size)
        return false;
    memcpy(field, text, length);
    memset(field + length, 0, size - length);
    return true;
}

struct bounded trial_value(const struct index_trial *trial)
{
    const bool bare_limit = trial->end == TRIAL_END_LIMIT && trial->censored == TRIAL_CENSORED_NONE;
    if (!trial->value.given || bare_limit)
        return bounded_make(0, BOUND_UNKNOWN);
    const enum bound kind = trial->censored == TRIAL_CENSORED_RIGHT  ? BOUND_AT_LEAST
                            : trial->censored == TRIAL_CENSORED_LEFT ? BOUND_AT_MOST
                                                                     : BOUND_EXACT;
    return bounded_make(trial->value.v, kind);
}

bool trial_is_complete(const struct index_trial *trial)
{
    switch ((enum trial_end)trial->end) {
    case TRIAL_END_NONE:
    case TRIAL_END_RESPONSE:
    case TRIAL_END_LIMIT:
    case TRIAL_END_WITHDRAWN:
    case TRIAL_END_COMPLETED:
        return trial_value(trial).kind != BOUND_UNKNOWN;
    case TRIAL_END_STOP:
    case TRIAL_END_FAULT:
    case TRIAL_END_TIMEOUT:
    case TRIAL_END_EARLY:
    case TRIAL_END_INTERRUPTED:
    case TRIAL_END_COUNT:
        break;
    }
    return false;
}
