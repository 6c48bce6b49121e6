#include "cli/terminal.h"

#include "base/clock.h"
#include "hw/reactor.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const spoil_reasons[] = {"moved",      "slipped", "misunderstood",
                                            "distracted", "talked",  "equipment"};

enum { REASONS = sizeof spoil_reasons / sizeof spoil_reasons[0] };

/* ---- showing ------------------------------------------------------------------------------------
 */

static void close_line(struct terminal *terminal)
{
    if (terminal->line_is_open)
        fputs("\r\033[K", stderr);
    terminal->line_is_open = false;
}

static void show_value(const struct trial_row *row)
{
    const char *end = end_word((enum end_reason)row->end);
    if (row->has_value && row->censored)
        fprintf(stderr, "  at least %.0f kPa (limit)", row->value_kpa);
    else if (row->has_value)
        fprintf(stderr, "  %.0f kPa", row->value_kpa);
    else
        fprintf(stderr, "  no value (%s%s%s)", end, row->fault ? ": " : "",
                row->fault ? fault_word((enum fault)row->fault) : "");
    if (row->has_slope)
        fprintf(stderr, "  slope %.1f of %.0f kPa/s%s", row->slope_kpa_per_s,
                row->plan.rate_kpa_per_s, row->rate_off ? ": off" : "");
}

static void on_saved(void *view, const struct trial_row *row)
{
    struct terminal *terminal = view;
    close_line(terminal);
    terminal->in_trial = false;
    fprintf(stderr, "%-20s %-6s %s %lld.%lld", row->plan.site, row->plan.side,
            row->plan.practice ? "practice" : "trial   ", (long long)row->plan.trial,
            (long long)row->attempt);
    show_value(row);
    fputs("  saved\n", stderr);
}

static void on_phase(void *view, enum phase phase, double value)
{
    struct terminal *terminal = view;
    terminal->phase = phase;
    terminal->in_trial = phase != PHASE_RELEASED;
    if (phase == PHASE_WARN) {
        close_line(terminal);
        fprintf(stderr, "NEAR THE LIMIT: %.0f kPa\n", value);
    } else if (phase == PHASE_RELEASE) {
        close_line(terminal);
        fprintf(stderr, "\a>>> RELEASE <<<  %.0f kPa\n", value);
    }
}

static void on_rest(void *view, const char *site, const char *side, double seconds)
{
    struct terminal *terminal = view;
    close_line(terminal);
    if (terminal->has_line)
        fprintf(stderr, "rest %.0f s%s%s %s\n", seconds, site[0] ? " until " : "", site, side);
}

static void on_notice(void *view, const char *sentence)
{
    struct terminal *terminal = view;
    close_line(terminal);
    fprintf(stderr, "note: %s\n", sentence);
}

void terminal_tick(void *context, struct live *live)
{
    struct terminal *terminal = context;
    double kpa;
    if (!terminal->has_line || !terminal->in_trial || !live_reading(live, &kpa))
        return;
    fprintf(stderr, "\r\033[K%s%7.0f kPa",
            terminal->phase == PHASE_RELEASE ? ">>> RELEASE <<<  " : "", kpa);
    terminal->line_is_open = true;
}

/* ---- asking -------------------------------------------------------------------------------------
 */

static enum decision decide_stop(struct terminal *terminal, const struct prompt *prompt)
{
    if (status_exit_code(prompt->cause) != 3) /* a person, the envelope, the study */
        return terminal->on_stop;
    return ++terminal->faults <= terminal->faults_max ? DECISION_REPEAT : DECISION_LEAVE;
}

static enum decision decide(struct terminal *terminal, const struct prompt *prompt)
{
    if (terminal->is_gone)
        return DECISION_LEAVE;
    switch (prompt->kind) {
    case PROMPT_INSTRUCT:
    case PROMPT_ARM:
    case PROMPT_REVIEW:
        return DECISION_GO;
    case PROMPT_STOPPED:
        return decide_stop(terminal, prompt);
    case PROMPT_SAVE_FAILED:
        return DECISION_LEAVE;
    }
    return DECISION_LEAVE;
}

static void ask(const struct prompt *prompt)
{
    switch (prompt->kind) {
    case PROMPT_INSTRUCT:
        fprintf(stderr, "Instruct the participant (%s).  [Enter] done  [e] end  [q] leave\n",
                prompt->text);
        return;
    case PROMPT_ARM:
        fprintf(stderr,
                "Next: %s %s, %s %lld, %.0f kPa/s.  [Enter] the probe is there, press  [k] skip  "
                "[e] end  [q] leave\n",
                prompt->plan->site, prompt->plan->side,
                prompt->plan->practice ? "practice" : "trial", (long long)prompt->plan->trial,
                prompt->plan->rate_kpa_per_s);
        return;
    case PROMPT_REVIEW:
        fputs("[Enter] keep  [s] spoil\n", stderr);
        return;
    case PROMPT_STOPPED:
        fprintf(stderr, "%s.  [r] repeat  [k] skip the rest of this test  [e] end  [q] leave\n",
                prompt->text);
        return;
    case PROMPT_SAVE_FAILED:
        fprintf(stderr, "NOT SAVED: %s  [Enter] try again  [q] leave\n", prompt->text);
        return;
    }
}

