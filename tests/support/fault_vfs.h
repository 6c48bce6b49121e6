/* A layer under SQLite that breaks on command, over the real files.
 *
 * fail_at: the n-th operation (write, sync, truncate, open, delete) fails; later ones work.
 * is_full: each of them fails as long as it is set; set by any thread.
 * is_held: whoever syncs waits as long as it is set, as on a disk that hangs; set by any thread.
 * power_at: at the n-th sync the power goes and nothing after it works; fault_power_cycle() then puts
 * every file back to what had been synced plus, with `torn`, a random part of what had not.
 *
 * No real sync is made: what is synced is remembered here, in runs that power_at will end. One test at a time; one thread. */
#ifndef LIMEN_TESTS_FAULT_VFS_H
#define LIMEN_TESTS_FAULT_VFS_H

#include "base/rng.h"

#include <fcntl.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAULT_FILES = 16, FAULT_SECTOR = 512 };

struct fault_image {
    char path[128];
    bool is_durable; /* its name survives a power cut */
    unsigned char *bytes;
    size_t size;
};

static struct {
    sqlite3_vfs vfs, *real;
    int fail_at, operations; /* 0: never */
    int fail_code;
    int power_at, syncs;
    bool is_dead;
    _Atomic bool is_full, is_held, is_waiting;
    struct fault_image images[FAULT_FILES];
} fault;

struct fault_file {
    sqlite3_file base;
    char path[128];
    sqlite3_file *real;
};

static inline bool fault_hits(void)
{
    return fault.is_dead || fault.is_full || ++fault.operations == fault.fail_at;
}

static inline struct fault_image *fault_image_of(const char *path)
{
    struct fault_image *free_one = NULL;
    for (size_t i = 0; i < FAULT_FILES; i++) {
        if (!strcmp(fault.images[i].path, path))
            return &fault.images[i];
        if (!fault.images[i].path[0] && !free_one)
            free_one = &fault.images[i];
    }
    if (!free_one)
        abort();
    snprintf(free_one->path, sizeof free_one->path, "%s", path);
    return free_one;
}

static inline unsigned char *fault_load(const char *path, size_t *size)
{
    struct stat st;
    const int fd = open(path, O_RDONLY);
    *size = 0;
    if (fd < 0 || fstat(fd, &st) != 0)
        return NULL;
    unsigned char *bytes = malloc((size_t)st.st_size + 1);
    const ssize_t n = read(fd, bytes, (size_t)st.st_size);
    close(fd);
    *size = n > 0 ? (size_t)n : 0;
    return bytes;
}

static inline int fault_close(sqlite3_file *file)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods ? f->real->pMethods->xClose(f->real) : SQLITE_OK;
}

static inline int fault_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    struct fault_file *f = (struct fault_file *)file;
    return fault.is_dead ? SQLITE_IOERR_READ : f->real->pMethods->xRead(f->real, out, n, at);
}

static inline int fault_write(sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
    struct fault_file *f = (struct fault_file *)file;
    if (fault_hits()) {
        /* a full disk takes the first half */
        if (!fault.is_dead && n > 1)
            f->real->pMethods->xWrite(f->real, data, n / 2, at);
        return fault.fail_code ? fault.fail_code : SQLITE_IOERR_WRITE;
    }
    return f->real->pMethods->xWrite(f->real, data, n, at);
}

static inline int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct fault_file *f = (struct fault_file *)file;
    return fault_hits() ? SQLITE_IOERR_TRUNCATE : f->real->pMethods->xTruncate(f->real, size);
}

static inline void fault_wait(void)
{
    while (fault.is_held) {
        fault.is_waiting = true;
        poll(NULL, 0, 1);
    }
    fault.is_waiting = false;
}

static inline void fault_remember(const char *path)
{
    struct fault_image *image = fault_image_of(path);
    free(image->bytes);
    image->bytes = fault_load(path, &image->size);
    image->is_durable = true;
}

static inline int fault_sync(sqlite3_file *file, int flags)
{
    struct fault_file *f = (struct fault_file *)file;
    (void)flags;
    fault_wait();
    if (fault_hits())
        return SQLITE_IOERR_FSYNC;
    if (++fault.syncs == fault.power_at) {
        fault.is_dead = true;
        return SQLITE_IOERR_FSYNC;
    }
    if (fault.power_at)
        fault_remember(f->path);
    return SQLITE_OK;
}

static inline int fault_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct fault_file *f = (struct fault_file *)file;
    return fault.is_dead ? SQLITE_IOERR_FSTAT : f->real->pMethods->xFileSize(f->real, size);
}

static inline int fault_lock(sqlite3_file *file, int level)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xLock(f->real, level);
}

static inline int fault_unlock(sqlite3_file *file, int level)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xUnlock(f->real, level);
}

static inline int fault_check_lock(sqlite3_file *file, int *out)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xCheckReservedLock(f->real, out);
}

static inline int fault_control(sqlite3_file *file, int op, void *argument)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xFileControl(f->real, op, argument);
}

