#include "pty_line_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static struct flock mark_of(short type)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = 1, .l_len = 1};
}

static enum status open_pair(struct sim_pty_line *line)
{
    line->slave = -1;
    line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (line->master < 0 || grantpt(line->master) || unlockpt(line->master) ||
        ptsname_r(line->master, line->path, sizeof line->path))
        return STATUS_IO;
    line->slave = open(line->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios raw;
    if (line->slave < 0 || tcgetattr(line->slave, &raw))
        return STATUS_IO;
    cfmakeraw(&raw);
    struct flock mark = mark_of(F_WRLCK);
    if (tcsetattr(line->slave, TCSANOW, &raw) || fcntl(line->slave, F_OFD_SETLK, &mark))
        return STATUS_IO;
    return STATUS_OK;
}

/* While it lives, a simulation keeps a lock on its pty: the number alone may be another program's by now. */
static bool is_simulations(const char *pty)
{
    struct flock mark = mark_of(F_WRLCK);
    const int fd = open(pty, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == EACCES || errno == EPERM; /* somebody else's: who knows */
    const bool is_locked = fcntl(fd, F_OFD_GETLK, &mark) != 0 || mark.l_type != F_UNLCK;
    close(fd);
    return is_locked;
}

/* A link that leads nowhere, or to a pty that no simulation has any more, was left by a simulation that was killed; else it is
 * in use, unless it leads to our own pty: the one from before the cable was pulled, or a new one that was given the number
 * of a dead one. */
static enum status check_link(const struct sim_pty_line *line, const char *before, struct why *why)
{
    struct stat found;
    char target[SIM_PTY_PATH];
    if (lstat(line->link, &found) != 0)
        return STATUS_OK;
    if (!S_ISLNK(found.st_mode))
        return why_set(why, STATUS_BUSY, "%s exists and is not a link; choose another path.",
                       line->link);
    const ssize_t n = readlink(line->link, target, sizeof target - 1);
    target[n > 0 ? n : 0] = '\0';
    const bool is_own = strcmp(target, before) == 0 || strcmp(target, line->path) == 0;
    if (is_own || stat(line->link, &found) != 0 || !is_simulations(line->link))
        return STATUS_OK;
    return why_set(why, STATUS_BUSY,
                   "%s leads to %s, which is in use: end the simulation that made it, or choose "
                   "another path.",
                   line->link, target);
}

/* The link changes in one step, so that no reader finds it missing. */
static enum status make_link(const struct sim_pty_line *line, const char *before, struct why *why)
{
    const enum status status = check_link(line, before, why);
    if (status != STATUS_OK)
        return status;
    char fresh[4096];
    const int n = snprintf(fresh, sizeof fresh, "%s.%ld", line->link, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof fresh)
        return why_set(why, STATUS_INVALID, "The path of the link is too long.");
    unlink(fresh);
    if (symlink(line->path, fresh) == 0 && rename(fresh, line->link) == 0)
        return STATUS_OK;
    const int error = errno;
    unlink(fresh);
    return why_set(why, STATUS_IO, "Cannot make the link %s: %s.", line->link, strerror(error));
}

enum status pty_line_open(struct sim_pty_line *line, const char *link, struct why *why)
{
    char before[SIM_PTY_PATH];
    memcpy(before, line->path, sizeof before);
    line->link = link;
    enum status status = open_pair(line);
    if (status != STATUS_OK)
        why_set(why, status, "Cannot make a pseudo-terminal: %s.", strerror(errno));
    else if (link)
        status = make_link(line, before, why);
    if (status != STATUS_OK) {
        pty_line_unplug(line);
        line->link = NULL;
    }
    return status;
}

/* Somebody else may have taken the link over. */
static void remove_own_link(const struct sim_pty_line *line)
{
    char target[SIM_PTY_PATH];
    const ssize_t n = line->link ? readlink(line->link, target, sizeof target) : -1;
    if (n > 0 && (size_t)n == strlen(line->path) && !memcmp(target, line->path, (size_t)n))
        unlink(line->link);
}

/* The link goes first: the number of a closed pty is given to the next who opens one. */
void pty_line_unplug(struct sim_pty_line *line)
{
    remove_own_link(line);
    if (line->master >= 0)
        close(line->master);
    if (line->slave >= 0)
        close(line->slave);
    line->master = line->slave = -1;
}

void pty_line_close(struct sim_pty_line *line)
{
    pty_line_unplug(line);
    line->link = NULL;
}
