/* limen verify: is a study what it was when it was written? */
#include "cli/command.h"
#include "cli/options.h"

#include "store/verify.h"

#include <inttypes.h>

static void print_finding(void *context, enum finding finding, const char *sentence)
{
    (void)context;
    printf("%s\t%s\n", finding == FINDING_DAMAGE ? "damage" : "note", sentence);
}

/* What only a note outside of the file can prove: that it is no older copy, and not made anew. */
static void print_tally(const struct study_verdict *verdict)
{
    fputs("limen: verify: its tally, to note down elsewhere: ", stderr);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        fprintf(stderr, "%02x", verdict->tally[i]);
    fputs("\n", stderr);
}

int command_verify(int argc, char **argv)
{
    const char *path = NULL;
    const struct option_row rows[] = {
        {"study", 0, "FILE", "the study to check", OPTION_TEXT, &path},
    };
    const struct option_table table = {
        .usage = "limen verify --study FILE",
        .about = "Reads the whole study and checks the file, the hash chain of every session, "
                 "every payload, every\n"
                 "sample and every derived table. Findings go to standard output, one a line.",
        .rows = rows,
        .n_rows = 1,
        .operands_max = 1,
    };
    struct operands operands;
    struct study *study;
    struct study_verdict verdict;
    struct why why;
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    if ((path != NULL) == (operands.n == 1)) {
        fputs(path ? "limen: verify: name one study, with --study FILE or as the only word\n"
                   : "limen: verify: name the study with --study FILE\n",
              stderr);
        return 2;
    }
    if (!path)
        path = operands.values[0];
    enum status status = command_open_study(path, STUDY_READ, &study, &why);
    if (status != STATUS_OK)
        return command_refuse("verify", status, why.text);
    command_tell_writer("verify", study);
    status = study_verify(study, print_finding, NULL, &verdict, &why);
    study_close(study);
    if (status != STATUS_OK)
        return command_refuse("verify", status, why.text);
    fprintf(stderr,
            "limen: verify: as it was written: %" PRId64 " %s, %" PRId64 " %s (%" PRId64
            " erased), %" PRId64 " %s, %" PRId64 " %s\n",
            verdict.sessions, command_plural(verdict.sessions, "session", "sessions"),
            verdict.entries, command_plural(verdict.entries, "entry", "entries"), verdict.erased,
            verdict.trials, command_plural(verdict.trials, "trial", "trials"), verdict.samples,
            command_plural(verdict.samples, "sample", "samples"));
    print_tally(&verdict);
    return 0;
}
