/* Who wears the cuffs: the slider of the rating meter, and when the button is pressed. The harder of both cuffs is felt.
 *
 * 1. Pressure that is new is felt by and by (1 s), so a pulse of one second hurts less than a ramp to the same pressure; it
 * is no longer felt soon after it has gone.
 * 2. The slider goes to how the pulse is felt at most, stays there for some seconds after its end, as who is asked to rate
 * pulses leaves it, and goes back to 0 then. What lasts is followed up and down.
 * 3. In a trial whose test begins with PPT, and in which no hand presses, the button is pressed where the pressure of the cuff reaches the threshold, as at
 * any instrument that presses by itself; in any other, and alone, where what is felt reaches what is tolerated
 * (tolerance_ratio times the threshold): the button of a cuff algometer means "no more". */
#include "cpar_internal.h"

#include <math.h>
#include <strings.h>

#define FELT_S 1.0
#define GONE_S 0.2
#define HOLD_NS (4 * MONO_SEC)
#define TRAIN_NS (5 * MONO_SEC) /* after a longer pause the next pulse is the first */
#define VAS_MOST 10.0
#define BEYOND 12.0 /* who goes to the end of the slider pushes it there */
#define NEAR_VAS 0.02

static double near(double from, double to, double s, double lag_s)
{
    return lag_s > 0 ? to + (from - to) * exp(-s / lag_s) : to;
}

static double felt_kpa(const struct cpar *cpar)
{
    return fmax(cpar->cuffs[0].now_kpa, cpar->cuffs[1].now_kpa);
}

static double tolerance_kpa(const struct cpar *cpar)
{
    return sim_world_threshold_kpa(cpar->world) * cpar->world->participant.tolerance_ratio;
}

static bool asks_threshold(const struct cpar *cpar)
{
    const struct sim_cue *cue = &cpar->world->cue;
    return strncasecmp(cue->test, "PPT", 3) == 0 && cue->probe_area_cm2 <= 0;
}

/* A pulse begins above half the threshold and ends at half of its own height. */
static void count_pulses(struct cpar *cpar, double kpa, mono_ns t)
{
    struct cpar_person *person = &cpar->person;
    if (person->cue != cpar->world->cues || (!person->is_pulse && t - person->ended > TRAIN_NS)) {
        person->cue = cpar->world->cues;
        person->pulse = person->is_pulse;
    }
    person->high_kpa = fmax(person->high_kpa, kpa);
    person->low_kpa = fmin(person->low_kpa, kpa);
    if (person->is_pulse && kpa < person->high_kpa / 2) {
        person->is_pulse = false;
        person->ended = t;
        person->low_kpa = kpa;
        person->aim = person->peak;
    } else if (!person->is_pulse &&
               kpa > fmax(sim_world_threshold_kpa(cpar->world) / 2, 1.5 * person->low_kpa)) {
        person->is_pulse = true;
        person->high_kpa = kpa;
        person->peak = 0;
        person->pulse++;
    }
}

static void move_slider(struct cpar *cpar, double kpa, mono_ns t, double s)
{
    struct cpar_person *person = &cpar->person;
    const double felt = sim_world_pulse_rating(cpar->world, person->sensed_kpa, person->pulse);
    const bool lasts = fabs(kpa - person->sensed_kpa) <= 0.05 * kpa;
    person->peak = fmax(person->peak, felt);
    if (person->is_pulse) {
        person->aim = lasts ? felt : fmax(person->aim, person->peak);
        person->hold_until = t + HOLD_NS;
    } else if (t >= person->hold_until) {
        person->aim = felt;
    }
    const double aim = person->aim >= VAS_MOST ? BEYOND : person->aim;
    person->vas = near(person->vas, aim, s, cpar->world->participant.reaction_s);
    person->vas = fmin(VAS_MOST, person->vas);
    if (fabs(person->vas - person->aim) < NEAR_VAS)
        person->vas = person->aim;
    sim_felt_tell(&cpar->world->felt, SIM_FELT_CUFF, person->vas);
}

static bool is_at_rest(const struct cpar_person *person, double kpa)
{
    return kpa == 0 && person->sensed_kpa < 0.1 && person->aim == 0 && person->vas == 0;
}

void cpar_person_beat(struct cpar *cpar, mono_ns t, double s)
{
    struct cpar_person *person = &cpar->person;
    const double kpa = felt_kpa(cpar);
    if (is_at_rest(person, kpa)) {
        person->sensed_kpa = person->low_kpa = 0;
        return;
    }
    person->sensed_kpa =
        near(person->sensed_kpa, kpa, s, kpa > person->sensed_kpa ? FELT_S : GONE_S);
    count_pulses(cpar, kpa, t);
    move_slider(cpar, kpa, t, s);
    if (cpar->felt_cue != cpar->world->cues && person->sensed_kpa >= tolerance_kpa(cpar) &&
        !asks_threshold(cpar)) {
        cpar->felt_cue = cpar->world->cues;
        sim_world_feel(cpar->world, t);
    }
}

mono_ns cpar_person_feels_at(const struct cpar *cpar)
{
    if (cpar->felt_cue == cpar->world->cues)
        return MONO_NEVER;
    const double threshold = sim_world_threshold_kpa(cpar->world);
    const mono_ns first = mono_min(cpar_cuff_reaches(&cpar->cuffs[0], threshold),
                                   cpar_cuff_reaches(&cpar->cuffs[1], threshold));
    if (first == MONO_NEVER || !asks_threshold(cpar)) /* in this order: it is asked often */
        return MONO_NEVER;
    return first < cpar->at ? cpar->at : first;
}

double cpar_vas(const struct cpar *cpar)
{
    if (cpar->settings[CPAR_VAS_OUT] || cpar->is_meterless)
        return 0;
    if (cpar->settings[CPAR_VAS] != CPAR_VAS_FOLLOWS)
        return cpar->settings[CPAR_VAS] / 10.0;
    return fmax(cpar->person.vas,
                sim_felt_now(&cpar->world->felt)); /* another instrument's pain, too */
}
