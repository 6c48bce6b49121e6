/* The live line: the ramp that runs, the rest or the wait that runs down. Only on a screen. */
#include "terminal_internal.h"

#include "base/clock.h"
#include "stimulus/cuff_ramp.h"
#include "stimulus/hand_train.h"
#include "stimulus/pressure_hold.h"
#include "stimulus/pressure_ramp.h"
#include "stimulus/thermal.h"

#include <math.h>
#include <stdio.h>

static const mono_ns stale_after = MONO_SEC / 2; /* a reading */
static const mono_ns ring_every = MONO_SEC;

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

/* What the examiner marks, and a tail that is rated after the cuff is empty. */
static bool goes_on_released(const struct trial_plan *plan)
{
    return stimulus_is_marked((enum stimulus)plan->kind) || plan->kind == STIMULUS_CUFF_TONIC;
}

void line_phase(struct terminal *terminal, enum phase phase, double kpa)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    struct number number;
    words_number(language, &number, kpa);
    line_close(line);
    line->until = 0;
    line->phase = phase;
    line->in_trial = phase != PHASE_RELEASED || goes_on_released(&line->plan);
    if (stimulus_is_marked((enum stimulus)line->plan.kind)) {
        cold_phase(terminal, phase);
        return;
    }
    switch (phase) {
    case PHASE_WARN:
        if (stimulus_is_thermal((enum stimulus)line->plan.kind))
            return; /* the thermode turns by itself: there is nothing to hold back */
        show_filled("", text_of(language, TEXT_term_near_limit), "kpa", number.text, NULL);
        return;
    case PHASE_RELEASE:
        fprintf(stderr, "\a%s  %s kPa\n", text_of(language, TEXT_term_release), number.text);
        line->rang = mono_now();
        return;
    case PHASE_ARMED:
        line->has_responded = false;
        line->rung_pulse = 0;
        return;
    case PHASE_RUNNING:
    case PHASE_RELEASED:
        return;
    }
}

/* What fits of a row: whole parts, which stand two blanks apart, for half a number is a wrong one. */
static size_t fitting(const char *text, size_t room)
{
    size_t n = text_bytes(text, room);
    if (text[n] == '\0')
        return n;
    while (n > 1 && (text[n - 1] != ' ' || text[n - 2] != ' '))
        n--;
    return n > 1 ? n : text_bytes(text, room);
}

/* A row that is never longer than the screen; `is_alarm`: in reverse, over its whole width. */
static void draw(struct terminal_line *line, const char *text, bool is_alarm)
{
    const int columns = show_columns();
    const size_t room = (size_t)(columns > 0 ? columns : 80) - 1;
    char row[256], wide[1024];
    snprintf(row, sizeof row, "%.*s", (int)fitting(text, room), text);
    if (is_alarm)
        fprintf(stderr, "\r\033[K\033[7m%s\033[0m", text_pad(wide, sizeof wide, row, room));
    else
        fprintf(stderr, "\r\033[K%s", row);
    line->is_open = true;
}

/* ---- the ramp -----------------------------------------------------------------------------------
 */

static enum text_id judge_rate(const struct pressure_ramp_live *live)
{
    if (live->in_band)
        return TEXT_term_on_rate;
    if (live->slope_kpa_per_s < 0)
        return TEXT_term_falling;
    return live->slope_kpa_per_s < live->rate_kpa_per_s ? TEXT_term_too_slow : TEXT_term_too_fast;
}

