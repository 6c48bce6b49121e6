/* Imada ZTS and ZTA: the X commands.
 *
 * A record has 20 characters and CR: a letter, sign and five characters of number, and at 15 the
 * unit as an index into the gauge's own list, which is asked for first and is answered by no other
 * gauge. What the other characters mean is not known, and nothing is made of them. Nor is the
 * letter of a single reading: every small one but `p`, which is a peak, stands for the present
 * force.
 *
 * The stream of 2000 per second is thinned out to what was wished for. It does not fit a line of
 * 19200 baud, so the USB port is used. */
#include "gauge_internal.h"

#include "base/units.h"

enum { LETTER, NUMBER_AT = 1, NUMBER = 6, UNIT_AT = 15, RECORD_SIZE = 20 };
enum { LISTED = 6 }; /* units in the gauge's list */

static const struct {
    uint8_t code;
    double newton;
} units[] = {
    [UNIT_NEWTON] = {2, 1},
    {1, 0.001},
    {3, 1000},
    {4, N_PER_KGF / 1000}, /* g and kg of force */
    {5, N_PER_KGF},
    {7, N_PER_KGF / 1000},
    {8, N_PER_KGF},
    {10, N_PER_OZF},
    {11, N_PER_LBF},
    {12, N_PER_LBF * 1000},
};

enum { UNITS = sizeof units / sizeof units[0] };

static size_t unit_find(uint8_t code)
{
    size_t unit = 0;
    while (unit < UNITS && units[unit].code != code)
        unit++;
    return unit;
}

static struct gauge_reply parse_record(const struct gauge *gauge, const char *text)
{
    double value;
    const int decimals = force_field_parse(text + NUMBER_AT, NUMBER, &value);
    const char letter = text[LETTER], index = text[UNIT_AT];
    if (decimals < 0 || letter < 'a' || letter > 'z' || index < '0' || index >= '0' + LISTED)
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    if (letter == 'p')
        return (struct gauge_reply){.kind = GAUGE_PEAK};
    const size_t unit = unit_find(gauge->learned[index - '0']);
    if (unit == UNITS)
        return (struct gauge_reply){.kind = GAUGE_NO_FORCE};
    return (struct gauge_reply){.kind = GAUGE_READING,
                                .force_n = value * units[unit].newton,
                                .unit = (uint8_t)unit,
                                .form = force_form(unit, (unsigned)decimals)};
}

static struct gauge_reply parse(const struct gauge *gauge, const char *text, size_t n)
{
    if (n == RECORD_SIZE)
        return parse_record(gauge, text);
    if (n == 1 && text[0] == 'R')
        return (struct gauge_reply){.kind = GAUGE_DONE};
    if (n == 1 && text[0] == 'E')
        return (struct gauge_reply){.kind = GAUGE_REFUSED};
    return (struct gauge_reply){.kind = GAUGE_TEXT};
}

/* `XFC` and six codes of two digits. */
static bool learn_units(struct gauge *gauge, uint8_t step, const struct line *line)
{
    static const char head[] = "XFC";
    const size_t at = sizeof head - 1;
    (void)step;
    if (line->length != at + 2 * LISTED || memcmp(line->text, head, at) != 0)
        return false;
    for (size_t i = at; i < line->length; i++)
        if (line->text[i] < '0' || line->text[i] > '9')
            return false;
    for (size_t i = 0; i < LISTED; i++) {
        const char *code = line->text + at + 2 * i;
        gauge->learned[i] = (uint8_t)((code[0] - '0') * 10 + (code[1] - '0'));
    }
    return true;
}

static const struct gauge_step steps[] = {
    {.frame = GAUGE_FRAME("XFC\r"),
     .awaits = GAUGE_BIT(GAUGE_TEXT),
     .tries = 3,
     .is_needed = true,
     .wait_ms = 150,
     .refusal = REFUSAL_BY_OTHER},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
};

static const struct gauge_stream streams[] = {{2000, GAUGE_FRAME("XAG\r")}};

static const struct gauge_language language = {
    .take = line_reader_take,
    .parse = parse,
    .learn = learn_units,
    .flush = {GAUGE_FRAME("\r"), GAUGE_FRAME("XAS\r")},
    .question = {GAUGE_FRAME("XAR\r")},
    .zero = GAUGE_FRAME("Z\r"),
    .streams = streams,
    .n_streams = 1,
    .stream_stop = GAUGE_FRAME("XAS\r"),
    .thinned_above_hz = 50,
    .rate_default_hz = 250,
    .rate_max_hz = 2000,
    .reply_size = 21,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .silence = 200 * MONO_MS,
};

static void imada_zt_init(void *state, const struct driver_config *config)
{
    gauge_init(state, &language, config);
}

const struct driver driver_imada_zt = {
    .name = "imada-zt",
    .title = "Imada ZTS and ZTA force gauges (USB)",
    .document = "public programs for the ZTS (X commands)",
    .line = {.baud = 460800, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 86806, /* "XFC" CR: 40 bits at 460800 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = 250 * MONO_MS,
    .init = imada_zt_init,
    GAUGE_DRIVER,
};
