/* What the table of indices says to people exists in German: conventions of all indices, and why one has no value. */
#include "export/trial_table.h"
#include "index/reason.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reason_has_german_words),
        cmocka_unit_test(every_convention_has_german_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
