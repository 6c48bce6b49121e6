/* What a CPAR's packets mean (pressure.md 4.5 to 4.9). Pure. */
#ifndef LIMEN_DRIVERS_CPAR_WIRE_INTERNAL_H
#define LIMEN_DRIVERS_CPAR_WIRE_INTERNAL_H

#include "ecp_internal.h"
#include "hw/driver.h"

#include <stdbool.h>
#include <stdint.h>

enum { CPAR_STATUS = 0x80, CPAR_EVENT = 0x81 };

enum cpar_function {
    CPAR_IDENTIFY, /* the same in both generations, and how they are told apart */
    CPAR_KICK,
    CPAR_SET_PROGRAM,
    CPAR_START_NOW,
    CPAR_START_FORCED, /* the same, though the slider is up */
    CPAR_STOP,
};
uint8_t cpar_code(bool is_old, enum cpar_function function);

enum cpar_mode { CPAR_IDLE, CPAR_STIMULATING, CPAR_EMERGENCY };

/* Why the last stimulus ended. */
enum cpar_condition {
    CPAR_RUNS,
    CPAR_BY_BUTTON,
    CPAR_BY_RATING,
    CPAR_COMPLETED,
    CPAR_TOO_LONG,
    CPAR_SLIDER_GONE,
    CPAR_BY_EMERGENCY,
    CPAR_BY_PROGRAM,
    CPAR_LEAKS,
    CPAR_NOT_KICKED,
    CPAR_NO_POWER
};

struct cpar_status {
    uint8_t mode;      /* enum cpar_mode */
    uint8_t condition; /* enum cpar_condition */
    bool has_slider, is_slider_low, has_power, compresses, can_start;
    bool has_button, is_pressed; /* of the newer generation */
    uint16_t counter;
    double rating; /* 0 to 10 */
    double kpa[2], target_kpa[2];
};

/* False: it is none, or says what cannot be. */
bool cpar_read_status(const struct ecp_packet *packet, bool is_old, struct cpar_status *status);

enum cpar_told { CPAR_TOLD_OTHER, CPAR_TOLD_PRESSED, CPAR_TOLD_RELEASED };
enum cpar_told cpar_read_event(const struct ecp_packet *packet, bool is_old);

enum cpar_who { CPAR_NOBODY, CPAR_NEW, CPAR_OLD, CPAR_STRANGER };
/* The answer to CPAR_IDENTIFY. CPAR_NOBODY: it is none. */
enum cpar_who cpar_read_identity(const struct ecp_packet *packet,
                                 struct instrument_identity *identity);

uint32_t cpar_read_u32(const uint8_t *at);

#endif
