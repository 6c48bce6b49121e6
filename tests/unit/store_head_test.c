/* What is missing from a study as a whole: a session, the end of one. And studies that were written
 * before this could be seen. */
#include "support/store_kit.h"

#include <sys/stat.h>

/* Three sessions: start, two trials, a note. */
static void fill(const struct kit *kit)
{
    struct study *study = kit_open(kit, STUDY_CREATE);
    for (int s = 1; s <= 3; s++) {
        const struct session_key key = kit_begin(study, s == 2 ? "P002" : "P001");
        kit_trial(study, &key, 1, 1, 1);
        kit_trial(study, &key, 2, 2, 1);
        assert_int_equal(kit_append(study, &key, "note", 0, "{\"text\":\"n\"}"), STATUS_OK);
    }
    study_close(study);
}

#define WITHOUT_SESSION_2                                                                          \
    "DELETE FROM journal WHERE session = 2; DELETE FROM payload WHERE session = 2; "               \
    "DELETE FROM trial WHERE session = 2; DELETE FROM session WHERE session = 2; "                 \
    "DELETE FROM participant WHERE id = 'P002'; "
#define WITHOUT_LAST_ENTRY                                                                         \
    "DELETE FROM journal WHERE session = 3 AND seq = 4; "                                          \
    "DELETE FROM payload WHERE session = 3 AND seq = 4; "
#define WITH_FITTING_HEAD                                                                          \
    "UPDATE head SET seq = 3, hash = (SELECT hash FROM journal j WHERE j.session = 3 AND j.seq = " \
    "3) WHERE session = 3; "

static const struct {
    const char *change, *sentence;
} losses[] = {
    {WITHOUT_SESSION_2, "Session 2 is gone: it had 4 entries when it was written."},
    {WITHOUT_SESSION_2 "DELETE FROM head WHERE session = 2",
     "The study was written with 3 sessions of 12 entries, and its list has 2 sessions of 8"},
    {WITHOUT_SESSION_2 "DELETE FROM head WHERE session = 2; UPDATE tally SET sessions = 2, "
                       "entries = 8",
     "The study's list of sessions is not the one that was written"},
    {WITHOUT_LAST_ENTRY,
     "Session 3 was cut off: it ends with entry 3, but was written up to entry 4."},
    {WITHOUT_LAST_ENTRY WITH_FITTING_HEAD,
     "The study was written with 3 sessions of 12 entries, and its list has 3 sessions of 11"},
    {WITHOUT_LAST_ENTRY WITH_FITTING_HEAD "UPDATE tally SET entries = 11",
     "The study's list of sessions is not the one that was written"},
    {"UPDATE head SET hash = zeroblob(32) WHERE session = 1",
     "Session 1 does not end with the entry that was written last (4)."},
    {"DELETE FROM head WHERE session = 1", "Session 1, 4 entries: not in the study's list"},
    {"DELETE FROM tally", "the tally of its sessions is gone"},
};

static void a_session_or_the_end_of_one_that_is_missing_is_told(void **state)
{
    const struct kit *kit = *state;
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        struct kit_findings found;
        struct study_verdict verdict;
        fill(kit);
        kit_tamper_like_an_expert(kit->path, losses[i].change);
        struct study *study = kit_open(kit, STUDY_READ);
        const enum status status = kit_verify(study, &found, &verdict);
        if (!strstr(found.text, losses[i].sentence))
            print_message("%s\n-> %s\n", losses[i].change, found.text);
        assert_int_equal(status, STATUS_CORRUPT);
        assert_non_null(strstr(found.text, losses[i].sentence));
        /* and nothing is computed from what is left, or added to it */
        struct why why = {0};
        assert_int_equal(study_check_numbers(study, NULL, &why), STATUS_CORRUPT);
        study_close(study);
        kit_remove_study(kit);
    }
}

static void a_session_whose_end_is_missing_is_not_gone_on_with(void **state)
{
    const struct kit *kit = *state;
    struct session_key key;
    struct why why = {0};
    fill(kit);
    kit_tamper_like_an_expert(kit->path, WITHOUT_LAST_ENTRY);
    struct study *study = kit_open(kit, STUDY_WRITE);
    assert_int_equal(study_find_session(study, 3, &key, &why), STATUS_OK);
    const struct entry entry = kit_entry("note", 0, "{}");
    assert_int_equal(study_append(study, &key, &entry, 1, &why), STATUS_CORRUPT);
    assert_non_null(strstr(why.text, "session 3"));
    assert_non_null(strstr(why.text, "limen verify"));
    /* the others go on, and what is missing stays visible */
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_append(study, &key, &entry, 1, &why), STATUS_OK);
    kit_begin(study, "P003");
    struct kit_findings found;
    struct study_verdict verdict;
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_CORRUPT);
    assert_int_equal(found.damages, 1);
    study_close(study);
}

static void another_study_has_another_tally(void **state)
{
    const struct kit *kit = *state;
    uint8_t seen[3][DIGEST_SIZE];
    struct kit_findings found;
    struct study_verdict verdict;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
        memcpy(seen[i], verdict.tally, DIGEST_SIZE);
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(seen[i], seen[j], DIGEST_SIZE);
        assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_OK);
    }
    study_close(study);
}

