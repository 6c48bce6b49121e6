/* limen measure: every benchmark that needs no window comes to its end and says what it has measured. What the numbers are
 * is the computer's business. */
#include "support/program.h"

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
    {"modulation", "12", "\"late\":"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_benchmark_comes_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
