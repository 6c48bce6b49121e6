/* One writer: a second one in another process is refused by name, readers come and go, a killed
 * writer leaves nothing locked. */
#include "support/store_kit.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/wait.h>

/* A process that opens the study for writing, writes a session and waits to be told to end. */
struct other {
    pid_t pid;
    int told[2], ready[2];
};

/* A child that outlives its killed parent, holding its descriptors, until somebody has tried to get
 * the lock and was refused it. Returns when it watches. */
static void leave_orphan(const struct kit *kit)
{
    char lock[128], event[sizeof(struct inotify_event) + NAME_MAX + 1], byte = 'w';
    int watches[2];
    snprintf(lock, sizeof lock, "%s.lock", kit->path);
    if (pipe(watches) != 0)
        _exit(1);
    if (fork() == 0) {
        const int watch = inotify_init1(IN_CLOEXEC);
        if (watch < 0 || inotify_add_watch(watch, lock, IN_CLOSE_WRITE) < 0 ||
            write(watches[1], &byte, 1) != 1 || read(watch, event, sizeof event) <= 0)
            _exit(1);
        _exit(0);
    }
    if (read(watches[0], &byte, 1) != 1)
        _exit(1);
}

static void live(const struct kit *kit, const struct other *other, bool orphan)
{
    struct study *study;
    struct session_key key;
    struct why why;
    char byte = 'n';
    if (study_open(kit->path, STUDY_CREATE, &study, &why) == STATUS_OK &&
        kit_try_begin(study, "P001", &key, &why) == STATUS_OK)
        byte = 'y';
    if (orphan)
        leave_orphan(kit);
    if (write(other->ready[1], &byte, 1) != 1 || read(other->told[0], &byte, 1) < 0)
        _exit(1);
    study_close(study);
    _exit(0);
}

