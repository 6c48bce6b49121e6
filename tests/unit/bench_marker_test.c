/* Markers on the wire: one after the other, each held, with the time when it was put out; and what is told where they are not. */
#include "unit/bench_marker_rig.h"

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

/* With the bench it is: nobody asks it again. */
static void what_waits_for_a_port_that_is_let_go_is_told_at_once(void **state)
{
    struct rig *rig = rig_ready();
    (void)state;
    ask(rig, MARKER_STIMULUS_ON, rig->now);
    ask(rig, MARKER_RESPONSE, rig->now);
    ask(rig, MARKER_STIMULUS_OFF, rig->now);
    turn(rig);
    bench_detach(rig->bench, MARKS, rig->now);
    assert_int_equal(count(rig, REPORT_MARKED, -1), 1);
    assert_int_equal(count(rig, REPORT_NOTICE, NOTICE_UNMARKED), 2);
    assert_false(bench_awaits_markers(rig->bench));
    bool is_told[MARKER_COUNT] = {false};
    for (size_t i = 0; i < rig->n_reports; i++)
        if (rig->reports[i].kind == REPORT_NOTICE)
            is_told[rig->reports[i].channel] = true;
    assert_true(is_told[MARKER_RESPONSE] && is_told[MARKER_STIMULUS_OFF]);
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

/* ---- a line that says when it is there ---- */

static bool is_slow, has_come; /* of the wire below */

static bool slow_has_arrived(const struct wire *wire)
{
    (void)wire;
    return !is_slow || has_come;
}

/* As a line of a port is, which somebody else sets: what is written is not yet there. */
static void the_hold_begins_when_a_line_says_that_it_is_there(void **state)
{
    const struct bench_spec spec = spec_of("marker-rts");
    struct rig *rig = rig_new(&spec);
    struct wire_ops ops = *rig->wire.ops;
    (void)state;
    ops.has_arrived = slow_has_arrived;
    rig->wire.ops = &ops;
    is_slow = has_come = false;
    plug(rig);
    run(rig, rig->now + MONO_SEC);
    rig->n_puts = 0;
    is_slow = true;
    const mono_ns due = rig->now;
    ask(rig, MARKER_STIMULUS_ON, due);
    ask(rig, MARKER_STIMULUS_OFF, due);
    run(rig, due + 40 * MONO_MS);
    assert_int_equal(rig->n_puts, 1);
    assert_int_equal(count(rig, REPORT_MARKED, -1), 0);
    has_come = true;
    turn(rig);
    assert_int_equal(nth_marked(rig, 0)->t, due + 40 * MONO_MS);
    run(rig, due + 49 * MONO_MS);
    assert_int_equal(rig->n_puts, 1);
    has_come = false;
    run(rig, due + 100 * MONO_MS);
    assert_int_equal(rig->n_puts, 2); /* its 0 is not there yet: no second marker beside it */
    assert_int_equal(rig->puts[1].code, 0);
    assert_int_equal(rig->puts[1].t, due + 50 * MONO_MS);
    has_come = true;
    run(rig, due + 200 * MONO_MS);
    assert_int_equal(rig->n_puts, 4);
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
        cmocka_unit_test(what_waits_for_a_port_that_is_let_go_is_told_at_once),
        cmocka_unit_test(who_ends_the_bench_waits_until_the_last_one_is_taken_back),
        cmocka_unit_test(the_hold_begins_when_a_line_says_that_it_is_there),
        cmocka_unit_test(a_role_and_a_channel_that_do_not_fit_make_no_bench),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
