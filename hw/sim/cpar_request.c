/* What a CPAR is asked, by generation (pressure.md 4.5 to 4.7). */
#include "cpar_internal.h"

#include <string.h>

enum { NAK_UNKNOWN = 1, NAK_CONTENT = 2 };
enum { ANY_LENGTH = -1, CALIBRATED = 0xc9 };
enum { ROWS_OLD = 20, ROWS_NEW = 25, ROW_SIZE = 5, TYPES = 4 };
enum { MAKER = 3, MAKER_OTHER = 2, IDENTITY_CPAR = 1, IDENTITY_TESTER = 2, CHECKSUM = 0x5a };
enum { MAJOR_OLD = 7, MAJOR_NEW = 8, MINOR_NEW = 1 };
#define RESET_TAKES MONO_SEC

struct request {
    const struct cpar_call *call;
    uint8_t code;
    const uint8_t *data;
    size_t n;
};

static void answer(const struct request *request, const uint8_t *data, size_t n)
{
    cpar_say(request->call, request->code, data, n);
}

static void put_number(uint8_t *out, size_t size, uint32_t value)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(value >> 8 * i);
}

/* ---- who it is ---------------------------------------------------------------------------------- */

static uint8_t identify_old(const struct request *request)
{
    const struct cpar *cpar = request->call->cpar;
    uint8_t out[6] = {cpar->is_other ? IDENTITY_TESTER : IDENTITY_CPAR, MAJOR_OLD, 0, CHECKSUM};
    put_number(out + 4, 2, cpar->serial);
    answer(request, out, sizeof out);
    return 0;
}

static uint8_t identify(const struct request *request)
{
    const struct cpar *cpar = request->call->cpar;
    uint8_t out[64] = {cpar->is_other ? MAKER_OTHER : MAKER};
    put_number(out + 4, 2, cpar->settings[CPAR_TYPE]);
    put_number(out + 6, 4, cpar->serial);
    out[10] = MAJOR_NEW;
    out[11] = MINOR_NEW;
    out[14] = CHECKSUM;
    memcpy(out + 16, cpar->is_other ? "Detectronic" : "Nocitech", cpar->is_other ? 11 : 8);
    memcpy(out + 40, cpar->is_other ? "Pump" : "CPAR", 4);
    answer(request, out, sizeof out);
    return 0;
}

static uint8_t kick(const struct request *request)
{
    struct cpar *cpar = request->call->cpar;
    uint8_t out[4];
    cpar->fed = request->call->t;
    put_number(out, sizeof out, cpar->requests);
    answer(request, out, sizeof out);
    return 0;
}

static uint8_t tell_endianness(const struct request *request)
{
    static const uint8_t one[2] = {1};
    answer(request, one, sizeof one);
    return 0;
}

static uint8_t take_debug_signals(const struct request *request)
{
    if (request->n % 4)
        return NAK_CONTENT;
    answer(request, NULL, 0);
    return 0;
}

/* ---- programs ----------------------------------------------------------------------------------- */

static size_t rows_most(const struct cpar *cpar)
{
    if (cpar->settings[CPAR_ROWS])
        return cpar->settings[CPAR_ROWS];
    return cpar->is_old ? ROWS_OLD : ROWS_NEW;
}

static bool is_program(const struct cpar *cpar, const uint8_t *data, size_t n)
{
    if (n < 2 || (n - 2) % ROW_SIZE || (n - 2) / ROW_SIZE > rows_most(cpar))
        return false;
    if (data[0] >= CPAR_CUFFS || !data[1] || cpar->state == CPAR_STIMULATING)
        return false;
    for (size_t i = 2; i < n; i += ROW_SIZE)
        if (data[i] >= TYPES)
            return false;
    return true;
}

static uint8_t set_waveform(const struct request *request)
{
    struct cpar *cpar = request->call->cpar;
    uint8_t data[2 + ROW_SIZE * CPAR_ROWS_MAX];
    if (!is_program(cpar, request->data, request->n))
        return NAK_CONTENT;
    memcpy(data, request->data, request->n);
    if (cpar->settings[CPAR_MISHEARD] && request->n > 2)
        data[4] ^= 0x08;
    struct cpar_cuff *cuff = &cpar->cuffs[data[0]];
    cuff->repeat = data[1];
    cuff->n_rows = (request->n - 2) / ROW_SIZE;
    for (size_t i = 0; i < cuff->n_rows; i++) {
        const uint8_t *row = data + 2 + ROW_SIZE * i;
        cuff->rows[i] = (struct cpar_row){.type = row[0],
                                          .argument = (uint16_t)(row[1] | row[2] << 8),
                                          .steps = (uint16_t)(row[3] | row[4] << 8)};
    }
    uint8_t crc = sim_crc8(data + 2, request->n - 2);
    if (cpar->settings[CPAR_CRC])
        crc ^= 0xff;
    answer(request, &crc, 1);
    return 0;
}

