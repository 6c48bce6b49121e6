/* The guided check of a thermode at two levels: each level is a stimulus of the bench, which holds it until it is taken and then
 * comes back; so every end of it, a stop, too, leads back to the baseline. Nobody has the thermode on the skin, as the examiner
 * has said: it is no exposure, and is counted to no site. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "session/thermode.h"
#include "stimulus/thermal_hold.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static_assert((int)VIEW_ZONES_MAX == (int)THERMAL_ZONES_MAX, "zones of the view");
static_assert((int)VIEW_LEVELS == (int)LEVELLING_LEVELS, "levels of the view");

/* ---- which levels -------------------------------------------------------------------------------
 */

static double or_own(double labs, double own)
{
    return labs > 0 ? labs : own;
}

static bool find_probe(const struct engine *engine, struct channel_ref *probe)
{
    return engine->stand && bench_role(stand_bench(engine->stand), ROLE_THERMODE, probe);
}

bool engine_find_levels(const struct engine *engine, double *low_c, double *high_c, bool *is_moved)
{
    const struct bench_spec *spec = &engine->config.bench;
    const double low = or_own(spec->level_low_c, LEVELLING_LOW_C),
                 high = or_own(spec->level_high_c, LEVELLING_HIGH_C);
    struct channel_ref probe;
    *low_c = low;
    *high_c = high;
    *is_moved = false;
    if (!find_probe(engine, &probe))
        return false;
    const struct instrument_identity *told = &engine_known(engine, probe.instrument)->identity;
    const struct thermode_range range =
        thermode_range(&spec->instruments[probe.instrument], told->reach_low, told->reach_high,
                       bench_limit(stand_bench(engine->stand), probe));
    const bool fits = levelling_fit(range, low_c, high_c);
    *is_moved = *low_c > low || *high_c < high;
    return fits;
}

/* ---- driving it ---------------------------------------------------------------------------------
 */

bool engine_levels_run(const struct engine *engine)
{
    return engine->bench.levels.handle != 0;
}

static struct thermal_hold_spec describe_hold(const struct engine *engine, uint8_t instrument,
                                              double target_c)
{
    const struct instrument_spec *lab = &engine->config.bench.instruments[instrument];
    struct thermal_hold_spec hold = thermal_hold_defaults();
    hold.baseline_c = LEVELLING_BASELINE_C;
    hold.target_c = target_c;
    hold.rate_c_per_s = fmin(hold.rate_c_per_s, thermode_ramp_max(lab));
    if (lab->return_max_degc_per_s > 0)
        hold.return_c_per_s = fmin(hold.return_c_per_s, lab->return_max_degc_per_s);
    const mono_ns way = mono_from_sec(fabs(target_c - hold.baseline_c) / hold.return_c_per_s);
    hold.return_within += way;
    hold.stop_is_off = bench_driver(stand_bench(engine->stand), instrument)->stop_is_off;
    return hold;
}

/* Above its level it may be as far as the stimulus itself bears, and never farther beyond what the bench allows than it may. */
static double limit_of(const struct engine *engine, struct channel_ref probe,
                       const struct thermal_hold_spec *hold)
{
    const double most = bench_limit(stand_bench(engine->stand), probe) + OVERSHOOT_MAX_DEGC;
    return hold->target_c > hold->baseline_c ? fmin(hold->target_c + hold->beyond_c, most) : 0;
}

/* What is told passes, and a stop stands in its place. */
static void say_ended(struct engine *engine, enum text_id id)
{
    engine->bench.levels.has_ended = true;
    engine->bench.levels.ended = id;
    engine_say(engine, TONE_TROUBLE, id, NULL);
}

static void give_up(struct engine *engine, enum text_id id)
{
    engine->bench.levels.stage = LEVELS_STAGE_OFF;
    say_ended(engine, id);
}

