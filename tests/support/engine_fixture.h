/* One engine for each test of a file. To be included after cmocka. */
#ifndef LIMEN_TESTS_SUPPORT_ENGINE_FIXTURE_H
#define LIMEN_TESTS_SUPPORT_ENGINE_FIXTURE_H

#include "support/engine_rig.h"

static struct engine_rig rig;

static int setup(void **state)
{
    (void)state;
    engine_prepare(&rig);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    engine_end(&rig);
    return 0;
}

#endif
