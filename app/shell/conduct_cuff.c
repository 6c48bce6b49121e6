/* A cuff as the screen shows it: what it does, how it is rated while it presses, and where the pain began. Its time counts from its
 * start, that of a train from its first pulse, so that a pulse stands at the place that the plot has for it. */
#include "conduct_internal.h"

#include "base/clock.h"
#include "hw/bench.h"
#include "stimulus/cuff_ramp.h"
#include "stimulus/pressure_hold.h"
#include "stimulus/pulse_train.h"

#include <math.h>

/* A cuff is empty sooner; who waits for longer is told to open it. */
#define VENTED_WITHIN (4 * MONO_SEC)

bool conduct_is_cuff(const struct conduct *conduct)
{
    return view_is_cuff(conduct->view->stimulus);
}

void conduct_cuff_clear(struct conduct *conduct)
{
    struct cuff_view *cuff = &conduct->view->cuff;
    conduct->view->train.given = 0;
    conduct->view->train.is_pressing = false;
    *cuff = (struct cuff_view){.step = VIEW_CUFF_BEFORE};
    conduct->vents_at = 0;
}

void conduct_cuff_armed(struct conduct *conduct)
{
    conduct->contact_at = conduct->now;
}

/* ---- the trace -------------------------------------------------------------------------------- */

/* The first point of the rise that has come to it; the highest one where none has. */
static size_t place_of(const struct run_view *view, double kpa)
{
    const float near = 0.01f;
    size_t highest = 0;
    for (size_t i = 0; i < view->n_trace; i++) {
        if (view->trace[i].value + near >= (float)kpa)
            return i;
        if (view->trace[i].value > view->trace[highest].value)
            highest = i;
    }
    return highest;
}

static float time_of(const struct run_view *view, double kpa)
{
    return view->n_trace > 0 ? view->trace[place_of(view, kpa)].t_s : 0;
}

size_t conduct_cuff_end(const struct run_view *view, double kpa)
{
    return view->n_trace > 0 ? place_of(view, kpa) + 1 : 0;
}

/* ---- what it does ----------------------------------------------------------------------------- */

static void set_step(struct conduct *conduct, bool is_returning)
{
    const bool is_running = conduct->view->now == NOW_RUNNING;
    conduct->view->cuff.step = is_returning ? VIEW_CUFF_VENTS
                               : is_running ? VIEW_CUFF_PRESSES
                                            : VIEW_CUFF_BEFORE;
    if (!is_returning)
        conduct->vents_at = 0;
    else if (conduct->vents_at == 0)
        conduct->vents_at = conduct->now;
}

static void show_ramp(struct conduct *conduct, const struct cuff_ramp_live *live)
{
    struct run_view *view = conduct->view;
    struct cuff_view *cuff = &view->cuff;
    set_step(conduct, live->is_returning);
    view->limit = live->limit_kpa;
    view->running_s = mono_to_sec(conduct->now - conduct->phase_at);
    cuff->has_pdt = live->has_pdt;
    if (live->has_pdt)
        cuff->pdt = (struct trace_point){.t_s = time_of(view, live->pdt_kpa),
                                         .value = (float)live->pdt_kpa};
}

/* Each pulse stands at its place from then on: the first has begun. */
static void place_train(struct conduct *conduct, const struct pulse_train_live *live)
{
    const mono_ns period = mono_from_sec(conduct->view->train.period_s);
    if (conduct->contact_at == conduct->phase_at && live->period_left > 0)
        conduct_count_from(conduct, conduct->now + live->period_left - (live->given + 1) * period);
}

static void show_train(struct conduct *conduct, const struct pulse_train_live *live)
{
    struct run_view *view = conduct->view;
    struct train_view *train = &view->train;
    set_step(conduct, live->is_returning);
    view->running_s = mono_to_sec(conduct->now - conduct->phase_at);
    train->is_pressing = live->is_pressing;
    train->left_s = mono_to_sec(live->period_left);
    conduct_train_given(conduct, live->given, live->has_rating ? live->rating : NAN);
    place_train(conduct, live);
}

/* It is armed until it has come to its level; once it is empty, its tail is rated. */
static void show_hold(struct conduct *conduct, const struct pressure_hold_live *live)
{
    struct run_view *view = conduct->view;
    const bool was_off = view->cuff.step == VIEW_CUFF_OFF;
    set_step(conduct, live->is_returning);
    if (!live->is_returning)
        view->cuff.step = VIEW_CUFF_PRESSES;
    else if (was_off)
        view->cuff.step = VIEW_CUFF_OFF;
    view->running_s = mono_to_sec(conduct->now - conduct->phase_at);
    view->train.is_pressing = live->is_holding;
    view->train.left_s = mono_to_sec(live->left);
}

void conduct_look_at_cuff(struct conduct *conduct)
{
    union {
        struct cuff_ramp_live ramp;
        struct pulse_train_live train;
        struct pressure_hold_live hold;
    } live;
    if (!conduct->session)
        return;
    const struct bench *bench = conduct->bench;
    const stimulus_handle running = session_running(conduct->session);
    if (conduct->stimulus == STIMULUS_PULSE_TRAIN) {
        if (bench_look(bench, running, &live.train, sizeof live.train))
            show_train(conduct, &live.train);
    } else if (conduct->stimulus == STIMULUS_CUFF_TONIC) {
        if (bench_look(bench, running, &live.hold, sizeof live.hold))
            show_hold(conduct, &live.hold);
    } else if (bench_look(bench, running, &live.ramp, sizeof live.ramp)) {
        show_ramp(conduct, &live.ramp);
    }
}

bool conduct_cuff_is_overdue(const struct conduct *conduct)
{
    const struct run_view *view = conduct->view;
    const bool is_live = view->now == NOW_ARMED || view->now == NOW_RUNNING;
    return conduct_is_cuff(conduct) && is_live && view->cuff.step == VIEW_CUFF_VENTS &&
           !view->cuff.is_off_said && conduct->now - conduct->vents_at > VENTED_WITHIN;
}

void conduct_cuff_saved(struct conduct *conduct, const struct trial_row *row)
{
    struct cuff_view *cuff = &conduct->view->cuff;
    cuff->step = row->is_safe ? VIEW_CUFF_OFF : VIEW_CUFF_VENTS;
    if (row->plan.kind == STIMULUS_PULSE_TRAIN)
        conduct_train_saved(conduct, row);
    if (row->plan.kind != STIMULUS_CUFF_RAMP)
        return;
    cuff->has_rating = row->has_rating;
    cuff->rating = row->rating;
    cuff->has_pdt = row->has_pdt;
    if (row->has_pdt)
        cuff->pdt = (struct trace_point){.t_s = time_of(conduct->view, row->pdt_kpa),
                                         .value = (float)row->pdt_kpa};
}
