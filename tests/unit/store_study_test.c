/* Opening a study, writing a session into it, and finding it again. */
#include "support/store_kit.h"

static void a_participant_is_a_pseudonym_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool valid;
    } rows[] = {
        {"P001", true},
        {"a", true},
        {"7-b_C", true},
        {"abcdefghijklmnopqrstuvwxyz012345", true},   /* 32 characters fit */
        {"abcdefghijklmnopqrstuvwxyz0123456", false}, /* 33 do not */
        {"", false},
        {NULL, false},
        {"../P001", false},
        {"..", false},
        {"P/1", false},
        {"P\n1", false},
        {"P1\n", false},
        {"P'1", false},
        {"P\"1", false},
        {"P 1", false},
        {"-P1", false},
        {"_P1", false},
        {"P.1", false},
        {"Jörg", false},
        {"P;DROP TABLE trial", false},
    };
    struct study *study;
    struct why why;
    assert_int_equal(study_open(":memory:", STUDY_MEMORY, &study, &why), STATUS_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct session_key key;
        assert_int_equal(participant_is_valid(rows[i].id), rows[i].valid);
        if (rows[i].id)
            assert_int_equal(kit_try_begin(study, rows[i].id, &key, &why),
                             rows[i].valid ? STATUS_OK : STATUS_INVALID);
    }
    study_close(study);
}

/* Two spellings would be two persons, each with half of the dose. */
static void a_participant_has_one_spelling(void **state)
{
    (void)state;
    static const char *const others[] = {"ab-1", "Ab-1", "aB-1"};
    struct session_key key;
    struct study *study;
    struct why why;
    assert_int_equal(study_open(":memory:", STUDY_MEMORY, &study, &why), STATUS_OK);
    kit_begin(study, "AB-1");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(kit_try_begin(study, others[i], &key, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, "differs only in capital letters from AB-1"));
    }
    kit_begin(study, "AB-1");
    kit_begin(study, "AB-10");
    study_close(study);
}

struct seen {
    int n;
    char kinds[256];
    char last_payload[256];
    int64_t last_seq;
    int stop_after;
};

static bool see_entry(void *context, const struct entry *entry, int64_t seq)
{
    struct seen *seen = context;
    strncat(seen->kinds, entry->kind, sizeof seen->kinds - strlen(seen->kinds) - 1);
    strncat(seen->kinds, " ", sizeof seen->kinds - strlen(seen->kinds) - 1);
    snprintf(seen->last_payload, sizeof seen->last_payload, "%.*s", (int)entry->payload_size,
             entry->payload);
    seen->last_seq = seq;
    return ++seen->n != seen->stop_after;
}

static void what_was_written_is_there_after_closing(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    const struct entry entries[] = {kit_entry("note", 3, "{\"text\":\"ä\"}"),
                                    kit_entry("rest", 0, "{}")};
    struct why why;
    assert_int_equal(study_append(study, &key, entries, 2, &why), STATUS_OK);
    study_close(study);
    assert_int_not_equal(access(kit->path, F_OK), -1);

    study = kit_open(kit, STUDY_READ);
    struct seen seen = {0};
    assert_int_equal(study_entries(study, &key, see_entry, &seen, &why), STATUS_OK);
    assert_string_equal(seen.kinds, "session_start note rest ");
    assert_int_equal(seen.last_seq, 3);
    seen = (struct seen){.stop_after = 2};
    assert_int_equal(study_entries(study, &key, see_entry, &seen, &why), STATUS_OK);
    assert_int_equal(seen.n, 2);
    assert_string_equal(seen.last_payload, "{\"text\":\"ä\"}");
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_READ_ONLY);
    kit_expect_sound(study);
    study_close(study);
}

static void closing_leaves_one_file(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    kit_begin(study, "P001");
    study_close(study);
    static const char *const suffixes[] = {"-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < 4; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", kit->path, suffixes[i]);
        assert_int_equal(access(name, F_OK), -1);
    }
}

static void the_unfinished_session_is_found_until_it_ends(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    struct session_key key, first, second;
    uint8_t digest[DIGEST_SIZE];
    uint64_t seed = 0;
    struct why why;
    assert_int_equal(study_unfinished_session(study, "P001", "ppt-core", &key, digest, &seed, &why),
                     STATUS_EMPTY);
    first = kit_begin(study, "P001");
    second = kit_begin(study, "P001");
    assert_int_equal(second.session, first.session + 1);
    kit_begin(study, "P002");
    study_close(study);

    study = kit_open(kit, STUDY_WRITE);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            study_unfinished_session(study, "P001", "ppt-core", &key, digest, &seed, &why),
            STATUS_OK);
        assert_memory_equal(&key, i ? &first : &second, sizeof key);
        assert_true(seed == 18446744073709551615u);
        assert_int_equal(digest[1], 2);
        assert_int_equal(kit_append(study, &key, "session_end", 0, "{}"), STATUS_OK);
    }
    assert_int_equal(study_unfinished_session(study, "P001", "ppt-core", &key, digest, &seed, &why),
                     STATUS_EMPTY);
    assert_int_equal(study_unfinished_session(study, "P002", "other", &key, digest, &seed, &why),
                     STATUS_EMPTY);
    study_close(study);
}

