/* What a study refuses is said in the language of the window: each sentence by its coded reason. */
#include "support/store_kit.h"

#include "base/reason.h"
#include "hw/reasons.h"
#include "text/text.h"

/* In German it is another sentence, and it holds `word`. */
static void check_german(const struct why *why, const char *word)
{
    char out[sizeof why->text];
    const char *german = text_why(LANGUAGE_DE, why, out, sizeof out);
    if (strcmp(german, why->text) == 0 || !strstr(german, word))
        fail_msg("\"%s\" is not German with \"%s\"", german, word);
    assert_string_equal(text_why(LANGUAGE_EN, why, out, sizeof out), why->text);
}

static void refuse_opening(const struct kit *kit, const char *word)
{
    struct study *study;
    struct why why = {0};
    assert_int_not_equal(study_open(kit->path, STUDY_WRITE, &study, &why), STATUS_OK);
    check_german(&why, word);
}

static void a_wrong_id_is_refused_in_the_language(void **state)
{
    (void)state;
    static const struct {
        const char *id, *word;
    } rows[] = {{"", "leer"},
                {"abcdefghijklmnopqrstuvwxyz0123456", "33 Zeichen"},
                {"-P1", "beginnt weder"},
                {"P 1", "Zeichen 2"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct why why = {0};
        assert_int_not_equal(participant_check(rows[i].id, &why), STATUS_OK);
        check_german(&why, rows[i].word);
    }
}

static void another_spelling_is_refused_in_the_language(void **state)
{
    struct study *study = kit_open(*state, STUDY_CREATE);
    struct session_key key;
    struct why why = {0};
    kit_begin(study, "AB-1");
    assert_int_not_equal(kit_try_begin(study, "ab-1", &key, &why), STATUS_OK);
    check_german(&why, "Großschreibung von AB-1");
    study_close(study);
}

static void simulated_beside_real_is_refused_in_the_language(void **state)
{
    static const struct {
        const char *first, *second, *word;
    } rows[] = {{"{\"simulated\":false}", "{\"simulated\":true}", "echte Sitzungen"},
                {"{\"simulated\":true}", "{\"simulated\":false}", "simulierte Sitzungen"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct study *study = kit_open(*state, STUDY_CREATE);
        struct session_spec spec = kit_spec("P1");
        struct session_key key;
        struct why why = {0};
        spec.bench = rows[i].first;
        assert_int_equal(study_begin_session(study, &spec, kit_sources, 2, 1, 1, &key, &why),
                         STATUS_OK);
        spec.bench = rows[i].second;
        assert_int_equal(study_begin_session(study, &spec, kit_sources, 2, 1, 1, &key, &why),
                         STATUS_DEPARTED);
        check_german(&why, rows[i].word);
        study_close(study);
        kit_remove_study(*state);
    }
}

static void a_file_that_is_no_study_is_refused_in_the_language(void **state)
{
    const struct kit *kit = *state;
    fclose(fopen(kit->path, "w"));
    refuse_opening(kit, "leere Datei");
    unlink(kit->path);
    kit_tamper(kit->path, "CREATE TABLE mine (x)");
    refuse_opening(kit, "eines anderen Programms");
    unlink(kit->path);
    study_close(kit_open(kit, STUDY_CREATE));
    kit_tamper(kit->path, "PRAGMA user_version = 99");
    refuse_opening(kit, "Format 99");
}

/* What was computed is written with a comma there; what only looks like a number is left as it is. */
static void numbers_are_written_as_the_language_writes_them(void **state)
{
    static const struct {
        const char *given, *german;
    } rows[] = {{"13.5", "auf 13,5 min"},   {"-0.25", "auf -0,25 min"}, {"12", "auf 12 min"},
                {"1.0.0", "auf 1.0.0 min"}, {"5.", "auf 5. min"},       {"a.5", "auf a.5 min"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct why why = {0};
        assert_int_not_equal(
            reason_set(&why, REASON_thermal_cem43_warn, "Thenar", rows[i].given, "20", NULL),
            STATUS_OK);
        check_german(&why, rows[i].german);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_the_language_writes_them),
        cmocka_unit_test(a_wrong_id_is_refused_in_the_language),
        cmocka_unit_test_setup_teardown(another_spelling_is_refused_in_the_language, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(simulated_beside_real_is_refused_in_the_language, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_study_is_refused_in_the_language,
                                        kit_setup, kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