static inline int fault_sector(sqlite3_file *file)
{
    (void)file;
    return FAULT_SECTOR;
}

static inline int fault_traits(sqlite3_file *file)
{
    (void)file;
    return 0; /* no powersafe overwrite, no atomic append */
}

static inline int fault_shm_map(sqlite3_file *file, int page, int size, int extend,
                                void volatile **out)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xShmMap(f->real, page, size, extend, out);
}

static inline int fault_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xShmLock(f->real, offset, n, flags);
}

static inline void fault_shm_barrier(sqlite3_file *file)
{
    struct fault_file *f = (struct fault_file *)file;
    f->real->pMethods->xShmBarrier(f->real);
}

static inline int fault_shm_unmap(sqlite3_file *file, int remove)
{
    struct fault_file *f = (struct fault_file *)file;
    return f->real->pMethods->xShmUnmap(f->real, remove);
}

static const sqlite3_io_methods fault_methods = {
    2,
    fault_close,
    fault_read,
    fault_write,
    fault_truncate,
    fault_sync,
    fault_size,
    fault_lock,
    fault_unlock,
    fault_check_lock,
    fault_control,
    fault_sector,
    fault_traits,
    fault_shm_map,
    fault_shm_lock,
    fault_shm_barrier,
    fault_shm_unmap,
    NULL,
    NULL,
};

static inline int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                             int *out_flags)
{
    struct fault_file *f = (struct fault_file *)file;
    (void)vfs;
    memset(f, 0, sizeof *f);
    if (fault_hits())
        return SQLITE_CANTOPEN;
    f->real = (sqlite3_file *)(f + 1);
    snprintf(f->path, sizeof f->path, "%s", name ? name : "");
    const int code = fault.real->xOpen(fault.real, name, f->real, flags, out_flags);
    if (f->real->pMethods)
        f->base.pMethods = &fault_methods;
    return code;
}

/* A deleted name comes back after a power cut unless the folder was synced with it. */
static inline int fault_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    (void)vfs;
    if (fault_hits())
        return SQLITE_IOERR_DELETE;
    const int code = fault.real->xDelete(fault.real, name, 0);
    if (code == SQLITE_OK && sync_folder && fault.power_at)
        fault_image_of(name)->is_durable = false;
    return code;
}

static inline int fault_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    return fault.real->xAccess(fault.real, name, flags, out);
}

static inline int fault_full_name(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
    (void)vfs;
    return fault.real->xFullPathname(fault.real, name, n, out);
}

/* From now on every study of this process lies on the breakable layer. */
static inline void fault_install(void)
{
    fault.real = sqlite3_vfs_find(NULL);
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
    fault.vfs.pNext = NULL;
    fault.vfs.xOpen = fault_open;
    fault.vfs.xDelete = fault_delete;
    fault.vfs.xAccess = fault_access;
    fault.vfs.xFullPathname = fault_full_name;
    sqlite3_vfs_register(&fault.vfs, 1);
}

static inline void fault_reset(void)
{
    for (size_t i = 0; i < FAULT_FILES; i++)
        free(fault.images[i].bytes);
    memset(fault.images, 0, sizeof fault.images);
    fault.fail_at = fault.operations = fault.fail_code = fault.power_at = fault.syncs = 0;
    fault.is_dead = fault.is_full = fault.is_held = false;
}

/* Sector by sector: what was synced, or by chance what was written later. */
static inline void fault_tear(struct fault_image *image, rng_key key)
{
    size_t size;
    unsigned char *live = fault_load(image->path, &size);
    if (!live)
        return;
    size_t kept = image->size;
    if (size > kept && rng_bits(key, 0) % 2)
        kept += (size_t)(rng_bits(key, 1) % (size - kept + 1));
    unsigned char *bytes = calloc(kept + 1, 1);
    memcpy(bytes, image->bytes, image->size < kept ? image->size : kept);
    for (size_t at = 0; at < kept && at < size; at += FAULT_SECTOR) {
        const size_t n = kept - at < FAULT_SECTOR ? kept - at : FAULT_SECTOR;
        if (rng_bits(key, 2 + at) % 2)
            memcpy(bytes + at, live + at, n < size - at ? n : size - at);
    }
    free(image->bytes);
    free(live);
    image->bytes = bytes;
    image->size = kept;
}

/* The computer starts again. `torn` 0: what was not synced is gone; else a seed. */
static inline void fault_power_cycle(uint64_t torn)
{
    if (!fault.power_at)
        abort();
    for (size_t i = 0; i < FAULT_FILES; i++) {
        struct fault_image *image = &fault.images[i];
        if (!image->path[0])
            continue;
        if (torn && image->is_durable)
            fault_tear(image, rng_key_number(rng_key_seed(torn), i));
        unlink(image->path);
        if (!image->is_durable)
            continue;
        const int fd = open(image->path, O_WRONLY | O_CREAT, 0600);
        if (fd < 0 || write(fd, image->bytes, image->size) != (ssize_t)image->size)
            abort();
        close(fd);
    }
    fault_reset();
}

#endif
