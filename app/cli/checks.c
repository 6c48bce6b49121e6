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

static enum status check_needs(const struct bench_spec *spec, const struct script *script,
                               struct why *why)
{
    struct message header;
    const char *text = script_header(script);
    enum status status = message_parse(&header, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    const struct message needs = message_get(&header, "needs");
    for (size_t i = 0; i < message_count(&needs) && status == STATUS_OK; i++) {
        const struct message need = message_at(&needs, i);
        const char *word = message_text(&need);
        if (word && !bench_spec_meets(spec, word))
            status = reason_set(why, REASON_bench_needs, word, NULL);
    }
    message_fini(&header);
    return status;
}

/* Always a way to respond: a ramp without one ends at its limit every time. */
static enum status check_response(const struct bench_spec *spec, struct why *why)
{
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (!spec->responses[i].is_stop)
            return STATUS_OK;
    if (spec->n_responses == 0)
        return why_set(
            why, STATUS_INVALID,
            "the bench has nothing to respond with: bind it in the bench file (response = …)");
    return why_set(why, STATUS_INVALID,
                   "the bench has nothing to respond with but the participant's STOP (stop = "
                   "true): bind another response beside it in the bench file");
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

static bool has_real(const struct bench_spec *spec)
{
    for (uint8_t i = 0; i < spec->n_instruments; i++)
        if (!port_is_simulated(spec->instruments[i].port))
            return true;
    return false;
}

/* What no instrument sees has to be marked by somebody, as long as its participant is not simulated. */
static enum status check_marks(const struct bench_spec *spec, const struct script *script,
                               bool headless, struct why *why)
{
    static const char marked[] = "verbs/cold_pain.lua"; /* of every verb whose end somebody marks */
    size_t n;
    const struct script_source *sources = script_sources(script, &n);
    if (!headless || (spec->n_instruments > 0 && !has_real(spec)))
        return STATUS_OK;
    for (size_t i = 0; i < n; i++)
        if (strcmp(sources[i].name, marked) == 0)
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

enum status checks_bench(const struct bench_spec *spec, const struct script *script, bool headless,
                         struct stop_line *stop, struct why *why)
{
    enum status status = check_needs(spec, script, why);
    if (status == STATUS_OK)
        status = check_response(spec, why);
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
    if (headless || isatty(STDIN_FILENO) || !has_real(spec))
        return STATUS_OK;
    return why_set(why, STATUS_USAGE,
                   "there is no terminal to confirm and to stop at: run it in one, or say "
                   "--headless if nobody is to be asked");
}
