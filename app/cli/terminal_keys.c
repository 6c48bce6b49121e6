/* Keys: which of them count, and what they answer. */
#include "terminal_internal.h"

#include "base/clock.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const spoil_reasons[] = {"moved",      "slipped", "misunderstood",
                                            "distracted", "talked",  "equipment"};

enum { REASONS = sizeof spoil_reasons / sizeof spoil_reasons[0] };

/* Arrow and function keys are ESC, then [ or O, then bytes up to a letter or ~. */
char keys_read(struct terminal_keys *keys, const char *bytes, size_t n)
{
    const char key = bytes[0] == '\r' ? '\n' : bytes[0];
    const int before = keys->escape;
    keys->escape = 0;
    if (key == ' ')
        return key; /* STOP, wherever it stands */
    if (key == '\033')
        keys->escape = n > 1 ? 1 : 0;
    else if (before == 1)
        keys->escape = key == '[' || key == 'O' ? 2 : 0;
    else if (before == 2)
        keys->escape = key >= '@' && key <= '~' ? 0 : 2;
    return before > 0 || key == '\033' ? KEY_FUNCTION : key;
}

static enum decision decision_of(char key)
{
    switch (key) {
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

bool terminal_owns(char key)
{
    const char small = (char)tolower((unsigned char)key);
    const bool is_typed = (small >= '0' && small <= '9') || small == '.' || small == ',' ||
                          small == '-' || small == 'p' || small == 'o';
    return decision_of(small) != DECISION_NONE || is_typed;
}

void keys_bind(struct terminal_keys *keys, const struct bench_spec *bench)
{
    for (uint8_t i = 0; i < bench->n_responses; i++) {
        const struct response_spec *response = &bench->responses[i];
        if (response->kind != RESPONSE_KEY || strlen(response->code) != 1)
            continue;
        keys->responses[i].key = (char)tolower((unsigned char)response->code[0]);
        keys->responses[i].is_stop = response->is_stop;
    }
}

/* The place of the response that this key is; RESPONSES_MAX: it is none. */
static uint8_t response_of(const struct terminal_keys *keys, char key)
{
    const char small = (char)tolower((unsigned char)key);
    uint8_t i = 0;
    while (i < RESPONSES_MAX && (keys->responses[i].key == 0 || keys->responses[i].key != small))
        i++;
    return i;
}

/* ---- questions of the terminal's own ------------------------------------------------------------
 */

static void ask_reason(struct terminal *terminal)
{
    static const enum text_id keys[] = {TEXT_term_key_back, TEXTS};
    char rows[REASONS][64];
    const char *fields[1 + REASONS] = {text_of(terminal->language, TEXT_term_why)};
    terminal->keys.question = QUESTION_REASON;
    for (int i = 0; i < REASONS; i++) {
        snprintf(rows[i], sizeof rows[i], "[%d] %s", i + 1,
                 spoil_text(terminal->language, spoil_reasons[i]));
        fields[1 + i] = rows[i];
    }
    show_fields("  ", fields, 1 + REASONS);
    show_keys(terminal->language, keys);
}

/* As the window asks. */
static const struct waiver {
    const char *code;
    enum text_id text;
} waivers[] = {{"no_pain", TEXT_run_beside_no_pain},
               {"too_much", TEXT_run_beside_too_much},
               {"other", TEXT_run_reason_other}};

enum { WAIVERS = sizeof waivers / sizeof waivers[0] };

static void ask_waiver(struct terminal *terminal)
{
    static const enum text_id keys[] = {TEXT_term_key_back, TEXTS};
    terminal->keys.question = QUESTION_WAIVE;
    show_text("  ", text_of(terminal->language, TEXT_run_beside_waive_about));
    for (int i = 0; i < WAIVERS; i++) {
        const char number[] = {(char)('1' + i), '\0'};
        show_filled("    ", "[{n}] {words}", "n", number, "words",
                    text_of(terminal->language, waivers[i].text), NULL);
    }
    show_keys(terminal->language, keys);
}

static void ask_whether_sure(struct terminal *terminal, char key)
{
    terminal->keys.question = QUESTION_SURE;
    terminal->keys.sure = key;
    show_text("",
              text_of(terminal->language, key == 'e' ? TEXT_term_sure_end : TEXT_term_sure_skip));
}

static void spoil(struct terminal *terminal, struct session *session, int index)
{
    const enum language language = terminal->language;
    const bool is_last = session_prompt(session)->row->plan.is_last;
    terminal->keys.question = QUESTION_PROMPT;
    show_filled("", text_of(language, TEXT_term_spoiled), "reason",
                spoil_text(language, spoil_reasons[index]), NULL);
    if (is_last)
        show_text("    ", text_of(language, TEXT_term_none_left));
    session_decide(session, DECISION_SPOIL, spoil_reasons[index]);
}

static void waive(struct terminal *terminal, struct session *session, int index)
{
    terminal->keys.question = QUESTION_PROMPT;
    session_decide(session, DECISION_SKIP, waivers[index].code);
}

static void take_reason(struct terminal *terminal, struct session *session, char key)
{
    const bool is_waiver = terminal->keys.question == QUESTION_WAIVE;
    const int index = key - '1', most = is_waiver ? WAIVERS : REASONS;
    struct number n;
    if (key == '\n') {
        terminal->keys.question = QUESTION_PROMPT;
        show_prompt(terminal->language, session_prompt(session));
    } else if (index >= 0 && index < most) {
        (is_waiver ? waive : spoil)(terminal, session, index);
    } else {
        show_filled("", text_of(terminal->language, TEXT_term_no_reason), "n",
                    words_number(terminal->language, &n, most), NULL);
    }
}

static void take_whether_sure(struct terminal *terminal, struct session *session, char key)
{
    terminal->keys.question = QUESTION_PROMPT;
    if (key == terminal->keys.sure)
        session_decide(session, decision_of(key), NULL);
    else
        show_prompt(terminal->language, session_prompt(session));
}

/* ---- answers ------------------------------------------------------------------------------------
 */

/* "Enter", "k". */
static const char *name_of(char key, char out[2])
{
    out[0] = key;
    out[1] = '\0';
    return key == '\n' ? "Enter" : out;
}

static void tell_held(struct terminal *terminal, char key)
{
    char name[2];
    if (terminal->keys.guard.is_told)
        return;
    terminal->keys.guard.is_told = true;
    show_filled("", text_of(terminal->language, TEXT_term_held), "key", name_of(key, name), NULL);
}

/* The later bytes of a letter that is not in ASCII belong to the first. */
static bool is_continued(char key)
{
    return ((unsigned char)key & 0xc0) == 0x80;
}

static void tell_answers(const struct terminal *terminal, const struct session *session, char key)
{
    static const char answers[] = "\nsrkeq";
    const bool has_name = isgraph((unsigned char)key);
    char keys[64] = "", name[2];
    if (is_continued(key))
        return;
    for (const char *at = answers; *at; at++) {
        const size_t n = strlen(keys);
        if (session_offers(session, decision_of(*at)))
            snprintf(keys + n, sizeof keys - n, "%s%s", n > 0 ? ", " : "", name_of(*at, name));
    }
    show_filled(
        "", text_of(terminal->language, has_name ? TEXT_term_no_answer_key : TEXT_term_no_answer),
        "key", name_of(key, name), "keys", keys, NULL);
}

static void answer(struct terminal *terminal, struct session *session, char key)
{
    const enum decision decision = decision_of(key);
    if (!session_offers(session, decision)) {
        tell_answers(terminal, session, key);
        return;
    }
    if (decision == DECISION_SPOIL)
        ask_reason(terminal);
    else if (decision == DECISION_SKIP && session_prompt(session)->is_target)
        ask_waiver(terminal);
    else if (decision == DECISION_SKIP || decision == DECISION_END)
        ask_whether_sure(terminal, key);
    else
        session_decide(session, decision, NULL);
}

static void take_answer(struct terminal *terminal, struct session *session, char key, bool was_up)
{
    struct terminal_keys *keys = &terminal->keys;
    line_close(&terminal->line);
    if (!was_up) {
        if (keys->question != QUESTION_PROMPT || session_offers(session, decision_of(key)))
            tell_held(terminal, key);
        return;
    }
    switch (keys->question) {
    case QUESTION_PROMPT:
        answer(terminal, session, key);
        return;
    case QUESTION_REASON:
    case QUESTION_WAIVE:
        take_reason(terminal, session, key);
        return;
    case QUESTION_SURE:
        take_whether_sure(terminal, session, key);
        return;
    }
}

/* A key that would answer a question, while none is asked. */
static void tell_unasked(struct terminal *terminal)
{
    const struct terminal_line *line = &terminal->line;
    line_close(&terminal->line);
    const enum text_id id = !line->in_trial                ? TEXT_term_unasked
                            : line->phase == PHASE_RELEASE ? TEXT_term_unasked_release
                                                           : TEXT_term_unasked_ramp;
    show_text("", text_of(terminal->language, id));
}

/* ---- TAKE OFF ---------------------------------------------------------------------------------- */

/* Enter says that it is off the skin, whatever else is asked; before that nothing is repeated, skipped or kept. Where just that
 * is asked, it is an answer like another. */
static bool take_off(struct terminal *terminal, struct session *session, char key, bool was_up)
{
    const struct prompt *prompt = session_prompt(session);
    const bool is_answer = key == '\n' || key == 'r' || key == 'k' || key == 's';
    if (!session_not_back(session) || !is_answer || (prompt && prompt->kind == PROMPT_RELEASE))
        return false;
    line_close(&terminal->line);
    if (key != '\n') {
        show_text("",
                  text_of(terminal->language,
                          terminal->not_back_is_cuff ? TEXT_term_open_first : TEXT_term_off_first));
    } else if (!was_up) {
        tell_held(terminal, key);
    } else {
        session_taken_off(session);
        show_text("", text_of(terminal->language, terminal->not_back_is_cuff ? TEXT_term_open_said
                                                                             : TEXT_term_off_said));
        terminal->keys.question = QUESTION_PROMPT;
        terminal->is_pushed_away = true; /* what was asked is asked again */
    }
    return true;
}

static void respond(struct live *live, uint8_t response, mono_ns now)
{
    live_press(live, response, now, true);
    live_press(live, response, now, false);
}

void keys_take(struct terminal *terminal, struct live *live, char key)
{
    struct terminal_keys *keys = &terminal->keys;
    struct session *session = live_session(live);
    const bool is_asked = session_prompt(session) != NULL;
    const mono_ns now = mono_now();
    if (key == ' ') {
        stop_raise(terminal->stop, STOP_KEY, now);
        return;
    }
    const bool was_up = key_guard_was_up(&keys->guard, key, now);
    if (terminal->mode != TERMINAL_ASKS)
        return;
    if (take_off(terminal, session, key, was_up))
        return;
    const uint8_t response = response_of(keys, key);
    const bool is_response = response < RESPONSES_MAX;
    if (is_response && (!is_asked || keys->responses[response].is_stop))
        respond(live, response, now);
    else if (!is_response && (terminal_types(terminal, session, key) || was_up) &&
             (marks_take(terminal, live, key, now) || question_take(terminal, session, key)))
        line_close(&terminal->line);
    else if (is_asked && !is_response)
        take_answer(terminal, session, key, was_up);
    else if (!is_response && was_up && terminal_owns(key))
        tell_unasked(terminal);
}

/* ---- reading ------------------------------------------------------------------------------------
 */

/* Nobody can confirm or stop any more: the session is left as soon as it asks. */
static void hang_up(struct terminal *terminal, struct live *live)
{
    terminal->mode = TERMINAL_SHOWS;
    terminal->is_gone = true;
    stop_raise(terminal->stop, STOP_SIGNAL, mono_now());
    session_decide(live_session(live), DECISION_LEAVE, NULL);
}

static bool has_failed(ssize_t n)
{
    return n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN);
}

bool terminal_input(void *context, struct live *live)
{
    struct terminal *terminal = context;
    char bytes[64];
    const ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (has_failed(n)) {
        hang_up(terminal, live);
        return false;
    }
    for (ssize_t i = 0; i < n; i++) {
        const char key = keys_read(&terminal->keys, bytes + i, (size_t)(n - i));
        /* What comes twice at once was held while nobody read. */
        const bool is_held = key != ' ' && i + 1 < n && bytes[i + 1] == bytes[i] &&
                             !terminal_types(terminal, live_session(live), key);
        if (key == KEY_FUNCTION || is_held)
            key_guard_was_up(&terminal->keys.guard, key, mono_now());
        else
            keys_take(terminal, live, key);
    }
    return true;
}

static bool is_confirmed(struct terminal *terminal, const char *bytes, size_t n, bool *left)
{
    struct terminal_keys *keys = &terminal->keys;
    for (size_t i = 0; i < n; i++) {
        const char key = keys_read(keys, bytes + i, n - i);
        const bool was_up = key_guard_was_up(&keys->guard, key, mono_now());
        *left = *left || key == 'q';
        if (key == '\n' && was_up)
            return true;
        if (key == '\n')
            tell_held(terminal, key);
    }
    return false;
}

bool terminal_confirm(struct terminal *terminal)
{
    bool left = false;
    while (!left && !stop_is_raised(terminal->stop)) {
        char bytes[64];
        struct pollfd set = {.fd = STDIN_FILENO, .events = POLLIN};
        if (poll(&set, 1, 100) <= 0)
            continue;
        const ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (has_failed(n))
            return false;
        if (n > 0 && is_confirmed(terminal, bytes, (size_t)n, &left))
            return true;
    }
    return false;
}
