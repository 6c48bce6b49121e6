#include "cli/run.h"

#include "base/clock.h"
#include "cli/checks.h"
#include "cli/command.h"
#include "cli/dry_run.h"
#include "cli/introduce.h"
#include "cli/language.h"
#include "cli/parameters.h"
#include "cli/participant.h"
#include "cli/paths.h"
#include "cli/show.h"
#include "cli/summary.h"
#include "cli/terminal.h"
#include "script/bench_file.h"
#include "script/check.h"
#include "script/message.h"
#include "script/participant_file.h"
#include "session/erred.h"
#include "session/live.h"
#include "session/rig.h"
#include "session/sim_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longer than any visit: a session in virtual time that is not over then has no end. */
#define VIRTUAL_LASTS_MAX (24 * 3600 * MONO_SEC)

struct run {
    const struct run_options *options;
    char library[PATHS_SIZE], protocol[PATHS_SIZE];
    char operator_name[64];
    char person[PARTICIPANT_MAX + 1]; /* the participant */
    struct bench_spec spec;
    struct sim_participant participant;
    struct sim_fault faults[SIM_FAULTS_MAX];
    size_t n_faults;
    struct stop_line stop;
    struct study *study;
    struct store_writer *writer;
    struct script *script;
    struct text set; /* parameters that were given */
    struct text
        values; /* of all parameters in this run; once it goes on, those that it began with */
    struct terminal terminal;
    bool has_terminal;
    struct session_config config;
    struct session_key key;
    struct verifications verifications; /* of the bench file's instruments */
    bool is_virtual;
};

/* ---- what is to be run --------------------------------------------------------------------------
 */

static enum status load_bench(struct run *run, struct why *why)
{
    const struct run_options *options = run->options;
    if (options->bench) {
        const enum status status = bench_file_load(options->bench, &run->spec, why);
        return status == STATUS_OK ? verifications_load(&run->verifications, options->bench, why)
                                   : status;
    }
    if (!options->sim)
        return why_set(why, STATUS_USAGE,
                       "name the bench with --bench FILE, or simulate one with --sim");
    return STATUS_OK; /* what the protocol needs: load_protocol() */
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
    run->config.lab = envelope_of_bench(&run->spec);
    run->is_virtual = run->options->sim && run->options->headless && !run->options->real_time;
    if (run->is_virtual) {
        run->config.steps_max = SCRIPT_STEPS_MAX;
        run->config.lasts_max = VIRTUAL_LASTS_MAX;
    }
    return status;
}

/* With these parameters; `run->values` are then all that it has. */
static enum status load_script(struct run *run, const char *parameters, struct why *why)
{
    const struct script_options options = {
        .library = run->library, .parameters = parameters, .seed = run->config.seed, .child = true};
    script_free(run->script);
    run->script = NULL;
    text_clear(&run->values);
    enum status status = script_load(run->protocol, &options, &run->script, why);
    if (status == STATUS_OK)
        status = parameters_of_script(run->script, &run->values, why);
    run->config.parameters = text_cstr(&run->values);
    return status;
}

static enum status load_protocol(struct run *run, struct why *why)
{
    enum status status = parameters_read(&run->options->set, &run->set, why);
    if (status == STATUS_OK)
        status = load_script(run, text_cstr(&run->set), why);
    if (status == STATUS_OK && !run->options->bench)
        status = sim_bench_for(script_header(run->script), &run->spec, why);
    if (status == STATUS_OK)
        status = sim_bench_check_faults(&run->spec, run->faults, run->n_faults, why);
    return status;
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
    status = study_unfinished_session(run->study, run->person, message_string(&header, "id"), key,
                                      digest, seed, why);
    message_fini(&header);
    return status;
}

/* With the parameters that it began with, which whoever gives them again must mean, too. */
static enum status load_again(struct run *run, struct why *why)
{
    struct text given, recorded;
    text_init(&given);
    text_init(&recorded);
    text_append_cstr(&given, text_cstr(&run->values));
    enum status status =
        parameters_of_session(run->study, run->person, &run->config.key, &recorded, why);
    if (status == STATUS_OK)
        status = load_script(run, text_cstr(&recorded), why);
    if (status == STATUS_OK)
        status = parameters_compare(text_cstr(&run->set), text_cstr(&given),
                                    text_cstr(&run->values), why);
    text_fini(&given);
    text_fini(&recorded);
    return status;
}

