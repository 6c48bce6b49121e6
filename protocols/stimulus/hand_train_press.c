/* What a reading means in a train by hand: where a press begins and ends, what it was, and when a gauge is not to be trusted (see
 * hand_train.c). */
#include "hand_train_internal.h"

#include <math.h>

static const double warn_share = 0.9;
static const double up_share = 0.25; /* of the level */
static const double still_share = 0.001;
static const mono_ns run_time = 20 * MONO_MS;
static const mono_ns still_time = 500 * MONO_MS;
static const mono_ns idle_time = 500 * MONO_MS;
/* A probe that touched longer before was resting: the press begins where it is up. */
static const mono_ns rise_most = 300 * MONO_MS;

/* The window that an instant lies in; false: in none. */
static bool window_of(const struct hand *train, mono_ns t, uint8_t *window)
{
    const mono_ns since = t - (train->out.cue_ns - train->spec.off / 2);
    if (since < 0 || since / hand_period(train) >= train->spec.pulses)
        return false;
    *window = (uint8_t)(since / hand_period(train));
    return true;
}

/* ---- presses ---------------------------------------------------------------------------------------- */

static uint8_t judge(const struct hand *train, const struct hand_press *press)
{
    const struct hand_train_spec *spec = &train->spec;
    const double late_s = mono_to_sec(spec->late_within);
    if (!press->has_onset)
        return HAND_MISSED;
    if (press->has_level && (double)press->level_kpa > spec->level_kpa + spec->band_kpa)
        return HAND_TOO_STRONG;
    if (press->has_level && (double)press->level_kpa < spec->level_kpa - spec->band_kpa)
        return HAND_TOO_LIGHT;
    if ((double)press->onset_error_s > late_s)
        return HAND_LATE;
    if ((double)press->onset_error_s < -late_s)
        return HAND_EARLY;
    return press->has_level ? HAND_IN_BAND : HAND_UNSEEN;
}

static void close_measure(struct measure *measure, struct hand_press *press)
{
    measure->on = false;
    press->has_level = measure->s > 0 && !measure->is_unseen;
    if (!press->has_level)
        return;
    press->level_kpa = (float)(measure->sum / measure->s);
    press->in_band = (uint8_t)lround(100 * measure->band_s / measure->s);
}

void hand_judge(struct hand *train)
{
    struct hand_press *press = &train->out.presses[train->judged];
    struct measure *measure = &train->measure;
    if (train->has_channel) {
        if (measure->on && measure->window == train->judged)
            close_measure(measure, press);
        press->verdict = judge(train, press);
        train->last_verdict = press->verdict;
        train->last_kpa = press->has_level ? press->level_kpa : 0;
    }
    train->judged++;
}

/* One whose beginning is only known once the next window has begun belongs to that. */
static void press_begin(struct hand *train, mono_ns onset)
{
    uint8_t window = 0;
    const bool is_due = window_of(train, onset, &window) && train->judged < train->spec.pulses;
    window = window < train->judged ? train->judged : window;
    struct hand_press *press = &train->out.presses[window];
    train->is_up = true;
    train->warned = false;
    train->measure.is_up = false;
    if (!is_due || press->has_onset) {
        train->out.extra = (uint8_t)(train->out.extra + (train->out.extra < UINT8_MAX));
        return;
    }
    press->has_onset = true;
    press->onset_error_s = (float)mono_to_sec(onset - hand_press_due(train, window));
    train->measure = (struct measure){.on = true, .is_up = true, .window = window, .onset = onset};
}

static void press_over(struct hand *train, mono_ns t)
{
    struct measure *measure = &train->measure;
    if (measure->is_up)
        train->out.presses[measure->window].held_s = (float)mono_to_sec(t - measure->onset);
    train->is_up = measure->is_up = false;
}

/* A reading stands for the time since the one before it. Who lets go too soon has pressed less. */
static void press_gather(struct hand *train, const struct event *event)
{
    const struct hand_train_spec *spec = &train->spec;
    struct measure *measure = &train->measure;
    const mono_ns from = measure->onset + spec->on / 4, to = measure->onset + spec->on * 3 / 4;
    const mono_ns since = train->reading_ns > from ? train->reading_ns : from;
    const mono_ns until = event->t < to ? event->t : to;
    if (until <= since)
        return;
    const double s = mono_to_sec(until - since);
    measure->is_unseen = measure->is_unseen || event->t - train->reading_ns > HAND_UNSEEN_AFTER;
    measure->sum += s * event->value;
    measure->s += s;
    if (fabs(event->value - spec->level_kpa) <= spec->band_kpa)
        measure->band_s += s;
}

static void press_peak(struct hand *train, double kpa)
{
    struct hand_press *press = &train->out.presses[train->measure.window];
    if (train->measure.is_up && kpa > (double)press->peak_kpa)
        press->peak_kpa = (float)kpa;
}

/* ---- readings --------------------------------------------------------------------------------------- */

