/* The FIFO in a mocked /dev/input that stands for the node of a pedal. */
#ifndef LIMEN_TESTS_PEDAL_NODE_H
#define LIMEN_TESTS_PEDAL_NODE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <umockdev.h>

static const char node[] = "/dev/input/event3";

/* Puts the FIFO's own path into `path`. */
static inline UMockdevTestbed *pedal_bed(char path[128])
{
    UMockdevTestbed *const testbed = umockdev_testbed_new();
    gchar *const root = umockdev_testbed_get_root_dir(testbed);
    snprintf(path, 128, "%s/dev", root);
    (void)mkdir(path, 0755);
    snprintf(path, 128, "%s/dev/input", root);
    (void)mkdir(path, 0755);
    snprintf(path, 128, "%s%s", root, node);
    g_free(root);
    if (mkfifo(path, 0600) != 0)
        abort();
    return testbed;
}

#endif
