/* limen export: a study as tables that open everywhere. */
#include "cli/command.h"
#include "cli/export_study.h"
#include "cli/options.h"

#include <string.h>

static enum status open_study(const char *path, struct study **study, bool *is_read_only,
                              struct why *why)
{
    const enum status status = study_open(path, STUDY_WRITE, study, why);
    *is_read_only = export_is_refused_to_writers(status);
    return *is_read_only ? command_open_study(path, STUDY_READ, study, why) : status;
}

static void tell(const struct export_done *done, const char *folder)
{
    if (done->is_silent)
        fputs("limen: export: the study cannot be written now, so its journal does not mention "
              "this export\n",
              stderr);
    if (done->remark[0])
        fprintf(stderr, "limen: export: %s\n", done->remark);
    fprintf(stderr, "limen: export: %zu tables in %s, %zu %s\n", done->tables, folder,
            done->attempts, command_plural((int64_t)done->attempts, "attempt", "attempts"));
}

static enum status export_to(const char *path, const char *folder, struct why *why)
{
    struct study *study = NULL;
    struct export_done done;
    bool is_read_only;
    enum status status = open_study(path, &study, &is_read_only, why);
    if (status == STATUS_OK && is_read_only)
        command_tell_writer("export", study);
    if (status == STATUS_OK)
        status = export_study(study, is_read_only, folder, &done, why);
    if (status == STATUS_OK)
        tell(&done, folder);
    study_close(study);
    return status;
}

int command_export(int argc, char **argv)
{
    const char *path = NULL, *to = "tsv";
    const struct option_row rows[] = {
        {"study", 0, "FILE", "the study", OPTION_TEXT, &path},
        {"to", 0, "FORMAT", "tsv", OPTION_TEXT, &to},
    };
    const struct option_table table = {
        .usage = "limen export --study FILE --to tsv DIR",
        .about =
            "Writes trials.tsv, indices.tsv, samples.tsv, events.tsv and codebook.tsv into the\n"
            "folder DIR (made when it is not there). Nothing is overwritten.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .operands_min = 1,
        .operands_max = 1,
    };
    struct operands operands;
    struct why why = {0};
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result;
    if (!path || strcmp(to, "tsv") != 0) {
        fputs(path ? "limen: export: this version writes tsv only\n"
                   : "limen: export: name the study with --study FILE\n",
              stderr);
        return 2;
    }
    const enum status status = export_to(path, operands.values[0], &why);
    return status == STATUS_OK ? 0 : command_refuse("export", status, why.text);
}
