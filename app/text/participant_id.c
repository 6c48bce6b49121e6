/* ISO/IEC 7064, pure system MOD 37-2: the values of all characters, each doubled once for every place to its right, sum up to
 * 1 modulo 37. The alphabet is 0-9 A-Z, and '*' for a check value of 36. */
#include "text/participant_id.h"

#include <string.h>

enum { MODULUS = 37, RADIX = 2, NUMBER_DIGITS = 4 };
static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

static char capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static char check_of(const char *text, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        const char c = capital(text[i]);
        if (is_digit(c) || is_capital(c))
            sum = (sum + (int)(strchr(alphabet, c) - alphabet)) * RADIX % MODULUS;
    }
    return alphabet[(MODULUS + 1 - sum) % MODULUS];
}

char participant_id_check(const char *text)
{
    return check_of(text, strlen(text));
}

/* The length of PREFIX-NNNN at the start of `id`; 0: it does not start so. */
static size_t base_length(const char *id)
{
    size_t n = 0;
    while (is_capital(id[n]) || is_digit(id[n]))
        n++;
    if (n == 0 || id[n] != '-')
        return 0;
    n++;
    for (size_t i = 0; i < NUMBER_DIGITS; i++)
        if (!is_digit(id[n + i]))
            return 0;
    return n + NUMBER_DIGITS;
}

enum participant_id_form participant_id_form(const char *id)
{
    const size_t n = base_length(id);
    if (n == 0)
        return ID_FORM_PLAIN;
    if (id[n] == '\0' || (id[n] == '-' && id[n + 1] == '\0'))
        return ID_FORM_STARTED;
    if (id[n] != '-' || id[n + 2] != '\0' || strchr(alphabet, id[n + 1]) == NULL)
        return ID_FORM_PLAIN;
    return check_of(id, n) == id[n + 1] ? ID_FORM_CHECKED : ID_FORM_WRONG;
}

void participant_id_habit_add(struct participant_id_habit *habit, const char *id)
{
    if (strpbrk(id, "0123456789") == NULL)
        return;
    habit->n++;
    habit->n_checked += participant_id_form(id) == ID_FORM_CHECKED;
}

static bool has_only_known(const char *id)
{
    if (!is_digit(id[0]) && !is_capital(capital(id[0])))
        return false;
    for (; *id != '\0'; id++) {
        const char c = capital(*id);
        if (!is_digit(c) && !is_capital(c) && c != '-' && c != '_' && c != '*')
            return false;
    }
    return true;
}

/* IDs of this shape whose last letter means nothing stand in studies that began without check characters. */
static bool knows_none(struct participant_id_habit habit)
{
    return habit.n > 0 && habit.n_checked == 0;
}

static enum participant_id_verdict judge_form(const char *id, struct participant_id_habit habit)
{
    const enum participant_id_form form = participant_id_form(id);
    const bool has_star = strchr(id, '*') != NULL;
    if (form == ID_FORM_CHECKED)
        return has_star ? ID_CHECK_STAR : ID_OK_CHECKED;
    if (knows_none(habit))
        return has_star ? ID_CHARACTER : ID_OK;
    if (form == ID_FORM_WRONG)
        return ID_CHECK_WRONG;
    if (form == ID_FORM_STARTED)
        return check_of(id, base_length(id)) == '*' ? ID_CHECK_STAR : ID_CHECK_MISSING;
    if (has_star)
        return ID_CHARACTER;
    return habit.n_checked > 0 ? ID_NO_FORM : ID_OK;
}

enum participant_id_verdict participant_id_judge(const char *id, struct participant_id_habit habit)
{
    if (id[0] == '\0')
        return ID_EMPTY;
    if (strlen(id) > PARTICIPANT_ID_MAX)
        return ID_TOO_LONG;
    if (!has_only_known(id))
        return ID_CHARACTER;
    return judge_form(id, habit);
}

enum text_id participant_id_words(enum participant_id_verdict verdict)
{
    switch (verdict) {
    case ID_TOO_LONG:
        return TEXT_study_id_long;
    case ID_CHARACTER:
        return TEXT_study_id_character;
    case ID_CHECK_MISSING:
        return TEXT_study_check_missing;
    case ID_CHECK_WRONG:
        return TEXT_study_check_wrong;
    case ID_CHECK_STAR:
        return TEXT_study_check_star;
    case ID_NO_FORM:
        return TEXT_study_id_form;
    case ID_OK:
    case ID_OK_CHECKED:
    case ID_EMPTY:
        break;
    }
    return TEXTS;
}

void participant_id_tidy(char *out, const char *typed)
{
    char capitals[PARTICIPANT_ID_MAX + 2];
    size_t n = 0;
    typed += strspn(typed, " ");
    while (typed[n] != '\0' && n <= PARTICIPANT_ID_MAX)
        n++;
    while (n > 0 && typed[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < n; i++) {
        out[i] = typed[i];
        capitals[i] = capital(typed[i]);
    }
    out[n] = capitals[n] = '\0';
    if (participant_id_form(capitals) != ID_FORM_PLAIN)
        memcpy(out, capitals, n + 1);
}

bool participant_id_same(const char *a, const char *b)
{
    while (*a != '\0' && capital(*a) == capital(*b)) {
        a++;
        b++;
    }
    return capital(*a) == capital(*b);
}