static void start_level(struct engine *engine)
{
    struct engine_levels *levels = &engine->bench.levels;
    struct order order = {.kind = ORDER_START};
    struct stimulus_request *start = &order.start;
    uint8_t zones[THERMAL_ZONES_MAX];
    struct channel_ref probe;
    const bool has_probe = find_probe(engine, &probe);
    assert(has_probe); /* it was found when the check began, and the bench has not changed */
    const struct thermal_hold_spec hold = describe_hold(
        engine, probe.instrument, levels->levelling.taken.at[levels->levelling.step].asked_c);
    static_assert(sizeof hold <= REACTOR_SPEC_MAX, "a spec crosses a ring");
    levels->rate_c_per_s = hold.rate_c_per_s;
    const size_t n = thermode_zones(&engine->config.bench, zones);
    start->handle = desk_next_handle(stand_desk(engine->stand));
    start->reactor = &thermal_hold;
    start->channels[0] = probe;
    for (size_t i = 0; i < n; i++)
        start->channels[1 + i] = (struct channel_ref){probe.instrument, zones[i]};
    start->n_channels = (uint8_t)(1 + n);
    start->limit = limit_of(engine, probe, &hold);
    start->overshoot_degc = hold.beyond_c; /* the bench allows less */
    memcpy(start->spec, &hold, sizeof hold);
    if (stand_order(engine->stand, &order) == STATUS_OK)
        levels->handle = start->handle;
    else
        give_up(engine, TEXT_bench_deaf);
}

/* Where there is no room for the order it is owed, and given again. */
static void order_end(struct engine *engine, enum end_reason reason)
{
    struct engine_levels *levels = &engine->bench.levels;
    const struct order order = {
        .kind = ORDER_END, .handle = levels->handle, .reason = (uint8_t)reason};
    levels->owes_end = stand_order(engine->stand, &order) != STATUS_OK;
    levels->end = reason;
}

/* ---- the check ----------------------------------------------------------------------------------
 */

static bool can_level(const struct engine *engine, int64_t instrument)
{
    const struct role_spec *role = &engine->config.bench.roles[ROLE_THERMODE];
    return engine->stand && role->bound && role->instrument == instrument &&
           engine_known(engine, (uint8_t)instrument)->is_ready &&
           !stop_is_raised(engine->config.stop);
}

void engine_begin_levels(struct engine *engine, int64_t instrument)
{
    struct engine_levels *levels = &engine->bench.levels;
    uint8_t zones[THERMAL_ZONES_MAX];
    double low_c, high_c;
    bool is_moved;
    if (engine_levels_run(engine)) /* of the one before it is still on its way back */
        return;
    engine_end_check(engine);
    if (!can_level(engine, instrument)) {
        engine_say(engine, TONE_TROUBLE, TEXT_bench_levels_not, NULL);
        return;
    }
    if (!engine_find_levels(engine, &low_c, &high_c, &is_moved)) {
        engine_say(engine, TONE_TROUBLE, TEXT_bench_levels_apart, NULL);
        return;
    }
    levels->stage = LEVELS_RUNNING;
    levels->has_ended = false;
    levels->instrument = (uint8_t)instrument;
    levelling_begin(&levels->levelling, low_c, high_c,
                    verification_level_tolerance(&engine->config.bench),
                    (uint8_t)thermode_zones(&engine->config.bench, zones));
    start_level(engine);
}

void engine_take_levels(struct engine *engine, double reference_c)
{
    struct engine_levels *levels = &engine->bench.levels;
    if (levels->stage == LEVELS_RUNNING && engine_levels_run(engine) &&
        levelling_take(&levels->levelling, mono_now(), reference_c))
        order_end(engine, END_COMPLETED);
}

void engine_end_levels(struct engine *engine)
{
    struct engine_levels *levels = &engine->bench.levels;
    if (levels->stage == LEVELS_STAGE_OFF || levels->stage == LEVELS_LEAVING)
        return;
    levels->stage = engine_levels_run(engine) ? LEVELS_LEAVING : LEVELS_STAGE_OFF;
    if (engine_levels_run(engine))
        order_end(engine, END_INTERRUPTED);
}

