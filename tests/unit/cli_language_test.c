/* Which language the examiner reads: as asked for, else as the computer speaks. */
#include "cli/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void set(const char *name, const char *value)
{
    assert_int_equal(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

static void the_first_variable_that_is_set_decides(void **state)
{
    (void)state;
    static const struct {
        const char *all, *messages, *lang;
        enum language language;
    } rows[] = {
        {NULL, NULL, NULL, LANGUAGE_EN},
        {NULL, NULL, "de_DE.UTF-8", LANGUAGE_DE},
        {NULL, NULL, "C.UTF-8", LANGUAGE_EN},
        {NULL, "de_AT", "en_GB.UTF-8", LANGUAGE_DE},
        {"en_US.UTF-8", "de_DE", "de_DE", LANGUAGE_EN},
        {"", "", "de", LANGUAGE_DE}, /* empty is not set */
        {"fr_FR.UTF-8", NULL, "de_DE", LANGUAGE_EN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum language language;
        set("LC_ALL", rows[i].all);
        set("LC_MESSAGES", rows[i].messages);
        set("LANG", rows[i].lang);
        assert_int_equal(language_choose(NULL, &language, NULL), STATUS_OK);
        assert_int_equal(language, rows[i].language);
    }
}

static void what_is_asked_for_comes_first_and_is_a_language(void **state)
{
    (void)state;
    enum language language;
    struct why why;
    set("LC_ALL", "de_DE.UTF-8");
    assert_int_equal(language_choose("en", &language, &why), STATUS_OK);
    assert_int_equal(language, LANGUAGE_EN);
    set("LC_ALL", "C");
    assert_int_equal(language_choose("de", &language, &why), STATUS_OK);
    assert_int_equal(language, LANGUAGE_DE);
    assert_int_equal(language_choose("fr", &language, &why), STATUS_USAGE);
    assert_non_null(strstr(why.text, "en or de, not `fr`"));
    assert_int_equal(language_choose("", &language, &why), STATUS_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_variable_that_is_set_decides),
        cmocka_unit_test(what_is_asked_for_comes_first_and_is_a_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
