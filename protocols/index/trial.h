/* One attempt as the trial table keeps it (DATA 1): a plain value, filled from a table's line or a
 * study's row.
 *
 * An all-zero row is a row in which everything is missing: empty text, number not given, enumerator
 * 0. */
#ifndef LIMEN_INDEX_TRIAL_H
#define LIMEN_INDEX_TRIAL_H

#include "index/bound.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each list: NAME, word in tables. Enumerator 0 of each is what a missing cell means. */
#define TRIAL_SIDE_LIST(X) X(NONE, "n/a") X(LEFT, "left") X(RIGHT, "right") X(MIDLINE, "midline")
#define TRIAL_ROLE_LIST(X)                                                                         \
    X(NONE, "n/a") X(LOCAL, "local") X(REMOTE, "remote") X(REFERENCE, "reference")
#define TRIAL_PHASE_LIST(X)                                                                        \
    X(NONE, "n/a")                                                                                 \
    X(BASELINE, "baseline")                                                                        \
    X(DURING, "during")                                                                            \
    X(AFTER, "after")                                                                              \
    X(SHAM_BASELINE, "sham_baseline")                                                              \
    X(SHAM_DURING, "sham_during")                                                                  \
    X(SHAM_AFTER, "sham_after")                                                                    \
    X(SINGLE, "single")                                                                            \
    X(TRAIN, "train")
#define TRIAL_CENSORED_LIST(X) X(NONE, "none") X(LEFT, "left") X(RIGHT, "right")
#define TRIAL_END_LIST(X)                                                                          \
    X(NONE, "n/a")                                                                                 \
    X(RESPONSE, "response")                                                                        \
    X(LIMIT, "limit")                                                                              \
    X(STOP, "stop")                                                                                \
    X(FAULT, "fault")                                                                              \
    X(TIMEOUT, "timeout")                                                                          \
    X(EARLY, "early")                                                                              \
    X(INTERRUPTED, "interrupted")                                                                  \
    X(WITHDRAWN, "withdrawn")                                                                      \
    X(COMPLETED, "completed")
#define TRIAL_SEX_LIST(X) X(NONE, "n/a") X(FEMALE, "female") X(MALE, "male")
#define TRIAL_COUNTS_LIST(X) X(NONE, "n/a") X(NO, "0") X(YES, "1")

#define TRIAL_ENUM_SIDE(name, word) TRIAL_SIDE_##name,
#define TRIAL_ENUM_ROLE(name, word) TRIAL_ROLE_##name,
#define TRIAL_ENUM_PHASE(name, word) TRIAL_PHASE_##name,
#define TRIAL_ENUM_CENSORED(name, word) TRIAL_CENSORED_##name,
#define TRIAL_ENUM_END(name, word) TRIAL_END_##name,
#define TRIAL_ENUM_SEX(name, word) TRIAL_SEX_##name,
#define TRIAL_ENUM_COUNTS(name, word) TRIAL_COUNTS_##name,
enum trial_side { TRIAL_SIDE_LIST(TRIAL_ENUM_SIDE) TRIAL_SIDE_COUNT };
enum trial_role { TRIAL_ROLE_LIST(TRIAL_ENUM_ROLE) TRIAL_ROLE_COUNT };
enum trial_phase { TRIAL_PHASE_LIST(TRIAL_ENUM_PHASE) TRIAL_PHASE_COUNT };
enum trial_censored { TRIAL_CENSORED_LIST(TRIAL_ENUM_CENSORED) TRIAL_CENSORED_COUNT };
enum trial_end { TRIAL_END_LIST(TRIAL_ENUM_END) TRIAL_END_COUNT };
enum trial_sex { TRIAL_SEX_LIST(TRIAL_ENUM_SEX) TRIAL_SEX_COUNT };
enum trial_counts { TRIAL_COUNTS_LIST(TRIAL_ENUM_COUNTS) TRIAL_COUNTS_COUNT };

/* A closed set of words as tables write them; the index of a word is its enumerator. */
struct trial_words {
    const char *const *words;
    uint8_t n;
};

extern const struct trial_words trial_side_words, trial_role_words, trial_phase_words,
    trial_censored_words, trial_end_words, trial_sex_words, trial_counts_words, trial_flag_words;

/* False when the word is not in the set. */
bool trial_word_find(const struct trial_words *set, const char *word, uint8_t *enumerator);

struct trial_number {
    double v; /* finite; 0 when not given */
    bool given;
};

/* Sizes include the terminating zero; text is UTF-8 without control characters; "" = n/a. */
struct index_trial {
    char participant[64], session[64];
    char test[32]; /* [a-z0-9_]+ */
    char site[64];
    char conditioning[32], spoil_reason[32], response_source[24];
    char dose[16]; /* of a thermode: "measured", or "worst" where nobody could; "" = n/a */
    char instruction[64], instruction_language[8]; /* read last before it; "" = n/a */
    char instruction_digest[24];                   /* of its words */
    char unit[16];                                 /* kPa N degC s mN mm 0-10 0-100 1 … */
    char onset[40];
    int64_t block;
    uint32_t train, pulse;   /* from 1; 0 = n/a */
    uint32_t trial, attempt; /* from 1 */
    uint32_t visit;          /* from 1; 0 = n/a */
    uint32_t delay; /* which of the delays after the conditioning it was, from 1; 0 = n/a */
    uint8_t side, role, phase, censored, end, sex, counts;
    uint8_t rate_off;          /* enum trial_counts: was the slope off by more than is tolerated? */
    uint8_t practice, spoiled; /* 0 or 1 */
    struct trial_number value, baseline, level, cond_level, cond_rating;
    struct trial_number rate_mean, rate_target, in_band, probe_area_cm2, age;
    struct trial_number contact_s, response_s, end_s; /* since arming */
    struct trial_number gap_s;    /* from the end of the conditioning until arming */
    struct trial_number idle_kpa; /* before contact: 0 when the gauge was zeroed */
    uint8_t returned;             /* enum trial_counts: was the thermode seen back? */
    struct trial_number cem43_min, cold_s, hot_s, thermal_ramps, immersed_s; /* given to the site */
    struct trial_number bath_on, bath_off, bath_low, bath_high; /* of the water a hand was in */
    struct trial_number lag_s; /* of the temperature behind its ramp */
};

/* Copies text in. False, and nothing is changed, when it does not fit: cut names would merge sites.
 */
bool trial_text_set(char *field, size_t size, const char *text, size_t length);

/* The value with its side: right censored = at least, left censored = at most. BOUND_UNKNOWN
 * without one, and for a stimulus that its limit ended but that is not marked censored: a cut-off
 * alone is never a value (METHODS 1.2). */
struct bounded trial_value(const struct index_trial *trial);

/* The stimulus ran to its end and left a value or a bound: end is response, limit, withdrawn (the
 * value of a tolerance) or n/a, and trial_value() is known. */
bool trial_is_complete(const struct index_trial *trial);

#endif
