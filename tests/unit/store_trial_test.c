/* Trials in the study: which attempt counts, what spoils and corrections do, and that all of it can
 * be made again. */
#include "support/store_kit.h"

#include <math.h>

struct rows {
    struct study_trial trials[32];
    size_t n;
};

static bool take(void *context, const struct study_trial *trial)
{
    struct rows *rows = context;
    rows->trials[rows->n++] = *trial;
    return rows->n < 32;
}

static struct rows rows_of(struct study *study, const struct session_key *key)
{
    struct rows rows = {.n = 0};
    struct why why;
    assert_int_equal(study_trials(study, key, take, &rows, &why), STATUS_OK);
    return rows;
}

static struct study *open_memory(void)
{
    struct study *study;
    struct why why;
    assert_int_equal(study_open("", STUDY_MEMORY, &study, &why), STATUS_OK);
    return study;
}

static void take_one_sample(struct study *study, const struct session_key *key,
                            uint8_t digest[DIGEST_SIZE])
{
    const struct sample_block block = {.block = 9, .attempt = 2};
    const struct sample sample = {.t = 5, .value = 1.5, .seq = 1};
    uint64_t count;
    struct why why;
    assert_int_equal(study_samples_begin(study, key, &block, "{}", &why), STATUS_OK);
    assert_int_equal(study_samples_append(study, 0, &sample, 1, &why), STATUS_OK);
    assert_int_equal(study_samples_end(study, 0, digest, &count, &why), STATUS_OK);
}

static void every_column_of_the_trial_table_arrives(void **state)
{
    (void)state;
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    static const char format[] =
        "{\"age\":41,\"attempt\":2,\"baseline\":32.5,\"block\":9,\"censored\":\"right\",\"cond_"
        "level\":60,"
        "\"cond_rating\":4.5,\"conditioning\":\"cuff\",\"end\":\"limit\",\"in_band\":0.93,"
        "\"level\":1,"
        "\"onset\":\"2026-01-01T10:00:00.000000+00:00\",\"participant\":\"P001\",\"phase\":"
        "\"during\","
        "\"practice\":true,\"probe_area_cm2\":1,\"pulse\":4,\"rate_mean\":51.25,\"rate_target\":50,"
        "\"role\":\"local\",\"samples\":{\"count\":1,\"digest\":\"%s\"},\"sex\":\"female\","
        "\"side\":\"right\",\"site\":\"lumbar.L4\",\"spoil_reason\":\"slipped\",\"spoiled\":1,"
        "\"test\":\"ppt\",\"train\":3,\"trial\":5,\"unit\":\"kPa\",\"value\":1000}";
    uint8_t digest[DIGEST_SIZE];
    char hex[2 * DIGEST_SIZE + 1], json[sizeof format + sizeof hex];
    take_one_sample(study, &key, digest);
    for (int i = 0; i < DIGEST_SIZE; i++)
        sprintf(hex + 2 * i, "%02x", (unsigned)digest[i]);
    snprintf(json, sizeof json, format, hex);
    assert_int_equal(kit_append(study, &key, "trial", 9, json), STATUS_OK);
    const struct rows rows = rows_of(study, NULL);
    assert_int_equal(rows.n, 1);
    const struct study_trial *t = &rows.trials[0];
    assert_string_equal(t->participant, "P001");
    assert_string_equal(t->test, "ppt");
    assert_string_equal(t->site, "lumbar.L4");
    assert_string_equal(t->side, "right");
    assert_string_equal(t->role, "local");
    assert_string_equal(t->phase, "during");
    assert_string_equal(t->conditioning, "cuff");
    assert_string_equal(t->spoil_reason, "slipped");
    assert_string_equal(t->unit, "kPa");
    assert_string_equal(t->censored, "right");
    assert_string_equal(t->end, "limit");
    assert_string_equal(t->onset, "2026-01-01T10:00:00.000000+00:00");
    assert_string_equal(t->sex, "female");
    const int64_t whole[] = {t->block, t->train, t->pulse, t->trial, t->attempt, t->samples_count};
    const int64_t whole_expected[] = {9, 3, 4, 5, 2, 1};
    assert_memory_equal(whole, whole_expected, sizeof whole);
    const double numbers[] = {t->baseline,       t->level,     t->cond_level,  t->cond_rating,
                              t->value,          t->rate_mean, t->rate_target, t->in_band,
                              t->probe_area_cm2, t->age};
    const double numbers_expected[] = {32.5, 1, 60, 4.5, 1000, 51.25, 50, 0.93, 1, 41};
    assert_memory_equal(numbers, numbers_expected, sizeof numbers);
    assert_true(t->practice && t->spoiled && !t->counts && t->has_samples);
    assert_memory_equal(t->samples_digest, digest, DIGEST_SIZE);
    study_close(study);
}

