/* The bench that a plan is made with: the lab's own instruments as far as they can be simulated, its limits, and a participant
 * who responds. */
#include "session/plan.h"

#include "session/sim_bench.h"
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>

/* What the lab says of it, which is another thing than how it is wired. */
static void take_limits(struct instrument_spec *own, const struct instrument_spec *real)
{
    const struct instrument_spec simulated = *own;
    *own = *real;
    own->invert = false;
    own->stream_hz = 0;
    own->baud = 0;
    own->bridge_port[0] = '\0';
    memcpy(own->name, simulated.name, sizeof own->name);
    memcpy(own->driver, simulated.driver, sizeof own->driver);
    memcpy(own->port, simulated.port, sizeof own->port);
}

/* A gauge gives nothing. One simulated gauge stands for all: by a slow one the simulated hand would press off its rate, and
 * what is repeated for that is no part of a plan. */
static void take_gauge(struct bench_spec *bench, const struct bench_spec *real)
{
    const struct role_spec *role = &real->roles[ROLE_ALGOMETER];
    struct instrument_spec *own = &bench->instruments[bench->roles[ROLE_ALGOMETER].instrument];
    const double capacity_n = own->capacity_n;
    if (!role->bound || !(role->probe_area_cm2 > 0))
        return;
    bench->roles[ROLE_ALGOMETER].probe_area_cm2 = role->probe_area_cm2;
    take_limits(own, &real->instruments[role->instrument]);
    if (!(own->capacity_n > 0))
        own->capacity_n = capacity_n;
}

/* A thermode is as far-reaching and as slow as it is. */
static void take_thermode(struct bench_spec *bench, const struct bench_spec *real)
{
    const struct role_spec *role = &real->roles[ROLE_THERMODE];
    const struct instrument_spec *instrument = &real->instruments[role->instrument];
    if (!role->bound)
        return;
    sim_bench_add_thermode(bench);
    struct role_spec *own = &bench->roles[ROLE_THERMODE];
    struct instrument_spec *simulated = &bench->instruments[own->instrument];
    own->probe_area_cm2 = role->probe_area_cm2;
    take_limits(simulated, instrument);
    if (!sim_find(instrument->driver))
        return;
    memcpy(own->channel, role->channel, sizeof own->channel);
    memcpy(simulated->driver, instrument->driver, sizeof simulated->driver);
    snprintf(simulated->port, sizeof simulated->port, "sim:%s", instrument->driver);
}

/* Whatever presses: the simulated one takes no side. */
static void take_cuff(struct bench_spec *bench, const struct bench_spec *real)
{
    const struct role_spec *role = &real->roles[ROLE_TEST_CUFF];
    if (!role->bound)
        return;
    sim_bench_add_cuff(bench);
    bench->roles[ROLE_RATING].bound = real->roles[ROLE_RATING].bound;
    take_limits(&bench->instruments[bench->roles[ROLE_TEST_CUFF].instrument],
                &real->instruments[role->instrument]);
}

/* One simulated slider stands for all; that of a cuff is there already. */
static void take_rating(struct bench_spec *bench, const struct bench_spec *real)
{
    if (real->roles[ROLE_RATING].bound && !bench->roles[ROLE_RATING].bound)
        sim_bench_add_scale(bench);
}

/* Which circulator it is makes no difference to how long anything lasts. */
static void take_bath(struct bench_spec *bench, const struct bench_spec *real)
{
    if (real->roles[ROLE_BATH].bound)
        sim_bench_add_bath(bench);
}

/* All that is said of no instrument is the lab's. */
struct bench_spec plan_bench(const struct bench_spec *real)
{
    const struct bench_spec simulated = sim_bench();
    struct bench_spec bench = *real;
    memcpy(bench.instruments, simulated.instruments, sizeof bench.instruments);
    memcpy(bench.roles, simulated.roles, sizeof bench.roles);
    memcpy(bench.responses, simulated.responses, sizeof bench.responses);
    bench.n_instruments = simulated.n_instruments;
    bench.n_responses = simulated.n_responses;
    take_gauge(&bench, real);
    take_thermode(&bench, real);
    take_cuff(&bench, real);
    take_rating(&bench, real);
    take_bath(&bench, real);
    if (real->roles[ROLE_MARKER].bound)
        sim_bench_add_marker(&bench);
    return bench;
}
