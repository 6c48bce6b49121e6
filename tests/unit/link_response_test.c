/* Responses that need no device: debouncing, injected keys, byte boxes; and what is refused. */
#include "link/response.h"

#include "base/clock.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { EVENTS = 256 };

static const struct response_spec key = {.kind = RESPONSE_KEY, .code = "F12"};

static void open_key(struct response_source *source, mono_ns debounce)
{
    const struct response_options options = {.channel = 3, .debounce = debounce, .fd = -1};
    assert_int_equal(response_open(&key, &options, source, NULL), STATUS_OK);
}

static bool is_readable(const struct response_source *source)
{
    struct pollfd look = {.fd = source->fd, .events = POLLIN};
    return poll(&look, 1, 0) == 1;
}

static void a_press_arrives_with_its_own_time(void **state)
{
    (void)state;
    struct response_source source;
    struct event events[EVENTS];
    size_t n;
    open_key(&source, RESPONSE_DEBOUNCE);
    assert_false(is_readable(&source));
    assert_int_equal(response_inject(&source, 1234, true), STATUS_OK);
    assert_true(is_readable(&source));
    assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
    assert_int_equal(n, 1);
    assert_int_equal(events[0].kind, EVENT_RESPONSE);
    assert_true(events[0].value == 1);
    assert_int_equal(events[0].t, 1234);
    assert_int_equal(events[0].instrument, INSTRUMENT_BENCH);
    assert_int_equal(events[0].channel, 3);
    assert_false(is_readable(&source));
    assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
    assert_int_equal(n, 0);
    response_close(&source);
}

/* A press, its bounces `step` apart, a release with bounces: how many presses the bench hears. */
static size_t presses_heard(mono_ns debounce, mono_ns step, unsigned bounces)
{
    struct response_source source;
    struct event events[EVENTS];
    size_t n, presses = 0;
    mono_ns t = 1000 * MONO_MS, first = t;
    open_key(&source, debounce);
    for (unsigned i = 0; i < 2 * bounces + 1; i++, t += step)
        assert_int_equal(response_inject(&source, t, i % 2 == 0), STATUS_OK);
    assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
    double last = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(events[i].value != last); /* presses and releases alternate */
        last = events[i].value;
        presses += events[i].value == 1 ? 1 : 0;
    }
    assert_true(n > 0 && events[0].t == first && events[0].value == 1);
    response_close(&source);
    return presses;
}

static void a_bouncing_contact_counts_once(void **state)
{
    (void)state;
    for (unsigned bounces = 0; bounces < 20; bounces++) {
        for (mono_ns step = MONO_US; step < 30 * MONO_MS; step *= 3)
            assert_int_equal(presses_heard(RESPONSE_DEBOUNCE, step, bounces), 1);
        assert_int_equal(presses_heard(RESPONSE_DEBOUNCE, 31 * MONO_MS, bounces), bounces + 1);
        assert_int_equal(presses_heard(0, MONO_US, bounces), bounces + 1);
    }
}

