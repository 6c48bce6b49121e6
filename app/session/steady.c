#include "session/steady.h"

#include <math.h>

enum { READINGS_MIN = 6 };
#define OLD_AFTER (500 * MONO_MS)

void steady_begin(struct steady *steady, mono_ns span)
{
    *steady = (struct steady){.span = span};
}

void steady_hear(struct steady *steady, mono_ns t, double value)
{
    const size_t last = (steady->n + STEADY_READINGS - 1) % STEADY_READINGS;
    if (steady->n > 0 && t <= steady->readings[last].t)
        return;
    steady->readings[steady->n % STEADY_READINGS].t = t;
    steady->readings[steady->n % STEADY_READINGS].value = value;
    steady->n++;
}

struct steady_window steady_look(const struct steady *steady)
{
    struct steady_window window = {.low = INFINITY, .high = -INFINITY};
    for (size_t back = 0; back < steady->n && back < STEADY_READINGS; back++) {
        const size_t i = (steady->n - 1 - back) % STEADY_READINGS;
        const mono_ns t = steady->readings[i].t;
        const double value = steady->readings[i].value;
        if (back == 0)
            window.last = t;
        if (window.last - t > steady->span)
            break;
        window.first = t;
        window.n++;
        window.sum += value;
        window.low = fmin(window.low, value);
        window.high = fmax(window.high, value);
        if (window.last - t > steady->span / 2) {
            window.n_early++;
            window.early += value;
        }
    }
    return window;
}

bool steady_is_silent(const struct steady_window *window, mono_ns now)
{
    return window->n == 0 || now - window->last > OLD_AFTER;
}

bool steady_is_long(const struct steady *steady, const struct steady_window *window)
{
    return window->n >= READINGS_MIN && window->n_early > 0 && window->n_early < window->n &&
           window->last - window->first > steady->span * 3 / 4;
}

double steady_mean(const struct steady_window *window)
{
    return window->sum / (double)window->n;
}

double steady_drift(const struct steady_window *window)
{
    const double late = (window->sum - window->early) / (double)(window->n - window->n_early);
    return fabs(late - window->early / (double)window->n_early);
}
