/* The participant's window: what it is to show, and where its mark is as the bench has it. */
#include "engine_internal.h"

#include "base/clock.h"

#define MARK_LASTS (250 * MONO_MS)

/* An old mark is none: the window may show another question by now. */
static double mark_of(const struct engine *engine)
{
    double value = 0;
    mono_ns t = 0;
    const bool is_there = engine->view.participant.is_wanted && engine->stand &&
                          stand_reading(engine->stand, ROLE_RATING, &value, &t) &&
                          mono_now() - t <= MARK_LASTS;
    return is_there ? value : participant_untouched().value;
}

void engine_show_participant(struct engine *engine)
{
    const bool is_rated =
        engine->session && stimulus_is_rated((enum stimulus)engine->conduct.stimulus);
    present_participant(&engine->view, &engine->config.bench, engine->config.language, is_rated,
                        &engine->view.participant);
    engine->view.mark.value = mark_of(engine);
}
