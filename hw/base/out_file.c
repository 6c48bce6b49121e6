#include "base/out_file.h"

#include "base/reasons.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum status refuse(const struct out_file *out, struct why *why)
{
    switch (out->error) {
    case ENOSPC:
    case EDQUOT:
        return reason_set(why, REASON_file_no_room, out->path, NULL);
    case EACCES:
    case EPERM:
    case EROFS:
        return reason_set(why, REASON_file_no_right, out->path, NULL);
    case ENOENT:
    case ENOTDIR:
        return reason_set(why, REASON_file_no_folder, out->path, NULL);
    case ENOMEM:
        return reason_set(why, REASON_no_memory, NULL);
    default:
        return reason_set(why, REASON_file_unwritable, out->path, strerror(out->error), NULL);
    }
}

static void note_error(struct out_file *out)
{
    if (!out->error)
        out->error = errno ? errno : EIO;
}

static void drop_names(struct out_file *out)
{
    free(out->path);
    free(out->draft);
    *out = (struct out_file){0};
}

static FILE *open_draft(struct out_file *out)
{
    if (!out->path || asprintf(&out->draft, "%s.%ld.part", out->path, (long)getpid()) < 0) {
        out->draft = NULL;
        errno = ENOMEM;
        return NULL;
    }
    return fopen(out->draft, "wbe");
}

enum status out_file_open(struct out_file *out, const char *path, struct why *why)
{
    *out = (struct out_file){.path = strdup(path)};
    out->file = open_draft(out);
    if (out->file)
        return STATUS_OK;
    note_error(out);
    const enum status status = refuse(out, why);
    drop_names(out);
    return status;
}

void out_file_write(struct out_file *out, const void *data, size_t n)
{
    if (!out->error && fwrite(data, 1, n, out->file) != n)
        note_error(out);
}

bool out_file_flush(struct out_file *out)
{
    if (!out->error && fflush(out->file) != 0)
        note_error(out);
    return !out->error;
}

enum status out_file_end(struct out_file *out, struct why *why)
{
    enum status status = STATUS_OK;
    if (out_file_flush(out) && fsync(fileno(out->file)) != 0)
        note_error(out);
    if (fclose(out->file) != 0)
        note_error(out);
    if (!out->error && rename(out->draft, out->path) != 0)
        note_error(out);
    if (out->error) {
        unlink(out->draft);
        status = refuse(out, why);
    }
    drop_names(out);
    return status;
}

void out_file_drop(struct out_file *out)
{
    fclose(out->file);
    unlink(out->draft);
    drop_names(out);
}
