/* What stays on the screen: saved attempts, questions. Rows fit 80 columns. */
#include "terminal_internal.h"

#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- saved attempts -----------------------------------------------------------------------------
 */

static bool is_thermal(const struct trial_plan *plan)
{
    return stimulus_is_thermal((enum stimulus)plan->kind);
}

static bool is_marked(const struct trial_plan *plan)
{
    return stimulus_is_marked((enum stimulus)plan->kind);
}

static enum end_of end_of(const struct trial_plan *plan)
{
    return (enum end_of)stimulus_touch((enum stimulus)plan->kind);
}

static const char *describe_cold(enum language language, const struct trial_row *row, char *out,
                                 size_t size)
{
    struct number n;
    const bool is_timed = row->plan.kind == STIMULUS_TIMED_CONTACT;
    const enum text_id id = is_timed        ? TEXT_term_value_nrs
                            : row->censored ? TEXT_term_at_least_s
                                            : TEXT_term_value_s;
    return text_say(out, size, text_of(language, id), "n", words_tenths(language, &n, row->value),
                    NULL);
}

static const char *describe_celsius(enum language language, const struct trial_row *row, char *out,
                                    size_t size)
{
    struct number c;
    char value[64];
    enum text_id id = TEXT_term_value_c;
    if (row->censored)
        id = row->is_below ? TEXT_term_at_most_c : TEXT_term_at_least_c;
    text_say(value, sizeof value, text_of(language, id), "c",
             words_tenths(language, &c, row->value), NULL);
    const bool is_difference = row->plan.kind == STIMULUS_THERMAL_LIMEN;
    return text_say(out, size, is_difference ? text_of(language, TEXT_term_difference) : "{value}",
                    "value", value, NULL);
}

/* What of it was rated, from the first pulse to the last; "--" is missing. */
static const char *describe_pulses(enum language language, const struct trial_row *row, char *out,
                                   size_t size)
{
    struct number first = {"--"}, last = {"--"};
    char n[16];
    const float from = row->n_pulses > 0 ? row->ratings[0] : (float)NAN;
    const float to = row->n_pulses > 0 ? row->ratings[row->n_pulses - 1] : (float)NAN;
    snprintf(n, sizeof n, "%d", row->n_pulses);
    if (!isnan(from))
        words_tenths(language, &first, (double)from);
    if (!isnan(to))
        words_tenths(language, &last, (double)to);
    return text_say(out, size, text_of(language, TEXT_term_pulses), "n", n, "first", first.text,
                    "last", last.text, NULL);
}

/* Nobody has said yet what was felt. */
static const char *describe_beats(enum language language, const struct trial_row *row, char *out,
                                  size_t size)
{
    const bool is_measured = row->plan.kind == STIMULUS_HAND_TRAIN;
    char n[16], good[16];
    snprintf(n, sizeof n, "%d", row->n_pulses);
    snprintf(good, sizeof good, "%d", row->n_in_band);
    return text_say(out, size,
                    text_of(language, is_measured ? TEXT_term_beats_good : TEXT_term_beats), "n", n,
                    "good", good, NULL);
}

static const char *describe_value(enum language language, const struct trial_row *row, char *out,
                                  size_t size)
{
    struct number kpa;
    if (row->end == END_COMPLETED && stimulus_is_paced((enum stimulus)row->plan.kind))
        return describe_beats(language, row, out, size);
    if (row->end == END_COMPLETED && row->n_pulses > 0)
        return describe_pulses(language, row, out, size);
    if (!row->has_value)
        return text_of(language, TEXT_term_no_value);
    if (row->plan.kind == STIMULUS_THERMAL_TONIC || row->plan.kind == STIMULUS_CUFF_TONIC)
        return text_say(out, size, text_of(language, TEXT_term_value_nrs), "n",
                        words_tenths(language, &kpa, row->value), NULL);
    if (is_marked(&row->plan))
        return describe_cold(language, row, out, size);
    if (is_thermal(&row->plan))
        return describe_celsius(language, row, out, size);
    words_number(language, &kpa, row->value);
    if (row->censored)
        return text_say(out, size, text_of(language, TEXT_term_at_least), "kpa", kpa.text, NULL);
    snprintf(kpa.text, sizeof kpa.text, "%4.0f", row->value);
    return text_say(out, size, text_of(language, TEXT_term_value), "kpa", kpa.text, NULL);
}

