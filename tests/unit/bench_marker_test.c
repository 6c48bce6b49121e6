/* Markers on the wire: one after the other, each held, with the time when it was put out; and what is told where they are not. */
#include "support/memory_wire.h"

#include "hw/bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { METER, MARKS, REPORTS = 256, PUTS = 256 };

struct put_seen {
    mono_ns t;
    uint8_t code;
};

struct rig {
    struct bench *bench;
    struct stop_line stop;
    struct memory_wire *line;
    struct wire wire;
    mono_ns now, late; /* late: what the clock says beyond `now` while the bench writes */
    struct report reports[REPORTS];
    size_t n_reports;
    struct put_seen puts[PUTS]; /* bytes on the marker line */
    size_t n_puts;
};

static struct rig *on_clock; /* the clock has no context */

static mono_ns rig_clock(void)
{
    return on_clock->now + on_clock->late;
}

static void on_report(void *host, const struct report *report)
{
    struct rig *rig = host;
    assert_true(rig->n_reports < REPORTS);
    rig->reports[rig->n_reports++] = *report;
}

static bool on_record(void *host, const struct bench_record *record)
{
    (void)host, (void)record;
    return true;
}

static struct bench_spec spec_of(const char *driver)
{
    struct bench_spec spec = {.n_instruments = 2};
    strcpy(spec.instruments[METER].driver, "mark10");
    strcpy(spec.instruments[METER].name, "meter");
    strcpy(spec.instruments[MARKS].driver, driver);
    strcpy(spec.instruments[MARKS].name, "marks");
    spec.roles[ROLE_MARKER] = (struct role_spec){.bound = true, .instrument = MARKS};
    strcpy(spec.roles[ROLE_MARKER].channel, "code");
    return spec;
}

static mono_ns turn(struct rig *rig)
{
    const mono_ns next = bench_turn(rig->bench, rig->now);
    for (; rig->line->out_at < rig->line->out_size; rig->line->out_at++) {
        assert_true(rig->n_puts < PUTS);
        rig->puts[rig->n_puts++] = (struct put_seen){rig->now, rig->line->out[rig->line->out_at]};
    }
    return next;
}

/* By the deadlines that the bench names. */
static void run(struct rig *rig, mono_ns until)
{
    for (int i = 0; i < 10000; i++) {
        const mono_ns next = turn(rig);
        if (next > until || rig->now >= until)
            break;
        rig->now = next > rig->now ? next : rig->now;
    }
    rig->now = until;
    turn(rig);
}

