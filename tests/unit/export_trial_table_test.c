/* The trial table: what it accepts, the exact sentence for what it refuses, and that writing and
 * reading agree. */
#include "export/trial_table.h"

#include "base/rng.h"
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
#define HEAD "participant\tsession\ttest\tsite\tside\ttrial\tvalue\tunit"
#define ROW "P1\t1\tppt\tL4\tleft\t1\t350\tkPa"

static enum status parse(const char *text, struct trial_table *table, struct why *why)
{
    return trial_table_parse("t.tsv", text, strlen(text), table, why);
}

static struct trial_table parsed(const char *text)
{
    struct trial_table table = {NULL, 0};
    struct why why = {0};
    const enum status status = parse(text, &table, &why);
    if (status != STATUS_OK)
        fail_msg("%s", why.text);
    return table;
}

static void assert_refused(const char *text, const char *sentence)
{
    struct index_trial untouched;
    struct trial_table table = {&untouched, 77};
    struct why why = {0};
    assert_int_equal(parse(text, &table, &why), STATUS_INVALID);
    assert_string_equal(why.text, sentence);
    assert_ptr_equal(table.rows, &untouched);
    assert_int_equal(table.n, 77);
}

static void reads_the_required_columns(void **state)
{
    (void)state;
    struct trial_table table = parsed(HEAD "\n" ROW "\n");
    assert_int_equal(table.n, 1);
    const struct index_trial *t = table.rows;
    assert_string_equal(t->participant, "P1");
    assert_string_equal(t->session, "1");
    assert_string_equal(t->test, "ppt");
    assert_string_equal(t->site, "L4");
    assert_int_equal(t->side, TRIAL_SIDE_LEFT);
    assert_int_equal(t->trial, 1);
    assert_int_equal(t->attempt, 1); /* where no column says so */
    assert_true(t->value.given && t->value.v == 350);
    assert_string_equal(t->unit, "kPa");
    assert_int_equal(t->counts, TRIAL_COUNTS_NONE);
    assert_false(t->baseline.given);
    trial_table_fini(&table);
}

