/* An older study is upgraded while the disk fails or the power goes, at every point: afterwards it is
 * whole, of the old version or of the new one, and nothing that was measured is missing. */
#include "support/fault_vfs.h"
#include "support/store_kit.h"

static const char *const tables[] = {"journal", "payload", "session", "trial", "meta"};
enum { TABLES = sizeof tables / sizeof tables[0], SESSIONS = 4 };

static char *make_old(const struct kit *kit)
{
    struct study *study = kit_open(kit, STUDY_CREATE);
    for (int s = 1; s <= SESSIONS; s++) {
        const struct session_key key = kit_begin(study, "P001");
        kit_trial(study, &key, 1, 1, 1);
    }
    study_close(study);
    kit_tamper(kit->path, "DROP TABLE head; DROP TABLE tally; PRAGMA user_version = 1");
    return kit_dump(kit->path, tables, TABLES);
}

static bool open_to_write(const struct kit *kit)
{
    struct study *study;
    struct why why = {0};
    const enum status status = study_open(kit->path, STUDY_WRITE, &study, &why);
    if (status == STATUS_OK)
        study_close(study);
    else
        assert_true(strlen(why.text) > 20);
    return status == STATUS_OK;
}

static void expect_whole(const struct kit *kit, const char *expected)
{
    struct study *study = kit_open(kit, STUDY_READ);
    kit_expect_sound(study);
    study_close(study);
    study = kit_open(kit, STUDY_WRITE);
    struct kit_findings found;
    struct study_verdict verdict;
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_OK);
    assert_int_equal(found.notes, 0);
    assert_int_equal(verdict.sessions, SESSIONS);
    study_close(study);
    char *now = kit_dump(kit->path, tables, TABLES);
    assert_string_equal(now, expected);
    free(now);
}

/* How many operations and syncs an upgrade takes. */
static void count_all(const struct kit *kit, int *operations, int *syncs)
{
    free(make_old(kit));
    fault_reset();
    assert_true(open_to_write(kit));
    *operations = fault.operations;
    *syncs = fault.syncs;
    fault_reset();
    kit_remove_study(kit);
    fault_reset();
    assert_true(*syncs > 2 && *operations > 10);
}

static void walk(const struct kit *kit, int *trigger, int last, uint64_t torn)
{
    int failed = 0;
    for (int i = 1; i <= last; i++) {
        char *expected = make_old(kit);
        fault_reset(); /* all that is there now stood there long ago */
        *trigger = i;
        fault.fail_code = SQLITE_IOERR_WRITE;
        failed += !open_to_write(kit);
        if (fault.is_dead)
            fault_power_cycle(torn ? torn + (uint64_t)i : 0);
        fault_reset();
        expect_whole(kit, expected);
        free(expected);
        kit_remove_study(kit);
    }
    print_message("%d of %d upgrades failed\n", failed, last);
    assert_true(failed > 0);
    fault_reset();
}

static void an_upgrade_that_a_power_cut_ends_loses_nothing(void **state)
{
    int operations, syncs;
    count_all(*state, &operations, &syncs);
    for (uint64_t torn = 0; torn <= 3000; torn += 1000)
        walk(*state, &fault.power_at, syncs, torn);
}

static void an_upgrade_that_a_failing_disk_ends_loses_nothing(void **state)
{
    int operations, syncs;
    count_all(*state, &operations, &syncs);
    walk(*state, &fault.fail_at, operations, 0);
}

static int setup(void **state)
{
    fault_reset();
    return kit_setup(state);
}

int main(void)
{
    fault_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_upgrade_that_a_power_cut_ends_loses_nothing, setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(an_upgrade_that_a_failing_disk_ends_loses_nothing, setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
