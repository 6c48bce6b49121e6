/* Rows and paragraphs for the examiner, on standard error; broken where that is a screen, by characters. */
#ifndef LIMEN_CLI_SHOW_H
#define LIMEN_CLI_SHOW_H

#include "text/text.h"

/* Characters in a row of the screen; 0: not known. */
int show_columns(void);

/* A paragraph, broken between words; `indent` before each row. */
void show_text(const char *indent, const char *text);
/* The same, filled with names and values in turn, and NULL. */
void show_filled(const char *indent, const char *pattern, ...) __attribute__((sentinel));
/* What stands two blanks apart, broken between; `more` before each row but the first. */
void show_fields(const char *more, const char *const *fields, size_t n);
/* Which keys answer: up to TEXTS. */
void show_keys(enum language language, const enum text_id *keys);

#endif
