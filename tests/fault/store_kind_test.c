/* What a study takes in, and what it says of itself: simulated numbers never come to stand beside
 * real ones, one person has one id, and nothing is added to a study that was changed. */
#include "support/program.h"
#include "support/store_kit.h"

static const char real[] =
    "{\"instruments\":[{\"port\":\"usb:0403:6001:A1\"}],\"simulated\":false}";
static const char simulated[] = "{\"instruments\":[{\"port\":\"sim:mark10\"}],\"simulated\":true}";

static enum status begin(struct study *study, const char *participant, const char *bench,
                         struct why *why)
{
    struct session_spec spec = kit_spec(participant);
    struct session_key key;
    spec.bench = bench;
    why->text[0] = '\0';
    return study_begin_session(study, &spec, kit_sources, 2, 1000000, 5, &key, why);
}

static void make(const struct kit *kit, const char *bench)
{
    struct study *study = kit_open(kit, STUDY_CREATE);
    struct session_spec spec = kit_spec("P001");
    struct session_key key;
    struct why why;
    spec.bench = bench;
    assert_int_equal(study_begin_session(study, &spec, kit_sources, 2, 1000000, 5, &key, &why),
                     STATUS_OK);
    kit_trial(study, &key, 1, 1, 1);
    kit_trial(study, &key, 2, 2, 1);
    study_close(study);
}

static bool count(void *context, const struct study_session *session)
{
    (void)session;
    ++*(int *)context;
    return true;
}

static int sessions_of(struct study *study)
{
    int n = 0;
    struct why why;
    assert_int_equal(study_sessions(study, NULL, count, &n, &why), STATUS_OK);
    return n;
}

static void expect(const char *const *args, int code, const char *words)
{
    static struct program program;
    program_run(&program, args);
    if (program.code != code || !strstr(program_err(&program), words))
        fail_msg("%s: %d instead of %d, `%s`: %s", args[0], program.code, code, words,
                 program_err(&program));
}

static void expect_run(const struct kit *kit, int code, const char *words)
{
    const char *const args[] = {"run",     "ppt-demo",      "--sim", "--headless", "--study",
                                kit->path, "--participant", "P001",  NULL};
    expect(args, code, words);
}

static void a_study_takes_sessions_of_one_kind_only(void **state)
{
    const struct kit *kit = *state;
    static const struct {
        const char *first, *other, *words;
    } rows[] = {
        {real, simulated, "holds real sessions and this one is simulated"},
        {simulated, real, "holds simulated sessions and this one is real"},
        /* one simulated instrument among real ones makes the session simulated */
        {real, "{\"instruments\":[{\"port\":\"usb:1\"},{\"port\":\"sim:mark10\"}]}", "simulated"},
        {"{\"instruments\":[{\"port\":\"sim:mark10\"},{\"port\":\"usb:1\"}]}", real, "simulated"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct why why;
        kit_remove_study(kit);
        make(kit, rows[i].first);
        for (int turn = 0; turn < 2; turn++) { /* found in the file, and then remembered */
            struct study *study = kit_open(kit, STUDY_WRITE);
            if (turn)
                assert_int_equal(begin(study, "P002", rows[i].first, &why), STATUS_OK);
            const int before = sessions_of(study);
            assert_int_equal(begin(study, "P003", rows[i].other, &why), STATUS_DEPARTED);
            assert_non_null(strstr(why.text, "another study file"));
            assert_non_null(strstr(why.text, rows[i].words));
            assert_int_equal(sessions_of(study), before);
            kit_expect_sound(study);
            study_close(study);
        }
    }
}

static void a_simulation_is_refused_by_a_real_study(void **state)
{
    const struct kit *kit = *state;
    make(kit, real);
    expect_run(kit, 5, "another study file");
    struct study *study = kit_open(kit, STUDY_READ);
    assert_int_equal(sessions_of(study), 1);
    study_close(study);
}

static bool codebook_says(const char *folder, const char *words)
{
    char command[256];
    snprintf(command, sizeof command, "grep -q '^study.*%s' '%s/codebook.tsv'", words, folder);
    return system(command) == 0;
}

static void what_is_simulated_says_so(void **state)
{
    const struct kit *kit = *state;
    static struct program program;
    char folder[128], command[160];
    snprintf(folder, sizeof folder, "%s/out", kit->folder);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    const char *const score[] = {"score", "--study", kit->path, NULL};
    const char *const export[] = {"export", "--study", kit->path, folder, NULL};
    for (int is_simulated = 0; is_simulated < 2; is_simulated++) {
        kit_remove_study(kit);
        make(kit, is_simulated ? simulated : real);
        program_run(&program, score);
        assert_int_equal(program.code, 0);
        assert_int_equal(strstr(program_err(&program), "is simulated") != NULL, is_simulated);
        assert_null(strstr(program_out(&program), "simulated"));
        program_run(&program, export);
        assert_int_equal(program.code, 0);
        assert_int_equal(strstr(program_err(&program), "is simulated") != NULL, is_simulated);
        assert_int_equal(codebook_says(folder, "simulated"), is_simulated);
        assert_int_equal(system(command), 0);
    }
}

static void tally_digest(const char *path, uint8_t digest[DIGEST_SIZE])
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT digest FROM tally", -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    memcpy(digest, sqlite3_column_blob(query, 0), DIGEST_SIZE);
    sqlite3_finalize(query);
    sqlite3_close(db);
}

