/* Fault scripts: what goes wrong between an instrument and the program, or at the instrument, and
 * when.
 *
 * A fault is written `name` or `name:key=value,key=value`; sim_fault_help() lists all with their
 * units. Each has a window: it begins `at` after the last cue (or after power on) and lasts `for`.
 * A window that is open is not opened a second time by the next cue. */
#ifndef LIMEN_SIM_FAULT_H
#define LIMEN_SIM_FAULT_H

#include "base/text.h"
#include "sim/sim.h"
#include "sim/world.h"

/*       name          word            what it does */
#define SIM_FAULT_LIST(X)                                                                          \
    X(DROP, "drop", "bytes from the instrument are lost, each with probability p (default 1)")     \
    X(GARBLE, "garble", "bytes from the instrument are changed, each with probability p (0.1)")    \
    X(SPLIT, "split", "every byte of a message arrives alone, gap apart (1ms)")                    \
    X(MERGE, "merge", "bytes are held back and arrive together every `for` (16ms)")                \
    X(DELAY, "delay", "messages arrive later by the time given (40ms)")                            \
    X(TRUNCATE, "truncate", "one message is cut short; with for, each with probability p (1)")     \
    X(DUPLICATE, "duplicate", "messages arrive twice, each with probability p (1)")                \
    X(STUCK_BUTTON, "stuck_button", "the participant's button stays down")                         \
    X(SILENCE, "silence", "the instrument says nothing, but still hears")                          \
    X(UNPLUG, "unplug", "the cable is out; with for, it comes back")                               \
    X(REBOOT, "reboot", "the instrument restarts, deaf and silent for the time given (0.5s)")      \
    X(IDENTITY, "identity", "another instrument answers; to=SERIAL: same kind, other serial")      \
    X(UNIT, "unit", "the unit is changed by hand; to=UNIT as on the wire (lbF)")                   \
    X(SLOW_RAMP, "slow_ramp", "pressure or heat rises at `by` times the rate asked for (0.5)")     \
    X(DRIFT, "drift", "the zero wanders, `by` N, kPa or degrees per minute (5)")                   \
    X(OVERLOAD, "overload", "more than it can measure (to=saturate, silent, word) or asked for")   \
    X(SETTING, "setting", "what its document leaves open is as to=WORD says (see Instruments)")

enum sim_fault_kind {
#define SIM_FAULT_ENUM(name, word, text) SIM_FAULT_##name,
    SIM_FAULT_LIST(SIM_FAULT_ENUM)
#undef SIM_FAULT_ENUM
        SIM_FAULT_COUNT
};

enum { SIM_FAULTS_MAX = 8 };

struct sim_fault {
    enum sim_fault_kind kind;
    mono_ns at;
    mono_ns lasts; /* NEVER: to the end */
    bool from_cue; /* else from power on */
    uint32_t cue;  /* only after the cue of this number (1: the first); 0: after every cue */
    double p;
    double by;
    mono_ns gap; /* of split; hold of merge; delay */
    char to[24];
    char of[24]; /* the instrument of a bench that it is of, by its name there; "": the first */
};

/* STATUS_INVALID with one sentence. */
MUST_CHECK
enum status sim_fault_parse(const char *spec, struct sim_fault *fault, struct why *why);
const char *sim_fault_word(enum sim_fault_kind kind);
void sim_fault_help(struct text *out);
/* How the fault acts on the instrument itself; false: it does not (only on the bytes or on the
 * world). */
bool sim_fault_act(const struct sim_fault *fault, mono_ns t, bool on, struct sim_act *act);

enum sim_fault_phase { SIM_FAULT_WAITING, SIM_FAULT_OPEN, SIM_FAULT_OVER };

struct sim_fault_run {
    struct sim_fault fault;
    enum sim_fault_phase phase;
    mono_ns begins, ends;
    rng_key key;
    uint64_t draws;
};

/* The script of one port while it runs. */
struct sim_faults {
    struct sim_fault_run runs[SIM_FAULTS_MAX];
    size_t n;
    size_t n_open;
    uint64_t cues; /* seen so far */
    mono_ns power_on;
};

struct sim_fault_change {
    const struct sim_fault *fault;
    bool on; /* its window opens; else it closes */
    mono_ns t;
};

/* `n` at most SIM_FAULTS_MAX. */
void sim_faults_init(struct sim_faults *faults, const struct sim_fault *list, size_t n,
                     uint64_t seed, mono_ns now);
/* The next window that opens or closes at or before `now`; false: none. */
bool sim_faults_next(struct sim_faults *faults, const struct sim_world *world, mono_ns now,
                     struct sim_fault_change *change);
mono_ns sim_faults_deadline(const struct sim_faults *faults, const struct sim_world *world);

/* What the open windows make of one message. */
struct sim_fault_message {
    uint8_t data[2 * SIM_MESSAGE_MAX];
    size_t n;      /* 0: nothing arrives */
    mono_ns delay; /* arrives later */
    mono_ns hold;  /* arrives at the next multiple of this; 0: at once */
    mono_ns gap;   /* between its bytes */
    bool is_split;
};
void sim_faults_apply(struct sim_faults *faults, struct sim_fault_message *message);

#endif
