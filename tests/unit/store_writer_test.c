/* The store writer: what it acknowledges is on the disk, in order, with its samples. */
#include "support/store_kit.h"

#include "base/clock.h"
#include "store/writer.h"

#include <poll.h>
#include <pthread.h>

static const char streams[] = "[{\"channel\":\"force\",\"instrument\":\"gauge\",\"unit\":\"N\"}]";

struct bench {
    struct study *study;
    struct store_writer *writer;
    struct session_key key;
};

static uint64_t ask_begin(struct bench *bench)
{
    const struct session_spec spec = kit_spec("P001");
    const struct store_begin begin = {.spec = &spec,
                                      .sources = kit_sources,
                                      .n_sources = 2,
                                      .streams = streams,
                                      .utc = 1000000,
                                      .mono = 1};
    uint64_t ticket;
    struct why why;
    assert_int_equal(store_writer_begin(bench->writer, &begin, &ticket, &why), STATUS_OK);
    return ticket;
}

static uint64_t ask(struct bench *bench, const struct entry *entry,
                    const struct sample_block *samples)
{
    const struct store_append append = {.entries = entry, .n = 1, .samples = samples};
    uint64_t ticket;
    struct why why;
    assert_int_equal(store_writer_append(bench->writer, &append, &ticket, &why), STATUS_OK);
    return ticket;
}

/* Waits for the next acknowledgement; a deadline stands against a hung thread. */
static struct store_ack next_ack(struct bench *bench)
{
    struct store_ack ack;
    const mono_ns deadline = mono_now() + 20 * MONO_SEC;
    while (!store_writer_ack(bench->writer, &ack)) {
        struct pollfd fd = {.fd = store_writer_ack_fd(bench->writer), .events = POLLIN};
        assert_true(mono_now() < deadline);
        poll(&fd, 1, 1000);
    }
    return ack;
}

static void expect_ok(struct bench *bench, uint64_t ticket)
{
    const struct store_ack ack = next_ack(bench);
    if (ack.status != STATUS_OK)
        print_message("%s: %s\n", status_name(ack.status), ack.why.text);
    assert_int_equal(ack.status, STATUS_OK);
    assert_true(ack.ticket == ticket);
    bench->key = ack.key;
}

static struct bench open_bench(const char *path, enum study_mode mode)
{
    struct bench bench = {0};
    struct why why;
    assert_int_equal(study_open(path, mode, &bench.study, &why), STATUS_OK);
    assert_int_equal(store_writer_new(bench.study, &bench.writer, &why), STATUS_OK);
    return bench;
}

/* In memory, with a session begun. */
static struct bench begun_bench(void)
{
    struct bench bench = open_bench("", STUDY_MEMORY);
    ask_begin(&bench);
    store_writer_turn(bench.writer, 0);
    next_ack(&bench);
    return bench;
}

static void close_bench(struct bench *bench)
{
    store_writer_free(bench->writer);
    study_close(bench->study);
}

static void record(struct bench *bench, enum store_record_kind kind, uint8_t slot, int64_t block,
                   double value)
{
    static uint32_t seq;
    seq++;
    const struct store_record out = {
        .kind = (uint8_t)kind,
        .slot = slot,
        .block = block,
        .attempt = 1,
        .sample = {.t = 1000 * (mono_ns)seq, .value = value, .seq = seq}};
    assert_true(store_writer_record(bench->writer, &out));
}

static void press(struct bench *bench, uint8_t slot, int64_t block, int n)
{
    record(bench, STORE_BEGIN, slot, block, 0);
    for (int i = 0; i < n; i++)
        record(bench, STORE_SAMPLE, slot, block, i * 0.5);
    record(bench, STORE_END, slot, block, 0);
}

struct counting {
    int trials, entries;
    int64_t samples;
};

static bool count_trial(void *context, const struct study_trial *trial)
{
    struct counting *counting = context;
    counting->trials++;
    counting->samples += trial->samples_count;
    assert_true(trial->has_samples);
    return true;
}

static bool count_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct counting *counting = context;
    (void)entry;
    assert_true(seq == ++counting->entries);
    return true;
}

static void trial_json(char out[512], int trial)
{
    kit_trial_json(out, 512, trial, 1, "response", 300.25);
}

