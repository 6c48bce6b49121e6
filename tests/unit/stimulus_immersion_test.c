/* Cold by hand: every order of marks, the clock, ratings, stops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stimulus/immersion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rig {
    const struct reactor *reactor;
    void *state;
    struct reactor_io io;
    struct immersion_outcome out;
    int done, alarms, phases[PHASE_RELEASED + 1];
    mono_ns began, now;
};

static void on_command(void *host, struct channel_ref channel, const struct command *command)
{
    (void)host, (void)channel, (void)command;
    fail_msg("there is nothing to command");
}

static void on_phase(void *host, mono_ns t, enum phase phase, double value)
{
    struct rig *rig = host;
    (void)t;
    assert_true(value >= 0);
    rig->phases[phase]++;
}

static void on_alarm(void *host, mono_ns t)
{
    struct rig *rig = host;
    (void)t;
    assert_int_equal(rig->done, 0);
    rig->alarms++;
}

static void on_done(void *host, mono_ns t, const void *outcome, size_t n)
{
    struct rig *rig = host;
    (void)t;
    assert_int_equal(n, sizeof rig->out);
    memcpy(&rig->out, outcome, n);
    assert_int_equal(++rig->done, 1);
}

enum { BATH = 2 };

static void rig_begin_with(struct rig *rig, const struct reactor *reactor,
                           const struct immersion_spec *spec, size_t n_channels)
{
    const struct channel_ref bath = {.instrument = BATH};
    *rig = (struct rig){.reactor = reactor, .began = 7 * MONO_SEC, .now = 7 * MONO_SEC};
    rig->io = (struct reactor_io){rig, on_command, on_phase, on_done, on_alarm, NULL};
    rig->state = malloc(reactor->state_size);
    assert_non_null(rig->state);
    memset(rig->state, 0xa5, reactor->state_size);
    reactor->start(rig->state, rig->now, spec, n_channels > 0 ? &bath : NULL, n_channels, &rig->io);
}

static void rig_begin(struct rig *rig, const struct reactor *reactor,
                      const struct immersion_spec *spec)
{
    rig_begin_with(rig, reactor, spec, 0);
}

static void rig_end(struct rig *rig)
{
    free(rig->state);
}

/* To `s` seconds after the start, by way of every deadline. */
static void rig_go(struct rig *rig, double s)
{
    const mono_ns until = rig->began + mono_from_sec(s);
    while (!rig->done && rig->reactor->deadline(rig->state) <= until) {
        const mono_ns due = rig->reactor->deadline(rig->state);
        assert_true(due > rig->now || rig->now == rig->began);
        rig->now = due;
        rig->reactor->tick(rig->state, due, &rig->io);
    }
    rig->now = until;
}

static void rig_event(struct rig *rig, double s, uint8_t kind, uint8_t code, double value)
{
    const struct event event = {.t = rig->began + mono_from_sec(s),
                                .kind = kind,
                                .instrument = INSTRUMENT_BENCH,
                                .code = code,
                                .value = value};
    rig->reactor->event(rig->state, &event, &rig->io);
}

static void mark_late(struct rig *rig, double s, enum observation mark, double value, double comes)
{
    rig_go(rig, comes);
    if (!rig->done)
        rig_event(rig, s, EVENT_MARK, (uint8_t)mark, value);
}

static void mark(struct rig *rig, double s, enum observation what)
{
    mark_late(rig, s, what, 0, s);
}

static void rate(struct rig *rig, double s, double value)
{
    mark_late(rig, s, OBSERVED_RATING, value, s);
}

static void press(struct rig *rig, double s)
{
    rig_go(rig, s);
    rig_event(rig, s, EVENT_RESPONSE, 0, 1);
    rig_event(rig, s + 0.1, EVENT_RESPONSE, 0, 0);
}

static double lasted(const struct rig *rig)
{
    return mono_to_sec(rig->out.end_ns - rig->out.on_ns);
}

static double pain(const struct rig *rig)
{
    return mono_to_sec(rig->out.pain_ns - rig->out.on_ns);
}

static void begin(struct rig *rig)
{
    const struct immersion_spec spec = immersion_defaults();
    rig_begin(rig, &immersion, &spec);
}

static void begin_timed(struct rig *rig)
{
    const struct immersion_spec spec = timed_contact_defaults();
    rig_begin(rig, &timed_contact, &spec);
}

/* ---- to tolerance */

