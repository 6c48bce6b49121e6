#include "cli/export_study.h"

#include "base/clock.h"
#include "cli/export_events.h"
#include "export/index_table.h"
#include "export/reasons.h"
#include "export/sample_table.h"
#include "export/table_folder.h"
#include "script/message.h"

#include <math.h>
#include <string.h>

struct export
{
    struct study *study;
    bool is_read_only;        /* its journal cannot be written now */
    char remark[ROWS_REMARK]; /* on the whole study */
    struct table_folder folder;
    struct trial_table trials;
    enum status status;
    struct session_key key; /* of the session whose samples are being written */
    const struct export_watch *watch;
    size_t n_done, n_sessions;
    struct why *why;
};

static enum status write_trials(struct export *export)
{
    trial_table_write_header(export->folder.out);
    for (size_t i = 0; i < export->trials.n; i++)
        trial_table_write_row(export->folder.out, &export->trials.rows[i]);
    return STATUS_OK;
}

static enum status write_indices(struct export *export)
{
    const struct index_options how = {0};
    index_table_write_header(export->folder.out);
    return index_score(export->trials.rows, export->trials.n, &how, index_table_write_row,
                       export->folder.out);
}

static enum status write_codebook(struct export *export)
{
    codebook_write(export->folder.out, export->remark);
    return STATUS_OK;
}

/* ---- events and samples -------------------------------------------------------------------------
 */

/* False: it was given up, and `status` says so. */
static bool goes_on(void *context)
{
    struct export *export = context;
    const struct export_watch *watch = export->watch;
    if (watch->step && !watch->step(watch->context, export->n_done, export->n_sessions))
        export->status = reason_set(export->why, REASON_export_given_up, NULL);
    return export->status == STATUS_OK;
}

static enum status write_events(struct export *export)
{
    const enum status status =
        export_events(export->study, export->folder.out, goes_on, export, export->why);
    return export->status == STATUS_OK ? status : export->status;
}

struct block_out {
    struct export *export;
    const struct study_block *block;
    struct message streams; /* borrowed from the block's header */
    int64_t t0;
    bool has_t0;
};

static const char *text_of(const struct message *stream, const char *key)
{
    const char *text = message_string(stream, key);
    return text ? text : "";
}

static bool write_sample(void *context, const struct sample *sample)
{
    const struct block_out *to = context;
    const struct sample_block *block = &to->block->block;
    const struct message stream = message_at(&to->streams, sample->stream);
    const struct sample_row row = {
        .session = to->export->key.session,
        .block = block->block,
        .attempt = block->attempt,
        .part = block->part,
        .stream = sample->stream,
        .instrument = text_of(&stream, "instrument"),
        .channel = text_of(&stream, "channel"),
        .unit = text_of(&stream, "unit"),
        .seq = sample->seq,
        .t_ns = sample->t,
        .t_s = to->has_t0 ? mono_to_sec(sample->t - to->t0) : (double)NAN,
        .value = sample->value,
    };
    sample_table_write_row(to->export->folder.out, &row);
    return !ferror(to->export->folder.out);
}

static bool write_block(void *context, const struct study_block *block)
{
    struct export *export = context;
    struct block_out to = {.export = export, .block = block};
    struct message header;
    if (!goes_on(export))
        return false;
    if (block->is_erased)
        return true;
    export->status = message_parse(&header, block->header, strlen(block->header), export->why);
    if (export->status != STATUS_OK)
        return false;
    to.streams = message_get(&header, "streams");
    to.has_t0 = message_integer(&header, "t0", &to.t0);
    export->status = study_samples_read(export->study, &export->key, &block->block, write_sample,
                                        &to, export->why);
    message_fini(&header);
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
    export->n_done++;
    return goes_on(export);
}

static bool count_session(void *context, const struct study_session *session)
{
    struct export *export = context;
    (void)session;
    export->n_sessions++;
    return true;
}

