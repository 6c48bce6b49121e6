/* When an instrument that talks by itself sends its next reading.
 *
 * Reading k leaves k periods after the start. From a cue on the readings stand on a grid that
 * begins at the cue, so that what is measured in a trial does not depend on what the line carried
 * before it. */
#ifndef LIMEN_SIM_STREAM_INTERNAL_H
#define LIMEN_SIM_STREAM_INTERNAL_H

#include "sim/world.h"

struct sim_stream {
    mono_ns from, period, next; /* next is NEVER while quiet */
    uint64_t cue;               /* whose cue the grid begins at */
};

static inline void sim_stream_go_on(struct sim_stream *stream, mono_ns after)
{
    const mono_ns since = after - stream->from;
    stream->next = stream->from + (since / stream->period + 1) * stream->period;
}

/* `period` 0 ends it. */
static inline void sim_stream_start(struct sim_stream *stream, const struct sim_world *world,
                                    mono_ns t, mono_ns period)
{
    *stream = (struct sim_stream){.from = world->cues ? world->cue_at : t,
                                  .period = period,
                                  .next = MONO_NEVER,
                                  .cue = world->cues};
    if (period)
        sim_stream_go_on(stream, t);
}

/* Call before looking at `next`: a cue may have been given. */
static inline void sim_stream_align(struct sim_stream *stream, const struct sim_world *world)
{
    if (stream->cue == world->cues || !stream->period)
        return;
    const mono_ns last = stream->next - stream->period;
    stream->cue = world->cues;
    stream->from = world->cue_at;
    sim_stream_go_on(stream, last > world->cue_at ? last : world->cue_at);
}

#endif
