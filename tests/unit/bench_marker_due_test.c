/* What is marked while something runs, and that nothing else waits or is refused because of it. */
#include "unit/bench_marker_rig.h"

/* ---- what else is to be done ---- */

static struct {
    struct memory_wire *marks;
    size_t marks_before; /* bytes on the marker line when the first byte of the stop went out */
    bool has_stop;
} watch;

static enum status watched_write(struct wire *wire, const uint8_t *data, size_t n, size_t *written)
{
    if (!watch.has_stop)
        watch.marks_before = watch.marks->out_size;
    watch.has_stop = true;
    return memory_wire_write(wire, data, n, written);
}

/* Due at the same time, and in the same turn: the stop is written first, whatever instrument it is of. */
static void no_stop_waits_for_a_marker(void **state)
{
    struct bench_spec spec = spec_of("marker-byte");
    static struct memory_wire line;
    static struct wire_ops ops;
    (void)state;
    strcpy(spec.instruments[METER].driver, "presser");
    struct rig *rig = rig_new(&spec);
    struct wire wire = memory_wire_init(&line);
    ops = (struct wire_ops){.read = wire.ops->read, .write = watched_write};
    wire.ops = &ops;
    watch.marks = rig->line;
    plug(rig);
    bench_attach(rig->bench, METER, wire, rig->now);
    run(rig, rig->now + 50 * MONO_MS);
    watch.has_stop = false;
    const size_t before = rig->line->out_size;
    ask(rig, MARKER_STIMULUS_ON, rig->now);
    stop_raise(&rig->stop, STOP_KEY, rig->now);
    turn(rig);
    assert_true(watch.has_stop);
    assert_int_equal(watch.marks_before, before);
    assert_int_equal(rig->line->out_size, before + 1);
    rig_free(rig);
}

/* Else it would stand on the lines for ever, or within the hold of another one. */
static void a_byte_goes_out_as_a_marker_or_not_at_all(void **state)
{
    struct rig *rig = rig_ready();
    const struct order order = {.kind = ORDER_COMMAND,
                                .channel = {.instrument = MARKS},
                                .command = {.kind = COMMAND_PUT, .target = 7}};
    (void)state;
    assert_int_equal(bench_submit(rig->bench, &order), STATUS_OK);
    run(rig, rig->now + 50 * MONO_MS);
    assert_int_equal(rig->n_puts, 0);
    assert_int_equal(count(rig, REPORT_NOTICE, NOTICE_REFUSED), 1);
    rig_free(rig);
}

static void markers_leave_room_for_other_orders(void **state)
{
    struct rig *rig = rig_ready();
    const struct order put = {.kind = ORDER_PUT, .mark = {.code = MARKER_EXAMINER}};
    const struct order end = {.kind = ORDER_END, .handle = 1};
    (void)state;
    for (int i = 0; i < ORDERS_DEPTH; i++)
        assert_int_equal(bench_submit(rig->bench, &put),
                         i < ORDERS_DEPTH - ORDERS_SPARE ? STATUS_OK : STATUS_FULL);
    for (int i = 0; i < ORDERS_SPARE; i++)
        assert_int_equal(bench_submit(rig->bench, &end), STATUS_OK);
    rig_free(rig);
}

/* A box that hears at one speed only would take nothing, and say nothing. */
static void an_output_that_hears_at_one_speed_only_is_given_no_other(void **state)
{
    static const struct {
        const char *driver;
        uint32_t baud;
        enum status status;
    } rows[] = {
        {"triggerbox-plus", 115200, STATUS_INVALID},
        {"triggerbox-plus", 2000000, STATUS_OK},
        {"triggerbox-plus", 0, STATUS_OK},
        {"triggerbox", 9600, STATUS_OK},
        {"marker-byte", 9600, STATUS_OK},
    };
    const struct bench_host host = {.report = on_report, .record = on_record};
    struct stop_line stop;
    (void)state;
    stop_init(&stop);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench_spec spec = spec_of(rows[i].driver);
        struct bench *bench = NULL;
        struct why why;
        spec.instruments[MARKS].baud = rows[i].baud;
        assert_int_equal(bench_new(&spec, &stop, NULL, &host, &bench, &why), rows[i].status);
        if (rows[i].status != STATUS_OK)
            assert_non_null(strstr(why.text, "2000000 baud only"));
        bench_free(bench);
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
        cmocka_unit_test(an_output_that_hears_at_one_speed_only_is_given_no_other),
        cmocka_unit_test(no_stop_waits_for_a_marker),
        cmocka_unit_test(a_byte_goes_out_as_a_marker_or_not_at_all),
        cmocka_unit_test(markers_leave_room_for_other_orders),
        cmocka_unit_test(what_runs_is_marked_on_and_off_as_often_as_it_comes_and_goes),
        cmocka_unit_test(what_conditions_has_markers_of_its_own_and_what_is_no_stimulus_none),
        cmocka_unit_test(a_press_is_marked_while_something_runs_and_its_release_is_not),
        cmocka_unit_test(what_the_examiner_says_of_the_participant_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
