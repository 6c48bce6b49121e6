/* What a script asks the examiner: `question`. Saved before it is asked, and its answer before the script hears it, as
 * everything else. One that is left without an answer is told so: what was not said is missing, never nothing. */
#include "bath_internal.h"
#include "markers_internal.h"
#include "session_internal.h"

#include "base/decimal.h"
#include "base/shortest.h"
#include "sim/answers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Until the window that is rated in shows a question, it says where the mark of the one before it stood. */
static const mono_ns mark_lags = 250 * MONO_MS;

/* ---- what is asked */

static enum status read_choice(const struct message *row, struct choice *choice, struct why *why)
{
    *choice = (struct choice){.words = ""};
    const enum status status = argument_word(row, "key", choice->key, sizeof choice->key, why);
    if (status != STATUS_OK || choice->key[0])
        return status;
    return why_set(why, STATUS_INVALID, "each of the `choices` needs a key");
}

static enum status read_choices(const struct message *args, struct question *question,
                                struct why *why)
{
    const struct message list = message_get(args, "choices");
    enum status status = STATUS_OK;
    question->n_choices = message_count(&list);
    if (question->n_choices == 1 || question->n_choices > QUESTION_CHOICES_MAX)
        return why_set(why, STATUS_INVALID, "2 to %d `choices` are possible, not %zu",
                       QUESTION_CHOICES_MAX, question->n_choices);
    for (size_t i = 0; i < question->n_choices && status == STATUS_OK; i++) {
        const struct message row = message_at(&list, i);
        status = read_choice(&row, &question->choices[i], why);
    }
    return status;
}

/* A number without a unit is a number, with one it is a quantity. */
static enum status read_amount(const struct message *args, const char *key, const char *unit,
                               double *out, struct why *why)
{
    return strcmp(unit, "1") == 0 ? argument_number(args, key, out, why)
                                  : argument_quantity(args, key, unit, out, why);
}

static enum status read_number(const struct message *args, struct question *question,
                               struct why *why)
{
    question->min = question->max = question->expected = NAN;
    snprintf(question->unit, sizeof question->unit, "1");
    enum status status = argument_word(args, "unit", question->unit, sizeof question->unit, why);
    const char *unit = question->unit;
    if (status == STATUS_OK)
        status = read_amount(args, "min", unit, &question->min, why);
    if (status == STATUS_OK)
        status = read_amount(args, "max", unit, &question->max, why);
    if (status == STATUS_OK)
        status = read_amount(args, "expected", unit, &question->expected, why);
    question->has_expected = isfinite(question->expected);
    if (status == STATUS_OK && !(question->min <= question->max))
        return why_set(why, STATUS_INVALID, "`question` for a number needs `min` and `max`");
    return status;
}

/* `on`: "line" or "numbers". A bench without anything to rate on asks the examiner, and says so. */
static enum status read_rated(struct session *session, struct why *why)
{
    struct question *question = &session->question;
    struct channel_ref rating;
    char on[12] = "";
    const enum status status = argument_word(&session->request.args, "on", on, sizeof on, why);
    if (status != STATUS_OK || !on[0])
        return status;
    question->is_line = strcmp(on, "line") == 0;
    if (!question->is_line && strcmp(on, "numbers") != 0)
        return why_set(why, STATUS_INVALID, "`on` is \"line\" or \"numbers\"");
    question->by_participant = bench_role(session->bench, ROLE_RATING, &rating);
    if (!question->by_participant)
        session_tell(session, TEXT_tell_no_rating, NULL, 0);
    return STATUS_OK;
}

/* `measured`: the role of what can say it by itself. */
static enum status read_measured(const struct message *args, struct question *question,
                                 struct why *why)
{
    char role[12] = "";
    const enum status status = argument_word(args, "measured", role, sizeof role, why);
    question->is_measured = strcmp(role, role_word(ROLE_BATH)) == 0;
    if (status != STATUS_OK || !role[0] || question->is_measured)
        return status;
    return why_set(why, STATUS_INVALID, "`measured` is \"%s\"", role_word(ROLE_BATH));
}