/* Where the straight line from the reading before crosses `level`. */
static mono_ns crossing(const struct hand *train, const struct event *event, double level)
{
    const double way = event->value - train->kpa;
    if (!train->has_reading || fabs(way) < 1e-9 ||
        (train->kpa - level) * (event->value - level) > 0)
        return event->t;
    const double part = (level - train->kpa) / way;
    return train->reading_ns + (mono_ns)(part * (double)(event->t - train->reading_ns));
}

/* True: it has been so for long enough. */
static bool span_holds(const struct hand *train, struct span *span, const struct event *event,
                       double level, bool is_so)
{
    if (!is_so) {
        span->on = false;
        return false;
    }
    if (!span->on)
        *span = (struct span){.on = true, .since = crossing(train, event, level)};
    span->count++;
    return span->count >= 2 && event->t - span->since >= run_time;
}

static double up_kpa(const struct hand *train)
{
    return fmax(train->spec.contact_kpa, up_share * train->spec.level_kpa);
}

static void watch_press(struct hand *train, const struct event *event, const struct reactor_io *io)
{
    const double up = up_kpa(train), down = up / 2;
    if (event->value < down)
        train->clear = true;
    const bool rises = span_holds(train, &train->up, event, up, event->value >= up);
    const bool falls = span_holds(train, &train->down, event, down, event->value < down);
    if (!train->is_up && rises && train->clear) {
        const mono_ns touched = train->contact.since;
        const mono_ns onset = train->up.since - touched <= rise_most ? touched : train->up.since;
        press_begin(train, onset);
        reactor_edge(io, onset, true);
    } else if (train->is_up && falls) {
        press_over(train, train->down.since);
        reactor_edge(io, train->down.since, false);
    }
    press_peak(train, event->value);
    if (train->measure.on)
        press_gather(train, event);
}

/* As good as the same number again and again: the end of a gauge's range, or a held peak. A hand trembles. */
static bool stands_still(struct hand *train, const struct event *event)
{
    enum { AT_LEAST = 4 };
    train->still_low = fmin(train->still_low, event->value);
    train->still_high = fmax(train->still_high, event->value);
    if (!train->is_up || train->still_high - train->still_low > still_share * train->still_high) {
        train->still.on = false;
        train->still_low = train->still_high = event->value;
    }
    if (!train->still.on)
        train->still = (struct span){.on = true, .since = event->t};
    train->still.count++;
    return train->is_up && train->still.count >= AT_LEAST &&
           event->t - train->still.since >= still_time;
}

static void watch_limit(struct hand *train, const struct event *event, const struct reactor_io *io)
{
    const double limit = train->spec.limit_kpa;
    train->limit.count = event->value >= limit ? train->limit.count + 1 : 0;
    if (train->limit.count >= 2 || (train->limit.count == 1 && train->is_up)) {
        const enum end_reason end = train->clear ? END_LIMIT : END_FAULT;
        hand_end(train, end, train->clear ? FAULT_NONE : FAULT_RANGE, event->t, io);
    } else if (train->is_up && !train->warned && event->value >= warn_share * limit) {
        train->warned = true;
        hand_tell(train, PHASE_WARN, io);
    }
}

static void watch_idle(struct hand *train, const struct event *event)
{
    if (event->t - train->out.start_ns > idle_time || event->value >= train->spec.contact_kpa)
        return;
    train->idle_sum += event->value;
    train->idle_n += 1;
    train->out.has_idle = true;
    train->out.idle_kpa = (float)(train->idle_sum / train->idle_n);
}

static void step_pacing(struct hand *train, const struct event *event, const struct reactor_io *io)
{
    const double contact = train->spec.contact_kpa;
    train->out.readings++;
    if (event->value > (double)train->out.peak_kpa)
        train->out.peak_kpa = (float)event->value;
    watch_idle(train, event);
    (void)span_holds(train, &train->contact, event, contact, event->value >= contact);
    if (span_holds(train, &train->pull, event, -contact, event->value < -contact)) {
        hand_end(train, END_FAULT, FAULT_PULL, event->t, io);
        return;
    }
    watch_press(train, event, io);
    if (stands_still(train, event))
        hand_end(train, END_FAULT, FAULT_STILL, event->t, io);
    else
        watch_limit(train, event, io);
}

/* The weight of a gauge that is turned in the hand shows as a small pull; a larger one is no rest. */
static void step_releasing(struct hand *train, const struct event *event,
                           const struct reactor_io *io)
{
    const double contact = train->spec.contact_kpa;
    if (!train->awaits_release || train->out.released)
        return;
    if (!train->faulted && event->value > (double)train->out.peak_kpa)
        train->out.peak_kpa = (float)event->value;
    if (!span_holds(train, &train->off, event, contact / 2,
                    event->value < contact / 2 && event->value >= -contact))
        return;
    train->out.released = true;
    const mono_ns since = train->off.since;
    train->out.release_ns = since > train->out.end_ns ? since : train->out.end_ns;
    hand_tell(train, PHASE_RELEASED, io);
}

void hand_reading(struct hand *train, const struct event *event, const struct reactor_io *io)
{
    if (train->state == HAND_PACING)
        step_pacing(train, event, io);
    else if (train->state == HAND_RELEASING)
        step_releasing(train, event, io);
    train->has_reading = true;
    train->reading_ns = event->t;
    train->kpa = event->value;
}
