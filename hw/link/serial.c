/* Real serial ports through libserialport; the only file that includes it.
 *
 * Ports are found by reading sysfs and asked one by one for their identity. The library's own
 * enumeration is not used because it opens every on-board port to see whether a chip answers: that
 * disturbs a port that is in use, and hides one that is held exclusively. */
#include "link/list.h"
#include "port_internal.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <libserialport.h>

static const char dev_prefix[] = "/dev/";
static const char tty_class[] = "/sys/class/tty";

const char *serial_line_name(const char *path)
{
    const size_t n = sizeof dev_prefix - 1;
    if (strncmp(path, dev_prefix, n) != 0 || path[n] == '\0' || strchr(path + n, '/'))
        return NULL;
    char listed[PORT_TEXT_MAX + 32];
    snprintf(listed, sizeof listed, "%s/%s/", tty_class, path + n);
    return access(listed, F_OK) == 0 ? path + n : NULL;
}

/* Strings of a device are whatever its maker burnt into it; control characters would spoil tables.
 */
static void copy_word(char *out, size_t cap, const char *word)
{
    snprintf(out, cap, "%s", word ? word : "");
    for (; *out; out++)
        if ((unsigned char)*out < 0x20 || *out == 0x7f)
            *out = '?';
}

static void describe(const struct sp_port *sp, struct port_info *info)
{
    copy_word(info->description, sizeof info->description, sp_get_port_description(sp));
    info->is_bluetooth = sp_get_port_transport(sp) == SP_TRANSPORT_BLUETOOTH;
    int vid, pid;
    if (sp_get_port_transport(sp) != SP_TRANSPORT_USB ||
        sp_get_port_usb_vid_pid(sp, &vid, &pid) != SP_OK)
        return;
    info->is_usb = true;
    info->vid = (uint16_t)vid;
    info->pid = (uint16_t)pid;
    copy_word(info->manufacturer, sizeof info->manufacturer, sp_get_port_usb_manufacturer(sp));
    copy_word(info->product, sizeof info->product, sp_get_port_usb_product(sp));
    copy_word(info->serial, sizeof info->serial, sp_get_port_usb_serial(sp));
    snprintf(info->name, sizeof info->name, "usb:%04x:%04x:%s", info->vid, info->pid,
             info->serial[0] ? info->serial : "*");
}

bool serial_identify(const char *path, struct port_info *info)
{
    memset(info, 0, sizeof *info);
    info->kind = PORT_DEVICE;
    snprintf(info->path, sizeof info->path, "%s", path);
    snprintf(info->name, sizeof info->name, "%s", path);
    struct sp_port *sp;
    if (sp_get_port_by_name(path, &sp) != SP_OK)
        return false;
    describe(sp, info);
    sp_free_port(sp);
    return true;
}

/* On-board lines without a chip have type 0, or none; virtual consoles have no device behind them. */
static bool has_hardware(const char *line)
{
    char path[PORT_TEXT_MAX + 48];
    snprintf(path, sizeof path, "%s/%s/device", tty_class, line);
    if (access(path, F_OK) != 0)
        return false;
    snprintf(path, sizeof path, "%s/%s/type", tty_class, line);
    FILE *const file = fopen(path, "re");
    if (!file)
        return strncmp(line, "ttyS", 4) != 0;
    const int first = fgetc(file);
    fclose(file);
    return first != '0';
}

static int by_path(const void *a, const void *b)
{
    const struct port_info *const x = a, *const y = b;
    return strverscmp(x->path, y->path);
}

void port_list_load(struct port_list *list)
{
    memset(list, 0, sizeof *list);
    DIR *const dir = opendir(tty_class);
    if (!dir)
        return;
    const struct dirent *entry;
    while ((entry = readdir(dir))) {
        char path[PORT_TEXT_MAX];
        struct port_info info;
        if (entry->d_name[0] == '.' || strlen(entry->d_name) > PORT_TEXT_MAX - sizeof dev_prefix ||
            !has_hardware(entry->d_name))
            continue;
        strcpy(path, dev_prefix);
        strcat(path, entry->d_name);
        if (!serial_identify(path, &info) || info.is_bluetooth)
            continue;
        if (list->n < PORT_LIST_MAX)
            list->ports[list->n++] = info;
        else
            list->n_left_off++;
    }
    closedir(dir);
    qsort(list->ports, list->n, sizeof list->ports[0], by_path);
}

static enum sp_parity parity_of(char letter)
{
    assert(letter == 'N' || letter == 'E' || letter == 'O');
    return letter == 'E' ? SP_PARITY_EVEN : letter == 'O' ? SP_PARITY_ODD : SP_PARITY_NONE;
}