/* The row that its value will have; without all of them it is of no place. */
static void read_own(const struct request *request, struct question *question)
{
    const struct {
        const char *key;
        char *out;
        size_t size;
    } words[] = {{"test", question->test, sizeof question->test},
                 {"site", question->site, sizeof question->site},
                 {"side", question->side, sizeof question->side}};
    const struct message *args = &request->args;
    struct why why;
    question->is_own =
        message_flag(args, "at_rest") && message_integer(args, "trial", &question->trial);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        question->is_own =
            argument_word(args, words[i].key, words[i].out, words[i].size, &why) == STATUS_OK &&
            words[i].out[0] && question->is_own;
    question->call = request->call;
}

static enum status read_question(struct session *session, struct why *why)
{
    const struct message *args = &session->request.args;
    struct question *question = &session->question;
    *question = (struct question){.words = ""};
    read_own(&session->request, question);
    enum status status = argument_word(args, "key", question->key, sizeof question->key, why);
    if (status == STATUS_OK && !question->key[0])
        status = why_set(why, STATUS_INVALID, "`question` needs a key");
    if (status == STATUS_OK)
        status = argument_duration(args, "within", &question->within, why);
    if (status == STATUS_OK)
        status = read_measured(args, question, why);
    if (status == STATUS_OK)
        status = read_rated(session, why);
    if (status == STATUS_OK)
        status = scale_anchors_read(args, &question->anchors, why);
    if (status == STATUS_OK)
        status = read_choices(args, question, why);
    return status != STATUS_OK || question->n_choices > 0 ? status
                                                          : read_number(args, question, why);
}

/* What has no words is told by its key. */
static const char *words_of(enum language language, const struct message *row, const char *key)
{
    const struct message texts = message_get(row, "text");
    const char *words = words_in(language, &texts);
    return words[0] ? words : key;
}

static void find_words(struct session *session)
{
    struct question *question = &session->question;
    const struct message list = message_get(&session->request.args, "choices");
    for (enum language language = 0; language < LANGUAGES; language++)
        question->spoken[language] = words_of(language, &session->request.args, question->key);
    question->words = question->spoken[session->config.language];
    for (size_t i = 0; i < question->n_choices; i++) {
        const struct message row = message_at(&list, i);
        question->choices[i].words =
            words_of(session->config.language, &row, question->choices[i].key);
    }
}

/* ---- what a simulated participant says */

/* Which trial it is about. */
static bool read_cue(const struct message *args, struct sim_cue *cue)
{
    struct why why;
    int64_t trial = 0, attempt = 0;
    *cue = (struct sim_cue){.practice = message_flag(args, "practice")};
    if (!message_integer(args, "trial", &trial) || !message_integer(args, "attempt", &attempt) ||
        argument_word(args, "test", cue->test, sizeof cue->test, &why) != STATUS_OK ||
        argument_word(args, "site", cue->site, sizeof cue->site, &why) != STATUS_OK ||
        argument_word(args, "side", cue->side, sizeof cue->side, &why) != STATUS_OK)
        return false;
    cue->trial = (uint32_t)trial;
    cue->attempt = (uint32_t)attempt;
    return true;
}

/* How a cool pulse was felt: the one thing that is asked about a trial that was. The request says of which. */
static const char *say_felt(const struct session *session)
{
    const struct session_world *world = session->parts.world;
    const struct message *args = &session->request.args;
    struct sim_cue cue;
    int64_t pulse = 0;
    if (!message_integer(args, "pulse", &pulse) || !read_cue(args, &cue))
        return NULL;
    return sim_felt_word(world->participant, world->seed, &cue, pulse);
}

