/* Modem lines for the ptys that umockdev puts behind mocked serial adapters.
 *
 * Preloaded or linked ahead of the C library. A pty has no modem lines, counters or serial
 * settings, and the serial library refuses to open a port without them; for every pty that a mocked
 * /dev node leads to, this library answers those requests from a table, and passes on everything
 * else. */
#include "preload_internal.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>

#include <linux/serial.h>

enum { MODEMS_MAX = 16, REQUESTS_MAX = 16, LINES = 4 };

struct tally {
    unsigned long request;
    unsigned n;
};

struct modem {
    char name[32];
    dev_t device; /* of the pty */
    bool gone, exclusive;
    int inputs, outputs, flags;
    int edges[LINES];
    unsigned long refused_request, hanging_request; /* 0: none */
    int refused_error;
    struct tally tallies[REQUESTS_MAX];
};

static const int line_bits[LINES] = {TIOCM_CTS, TIOCM_DSR, TIOCM_RNG, TIOCM_CD};
static struct modem modems[MODEMS_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int ioctl(int fd, unsigned long request, ...);

/* The pty behind $UMOCKDEV_DIR/dev/NAME; false when there is none. */
static bool device_behind(const char *name, dev_t *device)
{
    const char *const root = getenv("UMOCKDEV_DIR");
    char path[512];
    struct stat st;
    if (!root)
        return false;
    snprintf(path, sizeof path, "%s/dev/%s", root, name);
    if (stat(path, &st) != 0 || !S_ISCHR(st.st_mode))
        return false;
    *device = st.st_rdev;
    return true;
}

static struct modem *named(const char *name)
{
    struct modem *free_one = NULL;
    for (int i = 0; i < MODEMS_MAX; i++) {
        if (strcmp(modems[i].name, name) == 0)
            return &modems[i];
        if (!modems[i].name[0] && !free_one)
            free_one = &modems[i];
    }
    if (!free_one)
        abort();
    snprintf(free_one->name, sizeof free_one->name, "%s", name);
    return free_one;
}

/* Ptys that nobody plugged by modem_plug(): a program that runs with this library preloaded. */
static struct modem *discover(dev_t device)
{
    const char *const root = getenv("UMOCKDEV_DIR");
    char folder[512];
    snprintf(folder, sizeof folder, "%s/dev", root ? root : "");
    DIR *const dir = root ? opendir(folder) : NULL;
    struct modem *found = NULL;
    const struct dirent *entry;
    while (dir && !found && (entry = readdir(dir))) {
        dev_t behind;
        if (strncmp(entry->d_name, "tty", 3) == 0 && device_behind(entry->d_name, &behind) &&
            behind == device) {
            found = named(entry->d_name);
            found->device = device;
        }
    }
    if (dir)
        closedir(dir);
    return found;
}

static struct modem *behind(int fd)
{
    struct stat st;
    if (fstat(fd, &st) != 0 || !S_ISCHR(st.st_mode))
        return NULL;
    for (int i = 0; i < MODEMS_MAX; i++)
        if (modems[i].name[0] && modems[i].device == st.st_rdev)
            return &modems[i];
    return discover(st.st_rdev);
}

static void tally(struct modem *modem, unsigned long request)
{
    for (int i = 0; i < REQUESTS_MAX; i++) {
        struct tally *const t = &modem->tallies[i];
        if (t->request != request && t->request != 0)
            continue;
        t->request = request;
        t->n++;
        return;
    }
}

static int edges_of(const struct modem *modem, int mask)
{
    int sum = 0;
    for (int i = 0; i < LINES; i++)
        if (line_bits[i] & mask)
            sum += modem->edges[i];
    return sum;
}

/* Like the kernel: returns at the first edge after the call, or when a signal comes. */
static int wait_edge(struct modem *modem, int mask, int before)
{
    const struct timespec pause = {.tv_nsec = 100000};
    pthread_mutex_lock(&lock);
    while (!modem->gone && edges_of(modem, mask) == before) {
        pthread_mutex_unlock(&lock);
        if (nanosleep(&pause, NULL) != 0)
            return EINTR;
        pthread_mutex_lock(&lock);
    }
    const int error = modem->gone ? EIO : 0;
    pthread_mutex_unlock(&lock);
    return error;
}

/* As an adapter that does not answer. Called and left with the lock. */
static void wait_out(struct modem *modem, unsigned long request)
{
    const struct timespec pause = {.tv_nsec = 100000};
    while (!modem->gone && modem->hanging_request == request) {
        pthread_mutex_unlock(&lock);
        (void)nanosleep(&pause, NULL);
        pthread_mutex_lock(&lock);
    }
}

static void fill_counters(const struct modem *modem, struct serial_icounter_struct *counters)
{
    memset(counters, 0, sizeof *counters);
    counters->cts = modem->edges[0];
    counters->dsr = modem->edges[1];
    counters->rng = modem->edges[2];
    counters->dcd = modem->edges[3];
}

static int answer(struct modem *modem, unsigned long request, void *arg)
{
    struct serial_struct *const serial = arg;
    int *const bits = arg;
    if (modem->gone)
        return EIO;
    if (modem->refused_error && modem->refused_request == request)
        return modem->refused_error;
    switch (request) {
    case TIOCMGET:
        *bits = modem->inputs | modem->outputs;
        break;
    case TIOCMSET:
        modem->outputs = *bits & (TIOCM_DTR | TIOCM_RTS);
        break;
    case TIOCMBIS:
        modem->outputs |= *bits & (TIOCM_DTR | TIOCM_RTS);
        break;
    case TIOCMBIC:
        modem->outputs &= ~*bits;
        break;
    case TIOCGICOUNT:
        fill_counters(modem, arg);
        break;
    case TIOCGSERIAL:
        memset(serial, 0, sizeof *serial);
        serial->type = PORT_16550A;
        serial->flags = modem->flags;
        break;
    case TIOCSSERIAL:
        modem->flags = serial->flags;
        break;
    case TIOCEXCL:
        modem->exclusive = true;
        break;
    case TIOCNXCL:
        modem->exclusive = false;
        break;
    default:
        break;
    }
    return 0;
}

static bool is_ours(unsigned long request)
{
    static const unsigned long requests[] = {TIOCMGET,   TIOCMSET,    TIOCMBIS,    TIOCMBIC,
                                             TIOCMIWAIT, TIOCGICOUNT, TIOCGSERIAL, TIOCSSERIAL,
                                             TIOCEXCL,   TIOCNXCL};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++)
        if (requests[i] == request)
            return true;
    return false;
}

