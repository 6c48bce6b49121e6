/* Power cuts and failing disks at every point: what was acknowledged is there, nothing is half, and
 * the study says afterwards that it is sound. */
#include "support/fault_vfs.h"
#include "support/store_kit.h"

#include "store/writer.h"

enum { TRIALS = 6, SAMPLES = 40 };

/* What the study acknowledged before it broke. */
struct acknowledged {
    bool session;
    struct session_key key;
    int trials, notes;
    enum status first_failure;
};

struct attempts {
    int64_t block, last;
};

static bool see_attempt(void *context, const struct study_block *row)
{
    struct attempts *attempts = context;
    if (row->block.block == attempts->block && row->block.attempt > attempts->last)
        attempts->last = row->block.attempt;
    return true;
}

static enum status do_trial(struct study *study, const struct session_key *key, int i,
                            struct why *why)
{
    struct sample samples[SAMPLES];
    for (int s = 0; s < SAMPLES; s++)
        samples[s] = (struct sample){.t = i * 1000 + s, .value = s * 0.1, .seq = (uint32_t)s};
    /* a repeat after a failure is a new attempt */
    struct attempts attempts = {.block = i};
    enum status status = study_blocks(study, key, see_attempt, &attempts, why);
    const int64_t attempt = attempts.last + 1;
    const struct sample_block block = {.block = i, .attempt = attempt, .slot = (uint8_t)(i % 8)};
    uint8_t digest[DIGEST_SIZE];
    uint64_t count;
    if (status == STATUS_OK)
        status = study_samples_begin(study, key, &block, "{}", why);
    if (status == STATUS_OK)
        status = study_samples_append(study, block.slot, samples, SAMPLES, why);
    if (status == STATUS_OK)
        status = study_samples_end(study, block.slot, digest, &count, why);
    if (status != STATUS_OK)
        return status;
    char hex[2 * DIGEST_SIZE + 1], json[512];
    for (int b = 0; b < DIGEST_SIZE; b++)
        sprintf(hex + 2 * b, "%02x", digest[b]);
    snprintf(json, sizeof json,
             "{\"attempt\":%d,\"end\":\"response\",\"samples\":{\"count\":%d,\"digest\":\"%s\"},"
             "\"site\":\"a\",\"test\":\"ppt\",\"trial\":%d,\"value\":300}",
             (int)attempt, (int)count, hex, i);
    const struct entry entries[] = {kit_entry("trial", i, json),
                                    kit_entry("return", i, "{\"ok\":{}}")};
    return study_append(study, key, entries, 2, why);
}

static void note_failure(struct acknowledged *done, enum status status)
{
    if (status != STATUS_OK && done->first_failure == STATUS_OK)
        done->first_failure = status;
}

/* A whole session; goes on after failures as an examiner would. */
static void run(const struct kit *kit, struct acknowledged *done)
{
    struct study *study;
    struct why why = {0};
    *done = (struct acknowledged){.session = false};
    enum status status = study_open(kit->path, STUDY_CREATE, &study, &why);
    note_failure(done, status);
    if (status != STATUS_OK)
        return;
    status = kit_try_begin(study, "P001", &done->key, &why);
    done->session = status == STATUS_OK;
    note_failure(done, status);
    for (int i = 1; i <= TRIALS && done->session; i++) {
        status = do_trial(study, &done->key, i, &why);
        done->trials |= (status == STATUS_OK) << i;
        note_failure(done, status);
        if (status != STATUS_OK)
            assert_true(strlen(why.text) > 20);
        if (i == 3 && kit_append(study, &done->key, "note", 0, "{\"text\":\"n\"}") == STATUS_OK)
            done->notes++;
    }
    study_close(study);
}

struct found {
    int trials, notes;
};

static bool see_trial(void *context, const struct study_trial *trial)
{
    struct found *found = context;
    found->trials |= 1 << trial->block;
    assert_true(trial->has_samples && trial->samples_count == SAMPLES && trial->value == 300);
    return true;
}

static bool see_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct found *found = context;
    (void)seq;
    found->notes += !strcmp(entry->kind, "note");
    return true;
}

