/* limen run: one session of a protocol. */
#include "cli/command.h"
#include "cli/language.h"
#include "cli/parameters.h"
#include "cli/paths.h"
#include "cli/run.h"

#include "export/tsv.h"
#include "script/bench_file.h"
#include "text/spoken.h"

#include <string.h>

enum { OPERATOR_MAX = 63, OVERRIDE_MAX = 200 };

static enum status check_operator(const char *name, struct why *why)
{
    if (!name)
        return STATUS_OK;
    if (!name[0])
        return why_set(
            why, STATUS_INVALID,
            "the operator's name is empty: write it after --operator, or leave that out");
    if (strlen(name) > OPERATOR_MAX || !tsv_can_hold(name))
        return why_set(why, STATUS_INVALID,
                       "the operator's name cannot be kept: take at most %d bytes of UTF-8 text on "
                       "one line, without control characters",
                       OPERATOR_MAX);
    return STATUS_OK;
}

/* It goes into the record as it stands. */
static enum status check_override(const char *reason, struct why *why)
{
    if (!reason ||
        (spoken_suffices(reason) && strlen(reason) <= OVERRIDE_MAX && tsv_can_hold(reason)))
        return STATUS_OK;
    return why_set(
        why, STATUS_INVALID,
        "--override-check takes a reason in words, with at least %d letters: whoever reads the "
        "record wants to know why. At most %d bytes of UTF-8 text on one line are kept, without "
        "control characters",
        SPOKEN_LETTERS_LEAST, OVERRIDE_MAX);
}

/* Nobody is put in front of instruments that are all real. What faults are of: sim_bench_check_faults(). */
static enum status check_simulated(const struct run_options *options, struct why *why)
{
    struct bench_spec spec;
    bool any = false;
    if (!options->bench || !options->virtual_person)
        return STATUS_OK;
    const enum status status = bench_file_load(options->bench, &spec, why);
    if (status != STATUS_OK)
        return status;
    for (uint8_t i = 0; i < spec.n_instruments; i++)
        any = any || port_is_simulated(spec.instruments[i].port);
    if (!any)
        return why_set(why, STATUS_USAGE,
                       "--virtual-participant needs a simulated port, and the bench file has none: "
                       "leave it out");
    return STATUS_OK;
}

/* What can be said before anything is opened. */
static enum status check_words(const struct run_options *options, struct why *why)
{
    enum status status = check_operator(options->operator_name, why);
    if (status == STATUS_OK)
        status = check_override(options->override_check, why);
    if (status == STATUS_OK)
        status = paths_study(options->study, why);
    if (status == STATUS_OK && options->bench)
        status = paths_input(options->bench, "bench file", why);
    if (status == STATUS_OK && options->virtual_person)
        status = paths_input(options->virtual_person, "participant file", why);
    return status == STATUS_OK ? check_simulated(options, why) : status;
}

static const struct option_rule rules[] = {
    {.name = "sim", .excludes = "bench"},     {.name = "override-check", .needs = "bench"},
    {.name = "real-time", .needs = "sim"},    {.name = "real-time", .needs = "headless"},
    {.name = "on-stop", .needs = "headless"},
};

int command_run(int argc, char **argv)
{
    struct run_options options = {.seed = 1};
    const struct option_row rows[] = {
        {"study", 0, "FILE", "the study file; made when it is not there", OPTION_TEXT,
         &options.study},
        {"participant", 0, "ID", "pseudonymous id: letters, digits, - and _", OPTION_TEXT,
         &options.participant},
        {"operator", 0, "NAME", "who examines (your login name)", OPTION_TEXT,
         &options.operator_name},
        {"bench", 0, "FILE", "the bench file: instruments, roles, responses", OPTION_TEXT,
         &options.bench},
        {"sim", 0, NULL, "simulate: instruments, examiner's hand and participant", OPTION_FLAG,
         &options.sim},
        {"seed", 0, "N", "of shuffling and of the simulation (1)", OPTION_NUMBER, &options.seed},
        {"virtual-participant", 0, "FILE", "with --sim: what the participant is like", OPTION_TEXT,
         &options.virtual_person},
        {"fault", 0, "SPEC", "with --sim: what goes wrong, several times if you like", OPTION_LIST,
         &options.faults},
        PARAMETERS_ROW(&options.set),
        {"headless", 0, NULL, "ask nothing; with --sim as fast as it can", OPTION_FLAG,
         &options.headless},
        {"real-time", 0, NULL, "with --sim --headless: on a pseudo-terminal, by the clock",
         OPTION_FLAG, &options.real_time},
        LANGUAGE_ROW(&options.language),
        {"resume", 0, NULL, "go on with the participant's unfinished session", OPTION_FLAG,
         &options.resume},
        {"override-check", 0, "REASON",
         "use a thermode whose check is missing, failed or expired; recorded", OPTION_TEXT,
         &options.override_check},
        {"on-stop", 0, "WHAT", "headless, after a stop: repeat, skip, end or leave (leave)",
         OPTION_TEXT, &options.on_stop},
    };
    const struct option_table table = {
        .usage =
            "limen run PROTOCOL --study FILE --participant ID (--bench FILE | --sim) [options]",
        .about = "Runs a protocol (a file, or the name of a shipped one such as ppt-core) and "
                 "writes the indices\n"
                 "of the session to standard output. At a terminal: Enter does the next thing, "
                 "Space stops.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .rules = rules,
        .n_rules = sizeof rules / sizeof rules[0],
        .more = "`limen sim --help` lists the faults. With --sim --headless a session is given up "
                "after "
                "20000 steps\n"
                "of its protocol or 24 hours of its own time: it has no end.",
        .operands_min = 1,
        .operands_max = 1,
    };
    struct operands operands;
    struct why why = {0};
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    options.protocol = operands.values[0];
    if (!options.participant || !options.study) {
        fprintf(stderr, "limen: run: %s is missing; usage: %s\n",
                options.participant ? "--study FILE" : "--participant ID", table.usage);
        return 2;
    }
    const enum status status = check_words(&options, &why);
    if (status != STATUS_OK)
        return command_refuse("run", status, why.text);
    return run_session("run", &options);
}
