#include "base/clock.h"

#include <stdio.h>
#include <time.h>

mono_ns mono_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (mono_ns)ts.tv_sec * MONO_SEC + ts.tv_nsec;
}

utc_us utc_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (utc_us)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void utc_format(utc_us t, char *out, size_t cap)
{
    utc_us fraction = t % 1000000;
    time_t sec = (time_t)(t / 1000000);
    if (fraction < 0) {
        fraction += 1000000;
        sec -= 1;
    }
    struct tm tm;
    gmtime_r(&sec, &tm);
    snprintf(out, cap, "%04d-%02d-%02dT%02d:%02d:%02d.%06d+00:00", tm.tm_year + 1900, tm.tm_mon + 1,
             tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)fraction);
}
