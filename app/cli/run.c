#include "cli/run.h"

#include "base/clock.h"
#include "cli/command.h"
#include "cli/paths.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "hw/bench.h"
#include "link/port.h"
#include "script/bench_file.h"
#include "script/message.h"
#include "script/participant_file.h"
#include "session/live.h"
#include "session/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
    const struct run_options *options;
    char library[PATHS_SIZE], protocol[PATHS_SIZE];
    char operator_name[64];
    struct bench_spec spec;
    struct sim_participant participant;
    struct sim_fault faults[SIM_FAULTS_MAX];
    size_t n_faults;
    struct stop_line stop;
    struct study *study;
    struct store_writer *writer;
    struct script *script;
    struct terminal terminal;
    bool has_terminal;
    struct session_config config;
    struct session_key key;
    bool is_virtual;
};

/* ---- what is to be run --------------------------------------------------------------------------
 */

/* One simulated Mark-10 with a probe of 1 cm², answered by the virtual participant. */
static struct bench_spec simulated_bench(void)
{
    struct bench_spec spec = {.n_instruments = 1, .n_responses = 1};
    spec.instruments[0] = (struct instrument_spec){.name = "algometer",
                                                   .driver = "mark10",
                                                   .port = "sim:mark10",
                                                   .capacity_n = 500,
                                                   .force_max_n = 120};
    spec.roles[ROLE_ALGOMETER] =
        (struct role_spec){.bound = true, .channel = "force", .probe_area_cm2 = 1};
    spec.responses[0] = (struct response_spec){.kind = RESPONSE_PARTICIPANT};
    return spec;
}

static enum status load_bench(struct run *run, struct why *why)
{
    const struct run_options *options = run->options;
    if (options->bench)
        return bench_file_load(options->bench, &run->spec, why);
    if (!options->sim)
        return why_set(why, STATUS_USAGE,
                       "name the bench with --bench FILE, or simulate one with --sim");
    run->spec = simulated_bench();
    return STATUS_OK;
}

static enum status load_faults(struct run *run, struct why *why)
{
    const struct option_list *list = &run->options->faults;
    enum status status = STATUS_OK;
    if (list->n > SIM_FAULTS_MAX)
        return why_set(why, STATUS_USAGE, "at most %d faults at once", SIM_FAULTS_MAX);
    for (size_t i = 0; i < list->n && status == STATUS_OK; i++)
        status = sim_fault_parse(list->values[i], &run->faults[i], why);
    run->n_faults = list->n;
    return status;
}

static enum status load_simulation(struct run *run, struct why *why)
{
    enum status status = load_bench(run, why);
    if (status == STATUS_OK)
        status = load_faults(run, why);
    run->participant = sim_participant_defaults();
    if (status == STATUS_OK && run->options->virtual_person)
        status = participant_file_load(run->options->virtual_person, &run->participant, why);
    run->is_virtual = run->options->sim && run->options->headless && !run->options->real_time;
    return status;
}

static enum status load_script(struct run *run, struct why *why)
{
    const struct script_options options = {
        .library = run->library, .seed = run->config.seed, .child = true};
    return script_load(run->protocol, &options, &run->script, why);
}

