/* What is typed: answers to questions of the script, and marks of a stimulus that no instrument sees. A number is typed
 * digit by digit and ends with Enter; what stands there is drawn with the line. */
#include "terminal_internal.h"

#include "base/clock.h"
#include "base/decimal.h"
#include "base/shortest.h"

#include <stdio.h>
#include <string.h>

enum { KEY_BACKSPACE = 127, KEY_CONTROL_H = 8 };

static bool is_typed(char key)
{
    return (key >= '0' && key <= '9') || key == '.' || key == ',' || key == '-' ||
           key == KEY_BACKSPACE || key == KEY_CONTROL_H;
}

/* A comma is a point: where one is written so, it is typed so. */
static void type(struct terminal_keys *keys, char key)
{
    const size_t n = strlen(keys->entry);
    if (key == KEY_BACKSPACE || key == KEY_CONTROL_H) {
        keys->entry[n > 0 ? n - 1 : 0] = '\0';
    } else if (n + 1 < sizeof keys->entry) {
        keys->entry[n] = key == ',' ? '.' : key;
        keys->entry[n + 1] = '\0';
    }
}

/* ---- questions */

static void show_range(enum language language, const struct question *question, enum text_id id,
                       const char *typed)
{
    const char *unit = unit_text(question->unit); /* "": a plain number */
    char min[SHORTEST_SIZE], max[SHORTEST_SIZE], most[SHORTEST_SIZE + 16];
    shortest_write(min, question->min);
    shortest_write(max, question->max);
    snprintf(most, sizeof most, "%s%s%s", max, unit[0] ? " " : "", unit);
    show_filled("    ", text_of(language, id), "typed", typed, "min", min, "max", most, NULL);
}

static void show_within(enum language language, const struct question *question)
{
    char seconds[16];
    if (question->within <= 0)
        return;
    snprintf(seconds, sizeof seconds, "%.0f", mono_to_sec(question->within));
    show_filled("    ", text_of(language, TEXT_term_within), "s", seconds, NULL);
}

void show_question_of(enum language language, const struct prompt *prompt)
{
    const struct question *question = prompt->question;
    char number[8];
    show_text("", question->words);
    for (size_t i = 0; i < question->n_choices; i++) {
        snprintf(number, sizeof number, "%zu", i + 1);
        show_filled("    ", "[{n}] {words}", "n", number, "words", question->choices[i].words,
                    NULL);
    }
    if (question->n_choices == 0)
        show_range(language, question, TEXT_term_number, "");
    show_within(language, question);
}

static bool choose(struct session *session, const struct question *question, char key)
{
    const size_t index = (size_t)(key - '1');
    return key >= '1' && index < question->n_choices &&
           session_reply(session, question->choices[index].key);
}

static bool enter_number(struct terminal *terminal, struct session *session,
                         const struct question *question)
{
    char *entry = terminal->keys.entry;
    if (!session_reply(session, entry))
        show_range(terminal->language, question, TEXT_term_no_number, entry);
    entry[0] = '\0';
    return true;
}

bool question_take(struct terminal *terminal, struct session *session, char key)
{
    const struct prompt *prompt = session_prompt(session);
    if (!prompt || prompt->kind != PROMPT_QUESTION || terminal->keys.question != QUESTION_PROMPT)
        return false;
    const struct question *question = prompt->question;
    if (key == 'k') {
        session_decide(session, DECISION_SKIP, NULL);
        return true;
    }
    if (question->n_choices > 0)
        return choose(session, question, key);
    if (key == '\n')
        return enter_number(terminal, session, question);
    if (is_typed(key))
        type(&terminal->keys, key);
    return is_typed(key);
}

/* ---- marks */

static bool marks(const struct terminal *terminal, const struct session *session)
{
    const struct prompt *prompt = session_prompt(session);
    return session_running(session) != 0 &&
           stimulus_is_marked((enum stimulus)terminal->line.plan.kind) &&
           (!prompt || prompt->kind == PROMPT_RELEASE);
}

