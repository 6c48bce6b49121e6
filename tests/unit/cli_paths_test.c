/* Why a file cannot be an input: in both languages, with the file and what it should have been. */
#include "cli/paths.h"
#include "support/program.h"
#include "text/text.h"

/* "": nobody says so, the file is as it should be. */
static const char *german_of(const char *path, const char *what, enum status status, char *out,
                             size_t size)
{
    struct why why = {0};
    assert_int_equal(paths_input(path, what, &why), status);
    const char *de = text_why(LANGUAGE_DE, &why, out, size);
    if (status != STATUS_OK && strcmp(de, why.text) == 0)
        fail_msg("no German words: %s", why.text);
    assert_null(strstr(de, what));
    if (de != out) /* the words of `why` itself, which ends here */
        snprintf(out, size, "%s", de);
    return out;
}

static void what_is_no_input_is_said_in_the_language(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"bench file", "Messplatzdatei"},
                                          {"protocol file", "Protokolldatei"},
                                          {"participant file", "Datei der virtuellen Person"}};
    struct folder folder;
    char path[128], out[sizeof((struct why *)0)->text];
    folder_make(&folder);
    folder_write(&folder, "there", "x");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *what = rows[i][0], *de = rows[i][1];
        assert_non_null(strstr(german_of("", what, STATUS_INVALID, out, sizeof out), de));
        folder_file(&folder, "absent", path);
        assert_non_null(strstr(german_of(path, what, STATUS_NOT_FOUND, out, sizeof out), de));
        assert_non_null(strstr(out, path));
        folder_file(&folder, ".", path);
        assert_non_null(strstr(german_of(path, what, STATUS_INVALID, out, sizeof out), de));
        folder_file(&folder, "there", path);
        assert_string_equal(german_of(path, what, STATUS_OK, out, sizeof out), "");
    }
    folder_remove(&folder);
}

static void a_study_without_a_file_is_refused_in_the_language(void **state)
{
    (void)state;
    struct why why = {0};
    char out[sizeof why.text];
    assert_int_equal(paths_study(":memory:", &why), STATUS_INVALID);
    assert_non_null(strstr(text_why(LANGUAGE_DE, &why, out, sizeof out), "keine Datei"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_input_is_said_in_the_language),
        cmocka_unit_test(a_study_without_a_file_is_refused_in_the_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