static void describe_rate(enum language language, const struct pressure_ramp_live *live, char *out,
                          size_t size)
{
    enum { JUDGEMENT_COLUMNS = 8 };
    struct number target;
    char slope[16] = "  --", rate[64], judgement[64];
    if (live->has_slope)
        snprintf(slope, sizeof slope, "%4.0f", live->slope_kpa_per_s);
    text_say(rate, sizeof rate, text_of(language, TEXT_term_rate), "slope", slope, "rate",
             words_number(language, &target, live->rate_kpa_per_s), NULL);
    text_pad(judgement, sizeof judgement,
             live->has_slope ? text_of(language, judge_rate(live)) : "", JUDGEMENT_COLUMNS);
    snprintf(out, size, "%s %s", rate, judgement);
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
static void describe_response(enum language language, const struct pressure_ramp_live *live,
                              char *out, size_t size)
{
    struct number kpa;
    const bool has_value = live->has_value && !live->censored;
    text_say(out, size, text_of(language, has_value ? TEXT_term_responded_at : TEXT_term_responded),
             "kpa", words_number(language, &kpa, live->value_kpa), NULL);
}

/* "  50 of 50 kPa/s on rate  limit 1000"; near the limit what is pressed of it, and which trial it is. */
static void describe_ramp(const struct terminal *terminal, const struct pressure_ramp_live *live,
                          const char *place, char *out, size_t size)
{
    const enum language language = terminal->language;
    struct number number;
    char rate[160], limit[160], kpa[32];
    describe_rate(language, live, rate, sizeof rate);
    describe_pressure(live, kpa, sizeof kpa);
    words_number(language, &number, live->limit_kpa);
    if (terminal->line.phase == PHASE_WARN) {
        text_say(limit, sizeof limit, text_of(language, TEXT_term_near_limit_of), "kpa", kpa,
                 "limit", number.text, NULL);
        snprintf(out, size, "%s  %s  %s", limit, rate, place);
        return;
    }
    text_say(limit, sizeof limit, text_of(language, TEXT_term_limit), "kpa", number.text, NULL);
    snprintf(out, size, "%s %s kPa  %s  %s", place, kpa, rate, limit);
}

static void draw_trial(struct terminal *terminal, const struct pressure_ramp_live *live)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    char text[640], what[160], place[192], kpa[32];
    words_place(language, place, sizeof place, &line->plan, line->attempt);
    if (line->has_responded) {
        describe_response(language, live, what, sizeof what);
        snprintf(text, sizeof text, "%s %s", place, what);
    } else if (line->phase == PHASE_ARMED) {
        describe_pressure(live, kpa, sizeof kpa);
        snprintf(text, sizeof text, "%s %s kPa  %s", place, kpa,
                 text_of(language,
                         live->let_go_first ? TEXT_term_presses_already : TEXT_term_press_now));
    } else {
        describe_ramp(terminal, live, place, text, sizeof text);
    }
    draw(line, text, line->phase == PHASE_WARN || line->has_responded);
}

/* "limit 50"; of a train "pulse 3 of 10"; of what may be rated with "rated 4.2" behind it. */
static void describe_goal(enum language language, const struct thermal_live *live, char *out,
                          size_t size)
{
    char what[96], rated[96] = "", at[16], of[16];
    struct number number;
    snprintf(at, sizeof at, "%d", live->pulse + 1);
    snprintf(of, sizeof of, "%d", live->pulses);
    if (live->pulses > 1)
        text_say(what, sizeof what, text_of(language, TEXT_term_pulse), "n", at, "of", of, NULL);
    else
        text_say(what, sizeof what, text_of(language, TEXT_term_limit), "kpa",
                 words_number(language, &number, live->limit_c), NULL);
    if (live->has_rating)
        text_say(rated, sizeof rated, text_of(language, TEXT_term_rated), "n",
                 words_tenths(language, &number, live->rating), NULL);
    snprintf(out, size, "%s%s%s", what, rated[0] ? "  " : "", rated);
}

