/* Numbers in tables: dot decimal, shortest text that reads back as the same double, whatever the
 * locale. */
#ifndef LIMEN_EXPORT_NUMBER_H
#define LIMEN_EXPORT_NUMBER_H

#include <stddef.h>

enum number_fault {
    NUMBER_OK,
    NUMBER_COMMA,      /* a comma where a dot belongs */
    NUMBER_NOT_FINITE, /* nan, NA, inf … in any spelling */
    NUMBER_TOO_LARGE,  /* 1e15 and beyond */
    NUMBER_SYNTAX,
};

/* Reads all of text[0..length): [-]digits[.digits][e[+-]digits], nothing else. The nearest double.
 */
enum number_fault number_read(const char *text, size_t length, double *value);

#endif
