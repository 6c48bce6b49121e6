/* What stays on the screen: saved attempts, questions. Rows fit 80 columns. */
#include "terminal_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- paragraphs ---------------------------------------------------------------------------------
 */

/* How much of the text goes into a row of `room` characters: up to the last space that fits. */
static size_t row_length(const char *text, size_t room)
{
    const size_t n = strlen(text);
    if (n <= room)
        return n;
    size_t at = room;
    while (at > 0 && text[at] != ' ')
        at--;
    return at > 0 ? at : room;
}

void show_text(const char *indent, const char *text)
{
    const int columns = line_columns();
    const size_t room = columns > 40 ? (size_t)columns - strlen(indent) - 1 : strlen(text);
    do {
        const size_t n = row_length(text, room);
        fprintf(stderr, "%s%.*s\n", indent, (int)n, text);
        text += n;
        while (*text == ' ')
            text++;
    } while (*text);
}

/* ---- saved attempts -----------------------------------------------------------------------------
 */

static void show_value(const struct trial_row *row)
{
    const char *end = end_word((enum end_reason)row->end);
    if (row->has_value && row->censored)
        fprintf(stderr, "  at least %.0f kPa (limit)", row->value_kpa);
    else if (row->has_value)
        fprintf(stderr, "  %4.0f kPa", row->value_kpa);
    else
        fprintf(stderr, "  no value (%s%s%s)", end, row->fault ? ": " : "",
                row->fault ? fault_word((enum fault)row->fault) : "");
    if (row->has_slope)
        fprintf(stderr, "  %.0f of %.0f kPa/s%s", row->slope_kpa_per_s, row->plan.rate_kpa_per_s,
                row->rate_off ? ": off" : "");
}

/* What was stopped is done again when the examiner wants it, however often the script would try. */
static bool can_be_repeated(const struct trial_row *row)
{
    return row->end == END_STOP || row->end == END_FAULT;
}

static void show_remarks(const struct trial_row *row)
{
    char text[240];
    if (!row->has_value) {
        snprintf(text, sizeof text, "No value: %s.", words_end(row));
        show_text("    ", text);
    }
    if (row->has_idle && fabs(row->idle_kpa) > row->plan.contact_kpa / 4) {
        snprintf(text, sizeof text,
                 "The gauge stood at %.0f kPa before it touched, not at 0: zero it, and look "
                 "whether it drifts.",
                 row->idle_kpa);
        show_text("    ", text);
    }
    if (row->plan.is_last && row->rate_off && row->has_value)
        show_text("    ", "No attempt of this trial is left: the value counts, although its slope "
                          "was off.");
    else if (row->plan.is_last && !row->has_value && !can_be_repeated(row))
        show_text("    ", "No attempt of this trial is left.");
}

void show_row(const struct trial_row *row)
{
    fprintf(stderr, "%-20s %-6s %s %lld.%lld", row->plan.site, row->plan.side,
            row->plan.practice ? "practice" : "trial   ", (long long)row->plan.trial,
            (long long)row->attempt);
    show_value(row);
    fputs("  saved\n", stderr);
    show_remarks(row);
}

/* ---- questions ----------------------------------------------------------------------------------
 */

static void show_instruction(const struct prompt *prompt)
{
    fprintf(stderr, "Instruct the participant (%s).\n", prompt->text);
    show_text("    ", prompt->words ? prompt->words
                                    : "The protocol has no text for it: read your own to everyone "
                                      "in the same words.");
    fputs("  [Enter] done  [e] end  [q] leave\n", stderr);
}

/* A repetition after a stop is not one of those that the script counts. */
static bool is_last_try(const struct prompt *prompt)
{
    return prompt->plan->is_last && prompt->plan->attempt > 1 && prompt->again != AGAIN_STOPPED;
}

static void show_next(const struct prompt *prompt)
{
    const struct trial_plan *plan = prompt->plan;
    const char *again = words_again(prompt->again);
    char text[240];
    fprintf(stderr, "Next: %s %s, %s %lld, %.0f kPa/s, up to %.0f kPa.\n", plan->site, plan->side,
            plan->practice ? "practice" : "trial", (long long)plan->trial, plan->rate_kpa_per_s,
            prompt->limit_kpa);
    if (again) {
        snprintf(text, sizeof text, "Attempt %lld%s: %s.", (long long)prompt->attempt,
                 is_last_try(prompt) ? ", the last of this trial" : "", again);
        show_text("    ", text);
    }
    fputs("  [Enter] the probe is there, press  [k] skip this test  [e] end  [q] leave\n", stderr);
}

/* What has happened in one sentence, and the keys. */
static void show_question(const char *before, const char *words, const char *after,
                          const char *keys)
{
    char text[720];
    snprintf(text, sizeof text, "%s%s%s", before, words, after);
    show_text("", text);
    fprintf(stderr, "  %s\n", keys);
}

void show_prompt(const struct prompt *prompt)
{
    switch (prompt->kind) {
    case PROMPT_INSTRUCT:
        show_instruction(prompt);
        return;
    case PROMPT_ARM:
        show_next(prompt);
        return;
    case PROMPT_REVIEW:
        fputs("  [Enter] keep  [s] spoil  [e] end  [q] leave\n", stderr);
        return;
    case PROMPT_WAIT:
        show_question("Waiting for ", prompt->text, ".", "[k] skip this test  [e] end  [q] leave");
        return;
    case PROMPT_STOPPED:
        show_question("", prompt->text, ".",
                      "[r] repeat  [k] skip the rest of this test  [e] end  [q] leave");
        return;
    case PROMPT_RELEASE:
        show_question("The attempt is over: ", prompt->text, ".", "[Enter] it is off  [q] leave");
        return;
    case PROMPT_SAVE_FAILED:
        show_question("NOT SAVED: ", prompt->text, "", "[Enter] try again  [q] leave");
        return;
    }
}
