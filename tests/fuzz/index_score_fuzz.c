/* Any rows, well-formed one by one, as the scorer gets them: every index has a number or a status, and
 * the order of the rows changes nothing. */
#include "base/text.h"
#include "index/score.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROW_BYTES = 8, ROWS_MAX = 200 };

static bool write_row(void *context, const struct index_row *row)
{
    assert((row->status == INDEX_OK) == (row->value.kind != BOUND_UNKNOWN));
    assert(row->value.v == row->value.v);
    assert(row->index[0] && row->formula[0] && strchr(row->convention, ' '));
    assert((row->n == 0) == (row->inputs[0] == '\0'));
    text_append_format(context, "%s %s %d %s %a %d %s %zu %d %s\n", row->session, row->site,
                       row->side, row->index, row->value.v, row->value.kind, row->unit, row->n,
                       row->status, row->inputs);
    return true;
}

/* One of `of` numbers, told by the byte from its bit `from` on. */
static unsigned part(uint8_t byte, unsigned from, unsigned of)
{
    return (unsigned)byte >> from & (of - 1);
}

/* One of a closed set, mostly the first. */
static uint8_t word(unsigned number, unsigned count)
{
    return (uint8_t)(number < count ? number : 0);
}

/* Few different names and numbers, so that rows meet. */
static struct index_trial row_of(const uint8_t *b)
{
    static const char *const tests[] = {"ts", "ts", "wur", "wur", "ppt", "cdt", "mpt", "tonic"};
    static const char *const units[] = {"0-10", "0-10", "0-10", "0-10",
                                        "0-10", "0-10", "degC", "N"};
    static const uint32_t pulses[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 5, 10, 1000000000, 1};
    static const uint8_t phases[] = {TRIAL_PHASE_NONE, TRIAL_PHASE_SINGLE, TRIAL_PHASE_TRAIN,
                                     TRIAL_PHASE_DURING};
    struct index_trial t = {.participant = "P", .session = "1"};
    strcpy(t.test, tests[part(b[0], 0, 8)]);
    strcpy(t.site, part(b[0], 3, 4) ? "L4" : "L10");
    strcpy(t.unit, units[part(b[0], 5, 8)]);
    t.trial = 1 + part(b[1], 0, 8);
    t.train = part(b[1], 3, 8);
    t.attempt = 1 + part(b[1], 6, 4);
    t.pulse = pulses[part(b[2], 0, 16)];
    t.phase = phases[part(b[2], 4, 4)];
    t.side = word(part(b[2], 6, 4), TRIAL_SIDE_COUNT);
    t.value = (struct trial_number){(double)b[3] - 20, part(b[4], 0, 8) != 0};
    t.censored = word(part(b[4], 3, 8), t.value.given ? TRIAL_CENSORED_COUNT : 0);
    t.counts = word(part(b[5], 0, 8), TRIAL_COUNTS_COUNT);
    t.end = word(part(b[5], 3, 32), TRIAL_END_COUNT);
    t.practice = part(b[6], 0, 8) == 1;
    t.spoiled = part(b[6], 3, 8) == 1;
    t.role = word(part(b[6], 6, 4), TRIAL_ROLE_COUNT);
    t.baseline = (struct trial_number){32, part(b[7], 0, 8) != 0};
    t.probe_area_cm2 = (struct trial_number){part(b[7], 3, 8) ? 1 : 0.5, part(b[7], 6, 4) == 1};
    return t;
}

static void scored(const struct index_trial *rows, size_t n, const struct index_options *options,
                   struct text *text)
{
    text_init(text);
    const enum status status = index_score(rows, n, options, write_row, text);
    assert(status == STATUS_OK && text_is_whole(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct index_trial rows[ROWS_MAX], reversed[ROWS_MAX];
    struct text text, again;
    if (size < 1)
        return 0;
    const struct index_options options = {.require_all = part(data[0], 0, 2) == 1,
                                          .min_valid = part(data[0], 1, 4)};
    size_t n = (size - 1) / ROW_BYTES;
    n = n < ROWS_MAX ? n : ROWS_MAX;
    for (size_t i = 0; i < n; i++) {
        rows[i] = row_of(data + 1 + i * ROW_BYTES);
        reversed[n - 1 - i] = rows[i];
    }
    scored(rows, n, &options, &text);
    scored(reversed, n, &options, &again);
    assert(strcmp(text_cstr(&text), text_cstr(&again)) == 0);
    text_fini(&again);
    text_fini(&text);
    return 0;
}
