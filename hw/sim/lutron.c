/* A Lutron force gauge (FG series, sold also as PCE-FM50 and others), from pressure.md section 3.8.
 *
 * 1. It sends a frame of 16 bytes again and again without being asked, and hears nothing: STX, `4`
 * `1`, `5` for force, unit, sign, number of decimals, eight digits, CR.
 * 2. The torque gauge of the family sends the same frame with `8` and torque units: that is what
 * stands here when another instrument answers.
 * 3. What the document does not say was chosen here: 10 frames per second (setting rate-N, up to
 * the 60 that fit 9600 baud); it wakes up in N; a press is plus; the sign of zero is plus; overload
 * has no word, the number stays where the sensor stops (by fault choice its digits are dashes, or
 * no frame comes). Range and graduation are made up so that the document's example, 12.34 N, can be
 * shown. */
#include "gauge_internal.h"
#include "instruments_internal.h"

#include "base/units.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FRAME_SIZE = 16, DIGITS = 8, RATE_MAX = 60 };

static const struct sim_unit units[] = {
    {"9", "N", 1, 0.01, 2},
    {"5", "kgf", N_PER_KGF, 0.001, 3},
    {"6", "lbf", N_PER_LBF, 0.005, 3},
    {"7", "gf", N_PER_KGF / 1000, 1, 0},
    {"8", "ozf", N_PER_OZF, 0.05, 2},
};

static const struct sim_setting settings[] = {
    [SIM_SETTING_SIGN] = {"press-minus", 0, 0, 0},
    [SIM_SETTING_PACE] = {"rate-", 10, RATE_MAX, 0},
};

static void write_digits(const struct sim_gauge *gauge, double force, char *frame)
{
    const uint8_t decimals = units[gauge->unit].decimals;
    const double value = sim_gauge_in_unit(gauge, force);
    char digits[DIGITS + 1];
    const int n =
        snprintf(digits, sizeof digits, "%0*.0f", DIGITS, round(fabs(value) * pow(10, decimals)));
    assert(n == DIGITS);
    frame[5] = value < 0 ? '1' : '0';
    frame[6] = (char)('0' + decimals);
    memcpy(frame + 7, digits, DIGITS);
}

static void sample(const struct sim_call *call)
{
    struct sim_gauge *gauge = call->gauge;
    const double force = sim_gauge_read_n(gauge, call->t);
    const enum sim_over shows = sim_gauge_shows(gauge, force);
    if (shows == SIM_OVER_SILENT)
        return;
    char frame[FRAME_SIZE] = {0x02, '4', '1', '5', units[gauge->unit].wire[0]};
    write_digits(gauge, force, frame);
    if (shows == SIM_OVER_WORD)
        memset(frame + 7, '-', DIGITS);
    if (gauge->is_other)
        frame[3] = '8', frame[4] = '3';
    frame[FRAME_SIZE - 1] = 0x0d;
    sim_gauge_send(call, frame, sizeof frame);
}

static void begin(void *state, mono_ns t)
{
    struct sim_gauge *gauge = state;
    const uint32_t per_s = gauge->settings[SIM_SETTING_PACE];
    sim_stream_start(&gauge->stream, gauge->sensor.world, t, per_s ? MONO_SEC / per_s : 0);
}

static const struct sim_gauge_kind kind = {
    .capacity_n = 200,
    .resolution_n = 0.01,
    .units = units,
    .n_units = sizeof units / sizeof units[0],
    .unit = 0,
    .over = SIM_OVER_SATURATE,
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .power_on = begin,
    .retune = begin,
    .sample = sample,
};

const struct sim_instrument sim_lutron = {
    .name = "lutron",
    .title = "Lutron FG / PCE-FM force gauge, talks by itself (200 N)",
    .settings = "press-minus, rate-N",
    .baud = 9600,
    .state_size = sizeof(struct sim_gauge),
    SIM_GAUGE(&kind),
};