/* The whole life of a session, by inline turns on a clock of our own. */
static void run_session(struct bench *bench, int trials, int samples)
{
    mono_ns now = 0;
    char json[512];
    const uint64_t begin = ask_begin(bench);
    store_writer_turn(bench->writer, now);
    expect_ok(bench, begin);
    for (int i = 1; i <= trials; i++) {
        const struct sample_block block = {.block = i, .attempt = 1};
        press(bench, (uint8_t)(i % SAMPLE_SLOTS), i, samples);
        trial_json(json, i);
        const struct entry entry = kit_entry("trial", i, json);
        const uint64_t ticket = ask(bench, &entry, &block);
        store_writer_turn(bench->writer, now += 10 * MONO_MS);
        expect_ok(bench, ticket);
    }
}

static void check_session(struct bench *bench, int trials, int samples)
{
    struct counting counting = {0};
    struct why why;
    assert_int_equal(study_trials(bench->study, NULL, count_trial, &counting, &why), STATUS_OK);
    assert_int_equal(counting.trials, trials);
    assert_int_equal(counting.samples, (int64_t)trials * samples);
    assert_int_equal(study_entries(bench->study, &bench->key, count_entry, &counting, &why),
                     STATUS_OK);
    kit_expect_sound(bench->study);
}

static void a_session_in_virtual_time_is_complete(void **state)
{
    (void)state;
    static const int sizes[] = {0, 1, 100, 5000, 12000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct bench bench = open_bench("", STUDY_MEMORY);
        run_session(&bench, 6, sizes[i]);
        check_session(&bench, 6, sizes[i]);
        close_bench(&bench);
    }
}

static void a_session_with_its_own_thread_is_complete(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit->path, STUDY_CREATE);
    struct why why;
    char json[512];
    assert_int_equal(store_writer_start(bench.writer, &why), STATUS_OK);
    expect_ok(&bench, ask_begin(&bench));
    for (int i = 1; i <= 10; i++) {
        const struct sample_block block = {.block = i, .attempt = 1};
        press(&bench, 0, i, 500);
        trial_json(json, i);
        const struct entry entry = kit_entry("trial", i, json);
        expect_ok(&bench, ask(&bench, &entry, &block));
    }
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    check_session(&bench, 10, 500);
    close_bench(&bench);
}

/* Samples ask for no turn of their own: the thread looks for them, also where nothing is written. */
static void a_thread_takes_the_samples_of_a_study_in_memory(void **state)
{
    (void)state;
    struct bench bench = open_bench("", STUDY_MEMORY);
    struct why why;
    assert_int_equal(store_writer_start(bench.writer, &why), STATUS_OK);
    expect_ok(&bench, ask_begin(&bench));
    record(&bench, STORE_BEGIN, 0, 1, 0);
    const mono_ns deadline = mono_now() + 20 * MONO_SEC;
    for (int taken = 0; taken < 20; taken++) {
        record(&bench, STORE_SAMPLE, 0, 1, 1);
        do {
            assert_true(mono_now() < deadline);
            (void)store_writer_lag(bench.writer, 0);
            poll(NULL, 0, 1);
        } while (store_writer_lag(bench.writer, 1) != 0);
    }
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    close_bench(&bench);
}

struct ingest {
    struct bench *bench;
    int refused;
};

/* Four instruments, 2500 readings each; the ring must take them all. */
static void *bench_thread(void *context)
{
    struct ingest *ingest = context;
    for (int i = 0; i < 10000; i++) {
        const struct store_record out = {.kind = STORE_SAMPLE,
                                         .sample = {.t = i * 1000,
                                                    .value = i * 0.25,
                                                    .seq = (uint32_t)i / 4,
                                                    .stream = (uint8_t)(i % 4)}};
        ingest->refused += !store_writer_record(ingest->bench->writer, &out);
    }
    record(ingest->bench, STORE_END, 0, 1, 0);
    return NULL;
}

static void two_threads_feed_the_writer_at_once_and_nothing_is_lost(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit->path, STUDY_CREATE);
    struct why why;
    struct ingest ingest = {.bench = &bench};
    pthread_t thread;
    char json[512];
    assert_int_equal(store_writer_start(bench.writer, &why), STATUS_OK);
    expect_ok(&bench, ask_begin(&bench));
    record(&bench, STORE_BEGIN, 0, 1, 0);
    assert_int_equal(pthread_create(&thread, NULL, bench_thread, &ingest), 0);
    const struct entry note = kit_entry("note", 0, "{}");
    for (int i = 0; i < 20; i++)
        expect_ok(&bench, ask(&bench, &note, NULL));
    pthread_join(thread, NULL);
    assert_int_equal(ingest.refused, 0);
    const struct sample_block block = {.block = 1, .attempt = 1};
    trial_json(json, 1);
    const struct entry entry = kit_entry("trial", 1, json);
    expect_ok(&bench, ask(&bench, &entry, &block));
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    check_session(&bench, 1, 10000);
    close_bench(&bench);
}

