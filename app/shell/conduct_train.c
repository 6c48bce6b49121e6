/* What is rated, pulses and what is held for long, whatever gives them: what was asked for, the rating beside the trace, and what each
 * pulse was rated. */
#include "conduct_internal.h"

#include "base/clock.h"
#include "hw/bench.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void conduct_set_train(struct conduct *conduct, const struct trial_plan *plan)
{
    static_assert((int)VIEW_PULSES_MAX == (int)PULSES_MAX, "all pulses are shown");
    const struct trial_train *asked = &plan->train;
    struct train_view *train = &conduct->view->train;
    train->pulses = asked->pulses;
    train->is_held = plan->kind == STIMULUS_CUFF_TONIC || plan->kind == STIMULUS_THERMAL_TONIC;
    train->on_s = mono_to_sec(asked->on);
    train->period_s = mono_to_sec(asked->on + asked->off);
    train->base = asked->base;
    for (size_t i = 0; i < asked->pulses; i++)
        train->levels[i] = (float)asked->levels[i];
}

void conduct_rating_point(struct conduct *conduct, size_t at)
{
    struct cuff_view *cuff = &conduct->view->cuff;
    cuff->ratings[at] = cuff->has_rating ? (float)cuff->rating : NAN;
}

/* It comes behind the value that it is of. */
void conduct_rating(struct conduct *conduct, const struct bench_record *record)
{
    struct cuff_view *cuff = &conduct->view->cuff;
    if (!(record->value >= 0 && record->value <= 10))
        return;
    cuff->has_rating = true;
    cuff->rating = record->value;
    if (conduct->view->n_trace > 0)
        cuff->ratings[conduct->view->n_trace - 1] = (float)record->value;
}

void conduct_train_given(struct conduct *conduct, uint8_t given, double rating)
{
    struct train_view *train = &conduct->view->train;
    while (train->given < given && train->given < VIEW_PULSES_MAX)
        train->ratings[train->given++] = (float)rating;
}

/* What counts as the rating of a pulse is known now; the last look may have been before its end. */
void conduct_train_saved(struct conduct *conduct, const struct trial_row *row)
{
    struct train_view *train = &conduct->view->train;
    train->given = row->n_pulses;
    memcpy(train->ratings, row->ratings, sizeof train->ratings);
}
