/* A recorder's trigger input (thermal.md 5.3): its lines are the last byte that came, and it answers nothing. It keeps what came
 * and when. For a plain byte there is nothing that a driver and this could misunderstand alike; the line of a port is the same
 * byte here, since memory has no lines. */
#include "instruments_internal.h"

#include "sim/marker.h"

#include <string.h>

_Static_assert(sizeof(struct sim_marker) <= SIM_STATE_MAX, "the host provides no more");

static void init(void *state, const struct sim_instrument *instrument, struct sim_world *world,
                 mono_ns now)
{
    (void)instrument, (void)world, (void)now;
    memset(state, 0, sizeof(struct sim_marker));
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct sim_marker *marker = state;
    (void)io;
    for (size_t i = 0; i < n; i++, marker->n++) {
        marker->kept[marker->n % SIM_MARKER_KEPT].t = t;
        marker->kept[marker->n % SIM_MARKER_KEPT].code = data[i];
    }
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    (void)state, (void)now, (void)io;
}

static mono_ns deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

/* Its lines move nobody. */
static double output(const void *state)
{
    (void)state;
    return 0;
}

static bool can(const struct sim_instrument *instrument, const struct sim_act *act)
{
    (void)instrument;
    return act->kind == SIM_ACT_REBOOT;
}

static void act(void *state, const struct sim_act *act)
{
    (void)state, (void)act;
}

#define RECORDER(id, word, what, speed)                                                            \
    const struct sim_instrument sim_##id = {                                                       \
        .name = word,                                                                              \
        .title = what,                                                                             \
        .baud = speed,                                                                             \
        .state_size = sizeof(struct sim_marker),                                                   \
        .init = init,                                                                              \
        .bytes = bytes,                                                                            \
        .tick = tick,                                                                              \
        .deadline = deadline,                                                                      \
        .output = output,                                                                          \
        .can = can,                                                                                \
        .act = act,                                                                                \
    }

RECORDER(marker_byte, "marker-byte", "Trigger input: a byte on a serial line", 115200);
RECORDER(triggerbox, "triggerbox", "Brain Products TriggerBox rev 02", 115200);
RECORDER(triggerbox_plus, "triggerbox-plus", "Brain Products TriggerBox Plus", 2000000);
RECORDER(marker_rts, "marker-rts", "Trigger input on the line RTS", 9600);
RECORDER(marker_dtr, "marker-dtr", "Trigger input on the line DTR", 9600);
