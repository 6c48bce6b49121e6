#include "sim/pty.h"

#include "base/clock.h"
#include "pty_line_internal.h"
#include "tcp_line_internal.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1024 };
#define FELT_STEP 0.05
#define CUE_AGE_MAX MONO_SEC /* an older time in a message is not believed */

static void session_close(struct sim_pty *pty)
{
    if (pty->session >= 0 && pty->session != pty->config.control_fd)
        close(pty->session);
    pty->session = -1;
    pty->n_control = 0;
}

/* Whole or not at all as far as the session is concerned: one that does not read is let go. */
static void tell_session(struct sim_pty *pty, const struct sim_control *message)
{
    uint8_t out[SIM_CONTROL_SIZE];
    sim_control_encode(message, out);
    if (pty->session >= 0 &&
        send(pty->session, out, sizeof out, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)sizeof out)
        session_close(pty);
}

static void on_button(void *host, mono_ns t, bool pressed)
{
    struct sim_pty *pty = host;
    const struct sim_control message = {.kind = SIM_CONTROL_BUTTON, .t = t, .pressed = pressed};
    tell_session(pty, &message);
    const uint8_t byte = SIM_PTY_BOX_BYTE;
    /* a box that nobody reads fills up and loses the byte, as a real one would */
    if (pressed && pty->box.master >= 0 && write(pty->box.master, &byte, 1) != 1)
        return;
}

/* In steps that a slider shows. */
static void tell_felt(struct sim_pty *pty)
{
    const double felt = sim_felt_here(&pty->world.felt);
    const bool is_gone = felt <= 0 && pty->felt_told > 0;
    if (fabs(felt - pty->felt_told) < FELT_STEP && !is_gone)
        return;
    pty->felt_told = felt;
    const struct sim_control message = {.kind = SIM_CONTROL_FELT, .t = pty->now, .felt = felt};
    tell_session(pty, &message);
}

static enum status listen_at(struct sim_pty *pty, const char *path, struct why *why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return why_set(why, STATUS_INVALID, "The path of the control socket is too long: %s.",
                       path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    pty->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (pty->listener >= 0 &&
        bind(pty->listener, (const struct sockaddr *)&address, sizeof address) == 0 &&
        listen(pty->listener, 1) == 0)
        return STATUS_OK;
    const int error = errno;
    if (pty->listener >= 0)
        close(pty->listener);
    pty->listener = -1;
    if (error == EADDRINUSE)
        return why_set(why, STATUS_BUSY,
                       "%s is there already: remove it if no simulation uses it, or choose another "
                       "path.",
                       path);
    return why_set(why, STATUS_IO, "Cannot listen at %s: %s.", path, strerror(error));
}

static enum status port_open(struct sim_pty *pty, struct why *why)
{
    const struct sim_pty_config *config = &pty->config;
    pty->port = calloc(1, sizeof *pty->port);
    if (!pty->port)
        return why_set(why, STATUS_NO_MEMORY, "Out of memory.");
    sim_world_init(&pty->world, config->participant, config->seed);
    pty->world.is_alone = config->control_fd < 0 && !config->control_path;
    const struct sim_port_config port = {.instrument = config->instrument,
                                         .world = &pty->world,
                                         .faults = config->faults,
                                         .n_faults = config->n_faults,
                                         .seed = config->seed,
                                         .is_paced = true,
                                         .button = on_button,
                                         .host = pty};
    pty->now = mono_now();
    return sim_port_init(pty->port, &port, pty->now, why);
}

/* From before there is a link until it is removed, whenever they come. */
static enum status signals_catch(struct sim_pty *pty, struct why *why)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    if (pthread_sigmask(SIG_BLOCK, &ends, &pty->signals_before))
        return why_set(why, STATUS_IO, "Cannot catch signals.");
    pty->signal_fd = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    if (pty->signal_fd >= 0)
        return STATUS_OK;
    pthread_sigmask(SIG_SETMASK, &pty->signals_before, NULL);
    return why_set(why, STATUS_IO, "Cannot catch signals: %s.", strerror(errno));
}

