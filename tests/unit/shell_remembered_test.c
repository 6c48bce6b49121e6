/* What was used last: kept whole, offered at the next start, never by surprise. */
#include "support/store_kit.h"

#include "shell/last_used.h"

#include <sys/stat.h>

static char home[64], state[REMEMBERED_MAX];

static int setup(void **context)
{
    (void)context;
    strcpy(home, "/tmp/limen_test_XXXXXX");
    assert_non_null(mkdtemp(home));
    assert_int_equal(setenv("XDG_STATE_HOME", home, 1), 0);
    assert_true(remembered_path(state));
    return 0;
}

static int teardown(void **context)
{
    char command[128];
    (void)context;
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    return system(command);
}

static const char *file_in_home(const char *name, char out[REMEMBERED_MAX])
{
    snprintf(out, REMEMBERED_MAX, "%s/%s", home, name);
    return out;
}

static void save(const struct remembered *remembered)
{
    struct why why = {0};
    if (remembered_save(state, remembered, &why) != STATUS_OK)
        fail_msg("%s", why.text);
}

static void write_state(const char *text)
{
    const struct remembered none = {.study = ""};
    save(&none);
    FILE *file = fopen(state, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A study with one session on this bench, or with none. */
static void make_study(const char *path, const char *bench)
{
    static const uint8_t digest[DIGEST_SIZE] = {1};
    static const struct study_source source = {"p.lua", "return 1\n", 9};
    struct session_spec spec = {.participant = "P1",
                                .operator_name = "tester",
                                .protocol_id = "p",
                                .protocol_version = "1",
                                .protocol_digest = digest,
                                .bench = bench,
                                .parameters = "{}",
                                .program = "test"};
    struct study *study;
    struct session_key key;
    struct why why = {0};
    if (study_open(path, STUDY_CREATE, &study, &why) != STATUS_OK ||
        (bench &&
         study_begin_session(study, &spec, &source, 1, 1000000, 5, &key, &why) != STATUS_OK))
        fail_msg("%s", why.text);
    study_close(study);
}

static void what_is_kept_is_read_back(void **context)
{
    const struct remembered kept = {"/a/s \"1\".limen", "/b/ß.lua", "ppt-core"};
    struct remembered read;
    (void)context;
    save(&kept);
    remembered_load(state, &read);
    assert_memory_equal(&read, &kept, sizeof kept);
}

static void a_file_that_is_absent_or_broken_remembers_nothing(void **context)
{
    static const char *const texts[] = {"", "{", "[]", "{\"study\":7}", "\xff\xfe", "null"};
    const struct remembered none = {.study = ""};
    struct remembered read;
    (void)context;
    remembered_load(state, &read);
    assert_memory_equal(&read, &none, sizeof none);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_state(texts[i]);
        remembered_load(state, &read);
        assert_memory_equal(&read, &none, sizeof none);
    }
}

/* Paths that are not whole are none; without any place nothing is remembered. */
static void the_place_is_the_persons_own(void **context)
{
    char path[REMEMBERED_MAX];
    (void)context;
    assert_int_equal(setenv("HOME", "/home/x", 1), 0);
    assert_int_equal(setenv("XDG_STATE_HOME", "state", 1), 0);
    assert_true(remembered_path(path));
    assert_string_equal(path, "/home/x/.local/state/limen/last.json");
    assert_int_equal(unsetenv("XDG_STATE_HOME"), 0);
    assert_true(remembered_path(path));
    assert_int_equal(unsetenv("HOME"), 0);
    assert_false(remembered_path(path));
}

/* Only a study of people is opened unasked; one that is gone is told, and so are bench and protocol. */
static void what_was_used_last_stands_in_for_what_was_not_named(void **context)
{
    struct remembered kept = {.protocol = "ppt-demo"};
    struct last_used last;
    struct window_config config = {0};
    (void)context;
    make_study(file_in_home("real.limen", kept.study), "{}");
    make_study(file_in_home("bench.lua", kept.bench), NULL); /* any file */
    save(&kept);
    last_used_fill(&last, &config);
    assert_string_equal(config.study, kept.study);
    assert_string_equal(config.bench_path, kept.bench);
    assert_string_equal(config.protocol, "ppt-demo");
    assert_string_equal(config.notice, "");
    config = (struct window_config){.study = "mine.limen", .protocol = "mine.lua"};
    last_used_fill(&last, &config);
    assert_string_equal(config.study, "mine.limen");
    assert_string_equal(config.protocol, "mine.lua");
}

static void a_simulated_study_is_offered_and_not_opened(void **context)
{
    struct remembered kept = {.study = ""};
    struct last_used last;
    struct window_config config = {0};
    (void)context;
    make_study(file_in_home("sim.limen", kept.study), "{\"simulated\":true}");
    save(&kept);
    last_used_fill(&last, &config);
    assert_null(config.study);
    assert_string_equal(config.offered, kept.study);
}

static void what_is_gone_is_told_and_not_made_anew(void **context)
{
    struct remembered kept = {.protocol = "no-such-protocol"};
    struct last_used last;
    struct window_config config = {.language = LANGUAGE_DE};
    (void)context;
    file_in_home("gone.limen", kept.study);
    file_in_home("gone.lua", kept.bench);
    save(&kept);
    last_used_fill(&last, &config);
    assert_true(!config.study && !config.bench_path && !config.protocol && !config.offered);
    assert_non_null(strstr(config.notice, "Studie ist weg"));
    assert_non_null(strstr(config.notice, "gone.lua"));
    assert_non_null(strstr(config.notice, "no-such-protocol"));
}

static void a_demonstration_knows_nothing_of_it(void **context)
{
    struct remembered kept = {.protocol = "ppt-demo"};
    struct last_used last;
    struct window_config config = {.is_demo = true};
    (void)context;
    make_study(file_in_home("real.limen", kept.study), "{}");
    save(&kept);
    last_used_fill(&last, &config);
    assert_true(!config.study && !config.protocol && !config.state && !config.notice);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_kept_is_read_back),
        TEST(a_file_that_is_absent_or_broken_remembers_nothing),
        TEST(the_place_is_the_persons_own),
        TEST(what_was_used_last_stands_in_for_what_was_not_named),
        TEST(a_simulated_study_is_offered_and_not_opened),
        TEST(what_is_gone_is_told_and_not_made_anew),
        TEST(a_demonstration_knows_nothing_of_it),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
