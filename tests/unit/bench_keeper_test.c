/* The keeper and the crash table, with real processes that are really killed.
 *
 * A patient is a child of the test that plays the program: it starts a keeper, hands over its links
 * and then does what the test wants. The test holds the instruments' ends of the links. Nothing is
 * waited for by sleeping: what is to come is polled for with a deadline; what must not come is
 * looked for until something that happens later has come. */
#include "hw/keeper.h"

#include "base/clock.h"
#include "support/stack.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LINKS = INSTRUMENTS_MAX, PATIENCE_MS = 10000 };

static const struct driver presses = {.energises = true,
                                      .stop_frame = (const uint8_t *)"STOP\r",
                                      .stop_size = 5,
                                      .closing = (const uint8_t *)"?\r",
                                      .closing_size = 2};
static const struct driver other = {
    .energises = true, .stop_frame = (const uint8_t *)"\x1b\x00!", .stop_size = 3};
static const char presses_stop[] = "?\rSTOP\r";

struct link {
    int ours, theirs;
};

static struct link link_open(bool is_pty)
{
    struct link link;
    if (is_pty) {
        link.ours = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        assert_true(link.ours >= 0);
        assert_int_equal(grantpt(link.ours), 0);
        assert_int_equal(unlockpt(link.ours), 0);
        char name[64];
        assert_int_equal(ptsname_r(link.ours, name, sizeof name), 0);
        link.theirs = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        assert_true(link.theirs >= 0);
    } else {
        int ends[2];
        assert_int_equal(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
        link = (struct link){ends[0], ends[1]};
    }
    return link;
}

static void link_close(struct link *link)
{
    close(link->ours);
    if (link->theirs >= 0)
        close(link->theirs);
}

/* Reads exactly `n` bytes; false at the deadline or the end. */
static bool read_whole(int fd, void *data, size_t n)
{
    const mono_ns until = mono_now() + PATIENCE_MS * MONO_MS;
    for (size_t at = 0; at < n && mono_now() < until;) {
        struct pollfd look = {.fd = fd, .events = POLLIN};
        if (poll(&look, 1, 100) <= 0)
            continue;
        const ssize_t got = read(fd, (char *)data + at, n - at);
        if (got > 0)
            at += (size_t)got;
        else if (got == 0 || (errno != EAGAIN && errno != EINTR))
            return false;
        if (at == n)
            return true;
    }
    return n == 0;
}

static void assert_hears(int fd, const char *expected, size_t n)
{
    char heard[64];
    assert_true(read_whole(fd, heard, n));
    assert_memory_equal(heard, expected, n);
}

static bool is_quiet(int fd)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    return poll(&look, 1, 0) == 0 || !(look.revents & POLLIN);
}

/* Until it takes no more; how much that was. */
static size_t fill_up(int fd)
{
    const char fill[4096] = {0};
    size_t filled = 0;
    for (ssize_t n; (n = write(fd, fill, sizeof fill)) > 0;)
        filled += (size_t)n;
    return filled;
}

static void empty(int fd, size_t n)
{
    char heard[4096];
    for (size_t take; n > 0; n -= take) {
        take = n < sizeof heard ? n : sizeof heard;
        assert_true(read_whole(fd, heard, take));
    }
}

/* Nothing comes for that long. */
static bool stays_quiet(int fd, mono_ns span)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    return poll(&look, 1, (int)(span / MONO_MS)) == 0;
}

/* What the patient and the test tell each other. */
struct talk {
    int up[2], down[2];
};

static void talk_open(struct talk *talk)
{
    assert_int_equal(pipe2(talk->up, O_CLOEXEC), 0);
    assert_int_equal(pipe2(talk->down, O_CLOEXEC), 0);
}

static void talk_close(struct talk *talk)
{
    for (int i = 0; i < 2; i++) {
        close(talk->up[i]);
        close(talk->down[i]);
    }
}

static void tell_test(const struct talk *talk, int32_t value)
{
    if (write(talk->up[1], &value, sizeof value) != sizeof value)
        _exit(90);
}

