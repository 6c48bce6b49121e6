#include "export/table_folder.h"

#include "export/reasons.h"
#include "export/tsv.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE = 80 };

/* Hidden, and no other program's. */
static void draft_name(const char *name, char out[NAME_SIZE])
{
    snprintf(out, NAME_SIZE, ".%.40s.%ld.part", name, (long)getpid());
}

static enum status refuse_taken(const struct table_folder *folder, const char *name,
                                struct why *why)
{
    return reason_set(why, REASON_export_taken, folder->path, name, NULL);
}

static enum status refuse_write(const struct table_folder *folder, const char *name,
                                struct why *why)
{
    return reason_set(why, REASON_export_unwritable, folder->path, name, strerror(errno), NULL);
}

enum status table_folder_open(struct table_folder *folder, const char *path, struct why *why)
{
    *folder = (struct table_folder){.path = path, .fd = -1};
    if (!path[0])
        return reason_set(why, REASON_export_no_name, NULL);
    folder->is_made = mkdir(path, 0777) == 0;
    if (!folder->is_made && errno != EEXIST)
        return reason_set(why, REASON_export_no_folder, path, strerror(errno), NULL);
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd >= 0)
        return STATUS_OK;
    return reason_set(why, REASON_export_not_folder, path, strerror(errno), NULL);
}

enum status table_folder_begin(struct table_folder *folder, const char *name, struct why *why)
{
    char draft[NAME_SIZE];
    struct stat found;
    assert(!folder->out && folder->n < TABLES_MAX);
    if (fstatat(folder->fd, name, &found, AT_SYMLINK_NOFOLLOW) == 0)
        return refuse_taken(folder, name, why);
    draft_name(name, draft);
    unlinkat(folder->fd, draft, 0); /* left by a killed program that had our number */
    const int fd = openat(folder->fd, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return refuse_write(folder, name, why);
    folder->names[folder->n++] = name;
    folder->out = fdopen(fd, "w");
    if (folder->out)
        return STATUS_OK;
    close(fd);
    return reason_set(why, REASON_export_no_memory_table, NULL);
}

enum status table_folder_end(struct table_folder *folder, struct why *why)
{
    FILE *out = folder->out;
    enum status status = tsv_finish(out, why) == STATUS_OK ? STATUS_OK : STATUS_IO;
    if (status == STATUS_OK && fsync(fileno(out)) != 0)
        status = refuse_write(folder, folder->names[folder->n - 1], why);
    folder->out = NULL;
    if (fclose(out) != 0 && status == STATUS_OK)
        status = refuse_write(folder, folder->names[folder->n - 1], why);
    return status;
}

/* Not every file system can refuse to replace; there we look first. */
static int rename_new(int folder, const char *from, const char *to)
{
    struct stat found;
    if (renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    if (fstatat(folder, to, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return renameat(folder, from, folder, to);
    errno = EEXIST;
    return -1;
}

enum status table_folder_publish(struct table_folder *folder, struct why *why)
{
    char draft[NAME_SIZE];
    while (folder->n_renamed < folder->n) {
        const char *name = folder->names[folder->n_renamed];
        draft_name(name, draft);
        if (rename_new(folder->fd, draft, name) != 0)
            return errno == EEXIST ? refuse_taken(folder, name, why)
                                   : refuse_write(folder, name, why);
        folder->n_renamed++;
    }
    if (fsync(folder->fd) != 0 && errno != EINVAL) /* EINVAL: no folder of this disk can be */
        return refuse_write(folder, "", why);
    folder->is_published = true;
    return STATUS_OK;
}

static void discard(struct table_folder *folder)
{
    char draft[NAME_SIZE];
    for (size_t i = 0; i < folder->n; i++) {
        draft_name(folder->names[i], draft);
        unlinkat(folder->fd, i < folder->n_renamed ? folder->names[i] : draft, 0);
    }
    if (folder->is_made)
        rmdir(folder->path);
}

void table_folder_close(struct table_folder *folder)
{
    if (folder->out)
        fclose(folder->out);
    folder->out = NULL;
    if (!folder->is_published)
        discard(folder);
    if (folder->fd >= 0)
        close(folder->fd);
    folder->fd = -1;
}