/* What hurts while nothing is done. False: that is not asked. */
static bool say_rest(const struct session *session, double *out)
{
    if (!message_flag(&session->request.args, "at_rest"))
        return false;
    *out = round(session->parts.world->participant->rest_pain * session->question.max) / 10;
    return true;
}

/* How strong the stimuli `first` to `last` of a train by hand were, on the scale that is asked for. False: that is not asked. */
static bool say_rating(const struct session *session, double *out)
{
    const struct session_world *world = session->parts.world;
    const struct question *question = &session->question;
    const struct message *args = &session->request.args;
    struct sim_cue cue;
    int64_t first = 0, last = 0;
    if (!message_integer(args, "first", &first) || !message_integer(args, "last", &last) ||
        first < 1 || last < first || !read_cue(args, &cue))
        return false;
    const double of_100 =
        sim_spoken_rating(world->participant, world->seed, &cue, (uint32_t)first, (uint32_t)last);
    *out = round(of_100 * question->max / 100);
    return true;
}

static bool has_choice(const struct question *question, const char *key)
{
    for (size_t i = 0; i < question->n_choices; i++)
        if (strcmp(question->choices[i].key, key) == 0)
            return true;
    return false;
}

/* A simulated examiner finds what the protocol expects. "": it has nothing to say. */
static void play(struct session *session)
{
    const struct question *question = &session->question;
    session->played[0] = '\0';
    if (!session->parts.world || !session->parts.world->participant)
        return;
    const char *felt = say_felt(session);
    if (question->n_choices > 0 && felt && has_choice(question, felt))
        snprintf(session->played, sizeof session->played, "%s", felt);
    double rating = question->expected;
    const bool is_said =
        question->n_choices == 0 && (say_rest(session, &rating) || say_rating(session, &rating));
    if (is_said || (question->n_choices == 0 && question->has_expected))
        shortest_write(session->played, rating);
}

/* ---- asking and being answered */

/* Nobody is asked for what an instrument says. */
static bool answer_measured(struct session *session)
{
    const struct question *question = &session->question;
    struct message value;
    double measured;
    if (!question->is_measured || strcmp(question->unit, "degC") != 0 ||
        !bath_measured(session, &measured))
        return false;
    message_init(&value);
    message_set_string(&value, "by", "instrument");
    message_set_quantity(&value, "value", question->unit, measured);
    answer_ok(session, &value);
    message_fini(&value);
    return true;
}

void verb_question(struct session *session)
{
    struct why why;
    if (read_question(session, &why) != STATUS_OK) {
        char sentence[sizeof why.text + 16];
        snprintf(sentence, sizeof sentence, "question: %s", why.text);
        answer_error(session, sentence);
        pending_save(session, STATE_SCRIPT);
        return;
    }
    if (answer_measured(session)) {
        pending_save(session, STATE_SCRIPT);
        return;
    }
    find_words(session);
    play(session);
    pending_save(session, STATE_QUESTION);
}

void question_describe(struct session *session, struct prompt *prompt)
{
    prompt->anchors = &session->question.anchors;
    find_words(session);
    prompt->question = &session->question;
    prompt->played = session->played[0] ? session->played : NULL;
}

static bool number_of(const struct question *question, const char *words, double *out)
{
    const size_t n = strlen(words);
    return n > 0 && decimal_parse(words, n, out) == n && *out >= question->min &&
           *out <= question->max;
}

bool session_reply(struct session *session, const char *words)
{
    const struct question *question = &session->question;
    double number;
    if (!session->is_prompting || session->prompt.kind != PROMPT_QUESTION ||
        strlen(words) >= sizeof session->reply)
        return false;
    if (question->n_choices > 0 ? !has_choice(question, words)
                                : !number_of(question, words, &number))
        return false;
    snprintf(session->reply, sizeof session->reply, "%s", words);
    session->decision = DECISION_GO;
    return true;
}

