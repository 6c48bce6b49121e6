/* What the files of the terminal share. */
#ifndef LIMEN_CLI_TERMINAL_INTERNAL_H
#define LIMEN_CLI_TERMINAL_INTERNAL_H

#include "cli/terminal.h"

#include "hw/reactor.h"

/* terminal_line.c */
void line_close(struct terminal_line *line);
void line_phase(struct terminal_line *line, enum phase phase, double kpa);
void line_count_down(struct terminal_line *line, mono_ns until, const char *what);
/* No trial and no countdown any more. */
void line_rest(struct terminal_line *line);
/* Characters in a row of the screen; 0: not known. */
int line_columns(void);

/* terminal_show.c */
void show_row(const struct trial_row *row);
void show_prompt(const struct prompt *prompt);
/* A paragraph on standard error, broken between words where there is a screen. */
void show_text(const char *indent, const char *text);

/* terminal_words.c */
/* Why an attempt has no value, and what to do. */
const char *words_end(const struct trial_row *row);
/* Why there is one more attempt or trial; NULL: it is the first. */
const char *words_again(enum again again);

/* terminal_keys.c */
enum { KEY_FUNCTION = '\033' }; /* an arrow or function key, or a byte of it */
/* Which keys are responses. */
void keys_bind(struct terminal_keys *keys, const struct bench_spec *bench);
/* The first of the bytes read, as a key. */
char keys_read(struct terminal_keys *keys, const char *bytes, size_t n);
void keys_take(struct terminal *terminal, struct live *live, char key);

#endif
