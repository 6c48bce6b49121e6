/* The byte link over real descriptors: what arrives, what does not fit, and when the other end is
 * gone. */
#include "link/wire.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

struct pair {
    int near, far;
};

static struct pair open_pty(int vmin)
{
    struct pair pair;
    struct termios mode;
    assert_int_equal(openpty(&pair.far, &pair.near, NULL, NULL, NULL), 0);
    assert_int_equal(tcgetattr(pair.near, &mode), 0);
    cfmakeraw(&mode);
    mode.c_cc[VMIN] = (cc_t)vmin;
    mode.c_cc[VTIME] = 0;
    assert_int_equal(tcsetattr(pair.near, TCSANOW, &mode), 0);
    assert_int_equal(fcntl(pair.near, F_SETFL, O_NONBLOCK), 0);
    return pair;
}

static struct pair open_sockets(void)
{
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    return (struct pair){fds[0], fds[1]};
}

enum { KINDS = 3 };

static struct pair open_pair(int kind)
{
    return kind == 0 ? open_pty(1) : kind == 1 ? open_pty(0) : open_sockets();
}

/* Reads until `want` bytes have come or the link is gone. */
static size_t read_all(struct wire *wire, uint8_t *out, size_t want)
{
    const mono_ns deadline = mono_now() + 5 * MONO_SEC;
    size_t have = 0;
    while (have < want && mono_now() < deadline) {
        size_t n;
        struct pollfd look = {.fd = wire->fd, .events = POLLIN};
        (void)poll(&look, 1, 100);
        assert_int_equal(wire->ops->read(wire, out + have, want - have, &n), STATUS_OK);
        have += n;
    }
    return have;
}

static void nothing_there_is_not_the_end(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        const struct pair pair = open_pair(kind);
        struct wire wire = wire_of_fd(pair.near);
        uint8_t byte;
        size_t n = 9;
        assert_int_equal(wire.ops->read(&wire, &byte, 1, &n), STATUS_OK);
        assert_int_equal(n, 0);
        close(pair.near);
        close(pair.far);
    }
}

static void every_byte_value_arrives_both_ways(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        const struct pair pair = open_pair(kind);
        struct wire wire = wire_of_fd(pair.near);
        uint8_t all[256], back[256];
        size_t n;
        for (int i = 0; i < 256; i++)
            all[i] = (uint8_t)i;
        assert_int_equal(write(pair.far, all, sizeof all), sizeof all);
        assert_int_equal(read_all(&wire, back, sizeof back), sizeof back);
        assert_memory_equal(all, back, sizeof all);
        assert_int_equal(wire.ops->write(&wire, all, 64, &n), STATUS_OK);
        assert_int_equal(n, 64);
        assert_int_equal(read(pair.far, back, 64), 64);
        assert_memory_equal(all, back, 64);
        close(pair.near);
        close(pair.far);
    }
}

static void a_full_link_says_so_and_goes_on_later(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        const struct pair pair = open_pair(kind);
        struct wire wire = wire_of_fd(pair.near);
        static uint8_t block[65536];
        size_t put = 0, n = 1;
        while (n > 0) {
            assert_int_equal(wire.ops->write(&wire, block, sizeof block, &n), STATUS_OK);
            put += n;
            assert_true(put < 100u * 1024 * 1024);
        }
        assert_true(put > 0);
        assert_true(read(pair.far, block, sizeof block) > 0);
        const mono_ns deadline = mono_now() + 5 * MONO_SEC;
        while (n == 0 && mono_now() < deadline)
            assert_int_equal(wire.ops->write(&wire, block, 1, &n), STATUS_OK);
        assert_int_equal(n, 1);
        close(pair.near);
        close(pair.far);
    }
}

static void a_lost_other_end_is_gone_for_good(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        const struct pair pair = open_pair(kind);
        struct wire wire = wire_of_fd(pair.near);
        uint8_t byte = 0;
        size_t n;
        close(pair.far);
        for (int again = 0; again < 2; again++) {
            assert_int_equal(wire.ops->read(&wire, &byte, 1, &n), STATUS_GONE);
            assert_int_equal(n, 0);
            assert_int_equal(wire.ops->write(&wire, &byte, 1, &n), STATUS_GONE);
            assert_int_equal(n, 0);
        }
        close(pair.near);
    }
}

static void the_last_words_are_heard_before_the_end(void **state)
{
    (void)state;
    const struct pair pair = open_sockets();
    struct wire wire = wire_of_fd(pair.near);
    uint8_t bytes[8];
    size_t n;
    assert_int_equal(write(pair.far, "bye", 3), 3);
    close(pair.far);
    assert_int_equal(wire.ops->read(&wire, bytes, sizeof bytes, &n), STATUS_OK);
    assert_int_equal(n, 3);
    assert_memory_equal(bytes, "bye", 3);
    assert_int_equal(wire.ops->read(&wire, bytes, sizeof bytes, &n), STATUS_GONE);
    close(pair.near);
}

/* Without handlers: SIGPIPE would end the program, and with it the stop frames. */
static void writing_to_a_closed_socket_does_not_kill(void **state)
{
    (void)state;
    const struct pair pair = open_sockets();
    struct wire wire = wire_of_fd(pair.near);
    size_t n;
    signal(SIGPIPE, SIG_DFL);
    close(pair.far);
    assert_int_equal(wire.ops->write(&wire, (const uint8_t *)"x", 1, &n), STATUS_GONE);
    close(pair.near);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_there_is_not_the_end),
        cmocka_unit_test(every_byte_value_arrives_both_ways),
        cmocka_unit_test(a_full_link_says_so_and_goes_on_later),
        cmocka_unit_test(a_lost_other_end_is_gone_for_good),
        cmocka_unit_test(the_last_words_are_heard_before_the_end),
        cmocka_unit_test(writing_to_a_closed_socket_does_not_kill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