/* What conditions goes on while the test beside it is asked for, and while it is done. */
static bool marks_beside(const struct terminal *terminal, const struct session *session)
{
    const struct prompt *prompt = session_prompt(session);
    struct session_beside beside;
    return terminal->keys.question == QUESTION_PROMPT &&
           (!prompt || prompt->kind != PROMPT_QUESTION) && session_beside(session, &beside) &&
           stimulus_is_marked((enum stimulus)beside.kind);
}

static void rate(struct terminal *terminal, struct session *session, mono_ns now)
{
    char *entry = terminal->keys.entry;
    const size_t n = strlen(entry);
    double value;
    const bool is_rating = decimal_parse(entry, n, &value) == n && value >= 0 && value <= 10;
    if (is_rating)
        session_mark(session, OBSERVED_RATING, value, now);
    else
        show_filled("    ", text_of(terminal->language, TEXT_term_no_rating), "typed", entry, NULL);
    entry[0] = '\0';
}

bool marks_take(struct terminal *terminal, struct live *live, char key, mono_ns now)
{
    struct session *session = live_session(live);
    struct immersion_live look;
    const bool is_own = marks(terminal, session);
    if (!is_own && !marks_beside(terminal, session))
        return false;
    const bool is_seen = is_own && live_look(live, &look, sizeof look);
    if (key == '\n' && terminal->keys.entry[0])
        rate(terminal, session, now);
    else if (key == '\n' && is_seen && look.step == IMMERSION_ARMED)
        session_mark(session, OBSERVED_ON, 0, now);
    else if (key == 'p')
        session_mark(session, OBSERVED_PAIN, 0, now);
    else if (key == 'o')
        session_mark(session, OBSERVED_OFF, 0, now);
    else if (is_typed(key))
        type(&terminal->keys, key);
    else
        return false;
    return true;
}

bool terminal_types(const struct terminal *terminal, const struct session *session, char key)
{
    const struct prompt *prompt = session_prompt(session);
    const bool asks_number =
        prompt && prompt->kind == PROMPT_QUESTION && prompt->question->n_choices == 0;
    return terminal->mode == TERMINAL_ASKS && is_typed(key) &&
           (asks_number || marks(terminal, session) || marks_beside(terminal, session));
}

/* ---- what is shown of it */

void cold_phase(struct terminal *terminal, enum phase phase)
{
    static const enum text_id armed[] = {TEXT_term_key_on, TEXTS},
                              on[] = {TEXT_term_key_pain, TEXT_term_key_off, TEXT_term_key_rating,
                                      TEXTS};
    const enum language language = terminal->language;
    const bool asks = terminal->mode == TERMINAL_ASKS;
    terminal->keys.entry[0] = '\0';
    switch (phase) {
    case PHASE_ARMED:
        if (asks)
            show_keys(language, armed);
        return;
    case PHASE_RUNNING:
        if (asks)
            show_keys(language, on);
        return;
    case PHASE_RELEASE:
        fprintf(stderr, "\a%s\n", text_of(language, TEXT_term_cold_off));
        return;
    case PHASE_WARN:
    case PHASE_RELEASED:
        return;
    }
}

const char *cold_line(const struct terminal *terminal, struct live *live, mono_ns now, char *out,
                      size_t size)
{
    struct immersion_live look;
    struct number at, limit;
    char lasted[96];
    const enum language language = terminal->language;
    const char *entry = terminal->keys.entry;
    if (!live_look(live, &look, sizeof look) || look.on_ns == 0)
        return NULL;
    const mono_ns until = look.step == IMMERSION_ON ? now : look.end_ns;
    text_say(lasted, sizeof lasted, text_of(language, TEXT_term_cold_line), "s",
             words_number(language, &at, mono_to_sec(until - look.on_ns)), "limit",
             words_number(language, &limit, mono_to_sec(look.limit)), NULL);
    snprintf(out, size, "%s  %s %s", lasted,
             look.wants_rating || entry[0] ? text_of(language, TEXT_term_rating_due) : "", entry);
    return out;
}