static struct rig *rig_new(const struct bench_spec *spec)
{
    struct rig *rig = calloc(1, sizeof *rig);
    struct why why;
    assert_non_null(rig);
    rig->line = calloc(1, sizeof *rig->line);
    assert_non_null(rig->line);
    rig->wire = memory_wire_init(rig->line);
    rig->now = MONO_SEC;
    on_clock = rig;
    stop_init(&rig->stop);
    const struct bench_host host = {
        .host = rig, .report = on_report, .record = on_record, .clock = rig_clock};
    if (bench_new(spec, &rig->stop, NULL, &host, &rig->bench, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return rig;
}

static void plug(struct rig *rig)
{
    bench_attach(rig->bench, MARKS, rig->wire, rig->now);
}

static struct rig *rig_ready(void)
{
    const struct bench_spec spec = spec_of("marker-byte");
    struct rig *rig = rig_new(&spec);
    plug(rig);
    run(rig, rig->now + MONO_SEC);
    assert_int_equal(rig->n_puts, 1); /* the 0 of its opening */
    assert_int_equal(rig->puts[0].code, 0);
    rig->n_puts = 0;
    return rig;
}

static void rig_free(struct rig *rig)
{
    bench_free(rig->bench);
    stop_fini(&rig->stop);
    free(rig->line);
    free(rig);
}

static void ask(struct rig *rig, enum marker marker, mono_ns due)
{
    const struct order order = {.kind = ORDER_PUT, .mark = {.t = due, .code = (uint8_t)marker}};
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
}

static size_t count(const struct rig *rig, enum report_kind kind, int code)
{
    size_t n = 0;
    for (size_t i = 0; i < rig->n_reports; i++)
        n += rig->reports[i].kind == kind && (code < 0 || rig->reports[i].code == code);
    return n;
}

static const struct report *nth_marked(const struct rig *rig, size_t nth)
{
    for (size_t i = 0; i < rig->n_reports; i++)
        if (rig->reports[i].kind == REPORT_MARKED && nth-- == 0)
            return &rig->reports[i];
    fail_msg("no such marker");
    return NULL;
}

/* ---- what is put out ---- */

static void a_marker_stands_for_10_ms_and_its_lines_are_0_before_and_after(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    const mono_ns due = rig->now;
    ask(rig, MARKER_STIMULUS_ON, due);
    run(rig, due + 100 * MONO_MS);
    assert_int_equal(rig->n_puts, 2);
    assert_int_equal(rig->puts[0].code, 1);
    assert_int_equal(rig->puts[0].t, due);
    assert_int_equal(rig->puts[1].code, 0);
    assert_int_equal(rig->puts[1].t, due + MARKER_HOLD);
    assert_int_equal(MARKER_HOLD, 10 * MONO_MS);
    rig_free(rig);
}

static void markers_at_once_come_one_after_the_other_each_for_its_time(void **state)
{
    static const enum marker order[] = {MARKER_RESPONSE, MARKER_STIMULUS_OFF, MARKER_RATING,
                                        MARKER_RATING, MARKER_STIMULUS_ON};
    static const uint8_t codes[] = {4, 2, 8, 8, 1};
    enum { N = sizeof order / sizeof order[0] };
    struct rig *rig = rig_ready();
    (void)state;
    const mono_ns due = rig->now;
    for (size_t i = 0; i < N; i++)
        ask(rig, order[i], due - (mono_ns)i);
    run(rig, due + MONO_SEC);
    assert_int_equal(rig->n_puts, 2 * N);
    for (size_t i = 0; i < N; i++) {
        const struct put_seen *on = &rig->puts[2 * i], *off = on + 1;
        const struct report *told = nth_marked(rig, i);
        assert_int_equal(on->code, codes[i]);
        assert_int_equal(off->code, 0);
        assert_true(off->t - on->t >= MARKER_HOLD);
        if (i > 0)
            assert_true(on->t - rig->puts[2 * i - 1].t >= MARKER_GAP);
        assert_int_equal(told->t, on->t);
        assert_int_equal(told->code, codes[i]);
        assert_int_equal(told->channel, order[i]);
        assert_int_equal(told->instrument, MARKS);
        assert_true(told->value == mono_to_sec(on->t - (due - (mono_ns)i)));
    }
    assert_int_equal(count(rig, REPORT_NOTICE, NOTICE_UNMARKED), 0);
    rig_free(rig);
}

static void the_time_is_that_of_the_write_and_the_hold_counts_from_it(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    const mono_ns due = rig->now;
    rig->late = 3 * MONO_MS; /* the turn had much to do */
    ask(rig, MARKER_STIMULUS_ON, due);
    turn(rig);
    rig->late = 0;
    run(rig, due + 100 * MONO_MS);
    assert_int_equal(nth_marked(rig, 0)->t, due + 3 * MONO_MS);
    assert_int_equal(rig->puts[1].code, 0);
    assert_true(rig->puts[1].t >= due + 3 * MONO_MS + MARKER_HOLD);
    rig_free(rig);
}

static void
a_line_that_takes_nothing_yet_is_waited_for_and_the_hold_begins_when_it_does(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    const mono_ns due = rig->now;
    rig->line->room = 0;
    ask(rig, MARKER_STIMULUS_ON, due);
    run(rig, due + 30 * MONO_MS);
    assert_int_equal(count(rig, REPORT_MARKED, -1), 0);
    assert_true(bench_wants_write(rig->bench, MARKS));
    rig->line->room = SIZE_MAX;
    run(rig, due + 200 * MONO_MS);
    assert_int_equal(rig->n_puts, 2);
    assert_int_equal(rig->puts[0].t, due + 30 * MONO_MS);
    assert_int_equal(rig->puts[1].t, due + 30 * MONO_MS + MARKER_HOLD);
    rig_free(rig);
}

static void a_stop_neither_drops_nor_shortens_what_is_put_out(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    const mono_ns due = rig->now;
    ask(rig, MARKER_STIMULUS_ON, due);
    ask(rig, MARKER_STIMULUS_OFF, due);
    turn(rig);
    rig->now += 2 * MONO_MS;
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    run(rig, due + MONO_SEC);
    assert_int_equal(rig->n_puts, 4);
    assert_int_equal(rig->puts[1].t, due + MARKER_HOLD);
    assert_int_equal(rig->puts[2].code, 2);
    assert_int_equal(count(rig, REPORT_STOPPED, -1), 1);
    rig_free(rig);
}

/* ---- what is not ---- */

static void more_than_can_wait_are_told_and_the_others_come(void **state)
{
    enum { ASKED = MARKERS_WAITING_MAX + 5 };
    struct rig *rig = rig_ready();
    (void)state;
    for (int i = 0; i < ASKED; i++)
        ask(rig, MARKER_RESPONSE, rig->now);
    run(rig, rig->now + 2 * MONO_SEC);
    const size_t lost = count(rig, REPORT_NOTICE, NOTICE_UNMARKED);
    assert_true(lost >= 4 && lost <= 5);
    assert_int_equal(count(rig, REPORT_MARKED, -1) + lost, ASKED);
    assert_false(stop_is_raised(&rig->stop));
    rig_free(rig);
}

static void an_output_that_is_not_there_stops_nothing_and_each_marker_is_told(void **state)
{
    const struct bench_spec spec = spec_of("marker-byte");
    struct rig *rig = rig_new(&spec);
    (void)state;
    ask(rig, MARKER_STIMULUS_ON, rig->now);
    run(rig, rig->now + 50 * MONO_MS);
    assert_int_equal(count(rig, REPORT_NOTICE, NOTICE_UNMARKED), 1);
    assert_true(rig->reports[rig->n_reports - 1].value == 1);
    plug(rig);
    run(rig, rig->now + 50 * MONO_MS);
    ask(rig, MARKER_STIMULUS_OFF, rig->now);
    run(rig, rig->now + 50 * MONO_MS);
    assert_int_equal(count(rig, REPORT_MARKED, 2), 1);
    assert_false(stop_is_raised(&rig->stop));
    rig_free(rig);
}

static void an_output_that_is_pulled_out_loses_what_waits_and_comes_back_at_0(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    ask(rig, MARKER_STIMULUS_ON, rig->now);
    ask(rig, MARKER_STIMULUS_OFF, rig->now);
    turn(rig);
    rig->line->is_gone = true;
    run(rig, rig->now + 50 * MONO_MS);
    assert_int_equal(count(rig, REPORT_MARKED, -1), 1);
    assert_int_equal(count(rig, REPORT_NOTICE, NOTICE_UNMARKED), 1);
    assert_int_equal(count(rig, REPORT_GONE, -1), 1);
    assert_false(stop_is_raised(&rig->stop));
    rig->line->is_gone = false;
    rig->n_puts = 0;
    plug(rig);
    run(rig, rig->now + 50 * MONO_MS);
    assert_int_equal(rig->n_puts, 1);
    assert_int_equal(rig->puts[0].code, 0);
    rig_free(rig);
}

static void a_bench_without_an_output_says_nothing_of_markers(void **state)
{
    struct bench_spec spec = spec_of("marker-byte");
    spec.roles[ROLE_MARKER] = (struct role_spec){0};
    struct rig *rig = rig_new(&spec);
    (void)state;
    ask(rig, MARKER_STIMULUS_ON, rig->now);
    run(rig, rig->now + 50 * MONO_MS);
    assert_int_equal(rig->n_reports, 0);
    rig_free(rig);
}

static void the_bench_file_says_which_byte_and_0_is_none(void **state)
{
    struct bench_spec spec = spec_of("marker-byte");
    spec.markers[MARKER_RESPONSE] = (struct marker_code){.is_set = true, .code = 201};
    spec.markers[MARKER_RATING] = (struct marker_code){.is_set = true};
    struct rig *rig = rig_new(&spec);
    (void)state;
    plug(rig);
    run(rig, rig->now + MONO_SEC);
    rig->n_puts = 0;
    ask(rig, MARKER_RATING, rig->now);
    ask(rig, MARKER_RESPONSE, rig->now);
    run(rig, rig->now + 100 * MONO_MS);
    assert_int_equal(rig->n_puts, 2);
    assert_int_equal(rig->puts[0].code, 201);
    rig_free(rig);
}

static void a_port_that_is_let_go_in_a_hold_is_left_at_0(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    ask(rig, MARKER_STIMULUS_ON, rig->now);
    turn(rig);
    assert_true(bench_awaits_markers(rig->bench));
    bench_detach(rig->bench, MARKS, rig->now);
    assert_int_equal(rig->line->out[rig->line->out_size - 1], 0);
    rig_free(rig);
}

static void who_ends_the_bench_waits_until_the_last_one_is_taken_back(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    assert_false(bench_awaits_markers(rig->bench));
    ask(rig, MARKER_STIMULUS_OFF, rig->now);
    turn(rig);
    assert_true(bench_awaits_markers(rig->bench));
    run(rig, rig->now + MARKER_HOLD + MONO_MS);
    assert_false(bench_awaits_markers(rig->bench));
    rig_free(rig);
}

/* Else every marker of the visit would be refused, one by one. */
static void a_role_and_a_channel_that_do_not_fit_make_no_bench(void **state)
{
    struct why why;
    struct bench *bench = NULL;
    struct stop_line stop;
    const struct bench_host host = {.report = on_report, .record = on_record};
    (void)state;
    stop_init(&stop);
    for (int i = 0; i < 2; i++) {
        struct bench_spec spec = spec_of("marker-byte");
        spec.roles[ROLE_MARKER] = (struct role_spec){0};
        const enum role role = i == 0 ? ROLE_MARKER : ROLE_RATING;
        spec.roles[role] = (struct role_spec){.bound = true, .instrument = i == 0 ? METER : MARKS};
        strcpy(spec.roles[role].channel, i == 0 ? "force" : "code");
        assert_int_equal(bench_new(&spec, &stop, NULL, &host, &bench, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, role_word(role)));
    }
    stop_fini(&stop);
}

/* ---- what runs ---- */

struct comes_and_goes {
    unsigned ticks;
    mono_ns next;
};

static void comes_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    struct comes_and_goes *self = state;
    (void)spec, (void)channels, (void)n_channels;
    *self = (struct comes_and_goes){.next = now + 50 * MONO_MS};
    io->phase(io->host, now, PHASE_ARMED, 0);
}

/* Runs, is off for a moment, is on again, told twice, and ends without having been seen off. */
static void comes_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    struct comes_and_goes *self = state;
    self->next = now + 50 * MONO_MS;
    switch (self->ticks++) {
    case 0:
        io->phase(io->host, now - MONO_MS, PHASE_RUNNING, 0);
        return;
    case 1:
        reactor_edge(io, now, false);
        return;
    case 2:
        reactor_edge(io, now, true);
        reactor_edge(io, now, true);
        return;
    case 3:
        self->next = MONO_NEVER;
        io->done(io->host, now, self, sizeof *self);
        return;
    }
}

