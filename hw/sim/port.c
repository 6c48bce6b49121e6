#include "sim/port.h"

#include <assert.h>
#include <string.h>

enum { BITS_PER_BYTE = 10 }; /* start, eight data bits, stop */

static bool is_full(const struct sim_port *port, size_t n, size_t pieces)
{
    return port->output_head - port->output_tail + n > SIM_PORT_OUTPUT ||
           port->piece_head - port->piece_tail + pieces > SIM_PORT_PIECES;
}

static void put(struct sim_port *port, mono_ns due, const uint8_t *data, size_t n, bool is_alone)
{
    const uint32_t at = port->output_head % SIM_PORT_OUTPUT;
    const size_t first = n < SIM_PORT_OUTPUT - at ? n : SIM_PORT_OUTPUT - at;
    memcpy(port->output + at, data, first);
    if (first < n)
        memcpy(port->output, data + first, n - first);
    port->output_head += (uint32_t)n;
    port->pieces[port->piece_head++ % SIM_PORT_PIECES] =
        (struct sim_port_piece){.due = due, .n = (uint32_t)n, .is_alone = is_alone};
}

static mono_ns byte_time(const struct sim_port *port)
{
    const uint32_t baud = port->config.instrument->baud;
    return port->config.is_paced && baud ? BITS_PER_BYTE * MONO_SEC / baud : 0;
}

/* A line keeps the order of its bytes: nothing is due before what was sent earlier. */
static mono_ns due_at(const struct sim_port *port, const struct sim_fault_message *message,
                      mono_ns sent)
{
    mono_ns due = sent + message->delay;
    if (message->hold) {
        const mono_ns since = due - port->faults.power_on;
        due = port->faults.power_on + (since + message->hold - 1) / message->hold * message->hold;
    }
    if (port->piece_head != port->piece_tail) {
        const mono_ns last = port->pieces[(port->piece_head - 1) % SIM_PORT_PIECES].due;
        due = due < last ? last : due;
    }
    return due;
}

static void transmit(struct sim_port *port, mono_ns t, const uint8_t *data,
                     const struct sim_fault_message *message)
{
    if (!message->n)
        return;
    if (is_full(port, message->n, message->is_split ? message->n : 1)) {
        port->lost += message->n;
        return;
    }
    const mono_ns start = port->line_free > t ? port->line_free : t;
    port->line_free = start + (mono_ns)message->n * byte_time(port);
    const mono_ns due = due_at(port, message, port->line_free);
    if (!message->is_split) {
        put(port, due, data, message->n, false);
        return;
    }
    for (size_t i = 0; i < message->n; i++)
        put(port, due + (mono_ns)i * message->gap, data + i, 1, true);
}

static void send(void *host, mono_ns t, const uint8_t *data, size_t n)
{
    struct sim_port *port = host;
    assert(n <= SIM_MESSAGE_MAX);
    if (port->is_unplugged)
        return;
    struct sim_fault_message message;
    message.n = n;
    message.delay = message.hold = message.gap = 0;
    message.is_split = false;
    if (port->faults.n_open > 0) {
        memcpy(message.data, data, n);
        sim_faults_apply(&port->faults, &message);
        data = message.data;
    }
    transmit(port, t, data, &message);
}

static enum status check_faults(const struct sim_port_config *config, struct why *why)
{
    if (config->n_faults > SIM_FAULTS_MAX)
        return why_set(why, STATUS_FULL, "At most %d faults at a time.", SIM_FAULTS_MAX);
    for (size_t i = 0; i < config->n_faults; i++) {
        const struct sim_fault *fault = &config->faults[i];
        struct sim_act act;
        /* a slow hand concerns every instrument */
        if (fault->kind == SIM_FAULT_SLOW_RAMP || !sim_fault_act(fault, 0, true, &act) ||
            config->instrument->can(config->instrument, &act))
            continue;
        const char *settings =
            fault->kind == SIM_FAULT_SETTING ? config->instrument->settings : NULL;
        return why_set(why, STATUS_INVALID, "The fault \"%s%s%s\" makes no sense for %s%s%s.",
                       sim_fault_word(fault->kind), fault->to[0] ? ":to=" : "", fault->to,
                       config->instrument->name, settings ? "; its settings are " : "",
                       settings ? settings : "");
    }
    return STATUS_OK;
}

enum status sim_port_init(struct sim_port *port, const struct sim_port_config *config, mono_ns now,
                          struct why *why)
{
    assert(config->instrument->state_size <= SIM_STATE_MAX);
    const enum status status = check_faults(config, why);
    if (status != STATUS_OK)
        return status;
    memset(port, 0, sizeof *port);
    port->config = *config;
    port->io = (struct sim_io){.host = port, .send = send};
    port->now = port->deaf_until = port->line_free = now;
    port->edges_seen = config->world->n_edges;
    sim_faults_init(&port->faults, config->faults, config->n_faults, config->seed, now);
    config->instrument->init(port->state, config->instrument, config->world, now);
    return STATUS_OK;
}

static void unplug(struct sim_port *port, bool out)
{
    port->is_unplugged = out;
    if (!out)
        return;
    port->is_gone = true;
    port->n_input = 0;
    port->output_tail = port->output_head;
    port->piece_tail = port->piece_head;
}

