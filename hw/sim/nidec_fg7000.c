/* A Nidec-Shimpo FG-7000 force gauge ("Force & Torque Instruments data transfer protocol V1.0"),
 * from pressure.md section 3.5, on its RS-232 port.
 *
 * 1. Requests have no terminator: `?` alone asks for one value, but is also how `? C n` begins. A
 * request that is not continued within 5 ms (a setting) is taken for what it is by then: `?` alone
 * is answered, anything else forgotten. Bytes that begin no request are skipped in silence.
 * 2. `[-]value SP unit CR`, never a plus sign; a push is minus. Exactly zero is sent as the
 * document's example has it, `0 N` (setting long-zero: with all its decimals).
 * 3. A stream runs at 10, 20, 50 or 100 per second and ends by `? C FF`, which is not answered.
 * 4. The codes of `S P n` are all torque: none of them is available here, so the unit stays, and as
 * the document knows only the answer to a unit that was taken, none is sent (setting unit-answer:
 * the code asked for comes back all the same).
 * 5. What the document does not say was chosen here: it wakes up quiet and in N; overload has no
 * word, the number stays where the sensor stops (by fault choice the word OVER, or nothing). The
 * memory upload is of the USB port and not simulated. */
#include "gauge_internal.h"
#include "instruments_internal.h"

#include "base/units.h"

#include <string.h>

enum { REQUEST_SIZE = 3 };
enum { SETTING_GAP = SIM_SETTING_OWN, SETTING_LONG_ZERO, SETTING_UNIT_ANSWER };

struct nidec {
    struct sim_gauge gauge;
    uint8_t heard[REQUEST_SIZE];
    size_t n_heard;
    mono_ns heard_at; /* the last byte */
};

static const struct sim_unit units[] = {
    {"N", "N", 1, 0.1, 1},
    {"kgf", "kgf", N_PER_KGF, 0.01, 2},
    {"lbf", "lbf", N_PER_LBF, 0.02, 2},
    {"gf", "gf", N_PER_KGF / 1000, 10, 0},
    {"ozf", "ozf", N_PER_OZF, 0.5, 1},
    {"kN", "kN", 1000, 0.0001, 4},
    {"N.cm", "N.cm", 1, 0.1, 1}, /* what the torque gauge of the family shows */
};
enum { UNIT_TORQUE = sizeof units / sizeof units[0] - 1 };

static const struct sim_setting settings[] = {
    [SIM_SETTING_SIGN] = {"press-plus", 0, 0, 0},
    [SIM_SETTING_PACE] = {"answer-", 2, 1000, 0},
    [SETTING_GAP] = {"gap-", 5, 1000, 0},
    [SETTING_LONG_ZERO] = {"long-zero", 0, 0, 0},
    [SETTING_UNIT_ANSWER] = {"unit-answer", 0, 0, 0},
};

static void say_reading(const struct sim_call *call, int unused)
{
    (void)unused;
    struct sim_gauge *gauge = call->gauge;
    const double force = sim_gauge_read_n(gauge, call->t);
    const enum sim_over shows = sim_gauge_shows(gauge, force);
    if (shows == SIM_OVER_SILENT)
        return;
    const bool is_short =
        sim_gauge_in_unit(gauge, force) == 0 && !gauge->settings[SETTING_LONG_ZERO];
    char number[24];
    sim_gauge_write(gauge, force, number);
    sim_gauge_say(call, "%s %s\r",
                  shows == SIM_OVER_WORD ? "OVER"
                  : is_short             ? "0"
                                         : number,
                  units[gauge->is_other ? UNIT_TORQUE : gauge->unit].wire);
}

static void stream(const struct sim_call *call, int per_s)
{
    sim_gauge_stream(call->gauge, call->t, (uint32_t)per_s);
}

static void do_zero(const struct sim_call *call, int unused)
{
    (void)unused;
    sim_sensor_zero(&call->gauge->sensor, call->t, 0);
    sim_gauge_send(call, "\x52\x06", 2);
}

static void set_unit(const struct sim_call *call, int code)
{
    const uint8_t answer[] = {0x52, 0x50, (uint8_t)code};
    if (call->gauge->settings[SETTING_UNIT_ANSWER])
        sim_gauge_send(call, answer, sizeof answer);
}

struct row {
    uint8_t request[REQUEST_SIZE];
    size_t n;
    void (*run)(const struct sim_call *call, int value);
    int value;
};

