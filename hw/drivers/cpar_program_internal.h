/* What a CPAR is told to do on one channel: steps of 50 ms, pressures in 255ths of 100 kPa with eight more bits
 * (pressure.md 4.7). Pure.
 *
 * Never more than was asked for: targets and rates are rounded down to what the wire can say, times of what presses to whole
 * steps, down; only a rate so slow that it would be none is refused. */
#ifndef LIMEN_DRIVERS_CPAR_PROGRAM_INTERNAL_H
#define LIMEN_DRIVERS_CPAR_PROGRAM_INTERNAL_H

#include "base/mono.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define CPAR_STEP (50 * MONO_MS)
#define CPAR_MAX_KPA 100.0
#define CPAR_MAX_RAW (255 * 256)
/* kPa/s: one raw unit more with every step. */
#define CPAR_RATE_STEP (CPAR_MAX_KPA / CPAR_MAX_RAW * MONO_SEC / CPAR_STEP)

enum {
    CPAR_INSTRUCTIONS_MAX =
        20, /* 25 would be where the length byte becomes an extended header; older ones take 20 */
    CPAR_PROGRAM_MAX = 2 + 5 * CPAR_INSTRUCTIONS_MAX,
    CPAR_REPEAT_MAX = 255
};

struct cpar_program {
    uint8_t n; /* bytes of `data`: channel, repeat, instructions */
    uint8_t data[CPAR_PROGRAM_MAX];
    uint32_t steps; /* of all its repeats */
};

/* Up at a rate, held, down at a rate. */
struct cpar_ramp {
    double target_kpa, rate_kpa_per_s;
    double return_kpa_per_s; /* 0: vented at once */
    mono_ns hold;
};

/* `pulses` times at a level for `on`, then at `base_kpa` for `off`. */
struct cpar_train {
    double level_kpa, base_kpa;
    unsigned pulses;
    mono_ns on, off;
};

/* Nothing on this channel: legal, and what the other one had before is forgotten. */
void cpar_program_empty(struct cpar_program *program, uint8_t channel);
/* STATUS_RANGE: the wire cannot say it; `program` is then empty. */
MUST_CHECK
enum status cpar_program_ramp(struct cpar_program *program, uint8_t channel,
                              const struct cpar_ramp *ramp);
MUST_CHECK
enum status cpar_program_train(struct cpar_program *program, uint8_t channel,
                               const struct cpar_train *train);
/* What the device answers to the program. */
uint8_t cpar_program_crc(const struct cpar_program *program);

#endif
