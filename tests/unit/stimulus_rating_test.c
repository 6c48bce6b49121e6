/* The continuous rating: what came, when it reached the target, and what is missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/rating_watch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rig {
    void *state;
    struct reactor_io io;
    struct rating_watch_spec spec;
    struct rating_watch_outcome out;
    int done, commands, running;
    uint32_t seq;
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    struct rig *rig = host;
    assert_int_equal(channel.channel, 3);
    assert_int_equal(command->kind, rig->commands == 0 ? COMMAND_STREAM : COMMAND_IDLE);
    assert_int_equal(rig->done, 0);
    rig->commands++;
}

static void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct rig *rig = host;
    (void)t, (void)value;
    rig->running += phase == PHASE_RUNNING;
}

static void on_alarm(void *host, mono_ns t)
{
    (void)host, (void)t;
    fail(); /* it presses nothing by itself */
}

static void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct rig *rig = host;
    (void)t;
    memcpy(&rig->out, outcome, n);
    rig->done++;
    assert_int_equal(rig->done, 1);
}

static void rig_init(struct rig *rig, uint8_t instrument, mono_ns watch_for)
{
    *rig = (struct rig){.spec = rating_watch_defaults()};
    rig->spec.watch_for = watch_for;
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm, NULL};
    rig->state = malloc(rating_watch.state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, rating_watch.state_size);
    struct channel_ref channel = {instrument, 3};
    rating_watch.start(rig->state, MONO_SEC, &rig->spec, &channel, 1, &rig->io);
}

static void rig_rate(struct rig *rig, mono_ns t, double value)
{
    struct event event = {
        .t = t, .value = value, .seq = ++rig->seq, .kind = EVENT_RATING, .channel = 3};
    rating_watch.event(rig->state, &event, &rig->io);
}

static void rig_end(struct rig *rig, mono_ns t, enum end_reason end)
{
    rating_watch.end(rig->state, t, end, &rig->io);
}

static void test_rating_that_never_came_is_missing_not_zero(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, 0, MONO_NEVER);
    assert_true(rating_watch.deadline(rig.state) == 2 * MONO_SEC);
    struct event other = {.t = MONO_SEC, .value = 5, .kind = EVENT_RATING, .channel = 2};
    rating_watch.event(rig.state, &other, &rig.io); /* another slider */
    rig_rate(&rig, MONO_SEC - 1, 5);                /* from before it began */
    rating_watch.tick(rig.state, 2 * MONO_SEC - 1, &rig.io);
    assert_int_equal(rig.done, 0);
    rating_watch.tick(rig.state, 2 * MONO_SEC, &rig.io);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_TIMEOUT);
    assert_false(rig.out.has_rating || rig.out.has_last || rig.out.has_reached);
    assert_int_equal(rig.out.ratings, 0);
    assert_int_equal(rig.commands, 2);
    free(rig.state);
}

static void test_rating_is_summed_up(void **unused)
{
    (void)unused;
    struct rig rig;
    static const double values[] = {0.5, 0, 0.9, 1.0, 4.5, 0.2, 0.9, 1.1, 3, 2};
    rig_init(&rig, 0, MONO_NEVER);
    for (int i = 0; i < 10; i++) {
        rig.seq += i == 4 ? 2 : 0;
        rig_rate(&rig, MONO_SEC + (i + 1) * 50 * MONO_MS, values[i]);
    }
    assert_true(rating_watch.deadline(rig.state) == MONO_NEVER);
    rig_end(&rig, MONO_SEC + 600 * MONO_MS, END_COMPLETED);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_true(rig.out.has_rating && rig.out.has_last && rig.out.has_reached);
    assert_true(fabs(rig.out.last - 2) < 1e-12 && fabs(rig.out.highest - 4.5) < 1e-12);
    assert_true(fabs(rig.out.lowest) < 1e-12);
    assert_int_equal(rig.out.ratings, 10);
    assert_int_equal(rig.out.gaps, 2);
    assert_int_equal(rig.out.lapses, 0);
    assert_true(rig.out.first_ns == MONO_SEC + 50 * MONO_MS);
    assert_true(rig.out.reached_ns == MONO_SEC + 200 * MONO_MS);
    assert_true(rig.out.crossed_ns == MONO_SEC + 400 * MONO_MS); /* the second crossing */
    assert_int_equal(rig.running, 1);
    free(rig.state);
}

