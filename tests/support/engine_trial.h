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

/* What goes on by itself is pulled from its cable in its ramp: nobody knows any more what it does. That it is to be taken off is
 * said at once, and until somebody has said that it is; nothing goes on before. Plugged in again, the trial can be repeated. */
static __attribute__((unused)) void pull_in_the_ramp(void (*go_into_ramp)(void), const char *driver,
                                                     bool is_cuff)
{
    go_into_ramp();
    gauge_unplug(&gauge);
    ENGINE_UNTIL(&rig, run()->not_back && !run()->has_reading);
    assert_int_equal(run()->not_back_is_cuff, is_cuff);
    assert_int_equal(run()->now, NOW_RUNNING);
    ENGINE_UNTIL(&rig, run()->now == NOW_STOPPED && run()->offers_repeat);
    assert_true(run()->not_back && run()->fault);
    engine_ask(&rig, ACTION_GO, 0, 0, NULL); /* is none */
    gauge_plug(&gauge, rig.nursery, gauges, driver);
    ENGINE_UNTIL(&rig, run()->has_reading);
    assert_true(run()->not_back);
    engine_ask(&rig, ACTION_GO, 1, 0, NULL);
    ENGINE_UNTIL(&rig, !run()->not_back);
    engine_ask(&rig, ACTION_REPEAT, 0, 0, NULL);
    go_into_ramp();
    assert_false(run()->not_back);
}

#endif
