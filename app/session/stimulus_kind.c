#include "stimulus_kind_internal.h"

#include <assert.h>
#include <string.h>

static const struct stimulus_kind *const kinds[STIMULUS_KINDS] = {
    [STIMULUS_PRESSURE_RAMP] = &pressure_ramp_kind,
    [STIMULUS_THERMAL_LIMITS] = &thermal_limits_kind,
    [STIMULUS_THERMAL_LIMEN] = &thermal_limen_kind,
    [STIMULUS_IMMERSION] = &immersion_kind,
    [STIMULUS_TIMED_CONTACT] = &timed_contact_kind,
    [STIMULUS_CUFF_RAMP] = &cuff_ramp_kind,
    [STIMULUS_PULSE_TRAIN] = &pulse_train_kind,
    [STIMULUS_THERMAL_TRAIN] = &thermal_train_kind,
    [STIMULUS_CUFF_TONIC] = &cuff_tonic_kind,
    [STIMULUS_THERMAL_TONIC] = &thermal_tonic_kind,
    [STIMULUS_HAND_TRAIN] = &hand_train_kind,
    [STIMULUS_HAND_CUES] = &hand_cues_kind,
};

bool stimulus_is_dosed(const struct stimulus_kind *kind)
{
    return kind->course || kind->is_marked;
}

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

const char *stimulus_word(enum stimulus kind)
{
    return kind == STIMULUS_HAND_CUES ? "hand_cues" : stimulus_kind_at(kind)->reactor->name;
}

bool stimulus_of_word(const char *word, uint8_t *kind)
{
    for (*kind = 0; *kind < STIMULUS_KINDS; (*kind)++)
        if (strcmp(stimulus_word((enum stimulus) * kind), word) == 0)
            return true;
    return false;
}

enum stimulus_touch stimulus_touch(enum stimulus kind)
{
    const struct stimulus_kind *its = stimulus_kind_at(kind);
    if (its->is_marked)
        return TOUCH_COLD;
    if (its->role == ROLE_THERMODE)
        return TOUCH_THERMODE;
    return its->by_hand || stimulus_is_paced(kind) ? TOUCH_PROBE : TOUCH_CUFF;
}

bool stimulus_is_thermal(enum stimulus kind)
{
    return stimulus_touch(kind) == TOUCH_THERMODE;
}

bool stimulus_is_paced(enum stimulus kind)
{
    return stimulus_kind_at(kind)->reactor == &hand_train;
}

bool stimulus_is_marked(enum stimulus kind)
{
    return stimulus_kind_at(kind)->is_marked;
}

bool stimulus_goes_on(enum stimulus kind)
{
    const enum stimulus_touch touch = stimulus_touch(kind);
    return touch == TOUCH_THERMODE || touch == TOUCH_CUFF;
}

bool stimulus_is_rated(enum stimulus kind)
{
    return stimulus_kind_at(kind)->is_rated;
}

const char *stimulus_unit(enum stimulus kind)
{
    return stimulus_kind_at(kind)->unit;
}
