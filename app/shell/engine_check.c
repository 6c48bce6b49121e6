/* The guided check of an algometer with a known weight, and what the cards say of earlier checks of either kind. */
#include "engine_internal.h"

#include "copy_internal.h"

#include "base/clock.h"

#include <stdio.h>
#include <time.h>

const struct desk_known *engine_known(const struct engine *engine, uint8_t instrument)
{
    return desk_known(stand_desk(engine->stand), instrument);
}

static const struct verification *find_check(const struct engine *engine, uint8_t i)
{
    const struct instrument_spec *spec = &engine->config.bench.instruments[i];
    const struct verified_instrument instrument = {spec->driver, spec->port,
                                                   &engine_known(engine, i)->identity};
    if (!engine_known(engine, i)->has_identity)
        return verifications_last_at(&engine->bench.book, spec->driver, spec->port);
    return verifications_find(&engine->bench.book, &instrument);
}

/* ---- checking -----------------------------------------------------------------------------------
 */

/* In a demonstration the weight is simulated, too. */
static void load(const struct engine *engine, double newton)
{
    const struct sim_control message = {
        .kind = SIM_CONTROL_LOAD, .t = mono_now(), .load_n = newton};
    if (port_is_simulated(engine->config.bench.instruments[engine->bench.checked].port))
        stand_tell(engine->stand, &message);
}

static bool can_weigh(const struct engine *engine, int64_t instrument)
{
    const struct role_spec *role = &engine->config.bench.roles[ROLE_ALGOMETER];
    return engine->stand && role->bound && role->instrument == instrument &&
           role->probe_area_cm2 > 0 && engine_known(engine, (uint8_t)instrument)->is_ready;
}

void engine_begin_check(struct engine *engine, int64_t instrument, double weight_g)
{
    if (!(weight_g > 0))
        return;
    engine_end_check(engine);
    if (!can_weigh(engine, instrument)) {
        engine_say(engine, TONE_TROUBLE, TEXT_bench_check_not, NULL);
        return;
    }
    engine->bench.is_checking = true;
    engine->bench.checked = (uint8_t)instrument;
    weighing_begin(&engine->bench.weighing, weight_g,
                   verification_weight_tolerance(&engine->config.bench));
    stand_read(engine->stand, ROLE_ALGOMETER, COMMAND_STREAM);
}

void engine_end_check(struct engine *engine)
{
    engine->view.bench.check.is_on = false;
    if (!engine->bench.is_checking || !engine->stand)
        return;
    engine->bench.is_checking = false;
    load(engine, 0);
    stand_read(engine->stand, ROLE_ALGOMETER, COMMAND_IDLE);
}

void engine_keep_check(struct engine *engine, uint8_t instrument, struct verification *check)
{
    const struct bench_spec *spec = &engine->config.bench;
    struct why why;
    check->utc = utc_now();
    check->identity = engine_known(engine, instrument)->identity;
    check->days = spec->check_days ? spec->check_days : VERIFICATION_DAYS;
    COPY(check->operator_name, engine->config.operator_name);
    COPY(check->driver, spec->instruments[instrument].driver);
    COPY(check->port, spec->instruments[instrument].port);
    if (verifications_add(&engine->bench.book, check, &why) != STATUS_OK)
        engine_tell_why(engine, &why);
}

static void keep_result(struct engine *engine)
{
    const struct weighing *weighing = &engine->bench.weighing;
    struct verification check = {.kind = VERIFICATION_WEIGHT,
                                 .weight = {.weight_g = weighing->weight_g,
                                            .expected_n = weighing->expected_n,
                                            .zero_n = weighing->zero_n,
                                            .loaded_n = weighing->loaded_n,
                                            .deviation = weighing_deviation(weighing),
                                            .tolerance = weighing->tolerance},
                                 .passed = weighing_passed(weighing)};
    engine_keep_check(engine, engine->bench.checked, &check);
}

