/* limen measure: every benchmark that needs no window comes to its end and says what it has measured. What the numbers are
 * is the computer's business. */
#include "support/program.h"

#include <math.h>

/* Twice where one measurement leaves something behind that the next could stumble over: a button, a stop. */
static const struct {
    const char *name, *repeats, *says;
} rows[] = {
    {"stop", "2", "\"limen_us\":"},
    {"stop-thermal", "2", "\"bare_press_to_abort_ms\":"},
    {"poll", "2", "\"cpu_share\":"},
    {"keeper", "1", "\"killed_in_thermode_ramp\":"},
    {"replug", "1", "\"instrument\":\"te-tech\""},
    {"onset", "3", "\"bare_us\":"},
    {"pace", "3", "\"bare_poll\":"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static void every_benchmark_comes_to_its_end(void **state)
{
    (void)state;
    static struct program programs[ROWS];
    for (size_t i = 0; i < ROWS; i++)
        program_start(
            &programs[i],
            (const char *const[]){"measure", rows[i].name, "--repeats", rows[i].repeats, NULL},
            NULL);
    for (size_t i = 0; i < ROWS; i++) {
        const int code = program_join(&programs[i], 150 * MONO_SEC);
        if (code != 0 || !strstr(program_out(&programs[i]), rows[i].says))
            fail_msg("%s: exit %d: %s%s", rows[i].name, code, program_out(&programs[i]),
                     program_err(&programs[i]));
    }
}

/* No clock is in it: the same seeds give the same numbers everywhere. */
static void the_effect_of_conditioning_is_recovered_without_a_bias(void **state)
{
    (void)state;
    static struct program program;
    const char *const words[] = {"measure", "modulation", "--repeats", "30", NULL};
    size_t n = 0;
    assert_int_equal(program_run(&program, words), 0);
    for (const char *at = program_out(&program); (at = strstr(at, "\"bias_in_se\":")); n++) {
        at += strlen("\"bias_in_se\":");
        assert_true(fabs(strtod(at, NULL)) <= 2);
    }
    assert_int_equal(n, 2);
    assert_non_null(strstr(program_out(&program), "\"early\":{\"n\":30,"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_benchmark_comes_to_its_end),
        cmocka_unit_test(the_effect_of_conditioning_is_recovered_without_a_bias),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
