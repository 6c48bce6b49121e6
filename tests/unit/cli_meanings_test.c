/* What the table of indices says to people exists in German: conventions of all indices, and why one has no value. */
#include "export/trial_table.h"
#include "index/reason.h"
#include "index/score.h"
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static void assert_translated(const char *english)
{
    if (strcmp(meaning_text(LANGUAGE_DE, english), english) == 0)
        fail_msg("no German for \"%s\"", english);
}

static void every_reason_has_german_words(void **state)
{
    (void)state;
    for (int status = INDEX_OK + 1; status < INDEX_STATUS_COUNT; status++)
        assert_translated(index_status_word((enum index_status)status));
}

/* The golden tables have every index; the ninth column is its convention. */
static void every_convention_has_german_words(void **state)
{
    (void)state;
    static const char *const names[] = {
        "awkward.default.indices.tsv", "pressure.default.indices.tsv",
        "summation.default.indices.tsv", "thermal.default.indices.tsv"};
    size_t n = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[512], line[4096];
        snprintf(path, sizeof path, "%s/tables/%s", TEST_DATA_DIR, names[i]);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        assert_non_null(fgets(line, sizeof line, file)); /* names of the columns */
        while (fgets(line, sizeof line, file)) {
            char *rest = line;
            const char *cell = NULL;
            for (int column = 0; column < 9; column++)
                cell = strsep(&rest, "\t");
            assert_non_null(cell);
            assert_translated(cell);
            n++;
        }
        fclose(file);
    }
    assert_true(n > 0);
}

static bool translated_row(void *context, const struct index_row *row)
{
    size_t *n = context;
    assert_translated(row->convention);
    (*n) += strstr(row->convention, "100 %") != NULL;
    return true;
}

/* Of pain and of what is felt, either way round, and flagged; no golden table has all of these. */
static void every_convention_of_modulation_has_german_words(void **state)
{
    (void)state;
    static const char *const tests[][2] = {
        {"ppt", "kPa"}, {"mdt", "mN"}, {"vdt", "1"}, {"rest_pain", "0-100"}, {"cdt", "degC"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        static const struct index_options options = {0};
        struct index_trial trials[2] = {0};
        for (int k = 0; k < 2; k++) {
            snprintf(trials[k].test, sizeof trials[k].test, "%s", tests[i][0]);
            snprintf(trials[k].unit, sizeof trials[k].unit, "%s", tests[i][1]);
            trials[k].phase = k ? TRIAL_PHASE_AFTER : TRIAL_PHASE_BASELINE;
            trials[k].trial = (uint32_t)k + 1;
            trials[k].value = (struct trial_number){k ? 50 : 10, true};
        }
        assert_int_equal(index_score(trials, 2, &options, translated_row, &n), STATUS_OK);
    }
    assert_int_equal(n, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_has_german_words),
        cmocka_unit_test(every_convention_of_modulation_has_german_words),
        cmocka_unit_test(every_convention_has_german_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