static bool see_source(void *context, const struct study_source *source)
{
    int *n = context;
    assert_string_equal(source->name, kit_sources[*n].name);
    assert_int_equal(source->size, kit_sources[*n].size);
    assert_memory_equal(source->text, kit_sources[*n].text, source->size);
    ++*n;
    return true;
}

static void the_protocol_is_kept_once_however_often_it_runs(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    kit_begin(study, "P001");
    const struct session_key key = kit_begin(study, "P002");
    int n = 0;
    struct why why;
    assert_int_equal(study_sources(study, &key, see_source, &n, &why), STATUS_OK);
    assert_int_equal(n, 2);
    study_close(study);
    static const char *const tables[] = {"source"};
    char *dump = kit_dump(kit->path, tables, 1);
    int lines = 0;
    for (const char *c = dump; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 2);
    free(dump);
}

static bool see_session(void *context, const struct study_session *session)
{
    int *n = context;
    assert_string_equal(session->operator_name, "Dr. \"Ada\" Ångström");
    assert_string_equal(session->bench, "{\"rate\":0.1}");
    assert_string_equal(session->protocol_id, "ppt-core");
    assert_true(session->begun == 1000000);
    ++*n;
    return true;
}

static void sessions_are_listed_with_who_and_what(void **state)
{
    (void)state;
    struct study *study;
    struct why why;
    assert_int_equal(study_open(":memory:", STUDY_MEMORY, &study, &why), STATUS_OK);
    const struct session_key key = kit_begin(study, "P001");
    kit_begin(study, "P002");
    int n = 0;
    assert_int_equal(study_sessions(study, NULL, see_session, &n, &why), STATUS_OK);
    assert_int_equal(n, 2);
    assert_int_equal(study_sessions(study, "P002", see_session, &n, &why), STATUS_OK);
    assert_int_equal(n, 3);
    struct session_key found;
    assert_int_equal(study_find_session(study, 1, &found, &why), STATUS_OK);
    assert_memory_equal(&found, &key, sizeof key);
    assert_int_equal(study_find_session(study, 3, &found, &why), STATUS_EMPTY);
    assert_int_equal(strlen(study_uuid(study)), 36);
    study_close(study);
}

static void an_unknown_session_takes_no_entries(void **state)
{
    (void)state;
    struct study *study;
    struct why why;
    assert_int_equal(study_open(":memory:", STUDY_MEMORY, &study, &why), STATUS_OK);
    struct session_key key = kit_begin(study, "P001");
    key.session = 99;
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_NOT_FOUND);
    study_close(study);
}

static void a_failing_entry_takes_its_whole_group_back(void **state)
{
    (void)state;
    struct study *study;
    struct why why;
    assert_int_equal(study_open(":memory:", STUDY_MEMORY, &study, &why), STATUS_OK);
    const struct session_key key = kit_begin(study, "P001");
    const struct entry entries[] = {kit_entry("note", 1, "{}"), kit_entry("trial", 1, "no json")};
    assert_int_equal(study_append(study, &key, entries, 2, &why), STATUS_INVALID);
    struct seen seen = {0};
    assert_int_equal(study_entries(study, &key, see_entry, &seen, &why), STATUS_OK);
    assert_int_equal(seen.n, 1);
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
}

static void no_other_program_can_rewrite_the_journal_by_accident(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    kit_begin(study, "P001");
    study_close(study);
    static const char *const attempts[] = {
        "DELETE FROM journal", "UPDATE journal SET utc = 0",
        "DELETE FROM payload", "UPDATE payload SET body = '{}'",
        "DELETE FROM source",  "UPDATE source SET text = x'00'",
    };
    sqlite3 *db;
    assert_int_equal(sqlite3_open(kit->path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        assert_int_equal(sqlite3_exec(db, attempts[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(db);
}

static void the_operator_changes_when_another_one_resumes(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    assert_int_equal(kit_append(study, &key, "session_end", 0, "{}"), STATUS_OK);
    assert_int_equal(kit_append(study, &key, "session_resume", 0, "{\"operator\":\"B\"}"),
                     STATUS_OK);
    study_close(study);
    study = kit_open(kit, STUDY_WRITE);
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_OK);
    struct session_key found;
    uint8_t digest[DIGEST_SIZE];
    uint64_t seed;
    struct why why;
    assert_int_equal(
        study_unfinished_session(study, "P001", "ppt-core", &found, digest, &seed, &why),
        STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
    kit_tamper(kit->path,
               "CREATE TEMP TABLE t(x INTEGER CHECK (x = 2)); INSERT INTO t SELECT count(*) FROM "
               "journal WHERE operator = 'B'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_participant_is_a_pseudonym_and_nothing_else),
        cmocka_unit_test(a_participant_has_one_spelling),
        cmocka_unit_test_setup_teardown(what_was_written_is_there_after_closing, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(closing_leaves_one_file, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(the_unfinished_session_is_found_until_it_ends, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(the_protocol_is_kept_once_however_often_it_runs, kit_setup,
                                        kit_teardown),
        cmocka_unit_test(sessions_are_listed_with_who_and_what),
        cmocka_unit_test(an_unknown_session_takes_no_entries),
        cmocka_unit_test(a_failing_entry_takes_its_whole_group_back),
        cmocka_unit_test_setup_teardown(no_other_program_can_rewrite_the_journal_by_accident,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(the_operator_changes_when_another_one_resumes, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
