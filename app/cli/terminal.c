#include "terminal_internal.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- what the session tells ---------------------------------------------------------------------
 */

static void on_saved(void *view, const struct trial_row *row)
{
    struct terminal *terminal = view;
    terminal->told[0] = '\0';
    line_rest(&terminal->line);
    show_row(terminal->language, row);
}

static void on_phase(void *view, enum phase phase, double value)
{
    struct terminal *terminal = view;
    line_phase(terminal, phase, value);
}

static void on_response(void *view, bool pressed)
{
    struct terminal *terminal = view;
    if (pressed)
        terminal->line.has_responded = true;
}

static void on_rest(void *view, const char *site, const char *side, double left_s, double whole_s)
{
    struct terminal *terminal = view;
    const enum language language = terminal->language;
    (void)whole_s;
    char name[96], rest[128], what[sizeof terminal->line.what];
    site_text_name(language, name, sizeof name, site, side);
    text_say(rest, sizeof rest, text_of(language, site[0] ? TEXT_term_rest_until : TEXT_term_rest),
             "site", name, NULL);
    snprintf(what, sizeof what, "%s   %s", rest, text_of(language, TEXT_term_key_stops));
    line_rest(&terminal->line);
    line_count_down(&terminal->line, mono_now() + mono_from_sec(left_s), what);
}

/* With the name of its instrument before it, it is the same sentence. */
static bool is_end_of(const char *end, const char *text)
{
    const size_t n = strlen(end), size = strlen(text);
    return n > 0 && size >= n && strcmp(text + size - n, end) == 0;
}

/* Nobody is there to act on it: once for each cause is enough. */
static bool is_told_again(struct terminal *terminal, const char *sentence)
{
    char now[sizeof terminal->told];
    snprintf(now, sizeof now, "%s", sentence);
    const bool is_again = terminal->mode != TERMINAL_ASKS && is_end_of(terminal->told, now);
    memcpy(terminal->told, now, sizeof now);
    return is_again;
}

static void on_notice(void *view, const char *sentence)
{
    struct terminal *terminal = view;
    if (is_told_again(terminal, sentence))
        return;
    line_close(&terminal->line);
    show_filled("", text_of(terminal->language, TEXT_term_note), "what", sentence, NULL);
    terminal->is_pushed_away = true;
}

/* ---- what it asks -------------------------------------------------------------------------------
 */

static enum decision decide_stop(struct terminal *terminal, const struct prompt *prompt)
{
    if (stop_raises(terminal->stop, STOP_SIGNAL) > 1)
        return DECISION_LEAVE;                /* whoever says it twice is not asking for a repeat */
    if (status_exit_code(prompt->cause) != 3) /* a person, the envelope, the study */
        return terminal->on_stop;
    return ++terminal->faults <= terminal->faults_max ? DECISION_REPEAT : DECISION_LEAVE;
}

static enum decision decide(struct terminal *terminal, const struct session *session,
                            const struct prompt *prompt)
{
    const bool arms = prompt->kind == PROMPT_ARM || prompt->kind == PROMPT_STOPPED;
    if (terminal->is_gone || (arms && session_not_back(session)))
        return DECISION_LEAVE;
    switch (prompt->kind) {
    case PROMPT_INSTRUCT:
    case PROMPT_ARM:
    case PROMPT_REVIEW:
        return DECISION_GO;
    case PROMPT_STOPPED:
        return decide_stop(terminal, prompt);
    case PROMPT_WAIT:
        return DECISION_NONE;
    case PROMPT_RELEASE: /* whoever sees nothing waits, and arms nothing when that takes too long */
        return prompt->cause == STATUS_OK ? DECISION_NONE : DECISION_LEAVE;
    case PROMPT_QUESTION: /* what nobody can say is missing */
        return DECISION_SKIP;
    case PROMPT_SAVE_FAILED:
        return DECISION_LEAVE;
    }
    return DECISION_LEAVE;
}

static void note_prompt(struct terminal *terminal, const struct prompt *prompt)
{
    struct terminal_line *line = &terminal->line;
    if (prompt->kind == PROMPT_RELEASE)
        line_close(line); /* RELEASE stays */
    else
        line_rest(line);
    terminal->keys.question = QUESTION_PROMPT;
    terminal->keys.entry[0] = '\0';
    terminal->is_pushed_away = false;
    terminal->signals = stop_raises(terminal->stop, STOP_SIGNAL);
    if (prompt->kind == PROMPT_WAIT)
        line_count_down(line, prompt->until, text_of(terminal->language, TEXT_term_wait_more));
    if (prompt->kind != PROMPT_ARM)
        return;
    line->plan = *prompt->plan;
    line->attempt = prompt->attempt;
}

static void on_prompt(void *view, struct session *session, const struct prompt *prompt)
{
    struct terminal *terminal = view;
    note_prompt(terminal, prompt);
    if (terminal->mode == TERMINAL_ASKS) {
        show_prompt(terminal->language, prompt);
        return;
    }
    const bool is_wrong = prompt->kind == PROMPT_STOPPED || prompt->kind == PROMPT_SAVE_FAILED ||
                          prompt->kind == PROMPT_RELEASE;
    if (is_wrong && !is_told_again(terminal, prompt->text))
        show_text("", prompt->text);
    if (prompt->played && !terminal->is_gone && session_reply(session, prompt->played))
        return;
    session_decide(session, decide(terminal, session, prompt), NULL);
}

/* ---- begin and end ------------------------------------------------------------------------------
 */

int terminal_fd(const struct terminal *terminal)
{
    return terminal->mode == TERMINAL_SHOWS ? -1 : STDIN_FILENO;
}

static void make_raw(struct terminal *terminal)
{
    struct termios raw;
    if (tcgetattr(STDIN_FILENO, &terminal->kept) != 0)
        return;
    terminal->has_kept = true;
    raw = terminal->kept;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    raw.c_iflag &= (tcflag_t)~IXON; /* Ctrl-S must not hold up the screen, and the keys with it */
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0)
        terminal->has_kept = false;
}

void terminal_init(struct terminal *terminal, struct stop_line *stop, enum terminal_mode mode,
                   enum language language, const struct bench_spec *bench)
{
    memset(terminal, 0, sizeof *terminal);
    terminal->stop = stop;
    terminal->mode = mode;
    terminal->language = language;
    terminal->on_stop = DECISION_LEAVE;
    terminal->faults_max = 2;
    terminal->line.is_possible = isatty(STDERR_FILENO);
    /* The Enter that started the program may still be down. */
    key_guard_was_up(&terminal->keys.guard, '\n', mono_now());
    keys_bind(&terminal->keys, bench);
    terminal->view = (struct session_view){.view = terminal,
                                           .prompt = on_prompt,
                                           .phase = on_phase,
                                           .response = on_response,
                                           .saved = on_saved,
                                           .rest = on_rest,
                                           .notice = on_notice};
    if (mode != TERMINAL_SHOWS)
        make_raw(terminal);
}

void terminal_fini(struct terminal *terminal)
{
    line_close(&terminal->line);
    if (terminal->has_kept)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal->kept);
}
