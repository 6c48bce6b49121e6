#include "session/probe.h"

#include "base/clock.h"
#include "hw/output.h"
#include "link/wire.h"
#include "text/text.h"

#include <poll.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

struct probing {
    struct probe *probe;
    struct output output;
    int cancel_fd;
    bool is_over;
};

static void on_send(void *host, enum frame_class class, const uint8_t *frame, size_t n)
{
    struct probing *probing = host;
    if (class == FRAME_SAFE && output_push(&probing->output, class, frame, n) != STATUS_OK) {
        probing->probe->status = STATUS_BUSY;
        probing->is_over = true;
    }
}

static void on_event(void *host, const struct event *event)
{
    struct probing *probing = host;
    if (event->kind == EVENT_READY)
        probing->probe->status = STATUS_OK;
    else if (event->kind == EVENT_FAULT)
        probing->probe->status = event->code == FAULT_IDENTITY ? STATUS_IDENTITY
                                 : event->code == FAULT_SILENT ? STATUS_TIMEOUT
                                                               : STATUS_PROTOCOL;
    else
        return;
    if (event->kind == EVENT_FAULT)
        why_set(&probing->probe->why, probing->probe->status, "%s",
                fault_text(LANGUAGE_EN, event->code));
    probing->is_over = true;
}

static void on_identity(void *host, const struct instrument_identity *identity)
{
    struct probing *probing = host;
    probing->probe->identity = *identity;
}

/* False: given up. */
static bool wait_for(int fd, int cancel_fd, mono_ns until)
{
    struct pollfd set[] = {{.fd = fd, .events = POLLIN}, {.fd = cancel_fd, .events = POLLIN}};
    mono_ns left = until - mono_now();
    if (left < 0)
        left = 0;
    if (left > 20 * MONO_MS)
        left = 20 * MONO_MS;
    poll(set, 2, (int)(left / MONO_MS) + 1);
    return set[1].revents == 0;
}

static void talk(struct probing *probing, const struct driver *driver, void *state,
                 struct wire *wire)
{
    const struct driver_io io = {
        .host = probing, .send = on_send, .event = on_event, .identity = on_identity};
    const mono_ns until = mono_now() + driver->announces_within + 200 * MONO_MS;
    driver->opened(state, mono_now(), &io);
    while (!probing->is_over && mono_now() < until) {
        uint8_t data[512];
        size_t n = 0;
        enum status status = output_flush(&probing->output, wire, mono_now());
        if (status == STATUS_OK)
            status = wire->ops->read(wire, data, sizeof data, &n);
        probing->probe->was_heard = probing->probe->was_heard || n > 0;
        if (n > 0)
            driver->bytes(state, mono_now(), data, n, &io);
        if (status != STATUS_OK) {
            probing->probe->status = status;
            return;
        }
        if (mono_now() >= driver->deadline(state))
            driver->tick(state, mono_now(), &io);
        const mono_ns due = mono_min(driver->deadline(state), output_deadline(&probing->output));
        if (n == 0 && !wait_for(wire->fd, probing->cancel_fd, due)) {
            probing->probe->status = STATUS_STOPPED;
            return;
        }
    }
}

void probe_port(const struct port_name *name, const struct driver *driver, int cancel_fd,
                struct probe *probe)
{
    struct probing probing = {.probe = probe, .cancel_fd = cancel_fd};
    alignas(16) uint8_t state[DRIVER_STATE_MAX];
    const struct driver_config config = {.only_identifies = true};
    struct open_port port;
    memset(probe, 0, sizeof *probe);
    memset(state, 0, sizeof state);
    probe->status = port_open(name, &driver->line, cancel_fd, &port, &probe->why);
    if (probe->status != STATUS_OK)
        return;
    probe->port = port.info;
    probe->status = why_set(&probe->why, STATUS_TIMEOUT, "no answer in time");
    output_init(&probing.output, driver->line.baud ? 10 * MONO_SEC / (mono_ns)driver->line.baud : 0,
                driver->line.byte_gap);
    driver->init(state, &config);
    struct wire wire = wire_of_fd(port.fd);
    talk(&probing, driver, state, &wire);
    port_close(&port);
}

bool probe_is_of_instrument(enum status status)
{
    return status == STATUS_IDENTITY || status == STATUS_TIMEOUT || status == STATUS_PROTOCOL;
}

bool probe_may_ask(const struct port_name *name, const struct driver *driver)
{
    return driver->line.baud > 0 || name->kind == PORT_TCP || name->kind == PORT_PTY;
}

const struct driver *probe_all_drivers(const struct port_name *name,
                                       const struct probe_watch *watch, struct probe *probe)
{
    const struct driver *driver;
    bool was_heard = false;
    memset(probe, 0, sizeof *probe);
    for (size_t i = 0; (driver = driver_at(i)); i++) {
        if (driver->is_on_screen || driver->is_told_only || !probe_may_ask(name, driver))
            continue;
        if (watch->asks)
            watch->asks(watch->context, driver);
        probe_port(name, driver, watch->cancel_fd, probe);
        if (probe->status == STATUS_OK)
            return driver;
        was_heard = was_heard || probe->was_heard;
        if (!probe_is_of_instrument(probe->status))
            break; /* the port itself: no other driver will fare better */
    }
    probe->was_heard = was_heard;
    return NULL;
}
