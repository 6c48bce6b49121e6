/* What a trial does, and what a result is of, with its unit: a part of view.h, which holds all of it. */
#ifndef LIMEN_GUI_VIEW_STIMULUS_H
#define LIMEN_GUI_VIEW_STIMULUS_H

#include <stdbool.h>
#include <stdint.h>

/* What the trial at hand does, and with it the unit of every number below that has none in its name. */
enum view_stimulus {
    VIEW_PRESSURE, /* kPa, kPa/s: somebody presses */
    VIEW_TEMPERATURE, /* °C, °C/s: a thermode goes by itself, down where its limit is below its baseline */
    VIEW_SECONDS, /* a hand in cold water: s that it lasted */
    VIEW_RATING,  /* ice for a time (the limit, in s), then a rating from 0 to 10 */
    VIEW_COUNT,   /* of results only: how often something was felt */
    VIEW_CUFF,    /* kPa, kPa/s: a cuff goes up by itself to its limit, and is rated meanwhile */
    VIEW_TRAIN,   /* kPa: a cuff presses in pulses, each of which is rated */
    VIEW_HOLD,    /* kPa: a cuff holds one pressure, rated all the time and for a while after it */
    VIEW_GROWTH,  /* of results only: by how much what was rated grew over a train */
    VIEW_RATIO,   /* of results only: a train to a single stimulus */
    VIEW_CUES, /* stimuli that a hand gives to a beat and no instrument sees; with one they are VIEW_PRESSURE */
};
static inline const char *view_unit(enum view_stimulus stimulus)
{
    static const char *const units[] = {
        [VIEW_PRESSURE] = "kPa", [VIEW_TEMPERATURE] = "°C", [VIEW_SECONDS] = "s",
        [VIEW_RATING] = "NRS",   [VIEW_COUNT] = "",         [VIEW_CUFF] = "kPa",
        [VIEW_TRAIN] = "kPa",    [VIEW_HOLD] = "kPa",       [VIEW_CUES] = "",
        [VIEW_GROWTH] = "NRS",   [VIEW_RATIO] = ""};
    return units[stimulus];
}
static inline bool view_is_cold(uint8_t stimulus)
{
    return stimulus == VIEW_SECONDS || stimulus == VIEW_RATING;
}
static inline bool view_is_cuff(uint8_t stimulus)
{
    return stimulus == VIEW_CUFF || stimulus == VIEW_TRAIN || stimulus == VIEW_HOLD;
}
/* Something measures it, or gives it. */
static inline bool view_has_instrument(uint8_t stimulus)
{
    return !view_is_cold(stimulus) && stimulus != VIEW_CUES;
}
/* An instrument works by itself: who does not watch it any more has it stopped. */
static inline bool view_goes_on(uint8_t stimulus)
{
    return stimulus == VIEW_TEMPERATURE || view_is_cuff(stimulus);
}

#endif
