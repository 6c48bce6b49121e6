/* Who wears the cuffs: the slider of the rating meter (person.c), and when the button is pressed. The harder of both cuffs is
 * felt. In a trial whose test begins with PPT the button is pressed where the pressure of the cuff reaches the threshold, as at
 * any instrument that presses by itself; in any other, and alone, where what is felt reaches what is tolerated
 * (tolerance_ratio times the threshold): the button of a cuff algometer means "no more". */
#include "cpar_internal.h"

#include <math.h>
#include <strings.h>

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
    return strncasecmp(cpar->world->cue.test, "PPT", 3) == 0;
}

void cpar_person_beat(struct cpar *cpar, mono_ns t, double s)
{
    const double kpa = cpar->world->pressed_kpa = felt_kpa(cpar);
    if (!sim_person_beat(&cpar->person, cpar->world, kpa, t, s))
        return;
    if (cpar->felt_cue != cpar->world->cues && cpar->person.sensed_kpa >= tolerance_kpa(cpar) &&
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
    if (cpar->settings[CPAR_VAS_OUT])
        return 0;
    if (cpar->settings[CPAR_VAS] != CPAR_VAS_FOLLOWS)
        return cpar->settings[CPAR_VAS] / 10.0;
    return cpar->person.vas;
}
