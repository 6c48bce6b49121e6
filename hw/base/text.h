/* A growing piece of text: canonical messages, tables, sentences that are longer than a `struct
 * why`.
 *
 * Running out of memory is remembered, not reported at every call: check text_is_whole() once at
 * the end. */
#ifndef LIMEN_BASE_TEXT_H
#define LIMEN_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data; /* terminated whenever length > 0; NULL before the first append */
    size_t length;
    size_t capacity;
    bool failed;
};

void text_init(struct text *text);
void text_fini(struct text *text);
void text_clear(struct text *text); /* keeps the memory */
void text_append(struct text *text, const char *data, size_t length);
void text_append_cstr(struct text *text, const char *cstr);
__attribute__((format(printf, 2, 3))) void text_append_format(struct text *text, const char *format,
                                                              ...);
bool text_is_whole(const struct text *text);
const char *text_cstr(const struct text *text); /* "" when empty */

/* Into a field, cut at a whole character when it is longer. */
void text_copy(char *to, size_t size, const char *from);

#endif