static void keep_result(struct engine *engine)
{
    const struct engine_levels *levels = &engine->bench.levels;
    const struct levelling *levelling = &levels->levelling;
    struct verification check = {.kind = VERIFICATION_LEVELS,
                                 .levels = {.off_skin = true,
                                            .tolerance_c = levelling->tolerance_c,
                                            .readings = levelling->taken},
                                 .passed =
                                     levels_passed(&levelling->taken, levelling->tolerance_c)};
    engine_keep_check(engine, levels->instrument, &check);
}

/* It was seen at its baseline, and what was read before stands. */
static void go_on(struct engine *engine, const struct thermal_hold_outcome *outcome)
{
    struct engine_levels *levels = &engine->bench.levels;
    levelling_returned(&levels->levelling, outcome->behind_c / levels->rate_c_per_s);
    if (levels->levelling.step == LEVELLING_RESULT) {
        levels->stage = LEVELS_RESULT;
        keep_result(engine);
    } else if (stop_is_raised(engine->config.stop)) {
        give_up(engine, TEXT_bench_levels_stopped);
    } else {
        start_level(engine);
    }
}

static void take_outcome(struct engine *engine, const struct thermal_hold_outcome *outcome)
{
    struct engine_levels *levels = &engine->bench.levels;
    if (levels->stage == LEVELS_LEAVING)
        levels->stage = LEVELS_STAGE_OFF;
    if (levels->stage != LEVELS_RUNNING)
        return;
    if (levels->levelling.is_returning && outcome->end == END_COMPLETED && outcome->returned)
        go_on(engine, outcome);
    else
        give_up(engine, present_levels_ended(outcome));
}

void engine_levels_report(struct engine *engine, const struct report *report)
{
    struct engine_levels *levels = &engine->bench.levels;
    struct thermal_hold_outcome outcome;
    const bool is_end = report->kind == REPORT_DONE || report->kind == REPORT_REFUSED;
    if (!is_end || levels->handle == 0 || report->handle != levels->handle)
        return;
    levels->handle = 0;
    levels->owes_end = false;
    if (report->kind == REPORT_REFUSED) {
        give_up(engine, engine_response_is_held(engine) ? TEXT_bench_levels_held
                                                        : TEXT_bench_levels_refused);
        return;
    }
    assert(report->outcome_size == sizeof outcome);
    memcpy(&outcome, report->body.outcome, sizeof outcome);
    take_outcome(engine, &outcome);
}

/* ---- what is read and shown ---------------------------------------------------------------------
 */

static void hear(struct engine *engine)
{
    struct levelling *levelling = &engine->bench.levels.levelling;
    const struct bench *bench = stand_bench(engine->stand);
    uint8_t zones[THERMAL_ZONES_MAX];
    struct channel_ref probe;
    double value;
    mono_ns t;
    const size_t n = thermode_zones(&engine->config.bench, zones);
    if (!find_probe(engine, &probe))
        return;
    if (bench_latest(bench, probe, &value, &t))
        levelling_hear(levelling, t, value);
    for (uint8_t i = 0; i < n; i++)
        if (bench_latest(bench, (struct channel_ref){probe.instrument, zones[i]}, &value, &t))
            levelling_hear_zone(levelling, i, t, value);
}

static uint8_t hint_of(const struct levelling *levelling, mono_ns now)
{
    static const uint8_t hints[] = {
        [LEVELLING_CLEAR] = LEVELS_CLEAR,   [LEVELLING_SILENT] = LEVELS_SILENT,
        [LEVELLING_AWAY] = LEVELS_AWAY,     [LEVELLING_WAVERS] = LEVELS_WAVERS,
        [LEVELLING_DRIFTS] = LEVELS_DRIFTS, [LEVELLING_SHORT] = LEVELS_SHORT,
    };
    return levelling->step == LEVELLING_RESULT ? (uint8_t)LEVELS_CLEAR
                                               : hints[levelling_judge(levelling, now)];
}

