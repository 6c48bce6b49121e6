/* limen: finds the subcommand. */
#include "cli/command.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct row {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
#define COMMAND_ROW(name, summary) {#name, summary, command_##name},
    COMMAND_LIST(COMMAND_ROW)
#undef COMMAND_ROW
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void help(FILE *out)
{
    fputs("Limen measures pain sensitivity: quantitative sensory testing at the bench.\n\n"
          "Usage: limen COMMAND [options]\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n`limen COMMAND --help` says more. Results go to standard output, messages to standard\n"
        "error. Exit codes: 0 done, 1 the input is wrong, 2 wrong usage, 3 an instrument failed,\n"
        "4 stopped by a person or a limit, 5 the study file was refused.\n",
        out);
}

int main(int argc, char **argv)
{
    setlocale(LC_NUMERIC, "C");
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("limen " LIMEN_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "limen: there is no command `%s`; `limen --help` lists those there are\n",
            argv[1]);
    return 2;
}
