/* Why a bench file is not written (base/reason.h). */
#ifndef LIMEN_SCRIPT_REASONS_H
#define LIMEN_SCRIPT_REASONS_H

#include "base/reason.h"

/*  id, status, English */
/* clang-format off */
#define SCRIPT_REASONS(X) \
    X(bench_not_back, CORRUPT, "the bench file was not read back as it was written: nothing is saved")
/* clang-format on */

SCRIPT_REASONS(REASON_DECLARE)

#endif
