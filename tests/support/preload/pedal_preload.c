/* The requests of an input device, for a FIFO that stands for a pedal's node.
 *
 * Events come through the FIFO in the kernel's own format; what libevdev asks about the device is
 * answered here. umockdev can replay recorded requests, but has no answer for the choice of the
 * clock. */
#include "preload_internal.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/input.h>

enum { KEY_BYTES = KEY_CNT / 8 };

struct pedal {
    bool plugged, gone, grabbed;
    dev_t device;
    ino_t inode;
    int clock;
    unsigned char keys[KEY_BYTES], down[KEY_BYTES];
};

static struct pedal pedal;
static char pedal_name[64] = "Mocked pedal";
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool is_pedal(int fd)
{
    struct stat st;
    return pedal.plugged && fstat(fd, &st) == 0 && st.st_dev == pedal.device &&
           st.st_ino == pedal.inode;
}

static int copy(void *arg, size_t room, const void *data, size_t n)
{
    const size_t used = n < room ? n : room;
    memset(arg, 0, room);
    memcpy(arg, data, used);
    return (int)used;
}

/* Requests that carry their length in their number. */
static int answer_sized(unsigned long request, void *arg)
{
    static const unsigned char types[] = {(1u << EV_SYN) | (1u << EV_KEY)};
    const size_t room = _IOC_SIZE(request);
    const unsigned number = _IOC_NR(request);
    if (number == _IOC_NR(EVIOCGNAME(0)))
        return copy(arg, room, pedal_name, strlen(pedal_name) + 1);
    if (number == _IOC_NR(EVIOCGBIT(0, 0)))
        return copy(arg, room, types, sizeof types);
    if (number == _IOC_NR(EVIOCGBIT(EV_KEY, 0)))
        return copy(arg, room, pedal.keys, sizeof pedal.keys);
    if (number == _IOC_NR(EVIOCGKEY(0)))
        return copy(arg, room, pedal.down, sizeof pedal.down);
    if (number == _IOC_NR(EVIOCGPHYS(0)) || number == _IOC_NR(EVIOCGUNIQ(0)))
        return -ENOENT;
    return copy(arg, room, "", 0);
}

static int answer(unsigned long request, void *arg)
{
    if (pedal.gone)
        return -ENODEV;
    if (request == EVIOCGVERSION) {
        *(int *)arg = EV_VERSION;
        return 0;
    }
    if (request == EVIOCSCLOCKID) {
        pedal.clock = *(const int *)arg;
        return 0;
    }
    if (request == EVIOCGRAB) {
        pedal.grabbed = arg != NULL;
        return 0;
    }
    return _IOC_DIR(request) == _IOC_READ ? answer_sized(request, arg) : -EINVAL;
}

bool pedal_ioctl(int fd, unsigned long request, void *arg, int *result)
{
    if (_IOC_TYPE(request) != 'E')
        return false;
    pthread_mutex_lock(&lock);
    const bool is_mine = is_pedal(fd);
    const int answered = is_mine ? answer(request, arg) : 0;
    pthread_mutex_unlock(&lock);
    *result = answered < 0 ? -1 : answered;
    if (answered < 0)
        errno = -answered;
    return is_mine;
}

/* A FIFO without a writer says "end"; a pedal that was pulled out says "no such device". */
ssize_t read(int fd, void *data, size_t n)
{
    static ssize_t (*_Atomic next)(int, void *, size_t);
    if (!next)
        next = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    pthread_mutex_lock(&lock);
    const bool gone = pedal.gone && is_pedal(fd);
    pthread_mutex_unlock(&lock);
    if (gone) {
        errno = ENODEV;
        return -1;
    }
    return next(fd, data, n);
}

static void set_bit(unsigned char *bits, int bit, bool on)
{
    const unsigned char mask = (unsigned char)(1u << (bit % 8));
    bits[bit / 8] = (unsigned char)(on ? bits[bit / 8] | mask : bits[bit / 8] & ~mask);
}

void pedal_plug(const char *path, const int *keys, int n_keys)
{
    struct stat st;
    if (stat(path, &st) != 0)
        abort();
    pthread_mutex_lock(&lock);
    memset(&pedal, 0, sizeof pedal);
    pedal.plugged = true;
    pedal.clock = -1;
    pedal.device = st.st_dev;
    pedal.inode = st.st_ino;
    for (int i = 0; i < n_keys; i++)
        set_bit(pedal.keys, keys[i], true);
    pthread_mutex_unlock(&lock);
}

void pedal_rename(const char *name)
{
    pthread_mutex_lock(&lock);
    snprintf(pedal_name, sizeof pedal_name, "%s", name);
    pthread_mutex_unlock(&lock);
}

void pedal_unplug(void)
{
    pthread_mutex_lock(&lock);
    pedal.gone = true;
    pthread_mutex_unlock(&lock);
}

void pedal_set_down(int key, bool down)
{
    pthread_mutex_lock(&lock);
    set_bit(pedal.down, key, down);
    pthread_mutex_unlock(&lock);
}

int pedal_clock(void)
{
    pthread_mutex_lock(&lock);
    const int clock = pedal.clock;
    pthread_mutex_unlock(&lock);
    return clock;
}

bool pedal_is_grabbed(void)
{
    pthread_mutex_lock(&lock);
    const bool grabbed = pedal.grabbed;
    pthread_mutex_unlock(&lock);
    return grabbed;
}