/* Every optional column once, and what its cell becomes. */
static void reads_every_optional_column(void **state)
{
    (void)state;
    struct trial_table table = parsed(
        HEAD
        "\trole\tphase\ttrain\tpulse\tattempt\tblock\tcounts\tbaseline\tlevel\tconditioning\t"
        "cond_level\tcond_rating\tpractice\tspoiled\tspoil_reason\tcensored\tend\trate_mean\t"
        "rate_target\tin_band\tprobe_area_cm2\tonset\tage\tsex\tvisit\trate_off\tcontact_"
        "s\tresponse_s\t"
        "end_s\tidle_kpa\tresponse_source\tdose\tcem43_min\tcold_s\thot_s\tthermal_ramps\t"
        "immersed_s\tlag_s\treturned\tinstruction\tinstruction_language\tinstruction_digest\t"
        "gap_s\tbath_on\tbath_off\tbath_low\tbath_high\tdelay_no\n" ROW
        "\tremote\tsham_after\t2\t9\t3\t81\t0\t32\t1.5\tcold bath\t8\t6.5\t1\t1\tmoved\tright\t"
        "limit\t49.2\t50\t0.91\t1\t2026-11-22T04:21:51.000123+00:00\t44\tfemale\t2\t1\t1.25\t"
        "8.5\t8.75\t-6.5\texaminer_key\tworst\t2.5\t18\t3.25\t2\t120\t0."
        "21\t0\tppt\tde\t0123456789abcdef\t31.25\t5.5\t8.5\t5.25\t9\t3\n");
    const struct index_trial *t = table.rows;
    assert_int_equal(t->role, TRIAL_ROLE_REMOTE);
    assert_int_equal(t->phase, TRIAL_PHASE_SHAM_AFTER);
    assert_int_equal(t->train, 2);
    assert_int_equal(t->pulse, 9);
    assert_int_equal(t->attempt, 3);
    assert_int_equal(t->block, 81);
    assert_int_equal(t->counts, TRIAL_COUNTS_NO);
    assert_int_equal(t->practice, 1);
    assert_int_equal(t->spoiled, 1);
    assert_string_equal(t->conditioning, "cold bath");
    assert_string_equal(t->spoil_reason, "moved");
    assert_int_equal(t->censored, TRIAL_CENSORED_RIGHT);
    assert_int_equal(t->end, TRIAL_END_LIMIT);
    assert_string_equal(t->onset, "2026-11-22T04:21:51.000123+00:00");
    assert_int_equal(t->sex, TRIAL_SEX_FEMALE);
    assert_int_equal(t->visit, 2);
    assert_int_equal(t->delay, 3);
    assert_int_equal(t->rate_off, TRIAL_COUNTS_YES);
    assert_string_equal(t->response_source, "examiner_key");
    assert_string_equal(t->dose, "worst");
    assert_int_equal(t->returned, TRIAL_COUNTS_NO);
    assert_string_equal(t->instruction, "ppt");
    assert_string_equal(t->instruction_language, "de");
    assert_string_equal(t->instruction_digest, "0123456789abcdef");
    const double numbers[] = {
        t->baseline.v,    t->level.v,         t->cond_level.v,     t->cond_rating.v, t->rate_mean.v,
        t->rate_target.v, t->in_band.v,       t->probe_area_cm2.v, t->age.v,         t->contact_s.v,
        t->response_s.v,  t->end_s.v,         t->idle_kpa.v,       t->cem43_min.v,   t->cold_s.v,
        t->hot_s.v,       t->thermal_ramps.v, t->immersed_s.v,     t->lag_s.v,       t->gap_s.v,
        t->bath_on.v,     t->bath_off.v,      t->bath_low.v,       t->bath_high.v};
    static const double expected[] = {32, 1.5,  8,    6.5,   49.2, 50,  0.91, 1,
                                      44, 1.25, 8.5,  8.75,  -6.5, 2.5, 18,   3.25,
                                      2,  120,  0.21, 31.25, 5.5,  8.5, 5.25, 9};
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_true(numbers[i] == expected[i]);
    trial_table_fini(&table);
}

static void accepts_any_order_unknown_columns_crlf_bom_and_a_missing_last_line_end(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "unit\tmood\tvalue\ttrial\tside\tsite\ttest\tsession\tparticipant\r\n"
        "kPa\tgood\t350\t1\tleft\tL4\tppt\t1\tP1\r\n",
        "\xef\xbb\xbf" HEAD "\n" ROW "\n",
        HEAD "\n" ROW,
        HEAD "\n" ROW "\n\n\r\n",
        HEAD "\tmood\tmood\n" ROW "\t\t\n",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct trial_table table = parsed(texts[i]);
        assert_int_equal(table.n, 1);
        assert_string_equal(table.rows[0].participant, "P1");
        assert_string_equal(table.rows[0].unit, "kPa");
        assert_true(table.rows[0].value.v == 350);
        trial_table_fini(&table);
    }
    struct trial_table empty = parsed(HEAD "\n");
    assert_int_equal(empty.n, 0);
    trial_table_fini(&empty);
}

/* One column more, with this cell. */
#define WITH(column, cell) HEAD "\t" column "\n" ROW "\t" cell "\n"