/* STATUS_INVALID with the error that its protocol came to. */
static enum status refuse_erred(struct run *run, struct why *why)
{
    char error[sizeof why->text / 2], n[24];
    const enum status status = erred_load(run->study, &run->config.key, error, sizeof error, why);
    if (status != STATUS_OK || !error[0])
        return status;
    snprintf(n, sizeof n, "%lld", (long long)run->config.key.session);
    text_say(why->text, sizeof why->text, text_of(run->config.language, TEXT_term_erred), "n", n,
             "participant", run->person, "why", error, NULL);
    return STATUS_INVALID;
}

/* A session that is resumed runs with the seed that it began with. */
static enum status find_session(struct run *run, struct why *why)
{
    enum status status = find_unfinished(run, &run->config.key, &run->config.seed, why);
    if (status == STATUS_EMPTY)
        text_say(why->text, sizeof why->text,
                 text_of(run->config.language, TEXT_term_no_unfinished), "participant", run->person,
                 NULL);
    if (status == STATUS_OK)
        status = refuse_erred(run, why);
    if (status != STATUS_OK)
        return status;
    run->config.resume = true;
    return load_again(run, why);
}

/* A new session beside an unfinished one is begun by mistake more often than not. */
static enum status tell_unfinished(struct run *run, struct why *why)
{
    static const enum text_id keys[] = {TEXT_term_key_begin, TEXT_term_key_go_back, TEXTS};
    struct session_key key;
    struct summary_progress progress;
    uint64_t seed;
    enum status status = find_unfinished(run, &key, &seed, why);
    if (status == STATUS_EMPTY)
        return STATUS_OK;
    if (status == STATUS_OK)
        status = summary_progress(run->study, run->person, &key, &progress, why);
    if (status != STATUS_OK || progress.has_erred)
        return status;
    const enum language language = run->config.language;
    char saved[80], n[24];
    snprintf(n, sizeof n, "%lld", (long long)key.session);
    show_filled("", text_of(language, TEXT_term_unfinished), "participant", run->person, "n", n,
                "saved", summary_saved(language, saved, sizeof saved, progress.attempts), NULL);
    show_text("", text_of(language, TEXT_term_unfinished_do));
    if (run->terminal.mode != TERMINAL_ASKS)
        return STATUS_OK;
    command_stop_on_signals(&run->stop);
    show_keys(language, keys);
    return terminal_confirm(&run->terminal)
               ? STATUS_OK
               : why_set(why, STATUS_STOPPED, "%s", text_of(language, TEXT_term_no_session));
}

/* A study that is made is made for somebody who may be in it. */
static enum status open_study(struct run *run, struct why *why)
{
    const struct run_options *options = run->options;
    const enum language language = run->config.language;
    const char *path = options->study ? options->study : "";
    enum status status = options->is_anybody
                             ? STATUS_OK
                             : participant_judge(path, options->participant, language, why);
    if (status != STATUS_OK)
        return status;
    /* Nothing can be resumed in a study that is not there. */
    const enum study_mode mode = !options->study   ? STUDY_MEMORY
                                 : options->resume ? STUDY_WRITE
                                                   : STUDY_CREATE;
    status = command_open_study(path, mode, &run->study, why);
    if (status != STATUS_OK || options->is_anybody)
        return status;
    return participant_choose(run->study, options->participant, language, run->person, why);
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
    terminal_init(&run->terminal, &run->stop, terminal_mode(run), run->config.language, &run->spec);
    run->terminal.on_stop = decision;
    run->has_terminal = true;
    run->config.is_attended = run->terminal.mode == TERMINAL_ASKS;
    run->config.is_played = run->terminal.mode != TERMINAL_ASKS;
    run->config.child_script = !run->is_virtual;
    return STATUS_OK;
}

/* A session that goes on ends where it cannot; a new one is not begun for that. */
static enum status check_allowed(const struct run *run, struct why *why)
{
    const struct dry_run_of of = {.library = run->library,
                                  .protocol = run->protocol,
                                  .parameters = text_cstr(&run->values),
                                  .script = run->script,
                                  .bench = &run->spec,
                                  .language = run->config.language,
                                  .seed = run->config.seed};
    return run->options->resume ? STATUS_OK : dry_run_allows(&of, why);
}

