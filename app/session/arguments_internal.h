/* What a verb was given (arguments.c). Absent: `*out` is left alone; there and not what it should be: STATUS_INVALID with the
 * sentence. */
#ifndef LIMEN_SESSION_ARGUMENTS_INTERNAL_H
#define LIMEN_SESSION_ARGUMENTS_INTERNAL_H

#include "base/mono.h"
#include "base/status.h"
#include "script/message.h"

enum status argument_word(const struct message *args, const char *key, char *out, size_t size,
                          struct why *why);
enum status argument_flag(const struct message *args, const char *key, bool *out, struct why *why);
enum status argument_number(const struct message *args, const char *key, double *out,
                            struct why *why);
enum status argument_quantity(const struct message *args, const char *key, const char *unit,
                              double *out, struct why *why);
/* A list of 1 to `most` of them. */
struct quantities {
    double *out;
    uint8_t most;
    uint8_t *n;
};
enum status argument_quantities(const struct message *args, const char *key, const char *unit,
                                const struct quantities *list, struct why *why);
bool argument_is_positive(double value); /* and finite */
/* 0 s to a day. */
enum status argument_duration(const struct message *args, const char *key, mono_ns *out,
                              struct why *why);

#endif
