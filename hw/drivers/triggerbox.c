/* Brain Products TriggerBox, revision 02: one byte is its 8 lines, at whatever speed its virtual port is opened. */
#include "marker_internal.h"

const struct driver driver_triggerbox = {
    .name = "triggerbox",
    .title = "Brain Products TriggerBox rev 02: marker output",
    .document = "Brain Products, TriggerBox; its virtual port takes any speed",
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 86806, /* a byte of 10 bits */
    MARKER_OUTPUT,
};
