/* A study that cannot be written can still be read: on a full disk, with what stands in its -wal, and
 * where its lock cannot be made. And what an export says is what was measured. */
#include "support/program.h"
#include "support/store_kit.h"

#include <math.h>
#include <sys/resource.h>

/* No file can grow: as on a full disk. */
static void on_a_full_disk(void)
{
    const struct rlimit none = {0, 0};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &none) != 0)
        _exit(98);
}

static void run(struct program *program, const char *const *args, void (*before)(void))
{
    program_start(program, args, before);
    program_join(program, 120 * MONO_SEC);
    if (program->code != 0)
        fail_msg("%s: %d: %s", args[0], program->code, program_err(program));
}

static void fill(struct study *study)
{
    const struct session_key key = kit_begin(study, "P001");
    kit_trial(study, &key, 1, 1, 1);
    kit_trial(study, &key, 2, 2, 1);
}

static void copy(const struct kit *kit, const char *suffix)
{
    char command[300];
    snprintf(command, sizeof command, "cp '%s%s' '%s.b%s'", kit->path, suffix, kit->path, suffix);
    assert_int_equal(system(command), 0);
}

static void a_study_on_a_full_disk_is_read(void **state)
{
    const struct kit *kit = *state;
    static struct program program;
    char path[128], command[160];
    snprintf(path, sizeof path, "%s.b", kit->path);
    const char *const score[] = {"score", "--study", path, NULL};
    const char *const verify[] = {"verify", path, NULL};
    for (int with_wal = 0; with_wal < 2; with_wal++) {
        struct study *study = kit_open(kit, STUDY_CREATE);
        fill(study);
        if (with_wal) { /* as the power cut leaves it */
            copy(kit, "");
            copy(kit, "-wal");
        }
        study_close(study);
        if (!with_wal)
            copy(kit, "");
        run(&program, score, on_a_full_disk);
        assert_non_null(strstr(program_out(&program), "ppt.mean\t302"));
        run(&program, verify, on_a_full_disk);
        assert_non_null(strstr(program_err(&program), "2 trials"));
        snprintf(command, sizeof command, "rm -f '%s'*", kit->path);
        assert_int_equal(system(command), 0);
    }
}

static void a_study_whose_lock_cannot_be_made_is_exported(void **state)
{
    const struct kit *kit = *state;
    static struct program program;
    char lock[128], folder[128], command[512];
    struct study *study = kit_open(kit, STUDY_CREATE);
    fill(study);
    study_close(study);
    snprintf(lock, sizeof lock, "%s.lock", kit->path);
    snprintf(folder, sizeof folder, "%s/out", kit->folder);
    assert_int_equal(mkdir(lock, 0777), 0);
    const char *const export[] = {"export", "--study", kit->path, folder, NULL};
    run(&program, export, NULL);
    assert_non_null(strstr(program_err(&program), "its journal does not mention this export"));
    snprintf(command, sizeof command, "test -s '%s/trials.tsv' && rm -r '%s' '%s'", folder, folder,
             lock);
    assert_int_equal(system(command), 0);
}

/* ---- what an export says ------------------------------------------------------------------------
 */

enum { CELLS = 40, LINE = 4096 };

struct table {
    FILE *in;
    char header[LINE], line[LINE];
    char *names[CELLS], *cells[CELLS];
};

static void split(char *line, char *cells[CELLS])
{
    size_t n = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *cell; n < CELLS && (cell = strsep(&line, "\t"));)
        cells[n++] = cell;
    while (n < CELLS)
        cells[n++] = NULL;
}

static void table_open(struct table *table, const char *folder, const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    table->in = fopen(path, "r");
    assert_non_null(table->in);
    assert_non_null(fgets(table->header, LINE, table->in));
    split(table->header, table->names);
}

static bool table_next(struct table *table)
{
    if (!fgets(table->line, LINE, table->in)) {
        fclose(table->in);
        return false;
    }
    split(table->line, table->cells);
    return true;
}

static const char *cell(const struct table *table, const char *name)
{
    for (size_t i = 0; i < CELLS && table->names[i]; i++)
        if (!strcmp(table->names[i], name))
            return table->cells[i];
    fail_msg("no column %s", name);
    return "";
}

