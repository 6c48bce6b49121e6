/* A stop outside a session: raised by the key, the screen or the participant, or left over from a session that was left.
 * It stands until a person takes it back, and then until the bench is at rest. */
#include "engine_internal.h"

#include "base/clock.h"

static uint8_t stopped_by(enum stop_cause cause)
{
    switch (cause) {
    case STOP_NONE:
        return STOP_BY_NOBODY;
    case STOP_KEY:
        return STOP_BY_KEY;
    case STOP_SCREEN:
        return STOP_BY_SCREEN;
    case STOP_PARTICIPANT:
        return STOP_BY_PARTICIPANT;
    case STOP_LIMIT:
    case STOP_SILENCE:
    case STOP_FAULT:
    case STOP_GONE:
    case STOP_FOCUS:
    case STOP_SIGNAL:
    case STOP_CRASH:
    case STOP_STORE_FULL:
    case STOP_SCRIPT:
    case STOP_RELEASE:
    case STOP_WINDOW:
        return STOP_BY_OTHER;
    }
    return STOP_BY_OTHER;
}

void engine_tend_stop(struct engine *engine)
{
    struct frame_view *frame = &engine->view.frame;
    const bool is_raised = stop_is_raised(engine->config.stop);
    frame->stopped_by = STOP_BY_NOBODY;
    if (engine->session || !is_raised) {
        frame->is_rearming = false;
        return;
    }
    frame->stopped_by = stopped_by(stop_first_cause(engine->config.stop));
}

/* The bench clears the line when what it drove is seen at rest, and not when it was raised again meanwhile. */
void engine_rearm(struct engine *engine)
{
    const struct order order = {.kind = ORDER_REARM};
    if (engine->session || !stop_is_raised(engine->config.stop))
        return;
    if (!engine->stand) {
        /* nothing can press; a stop raised this very moment stays and is asked again */
        engine->view.frame.is_rearming =
            !stop_clear(engine->config.stop, stop_count(engine->config.stop));
        return;
    }
    if (stand_order(engine->stand, &order) == STATUS_OK)
        engine->view.frame.is_rearming = true;
    else
        engine_say(engine, TONE_TROUBLE, TEXT_bench_deaf, NULL);
}

/* Raised again while it waited for rest: the person decides anew. */
void engine_on_report(struct engine *engine, const struct report *report)
{
    if (report->kind == REPORT_STOPPED)
        engine->view.frame.is_rearming = false;
    engine_levels_report(engine, report);
}
