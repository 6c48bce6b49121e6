/* Lutron FG gauges and those that are sold under other names (PCE, RS-Pro, General Tools).
 *
 * They send frames of 16 bytes by themselves and hear nothing: STX, `41`, quantity, unit, polarity,
 * decimals, eight digits, CR. STX begins a frame wherever it comes, and CR ends it.
 *
 * How often they send is not documented. Where `stream` of the bench file says it, missing
 * readings and a line that lags are found; otherwise only what was damaged is counted, and the
 * silence that is a fault follows from the first readings. Zero is taken by the key on the gauge. */
#include "gauge_internal.h"

#include "base/units.h"

enum { STX = 0x02, QUANTITY = 3, UNIT, POLARITY, DECIMALS, DIGITS, FRAME_SIZE = DIGITS + 8 };

static const double newton[] = {
    [UNIT_NEWTON] = 1, N_PER_KGF, N_PER_LBF, N_PER_KGF / 1000, N_PER_OZF};
static const char unit_digits[] = "95678";

static size_t frame_close(struct line_reader *reader, struct line *line, bool terminated)
{
    line->ended = true;
    line->whole = terminated && !reader->spoiled;
    line->length = reader->length;
    reader->length = 0;
    reader->spoiled = !terminated;
    return terminated ? 1 : 0;
}

/* What does not begin with STX may be the plain words of another instrument, and is whole then. */
static size_t take(struct line_reader *reader, const uint8_t *data, size_t n, struct line *line)
{
    *line = (struct line){.text = reader->text};
    for (size_t i = 0; i < n; i++) {
        const uint8_t c = data[i];
        const bool is_end = c == '\r' || c == '\n';
        if (reader->length > 0 && (is_end || c == STX || reader->length == LINE_MAX))
            return i + frame_close(reader, line, is_end);
        if (is_end || c == STX)
            reader->spoiled = false;
        else
            reader->spoiled |= c < 0x20 || c > 0x7e;
        if (!is_end)
            reader->text[reader->length++] = (char)c;
    }
    return n;
}

static bool are_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static struct gauge_reply parse_frame(const char *text)
{
    double digits = 0, scale = 1;
    const char *digit = strchr(unit_digits, text[UNIT]);
    if (text[QUANTITY] == '8')
        return (struct gauge_reply){.kind = GAUGE_NO_FORCE};
    if (text[QUANTITY] != '5' || !digit || text[POLARITY] > '1' || text[DECIMALS] > '3')
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    for (size_t i = DIGITS; i < FRAME_SIZE; i++)
        digits = digits * 10 + (text[i] - '0');
    for (char i = '0'; i < text[DECIMALS]; i++)
        scale *= 10;
    const size_t unit = (size_t)(digit - unit_digits);
    const double force_n = digits / scale * newton[unit];
    return (struct gauge_reply){.kind = GAUGE_READING,
                                .force_n = text[POLARITY] == '1' ? 0 - force_n : force_n,
                                .unit = (uint8_t)unit,
                                .form = force_form(unit, (unsigned)(text[DECIMALS] - '0'))};
}

static struct gauge_reply parse(const struct gauge *gauge, const char *text, size_t n)
{
    (void)gauge;
    if (n != FRAME_SIZE || text[0] != STX || memcmp(text + 1, "41", 2) != 0 ||
        !are_digits(text + 1, n - 1))
        return (struct gauge_reply){.kind = GAUGE_TEXT};
    return parse_frame(text);
}

static const struct gauge_step steps[] = {
    {.awaits = GAUGE_ANY_VALUE, .tries = 1, .is_needed = true, .wait_ms = 1100},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 1, .is_needed = true, .wait_ms = 1000},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 1, .is_needed = true, .wait_ms = 1000},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 1, .is_needed = true, .wait_ms = 1000},
};

static const struct gauge_stream streams[] = {{.hz = 0}};

static const struct gauge_language language = {
    .take = take,
    .parse = parse,
    .streams = streams,
    .n_streams = 1,
    .is_free_running = true,
    .rate_default_hz = 10,
    .rate_max_hz = 60,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .asks_around = true,
    .silence = MONO_SEC,
};

static void lutron_init(void *state, const struct driver_config *config)
{
    gauge_init(state, &language, config);
}

const struct driver driver_lutron = {
    .name = "lutron",
    .title = "Lutron FG force gauges, PCE-FM50, RS-Pro and relatives",
    .document = "Lutron FG-6005SD manual, RS232 PC serial interface",
    .line = {.baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 5208334, /* five bytes that ask around: 50 bits at 9600 baud */
    .announces_within = 5 * MONO_SEC,
    .silence = MONO_SEC,
    .init = lutron_init,
    GAUGE_DRIVER,
};