static const char *describe_slope(enum language language, const struct trial_row *row, char *out,
                                  size_t size)
{
    char rate[64];
    struct number slope, target;
    if (is_thermal(&row->plan))
        text_say(rate, sizeof rate, text_of(language, TEXT_term_rate_c), "slope",
                 words_tenths(language, &slope, fabs(row->slope)), "rate",
                 words_tenths(language, &target, row->plan.rate), NULL);
    else
        text_say(rate, sizeof rate, text_of(language, TEXT_term_rate), "slope",
                 words_number(language, &slope, row->slope), "rate",
                 words_number(language, &target, row->plan.rate), NULL);
    return text_say(out, size, row->rate_off ? text_of(language, TEXT_term_off) : "{rate}", "rate",
                    rate, NULL);
}

/* What was stopped is done again when the examiner wants it, however often the script would try. */
static bool can_be_repeated(const struct trial_row *row)
{
    return row->end == END_STOP || row->end == END_FAULT;
}

static void show_remarks(enum language language, const struct trial_row *row)
{
    struct number kpa;
    const bool is_given = row->has_value || row->end == END_COMPLETED;
    if (!is_given)
        show_filled("    ", text_of(language, TEXT_term_no_value_why), "why",
                    end_text(language, end_of(&row->plan), row->end, row->fault), NULL);
    if (row->has_idle && fabs(row->idle_kpa) > PRESSURE_OFF_ZERO_KPA)
        show_filled("    ", text_of(language, TEXT_term_idle), "kpa",
                    words_number(language, &kpa, row->idle_kpa), NULL);
    if (row->plan.is_last && row->rate_off && row->has_value)
        show_text("    ", text_of(language, TEXT_term_none_left_slope));
    else if (row->plan.is_last && !is_given && !can_be_repeated(row))
        show_text("    ", text_of(language, TEXT_term_none_left));
}

/* Columns of the longest name with its side, and of "practice 1.1". */
enum { SITE_COLUMNS = 25, TRIAL_COLUMNS = 12 };

void show_row(enum language language, const struct trial_row *row)
{
    char name[96], trial[64], place[96], number[80], both[192], value[64], slope[80];
    const char *fields[4];
    size_t n = 0;
    words_site(language, name, sizeof name, &row->plan);
    words_trial(language, trial, sizeof trial, &row->plan, row->attempt);
    text_pad(place, sizeof place, name, SITE_COLUMNS);
    text_pad(number, sizeof number, trial, TRIAL_COLUMNS);
    snprintf(both, sizeof both, "%s %s", place, number);
    fields[n++] = both;
    fields[n++] = describe_value(language, row, value, sizeof value);
    if (row->has_slope)
        fields[n++] = describe_slope(language, row, slope, sizeof slope);
    fields[n++] = text_of(language, TEXT_term_saved);
    show_fields("    ", fields, n);
    show_remarks(language, row);
}

/* ---- questions ----------------------------------------------------------------------------------
 */

static void show_instruction(enum language language, const struct prompt *prompt)
{
    show_filled("", text_of(language, TEXT_term_instruct), "key", prompt->text, NULL);
    show_text("    ", prompt->words ? prompt->words : text_of(language, TEXT_term_no_text));
}

/* A repetition after a stop is not one of those that the script counts. */
static bool is_last_try(const struct prompt *prompt)
{
    return prompt->plan->is_last && prompt->plan->attempt > 1 && prompt->again != AGAIN_STOPPED;
}