/* The reading nearest to the response, as pressure under a probe of 1 cm². */
static double trace_at(const char *folder, const struct table *trial, double response_s)
{
    struct table samples;
    double nearest = INFINITY, value = NAN;
    table_open(&samples, folder, "samples.tsv");
    while (table_next(&samples)) {
        static const char *const keys[] = {"session", "block", "attempt"};
        bool same = true;
        for (size_t i = 0; i < 3; i++)
            same = same && !strcmp(cell(&samples, keys[i]), cell(trial, keys[i]));
        if (!same)
            continue;
        assert_string_equal(cell(&samples, "instrument"), "algometer");
        assert_string_equal(cell(&samples, "channel"), "force");
        assert_string_equal(cell(&samples, "unit"), "N");
        const double distance = fabs(strtod(cell(&samples, "t_s"), NULL) - response_s);
        if (distance < nearest) {
            nearest = distance;
            value = 10 * strtod(cell(&samples, "value"), NULL);
        }
    }
    assert_true(nearest < 0.05);
    return value;
}

static void a_trace_is_understood_from_the_tables_alone(void **state)
{
    const struct kit *kit = *state;
    static struct program program;
    static struct table trials;
    static const char *const protocols[] = {"ppt-demo", "ppt-demo", "ppt-core"};
    static const char *const visits[] = {"1", "2", "1"};
    char folder[128], command[160];
    int responses = 0;
    snprintf(folder, sizeof folder, "%s/out", kit->folder);
    for (size_t i = 0; i < 3; i++) {
        const char *const args[] = {"run",     protocols[i],    "--sim", "--headless", "--study",
                                    kit->path, "--participant", "P001",  NULL};
        run(&program, args, NULL);
    }
    const char *const export[] = {"export", "--study", kit->path, folder, NULL};
    run(&program, export, NULL);
    table_open(&trials, folder, "trials.tsv");
    while (table_next(&trials)) {
        const long session = strtol(cell(&trials, "session"), NULL, 10);
        assert_true(session >= 1 && session <= 3);
        assert_string_equal(cell(&trials, "visit"), visits[session - 1]);
        if (strcmp(cell(&trials, "end"), "response") != 0 || session > 1)
            continue;
        const double response_s = strtod(cell(&trials, "response_s"), NULL);
        const double value = strtod(cell(&trials, "value"), NULL);
        assert_true(response_s > strtod(cell(&trials, "contact_s"), NULL));
        assert_true(fabs(trace_at(folder, &trials, response_s) - value) < 10);
        responses++;
    }
    assert_true(responses > 3);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

/* Its value stands, and beside the mean stands how many such values it has. */
static void a_slope_that_was_off_is_marked(void **state)
{
    const struct kit *kit = *state;
    static struct program program;
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P001");
    static const char *const said[] = {"true", "false", "true"};
    for (int i = 0; i < 3; i++) {
        char json[512];
        snprintf(json, sizeof json,
                 "{\"attempt\":1,\"end\":\"response\",\"rate_mean\":100,\"rate_off\":%s,"
                 "\"rate_target\":50,\"side\":\"left\",\"site\":\"calf\",\"test\":\"ppt\","
                 "\"trial\":%d,\"unit\":\"kPa\",\"value\":300}",
                 said[i], i + 1);
        assert_int_equal(kit_append(study, &key, "trial", i + 1, json), STATUS_OK);
    }
    study_close(study);
    const char *const score[] = {"score", "--study", kit->path, NULL};
    run(&program, score, NULL);
    assert_non_null(strstr(program_out(&program), "ppt.mean\t300\t"));
    assert_non_null(strstr(program_out(&program), "ppt.rate_off\t2\t"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_study_on_a_full_disk_is_read, kit_setup, kit_teardown),
        cmocka_unit_test_setup_teardown(a_study_whose_lock_cannot_be_made_is_exported, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_trace_is_understood_from_the_tables_alone, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_slope_that_was_off_is_marked, kit_setup, kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
