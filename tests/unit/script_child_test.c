/* The script in a process of its own: it holds nothing of ours, and a hung one is ended. */
#include "base/clock.h"
#include "script_harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

static void the_same_script_asks_the_same_in_both_ways(void **state)
{
    (void)state;
    struct text logs[2], last[2];
    for (int child = 0; child < 2; child++) {
        struct harness h;
        text_init(&logs[child]);
        text_init(&last[child]);
        harness_protocol(
            &h, "",
            "note 'one' rest(1*sec)\nlocal s = shuffled { 1, 2, 3, 4, 5, 6 }\nnote('s' .. s[1])\n"
            "error('that is all')");
        h.options.child = child == 1;
        assert_int_equal(harness_run(&h, NULL, NULL, &last[child]), SCRIPT_FAILED);
        text_append_cstr(&logs[child], script_header(h.script));
        size_t n;
        const struct script_source *sources = script_sources(h.script, &n);
        for (size_t i = 0; i < n; i++) {
            text_append_format(&logs[child], "%s %zu\n", sources[i].name, sources[i].size);
            text_append(&logs[child], sources[i].text, sources[i].size);
        }
        text_append_cstr(&logs[child], text_cstr(&h.log));
        harness_end(&h);
    }
    assert_string_equal(text_cstr(&logs[0]), text_cstr(&logs[1]));
    assert_string_equal(text_cstr(&last[0]), "t.lua:5: that is all");
    assert_string_equal(text_cstr(&last[1]), "t.lua:5: that is all");
    for (int i = 0; i < 2; i++) {
        text_fini(&logs[i]);
        text_fini(&last[i]);
    }
}

static void a_hung_script_is_killed_and_its_line_is_told(void **state)
{
    (void)state;
    struct harness h;
    struct text last;
    text_init(&last);
    harness_protocol(&h, "",
                     "note 'x'\n\nwhile true do local s = ('a'):rep(300):match('(.-)b') end");
    h.options.child = true;
    h.options.answer_within = 100 * MONO_MS;
    const mono_ns before = mono_now();
    assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_FAILED);
    assert_true(mono_now() - before < 5 * MONO_SEC);
    assert_string_equal(text_cstr(&last),
                        "t.lua:4: the script did not come to its next step within 0.1 s and was "
                        "ended; this is where it was last seen");
    assert_int_equal(script_fd(h.script), -1);
    harness_end(&h);
    text_fini(&last);
}

static void a_script_that_hangs_while_it_loads_is_killed(void **state)
{
    (void)state;
    struct harness h;
    static const char text[] = "\nwhile true do local s = ('a'):rep(300):match('(.-)b') end";
    harness_write(&h, text, sizeof text - 1);
    h.options.child = true;
    h.options.answer_within = 100 * MONO_MS;
    assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_TIMEOUT);
    assert_int_equal(strncmp(h.why.text, "t.lua:2: the script did not come", 32), 0);
    harness_end(&h);
}

static void loops_that_must_not_wait_can_poll(void **state)
{
    (void)state;
    struct harness h;
    struct text out;
    enum script_state asks = SCRIPT_FAILED;
    text_init(&out);
    harness_protocol(&h, "", "note 'x' return 5");
    h.options.child = true;
    assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_OK);
    assert_true(script_deadline(h.script) == MONO_NEVER);
    static const char *const answers[] = {NULL, "{\"ok\":{}}"};
    for (int i = 0; i < 2; i++) {
        text_clear(&out);
        assert_int_equal(script_send(h.script, answers[i], answers[i] ? strlen(answers[i]) : 0),
                         STATUS_OK);
        struct pollfd in = {.fd = script_fd(h.script), .events = POLLIN};
        while (!script_receive(h.script, mono_now(), &asks, &out))
            assert_true(poll(&in, 1, 5000) > 0);
        assert_int_equal(asks, i == 0 ? SCRIPT_ASKS : SCRIPT_DONE);
    }
    assert_string_equal(text_cstr(&out), "5");
    harness_end(&h);
    text_fini(&out);
}

static pid_t find_child(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    int pid = 0;
    if (file && fscanf(file, "%d", &pid) != 1)
        pid = 0;
    if (file)
        fclose(file);
    return (pid_t)pid;
}

static void the_script_holds_none_of_our_descriptors(void **state)
{
    (void)state;
    int port[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, port), 0);
    assert_true(dup2(port[0], 200) == 200);
    struct harness h;
    harness_protocol(&h, "", "note 'x'");
    h.options.child = true;
    assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_OK);
    char path[64], target[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)find_child());
    DIR *folder = opendir(path);
    assert_non_null(folder);
    int held = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        held++;
        assert_true(atoi(entry->d_name) <= 3);
        char full[400];
        snprintf(full, sizeof full, "%s/%s", path, entry->d_name);
        const ssize_t n = readlink(full, target, sizeof target - 1);
        assert_true(n > 0);
        target[n] = '\0';
        assert_string_equal(strcmp(entry->d_name, "3") == 0 ? "socket:" : target,
                            strcmp(entry->d_name, "3") == 0 ? "socket:" : "/dev/null");
    }
    closedir(folder);
    assert_int_equal(held, 4);
    close(port[0]), close(port[1]), close(200);
    harness_end(&h);
}

static void a_killed_script_is_a_failure_not_a_wait(void **state)
{
    (void)state;
    struct harness h;
    struct text last;
    text_init(&last);
    harness_protocol(&h, "", "note 'x'");
    h.options.child = true;
    assert_int_equal(script_load(h.path, &h.options, &h.script, &h.why), STATUS_OK);
    assert_int_equal(kill(find_child(), SIGKILL), 0);
    assert_int_equal(script_step(h.script, NULL, 0, &last), SCRIPT_FAILED);
    assert_non_null(strstr(text_cstr(&last), "the script's process has died"));
    harness_end(&h);
    text_fini(&last);
}

static void memory_of_the_process_is_capped_too(void **state)
{
    (void)state;
    struct harness h;
    struct text last;
    text_init(&last);
    harness_protocol(&h, "", "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1e5) .. i end");
    h.options.child = true;
    assert_int_equal(harness_run(&h, NULL, NULL, &last), SCRIPT_FAILED);
    assert_int_equal(strncmp(text_cstr(&last), "t.lua:2: the script ", 20), 0);
    harness_end(&h);
    text_fini(&last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_script_asks_the_same_in_both_ways),
        cmocka_unit_test(a_hung_script_is_killed_and_its_line_is_told),
        cmocka_unit_test(a_script_that_hangs_while_it_loads_is_killed),
        cmocka_unit_test(loops_that_must_not_wait_can_poll),
        cmocka_unit_test(the_script_holds_none_of_our_descriptors),
        cmocka_unit_test(a_killed_script_is_a_failure_not_a_wait),
        cmocka_unit_test(memory_of_the_process_is_capped_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
