/* Pedals and response boxes that the kernel presents as input devices, read by libevdev.
 *
 * The stamps are the kernel's, on the monotonic clock. Space, Enter and Escape are never responses:
 * Space is STOP, and a device that can send Space is never taken away from the desktop. */
#include "base/clock.h"
#include "link/reasons.h"
#include "response_internal.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libevdev/libevdev.h>

static const char input_folder[] = "/dev/input";

enum { ANY_KEY = -1, NO_KEY = -2, NODES_MAX = 256 };

struct pedal {
    struct libevdev *device;
    struct debounce debounce;
    int key;        /* ANY_KEY: every key but the reserved ones */
    int n_down;     /* of the keys that count */
    bool stuck;     /* down when opened and not yet told */
    bool resyncing; /* the kernel's queue ran over: libevdev is telling what it missed */
};

static bool is_reserved(int key)
{
    return key == KEY_SPACE || key == KEY_ENTER || key == KEY_KPENTER || key == KEY_ESC;
}

/* "F12", "KEY_F12", "BTN_0" in either case; "" is any key. */
static int key_of(const char *word)
{
    char name[40];
    if (word[0] == '\0')
        return ANY_KEY;
    const bool is_full = strncasecmp(word, "KEY_", 4) == 0 || strncasecmp(word, "BTN_", 4) == 0;
    snprintf(name, sizeof name, "%s%.32s", is_full ? "" : "KEY_", word);
    for (char *c = name; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    const int key = libevdev_event_code_from_name(EV_KEY, name);
    return key < 0 ? NO_KEY : key;
}

static bool counts(const struct pedal *pedal, const struct input_event *event)
{
    return event->type == EV_KEY && event->value != 2 && !is_reserved(event->code) &&
           (pedal->key == ANY_KEY || event->code == pedal->key);
}

static mono_ns stamp_of(const struct input_event *event)
{
    return (mono_ns)event->input_event_sec * MONO_SEC + (mono_ns)event->input_event_usec * MONO_US;
}

static void take_key(struct pedal *pedal, const struct input_event *event, struct event_sink *sink)
{
    if (!counts(pedal, event))
        return;
    pedal->n_down += event->value ? 1 : -1;
    if (pedal->n_down < 0)
        pedal->n_down = 0;
    sink_edge(sink, &pedal->debounce, stamp_of(event), pedal->n_down > 0);
}

/* Takes one event; false when there is none now. */
static bool take_next(struct pedal *pedal, struct event_sink *sink, enum status *status)
{
    struct input_event event;
    const unsigned mode = pedal->resyncing ? LIBEVDEV_READ_FLAG_SYNC : LIBEVDEV_READ_FLAG_NORMAL;
    const int got = libevdev_next_event(pedal->device, mode, &event);
    if (got == -EAGAIN && pedal->resyncing) {
        pedal->resyncing = false;
        return true;
    }
    if (got < 0) {
        *status = got == -EAGAIN || got == -EINTR ? STATUS_OK : STATUS_GONE;
        return false;
    }
    if (got == LIBEVDEV_READ_STATUS_SYNC && !pedal->resyncing) {
        pedal->resyncing = true;
        sink_notice(sink, stamp_of(&event), NOTICE_GAP, 1);
    } else
        take_key(pedal, &event, sink);
    return true;
}

static enum status pedal_read(struct response_source *source, struct event *events, size_t cap,
                              size_t *n)
{
    struct pedal *const pedal = source->self;
    struct event_sink sink = {.events = events, .cap = cap, .channel = source->channel};
    enum status status = STATUS_OK;
    if (pedal->stuck)
        sink_notice(&sink, mono_now(), NOTICE_BUTTON_STUCK, 1);
    pedal->stuck = false;
    while (sink_has_room(&sink) && take_next(pedal, &sink, &status))
        continue;
    *n = sink.n;
    return status;
}

static void device_close(struct libevdev *device)
{
    const int fd = libevdev_get_fd(device);
    libevdev_free(device);
    close(fd);
}

static void pedal_close(struct response_source *source)
{
    struct pedal *const pedal = source->self;
    device_close(pedal->device);
    free(pedal);
}

static enum status refuse(int error, const char *path, struct why *why)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return reason_set(why, REASON_pedal_permission, path, NULL);
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return reason_set(why, REASON_pedal_absent, path, NULL);
    case EBUSY:
        return reason_set(why, REASON_pedal_busy, path, NULL);
    default:
        return reason_set(why, REASON_pedal_none, path, strerror(error), NULL);
    }
}

