#include "session/sim_bench.h"

#include "script/message.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Pulses need it (ts_heat.lua): a lab that gives them says so in its bench file. The simulated TCS goes faster. */
static const double SIM_RAMP_C_PER_S = 20;

static void add_algometer(struct bench_spec *spec)
{
    const uint8_t i = spec->n_instruments++;
    spec->instruments[i] = (struct instrument_spec){.name = "algometer",
                                                    .driver = "mark10",
                                                    .port = "sim:mark10",
                                                    .capacity_n = 500,
                                                    .force_max_n = 120};
    spec->roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .instrument = i, .channel = "force", .probe_area_cm2 = 1};
}

void sim_bench_add_marker(struct bench_spec *spec)
{
    const uint8_t i = spec->n_instruments++;
    spec->instruments[i] = (struct instrument_spec){
        .name = "marker", .driver = "marker-byte", .port = "sim:marker-byte"};
    spec->roles[ROLE_MARKER] =
        (struct role_spec){.bound = true, .instrument = i, .channel = "code"};
}

void sim_bench_add_thermode(struct bench_spec *spec)
{
    const uint8_t i = spec->n_instruments++;
    spec->instruments[i] = (struct instrument_spec){.name = "thermode",
                                                    .driver = "qst-tcs",
                                                    .port = "sim:qst-tcs",
                                                    .ramp_max_degc_per_s = SIM_RAMP_C_PER_S};
    spec->roles[ROLE_THERMODE] =
        (struct role_spec){.bound = true, .instrument = i, .channel = "probe"};
}

void sim_bench_add_cuff(struct bench_spec *spec)
{
    const uint8_t i = spec->n_instruments++;
    spec->instruments[i] =
        (struct instrument_spec){.name = "test_cuff", .driver = "cpar", .port = "sim:cpar"};
    spec->roles[ROLE_TEST_CUFF] =
        (struct role_spec){.bound = true, .instrument = i, .channel = "outlet1"};
    spec->roles[ROLE_RATING] = (struct role_spec){.bound = true, .instrument = i, .channel = "vas"};
}

void sim_bench_add_bath(struct bench_spec *spec)
{
    const uint8_t i = spec->n_instruments++;
    spec->instruments[i] =
        (struct instrument_spec){.name = "bath", .driver = "julabo", .port = "sim:julabo"};
    spec->roles[ROLE_BATH] = (struct role_spec){.bound = true, .instrument = i, .channel = "bath"};
}

void sim_bench_add_scale(struct bench_spec *spec)
{
    const uint8_t i = spec->n_instruments++;
    spec->instruments[i] = (struct instrument_spec){
        .name = "rating", .driver = "screen-vas", .port = "sim:screen-vas"};
    spec->roles[ROLE_RATING] = (struct role_spec){.bound = true, .instrument = i, .channel = "vas"};
}

static void add_response(struct bench_spec *spec)
{
    spec->n_responses = 1;
    spec->responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
}

struct bench_spec sim_bench(void)
{
    struct bench_spec spec = {0};
    add_algometer(&spec);
    add_response(&spec);
    return spec;
}

static bool needs(const struct message *header, enum role role)
{
    const struct message list = message_get(header, "needs");
    for (size_t i = 0; i < message_count(&list); i++) {
        const struct message need = message_at(&list, i);
        const char *word = message_text(&need);
        if (word && strcmp(word, role_word(role)) == 0)
            return true;
    }
    return false;
}

enum status sim_bench_for(const char *header, struct bench_spec *spec, struct why *why)
{
    struct message message;
    const enum status status = message_parse(&message, header, strlen(header), why);
    if (status != STATUS_OK)
        return status;
    const bool has_thermode = needs(&message, ROLE_THERMODE);
    const bool has_cuff = needs(&message, ROLE_TEST_CUFF);
    memset(spec, 0, sizeof *spec);
    if ((!has_thermode && !has_cuff) || needs(&message, ROLE_ALGOMETER))
        add_algometer(spec);
    if (has_cuff)
        sim_bench_add_cuff(spec);
    if (has_cuff && needs(&message, ROLE_COND_CUFF))
        spec->roles[ROLE_COND_CUFF] =
            (struct role_spec){.bound = true,
                               .instrument = spec->roles[ROLE_TEST_CUFF].instrument,
                               .channel = "outlet2"};
    if (has_thermode)
        sim_bench_add_thermode(spec);
    if (needs(&message, ROLE_RATING) && !has_cuff)
        sim_bench_add_scale(spec);
    if (needs(&message, ROLE_BATH))
        sim_bench_add_bath(spec);
    if (needs(&message, ROLE_MARKER))
        sim_bench_add_marker(spec);
    add_response(spec);
    message_fini(&message);
    return STATUS_OK;
}

/* ---- what goes wrong on it -------------------------------------------------------------------------- */

static bool is_of(const struct sim_fault *fault, const struct bench_spec *spec, uint8_t i)
{
    return fault->of[0] ? strcmp(fault->of, spec->instruments[i].name) == 0 : i == 0;
}

static enum status check_fault(const struct bench_spec *spec, const struct sim_fault *fault,
                               struct why *why)
{
    char names[160] = "";
    size_t n = 0;
    for (uint8_t i = 0; i < spec->n_instruments; i++) {
        const struct instrument_spec *instrument = &spec->instruments[i];
        const bool is_simulated = port_is_simulated(instrument->port);
        if (is_of(fault, spec, i) && is_simulated)
            return STATUS_OK;
        if (is_simulated && n < sizeof names)
            n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n > 0 ? ", " : "",
                                  instrument->name);
    }
    if (!names[0])
        return why_set(why, STATUS_USAGE,
                       "--fault needs a simulated port, and this bench has none: leave it out");
    return why_set(why, STATUS_USAGE,
                   "--fault %s: %s%s is no simulated instrument of this bench; say whose fault it "
                   "is with instrument=NAME, one of: %s",
                   sim_fault_word(fault->kind), fault->of[0] ? "" : "the first, ",
                   fault->of[0] ? fault->of : spec->instruments[0].name, names);
}

enum status sim_bench_check_faults(const struct bench_spec *spec, const struct sim_fault *list,
                                   size_t n, struct why *why)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < n && status == STATUS_OK; i++)
        status = check_fault(spec, &list[i], why);
    return status;
}

size_t sim_bench_faults(const struct bench_spec *spec, uint8_t instrument,
                        const struct sim_fault *list, size_t n,
                        struct sim_fault out[SIM_FAULTS_MAX])
{
    size_t own = 0;
    assert(n <= SIM_FAULTS_MAX);
    for (size_t i = 0; i < n; i++)
        if (is_of(&list[i], spec, instrument))
            out[own++] = list[i];
    return own;
}
