/* Files and folders that cannot hold a study: each is refused with its own status and a sentence
 * that helps. */
#include "support/store_kit.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>

/* Stands before the C library's: what file system the study lies on, as the test wants it. */
static long filesystem_magic;

int statfs(const char *path, struct statfs *out)
{
    (void)path;
    memset(out, 0, sizeof *out);
    out->f_type = filesystem_magic;
    return 0;
}

static void expect(const char *path, enum study_mode mode, enum status expected)
{
    struct study *study;
    struct why why = {0};
    const enum status status = study_open(path, mode, &study, &why);
    if (status != expected)
        print_message("%s: %s instead of %s: %s\n", path, status_name(status),
                      status_name(expected), why.text);
    assert_int_equal(status, expected);
    if (status == STATUS_OK)
        study_close(study);
    else
        assert_true(strlen(why.text) > 20 && why.text[strlen(why.text) - 1] == '.');
}

static void a_study_on_a_network_drive_is_refused(void **state)
{
    const struct kit *kit = *state;
    static const long magics[] = {0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x00c36400};
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        filesystem_magic = magics[i];
        expect(kit->path, STUDY_CREATE, STATUS_UNSUPPORTED);
        assert_int_equal(access(kit->path, F_OK), -1);
    }
    filesystem_magic = 0xef53; /* ext4 */
    expect(kit->path, STUDY_CREATE, STATUS_OK);
    filesystem_magic = 0x6969;
    expect(kit->path, STUDY_READ, STATUS_UNSUPPORTED);
    filesystem_magic = 0;
}

static void what_is_not_there_is_not_found(void **state)
{
    const struct kit *kit = *state;
    char name[160];
    expect(kit->path, STUDY_READ, STATUS_NOT_FOUND);
    expect(kit->path, STUDY_WRITE, STATUS_NOT_FOUND);
    assert_int_equal(access(kit->path, F_OK), -1);
    snprintf(name, sizeof name, "%s/no/such/folder.limen", kit->folder);
    expect(name, STUDY_CREATE, STATUS_NOT_FOUND);
    expect(kit->folder, STUDY_CREATE, STATUS_INVALID);
    expect("", STUDY_CREATE, STATUS_INVALID);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static char *content(const char *path)
{
    char *text = calloc(1, 100000);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    const size_t n = fread(text, 1, 99999, file);
    fclose(file);
    assert_true(n < 99999);
    return text;
}

static void a_file_of_another_program_is_refused_and_left_alone(void **state)
{
    const struct kit *kit = *state;
    write_file(kit->path, "participant\tvalue\nP001\t300\n");
    expect(kit->path, STUDY_CREATE, STATUS_CORRUPT);
    char *after = content(kit->path);
    assert_string_equal(after, "participant\tvalue\nP001\t300\n");
    free(after);
    unlink(kit->path);

    kit_tamper(kit->path, "CREATE TABLE photos(id); INSERT INTO photos VALUES(1)");
    static const char *const tables[] = {"photos"};
    expect(kit->path, STUDY_CREATE, STATUS_INVALID);
    expect(kit->path, STUDY_READ, STATUS_INVALID);
    char *dump = kit_dump(kit->path, tables, 1);
    assert_true(strlen(dump) > 5);
    free(dump);
    char wal[128];
    snprintf(wal, sizeof wal, "%s-wal", kit->path);
    assert_int_equal(access(wal, F_OK), -1); /* not turned to another journal mode */
    unlink(kit->path);

    write_file(kit->path, "");
    expect(kit->path, STUDY_READ, STATUS_INVALID);
    expect(kit->path, STUDY_WRITE, STATUS_INVALID);
    expect(kit->path, STUDY_CREATE, STATUS_INVALID); /* not ours: it would have another name */
    static const enum study_mode modes[] = {STUDY_READ, STUDY_WRITE, STUDY_CREATE};
    for (size_t i = 0; i < 3; i++) {
        struct study *study;
        struct why why;
        assert_int_equal(study_open(kit->path, modes[i], &study, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, "is an empty file, not a study"));
    }
    unlink(kit->path);

    /* what a program that died left of making it is no obstacle, and goes */
    char left[128];
    snprintf(left, sizeof left, "%s.limen-draft", kit->path);
    write_file(left, "half of a study");
    expect(kit->path, STUDY_CREATE, STATUS_OK);
    assert_int_equal(access(left, F_OK), -1);
}

static void a_new_study_takes_no_other_study_away(void **state)
{
    const struct kit *kit = *state;
    struct kit other = *kit;
    snprintf(other.path, sizeof other.path, "%.80s.new", kit->path);
    struct study *study = kit_open(&other, STUDY_CREATE);
    kit_begin(study, "P1");
    study_close(study);
    study_close(kit_open(kit, STUDY_CREATE));
    study = kit_open(&other, STUDY_READ);
    kit_expect_sound(study);
    study_close(study);
    kit_remove_study(&other);
}

static void a_study_of_a_newer_version_is_refused_and_left_alone(void **state)
{
    const struct kit *kit = *state;
    study_close(kit_open(kit, STUDY_CREATE));
    kit_tamper(kit->path, "PRAGMA user_version = 3; CREATE TABLE future(x)");
    static const enum study_mode modes[] = {STUDY_READ, STUDY_WRITE, STUDY_CREATE};
    for (size_t i = 0; i < 3; i++)
        expect(kit->path, modes[i], STATUS_NEWER);
    kit_tamper(kit->path, "PRAGMA user_version = 0");
    expect(kit->path, STUDY_WRITE, STATUS_CORRUPT);
}

/* Runs as a user without rights, in a process of its own. */
static void as_nobody(void (*run)(const struct kit *), const struct kit *kit)
{
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(65534) != 0 || setuid(65534) != 0))
            _exit(2);
        run(kit);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* cmocka's assertions do not cross a fork: the exit code does. */
