/* Sessions by the clock that take a minute: nobody mends what went wrong, or it only goes slowly. Beside them one that is
 * interrupted and resumed. */
#include "support/pty_sessions.h"

static const struct pty_row rows[] = {
    {"silence:at=2s,cue=1", 3, "no longer answers", "silent"},
    {"unplug:at=2s,cue=1", 3, "plug it in again", "link_lost"},
    {"slow_ramp:0.3", 0, "off", NULL},
    /* a gauge that never shows that the probe is off, and nobody there to say so */
    {"drift:6", 4, "not seen to go down", NULL},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static struct pty_run runs[ROWS];
static struct folder folder_of_rows;

static int start_rows(void **state)
{
    (void)state;
    folder_make(&folder_of_rows);
    pty_start_all(&folder_of_rows, rows, ROWS, runs);
    return 0;
}

static int remove_rows(void **state)
{
    (void)state;
    folder_remove(&folder_of_rows);
    return 0;
}

/* The last of all: they have run beside the others. */
static void what_nobody_mends_ends_in_a_value_or_a_sentence(void **state)
{
    (void)state;
    pty_check_all(rows, ROWS, runs);
}

/* Not the pty that it was given for this run: the next run has another one. */
static bool look_for_bench(void *context, const struct entry *entry, int64_t seq)
{
    size_t *named = context;
    (void)seq;
    if (strncmp(entry->kind, "session_", 8) == 0 &&
        memmem(entry->payload, entry->payload_size, "\"port\":\"sim:mark10\"", 19))
        ++*named;
    return true;
}

static void assert_bench_is_named_twice(const char *path)
{
    struct study *study;
    struct session_key key;
    struct why why = {0};
    size_t named = 0;
    assert_int_equal(study_open(path, STUDY_READ, &study, &why), STATUS_OK);
    assert_int_equal(study_find_session(study, 1, &key, &why), STATUS_OK);
    assert_int_equal(study_entries(study, &key, look_for_bench, &named, &why), STATUS_OK);
    assert_int_equal(named, 2); /* begun and resumed */
    study_close(study);
}

/* Ctrl-C in the ramp: stopped, saved, and it can be resumed. */
static void an_interrupt_stops_and_the_session_can_be_resumed(void **state)
{
    (void)state;
    static struct program program;
    struct folder folder;
    char study[128], script[128];
    folder_make(&folder);
    folder_write(&folder, "short.lua", pty_protocol);
    folder_file(&folder, "s.limen", study);
    folder_file(&folder, "short.lua", script);
    const char *args[] = {"run", script,          "--sim", "--headless", "--real-time", "--study",
                          study, "--participant", "P1",    NULL,         NULL};
    program_start(&program, args, NULL);
    assert_true(program_listen(&program, mono_now() + 3500 * MONO_MS));
    kill(program.pid, SIGINT);
    assert_int_equal(program_join(&program, 20 * MONO_SEC), 4);
    assert_non_null(strstr(program_err(&program), "stopped: Ctrl-C was pressed"));
    assert_non_null(strstr(program_err(&program), "--resume"));
    args[9] = "--resume";
    assert_int_equal(program_run(&program, args), 0);
    assert_bench_is_named_twice(study);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupt_stops_and_the_session_can_be_resumed),
        cmocka_unit_test(what_nobody_mends_ends_in_a_value_or_a_sentence),
    };
    return cmocka_run_group_tests(tests, start_rows, remove_rows);
}