/* "place  28.4 °C  limit 0": a thermode drives itself, so there is no slope to correct, and stopped it goes back by itself. */
static void draw_thermal(struct terminal *terminal, const struct thermal_live *live, mono_ns now)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    const bool is_fresh = live->has_temperature && now - live->reading_ns <= stale_after;
    char text[640], place[192], goal[224];
    struct number celsius = {"--"};
    const bool is_stopped = stop_is_raised(terminal->stop);
    const bool is_back = is_stopped || live->step == THERMAL_STEP_RETURNING;
    words_place(language, place, sizeof place, &line->plan, line->attempt);
    if (is_fresh)
        words_tenths(language, &celsius, live->temperature_c);
    describe_goal(language, live, goal, sizeof goal);
    snprintf(text, sizeof text, "%s %5s °C  %s", place, celsius.text,
             is_back ? text_of(language, is_stopped ? TEXT_term_stop_back : TEXT_term_way_back)
                     : goal);
    draw(line, text, is_stopped);
}

/* "place   31 kPa  rated 4.2  limit 100": a cuff rises by itself, and stopped it vents by itself. What is old is no pressure. */
static void draw_cuff(struct terminal *terminal, const struct cuff_ramp_live *live, mono_ns now)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    char text[640], place[192], limit[160], rated[96];
    struct number number = {"--"}, kpa = {"--"}, end;
    const bool is_stopped = stop_is_raised(terminal->stop);
    words_place(language, place, sizeof place, &line->plan, line->attempt);
    if (now - live->reading_ns <= stale_after)
        words_number(language, &kpa, live->kpa);
    if (live->has_rating)
        words_tenths(language, &number, live->rating);
    text_say(rated, sizeof rated, text_of(language, TEXT_term_rated), "n", number.text, NULL);
    text_say(limit, sizeof limit, text_of(language, TEXT_term_limit), "kpa",
             words_number(language, &end, live->limit_kpa), NULL);
    snprintf(text, sizeof text, "%s %4s kPa  %s  %s", place, kpa.text, rated,
             live->is_returning || is_stopped ? text_of(language, TEXT_term_vents) : limit);
    draw(line, text, is_stopped);
}

/* "place  pulse 3 of 10   31 kPa  rated 4.2". */
static void draw_train(struct terminal *terminal, const struct pulse_train_live *live, mono_ns now)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    char text[640], place[192], rated[96], pulse[96], at[16], of[16];
    struct number number = {"--"}, kpa = {"--"};
    const bool is_stopped = stop_is_raised(terminal->stop);
    const int given = live->given < live->pulses ? live->given + 1 : live->pulses;
    words_place(language, place, sizeof place, &line->plan, line->attempt);
    if (now - live->reading_ns <= stale_after)
        words_number(language, &kpa, live->kpa);
    if (live->has_rating)
        words_tenths(language, &number, live->rating);
    snprintf(at, sizeof at, "%d", given);
    snprintf(of, sizeof of, "%d", live->pulses);
    text_say(rated, sizeof rated, text_of(language, TEXT_term_rated), "n", number.text, NULL);
    text_say(pulse, sizeof pulse, text_of(language, TEXT_term_pulse), "n", at, "of", of, NULL);
    snprintf(text, sizeof text, "%s %s %4s kPa  %s", place,
             live->is_returning || is_stopped ? text_of(language, TEXT_term_vents) : pulse,
             kpa.text, rated);
    draw(line, text, is_stopped);
}

/* "place   40 kPa  rated 4.2  It holds, 23 s more". */
static void draw_hold(struct terminal *terminal, const struct pressure_hold_live *live)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    const bool is_stopped = stop_is_raised(terminal->stop);
    const enum text_id does = is_stopped           ? TEXT_term_vents
                              : live->is_returning ? TEXT_run_hold_tail
                              : live->is_holding   ? TEXT_run_hold_running
                                                   : TEXT_run_hold_rising;
    char text[640], place[192], rated[96], what[96], left[16];
    struct number number = {"--"}, kpa;
    words_place(language, place, sizeof place, &line->plan, line->attempt);
    if (live->has_rating)
        words_tenths(language, &number, live->rating);
    text_say(rated, sizeof rated, text_of(language, TEXT_term_rated), "n", number.text, NULL);
    snprintf(left, sizeof left, "%.0f", ceil(mono_to_sec(live->left)));
    text_say(what, sizeof what, text_of(language, does), "s", left, NULL);
    snprintf(text, sizeof text, "%s %4s kPa  %s  %s", place,
             words_number(language, &kpa, live->kpa), rated, what);
    draw(line, text, is_stopped);
}