/* The sessions of `from` go into the kit's study, row by row, and the tallies join. */
static void merge(const struct kit *kit, const char *from)
{
    static const char *const tables[] = {"journal", "payload", "head", "session", "trial"};
    uint8_t a[DIGEST_SIZE], b[DIGEST_SIZE];
    char hex[2 * DIGEST_SIZE + 1], sql[2048];
    tally_digest(kit->path, a);
    tally_digest(from, b);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        sprintf(hex + 2 * i, "%02x", a[i] ^ b[i]);
    int n = snprintf(sql, sizeof sql, "ATTACH '%s' AS other;", from);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        n += snprintf(sql + n, sizeof sql - (size_t)n, "INSERT INTO %s SELECT * FROM other.%s;",
                      tables[i], tables[i]);
    snprintf(sql + n, sizeof sql - (size_t)n,
             "UPDATE tally SET sessions = tally.sessions + o.sessions, entries = tally.entries + "
             "o.entries, digest = x'%s' FROM other.tally o",
             hex);
    kit_tamper(kit->path, sql);
}

static void a_merged_study_of_both_kinds_is_scored_with_a_warning_and_takes_no_more(void **state)
{
    struct kit *kit = *state;
    char other[sizeof kit->path + 8];
    struct why why;
    make(kit, simulated);
    snprintf(other, sizeof other, "%s.b", kit->path);
    assert_int_equal(rename(kit->path, other), 0);
    make(kit, real);
    merge(kit, other);
    assert_int_equal(unlink(other), 0);
    const char *const score[] = {"score", "--study", kit->path, NULL};
    const char *const verify[] = {"verify", kit->path, NULL};
    expect(verify, 0, "");
    expect(score, 0, "leave these out of every analysis of people, sessions 1\n");
    struct study *study = kit_open(kit, STUDY_WRITE);
    assert_int_equal(begin(study, "P003", real, &why), STATUS_DEPARTED);
    assert_int_equal(begin(study, "P003", simulated, &why), STATUS_DEPARTED);
    assert_non_null(strstr(why.text, "another study file"));
    study_close(study);
}

static void an_id_that_differs_only_in_capital_letters_is_refused(void **state)
{
    const struct kit *kit = *state;
    struct why why;
    make(kit, real);
    struct study *study = kit_open(kit, STUDY_WRITE);
    assert_int_equal(begin(study, "p001", real, &why), STATUS_INVALID);
    assert_non_null(strstr(why.text, "P001"));
    assert_int_equal(begin(study, "P001", real, &why), STATUS_OK);
    assert_int_equal(begin(study, "P002", real, &why), STATUS_OK);
    study_close(study);
}

