/* A session in virtual time: bench, drivers, simulated instruments, participant, store and script
 * on one thread, bytes included, with a clock that jumps. The basis of headless simulation, dry
 * runs and most tests. */
#ifndef LIMEN_SESSION_RIG_H
#define LIMEN_SESSION_RIG_H

#include "session/session.h"
#include "sim/fault.h"
#include "sim/port.h"

struct rig;

struct rig_config {
    const struct bench_spec *spec; /* ports sim:INSTRUMENT */
    const struct sim_participant *participant;
    const struct sim_fault *faults; /* each of the instrument that it names (sim/fault.h) */
    size_t n_faults;
    uint64_t seed; /* of the participant and the faults */
    bool is_paced; /* bytes take their time on the line; costs a second instant for each reading */
    /* Called between instants, e.g. to raise the stop line at a chosen time; may be NULL. */
    void (*between)(void *context, struct rig *rig, mono_ns now);
    /* When `between` wants to be called at the latest; NULL: it does not care. */
    mono_ns (*deadline)(const void *context);
    void *context;
};

struct rig_report {
    mono_ns duration; /* virtual */
    uint64_t instants;
    struct session_key key;
};

/* Runs the session to its end. `parts->spec`, `->world`, `->wake` are filled in here; `->writer`
 * must not have a thread, and has nothing left to write afterwards. The session's result, with the
 * sentence. */
MUST_CHECK
enum status rig_run(const struct rig_config *rig, const struct session_config *config,
                    const struct session_parts *parts, struct rig_report *report, struct why *why);

/* For `between`. */
struct bench *rig_bench(struct rig *rig);
struct session *rig_session(struct rig *rig);
struct desk *rig_desk(struct rig *rig);
struct sim_port *rig_port(struct rig *rig, uint8_t instrument);
/* The disk takes nothing until it is let go. */
void rig_hold_store(struct rig *rig, bool is_held);
/* Somebody sets the computer's clock. */
void rig_set_clock(struct rig *rig, utc_us by);

#endif
