/* For tests of the real loop: counters that another thread advances, and a pty behind a link. */
#ifndef LIMEN_TESTS_LOOP_WATCH_H
#define LIMEN_TESTS_LOOP_WATCH_H

#include "base/clock.h"
#include "hw/bench_loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE (20 * MONO_SEC)

static inline bool keep_any_record(void *host, const struct bench_record *record)
{
    (void)host, (void)record;
    return true;
}

static inline void wait_for(atomic_uint *count, unsigned n)
{
    const mono_ns until = mono_now() + PATIENCE;
    while (atomic_load(count) < n && mono_now() < until)
        poll(NULL, 0, 2);
    assert_int_equal(atomic_load(count), n);
}

/* A loop whose one source is the first response of its bench file. */
static inline struct bench_loop *loop_with_source(struct bench_loop_config config,
                                                  struct loop_source *source)
{
    struct why why = {0};
    struct bench_loop *loop = NULL;
    const struct response_options options = {.fd = -1};
    config.sources = source;
    config.n_sources = 1;
    if (response_unit_open(&config.spec->responses[0], &options, -1, &source->unit, &why) !=
            STATUS_OK ||
        bench_loop_start(&config, &loop, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return loop;
}

/* A new pty that is found through `link`; returns its other end. */
static inline int pty_behind(const char *link)
{
    struct termios raw;
    char path[64];
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    assert_int_equal(tcgetattr(master, &raw), 0);
    cfmakeraw(&raw);
    assert_int_equal(tcsetattr(master, TCSANOW, &raw), 0);
    assert_int_equal(ptsname_r(master, path, sizeof path), 0);
    assert_int_equal(symlink(path, link), 0);
    return master;
}

#endif
