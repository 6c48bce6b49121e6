/* One line of a port: up for every code. */
#include "marker_internal.h"

const struct driver driver_marker_dtr = {
    .name = "marker-dtr",
    .title = "Marker output: the line DTR of a serial port",
    .document = "EIA-232: a marker that is not 0 raises the line, so that all codes look alike",
    .line = {.baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N', .out = LINE_OUT_DTR},
    .longest_frame = 1041667, /* a byte of 10 bits */
    MARKER_OUTPUT,
};
