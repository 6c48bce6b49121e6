/* The demonstration: the person before the screen plays the examiner's hand, or the participant, or both; the simulated
 * instruments feel it in their own processes. Nothing of it reaches a real instrument. */
#include "engine_internal.h"

#include "base/clock.h"

#include <math.h>

static void tell_hand(struct engine *engine)
{
    struct run_view *run = &engine->view.run;
    const bool is_led = (run->lead & LEAD_HAND) != 0;
    const struct sim_control message = {.kind = SIM_CONTROL_LEAD_HAND,
                                        .t = mono_now(),
                                        .is_led = is_led,
                                        .share = is_led ? run->hand : 0};
    if (engine->config.is_demo && engine->stand)
        stand_tell(engine->stand, &message);
}

static void tell_button(struct engine *engine, bool pressed)
{
    const bool is_led = (engine->view.run.lead & LEAD_BUTTON) != 0;
    const struct sim_control message = {.kind = SIM_CONTROL_LEAD_BUTTON,
                                        .t = mono_now(),
                                        .is_led = is_led,
                                        .pressed = is_led && pressed};
    if (engine->config.is_demo && engine->stand)
        stand_tell(engine->stand, &message);
}

/* A wish that is none lets go. */
void engine_lead_hand(struct engine *engine, double share)
{
    engine->view.run.hand = isfinite(share) ? fmin(fmax(share, 0), 1) : 0;
    tell_hand(engine);
}

void engine_lead_button(struct engine *engine, bool pressed)
{
    tell_button(engine, pressed);
}

/* Not in mid-trial: what presses then goes on pressing. */
void engine_lead(struct engine *engine, int64_t who)
{
    if (!engine->config.is_demo || engine->view.frame.is_live || who < LEAD_NOBODY ||
        who > LEAD_BOTH)
        return;
    engine->view.run.lead = (uint8_t)who;
    engine->view.run.hand = 0;
    tell_hand(engine);
    tell_button(engine, false);
}