static void change(struct sim_port *port, const struct sim_fault_change *change)
{
    const struct sim_fault *fault = change->fault;
    struct sim_world *world = port->config.world;
    if (fault->kind == SIM_FAULT_UNPLUG)
        unplug(port, change->on);
    if (fault->kind == SIM_FAULT_STUCK_BUTTON)
        sim_world_stick(world, change->t, change->on);
    if (fault->kind == SIM_FAULT_SLOW_RAMP)
        sim_world_hand_rate(world, change->t, change->on ? fault->by : 1);
    if (fault->kind == SIM_FAULT_REBOOT && !change->on)
        return;
    const struct sim_instrument *instrument = port->config.instrument;
    struct sim_act act;
    if (!sim_fault_act(fault, change->t, change->on, &act) || !instrument->can(instrument, &act))
        return;
    if (fault->kind == SIM_FAULT_REBOOT) {
        act.t += fault->lasts;
        port->deaf_until = act.t;
    }
    instrument->act(port->state, &act);
}

static mono_ns instrument_deadline(const struct sim_port *port)
{
    const mono_ns due = port->config.instrument->deadline(port->state);
    return due < port->deaf_until ? port->deaf_until : due;
}

static mono_ns inner_deadline(const struct sim_port *port)
{
    const mono_ns world = sim_world_deadline(port->config.world);
    const mono_ns first = mono_min(instrument_deadline(port), world);
    return port->faults.n ? mono_min(first, sim_faults_deadline(&port->faults, port->config.world))
                          : first;
}

static void tell_edges(struct sim_port *port)
{
    struct sim_edge edge;
    while (sim_world_edge(port->config.world, &port->edges_seen, &edge))
        if (port->config.button)
            port->config.button(port->config.host, edge.t, edge.pressed);
}

static void step(struct sim_port *port, mono_ns t)
{
    struct sim_fault_change due;
    while (port->faults.n && sim_faults_next(&port->faults, port->config.world, t, &due))
        change(port, &due);
    sim_world_turn(port->config.world, t);
    if (t >= port->deaf_until)
        port->config.instrument->tick(port->state, t, &port->io);
}

/* True: a step was made at `now`, after which nothing is due before later. */
static bool advance(struct sim_port *port, mono_ns now)
{
    for (mono_ns t = inner_deadline(port); t <= now; t = inner_deadline(port)) {
        t = t < port->now ? port->now : t;
        step(port, t);
        if (t == now)
            return true;
    }
    return false;
}

void sim_port_turn(struct sim_port *port, mono_ns now)
{
    const bool is_up = advance(port, now);
    port->now = now;
    const size_t n = port->n_input;
    port->n_input = 0;
    if (now >= port->deaf_until) {
        if (n && !port->is_unplugged)
            port->config.instrument->bytes(port->state, now, port->input, n, &port->io);
        /* brings the plant up to now, and tells of an edge that something else made since the last
         * turn */
        if (n || !is_up)
            port->config.instrument->tick(port->state, now, &port->io);
    }
    if (n)
        advance(port, now);
    tell_edges(port);
}

mono_ns sim_port_deadline(const struct sim_port *port)
{
    if (port->n_input)
        return port->now;
    mono_ns first = inner_deadline(port);
    for (uint32_t i = port->piece_tail; i != port->piece_head; i++) {
        const mono_ns due = port->pieces[i % SIM_PORT_PIECES].due;
        if (due > port->now)
            return mono_min(first, due);
    }
    return first;
}

double sim_port_output(const struct sim_port *port)
{
    return port->config.instrument->output(port->state);
}

uint64_t sim_port_flash_writes(const struct sim_port *port)
{
    const struct sim_instrument *instrument = port->config.instrument;
    return instrument->flash_writes ? instrument->flash_writes(port->state) : 0;
}

/* Takes from the oldest piece; what is left of it stays. */
static size_t take(struct sim_port *port, uint8_t *data, size_t cap)
{
    struct sim_port_piece *piece = &port->pieces[port->piece_tail % SIM_PORT_PIECES];
    const size_t n = piece->n < cap ? piece->n : cap;
    const uint32_t at = port->output_tail % SIM_PORT_OUTPUT;
    const size_t first = n < SIM_PORT_OUTPUT - at ? n : SIM_PORT_OUTPUT - at;
    memcpy(data, port->output + at, first);
    if (first < n)
        memcpy(data + first, port->output, n - first);
    port->output_tail += (uint32_t)n;
    piece->n -= (uint32_t)n;
    if (!piece->n)
        port->piece_tail++;
    return n;
}

static bool is_ready(const struct sim_port *port)
{
    return port->piece_tail != port->piece_head &&
           port->pieces[port->piece_tail % SIM_PORT_PIECES].due <= port->now;
}

enum status sim_port_read(struct sim_port *port, uint8_t *data, size_t cap, size_t *n)
{
    *n = 0;
    if (port->is_gone)
        return STATUS_GONE;
    while (*n < cap && is_ready(port)) {
        const bool is_alone = port->pieces[port->piece_tail % SIM_PORT_PIECES].is_alone;
        if (is_alone && *n)
            break;
        *n += take(port, data + *n, cap - *n);
        if (is_alone)
            break;
    }
    return STATUS_OK;
}

enum status sim_port_write(struct sim_port *port, const uint8_t *data, size_t n, size_t *written)
{
    *written = 0;
    if (port->is_gone)
        return STATUS_GONE;
    const size_t room = sizeof port->input - port->n_input;
    *written = n < room ? n : room;
    memcpy(port->input + port->n_input, data, *written);
    port->n_input += *written;
    return STATUS_OK;
}

enum status sim_port_open(struct sim_port *port)
{
    if (port->is_unplugged)
        return STATUS_NOT_FOUND;
    port->is_gone = false;
    port->n_input = 0;
    return STATUS_OK;
}