static void an_absent_value_stays_absent(void **state)
{
    (void)state;
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    assert_int_equal(kit_append(study, &key, "trial", 1,
                                "{\"attempt\":1,\"end\":\"stop\",\"site\":\"a\",\"test\":\"ppt\","
                                "\"trial\":1,\"value\":null}"),
                     STATUS_OK);
    const struct rows rows = rows_of(study, &key);
    assert_true(isnan(rows.trials[0].value) && isnan(rows.trials[0].rate_mean));
    assert_string_equal(rows.trials[0].unit, "");
    assert_false(rows.trials[0].has_samples || rows.trials[0].practice || rows.trials[0].counts);
    study_close(study);
}

#define DIGEST_OF_NOTHING "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void a_trial_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "[]",
        "{\"attempt\":1,\"site\":\"a\",\"test\":\"ppt\"}",               /* no trial number */
        "{\"attempt\":1,\"site\":\"a\",\"trial\":1}",                    /* no test */
        "{\"attempt\":1,\"test\":\"ppt\",\"trial\":1}",                  /* no site */
        "{\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}",                 /* no attempt */
        "{\"attempt\":0,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}",   /* attempts begin at 1 */
        "{\"attempt\":1.5,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}", /* half an attempt */
        "{\"attempt\":1,\"site\":\"a\",\"test\":7,\"trial\":1}",         /* a test is a text */
        "{\"attempt\":1,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1,\"value\":\"300\"}",
        "{\"attempt\":1,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1,\"value\":NaN}",
        "{\"attempt\":1,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1,\"practice\":2}",
        "{\"attempt\":1,\"attempt\":2,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}", /* twice */
        "{\"attempt\":1,\"participant\":\"P002\",\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}",
        "{\"attempt\":1,\"block\":2,\"site\":\"a\",\"test\":\"ppt\",\"trial\":1}",
        "{\"attempt\":1,\"samples\":{\"count\":1,\"digest\":\"" DIGEST_OF_NOTHING "\"},\"site\":"
        "\"a\",\"test\":\"ppt\",\"trial\":1}", /* samples that nobody took */
        "{\"attempt\":1,\"samples\":{\"count\":1},\"site\":\"a\",\"test\":\"p\",\"trial\":1}",
        "{\"attempt\":1,\"site\":\"a\",\"test\":\"a_name_of_a_test_that_is_too_long\",\"trial\":1}",
    };
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct why why = {0};
        const struct entry entry = kit_entry("trial", 1, rows[i]);
        assert_int_equal(study_append(study, &key, &entry, 1, &why), STATUS_INVALID);
        assert_true(strlen(why.text) > 20);
    }
    assert_int_equal(rows_of(study, NULL).n, 0);
    kit_expect_sound(study);
    study_close(study);
}

/* Which of the attempts counts, as bits: first attempt is bit 0. */
static unsigned counted(struct study *study, const struct session_key *key)
{
    const struct rows rows = rows_of(study, key);
    unsigned bits = 0;
    for (size_t i = 0; i < rows.n; i++)
        bits |= (unsigned)rows.trials[i].counts << i;
    return bits;
}

static void the_last_complete_unspoiled_attempt_counts(void **state)
{
    (void)state;
    static const char *const ends[] = {"response", "limit", "completed",   "stop",     "fault",
                                       "timeout",  "early", "interrupted", "withdrawn"};
    enum { ENDS = 9, COMPLETE = 3 };
    for (int first = 0; first < ENDS; first++) {
        for (int second = 0; second < ENDS; second++) {
            struct study *study = open_memory();
            const struct session_key key = kit_begin(study, "P001");
            char json[512];
            kit_trial_json(json, sizeof json, 1, 1, ends[first], 300);
            assert_int_equal(kit_append(study, &key, "trial", 1, json), STATUS_OK);
            assert_int_equal(counted(study, &key), first < COMPLETE);
            kit_trial_json(json, sizeof json, 1, 2, ends[second], 310);
            assert_int_equal(kit_append(study, &key, "trial", 2, json), STATUS_OK);
            assert_int_equal(counted(study, &key), second < COMPLETE ? 2 : first < COMPLETE);
            study_close(study);
        }
    }
}