static void test_last_rating_of_a_slider_that_fell_silent_is_missing(void **unused)
{
    (void)unused;
    for (int back = 0; back < 2; back++) {
        struct rig rig;
        rig_init(&rig, 0, MONO_NEVER);
        rig_rate(&rig, MONO_SEC + 1, 6);
        if (back)
            rig_rate(&rig, 4 * MONO_SEC, 7);
        if (back)
            rig_rate(&rig, 3 * MONO_SEC, 9); /* out of order: not taken */
        rig_end(&rig, 4500 * MONO_MS, END_STOP);
        assert_int_equal(rig.out.end, END_STOP);
        assert_int_equal(rig.out.has_last, back);
        assert_true(fabs(rig.out.last - (back ? 7 : 0)) < 1e-12);
        assert_int_equal(rig.out.lapses, 1);
        assert_true(rig.out.has_rating && fabs(rig.out.highest - (back ? 7 : 6)) < 1e-12);
        free(rig.state);
    }
}

static void test_rating_outside_the_scale_is_a_fault(void **unused)
{
    (void)unused;
    static const double bad[] = {-0.01, 10.01, NAN, INFINITY};
    for (int i = 0; i < 4; i++) {
        struct rig rig;
        rig_init(&rig, 0, MONO_NEVER);
        rig_rate(&rig, MONO_SEC, 3);
        rig_rate(&rig, MONO_SEC + 1, bad[i]);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.end, END_FAULT);
        assert_int_equal(rig.out.fault, FAULT_RANGE);
        assert_true(fabs(rig.out.highest - 3) < 1e-12);
        free(rig.state);
    }
}

static void test_watch_ends_at_its_bound_by_fault_and_from_outside(void **unused)
{
    (void)unused;
    struct rig rig;
    rig_init(&rig, 0, 500 * MONO_MS);
    rig_rate(&rig, MONO_SEC, 3);
    assert_true(rating_watch.deadline(rig.state) == 1500 * MONO_MS);
    rig_rate(&rig, 1500 * MONO_MS, 4); /* past the bound */
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_int_equal(rig.out.ratings, 1);
    rig_end(&rig, 2 * MONO_SEC, END_STOP);
    assert_int_equal(rig.done, 1);
    free(rig.state);

    rig_init(&rig, 0, MONO_NEVER);
    struct event fault = {.t = MONO_SEC, .kind = EVENT_FAULT, .code = FAULT_LOST};
    rating_watch.event(rig.state, &fault, &rig.io);
    assert_int_equal(rig.out.end, END_FAULT);
    assert_int_equal(rig.out.fault, FAULT_LOST);
    free(rig.state);

    rig_init(&rig, 0, MONO_NEVER);
    rig_end(&rig, MONO_SEC, END_INTERRUPTED);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    free(rig.state);

    rig_init(&rig, INSTRUMENT_BENCH, MONO_NEVER); /* a slider on the screen takes no commands */
    rig_end(&rig, MONO_SEC, END_COMPLETED);
    assert_int_equal(rig.commands, 0);
    assert_false(rig.out.has_rating);
    free(rig.state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rating_that_never_came_is_missing_not_zero),
        cmocka_unit_test(test_rating_is_summed_up),
        cmocka_unit_test(test_last_rating_of_a_slider_that_fell_silent_is_missing),
        cmocka_unit_test(test_rating_outside_the_scale_is_a_fault),
        cmocka_unit_test(test_watch_ends_at_its_bound_by_fault_and_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
