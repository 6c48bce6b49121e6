/* One engine for each test of a file, and a gauge in a process of its own that the test may plug in. To be included after
 * cmocka. */
#ifndef LIMEN_TESTS_SUPPORT_ENGINE_GAUGE_FIXTURE_H
#define LIMEN_TESTS_SUPPORT_ENGINE_GAUGE_FIXTURE_H

#include "support/engine_rig.h"
#include "support/sim_gauges.h"

static struct engine_rig rig;
static struct sim_gauge_child gauge;
static char gauges[64];

static int setup(void **state)
{
    (void)state;
    memset(&gauge, 0, sizeof gauge);
    engine_prepare(&rig);
    gauges_folder(gauges);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    engine_end(&rig);
    if (gauge.child.birth.pid > 0)
        gauge_unplug(&gauge);
    rmdir(gauges);
    return 0;
}

#endif
