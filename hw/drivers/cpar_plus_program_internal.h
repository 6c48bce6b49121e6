/* What a CPAR+ is told to do, as the statements of its WAVEFORM (pressure.md 5): tenths of kPa, tenths of kPa/s, milliseconds. Pure.
 *
 * Never more than was asked for: pressures and rates are rounded down to what the wire can say. A way up takes whole steps of the
 * CPAR, 50 ms, rounded down: what the CPAR+ makes of a part of a step nobody has published, and rounded up it would go past its
 * target. */
#ifndef LIMEN_DRIVERS_CPAR_PLUS_PROGRAM_INTERNAL_H
#define LIMEN_DRIVERS_CPAR_PLUS_PROGRAM_INTERNAL_H

#include "base/status.h"
#include "hw/event.h"

#include <stddef.h>
#include <stdint.h>

#define PLUS_STEP (50 * MONO_MS)
#define PLUS_MAX_KPA 100.0
/* Of a whole program, repeats included. Where nobody is there to stop it, its own end does. */
#define PLUS_LONGEST (15 * 60 * MONO_SEC)

enum { PLUS_ROWS_MAX = 3, PLUS_PROGRAM_TEXT = 112, PLUS_REPEAT_MAX = 255 };

enum plus_row_kind { PLUS_ROW_STEP, PLUS_ROW_INC, PLUS_ROW_DEC };

struct plus_row {
    uint8_t kind;   /* enum plus_row_kind */
    uint16_t value; /* tenths of kPa, or of kPa/s */
    uint32_t ms;
};

struct plus_program {
    uint8_t n_rows, repeat;
    struct plus_row rows[PLUS_ROWS_MAX];
};

/* Of COMMAND_DRIVE or COMMAND_TRAIN. STATUS_RANGE: the wire cannot say it, or it lasts longer than PLUS_LONGEST; `program` is not
 * changed then. */
MUST_CHECK
enum status plus_program_make(struct plus_program *program, const struct command *command);

/* The statements behind `CMD WAVEFORM;` for waveform channel 0 or 1. */
void plus_program_write(const struct plus_program *program, unsigned channel,
                        char out[PLUS_PROGRAM_TEXT]);

#endif
