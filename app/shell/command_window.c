#include "shell/command_window.h"

#include "cli/command.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "link/port.h"
#include "script/bench_file.h"
#include "session/sim_bench.h"
#include "shell/window.h"

#include <stdlib.h>
#include <string.h>

struct given {
    const char *bench, *theme, *language, *scale;
    uint64_t seconds;
    struct option_list ports;
};

static enum language find_language(const char *word)
{
    const char *value = word ? word : getenv("LANG");
    return value && strncmp(value, "de", 2) == 0 ? LANGUAGE_DE : LANGUAGE_EN;
}

static enum status read_given(const struct given *given, struct window_config *config,
                              struct bench_spec *bench, struct why *why)
{
    config->language = find_language(given->language);
    config->lasts = (mono_ns)given->seconds * MONO_SEC;
    if (given->theme && strcmp(given->theme, "light") != 0 && strcmp(given->theme, "dark") != 0)
        return why_set(why, STATUS_USAGE, "--theme takes dark or light, not `%s`", given->theme);
    config->theme = given->theme && given->theme[0] == 'l' ? THEME_LIGHT : THEME_DARK;
    if (given->scale) {
        char *end;
        config->scale = strtod(given->scale, &end);
        if (*end || !(config->scale >= 0.5 && config->scale <= 4))
            return why_set(why, STATUS_USAGE, "--scale takes a number from 0.5 to 4, not `%s`",
                           given->scale);
    }
    config->ports = given->ports.values;
    config->n_ports = given->ports.n;
    enum status status = STATUS_OK;
    struct port_name name;
    for (size_t i = 0; i < given->ports.n && status == STATUS_OK; i++)
        status = port_parse(given->ports.values[i], &name, why);
    if (status != STATUS_OK || !given->bench)
        return status;
    config->bench = bench;
    config->bench_path = given->bench;
    return bench_file_load(given->bench, bench, why);
}

int command_window(int argc, char **argv)
{
    struct window_config config = {.seed = 1};
    struct given given = {0};
    struct bench_spec bench;
    bool is_demo = false;
    const struct option_row rows[] = {
        {"study", 0, "FILE", "open this study, or make it", OPTION_TEXT, &config.study},
        {"bench", 0, "FILE", "the bench file", OPTION_TEXT, &given.bench},
        {"port", 0, "PORT",
         "instruments are looked for here, too (tcp:HOST:PORT, pty:PATH), several times if you "
         "like",
         OPTION_LIST, &given.ports},
        {"protocol", 0, "NAME", "a shipped protocol, or a file", OPTION_TEXT, &config.protocol},
        {"participant", 0, "ID", "pick this participant", OPTION_TEXT, &config.participant},
        {"operator", 0, "NAME", "who examines", OPTION_TEXT, &config.operator_name},
        {"demo", 0, NULL, "simulated instruments and a virtual participant", OPTION_FLAG, &is_demo},
        {"theme", 0, "THEME", "dark or light", OPTION_TEXT, &given.theme},
        {"language", 0, "LANG", "en or de", OPTION_TEXT, &given.language},
        {"scale", 0, "N", "how large: 1, 1.25, 1.5, 2", OPTION_TEXT, &given.scale},
        {"for", 0, "SECONDS", "closes by itself after so long", OPTION_COUNT, &given.seconds},
        {"tell", 0, NULL,
         "says on standard output what the window shows, a JSON line at each change", OPTION_FLAG,
         &config.tells},
        {"first-frame", 0, NULL, "says when the first frame was shown, and closes", OPTION_FLAG,
         &config.is_first_frame_all},
    };
    const struct option_table table = {
        .usage = "limen window [options]",
        .about =
            "Opens the window on a study and a bench. It is being built: sessions of pressure pain "
            "thresholds run in it;\n"
            "export is not connected yet.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
    };
    struct operands operands;
    struct why why;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_HELP ? 0 : 2;
    const enum status status = read_given(&given, &config, &bench, &why);
    if (status != STATUS_OK)
        return command_refuse("window", status, why.text);
    if (is_demo) {
        bench = sim_bench();
        config.bench = &bench;
        config.bench_path = NULL;
        config.is_demo = true;
        config.protocol = config.protocol ? config.protocol : "ppt-demo";
        config.participant = config.participant ? config.participant : "DEMO";
    }
    return window_run(&config);
}