static void comes_event(void *state, const struct event *event, const struct reactor_io *io)
{
    (void)state, (void)event, (void)io;
}

static void comes_end(void *state, mono_ns now, enum end_reason reason, const struct reactor_io *io)
{
    (void)reason;
    io->done(io->host, now, state, sizeof(struct comes_and_goes));
}

static mono_ns comes_deadline(const void *state)
{
    return ((const struct comes_and_goes *)state)->next;
}

static const struct reactor comes_and_goes = {.name = "comes_and_goes",
                                              .state_size = sizeof(struct comes_and_goes),
                                              .start = comes_start,
                                              .event = comes_event,
                                              .tick = comes_tick,
                                              .end = comes_end,
                                              .deadline = comes_deadline};

static void start(struct rig *rig, enum marks marks)
{
    const struct order order = {
        .kind = ORDER_START,
        .start = {.handle = 1, .reactor = &comes_and_goes, .marks = (uint8_t)marks}};
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
}

static void assert_codes(const struct rig *rig, const uint8_t *codes, size_t n)
{
    assert_int_equal(count(rig, REPORT_MARKED, -1), n);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(nth_marked(rig, i)->code, codes[i]);
}

static void what_runs_is_marked_on_and_off_as_often_as_it_comes_and_goes(void **state)
{
    static const uint8_t codes[] = {1, 2, 1, 2};
    struct rig *rig = rig_ready();
    (void)state;
    const mono_ns began = rig->now;
    start(rig, MARKS_STIMULUS);
    run(rig, rig->now + MONO_SEC);
    assert_codes(rig, codes, 4);
    assert_int_equal(nth_marked(rig, 0)->t, began + 50 * MONO_MS);
    assert_true(nth_marked(rig, 0)->value == 0.001);
    rig_free(rig);
}

