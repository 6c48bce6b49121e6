#include "cpar_program_internal.h"

#include "ecp_internal.h"

#include <assert.h>
#include <math.h>

enum type { TYPE_NOP, TYPE_INC, TYPE_DEC, TYPE_STEP };
enum { STEPS_MAX = 65535 };

/* Of a pressure, or of a pressure per step; a whole one but for the last bit stays whole. */
static double raw_of(double kpa)
{
    return floor(kpa / CPAR_MAX_KPA * CPAR_MAX_RAW + 1e-6);
}

static double raw_per_step(double kpa_per_s)
{
    return fmin(raw_of(kpa_per_s * mono_to_sec(CPAR_STEP)), CPAR_MAX_RAW);
}

static void begin(struct cpar_program *program, uint8_t channel, uint8_t repeat)
{
    *program = (struct cpar_program){.n = 2, .data = {channel, repeat}};
}

static void add(struct cpar_program *program, enum type type, double raw, int64_t steps)
{
    const unsigned argument = (unsigned)raw, n = (unsigned)steps;
    if (steps == 0)
        return;
    assert(raw >= 0 && raw <= CPAR_MAX_RAW && steps > 0 && steps <= STEPS_MAX);
    assert(program->n + 5 <= CPAR_PROGRAM_MAX);
    uint8_t *at = program->data + program->n;
    at[0] = (uint8_t)type;
    at[1] = (uint8_t)(argument & 0xff);
    at[2] = (uint8_t)(argument >> 8);
    at[3] = (uint8_t)(n & 0xff);
    at[4] = (uint8_t)(n >> 8);
    program->n = (uint8_t)(program->n + 5);
    program->steps += n * program->data[1];
}

void cpar_program_empty(struct cpar_program *program, uint8_t channel)
{
    begin(program, channel, 1);
}

static bool is_pressure(double kpa)
{
    return kpa >= 0 && kpa <= CPAR_MAX_KPA;
}

static bool is_time(mono_ns t)
{
    return t >= 0 && t / CPAR_STEP <= STEPS_MAX;
}

enum status cpar_program_ramp(struct cpar_program *program, uint8_t channel,
                              const struct cpar_ramp *ramp)
{
    cpar_program_empty(program, channel);
    if (!is_pressure(ramp->target_kpa) || !is_time(ramp->hold) || !(ramp->rate_kpa_per_s > 0) ||
        !(ramp->return_kpa_per_s >= 0))
        return STATUS_RANGE;
    const double target = raw_of(ramp->target_kpa), up = raw_per_step(ramp->rate_kpa_per_s);
    const double down =
        ramp->return_kpa_per_s > 0 ? raw_per_step(ramp->return_kpa_per_s) : CPAR_MAX_RAW;
    if (up < 1 || down < 1)
        return STATUS_RANGE;
    add(program, TYPE_INC, up, (int64_t)floor(target / up));
    add(program, TYPE_STEP, target, ramp->hold / CPAR_STEP);
    if (ramp->return_kpa_per_s > 0)
        add(program, TYPE_DEC, down, (int64_t)ceil(target / down));
    return STATUS_OK;
}

enum status cpar_program_train(struct cpar_program *program, uint8_t channel,
                               const struct cpar_train *train)
{
    cpar_program_empty(program, channel);
    if (!is_pressure(train->level_kpa) || !is_pressure(train->base_kpa) || train->pulses < 1 ||
        train->pulses > CPAR_REPEAT_MAX || !is_time(train->on) || !is_time(train->off) ||
        train->on < CPAR_STEP || train->off < CPAR_STEP || train->on % CPAR_STEP != 0 ||
        train->off % CPAR_STEP != 0) /* a pace that it cannot keep */
        return STATUS_RANGE;
    begin(program, channel, (uint8_t)train->pulses);
    add(program, TYPE_STEP, raw_of(train->level_kpa), train->on / CPAR_STEP);
    add(program, TYPE_STEP, raw_of(train->base_kpa), train->off / CPAR_STEP);
    return STATUS_OK;
}

uint8_t cpar_program_crc(const struct cpar_program *program)
{
    return ecp_crc8(program->data + 2, program->n - 2u);
}
