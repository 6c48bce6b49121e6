/* How evenly a hand pressed: slope, share in the band and worst window against a slow
 * recomputation; the same curve at another hour; two stimuli at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "stimulus/pressure_ramp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READINGS_MAX = 80000 };

struct sample {
    mono_ns t;
    double kpa;
};

static struct sample curve[READINGS_MAX];

struct run {
    void *state;
    struct reactor_io io;
    struct channel_ref channel;
    struct pressure_ramp_outcome out;
    int done;
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct run *run = host;
    assert_int_equal(channel.channel, run->channel.channel);
    assert_int_equal(command->channel, run->channel.channel);
}

static void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    (void)host, (void)t, (void)phase, (void)value;
}

static void on_alarm(void *host, mono_ns t)
{
    (void)host, (void)t;
    fail(); /* it presses nothing by itself */
}

static void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct run *run = host;
    (void)t;
    memcpy(&run->out, outcome, n);
    run->done++;
}

static void run_start(struct run *run, uint8_t channel, mono_ns now)
{
    struct pressure_ramp_spec spec = pressure_ramp_defaults();
    spec.limit_kpa = 1e6;
    spec.ramp_within = 3600 * MONO_SEC;
    *run = (struct run){.channel = {0, channel}};
    run->io = (struct reactor_io){run, on_command, on_phase, on_done, on_alarm, NULL};
    run->state = malloc(pressure_ramp.state_size);
    assert_non_null(run->state);
    pressure_ramp.start(run->state, now, &spec, &run->channel, 1, &run->io);
}

static void run_read(struct run *run, mono_ns t, double kpa, uint32_t seq)
{
    struct event event = {
        .t = t, .value = kpa, .seq = seq, .kind = EVENT_READING, .channel = run->channel.channel};
    pressure_ramp.event(run->state, &event, &run->io);
}

static void run_press(struct run *run, mono_ns t)
{
    struct event event = {
        .t = t, .value = 1, .kind = EVENT_RESPONSE, .instrument = INSTRUMENT_BENCH};
    pressure_ramp.event(run->state, &event, &run->io);
}

/* Plays curve[0..n) from `origin`, a response at `response`, then lets go. */
static struct pressure_ramp_outcome play(size_t n, mono_ns response, mono_ns origin)
{
    struct run run;
    uint32_t seq = 0;
    run_start(&run, 0, origin);
    run_read(&run, origin, 0, ++seq);
    for (size_t i = 0; i < n; i++) {
        run_read(&run, origin + curve[i].t, curve[i].kpa, ++seq);
        if (i + 1 == n)
            run_press(&run, origin + response);
    }
    for (int i = 1; i <= 10; i++)
        run_read(&run, origin + curve[n - 1].t + i * 4 * MONO_MS, 0, ++seq);
    assert_int_equal(run.done, 1);
    free(run.state);
    return run.out;
}

/* ---- the slow recomputation: every window by itself, in long double */

static bool slow_slope(const struct sample *s, size_t n, double low, double high, double *slope)
{
    long double k = 0, t = 0, p = 0, tt = 0, tp = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i].kpa < low || s[i].kpa > high)
            continue;
        long double x = (long double)(s[i].t - s[0].t) / 1e9L, y = s[i].kpa;
        k += 1, t += x, p += y, tt += x * x, tp += x * y;
    }
    if (k < 3)
        return false;
    *slope = (double)((k * tp - t * p) / (k * tt - t * t));
    return true;
}

struct slow {
    double slope, in_band, worst;
};

