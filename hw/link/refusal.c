/* The sentences of a port that cannot be had: what is wrong, and what the examiner does about it.
 */
#include "link/list.h"
#include "link/reasons.h"
#include "port_internal.h"

#include <assert.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { GROUPS_MAX = 128 };

/* Is the user entered in the group, though this login does not have it yet? */
static bool is_entered(const char *user, gid_t primary, gid_t group)
{
    gid_t groups[GROUPS_MAX];
    int n = GROUPS_MAX;
    if (getgrouplist(user, primary, groups, &n) < 0)
        return false;
    for (int i = 0; i < n; i++)
        if (groups[i] == group)
            return true;
    return false;
}

static enum status refuse_group(const char *path, const char *group, gid_t gid, struct why *why)
{
    char buffer[1024];
    struct passwd entry, *user = NULL;
    (void)getpwuid_r(geteuid(), &entry, buffer, sizeof buffer, &user);
    if (user && is_entered(user->pw_name, user->pw_gid, gid))
        return reason_set(why, REASON_port_group_login, path, group, NULL);
    return reason_set(why, REASON_port_group, path, group, user ? user->pw_name : "$USER", NULL);
}

static enum status refuse_permission(const char *path, struct why *why)
{
    struct stat st;
    char buffer[1024];
    struct group entry, *group = NULL;
    if (stat(path, &st) == 0 && (st.st_mode & 0060) == 0060 && st.st_gid != 0)
        (void)getgrgid_r(st.st_gid, &entry, buffer, sizeof buffer, &group);
    if (group)
        return refuse_group(path, group->gr_name, group->gr_gid, why);
    if (strncmp(path, "/dev/pts/", 9) == 0)
        return reason_set(why, REASON_port_pty_owner, path, NULL);
    return reason_set(why, REASON_port_no_group, path, NULL);
}

enum status refuse_open(int error, const char *path, struct why *why)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return refuse_permission(path, why);
    case EBUSY:
        return reason_set(why, REASON_port_busy, path, NULL);
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO:
        return reason_set(why, REASON_port_vanished, path, NULL);
    case ENOTTY:
        return reason_set(why, REASON_port_not_serial, path, NULL);
    case ENOMEM:
    case EMFILE:
    case ENFILE:
        return reason_set(why, REASON_port_no_memory, path, NULL);
    default:
        return reason_set(why, REASON_port_cannot_open, path, strerror(error), NULL);
    }
}

/* A line of /proc/locks: "7: FLOCK  ADVISORY  WRITE 4711 00:1a:5 0 EOF". */
static bool is_lock_on(const char *text, const struct stat *st, int *pid)
{
    unsigned major_number, minor_number;
    unsigned long inode;
    return sscanf(text, "%*s FLOCK %*s %*s %d %x:%x:%lu", pid, &major_number, &minor_number,
                  &inode) == 4 &&
           inode == st->st_ino && major_number == major(st->st_dev) &&
           minor_number == minor(st->st_dev);
}

static int lock_holder(int fd)
{
    struct stat st;
    FILE *const file = fopen("/proc/locks", "re");
    if (!file)
        return 0;
    char text[160];
    int pid = 0, holder = 0;
    if (fstat(fd, &st) == 0)
        while (!holder && fgets(text, sizeof text, file))
            if (is_lock_on(text, &st, &pid))
                holder = pid;
    fclose(file);
    return holder;
}

static void program_name(int pid, char *out, size_t cap)
{
    char path[48];
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *const file = fopen(path, "re");
    out[0] = '\0';
    if (!file)
        return;
    if (fgets(out, (int)cap, file))
        out[strcspn(out, "\n")] = '\0';
    fclose(file);
}

enum status lock_take(int fd, const char *path, struct why *why)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return STATUS_OK;
    if (errno != EWOULDBLOCK)
        return refuse_open(errno, path, why);
    const int holder = lock_holder(fd);
    if (holder == getpid())
        return reason_set(why, REASON_port_busy_self, path, NULL);
    char program[32] = "", process[16];
    if (holder > 0)
        program_name(holder, program, sizeof program);
    if (program[0] == '\0')
        return refuse_open(EBUSY, path, why);
    snprintf(process, sizeof process, "%d", holder);
    return reason_set(why, REASON_port_busy_program, program, process, path, NULL);
}

/* "a, b and 3 more", as far as it fits. */
static void list_names(const struct port_list *list, char *out, size_t cap)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < list->n; i++) {
        char word[2 * PORT_TEXT_MAX + 8];
        const struct port_info *const port = &list->ports[i];
        const int n = port->is_usb ? snprintf(word, sizeof word, "%s (%s)", port->name, port->path)
                                   : snprintf(word, sizeof word, "%s", port->path);
        const size_t rest = list->n - i + list->n_left_off;
        if (used + (size_t)n + 24 > cap) {
            snprintf(out + used, cap - used, " and %zu more", rest);
            return;
        }
        used += (size_t)snprintf(out + used, cap - used, "%s%s", i ? ", " : "", word);
    }
}

enum status refuse_absent(const struct port_name *name, struct why *why)
{
    char asked[PORT_TEXT_MAX], present[448];
    port_format(name, asked);
    if (name->kind == PORT_PTY)
        return reason_set(why, REASON_port_absent_pty, asked, NULL);
    struct port_list *const list = malloc(sizeof *list);
    if (!list)
        return refuse_open(ENOMEM, asked, why);
    port_list_load(list);
    list_names(list, present, sizeof present);
    const bool none = list->n == 0;
    free(list);
    if (none)
        return reason_set(why, REASON_port_absent_all, asked, NULL);
    return reason_set(why, REASON_port_absent, asked, present, NULL);
}
