/* A disk that hangs: the store says since when, goes on when it answers, and the end waits for it. */
#include "support/fault_vfs.h"
#include "support/store_kit.h"

#include "base/clock.h"
#include "store/writer.h"

#include <pthread.h>

struct bench {
    struct study *study;
    struct store_writer *writer;
};

static void ask_begin(const struct bench *bench)
{
    const struct session_spec spec = kit_spec("P001");
    const struct store_begin begin = {.spec = &spec,
                                      .sources = kit_sources,
                                      .n_sources = 2,
                                      .streams = "[]",
                                      .utc = 1000000,
                                      .mono = 1};
    uint64_t ticket;
    struct why why;
    assert_int_equal(store_writer_begin(bench->writer, &begin, &ticket, &why), STATUS_OK);
}

static void ask_note(const struct bench *bench)
{
    const struct entry note = kit_entry("note", 0, "{}");
    const struct store_append append = {.entries = &note, .n = 1};
    uint64_t ticket;
    struct why why;
    assert_int_equal(store_writer_append(bench->writer, &append, &ticket, &why), STATUS_OK);
}

static struct bench open_bench(const struct kit *kit)
{
    struct bench bench;
    struct why why;
    fault_reset();
    bench.study = kit_open(kit, STUDY_CREATE);
    assert_int_equal(store_writer_new(bench.study, &bench.writer, &why), STATUS_OK);
    return bench;
}

static void wait_until(bool (*is_so)(const struct bench *bench), const struct bench *bench)
{
    const mono_ns until = mono_now() + 20 * MONO_SEC;
    while (!is_so(bench)) {
        assert_true(mono_now() < until);
        poll(NULL, 0, 1);
    }
}

static bool has_acknowledged(const struct bench *bench)
{
    struct store_ack ack;
    const bool has = store_writer_ack(bench->writer, &ack);
    assert_true(!has || ack.status == STATUS_OK);
    return has;
}

static bool hangs(const struct bench *bench)
{
    (void)bench;
    return fault.is_waiting;
}

static bool keeps_up(const struct bench *bench)
{
    return store_writer_lag(bench->writer, mono_now()) == 0;
}

static bool has_ended(const struct bench *bench)
{
    return store_writer_end(bench->writer);
}

/* On a thread of its own, with a session begun and an entry that waits for the disk. */
static struct bench hanging_bench(const struct kit *kit)
{
    struct bench bench = open_bench(kit);
    struct why why;
    assert_int_equal(store_writer_start(bench.writer, &why), STATUS_OK);
    ask_begin(&bench);
    wait_until(has_acknowledged, &bench);
    fault.is_held = true;
    ask_note(&bench);
    wait_until(hangs, &bench);
    return bench;
}

static void a_disk_that_hangs_is_seen_and_nothing_is_lost(void **state)
{
    struct bench bench = hanging_bench(*state);
    struct why why;
    const mono_ns now = mono_now();
    (void)store_writer_lag(bench.writer, now);
    for (mono_ns later = MONO_MS; later < 10 * MONO_SEC; later *= 3)
        assert_true(store_writer_lag(bench.writer, now + later) >= later);
    assert_false(store_writer_end(bench.writer));
    fault.is_held = false;
    wait_until(has_ended, &bench);
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    store_writer_free(bench.writer);
    kit_expect_sound(bench.study);
    study_close(bench.study);
}

static void a_disk_that_answers_again_is_no_longer_behind(void **state)
{
    struct bench bench = hanging_bench(*state);
    struct why why;
    (void)store_writer_lag(bench.writer, mono_now());
    fault.is_held = false;
    wait_until(has_acknowledged, &bench);
    wait_until(keeps_up, &bench);
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    store_writer_free(bench.writer);
    study_close(bench.study);
}

/* By turns of one's own and on a clock of one's own: who is not called is behind. */
static void who_has_nothing_to_do_is_never_behind(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit);
    assert_int_equal(store_writer_lag(bench.writer, 0), 0);
    assert_int_equal(store_writer_lag(bench.writer, 60 * MONO_SEC), 0);
    ask_begin(&bench);
    assert_int_equal(store_writer_lag(bench.writer, 61 * MONO_SEC), 0); /* seen now */
    assert_int_equal(store_writer_lag(bench.writer, 63 * MONO_SEC), 2 * MONO_SEC);
    store_writer_turn(bench.writer, 63 * MONO_SEC);
    assert_int_equal(store_writer_lag(bench.writer, 64 * MONO_SEC), 0);
    store_writer_free(bench.writer);
    study_close(bench.study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_disk_that_hangs_is_seen_and_nothing_is_lost, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_disk_that_answers_again_is_no_longer_behind, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(who_has_nothing_to_do_is_never_behind, kit_setup,
                                        kit_teardown),
    };
    fault_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