static void show_beat(enum language language, const struct prompt *prompt, const char *site,
                      const char *trial)
{
    const struct trial_plan *plan = prompt->plan;
    struct number level, limit;
    char n[16];
    snprintf(n, sizeof n, "%d", plan->train.pulses);
    if (plan->kind == STIMULUS_HAND_CUES)
        show_filled("",
                    text_of(language,
                            plan->train.pulses == 1 ? TEXT_term_next_single : TEXT_term_next_cues),
                    "site", site, "trial", trial, "n", n, NULL);
    else
        show_filled("", text_of(language, TEXT_term_next_presses), "site", site, "trial", trial,
                    "n", n, "kpa", words_number(language, &level, plan->train.levels[0]), "limit",
                    words_number(language, &limit, prompt->limit), NULL);
}

/* "50 kPa", "44 to 48 °C". */
static const char *describe_levels(enum language language, const struct trial_plan *plan, char *out,
                                   size_t size)
{
    const struct trial_train *train = &plan->train;
    const char *(*const say)(enum language, struct number *, double) =
        is_thermal(plan) ? words_tenths : words_number;
    struct number from, to;
    double least = train->levels[0], most = train->levels[0];
    for (uint8_t i = 1; i < train->pulses; i++) {
        least = fmin(least, train->levels[i]);
        most = fmax(most, train->levels[i]);
    }
    return text_say(out, size, text_of(language, least < most ? TEXT_term_levels : TEXT_term_level),
                    "from", say(language, &from, least), "to", say(language, &to, most), "unit",
                    is_thermal(plan) ? "°C" : "kPa", NULL);
}

/* Pulses, and what is held. */
static void show_train(enum language language, const struct trial_plan *plan, const char *site,
                       const char *trial)
{
    const bool is_held = plan->kind == STIMULUS_CUFF_TONIC || plan->kind == STIMULUS_THERMAL_TONIC;
    char level[96], n[16], seconds[16];
    snprintf(n, sizeof n, "%d", plan->train.pulses);
    snprintf(seconds, sizeof seconds, "%.0f", mono_to_sec(plan->train.on));
    show_filled("", text_of(language, is_held ? TEXT_term_next_hold : TEXT_term_next_train), "site",
                site, "trial", trial, "level", describe_levels(language, plan, level, sizeof level),
                "n", n, "s", seconds, NULL);
}

/* Where, how steep, how far. */
static void show_stimulus(enum language language, const struct prompt *prompt)
{
    const struct trial_plan *plan = prompt->plan;
    char site[96], trial[64];
    struct number rate, limit, baseline;
    words_site(language, site, sizeof site, plan);
    words_trial(language, trial, sizeof trial, plan, 0);
    if (is_marked(plan))
        show_filled("",
                    text_of(language, plan->kind == STIMULUS_IMMERSION ? TEXT_term_next_water
                                                                       : TEXT_term_next_ice),
                    "site", site, "trial", trial, "limit",
                    words_number(language, &limit, prompt->limit), NULL);
    else if (stimulus_is_paced((enum stimulus)plan->kind))
        show_beat(language, prompt, site, trial);
    else if (plan->train.pulses > 0)
        show_train(language, plan, site, trial);
    else if (is_thermal(plan))
        show_filled("", text_of(language, TEXT_term_next_c), "site", site, "trial", trial, "rate",
                    words_tenths(language, &rate, plan->rate), "baseline",
                    words_tenths(language, &baseline, plan->thermal.baseline_c), "limit",
                    words_tenths(language, &limit, prompt->limit), NULL);
    else
        show_filled("", text_of(language, TEXT_term_next), "site", site, "trial", trial, "rate",
                    words_number(language, &rate, plan->rate), "limit",
                    words_number(language, &limit, prompt->limit), NULL);
}

