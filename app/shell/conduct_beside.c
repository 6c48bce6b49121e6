/* What conditions beside the trials, as the screen shows it. */
#include "conduct_internal.h"
#include "copy_internal.h"

#include "base/clock.h"
#include "hw/bench.h"
#include "stimulus/immersion.h"

#include <string.h>

void conduct_set_phase(struct conduct *conduct, const char *phase)
{
    const bool is_windup = strcmp(phase, "single") == 0 || strcmp(phase, "train") == 0;
    COPY(conduct->view->phase, is_windup ? "" : phase);
}

static void show_water(const struct conduct *conduct, stimulus_handle handle,
                       struct beside_view *out)
{
    struct immersion_live live;
    if (!bench_look(conduct->bench, handle, &live, sizeof live))
        return;
    out->is_out = live.step == IMMERSION_OVER && !live.is_off;
    out->is_due = live.wants_rating;
    out->can_rate = live.can_rate;
    out->next_s = live.due_ns > conduct->now ? mono_to_sec(live.due_ns - conduct->now) : 0;
}

void conduct_look_beside(struct conduct *conduct)
{
    struct beside_view *out = &conduct->view->beside;
    struct session_beside beside;
    if (!conduct->session || !session_beside(conduct->session, &beside)) {
        out->is_on = false;
        conduct->beside = 0;
        return;
    }
    conduct->beside = beside.handle;
    const enum stimulus kind = (enum stimulus)beside.kind;
    *out = (struct beside_view){
        .is_on = true,
        .is_water = stimulus_is_marked(kind),
        .waits = beside.waits,
        .has_rating = beside.has_rating,
        .has_level = beside.has_level,
        .has_target = beside.has_target,
        .lasted_s = mono_to_sec(beside.lasted),
        .most_s = mono_to_sec(beside.most),
        .left_s = mono_to_sec(beside.left),
        .rating = beside.rating,
        .low = beside.low,
        .high = beside.high,
        .level = beside.level,
    };
    COPY(out->unit, out->is_water || stimulus_is_thermal(kind) ? "°C" : "kPa");
    COPY(out->site, beside.site);
    COPY(out->side, beside.side);
    if (out->is_water)
        show_water(conduct, beside.handle, out);
}
