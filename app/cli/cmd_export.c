/* limen export: a study as tables that open everywhere. */
#include "cli/command.h"
#include "cli/options.h"
#include "cli/rows.h"

#include "base/clock.h"
#include "export/index_table.h"
#include "export/tsv.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

struct export
{
    struct study *study;
    const char *folder;
    struct trial_table trials;
    FILE *out; /* the table being written */
    enum status status;
    struct session_key key; /* of the session whose samples are being written */
    struct why *why;
    size_t files;
};

static enum status open_table(struct export *export, const char *name)
{
    char path[1200];
    snprintf(path, sizeof path, "%.1000s/%s", export->folder, name);
    export->out = fopen(path, "wx");
    if (!export->out)
        return why_set(export->why, errno == EEXIST ? STATUS_INVALID : STATUS_IO,
                       errno == EEXIST ? "%s is there already: choose an empty folder"
                                       : "cannot write %s",
                       path);
    export->files++;
    return STATUS_OK;
}

static enum status close_table(struct export *export)
{
    enum status status = tsv_finish(export->out, export->why);
    if (fclose(export->out) != 0 && status == STATUS_OK)
        status = why_set(export->why, STATUS_IO, "a table cannot be closed: %s", strerror(errno));
    export->out = NULL;
    return status;
}

static enum status write_trials(struct export *export)
{
    trial_table_write_header(export->out);
    for (size_t i = 0; i < export->trials.n; i++)
        trial_table_write_row(export->out, &export->trials.rows[i]);
    return STATUS_OK;
}

static enum status write_indices(struct export *export)
{
    const struct index_options how = {0};
    index_table_write_header(export->out);
    return index_score(export->trials.rows, export->trials.n, &how, index_table_write_row,
                       export->out);
}

static enum status write_codebook(struct export *export)
{
    codebook_write(export->out);
    return STATUS_OK;
}

/* ---- samples ------------------------------------------------------------------------------------
 */

struct block_out {
    struct export *export;
    const struct study_block *block;
};

static bool write_sample(void *context, const struct sample *sample)
{
    const struct block_out *to = context;
    FILE *out = to->export->out;
    fprintf(out, "%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%u\t%" PRIu32 "\t%" PRId64 "\t",
            to->export->key.session, to->block->block.block, to->block->block.attempt,
            sample->stream, sample->seq, sample->t);
    tsv_write_number(out, sample->value);
    tsv_write_line_end(out);
    return !ferror(out);
}

static bool write_block(void *context, const struct study_block *block)
{
    struct export *export = context;
    struct block_out to = {.export = export, .block = block};
    if (block->is_erased)
        return true;
    export->status = study_samples_read(export->study, &export->key, &block->block, write_sample,
                                        &to, export->why);
    return export->status == STATUS_OK;
}

static bool write_session(void *context, const struct study_session *session)
{
    struct export *export = context;
    export->key = session->key;
    const enum status status =
        study_blocks(export->study, &export->key, write_block, export, export->why);
    if (export->status == STATUS_OK)
        export->status = status;
    return export->status == STATUS_OK;
}

static enum status write_samples(struct export *export)
{
    fputs("session\tblock\tattempt\tstream\tseq\tt_ns\tvalue\n", export->out);
    const enum status status =
        study_sessions(export->study, NULL, write_session, export, export->why);
    return export->status == STATUS_OK ? status : export->status;
}

/* ---- the journal's word of it -------------------------------------------------------------------
 */

static bool note_session(void *context, const struct study_session *session)
{
    struct export *export = context;
    static const char payload[] = "{\"to\":\"tsv\"}";
    const struct entry entry = {.kind = "export",
                                .utc = utc_now(),
                                .mono = mono_now(),
                                .payload = payload,
                                .payload_size = sizeof payload - 1};
    if (!session->is_erased)
        export->status = study_append(export->study, &session->key, &entry, 1, export->why);
    return export->status == STATUS_OK;
}

static enum status open_study(const char *path, struct export *export)
{
    enum status status = study_open(path, STUDY_WRITE, &export->study, export->why);
    if (status == STATUS_OK) {
        status = study_sessions(export->study, NULL, note_session, export, export->why);
        return status == STATUS_OK ? export->status : status;
    }
    if (status != STATUS_LOCKED && status != STATUS_READ_ONLY && status != STATUS_PERMISSION)
        return status;
    fputs("limen: export: the study cannot be written now, so its journal does not mention this "
          "export\n",
          stderr);
    return study_open(path, STUDY_READ, &export->study, export->why);
}

static enum status write_all(struct export *export)
{
    static const struct {
        const char *name;
        enum status (*write)(struct export *export);
    } tables[] = {
        {"trials.tsv", write_trials},
        {"indices.tsv", write_indices},
        {"samples.tsv", write_samples},
        {"codebook.tsv", write_codebook},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == STATUS_OK; i++) {
        status = open_table(export, tables[i].name);
        if (status != STATUS_OK)
            break;
        status = tables[i].write(export);
        const enum status closed = close_table(export);
        status = status == STATUS_OK ? closed : status;
    }
    return status;
}

static enum status export_study(const char *path, const char *folder, struct why *why)
{
    struct export export = {.folder = folder, .why = why};
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return why_set(why, STATUS_IO, "cannot make the folder %s: %s", folder, strerror(errno));
    enum status status = open_study(path, &export);
    if (status == STATUS_OK)
        status = rows_load(export.study, NULL, &export.trials, why);
    if (status == STATUS_OK)
        status = write_all(&export);
    if (status == STATUS_OK)
        fprintf(stderr, "limen: export: %zu tables in %s, %zu attempts\n", export.files, folder,
                export.trials.n);
    trial_table_fini(&export.trials);
    study_close(export.study);
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
        .about = "Writes trials.tsv, indices.tsv, samples.tsv and codebook.tsv into the folder DIR "
                 "(made when it is\n"
                 "not there). Nothing is overwritten.",
        .rows = rows,
        .n_rows = sizeof rows / sizeof rows[0],
        .operands_min = 1,
        .operands_max = 1,
    };
    struct operands operands;
    struct why why = {0};
    const enum options_result result = options_parse(&table, argc, argv, &operands);
    if (result != OPTIONS_RUN)
        return result == OPTIONS_HELP ? 0 : 2;
    if (!path || strcmp(to, "tsv") != 0) {
        fputs(path ? "limen: export: this version writes tsv only\n"
                   : "limen: export: name the study with --study FILE\n",
              stderr);
        return 2;
    }
    const enum status status = export_study(path, operands.values[0], &why);
    return status == STATUS_OK ? 0 : command_fail("export", status, why.text);
}