static bool count_block_samples(void *context, const struct sample *sample)
{
    (void)sample;
    ++*(int *)context;
    return true;
}

static int samples_on_disk(const struct kit *kit, const struct session_key *key, int64_t block)
{
    struct study *reader = kit_open(kit, STUDY_READ);
    const struct sample_block name = {.block = block, .attempt = 1};
    int n = 0;
    struct why why;
    const enum status status =
        study_samples_read(reader, key, &name, count_block_samples, &n, &why);
    study_close(reader);
    return status == STATUS_OK ? n : -1;
}

static void samples_reach_the_disk_within_100_ms(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit->path, STUDY_CREATE);
    mono_ns now = 0;
    const uint64_t begin = ask_begin(&bench);
    store_writer_turn(bench.writer, now);
    expect_ok(&bench, begin);
    record(&bench, STORE_BEGIN, 0, 1, 0);
    int written = 0;
    for (mono_ns due = now; now < 2 * MONO_SEC; now += MONO_MS) {
        record(&bench, STORE_SAMPLE, 0, 1, 1.5);
        written++;
        if (now >= due)
            due = store_writer_turn(bench.writer, now); /* never earlier than it asked for */
        if (now % (100 * MONO_MS) == 99 * MONO_MS)
            assert_true(samples_on_disk(kit, &bench.key, 1) >= written - 100);
    }
    struct why why;
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    assert_int_equal(samples_on_disk(kit, &bench.key, 1), written);
    close_bench(&bench);
}

static void an_attempt_is_known_from_its_first_moment(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit->path, STUDY_CREATE);
    const uint64_t begin = ask_begin(&bench);
    store_writer_turn(bench.writer, 0);
    expect_ok(&bench, begin);
    assert_int_equal(samples_on_disk(kit, &bench.key, 1), -1);
    record(&bench, STORE_BEGIN, 0, 1, 0);
    store_writer_turn(bench.writer, MONO_MS);
    assert_int_equal(samples_on_disk(kit, &bench.key, 1), 0);
    close_bench(&bench);
}

static void a_trial_waits_for_the_end_of_its_samples(void **state)
{
    (void)state;
    struct bench bench = begun_bench();
    struct store_ack ack;
    char json[512];
    record(&bench, STORE_BEGIN, 0, 1, 0);
    record(&bench, STORE_SAMPLE, 0, 1, 2.5);
    const struct sample_block block = {.block = 1, .attempt = 1};
    trial_json(json, 1);
    const struct entry entry = kit_entry("trial", 1, json), note = kit_entry("note", 0, "{}");
    const uint64_t trial = ask(&bench, &entry, &block), later = ask(&bench, &note, NULL);
    store_writer_turn(bench.writer, MONO_SEC);
    assert_false(store_writer_ack(bench.writer, &ack));
    record(&bench, STORE_END, 0, 1, 0);
    store_writer_turn(bench.writer, 2 * MONO_SEC);
    expect_ok(&bench, trial);
    expect_ok(&bench, later);
    check_session(&bench, 1, 1);
    close_bench(&bench);
}

static void a_trial_whose_samples_never_end_is_told_and_not_written(void **state)
{
    (void)state;
    struct bench bench = begun_bench();
    char json[512];
    record(&bench, STORE_BEGIN, 0, 1, 0);
    const struct sample_block block = {.block = 1, .attempt = 1};
    trial_json(json, 1);
    const struct entry entry = kit_entry("trial", 1, json);
    const uint64_t ticket = ask(&bench, &entry, &block);
    const mono_ns due = store_writer_turn(bench.writer, MONO_SEC);
    assert_true(due <= 10 * MONO_SEC);
    store_writer_turn(bench.writer, due);
    const struct store_ack ack = next_ack(&bench);
    assert_true(ack.ticket == ticket && ack.status == STATUS_TIMEOUT);
    check_session(&bench, 0, 0);
    close_bench(&bench);
}

