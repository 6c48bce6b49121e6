/* Waveforms of a CPAR+ and how they are started (pressure.md 5).
 *
 * 1. Its programs are counted in steps of 5 Pa, so that a tenth of a kPa per second is a whole number of them each 50 ms.
 * That it takes steps of 50 ms, as a CPAR does, is chosen; so is that times are rounded to them, that a waveform has at
 * most 25 instructions, and that none is taken while a stimulus runs or waits.
 * 2. A waveform without any instruction is no waveform (InvalidCommandContent): CLEAR is what empties them.
 * 3. A start copies what its outlets are given, so both may have the same channel. An outlet that is given none stays empty. */
#include "cpar_plus_internal.h"

#include <string.h>

enum { NOP, INC, DEC, STEP }; /* as a CPAR has them */
enum { ROWS_MOST = 25, REPEAT_MOST = 255, BEAT_MS = 50, MOST_KPA_10 = 1000 };
enum { UNITS_PER_KPA_10 = 20 };
_Static_assert(MOST_KPA_10 *UNITS_PER_KPA_10 <= UINT16_MAX,
               "an argument holds the highest pressure");

struct instruction {
    const char *name;
    uint8_t type;
    enum plus_error error;
};

static const struct instruction instructions[] = {
    {"STEP", STEP, PLUS_InvalidStepInstruction},
    {"INC", INC, PLUS_InvalidIncrementInstruction},
    {"DEC", DEC, PLUS_InvalidDecrementInstruction},
};

/* A change is units per step as it is tenths of a kPa per second. */
static enum plus_error take_row(const char *statement, struct cpar_row *row)
{
    struct plus_words words;
    int32_t values[2];
    size_t i = 0;
    plus_words_of(statement, &words);
    while (i < 3 && strcmp(words.words[0], instructions[i].name) != 0)
        i++;
    if (i == 3)
        return PLUS_UnknownInstruction;
    const enum plus_error error = plus_integers(statement, instructions[i].name, values, 2);
    if (error == PLUS_InvalidInteger)
        return error;
    if (error != PLUS_FINE || values[0] < 0 || values[1] < 0)
        return instructions[i].error;
    const bool is_step = instructions[i].type == STEP;
    if (values[0] > (is_step ? MOST_KPA_10 : UINT16_MAX))
        return PLUS_CommunicationFailure;
    row->type = instructions[i].type;
    row->argument = (uint16_t)(is_step ? values[0] * UNITS_PER_KPA_10 : values[0]);
    row->steps = ((uint32_t)values[1] + BEAT_MS / 2) / BEAT_MS;
    return PLUS_FINE;
}

static enum plus_error take_head(const char **parameters, int32_t values[3])
{
    static const char *const names[] = {"CHANNEL", "REPEAT", "INSTRUCTIONS"};
    for (size_t i = 0; i < 3; i++) {
        const enum plus_error error = plus_integers(*parameters, names[i], &values[i], 1);
        if (error != PLUS_FINE)
            return error;
        *parameters = plus_next(*parameters);
    }
    return PLUS_FINE;
}

static size_t rows_most(const struct plus *plus)
{
    const uint32_t set = plus->device.settings[CPAR_ROWS];
    return set ? set : ROWS_MOST;
}

static bool is_busy(const struct plus *plus)
{
    return plus->device.state == CPAR_STIMULATING || plus->device.state == CPAR_PENDING;
}

enum plus_error plus_set_waveform(struct plus *plus, const char *parameters, size_t n)
{
    int32_t head[3];
    struct plus_waveform waveform = {0};
    if (n < 4)
        return PLUS_InvalidCommandContent;
    enum plus_error error = take_head(&parameters, head);
    if (error != PLUS_FINE)
        return error;
    if (head[2] < 0 || (size_t)head[2] != n - 3)
        return PLUS_InvalidNumberOfInstructions;
    for (size_t i = 0; i < n - 3; i++) {
        struct cpar_row row = {0};
        error = take_row(parameters, &row);
        if (error != PLUS_FINE)
            return error;
        if (i < CPAR_ROWS_MAX)
            waveform.rows[i] = row;
        parameters = plus_next(parameters);
    }
    if (head[0] < 0 || head[0] >= CPAR_CUFFS || head[1] < 1 || head[1] > REPEAT_MOST ||
        n - 3 > rows_most(plus) || is_busy(plus))
        return PLUS_CommunicationFailure;
    waveform.n_rows = n - 3;
    waveform.repeat = (uint32_t)head[1];
    plus->waveforms[head[0]] = waveform;
    return PLUS_FINE;
}

enum { CRITERION, TRIGGER, OVERRIDE, OUTLET_1, OUTLET_2, PARAMETERS };

static enum plus_error take_start(const char *parameters, int32_t values[PARAMETERS])
{
    static const char *const names[] = {"STOPCRITERION", "EXTERNALTRIGGER", "OVERRIDERATING",
                                        "OUTLET01", "OUTLET02"};
    for (size_t i = 0; i < PARAMETERS; i++) {
        const enum plus_error error = plus_integers(parameters, names[i], &values[i], 1);
        if (error != PLUS_FINE)
            return error;
        parameters = plus_next(parameters);
    }
    return PLUS_FINE;
}

static void route(struct plus *plus, size_t outlet, int32_t from)
{
    struct cpar_cuff *cuff = &plus->device.cuffs[outlet];
    cuff->n_rows = 0;
    cuff->repeat = 1;
    if (from == 0)
        return;
    const struct plus_waveform *waveform = &plus->waveforms[from - 1];
    memcpy(cuff->rows, waveform->rows, sizeof cuff->rows);
    cuff->n_rows = waveform->n_rows;
    cuff->repeat = waveform->repeat;
}

enum plus_error plus_start(const struct cpar_call *call, const char *parameters, size_t n)
{
    enum { CRITERIA = 3, ROUTES = 3 };
    struct plus *plus = plus_of(call);
    int32_t values[PARAMETERS];
    if (n != PARAMETERS)
        return PLUS_InvalidStartCommandContent;
    const enum plus_error error = take_start(parameters, values);
    if (error != PLUS_FINE)
        return error;
    if (values[CRITERION] < 0 || values[CRITERION] >= CRITERIA || values[OUTLET_1] < 0 ||
        values[OUTLET_1] >= ROUTES || values[OUTLET_2] < 0 || values[OUTLET_2] >= ROUTES ||
        !cpar_can_start(&plus->device, values[OVERRIDE] != 0))
        return PLUS_CommunicationFailure;
    route(plus, 0, values[OUTLET_1]);
    route(plus, 1, values[OUTLET_2]);
    if (values[TRIGGER])
        cpar_await_trigger(call, (uint8_t)values[CRITERION]);
    else
        cpar_start(call, (uint8_t)values[CRITERION], false);
    return PLUS_FINE;
}
