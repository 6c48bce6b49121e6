/* The participant's window: what it is to show, and where its mark is as the bench has it. */
#include "engine_internal.h"

#include "base/clock.h"

#define MARK_LASTS (250 * MONO_MS)

/* An old mark is none: the window may show another question by now. */
static struct participant_mark mark_of(const struct engine *engine)
{
    struct participant_mark mark = participant_untouched();
    double value = 0;
    mono_ns t = 0;
    if (engine->stand && stand_reading(engine->stand, ROLE_RATING, &value, &t) &&
        mono_now() - t <= MARK_LASTS)
        mark.value = value;
    return mark;
}

void engine_show_participant(struct engine *engine)
{
    const bool is_rated =
        engine->session && stimulus_is_rated((enum stimulus)engine->conduct.stimulus);
    present_participant(&engine->view, &engine->config.bench, engine->config.language, is_rated,
                        &engine->view.participant);
    engine->view.mark =
        engine->view.participant.is_wanted ? mark_of(engine) : participant_untouched();
}
