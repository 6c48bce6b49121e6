#include "cli/checks.h"

#include "cli/reasons.h"
#include "cli/terminal.h"
#include "hw/bench.h"
#include "link/port.h"
#include "script/message.h"
#include "session/bench_limits.h"
#include "session/reasons.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

static enum status read_header(const struct script *script, struct message *header, struct why *why)
{
    const char *text = script_header(script);
    return message_parse(header, text, strlen(text), why);
}

/* The word of a need, as long as the header lives; NULL: there are no more. */
static const char *need_at(const struct message *header, size_t i)
{
    const struct message needs = message_get(header, "needs");
    if (i >= message_count(&needs))
        return NULL;
    const struct message need = message_at(&needs, i);
    const char *word = message_text(&need);
    return word ? word : "";
}

static enum status check_need(const struct bench_spec *spec, const char *word, struct why *why)
{
    if (bench_spec_meets(spec, word))
        return STATUS_OK;
    return reason_set(why, REASON_bench_needs, word, NULL);
}

static enum status check_needs(const struct bench_spec *spec, const struct message *header,
                               struct why *why)
{
    enum status status = STATUS_OK;
    const char *word;
    for (size_t i = 0; status == STATUS_OK && (word = need_at(header, i)); i++)
        status = check_need(spec, word, why);
    return status;
}

/* Is there a stimulus that ends at a response? Cold by hand ends where the examiner marks it. */
static bool has_responses(const struct message *header)
{
    static const enum role roles[] = {ROLE_ALGOMETER, ROLE_TEST_CUFF, ROLE_COND_CUFF,
                                      ROLE_THERMODE};
    const char *word;
    for (size_t i = 0; (word = need_at(header, i)); i++) {
        if (strcmp(word, "response") == 0)
            return true;
        for (size_t j = 0; j < sizeof roles / sizeof roles[0]; j++)
            if (strcmp(word, role_word(roles[j])) == 0)
                return true;
    }
    return false;
}

/* A ramp without a way to respond ends at its limit every time. */
static enum status check_response(const struct bench_spec *spec, const struct message *header,
                                  struct why *why)
{
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (!spec->responses[i].is_stop)
            return STATUS_OK;
    if (!has_responses(header))
        return STATUS_OK;
    if (spec->n_responses == 0)
        return why_set(
            why, STATUS_INVALID,
            "the bench has nothing to respond with: bind it in the bench file (response = …)");
    return why_set(why, STATUS_INVALID,
                   "the bench has nothing to respond with but the participant's STOP (stop = "
                   "true): bind another response beside it in the bench file");
}

static enum status check_header(const struct bench_spec *spec, const struct script *script,
                                struct why *why)
{
    struct message header;
    enum status status = read_header(script, &header, why);
    if (status != STATUS_OK)
        return status;
    status = check_needs(spec, &header, why);
    if (status == STATUS_OK)
        status = check_response(spec, &header, why);
    message_fini(&header);
    return status;
}

static enum status check_key(const struct response_spec *response, bool headless, struct why *why)
{
    if (headless)
        return why_set(why, STATUS_INVALID,
                       "with --headless no key is read, so nobody could respond: bind a pedal, a "
                       "box, a line or an instrument's button");
    if (strlen(response->code) != 1)
        return why_set(why, STATUS_INVALID,
                       "a terminal cannot tell the key `%s`: take one letter or digit in the bench "
                       "file (response = key \"b\")",
                       response->code);
    if (terminal_owns(response->code[0]))
        return why_set(why, STATUS_INVALID,
                       "the key `%s` is the examiner's: take another letter in the bench file "
                       "(response = key \"b\")",
                       response->code);
    return STATUS_OK;
}

/* A terminal tells letters and digits, and no capital from a small one; function keys are for a window. */
static enum status check_keys(const struct bench_spec *spec, bool headless, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < spec->n_responses && status == STATUS_OK; i++) {
        const struct response_spec *response = &spec->responses[i];
        if (response->kind == RESPONSE_KEY)
            status = check_key(response, headless, why);
        for (uint8_t j = 0; j < i && status == STATUS_OK; j++)
            if (response->kind == RESPONSE_KEY && spec->responses[j].kind == RESPONSE_KEY &&
                strcasecmp(response->code, spec->responses[j].code) == 0)
                status = why_set(why, STATUS_INVALID,
                                 "the key `%s` is two responses: take another letter for one of "
                                 "them in the bench file",
                                 response->code);
    }
    return status;
}

