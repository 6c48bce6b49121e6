/* Reasons that people give for what they do all the same: whoever reads the record wants to understand them. */
#ifndef LIMEN_TEXT_SPOKEN_H
#define LIMEN_TEXT_SPOKEN_H

#include <stdbool.h>

enum { SPOKEN_LETTERS_LEAST = 4 };

/* Has it so many letters, of whatever alphabet? NULL has none. */
bool spoken_suffices(const char *reason);

#endif
