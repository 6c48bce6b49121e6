#include "cpar_plus_program_internal.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

/* What a CPAR can say of one instruction: 65535 steps. */
#define ROW_LONGEST (65535 * PLUS_STEP)

static bool is_pressure(double kpa)
{
    return kpa >= 0 && kpa <= PLUS_MAX_KPA;
}

static bool is_time(mono_ns t)
{
    return t >= 0 && t <= ROW_LONGEST;
}

/* Of a pressure or a rate; a whole one stays whole. */
static double tenths(double value)
{
    return fmin(floor(value * 10 + 1e-6), UINT16_MAX);
}

static void add(struct plus_program *program, enum plus_row_kind kind, double value, mono_ns t)
{
    if (t < MONO_MS)
        return;
    assert(program->n_rows < PLUS_ROWS_MAX && value >= 0 && value <= UINT16_MAX);
    program->rows[program->n_rows++] = (struct plus_row){
        .kind = (uint8_t)kind, .value = (uint16_t)value, .ms = (uint32_t)(t / MONO_MS)};
}

static enum status make_ramp(struct plus_program *program, const struct command *command)
{
    const bool has_return = command->return_per_s > 0;
    if (!is_pressure(command->target) || !is_time(command->hold) || !(command->rate_per_s > 0) ||
        !(command->return_per_s >= 0))
        return STATUS_RANGE;
    const double target = tenths(command->target), up = tenths(command->rate_per_s);
    const double down = tenths(command->return_per_s);
    if (up < 1 || (has_return && down < 1))
        return STATUS_RANGE;
    const double steps_per_s = (double)(MONO_SEC / PLUS_STEP);
    const mono_ns way = (mono_ns)floor(target / up * steps_per_s) * PLUS_STEP;
    add(program, PLUS_ROW_INC, up, way);
    add(program, PLUS_ROW_STEP, target, command->hold);
    if (has_return)
        add(program, PLUS_ROW_DEC, down, (mono_ns)ceil(target / down * steps_per_s) * PLUS_STEP);
    return is_time(way) && program->n_rows > 0 ? STATUS_OK : STATUS_RANGE;
}

/* A time that is no whole millisecond is a pace that it cannot keep. */
static enum status make_train(struct plus_program *program, const struct command *command)
{
    if (!is_pressure(command->target) || !is_pressure(command->base) || command->pulses < 1 ||
        command->pulses > PLUS_REPEAT_MAX || !is_time(command->hold) || !is_time(command->off) ||
        command->hold < PLUS_STEP || command->off < PLUS_STEP || command->hold % MONO_MS != 0 ||
        command->off % MONO_MS != 0)
        return STATUS_RANGE;
    program->repeat = (uint8_t)command->pulses;
    add(program, PLUS_ROW_STEP, tenths(command->target), command->hold);
    add(program, PLUS_ROW_STEP, tenths(command->base), command->off);
    return STATUS_OK;
}

static mono_ns lasts(const struct plus_program *program)
{
    mono_ns once = 0;
    for (size_t i = 0; i < program->n_rows; i++)
        once += program->rows[i].ms * MONO_MS;
    return program->repeat * once;
}

enum status plus_program_make(struct plus_program *program, const struct command *command)
{
    struct plus_program made = {.repeat = 1};
    const enum status status =
        command->kind == COMMAND_TRAIN ? make_train(&made, command) : make_ramp(&made, command);
    if (status != STATUS_OK)
        return status;
    if (lasts(&made) > PLUS_LONGEST)
        return STATUS_RANGE;
    *program = made;
    return STATUS_OK;
}

void plus_program_write(const struct plus_program *program, unsigned channel,
                        char out[PLUS_PROGRAM_TEXT])
{
    static const char *const words[] = {
        [PLUS_ROW_STEP] = "STEP", [PLUS_ROW_INC] = "INC", [PLUS_ROW_DEC] = "DEC"};
    int n = snprintf(out, PLUS_PROGRAM_TEXT, "CHANNEL %u;REPEAT %u;INSTRUCTIONS %u;", channel,
                     (unsigned)program->repeat, (unsigned)program->n_rows);
    for (size_t i = 0; i < program->n_rows; i++) {
        const struct plus_row *row = &program->rows[i];
        const size_t room = (size_t)(PLUS_PROGRAM_TEXT - n);
        n += snprintf(out + n, room, "%s %u %u;", words[row->kind], (unsigned)row->value,
                      (unsigned)row->ms);
        assert(n < PLUS_PROGRAM_TEXT);
    }
}