/* What has come has done its work here. */
static void signals_release(struct sim_pty *pty)
{
    struct signalfd_siginfo taken;
    if (pty->signal_fd < 0)
        return;
    while (read(pty->signal_fd, &taken, sizeof taken) > 0)
        continue;
    close(pty->signal_fd);
    pty->signal_fd = -1;
    pthread_sigmask(SIG_SETMASK, &pty->signals_before, NULL);
}

static enum status line_open(struct sim_pty *pty, struct why *why)
{
    const struct sim_pty_config *config = &pty->config;
    return config->listen ? tcp_line_open(&pty->tcp, config->listen, why)
                          : pty_line_open(&pty->line, config->link, why);
}

static void line_unplug(struct sim_pty *pty)
{
    tcp_line_close(&pty->tcp);
    pty_line_unplug(&pty->line);
}

enum status sim_pty_open(struct sim_pty *pty, const struct sim_pty_config *config, struct why *why)
{
    memset(pty, 0, sizeof *pty);
    pty->config = *config;
    pty->signal_fd = -1;
    pty->line.master = pty->line.slave = pty->box.master = pty->box.slave = -1;
    pty->listener = pty->tcp.listener = -1;
    pty->session = config->control_fd;
    enum status status = signals_catch(pty, why);
    if (status == STATUS_OK)
        status = port_open(pty, why);
    if (status == STATUS_OK)
        status = line_open(pty, why);
    if (status == STATUS_OK && config->with_box)
        status = pty_line_open(&pty->box, config->box_link, why);
    if (status == STATUS_OK && config->control_path)
        status = listen_at(pty, config->control_path, why);
    if (status != STATUS_OK)
        sim_pty_close(pty);
    return status;
}

void sim_pty_close(struct sim_pty *pty)
{
    session_close(pty);
    if (pty->listener >= 0) {
        close(pty->listener);
        unlink(pty->config.control_path);
    }
    pty->listener = -1;
    pty_line_close(&pty->box);
    pty_line_close(&pty->line);
    tcp_line_close(&pty->tcp);
    free(pty->port);
    pty->port = NULL;
    signals_release(pty);
}

const char *sim_pty_path(const struct sim_pty *pty)
{
    return pty->config.listen ? pty->tcp.name : pty->line.path;
}

const char *sim_pty_box_path(const struct sim_pty *pty)
{
    return pty->box.path;
}

static void obey(struct sim_pty *pty)
{
    struct sim_control message;
    if (sim_control_decode(pty->control, &message) != STATUS_OK) {
        session_close(pty);
        return;
    }
    const bool is_believed = message.t <= pty->now && message.t > pty->now - CUE_AGE_MAX;
    const mono_ns t = is_believed ? message.t : pty->now;
    if (message.kind == SIM_CONTROL_CUE)
        sim_world_cue(&pty->world, t, &message.cue);
    if (message.kind == SIM_CONTROL_LOAD)
        pty->world.load_n = message.load_n;
    if (message.kind == SIM_CONTROL_FELT)
        sim_felt_tell(&pty->world.felt, SIM_FELT_ELSEWHERE, message.felt);
    if (message.kind == SIM_CONTROL_RELEASE)
        sim_world_release(&pty->world, t);
    if (message.kind == SIM_CONTROL_LEAD_HAND)
        sim_world_lead_hand(&pty->world, t, message.is_led, message.share);
    if (message.kind == SIM_CONTROL_LEAD_BUTTON)
        sim_world_lead_button(&pty->world, t, message.is_led, message.pressed);
}