static void must(const char *path, enum study_mode mode, enum status expected)
{
    struct study *study;
    struct why why = {0};
    const enum status status = study_open(path, mode, &study, &why);
    study_close(study);
    if (status == expected)
        return;
    print_message("%s instead of %s: %s\n", status_name(status), status_name(expected), why.text);
    _exit(1);
}

static void try_read_only_file(const struct kit *kit)
{
    must(kit->path, STUDY_WRITE, STATUS_READ_ONLY);
    must(kit->path, STUDY_CREATE, STATUS_READ_ONLY);
}

static void expect_alone(const struct kit *kit)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal", ".lock"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", kit->path, suffixes[i]);
        if (access(name, F_OK) != 0)
            continue;
        print_message("%s was left behind\n", name);
        _exit(5);
    }
}

static void try_to_read_where_the_file_is_closed(const struct kit *kit)
{
    must(kit->path, STUDY_READ, STATUS_OK);
    expect_alone(kit);
}

static void try_read_only_folder(const struct kit *kit)
{
    must(kit->path, STUDY_WRITE, STATUS_READ_ONLY);
    must(kit->path, STUDY_READ, STATUS_OK); /* as from a medium that cannot be written */
}

static void try_secret_file(const struct kit *kit)
{
    must(kit->path, STUDY_READ, STATUS_PERMISSION);
    must(kit->path, STUDY_WRITE, STATUS_PERMISSION);
}

static void a_file_without_the_right_to_write_or_read_is_refused(void **state)
{
    const struct kit *kit = *state;
    study_close(kit_open(kit, STUDY_CREATE));
    assert_int_equal(chmod(kit->folder, 0777), 0);
    assert_int_equal(chmod(kit->path, 0444), 0);
    as_nobody(try_read_only_file, kit);
    as_nobody(try_to_read_where_the_file_is_closed, kit);
    assert_int_equal(chmod(kit->path, 0), 0);
    as_nobody(try_secret_file, kit);
    assert_int_equal(chmod(kit->path, 0666), 0);
    assert_int_equal(chmod(kit->folder, 0555), 0);
    as_nobody(try_read_only_folder, kit);
    as_nobody(try_to_read_where_the_file_is_closed, kit);
    assert_int_equal(chmod(kit->folder, 0700), 0);
}

/* The study is closed, still being written, or its writer has just gone: whoever reads it sees what
 * was saved and leaves what was there. */
static void a_reader_leaves_nothing_beside_the_study(void **state)
{
    const struct kit *kit = *state;
    struct study *writer = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(writer, "P001");
    study_close(writer);
    struct study *reader = kit_open(kit, STUDY_READ);
    kit_expect_sound(reader);
    study_close(reader);
    expect_alone(kit);

    writer = kit_open(kit, STUDY_WRITE);
    reader = kit_open(kit, STUDY_READ);
    assert_int_equal(kit_append(writer, &key, "note", 0, "{}"), STATUS_OK);
    kit_expect_sound(reader);
    study_close(reader);
    assert_int_equal(kit_append(writer, &key, "note", 0, "{}"), STATUS_OK);
    reader = kit_open(kit, STUDY_READ);
    study_close(writer);
    kit_expect_sound(reader);
    struct study_verdict verdict;
    struct kit_findings found;
    assert_int_equal(kit_verify(reader, &found, &verdict), STATUS_OK);
    assert_int_equal(verdict.entries, 3);
    study_close(reader);
    expect_alone(kit);
}

static void a_reader_cannot_change_the_study(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    study_close(study);
    char *before = content(kit->path);
    study = kit_open(kit, STUDY_READ);
    struct why why;
    struct session_key other;
    assert_int_equal(kit_append(study, &key, "note", 0, "{}"), STATUS_READ_ONLY);
    assert_int_equal(kit_try_begin(study, "P002", &other, &why), STATUS_READ_ONLY);
    assert_int_equal(study_rebuild(study, &why), STATUS_READ_ONLY);
    kit_expect_sound(study);
    study_close(study);
    char *after = content(kit->path);
    assert_memory_equal(before, after, 100000);
    free(before);
    free(after);
}

/* A file size limit stands in for a full disk: the kernel refuses to write more. */
static void try_small_disk(const struct kit *kit)
{
    signal(SIGXFSZ, SIG_IGN);
    for (rlim_t limit = 0; limit < 70000; limit += 5000) {
        const struct rlimit small = {limit, RLIM_INFINITY}, wide = {RLIM_INFINITY, RLIM_INFINITY};
        struct study *study;
        struct why why = {0};
        setrlimit(RLIMIT_FSIZE, &small);
        const enum status status = study_open(kit->path, STUDY_CREATE, &study, &why);
        study_close(study);
        setrlimit(RLIMIT_FSIZE, &wide);
        if (status == STATUS_OK)
            _exit(0);
        if ((status != STATUS_IO && status != STATUS_DISK_FULL) || access(kit->path, F_OK) == 0)
            _exit(3);
    }
    _exit(4);
}

static void a_study_that_finds_no_room_leaves_no_half_file(void **state)
{
    const struct kit *kit = *state;
    assert_int_equal(chmod(kit->folder, 0777), 0);
    as_nobody(try_small_disk, kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_study_on_a_network_drive_is_refused, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_not_found, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_file_of_another_program_is_refused_and_left_alone,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_new_study_takes_no_other_study_away, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_study_of_a_newer_version_is_refused_and_left_alone,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_file_without_the_right_to_write_or_read_is_refused,
                                        kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_reader_leaves_nothing_beside_the_study, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_reader_cannot_change_the_study, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_study_that_finds_no_room_leaves_no_half_file, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
