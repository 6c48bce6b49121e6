/* Verification finds every change to a study; an erased participant leaves one that verifies. */
#include "support/store_kit.h"

#include <fcntl.h>
#include <sys/stat.h>

static const char secret[] = "{\"text\":\"secret note about the participant\"}";

static void put_samples(struct study *study, const struct session_key *key, int64_t block,
                        bool with_trial)
{
    struct sample samples[100];
    struct why why;
    uint8_t digest[DIGEST_SIZE];
    uint64_t count;
    const struct sample_block name = {.block = block, .attempt = 1};
    for (int i = 0; i < 100; i++)
        samples[i] = (struct sample){.t = i, .value = i * 0.5, .seq = (uint32_t)i};
    assert_int_equal(study_samples_begin(study, key, &name, "{\"unit\":\"N\"}", &why), STATUS_OK);
    assert_int_equal(study_samples_append(study, 0, samples, 100, &why), STATUS_OK);
    if (!with_trial)
        return;
    assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
    char hex[2 * DIGEST_SIZE + 1], json[512];
    for (int b = 0; b < DIGEST_SIZE; b++)
        sprintf(hex + 2 * b, "%02x", digest[b]);
    snprintf(json, sizeof json,
             "{\"attempt\":1,\"end\":\"response\",\"samples\":{\"count\":100,\"digest\":\"%s\"},"
             "\"site\":\"a\",\"test\":\"ppt\",\"trial\":%d,\"value\":300}",
             hex, (int)block);
    assert_int_equal(kit_append(study, key, "trial", block, json), STATUS_OK);
}

/* Two participants, three sessions, trials with samples, a note, a cut-off attempt. */
static void fill(const struct kit *kit)
{
    struct study *study = kit_open(kit, STUDY_CREATE);
    for (int s = 0; s < 3; s++) {
        const struct session_key key = kit_begin(study, s == 1 ? "P002" : "P001");
        put_samples(study, &key, 1, true);
        put_samples(study, &key, 2, true);
        assert_int_equal(kit_append(study, &key, "note", 0, secret), STATUS_OK);
        if (s == 2)
            put_samples(study, &key, 3, false);
        else
            assert_int_equal(kit_append(study, &key, "session_end", 0, "{}"), STATUS_OK);
    }
    study_close(study);
}

/* Nobody outside can tell what is under way from what was cut off, while somebody writes: it is not said that it ended. */
static void samples_without_an_end_may_be_of_a_session_that_runs(void **state)
{
    const struct kit *kit = *state;
    char pid[32];
    struct kit_findings found;
    struct study_verdict verdict;
    struct study *writer = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(writer, "P001");
    put_samples(writer, &key, 1, false);
    struct study *reader = kit_open(kit, STUDY_READ);
    assert_int_equal(study_writer(reader), getpid());
    assert_int_equal(kit_verify(reader, &found, &verdict), STATUS_OK);
    assert_int_equal(found.notes, 1);
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_non_null(strstr(found.text, pid));
    assert_null(strstr(found.text, "the program ended"));
    study_close(writer);
    assert_int_equal(study_writer(reader), 0);
    assert_int_equal(kit_verify(reader, &found, &verdict), STATUS_OK);
    assert_non_null(strstr(found.text, "the program ended while they were taken"));
    study_close(reader);
}

/* A lock file that was left behind is nobody's. */
static void a_lock_that_nobody_holds_is_no_writer(void **state)
{
    const struct kit *kit = *state;
    char name[256];
    study_close(kit_open(kit, STUDY_CREATE));
    snprintf(name, sizeof name, "%s.lock", kit->path);
    const int fd = open(name, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0 && write(fd, "1\n", 2) == 2 && close(fd) == 0);
    struct study *reader = kit_open(kit, STUDY_READ);
    assert_int_equal(study_writer(reader), 0);
    study_close(reader);
    assert_int_equal(access(name, F_OK), 0); /* a reader changes nothing */
}

static void an_untouched_study_verifies(void **state)
{
    const struct kit *kit = *state;
    fill(kit);
    struct study *study = kit_open(kit, STUDY_READ);
    struct kit_findings found;
    struct study_verdict verdict;
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
    assert_int_equal(verdict.sessions, 3);
    assert_int_equal(verdict.entries, 3 * 4 + 2);
    assert_int_equal(verdict.trials, 6);
    assert_int_equal(verdict.blocks, 7);
    assert_int_equal(verdict.samples, 700);
    assert_int_equal(found.notes, 1);
    /* twice gives the same */
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
    study_close(study);
}

