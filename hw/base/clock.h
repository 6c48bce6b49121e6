/* The two clocks of the machine. Only loops, openers and commands read them; everything else is
 * told. */
#ifndef LIMEN_BASE_CLOCK_H
#define LIMEN_BASE_CLOCK_H

#include "base/mono.h"

#include <stddef.h>

mono_ns mono_now(void);
utc_us utc_now(void);

/* ISO 8601 in UTC with microseconds and offset, e.g. 2026-11-22T04:21:51.000123+00:00.
 * Writes at most `cap` bytes, terminated; 33 are enough. */
void utc_format(utc_us t, char *out, size_t cap);

#endif
