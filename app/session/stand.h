/* The bench in real time: bench thread, keeper, simulated instruments in processes of their own where
 * the bench names some, responses. It lasts as long as its bench file does, and serves one session
 * after the other; between them it knows who is there. */
#ifndef LIMEN_SESSION_STAND_H
#define LIMEN_SESSION_STAND_H

#include "base/nursery.h"
#include "hw/keeper.h"
#include "link/port.h"
#include "session/desk.h"
#include "session/session.h"
#include "sim/control.h"
#include "sim/fault.h"

#include <poll.h>

struct stand;

struct stand_config {
    const struct bench_spec *spec;             /* ports of any kind; copied */
    const struct sim_participant *participant; /* for ports sim:INSTRUMENT */
    const struct sim_fault *faults; /* each of the instrument that it names (sim/fault.h) */
    size_t n_faults;
    uint64_t seed;
    enum language language; /* of what stand_halt() says, until stand_turn() tells another */
    struct stop_line *stop;
    struct keeper *keeper; /* borrowed, lives longer than the stand */
    struct nursery
        *nursery; /* starts the simulated instruments; NULL: the caller is single-threaded */
    const char
        *window; /* where the participant's window listens (window_listen()); NULL: there is none */
    bool with_trace;
    bool may_lack_responses; /* one that is not there is waited for; else it is refused */
};

/* What became of an instrument's port; what the instrument itself says is at the desk. */
struct stand_port {
    bool is_told;       /* since it was asked for last */
    unsigned n_told;    /* how often it was told at all */
    enum status status; /* STATUS_OK: it is open */
    struct why why;     /* when it is not */
    struct port_info info;
};

/* Told on the caller's thread, from stand_turn(). */
struct stand_view {
    void *view;
    enum language language; /* of the notices */
    void (*notice)(void *view, const char *sentence);
    void (*report)(void *view, const struct report *report); /* between sessions only */
};

/* Starts simulated instruments and opens responses. The thread that calls is the one of all other
 * functions here. */
MUST_CHECK
enum status stand_open(const struct stand_config *config, struct stand **out, struct why *why);
/* Starts the bench thread: ports are opened, reports come. */
MUST_CHECK
enum status stand_go(struct stand *stand, struct why *why);
/* What runs is stopped, ports are closed, the bench thread ends. STATUS_TIMEOUT: an instrument was not seen at rest, or a
 * port did not come back from the kernel. */
MUST_CHECK
enum status stand_halt(struct stand *stand, struct why *why);
/* Halts and frees. No session lives any more. As stand_halt(), STATUS_IO. */
MUST_CHECK
enum status stand_close(struct stand *stand, struct why *why);

struct bench *stand_bench(struct stand *stand);
struct desk *stand_desk(struct stand *stand);
/* The spec with its simulated ports replaced by their ptys is the stand's own; this is as it was given, with what is known
 * of its responses since they were opened. */
const struct bench_spec *stand_spec(const struct stand *stand);
const struct stand_port *stand_port(const struct stand *stand, uint8_t instrument);

/* For struct session_parts: `spec`, `desk`, `world`, `wake`, `bench_host`. */
void stand_parts(struct stand *stand, struct session_parts *parts);
/* From here on reports are the session's, which is told what is known; NULL: no session any more. */
void stand_serve(struct stand *stand, struct session *session);

/* What to watch: at most STAND_POLL_MAX. */
enum { STAND_POLL_MAX = 1 + INSTRUMENTS_MAX };
size_t stand_poll(const struct stand *stand, struct pollfd *set);
/* Takes what has come; before session_turn(). */
void stand_turn(struct stand *stand, const struct stand_view *view);

/* A key that the bench file names as a response was pressed or let go: `response` is its place in the spec. Nothing where
 * that is no key. */
void stand_press(struct stand *stand, uint8_t response, mono_ns t, bool pressed);
/* The newest reading of a role's channel, in its unit; false: none yet. */
bool stand_reading(const struct stand *stand, enum role role, double *value, mono_ns *t);
/* How many there were so far (bench_readings()); 0 where nobody has the role. */
uint32_t stand_readings(const struct stand *stand, enum role role);
/* A response that is no instrument's button is pulled out; it comes back by itself. */
bool stand_response_is_lost(const struct stand *stand, uint8_t response);
/* Then: why it cannot be had, as far as it is known; `why` "": it was pulled out. */
enum status stand_response(const struct stand *stand, uint8_t response, struct why *why);
/* Closes the instrument's link and opens it again. In a session only what is not ready, and while no stimulus runs. */
void stand_reopen(struct stand *stand, uint8_t instrument);
/* Between sessions: how the role's channel is read, COMMAND_STREAM or COMMAND_IDLE. An order that has no room is lost. */
void stand_read(struct stand *stand, enum role role, enum command_kind how);
/* An order to the bench, which is woken. STATUS_FULL. */
MUST_CHECK
enum status stand_order(struct stand *stand, const struct order *order);
/* To the simulated instruments: what a hand does in place of the simulated one. */
void stand_tell(struct stand *stand, const struct sim_control *message);

#endif
