/* The window's end of the line between the participant's window and the bench (the language stands at the head of
 * hw/drivers/screen_vas.c): what it hears and what it says. Both the window and the simulated one speak through it. */
#ifndef LIMEN_SIM_VAS_END_H
#define LIMEN_SIM_VAS_END_H

#include "base/mono.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often a line is due: 50 in a second. */
#define VAS_END_PERIOD (20 * MONO_MS)

enum { VAS_END_LINE_MAX = 48 };

struct vas_end {
    uint16_t counter; /* of the next line */
    uint8_t at;       /* characters of the question heard so far */
};

/* A byte from the bench. True: it asks who is there. */
bool vas_end_hear(struct vas_end *end, uint8_t byte);
/* The answer; `version` up to 15 letters, digits and points. Both return the length of what they wrote, its line end included. */
size_t vas_end_name(const char *version, char out[VAS_END_LINE_MAX]);
/* The next line. `rating`: 0 to 10, NAN: nobody has touched the scale yet. */
size_t vas_end_say(struct vas_end *end, double rating, bool is_pressed, char out[VAS_END_LINE_MAX]);

#endif
