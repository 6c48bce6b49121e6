/* Whether two ends are of one line: the same bytes arrive unchanged in both directions. */
#ifndef LIMEN_TESTS_CROSSING_H
#define LIMEN_TESTS_CROSSING_H

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static inline void goes_over(int from, int to)
{
    /* what a line that is not raw would change, answer or take for itself */
    static const char bytes[] = "\r\x03\x11\x13\xff\n";
    const size_t n = sizeof bytes - 1;
    char got[sizeof bytes] = "";
    struct pollfd look = {.fd = to, .events = POLLIN};
    assert_int_equal(write(from, bytes, n), n);
    assert_int_equal(poll(&look, 1, 5000), 1);
    assert_int_equal(read(to, got, sizeof got), n);
    assert_memory_equal(got, bytes, n);
}

static inline void crosses(int near, int far)
{
    goes_over(near, far);
    goes_over(far, near);
}

#endif
