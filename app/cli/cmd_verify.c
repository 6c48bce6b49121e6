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
        return result == OPTIONS_HELP ? 0 : 2;
    if (!path && operands.n == 1)
        path = operands.values[0];
    if (!path) {
        fputs("limen: verify: name the study with --study FILE\n", stderr);
        return 2;
    }
    enum status status = study_open(path, STUDY_READ, &study, &why);
    if (status != STATUS_OK)
        return command_fail("verify", status, why.text);
    status = study_verify(study, print_finding, NULL, &verdict, &why);
    study_close(study);
    if (status != STATUS_OK)
        return command_fail("verify", status, why.text);
    fprintf(stderr,
            "limen: verify: as it was written: %" PRId64 " sessions, %" PRId64 " entries (%" PRId64
            " erased), %" PRId64 " trials, %" PRId64 " samples\n",
            verdict.sessions, verdict.entries, verdict.erased, verdict.trials, verdict.samples);
    return 0;
}
