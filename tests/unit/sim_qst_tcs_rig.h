/* What the tests of the simulated thermode share. */
#ifndef TESTS_UNIT_SIM_QST_TCS_RIG_H
#define TESTS_UNIT_SIM_QST_TCS_RIG_H

#include "sim_rig.h"

#include <math.h>

/* Not muted: as it is after power-up. */
static inline struct rig *tcs_new(const char *faults)
{
    struct rig *rig = rig_new("qst-tcs", faults, 1);
    rig_wait(rig, 0);
    return rig;
}

/* What comes back at once; no time passes and nothing is added. */
static inline const char *tcs_ask(struct rig *rig, const char *commands)
{
    rig_clear(rig);
    rig_write(rig, commands, strlen(commands));
    return rig->text;
}

static inline void tcs_tell(struct rig *rig, const char *commands)
{
    assert_string_equal(tcs_ask(rig, commands), "");
}

/* Muted, all zones on, baseline 32 °C reached. */
static inline struct rig *tcs_ready(const char *faults)
{
    struct rig *rig = tcs_new(faults);
    tcs_tell(rig, "FS11111N320");
    rig_wait(rig, MONO_SEC);
    rig_clear(rig);
    return rig;
}

/* Zone 1 to 5, in °C, of E. */
static inline double tcs_zone(struct rig *rig, size_t zone)
{
    const char *text = tcs_ask(rig, "E");
    assert_int_equal(strlen(text), 24);
    return strtod(text + 4 * zone, NULL) / 10;
}

static inline double tcs_output(const struct rig *rig)
{
    return sim_port_output(&rig->port);
}

static inline void tcs_is_near(double is, double wanted, double most)
{
    if (fabs(is - wanted) > most)
        fail_msg("%g is not %g (within %g)", is, wanted, most);
}

#endif
