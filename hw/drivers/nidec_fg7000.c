/* Nidec-Shimpo FG-7000 and relatives: data transfer protocol V1.0.
 *
 * Requests have no end, and neither have the two acknowledgements, `R` 06 and `R` `P` unit: they
 * are cut out of the stream of lines. A push has a minus by the document, so a press is turned
 * into a positive force whatever `invert` says. */
#include "gauge_internal.h"

#include "base/units.h"

enum { ACKNOWLEDGED = 0x06, UNIT_CODES = 7 };

static const struct force_unit units[] = {
    [UNIT_NEWTON] = {"n", 1},
    {"kn", 1000},
    {"mn", 0.001},
    {"kgf", N_PER_KGF},
    {"gf", N_PER_KGF / 1000},
    {"tf", N_PER_KGF * 1000},
    {"lbf", N_PER_LBF},
    {"klbf", N_PER_LBF * 1000},
    {"ozf", N_PER_OZF},
    {"n.m", 0},
    {"n.cm", 0},
    {"n.mm", 0},
    {"kgf.m", 0},
    {"kgf.cm", 0},
    {"lbf.ft", 0},
    {"lbf.in", 0},
    {"mpa", 0},
};

static bool is_end(uint8_t c)
{
    return c == '\r' || c == '\n';
}

/* The bytes of an acknowledgement go through one by one; 0: this one belongs to a line. */
static size_t acknowledge_take(struct line_reader *reader, uint8_t c, struct line *line)
{
    const size_t length = reader->length;
    const bool begins = length == 0 && c == 'R';
    const bool names_unit = length == 1 && c == 'P';
    const bool is_code = c >= 1 && c <= UNIT_CODES;
    const bool ends =
        (length == 1 && c == ACKNOWLEDGED) || (length == 2 && reader->text[1] == 'P' && is_code);
    if (!begins && !names_unit && !ends)
        return 0;
    reader->text[reader->length++] = (char)c;
    if (ends) {
        line->ended = line->whole = true;
        line->length = reader->length;
        reader->length = 0;
    }
    return 1;
}

static size_t take(struct line_reader *reader, const uint8_t *data, size_t n, struct line *line)
{
    size_t i = 0;
    *line = (struct line){.text = reader->text};
    for (; i < n && reader->length == 0 && is_end(data[i]); i++)
        reader->spoiled = false;
    while (i < n && !reader->spoiled && (reader->length == 0 || reader->text[0] == 'R')) {
        if (acknowledge_take(reader, data[i], line) == 0)
            break;
        i++;
        if (line->ended)
            return i;
    }
    return i == n ? n : i + line_reader_take(reader, data + i, n - i, line);
}

static struct gauge_reply parse(const struct gauge *gauge, const char *text, size_t n)
{
    (void)gauge;
    if (text[0] == 'R' && ((n == 2 && text[1] == ACKNOWLEDGED) || (n == 3 && text[1] == 'P')))
        return (struct gauge_reply){.kind = GAUGE_DONE};
    struct gauge_reply reply = force_text_parse(units, sizeof units / sizeof units[0], text, n);
    if (reply.kind == GAUGE_READING && memcmp(text, "0 ", 2) == 0)
        reply.form = FORCE_FORM_ANY;
    return reply;
}

static const struct gauge_step steps[] = {
    {.awaits = GAUGE_ANY_VALUE, .tries = 3, .is_needed = true, .wait_ms = 150},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
};

static const struct gauge_stream streams[] = {
    {100, GAUGE_FRAME("?C\x05")},
    {50, GAUGE_FRAME("?C\x04")},
    {20, GAUGE_FRAME("?C\x03")},
    {10, GAUGE_FRAME("?C\x02")},
};

static const struct gauge_language language = {
    .take = take,
    .parse = parse,
    /* the first one may be taken for the rest of a half-sent request */
    .flush = {GAUGE_FRAME("?C\xff"), GAUGE_FRAME("?C\xff")},
    .question = {GAUGE_FRAME("?")},
    .zero = GAUGE_FRAME("PZ\0"),
    .streams = streams,
    .n_streams = sizeof streams / sizeof streams[0],
    .stream_stop = GAUGE_FRAME("?C\xff"),
    .rate_default_hz = 50,
    .rate_max_hz = 100,
    .reply_size = 16,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .press_is_minus = true,
    .asks_around = true,
    .silence = 200 * MONO_MS,
};

static void nidec_fg7000_init(void *state, const struct driver_config *config)
{
    gauge_init(state, &language, config);
}

const struct driver driver_nidec_fg7000 = {
    .name = "nidec-fg7000",
    .title = "Nidec-Shimpo FG-7000 force gauges and relatives",
    .document = "Force & Torque Instruments data transfer protocol V1.0",
    .line = {.baud = 38400, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 1302084, /* five bytes that ask around: 50 bits at 38400 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = 250 * MONO_MS,
    .init = nidec_fg7000_init,
    GAUGE_DRIVER,
};
