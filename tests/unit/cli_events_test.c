/* The table of events: what the examiner noted, what was spoiled and stopped, word for word, and nothing of the
 * conversation with the script. */
#include "support/store_kit.h"

#include "cli/export_events.h"
#include "cli/export_study.h"

#include <unistd.h>

static bool always(void *context)
{
    (void)context;
    return true;
}

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
        {"marker",
         "{\"code\":1,\"out\":\"2026-01-02T03:04:05.678901+00:00\",\"what\":\"stimulus_on\"}"},
    };
    static const char *const wanted[] = {
        "\tnote\texaminer\t'=1+1 next line\t{",
        "\tspoil\tmoved\tn/a\t{",
        "\tstop\tkey\tn/a\t{",
        "\tnote\tpressed_between\tn/a\t{\"peak\":{\"u\":\"kPa\",\"v\":210}",
        "\t2026-01-02T03:04:05.678901+00:00\t1\tmarker\tstimulus_on\tn/a\t{\"code\":1,",
    };
    struct why why = {0};
    char *text = NULL;
    size_t size = 0;
    struct study *study = kit_open(*state, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        assert_int_equal(kit_append(study, &key, entries[i][0], 1, entries[i][1]), STATUS_OK);
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(export_events(study, out, always, NULL, &why), STATUS_OK);
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

/* Somebody who gives up at the `last` time they are asked. */
struct asked {
    size_t n, last;
};

static bool step(void *context, size_t done, size_t all)
{
    struct asked *asked = context;
    (void)done;
    (void)all;
    return ++asked->n != asked->last;
}

/* A visit that begins does not wait for a long journal: whoever makes the tables is asked at each of its entries. */
static void an_export_can_be_given_up_at_every_event(void **state)
{
    enum { NOTES = 8 };
    const struct kit *kit = *state;
    struct export_done done;
    struct why why = {0};
    char folder[300];
    snprintf(folder, sizeof folder, "%s/out", kit->folder);
    struct study *study = kit_open(kit, STUDY_CREATE);
    const struct session_key key = kit_begin(study, "P1");
    for (int i = 0; i < NOTES; i++)
        assert_int_equal(kit_append(study, &key, "note", 1, "{\"what\":\"examiner\"}"), STATUS_OK);
    for (size_t last = 1; last <= NOTES; last++) {
        struct asked asked = {.last = last};
        const struct export_watch watch = {&asked, step, NULL};
        assert_int_equal(export_watched(study, &watch, folder, &done, &why), STATUS_STOPPED);
        assert_int_equal(asked.n, last);
        assert_int_not_equal(access(folder, F_OK), 0);
    }
    study_close(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_happened_is_told_word_for_word, kit_setup,
                                        kit_teardown),
        cmocka_unit_test_setup_teardown(an_export_can_be_given_up_at_every_event, kit_setup,
                                        kit_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
