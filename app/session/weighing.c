#include "session/weighing.h"

#include <math.h>

enum { READINGS_MIN = 6 };
#define STEADY_FOR (1500 * MONO_MS)
#define OLD_AFTER (500 * MONO_MS)
#define SPREAD_MIN_N 0.25 /* the display of a 500 N gauge wavers by two steps of 0.1 N */
#define LOADED_SHARE 0.2  /* of the expected force: less is no weight on the probe */

static const double STANDARD_GRAVITY = 9.80665;

void weighing_begin(struct weighing *weighing, double weight_g, double tolerance)
{
    *weighing = (struct weighing){.weight_g = weight_g,
                                  .expected_n = weight_g / 1000 * STANDARD_GRAVITY,
                                  .tolerance = tolerance};
}

void weighing_hear(struct weighing *weighing, mono_ns t, double newton)
{
    const size_t last = (weighing->n + WEIGHING_READINGS - 1) % WEIGHING_READINGS;
    if (weighing->n > 0 && t <= weighing->readings[last].t)
        return;
    weighing->readings[weighing->n % WEIGHING_READINGS].t = t;
    weighing->readings[weighing->n % WEIGHING_READINGS].newton = newton;
    weighing->n++;
}

/* The readings of the last second and a half, and those of its first half alone. */
struct window {
    mono_ns first, last;
    size_t n, n_early;
    double low, high, sum, early;
};

static struct window look_back(const struct weighing *weighing)
{
    struct window window = {.low = INFINITY, .high = -INFINITY};
    for (size_t back = 0; back < weighing->n && back < WEIGHING_READINGS; back++) {
        const size_t i = (weighing->n - 1 - back) % WEIGHING_READINGS;
        const mono_ns t = weighing->readings[i].t;
        const double newton = weighing->readings[i].newton;
        if (back == 0)
            window.last = t;
        if (window.last - t > STEADY_FOR)
            break;
        window.first = t;
        window.n++;
        window.sum += newton;
        window.low = fmin(window.low, newton);
        window.high = fmax(window.high, newton);
        if (window.last - t > STEADY_FOR / 2) {
            window.n_early++;
            window.early += newton;
        }
    }
    return window;
}

bool weighing_mean(const struct weighing *weighing, double *newton)
{
    const struct window window = look_back(weighing);
    if (window.n > 0)
        *newton = window.sum / (double)window.n;
    return window.n > 0;
}

/* Half of what the tolerance allows, so that the moment of taking does not decide. */
static double spread_max(const struct weighing *weighing)
{
    return fmax(SPREAD_MIN_N, weighing->expected_n * weighing->tolerance / 2);
}

static bool is_long_enough(const struct window *window)
{
    return window->n >= READINGS_MIN && window->n_early > 0 && window->n_early < window->n &&
           window->last - window->first > STEADY_FOR * 3 / 4;
}

/* Of a window that has both halves. */
static double drift_of(const struct window *window)
{
    const double late = (window->sum - window->early) / (double)(window->n - window->n_early);
    return fabs(late - window->early / (double)window->n_early);
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
    const struct window window = look_back(weighing);
    if (window.n == 0 || now - window.last > OLD_AFTER)
        return (struct weighing_judgement){.hint = WEIGHING_SILENT};
    const double most = spread_max(weighing), spread = window.high - window.low,
                 mean = window.sum / (double)window.n;
    const bool is_long = is_long_enough(&window);
    if (weighing->step == WEIGHING_LOADED &&
        fabs(mean - weighing->zero_n) <= LOADED_SHARE * weighing->expected_n)
        return (struct weighing_judgement){.hint = WEIGHING_EMPTY};
    if (spread > most)
        return (struct weighing_judgement){WEIGHING_WAVERS, spread, most};
    if (!is_long)
        return (struct weighing_judgement){.hint = WEIGHING_SHORT};
    if (drift_of(&window) > most / 3)
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
    weighing->n = 0;
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