static const struct {
    const char *text, *sentence;
} bad_cells[] = {
    {"", "t.tsv:1:1: the table is empty"},
    {"\n\n", "t.tsv:1:1: the table is empty"},
    {"participant,session,test\n", "t.tsv:1:1: the column \"participant\" is missing; a trial "
                                   "table needs participant session "
                                   "test site side trial value unit, with tabs between them"},
    {HEAD "\tvalue\n", "t.tsv:1:53: the column \"value\" appears twice"},
    {HEAD "\n" ROW "\nP1\t1\tppt\n",
     "t.tsv:3:9: this line has 3 cells, the header has 8; write n/a for what is missing"},
    {HEAD "\n" ROW "\tx\n",
     "t.tsv:2:1: this line has 9 cells, the header has 8; write n/a for what is missing"},
    {HEAD "\n\n" ROW "\n",
     "t.tsv:2:1: this line has 1 cells, the header has 8; write n/a for what is missing"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\t12,5\tkPa\n",
     "t.tsv:2:20: value: \"12,5\" has a comma; write the decimal point as a dot"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\tNaN\tkPa\n",
     "t.tsv:2:20: value: \"NaN\" is not a number; write n/a for a missing one"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\tinf\tkPa\n",
     "t.tsv:2:20: value: \"inf\" is not a number; write n/a for a missing one"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\t350 kPa\tkPa\n",
     "t.tsv:2:20: value: \"350 kPa\" is not a number like 412.5"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\t1e16\tkPa\n", "t.tsv:2:20: value: \"1e16\" is too large"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\t\tkPa\n",
     "t.tsv:2:20: value: the cell is empty; write n/a for what is missing"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t-1\t350\tkPa\n",
     "t.tsv:2:18: trial: \"-1\" is not a whole number from 1"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t0\t350\tkPa\n",
     "t.tsv:2:18: trial: \"0\" is not a whole number from 1"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1.5\t350\tkPa\n",
     "t.tsv:2:18: trial: \"1.5\" is not a whole number from 1"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t99999999999999999999\t350\tkPa\n",
     "t.tsv:2:18: trial: \"99999999999999999999\" is not a whole number from 1"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\tn/a\t350\tkPa\n", "t.tsv:2:18: trial: n/a is not allowed here"},
    {HEAD "\nn/a\t1\tppt\tL4\tleft\t1\t350\tkPa\n",
     "t.tsv:2:1: participant: n/a is not allowed here"},
    {HEAD "\nP1\t1\tPPT\tL4\tleft\t1\t350\tkPa\n",
     "t.tsv:2:6: test: \"PPT\" may have only a-z, 0-9 and _, e.g. ppt"},
    {HEAD "\nP1\t1\tppt\tL4\tlinks\t1\t350\tkPa\n",
     "t.tsv:2:13: side: \"links\" is none of: n/a left right midline"},
    /* the column counts characters, not bytes */
    {HEAD "\nMüller\t1\tppt\tµ\tL\t1\t350\tkPa\n",
     "t.tsv:2:16: side: \"L\" is none of: n/a left right midline"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\t350\tn/a\n", "t.tsv:2:24: unit: the value has no unit"},
    {HEAD "\nP1\t1\tppt\tL4\tleft\t1\t350\tkilogram-force/cm2\n",
     "t.tsv:2:24: unit: \"kilogram-force/cm2\" is longer than 15 bytes"},
    {HEAD "\nP\xff\t1\tppt\tL4\tleft\t1\t350\tkPa\n",
     "t.tsv:2:2: byte 0xff is not UTF-8; save the table as UTF-8 text"},
    {HEAD "\nP\x01\t1\tppt\tL4\tleft\t1\t350\tkPa\n",
     "t.tsv:2:2: a control character (byte 0x01) is not allowed"},
    {WITH("end", "early"), "t.tsv:2:20: value: end is early, and a response before the stimulus "
                           "is never a value; write n/a"},
    {WITH("end", "limit"), "t.tsv:2:20: censored: end is limit, so the value is a bound; write "
                           "right (at least) or left (at most)"},
    {WITH("end\tcensored", "limit\tnone"),
     "t.tsv:2:34: censored: end is limit, so the value is a bound; write right (at least) or "
     "left (at most)"},
    {WITH("end\tcensored", "response\tright"),
     "t.tsv:2:37: censored: only a stimulus that its limit ended is censored, but end is not "
     "limit"},
    {HEAD "\tcensored\nP1\t1\tppt\tL4\tleft\t1\tn/a\tkPa\tright\n",
     "t.tsv:2:28: censored: a censored trial keeps the limit as its value, but the value is "
     "n/a"},
    {WITH("counts\tspoiled", "1\t1"),
     "t.tsv:2:28: counts: a spoiled attempt does not count; write 0"},
    {WITH("counts", "yes"), "t.tsv:2:28: counts: \"yes\" is none of: n/a 0 1"},
    {WITH("practice", "2"), "t.tsv:2:28: practice: \"2\" is none of: 0 1"},
    {WITH("role", "near"), "t.tsv:2:28: role: \"near\" is none of: n/a local remote reference"},
    {WITH("phase", "before"),
     "t.tsv:2:28: phase: \"before\" is none of: n/a baseline during after sham_baseline "
     "sham_during sham_after single train"},
    {WITH("sex", "f"), "t.tsv:2:28: sex: \"f\" is none of: n/a female male"},
    {WITH("end", "pressed"), "t.tsv:2:28: end: \"pressed\" is none of: n/a response limit stop "
                             "fault timeout early interrupted withdrawn completed"},
    {WITH("attempt", "0"), "t.tsv:2:28: attempt: \"0\" is not a whole number from 1"},
    {WITH("block", "-1"), "t.tsv:2:28: block: \"-1\" is not a whole number from 0"},
    {WITH("in_band", "91"), "t.tsv:2:28: in_band: 91 is out of range; it must be 0 to 1"},
    {WITH("probe_area_cm2", "0"),
     "t.tsv:2:28: probe_area_cm2: 0 is out of range; it must be above 0"},
    {WITH("age", "-4"), "t.tsv:2:28: age: -4 is out of range; it must be 0 to 150"},
    {WITH("onset", "22.11.2026 04:21"), "t.tsv:2:28: onset: \"22.11.2026 04:21\" is not a time "
                                        "like 2026-11-22T04:21:51.5+01:00"},
    {WITH("onset", "2026-11-22T04:21:51"), "t.tsv:2:28: onset: \"2026-11-22T04:21:51\" is not "
                                           "a time like 2026-11-22T04:21:51.5+01:00"},
    {WITH("onset", "2026-13-22T04:21:51Z"),
     "t.tsv:2:28: onset: \"2026-13-22T04:21:51Z\" is not a time like "
     "2026-11-22T04:21:51.5+01:00"},
};

static void every_bad_cell_is_refused_with_its_place_and_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bad_cells); i++)
        assert_refused(bad_cells[i].text, bad_cells[i].sentence);
}

