/* Participants' IDs. Made for copying by hand, they end in a check character: PREFIX-NNNN-C, where PREFIX is letters and digits,
 * NNNN four digits, and C the check character of ISO/IEC 7064 MOD 37-2 over the letters and digits before it. One wrong
 * character, or two neighbours that changed places, never give an ID that is right. */
#ifndef LIMEN_TEXT_PARTICIPANT_ID_H
#define LIMEN_TEXT_PARTICIPANT_ID_H

#include "text/text.h"

enum { PARTICIPANT_ID_MAX = 32 }; /* as in the study */

enum participant_id_form {
    ID_FORM_PLAIN,   /* anything else */
    ID_FORM_STARTED, /* PREFIX-NNNN: the check character is missing */
    ID_FORM_WRONG,   /* PREFIX-NNNN-C with another C than the right one */
    ID_FORM_CHECKED,
};
/* Capital letters only. */
enum participant_id_form participant_id_form(const char *id);
/* Of the letters and digits in `text`, small ones as capitals, the rest passed over: 0-9, A-Z or '*'. */
char participant_id_check(const char *text);

/* What a study's IDs look like. */
struct participant_id_habit {
    size_t n, n_checked; /* of which with a right check character */
};
/* An ID without a number is a stand-in (DEMO), and no habit. */
void participant_id_habit_add(struct participant_id_habit *habit, const char *id);

enum participant_id_verdict {
    ID_OK,         /* has no check character, and the study's IDs have none */
    ID_OK_CHECKED, /* its check character is right */
    ID_EMPTY,
    ID_TOO_LONG,
    ID_CHARACTER, /* not a letter, digit, - or _; or does not begin with a letter or digit */
    ID_CHECK_MISSING,
    ID_CHECK_WRONG,
    ID_CHECK_STAR, /* the number's check character is '*', which an ID cannot hold: take the next number */
    ID_NO_FORM, /* the study's IDs have check characters, this is no ID of their form */
};
/* May somebody new be called so? */
enum participant_id_verdict participant_id_judge(const char *id, struct participant_id_habit habit);

/* Why it may not, in few words: TEXT_study_id_long …; TEXTS: it may, or it is empty. */
enum text_id participant_id_words(enum participant_id_verdict verdict);

/* What was typed, without blanks around it, and in capitals when that gives it the form. `out` has PARTICIPANT_ID_MAX + 2 bytes:
 * what is longer is cut to a length that participant_id_judge() refuses. */
void participant_id_tidy(char *out, const char *typed);

/* The same but for capital and small letters? */
bool participant_id_same(const char *a, const char *b);

#endif