static void a_spoiled_attempt_gives_the_count_back(void **state)
{
    (void)state;
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    kit_trial(study, &key, 1, 1, 1);
    kit_trial(study, &key, 2, 1, 2);
    kit_trial(study, &key, 3, 2, 1);
    assert_int_equal(counted(study, &key), 6);
    assert_int_equal(
        kit_append(study, &key, "spoil", 0, "{\"attempt\":2,\"block\":2,\"reason\":\"talked\"}"),
        STATUS_OK);
    assert_int_equal(counted(study, &key), 5);
    assert_string_equal(rows_of(study, &key).trials[1].spoil_reason, "talked");
    assert_int_equal(
        kit_append(study, &key, "spoil", 0, "{\"attempt\":1,\"block\":1,\"reason\":\"slipped\"}"),
        STATUS_OK);
    assert_int_equal(counted(study, &key), 4);
    /* taken back, with a reason */
    assert_int_equal(
        kit_append(study, &key, "correct", 0,
                   "{\"attempt\":2,\"block\":2,\"column\":\"spoiled\",\"reason\":\"wrong "
                   "key\",\"to\":0}"),
        STATUS_OK);
    assert_int_equal(counted(study, &key), 6);
    study_close(study);
}

static void a_correction_changes_one_column_and_gives_its_reason(void **state)
{
    (void)state;
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    kit_trial(study, &key, 1, 1, 1);
    kit_trial(study, &key, 2, 1, 2);
    assert_int_equal(counted(study, &key), 2);
    assert_int_equal(
        kit_append(study, &key, "correct", 0,
                   "{\"attempt\":1,\"block\":1,\"column\":\"site\",\"reason\":\"it was the "
                   "other one\",\"to\":\"tibialis_anterior\"}"),
        STATUS_OK);
    const struct rows rows = rows_of(study, &key);
    assert_string_equal(rows.trials[0].site, "tibialis_anterior");
    assert_string_equal(rows.trials[1].site, "lumbar.L4");
    assert_int_equal(counted(study, &key), 3); /* now two different trials */
    study_close(study);
}

static void what_cannot_be_corrected_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *json;
    } rows[] = {
        {"spoil", "{\"attempt\":1,\"block\":7,\"reason\":\"no such block\"}"},
        {"spoil", "{\"attempt\":2,\"block\":1,\"reason\":\"no such attempt\"}"},
        {"spoil", "{\"attempt\":1,\"block\":1,\"reason\":\"\"}"},
        {"spoil", "{\"attempt\":1,\"block\":1}"},
        {"spoil", "{\"attempt\":1,\"block\":1,\"reason\":\"no such trial\",\"trial\":2}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"attempt\",\"reason\":\"r\",\"to\":2}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"counts\",\"reason\":\"r\",\"to\":1}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"seq\",\"reason\":\"r\",\"to\":1}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"x; DROP TABLE "
                    "trial\",\"reason\":\"r\",\"to\":1}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"value\",\"reason\":\"r\"}"},
        {"correct",
         "{\"attempt\":1,\"block\":1,\"column\":\"value\",\"reason\":\"r\",\"to\":\"1\"}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"site\",\"reason\":\"r\",\"to\":null}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"trial\",\"reason\":\"r\",\"to\":0}"},
        {"correct", "{\"attempt\":1,\"block\":1,\"column\":\"value\",\"to\":1}"},
        {"correct", "[]"},
    };
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    kit_trial(study, &key, 1, 1, 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(kit_append(study, &key, rows[i].kind, 0, rows[i].json), STATUS_INVALID);
    assert_int_equal(counted(study, &key), 1);
    kit_expect_sound(study);
    study_close(study);
}

static const char *const derived[] = {"participant", "session", "trial"};