/* ---- a train to a beat ------------------------------------------------------------------------- */

/* "PRESS 3/10": nothing else matters to who gives it. */
static void describe_beat(enum language language, const struct hand_train_live *live, char *out,
                          size_t size)
{
    static const enum text_id words[] = {[HAND_COUNT_IN] = TEXT_term_beat_count,
                                         [HAND_PRESS] = TEXT_term_beat_press,
                                         [HAND_LIFT] = TEXT_term_beat_lift,
                                         [HAND_OVER] = TEXT_term_beat_over};
    char n[16], of[16];
    const bool counts = live->step == HAND_COUNT_IN, waits = counts && live->count == 0;
    snprintf(n, sizeof n, "%d", counts ? live->count : live->pulse);
    snprintf(of, sizeof of, "%d", live->pulses);
    text_say(out, size, text_of(language, waits ? TEXT_term_beat_ready : words[live->step]), "n", n,
             "of", of, NULL);
}

/* "312 kPa of 240 to 360": what the press should be. */
static void describe_band(enum language language, const struct hand_train_live *live, mono_ns now,
                          char *out, size_t size)
{
    struct number from, to, kpa = {"--"};
    if (live->has_pressure && now - live->reading_ns <= stale_after)
        words_number(language, &kpa, live->kpa);
    text_say(out, size, text_of(language, TEXT_term_beat_band), "kpa", kpa.text, "from",
             words_number(language, &from, live->level_kpa - live->band_kpa), "to",
             words_number(language, &to, live->level_kpa + live->band_kpa), NULL);
}

static enum text_id judge_press(const struct hand_train_live *live)
{
    switch ((enum hand_verdict)live->verdict) {
    case HAND_IN_BAND:
        return TEXT_term_beat_good;
    case HAND_TOO_STRONG:
        return TEXT_term_beat_strong;
    case HAND_TOO_LIGHT:
        return TEXT_term_beat_light;
    case HAND_LATE:
        return TEXT_term_beat_late;
    case HAND_EARLY:
        return TEXT_term_beat_early;
    case HAND_MISSED:
        return TEXT_term_beat_missed;
    case HAND_UNSEEN:
        return TEXT_term_beat_unseen;
    case HAND_NONE:
        break;
    }
    return TEXTS;
}

/* The bell rings at each cue to press, once. */
static void ring_beat(struct terminal_line *line, const struct hand_train_live *live)
{
    if (live->step != HAND_PRESS || live->pulse == line->rung_pulse)
        return;
    fputc('\a', stderr);
    line->rung_pulse = live->pulse;
}

static void draw_beat(struct terminal *terminal, const struct hand_train_live *live, mono_ns now)
{
    struct terminal_line *line = &terminal->line;
    const enum language language = terminal->language;
    const enum text_id verdict = judge_press(live);
    char text[640], beat[96], band[96] = "", place[192];
    words_place(language, place, sizeof place, &line->plan, line->attempt);
    describe_beat(language, live, beat, sizeof beat);
    if (live->has_channel)
        describe_band(language, live, now, band, sizeof band);
    snprintf(text, sizeof text, "%s  %s  %s  %s", beat, band,
             verdict < TEXTS ? text_of(language, verdict) : "", place);
    ring_beat(line, live);
    draw(line, text,
         live->step == HAND_PRESS || (live->is_pressing && live->kpa >= 0.9 * live->limit_kpa));
}

