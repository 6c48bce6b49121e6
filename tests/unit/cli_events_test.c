/* The table of events: what the examiner noted, what was spoiled and stopped, word for word, and nothing of the
 * conversation with the script. */
#include "support/store_kit.h"

#include "cli/export_events.h"

/* In the order of the journal. A note cannot become a formula of a spreadsheet, or a second line. */
static void what_happened_is_told_word_for_word(void **state)
{
    static const char *const entries[][2] = {
        {"plan", "{\"sites\":[]}"},
        {"request", "{\"verb\":\"site\"}"},
        {"note", "{\"text\":\"=1+1\\nnext line\",\"what\":\"examiner\"}"},
        {"trial",
         "{\"attempt\":1,\"end\":\"response\",\"site\":\"thenar\",\"test\":\"ppt\",\"trial\":1,"
         "\"value\":300}"},
        {"spoil", "{\"attempt\":1,\"block\":1,\"reason\":\"moved\"}"},
        {"stop", "{\"cause\":\"key\"}"},
        {"note", "{\"peak\":{\"u\":\"kPa\",\"v\":210},\"what\":\"pressed_between\"}"},
    };
    static const char *const wanted[] = {
        "\tnote\texaminer\t'=1+1 next line\t{",
        "\tspoil\tmoved\tn/a\t{",
        "\tstop\tkey\tn/a\t{",
        "\tnote\tpressed_between\tn/a\t{\"peak\":{\"u\":\"kPa\",\"v\":210}",
    };
    struct why why = {0};
    char *text = NULL;
    size_t size = 0;
    struct study *study = kit_open(*state, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        assert_int_equal(kit_append(study, &key, entries[i][0], 1, entries[i][1]), STATUS_OK);
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(export_events(study, out, &why), STATUS_OK);
    fclose(out);
    const char *at = text;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        at = strstr(at, wanted[i]);
        if (!at)
            fail_msg("row %zu is not there, or not in its place:\n%s", i, text);
    }
    assert_null(strstr(text, "\trequest\t"));
    assert_null(strstr(text, "\tplan\t"));
    assert_null(strstr(text, "\ttrial\t"));
    assert_non_null(strstr(text, "\nP1\t1\t")); /* the start of the session */
    size_t lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 1 + 1 + sizeof wanted / sizeof wanted[0]);
    free(text);
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_happened_is_told_word_for_word, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
