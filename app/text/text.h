/* All words that people read, in English and German: of screens and sessions from assets/texts/texts.def, sites and their
 * landmarks from sites.def. Placeholders have names: "Limit {kpa} kPa"; a word that is counted has both its forms:
 * "{n} {n:trial|trials}".
 *
 * What is kept in a study is never one of these, but a coded word. */
#ifndef LIMEN_TEXT_TEXT_H
#define LIMEN_TEXT_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum language { LANGUAGE_EN, LANGUAGE_DE, LANGUAGES };

const char *language_word(enum language language); /* "en", "de" */

enum text_id {
#define TEXT(id, en, de) TEXT_##id,
#include "texts.def"
#undef TEXT
    TEXTS
};

const char *text_of(enum language language, enum text_id id);

/* A placeholder's name and what stands for it. */
struct text_value {
    const char *name, *value;
};
/* Fills the placeholders in; one that is not given is our bug. Always terminated, cut at a whole character. */
const char *text_fill(char *out, size_t size, const char *pattern, const struct text_value *values,
                      size_t n);

/* The same with names and values in turn, and NULL behind the last. */
const char *text_vfill(char *out, size_t size, const char *pattern, va_list names_and_values);
const char *text_say(char *out, size_t size, const char *pattern, ...) __attribute__((sentinel));

/* Words that follow a colon as often as nothing, as a sentence of their own: a capital at the beginning, a full stop. */
const char *text_sentence(char *out, size_t size, const char *words);
/* The same, unless they begin with a path or a place in a file ("own.lua:3: …"): that stays as it is written. */
const char *text_told(char *out, size_t size, const char *words);

/* Where all characters are one wide: how many there are, and the bytes of the first `columns`. */
size_t text_columns(const char *text);
size_t text_bytes(const char *text, size_t columns);
/* With blanks behind it, `columns` wide; what is longer stays. */
const char *text_pad(char *out, size_t size, const char *text, size_t columns);

/* Numbers as a person reads them: true minus, decimal comma in German; "n/a" is "". */
const char *text_number(enum language language, char *out, size_t size, double value, int decimals);

/* What a table says in English: the convention of an index, or the word for why it has no value. */
const char *meaning_text(enum language language, const char *english);
/* A role by its word in bench files, "algometer"; a name of somebody's own as it stands. */
const char *role_text(enum language language, const char *role);
/* "degC" is written "°C", also per second, and "1" not at all. */
const char *unit_text(const char *unit);
/* A test by its word, "cpt": "Cold pain threshold", "CPT"; what is not known as it stands. */
const char *test_text(enum language language, const char *test, bool is_short);
/* Why an attempt was spoiled, by its coded word; what is not known is written as it stands. */
const char *spoil_text(enum language language, const char *code);
/* A sentence in that language where it has a coded reason (base/reason.h), else as it stands. Into `out`, or `why`'s own. */
struct why;
const char *text_why(enum language language, const struct why *why, char *out, size_t size);
/* Why the bench refuses something: an enum status. */
const char *text_status(enum language language, int status);
const char *fault_text(enum language language, uint8_t fault); /* an enum fault */
const char *fault_text_thermode(enum language language,
                                uint8_t fault); /* the same, of a thermode */
/* Why a stimulus gave no value, and what to do: enum end_reason, enum fault; "": it gave one. */
/* As enum stimulus_touch has them. */
enum end_of { END_OF_PRESSURE, END_OF_THERMODE, END_OF_COLD /* by hand */, END_OF_CUFF };
const char *end_text(enum language language, enum end_of what, uint8_t end, uint8_t fault);

struct site_text {
    const char *id;
    const char *name[LANGUAGES];     /* "Lumbar L4" */
    const char *landmark[LANGUAGES]; /* one line: where to put the probe */
    const char *find[LANGUAGES];     /* how to find it, one or two sentences */
};
const struct site_text *site_text_find(const char *id); /* NULL: not known */
/* Where to put the probe on that side: in the midline of the spine that is not where it is beside it. "": not known. */
const char *site_text_landmark(enum language language, const char *site, const char *side);
const char *site_text_side(enum language language, const char *side); /* "n/a": "" */
/* "Lumbar L4, left"; what is not known is written as it stands, the side "n/a" is left out. */
const char *site_text_name(enum language language, char *out, size_t size, const char *site,
                           const char *side);

#endif