/* The participant's newest session of this protocol that has no end. STATUS_EMPTY: there is none. */
static enum status find_unfinished(struct run *run, struct session_key *key, uint64_t *seed,
                                   struct why *why)
{
    struct message header;
    uint8_t digest[DIGEST_SIZE];
    const char *text = script_header(run->script);
    enum status status = message_parse(&header, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    status = study_unfinished_session(run->study, run->options->participant,
                                      message_string(&header, "id"), key, digest, seed, why);
    message_fini(&header);
    return status;
}

/* A session that is resumed runs with the seed that it began with. */
static enum status find_session(struct run *run, struct why *why)
{
    const enum status status = find_unfinished(run, &run->config.key, &run->config.seed, why);
    if (status == STATUS_EMPTY)
        return why_set(
            why, STATUS_EMPTY,
            "participant %s has no unfinished session of this protocol: run it without --resume",
            run->options->participant);
    if (status != STATUS_OK)
        return status;
    run->config.resume = true;
    script_free(run->script);
    run->script = NULL;
    return load_script(run, why);
}

/* A new session beside an unfinished one is begun by mistake more often than not. */
static enum status tell_unfinished(struct run *run, struct why *why)
{
    struct session_key key;
    struct summary_progress progress;
    uint64_t seed;
    enum status status = find_unfinished(run, &key, &seed, why);
    if (status == STATUS_EMPTY)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = summary_progress(run->study, run->options->participant, &key, &progress, why);
    if (status != STATUS_OK)
        return status;
    fprintf(stderr, "Participant %s has an unfinished session of this protocol, number %lld: ",
            run->options->participant, (long long)key.session);
    summary_saved(stderr, progress.attempts);
    fputs("The same command with --resume goes on with it; this one begins another.\n", stderr);
    if (run->terminal.mode != TERMINAL_ASKS)
        return STATUS_OK;
    fputs("  [Enter] begin another  [q] go back\n", stderr);
    command_stop_on_signals(&run->stop);
    return terminal_confirm(&run->terminal)
               ? STATUS_OK
               : why_set(why, STATUS_STOPPED, "no new session was begun");
}

static enum status open_study(struct run *run, struct why *why)
{
    const struct run_options *options = run->options;
    if (!participant_is_valid(options->participant))
        return why_set(
            why, STATUS_INVALID,
            "this participant id cannot be used: take 1 to %d letters A-Z a-z, digits, - and _, "
            "beginning with a letter or digit",
            PARTICIPANT_MAX);
    if (!options->study)
        return command_open_study("", STUDY_MEMORY, &run->study, why);
    /* Nothing can be resumed in a study that is not there. */
    return command_open_study(options->study, options->resume ? STUDY_WRITE : STUDY_CREATE,
                              &run->study, why);
}

static void name_operator(struct run *run)
{
    const char *name = run->options->operator_name;
    if (!name)
        name = getenv("USER");
    snprintf(run->operator_name, sizeof run->operator_name, "%s",
             name && name[0] ? name : "unnamed");
}

/* As the computer speaks: LC_ALL, LC_MESSAGES, LANG, the first that is set. */
static const char *find_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return strncmp(value, "de", 2) == 0 ? "de" : "en";
    }
    return "en";
}

static enum decision stop_decision(const char *word)
{
    if (strcmp(word, "repeat") == 0)
        return DECISION_REPEAT;
    if (strcmp(word, "skip") == 0)
        return DECISION_SKIP;
    if (strcmp(word, "end") == 0)
        return DECISION_END;
    return strcmp(word, "leave") == 0 ? DECISION_LEAVE : DECISION_NONE;
}

static const char *response_key(const struct bench_spec *spec)
{
    for (uint8_t i = 0; i < spec->n_responses; i++)
        if (spec->responses[i].kind == RESPONSE_KEY)
            return spec->responses[i].code;
    return "";
}

static bool is_bound(const struct bench_spec *spec, const char *need)
{
    if (strcmp(need, "response") == 0)
        return spec->n_responses > 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_word((enum role)role), need) == 0)
            return spec->roles[role].bound;
    return false;
}

/* What the protocol needs, and always a way to respond: a ramp without one ends at its limit every time. */
static enum status check_needs(struct run *run, struct why *why)
{
    struct message header;
    const char *text = script_header(run->script);
    enum status status = message_parse(&header, text, strlen(text), why);
    if (status != STATUS_OK)
        return status;
    const struct message needs = message_get(&header, "needs");
    for (size_t i = 0; i < message_count(&needs) && status == STATUS_OK; i++) {
        const struct message need = message_at(&needs, i);
        const char *word = message_text(&need);
        if (word && !is_bound(&run->spec, word))
            status =
                why_set(why, STATUS_INVALID,
                        "this protocol needs `%s`, and the bench has none: bind it in the bench "
                        "file (%s = …)",
                        word, word);
    }
    message_fini(&header);
    if (status == STATUS_OK && run->spec.n_responses == 0)
        status = why_set(
            why, STATUS_INVALID,
            "the bench has nothing to respond with: bind it in the bench file (response = …)");
    return status;
}

