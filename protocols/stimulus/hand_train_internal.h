/* The parts of a running train by hand; its states are told in hand_train.c. */
#ifndef LIMEN_STIMULUS_HAND_TRAIN_INTERNAL_H
#define LIMEN_STIMULUS_HAND_TRAIN_INTERNAL_H

#include "readings_internal.h"
#include "stimulus/hand_train.h"

/* Nothing was read for so long: what happened meanwhile nobody knows. */
#define HAND_UNSEEN_AFTER (200 * MONO_MS)

enum hand_state { HAND_PACING, HAND_RELEASING, HAND_DONE };

/* Consecutive readings on one side of a level. */
struct span {
    bool on;
    mono_ns since; /* where the line between two readings crosses it */
    uint32_t count;
};

/* What is gathered of the first press of a window. */
struct measure {
    bool on, is_up, is_unseen; /* is_up: it has not let go */
    uint8_t window;
    mono_ns onset;
    double sum, s, band_s;
};

struct hand {
    enum hand_state state;
    struct hand_train_spec spec;
    struct channel_ref channel;
    bool has_channel;
    mono_ns known;
    bool has_reading, clear, faulted;
    bool is_up, warned;
    bool runs; /* the first cue is over */
    bool waived, overdue, awaits_release;
    mono_ns reading_ns;
    double kpa;
    struct span contact, up, down, off, pull, limit, still;
    double still_low, still_high;
    double idle_sum, idle_n;
    struct measure measure;
    uint8_t judged; /* windows that are over */
    uint8_t last_verdict;
    float last_kpa;
    struct sequence sequence;
    struct hand_train_outcome out;
};

static inline mono_ns hand_period(const struct hand *train)
{
    return train->spec.on + train->spec.off;
}

static inline mono_ns hand_press_due(const struct hand *train, unsigned pulse)
{
    return train->out.cue_ns + pulse * hand_period(train);
}

/* hand_train.c */
void hand_tell(const struct hand *train, enum phase phase, const struct reactor_io *io);
/* PACING -> RELEASING. `t` is the end of the stimulus. */
void hand_end(struct hand *train, enum end_reason end, enum fault fault, mono_ns t,
              const struct reactor_io *io);

/* hand_train_press.c */
/* A reading that is newer than the one before it; the time is known already. */
void hand_reading(struct hand *train, const struct event *event, const struct reactor_io *io);
/* The window that comes next is over. */
void hand_judge(struct hand *train);

#endif