/* ---- stimuli ------------------------------------------------------------------------------------ */

static uint8_t begin(const struct request *request, bool is_forced)
{
    struct cpar *cpar = request->call->cpar;
    const uint8_t mode = cpar->is_old ? 0 : request->data[1];
    if (request->data[0] > (cpar->is_old ? 1 : 2) || mode > 1)
        return NAK_CONTENT;
    if (!cpar_can_start(cpar, is_forced))
        return (uint8_t)cpar->settings[CPAR_REFUSE];
    answer(request, NULL, 0);
    cpar_start(request->call, request->data[0], mode);
    return 0;
}

static uint8_t start(const struct request *request)
{
    return begin(request, false);
}

static uint8_t force_start(const struct request *request)
{
    return begin(request, true);
}

static uint8_t stop(const struct request *request)
{
    answer(request, NULL, 0);
    cpar_stop(request->call, CPAR_COND_SOFTWARE, CPAR_EVENT_NONE);
    return 0;
}

/* ---- upkeep, of generations A and B ------------------------------------------------------------- */

static uint8_t write_serial(const struct request *request)
{
    request->call->cpar->serial = (uint32_t)(request->data[0] | request->data[1] << 8);
    answer(request, NULL, 0);
    return 0;
}

static uint8_t write_calibration(const struct request *request)
{
    const uint8_t *data = request->data;
    if (data[0] >= CPAR_CALIBRATIONS || data[1] != CALIBRATED || sim_crc8(data + 1, 9) != data[10])
        return NAK_CONTENT;
    memcpy(request->call->cpar->calibrations[data[0]], data + 1, 10);
    answer(request, NULL, 0);
    return 0;
}

static uint8_t read_calibration(const struct request *request)
{
    if (request->data[0] >= CPAR_CALIBRATIONS)
        return NAK_CONTENT;
    answer(request, request->call->cpar->calibrations[request->data[0]], 10);
    return 0;
}

static uint8_t reset(const struct request *request)
{
    answer(request, NULL, 0);
    cpar_restart(request->call->cpar, request->call->t + RESET_TAKES);
    return 0;
}

struct function {
    uint8_t code;
    int length; /* of its data */
    uint8_t (*run)(const struct request *request);
};

static const struct function old_functions[] = {
    {0x01, 0, identify_old},
    {0x02, ANY_LENGTH, set_waveform},
    {0x03, 1, start},
    {0x04, 0, stop},
    {0x05, 2, write_serial},
    {0x06, 11, write_calibration},
    {0x07, 1, read_calibration},
    {0x08, 0, kick},
    {0x09, 0, reset},
    {0x0a, 1, force_start},
};

static const struct function new_functions[] = {
    {0x01, 0, identify},
    {0x02, 0, kick},
    {0x03, 0, tell_endianness},
    {0x04, ANY_LENGTH, take_debug_signals},
    {0x10, ANY_LENGTH, set_waveform},
    {0x11, 2, start},
    {0x12, 2, force_start},
    {0x13, 0, stop},
};

uint8_t cpar_request(const struct cpar_call *call, uint8_t code, const uint8_t *data, size_t n)
{
    const bool is_old = call->cpar->is_old;
    const struct function *functions = is_old ? old_functions : new_functions;
    const size_t n_functions = is_old ? sizeof old_functions / sizeof old_functions[0]
                                      : sizeof new_functions / sizeof new_functions[0];
    const struct request request = {.call = call, .code = code, .data = data, .n = n};
    size_t i = 0;
    while (i < n_functions && functions[i].code != code)
        i++;
    if (i == n_functions)
        return NAK_UNKNOWN;
    call->cpar->requests++;
    if (functions[i].length != ANY_LENGTH && (size_t)functions[i].length != n)
        return NAK_CONTENT;
    return functions[i].run(&request);
}
