/* Replug: a simulated gauge is pulled out of its pty and plugged in again, in a process of its own, and the time is taken from
 * the moment when the new pty stands at the old name until the bench says that the instrument is ready. For each kind of
 * gauge: opening is looked for every 100 ms, and each recognises its instrument in its own way. */
#include "cli/measure.h"

#include "base/clock.h"
#include "base/nursery.h"
#include "session/sim_child.h"
#include "session/stand.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REPEATS = 20, REPEATS_MAX = 1000 };
#define PATIENCE (30 * MONO_SEC)

struct socket {
    const char *instrument;
    char folder[64];
    struct nursery *nursery;
    struct sim_participant participant;
    struct sim_child child;
    struct stop_line stop;
    struct bench_spec spec;
    struct stand *stand;
};

static enum status plug(struct socket *socket, struct why *why)
{
    const struct sim_pty_config config = {.instrument = sim_find(socket->instrument),
                                          .participant = &socket->participant,
                                          .seed = 1,
                                          .stop_fd = -1};
    if (mkdir(socket->folder, 0700) != 0 && errno != EEXIST)
        return why_set(why, STATUS_IO, "cannot make %s: %s", socket->folder, strerror(errno));
    return sim_child_start(&config, socket->folder, socket->nursery, &socket->child, why);
}

static enum status await(struct socket *socket, bool ready, struct why *why)
{
    const struct stand_view view = {0};
    const mono_ns until = mono_now() + PATIENCE;
    while (desk_known(stand_desk(socket->stand), 0)->is_ready != ready) {
        struct pollfd set[STAND_POLL_MAX];
        const size_t n = stand_poll(socket->stand, set);
        if (mono_now() > until)
            return why_set(why, STATUS_TIMEOUT, "%s does not %s", socket->instrument,
                           ready ? "become ready" : "go");
        poll(set, (nfds_t)n, 10);
        stand_turn(socket->stand, &view);
    }
    return STATUS_OK;
}

static enum status open_socket(struct socket *socket, struct why *why)
{
    struct instrument_spec *spec = &socket->spec.instruments[0];
    socket->participant = sim_participant_defaults();
    socket->spec.n_instruments = 1;
    *spec = (struct instrument_spec){.name = "gauge", .capacity_n = 500};
    snprintf(spec->driver, sizeof spec->driver, "%s", socket->instrument);
    if (driver_find(socket->instrument)
            ->write_stop) /* behind a bridge: where the simulated one is */
        snprintf(spec->bridge_port, sizeof spec->bridge_port, "COM1");
    enum status status = plug(socket, why);
    snprintf(spec->port, sizeof spec->port, "pty:%.100s", socket->child.link);
    const struct stand_config config = {.spec = &socket->spec, .stop = &socket->stop};
    if (status == STATUS_OK)
        status = stand_open(&config, &socket->stand, why);
    return status == STATUS_OK ? stand_go(socket->stand, why) : status;
}

static enum status close_socket(struct socket *socket, enum status status, struct why *why)
{
    struct why last;
    if (socket->stand && stand_close(socket->stand, &last) != STATUS_OK && status == STATUS_OK)
        status = why_set(why, STATUS_TIMEOUT, "%s", last.text);
    if (socket->child.birth.pid > 0)
        sim_child_stop(&socket->child);
    rmdir(socket->folder);
    return status;
}

static enum status replug(struct socket *socket, size_t n, double *ms, struct why *why)
{
    enum status status = await(socket, true, why);
    for (size_t i = 0; i < n && status == STATUS_OK; i++) {
        sim_child_stop(&socket->child);
        status = await(socket, false, why);
        if (status == STATUS_OK)
            status = plug(socket, why);
        const mono_ns began = mono_now();
        if (status == STATUS_OK)
            status = await(socket, true, why);
        ms[i] = (double)(mono_now() - began) / 1e6;
    }
    return status;
}

static enum status measure_one(struct nursery *nursery, const char *instrument, size_t n,
                               double *ms, struct why *why)
{
    struct socket socket = {.instrument = instrument, .nursery = nursery};
    enum status status = measure_folder(socket.folder, why);
    if (status != STATUS_OK)
        return status;
    stop_init(&socket.stop);
    status = open_socket(&socket, why);
    if (status == STATUS_OK)
        status = replug(&socket, n, ms, why);
    status = close_socket(&socket, status, why);
    stop_fini(&socket.stop);
    return status;
}

/* All kinds that our drivers know under their own name. */
static enum status measure_all(struct nursery *nursery, size_t n, double *ms, struct why *why)
{
    enum status status = STATUS_OK;
    bool is_first = true;
    printf("{\"benchmark\":\"replug\",\"repeats\":%zu,\"instruments\":[", n);
    for (size_t i = 0; driver_at(i) && status == STATUS_OK; i++) {
        const char *name = driver_at(i)->name;
        if (!sim_find(name) || driver_at(i)->is_told_only) /* it does not say that it is back */
            continue;
        status = measure_one(nursery, name, n, ms, why);
        const struct measure_spread spread = measure_spread(ms, n);
        if (status == STATUS_OK)
            printf("%s{\"instrument\":\"%s\",\"p50_ms\":%.0f,\"p99_ms\":%.0f,\"max_ms\":%.0f}",
                   is_first ? "" : ",", name, spread.p50, spread.p99, spread.max);
        is_first = false;
    }
    puts("]}");
    return status;
}

enum status measure_replug(const struct measure_options *options, struct why *why)
{
    const size_t n = options->repeats == 0            ? REPEATS
                     : options->repeats > REPEATS_MAX ? REPEATS_MAX
                                                      : (size_t)options->repeats;
    double *ms = calloc(n, sizeof *ms);
    struct nursery *nursery = NULL;
    enum status status = ms ? nursery_start(&nursery, why)
                            : why_set(why, STATUS_NO_MEMORY, "no memory for the benchmark");
    if (status == STATUS_OK)
        status = measure_all(nursery, n, ms, why);
    nursery_stop(nursery);
    free(ms);
    return status;
}
