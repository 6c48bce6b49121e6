/* The body map: a figure from the back or the front, the places of sites on it, and the spine close up. Drawn into any
 * canvas, so that screen and paper show the same body. Sites and sides bear the names that protocols give them.
 *
 * Sides are the person's own: from the back left is at the left of the page, from the front it is at the right. */
#ifndef LIMEN_GUI_BODY_H
#define LIMEN_GUI_BODY_H

#include "draw/canvas.h"
#include "gui/theme.h"

enum figure { FIGURE_BACK, FIGURE_FRONT, FIGURES };

/* `h` high, the crown at `top`; it is BODY_WIDTH_SHARE of `h` wide, hands included. */
#define BODY_WIDTH_SHARE 0.47f
void body_draw(struct canvas *canvas, enum theme theme, enum figure figure, struct point top,
               float h);
/* Where a site is on that figure; false: it is on the other one, has no such side, or is not known. */
bool body_site(enum figure figure, const char *site, const char *side, struct point top, float h,
               struct point *at);
/* Five vertebrae from behind, the one of `site` marked and named, the point on `side` beside it. False, and nothing drawn:
 * the site is at no level of the spine, or has no such side. Made for areas about 100 by 136. */
bool body_spine_draw(struct canvas *canvas, enum theme theme, struct rect area, const char *site,
                     const char *side);

#endif
