/* Which words of a session's catalogue stand in a text: a German screen has none of the English ones. */
#ifndef LIMEN_TESTS_CATALOGUE_H
#define LIMEN_TESTS_CATALOGUE_H

#include "text/text.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const enum text_id catalogue_ids[] = {
#define TEXT(id, en, de) TEXT_##id,
#include "session.def"
#undef TEXT
};
enum { CATALOGUE = sizeof catalogue_ids / sizeof catalogue_ids[0] };

static inline bool catalogue_is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* As words of their own: "done" is not in "abandoned". */
static inline bool catalogue_has(const char *text, const char *words)
{
    const size_t n = strlen(words);
    for (const char *at = strstr(text, words); at; at = strstr(at + 1, words))
        if ((at == text || !catalogue_is_letter(at[-1])) && !catalogue_is_letter(at[n]))
            return true;
    return false;
}

/* The next piece of a pattern between its placeholders, without what is around its words. */
static inline const char *catalogue_piece(const char *pattern, char *out, size_t size)
{
    const size_t n = strcspn(pattern, "{");
    const char *rest = pattern + n;
    size_t from = 0, to = n;
    while (from < to && !catalogue_is_letter(pattern[from]))
        from++;
    while (to > from && !catalogue_is_letter(pattern[to - 1]))
        to--;
    snprintf(out, size, "%.*s", (int)(to - from), pattern + from);
    return *rest ? rest + strcspn(rest, "}") + 1 : rest;
}

static inline bool catalogue_is_german_too(const char *words)
{
    for (size_t i = 0; i < CATALOGUE; i++)
        if (catalogue_has(text_of(LANGUAGE_DE, catalogue_ids[i]), words))
            return true;
    return false;
}

/* Fails when English words of the catalogue stand in it. */
static inline void assert_no_english(const char *text)
{
    char piece[400];
    for (size_t i = 0; i < CATALOGUE; i++)
        for (const char *rest = text_of(LANGUAGE_EN, catalogue_ids[i]); *rest;) {
            rest = catalogue_piece(rest, piece, sizeof piece);
            if (strlen(piece) > 1 && catalogue_has(text, piece) && !catalogue_is_german_too(piece))
                fail_msg("\"%s\" stands in: %s", piece, text);
        }
}

#endif