static void show_reading(const struct levelling *levelling, struct levels_view *view)
{
    double zone_c;
    view->has_reading = levelling_mean(levelling, &view->reading_c);
    view->n_zones = levelling->n_zones;
    for (uint8_t i = 0; i < levelling->n_zones; i++) {
        view->has_zone[i] = view->has_reading && levelling_zone_mean(levelling, i, &zone_c);
        view->zone_by_c[i] = view->has_zone[i] ? zone_c - view->reading_c : 0;
    }
}

static void show_taken(const struct levelling *levelling, struct levels_view *view)
{
    for (size_t i = 0; i < LEVELLING_LEVELS; i++) {
        const struct level_reading *reading = &levelling->taken.at[i];
        uint8_t zone = 0;
        double by_c = 0;
        view->levels[i].asked_c = reading->asked_c;
        view->levels[i].thermode_c = reading->thermode_c;
        view->levels[i].reference_c = reading->reference_c;
        view->levels[i].off_c = level_deviation(reading);
        if (level_worst_zone(reading, &zone, &by_c))
            view->levels[i].worst_zone = (uint8_t)(zone + 1);
        view->levels[i].worst_by_c = by_c;
        view->levels[i].lag_s = reading->lag_s;
    }
    view->passed = levels_passed(&levelling->taken, levelling->tolerance_c);
    view->has_gain = levels_gain(&levelling->taken, &view->gain);
}

void engine_show_levels(struct engine *engine, mono_ns now)
{
    const struct engine_levels *levels = &engine->bench.levels;
    const struct levelling *levelling = &levels->levelling;
    struct levels_view *view = &engine->view.bench.levels;
    *view = (struct levels_view){0};
    view->is_ending = levels->stage == LEVELS_LEAVING;
    if (levels->has_ended)
        COPY(view->ended, text_of(engine->config.language, levels->ended));
    if (levels->stage != LEVELS_RUNNING && levels->stage != LEVELS_RESULT)
        return;
    view->is_on = true;
    view->instrument = levels->instrument;
    view->step = (uint8_t)levelling->step;
    view->is_returning = levelling->is_returning;
    view->is_stopped = levelling->step != LEVELLING_RESULT && stop_is_raised(engine->config.stop);
    view->hint = hint_of(levelling, now);
    view->baseline_c = LEVELLING_BASELINE_C;
    view->tolerance_c = levelling->tolerance_c;
    show_reading(levelling, view);
    if (levelling->step == LEVELLING_RESULT)
        show_taken(levelling, view);
    else
        for (size_t i = 0; i < LEVELLING_LEVELS; i++)
            view->levels[i].asked_c = levelling->taken.at[i].asked_c;
}

/* Until the thermode is ready and no stop stands: then what is on the screen says it all. */
static void forget_ended(struct engine *engine)
{
    struct engine_levels *levels = &engine->bench.levels;
    if (!engine->stand || engine->session ||
        (engine_known(engine, levels->instrument)->is_ready &&
         !stop_is_raised(engine->config.stop)))
        levels->has_ended = false;
}

void engine_tend_levels(struct engine *engine, mono_ns now)
{
    const struct engine_levels *levels = &engine->bench.levels;
    if (levels->stage == LEVELS_RUNNING && engine->stand)
        hear(engine);
    if (levels->stage == LEVELS_RUNNING && engine_levels_run(engine) &&
        !engine_known(engine, levels->instrument)->is_ready) {
        say_ended(engine, TEXT_bench_levels_gone);
        engine_end_levels(engine);
    }
    if (engine->session || engine->view.screen != SCREEN_BENCH)
        engine_end_levels(engine);
    if (levels->owes_end && engine->stand)
        order_end(engine, levels->end);
    forget_ended(engine);
    engine_show_levels(engine, now);
}
