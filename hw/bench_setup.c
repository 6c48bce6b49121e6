/* Making a bench from its description: drivers, roles, limits, responses. */
#include "bench_internal.h"

#include "base/units.h"
#include "hw/keeper.h"
#include "hw/reasons.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int channel_find(const struct driver *driver, const char *name)
{
    for (int i = 0; i < driver->n_channels; i++)
        if (strcmp(driver->channels[i].name, name) == 0)
            return i;
    return -1;
}

static double tighten(double limit, double bound)
{
    return bound > 0 && bound < limit ? bound : limit;
}

/* Of one character: start bit, data, parity, stop bits. */
static mono_ns byte_time(const struct line_settings *line)
{
    const uint32_t data = line->data_bits ? line->data_bits : 8;
    const uint32_t stop = line->stop_bits ? line->stop_bits : 1;
    const uint32_t parity = line->parity == 'E' || line->parity == 'O' ? 1 : 0;
    return line->baud ? (1 + data + parity + stop) * MONO_SEC / (mono_ns)line->baud : 0;
}

/* The stricter of instrument and lab, in the channel's own unit. */
static double own_limit(const struct channel_info *channel, const struct instrument_spec *lab)
{
    if (channel->kind == CHANNEL_FORCE)
        return tighten(tighten(channel->value_max, lab->capacity_n), lab->force_max_n);
    if (channel->kind == CHANNEL_PRESSURE)
        return tighten(channel->value_max, lab->pressure_max_kpa);
    if (channel->kind == CHANNEL_TEMPERATURE)
        return tighten(channel->value_max, lab->temperature_max_degc);
    return channel->value_max;
}

static double own_floor(const struct channel_info *channel, const struct instrument_spec *lab)
{
    const bool is_bounded =
        channel->kind == CHANNEL_TEMPERATURE && lab->temperature_min_degc > channel->value_min;
    return is_bounded && lab->temperature_min_degc > 0 ? lab->temperature_min_degc
                                                       : channel->value_min;
}

static bool is_bound(double limit)
{
    return isfinite(limit) && limit >= 0;
}

static enum status check_limits(const struct instrument_spec *spec, struct why *why)
{
    if (is_bound(spec->capacity_n) && is_bound(spec->force_max_n) &&
        is_bound(spec->pressure_max_kpa) && is_bound(spec->rate_max_kpa_per_s) &&
        is_bound(spec->temperature_max_degc) && is_bound(spec->temperature_min_degc) &&
        is_bound(spec->ramp_max_degc_per_s) && is_bound(spec->return_max_degc_per_s))
        return STATUS_OK;
    return why_set(why, STATUS_INVALID,
                   "a limit of instrument `%s` is not a positive number: correct the bench file",
                   spec->name);
}

/* What presses by itself is stopped in the time that its frames take at its own speed. */
static enum status check_baud(const struct driver *driver, const struct instrument_spec *spec,
                              struct why *why)
{
    if (spec->baud == 0 || spec->baud == driver->line.baud)
        return STATUS_OK;
    if (driver->line.only_baud) {
        char baud[16];
        snprintf(baud, sizeof baud, "%u", (unsigned)driver->line.baud);
        return reason_set(why, REASON_baud_only, spec->name, driver->name, baud, NULL);
    }
    if (!driver->energises)
        return STATUS_OK;
    return why_set(
        why, STATUS_INVALID,
        "instrument `%s` (driver %s) is stopped in time at %u baud only: take `baud` out "
        "of the bench file, and set the instrument to it",
        spec->name, driver->name, (unsigned)driver->line.baud);
}

/* What a bridge knows by its port, and by nothing else, cannot be stopped without it. A simulated one has any. */
static enum status check_bridge(const struct driver *driver, const struct instrument_spec *spec,
                                struct why *why)
{
    const bool has_port = spec->bridge_port[0] != '\0';
    const bool is_serial = spec->port[0] == '/' || strncmp(spec->port, "usb:", 4) == 0;
    if (has_port && !driver->write_stop)
        return reason_set(why, REASON_bridge_none, spec->name, driver->name, NULL);
    if (driver->write_stop && is_serial)
        return reason_set(why, REASON_bridge_line, spec->name, driver->name, NULL);
    if (driver->write_stop && !has_port && !port_is_simulated(spec->port))
        return reason_set(why, REASON_bridge_port, spec->name, driver->name, spec->port, NULL);
    return STATUS_OK;
}

