/* Lowering the time for which USB adapters hold bytes back (FTDI: 16 ms unless told otherwise),
 * because it is added to every time stamp. Nothing here is needed for the link to work: what cannot
 * be lowered is recorded as it is. */
#include "port_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/serial.h>

static int16_t read_timer(const char *path)
{
    char digits[8] = "";
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    const ssize_t n = read(fd, digits, sizeof digits - 1);
    close(fd);
    if (n <= 0 || digits[0] < '0' || digits[0] > '9')
        return -1;
    return (int16_t)strtol(digits, NULL, 10);
}

/* Only root or a udev rule's group may write here; the flag below works for everybody. */
static void write_timer(const char *path)
{
    const int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0)
        return;
    const ssize_t n = write(fd, "1", 1);
    (void)n;
    close(fd);
}

static void raise_flag(int fd, struct port_latency *latency)
{
    const int low = (int)ASYNC_LOW_LATENCY;
    struct serial_struct serial;
    if (ioctl(fd, TIOCGSERIAL, &serial) != 0)
        return;
    latency->has_flag = true;
    latency->flag_found = latency->flag_now = (serial.flags & low) != 0;
    serial.flags |= low;
    if (ioctl(fd, TIOCSSERIAL, &serial) == 0 && ioctl(fd, TIOCGSERIAL, &serial) == 0)
        latency->flag_now = (serial.flags & low) != 0;
}

void latency_lower(int fd, const char *path, struct port_latency *latency)
{
    const char *const line = serial_line_name(path);
    char timer[PORT_TEXT_MAX + 64];
    snprintf(timer, sizeof timer, "/sys/bus/usb-serial/devices/%s/latency_timer", line ? line : "");
    *latency = (struct port_latency){.timer_found_ms = -1, .timer_now_ms = -1};
    latency->has_timer = line && access(timer, F_OK) == 0;
    if (latency->has_timer)
        latency->timer_found_ms = read_timer(timer);
    raise_flag(fd, latency);
    if (!latency->has_timer)
        return;
    if (latency->timer_found_ms != 1)
        write_timer(timer);
    latency->timer_now_ms = read_timer(timer);
}