static void the_tables_made_again_from_the_journal_are_the_same_bit_by_bit(void **state)
{
    const struct kit *kit = *state;
    struct study *study = kit_open(kit, STUDY_CREATE);
    for (int s = 0; s < 3; s++) {
        const struct session_key key = kit_begin(study, s == 2 ? "P002" : "P001");
        for (int i = 1; i <= 12; i++)
            kit_trial(study, &key, i, (i + 1) / 2, 2 - i % 2);
        assert_int_equal(kit_append(study, &key, "spoil", 0,
                                    "{\"attempt\":2,\"block\":4,\"reason\":\"talked\"}"),
                         STATUS_OK);
        assert_int_equal(
            kit_append(study, &key, "correct", 0,
                       "{\"attempt\":1,\"block\":3,\"column\":\"value\",\"reason\":\"typo\","
                       "\"to\":0.1}"),
            STATUS_OK);
        if (s != 1)
            assert_int_equal(kit_append(study, &key, "session_end", 0, "{}"), STATUS_OK);
    }
    study_close(study);
    char *before = kit_dump(kit->path, derived, 3);
    kit_tamper(kit->path,
               "UPDATE trial SET value = 1 WHERE trial = 2; DELETE FROM trial WHERE trial = 3; "
               "UPDATE session SET ended = NULL; DELETE FROM participant");
    char *tampered = kit_dump(kit->path, derived, 3);
    assert_string_not_equal(before, tampered);
    free(tampered);

    study = kit_open(kit, STUDY_WRITE);
    struct kit_findings found;
    struct study_verdict verdict;
    assert_int_equal(kit_verify(study, &found, &verdict), STATUS_CORRUPT);
    assert_int_equal(found.damages, 3);
    struct why why;
    assert_int_equal(study_rebuild(study, &why), STATUS_OK);
    kit_expect_sound(study);
    study_close(study);
    char *after = kit_dump(kit->path, derived, 3);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

struct exposures {
    int n;
    uint32_t counts[8];
    utc_us last[8];
};

static bool take_exposure(void *context, const struct study_exposure *row)
{
    struct exposures *seen = context;
    assert_string_equal(row->side, "left");
    assert_string_equal(row->site, "lumbar.L4");
    assert_string_equal(row->unit, "kPa");
    seen->counts[seen->n] = row->count;
    seen->last[seen->n++] = row->last;
    return true;
}

static void the_dose_ledger_counts_what_was_stopped_and_spoiled_too(void **state)
{
    (void)state;
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    char json[512];
    kit_trial(study, &key, 1, 1, 1);
    kit_trial(study, &key, 2, 1, 2);
    kit_trial_json(json, sizeof json, 1, 3, "interrupted", 0);
    assert_int_equal(kit_append(study, &key, "trial", 3, json), STATUS_OK);
    assert_int_equal(
        kit_append(study, &key, "spoil", 0, "{\"attempt\":2,\"block\":2,\"reason\":\"talked\"}"),
        STATUS_OK);
    const struct session_key other = kit_begin(study, "P002");
    kit_trial(study, &other, 1, 1, 1);
    static const struct {
        const char *participant, *kind;
        utc_us since;
        uint32_t expected;
    } rows[] = {
        {"P001", "ppt", 0, 3},       {"P001", "", 0, 3},    {"P001", "cdt", 0, 0},
        {"P001", "ppt", 2000002, 2}, {"P002", "ppt", 0, 1}, {"P003", "ppt", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct exposures seen = {0};
        struct why why;
        assert_int_equal(study_exposure(study, rows[i].participant, rows[i].kind, rows[i].since,
                                        take_exposure, &seen, &why),
                         STATUS_OK);
        assert_int_equal(seen.counts[0], rows[i].expected);
        if (rows[i].expected == 3)
            assert_true(seen.last[0] == 2000003);
    }
    study_close(study);
}

static bool take_doses(void *context, const struct study_exposure *row)
{
    *(struct study_exposure *)context = *row;
    return true;
}

/* What a thermode gave stands in the entries; of one that says nothing nobody knows. */
static void the_dose_ledger_adds_up_what_thermodes_gave(void **state)
{
    (void)state;
    struct study *study = open_memory();
    struct study_exposure seen = {0};
    struct why why;
    const struct session_key key = kit_begin(study, "P001");
    static const char *const entries[] = {
        "{\"attempt\":1,\"cem43_min\":1.5,\"cold_s\":2,\"end\":\"limit\",\"hot_s\":7.25,"
        "\"practice\":0,\"side\":\"left\",\"site\":\"thenar\",\"test\":\"hpt\","
        "\"thermal_ramps\":1,\"trial\":1,\"unit\":\"degC\",\"value\":50}",
        "{\"attempt\":1,\"cem43_min\":0.25,\"cold_s\":4,\"end\":\"stop\",\"hot_s\":1,"
        "\"practice\":1,\"side\":\"left\",\"site\":\"thenar\",\"test\":\"cpt\","
        "\"thermal_ramps\":2,\"trial\":1,\"unit\":\"degC\"}",
        "{\"attempt\":2,\"end\":\"stop\",\"practice\":0,\"side\":\"left\",\"site\":\"thenar\","
        "\"test\":\"cpt\",\"trial\":1,\"unit\":\"degC\"}",
    };
    for (int i = 0; i < 3; i++)
        assert_int_equal(kit_append(study, &key, "trial", i + 1, entries[i]), STATUS_OK);
    assert_int_equal(study_exposure(study, "P001", "", 0, take_doses, &seen, &why), STATUS_OK);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.dosed, 2);
    assert_int_equal(seen.thermal_ramps, 3);
    assert_true(seen.cem43_min == 1.75 && seen.cold_s == 6 && seen.hot_s == 8.25);
    study_close(study);
}

/* A pressure that was found in another ramp presses nobody again, and one whose value is a rating does. */
static void the_dose_ledger_counts_what_has_pressed(void **state)
{
    (void)state;
    struct study *study = open_memory();
    struct study_exposure seen = {0};
    struct why why;
    const struct session_key key = kit_begin(study, "P001");
    static const struct {
        const char *entry;
        uint32_t expected;
    } rows[] = {
        {"{\"attempt\":1,\"end\":\"response\",\"pressure_ramps\":0,\"side\":\"left\",\"site\":"
         "\"thenar\","
         "\"test\":\"pdt\",\"trial\":1,\"unit\":\"kPa\",\"value\":20}",
         0},
        {"{\"attempt\":1,\"end\":\"response\",\"side\":\"left\",\"site\":\"thenar\","
         "\"test\":\"ptt\",\"trial\":1,\"unit\":\"kPa\",\"value\":60}",
         1},
        {"{\"attempt\":1,\"end\":\"completed\",\"pressure_ramps\":1,\"side\":\"left\",\"site\":"
         "\"thenar\","
         "\"test\":\"tonic\",\"trial\":1,\"unit\":\"0-10\",\"value\":4}",
         1},
    };
    static const char *const tests[] = {"pdt", "ptt", "tonic"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kit_append(study, &key, "trial", i + 1, rows[i].entry), STATUS_OK);
        assert_int_equal(study_exposure(study, "P001", tests[i], 0, take_doses, &seen, &why),
                         STATUS_OK);
        assert_int_equal(seen.pressure_ramps, rows[i].expected);
    }
    study_close(study);
}

