/* Mark-10 digital force gauges (Gauge Control Language 2): Series 5 and 7, 7i, rebadged relatives,
 * and Series 4.
 *
 * Which reading: `?` and the automatic output follow the mode of the display, and a peak is no
 * reading for a threshold. `?C` is the current reading in every mode, so polls use it; the
 * automatic output is used once CUR is set and not refused. Only Series 4, which knows nothing
 * else, is asked by `?`; there everything else is refused, and unit and mode are those of its
 * display.
 *
 * Setting up: settings are documented without a reply unless wrong. Filters: the display's default
 * of 512 samples at 7000 Hz would delay the automatic output by about 36 ms, which is 1.8 kPa at
 * 50 kPa/s. Manuals disagree which of FLTC and FLTP is which, so both are set to 8 samples.
 *
 * Overload is not documented on the wire: it is recognised only where the configuration says at
 * which force. Minus means tension unless `invert` is set. */
#include "gauge_internal.h"

#include "base/units.h"

static const struct force_unit units[] = {
    [UNIT_NEWTON] = {"n", 1},
    {"kn", 1000},
    {"mn", 0.001},
    {"lbf", N_PER_LBF},
    {"ozf", N_PER_OZF},
    {"kgf", N_PER_KGF},
    {"gf", N_PER_KGF / 1000},
    {"lbfft", 0},
    {"lbfin", 0},
    {"ozfin", 0},
    {"kgfm", 0},
    {"kgfmm", 0},
    {"gfcm", 0},
    {"nm", 0},
    {"ncm", 0},
    {"nmm", 0},
};

static struct gauge_reply parse(const struct gauge *gauge, const char *text, size_t n)
{
    (void)gauge;
    if (n > 0 && text[0] == '*')
        return asterisk_parse(text, n);
    return force_text_parse(units, sizeof units / sizeof units[0], text, n);
}

enum {
    STEP_PROBE,
    STEP_MODEL,
    STEP_FIRMWARE,
    STEP_SERIAL,
    STEP_UNIT,
    STEP_MODE,
    STEP_FORMAT,
    STEP_FILTER_CURRENT,
    STEP_FILTER_DISPLAY,
    STEP_AWAKE,
    STEP_AUTO,
    STEP_LIST,
    STEP_CHECK,
    STEPS
};

/* clang-format off */
#define ASK(text, ms) {.frame = GAUGE_FRAME(text), .awaits = GAUGE_BIT(GAUGE_TEXT), .tries = 1, .wait_ms = (ms)}
/* a refusal at 9600 baud through a slow adapter comes within 50 ms */
#define SET(text, if_refused) {.frame = GAUGE_FRAME(text), .tries = 1, .wait_ms = 50, .refusal = (if_refused)}

static const struct gauge_step steps[STEPS] = {
    [STEP_PROBE] = {.awaits = GAUGE_ANY_VALUE, .tries = 3, .is_needed = true, .wait_ms = 150},
    [STEP_MODEL] = ASK("RM\r", 150),
    [STEP_FIRMWARE] = ASK("RV\r", 150),
    [STEP_SERIAL] = ASK("RS\r", 150),
    [STEP_UNIT] = SET("N\r", REFUSAL_OF_UNIT),
    [STEP_MODE] = SET("CUR\r", REFUSAL_OF_STREAM),
    [STEP_FORMAT] = SET("FULL\r", REFUSAL_IS_BORNE),
    [STEP_FILTER_CURRENT] = SET("FLTC3\r", REFUSAL_IS_BORNE),
    [STEP_FILTER_DISPLAY] = SET("FLTP3\r", REFUSAL_IS_BORNE),
    [STEP_AWAKE] = SET("AOFF0\r", REFUSAL_IS_BORNE),
    [STEP_AUTO] = SET("AOUT0\r", REFUSAL_OF_STREAM),
    [STEP_LIST] = ASK("LIST\r", 200),
    [STEP_CHECK] = {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 4, .is_needed = true, .wait_ms = 150},
};
/* clang-format on */

static void store_text(char *out, size_t cap, const struct line *line)
{
    const size_t n = line->length < cap ? line->length : cap - 1;
    memcpy(out, line->text, n);
    out[n] = '\0';
}

/* In a peak mode the automatic output would send peaks; `?C` is real time in every mode. */
static bool list_names_peak_mode(const struct line *line)
{
    static const char *const modes[] = {";PT;", ";PC;", ";PCW;", ";PCCW;"};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (memmem(line->text, line->length, modes[i], strlen(modes[i])))
            return true;
    return false;
}

static bool learn(struct gauge *gauge, uint8_t step, const struct line *line)
{
    struct instrument_identity *identity = &gauge->identity;
    if (step == STEP_MODEL)
        store_text(identity->model, sizeof identity->model, line);
    else if (step == STEP_FIRMWARE)
        store_text(identity->firmware, sizeof identity->firmware, line);
    else if (step == STEP_SERIAL)
        store_text(identity->serial, sizeof identity->serial, line);
    else if (list_names_peak_mode(line))
        gauge->can_stream = false;
    return true;
}

/* The automatic output has these rates; 1 is left out because the gauge makes 50 of it, 2 and 5
 * because polling does them without outliving the silence limit. */
static const struct gauge_stream streams[] = {
    {250, GAUGE_FRAME("AOUT250\r")}, {125, GAUGE_FRAME("AOUT125\r")}, {50, GAUGE_FRAME("AOUT50\r")},
    {25, GAUGE_FRAME("AOUT25\r")},   {10, GAUGE_FRAME("AOUT10\r")},
};

static const struct gauge_language language = {
    .take = line_reader_take,
    .parse = parse,
    .learn = learn,
    .flush = {GAUGE_FRAME("\r"), GAUGE_FRAME("AOUT0\r")},
    .question = {GAUGE_FRAME("?C\r"), GAUGE_FRAME("?\r")},
    .zero = GAUGE_FRAME("Z\r"),
    .unit = GAUGE_FRAME("N\r"),
    .streams = streams,
    .n_streams = sizeof streams / sizeof streams[0],
    .stream_stop = GAUGE_FRAME("AOUT0\r"),
    .rate_default_hz = 50,
    .rate_max_hz = 250,
    .reply_size = 16,
    .steps = steps,
    .n_steps = STEPS,
    .n_identity = STEP_SERIAL + 1,
    .has_words = true,
    .silence = 250 * MONO_MS,
};

static void mark10_init(void *state, const struct driver_config *config)
{
    gauge_init(state, &language, config);
}

const struct driver driver_mark10 = {
    .name = "mark10",
    .title = "Mark-10 force gauges, Series 5/7, 7i, 4 and relatives",
    .document = "Mark-10 M5I manual sections 9 and 13; Series 5, 7, 4 user's guides (GCL2)",
    .line = {.baud = 115200, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 694444, /* "AOUT250" and CR: 80 bits at 115200 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = 250 * MONO_MS,
    .init = mark10_init,
    GAUGE_DRIVER,
};
