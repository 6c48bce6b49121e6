/* Decimal numbers on the wire and in tables: strict, exact, independent of the locale, quick. */
#ifndef LIMEN_BASE_DECIMAL_H
#define LIMEN_BASE_DECIMAL_H

#include <stddef.h>

/* Reads `[-]digits[.digits]` from the start of text[0..n). Returns how many characters it took, 0
 * when there is no such number there. No plus sign, no exponent, no blank, no bare point, at most
 * 15 significant digits: what is longer is refused rather than rounded. The result is the nearest
 * double. */
size_t decimal_parse(const char *text, size_t n, double *value);

/* Writes `value` with exactly `decimals` (0..9) digits after the point, rounded half away from
 * zero, never "-0". Returns the length, 0 when it does not fit or the value is not finite or too
 * large. Not terminated. */
size_t decimal_format(char *out, size_t cap, double value, unsigned decimals);

#endif
