/* The bench as the record knows it, and whether it is still the same one when a session goes on.
 *
 * Ports and line speeds may change: the same instruments are found under another name when a cable was moved. All
 * else decides what a number means or what may be done to a person, and so does whether the
 * instruments are simulated. */
#include "session_internal.h"

#include "session/reasons.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_simulated(const struct bench_spec *spec)
{
    for (uint8_t i = 0; i < spec->n_instruments; i++)
        if (port_is_simulated(spec->instruments[i].port))
            return true;
    return false;
}

static void put_instruments(struct message *bench, const struct bench_spec *spec)
{
    message_set_array(bench, "instruments");
    for (uint8_t i = 0; i < spec->n_instruments; i++) {
        const struct instrument_spec *from = &spec->instruments[i];
        struct message row;
        message_init(&row);
        message_set_string(&row, "name", from->name);
        message_set_string(&row, "driver", from->driver);
        message_set_string(&row, "port", from->port);
        if (from->bridge_port[0])
            message_set_string(&row, "bridge_port", from->bridge_port);
        message_set_bool(&row, "invert", from->invert);
        message_set_number(&row, "stream_hz", from->stream_hz);
        if (from->baud > 0)
            message_set_integer(&row, "baud", from->baud);
        message_set_number(&row, "capacity_n", from->capacity_n);
        message_set_number(&row, "force_max_n", from->force_max_n);
        message_set_number(&row, "pressure_max_kpa", from->pressure_max_kpa);
        message_set_number(&row, "rate_max_kpa_per_s", from->rate_max_kpa_per_s);
        if (from->temperature_max_degc > 0)
            message_set_number(&row, "temperature_max_degc", from->temperature_max_degc);
        if (from->temperature_min_degc > 0)
            message_set_number(&row, "temperature_min_degc", from->temperature_min_degc);
        if (from->ramp_max_degc_per_s > 0)
            message_set_number(&row, "ramp_max_degc_per_s", from->ramp_max_degc_per_s);
        if (from->return_max_degc_per_s > 0)
            message_set_number(&row, "return_max_degc_per_s", from->return_max_degc_per_s);
        if (from->scale.language[0])
            message_set_string(&row, "scale_language", from->scale.language);
        if (from->scale.line_mm > 0)
            message_set_number(&row, "scale_line_mm", from->scale.line_mm);
        message_push(bench, "instruments", &row);
        message_fini(&row);
    }
}

static void put_roles(struct message *bench, const struct bench_spec *spec)
{
    struct message roles;
    message_init(&roles);
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct role_spec *from = &spec->roles[role];
        struct message row;
        if (!from->bound)
            continue;
        message_init(&row);
        message_set_string(&row, "instrument", spec->instruments[from->instrument].name);
        message_set_string(&row, "channel", from->channel);
        if (from->probe_area_cm2 > 0)
            message_set_number(&row, "probe_area_cm2", from->probe_area_cm2);
        message_set(&roles, role_word((enum role)role), &row);
        message_fini(&row);
    }
    message_set(bench, "roles", &roles);
    message_fini(&roles);
}

const char *bench_response_word(enum response_kind kind)
{
    switch (kind) {
    case RESPONSE_KEY:
        return "key";
    case RESPONSE_PEDAL:
        return "pedal";
    case RESPONSE_LINE:
        return "line";
    case RESPONSE_BYTE:
        return "box";
    case RESPONSE_CHANNEL:
        return "button";
    case RESPONSE_PARTICIPANT:
        return "virtual_participant";
    case RESPONSE_NONE:
        return "none";
    }
    return "none";
}

/* Which device, line, key or instrument: what the kind has. */
static void put_source(struct message *row, const struct bench_spec *spec,
                       const struct response_spec *from)
{
    const bool has_port = from->kind == RESPONSE_LINE || from->kind == RESPONSE_BYTE;
    if (from->kind == RESPONSE_CHANNEL) {
        message_set_string(row, "instrument", spec->instruments[from->instrument].name);
        message_set_string(row, "channel", from->channel);
    }
    if (from->path[0])
        message_set_string(row, has_port ? "port" : "device", from->path);
    if (from->code[0])
        message_set_string(row, has_port ? "pin" : "key", from->code);
}

