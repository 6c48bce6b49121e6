#include "shell/command_window.h"

#include "base/text.h"
#include "cli/command.h"
#include "cli/language.h"
#include "cli/participant.h"
#include "cli/paths.h"
#include "link/port.h"
#include "session/sim_bench.h"
#include "shell/engine.h"
#include "shell/last_used.h"

#include <stdlib.h>
#include <string.h>

static enum status read_theme(const char *word, enum theme *theme, struct why *why)
{
    *theme = word && strcmp(word, "light") == 0 ? THEME_LIGHT : THEME_DARK;
    if (!word || *theme == THEME_LIGHT || strcmp(word, "dark") == 0)
        return STATUS_OK;
    return why_set(why, STATUS_USAGE, "--theme takes dark or light, not `%s`", word);
}

static enum status read_scale(const char *word, double *scale, struct why *why)
{
    char *end = NULL;
    if (!word)
        return STATUS_OK;
    *scale = strtod(word, &end);
    if (end != word && *end == '\0' && *scale >= 0.5 && *scale <= 4)
        return STATUS_OK;
    return why_set(why, STATUS_USAGE, "--scale takes a number from 0.5 to 4, not `%s`", word);
}

enum status window_look_read(const struct window_look *look, struct window_config *config,
                             struct why *why)
{
    enum status status = language_choose(look->language, &config->language, why);
    if (status == STATUS_OK)
        status = read_theme(look->theme, &config->theme, why);
    return status == STATUS_OK ? read_scale(look->scale, &config->scale, why) : status;
}

static void simulate(struct window_config *config, struct bench_spec *bench)
{
    *bench = sim_bench();
    sim_bench_add_thermode(bench);
    sim_bench_add_cuff(bench);
    config->bench = bench;
    config->is_demo = true;
    config->protocol = config->protocol ? config->protocol : DEMO_PROTOCOL;
    config->participant = config->participant ? config->participant : DEMO_PARTICIPANT;
}

struct window_bench {
    struct bench_spec spec;
    char problem[sizeof((struct why *)0)->text];
};

/* A file that is there and cannot be used is mended in the window, or beside it. */
static void read_bench(struct window_config *config, struct window_bench *bench)
{
    struct why why = {0};
    if (engine_load_bench(config->bench_path, &bench->spec, &why) == STATUS_OK)
        return;
    bench->spec = (struct bench_spec){0};
    char said[sizeof why.text];
    text_copy(bench->problem, sizeof bench->problem,
              text_why(config->language, &why, said, sizeof said));
    config->bench_problem = bench->problem;
}

/* `why`, and in `bench` what is no reason not to open the window. */
static enum status read_given(const struct window_look *look, struct window_config *config,
                              struct window_bench *bench, struct last_used *last, struct why *why)
{
    enum status status = window_look_read(look, config, why);
    if (status == STATUS_OK && config->study)
        status = paths_study(config->study, why);
    if (status == STATUS_OK && config->bench_path)
        status = paths_input(config->bench_path, "bench file", why);
    config->operator_name = command_operator(config->operator_name);
    if (status != STATUS_OK)
        return status;
    if (config->set.n > 0 && !config->protocol && !config->is_demo)
        return why_set(why, STATUS_USAGE, "--set needs --protocol: whose parameter is it?");
    last_used_fill(last, config);
    if (config->participant) {
        status = participant_judge(config->study ? config->study : "", config->participant,
                                   config->language, why);
        if (status != STATUS_OK)
            return status;
    }
    if (config->is_demo)
        simulate(config, &bench->spec);
    if (!config->bench_path)
        return STATUS_OK;
    config->bench = &bench->spec;
    read_bench(config, bench);
    return STATUS_OK;
}

static enum status read_ports(const struct option_list *ports, struct window_config *config,
                              struct why *why)
{
    enum status status = STATUS_OK;
    struct port_name name;
    for (size_t i = 0; i < ports->n && status == STATUS_OK; i++)
        status = port_parse(ports->values[i], &name, why);
    config->ports = ports->values;
    config->n_ports = ports->n;
    return status;
}

int command_window(int argc, char **argv)
{
    struct window_config config = {.seed = 1};
    struct window_look look = {0};
    struct option_list ports = {0};
    uint64_t seconds = 0;
    struct window_bench bench;
    struct last_used last;
    const struct option_row rows[] = {
        {"study", 0, "FILE", "open this study, or make it", OPTION_TEXT, &config.study},
        {"bench", 0, "FILE", "the bench file", OPTION_TEXT, &config.bench_path},
        {"port", 0, "PORT",
         "instruments are looked for here, too (tcp:HOST:PORT, pty:PATH), several times if you "
         "like",
         OPTION_LIST, &ports},
        {"protocol", 0, "NAME", "a shipped protocol, or a file", OPTION_TEXT, &config.protocol},
        {"participant", 0, "ID", "pick this participant", OPTION_TEXT, &config.participant},
        {"operator", 0, "NAME", "who examines (your login name)", OPTION_TEXT,
         &config.operator_name},
        {"demo", 0, NULL, "simulated instruments and a virtual participant", OPTION_FLAG,
         &config.is_demo},
        WINDOW_ROWS(&config.set, &look),
        {"participant-window", 0, NULL,
         "opens the participant's window, also where the bench has no scale in it", OPTION_FLAG,
         &config.shows_participant},
        {"for", 0, "SECONDS", "closes by itself after so long", OPTION_COUNT, &seconds},
        {"tell", 0, NULL,
         "says on standard output what the window shows, a JSON line at each change", OPTION_FLAG,
         &config.tells},
        {"first-frame", 0, NULL, "says when the first frame was shown, and closes", OPTION_FLAG,
         &config.is_first_frame_all},
    };
    static const struct option_rule rules[] = {{.name = "demo", .excludes = "bench"}};
    const struct option_table table = {
        .usage = "limen window [options]",
        .about =
            "Opens the window on a study and a bench; `limen` alone does the same without options. "
            "An examiner finds\n"
            "the participant, looks at the bench, runs the session and sees the results there.\n"
            "Study, bench and protocol that are not named are those that were used last.",
        OPTION_ROWS(rows),
        OPTION_RULES(rules),
    };
    struct why why;
    const enum options_result result = options_parse(&table, argc, argv, NULL);
    if (result != OPTIONS_RUN)
        return result;
    config.lasts = (mono_ns)seconds * MONO_SEC;
    enum status status = read_ports(&ports, &config, &why);
    if (status == STATUS_OK)
        status = read_given(&look, &config, &bench, &last, &why);
    return status == STATUS_OK ? window_run(&config) : command_refuse("window", status, why.text);
}