static void show_next(enum language language, const struct prompt *prompt)
{
    const char *again = words_again(language, prompt->again);
    struct number attempt;
    show_stimulus(language, prompt);
    if (again)
        show_filled(
            "    ",
            text_of(language, is_last_try(prompt) ? TEXT_term_attempt_last : TEXT_term_attempt),
            "n", words_number(language, &attempt, (double)prompt->attempt), "why", again, NULL);
}

/* What the study says of itself ends with its full stop. */
static bool is_sentence(const char *text)
{
    const size_t n = strlen(text);
    return n > 0 && text[n - 1] == '.';
}

static void show_question(enum language language, const struct prompt *prompt)
{
    switch (prompt->kind) {
    case PROMPT_INSTRUCT:
        show_instruction(language, prompt);
        return;
    case PROMPT_ARM:
        show_next(language, prompt);
        return;
    case PROMPT_REVIEW:
        return;
    case PROMPT_WAIT:
        show_filled("", text_of(language, TEXT_term_wait), "what", prompt->text, NULL);
        return;
    case PROMPT_STOPPED:
        show_filled("", is_sentence(prompt->text) ? "{what}" : "{what}.", "what", prompt->text,
                    NULL);
        return;
    case PROMPT_RELEASE:
        show_filled("", text_of(language, TEXT_term_over), "what", prompt->text, NULL);
        return;
    case PROMPT_QUESTION:
        show_question_of(language, prompt);
        return;
    case PROMPT_SAVE_FAILED:
        show_filled("", text_of(language, TEXT_term_not_saved), "why", prompt->text, NULL);
        return;
    }
}

/* Enter, where it says something of the stimulus. */
static enum text_id first_key(const struct prompt *prompt, enum text_id other)
{
    static const enum text_id ready[] = {TEXT_term_key_press, TEXT_term_key_lies,
                                         TEXT_term_key_ready, TEXT_term_key_cuff_on},
                              off[] = {TEXT_term_key_is_off, TEXT_term_key_taken_off,
                                       TEXT_term_key_is_out, TEXT_term_key_taken_off};
    if (!prompt->plan || (prompt->kind != PROMPT_ARM && prompt->kind != PROMPT_RELEASE))
        return other;
    return (prompt->kind == PROMPT_ARM ? ready : off)[end_of(prompt->plan)];
}

void show_prompt(enum language language, const struct prompt *prompt)
{
    static const enum text_id keys[][5] = {
        [PROMPT_INSTRUCT] = {TEXT_term_key_done, TEXT_term_key_end, TEXT_term_key_leave, TEXTS},
        [PROMPT_ARM] = {TEXT_term_key_press, TEXT_term_key_skip, TEXT_term_key_end,
                        TEXT_term_key_leave, TEXTS},
        [PROMPT_REVIEW] = {TEXT_term_key_keep, TEXT_term_key_spoil, TEXT_term_key_end,
                           TEXT_term_key_leave, TEXTS},
        [PROMPT_WAIT] = {TEXT_term_key_skip, TEXT_term_key_end, TEXT_term_key_leave, TEXTS},
        [PROMPT_STOPPED] = {TEXT_term_key_repeat, TEXT_term_key_skip_rest, TEXT_term_key_end,
                            TEXT_term_key_leave, TEXTS},
        [PROMPT_RELEASE] = {TEXT_term_key_is_off, TEXT_term_key_leave, TEXTS},
        [PROMPT_QUESTION] = {TEXT_term_key_no_answer, TEXT_term_key_end, TEXT_term_key_leave,
                             TEXTS},
        [PROMPT_SAVE_FAILED] = {TEXT_term_key_try, TEXT_term_key_leave, TEXTS},
    };
    static const enum text_id target[5] = {TEXT_term_key_waive, TEXT_term_key_end,
                                           TEXT_term_key_leave, TEXTS};
    enum text_id own[5];
    memcpy(own, prompt->is_target ? target : keys[prompt->kind], sizeof own);
    own[0] = first_key(prompt, own[0]);
    show_question(language, prompt);
    show_keys(language, own);
}