/* `by`: the record tells what a person typed from what was simulated. */
static void put_reply(const struct session *session, struct message *value)
{
    const struct question *question = &session->question;
    double number = 0;
    const bool is_played =
        session->parts.world && session->parts.world->participant && !session->config.is_attended;
    message_set_string(value, "by",
                       session->is_reply_rated ? "participant"
                       : is_played             ? "simulation"
                                               : "examiner");
    if (question->n_choices > 0)
        message_set_string(value, "choice", session->reply);
    else if (number_of(question, session->reply, &number) && strcmp(question->unit, "1") == 0)
        message_set_number(value, "value", number);
    else
        message_set_quantity(value, "value", question->unit, number);
}

void question_begin(struct session *session)
{
    const mono_ns within = session->question.within;
    session->question_until = within > 0 ? mono_after(session->now, within) : MONO_NEVER;
    session->question_since = session->now;
    session->question_held = bench_held(session->bench);
    session->is_reply_rated = false;
}

/* The scale of what is rated on is 0 to 10. */
static void set_rated(struct session *session, double of_10)
{
    const struct question *question = &session->question;
    const double value = of_10 * question->max / 10;
    shortest_write(session->reply, question->is_line ? round(value * 100) / 100 : round(value));
    session->is_reply_rated = true;
}

bool session_rate(struct session *session, double of_10)
{
    if (!session->is_prompting || session->prompt.kind != PROMPT_QUESTION ||
        !session->question.by_participant || !(of_10 >= 0 && of_10 <= 10))
        return false;
    set_rated(session, of_10);
    session->decision = DECISION_GO;
    return true;
}

/* A response was pressed while it is asked, and something was rated before: what stands there then. */
static bool take_rated(struct session *session)
{
    const struct question *question = &session->question;
    const uint8_t held = bench_held(session->bench);
    const bool is_pressed = (held & ~session->question_held) != 0;
    struct channel_ref rating;
    double value = 0;
    mono_ns t = 0;
    session->question_held = held;
    if (!question->by_participant || !is_pressed || !session->is_prompting ||
        !bench_role(session->bench, ROLE_RATING, &rating) ||
        !bench_latest(session->bench, rating, &value, &t) ||
        !session->is_ready[rating.instrument] || t < session->ready_since[rating.instrument] ||
        t < session->question_since + mark_lags)
        return false;
    set_rated(session, value);
    session->is_prompting = false;
    return true;
}

/* Nobody has answered in time: as left without an answer. */
static bool is_late(struct session *session)
{
    session->deadline = session->question_until;
    if (session->question.is_measured)
        session->deadline = mono_min(session->deadline, session->now + BATH_LOOK_EVERY);
    if (session->now < session->question_until)
        return false;
    char seconds[24];
    const struct text_value values[] = {
        {"s", text_number(session->config.language, seconds, sizeof seconds,
                          mono_to_sec(session->question.within), 0)}};
    session->is_prompting = false;
    session_tell(session, TEXT_tell_not_answered, values, 1);
    return true;
}

bool step_question(struct session *session)
{
    struct message value;
    enum decision decision = session_take_decision(session);
    if (decision == DECISION_NONE && take_rated(session))
        decision = DECISION_GO;
    if (decision == DECISION_NONE && answer_measured(session)) {
        session->is_prompting = false;
        pending_save(session, STATE_SCRIPT);
        return true;
    }
    if (decision == DECISION_NONE && !is_late(session))
        return false;
    if (decision == DECISION_END) {
        session_end_early(session);
        return true;
    }
    if (decision == DECISION_LEAVE) {
        session_leave(session);
        return true;
    }
    message_init(&value);
    if (decision == DECISION_GO) {
        put_reply(session, &value);
        marker_answered(session);
    } else {
        message_set_bool(&value, "unanswered", true);
    }
    if (decision == DECISION_NONE)
        message_set_bool(&value, "timed_out", true);
    answer_ok(session, &value);
    message_fini(&value);
    pending_save(session, STATE_SCRIPT);
    return true;
}