static const struct {
    const char *change, *sentence;
} tamperings[] = {
    {"UPDATE journal SET utc = utc + 1 WHERE session = 2 AND seq = 3",
     "Session 2, entry 3 (trial) was changed"},
    {"UPDATE journal SET operator = 'X' WHERE session = 1 AND seq = 2",
     "Session 1, entry 2 (trial) was changed"},
    {"UPDATE journal SET kind = 'note2' WHERE session = 1 AND seq = 4",
     "Session 1, entry 4 (note2) was changed"},
    {"UPDATE payload SET body = replace(body, '300', '400') WHERE session = 3 AND seq = 2",
     "Session 3, entry 2 (trial): its content was changed"},
    {"DELETE FROM journal WHERE session = 2 AND seq = 4; DELETE FROM payload WHERE session = 2 "
     "AND seq = 4",
     "Session 2: entries are missing before entry 5"},
    {"DELETE FROM journal WHERE session = 2 AND seq = 1; DELETE FROM payload WHERE session = 2 "
     "AND seq = 1",
     "Session 2 does not begin with its start"},
    {"UPDATE journal SET prev = zeroblob(32) WHERE session = 1 AND seq = 3",
     "Session 1, entry 3: it does not follow the entry before it"},
    {"UPDATE payload SET body = NULL WHERE session = 1 AND seq = 4",
     "Session 1, entry 4: its content is gone and no entry says that it was erased"},
    {"DELETE FROM payload WHERE session = 1 AND seq = 4",
     "Session 1, entry 4: an entry without content"},
    {"UPDATE source SET text = x'00' WHERE length(text) = 9",
     "A stored protocol source was changed"},
    {"DELETE FROM source WHERE length(text) = 9", "the source ppt.lua is missing"},
    {"UPDATE sample_chunk SET data = x'789c0300000001' WHERE session = 1 AND block = 1",
     "samples of block 1, attempt 1: they cannot be read"},
    {"UPDATE sample_chunk SET data = x'' WHERE session = 1 AND block = 1",
     "samples of block 1, attempt 1: they cannot be read"},
    {"DELETE FROM sample_chunk WHERE session = 1 AND block = 2",
     "samples of block 2, attempt 1: they were changed"},
    {"UPDATE sample_chunk SET chunk = 5 WHERE session = 1 AND block = 2",
     "samples of block 2, attempt 1: they cannot be read"},
    {"UPDATE sample_block SET header = '{\"unit\":\"kPa\"}' WHERE session = 1 AND block = 2",
     "samples of block 2, attempt 1: what they are samples of was changed"},
    {"UPDATE sample_block SET header = '{\"unit\":\"kPa\"}' WHERE session = 3 AND block = 3",
     "samples of block 3, attempt 1: what they are samples of was changed"},
    {"UPDATE sample_block SET digest = zeroblob(32) WHERE session = 1 AND block = 2",
     "its samples are missing or not the ones it was written with"},
    {"DELETE FROM sample_block WHERE session = 3 AND block = 3",
     "Session 3, block 3: samples that belong to no attempt"},
    {"UPDATE sample_block SET erased = 1 WHERE session = 1 AND block = 1",
     "no entry says that they were erased"},
    {"UPDATE trial SET value = 299 WHERE session = 1", "The table trial does not follow"},
    {"UPDATE trial SET counts = 0 WHERE session = 1", "The table trial does not follow"},
    {"DELETE FROM trial WHERE session = 1 AND seq = 2", "The table trial does not follow"},
    {"UPDATE session SET ended = 7 WHERE session = 3", "The table session does not follow"},
    {"INSERT INTO participant VALUES('P009', 1)", "The table participant does not follow"},
};

static void every_kind_of_tampering_is_named(void **state)
{
    const struct kit *kit = *state;
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        fill(kit);
        kit_tamper_like_an_expert(kit->path, tamperings[i].change);
        struct study *study = kit_open(kit, STUDY_READ);
        struct kit_findings found;
        struct study_verdict verdict;
        const enum status status = kit_verify(study, &found, &verdict);
        if (status != STATUS_CORRUPT || !strstr(found.text, tamperings[i].sentence))
            print_message("%s\n-> %s: %s\n", tamperings[i].change, status_name(status), found.text);
        assert_int_equal(status, STATUS_CORRUPT);
        assert_non_null(strstr(found.text, tamperings[i].sentence));
        struct why why;
        assert_int_equal(study_verify(study, kit_collect, &found, &verdict, &why), STATUS_CORRUPT);
        assert_non_null(strstr(why.text, verdict.damages == 1 ? ": 1 difference was found"
                                                              : " differences were found"));
        study_close(study);
        kit_remove_study(kit);
    }
}

