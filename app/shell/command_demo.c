/* limen demo: what the program does, without an instrument. On a desktop it opens the window; where there is none, or where
 * its output goes somewhere else than a terminal, the session runs in the terminal as it always did. */
#include "shell/command_demo.h"

#include "cli/command.h"
#include "cli/paths.h"
#include "cli/run.h"
#include "session/sim_bench.h"
#include "shell/command_window.h"

#include <stdlib.h>
#include <unistd.h>

struct demo {
    struct run_options run;
    struct window_look look;
    bool is_fast, in_terminal;
};

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

/* Asking the window system itself would start threads, and the terminal's session forks. */
static bool has_screen(void)
{
    return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
}

static bool is_for_the_terminal(const struct demo *demo)
{
    return demo->in_terminal || demo->is_fast || !isatty(STDOUT_FILENO) || !has_screen();
}

static int show_window(const struct demo *demo)
{
    struct bench_spec bench = sim_bench();
    struct window_config config = {.study = demo->run.study,
                                   .protocol = demo->run.protocol,
                                   .participant = demo->run.participant,
                                   .operator_name = demo->run.operator_name,
                                   .bench = &bench,
                                   .seed = demo->run.seed,
                                   .set = demo->run.set,
                                   .is_demo = true};
    struct why why;
    sim_bench_add_thermode(&bench);
    sim_bench_add_cuff(&bench);
    const enum status status = window_look_read(&demo->look, &config, &why);
    return status == STATUS_OK ? window_run(&config) : command_refuse("demo", status, why.text);
}

static int run_in_terminal(struct demo *demo)
{
    if (!demo->in_terminal && !demo->is_fast && isatty(STDOUT_FILENO))
        fputs("limen: demo: there is no screen for the window, so the session runs in this "
              "terminal\n",
              stderr);
    demo->run.headless = true;
    demo->run.real_time = !demo->is_fast;
    return run_session("demo", &demo->run);
}

int command_demo(int argc, char **argv)
{
    struct demo demo = {.run = {.protocol = DEMO_PROTOCOL,
                                .participant = DEMO_PARTICIPANT,
                                .is_anybody = true,
                                .operator_name = "demo",
                                .seed = 1,
                                .sim = true}};
    const struct option_row rows[] = {
        {"terminal", 0, NULL, "in the terminal, by the clock", OPTION_FLAG, &demo.in_terminal},
        {"fast", 0, NULL, "in the terminal, in virtual time: done in a moment", OPTION_FLAG,
         &demo.is_fast},
        {"seed", 0, "N", "another participant (1)", OPTION_NUMBER, &demo.run.seed},
        {"study", 0, "FILE", "keep it in a study (otherwise nothing is kept)", OPTION_TEXT,
         &demo.run.study},
        WINDOW_ROWS(&demo.run.set, &demo.look),
    };
    static const struct option_rule rules[] = {{.name = "terminal", .excludes = "fast"}};
    const struct option_table table = {
        .usage = "limen demo [options]",
        .about =
            "Opens the window with a simulated algometer, thermode and cuff and a virtual "
            "participant: you play the\n"
            "examiner's hand with the mouse or the key H. In a terminal without a screen, with "
            "--terminal or "
            "where the output\n"
            "goes into a file, the session runs by itself, in about a minute and a half, and ends "
            "with the table of\n"
            "indices; Ctrl-C stops it.",
        OPTION_ROWS(rows),
        OPTION_RULES(rules),
    };
    struct why why;
    const enum options_result result = options_parse(&table, argc, argv, NULL);
    if (result != OPTIONS_RUN)
        return result;
    demo.run.language = demo.look.language;
    if (demo.run.study && paths_study(demo.run.study, &why) != STATUS_OK)
        return command_refuse("demo", STATUS_INVALID, why.text);
    return is_for_the_terminal(&demo) ? run_in_terminal(&demo) : show_window(&demo);
}
