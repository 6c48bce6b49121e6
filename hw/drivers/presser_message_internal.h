/* What the presser says, line by line (hw/sim/presser.md). */
#ifndef LIMEN_DRIVERS_PRESSER_MESSAGE_INTERNAL_H
#define LIMEN_DRIVERS_PRESSER_MESSAGE_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

enum presser_kind {
    PRESSER_OTHER, /* belongs to no reply and no message */
    PRESSER_OK,
    PRESSER_ERROR, /* `number`: the code */
    PRESSER_IDENT, /* `firmware`, `serial` */
    PRESSER_RESTART,
    PRESSER_DATA,   /* `counter`, `values`: both outlets in kPa, the slider */
    PRESSER_BUTTON, /* `number`: 1 pressed, 0 released */
    PRESSER_END,    /* `number`: outlet 1 or 2 */
    PRESSER_WATCHDOG,
    PRESSER_STOPPED,
};

enum { PRESSER_VALUES = 3, PRESSER_COUNTS = 1000000, PRESSER_SERIAL = 6, PRESSER_FIRMWARE = 3 };

struct presser_message {
    enum presser_kind kind;
    uint8_t number;
    uint32_t counter;
    double values[PRESSER_VALUES];
    char firmware[PRESSER_FIRMWARE + 1], serial[PRESSER_SERIAL + 1];
};

struct presser_message presser_message_parse(const char *text, size_t n);

#endif
