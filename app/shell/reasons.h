/* Why the window refuses a key, or an export (base/reason.h). */
#ifndef LIMEN_SHELL_REASONS_H
#define LIMEN_SHELL_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define SHELL_REASONS(X) \
    X(export_no_memory, NO_MEMORY, "no memory for exports") \
    X(export_no_thread, IO, "cannot start a thread for the export") \
    X(key_unknown, INVALID, "the window knows no key `{1}`: take a letter, F6 to F8, F11 or F12 in the bench file (response = key \"b\")") \
    X(key_of_examiner, INVALID, "the key `{1}` is the examiner's in the window: take another letter in the bench file (response = key \"b\")") \
    X(key_twice, INVALID, "the key `{1}` is two responses: take another letter for one of them in the bench file")
/* clang-format on */

SHELL_REASONS(REASON_DECLARE)

#endif
