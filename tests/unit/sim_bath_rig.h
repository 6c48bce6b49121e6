/* What the tests of the simulated circulators share. */
#ifndef TESTS_UNIT_SIM_BATH_RIG_H
#define TESTS_UNIT_SIM_BATH_RIG_H

#include "sim_rig.h"

#include <math.h>

#define ASKED (300 * MONO_MS) /* the slowest of them can be told the next one then */

/* The answer to exactly these bytes. */
static inline const char *say(struct rig *rig, const char *bytes)
{
    rig_clear(rig);
    rig_write(rig, bytes, strlen(bytes));
    rig_wait(rig, ASKED);
    return rig->text;
}

/* The answer to a command; CR is added. */
static inline const char *ask(struct rig *rig, const char *command)
{
    char line[100];
    snprintf(line, sizeof line, "%s\r", command);
    return say(rig, line);
}

static inline double number(struct rig *rig, const char *command)
{
    const char *text = ask(rig, command);
    char *end;
    const double value = strtod(text, &end);
    if (end == text || strcmp(end, "\r\n") != 0)
        fail_msg("%s: \"%s\"", command, text);
    return value;
}

static inline double output_of(const struct rig *rig)
{
    return sim_port_output(&rig->port);
}

/* Faults as rig_new() takes them, of which each holds from power on; a room that leaves the water as it is. */
static inline struct rig *still_new(const char *instrument, const char *faults)
{
    char all[400];
    snprintf(all, sizeof all, "setting:room-500 %s", faults);
    struct rig *rig = rig_new(instrument, all, 1);
    rig_wait(rig, 0);
    return rig;
}

/* Each word of its help is one; each number has one. */
static inline void all_words_are_settings(const char *name)
{
    const struct sim_instrument *instrument = sim_find(name);
    assert_true(rig_tries_words(instrument, "1") > 12);
    static const struct sim_act cannot[] = {
        {.kind = SIM_ACT_UNIT, .to = "F"},
        {.kind = SIM_ACT_IDENTITY, .to = "123"},
        {.kind = SIM_ACT_OVERLOAD},
        {.kind = SIM_ACT_SETTING, .to = "litres-0"},
        {.kind = SIM_ACT_SETTING, .to = "litres-"},
        {.kind = SIM_ACT_SETTING, .to = "hand-1"},
    };
    for (size_t i = 0; i < sizeof cannot / sizeof cannot[0]; i++)
        assert_false(instrument->can(instrument, &cannot[i]));
}

#endif