/* They have the same number at the same site, and neither takes the other's place. */
static void practice_and_trial_count_apart(void **state)
{
    (void)state;
    struct study *study = open_memory();
    const struct session_key key = kit_begin(study, "P001");
    static const char practice[] = "{\"attempt\":2,\"end\":\"response\",\"practice\":true,\"side\":"
                                   "\"left\",\"site\":\"lumbar.L4\",\"test\":\"ppt\",\"trial\":1,"
                                   "\"unit\":\"kPa\",\"value\":100}";
    kit_trial(study, &key, 1, 1, 1);
    assert_int_equal(kit_append(study, &key, "trial", 2, practice), STATUS_OK);
    const struct rows rows = rows_of(study, &key);
    assert_int_equal(rows.n, 2);
    assert_true(rows.trials[0].counts && !rows.trials[0].practice);
    assert_true(rows.trials[1].counts && rows.trials[1].practice);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_of_the_trial_table_arrives),
        cmocka_unit_test(practice_and_trial_count_apart),
        cmocka_unit_test(an_absent_value_stays_absent),
        cmocka_unit_test(a_trial_that_makes_no_sense_is_refused),
        cmocka_unit_test(the_last_complete_unspoiled_attempt_counts),
        cmocka_unit_test(a_spoiled_attempt_gives_the_count_back),
        cmocka_unit_test(a_correction_changes_one_column_and_gives_its_reason),
        cmocka_unit_test(what_cannot_be_corrected_is_refused),
        cmocka_unit_test_setup_teardown(
            the_tables_made_again_from_the_journal_are_the_same_bit_by_bit, kit_setup,
            kit_teardown),
        cmocka_unit_test(the_dose_ledger_counts_what_was_stopped_and_spoiled_too),
        cmocka_unit_test(the_dose_ledger_adds_up_what_thermodes_gave),
        cmocka_unit_test(the_dose_ledger_counts_what_has_pressed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