static void threshold_and_tolerance_count_from_when_it_was_on(void **state)
{
    (void)state;
    for (int by_button = 0; by_button < 2; by_button++) {
        struct rig rig;
        begin(&rig);
        mark(&rig, 5, OBSERVED_ON);
        if (by_button)
            press(&rig, 12.5);
        else
            mark(&rig, 12.5, OBSERVED_PAIN);
        mark(&rig, 25, OBSERVED_OFF);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.end, END_RESPONSE);
        assert_true(rig.out.has_pain && fabs(pain(&rig) - 7.5) < 1e-6);
        assert_true(fabs(lasted(&rig) - 20) < 1e-6 && rig.out.is_off);
        assert_true(rig.out.off_ns == rig.out.end_ns && rig.out.strays == 0);
        assert_int_equal(rig.phases[PHASE_RUNNING], 1);
        assert_int_equal(rig.phases[PHASE_RELEASED], 1);
        rig_end(&rig);
    }
}

static void off_before_it_hurts_leaves_first_pain_missing(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 1, OBSERVED_ON);
    mark(&rig, 9, OBSERVED_OFF);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_false(rig.out.has_pain);
    assert_true(rig.out.pain_ns == 0 && fabs(lasted(&rig) - 8) < 1e-6);
    rig_end(&rig);
}

static void a_response_before_it_is_on_is_early(void **state)
{
    (void)state;
    for (int by_button = 0; by_button < 2; by_button++) {
        struct rig rig;
        begin(&rig);
        if (by_button)
            press(&rig, 3);
        else
            mark(&rig, 3, OBSERVED_PAIN);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.end, END_EARLY);
        assert_true(rig.out.on_ns == 0 && rig.out.is_off);
        assert_int_equal(rig.phases[PHASE_RELEASE], 0);
        rig_end(&rig);
    }
}

/* Every order of four marks, each once or not at all: whatever comes, it comes to one end, and no number is made up. */
static void every_order_comes_to_one_honest_end(void **state)
{
    (void)state;
    const struct reactor *const both[] = {&immersion, &timed_contact};
    for (int order = 0; order < 2 * 5 * 5 * 5 * 5; order++) {
        struct rig rig;
        bool is_on = false, has_pain = false;
        const struct immersion_spec spec =
            order % 2 ? timed_contact_defaults() : immersion_defaults();
        rig_begin(&rig, both[order % 2], &spec);
        for (int i = 0, left = order / 2; i < 4; i++, left /= 5) {
            const uint8_t code = (uint8_t)(left % 5);
            if (rig.done || code > OBSERVED_RATING)
                continue;
            is_on = is_on || code == OBSERVED_ON;
            has_pain = has_pain || (is_on && code == OBSERVED_PAIN);
            mark_late(&rig, i + 1, (enum observation)code, 5, i + 1);
        }
        rig_go(&rig, 800);
        if (!rig.done) { /* still on: nobody has marked it off, and the alarm has been raised */
            assert_int_equal(rig.alarms, 1);
            rig.reactor->released(rig.state, rig.now, &rig.io);
            assert_false(rig.out.is_off);
        }
        rig_go(&rig, 900);
        assert_int_equal(rig.done, 1);
        assert_true(rig.out.on_ns == 0 || rig.out.end_ns >= rig.out.on_ns);
        assert_int_equal(rig.out.has_pain, has_pain && rig.out.on_ns > 0);
        if (rig.out.on_ns == 0)
            assert_true(rig.out.end == END_EARLY || rig.out.end == END_TIMEOUT);
        else if (order % 2)
            assert_true(rig.out.end == END_COMPLETED || rig.out.end == END_WITHDRAWN);
        else
            assert_true(rig.out.end == END_RESPONSE || rig.out.end == END_LIMIT);
        rig_end(&rig);
    }
}

static void the_limit_is_exact_and_it_is_waited_until_it_is_off(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rig_go(&rig, 122.5);
    assert_int_equal(rig.phases[PHASE_RELEASE], 1);
    assert_int_equal(rig.done, 0);
    rate(&rig, 123, 8);
    mark(&rig, 124, OBSERVED_OFF);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_LIMIT);
    assert_true(lasted(&rig) == 120 && rig.out.is_off);
    assert_true(rig.out.off_ns - rig.out.end_ns == 2 * MONO_SEC);
    assert_int_equal(rig.alarms, 0);
    rig_end(&rig);
}