static int32_t ask_patient(const struct talk *talk)
{
    int32_t value = -1;
    assert_true(read_whole(talk->up[0], &value, sizeof value));
    return value;
}

static struct keeper *patient_keeper(void)
{
    struct keeper *keeper = NULL;
    struct why why;
    if (keeper_start(&keeper, &why) != STATUS_OK)
        _exit(91);
    return keeper;
}

static void patient_hold(struct keeper *keeper, uint8_t i, const struct link *link,
                         const struct driver *driver)
{
    if (keeper_hold(keeper, i, link->theirs, driver) != STATUS_OK)
        _exit(92);
}

static _Noreturn void patient_waits(void)
{
    for (;;)
        pause();
}

static void kill_patient(pid_t patient)
{
    assert_int_equal(kill(patient, SIGKILL), 0);
    assert_int_equal(waitpid(patient, NULL, 0), patient);
}

/* ---- in the test's own process, which need not die for these */

struct own {
    struct keeper *keeper;
    struct link link;
};

static struct own own_start(void)
{
    struct own own = {.link = link_open(false)};
    struct why why;
    assert_int_equal(keeper_start(&own.keeper, &why), STATUS_OK);
    assert_int_equal(keeper_hold(own.keeper, 0, own.link.theirs, &presses), STATUS_OK);
    return own;
}

static void wait_interventions(const struct keeper *keeper, unsigned n)
{
    const mono_ns until = mono_now() + PATIENCE_MS * MONO_MS;
    while (keeper_interventions(keeper) < n && mono_now() < until)
        poll(NULL, 0, 5);
    assert_int_equal(keeper_interventions(keeper), n);
}

/* Beats for `span` and says whether anything was written meanwhile. */
static bool beat_quietly(const struct own *own, mono_ns span)
{
    const mono_ns until = mono_now() + span;
    while (mono_now() < until) {
        keeper_beat(own->keeper, mono_now());
        struct pollfd look = {.fd = own->link.ours, .events = POLLIN};
        if (poll(&look, 1, 20) != 0)
            return false;
    }
    return true;
}

static void a_killed_program_leaves_every_held_instrument_stopped(void **state)
{
    (void)state;
    for (int is_pty = 0; is_pty < 2; is_pty++) {
        struct link links[LINKS];
        struct talk talk;
        talk_open(&talk);
        for (int i = 0; i < LINKS; i++)
            links[i] = link_open(is_pty);
        const pid_t patient = fork();
        if (patient == 0) {
            struct keeper *keeper = patient_keeper();
            for (uint8_t i = 0; i < LINKS; i++)
                patient_hold(keeper, i, &links[i], i % 2 ? &other : &presses);
            tell_test(&talk, 1);
            patient_waits();
        }
        assert_int_equal(ask_patient(&talk), 1);
        for (int i = 0; i < LINKS; i++)
            assert_true(is_quiet(links[i].ours));
        kill_patient(patient);
        for (int i = 0; i < LINKS; i++) {
            if (i % 2)
                assert_hears(links[i].ours, "\x1b\x00!", 3);
            else
                assert_hears(links[i].ours, presses_stop, strlen(presses_stop));
            link_close(&links[i]);
        }
        talk_close(&talk);
    }
}

static void one_line_that_is_stuck_does_not_hold_up_the_others(void **state)
{
    (void)state;
    struct link stuck = link_open(false), dead = link_open(false), good = link_open(false);
    struct talk talk;
    talk_open(&talk);
    const size_t filled = fill_up(stuck.theirs);
    const pid_t patient = fork();
    if (patient == 0) {
        struct keeper *keeper = patient_keeper();
        patient_hold(keeper, 0, &stuck, &presses);
        patient_hold(keeper, 1, &dead, &presses);
        patient_hold(keeper, 7, &good, &presses);
        tell_test(&talk, 1);
        patient_waits();
    }
    assert_int_equal(ask_patient(&talk), 1);
    close(dead.ours);
    kill_patient(patient);
    assert_hears(good.ours, presses_stop, strlen(presses_stop));
    /* However long the line is stuck, the keeper is still at it: now that it moves, that instrument
     * hears it as well. */
    assert_true(stays_quiet(good.ours, 2 * KEEPER_BEAT_LOST));
    empty(stuck.ours, filled);
    assert_hears(stuck.ours, presses_stop, strlen(presses_stop));
    close(dead.theirs);
    link_close(&stuck);
    link_close(&good);
    talk_close(&talk);
}

