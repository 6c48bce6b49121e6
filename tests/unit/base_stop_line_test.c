/* The stop line: anyone may raise it, the first cause stays, nobody's stop is taken back unseen. */
#include "base/stop_line.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static bool is_readable(int fd, int within_ms)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    return poll(&look, 1, within_ms) == 1;
}

static void a_fresh_line_is_not_raised(void **state)
{
    (void)state;
    struct stop_line line;
    stop_init(&line);
    assert_false(stop_is_raised(&line));
    assert_int_equal(stop_first_cause(&line), STOP_NONE);
    assert_int_equal(stop_raised_ns(&line), 0);
    assert_int_equal(stop_causes(&line), 0);
    stop_fini(&line);
}

static void the_first_cause_and_its_time_stay_and_later_ones_are_added(void **state)
{
    (void)state;
    for (int first = STOP_KEY; first <= STOP_LEFT; first++) {
        struct stop_line line;
        stop_init(&line);
        stop_raise(&line, (enum stop_cause)first, 1000 + first);
        uint32_t expected = 1u << first;
        for (int later = STOP_KEY; later <= STOP_LEFT; later++) {
            stop_raise(&line, (enum stop_cause)later, 5000 + later);
            expected |= 1u << later;
            assert_int_equal(stop_first_cause(&line), first);
            assert_int_equal(stop_raised_ns(&line), 1000 + first);
            assert_int_equal(stop_causes(&line), expected);
            assert_int_equal(stop_raises(&line, (enum stop_cause)later), 1 + (later == first));
        }
        assert_true(stop_clear(&line, stop_count(&line)));
        assert_int_equal(stop_raises(&line, (enum stop_cause)first), 2);
        assert_int_equal(stop_count(&line), 1 + STOP_LEFT);
        stop_fini(&line);
    }
}

static void every_listener_wakes_and_sleeps_again_after_the_re_arm(void **state)
{
    (void)state;
    struct stop_line line;
    int fds[STOP_LISTENERS], extra;
    stop_init(&line);
    for (int i = 0; i < STOP_LISTENERS; i++)
        assert_int_equal(stop_listen(&line, &fds[i]), STATUS_OK);
    assert_int_equal(stop_listen(&line, &extra), STATUS_FULL);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < STOP_LISTENERS; i++)
            assert_false(is_readable(fds[i], 0));
        stop_raise(&line, STOP_SCREEN, 7);
        stop_raise(&line, STOP_KEY, 8);
        for (int i = 0; i < STOP_LISTENERS; i++)
            assert_true(is_readable(fds[i], 0));
        assert_true(stop_clear(&line, stop_count(&line)));
        assert_false(stop_is_raised(&line));
        assert_int_equal(stop_first_cause(&line), STOP_NONE);
    }
    stop_fini(&line);
}

static void what_a_listener_gives_back_is_lent_again(void **state)
{
    (void)state;
    struct stop_line line;
    int fds[STOP_LISTENERS], again;
    stop_init(&line);
    for (int i = 0; i < STOP_LISTENERS; i++)
        assert_int_equal(stop_listen(&line, &fds[i]), STATUS_OK);
    for (int i = 0; i < 3 * STOP_LISTENERS; i++) {
        stop_unlisten(&line, fds[i % STOP_LISTENERS]);
        assert_int_equal(stop_listen(&line, &again), STATUS_OK);
        assert_int_equal(again, fds[i % STOP_LISTENERS]);
        assert_int_equal(stop_listen(&line, &again), STATUS_FULL);
    }
    stop_unlisten(&line, fds[0]);
    stop_raise(&line, STOP_KEY, 1);
    assert_int_equal(stop_listen(&line, &again), STATUS_OK);
    assert_true(
        is_readable(again, 0)); /* raised meanwhile: a new listener does not sleep over it */
    stop_fini(&line);
}

static void a_stop_that_was_not_seen_is_not_taken_back(void **state)
{
    (void)state;
    struct stop_line line;
    int fd;
    stop_init(&line);
    assert_int_equal(stop_listen(&line, &fd), STATUS_OK);
    stop_raise(&line, STOP_KEY, 10);
    const uint32_t seen = stop_count(&line);
    stop_raise(&line, STOP_KEY, 20); /* the same key again */
    assert_false(stop_clear(&line, seen));
    assert_true(stop_is_raised(&line));
    assert_int_equal(stop_first_cause(&line), STOP_KEY);
    assert_int_equal(stop_raised_ns(&line), 10);
    assert_true(is_readable(fd, 0));
    assert_true(stop_clear(&line, stop_count(&line)));
    stop_raise(&line, STOP_KEY, 30); /* a new one has its own time */
    assert_int_equal(stop_raised_ns(&line), 30);
    stop_fini(&line);
}

