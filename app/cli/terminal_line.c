/* The live line: the ramp that runs, the rest or the wait that runs down. Only on a screen. */
#include "terminal_internal.h"

#include "base/clock.h"
#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const mono_ns stale_after = MONO_SEC / 2; /* a reading */
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
    case PHASE_ARMED:
        line->has_responded = false;
        return;
    case PHASE_RUNNING:
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

static void describe_rate(const struct pressure_ramp_live *live, char *out, size_t size)
{
    const double target = live->rate_kpa_per_s, slope = live->slope_kpa_per_s;
    if (!live->has_slope) {
        snprintf(out, size, "  -- of %.0f kPa/s         ", target);
        return;
    }
    snprintf(out, size, "%4.0f of %.0f kPa/s %-8s", slope, target,
             live->in_band    ? "on rate"
             : slope < 0      ? "FALLING"
             : slope < target ? "TOO SLOW"
                              : "TOO FAST");
}

/* What is old is no pressure and no slope. */
static void drop_stale(struct pressure_ramp_live *live, mono_ns now)
{
    if (live->has_pressure && now - live->reading_ns <= stale_after)
        return;
    live->has_pressure = live->has_slope = false;
}

static void describe_pressure(const struct pressure_ramp_live *live, char *out, size_t size)
{
    if (live->has_pressure)
        snprintf(out, size, "%4.0f", live->pressure_kpa);
    else
        snprintf(out, size, "  --");
}

/* The gauge goes on measuring while the probe is taken off: what it shows then is nobody's threshold. */
static void describe_response(const struct pressure_ramp_live *live, char *out, size_t size)
{
    if (live->has_value && !live->censored)
        snprintf(out, size, "RESPONDED at %.0f kPa: take the probe off", live->value_kpa);
    else
        snprintf(out, size, "RESPONDED: take the probe off");
}

static void draw_trial(struct terminal_line *line, const struct pressure_ramp_live *live)
{
    char text[256], rate[64], place[64], kpa[32];
    const struct trial_plan *plan = &line->plan;
    snprintf(place, sizeof place, "%.16s %.5s %lld.%lld", plan->site, plan->side,
             (long long)plan->trial, (long long)line->attempt);
    describe_rate(live, rate, sizeof rate);
    describe_pressure(live, kpa, sizeof kpa);
    if (line->has_responded) {
        describe_response(live, rate, sizeof rate);
        snprintf(text, sizeof text, "%-25s %s", place, rate);
    } else if (line->phase == PHASE_ARMED) {
        snprintf(text, sizeof text, "%-25s %s kPa  %s", place, kpa,
                 live->let_go_first ? "presses already: lift the probe, then press"
                                    : "press now; [Space] stops");
    } else if (line->phase == PHASE_WARN) {
        snprintf(text, sizeof text, "NEAR THE LIMIT %s of %.0f kPa  %s  %s", kpa, live->limit_kpa,
                 rate, place);
    } else {
        snprintf(text, sizeof text, "%-25s %s kPa  %s  limit %.0f", place, kpa, rate,
                 live->limit_kpa);
    }
    draw(line, text, line->phase == PHASE_WARN || line->has_responded);
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
    if (prompt && (prompt->kind == PROMPT_STOPPED || prompt->kind == PROMPT_RELEASE) &&
        stop_raises(terminal->stop, STOP_SIGNAL) != terminal->signals)
        session_decide(live_session(live), DECISION_LEAVE, NULL);
}

static void ring(struct terminal_line *line, mono_ns now)
{
    if (now - line->rang < ring_every)
        return;
    fputc('\a', stderr);
    line->rang = now;
}

static void draw_line(struct terminal_line *line, struct live *live, mono_ns now)
{
    struct pressure_ramp_live look;
    if (line->in_trial && line->phase == PHASE_RELEASE) {
        /* Without a number: after a lost line the newest reading is an old one. */
        draw(line, ">>> RELEASE <<<  take the probe off now", true);
        ring(line, now);
    } else if (line->in_trial && live_look(live, &look, sizeof look)) {
        drop_stale(&look, now);
        draw_trial(line, &look);
    } else if (!line->in_trial && line->until != 0) {
        draw_countdown(line, now);
    }
}

/* Several notes come at once: the question follows when they have all been told. */
static void ask_again(struct terminal *terminal, struct live *live)
{
    const struct prompt *prompt = session_prompt(live_session(live));
    if (!terminal->is_pushed_away || terminal->keys.question != QUESTION_PROMPT)
        return;
    terminal->is_pushed_away = false;
    if (!prompt || terminal->mode != TERMINAL_ASKS)
        return;
    line_close(&terminal->line);
    show_prompt(prompt);
}

void terminal_tick(void *context, struct live *live)
{
    struct terminal *terminal = context;
    struct terminal_line *line = &terminal->line;
    const mono_ns now = mono_now();
    watch_signals(terminal, live);
    ask_again(terminal, live);
    if (line->is_possible)
        draw_line(line, live, now);
}