static void the_first_press_and_the_next_real_one_are_never_delayed(void **state)
{
    (void)state;
    struct response_source source;
    struct event events[EVENTS];
    size_t n;
    open_key(&source, RESPONSE_DEBOUNCE);
    static const struct {
        mono_ns t;
        bool pressed, heard;
    } rows[] = {
        {0, true, true},
        {50 * MONO_MS, false, true},
        {51 * MONO_MS, true, false}, /* bounce */
        {52 * MONO_MS, false, false},
        {81 * MONO_MS, true, false}, /* 29 ms after the last bounce */
        {82 * MONO_MS, false, false},
        {112 * MONO_MS, true, true},  /* 30 ms after the last bounce */
        {113 * MONO_MS, true, false}, /* the same edge twice is one edge */
        {114 * MONO_MS, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(response_inject(&source, rows[i].t, rows[i].pressed), STATUS_OK);
        assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
        assert_int_equal(n, rows[i].heard ? 1 : 0);
        if (n)
            assert_int_equal(events[0].t, rows[i].t);
    }
    response_close(&source);
}

static void presses_that_do_not_fit_are_told(void **state)
{
    (void)state;
    struct response_source source;
    struct event events[EVENTS];
    size_t n, lost = 0, kept = 0;
    open_key(&source, 0);
    for (int i = 0; i < 100; i++)
        if (response_inject(&source, i, i % 2 == 0) == STATUS_OK)
            kept++;
        else
            lost++;
    assert_int_equal(kept, 64);
    assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
    assert_int_equal(n, kept + 1);
    assert_int_equal(events[0].kind, EVENT_NOTICE);
    assert_int_equal(events[0].code, NOTICE_GAP);
    assert_true(events[0].value == (double)lost);
    response_close(&source);
}

static void a_small_array_loses_nothing(void **state)
{
    (void)state;
    for (size_t cap = 2; cap < 10; cap++) {
        struct response_source source;
        struct event events[10];
        size_t n, all = 0;
        open_key(&source, 0);
        for (int i = 0; i < 40; i++)
            assert_int_equal(response_inject(&source, i, i % 2 == 0), STATUS_OK);
        while (is_readable(&source)) {
            assert_int_equal(response_read(&source, events, cap, &n), STATUS_OK);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(events[i].t, all++);
        }
        assert_int_equal(all, 40);
        response_close(&source);
    }
}

enum { PRESSES = 5000 };

static void *press_often(void *arg)
{
    for (int i = 0; i < 2 * PRESSES; i++)
        while (response_inject(arg, i, i % 2 == 0) != STATUS_OK)
            continue;
    return NULL;
}

static void a_window_thread_presses_while_the_bench_reads(void **state)
{
    (void)state;
    struct response_source source;
    struct event events[EVENTS];
    pthread_t thread;
    size_t n;
    mono_ns next = 0;
    const mono_ns deadline = mono_now() + 30 * MONO_SEC;
    open_key(&source, 0);
    assert_int_equal(pthread_create(&thread, NULL, press_often, &source), 0);
    while (next < 2 * PRESSES && mono_now() < deadline) {
        struct pollfd look = {.fd = source.fd, .events = POLLIN};
        (void)poll(&look, 1, 100);
        assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
        for (size_t i = 0; i < n; i++)
            if (events[i].kind == EVENT_RESPONSE)
                assert_int_equal(events[i].t, next++);
    }
    assert_int_equal(next, 2 * PRESSES);
    pthread_join(thread, NULL);
    response_close(&source);
}

/* `fds`: the port and the box. */
static struct response_source open_box(mono_ns debounce, int fds[2])
{
    static const struct response_spec box = {.kind = RESPONSE_BYTE, .path = "/dev/ttyUSB1"};
    struct response_source source;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    const struct response_options options = {.channel = 1, .debounce = debounce, .fd = fds[0]};
    assert_int_equal(response_open(&box, &options, &source, NULL), STATUS_OK);
    assert_int_equal(source.fd, fds[0]);
    return source;
}

static void every_byte_of_a_box_is_a_press(void **state)
{
    (void)state;
    int fds[2];
    struct response_source source = open_box(0, fds);
    struct event events[EVENTS];
    size_t n;
    for (int byte = 0; byte < 256; byte++) {
        const uint8_t sent = (uint8_t)byte;
        const mono_ns before = mono_now();
        assert_int_equal(write(fds[1], &sent, 1), 1);
        assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
        assert_int_equal(n, 2);
        assert_true(events[0].value == 1 && events[1].value == 0);
        assert_true(events[0].t >= before && events[0].t <= mono_now());
    }
    close(fds[1]);
    assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_GONE);
    response_close(&source);
    close(fds[0]);
}

static void a_box_that_sends_a_line_presses_once(void **state)
{
    (void)state;
    int fds[2];
    struct response_source source = open_box(RESPONSE_DEBOUNCE, fds);
    struct event events[EVENTS];
    size_t n;
    assert_int_equal(write(fds[1], "BUTTON 1\r\n", 10), 10);
    assert_int_equal(response_read(&source, events, EVENTS, &n), STATUS_OK);
    assert_int_equal(n, 2);
    response_close(&source);
    close(fds[0]);
    close(fds[1]);
}

static void what_cannot_be_a_response_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct response_spec spec;
        enum status status;
        const char *says;
    } rows[] = {
        {{.kind = RESPONSE_PEDAL, .code = "Space"}, STATUS_INVALID, "STOP"},
        {{.kind = RESPONSE_PEDAL, .code = "KEY_ENTER"}, STATUS_INVALID, "examiner"},
        {{.kind = RESPONSE_PEDAL, .code = "esc"}, STATUS_INVALID, "examiner"},
        {{.kind = RESPONSE_PEDAL, .code = "KPENTER"}, STATUS_INVALID, "examiner"},
        {{.kind = RESPONSE_PEDAL, .code = "F99"}, STATUS_INVALID, "F99"},
        {{.kind = RESPONSE_PEDAL}, STATUS_INVALID, "Which pedal"},
        {{.kind = RESPONSE_PEDAL, .path = "/dev/input/none"}, STATUS_NOT_FOUND, "/dev/input/none"},
        {{.kind = RESPONSE_PEDAL, .path = "/dev/null"}, STATUS_INVALID, "no pedal"},
        {{.kind = RESPONSE_LINE, .code = "cts?"}, STATUS_INVALID, "CTS, DSR, RI or CD"},
        {{.kind = RESPONSE_LINE, .path = "the pty", .code = "CTS"}, STATUS_UNSUPPORTED, "modem"},
    };
    int master, slave;
    assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
    const struct response_options options = {.fd = slave};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct response_source source;
        struct why why = {0};
        assert_int_equal(response_open(&rows[i].spec, &options, &source, &why), rows[i].status);
        if (!strstr(why.text, rows[i].says))
            fail_msg("row %zu: %s", i, why.text);
    }
    close(slave);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_press_arrives_with_its_own_time),
        cmocka_unit_test(a_bouncing_contact_counts_once),
        cmocka_unit_test(the_first_press_and_the_next_real_one_are_never_delayed),
        cmocka_unit_test(presses_that_do_not_fit_are_told),
        cmocka_unit_test(a_small_array_loses_nothing),
        cmocka_unit_test(a_window_thread_presses_while_the_bench_reads),
        cmocka_unit_test(every_byte_of_a_box_is_a_press),
        cmocka_unit_test(a_box_that_sends_a_line_presses_once),
        cmocka_unit_test(what_cannot_be_a_response_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