static enum status prepare(struct run *run, struct why *why)
{
    snprintf(run->operator_name, sizeof run->operator_name, "%s",
             command_operator(run->options->operator_name));
    run->config = (struct session_config){
        .participant = run->person, /* once the study is open */
        .operator_name = run->operator_name,
        .program = "limen " LIMEN_VERSION,
        .seed = run->options->seed,
        .override_check = run->options->override_check,
        .utc = utc_now(),
        .ready_within = 15 * MONO_SEC,
    };
    enum status status = language_choose(run->options->language, &run->config.language, why);
    if (status == STATUS_OK)
        status = paths_protocols(run->library, why);
    if (status == STATUS_OK)
        status = paths_protocol(run->options->protocol, run->protocol, why);
    if (status == STATUS_OK)
        status = load_simulation(run, why);
    if (status == STATUS_OK)
        status = load_protocol(run, why);
    if (status == STATUS_OK)
        status = checks_bench(&run->spec, run->script, run->options->headless, &run->stop, why);
    if (status == STATUS_OK)
        status = checks_examiner(&run->spec, run->options->headless, why);
    if (status == STATUS_OK)
        status = check_allowed(run, why);
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

static void tell_duration(enum language language, double session_s, double took_s)
{
    char session[32], took[32];
    if (session_s == 0) /* it was refused */
        return;
    show_filled("", text_of(language, TEXT_term_took), "session",
                text_number(language, session, sizeof session, session_s, 0), "took",
                text_number(language, took, sizeof took, took_s, 3), NULL);
}

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
    tell_duration(run->config.language, mono_to_sec(report.duration),
                  mono_to_sec(mono_now() - began));
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
        .verifications = run->options->bench ? &run->verifications : NULL,
    };
    const struct introduction introduction = {
        .participant = run->person,
        .header = script_header(run->script),
        .parameters = text_cstr(&run->values),
        .language = run->config.language,
        .bench = &run->spec,
        .stop = &run->stop,
    };
    enum status status = introduce(&introduction, why);
    if (status != STATUS_OK)
        return status;
    command_stop_on_signals(&run->stop);
    status = run->is_virtual ? run_virtual(run, &parts, why) : run_live(run, &parts, why);
    command_stop_on_signals(NULL);
    if (status == STATUS_OK)
        status = summary_indices(run->study, &run->key, run->config.language, why);
    return status;
}

static void release(struct run *run)
{
    script_free(run->script);
    text_fini(&run->set);
    text_fini(&run->values);
    store_writer_free(run->writer);
    study_close_unused(run->study);
    verifications_fini(&run->verifications);
    stop_fini(&run->stop);
    free(run);
}

/* What is left of a session that did not come to the end of its protocol. */
static void tell_ending(const struct run *run, const char *command)
{
    const enum language language = run->config.language;
    struct summary_progress progress;
    struct why why;
    char saved[80];
    enum status status = summary_progress(run->study, run->person, &run->key, &progress, &why);
    summary_saved(language, saved, sizeof saved, progress.attempts);
    if (status == STATUS_OK && progress.is_ended) {
        show_filled("", text_of(language, TEXT_term_ended), "saved", saved, NULL);
        status = summary_indices(run->study, &run->key, language, &why);
    } else if (status == STATUS_OK) {
        const enum text_id id = progress.has_erred ? TEXT_term_no_resume : TEXT_term_resumes;
        show_filled("", text_of(language, id), "saved", saved, NULL);
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
    snprintf(run->person, sizeof run->person, "%s", options->participant);
    text_init(&run->set);
    text_init(&run->values);
    stop_init(&run->stop);
    enum status status = prepare(run, &why);
    if (status == STATUS_OK)
        status = prepare_study(run, &why);
    if (status == STATUS_OK)
        status = run_prepared(run, &why);
    if (run->has_terminal)
        terminal_fini(&run->terminal);
    struct why said;
    const char *words = text_why(run->config.language, &why, said.text, sizeof said.text);
    const int code = status == STATUS_OK ? 0 : command_fail(command, status, words);
    if (status != STATUS_OK && run->key.session != 0 && options->study)
        tell_ending(run, command);
    release(run);
    return code;
}