static void a_zero_byte_is_refused(void **state)
{
    (void)state;
    static const char text[] = HEAD "\nP\0001\t1\tppt\tL4\tleft\t1\t350\tkPa\n";
    struct trial_table table = {NULL, 0};
    struct why why;
    assert_int_equal(trial_table_parse("t.tsv", text, sizeof text - 1, &table, &why),
                     STATUS_INVALID);
    assert_string_equal(why.text, "t.tsv:2:2: a control character (byte 0x00) is not allowed");
}

static void malformed_utf8_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8",
        "\x80",     "\xc3",         "\xe2\x82",     "\xf0\x80\x80\x80"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        char text[256];
        struct trial_table table = {NULL, 0};
        struct why why;
        snprintf(text, sizeof text, HEAD "\n%s\t1\tppt\tL4\tleft\t1\t350\tkPa\n", bad[i]);
        assert_int_equal(parse(text, &table, &why), STATUS_INVALID);
        assert_non_null(strstr(why.text, "not UTF-8"));
    }
}

/* A file that was cut anywhere is refused, or is a table of fewer complete cells: never a crash,
 * never half a row. */
static void a_table_cut_at_any_byte_is_refused_or_shorter(void **state)
{
    (void)state;
    const char whole[] = HEAD "\tend\n" ROW "\tresponse\n" ROW "\tresponse\n";
    for (size_t cut = 0; cut < sizeof whole - 1; cut++) {
        struct trial_table table = {NULL, 0};
        struct why why;
        char *copy =
            malloc(cut + 1); /* its own block, so that a sanitizer sees every byte read too far */
        memcpy(copy, whole, cut);
        if (trial_table_parse("t.tsv", copy, cut, &table, &why) == STATUS_OK)
            assert_true(table.n <= 2);
        trial_table_fini(&table);
        free(copy);
    }
}

