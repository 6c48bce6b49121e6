/* What the files of the terminal share. */
#ifndef LIMEN_CLI_TERMINAL_INTERNAL_H
#define LIMEN_CLI_TERMINAL_INTERNAL_H

#include "cli/show.h"
#include "cli/terminal.h"

#include "hw/reactor.h"
#include "stimulus/immersion.h"

/* terminal_line.c */
void line_close(struct terminal_line *line);
void line_phase(struct terminal *terminal, enum phase phase, double kpa);
void line_count_down(struct terminal_line *line, mono_ns until, const char *what);
/* No trial and no countdown any more. */
void line_rest(struct terminal_line *line);

/* terminal_show.c */
void show_row(enum language language, const struct trial_row *row);
void show_prompt(enum language language, const struct prompt *prompt);

/* terminal_cold.c */
void show_question_of(enum language language, const struct prompt *prompt);
/* False: the key is no answer to a question of the script, or none is asked. */
bool question_take(struct terminal *terminal, struct session *session, char key);
/* False: the key is no mark, or nothing runs that is marked: the trial at hand, else what conditions beside it. */
bool marks_take(struct terminal *terminal, struct live *live, char key, mono_ns now);
/* It is part of a number: the same key twice is meant twice. */
bool terminal_types(const struct terminal *terminal, const struct session *session, char key);
void cold_phase(struct terminal *terminal, enum phase phase);
/* The line that is drawn over and over; NULL: nothing is on. */
const char *cold_line(const struct terminal *terminal, struct live *live, mono_ns now, char *out,
                      size_t size);

/* terminal_words.c */
/* Why there is one more attempt or trial; NULL: it is the first. */
const char *words_again(enum language language, enum again again);
/* "trial 1.2", "practice 1.2"; without the attempt where that is 0. */
const char *words_trial(enum language language, char *out, size_t size,
                        const struct trial_plan *plan, int64_t attempt);
/* "Thenar, left"; of a thermode's trial, which may be one of several tests there, "CPT: Thenar, left". */
const char *words_site(enum language language, char *out, size_t size,
                       const struct trial_plan *plan);
/* The same with the numbers, "Thenar, left 1.2", always of the same width. */
const char *words_place(enum language language, char *out, size_t size,
                        const struct trial_plan *plan, int64_t attempt);
struct number {
    char text[48];
};
/* Without decimals. */
const char *words_number(enum language language, struct number *out, double value);
const char *words_tenths(enum language language, struct number *out, double value);

/* terminal_keys.c */
enum { KEY_FUNCTION = '\033' }; /* an arrow or function key, or a byte of it */
/* Which keys are responses. */
void keys_bind(struct terminal_keys *keys, const struct bench_spec *bench);
/* The first of the bytes read, as a key. */
char keys_read(struct terminal_keys *keys, const char *bytes, size_t n);
void keys_take(struct terminal *terminal, struct live *live, char key);

#endif
