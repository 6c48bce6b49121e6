/* What a visit gave: what the screen remembers between frames, and what its files give one another.
 *
 * screen_results.c hears and routes and draws the lists; screen_results_map.c draws the body, screen_results_trend.c the visits,
 * screen_results_quality.c what is to be looked at. */
#ifndef LIMEN_GUI_SCREEN_RESULTS_INTERNAL_H
#define LIMEN_GUI_SCREEN_RESULTS_INTERNAL_H

#include "ui_internal.h"

struct results_screen { /* all zero at first */
    struct ui_field folder;
    bool asks;      /* where to export to */
    size_t first;   /* row of the table shown first */
    size_t flag;    /* of the list of quality, too */
    uint8_t picked; /* row from 1, shown on the body and over the visits; 0: none */
    bool follows;   /* it was just picked, and comes into sight */
};

/* Of all but pressure, whose unit stands above: its value says it. */
static inline bool results_says_unit(const struct result_row *row)
{
    return row->stimulus != VIEW_PRESSURE;
}
/* "PPT"; "TS, last − first" */
const char *results_say_test(struct ui *ui, const struct result_row *row);
/* What stands behind a value of it. */
const char *results_unit(struct ui *ui, const struct result_row *row);
/* How exact it is shown, on the screen and over the visits. */
int results_decimals(const struct result_row *row);
/* Any that says its unit. */
bool results_have_others(const struct results_view *results);
bool results_have(const struct results_view *results, enum view_stimulus stimulus);
/* It has no value, and no phases that could be compared in its place. */
bool results_is_lacking(const struct result_row *row);
/* "312", "≥ 659", "18.4 °C", "by phase" or "missing". */
const char *results_say_mean(struct ui *ui, const struct result_row *row);
void results_draw_map(struct ui *ui, const struct results_screen *screen, struct rect area);
size_t results_count_flags(const struct ui *ui);
/* What a row of it is about, as far as `w` has room for it at 16. */
const char *results_say_what(struct ui *ui, const struct quality_row *row, float w);
void results_draw_quality(struct ui *ui, struct results_screen *screen, struct rect area);
void results_draw_trend(struct ui *ui, const struct results_screen *screen, struct rect area);

#endif