static char *written(const struct index_trial *rows, size_t n)
{
    char *text = NULL;
    size_t size = 0;
    struct why why;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    trial_table_write_header(out);
    for (size_t i = 0; i < n; i++)
        trial_table_write_row(out, &rows[i]);
    assert_int_equal(tsv_finish(out, &why), STATUS_OK);
    fclose(out);
    char *copy = strdup(text);
    free(text);
    assert_non_null(copy);
    return copy;
}

static void writes_all_columns_in_their_order(void **state)
{
    (void)state;
    struct trial_table table = parsed(HEAD "\n" ROW "\n");
    char *text = written(table.rows, table.n);
    assert_string_equal(
        text,
        "participant\tsession\ttest\tsite\tside\trole\tphase\ttrain\tpulse\ttrial\tattempt\tblock\t"
        "counts\tbaseline\tlevel\tconditioning\tcond_level\tcond_rating\tpractice\tspoiled\t"
        "spoil_reason\tvalue\tunit\tcensored\tend\trate_mean\trate_target\tin_band\t"
        "probe_area_cm2\tonset\tage\tsex\tvisit\trate_off\tcontact_s\tresponse_s\tend_s\tidle_kpa\t"
        "response_source\tdose\tcem43_min\tcold_s\thot_s\tthermal_ramps\timmersed_s\tlag_s\t"
        "returned\tinstruction\tinstruction_language\tinstruction_digest\tgap_s\tbath_on\tbath_"
        "off\t"
        "bath_low\tbath_high\tdelay_no\n"
        "P1\t1\tppt\tL4\tleft\tn/a\tn/a\tn/a\tn/a\t1\t1\t0\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\t0\t0\tn/"
        "a\t"
        "350\tkPa\tnone\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/"
        "a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\n");
    free(text);
    trial_table_fini(&table);
}

static void what_a_spreadsheet_would_execute_is_written_inert_and_read_back(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
    } rows[] = {{"=1+1", "'=1+1"},       {"+49", "'+49"}, {"-x", "'-x"}, {"@SUM(A1)", "'@SUM(A1)"},
                {"'quoted", "''quoted"}, {"a=b", "a=b"},  {"'", "''"},   {"'=1", "''=1"},
                {"Ärztin", "Ärztin"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct index_trial t = {
            .trial = 1, .attempt = 1, .test = "ppt", .session = "1", .site = "L4"};
        assert_true(trial_text_set(t.participant, sizeof t.participant, rows[i].text,
                                   strlen(rows[i].text)));
        char *text = written(&t, 1);
        const char *cell = strchr(text, '\n') + 1;
        assert_memory_equal(cell, rows[i].cell, strlen(rows[i].cell));
        assert_int_equal(cell[strlen(rows[i].cell)], '\t');
        struct trial_table table = parsed(text);
        assert_string_equal(table.rows[0].participant, rows[i].text);
        trial_table_fini(&table);
        free(text);
    }
}

static void random_text(char *field, size_t size, rng_key key)
{
    static const char *const pieces[] = {"a", "7", "=", "'", "-", " ", "µ", "+", "@", "n/a", "\""};
    char text[64] = "";
    const size_t n = 1 + rng_bits(key, 0) % 4;
    for (size_t i = 0; i < n; i++)
        strcat(text, pieces[rng_bits(key, 1 + i) % COUNT(pieces)]);
    if (strcmp(text, "n/a") != 0)
        assert_true(trial_text_set(field, size, text, strlen(text)));
}

static struct trial_number random_number(rng_key key, double least, double most)
{
    const bool given = rng_bits(key, 0) % 4 != 0;
    return (struct trial_number){given ? least + (most - least) * rng_uniform(key, 1) : 0, given};
}

