/* The trials of an engine, as its view has them. To be included after engine_gauge_fixture.h. */
#ifndef LIMEN_TESTS_SUPPORT_ENGINE_TRIAL_H
#define LIMEN_TESTS_SUPPORT_ENGINE_TRIAL_H

#include "support/engine_gauge_fixture.h"

static struct run_view *run(void)
{
    return &rig.view.run;
}

/* The last row of the site that was begun. */
static const struct trial_view *newest(void)
{
    size_t i = run()->n_trials_here;
    while (i > 0 && run()->trials_here[i - 1].state == ROW_PLANNED)
        i--;
    assert_true(i > 0);
    return &run()->trials_here[i - 1];
}

#endif
