/* Response boxes under the real loop: pulled out and plugged in again, held down, faster than anybody
 * reads. A box is a pty whose other end the test holds, found through a link as by its name below
 * /dev/serial/by-id. */
#include "support/bench_rig.h"

#include "hw/bench_loop.h"
#include "support/loop_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A stimulus that owns no channel, and ends at a press or when it is told to. */
static atomic_uint sitter_notices;

static void sitter_start(void *state, mono_ns now, const void *spec,
                         const struct channel_ref *channels, size_t n_channels,
                         const struct reactor_io *io)
{
    (void)state, (void)now, (void)spec, (void)channels, (void)n_channels, (void)io;
}

static void sitter_done(mono_ns t, const struct reactor_io *io)
{
    io->done(io->host, t, "", 1);
}

static void sitter_event(void *state, const struct event *event, const struct reactor_io *io)
{
    (void)state;
    if (event->kind == EVENT_NOTICE)
        atomic_fetch_add(&sitter_notices, 1);
    if (event->kind == EVENT_RESPONSE && event->value > 0)
        sitter_done(event->t, io);
}

static void sitter_tick(void *state, mono_ns now, const struct reactor_io *io)
{
    (void)state, (void)now, (void)io;
}

static void sitter_end(void *state, mono_ns now, enum end_reason reason,
                       const struct reactor_io *io)
{
    (void)state, (void)reason;
    sitter_done(now, io);
}

static mono_ns sitter_deadline(const void *state)
{
    (void)state;
    return MONO_NEVER;
}

static const struct reactor sitter_reactor = {
    .name = "sitter",
    .state_size = 1,
    .spec_size = 1,
    .start = sitter_start,
    .event = sitter_event,
    .tick = sitter_tick,
    .end = sitter_end,
    .deadline = sitter_deadline,
};

struct seen {
    struct stop_line stop;
    struct bench *bench;
    struct bench_loop *loop;
    struct bench_spec spec;
    struct loop_source source;
    char folder[64], link[96];
    int master;
    atomic_uint lost, back, waits, responses, stopped, rearmed, started, refused, dones;
    atomic_uint notices[8]; /* by code */
};

static void on_report(void *host, const struct report *report)
{
    struct seen *seen = host;
    if (report->kind == REPORT_RESPONSE && report->value > 0)
        atomic_fetch_add(&seen->responses, 1);
    if (report->kind == REPORT_STOPPED)
        atomic_fetch_add(&seen->stopped, 1);
    if (report->kind == REPORT_REARMED)
        atomic_fetch_add(&seen->rearmed, 1);
    if (report->kind == REPORT_STARTED)
        atomic_fetch_add(&seen->started, 1);
    if (report->kind == REPORT_REFUSED)
        atomic_fetch_add(&seen->refused, 1);
    if (report->kind == REPORT_DONE)
        atomic_fetch_add(&seen->dones, 1);
    if (report->kind == REPORT_NOTICE && report->instrument == INSTRUMENT_BENCH &&
        report->channel == 0)
        atomic_fetch_add(&seen->notices[report->code], 1);
}

static void on_source(void *host, uint8_t source, enum status status, const struct why *why)
{
    struct seen *seen = host;
    assert(source == 0);
    if (status == STATUS_OK)
        atomic_fetch_add(&seen->back, 1);
    else if (status == STATUS_GONE && why->text[0] == '\0')
        atomic_fetch_add(&seen->lost, 1);
    else
        atomic_fetch_add(&seen->waits, 1);
}

static void plug(struct seen *seen)
{
    seen->master = pty_behind(seen->link);
}

static void unplug(struct seen *seen)
{
    unlink(seen->link);
    close(seen->master);
}

static void order(struct seen *seen, const struct order *order)
{
    assert_int_equal(bench_submit(seen->bench, order), STATUS_OK);
    bench_loop_wake(seen->loop);
}

