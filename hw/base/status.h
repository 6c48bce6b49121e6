/* Results of operations that the world can spoil.
 *
 * Zero is success, failures are negative, one code has one meaning. What exactly went wrong, where,
 * and what to do about it is a sentence in a `struct why` that the caller owns. */
#ifndef LIMEN_BASE_STATUS_H
#define LIMEN_BASE_STATUS_H

#include <stdarg.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))

/*       name         code exit text */
#define STATUS_LIST(X)                                                                             \
    X(OK, 0, 0, "done")                                                                            \
    X(INVALID, -1, 1, "the input is wrong")                                                        \
    X(USAGE, -2, 2, "wrong usage")                                                                 \
    X(NOT_FOUND, -3, 1, "not found")                                                               \
    X(PERMISSION, -4, 3, "not permitted")                                                          \
    X(BUSY, -5, 3, "in use")                                                                       \
    X(IO, -6, 3, "input or output failed")                                                         \
    X(GONE, -7, 3, "the link is gone")                                                             \
    X(TIMEOUT, -8, 3, "no answer in time")                                                         \
    X(PROTOCOL, -9, 3, "the answer cannot be understood")                                          \
    X(IDENTITY, -10, 3, "another device answers")                                                  \
    X(UNSUPPORTED, -11, 1, "outside what the instrument can do")                                   \
    X(RANGE, -12, 1, "outside the limits")                                                         \
    X(FULL, -13, 4, "no room left")                                                                \
    X(STOPPED, -14, 4, "stopped")                                                                  \
    X(NO_MEMORY, -15, 3, "out of memory")                                                          \
    X(CORRUPT, -16, 5, "the study file is damaged")                                                \
    X(READ_ONLY, -17, 5, "the study file cannot be written")                                       \
    X(NEWER, -18, 5, "the study file is of a newer version")                                       \
    X(DISK_FULL, -19, 5, "the disk is full")                                                       \
    X(LOCKED, -20, 5, "another program writes this study")                                         \
    X(DEPARTED, -21, 5, "the protocol takes another path than the record")                         \
    X(EMPTY, -22, 1, "nothing there")

enum status {
#define STATUS_ENUM(name, code, exit, text) STATUS_##name = code,
    STATUS_LIST(STATUS_ENUM)
#undef STATUS_ENUM
};

/* "GONE", "the link is gone", and the exit code of DESIGN 9. */
const char *status_name(enum status status);
const char *status_text(enum status status);
int status_exit_code(enum status status);

/* One sentence for a person: what is wrong, where, what to do. Always terminated; cut when longer.
 */
struct reason; /* base/reason.h: a constant, so that the sentence may cross threads with it */
struct why {
    char text[768];              /* in English */
    const struct reason *reason; /* by which it can be said in another language; NULL: none */
    uint8_t n_values;            /* of the reason */
    char values[640];
};

/* Sets the sentence and returns `status`, so that `return why_set(why, STATUS_X, "…")` reads well.
 * `why` may be NULL. */
__attribute__((format(printf, 3, 4))) enum status why_set(struct why *why, enum status status,
                                                          const char *format, ...);

#endif
