/* One simulated instrument in memory: bytes in, bytes out, through a line rate and a fault script.
 *
 * The caller alternates: the program's turn (reads and writes), then sim_port_turn(now), then the
 * clock jumps to the earliest deadline of all. What the program writes reaches the instrument at
 * the next turn; what the instrument says can be read from its due time on. Nothing allocates. One
 * thread. Both queues are bounded. Input full: a write takes less. Output full: what the instrument
 * says is lost and counted, as at a port that nobody reads. */
#ifndef LIMEN_SIM_PORT_H
#define LIMEN_SIM_PORT_H

#include "sim/fault.h"
#include "sim/sim.h"
#include "sim/world.h"

enum { SIM_PORT_INPUT = 1024, SIM_PORT_OUTPUT = 16384, SIM_PORT_PIECES = 2048 };

struct sim_port_config {
    const struct sim_instrument *instrument;
    struct sim_world *world; /* borrowed; several ports may share one */
    const struct sim_fault *faults;
    size_t n_faults;
    uint64_t seed; /* of the faults */
    bool is_paced; /* bytes take their time on the line */
    /* The participant's button, with the exact instant; NULL: nobody wants to know. With several
     * ports on one world, one of them tells. */
    void (*button)(void *host, mono_ns t, bool pressed);
    void *host;
};

struct sim_port_piece {
    mono_ns due;
    uint32_t n;
    bool is_alone; /* not read together with what follows */
};

struct sim_port {
    struct sim_port_config config;
    struct sim_io io;
    struct sim_faults faults;
    mono_ns now;        /* of the last turn */
    mono_ns deaf_until; /* restarting */
    mono_ns line_free;  /* the last byte sent has left the line */
    bool is_unplugged;  /* now */
    bool is_gone;       /* was unplugged since the program opened it */
    uint64_t edges_seen;
    uint64_t lost; /* bytes, for want of room */
    size_t n_input;
    uint32_t output_head, output_tail, piece_head, piece_tail; /* counters */
    _Alignas(16) uint8_t state[SIM_STATE_MAX];
    uint8_t input[SIM_PORT_INPUT];
    uint8_t output[SIM_PORT_OUTPUT];
    struct sim_port_piece pieces[SIM_PORT_PIECES];
};

/* The port opens with the instrument switched on. STATUS_INVALID: a fault that this instrument
 * cannot have; STATUS_FULL: too many faults. */
MUST_CHECK
enum status sim_port_init(struct sim_port *port, const struct sim_port_config *config, mono_ns now,
                          struct why *why);

/* The program's side, as a wire: 0 bytes with STATUS_OK is "not now"; STATUS_GONE from the moment
 * the cable is out until sim_port_open() succeeds after it is back in (STATUS_NOT_FOUND before). */
MUST_CHECK
enum status sim_port_read(struct sim_port *port, uint8_t *data, size_t cap, size_t *n);
MUST_CHECK
enum status sim_port_write(struct sim_port *port, const uint8_t *data, size_t n, size_t *written);
MUST_CHECK
enum status sim_port_open(struct sim_port *port);

void sim_port_turn(struct sim_port *port, mono_ns now);
/* When the next turn is needed, or the next bytes can be read; may lie in the past. */
mono_ns sim_port_deadline(const struct sim_port *port);
/* What the instrument puts out; 0: at rest. */
double sim_port_output(const struct sim_port *port);
/* How often its flash was written; 0 where nothing wears. */
uint64_t sim_port_flash_writes(const struct sim_port *port);

#endif