/* `s` begins at contact; the band is 40 to 60 kPa/s. */
static struct slow slow_judge(const struct sample *s, size_t n, double value)
{
    struct slow slow = {0};
    assert_true(slow_slope(s, n, 0.2 * value, 0.9 * value, &slow.slope));
    long double inside = 0, all = 0;
    for (size_t i = 1; i < n; i++) {
        if (s[i].t - s[0].t < MONO_SEC)
            continue;
        size_t first = i;
        while (first > 0 && s[i].t - s[first - 1].t <= MONO_SEC / 2 &&
               s[first - 1].t - s[0].t >= MONO_SEC / 2)
            first--;
        double slope;
        mono_ns since = s[i].t - s[i - 1].t;
        if (since > MONO_SEC / 4 || s[i].t - s[first].t < MONO_SEC / 4 ||
            !slow_slope(&s[first], i - first + 1, -INFINITY, INFINITY, &slope))
            continue;
        all += since;
        inside += fabs(slope - 50) <= 10 ? since : 0;
        if (fabs(slope - 50) > fabs(slow.worst - 50) || all <= since)
            slow.worst = slope;
    }
    slow.in_band = (double)(inside / all);
    return slow;
}

/* A hand: a slope that wanders, tremor, and readings with jitter in time and some missing. */
static size_t draw_hand(rng_key key, double seconds)
{
    size_t n = 0;
    mono_ns t = 0;
    double wander = rng_uniform(key, 0) * 6, amount = rng_uniform(key, 1) * 0.5;
    double tremor = rng_uniform(key, 2) * 8, pressure = 25;
    for (uint64_t i = 0; mono_to_sec(t) < seconds; i++) {
        mono_ns dt = 3600000 + (mono_ns)(rng_uniform(key, 3 * i + 10) * 800000);
        if (rng_uniform(key, 3 * i + 11) < 0.01)
            dt *= 1 + (mono_ns)(rng_uniform(key, 3 * i + 12) * 100);
        t += dt;
        double sec = mono_to_sec(t);
        pressure += 50 * (1 + amount * sin(wander * sec)) * mono_to_sec(dt);
        curve[n++] = (struct sample){t, fmax(pressure + tremor * sin(2 * 3.14159 * 9 * sec), 20)};
    }
    return n;
}

static void test_slope_and_band_agree_with_a_slow_recomputation(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        rng_key key = rng_key_seed(seed);
        size_t n = draw_hand(key, 2 + 10 * rng_uniform(key, 3));
        size_t end =
            n - 1 - (size_t)(rng_uniform(key, 4) * 20); /* the response is a little older */
        struct pressure_ramp_outcome out = play(n, curve[end].t, 5 * MONO_SEC);
        print_message("  seed %llu: %zu readings\n", (unsigned long long)seed, n);
        assert_int_equal(out.end, END_RESPONSE);
        assert_true(out.value_kpa >= curve[end].kpa && out.value_kpa <= curve[end].kpa);
        assert_int_equal(out.readings, end + 1);
        struct slow slow = slow_judge(curve, end + 1, out.value_kpa);
        assert_true(out.has_slope && fabs(out.slope_kpa_per_s - slow.slope) < 1e-9);
        assert_true(out.has_in_band && fabs(out.in_band - slow.in_band) < 1e-12);
        assert_true(fabs(out.worst_slope_kpa_per_s - slow.worst) < 1e-8);
        assert_int_equal(out.rate_off, fabs(slow.slope - 50) > 10);
    }
}

static void test_same_curve_at_another_hour_gives_the_same_bits(void **unused)
{
    (void)unused;
    static const mono_ns hours[] = {0, 1, 7 * MONO_SEC + 123456789, 400000 * MONO_SEC + 1,
                                    INT64_MAX / 2 + 77};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        rng_key key = rng_key_seed(seed);
        size_t n = draw_hand(key, 3 + 9 * rng_uniform(key, 3));
        mono_ns response = curve[n - 1].t - 1234567;
        struct pressure_ramp_outcome first = play(n, response, hours[0]);
        print_message("  seed %llu: %.17g kPa\n", (unsigned long long)seed, first.value_kpa);
        for (size_t i = 1; i < sizeof hours / sizeof hours[0]; i++) {
            struct pressure_ramp_outcome out = play(n, response, hours[i]);
            out.armed_ns -= hours[i];
            out.contact_ns -= hours[i];
            out.response_ns -= hours[i];
            out.end_ns -= hours[i];
            out.release_ns -= hours[i];
            assert_memory_equal(&out, &first, sizeof out);
        }
    }
}