static void what_the_study_refuses_comes_back_with_a_sentence(void **state)
{
    (void)state;
    struct bench bench = open_bench("", STUDY_MEMORY);
    const struct entry bad = kit_entry("trial", 1, "{}"), note = kit_entry("note", 0, "{}");
    uint64_t ticket = ask(&bench, &note, NULL); /* before any session */
    store_writer_turn(bench.writer, 0);
    struct store_ack ack = next_ack(&bench);
    assert_true(ack.ticket == ticket && ack.status == STATUS_INVALID && ack.why.text[0]);
    ticket = ask_begin(&bench);
    store_writer_turn(bench.writer, 0);
    expect_ok(&bench, ticket);
    ticket = ask(&bench, &bad, NULL);
    const uint64_t after = ask(&bench, &note, NULL);
    store_writer_turn(bench.writer, 0);
    ack = next_ack(&bench);
    assert_true(ack.ticket == ticket && ack.status == STATUS_INVALID && ack.why.text[0]);
    expect_ok(&bench, after);
    check_session(&bench, 0, 0);
    close_bench(&bench);
}

static void the_request_queue_says_when_it_is_full(void **state)
{
    (void)state;
    struct bench bench = open_bench("", STUDY_MEMORY);
    static char big[400000];
    memset(big, ' ', sizeof big - 1);
    const struct entry entry = {.kind = "note", .payload = big, .payload_size = sizeof big - 1};
    const struct entry huge[] = {entry, entry, entry};
    struct store_append append = {.entries = huge, .n = 3};
    uint64_t ticket;
    struct why why;
    assert_int_equal(store_writer_append(bench.writer, &append, &ticket, &why), STATUS_RANGE);
    ticket = ask_begin(&bench);
    store_writer_turn(bench.writer, 0);
    expect_ok(&bench, ticket);
    append.n = 1;
    for (int round = 0; round < 5; round++) { /* the queue wraps around */
        int sent = 0;
        while (store_writer_append(bench.writer, &append, &ticket, &why) == STATUS_OK)
            sent++;
        assert_int_equal(sent, 2);
        store_writer_turn(bench.writer, 0);
        for (int i = 0; i < sent; i++)
            assert_int_equal(next_ack(&bench).status, STATUS_OK);
    }
    check_session(&bench, 0, 0);
    close_bench(&bench);
}

static void a_full_record_queue_is_told_to_the_bench(void **state)
{
    (void)state;
    struct bench bench = open_bench("", STUDY_MEMORY);
    const struct store_record out = {.kind = STORE_SAMPLE};
    int taken = 0;
    while (store_writer_record(bench.writer, &out))
        taken++;
    assert_int_equal(taken, 16384);
    close_bench(&bench);
}

static void samples_that_belong_nowhere_are_told(void **state)
{
    (void)state;
    struct bench bench = open_bench("", STUDY_MEMORY);
    record(&bench, STORE_SAMPLE, 0, 1, 0);
    store_writer_turn(bench.writer, 0);
    const struct store_ack ack = next_ack(&bench);
    assert_true(ack.ticket == 0 && ack.status == STATUS_INVALID);
    close_bench(&bench);
}

/* ---- the end */

static void queue_notes(struct bench *bench, int n)
{
    const struct entry note = kit_entry("note", 0, "{}");
    for (int i = 0; i < n; i++)
        ask(bench, &note, NULL);
}

static int count_notes(struct bench *bench)
{
    struct counting counting = {0};
    struct why why;
    struct session_key key;
    assert_int_equal(study_find_session(bench->study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(bench->study, &key, count_entry, &counting, &why), STATUS_OK);
    return counting.entries - 1; /* the beginning */
}

static void all_that_waits_at_the_end_is_written_though_nobody_listens(void **state)
{
    const struct kit *kit = *state;
    for (int with_thread = 0; with_thread < 2; with_thread++) {
        struct bench bench = open_bench(kit->path, STUDY_CREATE);
        struct why why;
        ask_begin(&bench);
        queue_notes(&bench, 200);
        if (with_thread)
            assert_int_equal(store_writer_start(bench.writer, &why), STATUS_OK);
        assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
        assert_int_equal(count_notes(&bench), 200);
        close_bench(&bench);
        kit_remove_study(kit);
    }
}

static void what_could_not_be_written_at_the_end_is_told(void **state)
{
    (void)state;
    struct bench bench = open_bench("", STUDY_MEMORY);
    struct why why = {0};
    const struct entry bad = kit_entry("trial", 1, "{}");
    ask_begin(&bench);
    queue_notes(&bench, 100);
    ask(&bench, &bad, NULL);
    queue_notes(&bench, 100);
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_INVALID);
    assert_true(why.text[0] != '\0');
    assert_int_equal(count_notes(&bench), 200);
    close_bench(&bench);
}

