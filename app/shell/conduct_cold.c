/* Cold by hand as the screen shows it: how long it lasts, what the examiner has marked, and what is to be marked next. */
#include "conduct_internal.h"

#include "hw/bench.h"
#include "stimulus/immersion.h"

#include <math.h>

/* The end was told, and nobody has marked that it is off: from then on it is to be heard. */
#define OFF_WITHIN (4 * MONO_SEC)

bool conduct_is_cold(const struct conduct *conduct)
{
    return view_is_cold(conduct->view->stimulus);
}

static uint8_t step_of(uint8_t step)
{
    static const uint8_t shown[] = {[IMMERSION_ARMED] = VIEW_COLD_BEFORE,
                                    [IMMERSION_ON] = VIEW_COLD_ON,
                                    [IMMERSION_OVER] = VIEW_COLD_OVER,
                                    [IMMERSION_DONE] = VIEW_COLD_OVER};
    return shown[step];
}

static void show_ratings(struct cold_view *cold, const struct immersion_live *live)
{
    _Static_assert((int)VIEW_RATINGS_MAX == (int)IMMERSION_RATINGS_MAX, "all ratings are shown");
    cold->n_ratings = live->n_due;
    cold->rating_every_s = mono_to_sec(live->rating_every);
    for (size_t i = 0; i < cold->n_ratings; i++)
        cold->ratings[i] =
            live->tenths[i] == IMMERSION_NOT_RATED ? NAN : (float)live->tenths[i] / 10;
}

static void show(struct conduct *conduct, const struct immersion_live *live)
{
    struct cold_view *cold = &conduct->view->cold;
    const mono_ns until = live->step == IMMERSION_ON ? conduct->now : live->end_ns;
    cold->step = step_of(live->step);
    cold->has_pain = live->has_pain;
    cold->is_off = live->is_off;
    cold->is_due = live->wants_rating;
    cold->can_rate = live->can_rate;
    cold->is_late = cold->step == VIEW_COLD_OVER && conduct->now - live->end_ns > OFF_WITHIN;
    cold->lasted_s = live->on_ns > 0 ? fmax(mono_to_sec(until - live->on_ns), 0) : 0;
    cold->pain_s = live->has_pain ? mono_to_sec(live->pain_ns - live->on_ns) : 0;
    cold->next_s = live->due_ns > 0 ? fmax(mono_to_sec(live->due_ns - conduct->now), 0) : 0;
    conduct->view->running_s = cold->lasted_s;
    show_ratings(cold, live);
}

/* Over by the clock it is told calmly, for a while; whoever has stopped it hears that at once. */
static bool is_calm(const struct conduct *conduct, const struct immersion_live *live)
{
    return (live->end == END_LIMIT || live->end == END_COMPLETED) && !conduct->view->cold.is_late;
}

void conduct_look_at_cold(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    struct immersion_live live;
    if (!conduct->session ||
        !bench_look(conduct->bench, session_running(conduct->session), &live, sizeof live))
        return;
    show(conduct, &live);
    if (view->now == NOW_RELEASE)
        view->is_answered = is_calm(conduct, &live);
    if (live.step == IMMERSION_OVER && live.is_off && live.on_ns > 0)
        view->now = live.wants_rating ? NOW_RUNNING : NOW_SAVING;
}

/* The last look may have been before the end was marked. */
void conduct_cold_saved(struct conduct *conduct, const struct trial_row *row)
{
    struct run_view *view = conduct->view;
    if (view->cold.step == VIEW_COLD_BEFORE)
        return;
    view->cold.step = VIEW_COLD_OVER;
    view->cold.is_off = true;
    if (row->has_value && view->stimulus == VIEW_SECONDS)
        view->cold.lasted_s = row->value;
}
