/* A train that a hand gives to a beat, as the screen and the sound have it: what the hand is told and will be told next, and what
 * became of each press. Its time counts from its first cue. */
#include "conduct_internal.h"

#include "base/clock.h"
#include "hw/bench.h"
#include "stimulus/hand_train.h"

void conduct_set_beat(struct conduct *conduct, const struct trial_plan *plan)
{
    struct beat_view *beat = &conduct->view->beat;
    const bool is_measured = plan->kind == STIMULUS_HAND_TRAIN;
    beat->is_on = stimulus_is_paced((enum stimulus)plan->kind);
    beat->level = is_measured ? plan->train.levels[0] : 0;
    beat->band = is_measured ? plan->hand.band * plan->train.levels[0] : 0;
}

void conduct_beat_clear(struct conduct *conduct)
{
    struct beat_view *beat = &conduct->view->beat;
    *beat = (struct beat_view){.is_on = beat->is_on,
                               .train = beat->train,
                               .next_ns = MONO_NEVER,
                               .level = beat->level,
                               .band = beat->band};
}

void conduct_beat_armed(struct conduct *conduct)
{
    struct beat_view *beat = &conduct->view->beat;
    beat->train = beat->train == UINT8_MAX ? 1 : (uint8_t)(beat->train + 1);
    conduct->contact_at = conduct->now;
}

/* ---- what it does ----------------------------------------------------------------------------- */

static uint8_t cue_of(uint8_t cue)
{
    static const uint8_t shown[] = {[HAND_CUE_COUNT] = VIEW_BEAT_COUNT,
                                    [HAND_CUE_PRESS] = VIEW_BEAT_PRESS,
                                    [HAND_CUE_LIFT] = VIEW_BEAT_LIFT,
                                    [HAND_CUE_NONE] = VIEW_BEAT_NONE};
    return shown[cue];
}

static struct beat_cue now_of(const struct hand_train_live *live)
{
    switch ((enum hand_step)live->step) {
    case HAND_COUNT_IN:
        return (struct beat_cue){live->count > 0 ? VIEW_BEAT_COUNT : VIEW_BEAT_NONE, live->count};
    case HAND_PRESS:
        return (struct beat_cue){VIEW_BEAT_PRESS, live->pulse};
    case HAND_LIFT:
        return (struct beat_cue){VIEW_BEAT_LIFT, live->pulse};
    case HAND_OVER:
        break;
    }
    return (struct beat_cue){VIEW_BEAT_NONE, 0};
}

static uint8_t verdict_of(uint8_t verdict)
{
    static const uint8_t shown[] = {
        [HAND_NONE] = VIEW_PRESS_UNKNOWN,      [HAND_IN_BAND] = VIEW_PRESS_GOOD,
        [HAND_TOO_STRONG] = VIEW_PRESS_STRONG, [HAND_TOO_LIGHT] = VIEW_PRESS_LIGHT,
        [HAND_LATE] = VIEW_PRESS_LATE,         [HAND_EARLY] = VIEW_PRESS_EARLY,
        [HAND_MISSED] = VIEW_PRESS_MISSED,     [HAND_UNSEEN] = VIEW_PRESS_UNSEEN};
    return shown[verdict];
}

/* Each press stands at its place from then on. */
static void place_beat(struct conduct *conduct, const struct hand_train_live *live)
{
    if (conduct->view->now == NOW_RUNNING && conduct->contact_at != live->first_ns)
        conduct_count_from(conduct, live->first_ns);
}

/* Two windows are never over between two looks; the verdicts that were missed all the same are not known. */
static void take_verdicts(struct beat_view *beat, const struct hand_train_live *live)
{
    while (beat->n_judged < live->judged && beat->n_judged < VIEW_PULSES_MAX) {
        const bool is_last = beat->n_judged + 1 == live->judged;
        beat->verdicts[beat->n_judged++] =
            is_last ? verdict_of(live->verdict) : (uint8_t)VIEW_PRESS_UNKNOWN;
    }
}

static void show_beat(struct conduct *conduct, const struct hand_train_live *live)
{
    struct run_view *view = conduct->view;
    struct beat_view *beat = &view->beat;
    beat->now = now_of(live);
    beat->next = (struct beat_cue){cue_of(live->next_cue), live->next_index};
    beat->next_ns = live->next_ns;
    if (live->pulse > 0)
        view->train.given = (uint8_t)(live->pulse - 1);
    view->train.is_pressing = live->step == HAND_PRESS;
    view->running_s = mono_to_sec(conduct->now - conduct->contact_at);
    if (live->has_channel) {
        view->limit = live->limit_kpa;
        view->near_limit = live->is_pressing && live->kpa >= 0.9 * live->limit_kpa;
        take_verdicts(beat, live);
    }
    place_beat(conduct, live);
}

void conduct_look_at_beat(struct conduct *conduct)
{
    struct hand_train_live live;
    if (conduct->session && conduct->view->now != NOW_RELEASE &&
        bench_look(conduct->bench, session_running(conduct->session), &live, sizeof live))
        show_beat(conduct, &live);
}

void conduct_cue_told(struct conduct *conduct, uint32_t id, double error_s)
{
    static const uint8_t cues[] = {[VIEW_BEAT_NONE] = HAND_CUE_NONE,
                                   [VIEW_BEAT_COUNT] = HAND_CUE_COUNT,
                                   [VIEW_BEAT_PRESS] = HAND_CUE_PRESS,
                                   [VIEW_BEAT_LIFT] = HAND_CUE_LIFT};
    const struct beat_cue cue = beat_cue_of(id);
    if (conduct->session && beat_train_of(id) == conduct->view->beat.train &&
        cue.cue <= VIEW_BEAT_LIFT)
        session_cue_told(conduct->session, (enum hand_cue)cues[cue.cue], cue.index, error_s);
}
