/* How wide texts are, in the type of the screens (Inter, else DejaVu Sans Condensed, else what the system has). */
#ifndef LIMEN_DRAW_FONT_H
#define LIMEN_DRAW_FONT_H

#include "base/status.h"
#include "draw/canvas.h"

/* One per process, on the thread that draws. STATUS_NOT_FOUND: no font at all, with the sentence that names the package
 * to install. */
struct fonts;
MUST_CHECK
enum status fonts_open(struct fonts **out, struct why *why);
void fonts_close(struct fonts *fonts);
/* The family in use; not "Inter" means a fallback, which the screen tells once. */
const char *fonts_family(const struct fonts *fonts);

/* In pixels at 96 dpi; kept in a table, so that asking for the same text again costs a look-up. */
float fonts_width(struct fonts *fonts, const char *text, const struct text_style *style);
/* Breaks `text` at blanks and line ends into at most `lines_max` lines no wider than `width`; a word that is wider alone is broken
 * where it must be. `starts[i]`, `ends[i]`: bytes of line i. Returns the number of lines; more than `lines_max` when it did
 * not fit (only that many are written). Right-to-left text keeps its logical order. */
struct line_span {
    size_t start, end;
};
size_t fonts_wrap(struct fonts *fonts, const char *text, const struct text_style *style,
                  float width, struct line_span *lines, size_t lines_max);

/* ---- within one line, in pixels from its left end; bytes are those of `text`, at the beginning of a character */
/* Where the caret stands before the character at `byte`, as somebody who goes on writing there expects it. */
float fonts_caret(struct fonts *fonts, const char *text, const struct text_style *style,
                  size_t byte);
/* The place between two characters that is nearest to `x`. */
size_t fonts_byte_at(struct fonts *fonts, const char *text, const struct text_style *style,
                     float x);
/* Where these bytes stand, from the left: several extents where the text runs both ways. Returns how many were written. */
struct text_extent {
    float from, to;
};
size_t fonts_extents(struct fonts *fonts, const char *text, const struct text_style *style,
                     struct line_span bytes, struct text_extent *out, size_t max);
/* Its first letter is of a script that is written right to left. */
bool fonts_runs_left(struct fonts *fonts, const char *text, const struct text_style *style);

#endif
