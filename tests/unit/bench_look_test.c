/* What a screen shows of stimuli that run beside each other, and how the bench hears that a probe is off. */
#include "support/bench_rig.h"

#include <pthread.h>
#include <stdatomic.h>

enum { LOOK_WORDS = 12 };

/* Its look is one number, many times over: a torn copy shows. */
struct clerk {
    uint64_t number; /* handle in the upper half, readings in the lower */
    bool is_ending;
    uint8_t reason;
};

struct clerk_look {
    uint64_t words[LOOK_WORDS];
};

static unsigned looks_taken;

static void clerk_start(void *state, mono_ns now, const void *spec,
                        const struct channel_ref *channels, size_t n_channels,
                        const struct reactor_io *io)
{
    (void)now, (void)channels, (void)n_channels, (void)io;
    struct clerk *clerk = state;
    *clerk = (struct clerk){0};
    memcpy(&clerk->number, spec, sizeof clerk->number);
}

static void clerk_event(void *state, const struct event *event, const struct reactor_io *io)
{
    (void)io;
    if (event->kind == EVENT_READING)
        ((struct clerk *)state)->number++;
}

static void clerk_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)state, (void)now, (void)io;
}

/* As a hand-held probe: it waits until it is seen off. */
static void clerk_end(void *state, mono_ns now, enum end_reason reason, const struct reactor_io *io)
{
    (void)now, (void)io;
    ((struct clerk *)state)->is_ending = true;
    ((struct clerk *)state)->reason = (uint8_t)reason;
}

static void clerk_released(void *state, mono_ns now, const struct reactor_io *io)
{
    struct clerk *clerk = state;
    if (clerk->is_ending)
        io->done(io->host, now, &clerk->reason, sizeof clerk->reason);
}

static mono_ns clerk_deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

static void clerk_look(const void *state, void *out)
{
    const struct clerk *clerk = state;
    struct clerk_look look;
    for (size_t i = 0; i < LOOK_WORDS; i++)
        look.words[i] = clerk->number;
    memcpy(out, &look, sizeof look);
    looks_taken++;
}

static const struct reactor clerk_reactor = {
    .name = "clerk",
    .state_size = sizeof(struct clerk),
    .spec_size = sizeof(uint64_t),
    .start = clerk_start,
    .event = clerk_event,
    .tick = clerk_tick,
    .end = clerk_end,
    .deadline = clerk_deadline,
    .released = clerk_released,
    .look_size = sizeof(struct clerk_look),
    .look = clerk_look,
};

static void start_clerk(struct rig *rig, stimulus_handle handle, uint8_t instrument)
{
    struct order order = rig_request(handle, (struct probe_spec){0}, instrument, FAKE_OUTLET1);
    const uint64_t number = (uint64_t)handle << 32;
    order.start.reactor = &clerk_reactor;
    memcpy(order.start.spec, &number, sizeof number);
    rig_submit(rig, &order);
}

static struct rig *rig_with_looks(bool with_look)
{
    const struct bench_spec spec = rig_spec();
    struct rig *rig = rig_new_asking(&spec, NULL, with_look);
    rig_ready(rig);
    looks_taken = 0;
    return rig;
}

static void each_of_two_stimuli_shows_its_own_and_nothing_when_it_is_over(void **state)
{
    (void)state;
    struct rig *rig = rig_with_looks(true);
    struct clerk_look look;
    assert_false(bench_look(rig->bench, 1, &look, sizeof look));
    start_clerk(rig, 1, 0);
    start_clerk(rig, 2, 1);
    rig_hear(rig, 0, "R 0 1\n");
    rig_hear(rig, 1, "R 0 1\nR 0 2\nR 0 3\n");
    assert_true(bench_look(rig->bench, 1, &look, sizeof look));
    assert_true(look.words[0] == (1ull << 32 | 1));
    assert_true(bench_look(rig->bench, 2, &look, sizeof look));
    assert_true(look.words[LOOK_WORDS - 1] == (2ull << 32 | 3));
    assert_false(bench_look(rig->bench, 2, &look, sizeof look - 8)); /* of another kind */
    assert_false(bench_look(rig->bench, 0, &look, sizeof look));
    rig_end(rig, 1, END_COMPLETED);
    assert_true(bench_look(rig->bench, 1, &look, sizeof look));
    rig_submit(rig, &(struct order){.kind = ORDER_RELEASED, .handle = 1});
    assert_false(bench_look(rig->bench, 1, &look, sizeof look));
    assert_true(bench_look(rig->bench, 2, &look, sizeof look));
    rig_free(rig);
}