static struct stop_line signalled;

static void on_signal(int number)
{
    (void)number;
    stop_raise(&signalled, STOP_SIGNAL, 123);
}

static void a_signal_handler_may_raise_it_and_errno_survives(void **state)
{
    (void)state;
    int fd;
    stop_init(&signalled);
    assert_int_equal(stop_listen(&signalled, &fd), STATUS_OK);
    const struct sigaction action = {.sa_handler = on_signal};
    assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
    const uint64_t nearly_full = UINT64_MAX - 1; /* the next write would block */
    assert_int_equal(write(fd, &nearly_full, sizeof nearly_full), sizeof nearly_full);
    errno = ENOTTY;
    raise(SIGUSR1);
    assert_int_equal(errno, ENOTTY);
    assert_true(stop_is_raised(&signalled));
    assert_int_equal(stop_first_cause(&signalled), STOP_SIGNAL);
    assert_int_equal(stop_raised_ns(&signalled), 123);
    assert_true(is_readable(fd, 0));
    stop_fini(&signalled);
}

static void *raise_from_thread(void *context)
{
    const enum stop_cause cause = (enum stop_cause)(uintptr_t)context;
    for (int i = 0; i < 2000; i++)
        stop_raise(&signalled, cause, cause * 100);
    return NULL;
}

static void many_threads_at_once_lose_no_cause(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    int fd;
    stop_init(&signalled);
    assert_int_equal(stop_listen(&signalled, &fd), STATUS_OK);
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, raise_from_thread, (void *)(i + STOP_KEY)), 0);
    assert_true(is_readable(fd, 10000));
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(stop_causes(&signalled), 0xfu << STOP_KEY);
    assert_int_equal(stop_count(&signalled), THREADS * 2000);
    assert_int_equal(stop_raised_ns(&signalled), stop_first_cause(&signalled) * 100);
    stop_fini(&signalled);
}

static void *clear_until_quiet(void *context)
{
    _Atomic uint32_t *cleared = context;
    while (stop_count(&signalled) < 2000 || stop_is_raised(&signalled)) {
        const uint32_t seen = stop_count(&signalled);
        if (stop_is_raised(&signalled) && stop_clear(&signalled, seen))
            atomic_store(cleared, seen);
    }
    return NULL;
}

static void clearing_while_somebody_raises_never_loses_the_last_raise(void **state)
{
    (void)state;
    pthread_t clearer;
    _Atomic uint32_t cleared = 0;
    stop_init(&signalled);
    assert_int_equal(pthread_create(&clearer, NULL, clear_until_quiet, &cleared), 0);
    raise_from_thread((void *)(uintptr_t)STOP_FOCUS);
    pthread_join(clearer, NULL);
    assert_int_equal(atomic_load(&cleared), 2000); /* the last clear had seen the last raise */
    stop_fini(&signalled);
}

static void every_cause_has_its_own_word(void **state)
{
    (void)state;
    assert_string_equal(stop_cause_word(STOP_NONE), "none");
    for (int a = STOP_KEY; a <= STOP_LEFT; a++) {
        assert_true(strlen(stop_cause_word((enum stop_cause)a)) > 0);
        for (int b = STOP_NONE; b < a; b++)
            assert_string_not_equal(stop_cause_word((enum stop_cause)a),
                                    stop_cause_word((enum stop_cause)b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_line_is_not_raised),
        cmocka_unit_test(the_first_cause_and_its_time_stay_and_later_ones_are_added),
        cmocka_unit_test(every_listener_wakes_and_sleeps_again_after_the_re_arm),
        cmocka_unit_test(what_a_listener_gives_back_is_lent_again),
        cmocka_unit_test(a_stop_that_was_not_seen_is_not_taken_back),
        cmocka_unit_test(a_signal_handler_may_raise_it_and_errno_survives),
        cmocka_unit_test(many_threads_at_once_lose_no_cause),
        cmocka_unit_test(clearing_while_somebody_raises_never_loses_the_last_raise),
        cmocka_unit_test(every_cause_has_its_own_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
