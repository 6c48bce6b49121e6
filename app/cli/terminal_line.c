/* The live line: the ramp that runs, the rest or the wait that runs down. Only on a screen. */
#include "terminal_internal.h"

#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of the slope: a hand that shakes by 8 kPa is off by as much per second in a window of one second. */
static const mono_ns window = 3 * MONO_SEC / 2;
static const mono_ns window_least = MONO_SEC / 2; /* below it there is none */
static const mono_ns reading_every = 50 * MONO_MS;
static const mono_ns ring_every = MONO_SEC;

int line_columns(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void line_close(struct terminal_line *line)
{
    if (line->is_open)
        fputs("\r\033[K", stderr);
    line->is_open = false;
}

void line_rest(struct terminal_line *line)
{
    line_close(line);
    line->in_trial = false;
    line->until = 0;
}

void line_count_down(struct terminal_line *line, mono_ns until, const char *what)
{
    line->until = until;
    snprintf(line->what, sizeof line->what, "%s", what);
}

void line_phase(struct terminal_line *line, enum phase phase, double kpa)
{
    line_close(line);
    line->until = 0;
    line->phase = phase;
    line->in_trial = phase != PHASE_RELEASED;
    switch (phase) {
    case PHASE_WARN:
        fprintf(stderr, "NEAR THE LIMIT: %.0f kPa\n", kpa);
        return;
    case PHASE_RELEASE:
        fprintf(stderr, "\a>>> RELEASE <<<  %.0f kPa\n", kpa);
        line->rang = mono_now();
        return;
    case PHASE_RUNNING:
        line->n = 0;
        return;
    case PHASE_ARMED:
        line->has_responded = false;
        return;
    case PHASE_RELEASED:
        return;
    }
}

/* A row that is never longer than the screen; `is_alarm`: in reverse, over its whole width. */
static void draw(struct terminal_line *line, const char *text, bool is_alarm)
{
    const int columns = line_columns();
    const int room = (columns > 0 ? columns : 80) - 1;
    if (is_alarm)
        fprintf(stderr, "\r\033[K\033[7m%-*.*s\033[0m", room, room, text);
    else
        fprintf(stderr, "\r\033[K%.*s", room, text);
    line->is_open = true;
}

/* ---- the ramp -----------------------------------------------------------------------------------
 */

static void add_reading(struct terminal_line *line, mono_ns now, double kpa)
{
    size_t old = line->n == LINE_READINGS ? 1 : 0;
    if (line->n > 0 && now - line->readings[line->n - 1].t < reading_every)
        return;
    while (old < line->n && now - line->readings[old].t > window)
        old++;
    line->n -= old;
    memmove(line->readings, line->readings + old, line->n * sizeof line->readings[0]);
    line->readings[line->n].t = now;
    line->readings[line->n++].kpa = kpa;
}

/* From the middle of the older half of the readings to that of the newer. */
static bool find_slope(const struct terminal_line *line, double *kpa_per_s)
{
    const size_t half = line->n / 2;
    double t[2] = {0}, kpa[2] = {0};
    if (half < 2 || line->readings[line->n - 1].t - line->readings[0].t < window_least)
        return false;
    for (size_t i = 0; i < 2 * half; i++) {
        const size_t at = line->n - 2 * half + i;
        t[i / half] += mono_to_sec(line->readings[at].t - line->readings[0].t) / (double)half;
        kpa[i / half] += line->readings[at].kpa / (double)half;
    }
    *kpa_per_s = (kpa[1] - kpa[0]) / (t[1] - t[0]);
    return t[1] > t[0];
}

static void describe_rate(const struct terminal_line *line, char *out, size_t size)
{
    const double target = line->plan.rate_kpa_per_s;
    double slope;
    if (!find_slope(line, &slope)) {
        snprintf(out, size, "  -- of %.0f kPa/s         ", target);
        return;
    }
    const bool is_on = fabs(slope - target) <= line->plan.rate_tolerance * target;
    snprintf(out, size, "%4.0f of %.0f kPa/s %-8s", slope, target,
             is_on            ? "on rate"
             : slope < 0      ? "FALLING"
             : slope < target ? "TOO SLOW"
                              : "TOO FAST");
}

static void draw_trial(struct terminal_line *line, double kpa)
{
    char text[256], rate[64], place[64];
    const struct trial_plan *plan = &line->plan;
    snprintf(place, sizeof place, "%.16s %.5s %lld.%lld", plan->site, plan->side,
             (long long)plan->trial, (long long)line->attempt);
    describe_rate(line, rate, sizeof rate);
    if (line->has_responded)
        snprintf(text, sizeof text, "%-25s%5.0f kPa  RESPONDED: take the probe off", place, kpa);
    else if (line->phase == PHASE_ARMED)
        snprintf(text, sizeof text, "%-25s%5.0f kPa  %s", place, kpa,
                 kpa > plan->contact_kpa ? "presses already: lift the probe, then press"
                                         : "press now; [Space] stops");
    else if (line->phase == PHASE_WARN)
        snprintf(text, sizeof text, "NEAR THE LIMIT %4.0f of %.0f kPa  %s  %s", kpa,
                 line->limit_kpa, rate, place);
    else
        snprintf(text, sizeof text, "%-25s%5.0f kPa  %s  limit %.0f", place, kpa, rate,
                 line->limit_kpa);
    draw(line, text, line->phase == PHASE_WARN || line->has_responded);
}

/* Without a number: after a lost line the newest reading is an old one. */
static void draw_release(struct terminal_line *line, mono_ns now)
{
    draw(line, ">>> RELEASE <<<  take the probe off now", true);
    if (now - line->rang < ring_every)
        return;
    fputc('\a', stderr);
    line->rang = now;
}

static void draw_countdown(struct terminal_line *line, mono_ns now)
{
    char text[160];
    const mono_ns left = line->until - now;
    snprintf(text, sizeof text, "%3.0f s  %s", left > 0 ? ceil(mono_to_sec(left)) : 0, line->what);
    draw(line, text, false);
}

static void watch_signals(const struct terminal *terminal, struct live *live)
{
    const struct prompt *prompt = session_prompt(live_session(live));
    if (prompt && prompt->kind == PROMPT_STOPPED &&
        stop_raises(terminal->stop, STOP_SIGNAL) != terminal->signals)
        session_decide(live_session(live), DECISION_LEAVE, NULL);
}

void terminal_tick(void *context, struct live *live)
{
    struct terminal *terminal = context;
    struct terminal_line *line = &terminal->line;
    const mono_ns now = mono_now();
    double kpa;
    watch_signals(terminal, live);
    if (!line->is_possible)
        return;
    const bool has_reading = live_reading(live, &kpa);
    if (line->in_trial && has_reading)
        add_reading(line, now, kpa);
    if (line->in_trial && line->phase == PHASE_RELEASE)
        draw_release(line, now);
    else if (line->in_trial && has_reading)
        draw_trial(line, kpa);
    else if (!line->in_trial && line->until != 0)
        draw_countdown(line, now);
}