static void what_conditions_has_markers_of_its_own_and_what_is_no_stimulus_none(void **state)
{
    static const uint8_t codes[] = {16, 32, 16, 32};
    struct rig *rig = rig_ready();
    (void)state;
    start(rig, MARKS_CONDITIONING);
    run(rig, rig->now + MONO_SEC);
    assert_codes(rig, codes, 4);
    rig_free(rig);
    rig = rig_ready();
    start(rig, MARKS_NONE);
    run(rig, rig->now + MONO_SEC);
    assert_codes(rig, codes, 0);
    rig_free(rig);
}

static void a_press_is_marked_while_something_runs_and_its_release_is_not(void **state)
{
    static const uint8_t codes[] = {4};
    struct bench_spec spec = spec_of("marker-byte");
    spec.responses[spec.n_responses++] = (struct response_spec){.kind = RESPONSE_KEY};
    struct rig *rig = rig_new(&spec);
    (void)state;
    plug(rig);
    run(rig, rig->now + MONO_SEC);
    bench_respond(rig->bench, 0, rig->now, true, false);
    bench_respond(rig->bench, 0, rig->now, false, false);
    run(rig, rig->now + 100 * MONO_MS);
    assert_codes(rig, codes, 0); /* nothing runs that could hear it */
    start(rig, MARKS_NONE);
    run(rig, rig->now + 10 * MONO_MS);
    bench_respond(rig->bench, 0, rig->now, true, false);
    run(rig, rig->now + 10 * MONO_MS);
    bench_respond(rig->bench, 0, rig->now, false, false);
    run(rig, rig->now + 100 * MONO_MS);
    assert_codes(rig, codes, 1);
    rig_free(rig);
}

