/* What passes between two things that a session tells: the ramp's readings, the gauge that nobody should press, rests that run out. */
#include "conduct_internal.h"

#include "base/clock.h"
#include "hw/reactor.h"
#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <string.h>

/* A stream that has said nothing for so long has no rate. */
#define RATE_LASTS (2 * MONO_SEC)

/* The ramp has its value: the hand is told at once. The alarm comes with PHASE_RELEASE, when it stays. */
static void take_answer(struct conduct *conduct, const struct pressure_ramp_live *live)
{
    struct run_view *view = conduct->view;
    if (view->now != NOW_RUNNING || !live->has_value || live->censored)
        return;
    view->now = NOW_RELEASE;
    view->is_answered = true;
    view->has_slope = false;
    conduct->phase_at = conduct->now;
}

static void look_at_ramp(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    struct pressure_ramp_live live;
    if (!conduct->session || conduct->stimulus != STIMULUS_PRESSURE_RAMP ||
        !bench_look(conduct->bench, session_running(conduct->session), &live, sizeof live))
        return;
    view->let_go_first = live.let_go_first;
    view->has_slope = live.has_slope;
    view->slope = live.slope_kpa_per_s;
    if (live.limit_kpa > 0)
        view->limit = live.limit_kpa;
    if (live.contact_ns > 0)
        view->running_s = mono_to_sec(conduct->now - live.contact_ns);
    take_answer(conduct, &live);
}

static void look_at_stimulus(struct conduct *conduct)
{
    if (conduct_is_thermal(conduct))
        conduct_look_at_thermode(conduct);
    else if (conduct_is_cuff(conduct))
        conduct_look_at_cuff(conduct);
    else if (conduct_is_cold(conduct))
        conduct_look_at_cold(conduct);
    else if (conduct->view->beat.is_on)
        conduct_look_at_beat(conduct);
    else
        look_at_ramp(conduct);
}

/* A session runs, and nothing is armed in it: nobody should be pressed on. */
static bool is_between_trials(enum run_now now)
{
    switch (now) {
    case NOW_INSTRUCT:
    case NOW_CONFIRM:
    case NOW_WAIT:
    case NOW_QUESTION:
    case NOW_REVIEW:
    case NOW_REST:
    case NOW_STOPPED:
    case NOW_NOT_SAVED:
        return true;
    case NOW_NOTHING:
    case NOW_ARMED:
    case NOW_RUNNING:
    case NOW_RELEASE:
    case NOW_SAVING:
    case NOW_SUMMARY:
        return false;
    }
    return false;
}

/* What is not read is neither above nor below: who was pressed too hard when the gauge went is, until it is seen otherwise or
 * the examiner says that the hand is off. */
static bool is_above_limit(const struct run_view *view)
{
    if (!view->has_reading || view->stimulus != VIEW_PRESSURE)
        return view->over_limit;
    return view->limit > 0 && view->reading >= view->limit;
}

/* While something is saved, and before the first prompt, nobody is found to be pressed; who is pressed already still is. */
static bool is_passing(const struct run_view *view)
{
    return view->over_limit && (view->now == NOW_SAVING || view->now == NOW_NOTHING);
}

static void look_at_gauge(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const bool counts =
        is_between_trials((enum run_now)view->now) && view->stimulus == VIEW_PRESSURE;
    /* who is about to arm can still zero it; between trials a probe may rest on the skin */
    const double most = view->now == NOW_CONFIRM ? PRESSURE_OFF_ZERO_KPA : conduct->contact_kpa;
    view->off_zero = counts && view->has_reading && most > 0 && fabs(view->reading) > most;
    view->over_limit = (counts || is_passing(view)) && is_above_limit(view);
    view->is_answered = view->is_answered && !is_above_limit(view);
    view->is_pressed = view->has_reading && view->stimulus == VIEW_PRESSURE &&
                       conduct->contact_kpa > 0 && view->reading > conduct->contact_kpa;
    conduct_look_for_touch(conduct, counts);
}

/* What is to be done again without a rest of its own may still be at a site that rests: its key is locked until then. */
static void look_at_rest_of_due(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const bool is_due = view->now == NOW_CONFIRM || view->now == NOW_STOPPED;
    if (!is_due || view->site == CONDUCT_NO_PLACE || view->skips_step)
        return;
    const struct site_view *due = &view->sites[view->site];
    const bool is_own =
        strcmp(view->rest_site, due->site) == 0 && strcmp(view->rest_side, due->side) == 0;
    if (due->rest_left_s > 0)
        conduct_set_rest(conduct, due->site, due->side, due->rest_left_s, due->rest_whole_s);
    else if (view->now == NOW_CONFIRM)
        view->rest_left_s = 0;
    if (view->now == NOW_CONFIRM && due->rest_left_s <= 0 && !is_own)
        view->rest_site[0] = view->rest_side[0] = '\0'; /* of another site it says nothing */
}

/* After a STOP, too: the skin rests on while the examiner decides. */
static void count_rest(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    const double left = mono_to_sec(conduct->rest_until - conduct->now);
    if (view->now != NOW_REST && view->now != NOW_STOPPED)
        return;
    if (left <= 0 && view->rest_left_s > 0 && view->now == NOW_REST)
        conduct->cues |= 1 << CUE_REST_OVER;
    view->rest_left_s = fmax(left, 0);
}

/* Nobody is asked any more: in time or too late, what came of it is being saved. */
static void leave_question(struct conduct *conduct)
{
    if (conduct->view->now == NOW_QUESTION && conduct->session && !session_prompt(conduct->session))
        conduct->view->now = NOW_SAVING;
}

void conduct_turn(struct conduct *conduct, mono_ns now)
{
    conduct->now = now;
}

void conduct_tick(struct conduct *conduct, mono_ns now, utc_us utc)
{
    struct run_view *view = conduct->view;
    (void)utc;
    conduct->now = now;
    if (now - conduct->streamed_at > RATE_LASTS)
        view->rate_hz = 0;
    count_rest(conduct);
    leave_question(conduct);
    if (view->now == NOW_RELEASE)
        view->release_s = mono_to_sec(now - conduct->phase_at);
    const bool is_over =
        view->now == NOW_SAVING && conduct_is_cold(conduct); /* a rating is waited for */
    if (view->now == NOW_ARMED || view->now == NOW_RUNNING || view->now == NOW_RELEASE || is_over)
        look_at_stimulus(conduct);
    conduct_look_beside(conduct);
    look_at_gauge(conduct);
    conduct_watch_off(conduct);
    if (conduct_is_thermal(conduct)) {
        conduct_watch_zones(conduct);
        conduct_show_dose(conduct);
    }
    conduct_places_refresh(conduct);
    look_at_rest_of_due(conduct);
    conduct_set_offers(conduct);
}

void conduct_watch(struct conduct *conduct)
{
    struct run_view *view = conduct->view;
    if (view && view->over_limit)
        view->over_limit = is_above_limit(view);
}
