/* Simulated instruments on ptys, each in a process of its own, for tests that look for them, pull them out and put weights
 * on them. */
#ifndef LIMEN_TESTS_SIM_GAUGES_H
#define LIMEN_TESTS_SIM_GAUGES_H

#include "hw/bench_spec.h"
#include "session/sim_child.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct sim_gauge_child {
    struct sim_child child;
    struct sim_participant participant;
    char port[SIM_CHILD_LINK_MAX + 8]; /* pty:LINK */
};

static inline void gauges_folder(char folder[64])
{
    snprintf(folder, 64, "/tmp/limen-gauges-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

/* `nursery`: of a test that has threads; else NULL. */
static inline void gauge_plug(struct sim_gauge_child *gauge, struct nursery *nursery,
                              const char *folder, const char *name)
{
    struct why why = {0};
    /* it goes with the last of its instruments */
    assert_true(mkdir(folder, 0700) == 0 || errno == EEXIST);
    gauge->participant = sim_participant_defaults();
    const struct sim_pty_config config = {
        .instrument = sim_find(name), .participant = &gauge->participant, .seed = 1, .stop_fd = -1};
    assert_non_null(config.instrument);
    if (sim_child_start(&config, folder, nursery, &gauge->child, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    snprintf(gauge->port, sizeof gauge->port, "pty:%s", gauge->child.link);
}

/* It is the algometer of a bench, and somebody responds by a key. */
static inline struct bench_spec gauge_bench(const struct sim_gauge_child *gauge)
{
    struct bench_spec spec = {.n_instruments = 1, .n_responses = 1};
    spec.instruments[0] =
        (struct instrument_spec){.name = "algometer", .driver = "mark10", .capacity_n = 500};
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "%.127s", gauge->port);
    spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
    spec.responses[0] = (struct response_spec){.kind = RESPONSE_KEY, .code = "b"};
    return spec;
}

/* Its pty is gone, as when the cable is pulled. */
static inline void gauge_unplug(struct sim_gauge_child *gauge)
{
    sim_child_stop(&gauge->child);
}

#endif
