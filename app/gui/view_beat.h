/* A train that a hand gives to a beat: a part of view.h, which holds all of it. */
#ifndef LIMEN_GUI_VIEW_BEAT_H
#define LIMEN_GUI_VIEW_BEAT_H

#include "base/mono.h"
#include "gui/view_cuff.h"

#include <stdbool.h>
#include <stdint.h>

enum view_beat_cue { VIEW_BEAT_NONE, VIEW_BEAT_COUNT, VIEW_BEAT_PRESS, VIEW_BEAT_LIFT };
/* What a press was. */
enum view_press {
    VIEW_PRESS_UNKNOWN, /* not judged yet, or nothing measures it */
    VIEW_PRESS_GOOD,
    VIEW_PRESS_STRONG,
    VIEW_PRESS_LIGHT,
    VIEW_PRESS_LATE,
    VIEW_PRESS_EARLY,
    VIEW_PRESS_MISSED,
    VIEW_PRESS_UNSEEN
};
struct beat_cue {
    uint8_t cue;   /* enum view_beat_cue */
    uint8_t index; /* of its kind, from 1; of a count how many are left with it */
};
struct beat_view {
    bool is_on;          /* the trial at hand is such a train */
    uint8_t train;       /* which one of the session; after the 255th from 1 again */
    struct beat_cue now; /* what the hand was told last */
    struct beat_cue next;
    mono_ns next_ns;                   /* when that is due; MONO_NEVER: none is left */
    double level, band;                /* kPa wanted: level ± band; 0: nothing measures it */
    uint8_t n_judged;                  /* presses, from the first on */
    uint8_t verdicts[VIEW_PULSES_MAX]; /* enum view_press of each */
};

/* What the hand is told at `now`, also where the view is older than its next cue. */
static inline struct beat_cue beat_at(const struct beat_view *beat, mono_ns now)
{
    return now >= beat->next_ns ? beat->next : beat->now;
}
/* By which a cue that was heard is known again; never 0. */
static inline uint32_t beat_id(uint8_t train, struct beat_cue cue)
{
    return (uint32_t)train << 16 | (uint32_t)cue.cue << 8 | cue.index;
}
static inline uint8_t beat_train_of(uint32_t id)
{
    return (uint8_t)(id >> 16);
}
static inline struct beat_cue beat_cue_of(uint32_t id)
{
    return (struct beat_cue){(uint8_t)(id >> 8), (uint8_t)id};
}

#endif