static enum status write_samples(struct export *export)
{
    sample_table_write_header(export->folder.out);
    enum status status = study_sessions(export->study, NULL, count_session, export, export->why);
    if (status == STATUS_OK)
        status = study_sessions(export->study, NULL, write_session, export, export->why);
    return export->status == STATUS_OK ? status : export->status;
}

/* ---- the journal's word of it -------------------------------------------------------------------
 */

enum status export_note(struct study *study, const struct study_session *session, struct why *why)
{
    static const char payload[] = "{\"to\":\"tsv\"}";
    const struct entry entry = {.kind = "export",
                                .utc = utc_now(),
                                .mono = mono_now(),
                                .payload = payload,
                                .payload_size = sizeof payload - 1};
    return session->is_erased ? STATUS_OK : study_append(study, &session->key, &entry, 1, why);
}

static bool note_session(void *context, const struct study_session *session)
{
    struct export *export = context;
    export->status = export_note(export->study, session, export->why);
    return export->status == STATUS_OK;
}

/* The world keeps the study from being written, not from being read. */
bool export_is_refused_to_writers(enum status status)
{
    return status == STATUS_LOCKED || status == STATUS_READ_ONLY || status == STATUS_PERMISSION ||
           status == STATUS_DISK_FULL || status == STATUS_IO;
}

static enum status note(struct export *export)
{
    if (export->watch->note)
        return export->watch->note(export->watch->context, export->why);
    if (export->is_read_only)
        return STATUS_OK;
    enum status status = study_sessions(export->study, NULL, note_session, export, export->why);
    if (status == STATUS_OK)
        status = export->status;
    export->is_read_only = export_is_refused_to_writers(status);
    return export->is_read_only ? STATUS_OK : status;
}

static enum status write_all(struct export *export)
{
    static const struct {
        const char *name;
        enum status (*write)(struct export *export);
    } tables[] = {
        {"trials.tsv", write_trials},     {"indices.tsv", write_indices},
        {"samples.tsv", write_samples},   {"events.tsv", write_events},
        {"codebook.tsv", write_codebook},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && status == STATUS_OK; i++) {
        status = table_folder_begin(&export->folder, tables[i].name, export->why);
        if (status != STATUS_OK)
            return status;
        status = tables[i].write(export);
        /* a table that could not be written is the reason, whatever its writer made of it */
        if (status == STATUS_OK || ferror(export->folder.out))
            status = table_folder_end(&export->folder, export->why);
    }
    return status;
}

/* The journal is told when the tables are whole and before anybody can see them. */
static enum status write_folder(struct export *export, const char *folder, struct why *why)
{
    enum status status = table_folder_open(&export->folder, folder, why);
    if (status == STATUS_OK)
        status = write_all(export);
    if (status == STATUS_OK)
        status = note(export);
    if (status == STATUS_OK)
        status = table_folder_publish(&export->folder, why);
    table_folder_close(&export->folder);
    return status;
}

static enum status run(struct export *export, const char *folder, struct export_done *done)
{
    enum status status = rows_load(export->study, NULL, &export->trials, export->why);
    if (status == STATUS_OK)
        status = rows_remark(export->study, export->remark, sizeof export->remark, export->why);
    if (status == STATUS_OK)
        status = write_folder(export, folder, export->why);
    *done = (struct export_done){.tables = export->folder.n,
                                 .attempts = export->trials.n,
                                 .is_silent = export->is_read_only};
    memcpy(done->remark, export->remark, sizeof done->remark);
    trial_table_fini(&export->trials);
    return status;
}

enum status export_study(struct study *study, bool is_read_only, const char *folder,
                         struct export_done *done, struct why *why)
{
    static const struct export_watch nobody;
    struct export export = {
        .study = study, .is_read_only = is_read_only, .why = why, .watch = &nobody};
    return run(&export, folder, done);
}

enum status export_watched(struct study *study, const struct export_watch *watch,
                           const char *folder, struct export_done *done, struct why *why)
{
    struct export export = {.study = study, .why = why, .watch = watch};
    return run(&export, folder, done);
}