/* A terminal tells letters and digits; the function keys of a bench file are for a window. */
static enum status check_keys(const struct run *run, struct why *why)
{
    for (uint8_t i = 0; i < run->spec.n_responses; i++) {
        const struct response_spec *response = &run->spec.responses[i];
        if (response->kind == RESPONSE_KEY && run->options->headless)
            return why_set(
                why, STATUS_INVALID,
                "with --headless no key is read, so nobody could respond: bind a pedal, a box, "
                "a line or an instrument's button");
        if (response->kind == RESPONSE_KEY && strlen(response->code) == 1 &&
            terminal_owns(response->code[0]))
            return why_set(why, STATUS_INVALID,
                           "the key `%s` is the examiner's: take another letter in the bench file "
                           "(response = key \"b\")",
                           response->code);
        if (response->kind == RESPONSE_KEY && strlen(response->code) != 1)
            return why_set(
                why, STATUS_INVALID,
                "a terminal cannot tell the key `%s`: take one letter or digit in the bench "
                "file (response = key \"b\")",
                response->code);
    }
    return STATUS_OK;
}

/* Before the study: a bench that cannot be made leaves no file behind. */
static enum status check_bench(struct run *run, struct why *why)
{
    const struct bench_host host = {0};
    struct bench *bench;
    for (uint8_t i = 0; i < run->spec.n_instruments; i++) {
        struct port_name name;
        const char *port = run->spec.instruments[i].port;
        const enum status status =
            strncmp(port, "sim:", 4) == 0 ? STATUS_OK : port_parse(port, &name, why);
        if (status != STATUS_OK)
            return status;
    }
    const enum status status = bench_new(&run->spec, &run->stop, NULL, &host, &bench, why);
    if (status == STATUS_OK)
        bench_free(bench);
    return status;
}

static enum status check_examiner(const struct run *run, struct why *why)
{
    if (run->options->headless || isatty(STDIN_FILENO))
        return STATUS_OK;
    for (uint8_t i = 0; i < run->spec.n_instruments; i++)
        if (strncmp(run->spec.instruments[i].port, "sim:", 4) != 0)
            return why_set(why, STATUS_USAGE,
                           "there is no terminal to confirm and to stop at: run it in one, or say "
                           "--headless if nobody is to be asked");
    return STATUS_OK;
}

/* A program in the background must not ask for keys: the shell would put it to sleep. */
static enum terminal_mode terminal_mode(const struct run *run)
{
    const bool has_keys = isatty(STDIN_FILENO) && tcgetpgrp(STDIN_FILENO) == getpgrp();
    if (!run->options->headless && isatty(STDIN_FILENO))
        return TERMINAL_ASKS;
    return has_keys && !run->is_virtual ? TERMINAL_WATCHES : TERMINAL_SHOWS;
}

static enum status prepare_terminal(struct run *run, struct why *why)
{
    const char *word = run->options->on_stop ? run->options->on_stop : "leave";
    const enum decision decision = stop_decision(word);
    if (decision == DECISION_NONE)
        return why_set(why, STATUS_USAGE, "--on-stop takes repeat, skip, end or leave, not `%s`",
                       word);
    terminal_init(&run->terminal, &run->stop, terminal_mode(run), response_key(&run->spec));
    run->terminal.on_stop = decision;
    run->has_terminal = true;
    run->config.review = run->terminal.mode == TERMINAL_ASKS;
    run->config.child_script = !run->is_virtual;
    return STATUS_OK;
}

static enum status prepare(struct run *run, struct why *why)
{
    name_operator(run);
    run->config = (struct session_config){
        .participant = run->options->participant,
        .operator_name = run->operator_name,
        .program = "limen " LIMEN_VERSION,
        .seed = run->options->seed,
        .language = find_language(),
        .utc = utc_now(),
        .ready_within = 15 * MONO_SEC,
    };
    enum status status = paths_protocols(run->library, why);
    if (status == STATUS_OK)
        status = paths_protocol(run->options->protocol, run->protocol, why);
    if (status == STATUS_OK)
        status = load_simulation(run, why);
    if (status == STATUS_OK)
        status = load_script(run, why);
    if (status == STATUS_OK)
        status = check_needs(run, why);
    if (status == STATUS_OK)
        status = check_keys(run, why);
    if (status == STATUS_OK)
        status = check_examiner(run, why);
    if (status == STATUS_OK)
        status = check_bench(run, why);
    return status == STATUS_OK ? prepare_terminal(run, why) : status;
}

