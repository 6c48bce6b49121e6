/* limen sim: a simulated instrument on a pseudo-terminal, or behind a TCP port. */
#include "cli/command.h"
#include "cli/options.h"

#include "cli/paths.h"
#include "export/tsv.h"
#include "script/participant_file.h"
#include "sim/pty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sim_options {
    const char *link, *box_link, *control, *participant, *listen;
    struct option_list faults;
    uint64_t seed;
    bool box;
};

static void list_instruments(FILE *out)
{
    const struct sim_instrument *instrument;
    fputs("Instruments:\n", out);
    for (size_t i = 0; (instrument = sim_at(i)); i++)
        fprintf(out, "  %-12s %s\n", instrument->name, instrument->title);
}

/* Words of settings, as many on a line as a terminal shows. */
static void append_settings(struct text *out, const char *settings)
{
    static const char indent[] = "               ";
    size_t column = sizeof indent + strlen("settings:");
    text_append_format(out, "%ssettings:", indent);
    while (settings && *settings) {
        const size_t n = strcspn(settings, " ");
        if (column + n + 1 > 100) {
            text_append_format(out, "\n%s ", indent);
            column = sizeof indent + 1;
        }
        text_append_format(out, " %.*s", (int)n, settings);
        column += n + 1;
        settings += n + strspn(settings + n, " ");
    }
    text_append_cstr(out, "\n");
}

static char *more_help(void)
{
    struct text text;
    const struct sim_instrument *instrument;
    text_init(&text);
    text_append_cstr(&text, "Instruments\n");
    for (size_t i = 0; (instrument = sim_at(i)); i++) {
        text_append_format(&text, "  %-12s %s\n", instrument->name, instrument->title);
        if (instrument->settings)
            append_settings(&text, instrument->settings);
    }
    text_append_cstr(&text, "\nFaults\n");
    sim_fault_help(&text);
    return text.data; /* freed by the caller */
}

static enum status check_paths(const struct sim_options *options, struct why *why)
{
    const char *const made[] = {options->link, options->box_link, options->control};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        if (made[i] && !made[i][0])
            return why_set(why, STATUS_INVALID,
                           "a path is empty: write one after --link, --box-link or --control");
    if (options->listen && options->link)
        return why_set(why, STATUS_USAGE, "--listen and --link exclude each other: choose one");
    return options->participant ? paths_input(options->participant, "participant file", why)
                                : STATUS_OK;
}

/* One path alone is what a script takes; two need names. */
static enum status print_paths(const struct sim_pty *pty, const struct sim_pty_config *config,
                               struct why *why)
{
    if (config->with_box)
        printf("name\tpath\n%s\t%s\nbox\t%s\n", config->instrument->name, sim_pty_path(pty),
               sim_pty_box_path(pty));
    else
        printf("%s\n", sim_pty_path(pty));
    return tsv_finish(stdout, why);
}

static enum status read_fault(const char *spec, struct sim_fault *fault, struct why *why)
{
    const enum status status = sim_fault_parse(spec, fault, why);
    if (status == STATUS_OK && fault->of[0])
        return why_set(why, STATUS_USAGE,
                       "--fault: there is one instrument here; leave "
                       "instrument=%s out",
                       fault->of);
    return status;
}

static enum status prepare(const struct sim_options *options, struct sim_pty_config *config,
                           struct sim_participant *participant, struct sim_fault *faults,
                           struct why *why)
{
    enum status status = check_paths(options, why);
    *participant = sim_participant_defaults();
    if (status == STATUS_OK && options->participant)
        status = participant_file_load(options->participant, participant, why);
    if (status == STATUS_OK && options->faults.n > SIM_FAULTS_MAX)
        status = why_set(why, STATUS_USAGE, "at most %d faults at once", SIM_FAULTS_MAX);
    for (size_t i = 0; i < options->faults.n && status == STATUS_OK; i++)
        status = read_fault(options->faults.values[i], &faults[i], why);
    config->participant = participant;
    config->faults = faults;
    config->n_faults = options->faults.n;
    return status;
}

static enum status run(const struct sim_options *options, const struct sim_instrument *instrument,
                       struct why *why)
{
    struct sim_participant participant;
    struct sim_fault faults[SIM_FAULTS_MAX];
    struct sim_pty_config config = {
        .instrument = instrument,
        .seed = options->seed,
        .link = options->link,
        .listen = options->listen,
        .control_fd = -1,
        .control_path = options->control,
        .stop_fd = -1,
        .with_box = options->box || options->box_link,
        .box_link = options->box_link,
    };
    struct sim_pty *pty = calloc(1, sizeof *pty);
    enum status status = pty ? prepare(options, &config, &participant, faults, why)
                             : why_set(why, STATUS_NO_MEMORY, "no memory for the instrument");
    if (status == STATUS_OK)
        status = sim_pty_open(pty, &config, why);
    if (status == STATUS_OK) {
        if (print_paths(pty, &config, why) == STATUS_OK) /* else main tells */
            status = sim_pty_run(pty, why);
        sim_pty_close(pty);
    }
    free(pty);
    return status;
}

int command_sim(int argc, char **argv)
{
    struct sim_options options = {.seed = 1};
    const struct option_row rows[] = {
        {"link", 0, "PATH", "make a symbolic link to the port", OPTION_TEXT, &options.link},
        {"listen", 0, "ADDRESS:PORT",
         "behind a TCP port instead; port 0: any that is free. Prints which", OPTION_TEXT,
         &options.listen},
        {"participant", 0, "FILE", "what the virtual participant is like", OPTION_TEXT,
         &options.participant},
        {"fault", 0, "SPEC", "what goes wrong; may be given several times", OPTION_LIST,
         &options.faults},
        {"seed", 0, "N", "of all that is drawn (1)", OPTION_NUMBER, &options.seed},
        {"box", 0, NULL,
         "a response box on a second port, one byte per press; prints both paths with names",
         OPTION_FLAG, &options.box},
        {"box-link", 0, "PATH", "the same, with a link to it", OPTION_TEXT, &options.box_link},
        {"control", 0, "PATH", "listen on this socket for a session that sends cues", OPTION_TEXT,
         &options.control},
    };
    char *more = more_help();
    const struct option_table table = {
        .usage = "limen sim INSTRUMENT [options]",
        .about =
            "Runs a simulated instrument on a pseudo-terminal and prints its path: bench files "
            "name it\n"
            "pty:PATH, or tcp:ADDRESS:PORT with --listen. Without a session that sends cues, the\n"
            "examiner's hand presses whenever a measurement begins. Ends on Ctrl-C.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .more = more,
        .operands_min = 1,
        .operands_max = 1,
    };
    struct operands operands;
    struct why why = {0};
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    free(more);
    if (result != OPTIONS_RUN)
        return result;
    const struct sim_instrument *instrument = sim_find(operands.values[0]);
    if (!instrument) {
        fprintf(stderr, "limen: sim: there is no simulated instrument `%s`\n", operands.values[0]);
        list_instruments(stderr);
        return 1;
    }
    const enum status status = run(&options, instrument, &why);
    return status == STATUS_OK ? 0 : command_refuse("sim", status, why.text);
}