static void the_rule_that_an_id_breaks_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *id, *words;
    } rows[] = {
        {"", "is empty"},
        {"abcdefghijklmnopqrstuvwxyz01234567", "has 34 characters: take at most 32"},
        {"-P1", "does not begin"},
        {"P 1", "its character 2"},
        {"Müller", "its character 2"},
    };
    struct why why;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(participant_check(rows[i].id, &why), STATUS_INVALID);
        if (!strstr(why.text, rows[i].words))
            fail_msg("`%s`: %s", rows[i].id, why.text);
    }
}

static void a_session_does_not_begin_in_a_study_that_was_changed(void **state)
{
    const struct kit *kit = *state;
    static const char *const changes[] = {
        "UPDATE trial SET value = value + 1 WHERE trial = 2",
        "DELETE FROM trial WHERE trial = 2",
        "UPDATE session SET participant = 'P009'",
        /* the end of a session was cut off, its tables with it */
        "DELETE FROM journal WHERE seq = 3; DELETE FROM payload WHERE seq = 3; DELETE FROM trial "
        "WHERE seq = 3",
        "UPDATE payload SET body = replace(body, '301.5', '311.5'); UPDATE trial SET value = 311.5 "
        "WHERE value = 301.5",
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const char *const score[] = {"score", "--study", kit->path, NULL};
        kit_remove_study(kit);
        make(kit, simulated);
        expect_run(kit, 0, "");
        kit_remove_study(kit);
        make(kit, simulated);
        kit_tamper_like_an_expert(kit->path, changes[i]);
        expect_run(kit, 5, "limen verify");
        expect(score, 5, "limen verify");
        sqlite3 *db;
        sqlite3_stmt *query;
        assert_int_equal(sqlite3_open(kit->path, &db), SQLITE_OK);
        assert_int_equal(
            sqlite3_prepare_v2(db, "SELECT count(*) FROM journal WHERE kind = 'session_start'", -1,
                               &query, NULL),
            SQLITE_OK);
        assert_int_equal(sqlite3_step(query), SQLITE_ROW);
        assert_int_equal(sqlite3_column_int(query, 0), 1);
        sqlite3_finalize(query);
        sqlite3_close(db);
    }
}

/* The fifth of a hundred repeats counts where it stands last, whichever way the table was made. */
static void what_counts_is_the_same_entry_by_entry_and_from_the_whole_journal(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    static const char *const ends[] = {"response", "stop", "limit", "fault", "response"};
    char json[512];
    struct why why;
    for (int i = 0; i < 100; i++) {
        kit_trial_json(json, sizeof json, 1 + i % 7, 1 + i / 7, ends[i % 5], 300 + i);
        assert_int_equal(kit_append(study, &key, "trial", 1 + i, json), STATUS_OK);
        if (i % 11 == 0) {
            snprintf(json, sizeof json, "{\"attempt\":%d,\"block\":%d,\"reason\":\"moved\"}",
                     1 + i / 7, 1 + i);
            assert_int_equal(kit_append(study, &key, "spoil", 0, json), STATUS_OK);
        }
        assert_int_equal(study_check_numbers(study, NULL, &why), STATUS_OK);
    }
    assert_int_equal(study_rebuild(study, &why), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_study_takes_sessions_of_one_kind_only, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_simulation_is_refused_by_a_real_study, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(what_is_simulated_says_so, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(
            a_merged_study_of_both_kinds_is_scored_with_a_warning_and_takes_no_more, kit_setup,
            kit_teardown),
        cmocka_unit_test_setup_teardown(an_id_that_differs_only_in_capital_letters_is_refused,
                                        kit_setup, kit_teardown),
        cmocka_unit_test(the_rule_that_an_id_breaks_is_named),
        cmocka_unit_test_setup_teardown(a_session_does_not_begin_in_a_study_that_was_changed,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(
            what_counts_is_the_same_entry_by_entry_and_from_the_whole_journal, kit_setup,
            kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