/* The key was down before the clock had run out; the mark came after. */
static void what_was_marked_before_an_end_and_comes_after_it_stands(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    mark_late(&rig, 121.9, OBSERVED_OFF, 0, 122.1);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(fabs(lasted(&rig) - 119.9) < 1e-6);
    assert_int_equal(rig.out.n_due, 3);
    rig_end(&rig);
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rig_go(&rig, 20);
    immersion.end(rig.state, rig.now, END_STOP, &rig.io);
    mark_late(&rig, 19.9, OBSERVED_OFF, 0, 20.1);
    assert_int_equal(rig.out.end, END_RESPONSE);
    rig_end(&rig);
}

/* Out of the water before the button was pressed, though the press was heard first. */
static void what_comes_after_it_was_off_was_not_in_it(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rate(&rig, 32.1, 4);
    press(&rig, 32.2);
    mark_late(&rig, 31.9, OBSERVED_OFF, 0, 32.5);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_false(rig.out.has_pain);
    assert_true(rig.out.pain_ns == 0 && rig.out.n_due == 0 && rig.out.rated == 0);
    rig_end(&rig);
}

static void a_stop_keeps_first_pain_and_gives_no_tolerance(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    mark(&rig, 10, OBSERVED_PAIN);
    rig_go(&rig, 20);
    immersion.end(rig.state, rig.now, END_STOP, &rig.io);
    assert_int_equal(rig.done, 0); /* the hand is still in */
    assert_int_equal(rig.phases[PHASE_RELEASE], 1);
    mark(&rig, 21, OBSERVED_OFF);
    assert_int_equal(rig.out.end, END_STOP);
    assert_true(rig.out.has_pain && fabs(pain(&rig) - 8) < 1e-6);
    rig_end(&rig);
    begin(&rig);
    immersion.end(rig.state, rig.now, END_STOP, &rig.io);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_STOP);
    rig_end(&rig);
}

static void not_off_for_too_long_is_an_alarm_and_it_ends_when_released(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rig_go(&rig, 151.9);
    assert_int_equal(rig.alarms, 0);
    rig_go(&rig, 500);
    assert_int_equal(rig.alarms, 1);
    immersion.released(rig.state, rig.now, &rig.io);
    assert_int_equal(rig.done, 1);
    assert_false(rig.out.is_off);
    assert_int_equal(rig.out.end, END_LIMIT);
    rig_end(&rig);
}

static void a_button_that_hangs_ends_it(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rig_event(&rig, 4, EVENT_NOTICE, NOTICE_BUTTON_STUCK, 0);
    mark(&rig, 5, OBSERVED_OFF);
    assert_int_equal(rig.out.end, END_INTERRUPTED);
    rig_end(&rig);
}

static void more_presses_and_marks_out_of_place_are_counted_and_change_nothing(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 1, OBSERVED_OFF); /* nothing is on */
    rate(&rig, 1.5, 3);
    mark(&rig, 2, OBSERVED_ON);
    mark(&rig, 3, OBSERVED_ON);
    rate(&rig, 4, 5); /* none is due */
    press(&rig, 10);
    press(&rig, 12);
    mark_late(&rig, 0.5, OBSERVED_OFF, 0, 13); /* from before it was on */
    mark(&rig, 20, OBSERVED_OFF);
    assert_int_equal(rig.out.end, END_RESPONSE);
    assert_true(fabs(pain(&rig) - 8) < 1e-6 && fabs(lasted(&rig) - 18) < 1e-6);
    assert_int_equal(rig.out.strays, 6);
    rig_end(&rig);
}

/* ---- ratings */

static void a_rating_counts_for_the_newest_that_was_due(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rate(&rig, 33, 4);   /* of 30 s */
    rate(&rig, 35, 4.5); /* mistyped before */
    rate(&rig, 95, 7);   /* of 90 s; that of 60 s was not given */
    rate(&rig, 96, 11);  /* no such rating */
    mark(&rig, 100, OBSERVED_OFF);
    assert_int_equal(rig.out.n_due, 3);
    assert_int_equal(rig.out.rated, 1 << 0 | 1 << 2);
    assert_true(rig.out.ratings[0] == 4.5f && rig.out.ratings[2] == 7);
    assert_int_equal(rig.out.strays, 1);
    rig_end(&rig);
}