static enum status device_open(const char *path, struct libevdev **device, struct why *why)
{
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return refuse(errno, path, why);
    const int error = -libevdev_new_from_fd(fd, device);
    if (error) {
        close(fd);
        return refuse(error, path, why);
    }
    return STATUS_OK;
}

static bool has_key(const struct libevdev *device, int key)
{
    return key == ANY_KEY ? libevdev_has_event_type(device, EV_KEY) != 0
                          : libevdev_has_event_code(device, EV_KEY, (unsigned)key) != 0;
}

static struct response_identity identity_of(const struct libevdev *device)
{
    struct response_identity identity = {.bus = (uint16_t)libevdev_get_id_bustype(device),
                                         .vendor = (uint16_t)libevdev_get_id_vendor(device),
                                         .product = (uint16_t)libevdev_get_id_product(device)};
    snprintf(identity.name, sizeof identity.name, "%s", libevdev_get_name(device));
    return identity;
}

/* A pedal that was pulled out is not replaced by a keyboard that has its key, too. */
static bool is_wanted(const struct libevdev *device, const struct response_identity *same)
{
    static const struct response_identity any;
    const struct response_identity it = identity_of(device);
    const bool is_any = same->bus == any.bus && same->vendor == any.vendor &&
                        same->product == any.product && same->name[0] == '\0';
    return is_any || (same->bus == it.bus && same->vendor == it.vendor &&
                      same->product == it.product && strcmp(same->name, it.name) == 0);
}

/* The device of this number; NULL: there is none that can be asked. */
static struct libevdev *open_node(int number, char path[sizeof input_folder + 16], bool *refused)
{
    struct libevdev *device;
    snprintf(path, sizeof input_folder + 16, "%s/event%d", input_folder, number);
    if (access(path, F_OK) != 0)
        return NULL;
    const enum status status = device_open(path, &device, NULL);
    *refused = *refused || status == STATUS_PERMISSION;
    return status == STATUS_OK ? device : NULL;
}

/* Opens the first wanted device that has `key`; notes whether one could not be asked. */
static struct libevdev *first_with(int key, const struct response_identity *same, bool *refused)
{
    char path[sizeof input_folder + 16];
    for (int i = 0; i < NODES_MAX; i++) {
        struct libevdev *const device = open_node(i, path, refused);
        if (device && has_key(device, key) && is_wanted(device, same))
            return device;
        if (device)
            device_close(device);
    }
    return NULL;
}

/* ---- which there are: keyboards among them, for that is what many pedals are; mice and the computer's own buttons are left out */

static bool could_respond(const struct libevdev *device)
{
    const bool is_mouse = libevdev_has_event_code(device, EV_KEY, BTN_LEFT) != 0;
    const bool is_case = libevdev_has_event_code(device, EV_KEY, KEY_POWER) != 0 &&
                         libevdev_has_event_code(device, EV_KEY, KEY_A) == 0;
    bool has_any = false;
    for (unsigned key = 1; key < KEY_CNT && !has_any; key++)
        has_any = !is_reserved((int)key) && libevdev_has_event_code(device, EV_KEY, key) != 0;
    return has_any && !is_mouse && !is_case;
}

/* "/dev/input/event5" as the link below by-id that leads to it; itself where there is none. */
static void stable_path(const char *path, char *out, size_t size)
{
    static const char folder[] = "/dev/input/by-id";
    char link[512], real[PATH_MAX];
    DIR *const links = opendir(folder);
    const struct dirent *entry;
    snprintf(out, size, "%s", path);
    while (links && (entry = readdir(links))) {
        snprintf(link, sizeof link, "%s/%.255s", folder, entry->d_name);
        if (entry->d_name[0] != '.' && strlen(link) < size && realpath(link, real) &&
            strcmp(real, path) == 0)
            snprintf(out, size, "%s", link);
    }
    if (links)
        closedir(links);
}

size_t response_list(struct response_device *list, size_t max, bool *refused)
{
    char path[sizeof input_folder + 16];
    size_t n = 0;
    *refused = false;
    for (int i = 0; i < NODES_MAX && n < max; i++) {
        struct libevdev *const device = open_node(i, path, refused);
        if (device && could_respond(device)) {
            snprintf(list[n].name, sizeof list[n].name, "%s", libevdev_get_name(device));
            stable_path(path, list[n].path, sizeof list[n].path);
            n++;
        }
        if (device)
            device_close(device);
    }
    return n;
}