int ioctl(int fd, unsigned long request, ...)
{
    static int (*_Atomic next)(int, unsigned long, ...);
    va_list args;
    va_start(args, request);
    void *const arg = va_arg(args, void *);
    va_end(args);
    if (!next)
        next = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
    int result;
    if (pedal_ioctl(fd, request, arg, &result))
        return result;
    if (!is_ours(request))
        return next(fd, request, arg);
    pthread_mutex_lock(&lock);
    struct modem *const modem = behind(fd);
    if (modem) {
        tally(modem, request);
        wait_out(modem, request);
    }
    int error = modem ? answer(modem, request, arg) : 0;
    const int mask = (int)(intptr_t)arg; /* TIOCMIWAIT */
    const int before = modem ? edges_of(modem, mask) : 0;
    pthread_mutex_unlock(&lock);
    if (!modem)
        return next(fd, request, arg);
    if (!error && request == TIOCMIWAIT)
        error = wait_edge(modem, mask, before);
    errno = error ? error : errno;
    return error ? -1 : 0;
}

void modem_plug(const char *name)
{
    pthread_mutex_lock(&lock);
    struct modem *modem = named(name);
    memset(modem, 0, sizeof *modem);
    dev_t device;
    if (!device_behind(name, &device))
        abort();
    for (int i = 0; i < MODEMS_MAX; i++) /* the kernel has given the number of a pulled one again */
        if (modems[i].device == device)
            memset(&modems[i], 0, sizeof modems[i]);
    modem = named(name);
    modem->device = device;
    pthread_mutex_unlock(&lock);
}

void modem_unplug(const char *name)
{
    pthread_mutex_lock(&lock);
    struct modem *const modem = named(name);
    modem->gone = true;
    modem->exclusive = false;
    pthread_mutex_unlock(&lock);
}

void modem_set_input(const char *name, int line, bool on)
{
    pthread_mutex_lock(&lock);
    struct modem *const modem = named(name);
    for (int i = 0; i < LINES; i++)
        if (line_bits[i] == line && on != ((modem->inputs & line) != 0))
            modem->edges[i]++;
    modem->inputs = on ? modem->inputs | line : modem->inputs & ~line;
    pthread_mutex_unlock(&lock);
}

int modem_outputs(const char *name)
{
    pthread_mutex_lock(&lock);
    const int outputs = named(name)->outputs;
    pthread_mutex_unlock(&lock);
    return outputs;
}

bool modem_is_exclusive(const char *name)
{
    pthread_mutex_lock(&lock);
    const bool exclusive = named(name)->exclusive;
    pthread_mutex_unlock(&lock);
    return exclusive;
}

void modem_refuse(const char *name, unsigned long request, int error)
{
    pthread_mutex_lock(&lock);
    struct modem *const modem = named(name);
    modem->refused_request = request;
    modem->refused_error = error;
    pthread_mutex_unlock(&lock);
}

void modem_hang(const char *name, unsigned long request, bool hangs)
{
    pthread_mutex_lock(&lock);
    named(name)->hanging_request = hangs ? request : 0;
    pthread_mutex_unlock(&lock);
}

unsigned modem_requests(const char *name, unsigned long request)
{
    unsigned n = 0;
    pthread_mutex_lock(&lock);
    const struct modem *const modem = named(name);
    for (int i = 0; i < REQUESTS_MAX; i++)
        if (modem->tallies[i].request == request)
            n = modem->tallies[i].n;
    pthread_mutex_unlock(&lock);
    return n;
}
