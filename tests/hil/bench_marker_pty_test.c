/* Markers through the real loop and a pty: every byte in its order with a 0 behind it, each held, none lost when the bench ends.
 * What is due and what comes out at the other end are as far apart as is printed, not judged: that is this machine's. */
#include "hw/bench_loop.h"

#include "base/clock.h"

#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

enum { MARKS = 100, BYTES = 2 * MARKS + 8 };

struct desk_of_test {
    atomic_bool ready;
    atomic_size_t n;
    mono_ns out[MARKS];
    double late_s[MARKS];
    uint8_t codes[MARKS];
};

static void on_report(void *host, const struct report *report)
{
    struct desk_of_test *desk = host;
    if (report->kind == REPORT_READY)
        atomic_store(&desk->ready, true);
    if (report->kind != REPORT_MARKED)
        return;
    const size_t i = atomic_load(&desk->n);
    assert_true(i < MARKS);
    desk->out[i] = report->t;
    desk->late_s[i] = report->value;
    desk->codes[i] = report->code;
    atomic_store(&desk->n, i + 1);
}

static bool on_record(void *host, const struct bench_record *record)
{
    (void)host, (void)record;
    return true;
}

struct recorder {
    int fd;
    size_t n;
    uint8_t bytes[BYTES];
    mono_ns t[BYTES];
};

/* Until that many bytes have come. */
static void record(struct recorder *recorder, size_t until)
{
    const mono_ns deadline = mono_now() + 20 * MONO_SEC;
    while (recorder->n < until) {
        struct pollfd look = {.fd = recorder->fd, .events = POLLIN};
        if (mono_now() > deadline)
            fail_msg("%zu bytes of %zu have come", recorder->n, until);
        if (poll(&look, 1, 100) <= 0)
            continue;
        const ssize_t got = read(recorder->fd, recorder->bytes + recorder->n, BYTES - recorder->n);
        assert_true(got > 0);
        for (ssize_t i = 0; i < got; i++)
            recorder->t[recorder->n++] = mono_now();
    }
}

static int open_raw_pty(char *path)
{
    int master, slave;
    struct termios mode;
    assert_int_equal(openpty(&master, &slave, path, NULL, NULL), 0);
    assert_int_equal(tcgetattr(slave, &mode), 0);
    cfmakeraw(&mode);
    assert_int_equal(tcsetattr(slave, TCSANOW, &mode), 0);
    return master; /* `slave` stays open: the line is there as long as the test */
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_spread(const char *what, double *ms, size_t n)
{
    qsort(ms, n, sizeof ms[0], by_value);
    print_message("%s: p50 %.3f ms, p99 %.3f ms, max %.3f ms (n %zu)\n", what, ms[n / 2],
                  ms[n * 99 / 100], ms[n - 1], n);
}

static void every_marker_comes_in_its_order_and_the_last_one_is_taken_back(void **state)
{
    static struct desk_of_test desk;
    static struct recorder recorder;
    struct bench_spec spec = {.n_instruments = 1};
    struct stop_line stop;
    struct bench *bench;
    struct bench_loop *loop;
    struct why why;
    char path[64];
    double ms[MARKS];
    (void)state;
    recorder.fd = open_raw_pty(path);
    strcpy(spec.instruments[0].driver, "marker-byte");
    strcpy(spec.instruments[0].name, "marks");
    snprintf(spec.instruments[0].port, sizeof spec.instruments[0].port, "pty:%s", path);
    spec.roles[ROLE_MARKER] = (struct role_spec){.bound = true, .channel = "code"};
    stop_init(&stop);
    const struct bench_host host = {
        .host = &desk, .report = on_report, .record = on_record, .clock = mono_now};
    assert_int_equal(bench_new(&spec, &stop, NULL, &host, &bench, &why), STATUS_OK);
    const struct bench_loop_config config = {.bench = bench, .spec = &spec, .stop = &stop};
    assert_int_equal(bench_loop_start(&config, &loop, &why), STATUS_OK);
    record(&recorder, 1);
    assert_int_equal(recorder.bytes[0], 0);
    for (size_t i = 0; i < MARKS; i++) {
        const enum marker marker = (enum marker)(i % MARKER_COUNT);
        const struct order order = {.kind = ORDER_PUT,
                                    .mark = {.t = mono_now(), .code = (uint8_t)marker}};
        assert_int_equal(bench_submit(bench, &order), STATUS_OK);
        bench_loop_wake(loop);
        if (i % 10 != 0) /* two at once */
            record(&recorder, 2 * i + 2);
        ms[i] = mono_to_sec(recorder.t[recorder.n - 1] - order.mark.t) * 1e3;
        if (i % 10 != 0 && i + 1 < MARKS) {
            record(&recorder, 2 * i + 3);
            poll(NULL, 0, 10); /* the figure is that of a line that is free */
        }
    }
    assert_int_equal(bench_loop_join(loop, &why), STATUS_OK);
    record(&recorder, 2 * MARKS + 1);
    assert_int_equal(atomic_load(&desk.n), MARKS);
    for (size_t i = 0; i < MARKS; i++) {
        assert_int_equal(recorder.bytes[2 * i + 1], desk.codes[i]);
        assert_int_equal(desk.codes[i], bench_spec_marker(&spec, (enum marker)(i % MARKER_COUNT)));
        assert_int_equal(recorder.bytes[2 * i + 2], 0);
        assert_true(desk.late_s[i] >= 0);
        assert_true(i == 0 || desk.out[i] - desk.out[i - 1] >= MARKER_HOLD + MARKER_GAP);
    }
    size_t alone = 0;
    for (size_t i = 0; i < MARKS; i++)
        if (i % 10 > 1)
            ms[alone++] = ms[i];
    print_spread("due -> read at the other end of a pty", ms, alone);
    bench_free(bench);
    stop_fini(&stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_marker_comes_in_its_order_and_the_last_one_is_taken_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
