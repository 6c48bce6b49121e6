#include "stimulus_kind_internal.h"

#include <assert.h>
#include <string.h>

static const struct stimulus_kind *const kinds[STIMULUS_KINDS] = {
    [STIMULUS_PRESSURE_RAMP] = &pressure_ramp_kind,
    [STIMULUS_THERMAL_LIMITS] = &thermal_limits_kind,
};

const struct stimulus_kind *stimulus_kind_at(enum stimulus kind)
{
    assert((unsigned)kind < STIMULUS_KINDS);
    return kinds[kind];
}

bool stimulus_kind_find(const char *name, uint8_t *kind)
{
    for (uint8_t i = 0; i < STIMULUS_KINDS; i++) {
        if (strcmp(kinds[i]->reactor->name, name) != 0)
            continue;
        *kind = i;
        return true;
    }
    return false;
}

const char *stimulus_unit(enum stimulus kind)
{
    return stimulus_kind_at(kind)->unit;
}
