/* Findings come from three places: loading (syntax, header), the text (names that are called and
 * sites, also in branches that no dry run takes), and dry runs with plausible answers. */
#include "script/check.h"

#include "hw/bench_spec.h"
#include "script/sites.h"
#include "vm_internal.h"

#include <ctype.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nobody reads more, and each is compared with those before it. */
enum { MESSAGES_MAX = 200 };

struct checked {
    const char *path;
    char name[512]; /* as messages call the file */
    struct vm *vm;
    const struct script_source *source;
    struct text *messages;
    size_t n_messages;
    bool has_read_needs, names_role[ROLE_COUNT]; /* the header, which grows with the file */
    struct text
        raised; /* by dry runs so far: a mistake that every one of them meets is told once */
    struct text
        beside; /* the request of the conditioning that runs beside the trials; "": none does */
};

/* --- messages --- */

/* Appends the line unless it is there already; `line` 0: nobody knows where. */
static void report(struct checked *checked, int line, int column, const char *sentence)
{
    struct text one;
    text_init(&one);
    if (line > 0)
        text_append_format(&one, "%s:%d:%d: %s\n", checked->path, line, column, sentence);
    else
        text_append_format(&one, "%s: %s\n", checked->path, sentence);
    if (checked->n_messages < MESSAGES_MAX &&
        !strstr(text_cstr(checked->messages), text_cstr(&one))) {
        text_append_cstr(checked->messages, text_cstr(&one));
        if (++checked->n_messages == MESSAGES_MAX)
            text_append_format(checked->messages, "%s: there may be more: mend these %d first\n",
                               checked->path, MESSAGES_MAX);
    }
    text_fini(&one);
}

/* Where on the line the first name stands that the sentence quotes; 0 when it quotes none. */
static int find_quoted(const struct checked *checked, int line, const char *sentence)
{
    const char *quote = strchr(sentence, '\'');
    const char *end = quote ? strchr(quote + 1, '\'') : NULL;
    if (!end || !checked->source)
        return 0;
    char word[WORD_MAX];
    snprintf(word, sizeof word, "%.*s", (int)(end - quote - 1), quote + 1);
    struct scan scan;
    scan_begin(&scan, checked->source->text, checked->source->size);
    for (struct token token; (token = scan_next(&scan)).kind != TOKEN_END && token.line <= line;)
        if (token.line == line && token_is(&token, word))
            return token.column;
    return 0;
}

/* Exactly what is to blame, else what the sentence quotes, else the call. */
static int find_column(const struct checked *checked, int line, const char *message,
                       const char *sentence)
{
    const struct blame *blame = &checked->vm->blame;
    const size_t n = strlen(blame->where);
    const bool is_blamed = n > 0 && strncmp(message, blame->where, n) == 0 && message[n] == ':';
    if (is_blamed && blame->is_exact)
        return blame->column;
    const int quoted = find_quoted(checked, line, sentence);
    return quoted ? quoted : is_blamed ? blame->column : 1;
}

/* "name:line: sentence" of the file itself gets its path and a column; what comes from elsewhere
 * stays whole. */
static void report_raised(struct checked *checked, const char *message, const char *prefix)
{
    const size_t n = strlen(checked->name);
    char *rest = NULL;
    long line = 0;
    if (strncmp(message, checked->name, n) == 0 && message[n] == ':' &&
        isdigit((unsigned char)message[n + 1]))
        line = strtol(message + n + 1, &rest, 10);
    const char *sentence = rest && strncmp(rest, ": ", 2) == 0 ? rest + 2 : message;
    const int column = sentence == message ? 1 : find_column(checked, (int)line, message, sentence);
    char whole[1024];
    snprintf(whole, sizeof whole, "%s%s", prefix, sentence);
    report(checked, sentence == message ? 0 : (int)line, column, whole);
}

/* --- the text --- */

static void check_site(struct checked *checked, const struct token *id)
{
    char word[WORD_MAX], tail[WORD_MAX + 24], sentence[256];
    snprintf(word, sizeof word, "%.*s", (int)id->size, id->start);
    if (site_find(word))
        return;
    snprintf(sentence, sizeof sentence, "unknown site '%.40s'%s", word, site_suggest(word, tail));
    report(checked, id->line, id->column, sentence);
}