/* What a program of version 1 left. */
static void make_old(const struct kit *kit)
{
    fill(kit);
    kit_tamper(kit->path, "DROP TABLE head; DROP TABLE tally; PRAGMA user_version = 1");
}

static int64_t version_of(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    const int64_t version = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(db);
    return version;
}

static void an_older_study_is_read_as_it_is(void **state)
{
    const struct kit *kit = *state;
    struct kit_findings found;
    struct study_verdict verdict;
    make_old(kit);
    struct study *study = kit_open(kit, STUDY_READ);
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
    assert_int_equal(verdict.trials, 6);
    assert_int_equal(found.notes, 1);
    assert_non_null(strstr(found.text, "written by an older Limen"));
    study_close(study);
    assert_int_equal(version_of(kit->path), 1);
}

static void an_older_study_is_upgraded_when_it_is_written_and_a_copy_stays(void **state)
{
    static const char *const tables[] = {"journal", "payload", "trial", "session", "meta"};
    static const char *const copies[] = {".v1", ".v1-2"};
    const struct kit *kit = *state;
    for (size_t i = 0; i < 2; i++) {
        struct kit_findings found;
        struct study_verdict verdict;
        struct why why = {0};
        struct session_key key;
        char copy[128];
        unlink(kit->path);
        make_old(kit);
        assert_int_equal(chmod(kit->path, 0600), 0);
        char *before = kit_dump(kit->path, tables, 5);
        struct study *study = kit_open(kit, STUDY_WRITE);
        assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
        assert_int_equal(found.notes, 0);
        snprintf(copy, sizeof copy, "%s%s", kit->path, copies[i]);
        assert_int_equal(version_of(copy), 1);
        struct stat st;
        assert_int_equal(stat(copy, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600); /* whoever may not read it may not read that */
        char *kept = kit_dump(copy, tables, 5), *now = kit_dump(kit->path, tables, 5);
        assert_string_equal(kept, before);
        assert_string_equal(now, before);
        assert_int_equal(study_find_session(study, 2, &key, &why), STATUS_OK);
        assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_OK);
        kit_begin(study, "P004");
        kit_expect_sound(study);
        study_close(study);
        assert_int_equal(version_of(kit->path), 2);
        kit_tamper_like_an_expert(kit->path, WITHOUT_SESSION_2);
        study = kit_open(kit, STUDY_READ);
        assert_int_equal(kit_verify(study, &found, &verdict), STATUS_CORRUPT);
        study_close(study);
        free(before);
        free(kept);
        free(now);
    }
}

/* --- before numbers are computed --- */

static const struct {
    const char *change, *words[2]; /* NULL: nothing that numbers come from */
} changes[] = {
    {"UPDATE trial SET value = 299 WHERE session = 2 AND trial = 2",
     {"session 2, trial 2 of ppt at lumbar.L4 left", "limen verify"}},
    {"UPDATE trial SET counts = 0 WHERE session = 2 AND trial = 1", {"session 2, trial 1", ""}},
    {"DELETE FROM trial WHERE session = 2 AND trial = 1", {"session 2, trial 1", ""}},
    {"UPDATE session SET participant = 'P001' WHERE session = 2", {"session 2", ""}},
    {"UPDATE payload SET body = replace(body, '301.5', '401.5') WHERE session = 2 AND seq = 2; "
     "UPDATE trial SET value = 401.5 WHERE session = 2 AND seq = 2",
     {"Session 2, entry 2 (trial): its content was changed", "limen verify"}},
    {"UPDATE source SET text = x'00' WHERE length(text) = 9", {NULL, NULL}},
};

static void a_table_that_was_changed_is_not_computed_from(void **state)
{
    const struct kit *kit = *state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const enum status expected = changes[i].words[0] ? STATUS_CORRUPT : STATUS_OK;
        struct session_key changed, other;
        struct why why = {0};
        fill(kit);
        kit_tamper_like_an_expert(kit->path, changes[i].change);
        struct study *study = kit_open(kit, STUDY_READ);
        assert_int_equal(study_find_session(study, 1, &other, &why), STATUS_OK);
        assert_int_equal(study_find_session(study, 2, &changed, &why), STATUS_OK);
        assert_int_equal(study_check_numbers(study, &other, &why), STATUS_OK);
        assert_int_equal(study_check_numbers(study, NULL, &why), expected);
        assert_int_equal(study_check_numbers(study, &changed, &why), expected);
        if (expected != STATUS_OK && !strstr(why.text, changes[i].words[0]))
            print_message("%s\n", why.text);
        for (size_t j = 0; j < 2 && expected != STATUS_OK; j++)
            assert_non_null(strstr(why.text, changes[i].words[j]));
        study_close(study);
        kit_remove_study(kit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_or_the_end_of_one_that_is_missing_is_told,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_session_whose_end_is_missing_is_not_gone_on_with,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(another_study_has_another_tally, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(an_older_study_is_read_as_it_is, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(
            an_older_study_is_upgraded_when_it_is_written_and_a_copy_stays, kit_setup,
            kit_teardown),
        cmocka_unit_test_setup_teardown(a_table_that_was_changed_is_not_computed_from, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
