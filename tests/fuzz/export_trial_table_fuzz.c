/* Any bytes as a trial table: refused with a place, or read; what was read and written reads and
 * writes the same. */
#include "export/index_table.h"
#include "export/trial_table.h"
#include "export/tsv.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *written(const struct trial_table *table, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    assert(out);
    trial_table_write_header(out);
    for (size_t i = 0; i < table->n; i++)
        trial_table_write_row(out, &table->rows[i]);
    fclose(out);
    return text;
}

static bool check_row(void *context, const struct index_row *row)
{
    (void)context;
    assert((row->status == INDEX_OK) == (row->value.kind != BOUND_UNKNOWN));
    assert(row->value.v == row->value.v);
    return true;
}

static void check_table(const struct trial_table *table)
{
    struct trial_table again = {NULL, 0};
    struct why why;
    size_t size, size_again;
    const struct index_options options = {0};
    char *text = written(table, &size);
    const enum status read = trial_table_parse("again", text, size, &again, &why);
    assert(read == STATUS_OK && again.n == table->n);
    char *text_again = written(&again, &size_again);
    assert(size == size_again && memcmp(text, text_again, size) == 0);
    const enum status scored = index_score(again.rows, again.n, &options, check_row, NULL);
    assert(scored == STATUS_OK);
    free(text_again);
    free(text);
    trial_table_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* two thirds of the inputs get a good header, so that the cells are reached; of these, half are
     * trains and wind-up, with a first train that is right */
    static const char *const headers[] = {
        "",
        "participant\tsession\ttest\tsite\tside\ttrial\tvalue\tunit\tcensored\t"
        "end\tonset\tattempt\tcounts\n",
        "participant\tsession\ttest\tsite\tside\ttrial\tvalue\tunit\tcensored\tend\tphase\ttrain\t"
        "pulse\tattempt\tcounts\tspoiled\n"
        "P\t1\tts\tL\tleft\t1\t2\t0-10\tn/a\tn/a\tn/a\t1\t1\t1\tn/a\t0\n"
        "P\t1\tts\tL\tleft\t1\t3\t0-10\tright\tn/a\tn/a\t1\t4\t1\tn/a\t0\n"
        "P\t1\twur\tL\tleft\t1\t3\t0-10\tn/a\tn/a\tsingle\t1\tn/a\t1\tn/a\t0\n"
        "P\t1\twur\tL\tleft\t1\t9\t0-10\tn/a\tn/a\ttrain\t1\tn/a\t1\tn/a\t0\n",
    };
    const char *header = headers[size > 0 ? data[0] % 3 : 0];
    const size_t extra = strlen(header);
    char *text = malloc(size + extra + 1);
    assert(text);
    memcpy(text, header, extra);
    if (size > 0)
        memcpy(text + extra, data, size);
    struct trial_table table = {NULL, 0};
    struct why why = {0};
    const enum status status = trial_table_parse("fuzz", text, size + extra, &table, &why);
    assert(status == STATUS_OK || strncmp(why.text, "fuzz:", 5) == 0);
    if (status == STATUS_OK)
        check_table(&table);
    trial_table_fini(&table);
    free(text);
    return 0;
}
