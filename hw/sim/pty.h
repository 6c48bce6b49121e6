/* A simulated instrument on a pseudo-terminal or behind a TCP port, in real time, in a process of its own.
 *
 * Whoever opens the slave path finds the instrument behind it. Over a control socket a session says
 * which trial is armed (sim/control.h) and hears the participant's button. Without one the
 * simulation is alone: the hand presses whenever a measurement begins (sim_world_begin). A response
 * box on a second pty sends one byte per press. The fault `unplug` closes the pty, so that its
 * reader sees the end; when the cable is back a new pty is made and the symbolic link, if there is
 * one, points to it.
 *
 * Over TCP one client is heard at a time; who connects meanwhile is heard after it. What a client leaves behind is that of the
 * instrument: it does not notice who is there. The fault `unplug` ends the connection, and none is made until it is over. */
#ifndef LIMEN_SIM_PTY_H
#define LIMEN_SIM_PTY_H

#include "sim/control.h"
#include "sim/port.h"

#include <signal.h>

enum { SIM_PTY_PATH = 128, SIM_TCP_NAME = 64, SIM_PTY_BOX_BYTE = '1' };

struct sim_pty_config {
    const struct sim_instrument *instrument;
    const struct sim_participant *participant;
    uint64_t seed;
    const struct sim_fault *faults;
    size_t n_faults;
    const char
        *link; /* symbolic link to the pty; NULL: none. Replaces only a link that leads nowhere. */
    const char *listen; /* address and port of a TCP server in the place of the pty; NULL: none */
    int control_fd;     /* connected stream socket, non-blocking; -1: none. Its end ends the run. */
    const char *control_path; /* listens here for one session at a time; NULL: does not */
    int stop_fd;              /* readable: the run ends; -1: none */
    bool with_box;
    const char *box_link; /* NULL: none */
};

struct sim_pty_line {
    int master;
    int slave;        /* held open so that the pty stays alive between two readers */
    const char *link; /* borrowed; NULL: none */
    char path[SIM_PTY_PATH];
};

struct sim_tcp_line {
    int listener;            /* -1: none */
    char name[SIM_TCP_NAME]; /* "127.0.0.1:9797", with the port it got */
};

struct sim_pty {
    struct sim_pty_config config;
    struct sim_world world;
    struct sim_port *port;
    struct sim_pty_line line, box;
    struct sim_tcp_line tcp; /* its client is the master of `line` */
    int signal_fd;           /* SIGTERM, SIGINT, SIGHUP */
    sigset_t signals_before;
    int listener, session; /* -1: none; the session is closed here unless it came as control_fd */
    size_t n_control;
    uint8_t control[SIM_CONTROL_SIZE]; /* the message that is arriving */
    mono_ns now;
    double felt_told; /* to the session */
};

/* Opens ptys, links and sockets and switches the instrument on. SIGTERM, SIGINT and SIGHUP end it from now on (of the calling
 * thread they are blocked until it is closed there). Strings of the config must outlive the pty. On failure nothing is left open. STATUS_IO, STATUS_BUSY (a link path or TCP port that is in use),
 * STATUS_INVALID (no address),
 * STATUS_NO_MEMORY, or as sim_port_init. */
MUST_CHECK
enum status sim_pty_open(struct sim_pty *pty, const struct sim_pty_config *config, struct why *why);
void sim_pty_close(struct sim_pty *pty); /* removes links and socket path */

/* The slave's path: what a program opens; of a TCP server its address and port. */
const char *sim_pty_path(const struct sim_pty *pty);
const char *sim_pty_box_path(const struct sim_pty *pty);

/* Runs until asked to stop: stop_fd readable, control_fd at its end, SIGTERM, SIGINT or SIGHUP. */
MUST_CHECK
enum status sim_pty_run(struct sim_pty *pty, struct why *why);

#endif