static void samples_that_wait_at_the_end_are_written(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit->path, STUDY_CREATE);
    struct why why;
    const uint64_t begin = ask_begin(&bench);
    store_writer_turn(bench.writer, 0);
    expect_ok(&bench, begin);
    press(&bench, 0, 1, 10000); /* more than a slot holds */
    assert_int_equal(store_writer_join(bench.writer, &why), STATUS_OK);
    assert_int_equal(samples_on_disk(kit, &bench.key, 1), 10000);
    close_bench(&bench);
}

static void a_resumed_session_goes_on_where_it_was(void **state)
{
    const struct kit *kit = *state;
    struct bench bench = open_bench(kit->path, STUDY_CREATE);
    run_session(&bench, 2, 10);
    const struct session_key key = bench.key;
    close_bench(&bench);
    bench = open_bench(kit->path, STUDY_WRITE);
    uint64_t ticket;
    struct why why;
    assert_int_equal(store_writer_resume(bench.writer, &key, streams, &ticket, &why), STATUS_OK);
    store_writer_turn(bench.writer, 0);
    expect_ok(&bench, ticket);
    assert_memory_equal(&bench.key, &key, sizeof key);
    const struct entry note = kit_entry("session_resume", 0, "{\"operator\":\"B\"}");
    ticket = ask(&bench, &note, NULL);
    store_writer_turn(bench.writer, 0);
    expect_ok(&bench, ticket);
    check_session(&bench, 2, 10);
    close_bench(&bench);
}

static void two_stimuli_at_once_keep_their_own_samples(void **state)
{
    (void)state;
    struct bench bench = begun_bench();
    char json[512];
    record(&bench, STORE_BEGIN, 0, 1, 0);
    record(&bench, STORE_BEGIN, 5, 2, 0);
    for (int i = 0; i < 300; i++) {
        record(&bench, STORE_SAMPLE, 0, 1, i);
        if (i % 3 == 0)
            record(&bench, STORE_SAMPLE, 5, 2, -i);
    }
    record(&bench, STORE_END, 5, 2, 0);
    record(&bench, STORE_END, 0, 1, 0);
    for (int i = 1; i <= 2; i++) {
        const struct sample_block block = {.block = i, .attempt = 1};
        trial_json(json, i);
        const struct entry entry = kit_entry("trial", i, json);
        const uint64_t ticket = ask(&bench, &entry, &block);
        store_writer_turn(bench.writer, 0);
        const struct store_ack ack = next_ack(&bench);
        assert_true(ack.ticket == ticket && ack.status == STATUS_OK);
        assert_int_equal(ack.samples_count, i == 1 ? 300 : 100);
        bench.key = ack.key;
    }
    check_session(&bench, 2, 200);
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_in_virtual_time_is_complete),
        cmocka_unit_test_setup_teardown(a_session_with_its_own_thread_is_complete, kit_setup,
                                        kit_teardown),
        cmocka_unit_test(a_thread_takes_the_samples_of_a_study_in_memory),
        cmocka_unit_test_setup_teardown(two_threads_feed_the_writer_at_once_and_nothing_is_lost,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(samples_reach_the_disk_within_100_ms, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(an_attempt_is_known_from_its_first_moment, kit_setup,
                                        kit_teardown),
        cmocka_unit_test(a_trial_waits_for_the_end_of_its_samples),
        cmocka_unit_test(a_trial_whose_samples_never_end_is_told_and_not_written),
        cmocka_unit_test(what_the_study_refuses_comes_back_with_a_sentence),
        cmocka_unit_test(the_request_queue_says_when_it_is_full),
        cmocka_unit_test(a_full_record_queue_is_told_to_the_bench),
        cmocka_unit_test(samples_that_belong_nowhere_are_told),
        cmocka_unit_test_setup_teardown(all_that_waits_at_the_end_is_written_though_nobody_listens,
                                        kit_setup, kit_teardown),
        cmocka_unit_test(what_could_not_be_written_at_the_end_is_told),
        cmocka_unit_test_setup_teardown(samples_that_wait_at_the_end_are_written, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_resumed_session_goes_on_where_it_was, kit_setup,
                                        kit_teardown),
        cmocka_unit_test(two_stimuli_at_once_keep_their_own_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