void engine_take_check(struct engine *engine)
{
    struct weighing *weighing = &engine->bench.weighing;
    if (!engine->bench.is_checking || !weighing_take(weighing, mono_now()))
        return;
    load(engine, weighing->step == WEIGHING_LOADED ? weighing->expected_n : 0);
    if (weighing->step == WEIGHING_RESULT)
        keep_result(engine);
}

static void show_hint(const struct weighing *weighing, mono_ns now, struct check_view *view)
{
    static const uint8_t hints[] = {
        [WEIGHING_CLEAR] = HINT_NONE,    [WEIGHING_OFF] = HINT_OFF,
        [WEIGHING_SILENT] = HINT_SILENT, [WEIGHING_EMPTY] = HINT_EMPTY,
        [WEIGHING_WAVERS] = HINT_WAVERS, [WEIGHING_DRIFTS] = HINT_DRIFTS,
        [WEIGHING_SHORT] = HINT_SHORT,
    };
    const struct weighing_judgement judged = weighing->step == WEIGHING_RESULT
                                                 ? (struct weighing_judgement){0}
                                                 : weighing_judge(weighing, now);
    view->hint = hints[judged.hint];
    view->by_n = judged.by_n;
    view->most_n = judged.most_n;
}

/* The step's reading; of the result, what was taken. */
static void show_weighing(const struct weighing *weighing, mono_ns now, struct check_view *view)
{
    double mean = weighing->loaded_n;
    view->has_reading = weighing->step == WEIGHING_RESULT || weighing_mean(weighing, &mean);
    view->step = (uint8_t)weighing->step;
    view->weight_g = weighing->weight_g;
    view->expected_n = weighing->expected_n;
    view->zero_n = weighing->zero_n;
    view->reading_n = view->has_reading ? mean : 0;
    show_hint(weighing, now, view);
    view->tolerance_pct = weighing->tolerance * 100;
    view->passed = weighing_passed(weighing);
    view->deviation_pct =
        weighing->step == WEIGHING_RESULT ? weighing_deviation(weighing) * 100 : 0;
}

void engine_tend_check(struct engine *engine, mono_ns now)
{
    struct engine_bench *bench = &engine->bench;
    struct check_view *view = &engine->view.bench.check;
    double kpa;
    mono_ns t;
    if (!bench->is_checking)
        return;
    const bool is_lost = !engine_known(engine, bench->checked)->is_ready;
    if (is_lost)
        engine_say(engine, TONE_TROUBLE, TEXT_bench_check_lost, NULL);
    if (is_lost || engine->session || engine->view.screen != SCREEN_BENCH) {
        engine_end_check(engine);
        return;
    }
    if (stand_reading(engine->stand, ROLE_ALGOMETER, &kpa, &t))
        weighing_hear(&bench->weighing, t, kpa / engine_kpa_per_n(&engine->config.bench));
    view->is_on = true;
    view->instrument = bench->checked;
    show_weighing(&bench->weighing, now, view);
}

/* ---- what the cards say -------------------------------------------------------------------------
 */

static void say_weight(enum language language, const struct weight_check *check,
                       char out[VIEW_LINE_MAX])
{
    char weight[32], newton[32];
    text_number(language, weight, sizeof weight, check->weight_g, 0);
    text_number(language, newton, sizeof newton, check->loaded_n - check->zero_n, 2);
    const struct text_value values[] = {{"weight", weight}, {"newton", newton}};
    text_fill(out, VIEW_LINE_MAX, text_of(language, TEXT_bench_weighed), values, 2);
}

static const char *signed_number(enum language language, char out[32], double value)
{
    char number[30];
    text_number(language, number, sizeof number, value, 1);
    snprintf(out, 32, "%s%s", value >= 0.05 ? "+" : "", number);
    return out;
}

/* How far off it was at each level. */
static void say_levels(enum language language, const struct level_check *check,
                       char out[VIEW_LINE_MAX])
{
    char low[32], high[32];
    const struct level_reading *at = check->readings.at;
    text_say(out, VIEW_LINE_MAX, text_of(language, TEXT_bench_levelled), "low",
             signed_number(language, low, level_deviation(&at[0])), "high",
             signed_number(language, high, level_deviation(&at[1])), NULL);
}