static void init_driver(struct instrument *instrument, const struct driver_config *config)
{
    const struct driver *driver = instrument->driver;
    if (driver->write_stop) {
        instrument->own = *driver;
        instrument->own.stop_size = driver->write_stop(config, instrument->own_stop);
        instrument->own.stop_frame = instrument->own_stop;
        instrument->driver = &instrument->own;
    }
    driver->init(instrument->state, config);
}

static enum status init_instrument(struct bench *bench, uint8_t index, struct why *why)
{
    struct instrument *instrument = &bench->instruments[index];
    const struct instrument_spec *spec = &bench->spec.instruments[index];
    instrument->driver = driver_find(spec->driver);
    if (!instrument->driver)
        return why_set(
            why, STATUS_INVALID,
            "there is no driver `%s`: `limen instruments --drivers` lists those there are",
            spec->driver);
    if (check_limits(spec, why) != STATUS_OK ||
        check_baud(instrument->driver, spec, why) != STATUS_OK ||
        check_bridge(instrument->driver, spec, why) != STATUS_OK)
        return STATUS_INVALID;
    assert(instrument->driver->state_size <= DRIVER_STATE_MAX);
    assert(instrument->driver->n_channels <= CHANNELS_MAX);
    instrument->bench = bench;
    instrument->io = bench_driver_io;
    instrument->io.host = instrument;
    instrument->deadline = MONO_NEVER;
    const struct line_settings line = bench_line(bench, index);
    output_init(&instrument->output, byte_time(&line), line.byte_gap);
    for (uint8_t c = 0; c < instrument->driver->n_channels; c++) {
        instrument->scale[c] = 1;
        instrument->limit[c] = own_limit(&instrument->driver->channels[c], spec);
        instrument->floor[c] = own_floor(&instrument->driver->channels[c], spec);
    }
    instrument->rate_limit = spec->rate_max_kpa_per_s;
    instrument->ramp_limit = thermode_ramp_max(spec);
    instrument->return_limit = spec->return_max_degc_per_s;
    struct driver_config config = {
        .invert = spec->invert,
        .overload_n = spec->capacity_n,
        .stream_hz = spec->stream_hz,
        .baud = line.baud,
    };
    static_assert(sizeof config.bridge_port == sizeof spec->bridge_port, "the name is taken whole");
    memcpy(config.bridge_port, spec->bridge_port, sizeof config.bridge_port);
    init_driver(instrument, &config);
    return STATUS_OK;
}

/* Two roles on one channel would be two areas, and two stimuli that shut each other out. */
static bool other_role(const struct bench *bench, enum role role, uint8_t channel)
{
    const uint8_t instrument = bench->spec.roles[role].instrument;
    for (int r = 0; r < (int)role; r++) {
        struct channel_ref ref;
        if (bench_role(bench, (enum role)r, &ref) && ref.instrument == instrument &&
            ref.channel == channel)
            return true;
    }
    return false;
}

static enum status refuse_channel(const struct driver *driver, const char *instrument,
                                  const char *channel, struct why *why)
{
    char names[256] = "";
    size_t n = 0;
    for (uint8_t c = 0; c < driver->n_channels && n < sizeof names; c++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", c ? ", " : "",
                              driver->channels[c].name);
    return why_set(why, STATUS_INVALID,
                   "instrument `%s` (driver %s) has no channel `%s`; it has %s", instrument,
                   driver->name, channel, names);
}