static void check_sites(struct checked *checked)
{
    struct token last[3] = {{0}};
    struct scan scan;
    scan_begin(&scan, checked->source->text, checked->source->size);
    do {
        last[0] = last[1], last[1] = last[2], last[2] = scan_next(&scan);
        if (last[0].kind == TOKEN_NAME && token_is(&last[0], "site") && token_is(&last[1], "(") &&
            last[2].kind == TOKEN_STRING)
            check_site(checked, &last[2]);
    } while (last[2].kind != TOKEN_END);
}

static bool is_keyword(const struct token *token)
{
    static const char *const words[] = {"and",   "break", "do",     "else",    "elseif", "end",
                                        "false", "for",   "if",     "in",      "local",  "nil",
                                        "not",   "or",    "repeat", "goto",    "return", "then",
                                        "true",  "until", "while",  "function"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (token_is(token, words[i]))
            return true;
    return false;
}

/* Is this occurrence of a name a call of it, as in `ppt {`, `rest(`, `instruct "x"`? */
static bool is_call(const struct token *before, const struct token *after)
{
    return !token_is(before, "function") && !token_is(before, "local") &&
           (after->kind == TOKEN_STRING || token_is(after, "(") || token_is(after, "{"));
}

static bool is_free(const struct token *name, const struct token *before)
{
    return name->kind == TOKEN_NAME && !is_keyword(name) && !token_is(before, ".") &&
           !token_is(before, ":");
}

/* Names that occur otherwise than called: the file may have given them a meaning. Sorted. */
struct meanings {
    struct token *names;
    size_t n, capacity;
};

static int compare_names(const void *a, const void *b)
{
    const struct token *one = a, *other = b;
    const size_t n = one->size < other->size ? one->size : other->size;
    const int order = memcmp(one->start, other->start, n);
    return order != 0 ? order : (one->size > other->size) - (one->size < other->size);
}

static bool add_meaning(struct meanings *meanings, const struct token *name)
{
    if (meanings->n == meanings->capacity) {
        const size_t capacity = meanings->capacity ? 2 * meanings->capacity : 256;
        struct token *names = realloc(meanings->names, capacity * sizeof *names);
        if (!names)
            return false;
        meanings->names = names;
        meanings->capacity = capacity;
    }
    meanings->names[meanings->n++] = *name;
    return true;
}

static bool find_meanings(const struct script_source *source, struct meanings *meanings)
{
    struct token before = {.start = ""}, here = {.start = ""}, after;
    struct scan scan;
    bool is_whole = true;
    scan_begin(&scan, source->text, source->size);
    do {
        after = scan_next(&scan);
        if (is_free(&here, &before) && !is_call(&before, &after))
            is_whole = is_whole && add_meaning(meanings, &here);
        before = here, here = after;
    } while (after.kind != TOKEN_END);
    if (meanings->n > 0)
        qsort(meanings->names, meanings->n, sizeof *meanings->names, compare_names);
    return is_whole;
}

static bool has_meaning(const struct meanings *meanings, const struct token *name)
{
    return meanings->n > 0 &&
           bsearch(name, meanings->names, meanings->n, sizeof *name, compare_names);
}

struct call_check {
    struct checked *checked;
    const struct token *name;
};

/* Reads the name in the scripts' environment: that raises the same sentence as running it would. */
static int read_name(lua_State *L)
{
    const struct call_check *call = lua_touserdata(L, 1);
    source_push_environment(L);
    lua_pushlstring(L, call->name->start, call->name->size);
    lua_gettable(L, -2);
    return 0;
}

static void check_call(struct checked *checked, const struct token *name)
{
    struct call_check call = {checked, name};
    struct why why;
    vm_refill(checked->vm);
    if (!vm_call(checked->vm, read_name, &call, &why))
        report(checked, name->line, name->column, why.text);
}

static void check_calls(struct checked *checked)
{
    struct meanings meanings = {NULL, 0, 0};
    struct token before = {.start = ""}, here = {.start = ""}, after;
    struct scan scan;
    bool goes_on = find_meanings(checked->source, &meanings);
    scan_begin(&scan, checked->source->text, checked->source->size);
    while (goes_on) {
        after = scan_next(&scan);
        if (is_free(&here, &before) && is_call(&before, &after) && !has_meaning(&meanings, &here))
            check_call(checked, &here);
        before = here, here = after;
        goes_on = after.kind != TOKEN_END;
    }
    free(meanings.names);
}

/* --- dry runs --- */

enum scenario { EVERY_RESPONSE, EVERY_LIMIT, EVERY_SKIP, EVERY_WITHHELD, SCENARIOS };

static const char *const prefixes[] = {
    [EVERY_RESPONSE] = "",
    [EVERY_LIMIT] = "when every trial ends at its limit: ",
    [EVERY_SKIP] = "when the examiner skips a test: ",
    [EVERY_WITHHELD] = "when a site has had what it may have in a day: ",
};

/* What a stimulus needs, and in which unit it is answered. */
static const struct stimulus {
    const char *name, *unit;
    enum role role;
    double limit;  /* where the request names none */
    bool is_dosed; /* its site has a share of the day, beyond which it is withheld */
    const char *sentence;
} stimuli[] = {
    {"pressure_ramp", "kPa", ROLE_ALGOMETER, 1000, false,
     "a pressure ramp needs an algometer, and the header does not say "
     "so: write needs = { \"algometer\", \"response\" }"},
    {"thermal_limits", "degC", ROLE_THERMODE, 50, true,
     "a thermal ramp needs a thermode, and the header does not say "
     "so: write needs = { \"thermode\", \"response\" }"},
    {"thermal_limen", "degC", ROLE_THERMODE, 50, true,
     "a thermal sensory limen needs a thermode, and the header does not say "
     "so: write needs = { \"thermode\", \"response\" }"},
    {"cuff_ramp", "kPa", ROLE_TEST_CUFF, 100, false,
     "a cuff ramp needs a cuff to test with and a slider, and the header does not say "
     "so: write needs = { \"test_cuff\", \"rating\", \"response\" }"},
    {"pulse_train", "kPa", ROLE_TEST_CUFF, 100, false,
     "a train of cuff pulses needs a cuff to test with and a slider, and the header does not say "
     "so: write needs = { \"test_cuff\", \"rating\", \"response\" }"},
    {"thermal_train", "degC", ROLE_THERMODE, 50, true,
     "a train of heat or cold pulses needs a thermode, and the header does not say "
     "so: write needs = { \"thermode\", \"response\" }, and \"rating\" where it is rated on a "
     "slider"},
    {"pressure_hold", "1", ROLE_TEST_CUFF, 100, false,
     "a tonic cuff pressure needs a cuff to test with and a slider, and the header does not say "
     "so: write needs = { \"test_cuff\", \"rating\", \"response\" }"},
    {"thermal_tonic", "1", ROLE_THERMODE, 50, true,
     "tonic heat or cold needs a thermode, and the header does not say "
     "so: write needs = { \"thermode\", \"response\" }, and \"rating\" where it is rated on a "
     "slider"},
    {"hand_train", "kPa", ROLE_ALGOMETER, 1000, false,
     "presses to a beat need an algometer, and the header does not say "
     "so: write needs = { \"algometer\", \"response\" }"},
    {"hand_cues", "1", ROLE_COUNT, 0, false, ""}, /* the same with instrument = "none" */
    {"immersion", "s", ROLE_COUNT, 120, true, ""},
    {"timed_contact", "1", ROLE_COUNT, 10, true, ""},
};

/* Of a request for a trial; what nobody knows is asked for as a pressure ramp. */
static const struct stimulus *stimulus_of(const struct message *request)
{
    const struct message args = message_get(request, "args");
    const char *name = message_string(&args, "stimulus");
    if (name && strcmp(name, "hand_train") == 0 && message_string(&args, "instrument"))
        name = "hand_cues";
    for (size_t i = 0; name && i < sizeof stimuli / sizeof stimuli[0]; i++)
        if (strcmp(stimuli[i].name, name) == 0)
            return &stimuli[i];
    return &stimuli[0];
}

/* A plausible value on the way from the baseline, which a pressure ramp begins at nothing. */
static double plausible(const struct message *args, const struct stimulus *stimulus, double limit)
{
    double baseline = 0;
    int64_t trial = 1;
    if (!message_integer(args, "trial", &trial))
        trial = 1;
    if (!message_quantity(args, "baseline", stimulus->unit, &baseline))
        baseline = 0;
    return baseline + (limit - baseline) * (0.4 + 0.01 * (double)(trial % 3));
}

static void answer_ramp(const struct message *args, const struct stimulus *stimulus,
                        enum scenario scenario, struct message *ok)
{
    double limit = stimulus->limit, baseline = 0;
    if (!message_quantity(args, "limit", stimulus->unit, &limit))
        limit = stimulus->limit;
    const bool is_cool =
        message_quantity(args, "baseline", stimulus->unit, &baseline) && limit < baseline;
    message_set_quantity(ok, "peak", stimulus->unit, limit);
    message_set_number(ok, "in_band", 1);
    if (scenario == EVERY_LIMIT)
        message_set_bound(ok, "value", stimulus->unit, limit, !is_cool);
    else
        message_set_quantity(ok, "value", stimulus->unit, plausible(args, stimulus, limit));
}

/* The distance of the turns, which may be as far apart as the limits. */
static void answer_limen(const struct message *args, enum scenario scenario, struct message *ok)
{
    double warm = 50, cool = 0;
    if (!message_quantity(args, "limit", "degC", &warm))
        warm = 50;
    if (!message_quantity(args, "cool_limit", "degC", &cool))
        cool = 0;
    if (scenario == EVERY_LIMIT)
        message_set_bound(ok, "value", "degC", warm - cool, true);
    else
        message_set_quantity(ok, "value", "degC", 0.1 * (warm - cool));
}

static void answer_immersion(const struct message *args, enum scenario scenario, struct message *ok)
{
    double limit = 120;
    if (!message_quantity(args, "limit", "s", &limit))
        limit = 120;
    if (scenario == EVERY_LIMIT) {
        message_set_bound(ok, "value", "s", limit, true);
    } else {
        message_set_quantity(ok, "value", "s", 0.5 * limit);
        message_set_quantity(ok, "pain", "s", 0.2 * limit);
    }
}

/* Pain that grows a little; who rates everything at the top is at the limit. */
static void answer_train(const struct message *args, enum scenario scenario, struct message *ok)
{
    const struct message levels = message_get(args, "levels");
    const size_t n = message_count(&levels);
    message_set_string(ok, "end", "completed");
    message_set_array(ok, "pulses");
    for (size_t i = 0; i < n; i++) {
        struct message pulse;
        message_init(&pulse);
        message_set_number(&pulse, "rating", scenario == EVERY_LIMIT ? 10 : 3 + 0.2 * (double)i);
        message_push(ok, "pulses", &pulse);
        message_fini(&pulse);
    }
}

/* Who rates everything at the top has neither nadir nor rise. */
static void answer_tonic(enum scenario scenario, struct message *ok)
{
    message_set_string(ok, "end", "completed");
    message_set_number(ok, "value", scenario == EVERY_LIMIT ? 10 : 4);
    message_set_number(ok, "peak_rating", scenario == EVERY_LIMIT ? 10 : 5);
    message_set_number(ok, "hold_rating", scenario == EVERY_LIMIT ? 10 : 4.5);
    if (scenario == EVERY_LIMIT)
        return;
    message_set_number(ok, "nadir_rating", 3);
    message_set_number(ok, "rise", 2);
}

/* Who presses to the limit ends it there; a pinprick has none. */
static void answer_hand(const struct message *args, bool is_at_limit, struct message *ok)
{
    int64_t n = 1;
    message_set_string(ok, "end", is_at_limit ? "limit" : "completed");
    message_set_integer(ok, "attempt", 1);
    message_set_array(ok, "pulses");
    if (!message_integer(args, "pulses", &n))
        n = 1;
    for (int64_t i = 0; i < n && !is_at_limit; i++) {
        struct message pulse;
        message_init(&pulse);
        message_set_string(&pulse, "verdict", "in_band");
        message_push(ok, "pulses", &pulse);
        message_fini(&pulse);
    }
}

static void answer_trial(const struct message *request, enum scenario scenario, struct message *ok)
{
    const struct message args = message_get(request, "args");
    const struct stimulus *stimulus = stimulus_of(request);
    if (scenario == EVERY_WITHHELD && stimulus->is_dosed) {
        message_set_bool(ok, "withheld", true);
        return;
    }
    message_set_bool(ok, "spoiled", false);
    message_set_bool(ok, "skipped", scenario == EVERY_SKIP);
    message_set_bool(ok, "rate_off", false);
    if (scenario == EVERY_SKIP) {
        message_set_string(ok, "end", "n/a");
        return;
    }
    message_set_string(ok, "end", scenario == EVERY_LIMIT ? "limit" : "response");
    if (strcmp(stimulus->name, "thermal_limen") == 0)
        answer_limen(&args, scenario, ok);
    else if (strncmp(stimulus->name, "hand_", 5) == 0)
        answer_hand(&args, scenario == EVERY_LIMIT && stimulus->role < ROLE_COUNT, ok);
    else if (strcmp(stimulus->name, "pulse_train") == 0 ||
             strcmp(stimulus->name, "thermal_train") == 0)
        answer_train(&args, scenario, ok);
    else if (strcmp(stimulus->name, "thermal_tonic") == 0 ||
             strcmp(stimulus->name, "pressure_hold") == 0)
        answer_tonic(scenario, ok);
    else if (strcmp(stimulus->name, "immersion") == 0)
        answer_immersion(&args, scenario, ok);
    else if (strcmp(stimulus->name, "timed_contact") == 0)
        message_set_number(ok, "value", scenario == EVERY_LIMIT ? 10 : 4);
    else
        answer_ramp(&args, stimulus, scenario, ok);
    if (strcmp(stimulus->name, "cuff_ramp") == 0 && scenario != EVERY_LIMIT) {
        message_set_quantity(ok, "pdt", "kPa", 20);
        message_set_number(ok, "rating", 7);
    }
}

/* It goes on until it is ended: what it comes to is answered then. False: it does not even begin. */
static bool begin_beside(struct checked *checked, const struct text *asked,
                         const struct message *request, enum scenario scenario, struct message *ok)
{
    const struct message args = message_get(request, "args");
    const bool is_withheld = scenario == EVERY_WITHHELD && stimulus_of(request)->is_dosed;
    if (!message_flag(&args, "beside") || scenario == EVERY_SKIP || is_withheld)
        return false;
    text_clear(&checked->beside);
    text_append(&checked->beside, asked->data, asked->length);
    message_set_bool(ok, "began", true);
    return true;
}

static void end_beside(struct checked *checked, enum scenario scenario, struct message *ok)
{
    struct message request;
    struct why why;
    if (message_parse(&request, text_cstr(&checked->beside), checked->beside.length, &why) !=
        STATUS_OK)
        return; /* none was begun: its verb has said so */
    answer_trial(&request, scenario, ok);
    message_fini(&request);
    text_clear(&checked->beside);
}

/* It hurts as wanted, or, where everything ends at its limit, never does. */
static void answer_target(enum scenario scenario, struct message *ok)
{
    message_set_bool(ok, "reached", scenario != EVERY_LIMIT);
    message_set_bool(ok, "runs", true);
    message_set_quantity(ok, "after", "s", 10);
    message_set_number(ok, "rating", 5);
}

/* The first of the choices, the least of the numbers; where the examiner skips, he answers nothing. */
static void answer_question(const struct message *request, enum scenario scenario,
                            struct message *ok)
{
    const struct message args = message_get(request, "args");
    const struct message choices = message_get(&args, "choices"), min = message_get(&args, "min");
    const struct message first = message_at(&choices, 0);
    const char *key = message_string(&first, "key");
    if (scenario == EVERY_SKIP)
        message_set_bool(ok, "unanswered", true);
    else if (key)
        message_set_string(ok, "choice", key);
    else
        message_set(ok, "value", &min);
}

/* A bench is matched with what the header needs before anybody sits down; so the header must say
 * it. */
static void read_needs(struct checked *checked)
{
    const char *text = text_cstr(&checked->vm->header);
    struct message header;
    struct why why;
    checked->has_read_needs = true;
    const bool is_read = message_parse(&header, text, strlen(text), &why) == STATUS_OK;
    for (int role = 0; role < ROLE_COUNT; role++)
        checked->names_role[role] = !is_read; /* that is another's to tell */
    if (!is_read)
        return;
    const struct message needs = message_get(&header, "needs");
    for (size_t i = 0; i < message_count(&needs); i++) {
        const struct message need = message_at(&needs, i);
        const char *word = message_text(&need);
        for (int role = 0; word && role < ROLE_COUNT; role++)
            if (strcmp(word, role_word((enum role)role)) == 0)
                checked->names_role[role] = true;
    }
    message_fini(&header);
}

static void check_needs(struct checked *checked, const struct message *request)
{
    const struct stimulus *stimulus = stimulus_of(request);
    const char *line = message_string(request, "line");
    char whole[WHERE_MAX + 256];
    if (!checked->has_read_needs)
        read_needs(checked);
    snprintf(whole, sizeof whole, "%s: %s", line ? line : "", stimulus->sentence);
    if (stimulus->role < ROLE_COUNT && !checked->names_role[stimulus->role])
        report_raised(checked, whole, "");
}

static bool make_answer(struct checked *checked, const struct text *asked, enum scenario scenario,
                        struct text *out)
{
    struct message request, ok, answer;
    struct why why;
    if (message_parse(&request, asked->data, asked->length, &why) != STATUS_OK)
        return false;
    message_init(&ok);
    message_init(&answer);
    const char *verb = message_string(&request, "do");
    if (verb && strcmp(verb, "site") == 0)
        message_set_integer(&ok, "index", 1);
    else if (verb && strcmp(verb, "trial") == 0) {
        check_needs(checked, &request);
        if (!begin_beside(checked, asked, &request, scenario, &ok))
            answer_trial(&request, scenario, &ok);
    } else if (verb && strcmp(verb, "end_beside") == 0)
        end_beside(checked, scenario, &ok);
    else if (verb && strcmp(verb, "target") == 0)
        answer_target(scenario, &ok);
    else if (verb && strcmp(verb, "question") == 0)
        answer_question(&request, scenario, &ok);
    message_set(&answer, "ok", &ok);
    text_clear(out);
    const bool made = message_encode(&answer, out) == STATUS_OK;
    message_fini(&request);
    message_fini(&ok);
    message_fini(&answer);
    return made;
}

/* Where it was when it was given up. */
static void report_endless(struct checked *checked, const struct text *asked)
{
    struct message request;
    struct why why;
    char whole[WHERE_MAX + 128];
    if (message_parse(&request, asked->data, asked->length, &why) != STATUS_OK)
        return;
    snprintf(whole, sizeof whole,
             "%s: a session of more than %d steps: is there a loop without an end?",
             message_string(&request, "line"), SCRIPT_STEPS_MAX);
    report_raised(checked, whole, "");
    message_fini(&request);
}

static void run_dry(struct checked *checked, enum scenario scenario)
{
    struct text asked, answer;
    text_init(&asked);
    text_init(&answer);
    text_clear(&checked->beside);
    enum script_state state = run_step(checked->vm, NULL, 0, &asked);
    int steps = 0;
    while (state == SCRIPT_ASKS && ++steps < SCRIPT_STEPS_MAX &&
           make_answer(checked, &asked, scenario, &answer)) {
        text_clear(&asked);
        state = run_step(checked->vm, answer.data, answer.length, &asked);
    }
    if (state == SCRIPT_FAILED && !strstr(text_cstr(&checked->raised), text_cstr(&asked))) {
        report_raised(checked, text_cstr(&asked), prefixes[scenario]);
        text_append_format(&checked->raised, "%s\n", text_cstr(&asked));
    } else if (state == SCRIPT_ASKS)
        report_endless(checked, &asked);
    text_fini(&asked);
    text_fini(&answer);
}

static void check_text(struct checked *checked, bool is_loaded)
{
    if (!checked->source)
        return;
    check_sites(checked);
    if (is_loaded)
        check_calls(checked);
}

/* One load and one dry run; the first also looks at the text. */
static enum status check_once(struct checked *checked, const struct script_options *options,
                              enum scenario scenario, struct why *why)
{
    struct why said;
    enum status status = run_load(checked->vm, checked->path, options, NULL, &said);
    const bool is_refused = status == STATUS_INVALID || status == STATUS_TIMEOUT;
    checked->source = checked->vm->n_sources > 0 ? &checked->vm->sources[0] : NULL;
    if (is_refused)
        report_raised(checked, said.text, "");
    if (scenario == EVERY_RESPONSE && (is_refused || status == STATUS_OK))
        check_text(checked, status == STATUS_OK);
    if (status == STATUS_OK)
        run_dry(checked, scenario);
    else
        status = is_refused ? STATUS_INVALID : why_set(why, status, "%s", said.text);
    checked->source = NULL;
    vm_close(checked->vm);
    return status;
}

enum status script_check(const char *path, const struct script_options *options,
                         struct text *messages, struct why *why)
{
    struct checked checked = {.path = path, .messages = messages};
    char copy[512];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return why_set(why, STATUS_INVALID, "the path is too long");
    snprintf(checked.name, sizeof checked.name, "%s", basename(copy));
    checked.vm = calloc(1, sizeof *checked.vm);
    if (!checked.vm)
        return why_set(why, STATUS_NO_MEMORY, "no memory to check a protocol");
    const size_t before = messages->length;
    enum status status = STATUS_OK;
    for (int scenario = 0; scenario < SCENARIOS && status == STATUS_OK; scenario++)
        status = check_once(&checked, options, (enum scenario)scenario, why);
    free(checked.vm);
    text_fini(&checked.raised);
    text_fini(&checked.beside);
    if (status != STATUS_OK && status != STATUS_INVALID)
        return status;
    return messages->length == before
               ? STATUS_OK
               : why_set(why, STATUS_INVALID, "'%s' cannot be run as it is", path);
}
