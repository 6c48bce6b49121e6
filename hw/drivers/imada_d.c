/* Imada DPS, DS2, DST, DSV, HTG2: the D protocol.
 *
 * A reply has ten bytes: sign, five characters of number with its point, unit, mode, judgement, CR.
 * The display must show the present force (T): what it holds as a peak (P) is no reading. */
#include "gauge_internal.h"

#include "base/units.h"

enum { NUMBER = 6, UNIT = 6, MODE, JUDGEMENT, REPLY_SIZE };

static const double newton[] = {[UNIT_NEWTON] = 1, N_PER_KGF, N_PER_LBF};
static const char unit_letters[] = "NKO";

static enum gauge_reply_kind reading_kind(char mode, char judgement)
{
    if (!strchr("TP", mode) || !strchr("LOHE", judgement))
        return GAUGE_TEXT;
    if (judgement == 'E')
        return GAUGE_OVERLOAD;
    return mode == 'P' ? GAUGE_PEAK : GAUGE_READING;
}

static struct gauge_reply parse_reading(const char *text)
{
    double value;
    const int decimals = force_field_parse(text, NUMBER, &value);
    const char *letter = strchr(unit_letters, text[UNIT]);
    if (decimals < 0 || !letter)
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    const size_t unit = (size_t)(letter - unit_letters);
    return (struct gauge_reply){.kind = reading_kind(text[MODE], text[JUDGEMENT]),
                                .force_n = value * newton[unit],
                                .unit = (uint8_t)unit,
                                .form = force_form(unit, (unsigned)decimals)};
}

static struct gauge_reply parse(const struct gauge *gauge, const char *text, size_t n)
{
    static const char greeting[] = "Gauge Started";
    (void)gauge;
    if (n == REPLY_SIZE)
        return parse_reading(text);
    if (n == 1 && text[0] == 'R')
        return (struct gauge_reply){.kind = GAUGE_DONE};
    if (n == 1 && text[0] == 'E')
        return (struct gauge_reply){.kind = GAUGE_REFUSED};
    if (n >= sizeof greeting - 1 && memcmp(text, greeting, sizeof greeting - 1) == 0)
        return (struct gauge_reply){.kind = GAUGE_RESTARTED};
    return (struct gauge_reply){.kind = GAUGE_TEXT};
}

static const struct gauge_step steps[] = {
    {.awaits = GAUGE_ANY_VALUE, .tries = 3, .is_needed = true, .wait_ms = 150},
    {.frame = GAUGE_FRAME("T\r"), .awaits = GAUGE_BIT(GAUGE_DONE), .tries = 1, .wait_ms = 150},
    {.frame = GAUGE_FRAME("N\r"),
     .awaits = GAUGE_BIT(GAUGE_DONE),
     .tries = 1,
     .wait_ms = 150,
     .refusal = REFUSAL_OF_UNIT},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
};

static const struct gauge_language language = {
    .take = line_reader_take,
    .parse = parse,
    .flush = {GAUGE_FRAME("\r")},
    .question = {GAUGE_FRAME("D\r")},
    .zero = GAUGE_FRAME("Z\r"),
    .unit = GAUGE_FRAME("N\r"),
    .rate_default_hz = 50,
    .rate_max_hz = 100,
    .reply_size = 10,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .silence = 200 * MONO_MS,
};

static void imada_d_init(void *state, const struct driver_config *config)
{
    gauge_init(state, &language, config);
}

const struct driver driver_imada_d = {
    .name = "imada-d",
    .title = "Imada DPS, DS2, DST, DSV and HTG2 force gauges (RS-232)",
    .document = "public programs for the DST, DSV and HTG2 (D protocol)",
    .line = {.baud = 19200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 1041667, /* "D" CR: 20 bits at 19200 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = 250 * MONO_MS,
    .init = imada_d_init,
    GAUGE_DRIVER,
};