/* The study comes last: what is wrong with the rest leaves no file behind. */
static enum status prepare_study(struct run *run, struct why *why)
{
    enum status status = open_study(run, why);
    if (status == STATUS_OK)
        status = run->options->resume ? find_session(run, why) : tell_unfinished(run, why);
    return status == STATUS_OK ? store_writer_new(run->study, &run->writer, why) : status;
}

/* ---- running it ---------------------------------------------------------------------------------
 */

static enum status run_virtual(struct run *run, const struct session_parts *parts, struct why *why)
{
    struct rig_report report;
    const struct rig_config rig = {
        .spec = &run->spec,
        .participant = &run->participant,
        .faults = run->faults,
        .n_faults = run->n_faults,
        .seed = run->config.seed,
    };
    const mono_ns began = mono_now();
    const enum status status = rig_run(&rig, &run->config, parts, &report, why);
    run->key = report.key;
    const double took = mono_to_sec(mono_now() - began);
    fprintf(stderr, "limen: %.0f s of session in %.3f s\n", mono_to_sec(report.duration), took);
    return status;
}

static enum status run_live(struct run *run, const struct session_parts *parts, struct why *why)
{
    const struct live_config live = {
        .spec = &run->spec,
        .participant = &run->participant,
        .faults = run->faults,
        .n_faults = run->n_faults,
        .seed = run->config.seed,
        .input_fd = terminal_fd(&run->terminal),
        .input = terminal_input,
        .tick = terminal_tick,
        .context = &run->terminal,
    };
    return live_run(&live, &run->config, parts, &run->key, why);
}

static enum status run_prepared(struct run *run, struct why *why)
{
    const struct session_parts parts = {
        .script = run->script,
        .stop = &run->stop,
        .study = run->study,
        .writer = run->writer,
        .view = &run->terminal.view,
    };
    command_stop_on_signals(&run->stop);
    enum status status =
        run->is_virtual ? run_virtual(run, &parts, why) : run_live(run, &parts, why);
    command_stop_on_signals(NULL);
    if (status == STATUS_OK)
        status = summary_indices(run->study, &run->key, why);
    return status;
}

static void release(struct run *run)
{
    script_free(run->script);
    store_writer_free(run->writer);
    study_close(run->study);
    stop_fini(&run->stop);
    free(run);
}

/* What is left of a session that did not come to the end of its protocol. */
static void tell_ending(const struct run *run, const char *command)
{
    struct summary_progress progress;
    struct why why;
    enum status status =
        summary_progress(run->study, run->options->participant, &run->key, &progress, &why);
    if (status == STATUS_OK && progress.is_ended) {
        fprintf(stderr, "limen: the session is ended and cannot be resumed; ");
        summary_saved(stderr, progress.attempts);
        status = summary_indices(run->study, &run->key, &why);
    } else if (status == STATUS_OK) {
        fprintf(stderr, "limen: the same command with --resume goes on with this session; ");
        summary_saved(stderr, progress.attempts);
    }
    if (status != STATUS_OK) /* the exit code stays that of the session's end */
        command_fail(command, status, why.text);
}

int run_session(const char *command, const struct run_options *options)
{
    struct run *run = calloc(1, sizeof *run);
    struct why why = {0};
    if (!run)
        return command_fail(command, STATUS_NO_MEMORY, NULL);
    run->options = options;
    stop_init(&run->stop);
    enum status status = prepare(run, &why);
    if (status == STATUS_OK)
        status = prepare_study(run, &why);
    if (status == STATUS_OK)
        status = run_prepared(run, &why);
    if (run->has_terminal)
        terminal_fini(&run->terminal);
    const int code = status == STATUS_OK ? 0 : command_fail(command, status, why.text);
    if (status != STATUS_OK && run->key.session != 0 && options->study)
        tell_ending(run, command);
    release(run);
    return code;
}
