/* Conditioned pain modulation on the Results screen and in the summary: from rows of indices to words. */
#ifndef LIMEN_SHELL_MODULATED_INTERNAL_H
#define LIMEN_SHELL_MODULATED_INTERNAL_H

#include "gui/view.h"
#include "index/score.h"
#include "text/text.h"

/* Takes a row "cpm.…" in; what is of a sham block, or of no use here, is left. */
void present_modulated_index(struct results_view *view, const struct index_row *index);
/* False for the mean over several delays: each is shown for itself. */
bool present_modulated_is_shown(const struct results_view *view, const struct modulated_row *row);
/* What it says, with its direction in words, and below it the numbers, or why there are none. `place`: the number that its site has
 * on the body; 0: none. */
void present_modulated_say(enum language language, const struct modulated_row *row, int place,
                           struct quality_row *out);

#endif
