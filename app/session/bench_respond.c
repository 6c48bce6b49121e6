#include "session/bench_respond.h"

#include "link/port.h"
#include "session/reasons.h"

#include <string.h>
#include <strings.h>

static bool has_port(const struct response_spec *response)
{
    return response->kind == RESPONSE_LINE || response->kind == RESPONSE_BYTE;
}

static enum status check_itself(const struct response_spec *response, struct why *why)
{
    struct port_name name;
    if (has_port(response))
        return port_parse(response->path, &name, why);
    if (response->kind == RESPONSE_PEDAL && response->path[0] == '\0' && response->code[0] == '\0')
        return reason_set(why, REASON_respond_pedal, NULL);
    if (response_key_is_reserved(response->code))
        return reason_set(why, REASON_respond_key_reserved, response->code, NULL);
    return STATUS_OK;
}

static bool is_same(const struct response_spec *a, const struct response_spec *b)
{
    if (has_port(a) && has_port(b))
        return strcmp(a->path, b->path) == 0;
    if (a->kind != b->kind)
        return false;
    if (a->kind == RESPONSE_CHANNEL)
        return a->instrument == b->instrument && strcmp(a->channel, b->channel) == 0;
    return strcmp(a->path, b->path) == 0 && strcasecmp(a->code, b->code) == 0;
}

static enum status check_beside(const struct bench_spec *spec, const struct response_spec *response,
                                struct why *why)
{
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (is_same(&spec->responses[i], response))
            return reason_set(why, REASON_respond_twice,
                              response->path[0] ? response->path : response->code, NULL);
    for (uint8_t i = 0; i < spec->n_instruments && has_port(response); i++)
        if (strcmp(spec->instruments[i].port, response->path) == 0)
            return reason_set(why, REASON_respond_port_taken, response->path, NULL);
    return STATUS_OK;
}

enum status bench_add_response(struct bench_spec *spec, const struct response_spec *response,
                               struct why *why)
{
    if (spec->n_responses == RESPONSES_MAX)
        return why_set(why, STATUS_FULL, "a bench has at most %d responses: take one off first",
                       RESPONSES_MAX);
    enum status status = check_itself(response, why);
    if (status == STATUS_OK)
        status = check_beside(spec, response, why);
    if (status == STATUS_OK)
        spec->responses[spec->n_responses++] = *response;
    return status;
}

enum status bench_drop_response(struct bench_spec *spec, uint8_t response, struct why *why)
{
    if (response >= spec->n_responses)
        return why_set(why, STATUS_INVALID, "there is no such response");
    const size_t after = (size_t)(spec->n_responses - response - 1);
    memmove(&spec->responses[response], &spec->responses[response + 1],
            after * sizeof spec->responses[0]);
    memset(&spec->responses[--spec->n_responses], 0, sizeof spec->responses[0]);
    return STATUS_OK;
}
