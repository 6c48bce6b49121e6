/* limen: finds the subcommand, and sees to it that what it printed arrives. */
#include "cli/command.h"

#include "export/tsv.h"
#include "shell/command_demo.h"
#include "shell/command_measure.h"
#include "shell/command_window.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct row {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"demo", "the window without an instrument: everything simulated", command_demo},
    {"window", "the window, on a study and a bench", command_window},
#define COMMAND_ROW(name, summary) {#name, summary, command_##name},
    COMMAND_LIST(COMMAND_ROW)
#undef COMMAND_ROW
        {"measure", "benchmarks: stop delay, keeper, ingest, virtual time, memory, window",
         command_measure},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void help(FILE *out)
{
    fputs("Limen measures pain sensitivity: quantitative sensory testing at the bench.\n\n"
          "Usage: limen                    the window\n"
          "       limen COMMAND [options]\n\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-12s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n`limen help COMMAND` says more. Results go to standard output, messages to standard\n"
        "error. Exit codes: 0 done, 1 the input is wrong, 2 wrong usage, 3 an instrument failed,\n"
        "4 stopped by a person or a limit, 5 the study file was refused.\n",
        out);
}

static const struct row *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static int refuse(const char *name)
{
    fprintf(stderr, "limen: there is no command `%s`; `limen --help` lists those there are\n",
            name);
    return 2;
}

static int refuse_more(const char *first, const char *more)
{
    fprintf(stderr, "limen: nothing belongs after `%s`, but `%s` stands there\n", first, more);
    return 2;
}

/* limen help [COMMAND] */
static int help_with(int argc, char **argv)
{
    if (argc < 2) {
        help(stdout);
        return 0;
    }
    const struct row *row = find(argv[1]);
    char word[] = "--help", *words[] = {argv[1], word, NULL};
    if (!row)
        return refuse(argv[1]);
    return argc > 2 ? refuse_more(argv[1], argv[2]) : row->run(2, words);
}

static int run_command(int argc, char **argv)
{
    const char *name = argv[1];
    const bool is_help = strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0;
    if (strcmp(name, "help") == 0)
        return help_with(argc - 1, argv + 1);
    if (is_help || strcmp(name, "--version") == 0) {
        if (argc > 2)
            return refuse_more(name, argv[2]);
        if (is_help)
            help(stdout);
        else
            puts("limen " LIMEN_VERSION);
        return 0;
    }
    const struct row *row = find(name);
    return row ? row->run(argc - 1, argv + 1) : refuse(name);
}

/* A port or a study that is opened must not get the number of a closed standard output, or messages
 * would be written into it. What is opened here can do nothing, so that using it fails as before. */
static bool hold_standard_files(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

/* Tables that did not arrive are not done, however well the rest went. */
static int finish(int code)
{
    struct why why;
    if (tsv_finish(stdout, &why) == STATUS_OK)
        return code;
    fprintf(stderr, "limen: %s\n", why.text);
    return 1;
}

int main(int argc, char **argv)
{
    setlocale(LC_NUMERIC, "C");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is told as a disk that is full */
    if (!hold_standard_files())
        return 1;
    char window[] = "window", *alone[] = {window, NULL};
    return finish(argc < 2 ? command_window(1, alone) : run_command(argc, argv));
}
