#include "session/bench_bind.h"

#include "base/units.h"
#include "session/bench_respond.h"
#include "session/reasons.h"

#include <stdio.h>
#include <string.h>

static bool serves(enum channel_kind kind, enum role role)
{
    switch (role) {
    case ROLE_ALGOMETER:
        return kind == CHANNEL_FORCE;
    case ROLE_TEST_CUFF:
    case ROLE_COND_CUFF:
        return kind == CHANNEL_PRESSURE;
    case ROLE_THERMODE:
    case ROLE_BATH:
        return kind == CHANNEL_TEMPERATURE;
    case ROLE_RATING:
        return kind == CHANNEL_RATING;
    case ROLE_MARKER:
        return kind == CHANNEL_MARKER;
    case ROLE_COUNT:
        break;
    }
    return false;
}

const struct channel_info *bench_channel_for(const struct driver *driver, enum role role)
{
    for (uint8_t i = 0; i < driver->n_channels; i++)
        if (serves((enum channel_kind)driver->channels[i].kind, role))
            return &driver->channels[i];
    return NULL;
}

static bool is_used(const struct bench_spec *spec, uint8_t instrument)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (spec->roles[role].bound && spec->roles[role].instrument == instrument)
            return true;
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (spec->responses[i].kind == RESPONSE_CHANNEL &&
            spec->responses[i].instrument == instrument)
            return true;
    return false;
}

static void drop_instrument(struct bench_spec *spec, uint8_t gone)
{
    const size_t after = (size_t)(spec->n_instruments - gone - 1);
    memmove(&spec->instruments[gone], &spec->instruments[gone + 1],
            after * sizeof spec->instruments[0]);
    memset(&spec->instruments[--spec->n_instruments], 0, sizeof spec->instruments[0]);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (spec->roles[role].bound && spec->roles[role].instrument > gone)
            spec->roles[role].instrument--;
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (spec->responses[i].kind == RESPONSE_CHANNEL && spec->responses[i].instrument > gone)
            spec->responses[i].instrument--;
}

static void free_role(struct bench_spec *spec, enum role role)
{
    const struct role_spec before = spec->roles[role];
    spec->roles[role] = (struct role_spec){0};
    if (before.bound && !is_used(spec, before.instrument))
        drop_instrument(spec, before.instrument);
}

/* The role, and a number where there is one of that name. */
static void name_instrument(struct bench_spec *spec, uint8_t instrument, enum role role)
{
    char *name = spec->instruments[instrument].name;
    const size_t size = sizeof spec->instruments[instrument].name;
    snprintf(name, size, "%s", role_word(role));
    for (int n = 2; n <= INSTRUMENTS_MAX; n++) {
        bool is_taken = false;
        for (uint8_t i = 0; i < instrument; i++)
            is_taken = is_taken || strcmp(spec->instruments[i].name, name) == 0;
        if (!is_taken)
            return;
        snprintf(name, size, "%s %d", role_word(role), n);
    }
}

static enum status check(const struct bench_spec *spec, const struct binding *binding,
                         struct why *why)
{
    char most[REASON_NUMBER_SIZE];
    const struct channel_info *channel = bench_channel_for(binding->driver, binding->role);
    if (!channel)
        return reason_set(why, REASON_bind_no_channel, binding->driver->name,
                          role_word(binding->role), NULL);
    if (channel->kind == CHANNEL_FORCE &&
        (!(binding->capacity_n > 0) || !(binding->probe_area_cm2 > 0)))
        return reason_set(why, REASON_bind_no_force, NULL);
    if (spec->n_instruments == INSTRUMENTS_MAX)
        return reason_set(why, REASON_bind_full, reason_integer(most, INSTRUMENTS_MAX), NULL);
    return STATUS_OK;
}

enum status bench_bind(struct bench_spec *spec, const struct binding *binding, struct why *why)
{
    struct bench_spec next = *spec;
    free_role(&next, binding->role);
    const enum status status = check(&next, binding, why);
    if (status != STATUS_OK)
        return status;
    const struct channel_info *channel = bench_channel_for(binding->driver, binding->role);
    const uint8_t i = next.n_instruments++;
    struct instrument_spec *instrument = &next.instruments[i];
    struct role_spec *role = &next.roles[binding->role];
    snprintf(instrument->driver, sizeof instrument->driver, "%s", binding->driver->name);
    snprintf(instrument->port, sizeof instrument->port, "%s", binding->port);
    name_instrument(&next, i, binding->role);
    *role = (struct role_spec){.bound = true, .instrument = i};
    snprintf(role->channel, sizeof role->channel, "%s", channel->name);
    if (channel->kind == CHANNEL_FORCE) {
        instrument->capacity_n = binding->capacity_n;
        role->probe_area_cm2 = binding->probe_area_cm2;
    }
    *spec = next;
    return STATUS_OK;
}

/* ---- what is there already ---- */

static bool is_algometer(const struct bench_spec *spec, uint8_t instrument)
{
    const struct role_spec *role = &spec->roles[ROLE_ALGOMETER];
    return instrument < spec->n_instruments && role->bound && role->instrument == instrument &&
           role->probe_area_cm2 > 0;
}

static enum status refuse_force(struct why *why)
{
    char n[2][REASON_NUMBER_SIZE], cm2[2][REASON_NUMBER_SIZE];
    return reason_set(why, REASON_force_range, reason_number(n[0], CAPACITY_MIN_N),
                      reason_number(n[1], CAPACITY_MAX_N),
                      reason_number(cm2[0], PROBE_AREA_MIN_CM2),
                      reason_number(cm2[1], PROBE_AREA_MAX_CM2), NULL);
}

enum status bench_set_force(struct bench_spec *spec, uint8_t instrument, double capacity_n,
                            double probe_area_cm2, struct why *why)
{
    if (!is_algometer(spec, instrument))
        return reason_set(why, REASON_force_no_probe, NULL);
    if (!(capacity_n >= CAPACITY_MIN_N && capacity_n <= CAPACITY_MAX_N) ||
        !(probe_area_cm2 >= PROBE_AREA_MIN_CM2 && probe_area_cm2 <= PROBE_AREA_MAX_CM2))
        return refuse_force(why);
    spec->instruments[instrument].capacity_n = capacity_n;
    spec->roles[ROLE_ALGOMETER].probe_area_cm2 = probe_area_cm2;
    return STATUS_OK;
}

static bool is_button_of(const struct response_spec *response, uint8_t instrument)
{
    return response->kind == RESPONSE_CHANNEL && response->instrument == instrument;
}

enum status bench_drop_instrument(struct bench_spec *spec, uint8_t instrument, struct why *why)
{
    enum status status = STATUS_OK;
    if (instrument >= spec->n_instruments)
        return why_set(why, STATUS_INVALID, "there is no such instrument");
    for (int role = 0; role < ROLE_COUNT; role++)
        if (spec->roles[role].bound && spec->roles[role].instrument == instrument)
            spec->roles[role] = (struct role_spec){0};
    for (uint8_t i = spec->n_responses; i-- > 0 && status == STATUS_OK;)
        if (is_button_of(&spec->responses[i], instrument))
            status = bench_drop_response(spec, i, why);
    drop_instrument(spec, instrument);
    return status;
}
