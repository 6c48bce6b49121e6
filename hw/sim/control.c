#include "sim/control.h"

#include <math.h>
#include <string.h>

static const uint8_t magic[4] = {'L', 'S', 'C', 2};

struct writer {
    uint8_t *at;
};

struct reader {
    const uint8_t *at;
    bool failed;
};

static void put_bits(struct writer *writer, uint64_t bits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *writer->at++ = (uint8_t)(bits >> (8 * i));
}

static void put_double(struct writer *writer, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_bits(writer, bits, sizeof bits);
}

static void put_text(struct writer *writer, const char *text, size_t cap)
{
    const size_t n = strnlen(text, cap - 1);
    memset(writer->at, 0, cap);
    memcpy(writer->at, text, n);
    writer->at += cap;
}

static uint64_t get_bits(struct reader *reader, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)*reader->at++ << (8 * i);
    return bits;
}

static double get_double(struct reader *reader)
{
    const uint64_t bits = get_bits(reader, sizeof bits);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value) || value < 0)
        reader->failed = true;
    return value;
}

static void get_text(struct reader *reader, char *text, size_t cap)
{
    memcpy(text, reader->at, cap);
    if (text[cap - 1])
        reader->failed = true;
    reader->at += cap;
}

static bool get_bool(struct reader *reader)
{
    const uint64_t bits = get_bits(reader, 1);
    if (bits > 1)
        reader->failed = true;
    return bits == 1;
}

static void put_cue(struct writer *writer, const struct sim_cue *cue)
{
    put_text(writer, cue->test, sizeof cue->test);
    put_text(writer, cue->site, sizeof cue->site);
    put_text(writer, cue->side, sizeof cue->side);
    put_bits(writer, cue->trial, 4);
    put_bits(writer, cue->attempt, 4);
    put_bits(writer, cue->practice, 1);
    put_double(writer, cue->rate_kpa_per_s);
    put_double(writer, cue->limit_kpa);
    put_double(writer, cue->probe_area_cm2);
    put_bits(writer, cue->pulses, 1);
    const double train[] = {cue->lead_s, cue->on_s, cue->off_s, cue->level_kpa};
    for (size_t i = 0; i < sizeof train / sizeof train[0]; i++)
        put_double(writer, train[i]);
}

static void get_cue(struct reader *reader, struct sim_cue *cue)
{
    get_text(reader, cue->test, sizeof cue->test);
    get_text(reader, cue->site, sizeof cue->site);
    get_text(reader, cue->side, sizeof cue->side);
    cue->trial = (uint32_t)get_bits(reader, 4);
    cue->attempt = (uint32_t)get_bits(reader, 4);
    cue->practice = get_bool(reader);
    cue->rate_kpa_per_s = get_double(reader);
    cue->limit_kpa = get_double(reader);
    cue->probe_area_cm2 = get_double(reader);
    cue->pulses = (uint32_t)get_bits(reader, 1);
    double *const train[] = {&cue->lead_s, &cue->on_s, &cue->off_s, &cue->level_kpa};
    for (size_t i = 0; i < sizeof train / sizeof train[0]; i++)
        *train[i] = get_double(reader);
}

void sim_control_encode(const struct sim_control *message, uint8_t out[SIM_CONTROL_SIZE])
{
    memset(out, 0, SIM_CONTROL_SIZE);
    memcpy(out, magic, sizeof magic);
    struct writer writer = {.at = out + sizeof magic};
    put_bits(&writer, message->kind, 1);
    put_bits(&writer, (uint64_t)message->t, 8);
    if (message->kind == SIM_CONTROL_CUE)
        put_cue(&writer, &message->cue);
    if (message->kind == SIM_CONTROL_BUTTON || message->kind == SIM_CONTROL_LEAD_BUTTON)
        put_bits(&writer, message->pressed, 1);
    if (message->kind == SIM_CONTROL_LOAD)
        put_double(&writer, message->load_n);
    if (message->kind == SIM_CONTROL_FELT)
        put_double(&writer, message->felt);
    if (message->kind == SIM_CONTROL_LEAD_HAND)
        put_double(&writer, message->share);
    if (message->kind == SIM_CONTROL_LEAD_HAND || message->kind == SIM_CONTROL_LEAD_BUTTON)
        put_bits(&writer, message->is_led, 1);
}

enum status sim_control_decode(const uint8_t in[SIM_CONTROL_SIZE], struct sim_control *message)
{
    memset(message, 0, sizeof *message);
    struct reader reader = {.at = in + sizeof magic};
    const uint64_t kind = get_bits(&reader, 1);
    if (memcmp(in, magic, sizeof magic) != 0 || kind < SIM_CONTROL_CUE || kind > SIM_CONTROL_FELT)
        return STATUS_PROTOCOL;
    message->kind = (enum sim_control_kind)kind;
    message->t = (mono_ns)get_bits(&reader, 8);
    if (kind == SIM_CONTROL_CUE)
        get_cue(&reader, &message->cue);
    if (kind == SIM_CONTROL_BUTTON || kind == SIM_CONTROL_LEAD_BUTTON)
        message->pressed = get_bool(&reader);
    if (kind == SIM_CONTROL_LOAD)
        message->load_n = get_double(&reader);
    if (kind == SIM_CONTROL_FELT)
        message->felt = get_double(&reader);
    if (kind == SIM_CONTROL_LEAD_HAND)
        message->share = get_double(&reader);
    if (kind == SIM_CONTROL_LEAD_HAND || kind == SIM_CONTROL_LEAD_BUTTON)
        message->is_led = get_bool(&reader);
    reader.failed = reader.failed || message->share > 1 || message->felt > 10;
    return reader.failed ? STATUS_PROTOCOL : STATUS_OK;
}