static void a_study_whose_safeguards_were_removed_is_refused(void **state)
{
    static const char *const changes[] = {
        "DROP TRIGGER journal_keeps_entries",
        "CREATE TRIGGER extra AFTER INSERT ON journal BEGIN DELETE FROM trial; END",
        "CREATE VIEW spy AS SELECT * FROM trial",
        "DROP TABLE trial",
        "UPDATE meta SET value = 'x' WHERE name = 'uuid'",
        "DELETE FROM meta",
    };
    const struct kit *kit = *state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct study *study;
        struct why why = {0};
        fill(kit);
        kit_tamper(kit->path, changes[i]);
        assert_int_equal(study_open(kit->path, STUDY_WRITE, &study, &why), STATUS_CORRUPT);
        assert_true(strlen(why.text) > 20);
        kit_remove_study(kit);
    }
}

static bool contains(const char *path, const char *needle)
{
    const int fd = open(path, O_RDONLY);
    struct stat st;
    if (fd < 0)
        return false;
    assert_int_equal(fstat(fd, &st), 0);
    char *bytes = malloc((size_t)st.st_size + 1);
    assert_true(read(fd, bytes, (size_t)st.st_size) == st.st_size);
    close(fd);
    const bool found = memmem(bytes, (size_t)st.st_size, needle, strlen(needle)) != NULL;
    free(bytes);
    return found;
}

static bool no_entry_content(void *context, const struct entry *entry, int64_t seq)
{
    (void)context;
    if (seq > 1 && strcmp(entry->kind, "erase") != 0)
        assert_int_equal(entry->payload_size, 0);
    return true;
}

static bool count_trial(void *context, const struct study_trial *trial)
{
    assert_string_equal(trial->participant, "P002");
    ++*(int *)context;
    return true;
}

static void a_participant_who_withdraws_leaves_only_tombstones(void **state)
{
    const struct kit *kit = *state;
    fill(kit);
    struct study *study = kit_open(kit, STUDY_WRITE);
    const struct erasure erasure = {"P001", "Dr. Ada", "consent withdrawn", 9000000, 1};
    struct why why;
    assert_int_equal(study_erase_participant(study, &erasure, &why), STATUS_OK);

    struct kit_findings found;
    struct study_verdict verdict;
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
    assert_int_equal(verdict.erased, 3 + 1 + 3);
    assert_int_equal(verdict.trials, 2);
    int trials = 0;
    assert_int_equal(study_trials(study, NULL, count_trial, &trials, &why), STATUS_OK);
    assert_int_equal(trials, 2);
    struct session_key key;
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, no_entry_content, NULL, &why), STATUS_OK);
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_INVALID);
    uint8_t digest[DIGEST_SIZE];
    uint64_t seed;
    assert_int_equal(study_unfinished_session(study, "P001", "ppt-core", &key, digest, &seed, &why),
                     STATUS_EMPTY);
    assert_int_equal(study_rebuild(study, &why), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
}

static void what_was_erased_is_not_in_the_file_any_more(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    char wal[128];
    struct why why;
    snprintf(wal, sizeof wal, "%s-wal", kit->path);
    for (int i = 0; i < 50; i++)
        assert_int_equal(kit_append(study, &key, "note", 0, secret), STATUS_OK);
    assert_true(contains(kit->path, "secret note") || contains(wal, "secret note"));
    const struct erasure erasure = {"P001", "Dr. Ada", "consent withdrawn", 9000000, 1};
    assert_int_equal(study_erase_participant(study, &erasure, &why), STATUS_OK);
    assert_false(contains(kit->path, "secret note") || contains(wal, "secret note"));
    const struct erasure nobody = {"P999", "Dr. Ada", "consent withdrawn", 9000000, 1};
    assert_int_equal(study_erase_participant(study, &nobody, &why), STATUS_NOT_FOUND);
    study_close(study);
    assert_false(contains(kit->path, "secret note"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(samples_without_an_end_may_be_of_a_session_that_runs,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_lock_that_nobody_holds_is_no_writer, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(an_untouched_study_verifies, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(every_kind_of_tampering_is_named, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_study_whose_safeguards_were_removed_is_refused, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_participant_who_withdraws_leaves_only_tombstones,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(what_was_erased_is_not_in_the_file_any_more, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