/* Fills everything: what is left out of a configuration keeps the value of the port's last user. */
static bool fill_config(struct sp_port_config *config, const struct line_settings *line)
{
    const bool raises_dtr = line->raise_dtr && line->out != LINE_OUT_DTR;
    return sp_set_config_flowcontrol(config, SP_FLOWCONTROL_NONE) == SP_OK &&
           sp_set_config_baudrate(config, (int)line->baud) == SP_OK &&
           sp_set_config_bits(config, line->data_bits) == SP_OK &&
           sp_set_config_parity(config, parity_of(line->parity)) == SP_OK &&
           sp_set_config_stopbits(config, line->stop_bits) == SP_OK &&
           sp_set_config_rts(config, line->out == LINE_OUT_RTS ? SP_RTS_OFF : SP_RTS_ON) == SP_OK &&
           sp_set_config_dtr(config, raises_dtr ? SP_DTR_ON : SP_DTR_OFF) == SP_OK;
}

/* tcsetattr() succeeds when it could do any part of what was asked, so what came of it is read
 * back. */
static bool is_as_asked(struct sp_port *sp, const struct line_settings *line)
{
    struct sp_port_config *config;
    if (sp_new_config(&config) != SP_OK)
        return false;
    int baud = 0, bits = 0, stop_bits = 0;
    enum sp_parity parity = SP_PARITY_INVALID;
    const bool read_back = sp_get_config(sp, config) == SP_OK &&
                           sp_get_config_baudrate(config, &baud) == SP_OK &&
                           sp_get_config_bits(config, &bits) == SP_OK &&
                           sp_get_config_stopbits(config, &stop_bits) == SP_OK &&
                           sp_get_config_parity(config, &parity) == SP_OK;
    sp_free_config(config);
    const int asked = (int)line->baud;
    return read_back && abs(baud - asked) * 33 <= asked && bits == line->data_bits &&
           stop_bits == line->stop_bits && parity == parity_of(line->parity);
}

/* The library sets VMIN 0, where a read that finds nothing looks like the end of the link. */
static bool set_vmin(int fd)
{
    struct termios mode;
    if (tcgetattr(fd, &mode) != 0)
        return false;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return tcsetattr(fd, TCSANOW, &mode) == 0;
}

static enum status configure(struct sp_port *sp, int fd, const struct line_settings *line)
{
    struct sp_port_config *config;
    if (sp_new_config(&config) != SP_OK)
        return STATUS_NO_MEMORY;
    errno = 0;
    const bool done =
        fill_config(config, line) && sp_set_config(sp, config) == SP_OK && set_vmin(fd);
    const int error = errno;
    sp_free_config(config);
    if (!done)
        return error == EIO || error == ENODEV || error == ENXIO ? STATUS_GONE : STATUS_UNSUPPORTED;
    return is_as_asked(sp, line) ? STATUS_OK : STATUS_UNSUPPORTED;
}

static enum status refuse_settings(enum status status, const char *path,
                                   const struct line_settings *line, struct why *why)
{
    if (status == STATUS_GONE)
        return refuse_open(ENODEV, path, why);
    if (status == STATUS_NO_MEMORY)
        return refuse_open(ENOMEM, path, why);
    return why_set(why, status,
                   "The port %s cannot be set to %u baud, %u%c%u: use another USB serial adapter.",
                   path, (unsigned)line->baud, (unsigned)line->data_bits, line->parity,
                   (unsigned)line->stop_bits);
}

enum status serial_open(const char *path, const struct line_settings *line, struct open_port *port,
                        struct why *why)
{
    struct sp_port *sp;
    if (sp_get_port_by_name(path, &sp) != SP_OK)
        return refuse_open(ENODEV, path, why);
    errno = 0;
    if (sp_open(sp, SP_MODE_READ_WRITE) != SP_OK) {
        const int error = errno;
        sp_free_port(sp);
        return refuse_open(error, path, why);
    }
    int fd = -1;
    enum status status = sp_get_port_handle(sp, &fd) == SP_OK ? STATUS_OK : STATUS_GONE;
    if (status == STATUS_OK)
        status = configure(sp, fd, line);
    if (status == STATUS_OK && sp_flush(sp, SP_BUF_BOTH) != SP_OK)
        status = STATUS_GONE;
    if (status != STATUS_OK) {
        serial_close(sp);
        return refuse_settings(status, path, line, why);
    }
    port->fd = fd;
    port->serial = sp;
    return STATUS_OK;
}

void serial_close(void *serial)
{
    struct sp_port *const sp = serial;
    /* After an unplug the library cannot close in good order; the descriptor is gone all the same.
     */
    (void)sp_close(sp);
    sp_free_port(sp);
}
