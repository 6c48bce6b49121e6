#include "session/weighing.h"

#include <math.h>

#define STEADY_FOR (1500 * MONO_MS)
#define SPREAD_MIN_N 0.25 /* the display of a 500 N gauge wavers by two steps of 0.1 N */
#define LOADED_SHARE 0.2  /* of the expected force: less is no weight on the probe */

static const double STANDARD_GRAVITY = 9.80665;

void weighing_begin(struct weighing *weighing, double weight_g, double tolerance)
{
    *weighing = (struct weighing){.weight_g = weight_g,
                                  .expected_n = weight_g / 1000 * STANDARD_GRAVITY,
                                  .tolerance = tolerance};
    steady_begin(&weighing->seen, STEADY_FOR);
}

void weighing_hear(struct weighing *weighing, mono_ns t, double newton)
{
    steady_hear(&weighing->seen, t, newton);
}

bool weighing_mean(const struct weighing *weighing, double *newton)
{
    const struct steady_window window = steady_look(&weighing->seen);
    if (window.n > 0)
        *newton = steady_mean(&window);
    return window.n > 0;
}

/* Half of what the tolerance allows, so that the moment of taking does not decide. */
static double spread_max(const struct weighing *weighing)
{
    return fmax(SPREAD_MIN_N, weighing->expected_n * weighing->tolerance / 2);
}

/* What the window's mean is away from what should be read. */
static double off_by(const struct weighing *weighing, double mean)
{
    const double due =
        weighing->step == WEIGHING_LOADED ? weighing->zero_n + weighing->expected_n : 0;
    return mean - due;
}

/* A free probe that reads as much as if something lay on it, or a weight that is another than was said. */
static struct weighing_judgement judge_mean(const struct weighing *weighing, double mean)
{
    const double by = off_by(weighing, mean);
    const double most = weighing->step == WEIGHING_LOADED
                            ? weighing->tolerance * weighing->expected_n
                            : fmax(SPREAD_MIN_N, LOADED_SHARE * weighing->expected_n);
    return fabs(by) > most ? (struct weighing_judgement){WEIGHING_OFF, by, most}
                           : (struct weighing_judgement){0};
}

struct weighing_judgement weighing_judge(const struct weighing *weighing, mono_ns now)
{
    const struct steady_window window = steady_look(&weighing->seen);
    if (steady_is_silent(&window, now))
        return (struct weighing_judgement){.hint = WEIGHING_SILENT};
    const double most = spread_max(weighing), spread = window.high - window.low,
                 mean = steady_mean(&window);
    if (weighing->step == WEIGHING_LOADED &&
        fabs(mean - weighing->zero_n) <= LOADED_SHARE * weighing->expected_n)
        return (struct weighing_judgement){.hint = WEIGHING_EMPTY};
    if (spread > most)
        return (struct weighing_judgement){WEIGHING_WAVERS, spread, most};
    if (!steady_is_long(&weighing->seen, &window))
        return (struct weighing_judgement){.hint = WEIGHING_SHORT};
    if (steady_drift(&window) > most / 3)
        return (struct weighing_judgement){.hint = WEIGHING_DRIFTS};
    return judge_mean(weighing, mean);
}

bool weighing_is_steady(const struct weighing *weighing, mono_ns now)
{
    return weighing->step != WEIGHING_RESULT && weighing_judge(weighing, now).hint <= WEIGHING_OFF;
}

bool weighing_take(struct weighing *weighing, mono_ns now)
{
    double mean;
    if (!weighing_is_steady(weighing, now) || !weighing_mean(weighing, &mean))
        return false;
    if (weighing->step == WEIGHING_FREE) {
        weighing->zero_n = mean;
        weighing->step = WEIGHING_LOADED;
    } else {
        weighing->loaded_n = mean;
        weighing->step = WEIGHING_RESULT;
    }
    steady_begin(&weighing->seen, STEADY_FOR);
    return true;
}

double weighing_deviation(const struct weighing *weighing)
{
    return (weighing->loaded_n - weighing->zero_n) / weighing->expected_n - 1;
}

bool weighing_passed(const struct weighing *weighing)
{
    return weighing->step == WEIGHING_RESULT &&
           fabs(weighing_deviation(weighing)) <= weighing->tolerance;
}
