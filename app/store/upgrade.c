/* A study of an older version becomes one of this version when it is opened for writing.
 *
 * What it was stays beside it, as PATH.v1, with the rights of the study and on the disk before
 * anything is changed; the upgrade itself is one transaction, so after a power cut the study is of
 * the one version or of the other. */
#include "store_internal.h"

#include "store/reasons.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_TRIED = 99 };

/* An empty file under a name that was free: PATH.v1, else PATH.v1-2 and so on; -1: none. */
static int make_empty(const struct study *study, char name[PATH_MAX])
{
    struct stat st;
    int fd = -1;
    if (stat(study->path, &st) != 0)
        return -1;
    for (int i = 1; i <= NAMES_TRIED && fd < 0; i++) {
        int n = snprintf(name, PATH_MAX, "%s.v%d", study->path, study->version);
        if (i > 1 && n < PATH_MAX)
            n += snprintf(name + n, (size_t)(PATH_MAX - n), "-%d", i);
        if (n >= PATH_MAX)
            return -1;
        fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, st.st_mode & 0777);
        if (fd < 0 && errno != EEXIST)
            return -1;
    }
    return fd;
}

static enum status cannot_keep(const struct study *study, struct why *why)
{
    const bool is_full = errno == ENOSPC || errno == EDQUOT;
    const enum status status =
        reason_set(why, REASON_study_older, study->path, strerror(errno), NULL);
    return is_full ? STATUS_DISK_FULL : status;
}

static enum status fill_copy(struct study *study, const char *name, struct why *why)
{
    sqlite3_stmt *copy;
    const enum status status = sql_prepare(study, "VACUUM main INTO ?1", &copy, why);
    if (status != STATUS_OK)
        return status;
    sqlite3_bind_text(copy, 1, name, -1, SQLITE_STATIC);
    return sql_finish(study, copy, sqlite3_step(copy), why);
}

static enum status keep_copy(struct study *study, struct why *why)
{
    char name[PATH_MAX];
    const int fd = make_empty(study, name);
    if (fd < 0)
        return cannot_keep(study, why);
    enum status status = fill_copy(study, name, why);
    if (status == STATUS_OK && fsync(fd) != 0)
        status = cannot_keep(study, why);
    close(fd);
    if (status == STATUS_OK)
        place_sync_folder(study->path);
    else
        unlink(name);
    return status;
}

enum status upgrade_file(struct study *study, struct why *why)
{
    enum status status = keep_copy(study, why);
    if (status == STATUS_OK)
        status = schema_upgrade(study, why);
    if (status == STATUS_OK)
        study->version = SCHEMA_VERSION;
    return status;
}