static void put_responses(struct message *bench, const struct bench_spec *spec)
{
    message_set_array(bench, "responses");
    for (uint8_t i = 0; i < spec->n_responses; i++) {
        const struct response_spec *from = &spec->responses[i];
        struct message row;
        message_init(&row);
        message_set_string(&row, "kind", bench_response_word((enum response_kind)from->kind));
        message_set_bool(&row, "stop", from->is_stop);
        message_set_bool(&row, "kernel_stamps", from->has_kernel_stamps);
        put_source(&row, spec, from);
        message_push(bench, "responses", &row);
        message_fini(&row);
    }
}

/* What a lab says nothing of stands in no record, as before there were thermodes. */
static void put_thermal_limits(struct message *limits, const struct bench_spec *spec)
{
    const struct {
        const char *key;
        double value;
    } rows[] = {
        {"cem43_s", spec->cem43_s},         {"cem43_warn_s", spec->cem43_warn_s},
        {"cold_s", spec->cold_s},           {"cold_once_s", spec->cold_once_s},
        {"immersion_s", spec->immersion_s}, {"hot_s", spec->hot_s},
        {"hot_once_s", spec->hot_once_s},
    };
    if (spec->thermal_ramps_per_day > 0)
        message_set_integer(limits, "thermal_ramps_per_day", spec->thermal_ramps_per_day);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].value > 0)
            message_set_number(limits, rows[i].key, rows[i].value);
}

static void put_limits(struct message *bench, const struct bench_spec *spec)
{
    struct message limits;
    message_init(&limits);
    message_set_number(&limits, "rest_s", spec->rest_s);
    message_set_integer(&limits, "ramps_per_day", spec->ramps_per_day);
    put_thermal_limits(&limits, spec);
    message_set(bench, "limits", &limits);
    message_fini(&limits);
}

void bench_describe(const struct bench_spec *spec, struct message *out)
{
    message_set_bool(out, "simulated", is_simulated(spec));
    put_instruments(out, spec);
    put_roles(out, spec);
    put_responses(out, spec);
    put_limits(out, spec);
}

/* ---- is it still the same? ----------------------------------------------------------------------
 */

static void show(const struct message *value, struct text *out)
{
    if (message_is_missing(value))
        text_append_cstr(out, "absent");
    else if (message_next_key(value, NULL))
        text_append_cstr(out, "present");
    else if (message_count(value) > 0)
        text_append_format(out, "a list of %zu", message_count(value));
    else if (message_encode(value, out) != STATUS_OK)
        text_append_cstr(out, "unreadable");
}

static enum status depart(const struct message *then, const struct message *now, const char *place,
                          struct why *why)
{
    struct text before, after;
    text_init(&before);
    text_init(&after);
    show(then, &before);
    show(now, &after);
    const enum status status =
        reason_set(why, REASON_bench_departs, place, text_cstr(&before), text_cstr(&after), NULL);
    text_fini(&before);
    text_fini(&after);
    return status;
}

static bool is_same(const struct message *then, const struct message *now)
{
    struct text before, after;
    if (message_is_missing(then) || message_is_missing(now))
        return message_is_missing(then) && message_is_missing(now);
    text_init(&before);
    text_init(&after);
    const bool same = message_encode(then, &before) == STATUS_OK &&
                      message_encode(now, &after) == STATUS_OK &&
                      strcmp(text_cstr(&before), text_cstr(&after)) == 0;
    text_fini(&before);
    text_fini(&after);
    return same;
}

static bool is_of_link(const char *key)
{
    return strcmp(key, "port") == 0 || strcmp(key, "bridge_port") == 0 || strcmp(key, "baud") == 0;
}

/* All values of a row but those of its link; in `now` there may be keys that `then` has not. */
static enum status compare_row(const struct message *then, const struct message *now,
                               const char *place, struct why *why)
{
    const struct message *const both[] = {then, now};
    for (int i = 0; i < 2; i++) {
        const char *key = NULL;
        while ((key = message_next_key(both[i], key))) {
            const struct message a = message_get(then, key), b = message_get(now, key);
            char at[128];
            if (is_of_link(key) || is_same(&a, &b))
                continue;
            snprintf(at, sizeof at, "%s %s", place, key);
            return depart(&a, &b, at, why);
        }
    }
    return STATUS_OK;
}