static void what_the_examiner_says_of_the_participant_is_marked(void **state)
{
    static const uint8_t codes[] = {4, 8};
    static const enum observation seen[] = {OBSERVED_PAIN, OBSERVED_RATING};
    struct rig *rig = rig_ready();
    (void)state;
    start(rig, MARKS_NONE);
    run(rig, rig->now + 10 * MONO_MS);
    for (size_t i = 0; i < 2; i++) {
        const struct order order = {
            .kind = ORDER_MARK, .handle = 1, .mark = {.t = rig->now, .code = (uint8_t)seen[i]}};
        assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
        run(rig, rig->now + 30 * MONO_MS);
    }
    assert_codes(rig, codes, 2);
    rig_free(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_marker_stands_for_10_ms_and_its_lines_are_0_before_and_after),
        cmocka_unit_test(markers_at_once_come_one_after_the_other_each_for_its_time),
        cmocka_unit_test(the_time_is_that_of_the_write_and_the_hold_counts_from_it),
        cmocka_unit_test(
            a_line_that_takes_nothing_yet_is_waited_for_and_the_hold_begins_when_it_does),
        cmocka_unit_test(a_stop_neither_drops_nor_shortens_what_is_put_out),
        cmocka_unit_test(more_than_can_wait_are_told_and_the_others_come),
        cmocka_unit_test(an_output_that_is_not_there_stops_nothing_and_each_marker_is_told),
        cmocka_unit_test(an_output_that_is_pulled_out_loses_what_waits_and_comes_back_at_0),
        cmocka_unit_test(a_bench_without_an_output_says_nothing_of_markers),
        cmocka_unit_test(the_bench_file_says_which_byte_and_0_is_none),
        cmocka_unit_test(a_port_that_is_let_go_in_a_hold_is_left_at_0),
        cmocka_unit_test(who_ends_the_bench_waits_until_the_last_one_is_taken_back),
        cmocka_unit_test(a_role_and_a_channel_that_do_not_fit_make_no_bench),
        cmocka_unit_test(what_runs_is_marked_on_and_off_as_often_as_it_comes_and_goes),
        cmocka_unit_test(what_conditions_has_markers_of_its_own_and_what_is_no_stimulus_none),
        cmocka_unit_test(a_press_is_marked_while_something_runs_and_its_release_is_not),
        cmocka_unit_test(what_the_examiner_says_of_the_participant_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
