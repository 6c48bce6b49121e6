#include "shell/present.h"

#include "copy_internal.h"

#include "base/clock.h"
#include "session/thermode.h"

#include <stdio.h>
#include <string.h>

/* The role whose channel the instrument has; ROLE_COUNT: none. */
static enum role role_of(const struct bench_spec *spec, uint8_t instrument)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (spec->roles[role].bound && spec->roles[role].instrument == instrument)
            return (enum role)role;
    return ROLE_COUNT;
}

static void set_state(struct instrument_view *view, const struct desk_known *known,
                      const struct stand_port *port, enum role role, enum language language)
{
    view->mark = MARK_RUNNING;
    view->sentence[0] = '\0';
    /* a port that is open again: what was lost is being recognised */
    const bool is_back = port->is_told && port->status == STATUS_OK && known->fault == FAULT_LOST;
    if (known->is_ready) {
        view->mark = MARK_OK;
    } else if (known->fault != FAULT_NONE && !is_back) {
        view->mark = MARK_BAD;
        text_sentence(view->sentence, sizeof view->sentence,
                      role == ROLE_THERMODE ? fault_text_thermode(language, known->fault)
                                            : fault_text(language, known->fault));
    } else if (port->is_told && port->status != STATUS_OK) {
        view->mark = MARK_BAD;
        struct why said;
        COPY(view->sentence, text_why(language, &port->why, said.text, sizeof said.text));
    }
}

static void add_recent(struct instrument_view *view, double value)
{
    enum { KEPT = sizeof view->recent / sizeof view->recent[0] };
    if (view->n_recent == KEPT)
        memmove(view->recent, view->recent + 1, --view->n_recent * sizeof view->recent[0]);
    view->recent[view->n_recent++] = (float)value;
}

static const char *unit_of(struct stand *stand, enum role role)
{
    static const char *const units[] = {
        [CHANNEL_FORCE] = "kPa", [CHANNEL_PRESSURE] = "kPa", [CHANNEL_TEMPERATURE] = "°C",
        [CHANNEL_BUTTON] = "",   [CHANNEL_RATING] = "",      [CHANNEL_MARKER] = ""};
    struct channel_ref ref;
    if (!bench_role(stand_bench(stand), role, &ref))
        return "";
    return units[bench_driver(stand_bench(stand), ref.instrument)->channels[ref.channel].kind];
}

static void set_reading(struct stand *stand, enum role role, mono_ns now,
                        struct instrument_view *view)
{
    mono_ns t;
    double value;
    view->has_reading = stand_reading(stand, role, &value, &t);
    if (!view->has_reading)
        return;
    view->reading = value;
    view->reading_age_s = mono_to_sec(now - t);
    COPY(view->unit, unit_of(stand, role));
    if (t != view->reading_at)
        add_recent(view, value);
    view->reading_at = t;
}

/* How far it may press, as the bench holds it; a thermode has a probe area, too, and presses nobody. */
static void set_range(struct stand *stand, uint8_t i, enum role role, struct instrument_view *view)
{
    const struct bench_spec *spec = stand_spec(stand);
    struct channel_ref ref;
    view->capacity_n = view->area_cm2 = view->limit_kpa = 0;
    if (role != ROLE_ALGOMETER || !(spec->roles[role].probe_area_cm2 > 0) ||
        !bench_role(stand_bench(stand), role, &ref))
        return;
    view->capacity_n = spec->instruments[i].capacity_n;
    view->area_cm2 = spec->roles[role].probe_area_cm2;
    view->limit_kpa = bench_limit(stand_bench(stand), ref);
}

/* How far it may go, as the bench and the unit itself hold it. */
static void set_temperatures(struct stand *stand, uint8_t i, enum role role,
                             struct instrument_view *view)
{
    const struct instrument_spec *lab = &stand_spec(stand)->instruments[i];
    const struct instrument_identity *told = &desk_known(stand_desk(stand), i)->identity;
    struct channel_ref ref;
    view->has_range = role == ROLE_THERMODE && bench_role(stand_bench(stand), role, &ref);
    if (!view->has_range)
        return;
    const struct thermode_range range = thermode_range(lab, told->reach_low, told->reach_high,
                                                       bench_limit(stand_bench(stand), ref));
    view->low_c = range.low_c;
    view->high_c = range.high_c;
    view->low_is_lab = lab->temperature_min_degc > 0 && !(range.low_c > lab->temperature_min_degc);
    view->high_is_lab =
        lab->temperature_max_degc > 0 && !(range.high_c < lab->temperature_max_degc);
    view->ramp_c_per_s = thermode_ramp_max(lab);
}

static void present_instrument(struct stand *stand, uint8_t i, enum language language, mono_ns now,
                               struct instrument_view *view)
{
    const struct bench_spec *spec = stand_spec(stand);
    const struct desk_known *known = desk_known(stand_desk(stand), i);
    const struct stand_port *port = stand_port(stand, i);
    const enum role role = role_of(spec, i);
    COPY(view->name, spec->instruments[i].name);
    COPY(view->driver, spec->instruments[i].driver);
    COPY(view->port, spec->instruments[i].port);
    COPY(view->role, role < ROLE_COUNT ? role_word(role) : "");
    /* many gauges do not say which model they are */
    COPY(view->model, known->identity.model[0] || !known->has_identity
                          ? known->identity.model
                          : bench_driver(stand_bench(stand), i)->title);
    COPY(view->serial, known->identity.serial);
    COPY(view->firmware, known->identity.firmware);
    set_state(view, known, port, role, language);
    set_range(stand, i, role, view);
    set_temperatures(stand, i, role, view);
    if (role < ROLE_COUNT)
        set_reading(stand, role, now, view);
}

void present_bench(struct stand *stand, enum language language, mono_ns now,
                   struct bench_view *view)
{
    const struct bench_spec *spec = stand_spec(stand);
    view->n_instruments = spec->n_instruments;
    for (uint8_t i = 0; i < spec->n_instruments && i < VIEW_INSTRUMENTS_MAX; i++)
        present_instrument(stand, i, language, now, &view->instruments[i]);
}

enum text_id present_levels_ended(const struct thermal_hold_outcome *outcome)
{
    const bool is_lost = outcome->fault == FAULT_SILENT || outcome->fault == FAULT_LOST;
    if (outcome->end == END_STOP)
        return TEXT_bench_levels_stopped;
    if (outcome->end == END_TIMEOUT)
        return TEXT_bench_levels_long;
    if (!outcome->returned)
        return is_lost ? TEXT_bench_levels_lost : TEXT_bench_levels_not_back;
    return outcome->fault == FAULT_TRACKING ? TEXT_bench_levels_astray : TEXT_bench_levels_lost;
}
