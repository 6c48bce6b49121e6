/* Parameters of the simulated Meerstetter controller.
 *
 * The document tells numbers, meanings, the ranges of 2060 and 3003 and which of them are floats; every other range
 * is taken for open, and a number that is none (NaN, infinite) for out of range. What a parameter is when it comes from
 * the factory was chosen here. 2050, 2052 (its unit is not told), 3010 to 3013 and
 * 4042 keep their numbers and do nothing; the regulator is that of the plant. */
#include "meerstetter_internal.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define LIVE PARAMETER_LIVE, 0, 0, 0
#define SAVED PARAMETER_SAVED
#define ANY -FLT_MAX, FLT_MAX

/* In the order of their numbers. */
static const struct meerstetter_parameter rows[MEERSTETTER_PARAMETERS] = {
    {100, false, LIVE},
    {101, false, LIVE},
    {102, false, LIVE},
    {103, false, LIVE},
    {104, false, LIVE},
    {105, false, LIVE},
    {106, false, LIVE},
    {107, false, LIVE},
    {108, false, PARAMETER_VOLATILE, 0, 1, 0},
    {1000, true, LIVE},
    {1001, true, LIVE},
    {1010, true, LIVE},
    {1011, true, LIVE},
    {1020, true, LIVE},
    {1021, true, LIVE},
    {1200, false, LIVE},
    {2000, false, SAVED, 0, 2, 2},
    {2010, false, SAVED, 0, 3, 0},
    {2030, true, SAVED, 0, FLT_MAX, 5},
    {2031, true, SAVED, 0, FLT_MAX, 12},
    {2050, false, SAVED, 0, INT32_MAX, 57600},
    {2051, false, SAVED, 1, 254, 2},
    {2052, false, SAVED, 0, INT32_MAX, 0},
    {2060, true, SAVED, 0.1, 600, 0},
    {3000, true, SAVED, ANY, 25},
    {3002, true, SAVED, 0, FLT_MAX, 0.5},
    {3003, true, SAVED, 0.000001, 50, 1},
    {3010, true, SAVED, ANY, 10},
    {3011, true, SAVED, ANY, 1},
    {3012, true, SAVED, ANY, 0},
    {3013, true, SAVED, ANY, 0},
    {4010, true, SAVED, ANY, -10},
    {4011, true, SAVED, ANY, 65},
    {4012, true, SAVED, 0, FLT_MAX, 100},
    {4040, true, SAVED, 0, FLT_MAX, 0.1}, /* taken for its width in °C */
    {4041, true, SAVED, 0, FLT_MAX, 1},   /* and for the time in it */
    {4042, true, SAVED, 0, FLT_MAX, 0},
    {5010, true, SAVED, ANY, 5},
    {5011, true, SAVED, ANY, 60},
    {6310, false, SAVED, 0, 1, 0},
    {50012, true, PARAMETER_VOLATILE, ANY, 25},
    {52200, true, PARAMETER_VOLATILE, ANY, 0},
};

static size_t index_of(uint32_t id)
{
    size_t low = 0, high = MEERSTETTER_PARAMETERS;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < MEERSTETTER_PARAMETERS && rows[low].id == id ? low : MEERSTETTER_PARAMETERS;
}

const struct meerstetter_parameter *meerstetter_parameter(uint32_t id)
{
    const size_t i = index_of(id);
    return i < MEERSTETTER_PARAMETERS ? &rows[i] : NULL;
}

uint32_t meerstetter_bits(bool is_float, double value)
{
    const float number = (float)value;
    uint32_t bits;
    if (!is_float)
        return (uint32_t)(int32_t)value;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static double value_of(const struct meerstetter_parameter *parameter, uint32_t bits)
{
    float number;
    memcpy(&number, &bits, sizeof number);
    return parameter->is_float ? (double)number : (double)(int32_t)bits;
}

bool meerstetter_allows(const struct meerstetter_parameter *parameter, uint32_t bits)
{
    const double value = value_of(parameter, bits);
    /* the bound as it is on the wire */
    const double min = parameter->is_float ? (double)(float)parameter->min : parameter->min;
    return value == parameter->start || (value >= min && value <= parameter->max);
}

static uint32_t start_bits(size_t i)
{
    return meerstetter_bits(rows[i].is_float, rows[i].start);
}

void meerstetter_memory_init(struct meerstetter_memory *memory)
{
    for (size_t i = 0; i < MEERSTETTER_PARAMETERS; i++)
        memory->flash[i] = start_bits(i);
    memory->flash_writes = 0;
    meerstetter_memory_load(memory);
}

void meerstetter_memory_load(struct meerstetter_memory *memory)
{
    for (size_t i = 0; i < MEERSTETTER_PARAMETERS; i++)
        memory->now[i] = rows[i].kind == PARAMETER_SAVED ? memory->flash[i] : start_bits(i);
}

void meerstetter_memory_save(struct meerstetter_memory *memory)
{
    memcpy(memory->flash, memory->now, sizeof memory->flash);
    memory->flash_writes++;
}

void meerstetter_memory_set(struct meerstetter_memory *memory, uint32_t id, uint32_t bits,
                            bool is_spared)
{
    const size_t i = index_of(id);
    memory->now[i] = bits;
    if (rows[i].kind != PARAMETER_SAVED || meerstetter_memory_bits(memory, 108) != 0)
        return;
    memory->flash_writes += !is_spared || memory->flash[i] != bits;
    memory->flash[i] = bits;
}

void meerstetter_memory_found(struct meerstetter_memory *memory, uint32_t id, uint32_t bits)
{
    memory->now[index_of(id)] = memory->flash[index_of(id)] = bits;
}

uint32_t meerstetter_memory_bits(const struct meerstetter_memory *memory, uint32_t id)
{
    return memory->now[index_of(id)];
}

double meerstetter_memory_value(const struct meerstetter_memory *memory, uint32_t id)
{
    const size_t i = index_of(id);
    return value_of(&rows[i], memory->now[i]);
}
