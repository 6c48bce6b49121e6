/* What a test does to its mocked devices: push buttons, pull plugs, refuse requests. */
#ifndef LIMEN_TESTS_DEVICE_PRELOAD_H
#define LIMEN_TESTS_DEVICE_PRELOAD_H

#include <stdbool.h>

/* A serial adapter; `name` is that of its mocked node: "ttyUSB0". */
void modem_plug(const char *name);
void modem_unplug(const char *name);
/* Sets an input line (TIOCM_CTS, TIOCM_DSR, TIOCM_RNG, TIOCM_CD). */
void modem_set_input(const char *name, int line, bool on);
/* TIOCM_DTR and TIOCM_RTS as the program set them. */
int modem_outputs(const char *name);
bool modem_is_exclusive(const char *name);
/* From now on `request` fails with `error`; 0: works again. One request at a time. */
void modem_refuse(const char *name, unsigned long request, int error);
/* From now on whoever makes `request` waits until it is false again, or the plug is pulled. One request at a time. */
void modem_hang(const char *name, unsigned long request, bool hangs);
/* How often `request` was made. */
unsigned modem_requests(const char *name, unsigned long request);

/* A pedal; `path` is the FIFO that stands for its node. */
void pedal_plug(const char *path, const int *keys, int n_keys);
void pedal_rename(const char *name); /* "Mocked pedal" before; the next one that is opened */
void pedal_unplug(void);
void pedal_set_down(int key, bool down); /* what the kernel says when it is asked */
int pedal_clock(void);                   /* the clock that the program chose, -1 before */
bool pedal_is_grabbed(void);

#endif
