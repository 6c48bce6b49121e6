/* Mocked USB serial adapters: sysfs by umockdev, bytes by the pty it makes, modem lines by the
 * preload. */
#ifndef LIMEN_TESTS_ADAPTERS_H
#define LIMEN_TESTS_ADAPTERS_H

#include "support/preload/device_preload.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <umockdev.h>

static inline int testbed_set_up(void **state)
{
    *state = umockdev_testbed_new();
    return *state ? 0 : -1;
}

static inline int testbed_tear_down(void **state)
{
    g_object_unref(*state);
    return 0;
}

struct adapter {
    UMockdevTestbed *testbed;
    char node[16];   /* "ttyUSB0" */
    char device[96]; /* sysfs path of the USB device */
    int fd;          /* the instrument's end */
};

/* An FTDI adapter on USB port `place` ("1-1") with the latency timer at 16 ms. */
static inline struct adapter adapter_plug(UMockdevTestbed *testbed, const char *node,
                                          const char *place, const char *serial)
{
    static const char record[] =
        "P: /devices/pci0000:00/usb1/%2$s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
        "A: busnum=1\\n\nA: devnum=7\\n\nA: idVendor=0403\\n\nA: idProduct=6001\\n\n"
        "A: manufacturer=FTDI\\n\nA: product=FT232R USB UART\\n\nA: serial=%3$s\\n\n\n"
        "P: /devices/pci0000:00/usb1/%2$s/%2$s:1.0\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
        "A: bInterfaceNumber=00\\n\n\n"
        "P: /devices/pci0000:00/usb1/%2$s/%2$s:1.0/%1$s\nE: SUBSYSTEM=usb-serial\n"
        "A: latency_timer=16\\n\n\n"
        "P: /devices/pci0000:00/usb1/%2$s/%2$s:1.0/%1$s/tty/%1$s\nN: %1$s\nE: SUBSYSTEM=tty\n"
        "E: DEVNAME=/dev/%1$s\nA: dev=188:%4$s\\n\nL: device=../../../%1$s\n\n";
    struct adapter adapter = {.testbed = testbed};
    char text[2048], link[256], target[256];
    gchar *const root = umockdev_testbed_get_root_dir(testbed);
    snprintf(text, sizeof text, record, node, place, serial, node + strlen("ttyUSB"));
    if (!umockdev_testbed_add_from_string(testbed, text, NULL))
        abort();
    snprintf(link, sizeof link, "%s/sys/bus/usb-serial", root);
    (void)mkdir(link, 0755);
    strcat(link, "/devices");
    (void)mkdir(link, 0755);
    strcat(link, "/");
    strcat(link, node);
    (void)unlink(link);
    snprintf(target, sizeof target, "../../../devices/pci0000:00/usb1/%s/%s:1.0/%s", place, place,
             node);
    if (symlink(target, link) != 0)
        abort();
    g_free(root);
    snprintf(adapter.node, sizeof adapter.node, "%s", node);
    snprintf(adapter.device, sizeof adapter.device, "/sys/devices/pci0000:00/usb1/%s", place);
    snprintf(target, sizeof target, "/dev/%s", node);
    adapter.fd = umockdev_testbed_get_dev_fd(testbed, target);
    modem_plug(node);
    return adapter;
}

/* umockdev remembers each pty; the kernel gives its number to the next one. */
static inline void adapter_forget_pty(const struct adapter *adapter)
{
    gchar *const root = umockdev_testbed_get_root_dir(adapter->testbed);
    char number[64], path[256];
    if (ptsname_r(adapter->fd, number, sizeof number) != 0)
        abort();
    snprintf(path, sizeof path, "%s/dev/.ptymap/_dev_pts_%s", root, strrchr(number, '/') + 1);
    (void)unlink(path);
    g_free(root);
}

/* Pulls the plug: sysfs, node and pty go. A node name cannot be plugged in twice on one testbed. */
static inline void adapter_unplug(struct adapter *adapter)
{
    const char *const place = strrchr(adapter->device, '/') + 1;
    char parts[4][256];
    snprintf(parts[0], sizeof parts[0], "%s/%s:1.0/%s/tty/%s", adapter->device, place,
             adapter->node, adapter->node);
    snprintf(parts[1], sizeof parts[1], "%s/%s:1.0/%s", adapter->device, place, adapter->node);
    snprintf(parts[2], sizeof parts[2], "%s/%s:1.0", adapter->device, place);
    snprintf(parts[3], sizeof parts[3], "%s", adapter->device);
    modem_unplug(adapter->node);
    adapter_forget_pty(adapter);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        umockdev_testbed_remove_device(adapter->testbed, parts[i]);
    /* the testbed closes the number of the instrument's end later, so it must stay taken */
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, adapter->fd) < 0)
        abort();
    close(nothing);
    adapter->fd = -1;
}

#endif
