/* Shaped lines, kept for whoever measures or paints the same text again. */
#ifndef LIMEN_DRAW_FONT_INTERNAL_H
#define LIMEN_DRAW_FONT_INTERNAL_H

#include "draw/font.h"

#include <pango/pangocairo.h>

struct text_line {
    char *text; /* as it was asked for; NULL: free place */
    float size;
    uint16_t weight;
    uint64_t used; /* when, counted in look-ups */
    PangoLayout *layout;
    float width;        /* pixels at 96 dpi */
    PangoRectangle ink; /* Pango units, from the left end of the baseline */
};

/* Borrowed until the next look-up. */
const struct text_line *fonts_line(struct fonts *fonts, const char *text,
                                   const struct text_style *style);
/* Zeroed memory that is kept between calls, for a line being painted; NULL: no memory. */
unsigned char *fonts_scratch(struct fonts *fonts, size_t bytes);

#endif