static void a_hanging_bench_is_stopped_once_and_again_only_after_it_came_back(void **state)
{
    (void)state;
    struct own own = own_start();
    keeper_watch(own.keeper, true);
    for (unsigned round = 1; round <= 2; round++) {
        const mono_ns beat = mono_now();
        keeper_beat(own.keeper, beat);
        assert_hears(own.link.ours, presses_stop, strlen(presses_stop));
        const mono_ns after = mono_now() - beat;
        assert_true(after >= KEEPER_BEAT_LOST);
        wait_interventions(own.keeper, round);
        /* Twice the beat's time without a beat: nothing more comes. */
        struct pollfd look = {.fd = own.link.ours, .events = POLLIN};
        assert_int_equal(poll(&look, 1, (int)(2 * KEEPER_BEAT_LOST / MONO_MS)), 0);
        assert_int_equal(keeper_interventions(own.keeper), round);
        assert_true(beat_quietly(&own, 100 * MONO_MS));
    }
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    link_close(&own.link);
}

static void while_the_beat_is_fresh_nothing_is_written(void **state)
{
    (void)state;
    struct own own = own_start();
    keeper_watch(own.keeper, true);
    assert_true(beat_quietly(&own, 3 * KEEPER_BEAT_LOST));
    assert_int_equal(keeper_interventions(own.keeper), 0);
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    assert_true(is_quiet(own.link.ours));
    link_close(&own.link);
}

static void before_the_first_beat_and_after_watching_nobody_is_late(void **state)
{
    (void)state;
    struct own own = own_start();
    struct pollfd look = {.fd = own.link.ours, .events = POLLIN};
    keeper_watch(own.keeper, true); /* loading a study may take long before the bench turns */
    assert_int_equal(poll(&look, 1, (int)(3 * KEEPER_BEAT_LOST / MONO_MS / 2)), 0);
    keeper_beat(own.keeper, mono_now());
    keeper_watch(own.keeper, false);
    keeper_beat(own.keeper, mono_now()); /* of a bench thread that had not yet heard of it */
    assert_int_equal(poll(&look, 1, (int)(3 * KEEPER_BEAT_LOST / MONO_MS / 2)), 0);
    keeper_watch(own.keeper, true); /* the next bench; that beat is long past */
    assert_int_equal(poll(&look, 1, (int)(3 * KEEPER_BEAT_LOST / MONO_MS / 2)), 0);
    assert_int_equal(keeper_interventions(own.keeper), 0);
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    link_close(&own.link);
}

static void an_orderly_end_writes_nothing_and_leaves_no_process(void **state)
{
    (void)state;
    struct own own = own_start();
    const pid_t child = keeper_pid(own.keeper);
    keeper_watch(own.keeper, true);
    keeper_beat(own.keeper, mono_now());
    assert_true(keeper_is_alive(own.keeper));
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    assert_int_equal(kill(child, 0), -1);
    assert_int_equal(errno, ESRCH);
    assert_true(is_quiet(own.link.ours));
    close(own.link.theirs);
    own.link.theirs = -1;
    char byte;
    assert_int_equal(read(own.link.ours, &byte, 1), 0); /* nobody holds the link any more */
    link_close(&own.link);
}

