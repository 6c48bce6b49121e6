/* Brain Products TriggerBox Plus: one byte is its 8 lines; it must be opened at 2 000 000 baud. */
#include "marker_internal.h"

const struct driver driver_triggerbox_plus = {
    .name = "triggerbox-plus",
    .title = "Brain Products TriggerBox Plus: marker output",
    .document = "Brain Products, TriggerBox Plus: to be opened at 2 000 000 baud",
    .line = {.baud = 2000000, .data_bits = 8, .stop_bits = 1, .parity = 'N', .only_baud = true},
    .longest_frame = 5000, /* a byte of 10 bits */
    MARKER_OUTPUT,
};