static enum status bind_role(struct bench *bench, enum role role, struct why *why)
{
    const struct role_spec *spec = &bench->spec.roles[role];
    if (!spec->bound)
        return STATUS_OK;
    if (spec->instrument >= bench->spec.n_instruments)
        return why_set(why, STATUS_INVALID, "role `%s` is bound to no instrument", role_word(role));
    struct instrument *instrument = &bench->instruments[spec->instrument];
    const struct instrument_spec *limits = &bench->spec.instruments[spec->instrument];
    const int c = channel_find(instrument->driver, spec->channel);
    if (c < 0)
        return refuse_channel(instrument->driver, limits->name, spec->channel, why);
    if ((role == ROLE_MARKER) != (instrument->driver->channels[c].kind == CHANNEL_MARKER))
        return reason_set(why, REASON_marker_channel, limits->name, limits->driver, spec->channel,
                          role_word(role), NULL);
    if (other_role(bench, role, (uint8_t)c))
        return why_set(why, STATUS_INVALID,
                       "channel `%s` of instrument `%s` has two roles: give role `%s` its own",
                       spec->channel, limits->name, role_word(role));
    if (instrument->driver->channels[c].kind != CHANNEL_FORCE)
        return STATUS_OK;
    if (!(spec->probe_area_cm2 > 0) || !isfinite(spec->probe_area_cm2))
        return why_set(why, STATUS_INVALID,
                       "role `%s` measures a force: give its probe_area in cm2", role_word(role));
    instrument->scale[c] = KPA_PER_N_PER_CM2 / spec->probe_area_cm2;
    instrument->limit[c] =
        tighten(instrument->limit[c] * instrument->scale[c], limits->pressure_max_kpa);
    return STATUS_OK;
}

static enum status bind_response(struct bench *bench, uint8_t index, struct why *why)
{
    const struct response_spec *spec = &bench->spec.responses[index];
    bench->response_instrument[index] = INSTRUMENT_BENCH;
    if (spec->kind != RESPONSE_CHANNEL)
        return STATUS_OK;
    if (spec->instrument >= bench->spec.n_instruments)
        return why_set(why, STATUS_INVALID, "the response is bound to no instrument");
    const struct driver *driver = bench->instruments[spec->instrument].driver;
    const int c = channel_find(driver, spec->channel);
    if (c < 0 || driver->channels[c].kind != CHANNEL_BUTTON)
        return why_set(why, STATUS_INVALID, "driver %s has no button `%s`", driver->name,
                       spec->channel);
    bench->response_instrument[index] = spec->instrument;
    bench->response_channel[index] = (uint8_t)c;
    return STATUS_OK;
}

static enum status init_bench(struct bench *bench, struct why *why)
{
    enum status status = ring_init(&bench->orders, sizeof(struct order), ORDERS_DEPTH);
    if (status == STATUS_OK)
        status = slots_init(bench);
    if (status != STATUS_OK)
        return why_set(why, status, "no memory for the bench");
    for (uint8_t i = 0; i < bench->spec.n_instruments && status == STATUS_OK; i++)
        status = init_instrument(bench, i, why);
    for (int role = 0; role < ROLE_COUNT && status == STATUS_OK; role++)
        status = bind_role(bench, (enum role)role, why);
    for (uint8_t i = 0; i < bench->spec.n_responses && status == STATUS_OK; i++)
        status = bind_response(bench, i, why);
    if (status == STATUS_OK)
        marker_init(bench);
    return status;
}

enum status bench_new(const struct bench_spec *spec, struct stop_line *stop, struct keeper *keeper,
                      const struct bench_host *host, struct bench **out, struct why *why)
{
    struct bench *bench = calloc(1, sizeof *bench);
    if (!bench)
        return why_set(why, STATUS_NO_MEMORY, "no memory for the bench");
    bench->spec = *spec;
    bench->stop = stop;
    bench->keeper = keeper;
    bench->host = *host;
    bench->interventions = keeper ? keeper_interventions(keeper) : 0;
    const enum status status = init_bench(bench, why);
    if (status != STATUS_OK) {
        bench_free(bench);
        return status;
    }
    *out = bench;
    return STATUS_OK;
}

void bench_free(struct bench *bench)
{
    if (!bench)
        return;
    for (uint8_t i = 0; i < bench->spec.n_instruments; i++)
        link_forget(bench, i);
    for (int i = 0; i < STIMULI_MAX; i++)
        free(bench->slots[i].state);
    ring_fini(&bench->orders);
    free(bench);
}