/* Opens again: sound, and everything acknowledged is there. `strict`: nothing else either. */
static void check(const struct kit *kit, const struct acknowledged *done, bool strict)
{
    struct study *study;
    struct why why = {0};
    const enum status status = study_open(kit->path, STUDY_CREATE, &study, &why);
    if (status != STATUS_OK)
        print_message("%s: %s\n", status_name(status), why.text);
    assert_int_equal(status, STATUS_OK);
    kit_expect_sound(study);
    struct found found = {0};
    if (done->session) {
        assert_int_equal(study_trials(study, &done->key, see_trial, &found, &why), STATUS_OK);
        assert_int_equal(study_entries(study, &done->key, see_entry, &found, &why), STATUS_OK);
    }
    assert_int_equal(found.trials & done->trials, done->trials);
    assert_true(found.notes >= done->notes);
    if (strict)
        assert_int_equal(found.trials, done->trials);
    /* and it goes on */
    const struct session_key next = kit_begin(study, "P002");
    assert_int_equal(do_trial(study, &next, 1, &why), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
}

static int setup(void **state)
{
    fault_reset();
    return kit_setup(state);
}

static void count_all(const struct kit *kit, int *operations, int *syncs)
{
    struct acknowledged done;
    run(kit, &done);
    *operations = fault.operations;
    *syncs = fault.syncs;
    assert_int_equal(done.first_failure, STATUS_OK);
    assert_int_equal(done.trials, (2 << TRIALS) - 2);
    fault_reset();
    check(kit, &done, true);
    kit_remove_study(kit);
    fault_reset();
}

static void power_cut_at_every_sync(const struct kit *kit, uint64_t torn)
{
    int operations, syncs;
    count_all(kit, &operations, &syncs);
    print_message("%d syncs\n", syncs);
    assert_true(syncs > 3 * TRIALS);
    for (int i = 1; i <= syncs; i++) {
        struct acknowledged done;
        fault.power_at = i;
        run(kit, &done);
        assert_true(fault.is_dead);
        fault_power_cycle(torn ? torn + (uint64_t)i : 0);
        check(kit, &done, false);
        kit_remove_study(kit);
        fault_reset();
    }
}

static void a_power_cut_at_any_moment_loses_no_acknowledged_trial(void **state)
{
    power_cut_at_every_sync(*state, 0);
}

static void a_power_cut_that_tears_half_written_sectors_loses_none_either(void **state)
{
    for (uint64_t seed = 1000; seed <= 8000; seed += 1000) {
        print_message("seed %llu\n", (unsigned long long)seed);
        power_cut_at_every_sync(*state, seed);
    }
}

static void every_failing_operation(const struct kit *kit, int code)
{
    int operations, syncs;
    count_all(kit, &operations, &syncs);
    print_message("%d operations\n", operations);
    assert_true(operations > 20 * TRIALS);
    for (int i = 1; i <= operations; i++) {
        struct acknowledged done;
        fault.fail_at = i;
        fault.fail_code = code;
        run(kit, &done);
        fault_reset();
        if (code == SQLITE_FULL && done.first_failure != STATUS_OK)
            assert_true(done.first_failure == STATUS_DISK_FULL || done.first_failure == STATUS_IO ||
                        done.first_failure == STATUS_LOCKED);
        check(kit, &done, false);
        kit_remove_study(kit);
        fault_reset();
    }
}

static void every_failing_write_sync_or_open_is_told_and_harms_nothing(void **state)
{
    every_failing_operation(*state, SQLITE_IOERR_WRITE);
}

static void a_disk_that_is_full_at_any_write_is_told_and_harms_nothing(void **state)
{
    every_failing_operation(*state, SQLITE_FULL);
}

/* The writer: the disk is full for a while; then there is room again. */
static void the_writer_keeps_samples_while_the_disk_is_full(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    struct store_writer *writer;
    struct why why;
    struct store_ack ack;
    uint64_t ticket;
    assert_int_equal(store_writer_new(study, &writer, &why), STATUS_OK);
    const struct session_spec spec = kit_spec("P001");
    const struct store_begin begin = {.spec = &spec, .streams = "[]"};
    assert_int_equal(store_writer_begin(writer, &begin, &ticket, &why), STATUS_OK);
    store_writer_turn(writer, 0);
    assert_true(store_writer_ack(writer, &ack) && ack.status == STATUS_OK);

    struct store_record record = {.kind = STORE_BEGIN, .block = 1, .attempt = 1};
    assert_true(store_writer_record(writer, &record));
    store_writer_turn(writer, 0);
    fault.is_dead = true;
    fault.fail_code = SQLITE_FULL;
    record.kind = STORE_SAMPLE;
    for (int i = 0; i < 200; i++)
        assert_true(store_writer_record(writer, &record));
    int told = 0;
    for (mono_ns now = 0; now < MONO_SEC; now += 20 * MONO_MS) {
        store_writer_turn(writer, now);
        while (store_writer_ack(writer, &ack)) {
            told++;
            assert_true(ack.ticket == 0 && ack.status != STATUS_OK && ack.why.text[0]);
        }
    }
    assert_int_equal(told, 1); /* once, not at every try */
    char json[512];
    kit_trial_json(json, sizeof json, 1, 1, "response", 300);
    const struct entry entry = kit_entry("trial", 1, json);
    const struct sample_block block = {.block = 1, .attempt = 1};
    const struct store_append append = {&entry, 1, &block};
    record.kind = STORE_END;
    assert_true(store_writer_record(writer, &record));
    assert_int_equal(store_writer_append(writer, &append, &ticket, &why), STATUS_OK);
    store_writer_turn(writer, 2 * MONO_SEC);
    assert_true(store_writer_ack(writer, &ack));
    assert_true(ack.ticket == ticket && ack.status != STATUS_OK);

    fault_reset(); /* somebody has made room */
    assert_int_equal(store_writer_append(writer, &append, &ticket, &why), STATUS_OK);
    store_writer_turn(writer, 3 * MONO_SEC);
    assert_true(store_writer_ack(writer, &ack));
    assert_true(ack.ticket == ticket && ack.status == STATUS_OK && ack.samples_count == 200);
    store_writer_free(writer);
    kit_expect_sound(study);
    study_close(study);
}

int main(void)
{
    fault_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_power_cut_at_any_moment_loses_no_acknowledged_trial,
                                        setup, kit_teardown),
        cmocka_unit_test_setup_teardown(
            a_power_cut_that_tears_half_written_sectors_loses_none_either, setup, kit_teardown),
        cmocka_unit_test_setup_teardown(every_failing_write_sync_or_open_is_told_and_harms_nothing,
                                        setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_disk_that_is_full_at_any_write_is_told_and_harms_nothing,
                                        setup, kit_teardown),
        cmocka_unit_test_setup_teardown(the_writer_keeps_samples_while_the_disk_is_full, setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
