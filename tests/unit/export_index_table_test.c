/* From a trial table to the index table, byte for byte, against the tables in tests/data/tables
 * (see its README). */
#include "export/index_table.h"
#include "export/trial_table.h"
#include "export/tsv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define TABLES TEST_DATA_DIR "/tables/"

static char *file_text(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return strdup("");
    char *text = NULL;
    size_t size = 0;
    FILE *copy = open_memstream(&text, &size);
    for (int c = getc(in); c != EOF; c = getc(in))
        putc(c, copy);
    fclose(copy);
    fclose(in);
    return text;
}

/* Compares with the file, or rewrites it when asked to. */
static void assert_golden(const char *path, const char *text)
{
    if (getenv("LIMEN_GOLDEN")) {
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        fputs(text, out);
        assert_int_equal(fclose(out), 0);
        print_message("rewritten: %s\n", path);
    }
    char *golden = file_text(path);
    assert_string_equal(text, golden);
    free(golden);
}

static char *scored(const char *path, const struct index_options *options)
{
    struct trial_table table = {NULL, 0};
    struct why why = {0};
    if (trial_table_read(path, &table, &why) != STATUS_OK)
        fail_msg("%s", why.text);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    index_table_write_header(out);
    assert_int_equal(index_score(table.rows, table.n, options, index_table_write_row, out),
                     STATUS_OK);
    assert_int_equal(tsv_finish(out, &why), STATUS_OK);
    fclose(out);
    trial_table_fini(&table);
    return text;
}

static void tables_are_scored_as_recorded(void **state)
{
    (void)state;
    static const struct {
        const char *name, *setting;
        struct index_options options;
    } cases[] = {
        {"pressure", "default", {0}},
        {"pressure", "require_all", {.require_all = true}},
        {"pressure", "last_2_of_3", {.aggregator = AGGREGATOR_MEAN_LAST_2_OF_3}},
        {"pressure", "median", {.aggregator = AGGREGATOR_MEDIAN, .min_valid = 1}},
        {"thermal", "default", {0}},
        {"awkward", "default", {0}},
        {"summation", "default", {0}},
        {"summation", "require_all", {.require_all = true}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char in[512], out[512];
        snprintf(in, sizeof in, TABLES "%s.tsv", cases[i].name);
        snprintf(out, sizeof out, TABLES "%s.%s.indices.tsv", cases[i].name, cases[i].setting);
        char *text = scored(in, &cases[i].options);
        assert_golden(out, text);
        free(text);
    }
}

static void the_codebook_explains_every_column_and_status(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    codebook_write(out, "");
    fclose(out);
    for (int i = 0; i < INDEX_STATUS_COUNT; i++)
        assert_non_null(strstr(text, index_status_word((enum index_status)i)));
    assert_non_null(
        strstr(text, "trials\tprobe_area_cm2\tcontact area of the probe\tabove 0\tcm²\n"));
    assert_golden(TABLES "codebook.tsv", text);
    free(text);
}

/* The same table with its lines in another order, written back, gives the same bytes. */
static void a_table_in_any_order_gives_the_same_bytes(void **state)
{
    (void)state;
    struct trial_table table = {NULL, 0};
    struct why why;
    const struct index_options options = {0};
    assert_int_equal(trial_table_read(TABLES "pressure.tsv", &table, &why), STATUS_OK);
    char *expected = scored(TABLES "pressure.tsv", &options);
    for (size_t turn = 1; turn < table.n; turn++) {
        const struct index_trial first = table.rows[0];
        memmove(table.rows, table.rows + 1, (table.n - 1) * sizeof *table.rows);
        table.rows[table.n - 1] = first;
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        index_table_write_header(out);
        assert_int_equal(index_score(table.rows, table.n, &options, index_table_write_row, out),
                         STATUS_OK);
        fclose(out);
        assert_string_equal(text, expected);
        free(text);
    }
    free(expected);
    trial_table_fini(&table);
}

static void a_failed_write_ends_the_scoring(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    setvbuf(full, NULL, _IONBF, 0);
    const struct index_trial t = {.trial = 1, .attempt = 1, .test = "ppt", .value = {300, true}};
    const struct index_options options = {0};
    struct why why;
    assert_int_equal(index_score(&t, 1, &options, index_table_write_row, full), STATUS_STOPPED);
    assert_int_not_equal(tsv_finish(full, &why), STATUS_OK);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_scored_as_recorded),
        cmocka_unit_test(the_codebook_explains_every_column_and_status),
        cmocka_unit_test(a_table_in_any_order_gives_the_same_bytes),
        cmocka_unit_test(a_failed_write_ends_the_scoring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