static void a_released_instrument_hears_nothing_and_a_replaced_one_only_the_new_frame(void **state)
{
    (void)state;
    struct link released = link_open(false), replaced = link_open(false), kept = link_open(false);
    struct talk talk;
    talk_open(&talk);
    const pid_t patient = fork();
    if (patient == 0) {
        struct keeper *keeper = patient_keeper();
        patient_hold(keeper, 0, &released, &presses);
        patient_hold(keeper, 1, &released, &presses);
        patient_hold(keeper, 1, &replaced, &other); /* plugged in again as another descriptor */
        patient_hold(keeper, 2, &kept, &presses);
        if (keeper_release(keeper, 0) != STATUS_OK)
            _exit(93);
        tell_test(&talk, 1);
        patient_waits();
    }
    assert_int_equal(ask_patient(&talk), 1);
    kill_patient(patient);
    assert_hears(kept.ours, presses_stop, strlen(presses_stop));
    assert_hears(replaced.ours, "\x1b\x00!", 3);
    close(released.theirs);
    released.theirs = -1;
    char byte;
    struct pollfd look = {.fd = released.ours, .events = POLLIN};
    assert_int_equal(poll(&look, 1, PATIENCE_MS), 1);
    assert_int_equal(read(released.ours, &byte, 1), 0); /* its end, and not a byte before */
    link_close(&released);
    link_close(&replaced);
    link_close(&kept);
    talk_close(&talk);
}

static void signals_to_the_group_do_not_kill_the_keeper(void **state)
{
    (void)state;
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct link link = link_open(false);
    struct talk talk;
    talk_open(&talk);
    const pid_t patient = fork();
    if (patient == 0) {
        setpgid(0, 0);
        struct keeper *keeper = patient_keeper();
        patient_hold(keeper, 0, &link, &presses);
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            signal(numbers[i], SIG_IGN);
            kill(0, numbers[i]);
            kill(keeper_pid(keeper), numbers[i]);
        }
        tell_test(&talk, keeper_is_alive(keeper));
        patient_waits();
    }
    assert_int_equal(ask_patient(&talk), 1);
    kill_patient(patient);
    assert_hears(link.ours, presses_stop, strlen(presses_stop));
    link_close(&link);
    talk_close(&talk);
}

static void a_dead_keeper_is_noticed(void **state)
{
    (void)state;
    struct own own = own_start();
    assert_true(keeper_is_alive(own.keeper));
    assert_int_equal(kill(keeper_pid(own.keeper), SIGKILL), 0);
    const mono_ns until = mono_now() + PATIENCE_MS * MONO_MS;
    while (keeper_is_alive(own.keeper) && mono_now() < until)
        poll(NULL, 0, 5);
    assert_false(keeper_is_alive(own.keeper));
    assert_int_equal(keeper_hold(own.keeper, 1, own.link.theirs, &presses), STATUS_IO);
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    link_close(&own.link);
}

static void another_child_of_the_program_does_not_hide_its_death(void **state)
{
    (void)state;
    struct link link = link_open(false);
    struct talk talk;
    talk_open(&talk);
    const pid_t patient = fork();
    if (patient == 0) {
        struct keeper *keeper = patient_keeper();
        patient_hold(keeper, 0, &link, &presses);
        const pid_t script = fork();
        if (script == 0) {
            tell_test(&talk, getpid());
            close_range(3, ~0u, 0); /* as the script's process does */
            patient_waits();
        }
        patient_waits();
    }
    const pid_t script = ask_patient(&talk);
    kill_patient(patient);
    assert_hears(link.ours, presses_stop, strlen(presses_stop));
    assert_int_equal(kill(script, SIGKILL), 0);
    link_close(&link);
    talk_close(&talk);
}

/* ---- a line that takes no stop sequence */

static const char rest_of_stop[] = "OP\r";

static enum status finish_rest(struct own *own)
{
    return keeper_finish(own->keeper, 0, (const uint8_t *)rest_of_stop, strlen(rest_of_stop));
}

