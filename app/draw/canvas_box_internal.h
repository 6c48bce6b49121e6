/* Where a command leaves ink. */
#ifndef LIMEN_DRAW_CANVAS_BOX_INTERNAL_H
#define LIMEN_DRAW_CANVAS_BOX_INTERNAL_H

#include "canvas_internal.h"
#include "draw/font.h"
#include "font_internal.h"

/* No less than what it covers at any scale from 0.5 on: with a margin for what is rounded to pixels. Not of clips. */
struct rect canvas_box(struct fonts *fonts, const struct command *command, const void *payload);
/* The left end of a text. */
double canvas_text_left(const struct command *command, const struct text_line *line);

#endif
