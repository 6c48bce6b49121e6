#include "stimulus/stimulus.h"

#include "stimulus/pressure_hold.h"
#include "stimulus/pressure_ramp.h"
#include "stimulus/rating_watch.h"

#include <string.h>

static const struct reactor *const stimuli[] = {&pressure_ramp, &pressure_hold, &rating_watch};

const struct reactor *stimulus_at(size_t index)
{
    return index < sizeof stimuli / sizeof stimuli[0] ? stimuli[index] : NULL;
}

const struct reactor *stimulus_find(const char *name)
{
    const struct reactor *stimulus;
    for (size_t i = 0; (stimulus = stimulus_at(i)); i++)
        if (strcmp(stimulus->name, name) == 0)
            return stimulus;
    return NULL;
}