/* False: the session's end was the given control_fd and is over. */
static bool hear_session(struct sim_pty *pty)
{
    while (pty->session >= 0) {
        const ssize_t n = recv(pty->session, pty->control + pty->n_control,
                               sizeof pty->control - pty->n_control, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (n <= 0) {
            session_close(pty);
            break;
        }
        pty->n_control += (size_t)n;
        if (pty->n_control < sizeof pty->control)
            continue;
        pty->n_control = 0;
        obey(pty);
    }
    return pty->config.control_fd < 0;
}

static void accept_session(struct sim_pty *pty)
{
    const int fd = accept4(pty->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    session_close(pty);
    pty->session = fd;
}

static void accept_client(struct sim_pty *pty)
{
    uint8_t data[CHUNK];
    size_t n;
    /* answers to one who is gone */
    while (sim_port_read(pty->port, data, sizeof data, &n) == STATUS_OK && n > 0)
        continue;
    pty->line.master = tcp_line_accept(&pty->tcp);
}

static void hear_program(struct sim_pty *pty)
{
    uint8_t data[CHUNK];
    const ssize_t n = pty->line.master >= 0 ? read(pty->line.master, data, sizeof data) : 0;
    size_t taken = 0;
    const bool is_over = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    if (pty->config.listen && is_over)
        pty_line_unplug(&pty->line);
    if (n > 0 && sim_port_write(pty->port, data, (size_t)n, &taken) != STATUS_OK)
        return; /* the cable is out */
}

static ssize_t put(const struct sim_pty *pty, const uint8_t *data, size_t n)
{
    return pty->config.listen ? send(pty->line.master, data, n, MSG_NOSIGNAL)
                              : write(pty->line.master, data, n);
}

/* A pty that is full has no reader: what the instrument says then is lost, as on a line. */
static void tell_program(struct sim_pty *pty)
{
    uint8_t data[CHUNK];
    size_t n;
    while (sim_port_read(pty->port, data, sizeof data, &n) == STATUS_OK && n > 0)
        if (put(pty, data, n) < 0)
            return;
}

static enum status follow_cable(struct sim_pty *pty, struct why *why)
{
    if (!pty->port->is_gone)
        return STATUS_OK;
    line_unplug(pty);
    if (sim_port_open(pty->port) != STATUS_OK)
        return STATUS_OK;
    return line_open(pty, why);
}

enum {
    WATCH_LINE,
    WATCH_CLIENTS,
    WATCH_SESSION,
    WATCH_LISTENER,
    WATCH_STOP,
    WATCH_SIGNAL,
    WATCH_COUNT
};

static bool wait_for(struct sim_pty *pty, struct pollfd watch[WATCH_COUNT])
{
    const int fds[WATCH_COUNT] = {[WATCH_LINE] = pty->line.master,
                                  [WATCH_CLIENTS] = pty->line.master < 0 ? pty->tcp.listener : -1,
                                  [WATCH_SESSION] = pty->session,
                                  [WATCH_LISTENER] = pty->listener,
                                  [WATCH_STOP] = pty->config.stop_fd,
                                  [WATCH_SIGNAL] = pty->signal_fd};
    for (size_t i = 0; i < WATCH_COUNT; i++)
        watch[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    const mono_ns due = sim_port_deadline(pty->port), now = mono_now();
    const mono_ns wait = due == MONO_NEVER ? MONO_SEC : due > now ? due - now : 0;
    const struct timespec timeout = {.tv_sec = wait / MONO_SEC, .tv_nsec = wait % MONO_SEC};
    return ppoll(watch, WATCH_COUNT, &timeout, NULL) >= 0 || errno == EINTR;
}

/* False: time to end. */
static bool turn(struct sim_pty *pty, const struct pollfd watch[WATCH_COUNT])
{
    pty->now = mono_now();
    sim_port_turn(pty->port, pty->now);
    if (watch[WATCH_LISTENER].revents)
        accept_session(pty);
    const bool goes_on = !watch[WATCH_SESSION].revents || hear_session(pty);
    if (watch[WATCH_CLIENTS].revents)
        accept_client(pty);
    if (watch[WATCH_LINE].revents)
        hear_program(pty);
    sim_port_turn(pty->port, pty->now);
    tell_program(pty);
    tell_felt(pty);
    return goes_on && !watch[WATCH_STOP].revents && !watch[WATCH_SIGNAL].revents;
}

enum status sim_pty_run(struct sim_pty *pty, struct why *why)
{
    struct pollfd watch[WATCH_COUNT] = {0};
    do {
        const enum status status = follow_cable(pty, why);
        if (status != STATUS_OK)
            return status;
        if (!wait_for(pty, watch))
            return why_set(why, STATUS_IO, "Waiting failed: %s.", strerror(errno));
    } while (turn(pty, watch));
    return STATUS_OK;
}
