/* What the leak checker is told in programs that open fonts; to be included once per program. Fontconfig keeps some patterns
 * for as long as the process lives, and Pango's thread may still hold one at its end: a fixed amount, however often fonts are
 * opened and closed. */
#ifndef LIMEN_TESTS_FONT_LEAKS_H
#define LIMEN_TESTS_FONT_LEAKS_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

#endif