/* Is all of it played, people included? A bench without an instrument has real ones. */
static bool is_simulated(const struct bench_spec *spec)
{
    for (uint8_t i = 0; i < spec->n_instruments; i++)
        if (!port_is_simulated(spec->instruments[i].port))
            return false;
    return spec->n_instruments > 0;
}

static bool has_source(const struct script *script, const char *name)
{
    size_t n;
    const struct script_source *sources = script_sources(script, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(sources[i].name, name) == 0)
            return true;
    return false;
}

/* What no instrument sees has to be marked by somebody, as long as its participant is not simulated. */
static enum status check_marks(const struct bench_spec *spec, const struct script *script,
                               bool headless, struct why *why)
{
    static const char marked[] = "verbs/cold_pain.lua"; /* of every verb whose end somebody marks */
    static const char spoken[] = "verbs/spoken_rating.lua"; /* of every verb to a beat */
    /* Knows them all, so it tells nothing of what conditions: each trial says that of itself. */
    static const char described[] = "verbs/cpm_described.lua";
    if (!headless || is_simulated(spec))
        return STATUS_OK;
    if (has_source(script, spoken))
        return reason_set(why, REASON_beat_unattended, NULL);
    if (has_source(script, marked) && !has_source(script, described))
        return reason_set(why, REASON_cold_unattended, NULL);
    return STATUS_OK;
}

static enum status check_ports(const struct bench_spec *spec, struct why *why)
{
    enum status status = STATUS_OK;
    for (uint8_t i = 0; i < spec->n_instruments && status == STATUS_OK; i++) {
        struct port_name name;
        const char *port = spec->instruments[i].port;
        if (!port_is_simulated(port))
            status = port_parse(port, &name, why);
    }
    return status;
}

static enum status check_drivers(const struct bench_spec *spec, struct stop_line *stop,
                                 struct why *why)
{
    const struct bench_host host = {0};
    struct bench *bench;
    const enum status status = bench_new(spec, stop, NULL, &host, &bench, why);
    if (status == STATUS_OK)
        bench_free(bench);
    return status;
}

enum status checks_each(const struct bench_spec *spec, const struct script *script,
                        void (*tell)(void *context, const char *sentence), void *context,
                        struct why *why)
{
    struct message header;
    const char *word;
    size_t told = 0;
    enum status status = read_header(script, &header, why);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; (word = need_at(&header, i)); i++)
        if (check_need(spec, word, why) != STATUS_OK)
            tell(context, why->text), told++;
    if (told == 0 && check_response(spec, &header, why) != STATUS_OK)
        tell(context, why->text), told++;
    if (bench_limits_check(spec, why) != STATUS_OK)
        tell(context, why->text), told++;
    message_fini(&header);
    return told == 0 ? STATUS_OK : why_set(why, STATUS_INVALID, "the bench does not fit");
}

enum status checks_bench(const struct bench_spec *spec, const struct script *script, bool headless,
                         struct stop_line *stop, struct why *why)
{
    enum status status = check_header(spec, script, why);
    if (status == STATUS_OK)
        status = check_keys(spec, headless, why);
    if (status == STATUS_OK)
        status = check_marks(spec, script, headless, why);
    if (status == STATUS_OK)
        status = check_ports(spec, why);
    if (status == STATUS_OK)
        status = bench_limits_check(spec, why);
    return status == STATUS_OK ? check_drivers(spec, stop, why) : status;
}

enum status checks_examiner(const struct bench_spec *spec, bool headless, struct why *why)
{
    if (headless || isatty(STDIN_FILENO) || is_simulated(spec))
        return STATUS_OK;
    return why_set(why, STATUS_USAGE,
                   "there is no terminal to confirm and to stop at: run it in one, or say "
                   "--headless if nobody is to be asked");
}
