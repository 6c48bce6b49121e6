/* What conditioning did in a visit: a part of view_results.h. */
#ifndef LIMEN_GUI_VIEW_MODULATED_H
#define LIMEN_GUI_VIEW_MODULATED_H

#include "gui/view_sizes.h"

#include <stdbool.h>
#include <stdint.h>

/* Of one test at one place, in one phase, less its baseline. */
struct modulated_row {
    char site[VIEW_WORD_MAX], side[VIEW_WORD_MAX], test[VIEW_WORD_MAX];
    bool is_after; /* else while it lasted */
    int delay;     /* after which of the delays, from 1; 0: there is one, or none */
    bool has_change, is_bound, is_below; /* is_below: the true change is lower, else higher */
    double change;                       /* conditioned less baseline */
    char unit[VIEW_WORD_MAX];            /* of it, as the tables have it */
    int less;                            /* 1 less pain, -1 more, 0 neither, or a bound hides it */
    bool is_felt;                        /* a test of what is felt, not of pain */
    bool has_pct;
    double pct;           /* (C - B) / B * 100 */
    uint8_t why;          /* enum index_status: why there is no change */
    int class[2];         /* by 2 SEM and by SDC: 1 inhibition, -1 facilitation, 0 neither */
    uint8_t why_class[2]; /* enum index_status: OK, or why there is none */
};

#endif