static void the_rating_that_falls_due_at_the_end_is_waited_for(void **state)
{
    (void)state;
    for (int given = 0; given < 2; given++) {
        struct rig rig;
        begin(&rig);
        mark(&rig, 2, OBSERVED_ON);
        rig_go(&rig, 122);
        mark(&rig, 122.5, OBSERVED_OFF);
        assert_int_equal(rig.done, 0);
        if (given)
            rate(&rig, 125, 9);
        rig_go(&rig, 140);
        assert_int_equal(rig.done, 1);
        assert_int_equal(rig.out.end, END_LIMIT);
        assert_int_equal(rig.out.n_due, 4);
        assert_int_equal(rig.out.rated, given ? 1 << 3 : 0);
        rig_end(&rig);
    }
}

static void a_screen_sees_that_a_rating_is_due(void **state)
{
    (void)state;
    struct rig rig;
    struct immersion_live live;
    begin(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rig_go(&rig, 31);
    immersion.look(rig.state, &live);
    assert_false(live.wants_rating);
    assert_true(live.due_ns == rig.began + 32 * MONO_SEC && live.limit == 120 * MONO_SEC);
    rig_go(&rig, 33);
    immersion.look(rig.state, &live);
    assert_true(live.wants_rating && live.n_due == 1 && live.step == IMMERSION_ON);
    rate(&rig, 34, 2);
    immersion.look(rig.state, &live);
    assert_false(live.wants_rating);
    rig_end(&rig);
}

/* ---- for a fixed time */

static void ice_is_rated_when_its_time_is_over(void **state)
{
    (void)state;
    struct rig rig;
    begin_timed(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rate(&rig, 5, 3); /* not over yet */
    mark(&rig, 6, OBSERVED_PAIN);
    mark(&rig, 12.4, OBSERVED_OFF);
    assert_int_equal(rig.done, 0);
    rate(&rig, 15, 6);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_true(rig.out.has_rating && rig.out.rating == 6 && lasted(&rig) == 10);
    assert_true(rig.out.has_pain && fabs(pain(&rig) - 4) < 1e-6);
    assert_int_equal(rig.out.strays, 1);
    rig_end(&rig);
}

static void ice_that_is_not_rated_has_no_rating(void **state)
{
    (void)state;
    struct rig rig;
    begin_timed(&rig);
    mark(&rig, 2, OBSERVED_ON);
    mark(&rig, 12.4, OBSERVED_OFF);
    rig_go(&rig, 80);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_COMPLETED);
    assert_false(rig.out.has_rating);
    rig_end(&rig);
}

static void ice_that_comes_off_too_soon_is_withdrawn(void **state)
{
    (void)state;
    struct rig rig;
    begin_timed(&rig);
    mark(&rig, 2, OBSERVED_ON);
    mark(&rig, 8, OBSERVED_OFF);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_WITHDRAWN);
    assert_true(!rig.out.has_rating && fabs(lasted(&rig) - 6) < 1e-6);
    rig_end(&rig);
}

static void a_rating_of_ice_that_had_come_off_before_is_none(void **state)
{
    (void)state;
    struct rig rig;
    begin_timed(&rig);
    mark(&rig, 2, OBSERVED_ON);
    rate(&rig, 12.2, 6);
    mark_late(&rig, 11.5, OBSERVED_OFF, 0, 12.4);
    assert_int_equal(rig.out.end, END_WITHDRAWN);
    assert_false(rig.out.has_rating);
    rig_end(&rig);
}

static void what_is_never_begun_is_given_up(void **state)
{
    (void)state;
    struct rig rig;
    begin(&rig);
    rig_go(&rig, 599);
    assert_int_equal(rig.done, 0);
    rig_event(&rig, 600, EVENT_RESPONSE, 0, 1); /* before anybody has looked at the clock */
    assert_false(rig.out.has_pain);
    rig_go(&rig, 600);
    assert_int_equal(rig.done, 1);
    assert_int_equal(rig.out.end, END_TIMEOUT);
    rig_end(&rig);
}

/* ---- the bath */

static void of_instrument(struct rig *rig, double s, uint8_t instrument, const struct event *what)
{
    struct event event = *what;
    rig_go(rig, s);
    event.t = rig->began + mono_from_sec(s);
    event.instrument = instrument;
    rig->reactor->event(rig->state, &event, &rig->io);
}

static void tell_bath(struct rig *rig, double s, double degc)
{
    of_instrument(rig, s, BATH, &(struct event){.kind = EVENT_READING, .value = degc});
}

