/* The ring between two threads: nothing lost, nothing torn, nothing twice, full and empty told
 * apart. */
#include "base/ring.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct value {
    uint64_t number;
    uint64_t copies[5];
};

static void a_full_ring_refuses_and_forgets_nothing(void **state)
{
    (void)state;
    for (size_t depth = 2; depth <= 64; depth *= 2) {
        struct ring ring;
        assert_int_equal(ring_init(&ring, sizeof(uint32_t), depth), STATUS_OK);
        for (uint32_t i = 0; i < depth; i++) {
            assert_int_equal(ring_count(&ring), i);
            assert_true(ring_push(&ring, &i));
        }
        const uint32_t extra = 99999;
        assert_false(ring_push(&ring, &extra));
        assert_int_equal(ring_count(&ring), depth);
        uint32_t out;
        for (uint32_t i = 0; i < depth; i++) {
            assert_true(ring_pop(&ring, &out));
            assert_int_equal(out, i);
        }
        assert_false(ring_pop(&ring, &out));
        assert_int_equal(ring_count(&ring), 0);
        ring_fini(&ring);
    }
}

static void order_is_kept_at_every_fill_and_around_the_end(void **state)
{
    (void)state;
    for (uint32_t fill = 1; fill <= 8; fill++) {
        struct ring ring;
        assert_int_equal(ring_init(&ring, sizeof(uint32_t), 8), STATUS_OK);
        uint32_t in = 0, expected = 0, out;
        for (int round = 0; round < 50; round++) {
            for (uint32_t i = 0; i < fill; i++, in++)
                assert_true(ring_push(&ring, &in));
            for (uint32_t i = 0; i < fill; i++, expected++) {
                assert_true(ring_pop(&ring, &out));
                assert_int_equal(out, expected);
            }
        }
        ring_fini(&ring);
    }
}

enum { THREAD_VALUES = 200000 };

static void *produce(void *context)
{
    struct ring *ring = context;
    for (uint64_t i = 0; i < THREAD_VALUES; i++) {
        const struct value value = {i, {i, ~i, i * 3, i ^ 0x5555, i + 7}};
        while (!ring_push(ring, &value))
            sched_yield();
    }
    return NULL;
}

static void two_threads_lose_and_tear_nothing(void **state)
{
    (void)state;
    struct ring ring;
    pthread_t producer;
    assert_int_equal(ring_init(&ring, sizeof(struct value), 16), STATUS_OK);
    assert_int_equal(pthread_create(&producer, NULL, produce, &ring), 0);
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < THREAD_VALUES; i++) {
        struct value v;
        while (!ring_pop(&ring, &v))
            sched_yield();
        wrong += v.number != i || v.copies[0] != i || v.copies[1] != ~i || v.copies[2] != i * 3 ||
                 v.copies[3] != (i ^ 0x5555) || v.copies[4] != i + 7 || ring_count(&ring) > 16;
    }
    pthread_join(producer, NULL);
    struct value rest;
    assert_int_equal(wrong, 0);
    assert_false(ring_pop(&ring, &rest));
    ring_fini(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_ring_refuses_and_forgets_nothing),
        cmocka_unit_test(order_is_kept_at_every_fill_and_around_the_end),
        cmocka_unit_test(two_threads_lose_and_tear_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