static const struct row rows[] = {
    {{'?'}, 1, say_reading, 0}, /* first: the only one that others begin with */
    {{0x3f, 0x43, 0x01}, 3, say_reading, 0},
    {{0x3f, 0x43, 0x02}, 3, stream, 10},
    {{0x3f, 0x43, 0x03}, 3, stream, 20},
    {{0x3f, 0x43, 0x04}, 3, stream, 50},
    {{0x3f, 0x43, 0x05}, 3, stream, 100},
    {{0x3f, 0x43, 0xff}, 3, stream, 0},
    {{0x50, 0x5a, 0x00}, 3, do_zero, 0},
    {{0x53, 0x50, 0x01}, 3, set_unit, 1},
    {{0x53, 0x50, 0x02}, 3, set_unit, 2},
    {{0x53, 0x50, 0x03}, 3, set_unit, 3},
    {{0x53, 0x50, 0x04}, 3, set_unit, 4},
    {{0x53, 0x50, 0x05}, 3, set_unit, 5},
    {{0x53, 0x50, 0x06}, 3, set_unit, 6},
    {{0x53, 0x50, 0x07}, 3, set_unit, 7},
};

static void obey(const struct sim_call *call, const char *command)
{
    const struct row *row = &rows[command[0] - 1];
    row->run(call, row->value);
}

static void sample(const struct sim_call *call)
{
    say_reading(call, 0);
}

static void hear_row(struct nidec *nidec, mono_ns t, size_t row)
{
    const char command[] = {(char)(row + 1), '\0'};
    sim_gauge_hear(&nidec->gauge, t, command);
}

/* The row that what was heard is (`is_whole`), or is the beginning of; none: their number. */
static size_t find_row(const struct nidec *nidec, bool is_whole)
{
    const size_t n_rows = sizeof rows / sizeof rows[0];
    size_t i = 0;
    while (i < n_rows && ((is_whole ? rows[i].n != nidec->n_heard : rows[i].n <= nidec->n_heard) ||
                          memcmp(rows[i].request, nidec->heard, nidec->n_heard) != 0))
        i++;
    return i;
}

/* `is_over`: nothing more belongs to what was heard. */
static void understand(struct nidec *nidec, mono_ns t, bool is_over)
{
    const size_t none = sizeof rows / sizeof rows[0];
    while (nidec->n_heard) {
        const size_t whole = find_row(nidec, true);
        const bool can_go_on = find_row(nidec, false) < none;
        if (can_go_on && !is_over)
            return;
        if (whole < none) {
            hear_row(nidec, t, whole);
            nidec->n_heard = 0;
            return;
        }
        if (nidec->heard[0] == '?')
            hear_row(nidec, t, 0);
        memmove(nidec->heard, nidec->heard + 1, --nidec->n_heard);
    }
}

static mono_ns gap_ends(const struct nidec *nidec)
{
    return nidec->n_heard ? nidec->heard_at + nidec->gauge.settings[SETTING_GAP] * MONO_MS
                          : MONO_NEVER;
}

static void tick(void *state, mono_ns now, const struct sim_io *io)
{
    struct nidec *nidec = state;
    if (gap_ends(nidec) <= now)
        understand(nidec, gap_ends(nidec), true);
    sim_gauge_tick(state, now, io);
}

static void bytes(void *state, mono_ns t, const uint8_t *data, size_t n, const struct sim_io *io)
{
    struct nidec *nidec = state;
    tick(state, t, io);
    for (size_t i = 0; i < n; i++) {
        nidec->heard[nidec->n_heard++] = data[i];
        nidec->heard_at = t;
        understand(nidec, t, false);
    }
}

static mono_ns deadline(const void *state)
{
    return mono_min(gap_ends(state), sim_gauge_deadline(state));
}

static void power_on(void *state, mono_ns t)
{
    struct nidec *nidec = state;
    (void)t;
    nidec->n_heard = 0;
}

static const struct sim_gauge_kind kind = {
    .capacity_n = 500,
    .resolution_n = 0.1,
    .units = units,
    .n_units = sizeof units / sizeof units[0],
    .unit = 0,
    .press_is_minus = true,
    .over = SIM_OVER_SATURATE,
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .power_on = power_on,
    .obey = obey,
    .sample = sample,
};

const struct sim_instrument sim_nidec_fg7000 = {
    .name = "nidec-fg7000",
    .title = "Nidec-Shimpo FG-7000 force gauge (500 N)",
    .settings = "press-plus, answer-MS, gap-MS, long-zero, unit-answer",
    .baud = 38400,
    .state_size = sizeof(struct nidec),
    .model = &kind,
    .init = sim_gauge_init,
    .bytes = bytes,
    .tick = tick,
    .deadline = deadline,
    .output = sim_gauge_output,
    .can = sim_gauge_can,
    .act = sim_gauge_act,
};
