/* Asking a simulated force gauge that takes its time to answer. Shared by the tests of hand-held
 * gauges. */
#ifndef TESTS_UNIT_SIM_GAUGE_RIG_H
#define TESTS_UNIT_SIM_GAUGE_RIG_H

#include "sim_rig.h"

#define GAUGE_PATIENCE (50 * MONO_MS) /* longer than any gauge needs for an answer */

/* All that comes back within the time an answer takes. */
static inline const char *gauge_ask_bytes(struct rig *rig, const char *data, size_t n)
{
    rig_clear(rig);
    rig_write(rig, data, n);
    rig_wait(rig, GAUGE_PATIENCE);
    return rig->text;
}

static inline const char *gauge_ask(struct rig *rig, const char *text)
{
    return gauge_ask_bytes(rig, text, strlen(text));
}

/* Whatever a program may send, cut in two at every byte: the answers are the same. */
static inline void gauge_takes_any_pieces(const char *instrument, const char *talk, size_t n)
{
    char whole[512];
    size_t length = 0;
    for (size_t cut = 0; cut <= n; cut++) {
        struct rig *rig = rig_new(instrument, "", 1);
        rig->world.load_n = 3;
        rig_wait(rig, MONO_SEC);
        rig_clear(rig);
        rig_write(rig, talk, cut);
        rig_write(rig, talk + cut, n - cut);
        rig_wait(rig, 4 * GAUGE_PATIENCE);
        assert_true(rig->length > 0 && rig->length < sizeof whole);
        if (cut == 0)
            memcpy(whole, rig->text, length = rig->length);
        assert_int_equal(rig->length, length);
        assert_memory_equal(rig->text, whole, length);
        free(rig);
    }
}

#endif
