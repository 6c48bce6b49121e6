/* Canonical JSON (see script/host.h): reading it, building it, and the one place that encodes it.
 *
 * The same value always gives the same bytes: UTF-8, keys sorted by byte, no blanks, numbers by
 * base/shortest.h, no NaN, no infinity. So two messages are equal when their texts are.
 *
 * A `struct message` is a value. What message_init() or message_parse() filled in is owned and ends
 * with message_fini(); what message_get() and message_at() return is borrowed from it and is never
 * ended. */
#ifndef LIMEN_SCRIPT_MESSAGE_H
#define LIMEN_SCRIPT_MESSAGE_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message {
    void *json;  /* NULL: nothing there */
    bool failed; /* a setter had no memory or was given what JSON cannot hold; told by
                    message_encode() */
};

void message_init(struct message *message); /* an empty object */
void message_fini(struct message *message);

/* Any JSON value; twice the same key, a NUL and what follows the value are refused
 * (STATUS_INVALID). On failure there is nothing to end. */
MUST_CHECK
enum status message_parse(struct message *message, const char *text, size_t size, struct why *why);

/* Appends the canonical text. STATUS_INVALID when a setter had failed, STATUS_NO_MEMORY. */
MUST_CHECK
enum status message_encode(const struct message *message, struct text *out);

/* Reading. Missing keys and other kinds of value are "nothing there": a missing message (json
 * NULL), NULL, false; `*out` is then left alone. */
struct message message_get(const struct message *message, const char *key);
struct message message_at(const struct message *message, size_t index); /* of an array */
size_t message_count(const struct message *message);                    /* of an array or object */
bool message_is_missing(const struct message *message);
/* Keys of an object in sorted order: the one behind `after` (NULL: the first); NULL at the end. */
const char *message_next_key(const struct message *message, const char *after);
const char *message_string(const struct message *message, const char *key);
const char *message_text(const struct message *message); /* the message itself is a string */
bool message_number(const struct message *message, const char *key, double *out);
bool message_integer(const struct message *message, const char *key, int64_t *out);
bool message_bool(const struct message *message, const char *key, bool *out);
bool message_flag(const struct message *message,
                  const char *key); /* true only where it says true */

/* {"u":unit,"v":number} in exactly this unit. A bound is not a quantity. */
bool message_quantity(const struct message *message, const char *key, const char *unit,
                      double *out);
/* {"bound":"left"|"right",…}: `*is_above` says that the true value lies above ("right"). */
bool message_bound(const struct message *message, const char *key, const char *unit, double *out,
                   bool *is_above);

/* Building: on objects; a key that is there is replaced. */
void message_set_string(struct message *message, const char *key, const char *value);
void message_set_number(struct message *message, const char *key, double value);
void message_set_integer(struct message *message, const char *key, int64_t value);
void message_set_bool(struct message *message, const char *key, bool value);
void message_set_null(struct message *message, const char *key);
void message_set_quantity(struct message *message, const char *key, const char *unit, double value);
void message_set_bound(struct message *message, const char *key, const char *unit, double value,
                       bool is_above);
void message_set(struct message *message, const char *key,
                 const struct message *value);                    /* a copy */
void message_set_array(struct message *message, const char *key); /* an empty one */
void message_push(struct message *message, const char *key,
                  const struct message *value); /* a copy, at its end */
void message_push_string(struct message *message, const char *key, const char *value);
void message_remove(struct message *message, const char *key);

/* The pieces of the encoding, for writers that have no message: false for NaN, infinity, bad UTF-8.
 */
bool message_put_number(struct text *out, double value);
bool message_put_string(struct text *out, const char *text, size_t size);

#endif
