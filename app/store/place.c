/* Where a study may lie, and who may write it.
 *
 * The writer's lock is flock() on a side file PATH.lock that also tells the holder's process
 * number. A side file, because closing any descriptor of the study itself would drop SQLite's own
 * locks on it. The lock goes away with the last descriptor; a child of a killed writer may hold it
 * for a moment, so a lock whose holder is dead is waited for. The side file is removed under the
 * lock, so whoever gets a lock looks whether the file is still the one at that name.
 *
 * A study has one name, or two writers would have two side files: a symbolic link is followed first,
 * and a file with hard links is not written. */
#include "store_internal.h"

#include "store/reasons.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { ORPHAN_TRIES = 200, ORPHAN_WAIT_MS = 10 };

struct network {
    uint32_t magic; /* statfs(2), linux/magic.h */
    const char *name;
};

static const struct network networks[] = {
    {0x6969, "NFS"},      {0x517b, "SMB"},        {0xfe534d42, "SMB2"}, {0xff534d42, "CIFS"},
    {0x5346414f, "AFS"},  {0x73757245, "Coda"},   {0x01021997, "9P"},   {0x564c, "NCP"},
    {0x00c36400, "Ceph"}, {0x0bd00bd0, "Lustre"}, {0x6b414653, "kAFS"}, {0x7461636f, "OCFS2"},
    {0x01161970, "GFS2"},
};

static void folder_of(const char *path, char out[PATH_MAX])
{
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    snprintf(out, PATH_MAX, "%s", dirname(copy));
}

/* FUSE carries local disks and network ones; the mount table tells which (proc(5), mountinfo). */
static bool fuse_is_network(const char *folder)
{
    struct stat st;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    if (!mounts || stat(folder, &st) != 0) {
        if (mounts)
            fclose(mounts);
        return false;
    }
    char line[4096];
    bool network = false;
    while (!network && fgets(line, sizeof line, mounts)) {
        unsigned major, minor;
        const char *type = strstr(line, " - ");
        if (!type || sscanf(line, "%*d %*d %u:%u", &major, &minor) != 2)
            continue;
        const bool here = st.st_dev == (((dev_t)major << 8 & 0xfff00) | (minor & 0xff));
        network = here && (strstr(type, "fuse.sshfs") || strstr(type, "fuse.rclone") ||
                           strstr(type, "fuse.davfs") || strstr(type, "fuse.gluster"));
    }
    fclose(mounts);
    return network;
}

static const char *network_name(const char *folder)
{
    struct statfs fs;
    if (statfs(folder, &fs) != 0)
        return NULL;
    for (size_t i = 0; i < sizeof networks / sizeof networks[0]; i++)
        if ((uint32_t)fs.f_type == networks[i].magic)
            return networks[i].name;
    return (uint32_t)fs.f_type == 0x65735546 && fuse_is_network(folder) ? "network" : NULL;
}

static enum status folder_check(const char *folder, enum study_mode mode, struct why *why)
{
    struct stat st;
    if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
        return reason_set(why, REASON_folder_absent, folder, NULL);
    const char *network = network_name(folder);
    if (network)
        return reason_set(why, REASON_folder_network, folder, network, NULL);
    if (access(folder, X_OK) != 0)
        return reason_set(why, REASON_folder_closed, folder, NULL);
    if (mode != STUDY_READ && access(folder, W_OK) != 0)
        return reason_set(why, REASON_folder_unwritable, folder, strerror(errno), NULL);
    return STATUS_OK;
}

enum status place_follow(char **path, struct why *why)
{
    struct stat st;
    if (lstat(*path, &st) != 0 || !S_ISLNK(st.st_mode))
        return STATUS_OK;
    char *const target = realpath(*path, NULL);
    if (!target)
        return reason_set(why, REASON_study_link_lost, *path, strerror(errno), NULL);
    free(*path);
    *path = target;
    return STATUS_OK;
}

static enum status refuse_names(const char *path, const struct stat *st, struct why *why)
{
    char names[REASON_NUMBER_SIZE];
    reason_integer(names, (int64_t)st->st_nlink);
    return reason_set(why, REASON_study_hard_links, path, names, NULL);
}