static void what_a_line_would_not_take_is_written_when_it_moves_again(void **state)
{
    (void)state;
    for (int ends = 0; ends < 2; ends++) {
        struct own own = own_start();
        const size_t filled = fill_up(own.link.theirs);
        assert_int_equal(finish_rest(&own), STATUS_OK);
        if (ends) /* the session is closed before the line moves: the keeper stays */
            assert_int_equal(keeper_stop(own.keeper), STATUS_TIMEOUT);
        close(own.link.theirs);
        empty(own.link.ours, filled);
        assert_hears(own.link.ours, rest_of_stop, strlen(rest_of_stop));
        char byte;
        struct pollfd look = {.fd = own.link.ours, .events = POLLIN};
        assert_int_equal(poll(&look, 1, PATIENCE_MS), 1);
        assert_int_equal(read(own.link.ours, &byte, 1), 0); /* the duty is done, the line let go */
        if (!ends)
            assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
        close(own.link.ours);
    }
}

static void a_line_that_is_gone_holds_nobody_up(void **state)
{
    (void)state;
    struct own own = own_start();
    (void)fill_up(own.link.theirs);
    assert_int_equal(finish_rest(&own), STATUS_OK);
    close(own.link.ours);
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    close(own.link.theirs);
}

static void a_new_link_to_the_same_line_takes_the_duty_over(void **state)
{
    (void)state;
    struct own own = own_start();
    const size_t filled = fill_up(own.link.theirs);
    assert_int_equal(finish_rest(&own), STATUS_OK);
    assert_int_equal(keeper_hold(own.keeper, 0, own.link.theirs, &presses), STATUS_OK);
    assert_int_equal(keeper_release(own.keeper, 0), STATUS_OK);
    assert_int_equal(keeper_stop(own.keeper), STATUS_OK);
    empty(own.link.ours, filled);
    assert_true(is_quiet(own.link.ours));
    link_close(&own.link);
}

static void a_program_that_dies_afterwards_leaves_the_duty_behind(void **state)
{
    (void)state;
    struct link link = link_open(false), next = link_open(false);
    struct talk talk;
    talk_open(&talk);
    const size_t filled = fill_up(link.theirs);
    const pid_t patient = fork();
    if (patient == 0) {
        struct keeper *keeper = patient_keeper();
        patient_hold(keeper, 0, &link, &presses);
        if (keeper_finish(keeper, 0, (const uint8_t *)rest_of_stop, 3) != STATUS_OK)
            _exit(93);
        patient_hold(keeper, 0, &next, &presses); /* plugged in elsewhere */
        tell_test(&talk, 1);
        patient_waits();
    }
    assert_int_equal(ask_patient(&talk), 1);
    kill_patient(patient);
    assert_hears(next.ours, presses_stop, strlen(presses_stop));
    empty(link.ours, filled);
    assert_hears(link.ours, rest_of_stop, 3);
    link_close(&link);
    link_close(&next);
    talk_close(&talk);
}

/* ---- the crash table */

static _Noreturn void crash(int number)
{
    const struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (number == SIGABRT)
        abort();
    raise(number);
    _exit(94);
}

static void a_crashing_program_stops_its_instruments_before_it_dies(void **state)
{
    (void)state;
    static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct link links[3] = {link_open(false), link_open(false), link_open(true)};
        close(links[0].ours); /* a link whose other end is gone must not hide the others */
        const pid_t patient = fork();
        if (patient == 0) {
            crash_install();
            crash_hold(0, links[0].theirs, &presses);
            crash_hold(3, links[1].theirs, &presses);
            crash_hold(7, links[2].theirs, &presses);
            crash(numbers[i]);
        }
        int end;
        assert_int_equal(waitpid(patient, &end, 0), patient);
        assert_true(WIFSIGNALED(end));
        assert_int_equal(WTERMSIG(end), numbers[i]);
        for (int link = 1; link < 3; link++) {
            assert_hears(links[link].ours, presses_stop, strlen(presses_stop));
            link_close(&links[link]);
        }
        close(links[0].theirs);
    }
}

static void *use_up_a_thread(void *stack)
{
    stack_t before;
    crash_guard_begin(stack, &before);
    (void)use_up_the_stack(UINT_MAX);
    return NULL;
}