static size_t draw_straight(double rate, double seconds, mono_ns step)
{
    size_t n = 0;
    for (mono_ns t = step; mono_to_sec(t) <= seconds; t += step)
        curve[n++] = (struct sample){t, 25 + rate * mono_to_sec(t)};
    return n;
}

struct rate_row {
    double rate;
    bool off;
    double in_band;
    const char *legend;
};

static void test_slope_off_the_target_is_marked(void **unused)
{
    (void)unused;
    static const struct rate_row rows[] = {
        {50, false, 1, "just as asked"},
        {40.5, false, 1, "a little slow, within a fifth"},
        {59.5, false, 1, "a little fast, within a fifth"},
        {39.5, true, 0, "too slow"},
        {60.5, true, 0, "too fast"},
        {200, true, 0, "a stab"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = draw_straight(rows[i].rate, 5, 4 * MONO_MS);
        struct pressure_ramp_outcome out = play(n, curve[n - 1].t, 0);
        print_message("  %s\n", rows[i].legend);
        assert_true(out.has_slope && fabs(out.slope_kpa_per_s - rows[i].rate) < 1e-8);
        assert_int_equal(out.rate_off, rows[i].off);
        assert_true(out.has_in_band && fabs(out.in_band - rows[i].in_band) < 1e-12);
    }
}

static void test_first_half_second_after_contact_does_not_count(void **unused)
{
    (void)unused;
    size_t n = draw_straight(50, 5, 4 * MONO_MS);
    for (size_t i = 0; i < n; i++) /* a hard landing: 60 kPa more within 0.3 s */
        curve[i].kpa += 60 * fmin(1, mono_to_sec(curve[i].t) / 0.3);
    struct pressure_ramp_outcome out = play(n, curve[n - 1].t, 0);
    assert_true(fabs(out.in_band - 1) < 1e-12);
    assert_true(fabs(out.worst_slope_kpa_per_s - 50) < 1e-6);

    n = draw_straight(50, 0.9, 4 * MONO_MS); /* too short to judge windows */
    out = play(n, curve[n - 1].t, 0);
    assert_true(out.has_slope && !out.has_in_band);
}

static void test_long_and_fast_recordings_keep_their_slope(void **unused)
{
    (void)unused;
    static const mono_ns steps[] = {MONO_MS, 2 * MONO_MS, 4 * MONO_MS, 20 * MONO_MS};
    for (size_t i = 0; i < 4; i++) {
        double seconds = i == 0   ? 79
                         : i == 3 ? 1500
                                  : 150; /* more than the trace holds at 333 Hz */
        size_t n = draw_straight(50, seconds, steps[i]);
        struct pressure_ramp_outcome out = play(n, curve[n - 1].t, 0);
        assert_int_equal(out.readings, n);
        assert_true(fabs(out.slope_kpa_per_s - 50) < 1e-6);
        assert_true(fabs(out.in_band - 1) < 1e-12);
        assert_true(fabs(out.worst_slope_kpa_per_s - 50) < 1e-4);
    }
}

/* More than the trace holds: what is dropped is dropped evenly, or the later part would weigh more. */
static void test_long_curve_keeps_the_slope_of_all_its_readings(void **unused)
{
    (void)unused;
    static const double seconds = 235;
    size_t n = 0;
    for (mono_ns t = 0; mono_to_sec(t) < seconds; t += 3 * MONO_MS) {
        const double share = mono_to_sec(t) / seconds;
        curve[n++] = (struct sample){t, 20 + 900 * share * (0.3 + 0.7 * share)};
    }
    const struct pressure_ramp_outcome out = play(n, curve[n - 1].t, 0);
    double slope;
    assert_true(slow_slope(curve, n, 0.2 * out.value_kpa, 0.9 * out.value_kpa, &slope));
    assert_true(fabs(out.slope_kpa_per_s / slope - 1) < 1e-3);
}

/* What the examiner sees live is what is judged. */
static void test_worst_window_is_one_that_was_shown(void **unused)
{
    (void)unused;
    struct run run;
    struct pressure_ramp_live live;
    uint32_t seq = 0;
    double worst = 50;
    run_start(&run, 0, 0);
    run_read(&run, 0, 0, ++seq);
    for (mono_ns t = 4 * MONO_MS; t <= 4 * MONO_SEC; t += 4 * MONO_MS) {
        const double sec = mono_to_sec(t);
        run_read(&run, t, 25 + 50 * sec + 8 * sin(3 * sec), ++seq);
        pressure_ramp.look(run.state, &live);
        if (t - 4 * MONO_MS >= MONO_SEC && live.has_slope &&
            fabs(live.slope_kpa_per_s - 50) > fabs(worst - 50))
            worst = live.slope_kpa_per_s;
    }
    run_press(&run, 4 * MONO_SEC);
    for (int i = 1; i <= 10; i++)
        run_read(&run, 4 * MONO_SEC + i * 4 * MONO_MS, 0, ++seq);
    assert_int_equal(run.done, 1);
    assert_true(run.out.has_in_band);
    assert_true(fabs(run.out.worst_slope_kpa_per_s - worst) < 1e-9);
    free(run.state);
}

static void test_two_probes_at_once_do_not_disturb_each_other(void **unused)
{
    (void)unused;
    struct run runs[2];
    uint32_t seq = 0;
    for (uint8_t c = 0; c < 2; c++)
        run_start(&runs[c], c, 0);
    for (mono_ns t = 0; t < 8 * MONO_SEC; t += 4 * MONO_MS) {
        for (uint8_t c = 0; c < 2; c++) {
            bool pressed = t >= 100 * MONO_MS && !(c == 0 && t > 5 * MONO_SEC) && t < 7 * MONO_SEC;
            double kpa = pressed ? 25 + (40 + 15 * c) * mono_to_sec(t - 100 * MONO_MS) : 0;
            seq++;
            for (int each = 0; each < 2; each++) { /* both hear all readings of the instrument */
                struct event event = {
                    .t = t, .value = kpa, .seq = seq, .kind = EVENT_READING, .channel = c};
                if (!runs[each].done)
                    pressure_ramp.event(runs[each].state, &event, &runs[each].io);
            }
        }
        if (t == 4 * MONO_SEC)
            run_press(&runs[0], t);
        if (t == 6 * MONO_SEC)
            run_press(&runs[1], t);
    }
    for (int c = 0; c < 2; c++) {
        assert_int_equal(runs[c].done, 1);
        assert_int_equal(runs[c].out.end, END_RESPONSE);
        assert_int_equal(runs[c].out.gaps, 0);
        double expected = 25 + (40 + 15 * c) * (c ? 5.9 : 3.9);
        assert_true(fabs(runs[c].out.value_kpa - expected) < 1e-9);
        assert_true(fabs(runs[c].out.slope_kpa_per_s - (40 + 15 * c)) < 1e-8);
        free(runs[c].state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slope_and_band_agree_with_a_slow_recomputation),
        cmocka_unit_test(test_same_curve_at_another_hour_gives_the_same_bits),
        cmocka_unit_test(test_slope_off_the_target_is_marked),
        cmocka_unit_test(test_first_half_second_after_contact_does_not_count),
        cmocka_unit_test(test_long_and_fast_recordings_keep_their_slope),
        cmocka_unit_test(test_long_curve_keeps_the_slope_of_all_its_readings),
        cmocka_unit_test(test_worst_window_is_one_that_was_shown),
        cmocka_unit_test(test_two_probes_at_once_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
