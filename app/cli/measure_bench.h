/* What the benchmarks of the real loop share: an instrument's end of a pty, played by this thread, and a running bench on its
 * other end. */
#ifndef LIMEN_CLI_MEASURE_BENCH_H
#define LIMEN_CLI_MEASURE_BENCH_H

#include "base/stop_line.h"
#include "hw/bench.h"
#include "hw/bench_loop.h"
#include "hw/keeper.h"
#include "sim/sim.h"
#include "sim/world.h"
#include "stimulus/pressure_hold.h"

#include <stdatomic.h>

/* The calling thread's priority, where it is permitted: an instrument's end is a machine of its own and must not wait for a core
 * that the program keeps; a floor runs as the bench thread does. */
enum measure_part { MEASURE_PROGRAM, MEASURE_BENCH, MEASURE_INSTRUMENT };
void measure_as(enum measure_part part);

/* A simulated instrument behind the master side of a pty. */
struct peer {
    int master, slave; /* the slave is held open so that the pty stays alive */
    char path[64];
    const struct sim_instrument *instrument; /* NULL: says nothing by itself */
    struct sim_world world;
    mono_ns heard
        [128]; /* when each character came first since peer_forget(), while it was served; 0: it did not */
    _Alignas(16) uint8_t state[SIM_STATE_MAX];
};

enum status peer_open(struct peer *peer, const char *instrument, struct why *why);
void peer_close(struct peer *peer);
/* Serves the wire for one step of at most `wait`. */
void peer_turn(struct peer *peer, mono_ns wait);
/* Serves until `flag` is set; false: not within `limit`. */
bool peer_serve_until(struct peer *peer, const atomic_bool *flag, mono_ns limit);
void peer_forget(struct peer *peer);
/* Serves until the character has come; when that was, or MONO_NEVER after `limit`. */
mono_ns peer_serve_until_heard(struct peer *peer, char character, mono_ns limit);
/* Reads from a master until `word` has come; when that was, or MONO_NEVER after `limit`. What was read is handed to the
 * instrument afterwards. */
mono_ns peer_await(struct peer *peer, const char *word, mono_ns limit);

/* A bench with instruments of one kind on ports. */
struct rack {
    const char *driver;   /* NULL: presser. Set before rack_open(), as the next */
    bool button_responds; /* the participant's button is a response, not STOP */
    struct bench_spec spec;
    struct stop_line stop;
    struct keeper *keeper;
    struct bench *bench;
    struct bench_loop *loop;
    atomic_bool ready, started, done, stopped, rearmed;
    atomic_uint n_ready, n_done;                                      /* of several */
    bool (*record)(void *context, const struct bench_record *record); /* NULL: thrown away */
    void (*on_started)(void *context); /* bench thread; may be NULL */
    void *context;
    stimulus_handle handle;
    uint8_t
        outcome[REACTOR_OUTCOME_MAX]; /* of the last that is done; nothing where it was refused */
};

/* `ports`: n of them. Forks the keeper when `keeper`; the caller is then single-threaded. */
enum status rack_open(struct rack *rack, const char *const *ports, uint8_t n, bool keeper,
                      struct why *why);
/* STATUS_TIMEOUT: a port does not close, or a line has not taken its stop sequence. */
MUST_CHECK
enum status rack_close(struct rack *rack, struct why *why);
/* Starts what the order asks for; its kind and its handle are set here. */
enum status rack_start(struct rack *rack, struct order *order);
/* On outlet 1 of this presser. */
enum status rack_hold(struct rack *rack, uint8_t instrument, const struct pressure_hold_spec *spec);
/* A hold of 20 kPa for a minute on outlet 1 of the first presser; a press of its button stops it. */
enum status rack_press(struct rack *rack);
/* The method of limits to 50 degC on the first thermode, without a lead-in. */
enum status rack_heat(struct rack *rack);
enum status rack_rearm(struct rack *rack);

#endif