static void start(struct other *other, const struct kit *kit, bool orphan)
{
    char byte;
    assert_int_equal(pipe(other->told), 0);
    assert_int_equal(pipe(other->ready), 0);
    other->pid = fork();
    assert_true(other->pid >= 0);
    if (other->pid == 0) {
        close(other->told[1]);
        live(kit, other, orphan);
    }
    assert_int_equal(read(other->ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
}

static void end(struct other *other, bool by_force)
{
    int status;
    if (by_force)
        kill(other->pid, SIGKILL);
    close(other->told[1]);
    assert_int_equal(waitpid(other->pid, &status, 0), other->pid);
    close(other->told[0]);
    close(other->ready[0]);
    close(other->ready[1]);
}

static void a_second_writer_is_refused_and_told_who_has_it(void **state)
{
    const struct kit *kit = *state;
    struct other other;
    struct study *study;
    struct why why = {0};
    char pid[32];
    start(&other, kit, false);
    snprintf(pid, sizeof pid, "process %ld", (long)other.pid);
    assert_int_equal(study_open(kit->path, STUDY_WRITE, &study, &why), STATUS_LOCKED);
    assert_non_null(strstr(why.text, pid));
    assert_int_equal(study_open(kit->path, STUDY_CREATE, &study, &why), STATUS_LOCKED);
    study = kit_open(kit, STUDY_READ); /* reading is allowed */
    kit_expect_sound(study);
    study_close(study);
    end(&other, false);
    study = kit_open(kit, STUDY_WRITE);
    kit_begin(study, "P002");
    study_close(study);
}

static void a_second_writer_in_the_same_program_is_refused(void **state)
{
    const struct kit *kit = *state;
    struct study *first = kit_open(kit, STUDY_CREATE), *second;
    struct why why;
    assert_int_equal(study_open(kit->path, STUDY_WRITE, &second, &why), STATUS_LOCKED);
    /* and the refusal has not taken the first one's lock away */
    assert_int_equal(study_open(kit->path, STUDY_WRITE, &second, &why), STATUS_LOCKED);
    study_close(first);
    study_close(kit_open(kit, STUDY_WRITE));
}

/* Another name of the study, made by `make` (symlink() or link()). */
static void name_again(const struct kit *kit, int (*make)(const char *, const char *),
                       char name[128])
{
    snprintf(name, 128, "%s/b.limen", kit->folder);
    assert_int_equal(make(kit->path, name), 0);
}

static void a_second_writer_by_a_symbolic_link_is_refused(void **state)
{
    const struct kit *kit = *state;
    struct study *first = kit_open(kit, STUDY_CREATE), *second;
    struct why why;
    char name[128];
    name_again(kit, symlink, name);
    assert_int_equal(study_open(name, STUDY_WRITE, &second, &why), STATUS_LOCKED);
    assert_int_equal(study_open(name, STUDY_CREATE, &second, &why), STATUS_LOCKED);
    assert_int_equal(study_open(name, STUDY_READ, &second, &why), STATUS_OK);
    study_close(second);
    study_close(first);
    assert_int_equal(study_open(name, STUDY_WRITE, &second, &why), STATUS_OK);
    assert_int_equal(study_open(kit->path, STUDY_WRITE, &first, &why), STATUS_LOCKED);
    study_close(second);
    unlink(name);
}

/* The disk that it leads to is not plugged in: no new study takes its place. */
static void a_link_that_leads_nowhere_makes_no_study(void **state)
{
    const struct kit *kit = *state;
    struct study *study;
    struct why why = {0};
    char name[128], target[128];
    name_again(kit, symlink, name);
    assert_int_equal(study_open(name, STUDY_CREATE, &study, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, name));
    assert_true(readlink(name, target, sizeof target) > 0);
    unlink(name);
}

/* SQLite keeps what is not yet in the file beside the name it was opened by. */
static void a_study_with_two_names_is_read_and_not_written(void **state)
{
    const struct kit *kit = *state;
    struct study *study;
    struct why why = {0};
    char name[128];
    study_close(kit_open(kit, STUDY_CREATE));
    name_again(kit, link, name);
    assert_int_equal(study_open(name, STUDY_WRITE, &study, &why), STATUS_READ_ONLY);
    assert_non_null(strstr(why.text, name));
    assert_int_equal(study_open(kit->path, STUDY_CREATE, &study, &why), STATUS_READ_ONLY);
    study_close(kit_open(kit, STUDY_READ));
    unlink(name);
    study_close(kit_open(kit, STUDY_WRITE));
}

static void a_killed_writer_leaves_the_study_free_and_whole(void **state)
{
    const struct kit *kit = *state;
    for (int i = 0; i < 10; i++) {
        struct other other;
        start(&other, kit, i % 2);
        end(&other, true);
        struct study *study = kit_open(kit, STUDY_WRITE);
        struct session_key key;
        struct why why;
        assert_int_equal(study_find_session(study, i + 1, &key, &why), STATUS_OK);
        kit_expect_sound(study);
        study_close(study);
    }
}

static void a_reader_after_a_killed_writer_sees_all_and_leaves_one_file(void **state)
{
    static const char *const suffixes[] = {"-wal", "-shm"};
    const struct kit *kit = *state;
    struct other other;
    start(&other, kit, false);
    struct study *early = kit_open(kit, STUDY_READ);
    end(&other, true);
    struct study *late = kit_open(kit, STUDY_READ);
    kit_expect_sound(early);
    study_close(early);
    struct session_key key;
    struct why why;
    assert_int_equal(study_find_session(late, 1, &key, &why), STATUS_OK);
    kit_expect_sound(late);
    study_close(late);
    for (size_t i = 0; i < 2; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", kit->path, suffixes[i]);
        assert_int_equal(access(name, F_OK), -1);
    }
    struct study *study = kit_open(kit, STUDY_WRITE);
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
}

/* Reads it again and again until the pipe is closed. */
static void read_on(const struct kit *kit, int told)
{
    struct pollfd end = {.fd = told, .events = POLLIN};
    while (poll(&end, 1, 0) == 0) {
        struct study *study;
        struct why why;
        if (study_open(kit->path, STUDY_READ, &study, &why) != STATUS_OK)
            _exit(1);
        study_close(study);
    }
    _exit(0);
}

static void readers_that_come_and_go_keep_no_writer_out(void **state)
{
    const struct kit *kit = *state;
    int told[2], status;
    study_close(kit_open(kit, STUDY_CREATE));
    assert_int_equal(pipe(told), 0);
    const pid_t reader = fork();
    assert_true(reader >= 0);
    if (reader == 0) {
        close(told[1]);
        read_on(kit, told[0]);
    }
    for (int i = 0; i < 100; i++) {
        struct study *study = kit_open(kit, STUDY_WRITE);
        kit_begin(study, "P001");
        study_close(study);
    }
    close(told[1]);
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(told[0]);
    struct study *study = kit_open(kit, STUDY_READ);
    kit_expect_sound(study);
    study_close(study);
}

static void a_foreign_program_that_writes_is_waited_for_and_named(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    sqlite3 *db;
    assert_int_equal(sqlite3_open(kit->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_LOCKED);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_second_writer_is_refused_and_told_who_has_it, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_second_writer_in_the_same_program_is_refused, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_second_writer_by_a_symbolic_link_is_refused, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_link_that_leads_nowhere_makes_no_study, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_study_with_two_names_is_read_and_not_written, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_killed_writer_leaves_the_study_free_and_whole, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_reader_after_a_killed_writer_sees_all_and_leaves_one_file,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(readers_that_come_and_go_keep_no_writer_out, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_foreign_program_that_writes_is_waited_for_and_named,
                                        kit_setup, kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
