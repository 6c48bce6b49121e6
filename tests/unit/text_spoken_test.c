/* What is taken for a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/spoken.h"

static void a_reason_has_letters_of_whatever_alphabet(void **state)
{
    (void)state;
    static const struct {
        const char *reason;
        bool suffices;
    } rows[] = {
        {NULL, false},    {"", false},      {"   ", false},
        {"x", false},     {"...", false},   {"1234567", false},
        {"a b c", false}, {"°°°°°", false}, {"demo", true},
        {"Übung", true},  {"при", false},   {"проба", true},
        {"öäü", false},   {"öäüß", true},   {"the reference is away", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (spoken_suffices(rows[i].reason) != rows[i].suffices)
            fail_msg("\"%s\"", rows[i].reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reason_has_letters_of_whatever_alphabet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
