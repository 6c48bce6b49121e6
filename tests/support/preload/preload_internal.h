/* The pedal's part of the one ioctl(). */
#ifndef LIMEN_TESTS_PRELOAD_INTERNAL_H
#define LIMEN_TESTS_PRELOAD_INTERNAL_H

#include "device_preload.h"

/* False when the request is not for a mocked pedal; else errno and `result` are set. */
bool pedal_ioctl(int fd, unsigned long request, void *arg, int *result);

#endif