static void say_result(enum language language, const struct verification *check,
                       char out[VIEW_LINE_MAX])
{
    if (check->kind == VERIFICATION_WEIGHT)
        say_weight(language, &check->weight, out);
    else
        say_levels(language, &check->levels, out);
}

static void set_date(struct verification_view *view, utc_us utc)
{
    struct tm local;
    const time_t seconds = (time_t)(utc / 1000000);
    if (!localtime_r(&seconds, &local))
        return;
    view->year = local.tm_year + 1900;
    view->month = local.tm_mon + 1;
    view->day = local.tm_mday;
}

static enum verification_state state_of(const struct engine *engine,
                                        const struct verification *check, int *days_left)
{
    return verification_state(check, &engine->config.bench, utc_now(), days_left);
}

static void show_check(const struct engine *engine, uint8_t i, struct instrument_view *view)
{
    struct verification_view *shown = &view->verification;
    const struct verification *check = find_check(engine, i);
    const enum verification_state state = state_of(engine, check, &shown->days_left);
    const bool is_known = engine_known(engine, i)->has_identity;
    shown->exists = check != NULL;
    shown->is_unknown = !check && !is_known;
    shown->failed = state == VERIFICATION_FAILED;
    shown->expired = state == VERIFICATION_EXPIRED;
    shown->due_soon = state == VERIFICATION_SOON;
    if (check) {
        shown->days_valid = (int)verification_days(check, &engine->config.bench);
        set_date(shown, check->utc);
        say_result(engine->config.language, check, shown->result);
    }
    if (is_known && view->mark == MARK_OK && (!shown->is_free || check) &&
        state != VERIFICATION_VALID)
        view->mark = MARK_WARN;
}

/* How it is checked, were it to be now; levels that lie too near are refused when it begins. */
static struct verification_view how_to_check(const struct engine *engine, uint8_t i)
{
    const struct bench_spec *spec = &engine->config.bench;
    struct verification_view view = {.is_free = !verification_is_due(spec, i)};
    enum verification_kind kind;
    view.has_levels = verification_kind_of(spec, i, &kind) && kind == VERIFICATION_LEVELS;
    if (view.has_levels && !engine_find_levels(engine, &view.low_c, &view.high_c, &view.is_moved))
        view.is_moved = true;
    return view;
}

void engine_show_checks(struct engine *engine)
{
    struct bench_view *view = &engine->view.bench;
    for (uint8_t i = 0; i < engine->config.bench.n_instruments && engine->stand; i++) {
        view->instruments[i].verification = how_to_check(engine, i);
        show_check(engine, i, &view->instruments[i]);
    }
}

/* It is there, one of this role. */
static bool has_role(const struct engine *engine, enum role role)
{
    return engine->stand && engine->config.bench.roles[role].bound;
}

static bool is_due(const struct engine *engine, enum role role, enum verification_state *state)
{
    const uint8_t i = engine->config.bench.roles[role].instrument;
    if (!has_role(engine, role) || !verification_is_due(&engine->config.bench, i) ||
        !engine_known(engine, i)->has_identity)
        return false;
    *state = state_of(engine, find_check(engine, i), NULL);
    return true;
}

bool engine_check_is_due(const struct engine *engine, enum verification_state *state)
{
    return is_due(engine, ROLE_ALGOMETER, state);
}

bool engine_levels_are_due(const struct engine *engine, enum verification_state *state)
{
    return is_due(engine, ROLE_THERMODE, state);
}

bool engine_check_has_failed(const struct engine *engine)
{
    const uint8_t i = engine->config.bench.roles[ROLE_ALGOMETER].instrument;
    return has_role(engine, ROLE_ALGOMETER) &&
           state_of(engine, find_check(engine, i), NULL) == VERIFICATION_FAILED;
}