static void draw_countdown(struct terminal_line *line, mono_ns now)
{
    char text[sizeof line->what + 16];
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

/* Without a number: after a lost line the newest reading is an old one. */
static void draw_release(struct terminal *terminal, mono_ns now)
{
    char text[160];
    snprintf(text, sizeof text, "%s  %s", text_of(terminal->language, TEXT_term_release),
             text_of(terminal->language, TEXT_term_release_now));
    draw(&terminal->line, text, true);
    ring(&terminal->line, now);
}

/* ---- TAKE OFF ---------------------------------------------------------------------------------- */

static const char *take_off_words(const struct terminal *terminal, char *out, size_t size)
{
    const enum language language = terminal->language;
    const bool asks = terminal->mode == TERMINAL_ASKS;
    const bool is_cuff = terminal->not_back_is_cuff;
    snprintf(out, size, "%s  %s  %s",
             text_of(language, is_cuff ? TEXT_term_open_cuff : TEXT_term_take_off),
             text_of(language, is_cuff ? TEXT_term_open_cuff_now : TEXT_term_take_off_now),
             asks ? text_of(language, TEXT_term_key_taken_off) : "");
    return out;
}

/* Once as a row that stays, also where no line can be drawn. */
static void watch_what_goes_on(struct terminal *terminal, const struct live *live, mono_ns now)
{
    char text[200];
    const bool was = terminal->is_not_back;
    terminal->is_not_back = session_not_back(live_session(live));
    if (!terminal->is_not_back || was)
        return;
    terminal->not_back_is_cuff =
        stimulus_touch((enum stimulus)terminal->line.plan.kind) == TOUCH_CUFF;
    line_close(&terminal->line);
    fprintf(stderr, "\a%s\n", take_off_words(terminal, text, sizeof text));
    terminal->line.rang = now;
}

static void draw_take_off(struct terminal *terminal, mono_ns now)
{
    char text[200];
    draw(&terminal->line, take_off_words(terminal, text, sizeof text), true);
    ring(&terminal->line, now);
}

static void draw_line(struct terminal *terminal, struct live *live, mono_ns now)
{
    struct terminal_line *line = &terminal->line;
    struct pressure_ramp_live look;
    struct thermal_live thermal;
    struct cuff_ramp_live cuff;
    struct pulse_train_live train;
    struct pressure_hold_live hold;
    struct hand_train_live beat;
    char cold[128];
    if (terminal->is_not_back) {
        draw_take_off(terminal, now);
    } else if (line->in_trial && stimulus_is_marked((enum stimulus)line->plan.kind)) {
        if (cold_line(terminal, live, now, cold, sizeof cold))
            draw(line, cold, line->phase == PHASE_RELEASE);
    } else if (line->in_trial && stimulus_is_thermal((enum stimulus)line->plan.kind)) {
        if (live_look(live, &thermal, sizeof thermal))
            draw_thermal(terminal, &thermal, now);
    } else if (line->in_trial && line->plan.kind == STIMULUS_PULSE_TRAIN) {
        if (live_look(live, &train, sizeof train))
            draw_train(terminal, &train, now);
    } else if (line->in_trial && line->plan.kind == STIMULUS_CUFF_TONIC) {
        if (live_look(live, &hold, sizeof hold))
            draw_hold(terminal, &hold);
    } else if (line->in_trial && stimulus_touch((enum stimulus)line->plan.kind) == TOUCH_CUFF) {
        if (live_look(live, &cuff, sizeof cuff))
            draw_cuff(terminal, &cuff, now);
    } else if (line->in_trial && line->phase == PHASE_RELEASE) {
        draw_release(terminal, now);
    } else if (line->in_trial && stimulus_is_paced((enum stimulus)line->plan.kind)) {
        if (live_look(live, &beat, sizeof beat))
            draw_beat(terminal, &beat, now);
    } else if (line->in_trial && live_look(live, &look, sizeof look)) {
        drop_stale(&look, now);
        draw_trial(terminal, &look);
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
    show_prompt(terminal->language, prompt);
}

void terminal_tick(void *context, struct live *live)
{
    struct terminal *terminal = context;
    const mono_ns now = mono_now();
    watch_signals(terminal, live);
    watch_what_goes_on(terminal, live, now);
    ask_again(terminal, live);
    if (terminal->line.is_possible)
        draw_line(terminal, live, now);
}
