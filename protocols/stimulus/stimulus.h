/* The stimuli that a request can name. */
#ifndef LIMEN_STIMULUS_STIMULUS_H
#define LIMEN_STIMULUS_STIMULUS_H

#include "hw/reactor.h"

#include <stddef.h>

/* "pressure_ramp", "pressure_hold", "rating_watch"; NULL when there is none of that name. */
const struct reactor *stimulus_find(const char *name);
const struct reactor *stimulus_at(size_t index); /* NULL past the end */

#endif