static struct index_trial random_trial(rng_key key)
{
    struct index_trial t = {.trial = 1 + (uint32_t)(rng_bits(key, 0) % 5),
                            .attempt = 1 + (uint32_t)(rng_bits(key, 1) % 5),
                            .block = (int64_t)(rng_bits(key, 2) >> 1),
                            .test = "ppt",
                            .session = "s",
                            .participant = "p",
                            .unit = "kPa"};
    random_text(t.participant, sizeof t.participant, rng_key_number(key, 1));
    random_text(t.session, sizeof t.session, rng_key_number(key, 2));
    random_text(t.site, sizeof t.site, rng_key_number(key, 3));
    random_text(t.conditioning, sizeof t.conditioning, rng_key_number(key, 4));
    t.side = (uint8_t)(rng_bits(key, 3) % TRIAL_SIDE_COUNT);
    t.role = (uint8_t)(rng_bits(key, 4) % TRIAL_ROLE_COUNT);
    t.phase = (uint8_t)(rng_bits(key, 5) % TRIAL_PHASE_COUNT);
    t.sex = (uint8_t)(rng_bits(key, 6) % TRIAL_SEX_COUNT);
    t.value = random_number(rng_key_number(key, 5), -1e3, 1e3);
    t.baseline = random_number(rng_key_number(key, 6), -1e9, 1e-9);
    t.in_band = random_number(rng_key_number(key, 7), 0, 1);
    t.age = random_number(rng_key_number(key, 8), 0, 150);
    if (t.value.given && rng_bits(key, 7) % 3 == 0) {
        t.censored = TRIAL_CENSORED_LEFT;
        t.end = TRIAL_END_LIMIT;
    }
    return t;
}

static void what_is_written_reads_back_the_same(void **state)
{
    (void)state;
    const uint64_t seed = 31;
    print_message("seed %llu\n", (unsigned long long)seed);
    enum { N = 2000 };
    struct index_trial *rows = calloc(N, sizeof *rows);
    for (uint64_t i = 0; i < N; i++)
        rows[i] = random_trial(rng_key_number(rng_key_seed(seed), i));
    char *text = written(rows, N);
    struct trial_table table = parsed(text);
    assert_int_equal(table.n, N);
    for (size_t i = 0; i < N; i++) {
        assert_string_equal(table.rows[i].participant, rows[i].participant);
        assert_string_equal(table.rows[i].site, rows[i].site);
        assert_true(table.rows[i].value.v == rows[i].value.v);
        assert_true(table.rows[i].baseline.v == rows[i].baseline.v);
    }
    char *again = written(table.rows, table.n);
    assert_string_equal(again, text);
    free(again);
    free(text);
    trial_table_fini(&table);
    free(rows);
}

static void reads_files_and_says_why_not(void **state)
{
    (void)state;
    struct trial_table table = {NULL, 0};
    struct why why;
    assert_int_equal(trial_table_read("no/such/file.tsv", &table, &why), STATUS_NOT_FOUND);
    assert_non_null(strstr(why.text, "no/such/file.tsv"));
    assert_int_equal(trial_table_read(TEST_BINARY_DIR, &table, &why), STATUS_IO);
    assert_int_equal(trial_table_read(TEST_DATA_DIR "/tables/pressure.tsv", &table, &why),
                     STATUS_OK);
    assert_true(table.n > 0);
    trial_table_fini(&table);
}

static void a_full_disk_is_reported(void **state)
{
    (void)state;
    FILE *full = fopen("/dev/full", "w");
    if (!full)
        skip();
    struct why why = {0};
    trial_table_write_header(full);
    assert_int_equal(tsv_finish(full, &why), STATUS_DISK_FULL);
    assert_non_null(strstr(why.text, "disk is full"));
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_required_columns),
        cmocka_unit_test(reads_every_optional_column),
        cmocka_unit_test(accepts_any_order_unknown_columns_crlf_bom_and_a_missing_last_line_end),
        cmocka_unit_test(every_bad_cell_is_refused_with_its_place_and_a_sentence),
        cmocka_unit_test(a_zero_byte_is_refused),
        cmocka_unit_test(malformed_utf8_is_refused),
        cmocka_unit_test(a_table_cut_at_any_byte_is_refused_or_shorter),
        cmocka_unit_test(writes_all_columns_in_their_order),
        cmocka_unit_test(what_a_spreadsheet_would_execute_is_written_inert_and_read_back),
        cmocka_unit_test(what_is_written_reads_back_the_same),
        cmocka_unit_test(reads_files_and_says_why_not),
        cmocka_unit_test(a_full_disk_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