static enum status compare_instruments(const struct message *then, const struct message *now,
                                       struct why *why)
{
    const struct message a = message_get(then, "instruments"), b = message_get(now, "instruments");
    if (message_count(&a) != message_count(&b))
        return depart(&a, &b, "instruments", why);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < message_count(&a) && status == STATUS_OK; i++) {
        const struct message before = message_at(&a, i), after = message_at(&b, i);
        const char *name = message_string(&before, "name");
        status = compare_row(&before, &after, name ? name : "instrument", why);
    }
    return status;
}

static enum status compare_responses(const struct message *then, const struct message *now,
                                     struct why *why)
{
    const struct message a = message_get(then, "responses"), b = message_get(now, "responses");
    if (message_count(&a) != message_count(&b))
        return depart(&a, &b, "response", why);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < message_count(&a) && status == STATUS_OK; i++) {
        const struct message before = message_at(&a, i), after = message_at(&b, i);
        char place[40];
        snprintf(place, sizeof place, "response %zu", i + 1);
        status = compare_row(&before, &after, place, why);
    }
    return status;
}

static enum status compare_limits(const struct message *then, const struct message *now,
                                  struct why *why)
{
    const struct message a = message_get(then, "limits"), b = message_get(now, "limits");
    return compare_row(&a, &b, "limits", why);
}

static enum status compare_roles(const struct message *then, const struct message *now,
                                 struct why *why)
{
    const struct message a = message_get(then, "roles"), b = message_get(now, "roles");
    enum status status = STATUS_OK;
    for (int role = 0; role < ROLE_COUNT && status == STATUS_OK; role++) {
        const char *word = role_word((enum role)role);
        const struct message before = message_get(&a, word), after = message_get(&b, word);
        if (message_is_missing(&before) != message_is_missing(&after))
            status = depart(&before, &after, word, why);
        else
            status = compare_row(&before, &after, word, why);
    }
    return status;
}

static enum status compare_simulated(const struct message *then, const struct message *now,
                                     struct why *why)
{
    const bool before = message_flag(then, "simulated"), after = message_flag(now, "simulated");
    if (before == after)
        return STATUS_OK;
    return reason_set(why, before ? REASON_bench_became_real : REASON_bench_became_simulated, NULL);
}

static enum status compare(const char *recorded, const struct bench_spec *spec, struct why *why)
{
    struct message then, now;
    if (message_parse(&then, recorded, strlen(recorded), NULL) != STATUS_OK)
        return reason_set(why, REASON_bench_unreadable, NULL);
    message_init(&now);
    bench_describe(spec, &now);
    enum status status = now.failed ? why_set(why, STATUS_NO_MEMORY, "no memory for the bench")
                                    : compare_simulated(&then, &now, why);
    if (status == STATUS_OK)
        status = compare_instruments(&then, &now, why);
    if (status == STATUS_OK)
        status = compare_roles(&then, &now, why);
    if (status == STATUS_OK)
        status = compare_responses(&then, &now, why);
    if (status == STATUS_OK)
        status = compare_limits(&then, &now, why);
    message_fini(&then);
    message_fini(&now);
    return status;
}

struct wanted {
    const struct session_key *key;
    char *bench;
};

static bool keep_bench(void *context, const struct study_session *row)
{
    struct wanted *wanted = context;
    if (row->key.session != wanted->key->session ||
        memcmp(row->key.origin, wanted->key->origin, ORIGIN_SIZE) != 0)
        return true;
    wanted->bench = strdup(row->bench);
    return false;
}

enum status bench_check(const struct session *session, struct why *why)
{
    struct wanted wanted = {.key = &session->config.key};
    enum status status =
        study_sessions(session->parts.study, session->participant, keep_bench, &wanted, why);
    if (status == STATUS_OK && !wanted.bench)
        status = reason_set(why, REASON_bench_unreadable, NULL);
    if (status == STATUS_OK)
        status = compare(wanted.bench, session->parts.spec, why);
    free(wanted.bench);
    return status;
}