static void start(struct seen *seen, stimulus_handle handle)
{
    struct order begin = {.kind = ORDER_START};
    begin.start.handle = handle;
    begin.start.reactor = &sitter_reactor;
    order(seen, &begin);
}

static void press(const struct seen *seen)
{
    assert_int_equal(write(seen->master, "1", 1), 1);
}

static const struct response_spec box = {.kind = RESPONSE_BYTE};

static struct seen *open_bench(struct response_spec response)
{
    struct seen *seen = calloc(1, sizeof *seen);
    struct why why = {0};
    const struct bench_host host = {.host = seen, .report = on_report, .record = keep_any_record};
    assert_non_null(seen);
    stop_init(&seen->stop);
    strcpy(seen->folder, "/tmp/limen_test_XXXXXX");
    assert_non_null(mkdtemp(seen->folder));
    snprintf(seen->link, sizeof seen->link, "%s/box", seen->folder);
    plug(seen);
    seen->spec.n_responses = 1;
    seen->spec.responses[0] = response;
    if (response.kind == RESPONSE_BYTE)
        snprintf(seen->spec.responses[0].path, sizeof seen->spec.responses[0].path, "pty:%s",
                 seen->link);
    assert_int_equal(bench_new(&seen->spec, &seen->stop, NULL, &host, &seen->bench, &why),
                     STATUS_OK);
    seen->loop = loop_with_source((struct bench_loop_config){.bench = seen->bench,
                                                             .spec = &seen->spec,
                                                             .stop = &seen->stop,
                                                             .source = on_source,
                                                             .host = seen},
                                  &seen->source);
    return seen;
}

static void close_bench(struct seen *seen)
{
    struct why why = {0};
    assert_int_equal(bench_loop_join(seen->loop, &why), STATUS_OK);
    response_unit_close(&seen->source.unit);
    bench_free(seen->bench);
    stop_fini(&seen->stop);
    unplug(seen);
    assert_int_equal(rmdir(seen->folder), 0);
    free(seen);
}

