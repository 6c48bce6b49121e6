/* Wagner FPX algometers.
 *
 * `?` is the only command that is known of an FPX. The reply has the grammar of another make's gauges, so
 * a second question tells them apart: `C?` is a question to a gauge of this make, or unknown and
 * then passed over in silence; the other make refuses it.
 *
 * Which sign a press has is not known for certain: `invert` says it. Zero is taken by the key on
 * the gauge. The word for overload is that of a sister model. */
#include "gauge_internal.h"

#include "base/units.h"

static const struct force_unit units[] = {
    [UNIT_NEWTON] = {"n", 1}, {"lbf", N_PER_LBF}, {"kgf", N_PER_KGF}, {"ozf", N_PER_OZF}};

static bool is_overload(const char *text, size_t n)
{
    static const char word[] = "HELP";
    const size_t size = sizeof word - 1;
    const size_t sign = n > 0 && (text[0] == ' ' || text[0] == '-') ? 1 : 0;
    if (n - sign < size || memcmp(text + sign, word, size) != 0)
        return false;
    return n - sign == size || text[sign + size] == ' ';
}

static struct gauge_reply parse(const struct gauge *gauge, const char *text, size_t n)
{
    (void)gauge;
    if (is_overload(text, n))
        return (struct gauge_reply){.kind = GAUGE_OVERLOAD};
    if (n > 0 && text[0] == '*')
        return asterisk_parse(text, n);
    return force_text_parse(units, sizeof units / sizeof units[0], text, n);
}

static const struct gauge_step steps[] = {
    {.awaits = GAUGE_ANY_VALUE, .tries = 3, .is_needed = true, .wait_ms = 150},
    {.frame = GAUGE_FRAME("C?\r\n"),
     .awaits = GAUGE_ANY_VALUE,
     .tries = 1,
     .wait_ms = 150,
     .refusal = REFUSAL_BY_OTHER},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
    {.awaits = GAUGE_BIT(GAUGE_READING), .tries = 3, .is_needed = true, .wait_ms = 150},
};

static const struct gauge_language language = {
    .take = line_reader_take,
    .parse = parse,
    .flush = {GAUGE_FRAME("\r\n")},
    .question = {GAUGE_FRAME("?\r\n")},
    .rate_default_hz = 25,
    .rate_max_hz = 50,
    .reply_size = 16,
    .steps = steps,
    .n_steps = sizeof steps / sizeof steps[0],
    .n_identity = 2,
    .silence = 200 * MONO_MS,
};

static void wagner_fpx_init(void *state, const struct driver_config *config)
{
    gauge_init(state, &language, config);
}

const struct driver driver_wagner_fpx = {
    .name = "wagner-fpx",
    .title = "Wagner FPX algometers",
    .document = "a public program for the FPX; Wagner Force Ten FDX manual, USB data output",
    .line = {.baud = 9600, .data_bits = 8, .stop_bits = 1, .parity = 'N'},
    .longest_frame = 4166667, /* "C?" CR LF: 40 bits at 9600 baud */
    .announces_within = 3 * MONO_SEC,
    .silence = 250 * MONO_MS,
    .init = wagner_fpx_init,
    GAUGE_DRIVER,
};