static void the_bath_is_measured_while_it_is_on(void **state)
{
    (void)state;
    struct rig rig;
    const struct immersion_spec spec = immersion_defaults();
    rig_begin_with(&rig, &immersion, &spec, 1);
    tell_bath(&rig, 0.2, 9);
    tell_bath(&rig, 0.8, 5);
    mark(&rig, 1, OBSERVED_ON);
    tell_bath(&rig, 2, 4.5);
    of_instrument(&rig, 2.5, BATH + 1, &(struct event){.kind = EVENT_READING, .value = 40});
    of_instrument(&rig, 2.6, BATH,
                  &(struct event){.kind = EVENT_NOTICE, .code = NOTICE_GAP, .value = 3});
    tell_bath(&rig, 3, 8);
    tell_bath(&rig, 4, 7);
    mark(&rig, 5, OBSERVED_OFF);
    assert_int_equal(rig.done, 1);
    assert_true(rig.out.has_bath && rig.out.bath_on_c == 5 && rig.out.bath_off_c == 7);
    assert_true(rig.out.bath_low_c == 4.5 && rig.out.bath_high_c == 8);
    assert_true(rig.out.readings == 5 && rig.out.gaps == 3);
    rig_end(&rig);
}

/* Told while nothing is in it, it says nothing of the water that a hand was in. */
static void a_bath_that_says_nothing_is_missing(void **state)
{
    (void)state;
    struct rig rig;
    const struct immersion_spec spec = immersion_defaults();
    rig_begin_with(&rig, &immersion, &spec, 1);
    mark(&rig, 1, OBSERVED_ON);
    mark(&rig, 5, OBSERVED_OFF);
    assert_true(rig.done == 1 && !rig.out.has_bath && rig.out.readings == 0);
    rig_end(&rig);
}

static void a_bath_that_fails_ends_it(void **state)
{
    (void)state;
    const struct event fault = {.kind = EVENT_FAULT, .code = FAULT_LEVEL};
    struct rig rig;
    const struct immersion_spec spec = immersion_defaults();
    rig_begin_with(&rig, &immersion, &spec, 1);
    mark(&rig, 1, OBSERVED_ON);
    of_instrument(&rig, 3, BATH + 1, &fault);
    assert_int_equal(rig.phases[PHASE_RELEASE], 0);
    of_instrument(&rig, 4, BATH, &fault);
    assert_true(rig.phases[PHASE_RELEASE] == 1 && rig.done == 0);
    mark(&rig, 6, OBSERVED_OFF);
    assert_int_equal(rig.done, 1);
    assert_true(rig.out.end == END_FAULT && rig.out.fault == FAULT_LEVEL && rig.out.is_off);
    rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threshold_and_tolerance_count_from_when_it_was_on),
        cmocka_unit_test(off_before_it_hurts_leaves_first_pain_missing),
        cmocka_unit_test(a_response_before_it_is_on_is_early),
        cmocka_unit_test(every_order_comes_to_one_honest_end),
        cmocka_unit_test(the_limit_is_exact_and_it_is_waited_until_it_is_off),
        cmocka_unit_test(what_was_marked_before_an_end_and_comes_after_it_stands),
        cmocka_unit_test(what_comes_after_it_was_off_was_not_in_it),
        cmocka_unit_test(a_stop_keeps_first_pain_and_gives_no_tolerance),
        cmocka_unit_test(not_off_for_too_long_is_an_alarm_and_it_ends_when_released),
        cmocka_unit_test(a_button_that_hangs_ends_it),
        cmocka_unit_test(more_presses_and_marks_out_of_place_are_counted_and_change_nothing),
        cmocka_unit_test(a_rating_counts_for_the_newest_that_was_due),
        cmocka_unit_test(the_rating_that_falls_due_at_the_end_is_waited_for),
        cmocka_unit_test(a_screen_sees_that_a_rating_is_due),
        cmocka_unit_test(the_bath_is_measured_while_it_is_on),
        cmocka_unit_test(a_bath_that_says_nothing_is_missing),
        cmocka_unit_test(a_bath_that_fails_ends_it),
        cmocka_unit_test(ice_is_rated_when_its_time_is_over),
        cmocka_unit_test(ice_that_is_not_rated_has_no_rating),
        cmocka_unit_test(ice_that_comes_off_too_soon_is_withdrawn),
        cmocka_unit_test(a_rating_of_ice_that_had_come_off_before_is_none),
        cmocka_unit_test(what_is_never_begun_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
