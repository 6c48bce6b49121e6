/* A session whose process is killed at any instant, again and again, and goes on each time: nothing that was saved is
 * lost, and what is measured at last is what would have been measured without a kill. In virtual time; by the clock it is
 * session_kill_live_test.c.
 *
 * LIMEN_KILLS sets how many kills there are. */
#include "support/kill_scene.h"

#include "base/rng.h"

enum { KILLS = 100, KILLS_PER_SESSION = 6 };

/* The column `inputs` names attempts; an interrupted one moves their numbers, and nothing else. */
static void without_attempts(const char *table, char *out)
{
    while (*table) {
        size_t line = strcspn(table, "\n"), inputs = line;
        while (inputs > 0 && table[inputs - 1] != '\t')
            inputs--;
        memcpy(out, table, inputs);
        out += inputs;
        for (size_t i = inputs; i < line; i++) {
            const bool is_attempt =
                table[i] == '.' && i > inputs && table[i - 1] >= '0' && table[i - 1] <= '9';
            if (is_attempt)
                while (i + 1 < line && table[i + 1] >= '0' && table[i + 1] <= '9')
                    i++;
            else
                *out++ = table[i];
        }
        *out++ = '\n';
        table += line + (table[line] == '\n');
    }
    *out = '\0';
}

static void assert_same_result(const struct rows *expected, const struct rows *got,
                               const char *expected_table, const char *got_table)
{
    static char a[PROGRAM_TEXT], b[PROGRAM_TEXT];
    assert_int_equal(got->n, expected->n);
    for (size_t i = 0; i < expected->n; i++)
        assert_string_equal(got->text[i], expected->text[i]);
    without_attempts(expected_table, a);
    without_attempts(got_table, b);
    assert_true(strlen(a) > 100);
    assert_string_equal(b, a);
}

static void run_args(const struct scene *scene, const char *seed, bool resume, const char **args)
{
    const char *const all[] = {"run",        "ppt-core",      "--sim", "--headless", "--study",
                               scene->study, "--participant", "K1",    "--seed",     seed,
                               NULL};
    size_t n = 0;
    for (; all[n]; n++)
        args[n] = all[n];
    args[n] = resume ? "--resume" : NULL;
    args[n + 1] = NULL;
}

/* The index table of the study. */
static void score(const struct scene *scene, struct program *program)
{
    const char *const args[] = {"score", "--study", scene->study, NULL};
    if (program_run(program, args) != 0)
        fail_msg("%s", program_err(program));
}

struct tally {
    rng_key key;
    uint64_t draws;
    int kills;
    size_t interrupted;
};

/* One session, killed up to KILLS_PER_SESSION times, then left alone. */
static void live_through(struct scene *scene, const char *seed, mono_ns span, struct tally *tally)
{
    static struct program program;
    const char *args[PROGRAM_ARGS];
    enum progress progress = NOTHING;
    for (int i = 0; i < KILLS_PER_SESSION && progress != FINISHED; i++) {
        const double share = rng_uniform(tally->key, tally->draws++);
        run_args(scene, seed, progress == UNFINISHED, args);
        tally->kills += !program_run_killed(&program, args, (mono_ns)(share * (double)span));
        note_saved(scene, &program);
        progress = progress_of(scene);
        if (progress != NOTHING)
            verify(scene);
    }
    if (progress == FINISHED)
        return;
    run_args(scene, seed, progress == UNFINISHED, args);
    if (program_run(&program, args) != 0)
        fail_msg("exit %d: %s", program.code, program_err(&program));
    note_saved(scene, &program);
}

static void renew(struct scene *scene)
{
    folder_remove(&scene->folder);
    folder_make(&scene->folder);
    folder_file(&scene->folder, "study.limen", scene->study);
    scene->n_saved = 0;
}

static void compare_one(struct scene *scene, int number, struct tally *tally)
{
    static struct program quiet, last;
    static struct rows expected, got;
    const char *args[PROGRAM_ARGS];
    char seed[16];
    snprintf(seed, sizeof seed, "%d", number);
    run_args(scene, seed, false, args);
    const mono_ns began = mono_now();
    assert_int_equal(program_run(&quiet, args), 0);
    const mono_ns span = mono_now() - began;
    load_rows(scene, &expected);
    score(scene, &quiet);
    renew(scene);
    live_through(scene, seed, span, tally);
    assert_all_saved_are_there(scene);
    verify(scene);
    load_rows(scene, &got);
    score(scene, &last);
    tally->interrupted += got.interrupted;
    assert_same_result(&expected, &got, program_out(&quiet), program_out(&last));
    renew(scene);
}

static void a_session_killed_at_any_instant_ends_as_if_undisturbed(void **state)
{
    const char *wanted = getenv("LIMEN_KILLS");
    const int kills = wanted ? atoi(wanted) : KILLS;
    const uint64_t seed_of_instants = (uint64_t)mono_now();
    struct tally tally = {.key = rng_key_seed(seed_of_instants)};
    int session = 0;
    print_message("seed of the instants: %llu\n", (unsigned long long)seed_of_instants);
    while (tally.kills < kills)
        compare_one(*state, ++session, &tally);
    print_message("%d kills in %d sessions, %zu attempts interrupted\n", tally.kills, session,
                  tally.interrupted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_killed_at_any_instant_ends_as_if_undisturbed,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