static void it_is_made_once_a_turn_and_only_when_somebody_asks(void **state)
{
    (void)state;
    for (int asked = 0; asked < 2; asked++) {
        struct rig *rig = rig_with_looks(asked);
        struct clerk_look look;
        start_clerk(rig, 1, 0);
        looks_taken = 0;
        rig_hear(rig, 0, "R 0 1\nR 0 2\nR 0 3\nR 0 4\n");
        rig_turns(rig, 10); /* in which nothing happens */
        assert_int_equal(looks_taken, asked);
        assert_int_equal(bench_look(rig->bench, 1, &look, sizeof look), asked);
        rig_free(rig);
    }
}

/* ---- a reader on another thread */

struct reader {
    struct bench *bench;
    atomic_bool ends, is_torn, runs_back;
    atomic_uint seen[3];
};

static void read_one(struct reader *reader, stimulus_handle handle, uint64_t *last)
{
    struct clerk_look look;
    if (!bench_look(reader->bench, handle, &look, sizeof look))
        return;
    for (size_t i = 1; i < LOOK_WORDS; i++)
        if (look.words[i] != look.words[0])
            atomic_store(&reader->is_torn, true);
    if (look.words[0] >> 32 != handle)
        atomic_store(&reader->is_torn, true);
    if (look.words[0] < *last)
        atomic_store(&reader->runs_back, true);
    if (look.words[0] != *last)
        atomic_fetch_add(&reader->seen[handle], 1);
    *last = look.words[0];
}

static void *read_on(void *context)
{
    struct reader *reader = context;
    uint64_t last[3] = {0};
    while (!atomic_load(&reader->ends))
        for (stimulus_handle handle = 1; handle <= 2; handle++)
            read_one(reader, handle, &last[handle]);
    return NULL;
}

static void a_screen_on_another_thread_sees_whole_values_of_both(void **state)
{
    (void)state;
    struct rig *rig = rig_with_looks(true);
    struct reader reader = {.bench = rig->bench};
    pthread_t thread;
    start_clerk(rig, 1, 0);
    start_clerk(rig, 2, 1);
    assert_int_equal(pthread_create(&thread, NULL, read_on, &reader), 0);
    for (long i = 0; i < 20000000; i++) {
        rig->n_records = 0;
        rig_hear(rig, (uint8_t)(i % 2), "R 0 1\n");
        if (atomic_load(&reader.seen[1]) > 100 && atomic_load(&reader.seen[2]) > 100)
            break;
    }
    atomic_store(&reader.ends, true);
    pthread_join(thread, NULL);
    assert_false(atomic_load(&reader.is_torn));
    assert_false(atomic_load(&reader.runs_back));
    assert_true(atomic_load(&reader.seen[1]) > 100 && atomic_load(&reader.seen[2]) > 100);
    rig_free(rig);
}

/* ---- that it is off */

static void what_has_ended_is_done_when_the_examiner_says_that_it_is_off(void **state)
{
    (void)state;
    for (stimulus_handle named = 0; named <= 2; named++) { /* 0: all */
        struct rig *rig = rig_with_looks(false);
        start_clerk(rig, 1, 0);
        start_clerk(rig, 2, 1);
        rig_submit(rig, &(struct order){.kind = ORDER_RELEASED, .handle = named});
        assert_int_equal(rig_count(rig, REPORT_DONE), 0); /* nothing has ended yet */
        rig_end(rig, 1, END_COMPLETED);
        rig_end(rig, 2, END_COMPLETED);
        rig_turns(rig, 100);
        assert_int_equal(rig_count(rig, REPORT_DONE), 0);
        rig_submit(rig, &(struct order){.kind = ORDER_RELEASED, .handle = named});
        assert_int_equal(rig_count(rig, REPORT_DONE), named == 0 ? 2 : 1);
        if (named != 0)
            assert_int_equal(rig_last(rig, REPORT_DONE)->handle, named);
        rig_free(rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_of_two_stimuli_shows_its_own_and_nothing_when_it_is_over),
        cmocka_unit_test(it_is_made_once_a_turn_and_only_when_somebody_asks),
        cmocka_unit_test(a_screen_on_another_thread_sees_whole_values_of_both),
        cmocka_unit_test(what_has_ended_is_done_when_the_examiner_says_that_it_is_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
