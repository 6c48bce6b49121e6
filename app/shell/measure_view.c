/* What the window shows while it is measured: the session screen in the middle of a ramp, everything on it in motion. */
#include "measure_window_internal.h"

#include "copy_internal.h"

#include <math.h>

#define RAMP_LASTS (20 * MONO_SEC) /* then it begins anew */

static void add_sites(struct run_view *run)
{
    static const char *const sides[] = {"left", "right"};
    for (size_t i = 0; i < 4; i++) {
        struct site_view *site = &run->sites[run->n_sites++];
        COPY(site->site, i < 2 ? "lumbar.L4" : "tibialis_anterior");
        COPY(site->side, sides[i % 2]);
        site->number = (uint8_t)(i + 1);
        site->state = (uint8_t)(i == 0 ? SITE_NOW : SITE_RESTING);
        site->rest_left_s = 60;
    }
}

static void add_trials(struct run_view *run)
{
    for (int i = 1; i <= 3; i++)
        run->trials_here[run->n_trials_here++] =
            (struct trial_view){.trial = i,
                                .state = (uint8_t)(i < 3 ? ROW_SAVED : ROW_RUNNING),
                                .has_value = i < 3,
                                .value = 300 + 10 * i};
}

void measure_view_begin(struct view *view)
{
    struct run_view *run = &view->run;
    *view = (struct view){.screen = SCREEN_SESSION};
    COPY(view->frame.study, "measure");
    COPY(view->frame.participant, "M1");
    view->frame.is_live = true;
    COPY(run->test, "ppt");
    COPY(run->steps[0].title, "Pressure pain threshold");
    run->steps[0].mark = MARK_RUNNING;
    run->n_steps = 1;
    add_sites(run);
    add_trials(run);
    run->now = NOW_RUNNING;
    run->trial = run->trials = 3;
    run->has_reading = run->has_force = run->has_slope = true;
    run->target_slope = 50;
    run->tolerance = 0.2;
    run->limit = 1000;
    run->instrument_mark = run->button_mark = MARK_OK;
    run->rate_hz = 250;
}

void measure_view_step(struct view *view, mono_ns now)
{
    struct run_view *run = &view->run;
    const double t = mono_to_sec(now % RAMP_LASTS);
    const double kpa = 50 * t + 12 * sin(2 * t);
    if (t < run->running_s)
        run->n_trace = 0;
    run->running_s = t;
    run->reading = kpa;
    run->newton = kpa / 10;
    run->slope = 50 + 24 * cos(2 * t);
    run->sites[1].rest_left_s = 60 - t;
    if (run->n_trace < VIEW_TRACE_MAX)
        run->trace[run->n_trace++] = (struct trace_point){(float)t, (float)kpa};
}
