/* A session whose process is killed at any instant, again and again, and goes on each time: nothing that was saved is
 * lost, and what is measured at last is what would have been measured without a kill.
 *
 * LIMEN_KILLS sets how many kills there are in virtual time. */
#include "base/rng.h"
#include "store/query.h"
#include "support/program.h"
#include "text/text.h"

#include <math.h>

enum { KILLS = 100, SAVED_MAX = 400, ROWS_MAX = 200, KILLS_PER_SESSION = 6 };

struct saved {
    char site[32], side[12];
    bool practice;
    long long trial, attempt;
};

struct scene {
    struct folder folder;
    char study[128];
    struct saved saved[SAVED_MAX];
    size_t n_saved;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    folder_make(&scene->folder);
    folder_file(&scene->folder, "study.limen", scene->study);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    folder_remove(&scene->folder);
    free(scene);
    return 0;
}

/* ---- what the screen said was saved */

static void note_saved(struct scene *scene, const struct program *program)
{
    char copy[PROGRAM_TEXT], *rest = copy;
    snprintf(copy, sizeof copy, "%s", program_err(program));
    for (char *line = strsep(&rest, "\n"); line && rest; line = strsep(&rest, "\n")) {
        struct saved *saved = &scene->saved[scene->n_saved];
        char kind[16];
        if (!strstr(line, "  saved"))
            continue;
        assert_true(scene->n_saved < SAVED_MAX);
        assert_int_equal(sscanf(line, "%31[^,], %11s %15s %lld.%lld", saved->site, saved->side,
                                kind, &saved->trial, &saved->attempt),
                         5);
        saved->practice = strcmp(kind, "practice") == 0;
        scene->n_saved++;
    }
}

struct search {
    const struct saved *saved;
    bool found;
};

static bool look(void *context, const struct study_trial *row)
{
    struct search *search = context;
    const struct saved *saved = search->saved;
    char shown[64], name[64];
    snprintf(shown, sizeof shown, "%s, %s", saved->site, saved->side);
    site_text_name(LANGUAGE_EN, name, sizeof name, row->site, row->side);
    search->found = row->trial == saved->trial && row->attempt == saved->attempt &&
                    row->practice == saved->practice && strcmp(name, shown) == 0;
    return !search->found;
}

static struct study *open_study(const struct scene *scene)
{
    struct study *study;
    struct why why = {0};
    if (study_open(scene->study, STUDY_READ, &study, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    return study;
}

static void assert_all_saved_are_there(const struct scene *scene)
{
    struct why why;
    struct study *study = open_study(scene);
    for (size_t i = 0; i < scene->n_saved; i++) {
        struct search search = {.saved = &scene->saved[i]};
        assert_int_equal(study_trials(study, NULL, look, &search, &why), STATUS_OK);
        if (!search.found)
            fail_msg("%s %s %lld.%lld was shown as saved and is gone", scene->saved[i].site,
                     scene->saved[i].side, scene->saved[i].trial, scene->saved[i].attempt);
    }
    study_close(study);
}

/* ---- counted values */

struct rows {
    char text[ROWS_MAX][256];
    size_t n, interrupted;
};

static bool add_row(void *context, const struct study_trial *row)
{
    struct rows *rows = context;
    rows->interrupted += strcmp(row->end, "interrupted") == 0;
    if (!row->counts)
        return true;
    assert_true(rows->n < ROWS_MAX);
    snprintf(rows->text[rows->n++], sizeof rows->text[0],
             "%s %s %s %d %lld %s %.17g %s %s %.17g %.17g", row->test, row->site, row->side,
             row->practice, (long long)row->trial, row->end, row->value, row->unit, row->censored,
             row->rate_mean, row->in_band);
    return true;
}

static int compare_rows(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void load_rows(const struct scene *scene, struct rows *rows)
{
    struct why why;
    struct study *study = open_study(scene);
    memset(rows, 0, sizeof *rows);
    assert_int_equal(study_trials(study, NULL, add_row, rows, &why), STATUS_OK);
    qsort(rows->text, rows->n, sizeof rows->text[0], compare_rows);
    study_close(study);
}

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

/* ---- virtual time */

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

static void verify(const struct scene *scene)
{
    static struct program program;
    const char *const args[] = {"verify", "--study", scene->study, NULL};
    if (program_run(&program, args) != 0)
        fail_msg("%s%s", program_out(&program), program_err(&program));
}

enum progress { NOTHING, UNFINISHED, FINISHED };

/* A study that was killed while it was made cannot be read yet: nothing has been saved in it. */
static enum progress progress_of(const struct scene *scene)
{
    struct study *study;
    struct session_key key;
    uint8_t digest[DIGEST_SIZE];
    uint64_t seed;
    struct why why;
    if (access(scene->study, F_OK) != 0 ||
        study_open(scene->study, STUDY_READ, &study, &why) != STATUS_OK)
        return NOTHING;
    const enum status any = study_find_session(study, 1, &key, &why);
    const enum status unfinished =
        study_unfinished_session(study, "K1", "ppt-core", &key, digest, &seed, &why);
    study_close(study);
    if (unfinished == STATUS_OK)
        return UNFINISHED;
    return any == STATUS_OK ? FINISHED : NOTHING;
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

/* ---- real time */

static const char short_protocol[] =
    "return protocol {\n"
    "  id = \"ppt-core\", version = \"1.0.0\", title = { en = \"short\", de = \"kurz\" },\n"
    "  needs = { \"algometer\", \"response\" },\n"
    "  run = function(p)\n"
    "    return ppt { sites = { site(\"lumbar.L4\", \"left\"), site(\"thenar\", \"left\") }, "
    "trials = 1,\n"
    "      rate = 100*kPa/sec, tolerance = 90*percent, rest = 1*sec }\n"
    "  end,\n"
    "}\n";

/* Where each kill falls: placing, before contact, in the ramp, letting go, the next site. */
static void a_real_time_session_on_a_pty_is_killed_in_every_state_and_goes_on(void **state)
{
    struct scene *scene = *state;
    static struct program program;
    static struct rows rows;
    static const int after_ms[] = {300, 900, 2500, 4500, 5200};
    char protocol[128];
    folder_write(&scene->folder, "short.lua", short_protocol);
    folder_file(&scene->folder, "short.lua", protocol);
    size_t i = 0;
    int code = -1;
    for (; i < 12 && code != 0; i++) {
        const char *args[] = {"run",         protocol,
                              "--sim",       "--headless",
                              "--real-time", "--study",
                              scene->study,  "--participant",
                              "K1",          "--seed",
                              "3",           progress_of(scene) == UNFINISHED ? "--resume" : NULL,
                              NULL};
        if (i < sizeof after_ms / sizeof after_ms[0])
            program_run_killed(&program, args, after_ms[i] * MONO_MS);
        else
            program_run(&program, args);
        note_saved(scene, &program);
        code = program.was_killed ? -1 : program.code;
        if (!program.was_killed && code != 0)
            fail_msg("exit %d: %s", code, program_err(&program));
    }
    assert_int_equal(code, 0);
    assert_all_saved_are_there(scene);
    verify(scene);
    load_rows(scene, &rows);
    print_message("%zu runs, %zu attempts interrupted\n", i, rows.interrupted);
    assert_int_equal(rows.n, 2);
    assert_true(rows.interrupted >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_killed_at_any_instant_ends_as_if_undisturbed,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_real_time_session_on_a_pty_is_killed_in_every_state_and_goes_on, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