static void a_program_that_uses_up_its_stack_stops_its_instruments(void **state)
{
    (void)state;
    static uint8_t stack[CRASH_STACK_SIZE];
    for (int in_thread = 0; in_thread < 2; in_thread++) {
        struct link link = link_open(false);
        const pid_t patient = fork();
        if (patient == 0) {
            const struct rlimit no_core = {0, 0};
            pthread_t thread;
            setrlimit(RLIMIT_CORE, &no_core);
            crash_install();
            crash_hold(3, link.theirs, &presses);
            if (!in_thread)
                (void)use_up_the_stack(UINT_MAX);
            if (pthread_create(&thread, NULL, use_up_a_thread, stack) == 0)
                pthread_join(thread, NULL);
            _exit(94);
        }
        int end;
        assert_int_equal(waitpid(patient, &end, 0), patient);
        assert_true(WIFSIGNALED(end) && WTERMSIG(end) == SIGSEGV);
        assert_hears(link.ours, presses_stop, strlen(presses_stop));
        link_close(&link);
    }
}

static void a_thread_gets_the_stack_back_that_it_had_for_signals(void **state)
{
    (void)state;
    static uint8_t stack[CRASH_STACK_SIZE];
    stack_t first, before, after;
    assert_int_equal(sigaltstack(NULL, &first), 0);
    crash_guard_begin(stack, &before);
    crash_guard_end(&before);
    assert_int_equal(sigaltstack(NULL, &after), 0);
    assert_true(after.ss_sp == first.ss_sp && after.ss_flags == first.ss_flags);
}

static void a_crash_after_the_release_writes_nothing_into_what_the_descriptor_is_now(void **state)
{
    (void)state;
    struct link link = link_open(false), later = link_open(false);
    const pid_t patient = fork();
    if (patient == 0) {
        crash_install();
        crash_hold(2, link.theirs, &presses);
        crash_release(2);
        dup2(later.theirs, link.theirs); /* the study file, for all we know */
        crash(SIGSEGV);
    }
    int end;
    assert_int_equal(waitpid(patient, &end, 0), patient);
    assert_true(WIFSIGNALED(end) && WTERMSIG(end) == SIGSEGV);
    assert_true(is_quiet(later.ours));
    assert_true(is_quiet(link.ours));
    link_close(&link);
    link_close(&later);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_program_leaves_every_held_instrument_stopped),
        cmocka_unit_test(one_line_that_is_stuck_does_not_hold_up_the_others),
        cmocka_unit_test(a_hanging_bench_is_stopped_once_and_again_only_after_it_came_back),
        cmocka_unit_test(while_the_beat_is_fresh_nothing_is_written),
        cmocka_unit_test(before_the_first_beat_and_after_watching_nobody_is_late),
        cmocka_unit_test(an_orderly_end_writes_nothing_and_leaves_no_process),
        cmocka_unit_test(a_released_instrument_hears_nothing_and_a_replaced_one_only_the_new_frame),
        cmocka_unit_test(signals_to_the_group_do_not_kill_the_keeper),
        cmocka_unit_test(a_dead_keeper_is_noticed),
        cmocka_unit_test(another_child_of_the_program_does_not_hide_its_death),
        cmocka_unit_test(what_a_line_would_not_take_is_written_when_it_moves_again),
        cmocka_unit_test(a_line_that_is_gone_holds_nobody_up),
        cmocka_unit_test(a_new_link_to_the_same_line_takes_the_duty_over),
        cmocka_unit_test(a_program_that_dies_afterwards_leaves_the_duty_behind),
        cmocka_unit_test(a_program_that_uses_up_its_stack_stops_its_instruments),
        cmocka_unit_test(a_thread_gets_the_stack_back_that_it_had_for_signals),
        cmocka_unit_test(a_crashing_program_stops_its_instruments_before_it_dies),
        cmocka_unit_test(a_crash_after_the_release_writes_nothing_into_what_the_descriptor_is_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
