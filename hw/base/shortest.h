/* Numbers as text for people, tables and canonical messages: the shortest decimal that reads back to the same double, the same
 * bytes on every machine and in every locale. */
#ifndef LIMEN_BASE_SHORTEST_H
#define LIMEN_BASE_SHORTEST_H

#include <stddef.h>

enum { SHORTEST_SIZE = 32 };

/* Writes a finite value, terminated; returns the length. Dot decimal, never "-0"; an exponent only from 1e21 and
 * below 1e-6 where nine decimals do not hold it. */
size_t shortest_write(char out[SHORTEST_SIZE], double value);

/* The plainest number that this one was rounded from: 4.2 for what was kept of 4.2. */
double shortest_of_float(float value);

#endif