static enum status find_device(int key, const char *word, const struct response_identity *same,
                               struct libevdev **device, struct why *why)
{
    bool refused = false;
    if (key == ANY_KEY)
        return why_set(why, STATUS_INVALID,
                       "Which pedal? Name its key, for example pedal \"F12\", or its path below "
                       "/dev/input/by-id.");
    *device = first_with(key, same, &refused);
    if (*device)
        return STATUS_OK;
    if (refused)
        return refuse(EACCES, input_folder, why);
    return reason_set(why, REASON_pedal_no_key, word, NULL);
}

static enum status check_key(const struct response_spec *spec, int key, struct why *why)
{
    if (key == NO_KEY)
        return why_set(why, STATUS_INVALID,
                       "There is no key named \"%s\": write a name such as F12, B or BTN_0.",
                       spec->code);
    if (is_reserved(key))
        return why_set(why, STATUS_INVALID,
                       "\"%s\" cannot be a response: Space is STOP, Enter and Escape belong to the "
                       "examiner. Set the pedal to another key.",
                       spec->code);
    return STATUS_OK;
}

/* Everything between opening and the first event. */
static enum status prepare(struct pedal *pedal, const struct response_spec *spec,
                           const struct response_options *options, struct why *why)
{
    struct libevdev *const device = pedal->device;
    const char *const name = libevdev_get_name(device);
    if (!is_wanted(device, &options->same))
        return reason_set(why, REASON_pedal_other, name, options->same.name, NULL);
    if (!has_key(device, pedal->key))
        return why_set(why, STATUS_INVALID, "The device \"%s\" has no key \"%s\".", name,
                       spec->code);
    if (libevdev_set_clock_id(device, CLOCK_MONOTONIC) != 0)
        return why_set(why, STATUS_UNSUPPORTED,
                       "The device \"%s\" cannot stamp its presses with the right clock.", name);
    if (!options->grab)
        return STATUS_OK;
    if (libevdev_has_event_code(device, EV_KEY, KEY_SPACE))
        return why_set(
            why, STATUS_UNSUPPORTED,
            "The device \"%s\" can send Space, which is STOP, so it is not taken for this "
            "program alone: leave grab out.",
            name);
    const int error = -libevdev_grab(device, LIBEVDEV_GRAB);
    return error ? refuse(error, name, why) : STATUS_OK;
}

static int keys_down(const struct pedal *pedal)
{
    int n = 0;
    for (unsigned key = 0; key < KEY_CNT; key++) {
        const struct input_event event = {.type = EV_KEY, .code = (uint16_t)key, .value = 1};
        if (counts(pedal, &event) && libevdev_get_event_value(pedal->device, EV_KEY, key))
            n++;
    }
    return n;
}

enum status response_open_evdev(const struct response_spec *spec,
                                const struct response_options *options,
                                struct response_source *source, struct why *why)
{
    static const struct response_ops ops = {.read = pedal_read, .close = pedal_close};
    struct libevdev *device = NULL;
    const int key = key_of(spec->code);
    enum status status = check_key(spec, key, why);
    if (status == STATUS_OK)
        status = spec->path[0] ? device_open(spec->path, &device, why)
                               : find_device(key, spec->code, &options->same, &device, why);
    if (status != STATUS_OK)
        return status;
    struct pedal *const pedal = calloc(1, sizeof *pedal);
    if (!pedal) {
        device_close(device);
        return why_set(why, STATUS_NO_MEMORY, "The computer has no room left for the pedal.");
    }
    pedal->device = device;
    pedal->key = key;
    *source = (struct response_source){.ops = &ops,
                                       .self = pedal,
                                       .fd = libevdev_get_fd(device),
                                       .kernel_stamps = true,
                                       .identity = identity_of(device)};
    status = prepare(pedal, spec, options, why);
    if (status != STATUS_OK) {
        response_close(source);
        return status;
    }
    pedal->n_down = keys_down(pedal);
    pedal->stuck = pedal->n_down > 0;
    debounce_init(&pedal->debounce, options->debounce, pedal->stuck);
    return STATUS_OK;
}
