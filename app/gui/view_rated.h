/* What a trial gives that is rated, by cuff or thermode: a part of view.h that needs all of it. */
#ifndef LIMEN_GUI_VIEW_RATED_H
#define LIMEN_GUI_VIEW_RATED_H

#include "gui/view.h"

/* A train of pulses, whatever gives it; each is rated. */
static inline bool run_view_has_pulses(const struct run_view *run)
{
    const bool is_thermal = run->stimulus == VIEW_TEMPERATURE;
    return run->stimulus == VIEW_TRAIN || (is_thermal && run->is_rated && !run->train.is_held);
}
/* One level for long, rated all the time. */
static inline bool run_view_holds(const struct run_view *run)
{
    const bool is_thermal = run->stimulus == VIEW_TEMPERATURE;
    return run->stimulus == VIEW_HOLD || (is_thermal && run->is_rated && run->train.is_held);
}
/* Either of them, while it is given. */
static inline bool run_view_gives(const struct run_view *run)
{
    const bool is_given = run->stimulus == VIEW_TEMPERATURE ? run->thermal.step == VIEW_TO_LIMIT
                                                            : run->cuff.step == VIEW_CUFF_PRESSES;
    return run->now == NOW_RUNNING && is_given;
}

#endif
