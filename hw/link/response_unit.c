/* A response source together with its port: opened and closed as one. */
#include "link/response.h"

static bool needs_port(const struct response_spec *spec)
{
    return spec->kind == RESPONSE_LINE || spec->kind == RESPONSE_BYTE;
}

static enum status open_port(const struct response_spec *spec, int64_t born_ns, int cancel_fd,
                             struct open_port *port, struct why *why)
{
    static const struct line_settings line = {
        .baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N', .raise_dtr = true};
    struct port_name name;
    enum status status = port_parse(spec->path, &name, why);
    if (status == STATUS_OK)
        status = port_check_born(&name, born_ns, why);
    return status == STATUS_OK ? port_open(&name, &line, cancel_fd, port, why) : status;
}

enum status response_unit_open(const struct response_spec *spec,
                               const struct response_options *options, int cancel_fd,
                               struct response_unit *unit, struct why *why)
{
    struct response_options own = *options;
    enum status status = STATUS_OK;
    *unit = RESPONSE_UNIT_CLOSED;
    if (needs_port(spec))
        status = open_port(spec, options->born_ns, cancel_fd, &unit->port, why);
    own.fd = unit->port.fd;
    if (status == STATUS_OK)
        status = response_open(spec, &own, &unit->source, why);
    if (status != STATUS_OK)
        response_unit_close(unit);
    return status;
}

void response_unit_close(struct response_unit *unit)
{
    if (unit->source.ops)
        response_close(&unit->source);
    port_close(&unit->port);
    *unit = RESPONSE_UNIT_CLOSED;
}