enum status place_check(const char *path, enum study_mode mode, bool *exists, struct why *why)
{
    char folder[PATH_MAX];
    struct stat st;
    *exists = false;
    if (!path[0] || strlen(path) + sizeof ".lock" > PATH_MAX)
        return reason_set(why, REASON_study_name_bad, NULL);
    folder_of(path, folder);
    const enum status status = folder_check(folder, mode, why);
    if (status != STATUS_OK)
        return status;
    *exists = stat(path, &st) == 0;
    if (!*exists && mode != STUDY_CREATE)
        return reason_set(why, REASON_study_absent, path, NULL);
    if (*exists && !S_ISREG(st.st_mode))
        return reason_set(why, REASON_study_no_file, path, NULL);
    if (*exists && access(path, R_OK) != 0)
        return reason_set(why, REASON_study_unreadable, path, NULL);
    if (*exists && mode != STUDY_READ && access(path, W_OK) != 0)
        return reason_set(why, REASON_study_unwritable, path, strerror(errno), NULL);
    if (*exists && mode != STUDY_READ && st.st_nlink > 1)
        return refuse_names(path, &st, why);
    return STATUS_OK;
}

static void lock_name(const char *path, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s.lock", path);
}

static long holder_of(int lock)
{
    char text[24] = {0};
    const ssize_t n = pread(lock, text, sizeof text - 1, 0);
    return n > 0 ? strtol(text, NULL, 10) : 0;
}

static bool is_dead(long pid)
{
    return pid > 0 && kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

static bool is_same_file(const char *name, int fd)
{
    struct stat at_name, at_fd;
    return stat(name, &at_name) == 0 && fstat(fd, &at_fd) == 0 && at_name.st_dev == at_fd.st_dev &&
           at_name.st_ino == at_fd.st_ino;
}

static enum status lock_refused(const char *path, long pid, struct why *why)
{
    char process[24];
    if (pid <= 0)
        return reason_set(why, REASON_study_locked, path, NULL);
    snprintf(process, sizeof process, "%ld", pid);
    return reason_set(why, REASON_study_locked_by, path, process, NULL);
}

static enum status lock_cannot(const char *name, struct why *why)
{
    const bool full = errno == ENOSPC || errno == EDQUOT;
    const bool closed = errno == EROFS || errno == EACCES || errno == EPERM;
    return why_set(why,
                   full     ? STATUS_DISK_FULL
                   : closed ? STATUS_READ_ONLY
                            : STATUS_IO,
                   "The file %s cannot be made (%s): check the folder and the free space; nothing "
                   "was changed.",
                   name, strerror(errno));
}

/* STATUS_BUSY: somebody else has it. */
static enum status lock_try(const char *name, int *lock, long *pid, struct why *why)
{
    const int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return lock_cannot(name, why);
    const bool taken = flock(fd, LOCK_EX | LOCK_NB) != 0;
    if (taken || !is_same_file(name, fd)) {
        *pid = taken ? holder_of(fd) : 0;
        close(fd);
        return STATUS_BUSY;
    }
    *lock = fd;
    return STATUS_OK;
}

enum status place_lock(const char *path, int *lock, struct why *why)
{
    char name[PATH_MAX], text[24];
    lock_name(path, name);
    long pid = 0;
    enum status status = STATUS_BUSY;
    for (int i = 0; i < ORPHAN_TRIES && status == STATUS_BUSY; i++) {
        status = lock_try(name, lock, &pid, why);
        if (status == STATUS_BUSY && pid > 0 && !is_dead(pid))
            break;
        if (status == STATUS_BUSY)
            nanosleep(&(struct timespec){.tv_nsec = ORPHAN_WAIT_MS * 1000000L}, NULL);
    }
    if (status == STATUS_BUSY)
        return lock_refused(path, pid, why);
    if (status != STATUS_OK)
        return status;
    const int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(*lock, 0) != 0 || pwrite(*lock, text, (size_t)n, 0) != n) {
        status = lock_cannot(name, why);
        place_unlock(path, *lock);
        *lock = -1;
    }
    return status;
}

long place_writer(const char *path)
{
    char name[PATH_MAX];
    lock_name(path, name);
    const int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    const bool is_held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    const long pid = is_held ? holder_of(fd) : 0;
    close(fd);
    return is_held && pid <= 0 ? -1 : pid;
}

void place_unlock(const char *path, int lock)
{
    char name[PATH_MAX];
    lock_name(path, name);
    unlink(name);
    close(lock);
}

/* The name of a new file is on the disk only when its folder is. */
void place_sync_folder(const char *path)
{
    char folder[PATH_MAX];
    folder_of(path, folder);
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

bool place_is_writable(const char *path)
{
    char folder[PATH_MAX];
    folder_of(path, folder);
    return access(path, W_OK) == 0 && access(folder, W_OK) == 0;
}

int64_t place_size(const char *path, const char *suffix)
{
    char name[PATH_MAX];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, suffix);
    return stat(name, &st) == 0 ? (int64_t)st.st_size : -1;
}
