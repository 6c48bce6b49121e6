/* A byte on a serial line, raw: a code above 127 is one byte, too. */
#include "marker_internal.h"

const struct driver driver_marker_byte = {
    .name = "marker-byte",
    .title = "Marker output: a byte on a serial line (BioSemi, MMBT-S and others)",
    .document = "BioSemi USB trigger cable (115200 baud), Neurospec MMBT-S (9600: `baud` in the "
                "bench file)",
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 86806, /* a byte of 10 bits */
    MARKER_OUTPUT,
};