static size_t descriptors(void)
{
    size_t n = 0;
    DIR *const dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static void a_box_that_is_pulled_out_and_plugged_in_again_serves_the_session_on(void **state)
{
    (void)state;
    struct seen *seen = open_bench(box);
    const size_t before = descriptors();
    for (unsigned round = 1; round <= 3; round++) {
        start(seen, 10 * round);
        wait_for(&seen->started, 2 * round - 1);
        unplug(seen);
        wait_for(&seen->lost, round);
        wait_for(&seen->stopped, 2 * round - 1);
        wait_for(&seen->waits, round); /* it is told once that it is looked for */
        order(seen, &(struct order){.kind = ORDER_REARM});
        wait_for(&seen->rearmed, 2 * round - 1);
        start(seen, 10 * round + 1); /* nobody could end it */
        wait_for(&seen->refused, round);
        wait_for(&seen->stopped, 2 * round);
        plug(seen);
        wait_for(&seen->back, round);
        assert_true(stop_is_raised(&seen->stop)); /* the examiner goes on, nobody else */
        order(seen, &(struct order){.kind = ORDER_REARM});
        wait_for(&seen->rearmed, 2 * round);
        start(seen, 10 * round + 2);
        wait_for(&seen->started, 2 * round);
        press(seen);
        wait_for(&seen->dones, 2 * round);
        assert_int_equal(atomic_load(&seen->responses), round);
        assert_int_equal(descriptors(), before);
    }
    close_bench(seen);
}

static void a_box_that_is_out_when_the_session_ends_holds_nothing_up(void **state)
{
    (void)state;
    for (int is_back = 0; is_back < 2; is_back++) {
        struct seen *seen = open_bench(box);
        unplug(seen);
        wait_for(&seen->lost, 1);
        plug(seen);
        if (is_back)
            wait_for(&seen->back, 1);
        close_bench(seen);
    }
}

static void a_session_that_is_ended_in_mid_stimulus_stops_it(void **state)
{
    (void)state;
    struct seen *seen = open_bench(box);
    struct why why;
    start(seen, 1);
    wait_for(&seen->started, 1);
    assert_int_equal(bench_loop_join(seen->loop, &why), STATUS_OK);
    seen->loop = NULL;
    assert_int_equal(stop_causes(&seen->stop), 1u << STOP_SIGNAL);
    assert_int_equal(atomic_load(&seen->dones), 1);
    assert_int_equal(atomic_load(&seen->stopped), 1);
    close_bench(seen);
}

/* A key comes from another thread, as a button on a modem line does. */
static void presses_that_were_lost_are_told_and_end_nothing(void **state)
{
    (void)state;
    struct seen *seen = open_bench((struct response_spec){.kind = RESPONSE_KEY, .code = "b"});
    start(seen, 1);
    wait_for(&seen->started, 1);
    const mono_ns until = mono_now() + PATIENCE;
    for (mono_ns t = 0; atomic_load(&seen->notices[NOTICE_GAP]) == 0 && mono_now() < until; t++)
        if (response_inject(&seen->source.unit.source, mono_now(), false) != STATUS_OK)
            bench_loop_wake(seen->loop);
    assert_true(atomic_load(&seen->notices[NOTICE_GAP]) > 0);
    while (atomic_load(&sitter_notices) == 0 && mono_now() < until)
        poll(NULL, 0, 2);
    assert_true(atomic_load(&sitter_notices) > 0);
    assert_int_equal(atomic_load(&seen->dones), 0);
    assert_false(stop_is_raised(&seen->stop));
    close_bench(seen);
}

/* ---- a source that is told what to say */

static enum status stuck_read(struct response_source *source, struct event *events, size_t cap,
                              size_t *n)
{
    uint64_t count;
    assert(cap >= 1);
    if (read(source->fd, &count, sizeof count) != sizeof count)
        return STATUS_OK;
    events[0] = (struct event){.t = mono_now(),
                               .kind = EVENT_NOTICE,
                               .instrument = INSTRUMENT_BENCH,
                               .channel = source->channel,
                               .code = NOTICE_BUTTON_STUCK,
                               .value = 1};
    *n = 1;
    return STATUS_OK;
}

static void stuck_close(struct response_source *source)
{
    close(source->fd);
}

static void a_button_that_is_stuck_is_told_and_ends_no_trial(void **state)
{
    (void)state;
    static const struct response_ops ops = {.read = stuck_read, .close = stuck_close};
    struct seen *seen = open_bench(box);
    struct why why = {0};
    assert_int_equal(bench_loop_join(seen->loop, &why), STATUS_OK);
    response_unit_close(&seen->source.unit);
    seen->source.unit.source =
        (struct response_source){.ops = &ops, .fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    const int bell = seen->source.unit.source.fd;
    const struct bench_loop_config config = {.bench = seen->bench,
                                             .spec = &seen->spec,
                                             .stop = &seen->stop,
                                             .sources = &seen->source,
                                             .n_sources = 1,
                                             .source = on_source,
                                             .host = seen};
    assert_int_equal(bench_loop_start(&config, &seen->loop, &why), STATUS_OK);
    start(seen, 1);
    wait_for(&seen->started, 1);
    assert_int_equal(eventfd_write(bell, 1), 0);
    wait_for(&seen->notices[NOTICE_BUTTON_STUCK], 1);
    assert_int_equal(atomic_load(&seen->dones), 0);
    assert_int_equal(atomic_load(&seen->responses), 0);
    assert_false(stop_is_raised(&seen->stop));
    close_bench(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_that_is_pulled_out_and_plugged_in_again_serves_the_session_on),
        cmocka_unit_test(a_box_that_is_out_when_the_session_ends_holds_nothing_up),
        cmocka_unit_test(a_session_that_is_ended_in_mid_stimulus_stops_it),
        cmocka_unit_test(presses_that_were_lost_are_told_and_end_nothing),
        cmocka_unit_test(a_button_that_is_stuck_is_told_and_ends_no_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
