/* The readings of a stimulus, as its plot has them. */
#include "shell/conduct.h"

#include "conduct_internal.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* Half of a full trace goes: every second point, so that its shape stays. */
static void trace_thin(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    for (size_t i = 0; i < VIEW_TRACE_MAX / 2; i++) {
        view->trace[i] = view->trace[2 * i];
        memcpy(view->thermal.zone_off[i], view->thermal.zone_off[2 * i],
               sizeof view->thermal.zone_off[i]);
        view->cuff.ratings[i] = view->cuff.ratings[2 * i];
    }
    view->n_trace = VIEW_TRACE_MAX / 2;
    conduct->response_at = (conduct->response_at + 1) / 2;
}

/* Readings per second, as they come while a stimulus is followed; of what is only polled there is no rate. */
static void rate_refresh(struct conduct *conduct, mono_ns t)
{
    if (conduct->rate_n == 0 || t - conduct->rate_from > 2 * MONO_SEC) {
        conduct->rate_from = t;
        conduct->rate_n = 0;
    } else if (t - conduct->rate_from >= MONO_SEC) {
        conduct->view->rate_hz =
            round((double)conduct->rate_n / mono_to_sec(t - conduct->rate_from));
        conduct->rate_from = t;
        conduct->rate_n = 0;
    }
    conduct->rate_n++;
    conduct->streamed_at = t;
}

static void add_point(struct conduct *conduct, mono_ns t, double value)
{
    struct run_view *view = conduct->view;
    if (conduct_is_thermal(conduct))
        conduct_place_thermal(conduct, t);
    const mono_ns since = conduct->contact_at > 0 ? conduct->contact_at : conduct->phase_at;
    if (view->n_trace == VIEW_TRACE_MAX)
        trace_thin(conduct);
    view->trace[view->n_trace] =
        (struct trace_point){.t_s = (float)mono_to_sec(t - since), .value = (float)value};
    conduct_rating_point(conduct, view->n_trace);
    conduct_add_zones(view, view->n_trace++);
}

/* Beside the value of its stimulus. */
static void add_beside(struct conduct *conduct, const struct bench_record *record)
{
    const uint8_t zones = conduct->has_rating ? 2 : 1;
    if (conduct_is_cuff(conduct) || (conduct_is_thermal(conduct) && record->stream < zones))
        conduct_rating(conduct, record);
    else if (conduct_is_thermal(conduct))
        conduct_zone_reading(conduct, (uint8_t)(record->stream - zones), record);
}

void conduct_trace(struct conduct *conduct, const struct bench_record *record)
{
    const struct run_view *view = conduct->view;
    const bool is_force = view->stimulus == VIEW_PRESSURE && conduct->kpa_per_n > 0;
    const bool is_beside = conduct->beside != 0 && record->handle == conduct->beside;
    if (record->kind != RECORD_SAMPLE || conduct_is_cold(conduct) || is_beside)
        return;
    if (record->stream > 0) {
        add_beside(conduct, record);
        return;
    }
    rate_refresh(conduct, record->t);
    if (view->now == NOW_ARMED || view->now == NOW_RUNNING)
        add_point(conduct, record->t,
                  is_force ? record->value * conduct->kpa_per_n : record->value);
}