static void on_prompt(void *view, struct session *session, const struct prompt *prompt)
{
    struct terminal *terminal = view;
    close_line(terminal);
    terminal->is_choosing = false;
    if (!terminal->is_automatic) {
        ask(prompt);
        return;
    }
    if (prompt->kind == PROMPT_STOPPED || prompt->kind == PROMPT_SAVE_FAILED)
        fprintf(stderr, "%s\n", prompt->text);
    session_decide(session, decide(terminal, prompt), NULL);
}

/* ---- keys ---------------------------------------------------------------------------------------
 */

static void ask_reason(struct terminal *terminal)
{
    terminal->is_choosing = true;
    fputs("Why?", stderr);
    for (int i = 0; i < REASONS; i++)
        fprintf(stderr, "  [%d] %s", i + 1, spoil_reasons[i]);
    fputc('\n', stderr);
}

static enum decision decision_of(char key)
{
    switch (key) {
    case '\r':
    case '\n':
        return DECISION_GO;
    case 's':
        return DECISION_SPOIL;
    case 'r':
        return DECISION_REPEAT;
    case 'k':
        return DECISION_SKIP;
    case 'e':
        return DECISION_END;
    case 'q':
        return DECISION_LEAVE;
    default:
        return DECISION_NONE;
    }
}

static void take_reason(struct terminal *terminal, struct session *session, char key)
{
    const int index = key - '1';
    terminal->is_choosing = false;
    if (index >= 0 && index < REASONS)
        session_decide(session, DECISION_SPOIL, spoil_reasons[index]);
    else
        fputs("[Enter] keep  [s] spoil\n", stderr);
}

static void take_key(struct terminal *terminal, struct live *live, char key)
{
    struct session *session = live_session(live);
    const struct prompt *prompt = session_prompt(session);
    if (key == ' ') {
        stop_raise(terminal->stop, STOP_KEY, mono_now());
        return;
    }
    if (terminal->response_key && tolower((unsigned char)key) == terminal->response_key &&
        !prompt) {
        const mono_ns now = mono_now();
        live_press(live, now, true);
        live_press(live, now, false);
        return;
    }
    if (!prompt)
        return;
    if (terminal->is_choosing) {
        take_reason(terminal, session, key);
        return;
    }
    const enum decision decision = decision_of(key);
    if (!session_offers(session, decision))
        return;
    if (decision == DECISION_SPOIL)
        ask_reason(terminal);
    else
        session_decide(session, decision, NULL);
}

/* Nobody can confirm or stop any more: the session is left as soon as it asks. */
static void hang_up(struct terminal *terminal, struct live *live)
{
    terminal->is_automatic = terminal->is_gone = true;
    stop_raise(terminal->stop, STOP_SIGNAL, mono_now());
    session_decide(live_session(live), DECISION_LEAVE, NULL);
}

bool terminal_input(void *context, struct live *live)
{
    struct terminal *terminal = context;
    char keys[16];
    const ssize_t n = read(STDIN_FILENO, keys, sizeof keys);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
        hang_up(terminal, live);
        return false;
    }
    for (ssize_t i = 0; i < n; i++)
        take_key(terminal, live, keys[i]);
    return true;
}

/* ---- begin and end ------------------------------------------------------------------------------
 */

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

void terminal_init(struct terminal *terminal, struct stop_line *stop, bool is_automatic,
                   const char *response_key)
{
    memset(terminal, 0, sizeof *terminal);
    terminal->stop = stop;
    terminal->is_automatic = is_automatic;
    terminal->has_line = isatty(STDERR_FILENO);
    terminal->on_stop = DECISION_LEAVE;
    terminal->faults_max = 2;
    terminal->response_key =
        strlen(response_key) == 1 ? (char)tolower((unsigned char)response_key[0]) : '\0';
    terminal->view = (struct session_view){.view = terminal,
                                           .prompt = on_prompt,
                                           .phase = on_phase,
                                           .saved = on_saved,
                                           .rest = on_rest,
                                           .notice = on_notice};
    if (!is_automatic)
        make_raw(terminal);
}

void terminal_fini(struct terminal *terminal)
{
    close_line(terminal);
    if (terminal->has_kept)
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal->kept);
}
